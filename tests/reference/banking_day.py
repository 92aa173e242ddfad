"""The reference twin: the banking day restated slowly, exactly, one thing after another.

Written from the contract's text, sections 3 to 6, and for what a scenario can say of them. It
takes nothing from the engine but the records of a scenario.
"""

from tests.reference import investing
from tests.reference.accruing import Accrual, accruals_of, close_interest, post_interest
from tests.reference.analysing import (
    close_analyses,
    collect,
    flat_fees,
    statements_of,
    would_settle,
)
from tests.reference.clearing import channels_of, executed, opening, refuses_late
from tests.reference.days import END_OF_DAY, UNTIMED, days_of, minute_of
from tests.reference.depositing import Pile, paid_on, pay_out, piles_before, place, tell_accrued
from tests.reference.leaving import settle_ended_links, take_over_positions
from tests.reference.levying import Levy, charge, levies_of, see, would_charge
from tests.reference.overnight import (
    end_of_night,
    repay_overdue,
    shut_overdrafts,
    tallies_before,
)
from tests.reference.paying import happen, refuse_waiting, retry_all
from tests.reference.registering import registers_of, seen_by_line
from tests.reference.returning import return_sweeps
from tests.reference.setting import Setting
from tests.reference.setting_off import Pot, close_pots, left_to_own_terms, pots_of, tell_pending
from tests.reference.stopping import nothing_leaves
from tests.reference.sweeping import sweep_pass
from tests.reference.taxing import Taxes, charge_taxes, see_loans, would_tax
from tests.reference.transit import transfers_arrive
from tests.reference.units import minor
from tests.reference.world import Dated, Outcome, World
from treasury.flows.items import Item
from treasury.scenario import Scenario


def live_through(scenario: Scenario, structure: str | None) -> Outcome:
    """What happens in the run, day by day."""
    setting = Setting(scenario, structure)
    world = World(setting)
    investing.begin(world)
    world.statements = statements_of(scenario)
    items = dated_items(setting)
    accruals, pots = accruals_of(world), pots_of(world)
    levies = levies_of(setting)
    taxes, piles, tallies = Taxes(setting), piles_before(world), tallies_before(world)
    for day in days_of(scenario.first_day, scenario.last_day):
        world.day, world.lines_are_drawn = day, False
        setting.turn_to(day)
        shut_overdrafts(world, tallies)
        sweeps_before = len(world.outcome.sweeps)
        returns_before = len(world.outcome.returns)
        open_day(world, accruals, pots, (levies, taxes, piles))
        opens = {opening(list(item.channels), day) for item in items}
        live_through_slots(world, [item for item in items if item.day == day], opens - {0})
        settle_ended_links(world)
        repay_overdue(world, tallies)
        use_credit_lines(world)
        place(world, piles)
        world.lines_are_drawn = investing.evening(world)
        if world.lines_are_drawn:
            retry_all(world)
        refuse_waiting(world, everywhere=scenario.queue == "cancel" or day == scenario.last_day)
        end_of_night(world, tallies)
        world.close()
        investing.write_down(world)
        collect(world)
        close_interest(world, accruals, left_to_own_terms(world, pots))
        close_pots(world, pots)
        for levy in levies:
            see(world, levy, swept_since(world, sweeps_before, returns_before))
        see_loans(world, taxes)
    tell_pending(world, pots)
    tell_accrued(world, piles)
    for accrual in accruals:
        if accrual.pending:
            key = (accrual.kind, accrual.subject, accrual.side)
            world.outcome.accrued[key] = world.outcome.accrued.get(key, 0) + accrual.pending
    for levy in levies:
        would_charge(world, levy)
    would_settle(world)
    results = [one for pot in pots for one in pot.pending.items()]
    would_tax(world, taxes, accruals, results, [*world.outcome.deposit_accrued.items()])
    return world.outcome


def live_through_slots(world: World, items: list[Dated], opens: set[int]) -> None:
    """Step 1, and step 2 without the credit lines: each slot's items, its sweeps, the queues.

    When a clearing window opens, after the items of that minute, the queues are tried as well.
    """
    before = UNTIMED - 1
    for minute in sorted(opens.union(world.setting.minutes)):
        for item in items:
            if before < item.minute <= minute:
                happen(world, item)
        world.minute = before = minute
        if world.setting.edges and minute in world.setting.minutes:
            sweep_pass(world)
        retry_all(world)


def dated_items(setting: Setting) -> list[Dated]:
    """The scenario's items, then the term loans' own, in the order in which they happen."""
    scenario = setting.scenario
    items: list[Dated] = []
    for one in scenario.items:
        items.append(dated_item(setting, one, len(items)))
    for loan in sorted(scenario.term_loans, key=lambda one: one.id):
        principal = minor(loan.principal, setting.accounts[loan.account].currency)
        dates = {"drawn": (loan.drawn_on, principal), "repaid": (loan.repaid_on, -principal)}
        for what, (day, amount) in dates.items():
            key = ("loan", loan.id, what)
            items.append(
                Dated(
                    key,
                    len(items),
                    day,
                    UNTIMED,
                    day,
                    loan.account,
                    amount,
                    0,
                    queues=True,
                )
            )

    def order(item: Dated) -> tuple[object, ...]:
        receipts_first = item.minute == UNTIMED and scenario.untimed == "receipts_first"
        return item.day, item.minute, receipts_first and item.amount < 0, item.arrival

    return sorted(items, key=order)


def dated_item(setting: Setting, one: Item, arrival: int) -> Dated:
    """An item at the moment at which it happens: a late payment on its business date, or, where
    that lies after the run, waiting from the moment at which it was entered."""
    channels = channels_of(setting, one)
    entered = one.date, minute_of(one.time)
    found = executed(channels, *entered)
    in_the_run = found is not None and found.date <= setting.scenario.last_day
    too_late = found is not None and found.is_late and refuses_late(setting, one)
    moment = (found.date, found.minute) if found and in_the_run and not too_late else entered
    day, minute = moment
    return Dated(
        key=("item", one.id),
        arrival=arrival,
        day=day,
        minute=minute,
        value_day=max(one.value_date or day, day) if moment != entered else one.value_date or day,
        account=one.account,
        amount=minor(one.amount, setting.accounts[one.account].currency),
        priority=one.priority,
        queues=one.if_short == "queue",
        refund=one.refund,
        channels=tuple(channels),
        too_late=too_late,
    )


def open_day(
    world: World,
    accruals: list[Accrual],
    pots: list[Pot],
    besides: tuple[list[Levy], Taxes, dict[str, Pile]],
) -> None:
    """Step 0: value dates, what was on its way, interest due, deposits and redemptions, the day's
    fees and account analyses, then the queues."""
    levied = besides[:2]
    world.minute = UNTIMED
    world.value_arrives()
    transfers_arrive(world)
    for budget in world.budgets.values():
        budget.turn_to(world.day)
    take_over_positions(world)
    return_sweeps(world)
    posted = post_interest(world, accruals)
    results = [one for pot in pots for one in pot.post(world)]
    pay_out(world, besides[2])
    investing.morning(world)
    flat_fees(world, analysed=False)
    for levy in levied[0]:
        charge(world, levy)
    close_analyses(world)
    flat_fees(world, analysed=True)
    charge_taxes(world, levied[1], accruals, posted, results, paid_on(world.outcome, world.day))
    retry_all(world)


def swept_since(world: World, sweeps: int, returns: int) -> list[tuple[tuple[str, str], int]]:
    """Participant, header and amount of every sweep and return after so many of each."""
    headers = {link.participant: link.header for link in world.setting.records.values()}
    found = []
    for sweep in world.outcome.sweeps[sweeps:]:
        up = headers.get(sweep.giver) == sweep.receiver
        ends = (sweep.giver, sweep.receiver) if up else (sweep.receiver, sweep.giver)
        found.append((ends, sweep.amount))
    returned = [one for one in world.outcome.returns[returns:] if one.amount]
    return found + [((one.participant, one.header), one.amount) for one in returned]


def use_credit_lines(world: World) -> None:
    """The end of step 2: each credit line is drawn before the overdraft, or repaid.

    Nothing is repaid out of what is held, and nothing drawn because more is held than is there. The
    lines of registers' headers come last.
    """
    world.minute = END_OF_DAY
    headers = {one.header for one in registers_of(world)}
    lines = sorted(world.setting.scenario.credit_lines, key=lambda one: one.id)
    for line in sorted(lines, key=lambda one: one.account in headers):
        account = line.account
        wanted = max(0, world.setting.accounts[account].lowest)
        available = world.available(account)
        if available < 0:
            available = min(0, world.book[account])
        if nothing_leaves(world.setting, account, world.day):
            continue  # the line of a stopped account stands still
        available = seen_by_line(world, account, available)
        if available < wanted:
            amount = min(world.undrawn(account), wanted - available)
        else:
            amount = -min(world.owed[line.id], available - wanted)
        world.owed[line.id] += amount
        world.move(account, amount)

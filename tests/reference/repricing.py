"""Terms that were wrong, restated with exact fractions on what the twin has lived through (section
9).

Facts are frozen: what stands at the close of each day stays, less whatever terms decide, which is
posted once more by the right ones: interest of accounts, loans and positions, what notional pools
share, fees by terms and taxes, and what account analyses earn, settle and charge. Late amounts may
become known with them. Of two accounts there is one link.
"""

import datetime
from dataclasses import dataclass, field

from tests.reference.accruing import Accrual, accruals_of, close_interest, post_interest
from tests.reference.analysing import (
    close_analyses,
    collect,
    flat_fees,
    statements_of,
    would_settle,
)
from tests.reference.banking_day import swept_since
from tests.reference.correcting import LateAmount
from tests.reference.days import days_of
from tests.reference.depositing import earned_until, paid_on, there_at
from tests.reference.levying import charge, levies_of, see, would_charge
from tests.reference.setting import Setting
from tests.reference.setting_off import close_pots, left_to_own_terms, pots_of, tell_pending
from tests.reference.taxing import Taxes, charge_taxes, see_loans, would_tax
from tests.reference.world import Outcome, Posting, World
from treasury.scenario import Scenario


@dataclass
class Repriced:
    """What is right up to a day: balances by day, and all that was posted, charged, and is open."""

    value: dict[str, list[int]] = field(default_factory=dict)
    position: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)


def price_again(
    right: Scenario,
    structure: str | None,
    lived: Outcome,
    late: list[LateAmount],
    today: datetime.date,
) -> Repriced:
    """What is right up to today, of what was `lived`, by the right terms and with late amounts."""
    setting = Setting(right, structure)
    world, again = World(setting), Repriced()
    accruals, pots, levies = accruals_of(world), pots_of(world), levies_of(setting)
    taxes, world.statements = Taxes(setting), statements_of(right)
    world.value = dict.fromkeys(world.value, 0)
    for place, day in enumerate(days_of(right.first_day, today)):
        world.day = day
        setting.turn_to(day)
        posted = post_interest(world, accruals)
        results = [one for pot in pots for one in pot.post(world)]
        for levy in levies:
            charge(world, levy)
        charge_taxes(world, taxes, accruals, posted, results, paid_on(lived, day))
        close_analyses(world)
        flat_fees(world, analysed=True)
        anew = dict(world.value)
        stand_as_lived(world, again, lived, (place, late))
        close_interest(world, accruals, left_to_own_terms(world, pots))
        close_pots(world, pots)
        world.outcome.sweeps = [one for one in lived.sweeps if one.day == day]
        world.outcome.returns = [one for one in lived.returns if one.day == day]
        for levy in levies:
            see(world, levy, swept_since(world, 0, 0))
        see_loans(world, taxes)
        collect(world)
        world.value = anew
    tell_pending(world, pots)
    for levy in levies:
        would_charge(world, levy)
    results = [one for pot in pots for one in pot.pending.items()]
    would_tax(world, taxes, accruals, results, earned_until(world, there_at(lived, place), today))
    tell_open(world, accruals)
    again.outcome = world.outcome
    return again


def tell_open(world: World, accruals: list[Accrual]) -> None:
    """What has accrued and is not posted, and what analyses would make due, with fees by terms."""
    for accrual in accruals:
        if accrual.pending:
            what = accrual.kind, accrual.subject, accrual.side
            world.outcome.accrued[what] = world.outcome.accrued.get(what, 0) + accrual.pending
    would_settle(world)


def stand_as_lived(
    world: World, again: Repriced, lived: Outcome, at: tuple[int, list[LateAmount]]
) -> None:
    """The balances of a close: what was lived, less what terms decided, with what they decide now.

    What is posted anew stands in the world's value balances; debts are those of the run.
    """
    (place, late), scenario, day = at, world.setting.scenario, world.day
    for account, anew in world.value.items():
        frozen = lived.value[account][place] - posted_until(scenario, lived, account, day)
        known = [one.amount for one in late if one.account == account and one.value_day <= day]
        world.value[account] = anew + frozen + sum(known)
        again.value.setdefault(account, []).append(world.value[account])
    for key in world.position:
        ends = key[:2]
        frozen = lived.position[ends][place] - added_until(lived.postings, ends, day)
        world.position[key] = frozen + added_until(world.outcome.postings, ends, day)
        again.position.setdefault(ends, []).append(world.position[key])
    world.owed = {loan: owed[place] for loan, owed in lived.owed.items()}


def posted_until(scenario: Scenario, lived: Outcome, account: str, day: datetime.date) -> int:
    """What terms decided of the account's value balance up to a day: interest less fees by terms,
    taxes and charges of account analyses."""
    lent = (*scenario.credit_lines, *scenario.term_loans, *scenario.overdraft_agreements)
    loans = {one.id: one.account for one in lent}
    total = 0
    for one in lived.postings:
        to = {"pool": one.subject.rpartition(" > ")[2], "loan": loans.get(one.subject, "")}
        if one.kind != "link" and to.get(one.kind, one.subject) == account and one.day <= day:
            total += one.amount
    for levied in lived.levies:
        if levied.account == account and levied.day <= day:
            total -= levied.amount
    charged = [one for one in lived.analysis_charges if one.account == account and one.day <= day]
    return total - sum(one.amount for one in charged)


def added_until(postings: list[Posting], ends: tuple[str, str], day: datetime.date) -> int:
    """The interest added to the position between two accounts up to a day."""
    subject = " > ".join(ends)
    return sum(
        one.amount
        for one in postings
        if one.kind == "link" and one.subject == subject and one.day <= day
    )

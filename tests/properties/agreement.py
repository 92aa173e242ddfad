"""The engine's projection in the words of the reference twin, and where the two differ."""

import datetime
from typing import Any

import numpy as np

from tests.reference.analysing import Closed
from tests.reference.banking_day import live_through
from tests.reference.dividing import Divided, divided
from tests.reference.world import (
    Arrival,
    Draw,
    Fate,
    ItemKey,
    Levied,
    Outcome,
    PaidOut,
    Posting,
    Return,
    Sweep,
)
from treasury import tables as t
from treasury.booking import book
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import Projection
from treasury.virtual_ledgers import virtual_ledgers

ANALYSED = (t.FEE_ANALYSED, t.TERM_FEE_ANALYSED)
KINDS = {
    t.CREDIT_SIDE: "account",
    t.DEBIT_SIDE: "account",
    t.LOAN: "loan",
    t.INVESTMENT: "fund",
    t.UPSTREAMED: "link",
    t.BORROWED: "link",
    t.POOL_SHARE: "pool",
}


def difference(scenario: Scenario, structure: str | None, lived: Outcome | None = None) -> str:
    """What the engine and the twin disagree about first, "" if nothing.

    `lived` is what the twin says, where that is known already.

    Where links begin or end inside the run, headers that stand on one level on that day may be
    served in another order; what each of them moves and what it saw is compared all the same.
    """
    plan = resolve(scenario, structure, structure or "standalone")
    projection = simulate(plan)
    engine = in_words(plan, projection)
    twin = lived or live_through(scenario, structure)
    dated = any(link.valid_from or link.valid_until for link in scenario.links)
    twin.arrivals = added_up(twin.arrivals)
    for name in ("fates", "sweeps", "returns", "draws", "arrivals", "book", "value", "transit",
                 "position", "owed", "postings", "accrued", "levies", "levied",
                 "analysed_fees", "periods", "analysis_charges", "analysed", "deposited",
                 "invested", "paid_out", "deposit_accrued"):  # fmt: skip
        ours, theirs = getattr(engine, name), getattr(twin, name)
        unordered = name in ("postings", "fates", "levies", "analysed_fees", "paid_out")
        if unordered or (name in ("sweeps", "returns") and dated):
            ours, theirs = in_order(ours), in_order(theirs)
            ours, theirs = sorted(ours), sorted(theirs)
        if ours != theirs:
            return f"{name}:\n engine {only(ours, theirs)}\n twin   {only(theirs, ours)}"
    return of_ledgers(plan, projection, divided(scenario, twin)) if scenario.ledgers else ""


def of_ledgers(plan: Plan, projection: Projection, twin: Divided) -> str:
    """What engine and twin disagree about first in virtual ledgers, "" if nothing."""
    found = virtual_ledgers(plan, projection.events, book(plan, projection.events))
    table, days = found.table, plan.names.days
    keys = [
        (plan.names.accounts[account], ledger)
        for account, ledger in zip(table.account, table.ids, strict=True)
    ]
    owner = [table.ids[bearing.ledger] for bearing in table.bearings]
    engine = Divided(
        book=by_column(keys, found.book),
        value=by_column(keys, found.value),
        settled=sorted(
            (days[one.day], owner[one.bearing], one.amount) for one in found.settled if one.amount
        ),
        accrued=dict.fromkeys(owner, 0),
    )
    for ledger, amount in zip(owner, found.accrued, strict=True):
        engine.accrued[ledger] += amount
    for name in ("book", "value", "settled", "accrued"):
        ours, theirs = getattr(engine, name), getattr(twin, name)
        if ours != theirs:
            return f"ledgers, {name}:\n engine {only(ours, theirs)}\n twin   {only(theirs, ours)}"
    return ""


def added_up(arrivals: list[Arrival]) -> list[Arrival]:
    """What ended on a day, sent on one day by one account to another, as one sum; in order."""
    found: dict[Arrival, int] = {}
    for one in arrivals:
        way = one._replace(amount=0)
        found[way] = found.get(way, 0) + one.amount
    return sorted(way._replace(amount=amount) for way, amount in found.items())


def arrived(plan: Plan, projection: Projection) -> list[Arrival]:
    """What was on its way and ended."""
    accounts, days = plan.names.accounts, plan.names.days
    found = []
    for event in projection.events:
        if event[t.KIND] in (t.ARRIVED, t.SENT_BACK):
            back = bool(event[t.KIND] == t.SENT_BACK)
            ends = [accounts[event[t.ACCOUNT]], accounts[event[t.OTHER]]]
            giver, receiver = ends if back else reversed(ends)
            dates = days[event[t.DAY]], days[event[t.BASE]]
            amount = int(event[t.AMOUNT])
            found.append(Arrival(dates[0], giver, receiver, dates[1], amount, back))
    return added_up(found)


def in_order(found: Any) -> Any:
    """A list sorted, a dictionary by its keys."""
    return dict(sorted(found.items())) if isinstance(found, dict) else sorted(found)


def only(these: Any, those: Any) -> Any:
    """What stands in these alone."""
    if isinstance(these, dict):
        return {key: value for key, value in these.items() if those.get(key) != value}
    return [(place, one) for place, one in enumerate(these) if one not in those] or these


def in_words(plan: Plan, projection: Projection) -> Outcome:
    """The projection as the twin would have written it down."""
    names, links = plan.names, plan.tables.links
    ends = [
        (names.accounts[p], names.accounts[h])
        for p, h in zip(links.participant, links.header, strict=True)
    ]
    return Outcome(
        book=by_column(names.accounts, projection.book),
        value=by_column(names.accounts, projection.value),
        transit=by_column(names.accounts, projection.transit),
        position=between(ends, projection.position),
        owed=by_column(names.loans, projection.owed),
        sweeps=sweeps(plan, projection),
        returns=returns(plan, projection),
        draws=draws(plan, projection),
        arrivals=arrived(plan, projection),
        fates=fates(plan, projection),
        postings=postings(plan, projection),
        accrued=accrued(plan, projection),
        levies=levies(plan, projection),
        levied=levied(plan, projection),
        analysed_fees=analysed_fees(plan, projection),
        periods=periods(plan, projection),
        analysis_charges=analysis_charges(plan, projection),
        analysed=analysed(plan, projection),
        deposited=by_column(names.deposits, projection.deposited),
        invested=by_column(names.investments, projection.invested),
        paid_out=paid_out(plan, projection),
        deposit_accrued={
            name: int(plan.tables.deposits.rows.accrued[at])
            for at, name in enumerate(names.deposits)
            if projection.deposited[-1, at]
        },
    )


def accrued(plan: Plan, projection: Projection) -> dict[tuple[str, str, str], int]:
    """What is accrued by subject; links between the same two accounts together."""
    found: dict[tuple[str, str, str], int] = {}
    for row, amount in enumerate(projection.accrued):
        if amount:
            what = subject(plan, row)
            found[what] = found.get(what, 0) + int(amount)
    return found


def levies(plan: Plan, projection: Projection) -> list[Levied]:
    """The fees by terms and the taxes that were charged."""
    return [
        Levied(
            plan.names.days[event[t.DAY]],
            plan.names.levies[event[t.REF]][0],
            plan.names.accounts[event[t.ACCOUNT]],
            int(-event[t.AMOUNT]),
        )
        for event in projection.events
        if event[t.KIND] in (t.TERM_FEE, t.TAX)
    ]


def analysed_fees(plan: Plan, projection: Projection) -> list[Levied]:
    """The fees that went to an account analysis, flat and by terms."""
    found = []
    for event in projection.events[np.isin(projection.events[:, t.KIND], ANALYSED)]:
        flat = event[t.KIND] == t.FEE_ANALYSED
        fee = plan.scenario.fees[event[t.REF]].id if flat else plan.names.levies[event[t.REF]][0]
        day, payer = plan.names.days[event[t.DAY]], plan.names.accounts[event[t.ACCOUNT]]
        found.append(Levied(day, fee, payer, int(event[t.AMOUNT])))
    return found


def periods(plan: Plan, projection: Projection) -> list[Closed]:
    """The periods of account analyses that were closed."""
    found, held = [], plan.tables.levies.analyses.days.held
    begun: dict[int, int] = {}
    for event in projection.events[projection.events[:, t.KIND] == t.ANALYSIS_CLOSED]:
        day, at = int(event[t.DAY]), int(event[t.REF])
        days = int(held[begun.get(at, 0) : day, at].sum())
        begun[at] = day
        numbers = (int(event[column]) for column in (t.BASE, t.AMOUNT, t.SEEN, t.GIVES, t.AUX))
        found.append(Closed(plan.names.days[day], plan.names.analyses[at], days, *numbers))
    return found


def analysed(plan: Plan, projection: Projection) -> dict[str, int]:
    """What account analyses have open at the end."""
    found = zip(plan.names.analyses, projection.analysed.tolist(), strict=True)
    return {name: -amount for name, amount in found if amount}


def analysis_charges(plan: Plan, projection: Projection) -> list[Levied]:
    """What left settlement accounts."""
    return [
        Levied(
            plan.names.days[event[t.DAY]],
            plan.names.analyses[event[t.REF]],
            plan.names.accounts[event[t.ACCOUNT]],
            int(-event[t.AMOUNT]),
        )
        for event in projection.events
        if event[t.KIND] == t.ANALYSIS_CHARGED
    ]


def paid_out(plan: Plan, projection: Projection) -> list[PaidOut]:
    """What came back of deposits, principal and interest of a payout together."""
    found: dict[int, PaidOut] = {}
    for event in projection.events:
        if event[t.KIND] not in (t.REDEEMED, t.DEPOSIT_INTEREST):
            continue
        row, amount = int(event[t.REF]), int(event[t.AMOUNT])
        day, deposit = plan.names.days[event[t.DAY]], plan.names.deposits[event[t.AUX]]
        one = found.setdefault(row, PaidOut(day, deposit, 0, 0))
        if event[t.KIND] == t.REDEEMED:
            found[row] = one._replace(principal=one.principal + amount)
        else:
            found[row] = one._replace(interest=one.interest + amount)
    return list(found.values())


def levied(plan: Plan, projection: Projection) -> dict[tuple[str, str], int]:
    """What fees by terms stand open at the end, by fee and account."""
    found: dict[tuple[str, str], int] = {}
    for row, amount in enumerate(projection.levied):
        if amount:
            payer = plan.names.accounts[plan.tables.levies.rows.account[row]]
            key = plan.names.levies[row][0], payer
            found[key] = found.get(key, 0) - int(amount)
    return found


def between(ends: list[tuple[str, str]], columns: Any) -> dict[tuple[str, str], list[int]]:
    """Day-end positions by participant and header, over all links between the two."""
    found: dict[tuple[str, str], list[int]] = {}
    for at, pair in enumerate(ends):
        column = [int(one) for one in columns[:, at]]
        before = found.get(pair, [0] * len(column))
        found[pair] = [one + two for one, two in zip(before, column, strict=True)]
    return found


def by_column(names: Any, columns: Any) -> dict[Any, list[int]]:
    """Day-end values by name."""
    return {name: [int(one) for one in columns[:, at]] for at, name in enumerate(names)}


def subject(plan: Plan, row: int) -> tuple[str, str, str]:
    """What an accrual is about: kind, subject, side."""
    accruals, names = plan.tables.accruals, plan.names
    kind, index = KINDS[int(accruals.kind[row])], int(accruals.subject[row])
    if kind == "pool":
        pool = names.pools[accruals.subject[accruals.into[row]]]
        return kind, f"{pool} > {names.accounts[accruals.account[row]]}", names.accrual_sides[row]
    if kind == "loan":
        what = names.loans[index]
    elif kind == "fund":
        what = names.investments[index]
    elif kind == "link":
        links = plan.tables.links
        ends = names.accounts[links.participant[index]], names.accounts[links.header[index]]
        what = " > ".join(ends)
    else:
        what = names.accounts[index]
    return kind, what, names.accrual_sides[row]


def sweeps(plan: Plan, projection: Projection) -> list[Sweep]:
    """The sweeps that moved money."""
    found = []
    for event in projection.events:
        if event[t.KIND] in (t.CONCENTRATION, t.FUNDING) and event[t.AMOUNT] > 0:
            way = [plan.names.accounts[event[t.ACCOUNT]], plan.names.accounts[event[t.OTHER]]]
            if event[t.KIND] == t.FUNDING:
                way.reverse()
            numbers = (int(event[column]) for column in (t.AMOUNT, t.SEEN, t.BASE))
            day = plan.names.days[event[t.DAY]]
            found.append(Sweep(day, int(event[t.MINUTE]), way[0], way[1], *numbers))
    return found


def returns(plan: Plan, projection: Projection) -> list[Return]:
    """The sweeps that came back at an opening, or could not."""
    accounts = plan.names.accounts
    return [
        Return(
            plan.names.days[event[t.DAY]],
            accounts[event[t.OTHER]],
            accounts[event[t.ACCOUNT]],
            int(event[t.AMOUNT]),
            int(event[t.BASE] - event[t.AMOUNT]),
        )
        for event in projection.events
        if event[t.KIND] == t.RETURN
    ]


def draws(plan: Plan, projection: Projection) -> list[Draw]:
    """The linked draws."""
    accounts = plan.names.accounts
    return [
        Draw(
            plan.names.days[event[t.DAY]],
            int(event[t.MINUTE]),
            accounts[event[t.OTHER]],
            accounts[event[t.ACCOUNT]],
            int(event[t.AMOUNT]),
        )
        for event in projection.events
        if event[t.KIND] == t.DRAW
    ]


def item_key(plan: Plan, row: int) -> ItemKey:
    """The twin's name of an item."""
    items = plan.tables.items
    if items.loan[row] < 0:
        return ("item", plan.scenario.items[items.source[row]].id)
    what = "drawn" if items.amount[row] > 0 else "repaid"
    return ("loan", plan.names.loans[items.loan[row]], what)


def fates(plan: Plan, projection: Projection) -> dict[ItemKey, Fate]:
    """What became of every item, and when it was decided."""
    decided = {
        int(event[t.REF]): (plan.names.days[event[t.DAY]], int(event[t.MINUTE]))
        for event in projection.events
        if event[t.KIND] in (t.REJECTED, t.REFUSED)
    }
    found = {}
    for row in range(len(plan.tables.items.day)):
        fate = projection.fate[row]
        if fate in (t.MADE, t.MADE_LATE):
            when = plan.names.days[projection.made_day[row]], int(projection.made_minute[row])
            found[item_key(plan, row)] = Fate("made", *when)
        else:
            what = "rejected" if fate == t.WAS_REJECTED else "refused"
            nowhere = (datetime.date.min, t.UNTIMED)
            found[item_key(plan, row)] = Fate(what, *decided.get(row, nowhere))
    return found


def postings(plan: Plan, projection: Projection) -> list[Posting]:
    """The interest that was posted."""
    return [
        Posting(plan.names.days[event[t.DAY]], *subject(plan, event[t.REF]), int(event[t.AMOUNT]))
        for event in projection.events
        if event[t.KIND] in (t.INTEREST, t.INTERNAL_INTEREST, t.REINVESTED) and event[t.AMOUNT] != 0
    ]

"""Sentences about notional pools: an account's part of a day, what a pool bore, who shares it.

Amounts are written in major units of the pool's currency. Source: the banking day, section 7.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from treasury.comparing.notional import pool_days, record_of
from treasury.plan.plan import Plan
from treasury.pooling.notional import SHARE_ONE, offset_of
from treasury.rates import RATE_ONE
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.interest_words import ROUNDINGS, finely, term_words
from treasury.reporting.explaining.notional_words import ALLOCATIONS, row_words
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    AMOUNT,
    AUX,
    BASE,
    DAY,
    KIND,
    NUMBER,
    REF,
    SEEN,
    SETTLED,
)


def day_words(view: DayView) -> list[str]:
    """What the account's notional pool had at the close, what cancelled out, and its own part."""
    plan, found = view.plan, []
    placed = plan.tables.members
    for member in np.flatnonzero(placed.account == view.account).tolist():
        if placed.cap[view.day, member] < 0:
            continue
        pool = int(placed.pool[member])
        days = pool_days(plan, view.projection.value, pool)
        credit, debit, taken = (
            int(column[view.day]) for column in (days.credit, days.debit, days.taken)
        )
        part = int(days.part[view.day, days.members.index(member)])
        found.append(
            f"Notional pool {one_line(plan.names.pools[pool])} at the close: "
            f"{amount(view, credit)} in credit, {amount(view, debit)} overdrawn; "
            f"{amount(view, taken)} of each cancels out{ratio_words(plan, pool)}, so interest "
            f"bears on {amount(view, credit - taken)} and {amount(view, debit - taken)}. Of this "
            f"account {amount(view, part)} is in the pool{beyond_words(view, part)}; no cash moved."
        )
    return found


def amount(view: DayView, number: int) -> str:
    """The amount in the account's currency."""
    return money(view.plan, view.account, number)


def ratio_words(plan: Plan, pool: int) -> str:
    """The offset ratio, where it is not the whole, as a clause."""
    record = record_of(plan, pool)
    if record.method == "enhance":
        return " (enhance sets nothing off)"
    if offset_of(record) == (1, 1):
        return ""
    return f" ({one_line(record.offset or '')} of the smaller, rounded down)"


def beyond_words(view: DayView, part: int) -> str:
    """What of the account's overdraft its cap leaves outside, as a clause."""
    beyond = int(view.projection.value[view.day, view.account]) - part
    return f"; {amount(view, -beyond)} of its overdraft is beyond its cap" if beyond else ""


def result_words(view: DayView, settled: Row) -> str:
    """The SETTLED event of a pool's result with its calculation."""
    plan, result = view.plan, settled[REF]
    table, account = plan.tables.accruals, int(plan.tables.accruals.account[settled[REF]])
    rows = numbers_of(view, result)
    closes = np.flatnonzero(table.settles[:, result]).tolist()
    start = max((close + 1 for close in closes if close < settled[DAY]), default=0)
    within = [row for row in rows if start <= row[DAY] <= settled[DAY]]
    exact = sum((contribution(plan, row) for row in within), Fraction(0))
    terms = []
    for row in within:
        factor = int(table.factor[row[REF]])
        terms.append(f"{' - ' if factor < 0 else ' + '}{term_words(plan, row)}")
    carried = carried_before(view, result, start) if table.carry[result] else Fraction(0)
    if carried:
        terms.append(f" + {finely(plan, account, carried)} carried over")
    way = "paid by" if settled[AMOUNT] >= 0 else "charged by"
    return (
        f"{row_words(plan, result)} settled: {''.join(terms).removeprefix(' + ').strip()} = "
        f"{finely(plan, account, exact + carried)}, rounded "
        f"{ROUNDINGS[int(table.rounding[result])]} to {money(plan, account, abs(settled[AMOUNT]))} "
        f"{way} the bank; it is {whose(plan, result)}, posted the next day."
    )


def numbers_of(view: DayView, result: int) -> list[Row]:
    """The interest numbers that settle into a pool's result, in time."""
    events, into = view.projection.events, view.plan.tables.accruals.into
    numbers = events[events[:, KIND] == NUMBER]
    rows: list[Row] = numbers[into[numbers[:, REF]] == result].tolist()
    return rows


def contribution(plan: Plan, row: Row) -> Fraction:
    """What a NUMBER event adds to its pool's result, exactly, in minor units."""
    table = plan.tables.accruals
    rate = int(table.rate[row[AUX], row[BASE]]) * int(table.factor[row[REF]])
    return Fraction(row[AMOUNT] * rate, RATE_ONE * row[SEEN])


def carried_before(view: DayView, result: int, start: int) -> Fraction:
    """What rounding left over before a day, with its sign."""
    events = view.projection.events
    settled = events[(events[:, KIND] == SETTLED) & (events[:, REF] == result)]
    settled = settled[settled[:, DAY] < start]
    before = [row for row in numbers_of(view, result) if row[DAY] < start]
    exact = sum((contribution(view.plan, row) for row in before), Fraction(0))
    return exact - int(settled[:, AMOUNT].sum())


def whose(plan: Plan, result: int) -> str:
    """Whose the result is, as a clause."""
    record = record_of(plan, int(plan.tables.accruals.subject[result]))
    words = ALLOCATIONS[record.allocation]
    return words if record.allocation == "central" else f"shared {words}"


def share_words(view: DayView, settled: Row) -> str:
    """The SETTLED event of a share in a pool's result."""
    plan = view.plan
    table, share = plan.tables.accruals, settled[REF]
    account = int(table.account[share])
    way = "is credited" if settled[AMOUNT] >= 0 else "is charged"
    weights = weight_words(plan, settled)
    of_result = f" of the result of {money(plan, account, shared(view, share))}" if weights else ""
    return (
        f"{row_words(plan, share)}: {money(plan, account, abs(settled[AMOUNT]))}{of_result} {way} "
        f"the next day{weights}."
    )


def shared(view: DayView, share: int) -> int:
    """The day's result of the pool in which the row has a share; signed."""
    result = int(view.plan.tables.accruals.into[share])
    return next(row[AMOUNT] for row in view.rows if row[KIND] == SETTLED and row[REF] == result)


def weight_words(plan: Plan, settled: Row) -> str:
    """By what a result was shared, as a clause; empty where all of it is the header's."""
    table, share = plan.tables.accruals, settled[REF]
    account = int(table.account[share])
    allocation = record_of(plan, int(table.subject[table.into[share]])).allocation
    own, all_ = settled[SEEN], settled[BASE]
    if all_ == 0:
        return ""
    if allocation in ("even", "even_to_positive"):
        return f", for {own} of {all_} days"
    if allocation == "agreed":
        days, of = (f"{Decimal(each) / SHARE_ONE:f}" for each in (own, all_))
        return f", for {days} of {of} days at the agreed shares"
    numbers = (money(plan, account, each) for each in (own, all_))
    return ", for {} of {} x days".format(*numbers)

"""Sentences about notional pools: an account's part of a day, what a pool bore, who shares it.

Amounts are written in major units of the pool's currency. Source: the banking day, section 7.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from treasury.comparing.notional import (
    base_days,
    is_overlay,
    pool_days,
    rates_used,
    record_of,
    result_row,
    translated_days,
)
from treasury.money import round_fraction
from treasury.plan.plan import Plan
from treasury.pooling.notional import SHARE_ONE, offset_of
from treasury.rates import RATE_ONE
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.interest_words import ROUNDINGS, finely, term_words
from treasury.reporting.explaining.notional_words import (
    ALLOCATIONS,
    is_register,
    law_words,
    laws_used,
    rate_words,
    row_words,
)
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
        credit, debit, *taken = (
            int(column[view.day])
            for column in (days.credit, days.debit, days.credit_taken, days.debit_taken)
        )
        part = int(days.part[view.day, days.members.index(member)])
        if is_register(plan, pool):
            found.append(register_words(view, pool, (credit - debit, taken[1]), part))
            continue
        several = is_overlay(plan, pool)
        if several:
            found += translation_words(view, pool)
        cancels = (
            f"{amount(view, taken[0])} of that and {amount(view, taken[1])} of these cancel out"
            if several
            else f"{amount(view, taken[0])} of each cancels out{ratio_words(plan, pool)}"
        )
        of = f" in {plan.names.currencies[view.account]}" if several else ""
        found.append(
            f"Notional pool {one_line(plan.names.pools[pool])}{of} at the close: "
            f"{amount(view, credit)} in credit, {amount(view, debit)} overdrawn; {cancels}, "
            f"so interest bears on {amount(view, credit - taken[0])} and "
            f"{amount(view, debit - taken[1])}{offset_words(plan, pool)}. "
            f"{part_words(view, member, part)}; no cash moved."
        )
    laws = laws_used(plan.scenario, (plan.structure,)) if found else []
    return found + [law_words(law) for law in laws if not law.confirmed]


def register_words(view: DayView, pool: int, sums: tuple[int, int], part: int) -> str:
    """What the register of the account's pool shows at the close, and what bears the demand rate.

    `sums` are the balances of all together, and what of the header's overdraft the others cover.
    """
    plan, (together, covered) = view.plan, sums
    record = record_of(plan, pool)
    return (
        f"Register pool {one_line(plan.names.pools[pool])} at the close: all participants together "
        f"have {amount(view, together)}, of it this account {amount(view, part)}. "
        f"{amount(view, covered)} of the overdraft of {record.header} is covered by the others and "
        f"bears the terms {one_line(record.terms)} in place of its own; every balance else bears "
        "its account's terms; no cash moved."
    )


def translation_words(view: DayView, pool: int) -> list[str]:
    """What each currency of the account's pool is in its base, and what cancels out in that."""
    plan, value = view.plan, view.projection.value
    base = int(plan.tables.notional.together[pool])
    rows = np.flatnonzero(plan.tables.notional.together == base).tolist()
    whole = base_days(plan, value, pool)
    credit, debit, taken = (
        int(each[view.day]) for each in (whole.credit, whole.debit, whole.taken)
    )
    total = [with_currency(plan, base, each) for each in (credit, debit, taken)]
    return [
        f"Notional pool {one_line(plan.names.pools[pool])} in its base currency: "
        + "; ".join(in_base_words(view, row, base) for row in rows)
        + f". Together {total[0]} in credit and {total[1]} overdrawn, of which {total[2]} of each "
        f"cancels out{ratio_words(plan, pool)}: {percent(taken, credit)} of every currency's "
        f"credit balances and {percent(taken, debit)} of its overdrafts. Nothing is converted."
    ]


def in_base_words(view: DayView, row: int, base: int) -> str:
    """What one currency of a pool has on the day, and what that is in the base currency."""
    plan, value = view.plan, view.projection.value
    own, in_base = pool_days(plan, value, row), translated_days(plan, value, row)[:, view.day]
    sides = (int(own.credit[view.day]), int(own.debit[view.day]))
    said = []
    for number, into, what in zip(sides, in_base.tolist(), ("in credit", "overdrawn"), strict=True):
        if number:
            made = f" = {with_currency(plan, base, into)}" if row != base else ""
            said.append(f"{with_currency(plan, row, number)} {what}{made}")
    if not said:
        return f"nothing in {currency_of(plan, row)}"
    if row != base:
        said.append(f"at {rate_words(rates_used(plan, row), view.day)}")
    return ", ".join(said)


def with_currency(plan: Plan, row: int, number: int) -> str:
    """The amount with the currency of a pool's row: `USD 54,000.00`."""
    return f"{currency_of(plan, row)} {money(plan, result_account(plan, row), number)}"


def currency_of(plan: Plan, row: int) -> str:
    """The currency of a pool's row."""
    return plan.names.currencies[result_account(plan, row)]


def result_account(plan: Plan, row: int) -> int:
    """The header of a pool in the currency of this row."""
    return int(plan.tables.accruals.account[result_row(plan, row)])


def percent(part: int, whole: int) -> str:
    """The part of the whole as a percentage of four decimals, rounded half up.

    >>> percent(1, 3), percent(0, 0)
    ('33.3333 %', '0 %')
    """
    units = round_fraction(part * 10**6, whole) if whole else 0
    return f"{Decimal(units).scaleb(-4).normalize():f} %"


def offset_words(plan: Plan, pool: int) -> str:
    """What bears on what cancelled out, as a clause; empty where nothing does."""
    terms = record_of(plan, pool).offset_terms
    return f", and the terms {one_line(terms)} on what cancels out" if terms else ""


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


def part_words(view: DayView, member: int, part: int) -> str:
    """What of the account, or of the pool that it heads, is in the pool, as a clause."""
    plan, inner = view.plan, int(view.plan.tables.members.inner[member])
    if inner < 0:
        return f"Of this account {amount(view, part)} is in the pool{beyond_words(view, part)}"
    lower = one_line(plan.names.pools[inner])
    return f"Of what pool {lower} has left {amount(view, part)} is in the pool"


def beyond_words(view: DayView, part: int) -> str:
    """What of the account's overdraft its cap leaves outside, as a clause."""
    beyond = int(view.projection.value[view.day, view.account]) - part
    return f"; {amount(view, -beyond)} of its overdraft is beyond its cap" if beyond else ""


def result_words(view: DayView, settled: Row) -> str:
    """The SETTLED event of a pool's result with its calculation."""
    plan, result = view.plan, settled[REF]
    account = int(plan.tables.accruals.account[result])
    way = "paid by" if settled[AMOUNT] >= 0 else "charged by"
    return (
        f"{row_words(plan, result)} settled: {calculation(view, settled)} "
        f"{money(plan, account, abs(settled[AMOUNT]))} "
        f"{way} the bank; it is {whose(plan, result)}, posted the next day."
    )


def calculation(view: DayView, settled: Row) -> str:
    """What a SETTLED event is the sum of, exactly, and how it is rounded, as an unfinished clause:
    `100.00 x 0.35 % / 360 - 20.00 x 4.35 % / 360 = 0.005, rounded half up to`."""
    plan, into = view.plan, settled[REF]
    table, account = plan.tables.accruals, int(plan.tables.accruals.account[settled[REF]])
    rows = numbers_of(view, into)
    closes = np.flatnonzero(table.settles[:, into]).tolist()
    start = max((close + 1 for close in closes if close < settled[DAY]), default=0)
    within = [row for row in rows if start <= row[DAY] <= settled[DAY]]
    exact = sum((contribution(plan, row) for row in within), Fraction(0))
    terms = []
    for row in within:
        factor = int(table.factor[row[REF]])
        terms.append(f"{' - ' if factor < 0 else ' + '}{term_words(plan, row)}")
    carried = carried_before(view, into, start) if table.carry[into] else Fraction(0)
    if carried:
        terms.append(f" + {finely(plan, account, carried)} carried over")
    rounding = ROUNDINGS[int(table.rounding[into])]
    sum_of = "".join(terms).removeprefix(" + ").strip() or "nothing"
    return f"{sum_of} = {finely(plan, account, exact + carried)}, rounded {rounding} to"


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
    if record_of(plan, int(table.subject[table.into[share]])).allocation == "rate_based":
        made = f"{money(plan, account, abs(settled[AMOUNT]))} {way} the next day"
        return f"{row_words(plan, share)}: {at_rates_words(view, settled)} {made}."
    weights = weight_words(plan, settled)
    of_result = f" of the result of {money(plan, account, shared(view, share))}" if weights else ""
    return (
        f"{row_words(plan, share)}: {money(plan, account, abs(settled[AMOUNT]))}{of_result} {way} "
        f"the next day{weights}."
    )


def at_rates_words(view: DayView, settled: Row) -> str:
    """What a share is where a result is shared by rates: its sum, or what the others leave."""
    plan, table = view.plan, view.plan.tables.accruals
    share, account = settled[REF], int(table.account[settled[REF]])
    if numbers_of(view, share):
        return calculation(view, settled)
    result = shared(view, share)
    others = money(plan, account, result - settled[AMOUNT])
    return f"of the result of {money(plan, account, result)} the others have {others};"


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

"""Which terms a posting was made by, and which are right: `0.35 % was used, 0.40 % is right`.

Only where the terms of the run were other than they are right; of a late item nothing is said here.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.correction.correcting import Correction
from treasury.correction.joining import Terms
from treasury.correction.postings import Difference
from treasury.plan.fixings import Quote
from treasury.plan.plan import Plan
from treasury.plan.taxes import tax_versions
from treasury.rates import written_rate
from treasury.reporting.correcting.published_words import fixings_in
from treasury.reporting.explaining.interest_words import moved_words
from treasury.reporting.explaining.levy_words import counts_sweeps
from treasury.reporting.explaining.posting_words import accrual_money
from treasury.reporting.explaining.rate_words import rate_words, versions
from treasury.reporting.explaining.rule_words import money
from treasury.tables import AUX, BASE, DAY, EVENT_COLUMNS, INTEREST, INTERNAL_INTEREST

NO_RATE = "no rate"
UNBOUNDED = "any amount"
POSTED = "by the right terms it is posted on that day"
NOT_POSTED = "by the right terms it is not posted on that day"


def used_words(correction: Correction, one: Difference, last: int) -> str:
    """What was used and what is right, up to the row `last`; empty where the terms are the same.

    `0.35 % was used, 0.40 % is right from 2026-05-20`
    """
    if correction.known.plan is correction.right.plan:
        return ""
    interest = one.kind in (INTEREST, INTERNAL_INTEREST)
    rows = dict.fromkeys(each.bearing[0] for each in one.changed)
    for row in rows:
        found = of_interest(correction, row, last) if interest else of_levy(correction, row, last)
        if found:
            return found
    return ""


def of_interest(correction: Correction, row: int, last: int) -> str:
    """The first rate of an accrual that was another one, in the period that ends on a row; where
    none was, whether it is posted on the day after the row."""
    known, right = correction.known, correction.right
    was, is_ = (place_in(terms.places.accruals, row) for terms in (known, right))
    at = next(each for each in ((right, is_), (known, was)) if each[1] is not None)
    for day in range(first_day(at[0].plan, int(at[1] or 0), last), last + 1):
        before, now = priced(known.plan, was, day), priced(right.plan, is_, day)
        if before != now:
            words = fixings_said(correction, (was, is_), day, last)
            if words:
                return words
            one, two = (known, was), (right, is_)
            used, due = partial(priced, known.plan, was), partial(priced, right.plan, is_)
            since = correction.plan.names.days[wrong_since(used, due, day)].isoformat()
            return f"{rates_said(one, two, day)} from {since}"
    return settled_said((known.plan, was), (right.plan, is_), last)


def settled_said(one: tuple[Plan, int | None], two: tuple[Plan, int | None], last: int) -> str:
    """Whether what is settled at the close of a row is so by the right terms alone, or by those
    that were known alone; empty where by both or neither."""
    was, is_ = (settles(*each, last) for each in (one, two))
    if was == is_:
        return ""
    plan, accrual = two
    moved = moved_words(plan, int(accrual or 0), last) if is_ else ""
    return f"{POSTED if is_ else NOT_POSTED}{moved}"


def settles(plan: Plan, accrual: int | None, day: int) -> bool:
    """Whether an accrual of the plan is settled at the close of a day."""
    accruals = plan.tables.accruals
    return accrual is not None and bool(accruals.settles[day, accruals.into[accrual]])


def fixings_said(
    correction: Correction, places: tuple[int | None, int | None], day: int, last: int
) -> str:
    """The fixings that were other ones, where the rate on a day is compounded in arrears and was
    written in the same way; else empty."""
    plans = correction.known.plan, correction.right.plan
    quotes = []
    for plan, accrual in zip(plans, places, strict=True):
        if priced(plan, accrual, day) is not None:
            quotes.append(quotes_on(plan, int(accrual or 0), day))
    if len(quotes) < 2:
        return ""
    for was, is_ in zip(*quotes, strict=False):
        alike = was.price == is_.price and was.compounded and is_.compounded
        if alike and was.rate != is_.rate:
            name = plans[1].names.accrual_terms[int(places[1] or 0)]
            return fixings_in(correction, is_, name, correction.plan.names.days[last])
    return ""


def quotes_on(plan: Plan, accrual: int, day: int) -> tuple[Quote, ...]:
    """How the rates of an accrual's tiers on a day came about."""
    version = int(plan.tables.accruals.version[day, accrual])
    return versions(plan)[plan.names.versions[version]].quotes


def place_in(places: Amounts, row: int) -> int | None:
    """The place in a plan of a row of all; None where the plan has none."""
    found = np.flatnonzero(places == row)
    return int(found[0]) if len(found) else None


def first_day(plan: Plan, accrual: int, last: int) -> int:
    """The first row of the period of interest that ends on the row `last`, or is open then."""
    accruals = plan.tables.accruals
    closes = np.flatnonzero(accruals.settles[:last, accruals.into[accrual]])
    return int(closes[-1]) + 1 if len(closes) else 0


Price = tuple[int, tuple[int, ...], tuple[int, ...]]


def priced(plan: Plan, accrual: int | None, day: int) -> Price | None:
    """What an accrual bears on a day: its basis, its rates and their upper bounds."""
    if accrual is None or plan.tables.accruals.version[day, accrual] < 0:
        return None
    accruals = plan.tables.accruals
    version = accruals.version[day, accrual]
    rates, upper = accruals.rate[version].tolist(), accruals.upper[version].tolist()
    kept = max(1, len(set(upper)))
    return int(accruals.basis[day, accrual]), tuple(rates[:kept]), tuple(upper[:kept])


Placed = tuple[Terms, int | None]


def wrong_since(was: Callable[[int], object], is_: Callable[[int], object], day: int) -> int:
    """The row from which what is right on a day is right and was not used, by what was used and is
    right on each row; it may lie before the period of interest."""
    right = is_(day)
    while day and was(day - 1) != is_(day - 1) == right:
        day -= 1
    return day


def rates_said(one: Placed, two: Placed, day: int) -> str:
    """What was used and what is right on a day, by the first tier that bears another rate."""
    was, is_ = (priced(terms.plan, at, day) for terms, at in (one, two))
    if was is not None and is_ is not None and was[1] == is_[1]:
        return bounds_said(one, two, day)
    tiers = range(max(len(each[1]) for each in (was, is_) if each is not None))
    tier = next(at for at in tiers if rate_at(was, at) != rate_at(is_, at))
    used, right = (said(*each, (day, tier)) for each in (one, two))
    return f"{used} was used, {right} is right"


def bounds_said(one: Placed, two: Placed, day: int) -> str:
    """What was used and what is right of terms with the same rates: the first tier that reaches
    up to another amount (a basic amount, say), else the day count."""
    tiers = (bounds_of(terms.plan, at, day) for terms, at in (one, two))
    for was, is_ in zip(*tiers, strict=False):
        if was != is_:
            return f"a tier up to {was} was used, up to {is_} is right"
    return "another day count was used than is right"


def bounds_of(plan: Plan, accrual: int | None, day: int) -> list[str]:
    """How far the tiers of an accrual reach on a day."""
    price = priced(plan, accrual, day)
    if accrual is None or price is None:
        return []
    return [
        UNBOUNDED if each >= UNLIMITED else accrual_money(plan, accrual, each) for each in price[2]
    ]


def rate_at(price: Price | None, tier: int) -> int | None:
    """The rate of a tier; None where there is no such tier."""
    return price[1][tier] if price is not None and tier < len(price[1]) else None


def said(terms: Terms, accrual: int | None, at: tuple[int, int]) -> str:
    """The rate that an accrual bears on a day in a tier."""
    plan, (day, tier) = terms.plan, at
    price = priced(plan, accrual, day)
    if price is None or accrual is None or tier >= len(price[1]):
        return NO_RATE
    row = [0] * EVENT_COLUMNS
    row[DAY], row[BASE] = day, tier
    row[AUX] = int(plan.tables.accruals.version[day, accrual])
    return rate_words(plan, row)


def of_levy(correction: Correction, row: int, last: int) -> str:
    """When a tax is taken, if that was at another time; else the first share of a levy that was
    another one, up to the day after a row."""
    known, right = correction.known, correction.right
    was, is_ = (place_in(terms.places.levies, row) for terms in (known, right))
    taken, due = taken_words(known.plan, was), taken_words(right.plan, is_)
    if taken and due and taken != due:
        return f"it was taken {taken}, and {due} is right"
    at = next(each for each in ((right, is_), (known, was)) if each[1] is not None)
    for day in range(first_levied(at[0].plan, int(at[1] or 0), last), last + 2):
        before, now = share_of(known.plan, was, day), share_of(right.plan, is_, day)
        if before != now:
            day_words = correction.plan.names.days[min(day, len(correction.plan.names.days) - 1)]
            return f"{before} was used, {now} is right from {day_words.isoformat()}"
    return ""


def taken_words(plan: Plan, levy: int | None) -> str:
    """When a tax is taken: as interest is paid, or as it accrues; of a fee or none nothing."""
    if levy is None or not plan.tables.levies.rows.tax[levy]:
        return ""
    term = tax_versions(plan.scenario)[plan.names.levies[levy][0]][0]
    return f"as it accrues ({term.accrues})" if term.taxed == "accrued" else "when it is paid"


def first_levied(plan: Plan, levy: int, last: int) -> int:
    """The first row of what is charged on the row `last` + 1: a tax is on that day's interest, a
    fee on all days since it was charged before."""
    tariffs = plan.tables.levies.tariffs
    if plan.tables.levies.rows.tax[levy]:
        return last + 1
    due = np.flatnonzero(tariffs.due[: last + 1, plan.tables.levies.rows.tariff[levy]])
    return int(due[-1]) if len(due) else 0


def share_of(plan: Plan, levy: int | None, day: int) -> str:
    """What is levied on a day, in words."""
    if levy is None:
        return NO_RATE
    rows, tariffs = plan.tables.levies.rows, plan.tables.levies.tariffs
    tariff = rows.tariff[levy]
    if not tariffs.weight[day, tariff]:
        return NO_RATE
    share = int(tariffs.share[day, tariff])
    counts = counts_sweeps(plan, levy)
    return money(plan, int(rows.account[levy]), share) if counts else written_rate(share)

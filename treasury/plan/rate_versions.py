"""The tier tables of a plan: every version of the rate table, and which is in force on which day.

Rates are whole 1e-8 a year, bounds of tiers minor units of a currency. Source: the banking day,
sections 1 and 8.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.interest import AgreedDeposit, Terms
from treasury.money import to_minor
from treasury.plan.arrears import courses
from treasury.plan.fixings import Published, Quote, published
from treasury.plan.quotes import rate_periods
from treasury.plan.rate_spans import asked, spans_of
from treasury.rates import Rate, Side, parse_price
from treasury.scenario import Scenario

Written = tuple[str, Side, date | None]
"""A version of the rate table: its terms, side and first day."""
Version = tuple[str, Side, date | None, str]
"""A row of the tier tables: terms, side, first day, whose it is alone: the account of an agreed
deposit, a term loan (else empty)."""
Priced = tuple[str, Side, str, str]
"""Terms, side, currency and the account of an agreed deposit, or a term loan whose own days decide
its rates: rows that share all share tiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """What one side of terms bears from a day on: upper bounds as written and rates, ascending.

    A version of the rate table, or of one that follows an index a part between two changes; or a
    part of an agreed deposit, with its unit, or of a broken period, both with a last day. `again`
    are the later days on which the same rates were fixed anew.
    """

    name: Version
    rates: tuple[Rate, ...]
    quotes: tuple[Quote, ...]
    unit: Decimal | None = None
    until: date | None = None
    again: tuple[tuple[date, tuple[Quote, ...]], ...] = ()


def all_tiers(scenario: Scenario) -> list[Tiers]:
    """Every version of the rate table, by terms, side and date (from the beginning first).

    A version that follows an index stands here once for each time its rates change in the run.
    """
    found = courses(scenario)
    written = [(side, lines) for side in sorted(found) for lines in found[side].versions]
    order: list[Written] = [(*side, lines[0].valid_from) for side, lines in written]
    terms, fixings = {each.id: each for each in scenario.terms}, published(scenario)
    asking = spans_of(scenario, terms, found)
    every: list[Tiers] = []
    for place, (side, lines) in enumerate(written):
        name, own = order[place], terms[side[0]]
        days = days_in_force(scenario, name, order[place + 1 : place + 2])
        for span in asking[side] if follows(lines) else asking[side][:1]:
            part = asked(span, days) if follows(lines) else days
            periods = list(rate_periods(lines, own, fixings, part, span.course))
            since = days[0] if not span.loan else None
            row = (*name, span.loan)
            every += parts(row, lines, periods, (since, part[1] if span.loan else None))
    for contract in scenario.agreed_deposits:
        every += contract_tiers(scenario, contract, every, fixings)
    return every


def follows(lines: tuple[Rate, ...]) -> bool:
    """Whether a line of the version follows an index."""
    return any(parse_price(line.rate).follows for line in lines)


def parts(
    row: Version,
    lines: tuple[Rate, ...],
    periods: list[tuple[date, tuple[Quote, ...]]],
    days: tuple[date | None, date | None],
) -> Iterator[Tiers]:
    """The version between two changes of its rates; of the days, on the first it is called by its
    date as written, and it has the second as its last."""
    for _, same in groupby(periods, key=lambda period: [each.rate for each in period[1]]):
        (start, quotes), *again = same
        since = row[2] if start == days[0] else start
        name = (row[0], row[1], since, row[3])
        yield Tiers(name=name, rates=lines, quotes=quotes, until=days[1], again=tuple(again))


def contract_tiers(
    scenario: Scenario,
    contract: AgreedDeposit,
    every: list[Tiers],
    fixings: dict[str, Published],
) -> list[Tiers]:
    """The parts of an agreed deposit in the run: a new one where either of its rates changes."""
    account = next(each for each in scenario.accounts if each.id == contract.account)
    terms = next(each for each in scenario.terms if each.id == account.terms)
    first = max(contract.valid_from or date.min, scenario.first_day)
    last = min(contract.valid_until or date.max, scenario.last_day)
    plain = [each for each in every if each.name[:2] == (terms.id, "credit") and not each.name[3]]
    since = [each.name[2] or date.min for each in plain]
    line = agreed_line(contract, terms)
    agreed = dict(rate_periods((line,), terms, fixings, (first, last)))
    found = []
    for start in sorted({first, *agreed, *since}):
        if not first <= start <= last:
            continue
        demand = plain[bisect_right(since, start) - 1]
        above = agreed[max(each for each in agreed if each <= start)]
        found.append(
            Tiers(
                name=(terms.id, "credit", start, account.id),
                rates=(replace(demand.rates[0], up_to=contract.basic_amount), line),
                quotes=(demand.quotes[0], *above),
                unit=contract.excess_unit,
                until=last,
            )
        )
    return found


def agreed_line(contract: AgreedDeposit, terms: Terms) -> Rate:
    """The agreed rate as a line of a rate table."""
    return Rate(terms=terms.id, valid_from=contract.valid_from, side="credit", rate=contract.rate)


def days_in_force(scenario: Scenario, name: Written, following: list[Written]) -> tuple[date, date]:
    """The first and last day of the run on which a version is in force; `following` is the next.

    The first lies after the last where there is none.
    """
    last = scenario.last_day
    for terms, side, since in following:
        if (terms, side) == name[:2] and since is not None:
            last = min(last, since - timedelta(days=1))
    return max(name[2] or date.min, scenario.first_day), last


def in_use(tiers: list[Tiers], key: Priced) -> list[int]:
    """The versions of these terms and this side by date, then those of the account's contract."""
    return [
        at
        for at, found in enumerate(tiers)
        if found.name[:2] == key[:2] and found.name[3] in ("", key[3])
    ]


def tier_arrays(
    tiers: list[Tiers], keys: list[tuple[int, str]], wide: int
) -> tuple[Amounts, Amounts]:
    """Upper bounds in minor units and rates; shape (version, tier), both."""
    upper = np.full((max(1, len(keys)), wide), UNLIMITED, dtype=np.int64)
    rates = np.zeros((max(1, len(keys)), wide), dtype=np.int64)
    for version, (at, currency) in enumerate(keys):
        for tier, (rate, quote) in enumerate(zip(tiers[at].rates, tiers[at].quotes, strict=True)):
            if rate.up_to is not None:
                upper[version, tier] = to_minor(rate.up_to, currency)
            rates[version, tier] = quote.rate
    return upper, rates


def unit_array(tiers: list[Tiers], keys: list[tuple[int, str]], wide: int) -> Amounts:
    """The units of agreed rates in minor units, 0 where there is none; shape (version, tier)."""
    units = np.zeros((max(1, len(keys)), wide), dtype=np.int64)
    for version, (at, currency) in enumerate(keys):
        unit = tiers[at].unit
        if unit is not None:
            units[version, 1] = to_minor(unit, currency)
    return units


def versions_of(
    tiers: list[Tiers], keys: list[tuple[int, str]], days: list[date], key: Priced, terms: Terms,
    closing: Amounts,
) -> Amounts:  # fmt: skip
    """For each day the row of the tier tables it bears, -1 before the first; `closing` has 1 where
    it settles; shape (day,), both."""
    found = np.full(len(days), -1, dtype=np.int64)
    for at in in_use(tiers, key):
        start, until = tiers[at].name[2] or days[0], tiers[at].until or days[-1]
        rows = slice(max(0, (start - days[0]).days), (until - days[0]).days + 1)
        found[rows] = keys.index((at, key[2]))
    if terms.rate_change == "segmented" or is_compounded(tiers, key, terms):
        return found
    closes = np.append(np.flatnonzero(closing), len(days) - 1)
    own: Amounts = found[closes[np.searchsorted(closes, np.arange(len(days)))]]
    return own


def is_compounded(tiers: list[Tiers], key: Priced, terms: Terms) -> bool:
    """Whether these rates are compounded in arrears: each day then bears its own version's, which
    are those of the whole period already."""
    followed = (quote.fixing for at in in_use(tiers, key) for quote in tiers[at].quotes)
    return terms.compounded_in_arrears and any(followed)

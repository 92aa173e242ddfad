"""Fees by terms resolved: who pays what, on what the run will see, at which tariff on which day.

A levy is a row: an account that pays, the watches that add to its number, and a tariff by day.
Shares of amounts are 1e-8, a year where they weigh days; shares of counts are minor units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.dates import bases, day_weights
from treasury.fees import FeeTerm, charged_on
from treasury.levies import (
    AT_OPENING,
    BALANCE_DOWN,
    BALANCE_UP,
    COUNT,
    LIMIT,
    MOVED,
    Levies,
    LevyTable,
    TariffTable,
    WatchTable,
)
from treasury.money import to_minor
from treasury.plan.accruals import COMMON
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, column
from treasury.rates import RATE_ONE, parse_rate
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
Ends = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevyRow:
    """One levy: its term, what it is levied between (the link's legal persons, an account, or a
    credit line), who pays, in which currency, and what its watches see: kind and subject each."""

    term: str
    about: Ends
    account: int
    currency: str
    watches: list[tuple[int, int]] = field(default_factory=list)


LevyRows = tuple[LevyRow, ...]
Versions = dict[str, list[FeeTerm]]


def versions_of(scenario: Scenario) -> Versions:
    """The versions of each fee by terms, in order of date."""
    found: Versions = {}
    for term in sorted(scenario.fee_terms, key=lambda one: one.valid_from or date.min):
        found.setdefault(term.fee, []).append(term)
    return dict(sorted(found.items()))


def in_force(versions: list[FeeTerm], day: date) -> FeeTerm | None:
    """The version of a fee in force on the day, None before the first."""
    begun = [term for term in versions if (term.valid_from or date.min) <= day]
    return begun[-1] if begun else None


def levies_of(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], links: LinkRows
) -> tuple[Levies, tuple[tuple[str, Ends], ...]]:
    """The levies of the run, and what each is: its term and what it is levied between."""
    rows = levy_rows(scenario, structure, group, links)
    return levy_tables(scenario, days, rows, links), tuple((row.term, row.about) for row in rows)


def levy_rows(scenario: Scenario, structure: str | None, group: Group, links: LinkRows) -> LevyRows:
    """The levies of the run, by fee and by what they are levied between."""
    found: dict[tuple[str, Ends, int], LevyRow] = {}
    for versions in versions_of(scenario).values():
        term = versions[0]
        if term.structure not in (None, structure):
            continue
        for about, account, watch in watched(term, group, links):
            currency = group.accounts[account].currency
            if term.currency in (None, currency):
                row = LevyRow(term=term.fee, about=about, account=account, currency=currency)
                found.setdefault((term.fee, about, account), row).watches.append(watch)
    return tuple(found[key] for key in sorted(found))


def watched(
    term: FeeTerm, group: Group, links: LinkRows
) -> Iterator[tuple[Ends, int, tuple[int, int]]]:
    """For everything a fee is charged on: what it lies between, who pays, what is watched."""
    if term.base == "credit_line":
        for loan, line in enumerate(group.lines):
            if line.id == term.credit_line:
                yield (line.id,), group.account[line.account], (LIMIT, loan)
        return
    for at, link in enumerate(links):
        if term.base == "loan_balance":
            yield from balances(term, group, link, at)
        else:
            account = payer_of(term.payer, link, BALANCE_UP)
            kind = COUNT if term.base == "sweep_count" else MOVED
            yield (group.accounts[account].id,), account, (kind, at)


def balances(
    term: FeeTerm, group: Group, link: LinkRow, at: int
) -> Iterator[tuple[Ends, int, tuple[int, int]]]:
    """What each of two legal persons owes the other over a link; nothing inside one of them."""
    pair = group.legal_entity[link.participant], group.legal_entity[link.header]
    if pair[0] != pair[1]:
        for kind in (BALANCE_UP, BALANCE_DOWN):
            yield pair, payer_of(term.payer, link, kind), (kind, at)


def payer_of(payer: str | None, link: LinkRow, way: int) -> int:
    """The account at the end of the link that pays; money sent up is lent by the participant."""
    lends_up = way == BALANCE_UP
    header = payer == "header" or payer == ("borrower" if lends_up else "lender")
    return link.header if header else link.participant


def levy_tables(scenario: Scenario, days: list[date], rows: LevyRows, links: LinkRows) -> Levies:
    """The levies as arrays, with a tariff for each fee and currency."""
    versions = versions_of(scenario)
    keys = sorted({(row.term, row.currency) for row in rows})
    dated = [*days, days[-1] + ONE_DAY]
    tariffs = [tariff(versions[term], dated, currency) for term, currency in keys]
    once = [versions[row.term][0].every == "once" for row in rows]
    limits = {line.id: line.limit for line in scenario.credit_lines}
    watches = sorted(
        (place_of(kind, subject, len(links)), kind, subject, levy)
        for levy, row in enumerate(rows)
        for kind, subject in row.watches
        if not once[levy]
    )
    places = [place for place, *_ in watches]
    return Levies(
        rows=LevyTable(
            account=column(row.account for row in rows),
            tariff=column(keys.index((row.term, row.currency)) for row in rows),
            opening=column(
                to_minor(limits[row.about[0]], row.currency) if flat else 0
                for row, flat in zip(rows, once, strict=True)
            ),
        ),
        watches=WatchTable(*(column(watch[at] for watch in watches) for at in (1, 2, 3))),
        first=np.searchsorted(places, np.arange(len(links) + 2)).astype(np.int64),
        tariffs=tariff_table(tariffs, len(dated)),
    )


def place_of(kind: int, subject: int, links: int) -> int:
    """Where the watch stands: at its link's sweeps, or, behind all links, at the end of a day."""
    return subject if kind in (COUNT, MOVED) else links


def tariff_table(tariffs: list[tuple[Amounts, ...]], days: int) -> TariffTable:
    """The tariffs' columns side by side, also where there is none."""
    empty = np.zeros((days, 0), dtype=np.int64)
    columns = zip(*tariffs, strict=True) if tariffs else [()] * len(TariffTable._fields)
    return TariffTable(*(np.column_stack([empty, *each]).astype(np.int64) for each in columns))


def tariff(versions: list[FeeTerm], days: list[date], currency: str) -> tuple[Amounts, ...]:
    """The columns of the fee's tariff in a currency, in the order of a TariffTable; (day,) each.

    The bounds of a day's charge are those in force on the evening before, when its period ended.
    What is charged once stands open from the first day; on every day it is that of its `date`.
    """
    term, ones = versions[0], np.ones(len(days), dtype=np.int64)
    begun = [in_force(versions, term.date or day) for day in days]
    ended = [in_force(versions, term.date or day - ONE_DAY) for day in days]
    held = column(int(one is not None) for one in begun)
    whole, common, weight = RATE_ONE * ones, RATE_ONE * ones, held
    if term.base == "sweep_count":
        whole = common = ones
    elif term.every != "once" and term.base != "sweep_amount":
        whole = RATE_ONE * bases(days, term.day_count)
        common = RATE_ONE * COMMON[term.day_count] * ones
        weight = held * day_weights(days, term.day_count)
    return (
        column(share_of(one, currency) for one in begun),
        whole,
        common,
        weight,
        column(AT_OPENING * int(charged_on(term, day)) for day in days),
        column(bound(one.minimum if one else None, currency, 0) for one in ended),
        column(bound(one.maximum if one else None, currency, UNLIMITED) for one in ended),
    )


def share_of(term: FeeTerm | None, currency: str) -> int:
    """What is levied of a number: a rate in 1e-8, or minor units for each sweep."""
    if term is None:
        return 0
    if term.base == "sweep_count":
        return bound(term.amount, currency, 0)
    return parse_rate(term.rate or "0%")


def bound(amount: Decimal | None, currency: str, otherwise: int) -> int:
    """The amount in minor units; the other one where none is given."""
    return otherwise if amount is None else to_minor(amount, currency)

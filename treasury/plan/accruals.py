"""What bears interest: one row per account and side, loan, and priced link and side."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.dates import Settles, bases, day_list, day_weights, settles_on
from treasury.interest import ROUNDING_CODES, Terms
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.plan.links import LinkRows, column, structure_of
from treasury.rates import Rate, Side, parse_rate
from treasury.scenario import Scenario
from treasury.tables import (
    BORROWED,
    CREDIT_SIDE,
    DEBIT_SIDE,
    LOAN,
    UPSTREAMED,
    AccrualTable,
)

Version = tuple[str, Side, date | None]
Priced = tuple[str, Side, str]
"""Terms, side and currency: rows that share all three share their tier tables."""

COMMON = {"ACT/360": 360, "30E/360": 360, "ACT/365F": 365, "ACT/ACT ISDA": 365 * 366}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualRow:
    """One thing that bears interest: its kind, subject, posting account, terms and side."""

    kind: int
    subject: int
    account: int
    terms: Terms
    side: Side


AccrualRows = tuple[AccrualRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """One version of one side of terms: upper bounds as written and rates, ascending."""

    name: Version
    rates: tuple[Rate, ...]


def accrual_rows(
    scenario: Scenario, structure: str | None, group: Group, links: LinkRows
) -> AccrualRows:
    """The rows in the order accounts (credit, debit), loans, links (sent up, fetched down).

    A side without rates bears nothing and has no row. Inside one legal person a position bears
    no internal interest.
    """
    terms = {found.id: found for found in scenario.terms}
    priced = {(rate.terms, rate.side) for rate in scenario.rates}
    wanted: list[tuple[int, int, int, str | None, Side]] = []
    for index, account in enumerate(group.accounts):
        wanted.append((CREDIT_SIDE, index, index, account.terms, "credit"))
        wanted.append((DEBIT_SIDE, index, index, account.terms, "debit"))
    for loan, borrowed in enumerate(group.borrowed):
        wanted.append((LOAN, loan, group.account[borrowed.account], borrowed.terms, "debit"))
    for link, name in internal_prices(scenario, structure, group, links):
        participant = links[link].participant
        wanted.append((UPSTREAMED, link, participant, name, "credit"))
        wanted.append((BORROWED, link, participant, name, "debit"))
    return tuple(
        AccrualRow(kind=kind, subject=subject, account=account, terms=terms[name], side=side)
        for kind, subject, account, name, side in wanted
        if name is not None and (name, side) in priced
    )


def internal_prices(
    scenario: Scenario, structure: str | None, group: Group, links: LinkRows
) -> list[tuple[int, str | None]]:
    """For each link between two legal persons, the terms of its position."""
    found = structure_of(scenario, structure)
    default = found.internal_terms if found else None
    person = group.legal_entity
    return [
        (index, row.link.internal_terms or default)
        for index, row in enumerate(links)
        if person[row.participant] != person[row.header]
    ]


def accrual_table(
    scenario: Scenario, group: Group, days: list[date], rows: AccrualRows
) -> tuple[AccrualTable, tuple[Version, ...]]:
    """The rows as arrays, and what each row of the tier tables is."""
    tiers = all_tiers(scenario)
    wide = max((len(version.rates) for version in tiers), default=1)
    priced = [(row.terms.id, row.side, group.accounts[row.account].currency) for row in rows]
    using = {key: in_use(tiers, key) for key in dict.fromkeys(priced)}
    keys = sorted({(at, key[2]) for key, found in using.items() for at in found})
    upper, rate = tier_arrays(tiers, keys, wide)
    version = {key: versions_of(tiers, keys, days, key) for key in using}
    terms = {row.terms.id: row.terms for row in rows}
    weight = {name: day_weights(days, found.day_count) for name, found in terms.items()}
    basis = {name: bases(days, found.day_count) for name, found in terms.items()}
    settles = {name: settlements(days, found) for name, found in terms.items()}
    table = AccrualTable(
        kind=column(row.kind for row in rows),
        subject=column(row.subject for row in rows),
        account=column(row.account for row in rows),
        sign=column(1 if row.side == "credit" else -1 for row in rows),
        rounding=column(ROUNDING_CODES[row.terms.rounding] for row in rows),
        carry=column(int(row.terms.carry_remainder) for row in rows),
        whole_balance=column(int(row.terms.whole_balance) for row in rows),
        common=column(COMMON[row.terms.day_count] for row in rows),
        version=by_day(days, [version[key] for key in priced]),
        weight=by_day(days, [weight[row.terms.id] for row in rows]),
        basis=by_day(days, [basis[row.terms.id] for row in rows]),
        settles=by_day(days, [settles[row.terms.id] for row in rows]).astype(np.uint8),
        upper=upper,
        rate=rate,
        opening=opening_numbers(scenario, group, rows, wide),
    )
    return table, tuple(tiers[at].name for at, _ in keys)


def all_tiers(scenario: Scenario) -> list[Tiers]:
    """Every version of the rate table, by terms, side and date (from the beginning first)."""
    found: dict[Version, list[Rate]] = {}
    for rate in scenario.rates:
        found.setdefault((rate.terms, rate.side, rate.valid_from), []).append(rate)
    order = sorted(found, key=lambda name: (name[0], name[1], name[2] or date.min))
    return [
        Tiers(
            name=name,
            rates=tuple(sorted(found[name], key=lambda r: (r.up_to is None, r.up_to or 0))),
        )
        for name in order
    ]


def in_use(tiers: list[Tiers], key: Priced) -> list[int]:
    """The versions of these terms and this side, in order of date."""
    return [at for at, found in enumerate(tiers) if found.name[:2] == key[:2]]


def tier_arrays(
    tiers: list[Tiers], keys: list[tuple[int, str]], wide: int
) -> tuple[Amounts, Amounts]:
    """Upper bounds in minor units and rates; shape (version, tier), both."""
    upper = np.full((max(1, len(keys)), wide), UNLIMITED, dtype=np.int64)
    rates = np.zeros((max(1, len(keys)), wide), dtype=np.int64)
    for version, (at, currency) in enumerate(keys):
        for tier, rate in enumerate(tiers[at].rates):
            if rate.up_to is not None:
                upper[version, tier] = to_minor(rate.up_to, currency)
            rates[version, tier] = parse_rate(rate.rate)
    return upper, rates


def versions_of(
    tiers: list[Tiers], keys: list[tuple[int, str]], days: list[date], key: Priced
) -> Amounts:
    """For each day the row of the tier tables in force, -1 before the first; shape (day,)."""
    found = np.full(len(days), -1, dtype=np.int64)
    for at in in_use(tiers, key):
        start = tiers[at].name[2] or days[0]
        found[max(0, (start - days[0]).days) :] = keys.index((at, key[2]))
    return found


def settlements(days: list[date], terms: Terms) -> Amounts:
    """1 on the days at whose close interest is settled; shape (day,)."""
    return settlement_days(days[0], days[-1], terms.settles, terms.settlement_day)


@lru_cache(maxsize=64)
def settlement_days(first: date, last: date, settles: Settles, settlement_day: int) -> Amounts:
    """1 for each day from first to last that is one; the plans of a scenario ask for the same."""
    return column(int(settles_on(day, settles, settlement_day)) for day in day_list(first, last))


def by_day(days: list[date], columns: list[Amounts]) -> Amounts:
    """The columns side by side; shape (day, column), also without columns."""
    if not columns:
        return np.zeros((len(days), 0), dtype=np.int64)
    return np.ascontiguousarray(np.column_stack(columns).astype(np.int64))


def opening_numbers(scenario: Scenario, group: Group, rows: AccrualRows, wide: int) -> Amounts:
    """Interest numbers from before the run, in minor units x days; shape (accrual, tier)."""
    table = np.zeros((len(rows), wide), dtype=np.int64)
    at = {(row.account, row.side): index for index, row in enumerate(rows) if row.kind < LOAN}
    for number in scenario.opening_numbers:
        row = at[(group.account[number.account], number.side)]
        currency = group.currency(number.account)
        table[row, number.tier - 1] = to_minor(number.number, currency)
    return table

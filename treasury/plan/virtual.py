"""Virtual ledgers resolved: names are indices, dates are rows, terms are numbers by day.

Ledgers stand by account, in the order of the accounts; in an account by id, the unassigned one
last. Accounts without virtual ledgers have none here. Amounts are minor units, days rows of the
run, rates whole 1e-8 a year. The day loop knows nothing of this: ledgers divide what it found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np

from treasury.accounts.virtual import UNASSIGNED, LedgerInterest, VirtualLedger
from treasury.arrays import Amounts
from treasury.dates import bases, day_weights
from treasury.interest import ROUNDING_CODES, Terms
from treasury.money import to_minor
from treasury.plan.accruals import COMMON
from treasury.plan.plan import Plan
from treasury.plan.rate_versions import (
    all_tiers,
    in_use,
    tier_arrays,
    versions_of,
)
from treasury.plan.settling import settlements
from treasury.rates import Side
from treasury.scenario import Scenario

SIDES: dict[LedgerInterest, tuple[tuple[Side, ...], ...]] = {
    "none": (),
    "credit": (("credit",),),
    "both": (("credit",), ("debit",)),
    "net": (("credit", "debit"),),
}
"""What each way of bearing interest settles: one amount for each inner tuple of sides."""


class Move(NamedTuple):
    """An adjusting posting: `amount` > 0 from one ledger to another; `record` is its place."""

    day: int
    value_day: int
    source: int
    target: int
    amount: int
    record: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRates:
    """One side of terms by day: `sign` +1 for credit, -1 for debit.

    `version` (day,) is the row of `upper` and `rate` (version, tier) in force.
    """

    side: Side
    sign: int
    version: Amounts
    upper: Amounts
    rate: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """One amount of internal interest that is settled and rounded for itself.

    It has one side, or both where their numbers are netted. `weight`, `basis`, `settles` (day,).
    """

    ledger: int
    sides: tuple[SideRates, ...]
    weight: Amounts
    basis: Amounts
    settles: Amounts
    common: int
    rounding: int
    carry: bool
    whole_balance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTable:
    """The virtual ledgers of a plan, shape (ledger,) unless said otherwise.

    `records` are the ledgers as written, None for an unassigned one. `unassigned` (account,) is
    the account's unassigned ledger, -1 where it has no virtual ledgers. `opening` is what each
    opens with; an unassigned one's is what the others leave, and not in it. `item_ledger`
    (item,) is the ledger of each item of the plan, -1 where its account has none.
    """

    ids: tuple[str, ...]
    records: tuple[VirtualLedger | None, ...]
    account: Amounts
    unassigned: Amounts
    opening: Amounts
    item_ledger: Amounts
    moves: tuple[Move, ...]
    bearings: tuple[Bearing, ...]


class LedgerPlaces(NamedTuple):
    """Which ledgers there are, in order: the records and their accounts, shape (ledger,); by
    account the unassigned one, -1 where it has none; the place of each id."""

    records: tuple[VirtualLedger | None, ...]
    account: Amounts
    unassigned: Amounts
    at: dict[str, int]


def ledger_places(plan: Plan) -> LedgerPlaces:
    """The plan's virtual ledgers, in their order."""
    scenario, names = plan.scenario, plan.names
    place = {name: index for index, name in enumerate(names.accounts)}
    own: dict[int, list[VirtualLedger]] = {}
    for ledger in sorted(scenario.ledgers, key=lambda one: one.id):
        own.setdefault(place[ledger.account], []).append(ledger)
    records: list[VirtualLedger | None] = []
    account: list[int] = []
    unassigned = np.full(len(names.accounts), -1, dtype=np.int64)
    for index in sorted(own):
        records += [*own[index], None]
        account += [index] * (len(own[index]) + 1)
        unassigned[index] = len(records) - 1
    at = {record.id: index for index, record in enumerate(records) if record is not None}
    return LedgerPlaces(tuple(records), np.array(account, dtype=np.int64), unassigned, at)


def ledger_table(plan: Plan) -> LedgerTable:
    """The plan's virtual ledgers; empty where the scenario has none."""
    places, currencies = ledger_places(plan), plan.names.currencies
    records, account, unassigned, at = places
    return LedgerTable(
        ids=tuple(UNASSIGNED if record is None else record.id for record in records),
        records=records,
        account=account,
        unassigned=unassigned,
        opening=np.array(
            [
                0 if record is None else to_minor(record.opening, currencies[index])
                for record, index in zip(records, account, strict=True)
            ],
            dtype=np.int64,
        ),
        item_ledger=item_ledgers(plan, places),
        moves=moves(plan, at, unassigned),
        bearings=tuple(bearings(plan, records)),
    )


def item_ledgers(plan: Plan, places: LedgerPlaces) -> Amounts:
    """The ledger of each item of the plan; term loans' own items are assigned to none."""
    items, written = plan.tables.items, plan.scenario.items

    def named(row: int) -> str | None:
        return written[items.source[row]].ledger if items.loan[row] < 0 else None

    return ledgers_named(places, items.account, named)


def ledgers_named(
    places: LedgerPlaces, account: Amounts, named: Callable[[int], str | None]
) -> Amounts:
    """The ledger of each item by its account and the id it names, the unassigned one where it names
    none; -1 where the account has no virtual ledgers. Shape (item,)."""
    found = places.unassigned[account]
    for row in np.flatnonzero(found >= 0).tolist():
        name = named(row)
        if name is not None and name != UNASSIGNED:
            found[row] = places.at[name]
    return found


def until(table: LedgerTable, days: int) -> LedgerTable:
    """The ledgers of the first days of the run: what bears interest ends with them."""
    kept = [
        replace(
            each,
            sides=tuple(replace(side, version=side.version[:days]) for side in each.sides),
            weight=each.weight[:days],
            basis=each.basis[:days],
            settles=each.settles[:days],
        )
        for each in table.bearings
    ]
    return replace(table, bearings=tuple(kept))


def moves(plan: Plan, at: dict[str, int], unassigned: Amounts) -> tuple[Move, ...]:
    """The adjusting postings by day, then in the order of their texts and amounts."""
    names, first = plan.names, plan.names.days[0]
    found = []
    for record, each in enumerate(plan.scenario.adjustments):
        account = names.accounts.index(each.account)
        none = int(unassigned[account])
        found.append(
            Move(
                day=(each.date - first).days,
                value_day=((each.value_date or each.date) - first).days,
                source=none if each.from_ledger == UNASSIGNED else at[each.from_ledger],
                target=none if each.to_ledger == UNASSIGNED else at[each.to_ledger],
                amount=to_minor(each.amount, names.currencies[account]),
                record=record,
            )
        )
    text = [each.text for each in plan.scenario.adjustments]
    return tuple(sorted(found, key=lambda move: (*move[:5], text[move.record])))


def bearings(plan: Plan, records: Sequence[VirtualLedger | None]) -> list[Bearing]:
    """What bears internal interest, ledger by ledger, the credit side first."""
    terms = {found.id: found for found in plan.scenario.terms}
    days = list(plan.names.days)
    currency = {one.id: one.currency for one in plan.scenario.accounts}
    return [
        bearing(plan.scenario, days, (index, terms[record.terms], sides), currency[record.account])
        for index, record in enumerate(records)
        if record is not None and record.terms is not None
        for sides in SIDES[record.interest]
    ]


def bearing(
    scenario: Scenario, days: list[date], what: tuple[int, Terms, tuple[Side, ...]], currency: str
) -> Bearing:
    """One amount that is settled for itself; `what` is the ledger, its terms and the sides."""
    ledger, terms, sides = what
    return Bearing(
        ledger=ledger,
        sides=tuple(side_rates(scenario, days, terms, (side, currency)) for side in sides),
        weight=day_weights(days, terms.day_count),
        basis=bases(days, terms.day_count),
        settles=settlements(scenario, days, terms),
        common=COMMON[terms.day_count],
        rounding=ROUNDING_CODES[terms.rounding],
        carry=terms.carry_remainder,
        whole_balance=terms.whole_balance,
    )


def side_rates(
    scenario: Scenario, days: list[date], terms: Terms, what: tuple[Side, str]
) -> SideRates:
    """The rates of the terms by day; `what` is the side and the currency."""
    key = (terms.id, *what, "")
    tiers = all_tiers(scenario)
    keys = [(at, key[2]) for at in in_use(tiers, key)]
    closing = settlements(scenario, days, terms)
    wide = max(len(version.rates) for version in tiers)
    upper, rate = tier_arrays(tiers, keys, wide)
    return SideRates(
        side=key[1],
        sign=1 if key[1] == "credit" else -1,
        version=versions_of(tiers, keys, days, key, terms, closing),
        upper=upper,
        rate=rate,
    )

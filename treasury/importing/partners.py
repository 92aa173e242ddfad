"""Entries that stand in the books -> those that belong together, paired as `treasury import` does.

Transfers between own accounts, sweeps with their mirror, reversals with what they reverse: each the
only possible partner of the other. Partners have opposite amounts of one currency, so that whoever
hands in all entries of some amounts is told what all entries would tell. Nothing is posted: what an
entry is booked as does not change because its other side is found.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from treasury.importing.chaining import Account
from treasury.importing.choices import Choices
from treasury.importing.classification import REVERSAL, SWEEP
from treasury.importing.classified import (
    Classified,
    counted,
    judge,
    pair_reversals,
    pair_sweeps,
    pair_transfers,
    reason_of,
)
from treasury.importing.entries import Entries
from treasury.importing.gathering import Gathered
from treasury.importing.stored import AccountKey, StoredStatement, cut, restore
from treasury.record import record

PartnerKind = Literal["own_transfer", "sweep", "reversal"]
TRANSFER_DAYS = Choices(group="").transfer_days


@record
class Standing:
    """An entry that stands, its day in the books, and its place (from 1) in a stored statement."""

    account: AccountKey
    id: str
    date: datetime.date
    statement: str
    number: int


@record
class Partner:
    """An entry and the one that it belongs to, what both are, and why."""

    entry: Standing
    other: Standing
    kind: PartnerKind
    reason: str


def partners(
    accounts: Mapping[AccountKey, str],
    statements: Iterable[StoredStatement],
    standing: Sequence[Standing],
) -> tuple[Partner, ...]:
    """The entries that have a partner among those that are given, each with it.

    `accounts` are all of the group's that statements tell, with their owner; `statements` those in
    which the entries stand.
    """
    with Entries() as entries:
        gathered = Gathered(entries=entries)
        told = gathered_of(gathered, statements, standing)
        entries.close_columns()
        entries["taken"][:] = 1
        for number, one in told.items():
            entries["day"][number] = one.date.toordinal()
        found = counted(gathered, [Account(number=key[0], currency=key[1]) for key in accounts])
        judge(gathered, found, accounts.values())
        for number, one in told.items():
            found.again[number] = int(one.id.partition("-")[2] or 1)
        pair_reversals(found)
        pair_sweeps(found, TRANSFER_DAYS)
        pair_transfers(found, TRANSFER_DAYS)
        return tuple(paired(found, told))


def gathered_of(
    gathered: Gathered, statements: Iterable[StoredStatement], standing: Sequence[Standing]
) -> dict[int, Standing]:
    """The entries by the number that they have among those gathered, with nothing beside them."""
    wanted: dict[tuple[AccountKey, str], dict[int, Standing]] = {}
    for each in standing:
        wanted.setdefault((each.account, each.statement), {})[each.number] = each
    told: dict[int, Standing] = {}
    for one in statements:
        own = wanted[one.of, one.key]
        places = sorted(own)
        first = len(gathered.entries)
        restore(gathered, replace(one, text=cut(one.text, places)))
        told |= {first + at: own[place] for at, place in enumerate(places)}
    assert len(told) == len(standing), "every entry stands in one of the statements"
    return told


def paired(found: Classified, told: Mapping[int, Standing]) -> Iterator[Partner]:
    """Each entry with a partner, and what the two are."""
    for number, one in told.items():
        other = int(found.entries["partner"][number])
        if other < 0:
            continue
        kinds = {found.of(number), found.of(other)}
        kind: PartnerKind = "own_transfer"
        reason = reason_of(found, number)
        if REVERSAL in kinds:
            kind = "reversal"
            if found.of(number) != REVERSAL:
                reason = f"{reason}; reversed by {found.id_of(other)}"
        elif SWEEP in kinds:
            kind = "sweep"
        yield Partner(entry=one, other=told[other], kind=kind, reason=reason)

"""Notional pools of a structure as arrays, and the rows by which they bear interest.

A pool of several currencies is a pool in each of them, and these set off together. A pool's rows
stand together: what it bears on either side, on what is left and on what cancelled out, under
`advantage` and `enhance` what its participants bear themselves with the other sign, those who share
the result (the header last), and the result, into which the first ones settle. Amounts are minor
units. Source: the docstring
of `NotionalPool`.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED
from treasury.money import to_minor
from treasury.netting import MemberTable, NotionalTable
from treasury.plan.group import Group
from treasury.plan.links import column
from treasury.plan.translation import factors
from treasury.pooling.notional import (
    WEIGHING,
    NotionalMember,
    NotionalPool,
    by_currency,
    inside_first,
    nested_in,
    offset_of,
    share_of,
)
from treasury.rates import Side
from treasury.scenario import Scenario
from treasury.tables import (
    AFTER_OFFSET,
    AT_INTERNAL_RATES,
    OFFSET_DEBIT,
    POOL_RESULT,
    POOL_SHARE,
    SET_OFF,
    TAKEN_OFF,
    TAKEN_OFF_WITHIN,
)

BOTH: tuple[Side, Side] = ("credit", "debit")
SIDES = tuple(zip(BOTH, AFTER_OFFSET, SET_OFF, TAKEN_OFF, TAKEN_OFF_WITHIN, strict=True))
"""Each side with the kinds of what the pool has left on it, of what cancelled out, of what a
participant has, and of what a pool within it has left."""
PRICED = tuple(zip(BOTH, AT_INTERNAL_RATES, strict=True))
"""Each side with the kind of what a participant has on it, at internal rates."""


class Place(NamedTuple):
    """One account in one pool: pool and account by index, and its records, one after the other.

    `inner` is the pool that takes part with what it has left, -1 where the account itself does.
    """

    pool: int
    account: int
    records: tuple[NotionalMember, ...]
    inner: int


class Nests(NamedTuple):
    """Pools within pools, as the columns of the table of pools."""

    outer: list[int]
    order: list[int]


class Component(NamedTuple):
    """A row of a pool before it has its place: `factor` 0 settles into nothing but itself.

    `terms` say what it bears and how its days count; `priced` is false for the result and for
    those who share in it.
    """

    kind: int
    subject: int
    account: int
    terms: str
    side: Side
    factor: int
    priced: bool = True
    shares: int = 0


def pools_of(scenario: Scenario, structure: str | None) -> list[NotionalPool]:
    """The structure's notional pools by id, in each of their currencies, the base first."""
    own = [one for one in scenario.notional_pools if one.structure == structure]
    return by_currency(own, scenario.notional_currencies) if structure is not None else []


def places_of(scenario: Scenario, structure: str | None, group: Group) -> list[Place]:
    """The participants of the structure's pools, by pool and account."""
    pools = pools_of(scenario, structure)
    rows = {(pool.id, group.currency(pool.header)): at for at, pool in enumerate(pools)}
    found: dict[tuple[int, int], list[NotionalMember]] = {}
    for member in scenario.notional_members:
        pool = rows.get((member.pool, group.currency(member.account)))
        if pool is not None:
            found.setdefault((pool, group.account[member.account]), []).append(member)
    return [
        Place(pool, account, tuple(own), nested_in(pools, pool, own[0].account))
        for (pool, account), own in sorted(found.items())
    ]


def notional_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date]
) -> NotionalTable:
    """The structure's notional pools as arrays."""
    pools = pools_of(scenario, structure)
    offsets = [offset_of(pool) for pool in pools]
    weighing = [WEIGHING[pool.allocation] for pool in pools]
    within = nests(places_of(scenario, structure, group), len(pools))
    together = [[other.id for other in pools].index(pool.id) for pool in pools]
    worth = np.ones((2, len(days), len(pools)), dtype=np.int64)
    for at, base in enumerate(together):
        if at != base:
            ends = (group.currency(pools[at].header), group.currency(pools[base].header))
            factor = factors(scenario, *ends, pools[base].fx_side)
            worth[:, :, at] = (
                [each.numerator for each in factor],
                [each.denominator for each in factor],
            )
    return NotionalTable(
        together=column(together),
        offset=column(part for part, _ in offsets),
        offset_of=column(whole for _, whole in offsets),
        replaces=column(int(pool.method == "net") for pool in pools),
        register=column(registers_of(scenario, structure, group, pools)),
        order=column(within.order),
        outer=column(within.outer),
        by_share=column(each.by_share for each in weighing),
        in_credit=column(each.in_credit for each in weighing),
        by_credit=column(each.by_credit for each in weighing),
        by_debit=column(each.by_debit for each in weighing),
        worth=worth[0],
        worth_of=worth[1],
    )


def nests(places: list[Place], count: int) -> Nests:
    """Which of so many pools are within which."""
    outer = [-1] * count
    pairs = []
    for row, place in enumerate(places):
        if place.inner >= 0:
            outer[place.inner] = row
            pairs.append((place.inner, place.pool))
    return Nests(outer=outer, order=inside_first(pairs, count))


def registers_of(
    scenario: Scenario, structure: str | None, group: Group, pools: list[NotionalPool]
) -> list[int]:
    """For each pool the row of its header among the participants where it is a register, else
    -1."""
    places = places_of(scenario, structure, group)
    at = {(place.pool, place.account): row for row, place in enumerate(places)}
    return [
        at[pool, group.account[one.header]] if one.method == "register" else -1
        for pool, one in enumerate(pools)
    ]


def member_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date]
) -> MemberTable:
    """The participants of the structure's pools as arrays."""
    places = places_of(scenario, structure, group)
    cap = np.full((len(days), len(places)), -1, dtype=np.int64)
    share = np.zeros((len(days), len(places)), dtype=np.int64)
    for at, place in enumerate(places):
        currency = group.accounts[place.account].currency
        for record in place.records:
            inside = rows_in_force(record, days)
            given = record.debit_cap
            cap[inside, at] = UNLIMITED if given is None else to_minor(given, currency)
            share[inside, at] = 1 if record.share is None else share_of(record.share)
    return MemberTable(
        pool=column(place.pool for place in places),
        account=column(place.account for place in places),
        inner=column(place.inner for place in places),
        cap=cap,
        share=share,
    )


def rows_in_force(record: NotionalMember, days: list[date]) -> slice:
    """The rows of the days on which the participant is in the pool by this record."""
    begins = (record.valid_from or days[0]) - days[0]
    ends = (record.valid_until or days[-1]) - days[0] + timedelta(days=1)
    return slice(max(0, begins.days), max(0, ends.days))


def components(scenario: Scenario, structure: str | None, group: Group) -> list[list[Component]]:
    """The rows of each of the structure's pools, in their order."""
    priced = {(rate.terms, rate.side) for rate in scenario.rates}
    pools = pools_of(scenario, structure)
    places: list[list[tuple[int, Place]]] = [[] for _ in pools]
    for member, place in enumerate(places_of(scenario, structure, group)):
        places[place.pool].append((member, place))
    return [list(rows_of_pool(pools, at, places[at], group, priced)) for at in range(len(pools))]


def rows_of_pool(
    pools: list[NotionalPool],
    at: int,
    places: list[tuple[int, Place]],
    group: Group,
    priced: set[tuple[str, Side]],
) -> Iterator[Component]:
    """The rows of one pool: what it bears, what is taken off, who shares it, the result."""
    pool = pools[at]
    header = group.account[pool.header]
    yield from bearing_rows(pools, at, places, group, priced)
    yield from rows_at_internal_rates(pool, places, header, priced)
    sharing = [(member, place.account) for member, place in places if place.account != header]
    if pool.allocation == "central":
        sharing = []
    sharing.append((next((m for m, place in places if place.account == header), -1), header))
    for member, account in sharing:
        yield Component(POOL_SHARE, member, account, pool.terms, "credit", 0, False)
    yield Component(POOL_RESULT, at, header, pool.terms, "credit", 0, False, shares=len(sharing))


def bearing_rows(
    pools: list[NotionalPool],
    at: int,
    places: list[tuple[int, Place]],
    group: Group,
    priced: set[tuple[str, Side]],
) -> Iterator[Component]:
    """What a pool bears on either side, less what its participants bear themselves; of a register
    what its header's overdraft bears as far as the others have money."""
    pool, header = pools[at], group.account[pools[at].header]
    if pool.method == "register":
        yield Component(OFFSET_DEBIT, at, header, pool.terms, "debit", -1)
        return
    for side, kind, offset, own, inner in SIDES:
        sign = 1 if side == "credit" else -1
        if (pool.terms, side) not in priced:
            continue
        yield Component(kind, at, header, pool.terms, side, sign)
        if pool.offset_terms is not None:
            yield Component(offset, at, header, pool.offset_terms, side, sign)
        for member, place in places if pool.method != "net" else ():
            terms, taken = borne_by_itself(pools, place, group, (own, inner))
            if (terms, side) in priced:
                yield Component(taken, member, place.account, terms, side, -sign)


def borne_by_itself(
    pools: list[NotionalPool], place: Place, group: Group, kinds: tuple[int, int]
) -> tuple[str, int]:
    """The terms that a participant bears beside the pool, its own or those of the pool within, and
    the kind of its row, one of two; "" without any terms."""
    own, inner = kinds
    if place.inner >= 0:
        return pools[place.inner].terms, inner
    return group.accounts[place.account].terms or "", own


def rows_at_internal_rates(
    pool: NotionalPool,
    places: list[tuple[int, Place]],
    header: int,
    priced: set[tuple[str, Side]],
) -> Iterator[Component]:
    """What the participants but the header have in the pool, at the rates of their shares; none
    where the result is not shared by rates."""
    for member, place in places if pool.allocation == "rate_based" else ():
        terms = internal_terms(pool, place.records[0])
        for side, kind in PRICED:
            if place.account != header and (terms, side) in priced:
                sign = 1 if side == "credit" else -1
                yield Component(kind, member, place.account, terms, side, sign)


def internal_terms(pool: NotionalPool, record: NotionalMember) -> str:
    """The terms by which the participant has its share of a result that is shared by rates."""
    return record.internal_terms or pool.internal_terms or ""

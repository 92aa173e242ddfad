"""Notional pools (名义资金池): balances set off for interest, while every account keeps its cash.

C is the sum of the participants' credit balances at the close of a day, D that of their
overdrafts, value dated, M the smaller of the two. The bank lets k x M of both cancel out, k the
offset ratio, and the pool's result is posted to its header and participants. Amounts are as
written, in major units. Source: the banking day, section 7; Chinese practice, section 6.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal, NamedTuple

from treasury.arrays import compiled
from treasury.fx import FxSide
from treasury.pooling.allocation import multiply_divide
from treasury.pooling.rules import SHARE, NotAShare, parse_share
from treasury.record import record

SHARE_ONE = 10**9
"""A share of 100 % in whole units: the finest share that can be written is one of them."""

PoolMethod = Literal["net", "advantage", "enhance", "register"]
NOTHING_SET_OFF: tuple[PoolMethod, ...] = ("enhance", "register")
"""The methods under which nothing cancels out."""
Allocation = Literal[
    "central",
    "even",
    "even_to_positive",
    "agreed",
    "fair_share",
    "reverse_fair_share",
    "absolute_pro_rata",
    "rate_based",
]


class Weighing(NamedTuple):
    """By what a participant shares in the result, 1 or 0 each, added up day by day.

    `by_share`: its agreed share (the same for all where none is agreed) for each day in the pool;
    `in_credit`: only for days on which it is above zero. `by_credit`: its credit balance,
    `by_debit`: its overdraft. With none of them nobody has a share.
    """

    by_share: int = 0
    in_credit: int = 0
    by_credit: int = 0
    by_debit: int = 0


WEIGHING: dict[Allocation, Weighing] = {
    "central": Weighing(),
    "even": Weighing(by_share=1),
    "even_to_positive": Weighing(by_share=1, in_credit=1),
    "agreed": Weighing(by_share=1),
    "fair_share": Weighing(by_credit=1),
    "reverse_fair_share": Weighing(by_debit=1),
    "absolute_pro_rata": Weighing(by_credit=1, by_debit=1),
    "rate_based": Weighing(),
}
"""The allocations by name. What is shared over no weight at all is the header's: `rate_based` gives
the others what their balances bear at internal rates, and shares the rest by nothing."""


@record
class NotionalPool:
    """A notional pool of a structure: accounts at one bank, of one currency or of several.

    `net`: a participant's own terms bear nothing on what is in the pool; the pool bears its
    `terms` on C - kM and D - kM. `advantage`: participants bear their own terms as ever, and the
    pool pays what `net` would bear beyond, or short of, that. `enhance`: as `advantage` without
    any offset, k = 0: what the sums C and D bear at the pool's tiers, of the sides that it has
    rates for. k is `offset`, a percentage (not given: 100%); k x M is a whole number of minor
    units, rounded down. What cancels out bears nothing, or what `offset_terms` say. The result is
    settled, rounded once and posted as `terms` say.

    `register`: nothing is set off, the positions are only added up. Participants bear their own
    terms. Where the header is overdrawn, its overdraft bears the debit rate of `terms` (the demand
    rate) as far as the others have money together, and its own terms beyond. Its credit line is
    drawn for no more than the pool lacks: at the end of the day it sees the header's balance or
    that of the whole pool, whichever is more.

    With lines of `NotionalCurrency` the pool is an overlay over several currencies. Its header's
    is the base currency: C and D are the sums of the participants' balances translated into it at
    the day's rate on `fx_side`, each rounded half up. Of every currency the same part of the credit
    balances cancels out, kM of C, and the same part of the overdrafts, kM of D, in whole minor
    units of that currency, rounded down. Interest, result and shares are each currency's own, and
    nothing is converted. `enhance` sets nothing off, so it is offered in one currency alone.

    `allocation` says whose the result is, below zero too. `central`: the header's. Else it is
    shared exactly, in proportion to what its days in the period add up to: `even`: one for each
    day in the pool. `even_to_positive`: one for each day above zero. `agreed`: its `share` for
    each day. `fair_share`: its credit balances. `reverse_fair_share`: its overdrafts.
    `absolute_pro_rata`: both. `rate_based`: every participant but the header has what its balances
    in the pool bear at its `internal_terms`, rounded once as the result is, and the header keeps
    the rest, which may be below zero. What would be shared among nobody is the header's.
    """

    id: str
    structure: str
    header: str
    terms: str
    method: PoolMethod = "net"
    offset: str | None = None
    allocation: Allocation = "central"
    offset_terms: str | None = None
    fx_side: FxSide = "mid"
    internal_terms: str | None = None


@record
class NotionalCurrency:
    """Another currency of a notional pool, that of its `header`: an account of the pool's bank.

    `terms`, `offset_terms` and `internal_terms` are the pool's in that currency; its result is
    shared among the participants of that currency as the pool's `allocation` says, and what would
    be shared among nobody is this header's.
    """

    pool: str
    header: str
    terms: str
    offset_terms: str | None = None
    internal_terms: str | None = None


@record
class NotionalMember:
    """A participant of a notional pool, from `valid_from` to `valid_until`, both included.

    The header takes part only where it is a participant itself. A participant that heads another
    pool of the structure takes part with what that pool has left after its offset, below zero as
    well, in place of its own balance, and that pool's terms are its own. Of an overdraft no more
    than `debit_cap` is in the pool (not given: all of it); the rest bears the account's own terms.
    `share` is its agreed share of the result, a percentage; `internal_terms` are the rates at which
    a `rate_based` result is shared with it (not given: those of the pool in its currency).
    """

    pool: str
    account: str
    debit_cap: Decimal | None = None
    share: str | None = None
    internal_terms: str | None = None
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None


@record
class SetOff:
    """Whether a country's law lets a bank set off the balances of several legal persons.

    In force from `valid_from` (not given: from the beginning) until the country's next line.
    `reason` says why, `source` where that is written; `confirmed` is true where counsel or the
    bank has confirmed it.
    """

    country: str
    allowed: bool
    valid_from: datetime.date | None = None
    reason: str = ""
    source: str = ""
    confirmed: bool = False


def offset_of(pool: NotionalPool) -> tuple[int, int]:
    """The offset ratio as an exact fraction, numerator and denominator: 0 to 1.

    >>> pool = NotionalPool(id="p", structure="s", header="h", terms="t", offset="80%")
    >>> offset_of(pool)
    (4, 5)
    """
    if pool.method in NOTHING_SET_OFF:
        return 0, 1
    return parse_offset(pool.offset or "100%")


def sets_off(pool: NotionalPool) -> bool:
    """Whether balances cancel out in the pool; not where its offset ratio cannot be read."""
    try:
        return offset_of(pool)[0] > 0
    except NotAShare:
        return False


def parse_offset(text: str) -> tuple[int, int]:
    """The share as `parse_share` reads it, or 0 of 1 for none at all.

    >>> parse_offset("0 %"), parse_offset("62.5%")
    ((0, 1), (5, 8))
    >>> parse_offset("0..%")
    Traceback (most recent call last):
    treasury.pooling.rules.NotAShare: '0..%' is not a percentage
    """
    try:
        return parse_share(text)
    except NotAShare:
        if SHARE.fullmatch(text.strip()) and set("123456789").isdisjoint(text):
            return 0, 1
        raise


def share_of(text: str) -> int:
    """The agreed share in whole 1e-9.

    >>> share_of("33.3%")
    333000000
    """
    part, whole = parse_share(text)
    return part * (SHARE_ONE // whole)


def by_currency(
    pools: Iterable[NotionalPool], currencies: Collection[NotionalCurrency]
) -> list[NotionalPool]:
    """Each pool in each of its currencies, by id: the base currency, then the others by header.

    >>> euro = NotionalPool(id="p", structure="s", header="h", terms="EUR")
    >>> dollar = NotionalCurrency(pool="p", header="u", terms="USD")
    >>> [(each.header, each.terms) for each in by_currency([euro], [dollar])]
    [('h', 'EUR'), ('u', 'USD')]
    """
    found = []
    for pool in sorted(pools, key=lambda one: one.id):
        others = sorted((one for one in currencies if one.pool == pool.id), key=header_of)
        found.append(pool)
        found += [
            replace(pool, header=one.header, terms=one.terms, offset_terms=one.offset_terms,
                    internal_terms=one.internal_terms)
            for one in others
        ]  # fmt: skip
    return found


def nested_in(pools: list[NotionalPool], pool: int, account: str) -> int:
    """Of these pools, in each of their currencies, the one that takes part in another with what it
    has left, because its header is the participant; -1 where none does.

    >>> lower = NotionalPool(id="l", structure="s", header="h", terms="t")
    >>> upper = NotionalPool(id="u", structure="s", header="g", terms="t")
    >>> nested_in([lower, upper], 1, "h"), nested_in([lower, upper], 0, "h")
    (0, -1)
    """
    for at, one in enumerate(pools):
        if one.header == account and one.id != pools[pool].id:
            return at
    return -1


def inside_first(inner: list[tuple[int, int]], count: int) -> list[int]:
    """The pools by number, each after those within it; `inner` are pairs (within, around) that make
    no circle.

    >>> inside_first([(2, 0), (1, 2)], 3)
    [1, 2, 0]
    """
    depth = [0] * count
    for _ in inner:
        for within, around in inner:
            depth[within] = max(depth[within], depth[around] + 1)
    return sorted(range(count), key=lambda pool: (-depth[pool], pool))


def header_of(currency: NotionalCurrency) -> str:
    """The header of a pool in another currency."""
    return currency.header


@compiled
def translated(amount: int, worth: int, worth_of: int) -> int:
    """The amount x worth / worth_of, rounded half up, the same for both signs.

    >>> translated(-10005, 17, 10), translated(100, 9, 200)
    (-17009, 5)
    """
    whole, rest = divmod(worth, worth_of)
    part, left = multiply_divide(abs(amount), rest, worth_of)
    total = abs(amount) * whole + part + (left >= worth_of - left)
    return -total if amount < 0 else total


@compiled
def cancelled(own: int, taken: int, whole: int) -> int:
    """The part of a currency's balances that cancels out where `taken` of `whole` does, rounded
    down; none where the whole is nothing.

    >>> cancelled(1000, 2, 3), cancelled(5, 0, 0)
    (666, 0)
    """
    return multiply_divide(own, taken, whole)[0] if whole > 0 else 0


@compiled
def set_off(credit: int, debit: int, offset: int, offset_of: int) -> int:
    """What cancels out of C and of D: k x M in whole minor units, rounded down.

    >>> set_off(900, 301, 1, 2), set_off(900, 301, 1, 1)
    (150, 301)
    """
    return multiply_divide(min(credit, debit), offset, offset_of)[0]


@compiled
def covered(header: int, credit: int, debit: int) -> int:
    """What of a header's overdraft the other participants of its register have money for.

    `header` is its signed balance; `credit` and `debit` are the sums of both sides, its own with
    them, not negative.

    >>> covered(-100, 60, 100), covered(-100, 160, 120), covered(-100, 10, 130), covered(5, 9, 0)
    (60, 100, 0, 0)
    """
    others = credit - debit - header
    return max(0, min(-header, others))

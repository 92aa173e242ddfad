"""Problems of notional pools: who takes part, what it bears, by what it is shared.

Source: the docstring of `NotionalPool`; the banking day, section 7.
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from treasury.accounts.chart import MAY_NOT_POOL, BankAccount
from treasury.interest import Terms
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.rates import unreadable_share
from treasury.plan.settling import settlement_days, settling_of
from treasury.pooling.notional import (
    NOTHING_SET_OFF,
    SHARE_ONE,
    NotionalMember,
    NotionalPool,
    PoolMethod,
    parse_offset,
    share_of,
)
from treasury.pooling.rules import NotAShare, parse_share
from treasury.rates import Side

POOLS, CURRENCIES, MEMBERS = "notional_pools", "notional_currencies", "notional_members"
SIDES_BORNE: dict[PoolMethod, tuple[Side, ...]] = {
    "net": ("credit", "debit"), "advantage": ("credit", "debit"), "register": ("debit",),
}  # fmt: skip
"""The sides that a pool bears, whatever its terms: `enhance` bears those that have rates."""
ONE_DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date.min, datetime.date.max


class Stay(NamedTuple):
    """An account in a pool from its first to its last day, by which of the lines."""

    begins: datetime.date
    line: int
    ends: datetime.date
    pool: str


def unreadable_shares(facts: Facts) -> Found:
    """Offset ratios and agreed shares that are no percentages."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        try:
            parse_offset(pool.offset or "100%")
        except NotAShare as error:
            expected = "a percentage from 0% to 100%, such as 80%"
            yield wrong(POOLS, index, "offset", str(error), expected)
    for index, member in enumerate(facts.scenario.notional_members):
        yield from unreadable_share((MEMBERS, index, "share"), member.share, "such as 25%")


def offsets_of_no_use(facts: Facts) -> Found:
    """Offset ratios and debit caps under a method that offsets nothing."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method not in NOTHING_SET_OFF:
            continue
        if pool.offset is not None:
            message = f"{pool.method} offsets nothing, so there is no ratio"
            yield wrong(POOLS, index, "offset", message, "no offset, or method net or advantage")
        for at, member in facts.members.get(pool.id, []):
            if member.debit_cap is not None:
                message = f"{pool.id!r} offsets no overdraft ({pool.method}), so nothing is capped"
                yield wrong(MEMBERS, at, "debit_cap", message, "no debit_cap")


def pools_of_nobody(facts: Facts) -> Found:
    """Pools without any participant."""
    if facts.any_broken(MEMBERS):
        return
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.id not in facts.members:
            message = f"{pool.id!r} has no participant"
            yield wrong(POOLS, index, "id", message, f"lines of {MEMBERS} with pool = {pool.id!r}")


def pools_without_a_price(facts: Facts) -> Found:
    """Pools that set off balances and lack the rate of one side."""
    for name, index, pool in facts.pool_rows:
        for key, terms in (("terms", pool.terms), ("offset_terms", pool.offset_terms or "")):
            lines = facts.rates.get(terms, [])
            if not lines or facts.is_broken("rates", terms):
                continue
            for side in SIDES_BORNE.get(pool.method, ()):
                if all(rate.side != side for _, rate in lines):
                    borne = "it" if pool.method == "register" else "both sides"
                    message = f"{terms!r} has no {side} rate, and {pool.method} bears {borne}"
                    expected = f"a line in rates for {terms!r} ({side}), 0% if it bears nothing"
                    yield wrong(name, index, key, message, expected)


def strangers_in_a_pool(facts: Facts) -> Found:
    """Headers and participants in another currency, at another bank, or that may not pool."""
    own = own_currencies(facts)
    for index, pool in enumerate(facts.scenario.notional_pools):
        header = facts.accounts.get(pool.header)
        if header is None:
            continue
        if header.kind in MAY_NOT_POOL:
            message = f"{header.id!r} is a {header.kind} account and may not pool"
            yield wrong(POOLS, index, "header", message, "an account that may pool")
        for at, member in facts.members.get(pool.id, []):
            account = facts.accounts.get(member.account)
            if account is None:
                continue
            yield from stranger((MEMBERS, at, "account"), account, header)
            if not facts.any_broken(CURRENCIES) and account.currency not in own[pool.id]:
                message = (
                    f"{account.id!r} is in {account.currency}, the pool {pool.id!r} in "
                    f"{', '.join(sorted(own[pool.id]))}"
                )
                expected = (
                    f"an account in {header.currency}, or a line of {CURRENCIES} whose header is "
                    f"in {account.currency}"
                )
                yield wrong(MEMBERS, at, "account", message, expected)


def own_currencies(facts: Facts) -> dict[str, set[str]]:
    """The currencies of each pool by its id."""
    found: dict[str, set[str]] = {}
    for _, _, pool in facts.pool_rows:
        header = facts.accounts.get(pool.header)
        found.setdefault(pool.id, set()).update({header.currency} if header else ())
    return found


def stranger(place: tuple[str, int, str], account: BankAccount, header: BankAccount) -> Found:
    """Why the account cannot be in one pool with the header, whatever its currency."""
    if account.kind in MAY_NOT_POOL:
        message = f"{account.id!r} is a {account.kind} account and may not pool"
        yield wrong(*place, message, "an account that may pool")
    if account.bank != header.bank:
        message = (
            f"{account.id!r} is at {account.bank!r}, the pool's header {header.id!r} at "
            f"{header.bank!r}: a bank sets off what lies with itself"
        )
        yield wrong(*place, message, f"an account at {header.bank!r}")


def in_two_pools(facts: Facts) -> Found:
    """Accounts, and pools within others, that are twice in the pools of one structure on a day."""
    stays: dict[tuple[str, str, bool], list[Stay]] = {}
    for pool, lines in facts.members.items():
        found = facts.pools.get(pool)
        if found is None:
            continue
        for index, member in lines:
            begins, ends = member.valid_from or FIRST, member.valid_until or LAST
            if begins <= ends:
                stay = Stay(begins, index, ends, pool)
                nested = bool(facts.within(found, member.account))
                stays.setdefault((found.structure, member.account, nested), []).append(stay)
    for (_, account, _), own in stays.items():
        for index, pools in twice(sorted(own)).items():
            message = f"{account!r} is twice in {pools} on the same day"
            yield wrong(MEMBERS, index, "account", message, "one pool at a time")


def twice(stays: list[Stay]) -> dict[int, str]:
    """The lines that lie on days of earlier ones, each with the pools of both; `stays` by day."""
    found: dict[int, str] = {}
    longest = stays[0]
    for stay in stays[1:]:
        if stay.begins <= longest.ends:
            one, other = sorted((longest, stay), key=lambda each: each.line)
            same = one.pool == other.pool
            found[other.line] = repr(one.pool) if same else f"{one.pool!r} and {other.pool!r}"
        longest = max(longest, stay, key=lambda each: each.ends)
    return found


def shares_of_no_use(facts: Facts) -> Found:
    """Agreed shares where none are agreed, and missing ones where they are."""
    for pool in facts.scenario.notional_pools:
        agreed = pool.allocation == "agreed"
        for index, member in facts.members.get(pool.id, []):
            if agreed and member.share is None:
                message = f"{pool.id!r} shares its result as agreed, and no share is agreed here"
                yield wrong(MEMBERS, index, "share", message, "a percentage such as 25%")
            elif member.share is not None and not agreed:
                message = f"{pool.id!r} is shared as {pool.allocation}, not as agreed"
                expected = "no share, or allocation agreed for the pool"
                yield wrong(MEMBERS, index, "share", message, expected)


def shares_that_miss_the_whole(facts: Facts) -> Found:
    """Pools whose agreed shares do not make 100 % on some day of the run."""
    several = {each.pool for each in facts.scenario.notional_currencies}
    for name, index, pool in facts.pool_rows:
        currency = facts.currency(pool.header)
        lines = [
            member for _, member in facts.members.get(pool.id, [])
            if facts.currency(member.account) == currency
        ]  # fmt: skip
        if pool.allocation != "agreed" or any(not readable(member) for member in lines):
            continue
        total = 0
        for day, change in sorted(changes(facts, lines).items()):
            total += change
            if total not in (0, SHARE_ONE):
                made = percent_words(total)
                of = f" in {currency}" if pool.id in several else ""
                message = f"the shares agreed in {pool.id!r}{of} make {made} from {day} on"
                key = "allocation" if name == POOLS else "pool"
                yield wrong(name, index, key, message, "shares that make 100 %")
                break


def readable(member: NotionalMember) -> bool:
    """Whether the line has a share that can be read."""
    try:
        return member.share is not None and bool(parse_share(member.share))
    except NotAShare:
        return False


def percent_words(share: int) -> str:
    """A sum of agreed shares in whole 1e-9 as a percentage, every decimal that it has.

    >>> percent_words(1005 * 10**6), percent_words(9 * 10**8), percent_words(999999999)
    ('100.5 %', '90 %', '99.9999999 %')
    """
    whole, rest = divmod(share, SHARE_ONE // 100)
    return f"{whole}.{rest:07d}".rstrip("0").rstrip(".") + " %"


def changes(facts: Facts, lines: list[NotionalMember]) -> dict[datetime.date, int]:
    """By how much the sum of the agreed shares changes, on each day of the run on which it does."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    found: dict[datetime.date, int] = {}
    for each in lines:
        begins = max(first, each.valid_from or first)
        ends = min(last, each.valid_until or last)
        if begins <= ends:
            share = share_of(each.share or "100%")
            found[begins] = found.get(begins, 0) + share
            if ends < last:
                found[ends + ONE_DAY] = found.get(ends + ONE_DAY, 0) - share
    return found


def rates_of_a_later_day(facts: Facts) -> Found:
    """Terms that bear the rates of a day that comes after the settlement of the pool they are in.

    What a pool pays beyond its participants' own interest, or short of it, would not be known, nor
    what the part bears that cancelled out.
    """
    judged: dict[tuple[str, str], bool] = {}
    for place, who, own, pool in borne_beside(facts):
        terms = facts.terms.get(pool.terms)
        if terms is None or own.rate_change == "segmented":
            continue
        pair = terms.id, own.id
        if pair not in judged:
            judged[pair] = settles_before(facts, terms, own)
        if judged[pair]:
            message = (
                f"{who} the rates of its own settlement day, and {pool.id!r} is settled before "
                "that day is known"
            )
            expected = (
                f"{own.id!r} settled whenever {terms.id!r} is, or with rate_change = segmented"
            )
            yield wrong(*place, message, expected)


def borne_beside(facts: Facts) -> Iterator[tuple[tuple[str, int, str], str, Terms, NotionalPool]]:
    """Terms that settle into a pool beside its own: where that is said, who bears what, by which,
    in which pool."""
    for name, index, pool in facts.pool_rows:
        own = facts.terms.get(pool.offset_terms or "")
        if own is not None:
            yield (name, index, "offset_terms"), "what cancels out bears", own, pool
        for at, member in facts.members.get(pool.id, []):
            account = facts.accounts.get(member.account)
            if account is None or account.currency != facts.currency(pool.header):
                continue
            nested = facts.within(pool, member.account)
            own = facts.terms.get(nested[0].terms if nested else account.terms or "")
            if own and pool.method in ("advantage", "enhance"):
                yield (MEMBERS, at, "account"), f"{member.account!r} bears", own, pool
            shared = facts.terms.get(member.internal_terms or pool.internal_terms or "")
            if shared and pool.allocation == "rate_based" and member.account != pool.header:
                yield (MEMBERS, at, "account"), f"{member.account!r} shares at", shared, pool


def settles_before(facts: Facts, terms: Terms, other: Terms) -> bool:
    """Whether the terms settle on a day of the run on which the other ones do not."""
    closes, others = (
        settlement_days(
            facts.scenario.first_day, facts.scenario.last_day, settling_of(facts.scenario, each)
        )
        for each in (terms, other)
    )  # fmt: skip
    return bool((closes > others).any())


NOTIONAL_PROBLEMS = (
    unreadable_shares,
    offsets_of_no_use,
    pools_of_nobody,
    pools_without_a_price,
    strangers_in_a_pool,
    in_two_pools,
    shares_of_no_use,
)
NOTIONAL_DATES = (shares_that_miss_the_whole, rates_of_a_later_day)

"""Problems of notional pools: who takes part, by what it is shared, whether set-off holds.

Source: the docstring of `NotionalPool`; the banking day, section 7.
"""

import datetime
from collections.abc import Iterator
from fractions import Fraction

from treasury.accounts.chart import MAY_NOT_POOL, BankAccount
from treasury.dates import day_list, settles_on
from treasury.interest import Terms
from treasury.plan.problems_facts import Facts, Found, wrong
from treasury.pooling.notional import NotionalMember, NotionalPool, parse_offset, set_off_on
from treasury.pooling.rules import NotAShare, parse_share

POOLS, MEMBERS = "notional_pools", "notional_members"
ONE_DAY = datetime.timedelta(days=1)
Line = tuple[int, NotionalMember]


def unreadable_shares(facts: Facts) -> Found:
    """Offset ratios and agreed shares that are no percentages."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        try:
            parse_offset(pool.offset or "100%")
        except NotAShare as error:
            expected = "a percentage from 0% to 100%, such as 80%"
            yield wrong(POOLS, index, "offset", str(error), expected)
    for index, member in enumerate(facts.scenario.notional_members):
        try:
            parse_share(member.share or "100%")
        except NotAShare as error:
            expected = "a percentage above 0% and up to 100%, such as 25%"
            yield wrong(MEMBERS, index, "share", str(error), expected)


def offsets_of_no_use(facts: Facts) -> Found:
    """Offset ratios and debit caps under a method that offsets nothing."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method != "enhance":
            continue
        if pool.offset is not None:
            message = "enhance offsets nothing, so there is no ratio"
            yield wrong(POOLS, index, "offset", message, "no offset, or method net or advantage")
        for at, member in facts.members.get(pool.id, []):
            if member.debit_cap is not None:
                message = f"{pool.id!r} offsets no overdraft (enhance), so nothing is capped"
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
    for index, pool in enumerate(facts.scenario.notional_pools):
        lines = facts.rates.get(pool.terms, [])
        if pool.method == "enhance" or not lines or facts.is_broken("rates", pool.terms):
            continue
        for side in ("credit", "debit"):
            if all(rate.side != side for _, rate in lines):
                message = f"{pool.terms!r} has no {side} rate, and {pool.method} bears both sides"
                expected = f"a line in rates for {pool.terms!r} ({side}), 0% if it bears nothing"
                yield wrong(POOLS, index, "terms", message, expected)


def strangers_in_a_pool(facts: Facts) -> Found:
    """Headers and participants in another currency, at another bank, or that may not pool."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        header = facts.accounts.get(pool.header)
        if header is None:
            continue
        if header.kind in MAY_NOT_POOL:
            message = f"{header.id!r} is a {header.kind} account and may not pool"
            yield wrong(POOLS, index, "header", message, "an account that may pool")
        for at, member in facts.members.get(pool.id, []):
            account = facts.accounts.get(member.account)
            if account is not None:
                yield from stranger(at, account, header)


def stranger(at: int, account: BankAccount, header: BankAccount) -> Found:
    """Why the account cannot be in one pool with the header."""
    if account.kind in MAY_NOT_POOL:
        message = f"{account.id!r} is a {account.kind} account and may not pool"
        yield wrong(MEMBERS, at, "account", message, "an account that may pool")
    if account.currency != header.currency:
        message = (
            f"{account.id!r} is in {account.currency}, the pool's header {header.id!r} in "
            f"{header.currency}: a pool of several currencies is not built yet"
        )
        yield wrong(MEMBERS, at, "account", message, f"an account in {header.currency}")
    if account.bank != header.bank:
        message = (
            f"{account.id!r} is at {account.bank!r}, the pool's header {header.id!r} at "
            f"{header.bank!r}: a bank sets off what lies with itself"
        )
        yield wrong(MEMBERS, at, "account", message, f"an account at {header.bank!r}")


def in_two_pools(facts: Facts) -> Found:
    """Accounts that are twice in the pools of one structure on the same day, or in nested ones."""
    before: dict[tuple[str, str], list[Line]] = {}
    for pool, lines in facts.members.items():
        found = facts.pools.get(pool)
        for index, member in lines if found else ():
            assert found is not None
            others = before.setdefault((found.structure, member.account), [])
            other = next((each for _, each in others if together(each, member)), None)
            if other is not None:
                pools = repr(pool) if other.pool == pool else f"{other.pool!r} and {pool!r}"
                message = f"{member.account!r} is twice in {pools} on the same day"
                yield wrong(MEMBERS, index, "account", message, "one pool at a time")
            others.append((index, member))
    yield from nested(facts)


def nested(facts: Facts) -> Found:
    """Pools whose header is a participant of another pool of the structure."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        for other, lines in facts.members.items():
            found = facts.pools.get(other)
            if other == pool.id or found is None or found.structure != pool.structure:
                continue
            if any(member.account == pool.header for _, member in lines):
                message = (
                    f"the header {pool.header!r} of {pool.id!r} is a participant of {other!r}: "
                    "nested pools are not built yet"
                )
                yield wrong(POOLS, index, "header", message, "an account outside the other pools")


def together(one: NotionalMember, other: NotionalMember) -> bool:
    """Whether there is a day on which both lines are in force."""
    begins = max(one.valid_from or datetime.date.min, other.valid_from or datetime.date.min)
    ends = min(one.valid_until or datetime.date.max, other.valid_until or datetime.date.max)
    return begins <= ends


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
    for index, pool in enumerate(facts.scenario.notional_pools):
        lines = [member for _, member in facts.members.get(pool.id, [])]
        if pool.allocation != "agreed" or any(not readable(member) for member in lines):
            continue
        for day in changes(facts, lines):
            total = sum(
                (Fraction(*parse_share(each.share or "100%")) for each in lines if on(each, day)),
                Fraction(0),
            )
            if total not in (0, 1):
                of_hundred = f"{float_free(total * 100)} %"
                message = f"the shares agreed in {pool.id!r} make {of_hundred} from {day} on"
                yield wrong(POOLS, index, "allocation", message, "shares that make 100 %")
                break


def readable(member: NotionalMember) -> bool:
    """Whether the line has a share that can be read."""
    try:
        return member.share is not None and bool(parse_share(member.share))
    except NotAShare:
        return False


def float_free(number: Fraction) -> str:
    """The number with at most six decimals, none that are not needed.

    >>> float_free(Fraction(201, 2)), float_free(Fraction(90))
    ('100.5', '90')
    """
    text = f"{round(number * 10**6):07d}"
    return f"{text[:-6]}.{text[-6:]}".rstrip("0").rstrip(".")


def changes(facts: Facts, lines: list[NotionalMember]) -> list[datetime.date]:
    """The days of the run from which other lines are in force, its first day among them."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    days = {first, *(each.valid_from for each in lines if each.valid_from)}
    days |= {each.valid_until + ONE_DAY for each in lines
             if each.valid_until and each.valid_until < last}  # fmt: skip
    return sorted(day for day in days if first <= day <= last)


def on(member: NotionalMember, day: datetime.date) -> bool:
    """Whether the line is in force on the day."""
    begins, ends = member.valid_from or datetime.date.min, member.valid_until or datetime.date.max
    return begins <= day <= ends


def without_set_off(facts: Facts) -> Found:
    """Participants in countries whose law knows no set-off, or of which nothing is known."""
    for pool in facts.scenario.notional_pools:
        if not sets_off(pool):
            continue
        for index, member in facts.members.get(pool.id, []):
            account = facts.accounts.get(member.account)
            entity = facts.entities.get(account.entity) if account else None
            reason = refused_set_off(facts, member, entity.country) if entity else ""
            if entity and reason:
                message = f"{member.account!r} cannot be set off: {entity.id!r} is in {reason}"
                expected = (
                    "an account of another country, method enhance, or a line in set_off with its "
                    "source"
                )
                yield wrong(MEMBERS, index, "account", message, expected)


def sets_off(pool: NotionalPool) -> bool:
    """Whether balances cancel out in the pool, as far as that can be read."""
    try:
        return pool.method != "enhance" and parse_offset(pool.offset or "100%")[0] > 0
    except NotAShare:
        return False


def refused_set_off(facts: Facts, member: NotionalMember, country: str) -> str:
    """The country and why its law lets nothing be set off on a day of the run; "" where it does."""
    first = max(facts.scenario.first_day, member.valid_from or datetime.date.min)
    last = min(facts.scenario.last_day, member.valid_until or datetime.date.max)
    for day in days_of_change(facts, country, first, last):
        found = set_off_on(facts.scenario.set_off, country, day)
        if found is None:
            return f"{country}, and nothing is known here of set-off there on {day}"
        if not found.allowed:
            return f"{country}, where set-off does not hold" + (
                f": {found.reason}" if found.reason else ""
            )
    return ""


def days_of_change(
    facts: Facts, country: str, first: datetime.date, last: datetime.date
) -> Iterator[datetime.date]:
    """The first day, and the later ones on which the country's law changes."""
    own = {each.valid_from for each in facts.scenario.set_off if each.country == country}
    yield first
    yield from sorted(day for day in own if day is not None and first < day <= last)


def laws_given_twice(facts: Facts) -> Found:
    """Lines that say two things of one country from the same day on."""
    seen: set[tuple[str, datetime.date | None]] = set()
    for index, each in enumerate(facts.scenario.set_off):
        if (each.country, each.valid_from) in seen:
            since = f" from {each.valid_from}" if each.valid_from else ""
            message = f"set-off in {each.country}{since} is given twice"
            yield wrong("set_off", index, "country", message, "one line for a day")
        seen.add((each.country, each.valid_from))


def rates_of_a_later_day(facts: Facts) -> Found:
    """Participants whose own terms bear the rates of a day that comes after the pool's settlement.

    What a pool pays beyond its participants' own interest, or short of it, would not be known.
    """
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for pool in facts.scenario.notional_pools:
        terms = facts.terms.get(pool.terms)
        for index, member in facts.members.get(pool.id, []) if pool.method != "net" else ():
            account = facts.accounts.get(member.account)
            own = facts.terms.get(account.terms or "") if account else None
            if terms is None or own is None or own.rate_change == "segmented":
                continue
            if any(settles(terms, day) > settles(own, day) for day in day_list(first, last)):
                message = (
                    f"{member.account!r} bears the rates of its own settlement day, and "
                    f"{pool.id!r} is settled before that day is known"
                )
                expected = (
                    f"{own.id!r} settled whenever {terms.id!r} is, or with rate_change = segmented"
                )
                yield wrong(MEMBERS, index, "account", message, expected)


def settles(terms: Terms, day: datetime.date) -> bool:
    """Whether interest by the terms is settled at the close of the day."""
    return settles_on(day, terms.settles, terms.settlement_day)


NOTIONAL_PROBLEMS = (
    unreadable_shares,
    offsets_of_no_use,
    pools_of_nobody,
    pools_without_a_price,
    strangers_in_a_pool,
    in_two_pools,
    shares_of_no_use,
    laws_given_twice,
)
NOTIONAL_DATES = (shares_that_miss_the_whole, rates_of_a_later_day, without_set_off)

"""Problems of register pools: a header that is outside, or heads several pools; shares of nobody.

Source: the docstring of `NotionalPool`.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.notional import MEMBERS, POOLS
from treasury.pooling.notional import NotionalMember


def registers_without_their_header(facts: Facts) -> Found:
    """Register pools whose header is no participant, or heads another pool of the structure."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method != "register":
            continue
        members = [member.account for _, member in facts.members.get(pool.id, [])]
        if members and pool.header not in members and not facts.any_broken(MEMBERS):
            message = f"the header {pool.header!r} is not in the register {pool.id!r} itself"
            expected = f"a line of {MEMBERS} with account = {pool.header!r}"
            yield wrong(POOLS, index, "header", message, expected)
        others = facts.within(pool, pool.header)
        if others:
            other = others[0].id
            message = f"{pool.header!r} heads {other!r} too, and a register has its own header"
            yield wrong(POOLS, index, "header", message, "an account that heads no other pool")


def headers_that_leave(facts: Facts) -> Found:
    """Register pools that go on without their header: nothing would be added up."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        lines = [line for _, line in facts.members.get(pool.id, [])]
        own = [line for line in lines if line.account == pool.header]
        if pool.method != "register" or not own:
            continue
        others = [line for line in lines if line.account != pool.header]
        for day in sorted(turns(facts, lines)):
            if in_force(others, day) and not in_force(own, day):
                message = f"the header {pool.header!r} is not in the register {pool.id!r} on {day}"
                expected = f"lines of {MEMBERS} that keep it there as long as others are"
                yield wrong(POOLS, index, "header", message, expected)
                break


def turns(facts: Facts, lines: list[NotionalMember]) -> Iterator[date]:
    """The run's first day, and those on which somebody comes or is gone."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    yield first
    for line in lines:
        if line.valid_from is not None and first < line.valid_from <= last:
            yield line.valid_from
        if line.valid_until is not None and first <= line.valid_until < last:
            yield line.valid_until + timedelta(days=1)


def in_force(lines: list[NotionalMember], day: date) -> bool:
    """Whether one of the lines holds on the day."""
    return any((line.valid_from or day) <= day <= (line.valid_until or day) for line in lines)


def registers_that_share(facts: Facts) -> Found:
    """Register pools whose result is to be anybody's but the header's."""
    for index, pool in enumerate(facts.scenario.notional_pools):
        if pool.method == "register" and pool.allocation != "central":
            message = "a register bears on its header's overdraft alone, so nobody shares"
            yield wrong(POOLS, index, "allocation", message, "central")


REGISTER_PROBLEMS = (registers_without_their_header, headers_that_leave, registers_that_share)

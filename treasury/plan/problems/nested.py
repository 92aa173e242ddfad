"""Problems of notional pools within others: what is left of which pools may take part, and circles.

Source: the docstrings of `NotionalPool` and `NotionalMember`; the banking day, section 7.
"""

from collections.abc import Iterator
from typing import NamedTuple

from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.notional import MEMBERS
from treasury.pooling.notional import NOTHING_SET_OFF, NotionalPool, offset_of
from treasury.pooling.rules import NotAShare

AROUND = ("advantage", "enhance")
"""The methods under which participants bear their own terms and the pool pays what it adds."""


class Nest(NamedTuple):
    """A participant's line, by its place, whose account heads other pools, and the pool around."""

    line: int
    account: str
    around: NotionalPool
    within: list[NotionalPool]


def nests(facts: Facts) -> Iterator[Nest]:
    """The lines by which pools take part in others."""
    for pool in facts.scenario.notional_pools:
        for line, member in facts.members.get(pool.id, []):
            within = facts.within(pool, member.account)
            if within:
                yield Nest(line, member.account, pool, within)


def nested_pools(facts: Facts) -> Found:
    """Pools within others that leave nothing, or both sides, or whose terms would give way."""
    several = {each.pool for each in facts.scenario.notional_currencies}
    for line, account, around, within in nests(facts):
        inner = within[0]
        head = f"{account!r} heads {inner.id!r}"
        if len(within) > 1:
            message = f"{head} and {within[1].id!r}, and one account takes part for one pool"
            expected = "a header for each of them"
        elif around.method not in AROUND:
            message = (
                f"{head}, and only advantage and enhance leave a pool within its own terms: "
                f"{around.id!r} is {around.method}"
            )
            expected = f"method advantage or enhance for {around.id!r}"
        elif inner.method in NOTHING_SET_OFF:
            message = f"{head}, and {inner.method} sets nothing off, so nothing is left of it"
            expected = f"method net or advantage for {inner.id!r}"
        elif inner.id in several:
            message = f"{head}, and of several currencies something is left in each"
            expected = f"a pool for each currency in place of {inner.id!r}"
        elif not whole_offset(inner):
            message = f"{head}, and of an offset of {inner.offset} both sides are left"
            expected = f"offset 100% for {inner.id!r}"
        else:
            continue
        yield wrong(MEMBERS, line, "account", message, expected)


def whole_offset(pool: NotionalPool) -> bool:
    """Whether the smaller side cancels out wholly; so taken where the ratio cannot be read."""
    try:
        return offset_of(pool) == (1, 1)
    except NotAShare:
        return True


def pools_in_a_circle(facts: Facts) -> Found:
    """Pools that take part in each other, with the way from one back to itself, once each."""
    lines = {(nest.within[0].id, nest.around.id): nest.line for nest in nests(facts)}
    around: dict[str, list[str]] = {}
    for inner, outer in lines:
        around.setdefault(inner, []).append(outer)
    told: set[str] = set()
    for start in sorted(around):
        way = way_back(around, start)
        if way and told.isdisjoint(way):
            told |= set(way)
            message = f"the pools take part in each other: {' in '.join(way)}"
            yield wrong(
                MEMBERS, lines[way[0], way[1]], "account", message, "pools without a circle"
            )


def way_back(around: dict[str, list[str]], start: str) -> list[str]:
    """The pools from one back to itself, each in the next; [] where there is no such way.

    >>> way_back({"a": ["b"], "b": ["c", "a"]}, "a"), way_back({"a": ["b"]}, "a")
    (['a', 'b', 'a'], [])
    """
    came: dict[str, str] = {}
    reached = [start]
    for pool in reached:
        for outer in around.get(pool, []):
            if outer not in came:
                came[outer] = pool
                reached.append(outer)
    if start not in came:
        return []
    way = [start, came[start]]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


NESTED_PROBLEMS = (nested_pools, pools_in_a_circle)

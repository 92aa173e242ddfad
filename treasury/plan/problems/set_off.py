"""Problems of set-off: whether the law of each country lets balances cancel out in a pool.

Source: the docstrings of `NotionalPool` and `SetOff`; the banking day, section 7.
"""

import datetime
from bisect import bisect_right
from typing import NamedTuple

from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.notional import NotionalMember, NotionalPool, SetOff, sets_off
from treasury.scenario import Scenario

MEMBERS = "notional_members"


class Law(NamedTuple):
    """What holds in a country, as dated lines and the day from which each holds; by day.

    `forbids` are the lines by which set-off does not hold, `bans` their days.
    """

    since: list[datetime.date]
    lines: list[SetOff]
    bans: list[datetime.date]
    forbids: list[SetOff]


def without_set_off(facts: Facts) -> Found:
    """Participants in countries whose law knows no set-off, or of which nothing is known.

    Laws speak of balances of several legal persons; one person's are its own to net.
    """
    laws = laws_by_country(facts.scenario.set_off)
    for pool in facts.scenario.notional_pools:
        if not sets_off(pool) or len(persons_in(facts.scenario, pool)) == 1:
            continue
        for index, member in facts.members.get(pool.id, []):
            account = facts.accounts.get(member.account)
            entity = facts.entities.get(account.entity) if account else None
            law = laws.get(entity.country) if entity else None
            reason = refused_set_off(facts, member, law) if entity else ""
            if entity and reason:
                message = (
                    f"{member.account!r} cannot be set off: {entity.id!r} is in "
                    f"{entity.country}, {reason}"
                )
                expected = (
                    "an account of another country, method enhance, or a line in set_off with its "
                    "source"
                )
                yield wrong(MEMBERS, index, "account", message, expected)


def persons_in(scenario: Scenario, pool: NotionalPool) -> set[str]:
    """The legal persons whose accounts are in the pool or in one within it, and of its headers."""
    own = {one.id: one.entity for one in scenario.accounts}
    person = {one.id: one.branch_of or one.id for one in scenario.entities}
    members = scenario.notional_members
    pools = [pool]
    for found in pools:  # grows while pools within are found
        within = {one.account for one in members if one.pool == found.id}
        pools += [
            one
            for one in scenario.notional_pools
            if one.structure == pool.structure and one.header in within and one not in pools
        ]
    ids = {one.id for one in pools}
    accounts = {one.header for one in pools}
    accounts |= {one.account for one in members if one.pool in ids}
    accounts |= {one.header for one in scenario.notional_currencies if one.pool in ids}
    return {person.get(own.get(one, one), one) for one in accounts}


def laws_by_country(lines: tuple[SetOff, ...]) -> dict[str, Law]:
    """What holds in each country that any of the lines speaks of."""
    found: dict[str, list[SetOff]] = {}
    for each in lines:
        found.setdefault(each.country, []).append(each)
    return {country: law_of(sorted(own, key=begins)) for country, own in found.items()}


def law_of(lines: list[SetOff]) -> Law:
    """The lines of a country, in order of their days, so that a day is found at once."""
    forbids = [each for each in lines if not each.allowed]
    return Law(
        since=[begins(each) for each in lines], lines=lines,
        bans=[begins(each) for each in forbids], forbids=forbids,
    )  # fmt: skip


def begins(line: SetOff) -> datetime.date:
    """The day from which the line holds."""
    return line.valid_from or datetime.date.min


def refused_set_off(facts: Facts, member: NotionalMember, law: Law | None) -> str:
    """Why the law lets nothing be set off on a day of the run, as a clause; "" where it does."""
    first = max(facts.scenario.first_day, member.valid_from or datetime.date.min)
    last = min(facts.scenario.last_day, member.valid_until or datetime.date.max)
    at = bisect_right(law.since, first) if law else 0
    if law is None or at == 0:
        return f"and nothing is known here of set-off there on {first}"
    next_ban = bisect_right(law.bans, first)
    banned = [law.lines[at - 1]] if not law.lines[at - 1].allowed else law.forbids[next_ban:]
    if not banned or begins(banned[0]) > last:
        return ""
    reason, since = banned[0].reason, begins(banned[0])
    from_then = f" from {since} on" if since > first else ""
    return f"where set-off does not hold{from_then}" + (f": {reason}" if reason else "")


def laws_given_twice(facts: Facts) -> Found:
    """Lines that say two things of one country from the same day on."""
    seen: set[tuple[str, datetime.date | None]] = set()
    for index, each in enumerate(facts.scenario.set_off):
        if (each.country, each.valid_from) in seen:
            since = f" from {each.valid_from}" if each.valid_from else ""
            message = f"set-off in {each.country}{since} is given twice"
            yield wrong("set_off", index, "country", message, "one line for a day")
        seen.add((each.country, each.valid_from))


SET_OFF_PROBLEMS = (laws_given_twice,)
SET_OFF_DATES = (without_set_off,)

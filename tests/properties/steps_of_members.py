"""Steps of a living structure: a member joins, leaves, or is under another rule from tomorrow.

Each returns the scenario after the step, or None where nobody could write it (a circle, a rule
that does not fit, no header that could take over): whatever `complaints` has nothing against goes.
"""

import datetime
from dataclasses import replace
from typing import Literal

from tests.reference.days import ONE_DAY
from treasury.plan.problems.every import complaints
from treasury.pooling.structure import Link
from treasury.scenario import Scenario

AtEnd = Literal["settle", "novate"]


def link_today(scenario: Scenario, account: str) -> Link | None:
    """The account's link that is in force on the scenario's last day."""
    today = scenario.last_day
    for link in scenario.links:
        begun = link.valid_from is None or link.valid_from <= today
        if link.participant == account and begun and (link.valid_until or today) >= today:
            return link
    return None


def written(scenario: Scenario) -> Scenario | None:
    """The scenario, where nothing is wrong with it."""
    return None if complaints(scenario) else scenario


def joined(scenario: Scenario, account: str, header: str, rule: str) -> Scenario | None:
    """From today the account is a participant of the header; it was nobody's until then."""
    if link_today(scenario, account):
        return None
    link = Link(
        structure=scenario.structures[0].id,
        participant=account,
        header=header,
        rule=rule,
        valid_from=scenario.last_day,
    )
    return written(replace(scenario, links=(*scenario.links, link)))


def left(scenario: Scenario, account: str) -> Scenario | None:
    """Today is the last day of the account's link; what is open on it is settled this evening."""
    link = link_today(scenario, account)
    if link is None or link.valid_until is not None:
        return None
    ended = replace(link, valid_until=scenario.last_day, at_end="settle")
    return written(instead(scenario, link, ended))


def changed(
    scenario: Scenario, account: str, header: str, rule: str, at_end: AtEnd
) -> Scenario | None:
    """Tomorrow has come, and the account is under another rule, maybe of another header.

    Its link of today has ended this evening: settled, or taken over by the new one.
    """
    link = link_today(scenario, account)
    if link is None or link.valid_until is not None:
        return None
    tomorrow = scenario.last_day + ONE_DAY
    ended = replace(link, valid_until=scenario.last_day, at_end=at_end)
    begun = replace(link, header=header, rule=rule, valid_from=tomorrow, direction=None)
    longer = replace(instead(scenario, link, ended, begun), last_day=tomorrow)
    return written(longer)


def instead(scenario: Scenario, link: Link, *others: Link) -> Scenario:
    """The scenario with other links in the place of one."""
    kept = tuple(one for one in scenario.links if one is not link)
    return replace(scenario, links=(*kept, *others))


def in_force(link: Link, day: datetime.date) -> bool:
    """Whether a link is in force on a day."""
    begun = link.valid_from is None or link.valid_from <= day
    return begun and (link.valid_until is None or day <= link.valid_until)

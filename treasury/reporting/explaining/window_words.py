"""The clearing systems of sweeps in words: why none is made now, and how much goes at once.

Amounts are minor units and are written in major units of the account's currency.
"""

from treasury.clearing import Channel, window_on
from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.pooling.rules import Limits
from treasury.reporting.explaining.rule_words import one_line, rule_at
from treasury.tables import FUNDING, KIND, NOT_TODAY, REF, UNTIMED


def shut_all_day(plan: Plan, day: int, link: int) -> str:
    """Why the clearing system of the link's sweeps takes none all day, as a clause; else empty."""
    tables = plan.tables
    channel = int(tables.links.channel[link])
    if channel < 0 or tables.latest[day, channel] != NOT_TODAY:
        return ""
    system = plan.scenario.links[plan.names.link_records[link]].clearing
    calendar = next(one.calendar for one in plan.scenario.clearing if one.system == system)
    date = plan.names.days[day].isoformat()
    return f"{date} is no business date of {one_line(str(system))} (calendar {calendar})"


def shut_words(plan: Plan, day: int, link: int, minute: int) -> str:
    """Why the clearing system of the link's sweeps takes none at this time, as a clause; empty
    where it does, or where there is none."""
    tables = plan.tables
    channel = int(tables.links.channel[link])
    all_day = shut_all_day(plan, day, link)
    if channel < 0 or all_day:
        return all_day
    opened = minute == UNTIMED or minute >= tables.earliest[day, channel]
    if opened and minute <= tables.latest[day, channel]:
        return ""
    system = plan.scenario.links[plan.names.link_records[link]].clearing
    versions = tuple(one for one in plan.scenario.clearing if one.system == system)
    window = window_on(Channel(versions, None), plan.names.days[day])
    assert window is not None and window.opens and window.closes, "it takes nothing at some time"
    before = " of the evening before" if window.opens_day_before else ""
    return (
        f"the window of {one_line(window.system)} for {plan.names.days[day].isoformat()} opens at "
        f"{window.opens:%H:%M}{before} and closes at {window.closes:%H:%M}"
    )


def maximum_words(plan: Plan, row: list[int], limits: Limits, which: str, figure: str) -> str:
    """The name of the maximum that bound a sweep, with its figure: the rule's, or what the clearing
    system takes at once where that is less."""
    link, suffix = row[REF], "_deficit" if row[KIND] == FUNDING else ""
    own = getattr(rule_at(plan, link), f"maximum{suffix}")
    currency = plan.names.currencies[int(plan.tables.links.participant[link])]
    if own is not None and to_minor(own, currency) <= limits.maximum:
        return f"the maximum{which} of {figure}"
    system = plan.scenario.links[plan.names.link_records[link]].clearing
    return f"{one_line(str(system))}, which takes at most {figure} at once,"

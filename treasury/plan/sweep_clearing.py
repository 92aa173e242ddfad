"""Sweeps that go by a clearing system: the way they take, and the most that it takes at once.

The system's limit of a single payment is one more maximum of the link's rule, in both directions,
on the days on which it holds. Amounts are minor units. Source: the banking day, section 3.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from treasury.arrays import Amounts
from treasury.clearing import Channel, window_on
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, column
from treasury.pooling.rules import Equation
from treasury.scenario import Scenario


def channels_of_links(rows: LinkRows, of_sweeps: dict[str | None, int]) -> Amounts:
    """The way that each link's sweeps take, -1 where they are made at any time; shape (link,)."""
    return column(of_sweeps.get(row.link.clearing, -1) for row in rows)


def within_systems(scenario: Scenario, group: Group, days: list[date], rows: LinkRows) -> LinkRows:
    """The links, their rules moving at most what their clearing systems take at once."""
    systems = {row.link.clearing for row in rows} - {None}
    limits = {system: largest_payments(scenario, system, days) for system in systems}
    return tuple(
        within_system(row, group.currency(row.link.participant), limits[row.link.clearing])
        if row.link.clearing is not None
        else row
        for row in rows
    )


def largest_payments(
    scenario: Scenario, system: str | None, days: list[date]
) -> tuple[Decimal | None, ...]:
    """The largest single payment of a clearing system on each day, None where it has no limit."""
    versions = tuple(each for each in scenario.clearing if each.system == system)
    windows = [window_on(Channel(versions, None), day) for day in days]
    return tuple(window.limit if window else None for window in windows)


def within_system(row: LinkRow, currency: str, limits: tuple[Decimal | None, ...]) -> LinkRow:
    """The link, its rule moving at most the limit of each day."""
    own = row.by_day or (row.equation,) * len(limits)
    by_day = tuple(
        each if limit is None else at_most(each, to_minor(limit, currency))
        for each, limit in zip(own, limits, strict=True)
    )
    if len(set(by_day)) == 1:
        return replace(row, equation=by_day[0], by_day=())
    return replace(row, by_day=by_day)


def at_most(row: Equation, limit: int) -> Equation:
    """The row with maxima of at most the limit.

    >>> from treasury.pooling.rules import NO_RULE
    >>> found = at_most(NO_RULE._replace(maximum=500), 1000)
    >>> found.maximum, found.maximum_deficit
    (500, 1000)
    """
    return row._replace(
        maximum=min(row.maximum, limit), maximum_deficit=min(row.maximum_deficit, limit)
    )

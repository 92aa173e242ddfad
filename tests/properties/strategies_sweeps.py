"""Random links whose sweeps go by a clearing system, and these systems."""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import pick, sometimes
from tests.properties.strategies_rules import Cast
from tests.properties.strategies_transit import without_draws
from treasury.clearing import ClearingWindow
from treasury.plan.links import minutes
from treasury.plan.problems.sweep_clearing import smallest_above
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.scenario import Scenario
from treasury.tables import END_OF_DAY

HOURS = (
    ("09:00", "12:00", False),
    ("09:01", "15:30", False),
    ("20:30", "12:01", True),
    (None, None, False),
)
"""Windows that begin or end at the times of rules and items, or a minute beside them."""
LARGEST = (None, Decimal(150), None, Decimal(210))


def by_systems(
    draw: st.DrawFn,
    cast: Cast,
    rules: tuple[Rule, ...],
    pools: tuple[Structure, ...],
    links: tuple[Link, ...],
) -> tuple[Link, ...]:
    """The links, some between two banks by the clearing system of their currency."""
    if not sometimes(draw, cast.scope, "sweep_clearing"):
        return links
    bank = {account.id: account.bank for account in cast.accounts}
    currency = {account.id: account.currency for account in cast.accounts}
    returning = {rule.id for rule in rules if rule.reverse_next_day}
    closing = {rule.id for rule in rules if END_OF_DAY in minutes(rule)}
    timed_only = pick(draw, [True, False, True])
    found = []
    for link in links:
        fits = bank[link.participant] != bank[link.header] and link.rule not in returning
        fits = fits and not (timed_only and link.rule in closing)
        if fits and pick(draw, [True, True, False]):
            system = f"SWEEP-{currency[link.participant]}"
            found.append(replace(without_draws(link, pools), clearing=system))
        else:
            found.append(link)
    return tuple(found)


def with_sweep_systems(draw: st.DrawFn, cast: Cast, scenario: Scenario) -> Scenario:
    """The scenario with the systems by which its sweeps go, each in one or two versions that its
    links can live with."""
    profile = {pool.id: pool.profile for pool in scenario.structures}
    found: list[ClearingWindow] = []
    for system in sorted({link.clearing for link in scenario.links if link.clearing is not None}):
        own = [link for link in scenario.links if link.clearing == system]
        used = [rule for rule in scenario.rules if rule.id in {link.rule for link in own}]
        hours = HOURS[-1:] if any(END_OF_DAY in minutes(rule) for rule in used) else HOURS
        some = any(profile[link.structure] == "sap" for link in own)
        window = ClearingWindow(
            system=system,
            calendar=pick(draw, [None, *(one.id for one in cast.calendars)]),
            currency=system.partition("-")[2],
        )
        versions = [window]
        if pick(draw, [False, False, True]):
            versions.append(replace(window, valid_from=pick(draw, cast.days)))
        found += [version_of(draw, one, hours, [] if some else used) for one in versions]
    return replace(scenario, clearing=(*scenario.clearing, *found))


def version_of(
    draw: st.DrawFn,
    window: ClearingWindow,
    hours: tuple[tuple[str | None, str | None, bool], ...],
    rules: list[Rule],
) -> ClearingWindow:
    """The version with some hours, and a limit that the rules let be; none without rules."""
    opens, closes, before = pick(draw, hours)
    limit = pick(draw, LARGEST) if rules else None
    if limit is not None:
        moved = [smallest_above(rule, end, limit) for rule in rules for end in ("", "_deficit")]
        limit = None if any(moved) else limit
    return replace(
        window,
        opens=None if opens is None else datetime.time.fromisoformat(opens),
        closes=None if closes is None else datetime.time.fromisoformat(closes),
        opens_day_before=before,
        limit=limit,
    )

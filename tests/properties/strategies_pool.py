"""Random forests with random rules, limits, directions, times and ways to share."""

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from hypothesis import strategies as st

from tests.properties.picking import pick
from tests.properties.scope import LEVEL_BY_LEVEL, NEVER_FUND
from tests.properties.strategies_membership import draw_dates
from tests.properties.strategies_rules import TIMES, Cast, draw_rule, useful
from tests.properties.strategies_sweeps import by_systems
from tests.properties.strategies_transit import with_delays
from treasury.accounts.chart import BankAccount
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Direction, Link, Structure

DIRECTIONS: tuple[Direction | None, ...] = (None, None, None, "both", "up", "down")
DEEPEST = 4


def draw_pools(
    draw: st.DrawFn, cast: Cast, counts: Sequence[int]
) -> tuple[tuple[Rule, ...], tuple[Structure, ...], tuple[Link, ...]]:
    """Rules, structures and their links, without limits and prices that could do nothing."""
    currencies = sorted({account.currency for account in cast.accounts})
    usual = pick(draw, TIMES)
    rules = {
        currency: [
            draw_rule(draw, f"{currency}{n}", currency, cast, pick(draw, [usual, None, usual]))
            for n in range(3)
        ]
        for currency in currencies
    }
    structures: list[Structure] = []
    links: list[Link] = []
    for number in range(pick(draw, counts)):
        forest = draw_forest(draw, cast, f"S{number}", rules)
        structures.append(draw_structure(draw, cast, f"S{number}", forest))
        links += with_overdraws(draw, cast, forest, structures[-1], rules)
    raises = "raise_to_minimum" in cast.scope.options and pick(draw, (False, True))
    every_rule = (rule for found in rules.values() for rule in found)
    kept = tuple(useful(rule, links, structures, cast.scope, raises) for rule in every_rule)
    slow = with_delays(draw, cast, kept, tuple(structures), tuple(links))
    return kept, tuple(structures), by_systems(draw, cast, kept, tuple(structures), slow)


def draw_structure(draw: st.DrawFn, cast: Cast, name: str, links: list[Link]) -> Structure:
    """A structure of these links with its profile, payment modes, way to share and prices."""
    modes = cast.scope.modes
    profile = pick(draw, cast.scope.profiles)
    when_short: Literal["priority", "pro_rata"] = pick(draw, ["priority", "pro_rata"])
    partial = pick(draw, (False, True))
    if profile == "sap":
        when_short, partial = "priority", False
    credit_first = True
    if profile in LEVEL_BY_LEVEL and when_short == "priority":
        credit_first = not ("strict_priority" in cast.scope.options and pick(draw, (False, True)))
    crossing = not links or any(
        cast.person(link.participant) != cast.person(link.header) for link in links
    )
    return Structure(
        id=name,
        profile=profile,
        calendar=pick(draw, [None, *(one.id for one in cast.calendars)]),
        payment_mode=pick(draw, modes),
        root_payment_mode=pick(draw, [None, *modes]),
        protect_participants=pick(draw, [True, True, False]),
        internal_terms=pick(draw, [None, *cast.two_sided] if crossing else [None]),
        when_short=when_short,
        partial=partial,
        credit_first=credit_first,
    )


def with_overdraws(
    draw: st.DrawFn,
    cast: Cast,
    forest: list[Link],
    structure: Structure,
    rules: dict[str, list[Rule]],
) -> list[Link]:
    """The links, some of sub-headers with the option to overdraw in passing where it can act."""
    if structure.profile not in LEVEL_BY_LEVEL or "overdraw_in_passing" not in cast.scope.options:
        return forest
    headers = {link.header for link in forest}
    funding = {rule.id for found in rules.values() for rule in found
               if rule.preset not in NEVER_FUND}  # fmt: skip
    return [
        replace(link, overdraw_in_passing=pick(draw, (True, False)))
        if link.participant in headers and link.direction != "up" and link.rule in funding
        else link
        for link in forest
    ]


def draw_forest(
    draw: st.DrawFn, cast: Cast, structure: str, rules: dict[str, list[Rule]]
) -> list[Link]:
    """Each account below an earlier one of its currency, or a root, or outside."""
    level: dict[str, int] = {}
    links: list[Link] = []
    for place, account in enumerate(cast.accounts):
        headers = [
            one.id
            for one in cast.accounts[:place]
            if one.currency == account.currency and level[one.id] < DEEPEST
        ]
        header = pick(draw, [*headers[:1], *headers, *headers[-2:], None]) if headers else None
        level[account.id] = 0 if header is None else level[header] + 1
        if header is None:
            continue

        def link_to(header: str, account: BankAccount = account) -> Link:
            rule = pick(draw, rules[account.currency])
            return draw_link(draw, cast, (structure, account.id, header), rule)

        other = pick(draw, headers)
        found = draw_dates(draw, cast, links, link_to(header), functools.partial(link_to, other))
        level[account.id] = max(1 + level[one.header] for one in found)
        links += found
    return links


def draw_link(draw: st.DrawFn, cast: Cast, ends: tuple[str, str, str], rule: Rule) -> Link:
    """One link of (structure, participant, header)."""
    structure, participant, header = ends
    direction = pick(draw, DIRECTIONS)
    prices: list[str | None] = [None]
    if cast.person(participant) != cast.person(header):
        prices += cast.two_sided if direction != "down" else [one.id for one in cast.terms]
    return Link(
        structure=structure,
        participant=participant,
        header=header,
        rule=rule.id,
        priority=pick(draw, [1, 1, 2, 3]),
        direction=direction,
        payment_mode=pick(draw, [None, None, *cast.scope.modes]),
        internal_terms=pick(draw, prices),
    )

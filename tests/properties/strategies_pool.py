"""Random forests with random rules, limits, directions, times and ways to share."""

import datetime
import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from treasury.accounts.chart import BankAccount, Entity
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.pooling.rules import LIMITS, Preset, Rule
from treasury.pooling.structure import Direction, Link, PaymentMode, Structure

Option = TypeVar("Option")
WHOLE = (100, 200, 300)
"""The few amounts everything is made of, in major units."""
SMALLEST = {"CNY": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}
PRESETS: tuple[Preset, ...] = (
    "zero_balance",
    "threshold",
    "target_constant",
    "target_fixed",
    "threshold",
    "keep",
    "range",
)
DIRECTIONS: tuple[Direction | None, ...] = (None, None, None, "both", "up", "down")
DEEPEST = 4


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who takes part, and when."""

    days: tuple[datetime.date, ...]
    accounts: tuple[BankAccount, ...]
    entities: tuple[Entity, ...]
    calendars: tuple[Calendar, ...]
    terms: tuple[Terms, ...]
    two_sided: tuple[str, ...]
    """The terms with credit and debit rates; the others have debit rates alone."""

    def person(self, account: str) -> str:
        """The legal person that holds an account."""
        entity = next(one.entity for one in self.accounts if one.id == account)
        return next(one.branch_of or one.id for one in self.entities if one.id == entity)


@functools.cache
def below(count: int) -> st.SearchStrategy[int]:
    """Whole numbers from zero, made once: making a strategy costs more than drawing from it."""
    return st.integers(0, count - 1)


def pick(draw: st.DrawFn, options: Sequence[Option]) -> Option:
    """One of the options; a smaller case is one nearer to the first."""
    return options[draw(below(len(options)))]


def draw_amount(draw: st.DrawFn, currency: str) -> Decimal:
    """A whole amount of the pool, now and then one minor unit beside it."""
    whole = Decimal(pick(draw, WHOLE))
    return whole + pick(draw, [0, 0, 0, 0, 1, -1]) * SMALLEST[currency]


def draw_pools(
    draw: st.DrawFn, cast: Cast, counts: Sequence[int]
) -> tuple[tuple[Rule, ...], tuple[Structure, ...], tuple[Link, ...]]:
    """Rules, structures and their links, without limits and prices that could do nothing."""
    currencies = sorted({account.currency for account in cast.accounts})
    rules = {
        currency: [draw_rule(draw, f"{currency}{n}", currency) for n in range(3)]
        for currency in currencies
    }
    structures: list[Structure] = []
    links: list[Link] = []
    for number in range(pick(draw, counts)):
        forest = draw_forest(draw, cast, f"S{number}", rules)
        links += forest
        structures.append(draw_structure(draw, cast, f"S{number}", forest))
    every_rule = (rule for found in rules.values() for rule in found)
    return tuple(useful(rule, links) for rule in every_rule), tuple(structures), tuple(links)


def useful(rule: Rule, links: list[Link]) -> Rule:
    """The rule without the limits of a direction in which none of its links is open."""
    using = [link.direction for link in links if link.rule == rule.id]
    closed: list[str] = []
    if using and all(direction == "down" for direction in using):
        closed += LIMITS[:3]
    if using and (rule.preset == "keep" or all(direction == "up" for direction in using)):
        closed += LIMITS[3:]
    dropped: dict[str, Any] = dict.fromkeys(closed)
    return replace(rule, **dropped)


def draw_structure(draw: st.DrawFn, cast: Cast, name: str, links: list[Link]) -> Structure:
    """A structure of these links with its payment modes, its way to share and its prices."""
    modes: tuple[PaymentMode, ...] = ("full", "standalone")
    crossing = not links or any(
        cast.person(link.participant) != cast.person(link.header) for link in links
    )
    return Structure(
        id=name,
        calendar=pick(draw, [None, *(one.id for one in cast.calendars)]),
        payment_mode=pick(draw, modes),
        root_payment_mode=pick(draw, [None, *modes]),
        protect_participants=pick(draw, [True, True, False]),
        internal_terms=pick(draw, [None, *cast.two_sided] if crossing else [None]),
        when_short=pick(draw, ["priority", "pro_rata"]),
        partial=pick(draw, (False, True)),
    )


def draw_forest(
    draw: st.DrawFn, cast: Cast, structure: str, rules: dict[str, list[Rule]]
) -> list[Link]:
    """Each account below an earlier one of its currency, or a root, or outside."""
    level: dict[str, int] = {}
    links = []
    for place, account in enumerate(cast.accounts):
        headers = [
            one.id
            for one in cast.accounts[:place]
            if one.currency == account.currency and level[one.id] < DEEPEST
        ]
        header = pick(draw, [*headers[:1], *headers, *headers[-1:], None]) if headers else None
        level[account.id] = 0 if header is None else level[header] + 1
        if header is not None:
            rule = pick(draw, rules[account.currency])
            links.append(draw_link(draw, cast, (structure, account.id, header), rule))
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
        payment_mode=pick(draw, [None, None, None, "full", "standalone"]),
        internal_terms=pick(draw, prices),
    )


def draw_rule(draw: st.DrawFn, name: str, currency: str) -> Rule:
    """One of the built presets with random amounts, limits and times."""
    preset = pick(draw, PRESETS)
    amounts = draw_preset_amounts(draw, preset, currency)
    times = pick(draw, [(), (), ("09:00",), ("12:00",), ("09:00", "15:30")])
    return Rule(
        id=name,
        preset=preset,
        times=tuple(datetime.time.fromisoformat(time) for time in times),
        end_of_day=pick(draw, [None, True, False] if times else [None, True]),
        **amounts,
        **draw_limits(draw, "", currency),
        **draw_limits(draw, "_deficit", currency),
    )


def draw_preset_amounts(draw: st.DrawFn, preset: str, currency: str) -> dict[str, Any]:
    """The amounts the preset takes, zero now and then."""
    if preset == "zero_balance":
        return {}
    if preset == "range":
        low, to, high = sorted(draw_amount(draw, currency) for _ in range(3))
        given = {"low": low * pick(draw, [0, 1]), "high": high}
        return given | ({"to": to} if pick(draw, (False, True)) else {})
    name = preset.partition("_")[0]
    return {name: draw_amount(draw, currency) * pick(draw, [1, 1, 0])}


def draw_limits(draw: st.DrawFn, suffix: str, currency: str) -> dict[str, Any]:
    """The limits of one direction, usually none or one of them."""
    kinds = pick(draw, ["", "", "minimum", "minimum", "maximum", "multiple", "all"])
    low, high = sorted(draw_amount(draw, currency) for _ in range(2))
    multiple = pick(draw, [Decimal(70), min(Decimal(100), high), 7 * SMALLEST[currency]])
    limits = {"minimum": low, "maximum": high, "multiple": multiple}
    if kinds == "all":
        limits["minimum"] = min(low, high - high % multiple)
    return {f"{name}{suffix}": limits[name] for name in limits if kinds in (name, "all")}

"""Random sweep rules: every preset and limit, every frequency; amounts often equal balances."""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.properties.picking import SMALLEST, draw_amount, draw_amounts, pick, sometimes
from tests.properties.scope import NEVER_FUND, Scope
from treasury.accounts.chart import BankAccount, Entity
from treasury.dates import WEEKDAYS, Calendar
from treasury.interest import Terms
from treasury.pooling.rules import LIMITS, Rule
from treasury.pooling.structure import Link, Structure

SHARES = ("50%", "33.3%", "100%", "70%")
TIMES: tuple[tuple[str, ...], ...] = ((), ("09:00",), ("12:00",), (), ("09:00", "15:30"))
Days = tuple[datetime.date, ...]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who takes part, when, and how much of the rules may be used."""

    scope: Scope
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


def draw_rule(
    draw: st.DrawFn, name: str, currency: str, cast: Cast, times: tuple[str, ...] | None
) -> Rule:
    """One preset of the scope with random amounts, limits and days; times, unless given."""
    scope = cast.scope
    preset = pick(draw, scope.presets)
    times = pick(draw, TIMES) if times is None else times
    return Rule(
        id=name,
        preset=preset,
        times=tuple(datetime.time.fromisoformat(time) for time in times),
        end_of_day=pick(draw, [None, True, False] if times else [None, True]),
        basis="value" if sometimes(draw, scope, "value_basis") else "book",
        **draw_preset_amounts(draw, preset, currency),
        **draw_limits(draw, "", currency),
        **draw_limits(draw, "_deficit", currency),
        **draw_days(draw, cast.days, scope),
    )


def draw_preset_amounts(draw: st.DrawFn, preset: str, currency: str) -> dict[str, Any]:
    """The amounts the preset takes, zero now and then."""
    if preset in ("zero_balance", "cover_overdraft", "receive_only"):
        return {}
    if preset in ("percentage", "share_of_receipts"):
        return {"share": pick(draw, SHARES)}
    if preset == "range":
        low, to, high = draw_amounts(draw, currency, 3)
        given = {"low": low * pick(draw, [0, 1]), "high": high}
        return given | ({"to": to} if pick(draw, (False, True)) else {})
    if preset == "collar":
        low, high = draw_amounts(draw, currency, 2)
        return {"collar": low * pick(draw, [1, 0]), "threshold": high}
    if preset == "whole_units":
        kept = draw_amount(draw, currency) * pick(draw, [0, 1])
        return {"keep": kept, "unit": pick(draw, [Decimal(70), 7 * SMALLEST[currency]])}
    name = {"fixed": "amount", "cumulative_cap": "cap"}.get(preset, preset.partition("_")[0])
    return {name: draw_amount(draw, currency) * pick(draw, [1, 1, 0])}


def draw_limits(draw: st.DrawFn, suffix: str, currency: str) -> dict[str, Any]:
    """The limits of one direction, usually none or one of them."""
    kinds = pick(draw, ["", "", "minimum", "minimum", "maximum", "multiple", "all"])
    low, high = draw_amounts(draw, currency, 2)
    multiple = pick(draw, [Decimal(70), min(Decimal(200), high), 7 * SMALLEST[currency]])
    limits = {"minimum": low, "maximum": high, "multiple": multiple}
    if kinds == "all":
        limits["minimum"] = min(low, high - high % multiple)
    return {f"{name}{suffix}": limits[name] for name in limits if kinds in (name, "all")}


def draw_days(draw: st.DrawFn, days: Days, scope: Scope) -> dict[str, Any]:
    """On which days the rule runs: mostly daily, now and then with paused or one-off days."""
    daily = pick(draw, (True, True, False, True)) or scope.frequencies == ("daily",)
    frequency = "daily" if daily else pick(draw, scope.frequencies)
    given: dict[str, Any] = {"frequency": frequency}
    if frequency == "weekly":
        of_the_run = [WEEKDAYS[day.weekday()] for day in days[:7]]
        given["weekdays"] = tuple(sorted({pick(draw, of_the_run), pick(draw, of_the_run)}))
    if frequency == "dates":
        given["dates"] = tuple(sorted({pick(draw, days), pick(draw, days)}))
    if frequency in ("weekly", "month_end") and sometimes(draw, scope, "one_off"):
        given["dates"] = (pick(draw, days),)
    if sometimes(draw, scope, "pauses"):
        given["pauses"] = (pick(draw, days),)
    if sometimes(draw, scope, "reverse_next_day"):
        given["reverse_next_day"] = True
    return given


def useful(
    rule: Rule, links: list[Link], structures: list[Structure], scope: Scope, raises: bool
) -> Rule:
    """The rule without what could do nothing where it is used, or is refused there.

    Where it passes on the needs of a branch, a rule that never funds has deficit limits too.
    """
    using = [link for link in links if link.rule == rule.id]
    profiles = {one.profile for one in structures for link in using if link.structure == one.id}
    directions = [link.direction for link in using]
    closed: list[str] = []
    if using and all(direction == "down" for direction in directions):
        closed += LIMITS[:3]
    never = rule.preset in NEVER_FUND
    if using and all(way == "up" or (way is None and never) for way in directions):
        closed += LIMITS[3:]
    passing = "passing_limits" in scope.options and not profiles & {"sap", "oblm"}
    if using and never and not passing:
        closed += LIMITS[3:]
    if "sap" in profiles:
        closed += ["maximum", "maximum_deficit"]
    dropped: dict[str, Any] = dict.fromkeys(closed)
    if using and all(direction == "down" for direction in directions):
        dropped["reverse_next_day"] = False
    kept = replace(rule, **dropped)
    minima = kept.minimum is not None or kept.minimum_deficit is not None
    return replace(kept, raise_to_minimum=raises and minima and profiles == {"t24"})

"""Random schedules of rules, and when the payments they look ahead to are known."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from treasury.dates import WEEKDAYS, day_list
from treasury.flows.items import Item
from treasury.pooling.rules import SCHEDULED, Rule
from treasury.pooling.schedules import Schedule
from treasury.scenario import Scenario

OUT_OF_REACH = Decimal(1_000_000)
"""The upper end of a range whose floor may be any sum of payments."""
Days = tuple[datetime.date, ...]


def with_schedules(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, with schedules in some of its rules, and payments that are known before."""
    if "schedules" not in scope.options or not pick(draw, (False, True, True)):
        return scenario
    days = tuple(day_list(scenario.first_day, scenario.last_day))
    currency = {one.id: one.currency for one in scenario.accounts}
    used = {link.rule: currency[link.participant] for link in scenario.links}
    rules: list[Rule] = []
    lines: list[Schedule] = []
    for rule in scenario.rules:
        made, own = scheduled(draw, rule, days, used.get(rule.id))
        rules.append(made)
        lines += own
    items = tuple(known_before(draw, item) for item in scenario.items)
    return replace(scenario, rules=tuple(rules), schedules=tuple(lines), items=items)


def scheduled(
    draw: st.DrawFn, rule: Rule, days: Days, currency: str | None
) -> tuple[Rule, list[Schedule]]:
    """The rule, often with a schedule in place of an amount, and that schedule's lines.

    A range's floor stays below its other amounts.
    """
    keys = [key for key in SCHEDULED if getattr(rule, key) is not None]
    if not keys or currency is None or not pick(draw, (True, True, False)):
        return rule, []
    key, name = keys[0], f"{rule.id}-{keys[0]}"
    given: dict[str, Any] = {key: None, f"{key}_schedule": name}
    most = getattr(rule, key) if key == "low" else None
    if key == "low" and pick(draw, (True, False)):
        most, given["high"], given["to"] = None, OUT_OF_REACH, None
    return replace(rule, **given), draw_lines(draw, name, days, currency, most)


def draw_lines(
    draw: st.DrawFn, name: str, days: Days, currency: str, most: Decimal | None
) -> list[Schedule]:
    """A line for all days, and now and then others for weekdays, a later time and a date.

    Amounts up to `most` do not look ahead.
    """
    where: list[dict[str, Any]] = [{}]
    if pick(draw, (False, True)):
        where.append({"weekdays": weekdays(draw, days)})
        if pick(draw, (False, True)):
            where.append({"weekdays": weekdays(draw, days), "valid_from": pick(draw, days)})
    if pick(draw, (False, True)):
        where.append({"valid_from": pick(draw, days)})
    if pick(draw, (False, True)):
        where.append({"date": pick(draw, days)})
    return [Schedule(schedule=name, **one, **draw_figure(draw, currency, most)) for one in where]


def weekdays(draw: st.DrawFn, days: Days) -> tuple[str, ...]:
    """One or two weekdays of the run's first week."""
    names = [WEEKDAYS[day.weekday()] for day in days[:7]]
    return tuple(sorted({pick(draw, names), pick(draw, names)}))


def draw_figure(draw: st.DrawFn, currency: str, most: Decimal | None) -> dict[str, Any]:
    """An amount, the payments of the next business days, or both."""
    if most is not None:
        return {"amount": pick(draw, (most, Decimal(0), most))}
    ahead = pick(draw, (None, 1, 2, 1, 3))
    amount = draw_amount(draw, currency) * pick(draw, (1, 0, 1))
    if ahead is None:
        return {"amount": amount}
    return {"next_business_days": ahead} | ({"amount": amount} if pick(draw, (False, True)) else {})


def known_before(draw: st.DrawFn, item: Item) -> Item:
    """The item, sometimes wages, or known some days before it happens."""
    known = pick(draw, ("", "", "payroll", "before", "before"))
    if known == "payroll":
        return replace(item, category="payroll")
    if known == "before":
        back = datetime.timedelta(days=pick(draw, (1, 2, 3, 40)))
        return replace(item, known_from=item.date - back)
    return item

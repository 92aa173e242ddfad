"""The charts of the page, described as plain data; `report.js` draws them.

Amounts go into a chart as decimal strings, so that what the pointer shows is exact; only the
place of a line on the screen is ever a float.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import numpy as np

from treasury.comparing.figures import Figures, Member
from treasury.comparison import Run, Study
from treasury.money import DIGITS, written
from treasury.reporting.amounts import column_texts
from treasury.reporting.benefit import figures_by_currency
from treasury.reporting.intercompany import Relation, relations
from treasury.reporting.labels import entity_names, structure_title
from treasury.reporting.liquidity import liquidity_columns

LINES_SHOWN = 6
CASH_AND_DEBT = (
    ("idle_cash", "Idle cash"),
    ("root_cash", "Cash at the roots"),
    ("external_debt", "External debt"),
)
Chart = dict[str, Any]


def liquidity_chart(run: Run, currency: str) -> Chart:
    """Net cash and headroom by day, and the days on which each is lowest."""
    measures = liquidity_columns(run, currency)
    chart: Chart = {
        "kind": "liquidity",
        "currency": currency,
        "days": [str(day) for day in run.plan.names.days],
        "lines": [],
    }
    for name, title in (("headroom", "Headroom"), ("book", "Net cash")):
        values = measures[name]
        if values is not None:
            chart["lines"].append(
                {
                    "name": title,
                    "values": column_texts(values.tolist(), DIGITS[currency]),
                    "lowest": int(values.argmin()),
                }
            )
    return chart


def positions_chart(run: Run, currency: str) -> Chart | None:
    """The largest positions of members with their headers by day; None where there are none."""
    sized = []
    for relation in relations(run):
        position = run.projection.position[:, list(relation.links)].sum(axis=1)
        if relation.currency == currency and position.any():
            sized.append((-int(np.abs(position).max()), relation_title(run, relation), position))
    sized.sort(key=lambda one: one[:2])
    if not sized:
        return None
    return {
        "kind": "positions",
        "currency": currency,
        "days": [str(day) for day in run.plan.names.days],
        "lines": [
            {"name": title, "values": column_texts(position.tolist(), DIGITS[currency])}
            for _, title, position in sized[:LINES_SHOWN]
        ],
    }


def relation_title(run: Run, relation: Relation) -> str:
    """The member, and with whom where it has several headers in the currency."""
    titles = entity_names(run.plan)
    twins = [
        one
        for one in relations(run)
        if (one.participant, one.currency) == (relation.participant, relation.currency)
    ]
    member = titles[relation.participant]
    return member if len(twins) == 1 else f"{member} with {titles[relation.header]}"


def waterfall_chart(figures: Figures) -> Chart:
    """The steps from today to this structure, as bars that begin where the last one ended.

    `base` is the invisible part under a bar, `up` its part above zero, `down` its part below.
    """
    currency = figures.currency
    bars = []
    level = 0
    for step, amount in figures.waterfall:
        bars.append(bar(step, (level, level + amount), amount, currency))
        level += amount
    bars.append({**bar("net benefit", (0, level), level, currency), "total": True})
    return {"kind": "waterfall", "currency": currency, "bars": bars}


def bar(name: str, ends: tuple[int, int], amount: int, currency: str) -> Chart:
    """One bar between two levels.

    >>> bar("fees", (50, -30), -80, "JPY")["base"], bar("fees", (50, -30), -80, "JPY")["down"]
    ('0', '-30')
    """
    low, high = min(ends), max(ends)
    base = low if low > 0 else min(high, 0)
    return {
        "name": name,
        "amount": written(amount, currency),
        "base": written(base, currency),
        "up": written(max(high, 0) - max(low, 0), currency),
        "down": written(min(low, 0) - min(high, 0), currency),
    }


def comparison_chart(study: Study, currency: str) -> Chart:
    """Idle cash, cash at the roots and external debt of every structure, side by side."""
    pairs = figures_by_currency(study)[currency]
    return {
        "kind": "comparison",
        "currency": currency,
        "structures": [structure_title(run.plan) for run, _ in pairs],
        "lines": [
            {
                "name": title,
                "values": [written(getattr(figures, name), currency) for _, figures in pairs],
            }
            for name, title in CASH_AND_DEBT
        ],
    }


def group_cash_chart(run: Run) -> Chart:
    """The group's net cash by day in its reporting currency, with and without the effect of FX."""
    assert run.group is not None, "asked for where there is a reporting currency"
    cash, currency = run.group.cash, run.group.translation.currency
    moved = [cash.opening + so_far for so_far in accumulate(cash.moved)]
    digits = DIGITS[currency]
    return {
        "kind": "positions",
        "currency": currency,
        "days": [str(day) for day in run.plan.names.days],
        "lines": [
            {"name": "Net cash", "values": column_texts(cash.closing, digits)},
            {"name": "Net cash without the effect of FX", "values": column_texts(moved, digits)},
        ],
    }


def members_chart(run: Run, members: Iterable[Member], currency: str) -> Chart:
    """Each member's gain or loss against today, winners first; the unchanged are left out."""
    titles = entity_names(run.plan)
    changed = sorted(
        (one for one in members if one.currency == currency and one.benefit),
        key=lambda one: (-one.benefit, one.entity),
    )
    return {
        "kind": "members",
        "currency": currency,
        "names": [titles.get(one.entity, one.entity) for one in changed],
        "values": [written(one.benefit, currency) for one in changed],
    }

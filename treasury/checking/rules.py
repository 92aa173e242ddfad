"""The rules of a structure's links, restated from the scenario's records, preset by preset.

The checks use them in place of the kernel's equation. Amounts are minor units. Source: the
banking day, section 4.
"""

from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence
from treasury.money import to_minor
from treasury.pooling.rules import Rule
from treasury.tables import BOUND_MAXIMUM, BOUND_MINIMUM, BOUND_MULTIPLE

PRESETS = ("zero_balance", "target_constant", "target_fixed", "threshold", "range", "keep")


class Limits(NamedTuple):
    """Maximum, multiple and minimum of one direction, shape (link,) each."""

    maximum: Amounts
    multiple: Amounts
    minimum: Amounts


class RuleColumns(NamedTuple):
    """The rule of each link, from its record; shape (link,) each, minor units.

    `preset` is a place in PRESETS. `at` is the target, threshold, keep or upper end of the
    range, `low` its lower end; `up_to` and `down_to` are where a range ends after a sweep.
    """

    preset: Amounts
    at: Amounts
    low: Amounts
    up_to: Amounts
    down_to: Amounts
    up: Limits
    down: Limits


def rule_columns(evidence: Evidence) -> RuleColumns:
    """The rules of the run's links, read from the scenario's records."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    rules = {rule.id: rule for rule in scenario.rules}
    rows = []
    participants = evidence.plan.tables.links.participant.tolist()
    for record, participant in zip(names.link_records, participants, strict=True):
        rule = rules[scenario.links[record].rule]
        rows.append(rule_row(rule, names.currencies[participant]))
    columns = list(np.array(rows, dtype=np.int64).reshape(-1, 11).T)
    preset, at, low, up_to, down_to = columns[:5]
    up, down = Limits(*columns[5:8]), Limits(*columns[8:])
    return RuleColumns(preset, at, low, up_to, down_to, up, down)


def rule_row(rule: Rule, currency: str) -> tuple[int, ...]:
    """One rule as numbers: preset, amounts, limits up, limits down."""

    def minor(name: str, default: int) -> int:
        value = getattr(rule, name)
        return default if value is None else to_minor(value, currency)

    at = {"threshold": "threshold", "keep": "keep", "range": "high"}.get(rule.preset, "target")
    amount, low = minor(at, 0), minor("low", 0)
    return (
        PRESETS.index(rule.preset), amount, low, minor("to", amount), minor("to", low),
        minor("maximum", UNLIMITED), minor("multiple", 1), minor("minimum", 0),
        minor("maximum_deficit", UNLIMITED), minor("multiple_deficit", 1),
        minor("minimum_deficit", 0),
    )  # fmt: skip


def sent_up(rules: RuleColumns, link: Amounts, b: Amounts) -> Amounts:
    """What each preset sends up at balance `b`, before limits: the table of section 4."""
    at, up_to = rules.at[link], rules.up_to[link]
    above = np.maximum(b - at, 0)
    choices = (
        np.maximum(b, 0),
        above,
        above,
        np.where(b >= at, b, 0),
        np.where(b > at, b - up_to, 0),
        above,
    )
    return np.choose(rules.preset[link], choices)


def fetched_down(rules: RuleColumns, link: Amounts, b: Amounts) -> Amounts:
    """What each preset fetches down at balance `b`, before limits; a hole only, for `keep`."""
    at, low, down_to = rules.at[link], rules.low[link], rules.down_to[link]
    hole = np.maximum(-b, 0)
    missing = np.maximum(at - b, 0)
    choices = (
        hole,
        missing,
        np.where(b < 0, -b, missing),
        hole,
        np.where(b < low, down_to - b, 0),
        hole,
    )
    return np.choose(rules.preset[link], choices)


def after_limits(base: Amounts, limits: Limits, link: Amounts) -> tuple[Amounts, Amounts]:
    """Maximum, then multiple, down, then minimum: the amount, and the bits of what changed it."""
    most = np.minimum(base, limits.maximum[link])
    whole = most // limits.multiple[link] * limits.multiple[link]
    small = (whole > 0) & (whole < limits.minimum[link])
    bits = BOUND_MAXIMUM * (most < base) + BOUND_MULTIPLE * (whole < most) + BOUND_MINIMUM * small
    return np.where(small, 0, whole), bits


def reserve(book: Amounts, waiting: Amounts) -> Amounts:
    """Cash kept for queued payments: what there is of it."""
    return np.minimum(np.maximum(book, 0), waiting)

"""The rules of a structure's links, restated from the scenario's records, preset by preset.

The checks use them in place of the kernel's equation. Amounts are minor units. Source: the
banking day, section 4.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.evidence import Evidence
from treasury.money import to_minor
from treasury.plan.profiles import profile_of
from treasury.pooling.profiles import Profile
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Structure
from treasury.tables import BOUND_MAXIMUM, BOUND_MINIMUM, BOUND_MULTIPLE, RAISED_TO_MINIMUM

BOUND = {"maximum": BOUND_MAXIMUM, "multiple": BOUND_MULTIPLE, "minimum": BOUND_MINIMUM}

PRESETS = (
    "zero_balance", "target_constant", "target_fixed", "threshold", "range", "keep", "collar",
    "percentage", "fixed", "whole_units", "share_of_receipts", "cumulative_cap",
    "cover_overdraft", "receive_only",
)  # fmt: skip
AT = {
    "threshold": "threshold", "keep": "keep", "range": "high", "collar": "threshold",
    "fixed": "amount", "whole_units": "keep", "cumulative_cap": "cap",
}  # fmt: skip
"""Which key of its record is the main amount of a preset; else `target`."""


class Limits(NamedTuple):
    """Maximum, multiple and minimum of one direction, shape (link,) each."""

    maximum: Amounts
    multiple: Amounts
    minimum: Amounts


class RuleColumns(NamedTuple):
    """The rule of each link, from its record; shape (link,) each, minor units.

    `preset` is a place in PRESETS. `at` is the target, threshold, keep, upper end of the range,
    fixed amount or cap, `low` the range's lower end; `up_to` and `down_to` are where a range ends
    after a sweep, `up_to` a collar too. `share` / `share_of` is a percentage, `unit` whole units.
    """

    preset: Amounts
    at: Amounts
    low: Amounts
    up_to: Amounts
    down_to: Amounts
    share: Amounts
    share_of: Amounts
    unit: Amounts
    raises: Amounts
    up: Limits
    down: Limits
    profile: Profile


def rule_columns(evidence: Evidence) -> RuleColumns:
    """The rules of the run's links, read from the scenario's records."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    rules = {rule.id: rule for rule in scenario.rules}
    rows = []
    participants = evidence.plan.tables.links.participant.tolist()
    for record, participant in zip(names.link_records, participants, strict=True):
        rule = rules[scenario.links[record].rule]
        rows.append(rule_row(rule, names.currencies[participant]))
    columns = list(np.array(rows, dtype=np.int64).reshape(-1, 15).T)
    up, down = Limits(*columns[9:12]), Limits(*columns[12:])
    preset, at, low, up_to, down_to, share, share_of, unit, raises = columns[:9]
    wanted = evidence.plan.structure
    structure = next((one for one in scenario.structures if one.id == wanted), Structure(id=""))
    profile = profile_of(scenario, structure)
    return RuleColumns(
        preset, at, low, up_to, down_to, share, share_of, unit, raises, up, down, profile
    )


def rule_row(rule: Rule, currency: str) -> tuple[int, ...]:
    """One rule as numbers: preset, amounts, limits up, limits down."""

    def minor(name: str, default: int) -> int:
        value = getattr(rule, name)
        return default if value is None else to_minor(value, currency)

    amount, low = minor(AT.get(rule.preset, "target"), 0), minor("low", 0)
    up_to = minor("collar", 0) if rule.preset == "collar" else minor("to", amount)
    share = Fraction(rule.share.replace("%", "").strip()) / 100 if rule.share else Fraction(1)
    return (
        PRESETS.index(rule.preset), amount, low, up_to, minor("to", low),
        share.numerator, share.denominator, minor("unit", 1),
        int(rule.raise_to_minimum),
        minor("maximum", UNLIMITED), minor("multiple", 1), minor("minimum", 0),
        minor("maximum_deficit", UNLIMITED), minor("multiple_deficit", 1),
        minor("minimum_deficit", 0),
    )  # fmt: skip


def by_level(rules: RuleColumns) -> bool:
    """Whether a pass goes header by header, both directions, the deepest level first."""
    return rules.profile.order == "level_by_level"


def sent_up(rules: RuleColumns, link: Amounts, b: Amounts, beside: Amounts) -> Amounts:
    """What each preset sends up at balance `b`, before limits: the table of section 4.

    `beside` is, by preset, the receipts since the last run, the link's position, or the header's
    balance; for the other presets anything.
    """
    at, up_to, unit = rules.at[link], rules.up_to[link], rules.unit[link]
    whole, above = np.maximum(b, 0), np.maximum(b - at, 0)
    choices = (
        whole,
        above,
        above,
        np.where(b >= at, b, 0),
        np.where(b > at, b - up_to, 0),
        above,
        np.where(b >= at, b - up_to, 0),
        portion(rules, link, whole),
        np.where(b >= at, at, 0),
        above // unit * unit,
        np.minimum(portion(rules, link, np.maximum(beside, 0)), whole),
        np.maximum(np.minimum(whole, at - beside), 0),
        np.maximum(np.minimum(whole, -beside), 0),
        whole,
    )
    return choose(rules, link, choices)


def portion(rules: RuleColumns, link: Amounts, amount: Amounts) -> Amounts:
    """The rule's share of the amount, rounded down; the parts of the product fit 64 bits."""
    share, whole = rules.share[link], rules.share_of[link]
    return np.asarray(amount // whole * share + amount % whole * share // whole, dtype=np.int64)


def choose(rules: RuleColumns, link: Amounts, choices: Sequence[Amounts]) -> Amounts:
    """For each link the choice of its preset, in the order of PRESETS."""
    chosen: Amounts = np.choose(rules.preset[link], choices)
    return chosen


def fetched_down(rules: RuleColumns, link: Amounts, b: Amounts) -> Amounts:
    """What each preset fetches down at balance `b`, before limits.

    Presets that never fund ask for their hole alone, and that only where a branch needs it.
    """
    at, low, down_to = rules.at[link], rules.low[link], rules.down_to[link]
    hole = np.maximum(-b, 0)
    missing = np.maximum(at - b, 0)
    choices = (
        hole,
        missing,
        np.where(b < 0, -b, missing),
        hole,
        np.where(b < low, down_to - b, 0),
        *[hole] * 9,
    )
    return choose(rules, link, choices)


def after_limits_up(
    rules: RuleColumns, link: Amounts, base: Amounts, seen: Amounts
) -> tuple[Amounts, Amounts]:
    """What goes up of the base after the profile's limits, and the bits of what changed it.

    Where the rule raises, a smaller amount becomes the minimum, if the balance seen allows it.
    """
    reachable = np.where(rules.raises[link] == 1, np.maximum(seen, 0), 0)
    return after_limits(rules, rules.up, link, (base, reachable))


def after_limits_down(rules: RuleColumns, link: Amounts, base: Amounts) -> tuple[Amounts, Amounts]:
    """What is asked for of the base after the profile's limits, and the bits of what changed it."""
    reachable = rules.raises[link] * rules.down.minimum[link] + 0 * base
    return after_limits(rules, rules.down, link, (base, reachable))


def after_limits(
    rules: RuleColumns, limits: Limits, link: Amounts, amounts: tuple[Amounts, Amounts]
) -> tuple[Amounts, Amounts]:
    """The base after limits in the profile's order; `amounts` are base and what can be raised to.

    Limits that the profile does not name do not bind.
    """
    left, reachable = amounts
    bits = np.zeros_like(left)
    for step in rules.profile.limits.split():
        least = limits.minimum[link]
        small = (left > 0) & (left < least)
        raised = small & (reachable >= least)
        after = {
            "maximum": np.minimum(left, limits.maximum[link]),
            "multiple": multiples(rules, left, limits.multiple[link]),
            "minimum": np.where(raised, least, np.where(small, 0, left)),
        }[step]
        raised = raised & (step == "minimum")
        bits = bits + np.where(raised, RAISED_TO_MINIMUM, BOUND[step]) * (after != left)
        left = after
    return left, bits


def multiples(rules: RuleColumns, amount: Amounts, multiple: Amounts) -> Amounts:
    """The amount in whole multiples: cut down, or to the nearest, a half up."""
    whole, rest = np.divmod(amount, multiple)
    nearer = (2 * rest >= multiple) if rules.profile.rounding == "half_up" else rest < 0
    return np.asarray((whole + nearer) * multiple, dtype=np.int64)


def reserve(book: Amounts, waiting: Amounts) -> Amounts:
    """Cash kept for queued payments: what there is of it."""
    return np.minimum(np.maximum(book, 0), waiting)

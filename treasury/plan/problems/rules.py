"""Problems of rules: presets, their amounts and limits, and what is not built yet."""

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext

from treasury.plan.problems.facts import SUM_DIGITS, Facts, Found, amount, wrong
from treasury.plan.problems.profiles import known_profile
from treasury.plan.problems.rates import unreadable_share
from treasury.pooling.profiles import LIMIT_STEPS, steps_of
from treasury.pooling.rules import (
    BUILT,
    LIMITS,
    OPTIONAL,
    SCHEDULED,
    Rule,
    schedules_named,
)

PRESET_AMOUNTS = (
    "target", "threshold", "keep", "low", "high", "to", "collar", "share", "amount", "unit", "cap",
)  # fmt: skip
AN_AMOUNT = "an amount such as 100000.00"
NOT_BUILT: dict[str, tuple[tuple[str, object, str], ...]] = {
    "schedules": (("forecast_quantile", None, "a schedule knows payments, and no forecast"),),
}
"""Keys that a run does not obey yet, the value it does obey, and what that means."""


def keys_not_built(facts: Facts) -> Found:
    """Keys that a run would not obey."""
    for name, keys in NOT_BUILT.items():
        for index, each in enumerate(getattr(facts.scenario, name)):
            for key, obeyed, meaning in keys:
                value = getattr(each, key)
                if value != obeyed:
                    word = f" = {value}" if isinstance(value, str) else ""
                    message = f"{key}{word} is not built yet: {meaning}"
                    yield wrong(name, index, key, message, "no such key, until it is built")


def amounts_of_presets(facts: Facts) -> Found:
    """Amounts that a preset needs and lacks, or has and does not take."""
    for index, rule in enumerate(facts.scenario.rules):
        takes = BUILT.get(rule.preset)
        if takes is None:
            continue
        for key in PRESET_AMOUNTS:
            given = getattr(rule, key) is not None
            given_so = given or key in schedules_named(rule)
            if key in takes and not given_so and (rule.preset, key) not in OPTIONAL:
                message = f"preset {rule.preset!r} needs {key}"
                example = "a percentage such as 60%" if key == "share" else AN_AMOUNT
                example += f", or {key}_schedule" if key in SCHEDULED else ""
                yield wrong("rules", index, key, message, example)
            if given and key not in takes:
                expected = "only " + ", ".join(takes) if takes else "no amount"
                message = f"preset {rule.preset!r} takes no {key}"
                yield wrong("rules", index, key, message, f"{expected} (and limits)")


def wrong_shares(facts: Facts) -> Found:
    """Shares of rules that are no percentage above zero and up to 100 %."""
    for index, rule in enumerate(facts.scenario.rules):
        yield from unreadable_share(
            ("rules", index, "share"), rule.share, "with at most 7 decimals"
        )


def wrong_amounts(facts: Facts) -> Found:
    """Amounts of rules below zero, and limits with which nothing could ever move."""
    for index, rule in enumerate(facts.scenario.rules):
        for key in (*PRESET_AMOUNTS, *LIMITS):
            value = getattr(rule, key)
            above = key == "unit" or key.startswith(("maximum", "multiple"))
            if isinstance(value, Decimal) and (value < 0 or (above and value == 0)):
                message = f"{amount(value)} is {'not above' if above else 'below'} zero"
                expected = "an amount above zero, or no such key" if above else "zero or more"
                yield wrong("rules", index, key, message, expected)


def amounts_that_contradict(facts: Facts) -> Found:
    """Amounts in the wrong order, and limits that together let nothing through."""
    for index, rule in enumerate(facts.scenario.rules):
        for lower, upper in orders(rule):
            low, high = getattr(rule, lower), getattr(rule, upper)
            if low is not None and high is not None and low > high:
                message = f"{lower} {amount(low)} is above {upper} {amount(high)}"
                yield wrong("rules", index, lower, message, f"{lower} at most {upper}")
        for suffix in ("", "_deficit") if minimum_comes_last(facts, rule) else ():
            yield from no_multiple_left(index, rule, suffix)


def minimum_comes_last(facts: Facts, rule: Rule) -> bool:
    """Whether a profile that the rule runs under cuts down to the maximum, then to the multiple,
    and tests the minimum on what is left; so, too, where no structure uses the rule.

    Where the minimum is tested first, a transfer that reaches it may be cut below it.
    """
    used = [
        known_profile(facts, structure) for structure in facts.scenario.structures
        if any(link.rule == rule.id for _, link in facts.links.get(structure.id, []))
    ]  # fmt: skip
    return not used or any(
        profile is None or (steps_of(profile) == LIMIT_STEPS and profile.rounding == "down")
        for profile in used
    )


def no_multiple_left(index: int, rule: Rule, suffix: str) -> Found:
    """A minimum above the largest multiple that the maximum allows."""
    names = [f"{name}{suffix}" for name in ("minimum", "maximum", "multiple")]
    minimum, maximum, multiple = (getattr(rule, name) for name in names)
    if minimum is None or maximum is None or multiple is None:
        return
    if min(minimum, maximum, multiple) <= 0 or max(minimum, multiple) > maximum:
        return
    with localcontext(Context(prec=SUM_DIGITS)):
        largest = maximum - maximum % multiple
    if minimum > largest:
        message = (
            f"nothing could ever move: the largest multiple of {amount(multiple)} within "
            f"{names[1]} {amount(maximum)} is {amount(largest)}, below {names[0]} {amount(minimum)}"
        )
        expected = f"{names[0]} at most {amount(largest)}, or another {names[2]} or {names[1]}"
        yield wrong("rules", index, names[0], message, expected)


def orders(rule: Rule) -> Iterator[tuple[str, str]]:
    """The pairs of keys of which the first may not be above the second."""
    yield "minimum", "maximum"
    yield "minimum_deficit", "maximum_deficit"
    yield "multiple", "maximum"
    yield "multiple_deficit", "maximum_deficit"
    yield "collar", "threshold"
    if rule.preset == "range":
        yield "low", "high"
        yield "low", "to"
        yield "to", "high"


RULE_PROBLEMS = (
    keys_not_built,
    amounts_of_presets,
    wrong_shares,
    wrong_amounts,
    amounts_that_contradict,
)

"""Problems of rules: presets, their amounts and limits, and what is not built yet."""

from collections.abc import Iterator
from decimal import Decimal

from treasury.errors import Complaint
from treasury.plan.problems_facts import Facts, Found, amount, wrong
from treasury.pooling.rules import BUILT, LIMITS, Rule

OPTIONAL = ("to",)
PRESET_AMOUNTS = (
    "target", "threshold", "keep", "low", "high", "to", "collar", "share", "amount", "unit", "cap",
)  # fmt: skip
NOT_BUILT = (
    ("basis", "book", "a sweep sees book balances, basis = book"),
    ("frequency", "daily", "sweeps run every business day, frequency = daily"),
    ("weekdays", (), "sweeps run every business day"),
    ("dates", (), "sweeps run every business day"),
    ("pauses", (), "sweeps run every business day"),
    ("raise_to_minimum", False, "an amount below the minimum is not moved"),
    ("reverse_next_day", False, "swept money comes back by funding alone"),
)
"""Keys of a rule that a sweep does not obey yet, the value it does obey, and what that means."""

MODES_BUILT = ("standalone", "full")
MODES = (("structures", "payment_mode"), ("structures", "root_payment_mode"),
         ("links", "payment_mode"))  # fmt: skip


def keys_not_built(facts: Facts) -> Found:
    """Presets and keys of rules that a run would not obey."""
    for index, rule in enumerate(facts.scenario.rules):
        if rule.preset not in BUILT:
            message = f"preset {rule.preset!r} is not built yet"
            yield wrong("rules", index, "preset", message, "one of " + ", ".join(BUILT))
        for key, obeyed, meaning in NOT_BUILT:
            value = getattr(rule, key)
            if value != obeyed:
                word = f" = {value}" if isinstance(value, str) else ""
                message = f"{key}{word} is not built yet: {meaning}"
                yield wrong("rules", index, key, message, "no such key, until it is built")


def modes_not_built(facts: Facts) -> Found:
    """Payment modes and profiles that a run would not obey."""
    for name, key in MODES:
        for index, each in enumerate(getattr(facts.scenario, name)):
            mode = getattr(each, key)
            if mode is not None and mode not in MODES_BUILT:
                message = f"payment mode {mode!r} is not built yet"
                yield wrong(name, index, key, message, "one of " + ", ".join(MODES_BUILT))
    for index, structure in enumerate(facts.scenario.structures):
        if structure.profile != "standard":
            message = f"profile {structure.profile!r} is not built yet"
            yield wrong("structures", index, "profile", message, "standard")


def amounts_of_presets(facts: Facts) -> Found:
    """Amounts that a preset needs and lacks, or has and does not take."""
    for index, rule in enumerate(facts.scenario.rules):
        takes = BUILT.get(rule.preset)
        if takes is None:
            continue
        for key in PRESET_AMOUNTS:
            given = getattr(rule, key) is not None
            if key in takes and not given and key not in OPTIONAL:
                message = f"preset {rule.preset!r} needs {key}"
                yield wrong("rules", index, key, message, "an amount such as 100000.00")
            if given and key not in takes:
                expected = "only " + ", ".join(takes) if takes else "no amount"
                message = f"preset {rule.preset!r} takes no {key}"
                yield wrong("rules", index, key, message, f"{expected} (and limits)")


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
    """Pairs of amounts in the wrong order."""
    for index, rule in enumerate(facts.scenario.rules):
        for lower, upper in orders(rule):
            low, high = getattr(rule, lower), getattr(rule, upper)
            if low is not None and high is not None and low > high:
                message = f"{lower} {amount(low)} is above {upper} {amount(high)}"
                yield wrong("rules", index, lower, message, f"{lower} at most {upper}")


def orders(rule: Rule) -> Iterator[tuple[str, str]]:
    """The pairs of keys of which the first may not be above the second."""
    yield "minimum", "maximum"
    yield "minimum_deficit", "maximum_deficit"
    if rule.preset == "range":
        yield "low", "high"
        yield "low", "to"
        yield "to", "high"


def times_of_rules(facts: Facts) -> Found:
    """Rules that never run, and times given twice."""
    for index, rule in enumerate(facts.scenario.rules):
        if rule.end_of_day is False and not rule.times:
            message = "the rule never runs: no times, and end_of_day is false"
            yield wrong("rules", index, "end_of_day", message, "times, or no end_of_day")
        for place, time in enumerate(rule.times):
            if time in rule.times[:place]:
                path = ("rules", index, "times", place)
                message = f"{time:%H:%M} is given twice"
                yield Complaint(path=path, message=message, expected="each time once")


RULE_PROBLEMS = (
    keys_not_built,
    modes_not_built,
    amounts_of_presets,
    wrong_amounts,
    amounts_that_contradict,
    times_of_rules,
)

"""The table of section 4, preset by preset, and the limits; restated for the reference twin.

`b` is the balance a rule sees, in minor units. Each preset is its own line, as in the contract's
table, not a row of a common equation.
"""

from tests.reference.units import BOUNDLESS, minor
from treasury.pooling.rules import Rule

AMOUNTS = ("target", "threshold", "keep", "low", "high", "to")
LIMITS = (
    "minimum",
    "maximum",
    "multiple",
    "minimum_deficit",
    "maximum_deficit",
    "multiple_deficit",
)
NEVER_FUND = ("keep",)


class UnitRule:
    """A rule with its amounts in the minor units of one currency (None where not given)."""

    def __init__(self, rule: Rule, currency: str) -> None:
        """Translate every amount the rule gives."""
        self.preset = rule.preset
        self.given = {
            name: None if getattr(rule, name) is None else minor(getattr(rule, name), currency)
            for name in AMOUNTS + LIMITS
        }

    def amount(self, name: str) -> int:
        """An amount that this preset needs."""
        found = self.given[name]
        assert found is not None, f"{self.preset} needs {name}"
        return found

    def limit(self, name: str, otherwise: int) -> int:
        """A limit, or what stands for its absence."""
        found = self.given[name]
        return otherwise if found is None else found

    @property
    def funds(self) -> bool:
        """Whether the preset has a funding side at all."""
        return self.preset not in NEVER_FUND


def up_base(rule: UnitRule, b: int) -> int:
    """What the rule wants to send up at the balance b, before limits; 0 if it does not fire."""
    if rule.preset == "zero_balance":
        return max(0, b)
    if rule.preset in ("target_constant", "target_fixed"):
        target = rule.amount("target")
        return b - target if b > target else 0
    if rule.preset == "threshold":
        return b if b >= rule.amount("threshold") else 0
    if rule.preset == "keep":
        keep = rule.amount("keep")
        return b - keep if b > keep else 0
    assert rule.preset == "range", f"{rule.preset} is not built"
    high = rule.amount("high")
    return b - rule.limit("to", high) if b > high else 0


def down_base(rule: UnitRule, b: int) -> int:
    """What the rule wants to receive at the balance b, before limits; 0 if it does not fire."""
    if rule.preset in ("zero_balance", "threshold"):
        return -b if b < 0 else 0
    if rule.preset == "target_constant":
        target = rule.amount("target")
        return target - b if b < target else 0
    if rule.preset == "target_fixed":
        target = rule.amount("target")
        if b < 0:
            return -b
        return target - b if b < target else 0
    if rule.preset == "range":
        low = rule.amount("low")
        return rule.limit("to", low) - b if b < low else 0
    assert rule.preset == "keep", f"{rule.preset} is not built"
    return 0


def up_limited(rule: UnitRule, base: int) -> int:
    """The base through maximum, multiple (down) and minimum, in this order."""
    amount = min(base, rule.limit("maximum", BOUNDLESS))
    amount -= amount % rule.limit("multiple", 1)
    return amount if amount >= rule.limit("minimum", 0) else 0


def down_limited(rule: UnitRule, base: int) -> int:
    """The base through maximum, multiple (down) and minimum deficit, in this order."""
    amount = min(base, rule.limit("maximum_deficit", BOUNDLESS))
    amount -= amount % rule.limit("multiple_deficit", 1)
    return amount if amount >= rule.limit("minimum_deficit", 0) else 0

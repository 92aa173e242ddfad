"""The table of section 4, preset by preset; restated for the reference twin.

`b` is the balance a rule sees, in minor units. Each preset is its own line, as in the contract's
table, not a row of a common equation. The limits stand in `limits`.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from tests.reference.units import minor
from treasury.pooling.rules import Rule

AMOUNTS = ("target", "threshold", "keep", "low", "high", "to", "collar", "amount", "unit", "cap")
LIMITS = (
    "minimum",
    "maximum",
    "multiple",
    "minimum_deficit",
    "maximum_deficit",
    "multiple_deficit",
)
NEVER_FUND = ("keep", "whole_units", "share_of_receipts", "cumulative_cap", "receive_only")


class Sight(NamedTuple):
    """What a rule looks at when its turn comes.

    `receipts` came in from outside since the link's last run, `position` is the link's own n,
    `hole` is how far the header stands below zero.
    """

    b: int
    receipts: int = 0
    position: int = 0
    hole: int = 0


class UnitRule:
    """A rule with its amounts in the minor units of one currency (None where not given)."""

    def __init__(self, rule: Rule, currency: str) -> None:
        """Translate every amount the rule gives."""
        self.preset = rule.preset
        self.on_value = rule.basis == "value"
        self.raises = rule.raise_to_minimum
        self.share = None if rule.share is None else fraction_of(rule.share)
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

    def take(self, name: str, amount: int) -> None:
        """Today's amount, from a schedule."""
        self.given[name] = amount

    def part_of(self, amount: int) -> int:
        """The rule's share of an amount that is not negative, cut to whole minor units."""
        assert self.share is not None, f"{self.preset} needs share"
        part = self.share * amount
        return part.numerator // part.denominator

    @property
    def funds(self) -> bool:
        """Whether the preset has a funding side at all."""
        return self.preset not in NEVER_FUND


def fraction_of(text: str) -> Fraction:
    """The written share of a whole.

    >>> fraction_of("60%"), fraction_of("33.5 %"), fraction_of("0.25")
    (Fraction(3, 5), Fraction(67, 200), Fraction(1, 4))
    """
    text = text.strip()
    if text.endswith("%"):
        return Fraction(text[:-1].strip()) / 100
    return Fraction(text)


def up_base(rule: UnitRule, sight: Sight) -> int:
    """What the rule wants to send up, before limits; 0 if it does not fire."""
    return max(0, CONCENTRATION[rule.preset](rule, sight))


def above_high(rule: UnitRule, sight: Sight) -> int:
    """Of a range: down to its upper end, or to `to`."""
    high = rule.amount("high")
    return sight.b - rule.limit("to", high) if sight.b > high else 0


def whole_units(rule: UnitRule, sight: Sight) -> int:
    """What lies above the amount kept, in whole units (留底取整)."""
    above = sight.b - rule.limit("keep", 0)
    return above - above % rule.amount("unit")


CONCENTRATION: dict[str, Callable[[UnitRule, Sight], int]] = {
    "zero_balance": lambda rule, see: see.b,
    "target_constant": lambda rule, see: see.b - rule.amount("target"),
    "target_fixed": lambda rule, see: see.b - rule.amount("target"),
    "threshold": lambda rule, see: see.b if see.b >= rule.amount("threshold") else 0,
    "collar": lambda rule, see: (
        see.b - rule.amount("collar") if see.b >= rule.amount("threshold") else 0
    ),
    "percentage": lambda rule, see: rule.part_of(max(0, see.b)),
    "fixed": lambda rule, see: rule.amount("amount") if see.b >= rule.amount("amount") else 0,
    "range": above_high,
    "keep": lambda rule, see: see.b - rule.amount("keep"),
    "whole_units": whole_units,
    "share_of_receipts": lambda rule, see: min(rule.part_of(see.receipts), see.b),
    "cumulative_cap": lambda rule, see: min(see.b, rule.amount("cap") - see.position),
    "cover_overdraft": lambda rule, see: min(see.b, see.hole),
    "receive_only": lambda rule, see: see.b,
}
"""The contract's column "concentration"; a negative amount is none."""


def down_base(rule: UnitRule, b: int) -> int:
    """What the rule wants to receive at the balance b, before limits; 0 if it does not fire."""
    if not rule.funds:
        return 0
    if rule.preset == "target_constant":
        return max(0, rule.amount("target") - b)
    if rule.preset == "target_fixed":
        return -b if b < 0 else max(0, rule.amount("target") - b)
    if rule.preset == "range":
        low = rule.amount("low")
        return rule.limit("to", low) - b if b < low else 0
    return max(0, -b)

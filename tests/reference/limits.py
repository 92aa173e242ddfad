"""The limits of section 4 as each profile steps through them; restated for the reference twin.

Amounts are ints of minor units, never negative. Each profile is a list of steps written out; the
two directions have the same steps with their own limits (`suffix` "" upwards, "_deficit" down).
"""

from tests.reference.rules import UnitRule
from tests.reference.units import BOUNDLESS


def up_limited(rule: UnitRule, profile: str, base: int, available: int) -> int:
    """What a concentration with this base may move; `available` is the balance the rule saw."""
    return stepped(rule, profile, base, available, "")


def down_limited(rule: UnitRule, profile: str, base: int) -> int:
    """What a funding with this base may ask for; the giver's cash is looked at in the grant."""
    return stepped(rule, profile, base, BOUNDLESS, "_deficit")


def stepped(rule: UnitRule, profile: str, base: int, available: int, suffix: str) -> int:
    """The base through the profile's steps; a base of 0 stays 0 in every profile."""
    minimum = rule.limit(f"minimum{suffix}", 0)
    maximum = rule.limit(f"maximum{suffix}", BOUNDLESS)
    unit = rule.limit(f"multiple{suffix}", 1)
    if base == 0:
        return 0
    if profile == "sap":
        return at_least(half_up(base, unit), minimum)
    if profile == "t24":
        if rule.raises and base < minimum:
            base = max(base, min(minimum, available))
        return down_to(min(at_least(base, minimum), maximum), unit)
    return at_least(down_to(min(base, maximum), unit), minimum)


def at_least(amount: int, minimum: int) -> int:
    """The amount, or nothing where it is below the minimum; an equal amount passes."""
    return amount if amount >= minimum else 0


def down_to(amount: int, unit: int) -> int:
    """The largest multiple of the unit that is not above the amount.

    >>> down_to(99, 25), down_to(100, 25)
    (75, 100)
    """
    return amount - amount % unit


def half_up(amount: int, unit: int) -> int:
    """The nearest multiple of the unit, the higher one from the middle on.

    >>> half_up(37, 25), half_up(38, 25), half_up(5, 10), half_up(4, 10)
    (25, 50, 10, 0)
    """
    below = down_to(amount, unit)
    return below + unit if 2 * (amount - below) >= unit else below

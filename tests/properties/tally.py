"""What happened in the twin's run of a scenario, in words that can be counted."""

from collections.abc import Iterable

import pytest

from tests.reference import limits, paying
from tests.reference.banking_day import live_through
from tests.reference.rules import UnitRule
from tests.reference.units import BOUNDLESS
from tests.reference.world import Dated, World
from treasury.scenario import Scenario

STEPPED, MAKE = limits.stepped, paying.make


def happened(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Everything the run of the first structure did, each thing once."""
    found: set[str] = set()

    def stepped(rule: UnitRule, profile: str, base: int, available: int, suffix: str) -> int:
        amount = STEPPED(rule, profile, base, available, suffix)
        way = "down" if suffix else "up"
        if base > 0:
            found.update(bound(rule, profile, base, amount, suffix))
        if amount > 0:
            found.update({f"{rule.preset} {way}", f"{profile} {way}"})
        return amount

    def make(world: World, item: Dated, available: int) -> None:
        draws = len(world.outcome.draws)
        MAKE(world, item, available)
        mode = world.setting.accounts[item.account].mode
        found.add(f"paid in {mode}")
        if world.book[item.account] < -world.setting.accounts[item.account].overdraft:
            found.add("overdrawn in the day")
        if len(world.outcome.draws) > draws:
            found.add(f"drawn in {mode}")
        if len(world.outcome.draws) > draws + 1:
            found.add("drawn through a sub-header")

    monkeypatch.setattr(limits, "stepped", stepped)
    monkeypatch.setattr(paying, "make", make)
    outcome = live_through(scenario, "S0")
    found.update(f"item {fate.what}" for fate in outcome.fates.values())
    found.update("returned" for one in outcome.returns if one.amount)
    found.update("not returned in full" for one in outcome.returns if one.kept)
    return found


def bound(rule: UnitRule, profile: str, base: int, amount: int, suffix: str) -> Iterable[str]:
    """The limits that meet this base, and what they do to it."""
    way = "down" if suffix else "up"
    minimum = rule.limit(f"minimum{suffix}", 0)
    if base == minimum:
        yield f"equal to the minimum {way}"
    if base < minimum:
        yield f"{profile} below the minimum {way}"
        if amount > base and profile == "t24":
            yield f"raised to the minimum {way}"
    if base > rule.limit(f"maximum{suffix}", BOUNDLESS):
        yield f"{profile} above the maximum {way}"
    if base % rule.limit(f"multiple{suffix}", 1) and amount:
        yield f"{profile} rounded {'up' if amount > base else 'off'} {way}"

"""A benefit shared among members, restated with exact fractions from the records and balances.

Written from the banking day, section 8, and the words of `BenefitSplit`. Amounts are ints of minor
units; each part is the exact one rounded down (towards zero), and what is left over goes unit by
unit to the largest remainders, ties to the entity whose name comes first.
"""

from fractions import Fraction

from tests.reference.units import minor
from treasury.pooling.benefit import BenefitSplit
from treasury.scenario import Scenario

Balances = dict[str, list[int]]
"""Day-end value balances by account, each standing alone."""


def due_by_entity(
    scenario: Scenario, agreed: BenefitSplit, currency: str, alone: Balances, has: dict[str, int]
) -> dict[str, int]:
    """What each member is due in the currency; `has` is what each entity gains in it.

    Members are legal persons: what a branch brings and gains is its head office's.
    """
    person = {one.id: one.branch_of or one.id for one in scenario.entities}
    leader = person[agreed.leader]
    owners = {
        one.id: person[one.entity]
        for one in scenario.accounts
        if one.currency == currency and one.id in within(scenario, agreed.structure)
    }
    if not owners:
        return {}
    gains = {
        one: sum(gain for entity, gain in has.items() if person[entity] == one)
        for one in person.values()
    }
    entities = sorted({*owners.values(), *(one for one, gain in gains.items() if gain)})
    total = sum(gains[entity] for entity in entities)
    reward = rewarded(agreed, currency, total)
    rest = total - reward
    weights = {
        entity: sum(weight(agreed.by, alone[one]) for one in owners if owners[one] == entity)
        for entity in entities
    }
    if agreed.by == "even":
        weights = {entity: int(entity in owners.values()) for entity in entities}
    if not agreed.leader_shares:
        weights[leader] = 0
    if not sum(weights.values()):
        weights[leader] = 1
    exact = {
        entity: Fraction(abs(rest) * weights[entity], sum(weights.values())) for entity in entities
    }
    parts = {entity: int(part) for entity, part in exact.items()}
    order = sorted(entities, key=lambda one: (parts[one] - exact[one], one))
    for entity in order[: abs(rest) - sum(parts.values())]:
        parts[entity] += 1
    sign = -1 if rest < 0 else 1
    return {
        entity: sign * part + (reward if entity == leader else 0) for entity, part in parts.items()
    }


def rewarded(agreed: BenefitSplit, currency: str, total: int) -> int:
    """The leader's reward: a percentage rounded half up, and an amount; at most all."""
    if total <= 0:
        return 0
    per_cent = Fraction(agreed.reward.rstrip("%")) if agreed.reward else Fraction(0)
    amount = minor(agreed.reward_amount, currency) if agreed.reward_amount else 0
    return min(total, int(total * per_cent / 100 + Fraction(1, 2)) + amount)


def within(scenario: Scenario, structure: str) -> set[str]:
    """The accounts in the structure's links and notional pools."""
    found = set()
    for link in scenario.links:
        if link.structure == structure:
            found |= {link.participant, link.header}
    for pool in scenario.notional_pools:
        if pool.structure == structure:
            found.add(pool.header)
            found |= {one.account for one in scenario.notional_members if one.pool == pool.id}
            found |= {one.header for one in scenario.notional_currencies if one.pool == pool.id}
    return found


def weight(by: str, balances: list[int]) -> int:
    """What an account brings, over all days."""
    counted = 0
    for balance in balances:
        if balance > 0 and by in ("balances", "deposits"):
            counted += balance
        if balance < 0 and by in ("balances", "borrowing"):
            counted -= balance
    return counted

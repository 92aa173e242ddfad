"""A structure's benefit shared at arm's length among its members, as they agreed.

Amounts are minor units, positive = to the member's advantage. Source: the banking day, section 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from treasury.comparing.figures import Member
from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.plan.taking_part import taking_part
from treasury.pooling.benefit import BenefitSplit, SharedBy, reward_of, shares_of
from treasury.pooling.rules import parse_share
from treasury.tables import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one entity is due of the benefit in one currency, and what it has.

    `brought`: its balances alone x days by which members share, not negative; they count for a
    leader only where it shares. `benefit`: what it has against as-is under the prices of the run.
    `due` less `benefit` is still to be paid to it.
    """

    entity: str
    currency: str
    leader: bool
    brought: int
    reward: int
    share: int
    benefit: int

    @property
    def due(self) -> int:
        """Its reward and its share."""
        return self.reward + self.share

    @property
    def adjustment(self) -> int:
        """What would have to be paid to it (below zero: by it), over all members zero."""
        return self.due - self.benefit


def shares_of_benefit(
    plan: Plan, members: tuple[Member, ...], alone: Projection
) -> tuple[Share, ...]:
    """What each member of the structure is due, by currency and entity; () without an agreement.

    Who takes no part in the structure, but has more or less than as-is, is among those whose
    benefit is shared, so that it is the benefit of the group.
    """
    found: list[Share] = []
    for agreed, currency, accounts in agreements(plan):
        sharing = [
            one
            for one in sorted(members, key=lambda one: one.entity)
            if one.currency == currency and (one.entity in accounts or one.benefit)
        ]
        brought = [brought_by(accounts.get(one.entity, []), alone, agreed.by) for one in sharing]
        found += shared(agreed, sharing, brought)
    return tuple(found)


def agreements(plan: Plan) -> Iterator[tuple[BenefitSplit, str, dict[str, list[int]]]]:
    """The structure's agreements, each with a currency for which it holds, and the accounts of that
    currency that take part, by entity."""
    names, within = plan.names, taking_part(plan.scenario, plan.structure)
    accounts: dict[str, dict[str, list[int]]] = {}
    for at, account in enumerate(names.accounts):
        if account in within:
            own = accounts.setdefault(names.currencies[at], {})
            own.setdefault(names.entities[at], []).append(at)
    for currency in sorted(accounts):
        for agreed in plan.scenario.benefit_splits:
            if agreed.structure == plan.structure and agreed.currency in (None, currency):
                yield agreed, currency, accounts[currency]


def shared(agreed: BenefitSplit, members: list[Member], brought: list[int]) -> Iterator[Share]:
    """What each of these members is due of what they have together, by what it brought."""
    benefit, currency = sum(one.benefit for one in members), members[0].currency
    amount = to_minor(agreed.reward_amount, currency) if agreed.reward_amount else 0
    rate = parse_share(agreed.reward) if agreed.reward else (0, 1)
    reward = reward_of(benefit, rate, amount)
    leader = [one.entity for one in members].index(agreed.leader)
    weights = list(brought)
    if not agreed.leader_shares:
        weights[leader] = 0
    parts = shares_of(benefit - reward, weights, leader)
    for place, (one, number, part) in enumerate(zip(members, brought, parts, strict=True)):
        yield Share(
            entity=one.entity,
            currency=currency,
            leader=place == leader,
            brought=number,
            reward=reward if place == leader else 0,
            share=part,
            benefit=one.benefit,
        )


def brought_by(accounts: list[int], alone: Projection, by: SharedBy) -> int:
    """What a member's accounts in the structure hold alone, at day end, x days; in equal parts 1,
    0 for who has none there."""
    if by == "even":
        return min(1, len(accounts))
    value = alone.value[:, accounts].astype(object)  # all days together may not fit 64 bits
    credit, debit = int(np.maximum(value, 0).sum()), int(np.maximum(-value, 0).sum())
    return {"balances": credit + debit, "deposits": credit, "borrowing": debit}[by]

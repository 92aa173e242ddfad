"""A structure's benefit shared at arm's length among its members, as they agreed.

Amounts are minor units, positive = to the member's advantage. Source: the banking day, section 8.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from treasury.arrays import Amounts
from treasury.comparing.figures import Member
from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.pooling.benefit import BenefitSplit, SharedBy, reward_of, shares_of
from treasury.pooling.rules import parse_share
from treasury.tables import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one entity is due of the benefit in one currency, and what it has.

    `brought`: its balances alone x days by which it shares, not negative. `benefit`: what it has
    against as-is under the prices of the run. `due` less `benefit` is still to be paid to it.
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
    """What each member of the structure is due, by currency and entity; () without an agreement."""
    found: list[Share] = []
    for agreed, currency in agreements(plan):
        found += shared(plan, agreed, own_members(plan, members, currency), alone)
    return tuple(found)


def agreements(plan: Plan) -> Iterator[tuple[BenefitSplit, str]]:
    """The structure's agreements, each with a currency for which it holds, by currency."""
    names = plan.names
    for currency in sorted({names.currencies[account] for account in taking_part(plan).tolist()}):
        for agreed in plan.scenario.benefit_splits:
            if agreed.structure == plan.structure and agreed.currency in (None, currency):
                yield agreed, currency


def taking_part(plan: Plan) -> Amounts:
    """The accounts in a link or a notional pool of the structure, its header included; sorted."""
    links, pooled = plan.tables.links, plan.tables.members
    pools = [pool for pool in plan.scenario.notional_pools if pool.structure == plan.structure]
    headers = [plan.names.accounts.index(pool.header) for pool in pools]
    within = (links.participant, links.header, pooled.account, headers)
    found: Amounts = np.unique(np.concatenate(within)).astype(np.int64)
    return found


def own_members(plan: Plan, members: tuple[Member, ...], currency: str) -> list[Member]:
    """The entities with an account of the currency that takes part; by entity."""
    names = plan.names
    own = {
        names.entities[account]
        for account in taking_part(plan).tolist()
        if names.currencies[account] == currency
    }
    found = [one for one in members if one.currency == currency and one.entity in own]
    return sorted(found, key=lambda one: one.entity)


def shared(
    plan: Plan, agreed: BenefitSplit, members: list[Member], alone: Projection
) -> Iterator[Share]:
    """What each of these members is due of what they have together."""
    benefit, currency = sum(one.benefit for one in members), members[0].currency
    amount = to_minor(agreed.reward_amount, currency) if agreed.reward_amount else 0
    rate = parse_share(agreed.reward) if agreed.reward else (0, 1)
    reward = reward_of(benefit, rate, amount)
    leader = [one.entity for one in members].index(agreed.leader)
    brought = [
        0
        if place == leader and not agreed.leader_shares
        else brought_by(plan, one, alone, agreed.by)
        for place, one in enumerate(members)
    ]
    parts = shares_of(benefit - reward, brought, leader)
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


def brought_by(plan: Plan, member: Member, alone: Projection, by: SharedBy) -> int:
    """What a member's accounts in the structure hold alone, at day end, x days; 1 if in equal
    parts."""
    if by == "even":
        return 1
    names = plan.names
    own = [
        account
        for account in taking_part(plan).tolist()
        if (names.entities[account], names.currencies[account]) == (member.entity, member.currency)
    ]
    value = alone.value[:, own].astype(object)  # all days together may not fit 64 bits
    credit, debit = int(np.maximum(value, 0).sum()), int(np.maximum(-value, 0).sum())
    return {"balances": credit + debit, "deposits": credit, "borrowing": debit}[by]

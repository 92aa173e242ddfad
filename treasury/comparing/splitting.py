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
    """What one legal person, with its branches, is due of the benefit in one currency, and has.

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

    A member is a legal person: a head office with its branches, which agree on nothing with
    themselves (the OECD's guidelines speak of associated enterprises). Who takes no part in the
    structure, but has more or less than as-is, is among those whose benefit is shared, so that it
    is the benefit of the group.
    """
    found: list[Share] = []
    persons = legal_persons(plan)
    for agreed, currency, accounts in agreements(plan):
        has = dict.fromkeys(accounts, 0)
        for one in members:
            if one.currency == currency:
                person = persons[one.entity]
                has[person] = has.get(person, 0) + one.benefit
        sharing = {one: has[one] for one in sorted(has) if one in accounts or has[one]}
        brought = [brought_by(accounts.get(one, []), alone, agreed.by) for one in sharing]
        leader = list(sharing).index(persons[agreed.leader])
        found += shared(agreed, currency, sharing, brought, leader)
    return tuple(found)


def legal_persons(plan: Plan) -> dict[str, str]:
    """The legal person of each entity: a branch's is its head office's."""
    return {one.id: one.branch_of or one.id for one in plan.scenario.entities}


def agreements(plan: Plan) -> Iterator[tuple[BenefitSplit, str, dict[str, list[int]]]]:
    """The structure's agreements, each with a currency for which it holds, and the accounts of that
    currency that take part, by legal person."""
    names, within = plan.names, taking_part(plan.scenario, plan.structure)
    accounts: dict[str, dict[str, list[int]]] = {}
    for at, account in enumerate(names.accounts):
        if account in within:
            own = accounts.setdefault(names.currencies[at], {})
            own.setdefault(names.legal_entity[at], []).append(at)
    for currency in sorted(accounts):
        for agreed in plan.scenario.benefit_splits:
            if agreed.structure == plan.structure and agreed.currency in (None, currency):
                yield agreed, currency, accounts[currency]


def shared(
    agreed: BenefitSplit, currency: str, has: dict[str, int], brought: list[int], leader: int
) -> Iterator[Share]:
    """What each of these members is due of what they have together, by what it brought; `leader`
    is the place of who leads."""
    benefit = sum(has.values())
    amount = to_minor(agreed.reward_amount, currency) if agreed.reward_amount else 0
    rate = parse_share(agreed.reward) if agreed.reward else (0, 1)
    reward = reward_of(benefit, rate, amount)
    weights = list(brought)
    if not agreed.leader_shares:
        weights[leader] = 0
    parts = shares_of(benefit - reward, weights, leader)
    for place, (entity, number, part) in enumerate(zip(has, brought, parts, strict=True)):
        yield Share(
            entity=entity,
            currency=currency,
            leader=place == leader,
            brought=number,
            reward=reward if place == leader else 0,
            share=part,
            benefit=has[entity],
        )


def brought_by(accounts: list[int], alone: Projection, by: SharedBy) -> int:
    """What a member's accounts in the structure hold alone, at day end, x days; in equal parts 1,
    0 for who has none there."""
    if by == "even":
        return min(1, len(accounts))
    value = alone.value[:, accounts].astype(object)  # all days together may not fit 64 bits
    credit, debit = int(np.maximum(value, 0).sum()), int(np.maximum(-value, 0).sum())
    return {"balances": credit + debit, "deposits": credit, "borrowing": debit}[by]

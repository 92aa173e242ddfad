"""The check of a benefit that is shared, restated from the scenario's own records.

34: every legal person with an account in the structure has one line, its branches' in it, the
benefit of all is shared out to the unit, the leader's reward is as agreed and no more than there
is, and each part is the exact one but for less than a unit. Nothing here calls what made the parts.
"""

from collections.abc import Iterator
from fractions import Fraction

from treasury.checks import CheckResult
from treasury.comparing.figures import Member
from treasury.comparing.splitting import Share
from treasury.money import DIGITS
from treasury.plan.plan import Plan
from treasury.pooling.benefit import BenefitSplit
from treasury.tables import Projection

NAME = "34 the benefit is shared as agreed"
HUNDRED = 100


def splitting_check(
    plan: Plan, members: tuple[Member, ...], alone: Projection, shares: tuple[Share, ...]
) -> CheckResult:
    """The check's outcome; it does not apply where the structure has no agreement."""
    mine = [one for one in plan.scenario.benefit_splits if one.structure == plan.structure]
    if not mine:
        detail = "the structure's members have not agreed on shares"
        return CheckResult(name=NAME, passed=None, examined=0, detail=detail)
    wrong = [
        words
        for currency in sorted(set(plan.names.currencies))
        for agreed in mine
        if agreed.currency in (None, currency)
        for words in wrong_shares(plan, agreed, currency, (members, alone, shares))
    ]
    detail = wrong[0] if wrong else f"{len(shares)} shares"
    return CheckResult(name=NAME, passed=not wrong, examined=len(shares), detail=detail)


def wrong_shares(
    plan: Plan,
    agreed: BenefitSplit,
    currency: str,
    found: tuple[tuple[Member, ...], Projection, tuple[Share, ...]],
) -> Iterator[str]:
    """What is wrong with the shares of one currency."""
    members, alone, shares = found
    brought = brought_by_entity(plan, agreed, currency, alone)
    lines = {one.entity: one for one in shares if one.currency == currency}
    persons = {one.id: one.branch_of or one.id for one in plan.scenario.entities}
    has = dict.fromkeys(brought, 0)
    for one in members:
        if one.currency == currency:
            has[persons[one.entity]] = has.get(persons[one.entity], 0) + one.benefit
    sharing = {*brought, *(entity for entity, benefit in has.items() if benefit)} if brought else {}
    if sorted(lines) != sorted(sharing):
        yield f"{currency}: {', '.join(sorted(sharing))} share, not {', '.join(sorted(lines))}"
        return
    benefit = sum(has[entity] for entity in sharing)
    reward = reward_restated(agreed, currency, benefit)
    leads = persons[agreed.leader]
    weights = {
        entity: 0 if entity == leads and not agreed.leader_shares else number
        for entity, number in brought.items()
    }
    total = sum(weights.values())
    for entity, line in lines.items():
        own = Fraction(weights.get(entity, 0), total) if total else Fraction(line.leader)
        mine = reward if entity == leads else 0
        right = line.reward == mine and abs(line.share - own * (benefit - reward)) < 1
        known = (line.leader, line.brought, line.benefit)
        if not right or known != (entity == leads, brought.get(entity, 0), has[entity]):
            yield f"{entity} is not due {line.due} {currency} in minor units"
    if sum(line.due for line in lines.values()) != benefit:
        yield f"the shares in {currency} do not sum to the benefit"


def brought_by_entity(
    plan: Plan, agreed: BenefitSplit, currency: str, alone: Projection
) -> dict[str, int]:
    """What each legal person with an account in the structure brings, line by line."""
    scenario, within = plan.scenario, set[str]()
    persons = {one.id: one.branch_of or one.id for one in scenario.entities}
    for link in scenario.links:
        if link.structure == plan.structure:
            within |= {link.participant, link.header}
    for pool in scenario.notional_pools:
        if pool.structure == plan.structure:
            within.add(pool.header)
            within |= {one.account for one in scenario.notional_members if one.pool == pool.id}
            within |= {one.header for one in scenario.notional_currencies if one.pool == pool.id}
    places = {account: place for place, account in enumerate(plan.names.accounts)}
    found: dict[str, int] = {}
    for account in scenario.accounts:
        if account.id not in within or account.currency != currency:
            continue
        days = alone.value[:, places[account.id]].tolist()
        credit, debit = sum(max(day, 0) for day in days), sum(max(-day, 0) for day in days)
        number = {"balances": credit + debit, "deposits": credit, "borrowing": debit}
        person = persons[account.entity]
        before = found.get(person, 0)
        found[person] = 1 if agreed.by == "even" else before + number[agreed.by]
    return found


def reward_restated(agreed: BenefitSplit, currency: str, benefit: int) -> int:
    """The leader's reward, from what is written."""
    if benefit <= 0:
        return 0
    part = Fraction((agreed.reward or "0").strip().removesuffix("%").strip()) / HUNDRED * benefit
    amount = Fraction(agreed.reward_amount or 0) * 10 ** DIGITS[currency]
    return min(benefit, int(part + Fraction(1, 2)) + int(amount))

"""Lints of shared benefits: rewards that no benefit could pay."""

from decimal import Decimal

from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import grouped
from treasury.plan.taking_part import taking_part
from treasury.scenario import Scenario


def split_remarks(scenario: Scenario) -> Remarks:
    """Leaders' rewards above all the money that there is to save interest on, so that the leader
    has all of any benefit. A benefit is a small part of it: nothing that may be meant is named."""
    for index, agreed in enumerate(scenario.benefit_splits):
        if agreed.reward_amount is None or agreed.currency is None:
            continue
        money = moved_in(scenario, agreed.structure, agreed.currency)
        if agreed.reward_amount > money:
            yield Remark(
                name="reward_above_all_money",
                severity="warning",
                path=("benefit_splits", index, "reward_amount"),
                message=(
                    f"the reward of {agreed.leader!r} is {grouped(agreed.reward_amount)}, more "
                    f"than the {grouped(money)} {agreed.currency} that the accounts of "
                    f"{agreed.structure!r} have, owe, receive and pay in the run together: no "
                    "benefit comes to that, and the members share nothing of any"
                ),
                suggestion="an amount for the run, or a percentage as reward",
            )


def moved_in(scenario: Scenario, structure: str, currency: str) -> Decimal:
    """All that the accounts of the structure in a currency have or owe at first, receive, pay and
    borrow."""
    there = taking_part(scenario, structure)
    own = {one.id for one in scenario.accounts if one.currency == currency and one.id in there}
    opening = [abs(one.opening) for one in scenario.accounts if one.id in own]
    items = [abs(one.amount) for one in scenario.items if one.account in own]
    loans = [one.principal for one in scenario.term_loans if one.account in own]
    drawn = [one.drawn for one in scenario.credit_lines if one.account in own]
    placed = [one.amount for one in scenario.deposits if one.account in own]
    return sum(opening + items + loans + drawn + placed, Decimal(0))

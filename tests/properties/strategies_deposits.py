"""Random deposits with a principal, and what is withdrawn from them: every case of a notice.

Drawn after everything else, so that what a scenario does without them stays as it is. What does
not fit the rest of the scenario is left out, line by line.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_ledgers import days_of
from treasury.accounts.chart import BankAccount
from treasury.dates import DayCount
from treasury.deposits import AtMaturity, Deposit, Product, Withdrawal
from treasury.interest import Terms
from treasury.money import Rounding
from treasury.plan.problems.deposits import (
    DEPOSIT_DATES,
    DEPOSIT_PROBLEMS,
)
from treasury.plan.problems.facts import Facts
from treasury.rates import Rate
from treasury.scenario import Scenario

ONE_DAY = datetime.timedelta(days=1)
LEAST = (Decimal(0), Decimal(0), Decimal(50), Decimal(100))


def with_deposits(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with up to three deposits and their withdrawals."""
    if "deposits" not in scope.options or not pick(draw, [True, False, True]):
        return scenario
    days, scenario = days_of(scenario), with_demand_rates(draw, scenario)
    fitting = [each for each in scenario.accounts if fits(scenario, each)]
    for number in range(pick(draw, [1, 2, 3]) if fitting else 0):
        deposit = draw_deposit(draw, scenario, pick(draw, fitting), f"D{number}")
        scenario = if_right(scenario, deposits=(*scenario.deposits, deposit))
        if deposit not in scenario.deposits:
            continue
        for _ in range(pick(draw, [1, 2, 0, 3])):
            line = draw_withdrawal(draw, deposit, days)
            scenario = if_right(scenario, withdrawals=(*scenario.withdrawals, line))
    return scenario


def with_demand_rates(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario where the accounts without terms have some that a deposit can be placed on; as
    it is where notional pools look at everybody's terms."""
    if scenario.notional_pools or any(each.id == "plain" for each in scenario.terms):
        return scenario
    terms = Terms(id="plain", day_count=pick(draw, get_args(DayCount)),
                  rounding=pick(draw, get_args(Rounding)))  # fmt: skip
    demand = pick(draw, ["0.35%", "36%", "0%", "-0.5%"])
    lines = [Rate(terms="plain", side="debit", rate="20%")]
    lines.append(Rate(terms="plain", side="credit", rate=demand))
    if pick(draw, [True, False]):
        later = pick(draw, days_of(scenario))
        lines.append(Rate(terms="plain", side="credit", rate="2.4%", valid_from=later))
    return replace(
        scenario,
        terms=(*scenario.terms, terms),
        rates=(*scenario.rates, *lines),
        accounts=tuple(replace(each, terms=each.terms or "plain") for each in scenario.accounts),
    )


def fits(scenario: Scenario, account: BankAccount) -> bool:
    """Whether a deposit may be placed from the account."""
    credit = [
        line for line in scenario.rates if (line.terms, line.side) == (account.terms, "credit")
    ]
    compounds = {each.id for each in scenario.terms if each.compounded_in_arrears}
    one_rate = bool(credit) and all(line.up_to is None for line in credit)
    one_rate = one_rate and account.terms not in compounds
    return one_rate and account.id not in {ledger.account for ledger in scenario.ledgers}


def if_right(scenario: Scenario, **changes: object) -> Scenario:
    """The scenario with the changes, without them where its deposits would be refused."""
    changed = replace(scenario, **changes)  # type: ignore[arg-type]
    facts = Facts(scenario=changed)
    refused = any(True for problem in (*DEPOSIT_PROBLEMS, *DEPOSIT_DATES) for _ in problem(facts))
    return scenario if refused else changed


def draw_deposit(draw: st.DrawFn, scenario: Scenario, account: BankAccount, name: str) -> Deposit:
    """A deposit of the account, placed before the run or on one of its days."""
    days, product = days_of(scenario), pick(draw, get_args(Product))
    placed = pick(draw, [days[0] - 9 * ONE_DAY, days[0] - ONE_DAY, *days[:4]])
    ends = placed + pick(draw, [1, 2, 3, 28, 31, 90]) * ONE_DAY
    how: AtMaturity = pick(draw, get_args(AtMaturity))
    named = [f"{each.id} + 1%" for each in scenario.indices]
    of_one = [each.id for each in scenario.structures] if placed >= days[0] else []
    return Deposit(
        id=name,
        account=account.id,
        product=product,
        amount=draw_amount(draw, account.currency) * pick(draw, [1, 1, 2]),
        placed_on=placed,
        rate=pick(draw, ["9%", "1.35%", "-1%", *named]),
        matures_on=ends if product == "time" else None,
        at_maturity=how if product == "time" else "pay_out",
        minimum=pick(draw, LEAST),
        minimum_withdrawal=None if product == "time" else pick(draw, LEAST),
        structure=pick(draw, [None, None, *of_one]),
    )


def draw_withdrawal(
    draw: st.DrawFn, deposit: Deposit, days: tuple[datetime.date, ...]
) -> Withdrawal:
    """A withdrawal with a notice of any kind, or a notice that is not used."""
    day = pick(draw, [*days, deposit.placed_on + ONE_DAY, deposit.placed_on + 7 * ONE_DAY])
    amount = pick(draw, [None, deposit.amount, Decimal(50), Decimal(100), Decimal(1)])
    if deposit.product == "time":
        return Withdrawal(deposit=deposit.id, date=day, amount=amount)
    told = pick(draw, [None, day - ONE_DAY, day - 7 * ONE_DAY, day - 8 * ONE_DAY, day])
    used = told is None or pick(draw, [True, True, False])
    return Withdrawal(
        deposit=deposit.id,
        date=day if used else None,
        amount=amount if used else None,
        notified_on=told,
        agreed_on=pick(draw, [None, day, day - ONE_DAY]) if told else None,
        notified_amount=pick(draw, [None, Decimal(50), Decimal(100)]) if told else None,
    )

"""Random overdraft agreements: few nights, some used already, some closed from the start.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_ledgers import days_of
from treasury.accounts.chart import BankAccount
from treasury.credit import OverdraftAgreement
from treasury.plan.problems_borrowing import overdrawn
from treasury.plan.problems_facts import Facts
from treasury.plan.problems_overdrafts import OVERDRAFT_PROBLEMS
from treasury.scenario import Scenario


def with_overdraft_agreements(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with agreements on some of its overdrafts."""
    if "overdraft_nights" not in scope.options or not pick(draw, [False, False, True]):
        return scenario
    if not borrowing(scenario):
        return scenario
    for account in scenario.accounts:
        if overdrawn(account) and pick(draw, [True, True, False]):
            agreement = draw_agreement(draw, scenario, account)
            scenario = if_right(scenario, agreement)
    return scenario


def draw_agreement(draw: st.DrawFn, scenario: Scenario, account: BankAccount) -> OverdraftAgreement:
    """Terms of any kind, for the account's overdraft."""
    days = days_of(scenario)
    nights = pick(draw, [1, 1, 2, 2, 3, 5])
    used = pick(draw, [0, 0, 0, 1, nights]) if account.opening < 0 else 0
    overdue = draw_amount(draw, account.currency) * pick(draw, [0, 0, 0, 1])
    return OverdraftAgreement(
        id=f"od-{account.id}",
        account=account.id,
        nights=nights,
        terms=pick(draw, borrowing(scenario)),
        valid_from=pick(draw, [None, None, None, *days[:3]]),
        valid_until=pick(draw, [None, None, None, *days[-3:]]),
        reopens=pick(draw, [True, True, False]),
        closes_intraday=pick(draw, [True, True, False]),
        unpaid=pick(draw, ["overdue", "overdue", "overdrawn"]),
        nights_before=0 if overdue else used,
        overdue=overdue,
    )


def borrowing(scenario: Scenario) -> list[str]:
    """The terms that loans and lines bear already in the scenario; what prices them fits."""
    loans = (*scenario.credit_lines, *scenario.term_loans)
    return sorted({one.terms for one in loans if one.terms is not None})


def if_right(scenario: Scenario, agreement: OverdraftAgreement) -> Scenario:
    """The scenario with the agreement, without it where it would be refused."""
    agreed = (*scenario.overdraft_agreements, agreement)
    changed = replace(scenario, overdraft_agreements=agreed)
    facts = Facts(scenario=changed)
    early = agreement.valid_from or datetime.date.min
    late = agreement.valid_until or datetime.date.max
    refused = late < early or any(True for problem in OVERDRAFT_PROBLEMS for _ in problem(facts))
    return scenario if refused else changed

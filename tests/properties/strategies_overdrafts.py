"""Random overdraft agreements: few nights, some used already, some closed from the start.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_ledgers import days_of
from treasury.accounts.chart import BankAccount
from treasury.credit import OverdraftAgreement
from treasury.plan.problems.borrowing import overdrawn
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.overdrafts import OVERDRAFT_PROBLEMS
from treasury.scenario import Scenario

ONE_DAY = datetime.timedelta(days=1)


def with_overdraft_agreements(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with agreements on some of its overdrafts."""
    if "overdraft_nights" not in scope.options or not pick(draw, [False, False, True]):
        return scenario
    return with_agreements(draw, scenario)


def with_agreements(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with agreements on some of its overdrafts, where terms of loans price them."""
    if not borrowing(scenario):
        return scenario
    for account in scenario.accounts:
        if overdrawn(account) and pick(draw, [True, True, False]):
            agreement = draw_agreement(draw, scenario, account)
            scenario = if_right(scenario, agreement)
            for number in range(pick(draw, [0, 1, 2])):
                scenario = in_turn(draw, scenario, account, number)
    return scenario


def in_turn(draw: st.DrawFn, scenario: Scenario, account: BankAccount, number: int) -> Scenario:
    """The scenario with an agreement more of the account, after those it has, mostly on the day
    after the last of them ends; which ends in the run for it."""
    own = [one for one in scenario.overdraft_agreements if one.account == account.id]
    days = days_of(scenario)
    if not own or len(days) < 3:
        return scenario
    last = max(own, key=lambda one: one.valid_from or datetime.date.min)
    begun = last.valid_from or days[0]
    ends = pick(draw, [day for day in days if day >= begun][:3] or [begun])
    gap = pick(draw, [1, 1, 1, 2, 3])
    ended = tuple(
        replace(one, valid_until=ends) if one is last else one
        for one in scenario.overdraft_agreements
    )
    more = replace(
        draw_agreement(draw, scenario, account),
        id=f"{pick(draw, ['a', 'z'])}{number}-{account.id}",
        valid_from=ends + gap * ONE_DAY,
        valid_until=pick(draw, [None, None, days[-1]]),
        closes_intraday=last.closes_intraday,
        unpaid=last.unpaid if not last.closes_intraday else pick(draw, ["overdue", "overdrawn"]),
        nights_before=0,
        overdue=Decimal(0),
    )
    if more.valid_from is None or more.valid_from > days[-1]:
        return scenario
    changed = if_right(replace(scenario, overdraft_agreements=ended), more)
    return changed if more in changed.overdraft_agreements else scenario


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

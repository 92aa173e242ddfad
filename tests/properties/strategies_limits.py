"""Random dated limits of credit lines: raised, cut, below what is drawn, before and in the run.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_ledgers import days_of
from treasury.credit import CreditLimit
from treasury.plan.problems.borrowing import openings_beyond_limits
from treasury.plan.problems.facts import Facts
from treasury.scenario import Scenario


def with_dated_limits(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with other limits of its credit lines from some days on."""
    if "dated_limits" not in scope.options or not scenario.credit_lines:
        return scenario
    return with_limits_of_lines(draw, scenario) if pick(draw, [False, False, True]) else scenario


def with_limits_of_lines(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with up to three dated limits of each line, where its opening allows them."""
    days, units = days_of(scenario), {one.id: one.currency for one in scenario.accounts}
    before = scenario.first_day - datetime.timedelta(days=9)
    found: dict[tuple[str, datetime.date], CreditLimit] = {}
    for line in scenario.credit_lines:
        for _ in range(pick(draw, [1, 2, 0, 3])):
            own = draw_amount(draw, units[line.account])
            limit = pick(draw, [Decimal(0), own, own, line.limit * 2, line.drawn])
            since = pick(draw, [*days, *days, before])
            found[line.id, since] = CreditLimit(credit_line=line.id, valid_from=since, limit=limit)
    dated = replace(scenario, credit_limits=tuple(found.values()))
    return scenario if any(openings_beyond_limits(Facts(scenario=dated))) else dated

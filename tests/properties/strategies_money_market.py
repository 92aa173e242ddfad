"""Random money market sweeps: every limit, both ways of redemption and distribution, first and last
days, calendars.

Drawn after everything else, so that what a scenario does without them stays as it is. What does
not fit the rest of the scenario is left out, sweep by sweep.
"""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_ledgers import days_of
from treasury.accounts.chart import BankAccount
from treasury.dates import DayCount, Settles
from treasury.interest import Terms
from treasury.money import Rounding
from treasury.money_market import Distribution, MoneyMarketSweep, Redemption
from treasury.plan.problems.dates import spans
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.money_market import MONEY_MARKET_DATES, MONEY_MARKET_PROBLEMS
from treasury.rates import Rate
from treasury.scenario import Scenario

UNITS = (None, None, Decimal(50), Decimal(100), Decimal(7))
LEAST = (None, None, Decimal(50), Decimal(100), Decimal(200))


def with_money_market(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with up to three money market sweeps."""
    if "money_market" not in scope.options or not pick(draw, [False, False, True, False]):
        return scenario
    scenario = with_yield(draw, scenario)
    for number in range(pick(draw, [1, 2, 3])):
        account = pick(draw, scenario.accounts)
        sweep = draw_sweep(draw, scenario, account, f"M{number}")
        changed = replace(scenario, money_market_sweeps=(*scenario.money_market_sweeps, sweep))
        facts = Facts(scenario=changed)
        wrong = (*MONEY_MARKET_PROBLEMS, *MONEY_MARKET_DATES, spans)
        if not any(True for problem in wrong for _ in problem(facts)):
            scenario = changed
    return scenario


def with_yield(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with the terms of a fund: one rate or two tiers, that change or do not."""
    settles: Settles = pick(draw, get_args(Settles))
    days = days_of(scenario)
    terms = Terms(
        id="yield", day_count=pick(draw, get_args(DayCount)), settles=settles,
        settlement_day=20 if settles == "never" else pick(draw, [20, *(day.day for day in days)]),
        rounding=pick(draw, get_args(Rounding)), carry_remainder=pick(draw, [False, True]),
    )  # fmt: skip
    lines = [Rate(terms="yield", side="credit", rate=pick(draw, ["3.6%", "90%", "0%", "-5%"]))]
    if pick(draw, [False, True]):
        lines.append(Rate(terms="yield", side="credit", rate="1%", up_to=Decimal(100)))
    if pick(draw, [False, True]):
        later = pick(draw, days)
        lines.append(Rate(terms="yield", side="credit", rate="50%", valid_from=later))
    return replace(scenario, terms=(*scenario.terms, terms), rates=(*scenario.rates, *lines))


def draw_sweep(
    draw: st.DrawFn, scenario: Scenario, account: BankAccount, name: str
) -> MoneyMarketSweep:
    """A money market sweep of the account."""
    days, currency = days_of(scenario), account.currency
    redemption: Redemption = pick(draw, get_args(Redemption))
    distribution: Distribution = pick(draw, get_args(Distribution))
    return MoneyMarketSweep(
        id=name,
        account=account.id,
        terms="yield",
        keep=pick(draw, [Decimal(0), Decimal(0), draw_amount(draw, currency)]),
        minimum=pick(draw, LEAST),
        multiple=pick(draw, UNITS),
        redemption_minimum=pick(draw, LEAST),
        redemption_multiple=pick(draw, UNITS),
        maximum=pick(draw, [None, None, Decimal(150), Decimal(400)]),
        redemption=redemption,
        distribution=distribution,
        invested=pick(draw, [Decimal(0), Decimal(0), draw_amount(draw, currency)]),
        calendar=pick(draw, [None, *(one.id for one in scenario.calendars)]),
        valid_from=pick(draw, [None, None, None, *days]),
        valid_until=pick(draw, [None, None, None, *days]),
        structure=pick(draw, [None, None, *(each.id for each in scenario.structures)]),
    )

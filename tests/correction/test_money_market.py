"""What a money market sweep has invested stays as it was when items become known late."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.tables import on
from tests.hand.test_money_market_by_hand import monthly
from treasury.checks import check_correction
from treasury.correction.correcting import corrected
from treasury.correction.facts import moved_facts
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import CREDIT_SIDE


def bearing(distribution: str) -> Scenario:
    """An account that bears 3.6 % itself, posted on day 5, beside a fund that distributes then."""
    one = monthly(distribution=distribution)
    terms = Terms(id="demand", settles="monthly", settlement_day=5)
    rates = tuple(Rate(terms="demand", side=side, rate="3.6%") for side in ("credit", "debit"))
    return replace(
        one,
        terms=(*one.terms, terms),
        rates=(*one.rates, *rates),  # type: ignore[arg-type]
        accounts=tuple(replace(each, terms="demand") for each in one.accounts),
    )


@pytest.mark.parametrize("distribution", ["pay_out", "reinvest"])
def test_only_the_account_s_own_interest_is_corrected(distribution: str) -> None:
    plan = resolve(bearing(distribution), "pool", "pool")
    projection = simulate(plan)
    late = Item(id="L", date=on(6), value_date=on(1), account="A", amount=Decimal(500))
    found = corrected(plan, projection, (late,), 5)
    # 500.00 for the four nights that were settled: 0.20
    kinds = plan.tables.accruals.kind
    assert found.touched[0].right - found.touched[0].posted == 20
    assert {int(kinds[each.ref]) for each in found.touched} == {CREDIT_SIDE}
    assert all(one.passed for one in check_correction(found, projection))


def otherwise(known: Scenario, of: str) -> list[str]:
    """What is said of right terms by which these bore 7.2 %."""
    rates = tuple(replace(one, rate="7.2%") if one.terms == of else one for one in known.rates)
    plan, right = (resolve(each, "pool", "pool") for each in (known, replace(known, rates=rates)))
    return [one.message for one in moved_facts(plan, right)]


def test_right_terms_that_change_what_is_invested_again_are_refused() -> None:
    (found,) = otherwise(bearing("reinvest"), "fund")
    assert found == "changes what 'M' earned and invested again, which stays as it was"
    assert otherwise(bearing("reinvest"), "demand") == []


def test_right_terms_of_a_fund_that_pays_out_are_corrected() -> None:
    known = bearing("pay_out")
    assert otherwise(known, "fund") == []
    rates = tuple(replace(one, rate="7.2%") if one.terms == "fund" else one for one in known.rates)
    plan, right = (resolve(each, "pool", "pool") for each in (known, replace(known, rates=rates)))
    projection = simulate(plan)
    found = corrected(plan, projection, (), 5, right=right)
    assert [one.right > one.posted for one in found.touched if one.day == 4] == [True]
    assert all(one.passed is not False for one in check_correction(found, projection))

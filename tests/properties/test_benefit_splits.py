"""Shared benefits are the twin's on random structures, and sum to the benefit."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.picking import pick
from tests.properties.profiles import quick
from tests.properties.strategies import scenarios
from tests.reference.splitting import due_by_entity, within
from treasury.comparison import study
from treasury.plan.problems.every import complaints
from treasury.pooling.benefit import BenefitSplit, SharedBy
from treasury.scenario import Scenario


@st.composite
def agreed_scenarios(draw: st.DrawFn) -> Scenario:
    """A random scenario whose structures' members agree on shares, currency by currency."""
    scenario = draw(scenarios())
    agreed = []
    several = {one.pool for one in scenario.notional_currencies}
    overlaid = {pool.structure for pool in scenario.notional_pools if pool.id in several}
    for structure in scenario.structures:
        if structure.id in overlaid:
            continue  # what it gains in one currency it owes to the others
        accounts = within(scenario, structure.id)
        own = [one for one in scenario.accounts if one.id in accounts]
        for currency in sorted({one.currency for one in own}):
            leaders = sorted({one.entity for one in own if one.currency == currency})
            agreed.append(
                BenefitSplit(
                    structure=structure.id,
                    currency=currency,
                    leader=pick(draw, leaders),
                    reward=pick(draw, [None, "10%", "33.3%", "100%"]),
                    reward_amount=pick(draw, [None, Decimal(1), Decimal(200)]),
                    by=pick(draw, list[SharedBy](get_args(SharedBy))),
                    leader_shares=pick(draw, [False, True]),
                )
            )
    return replace(scenario, benefit_splits=tuple(agreed))


@quick(40)
@given(agreed_scenarios())
def test_what_each_member_is_due_is_the_twin_s(scenario):
    assert complaints(scenario) == []
    done = study(scenario)
    accounts = done.standalone.plan.names.accounts
    alone = dict(zip(accounts, done.standalone.projection.value.T.tolist(), strict=True))
    for run in done.runs:
        has = {(one.entity, one.currency): one.benefit for one in run.members}
        expected = {
            (entity, agreed.currency): due
            for agreed in scenario.benefit_splits
            if agreed.structure == run.plan.structure
            for entity, due in due_by_entity(
                scenario, agreed, agreed.currency, alone,
                {entity: has[entity, code] for entity, code in has if code == agreed.currency},
            ).items()
        }  # fmt: skip
        assert {(one.entity, one.currency): one.due for one in run.shares} == expected
        assert sum(one.adjustment for one in run.shares) == 0
        passed = [one.passed for one in run.checks if one.name.startswith("34")]
        assert passed == ([True if expected else None] if scenario.benefit_splits else [])

"""Check 17 on random groups on their own deposits, whose headers may or may not have enough.

Where the check finds its conditions met, nobody may be disturbed; it finds them met often, and
missing often.
"""

from dataclasses import replace

from tests.properties.profiles import tries
from tests.properties.strategies import thrown
from tests.properties.test_guarantee import pooled, with_mode
from treasury.scenario import Scenario

TRIED = tries(300)
WITH_FEE_TERMS = 6
"""Of so many scenarios one keeps its fees by terms: with them the guarantee is not given, nor is it
with deposits, money market sweeps or agreed nights, of which none keeps any."""


def on_own_deposits(scenario: Scenario) -> Scenario:
    """Everybody on own deposits, nothing funded; headers, rates and fees as they are given."""
    one = with_mode(replace(scenario, budgets=()), "own_deposits")
    return replace(one, links=tuple(replace(link, direction="up") for link in one.links))


def test_the_check_of_the_guarantee_holds_wherever_it_applies():
    verdicts = []
    for number in range(TRIED):
        drawn = replace(thrown(number), deposits=(), withdrawals=(), money_market_sweeps=(),
                        overdraft_agreements=(), position_limits=())  # fmt: skip
        if number % WITH_FEE_TERMS:
            drawn = replace(drawn, fee_terms=())
        run = pooled(on_own_deposits(drawn))
        (found,) = (check for check in run.checks if check.name.startswith("17 "))
        assert found.passed is not False, (number, found.detail)
        verdicts.append(found.passed)
    assert verdicts.count(True) >= TRIED // 6
    assert verdicts.count(None) >= TRIED // 6

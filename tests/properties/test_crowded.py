"""Random scenarios in which many rules meet: engine, twin and checks agree on them, too.

Two rules that are each right may still be wrong together, and most random scenarios have few of
the rarer ones. These are chosen for having many.
"""

import pytest

from tests.properties.profiles import SLOW_KERNEL
from tests.properties.strategies import LARGE, thrown
from tests.properties.test_checks_and_figures import everything_agrees
from treasury.scenario import Scenario

MANY = 8
WANTED = 15 if SLOW_KERNEL else 150


def rarer(scenario: Scenario) -> dict[str, bool]:
    """Which of the rarer rules a scenario has."""
    links, rules, accounts = scenario.links, scenario.rules, scenario.accounts
    return {
        "transfers that take days": any(link.delay for link in links),
        "transfers that come back": bool(scenario.rejections),
        "position limits": bool(scenario.position_limits),
        "members that come or go": any(link.valid_from or link.valid_until for link in links),
        "stops": bool(scenario.stops),
        "holds": bool(scenario.holds),
        "schedules": bool(scenario.schedules),
        "virtual ledgers": bool(scenario.ledgers),
        "budgets": bool(scenario.budgets),
        "value basis": any(rule.basis == "value" for rule in rules),
        "reversal": any(rule.reverse_next_day for rule in rules),
        "real time": any(rule.frequency == "real_time" for rule in rules),
        "internal limits": any(link.internal_limit for link in links),
        "overdrafts of the day": any(account.intraday_overdraft for account in accounts),
        "windows": bool(scenario.clearing),
    }


@pytest.mark.slow
def test_where_many_rules_meet_the_twin_agrees_and_every_check_holds() -> None:
    met: set[str] = set()
    number, tried = -1, 0
    while tried < WANTED:
        number += 1
        scenario = thrown(number, LARGE)
        here = {name for name, has in rarer(scenario).items() if has}
        if len(here) < MANY:
            continue
        tried += 1
        met |= here
        everything_agrees(scenario)
    assert met == set(rarer(scenario)), "every one of them is tried"

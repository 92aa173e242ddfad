"""The checks under every profile: they pass on its runs, and fail on another profile's."""

from dataclasses import replace

import pytest

from tests.hand import test_profiles_by_hand as by_hand
from tests.hand.tables import group
from tests.made_runs import made
from treasury.scenario import Scenario

PROFILES = ("standard", "cn", "oblm", "sap", "t24")
SEVERAL_LIMITS = """
account | opening | header | rule                                                      | priority
H       | 120     |        |                                                           |
A       | -85     | H      | zero_balance multiple_deficit=50 minimum_deficit=10       | 2
B       | -30     | H      | target_constant target=20 multiple_deficit=50             | 1
C       | 130     | H      | zero_balance multiple=50 minimum=60                       | 3
D       | 44      | C      | percentage share=33.3% multiple=10                        | 1
"""


def under(profile: str, table: str, **pool: object) -> Scenario:
    given = {"profile": profile, "partial": profile != "sap", **pool}
    return group(table, pool=given)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("table", [by_hand.DEEP, by_hand.LATER, SEVERAL_LIMITS])
def test_every_check_passes_on_a_run_of_the_profile(profile, table):
    checks = made(under(profile, table)).checks()
    assert [each.detail for each in checks.values() if each.passed is False] == []
    assert checks[5].passed and checks[6].passed is not False


@pytest.mark.parametrize("profile", ["oblm", "sap"])
def test_every_check_passes_strictly_by_priority(profile):
    for table in (by_hand.LATER, by_hand.DEEP, SEVERAL_LIMITS):
        checks = made(under(profile, table, credit_first=False)).checks()
        assert [each.detail for each in checks.values() if each.passed is False] == []


def test_a_grant_in_passing_is_exempt_from_cover_and_all_else_holds():
    checks = made(under("oblm", by_hand.PASSING.format(overdraw="yes"))).checks()
    assert [each.detail for each in checks.values() if each.passed is False] == []


@pytest.mark.parametrize(
    ("ran", "claimed", "table"),
    [
        ("oblm", "standard", by_hand.DEEP),
        ("standard", "oblm", by_hand.DEEP),
        ("sap", "oblm", SEVERAL_LIMITS),
        ("standard", "t24", ("account | opening | header | rule\nH | 0 | |\nP | 100 | H | "
         "zero_balance multiple=70 minimum=80")),
    ],
)  # fmt: skip
def test_a_run_in_another_profile_s_order_or_limits_is_found_out(ran, claimed, table):
    """The events of one profile, held against another."""
    run = made(under(ran, table))
    structures = tuple(replace(one, profile=claimed) for one in run.plan.scenario.structures)
    plan = replace(run.plan, scenario=replace(run.plan.scenario, structures=structures))
    assert replace(run, plan=plan).checks()[5].passed is False


def test_strictly_by_priority_is_not_credit_first():
    run = made(under("oblm", by_hand.LATER, credit_first=False))
    structures = tuple(replace(one, credit_first=True) for one in run.plan.scenario.structures)
    plan = replace(run.plan, scenario=replace(run.plan.scenario, structures=structures))
    assert replace(run, plan=plan).checks()[5].passed is False

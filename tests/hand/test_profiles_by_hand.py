"""The same group under every profile: orders, limits, rounding and choices, by hand."""

import pytest

from tests.hand.tables import balances, expected, group, moves, rows
from treasury.loading.profiles import builtin_profiles

DEEP = """
account | opening | header | rule
R       | 0       |        |
M       | -80     | R      | zero_balance
A       | 100     | M      | zero_balance
B       | -50     | M      | zero_balance
C       | 60      | R      | zero_balance
"""
"""R heads M and C; M heads A and B. Nobody has an overdraft but what is used at the opening."""


def under(profile: str, table: str, **pool: object):
    if profile == "sap":
        pool = {"partial": False, **pool}
    return group(table, pool={"profile": profile, **pool})


@pytest.mark.parametrize("profile", ["standard", "cn", "t24"])
def test_all_is_sent_up_before_anything_is_fetched_down(profile):
    # A: 100 up to M, M = 20. C: 60 up to R (ids in their order); M: 20 up, R = 80.
    # Needs: B 50, M 0 - (-50) = 50. R gives M 50, M gives B 50: R keeps 30.
    one = under(profile, DEEP)
    assert moves(one) == ["A > M 100", "C > R 60", "M > R 20", "R > M 50", "M > B 50"]
    assert balances(one) == expected("R | M | A | B | C\n30 | 0 | 0 | 0 | 0")


@pytest.mark.parametrize("profile", ["oblm", "sap"])
def test_header_by_header_a_participant_has_what_its_header_has_then(profile):
    # M's turn first: A sends 100, M = 20. It could go down to -80 (its overdraft), so it can give
    # 100: B gets 50, M = -30. R's turn: C sends 60, then M is filled: 30. R keeps 30.
    one = under(profile, DEEP)
    assert moves(one) == ["A > M 100", "M > B 50", "C > R 60", "R > M 30"]
    assert balances(one) == expected("R | M | A | B | C\n30 | 0 | 0 | 0 | 0")


LATER = """
account | opening | header | rule         | priority
H       | 0       |        |              |
A       | -50     | H      | zero_balance | 1
B       | 80      | H      | zero_balance | 2
"""


def test_credit_first_lets_a_later_surplus_cover_an_earlier_deficit():
    assert moves(under("oblm", LATER)) == ["B > H 80", "H > A 50"]


def test_strictly_by_priority_an_earlier_deficit_goes_unfunded():
    # A asks first: H has 0. Then B sends 80. A's turn is over.
    one = under("oblm", LATER, credit_first=False)
    assert moves(one) == ["B > H 80"]
    assert balances(one) == expected("H | A | B\n80 | -50 | 0")


PASSING = """
account | opening | header | rule         | overdraw
R       | 100     |        |              |
M       | 0       | R      | zero_balance | {overdraw}
B       | -50     | M      | zero_balance |
"""


def test_a_sub_header_without_money_of_its_own_funds_nobody_header_by_header():
    # A stated property of profiles that go level by level: R's 100 come too late for B.
    one = under("oblm", PASSING.format(overdraw=""))
    assert balances(one) == expected("R | M | B\n100 | 0 | -50")


def test_a_sub_header_that_may_be_overdrawn_in_passing_funds_from_its_header():
    # M can give 0 + 100: B gets 50, M = -50; R fills M.
    one = under("oblm", PASSING.format(overdraw="yes"))
    assert moves(one) == ["M > B 50", "R > M 50"]
    assert balances(one) == expected("R | M | B\n50 | 0 | 0")


def test_what_a_header_does_not_cover_stays_on_the_sub_header():
    # M and N can each give R's 100. M gives 70, N gives 70; R fills M with 70, N with 30.
    one = under(
        "oblm",
        """
        account | opening | header | rule         | overdraw
        R       | 100     |        |              |
        M       | 0       | R      | zero_balance | yes
        N       | 0       | R      | zero_balance | yes
        A       | -70     | M      | zero_balance |
        B       | -70     | N      | zero_balance |
        """,
    )
    assert moves(one) == ["M > A 70", "N > B 70", "R > M 70", "R > N 30"]
    assert balances(one) == expected("R | M | N | A | B\n0 | 0 | -40 | 0 | 0")


def test_header_by_header_a_rule_that_never_funds_asks_for_nothing():
    one = under(
        "oblm",
        """
        account | opening | header | rule      | direction
        H       | 100     |        |           |
        A       | -50     | H      | keep keep=10 | both
        """,
    )
    assert moves(one) == []


# What raising took beyond the target (V08: 8 instead of 5) is a need like any other: in the order
# of t24 the funding of the same pass fills it.
LIMITS = """
profile  | rule                                                  | sees  | crosses
standard | zero_balance maximum=120 multiple=50                  | 130   | up 100
standard | zero_balance multiple=70 minimum=80                   | 100   | nothing
t24      | zero_balance multiple=70 minimum=80                   | 100   | up 70
t24      | zero_balance minimum=80 multiple=75                   | 90    | up 75
t24      | zero_balance minimum=60 maximum=65 multiple=50        | 61    | up 50
t24      | zero_balance minimum=60 maximum=65 multiple=50        | 59.99 | nothing
t24      | zero_balance minimum=80                               | 79.99 | nothing
t24      | target_constant target=45 minimum=10 multiple=4 raise | 50    | up 8, down 3
t24      | target_constant target=45 minimum=10 multiple=4       | 50    | nothing
t24      | target_constant target=45 minimum=60 raise            | 50    | nothing
t24      | target_constant target=45 minimum=50 raise            | 50    | up 50, down 45
t24      | zero_balance minimum_deficit=10 multiple_deficit=4    | -9    | nothing
t24      | zero_balance minimum_deficit=10 raise                 | -9    | down 10
t24      | zero_balance minimum_deficit=10 multiple_deficit=4 raise | -9 | down 8
t24      | zero_balance minimum_deficit=10 multiple_deficit=4    | -11   | down 8
sap      | zero_balance multiple=50                              | 120   | up 100
sap      | zero_balance multiple=50                              | 125   | up 150
sap      | zero_balance multiple=50                              | 24.99 | nothing
sap      | zero_balance multiple=50 minimum=50                   | 25    | up 50
sap      | zero_balance multiple=50 minimum=60                   | 50    | nothing
sap      | zero_balance multiple_deficit=50                      | -25   | down 50
sap      | zero_balance multiple_deficit=50                      | -24   | nothing
sap      | target_constant target=10 multiple_deficit=30         | -9    | down 30
oblm     | zero_balance maximum=120 multiple=50                  | 130   | up 100
cn       | zero_balance multiple=70 minimum=80                   | 100   | nothing
"""


@pytest.mark.parametrize("row", rows(LIMITS), ids=lambda row: " ".join(row.values()))
def test_limits_bind_in_the_order_of_the_profile(row):
    one = under(
        row["profile"],
        f"""
        account | opening       | header | rule
        H       | 1000          |        |
        P       | {row["sees"]} | H      | {row["rule"]}
        """,
    )
    crosses = row["crosses"].replace("up", "P > H").replace("down", "H > P").split(", ")
    assert moves(one) == ([] if crosses == ["nothing"] else crosses)


def test_a_rounded_need_is_all_or_nothing():
    # A needs 80, rounded half up to the unit of 50: 100. H has 99: nothing. B needs 40: 50.
    one = under(
        "sap",
        """
        account | opening | header | rule                             | priority
        H       | 99      |        |                                  |
        A       | -80     | H      | zero_balance multiple_deficit=50 | 1
        B       | -40     | H      | zero_balance multiple_deficit=50 | 2
        """,
    )
    assert moves(one) == ["H > B 50"]


def test_every_profile_has_a_source_a_version_and_a_date():
    assert list(builtin_profiles()) == ["cn", "oblm", "sap", "standard", "t24"]
    for profile in builtin_profiles().values():
        assert profile.source and profile.version and profile.dated and profile.about

"""Payment modes, calculated by hand: what an account may pay, and what of it comes from above.

`QUIET` never fires, so that nothing but the payments moves money. Every run of these tests is
checked as well: what each account may pay is derived a second time from the events.
"""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import MONDAY, balances, draws, fates, group, lived, plain
from treasury.comparison import study
from treasury.pooling.structure import Budget
from treasury.scenario import Scenario

QUIET = "keep keep=1000000"


def budget(amount: str, participant: str = "A", **more: Any) -> Budget:
    """A budget of an account of the pool."""
    return Budget(structure="pool", participant=participant, amount=Decimal(amount), **more)


def paid(scenario: Scenario) -> list[bool]:
    """Whether each payment was made, in the order of the items; every check of the run holds."""
    for run in study(scenario).runs:
        assert [one for one in run.checks if one.passed is False] == []
    return [fate.startswith("made") for fate in fates(scenario).values()]


def refused_for(scenario: Scenario) -> list[int]:
    """The causes of the payments that were not made, in the order of the items."""
    (run,) = (run for run in study(scenario).runs if run.plan.structure == "pool")
    return [payment.cause for payment in run.not_made]


# --- what the modes let an account draw -----------------------------------------------------------

# Day 1: all 100 of A are swept up to H, which then holds 500 + 100; n of A is 100. Day 2: A pays.
SWEPT = """
    account | opening | header | rule         | mode   | limit
    H       | 500     |        |              |        |
    A       | 100     | H      | zero_balance | {mode} | {limit}
    """
# mode, internal limit, budget and its scope, the most A may pay on day 2
MOST = [
    ("standalone", "", None, "0"),
    ("own_deposits", "", None, "100"),  # its own 100
    ("own_plus_limit", "50", None, "150"),  # its own 100 + the limit of 50
    ("own_plus_limit", "", None, "100"),  # a limit that is not given is 0
    ("own_plus_limit", "9000", None, "600"),  # what H can give
    ("budget", "", ("30", "all_outgoing"), "30"),  # min(100 + 30, what is left: 30)
    ("budget", "", ("130", "all_outgoing"), "130"),  # min(100 + 130, 130)
    ("budget", "", ("30", "pool_draw_only"), "130"),  # its own 100 + 30
    ("budget", "", ("0", "pool_draw_only"), "100"),
    ("full", "", None, "600"),
    ("receive_only", "", None, "0"),
]


@pytest.mark.parametrize(("mode", "limit", "terms", "most"), MOST)
def test_the_mode_says_how_much_of_the_header_s_money_an_account_may_pay(mode, limit, terms, most):
    budgets = (budget(terms[0], scope=terms[1]),) if terms else ()
    for more, made in (("0", True), ("0.01", False)):
        pays = plain(100 * int(most) + round(100 * float(more)))
        if pays == "0":
            continue
        one = group(
            SWEPT.format(mode=mode, limit=limit),
            f"""
            day | time  | account | amount
            2   | 10:00 | A       | -{pays}
            """,
            days=2,
            budgets=budgets,
        )
        assert paid(one) == [made], pays
        assert draws(one) == ([f"H > A {pays}"] if made else [])


def test_the_rule_receive_only_sweeps_all_up_and_lets_nothing_be_paid():
    one = group(
        """
        account | opening | header | rule         | mode
        H       | 500     |        |              |
        A       | 100     | H      | receive_only | full
        """,
        """
        day | time  | account | amount | short
        1   | 09:00 | A       | -10    | reject
        1   | 10:00 | A       | 20     |
        """,
    )
    assert paid(one) == [False]
    assert refused_for(one) == [7]
    assert balances(one) == {"A": "0", "H": "620"}


OWN_FIRST = """
    account | opening | overdraft | header | rule  | mode           | limit
    H       | 500     |           |        |       |                |
    A       | 30      | 20        | H      | QUIET | own_plus_limit | 40
    """
# pays, what is drawn, A and H after: 30 of its own, then up to 40 from above, then overdraft
USES = [
    ("30", [], "0", "500"),
    ("45", ["H > A 15"], "0", "485"),
    ("70", ["H > A 40"], "0", "460"),
    ("90", ["H > A 40"], "-20", "460"),  # 30 + 40 + 20
    ("90.01", [], "30", "500"),
]


@pytest.mark.parametrize(("pays", "drawn", "a", "h"), USES)
def test_own_money_then_what_the_limit_allows_then_the_overdraft(pays, drawn, a, h):
    one = group(
        OWN_FIRST.replace("QUIET", QUIET),
        f"""
        time  | account | amount
        10:00 | A       | -{pays}
        """,
    )
    assert paid(one) == [bool(drawn) or a == "0"]
    assert draws(one) == drawn
    assert balances(one) == {"A": a, "H": h}


def test_an_internal_limit_is_used_up_by_what_is_drawn_and_freed_by_what_comes_back():
    one = group(
        """
        account | opening | header | rule                      | mode           | limit
        H       | 500     |        |                           |                |
        A       | 0       | H      | zero_balance at=12:00     | own_plus_limit | 100
        """,
        """
        time  | account | amount
        09:00 | A       | -60
        10:00 | A       | -50
        11:00 | A       | 30
        13:00 | A       | -70
        """,
    )
    # 60 of 100 are borrowed; 50 more would be 110 and waits, reserving all of the 30 that come.
    # 30 + 40 of the limit pay it at 11:00 (drawn: 20, borrowed 80). The 70 at 13:00 is too much.
    assert draws(one) == ["H > A 60", "H > A 20"]
    assert fates(one) == {
        "A1": "made 1 09:00", "A2": "made 1 11:00", "A4": "refused 1 close",
    }  # fmt: skip
    assert plain(lived(one).position["A", "H"][0]) == "-80"


# --- headers between: reach -----------------------------------------------------------------------

# Low draws through Mid; Top has plenty. `limit` is that of Mid's own link.
BETWEEN = """
    account | opening | header | rule  | mode   | limit
    Top     | 500     |        |       |        |
    Mid     | 10      | Top    | QUIET | {mode} | {limit}
    Low     | 0       | Mid    | QUIET | full   |
    """
REACH = [
    ("standalone", "", "10"),  # reach 0: only what Mid has
    ("standalone", "25", "35"),  # 10 + unused limit 25
    ("receive_only", "25", "35"),  # Mid pays nothing itself; what it gives is untouched
    ("own_deposits", "", "10"),
    ("full", "", "510"),  # reach without bound
]


@pytest.mark.parametrize(("mode", "limit", "most"), REACH)
def test_what_a_header_passes_down_is_within_its_own_reach(mode, limit, most):
    for pays, made in ((most, True), (f"{most}.01", False)):
        one = group(
            BETWEEN.format(mode=mode, limit=limit).replace("QUIET", QUIET),
            f"""
            time  | account | amount
            10:00 | Low     | -{pays}
            """,
        )
        assert paid(one) == [made]


@pytest.mark.parametrize("scope", ["all_outgoing", "pool_draw_only"])
def test_what_a_header_fetches_for_its_participants_uses_its_budget(scope):
    one = group(
        BETWEEN.format(mode="budget", limit="").replace("QUIET", QUIET),
        """
        time  | account | amount
        10:00 | Low     | -30
        11:00 | Mid     | -15
        12:00 | Low     | -0.01
        """,
        budgets=(budget("35", "Mid", scope=scope),),
    )
    # Low: 10 of Mid's own, 20 through its budget, 15 are left; Mid's own payment takes them.
    assert paid(one) == [True, True, False]
    assert draws(one) == ["Top > Mid 20", "Mid > Low 30", "Top > Mid 15"]


# --- the participants' money ----------------------------------------------------------------------

# Day 1: Low's 100 are swept to Mid and stay there. Day 2: Mid pays; its own entitlement is 0.
HOLDING = """
    account | opening | header | rule         | mode   | limit
    Top     | 500     |        |              |        |
    Mid     | 0       | Top    | QUIET        | {mode} | {limit}
    Low     | 100     | Mid    | zero_balance |        |
    """
PROTECTED = [
    # mode, limit, most protected, most unprotected
    ("standalone", "", "0", "100"),
    ("own_plus_limit", "50", "50", "150"),  # entitlement 0 + 50 · cash 100 + 50
    ("full", "", "600", "600"),  # the entitlement term is dropped
]


@pytest.mark.parametrize(("mode", "limit", "most", "unprotected"), PROTECTED)
def test_a_header_spends_its_participants_money_only_where_nothing_protects_it(
    mode, limit, most, unprotected
):
    for protect, allowed in ((True, most), (False, unprotected)):
        for pays, made in ((allowed, True), (f"{allowed}.01", False)):
            if pays == "0":
                continue
            one = group(
                HOLDING.format(mode=mode, limit=limit).replace("QUIET", QUIET),
                f"""
                day | time  | account | amount
                2   | 10:00 | Mid     | -{pays}
                """,
                days=2,
                pool={"protect_participants": protect},
            )
            assert paid(one) == [made], (protect, pays)


def test_the_cause_of_a_payment_not_made_says_what_was_used_up():
    causes = {"own_deposits": 5, "own_plus_limit": 5, "budget": 6, "receive_only": 7, "full": 2,
              "standalone": 1}  # fmt: skip
    for mode, cause in causes.items():
        one = group(
            SWEPT.format(mode=mode, limit=""),
            """
            day | time  | account | amount
            2   | 10:00 | A       | -700
            """,
            days=2,
            budgets=(budget("30"),) if mode == "budget" else (),
        )
        assert refused_for(one) == [cause], mode


def test_a_header_that_gives_less_than_the_limit_is_the_cause():
    one = group(
        SWEPT.format(mode="own_plus_limit", limit="9000"),
        """
        day | time  | account | amount
        2   | 10:00 | A       | -700
        """,
        days=2,
    )
    assert refused_for(one) == [2]


# --- budgets --------------------------------------------------------------------------------------

FUNDED = """
    account | opening | header | rule  | mode
    H       | 9000    |        |       |
    A       | 10      | H      | QUIET | budget
    """


def spending(items: str, *budgets: Budget, days: int = 1, **more: Any) -> Scenario:
    """A and its rich header, with budgets of A."""
    return group(FUNDED.replace("QUIET", QUIET), items, days=days, budgets=budgets, **more)


def test_all_outgoing_counts_own_money_too_and_pool_draw_only_does_not():
    items = """
        time  | account | amount
        10:00 | A       | -60
        11:00 | A       | -40
        12:00 | A       | -10
        """
    # 60 + 40 are the budget · 50 + 40 are drawn, 10 of the budget are left for the third
    assert paid(spending(items, budget("100"))) == [True, True, False]
    assert paid(spending(items, budget("100", scope="pool_draw_only"))) == [True, True, True]


def test_own_deposits_that_come_back_use_no_budget():
    # n of A is 100, its budget 30: 60 and 40 are its own money coming back, 30 use the budget.
    one = group(
        SWEPT.format(mode="budget", limit=""),
        """
        day | time  | account | amount
        2   | 10:00 | A       | -60
        2   | 11:00 | A       | -70
        2   | 12:00 | A       | -0.01
        """,
        days=2,
        budgets=(budget("30", scope="pool_draw_only"),),
    )
    assert paid(one) == [True, True, False]
    assert draws(one) == ["H > A 60", "H > A 70"]


def test_a_refund_restores_what_was_used_and_no_more():
    items = """
        time  | account | amount | refund
        09:00 | A       | -70    |
        10:00 | A       | 90     | yes
        11:00 | A       | -100   |
        12:00 | A       | -0.01  |
        """
    # 70 used, 90 come back: 70 are restored, 100 are left. Without the option 30 are left, and
    # the last payment waits behind the one that is too large.
    assert paid(spending(items, budget("100", refunds_restore=True))) == [True, True, False]
    plain_receipt = items.replace("yes", "   ")
    assert paid(spending(plain_receipt, budget("100"))) == [True, False, False]


def test_a_week_begins_anew_and_carries_what_was_left_where_its_terms_say():
    items = """
        day | time  | account | amount
        1   | 10:00 | A       | -70
        8   | 10:00 | A       | -130
        15  | 10:00 | A       | -100
        """
    # Mondays. 30 are left of the first week: 130 in the second; nothing is left for the third.
    weekly = {"period": "week", "scope": "all_outgoing"}
    rolling = spending(items, budget("100", roll_over=True, **weekly), days=15)
    assert paid(rolling) == [True, True, True]
    assert paid(spending(items, budget("100", **weekly), days=15)) == [True, False, True]


def test_a_new_amount_inside_a_period_leaves_what_was_used():
    changed = MONDAY + datetime.timedelta(days=2)
    items = """
        day | time  | account | amount
        1   | 10:00 | A       | -70
        2   | 10:00 | A       | -40
        3   | 10:00 | A       | -50
        4   | 10:00 | A       | -0.01
        """
    # 100, of which 70 are used; from day 3 on 120, so 50 are left.
    one = spending(items, budget("100"), budget("120", valid_from=changed), days=4)
    assert paid(one) == [True, False, True, False]


def test_another_period_begins_where_the_period_of_the_budget_changes():
    changed = MONDAY + datetime.timedelta(days=2)
    items = """
        day | time  | account | amount
        1   | 10:00 | A       | -70
        3   | 10:00 | A       | -20
        4   | 10:00 | A       | -20
        4   | 11:00 | A       | -20
        """
    daily = budget("20", valid_from=changed, period="day")
    assert paid(spending(items, budget("100"), daily, days=4)) == [True, True, True, False]

"""Notional pools worked out by hand: balance x rate x days / basis, in fen, and who has it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.notional import ROUND, SMALL, member, own, pooled, rates, shares
from tests.hand.tables import lived, on
from treasury.interest import Terms
from treasury.pooling.notional import Allocation, NotionalMember, NotionalPool
from treasury.rates import Rate

THREE = """
    account | opening  | terms
    H       | 8000000  | own
    A       | -3000000 | own
    B       | 1000000  | own
    """
PAIR = """
    account | opening | terms
    H       | 300000  | own
    A       | -100000 | own
    """


# --- what the pool bears ------------------------------------------------------------------------


def test_the_pool_earns_on_the_net_and_shares_it_by_credit_balances():
    # C = 9,000,000, D = 3,000,000: 6,000,000 x 0.35 % / 360 = 58.33; 8/9 and 1/9 of it.
    scenario = pooled(THREE, rates=SMALL)
    alone, here = lived(scenario, None), lived(scenario)
    assert own(alone) == {"H": 77_78, "B": 9_72, "A": -362_50}
    assert shares(here) == {"H": 51_85, "B": 6_48}
    assert own(here) == {}
    assert here.book == alone.book


def test_a_pool_that_owes_pays_the_debit_rate_on_the_net():
    # C = 100,000, D = 300,000: 200,000 x 7.2 % / 360 = 40.00.
    one = lived(
        pooled(
            """
            account | opening | terms
            H       | 100000  | own
            A       | -300000 | own
            """
        )
    )
    assert shares(one) == {"H": -40_00}


def test_a_part_is_set_off_at_the_offset_ratio():
    # k = 80 %: 80,000 cancel out; 220,000 earn 22.00, 20,000 owe 4.00.
    assert shares(lived(pooled(PAIR, offset="80%"))) == {"H": 18_00}


def test_what_cancels_out_is_rounded_down_to_whole_minor_units():
    # M = 0.01, half of it is nothing: 0.01 x 180 days x 100 % / 360 = half a fen, so one is owed.
    one = pooled(
        """
        account | opening | terms
        H       | 360     | own
        A       | -0.01   | own
        """,
        offset="50%",
        days=180,
        own=(Terms(id="own", settles="never", settlement_day=20),),
        rates=rates("own", "0%", "100%"),
    )
    assert shares(lived(one)) == {"H": -1}


def test_no_offset_at_all_bears_both_sides_in_full():
    assert shares(lived(pooled(PAIR, offset="0%"))) == {"H": 30_00 - 20_00}


def test_an_overdraft_beyond_its_cap_bears_the_account_s_own_terms():
    # Cap 60,000: C - D = 240,000 earn 24.00; the other 40,000 cost A 8.00 itself.
    one = lived(pooled(PAIR, (member("H"), member("A", debit_cap=Decimal(60000)))))
    assert shares(one) == {"H": 24_00}
    assert own(one) == {"A": -8_00}


def test_a_cap_of_zero_keeps_an_overdraft_out_and_a_credit_balance_in():
    one = lived(
        pooled(PAIR, (member("H", debit_cap=Decimal(0)), member("A", debit_cap=Decimal(0))))
    )
    assert shares(one) == {"H": 30_00}
    assert own(one) == {"A": -20_00}


def test_an_account_outside_the_pool_bears_its_own_terms():
    one = lived(pooled(PAIR + "B | 50000 | own\n", (member("H"), member("A"))))
    assert shares(one) == {"H": 20_00}
    assert own(one) == {"B": 5_00}


def test_the_net_is_taken_day_by_day_and_rounded_once_for_the_period():
    # Days 1 and 2: 200,000 earn 20.00 each. On day 3 A has 50,000 more: 250,000 earn 25.00.
    items = """
        day | account | amount
        3   | A       | 50000
        """
    one = lived(pooled(PAIR, items=items, days=3))
    assert shares(one) == {"H": 65_00}


def test_value_balances_are_set_off():
    # Booked on day 1, valued on day 2: 20.00, then 250,000 earn 25.00.
    items = """
        day | value | account | amount
        1   | 2     | A       | 50000
        """
    assert shares(lived(pooled(PAIR, items=items, days=2))) == {"H": 45_00}


def test_the_result_is_posted_on_the_morning_after_its_settlement():
    # 2 to 20 March are 19 days of 20.00; on the 21st H has 300,380.00.
    one = lived(pooled(PAIR, days=20))
    assert [(post.day.day, post.kind, post.subject, post.amount) for post in one.postings] == [
        (21, "pool", "P > H", 380_00)
    ]
    assert one.book["H"][-2:] == [300_000_00, 300_380_00]
    assert one.book["A"][-1] == -100_000_00
    # From the 21st on 200,380.00 are in the pool.
    assert shares(one) == {"H": 20_04}


def test_tiers_of_the_pool_meet_the_net():
    tiers = (
        Rate(terms="own", side="credit", up_to=Decimal(150000), rate="0%"),
        Rate(terms="own", side="credit", rate="3.6%"),
        Rate(terms="own", side="debit", rate="7.2%"),
    )
    assert shares(lived(pooled(PAIR, rates=tiers))) == {"H": 5_00}


# --- who takes part, and when -------------------------------------------------------------------


def test_who_joins_on_a_day_bears_its_own_terms_before():
    # Day 1: H alone in the pool, 30.00, A pays 20.00 itself. Day 2: 200,000 earn 20.00.
    one = lived(pooled(PAIR, (member("H"), member("A", valid_from=on(2))), days=2))
    assert shares(one) == {"H": 50_00}
    assert own(one) == {"A": -20_00}


def test_who_leaves_bears_its_own_terms_from_the_next_day_on():
    one = lived(pooled(PAIR, (member("H"), member("A", valid_until=on(1))), days=3))
    assert shares(one) == {"H": 20_00 + 30_00 + 30_00}
    assert own(one) == {"A": -40_00}


def test_a_header_that_is_no_participant_only_has_the_result():
    # H's own 300,000 earn 30.00 beside the pool; A owes 20.00 in it, and H is charged that.
    one = lived(pooled(PAIR, (member("A"),), allocation="central"))
    assert own(one) == {"H": 30_00}
    assert shares(one) == {"H": -20_00}


def test_two_pools_of_a_structure_do_not_know_each_other():
    scenario = pooled(PAIR, (member("H"),))
    other = NotionalPool(id="Q", structure="pool", header="A", terms="own")
    scenario = replace(
        scenario,
        notional_pools=(*scenario.notional_pools, other),
        notional_members=(member("H"), NotionalMember(pool="Q", account="A")),
    )
    one = lived(scenario)
    assert one.accrued == {("pool", "P > H", "credit"): 30_00, ("pool", "Q > A", "credit"): -20_00}


def test_a_notional_pool_stands_on_top_of_a_physical_one():
    # A's branch B is swept to A, which is then +20,000: C - D = 120,000 - 40,000 = 80,000.
    scenario = pooled(
        """
        account | opening | header | rule         | terms
        H       | 100000  |        |              | own
        A       | 5000    |        |              | own
        B       | 15000   | A      | zero_balance | own
        D       | -40000  |        |              | own
        """,
        (member("H"), member("A"), member("D")),
        allocation="central",
    )
    one = lived(scenario)
    assert one.book["A"] == [20_000_00]
    assert shares(one) == {"H": 8_00}
    assert own(one) == {}


# --- methods ------------------------------------------------------------------------------------


def test_an_advantage_is_what_the_pool_bears_beyond_its_participants():
    # Alone +30.00 and -20.00; the pool would bear 20.00 on 200,000: an advantage of 10.00.
    one = lived(pooled(PAIR, method="advantage", allocation="central"))
    assert own(one) == {"H": 30_00, "A": -20_00}
    assert shares(one) == {"H": 10_00}


def test_an_advantage_is_exact_although_each_side_is_rounded_for_itself():
    # 0.05 on either side, 36 %: 0.005 fen each, which round to nothing; the advantage is zero.
    one = pooled(
        """
        account | opening | terms
        H       | 0.05    | own
        A       | -0.05   | own
        """,
        method="advantage",
        rates=rates("own", "36%", "36%"),
    )
    assert shares(lived(one)) == {}


def test_participants_with_other_day_counts_are_set_against_the_pool_exactly():
    # The pool: 365,000 x 3.6 % / 360 = 36.50. H alone, on 365 days: 36.00. Advantage 0.50.
    one = pooled(
        """
        account | opening | terms
        H       | 365000  | long
        """,
        method="advantage",
        own=(Terms(id="own"), Terms(id="long", day_count="ACT/365F")),
        rates=(*ROUND, *rates("long", "3.6%", "7.2%")),
    )
    assert shares(lived(one)) == {"H": 50}


ENHANCED = (
    Rate(terms="better", side="credit", up_to=Decimal(100000), rate="3.6%"),
    Rate(terms="better", side="credit", rate="5.4%"),
)


def test_an_enhancement_lets_credit_balances_meet_the_tiers_together():
    # 80,000 + 60,000 + A's overdraft, which has no better rate: 40,000 earn 1.8 % more: 2.00.
    one = pooled(
        """
        account | opening | terms
        H       | 80000   | own
        B       | 60000   | own
        A       | -50000  | own
        """,
        method="enhance",
        terms="better",
        own=(Terms(id="own"), Terms(id="better")),
        rates=(*ROUND, *ENHANCED),
    )
    found = lived(one)
    assert own(found) == {"H": 8_00, "B": 6_00, "A": -10_00}
    # 8/14 and 6/14 of 2.00: 1.142... and 0.857...
    assert shares(found) == {"H": 1_14, "B": 86}


def test_an_enhancement_below_the_participants_own_rates_costs_them():
    one = pooled(
        PAIR,
        method="enhance",
        terms="better",
        own=(Terms(id="own"), Terms(id="better")),
        rates=(*ROUND, Rate(terms="better", side="credit", rate="1.8%")),
    )
    assert shares(lived(one)) == {"H": -15_00}


# --- allocation ---------------------------------------------------------------------------------

FOUR_NUMBERS = """
    account | opening | terms
    H       | 30000   | own
    B       | 10000   | own
    A       | -10000  | own
    """


@pytest.mark.parametrize(
    ("allocation", "expected"),
    [
        # C - D = 30,000 earn 3.00.
        ("central", {"H": 300}),
        ("even", {"H": 100, "B": 100, "A": 100}),
        ("even_to_positive", {"H": 150, "B": 150}),
        ("fair_share", {"H": 225, "B": 75}),
        ("reverse_fair_share", {"A": 300}),
        ("absolute_pro_rata", {"H": 180, "B": 60, "A": 60}),
    ],
)
def test_a_result_is_shared_as_its_allocation_says(
    allocation: Allocation, expected: dict[str, int]
):
    assert shares(lived(pooled(FOUR_NUMBERS, allocation=allocation))) == expected


def test_a_result_is_shared_by_agreed_percentages():
    agreed = (member("H", share="50%"), member("B", share="33.3%"), member("A", share="16.7%"))
    # 3.00 x 0.5, 0.333, 0.167 = 1.50, 0.999, 0.501: the left-over fen goes to B.
    one = pooled(FOUR_NUMBERS, agreed, allocation="agreed")
    assert shares(lived(one)) == {"H": 150, "B": 100, "A": 50}


def test_left_over_units_go_to_the_lower_account_of_equal_remainders():
    # 1.00 among three: 0.34 to A, the first by its id. A loss is shared the same way.
    accounts = """
        account | opening | terms
        H       | {0}10000  | own
        B       | 0       | own
        A       | 0       | own
        """
    gain = pooled(accounts.format(""), allocation="even")
    assert shares(lived(gain)) == {"A": 34, "B": 33, "H": 33}
    loss = pooled(accounts.format("-"), allocation="even", rates=rates("own", "0%", "3.6%"))
    assert shares(lived(loss)) == {"A": -34, "B": -33, "H": -33}


@pytest.mark.parametrize("allocation", ["fair_share", "even_to_positive"])
def test_a_result_over_nobody_is_the_header_s(allocation: Allocation):
    accounts = """
        account | opening | terms
        H       | -10000  | own
        A       | -20000  | own
        """
    assert shares(lived(pooled(accounts, allocation=allocation))) == {"H": -6_00}


def test_shares_follow_the_interest_numbers_of_the_whole_period():
    # B has 10,000 on day 1 and 50,000 on day 2: its number 60,000 beside H's 60,000.
    items = """
        day | account | amount
        2   | B       | 40000
        """
    one = pooled(FOUR_NUMBERS, items=items, days=2)
    # 3.00 and 7.00 of result, half each.
    assert shares(lived(one)) == {"B": 5_00, "H": 5_00}


def test_even_shares_count_the_days_in_the_pool():
    members = (member("H"), member("B", valid_from=on(3)))
    one = pooled(FOUR_NUMBERS, members, allocation="even", days=4)
    # 3.00 + 3.00 + 4.00 + 4.00; H was in it for four days, B for two.
    assert shares(lived(one)) == {"H": 933, "B": 467}


def test_a_settled_period_s_weights_are_forgotten():
    # Until the 20th B has nothing; on the 21st it has as much as H: half of the new result.
    items = """
        day | account | amount
        20  | B       | 30000
        """
    accounts = """
        account | opening | terms
        H       | 30000   | own
        B       | 0       | own
        """
    one = lived(pooled(accounts, items=items, days=20))
    assert [(post.subject, post.amount) for post in one.postings] == [("P > H", 57_00)]
    # 60,057.00 earn 6.0057: 30,057 / 60,057 of 6.01 is 3.0079, B has 3.0021.
    assert shares(one) == {"H": 301, "B": 300}


def test_interest_of_nothing_forgets_weights_as_well():
    # Zero rates until the 21st: nothing is settled on the 20th, and what B had no longer counts.
    items = """
        day | account | amount
        20  | B       | -30000
        """
    accounts = """
        account | opening | terms
        H       | 30000   | own
        B       | 30000   | own
        """
    dated = (
        *rates("own", "0%", "0%"),
        replace(ROUND[0], valid_from=on(20)),
    )
    assert shares(lived(pooled(accounts, items=items, days=20, rates=dated))) == {"H": 300}


def test_a_carried_remainder_is_shared_with_the_next_settlement():
    # 15.00 x 0.01 % = 0.15 fen a day; 19 days are 2.85: 3 is posted, -0.15 carried.
    accounts = """
        account | opening | terms
        H       | 15      | own
        """
    terms = (Terms(id="own", carry_remainder=True),)
    one = lived(pooled(accounts, days=24, own=terms))
    assert [post.amount for post in one.postings] == [3]
    # 5 days from the 21st on 15.03: 0.7515 - 0.15 = 0.60: 1.
    assert shares(one) == {"H": 1}
    assert shares(lived(pooled(accounts, days=23, own=terms))) == {}

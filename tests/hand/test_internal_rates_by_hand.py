"""Notional pools shared by internal rates, by hand: balance x rate x days / basis, in fen; the
header has the rest."""

from decimal import Decimal

from tests.hand.notional import ROUND, member, own, pooled, rates, shares
from tests.hand.tables import lived
from treasury.interest import Terms

FOUR_NUMBERS = """
    account | opening | terms
    H       | 30000   | own
    B       | 10000   | own
    A       | -10000  | own
    """
WITHIN = (*ROUND, *rates("within", "1.8%", "5.4%"))
"""Half a hundredth and one and a half hundredths of a per cent a day between the members."""
PRICED = (Terms(id="own"), Terms(id="within"))


def test_each_has_what_its_balance_bears_at_internal_rates_and_the_header_the_rest():
    # C - D = 30,000 earn 3.00. B: 10,000 x 1.8 % / 360 = 0.50; A: 10,000 x 5.4 % / 360 = 1.50.
    # H: 3.00 - 0.50 + 1.50 = 4.00.
    one = pooled(FOUR_NUMBERS, allocation="rate_based", internal_terms="within",
                 own=PRICED, rates=WITHIN)  # fmt: skip
    assert shares(lived(one)) == {"B": 50, "A": -1_50, "H": 4_00}


def test_what_the_header_keeps_may_be_below_zero():
    # A result of 3.00 at 3.6 %; B has 10,000 x 36 % / 360 = 10.00, A pays nothing: H -7.00.
    dear = (*ROUND, *rates("within", "36%", "0%"))
    one = pooled(FOUR_NUMBERS, allocation="rate_based", internal_terms="within",
                 own=PRICED, rates=dear)  # fmt: skip
    assert shares(lived(one)) == {"B": 10_00, "H": -7_00}


def test_a_participant_may_have_internal_rates_of_its_own():
    # A at the pool's internal 5.4 %: -1.50. B at 7.2 %: 10,000 x 7.2 % / 360 = 2.00.
    better = (*WITHIN, *rates("better", "7.2%", "7.2%"))
    members = (member("H"), member("A"), member("B", internal_terms="better"))
    one = pooled(FOUR_NUMBERS, members, allocation="rate_based", internal_terms="within",
                 own=(*PRICED, Terms(id="better")), rates=better)  # fmt: skip
    assert shares(lived(one)) == {"A": -1_50, "B": 2_00, "H": 2_50}


def test_every_share_is_rounded_once_and_the_header_has_what_rounding_leaves():
    # B: 100 x 1.8 % / 360 = 0.005 a day, 0.01 after rounding half up, as D. H: 200 x 3.6 % / 360
    # = 0.02 for the pool, less 0.02.
    accounts = """
        account | opening | terms
        B       | 100     | own
        D       | 100     | own
        H       | 0       | own
        """
    one = pooled(accounts, allocation="rate_based", internal_terms="within",
                 own=PRICED, rates=WITHIN)  # fmt: skip
    assert shares(lived(one)) == {"B": 1, "D": 1}


def test_shares_that_meet_are_settled_though_the_pool_bears_nothing():
    # C = D = 10,000: nothing is left. B earns 0.50, A pays 1.50; H keeps 1.00.
    accounts = """
        account | opening | terms
        H       | 0       | own
        B       | 10000   | own
        A       | -10000  | own
        """
    one = lived(pooled(accounts, days=20, allocation="rate_based", internal_terms="within",
                       own=PRICED, rates=WITHIN))  # fmt: skip
    # 19 days until the 20th.
    assert [(post.subject, post.amount) for post in one.postings] == [
        ("P > A", -28_50), ("P > B", 9_50), ("P > H", 19_00)
    ]  # fmt: skip
    assert one.book["A"][-1] == -10_028_50


def test_an_overdraft_beyond_its_cap_has_no_part_in_the_internal_rates():
    # 6,000 of A's overdraft are in the pool: 0.90; the other 4,000 cost it 0.80 itself.
    # C - D = 34,000: 3.40; B 0.50; H 3.40 - 0.50 + 0.90 = 3.80.
    members = (member("H"), member("A", debit_cap=Decimal(6000)), member("B"))
    one = lived(pooled(FOUR_NUMBERS, members, allocation="rate_based", internal_terms="within",
                       own=PRICED, rates=WITHIN))  # fmt: skip
    assert shares(one) == {"A": -90, "B": 50, "H": 3_80}
    assert own(one) == {"A": -80}


def test_a_carried_remainder_of_a_share_stays_its_own():
    # B: 15 x 1.8 % / 360 = 0.075 fen a day, 19 days 1.425: 1 is settled, 0.425 carried; the pool's
    # 0.15 a day make 2.85: 3. From the 21st B bears on 15.01: 4 days 0.30: 0.725: 1 more.
    accounts = """
        account | opening | terms
        H       | 0       | own
        B       | 15      | own
        """
    terms = (Terms(id="own", carry_remainder=True), Terms(id="within"))
    one = lived(pooled(accounts, days=23, allocation="rate_based", internal_terms="within",
                       own=terms, rates=WITHIN))  # fmt: skip
    assert [(post.subject, post.amount) for post in one.postings] == [("P > B", 1), ("P > H", 2)]
    assert shares(one) == {"B": 1, "H": -1}

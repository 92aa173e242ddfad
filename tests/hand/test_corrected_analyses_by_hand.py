"""Account analyses that are settled anew, written as the hand calculation, in fen.

Days count from 1, Monday 2 March 2026. The credit rate is 3.65 % on 365 days: 0.01 a day on 100.00.
A period ends at the close of the 4th: the first has days 1 to 3, and what it makes due is charged
at the opening of day 4. A flat fee of 1.00 is of the 3rd, day 2. What is late is known on day 10
unless said otherwise.
"""

from dataclasses import replace
from fractions import Fraction

from tests.hand.back_value import correct, correct_in_turn, correct_terms, posted, touched
from tests.hand.tables import on
from tests.hand.test_account_analysis_by_hand import RATE, analysed, flat
from treasury.fees import FeeTerm
from treasury.rates import Rate
from treasury.scenario import Scenario

HEAD = "value | account | amount\n"
RECEIPT = HEAD + "1 | A | 1000"
UNUSED = FeeTerm(
    fee="unused", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=5,
    analysis="AN",
)  # fmt: skip
"""On what A does not use of its 9,000.00: 0.01 a day on 1,000.00, charged on the 5th, day 4."""


def small(**given: object) -> Scenario:
    """A has 600.00 and B 400.00: 3 x 1,000 x 0.0001 = 0.30 against 1.00, and 0.70 is charged."""
    return analysed(600, 400, days=given.pop("days", 12), **given)


def test_a_late_receipt_earned_credit_and_what_was_charged_too_much_comes_back():
    # 3 x 2,000 x 0.0001 = 0.60: 0.40 is right to charge.
    found = correct(small(), RECEIPT, 10)
    assert touched(found) == [("A", "account analysis", 4, -70, -40)]
    assert posted(found, "delta") == [("A", "late", 1, 1000_00), ("A", "difference", 4, 30)]
    assert posted(found, "full")[1:] == [("A", "reversal", 4, 70), ("A", "replayed", 4, -40)]


def test_a_late_debit_took_credit_away_and_what_was_charged_too_little_is_charged():
    # A is 400.00 overdrawn on days 2 and 3, and counts nothing: 1,000 + 400 + 400 = 0.18.
    found = correct(small(), HEAD + "2 | A | -1000", 10)
    assert touched(found) == [("A", "account analysis", 4, -70, -82)]
    assert posted(found, "delta")[1:] == [("A", "difference", 4, -12)]


def test_a_charge_that_was_not_due_may_be_right():
    # 3.00 covered the fee; with A overdrawn, B's 2,000 earn 0.60: 0.40 lacks.
    found = correct(analysed(8000, 2000, days=12), HEAD + "1 | A | -9500", 10)
    assert touched(found) == [("A", "account analysis", 4, 0, -40)]
    assert posted(found, "full")[1:] == [("A", "replayed", 4, -40)]


def two_periods() -> Scenario:
    """1,000.00 earn 0.30 against 0.20 in the first period, and 0.10 is carried; in the second, days
    4 to 34, 31 x 0.10 = 3.10 against 0.20 and 3.05: 0.05 is charged on day 35."""
    once = flat("3.05", id="G", every="once", day=1, date=on(20))
    return analysed(1000, days=40, fees=(flat("0.20"), once))


def test_what_was_carried_from_a_corrected_period_pays_the_next():
    # 100.00 more on days 1 to 3: 0.33, and 0.13 is carried: 3.25 - 3.10 - 0.13 = 0.02.
    found = correct(two_periods(), HEAD + "1 | A | 100\n4 | A | -100", 38)
    assert touched(found) == [("A", "account analysis", 35, -5, -2)]


def test_a_charge_that_is_not_right_at_all_is_taken_back():
    # 1,100.00 all the time: 0.33 - 0.20 = 0.13, 31 x 0.11 = 3.41, and 0.29 is left.
    found = correct(two_periods(), HEAD + "1 | A | 100", 38)
    assert touched(found) == [("A", "account analysis", 35, -5, 0)]
    assert posted(found, "delta")[1:] == [("A", "difference", 35, 5)]


def test_what_is_due_and_not_charged_yet_is_open():
    # Due since day 4, charged on the 15th, day 14: known on day 10 it is not posted.
    found = correct(small(days=20, charge_day=15), RECEIPT, 10)
    assert touched(found) == [("A", "account analysis", "open", -70, -40)]
    assert posted(found, "delta") == [("A", "late", 1, 1000_00)]
    # Known on day 14, it is posted at that opening.
    found = correct(small(days=20, charge_day=15), RECEIPT, 14)
    assert touched(found) == [("A", "account analysis", 14, -70, -40)]


def test_a_period_that_is_open_takes_the_corrected_balances():
    # Known on day 3, before the period is closed: 0.30 or 0.60 against 1.00 would be due.
    found = correct(small(), RECEIPT, 3)
    assert touched(found) == [("A", "account analysis", "open", -70, -40)]


def test_a_reserve_that_was_another_one():
    # 0.30 less a tenth is 0.27: 0.73 was charged, 0.70 is right.
    found = correct_terms(small(reserve_share="10%"), small(), 10)
    assert touched(found) == [("A", "account analysis", 4, -73, -70)]


def test_a_credit_rate_that_was_another_one_from_a_day_on():
    # 0.10 + 0.10 + 0.20 = 0.40: 0.60 is right.
    twice = Rate(terms="ecr", side="credit", rate="7.3%", valid_from=on(3))
    found = correct_terms(small(), small(rates=(RATE, twice)), 10)
    assert touched(found) == [("A", "account analysis", 4, -70, -60)]


def test_overdrawn_accounts_that_should_have_been_set_off():
    # 3 x 8,000 = 2.40 covered 2.00; 3 x 6,000 = 1.80 does not. Open, 7 days: no fees, none due.
    known, right = (
        analysed(8000, -2000, fee="2.00", days=12, negative=way) for way in ("zero", "offset")
    )
    assert touched(correct_terms(known, right, 10)) == [("A", "account analysis", 4, 0, -20)]


def test_credit_that_should_have_been_lost():
    # 0.10 was carried into the second period: 3.25 - 3.10 = 0.15 without it.
    known = two_periods()
    lost = tuple(replace(one, excess="lost") for one in known.account_analyses)
    found = correct_terms(known, replace(known, account_analyses=lost), 38)
    assert touched(found) == [("A", "account analysis", 35, -5, -15)]


def test_a_fee_by_terms_that_goes_through_an_analysis_changes_its_period():
    # A is 1,000.00 overdrawn: 8,000 x 3 x 0.001 % = 0.24. With 500.00: 8,500 x 3 = 0.255, 0.26.
    found = correct(
        analysed(-1000, fees=(), fee_terms=(UNUSED,), days=12), HEAD + "1 | A | 500", 10
    )
    assert touched(found) == [
        ("A", "account analysis", 4, -24, -26),
        # Days 4 to 10: 7,999.76 x 7 x 0.001 % = 0.55998; right 8,499.74 x 7 = 0.59498.
        ("A", "account analysis", "open", -56, -59),
    ]


def test_a_fee_that_was_charged_at_once_and_goes_through_the_analysis():
    # 0.24 was charged; B's 400.00 earn 0.12 of it: 0.12 is right to charge.
    at_once = replace(UNUSED, analysis=None)
    known, right = (
        analysed(-1000, 400, fees=(), fee_terms=(fee,), days=12) for fee in (at_once, UNUSED)
    )
    found = correct_terms(known, right, 10)
    assert touched(found) == [
        ("A", "fee", 4, -24, 0),
        ("A", "account analysis", 4, 0, -12),
        # Open: 7,999.76 x 7 x 0.001 % = 0.56 of fee; it is of the period, of which 0.28 is earned.
        ("A", "fee", "open", -56, 0),
        ("A", "account analysis", "open", 0, -28),
    ]


def test_a_fee_whose_account_was_not_to_be_analysed_is_charged_at_once():
    known, right = (
        analysed(-1000, 400, fees=(), fee_terms=(fee,), days=12)
        for fee in (UNUSED, replace(UNUSED, analysis=None))
    )
    found = correct_terms(known, right, 10)
    assert touched(found)[:2] == [("A", "fee", 4, 0, -24), ("A", "account analysis", 4, -12, 0)]


def test_once_the_analysis_has_ended_its_fee_is_charged_at_once():
    # The last period is settled on day 4: 0.24, and 0.26 is right. On day 35 the fee is charged:
    # 7,999.76 x 31 x 0.001 % = 2.4799, right 8,499.74 x 31: 2.6349, 0.1549938 more.
    known = analysed(-1000, fees=(), fee_terms=(UNUSED,), days=40)
    ended = replace(known.account_analyses[0], valid_until=on(3))
    found = correct(replace(known, account_analyses=(ended,)), HEAD + "1 | A | 500", 36)
    assert touched(found)[:2] == [
        ("A", "account analysis", 4, -24, -26),
        ("A", "fee", 35, -2_48, -2_63),
    ]
    assert found.touched[1].exact == -Fraction("15.49938")
    # Open, days 35 and 36: 7,997.28 x 2 x 0.001 % = 0.1599, right 8,497.11 x 2 = 0.1699.
    assert touched(found)[2:] == [("A", "fee", "open", -16, -17)]


def test_corrections_in_turn_start_from_what_stands():
    # 0.40 stands since day 10; with 1,000.00 more 3 x 3,000 = 0.90: 0.10.
    one, two = correct_in_turn(small(days=25), ((RECEIPT, 10), (RECEIPT, 20)))
    assert touched(one) == [("A", "account analysis", 4, -70, -40)]
    assert touched(two) == [("A", "account analysis", 4, -40, -10)]


def test_what_comes_back_is_collected_from_the_day_of_its_charge():
    # 3 x 4,000 x 0.0001 = 1.20 and not 0.30: 98.80 is right, and 0.90 more stands from day 4 on.
    found = correct(small(fee="100.00"), HEAD + "1 | A | 3000", 10)
    assert touched(found) == [("A", "account analysis", 4, -99_70, -98_80)]
    more = (found.now.value - found.before.value)[:, 0].tolist()
    assert more == [3000_00] * 3 + [3000_90] * 7

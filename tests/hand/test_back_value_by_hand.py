"""Back value written as the hand calculation, in fen.

Day 1 is Monday 2 March 2026. Interest is settled at the close of day 19 (20 March) and posted on
day 20; items are known on day 25 unless said otherwise. 3.6 % is a hundredth of a per cent a day
on a base of 360 days.
"""

from decimal import Decimal
from fractions import Fraction

from tests.hand.back_value import correct, correct_in_turn, posted, touched
from tests.hand.notional import member, pooled
from tests.hand.tables import group, on
from treasury.accounts.ledger import closing
from treasury.correction.correcting import books
from treasury.fees import FeeTerm
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tables import AMOUNT, KIND, TERM_FEE
from treasury.tax import TaxTerm

MONTHLY = Terms(id="own", settles="monthly", settlement_day=20)
CREDIT = Rate(terms="own", side="credit", rate="3.6%")
DEBIT = Rate(terms="own", side="debit", rate="36%")
TIERS = (
    Rate(terms="own", side="credit", rate="3.6%", up_to=Decimal(1010)),
    Rate(terms="own", side="credit", rate="7.2%"),
)


def alone(opening: str, *rates: Rate, **more: object) -> Scenario:
    """One account A with this opening, thirty days of March."""
    accounts = f"account | opening | terms | overdraft\nA | {opening} | own | 1000"
    terms = more.pop("own", MONTHLY)
    return group(accounts, days=30, terms=(terms,), rates=(*rates, DEBIT), **more)


def test_a_late_receipt_fills_a_tier_and_bears_the_next_one():
    # Posted: 1,000.00 x 19 x 0.01 % = 1.90. Right: 10.00 more in the first tier, 10.00 in the
    # second: 190.00 x 0.01 % + 190.00 x 0.02 % = 0.057 more, 1.957.
    found = correct(alone("1000", *TIERS), "value | account | amount\n1 | A | 20", 25)
    first, still_open = found.touched
    assert touched(found)[0] == ("A", "interest", 20, 1_90, 1_96)
    assert first.exact == Fraction(57, 10)
    # Days 20 to 25, six of them: 1,001.90 x 6 x 0.01 % = 0.60114; right with the six fen that are
    # posted today with value day 20: 1,010.00 x 6 x 0.01 % + 11.96 x 6 x 0.02 % = 0.620352.
    assert touched(found)[1] == ("A", "interest", "open", 60, 62)
    assert still_open.exact == Fraction("1.9212")
    assert posted(found, "delta") == [("A", "late", 1, 20_00), ("A", "difference", 20, 6)]
    assert posted(found, "full") == [
        ("A", "late", 1, 20_00),
        ("A", "reversal", 20, -1_90),
        ("A", "replayed", 20, 1_96),
    ]


def test_a_late_debit_makes_an_overdraft_in_the_past():
    # Posted: 100.00 x 19 x 0.01 % = 0.19. Right: nine days of 100.00 in credit, 0.09; ten days of
    # 50.00 overdrawn at 0.1 % a day, 0.50 charged.
    found = correct(alone("100", CREDIT), "value | account | amount\n10 | A | -150", 25)
    assert touched(found)[:2] == [("A", "interest", 20, 19, 9), ("A", "interest", 20, 0, -50)]
    # Days 20 to 25: in credit 100.19 x 6 x 0.01 % = 0.060114 was to come; right is an overdraft of
    # 50.00 + 0.10 + 0.50 - 0.19 = 50.41 - hence 50.41 x 6 x 0.1 % = 0.30246.
    assert touched(found)[2:] == [
        ("A", "interest", "open", 6, 0),
        ("A", "interest", "open", 0, -30),
    ]
    assert posted(found, "delta")[1:] == [
        ("A", "difference", 20, -10),
        ("A", "difference", 20, -50),
    ]


def test_what_rounding_left_over_is_in_the_difference():
    # 523.16 x 19 x 0.01 % = 0.994004, posted 0.99. 2.00 more: 0.0038, by itself rounded to nothing;
    # with the 0.004004 that were left over then it is 0.997804 - 0.99, rounded as the whole: 0.01.
    found = correct(alone("523.16", CREDIT), "value | account | amount\n1 | A | 2", 25)
    assert touched(found)[0] == ("A", "interest", 20, 99, 1_00)
    assert found.touched[0].exact == Fraction(38, 100)


def test_a_posting_whose_numbers_change_and_whose_amount_does_not_is_told():
    # 500.00 x 19 x 0.01 % = 0.95; 1.00 more makes 0.9519, still 0.95.
    found = correct(alone("500", CREDIT), "value | account | amount\n1 | A | 1", 25)
    assert touched(found)[0] == ("A", "interest", 20, 95, 95)
    assert posted(found, "delta") == [("A", "late", 1, 1_00)]
    assert posted(found, "full")[1:] == [("A", "reversal", 20, -95), ("A", "replayed", 20, 95)]


def test_a_carried_remainder_is_corrected_with_the_settlement_it_came_from():
    # Carried: 523.16 x 19 days leaves 0.4004 fen over. Corrected: 0.997804 is posted as 1.00, and
    # 0.2196 fen too much is carried. Open, days 20 to 25: 524.15 x 6 x 0.01 % = 0.31449 + 0.004004.
    own = Terms(id="own", settles="monthly", settlement_day=20, carry_remainder=True)
    found = correct(alone("523.16", CREDIT, own=own), "value | account | amount\n1 | A | 2", 25)
    assert touched(found)[0] == ("A", "interest", 20, 99, 1_00)
    # Right: 526.16 x 6 x 0.01 % = 0.315696 - 0.002196 = 0.3135, rounded 0.31, before 0.318494.
    assert touched(found)[1] == ("A", "interest", "open", 32, 31)


def test_a_fee_charged_once_on_a_later_day_is_not_open_before_it():
    # 300.00 x 0.2 % = 0.60 are due on day 27; the correction is of day 25, or of day 27 itself.
    facility = FeeTerm(
        fee="facility", base="credit_line", credit_line="line-A", rate="0.2%", every="once",
        date=on(27),
    )  # fmt: skip
    one = group("account | opening | line\nA | 100 | 300", days=30, fee_terms=(facility,))
    before = correct(one, "value | account | amount\n1 | A | 1", 25)
    assert before.now.levied.tolist() == before.before.levied.tolist() == [0]
    assert touched(before) == []
    on_its_day = correct(one, "value | account | amount\n1 | A | 1", 27)
    assert on_its_day.now.levied.tolist() == [0]
    charges = on_its_day.now.events[on_its_day.now.events[:, KIND] == TERM_FEE]
    assert charges[:, AMOUNT].tolist() == [-60]


def test_interest_of_the_present_period_takes_the_corrected_balance_and_nothing_is_posted():
    # Known on day 10, before anything is settled: ten days of 20.00 more, 0.02.
    found = correct(alone("1000", CREDIT), "value | account | amount\n1 | A | 20", 10)
    assert touched(found) == [("A", "interest", "open", 1_00, 1_02)]
    assert posted(found, "delta") == posted(found, "full") == [("A", "late", 1, 20_00)]


def test_what_is_settled_tonight_is_not_posted_yet():
    scenario = alone("1000", CREDIT)
    for known, when in ((19, "open"), (20, 20)):
        found = correct(scenario, "value | account | amount\n1 | A | 20", known)
        assert touched(found)[0] == ("A", "interest", when, 1_90, 1_94)


def test_a_second_correction_posts_only_what_its_own_items_change():
    # On day 22 it is known that 20.00 came on day 1: 1.957 in place of 1.90, so 0.06 is posted (see
    # above). On day 25, that 20.00 left on day 11. Right are 1,010.00 x 10 x 0.01 % = 1.01 and
    # 10.00 x 10 x 0.02 % = 0.02 up to day 10, and 1,000.00 x 9 x 0.01 % = 0.90 after it: 1.93.
    one, two = correct_in_turn(
        alone("1000", *TIERS),
        (
            ("value | account | amount\n1 | A | 20", 22),
            ("value | account | amount\n11 | A | -20", 25),
        ),
    )
    assert touched(one)[0] == ("A", "interest", 20, 1_90, 1_96)
    assert touched(two)[0] == ("A", "interest", 20, 1_96, 1_93)
    assert two.touched[0].exact == Fraction(-27, 10)
    # Days 20 to 25 were to bear 0.620352 (see above); right are 1,001.93 x 6 x 0.01 % = 0.601158.
    assert touched(two)[1] == ("A", "interest", "open", 62, 60)
    assert posted(two, "delta") == [("A", "late", 11, -20_00), ("A", "difference", 20, -3)]
    assert posted(two, "full")[1:] == [("A", "reversal", 20, -1_96), ("A", "replayed", 20, 1_93)]


def test_what_is_posted_after_a_correction_knows_its_items():
    # Known on day 10: 20.00 from day 1. On day 20 the bank posts 1,020.00 x 19 x 0.01 % = 1.938,
    # 1.94. On day 25: 20.00 more from day 1 make 1.976, 1.98. Without the first they were 1.94.
    one, two = correct_in_turn(
        alone("1000", CREDIT),
        (
            ("value | account | amount\n1 | A | 20", 10),
            ("value | account | amount\n1 | A | 20", 25),
        ),
    )
    assert touched(one) == [("A", "interest", "open", 1_00, 1_02)]
    assert touched(two)[0] == ("A", "interest", 20, 1_94, 1_98)


POOL = """
    account | opening | header | rule         | entity | terms
    HQ      | 0       |        |              | HQ     | own
    S       | 100     | HQ     | zero_balance | Sub    | own
    """


def test_what_became_known_late_is_not_swept():
    # 100.00 went up on day 1 and stays up; 20.00 x 19 x 0.01 % = 0.038 for S, nothing for HQ.
    scenario = group(POOL, days=30, terms=(MONTHLY,), rates=(CREDIT, DEBIT))
    found = correct(scenario, "value | account | amount\n1 | S | 20", 25)
    assert touched(found) == [
        ("S", "interest", 20, 0, 4),
        ("S", "interest", "open", 0, 1),  # 20.04 x 6 x 0.01 % = 0.012024
    ]
    assert posted(found, "delta") == [("S", "late", 1, 20_00), ("S", "difference", 20, 4)]


def test_the_tax_on_corrected_interest_is_corrected():
    # 10 % of 1.90 is 0.19; of 1.96, 0.196, rounded 0.20.
    tax = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    scenario = alone("1000", *TIERS, tax_terms=(tax,))
    found = correct(scenario, "value | account | amount\n1 | A | 20", 25)
    assert touched(found)[:2] == [
        ("A", "interest", 20, 1_90, 1_96),
        ("A", "tax", 20, -19, -20),
    ]
    assert posted(found, "full")[1:] == [
        ("A", "reversal", 20, -1_90),
        ("A", "replayed", 20, 1_96),
        ("A", "reversal", 20, 19),
        ("A", "replayed", 20, -20),
    ]


def test_the_commitment_fee_on_an_overdraft_that_was_used_after_all_is_corrected():
    # Charged: 1,000.00 undrawn x 19 x 0.001 % = 0.19. Right: nine days of that, then 500.00 undrawn
    # for ten: 14,000.00 x 0.001 % = 0.14.
    fee = FeeTerm(
        fee="commitment", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=21
    )
    scenario = alone("100", fee_terms=(fee,))
    found = correct(scenario, "value | account | amount\n10 | A | -600", 25)
    # 36 % on 500.00 for ten days: 5.00 charged.
    assert touched(found)[:2] == [("A", "interest", 20, 0, -5_00), ("A", "fee", 20, -19, -14)]
    assert posted(found, "delta")[2:] == [("A", "difference", 20, 5)]


def test_a_share_of_a_pool_that_turns_is_taken_from_what_was_earned_and_is_paid():
    # H +100.00 and B -50.00: 50.00 in credit x 19 x 0.01 % = 0.095, to the header: 0.10 (half up).
    # Late -100.00 on H: 50.00 overdrawn x 19 x 0.02 % = 0.19 to pay.
    accounts = "account | opening | terms\nH | 100 | own\nB | -50 | own"
    scenario = pooled(
        accounts, (member("H"), member("B")), days=30, own=(MONTHLY,), allocation="central",
        method="net", offset="100%",
    )  # fmt: skip
    found = correct(scenario, "value | account | amount\n1 | H | -100", 25)
    assert touched(found)[0] == ("H", "interest", 20, 10, -19)
    assert posted(found, "delta")[1:] == [
        ("H", "difference", 20, -10),
        ("H", "difference", 20, -19),
    ]
    ends = [dict(zip((one.name for one in each.accounts), closing(each).tolist(), strict=True))
            for each in (books(found, "delta").ledger, books(found, "full").ledger)]  # fmt: skip
    assert ends[0] == ends[1]
    assert ends[0]["HQ:interest_earned:HQ:CNY"] == 10
    assert ends[0]["HQ:interest_paid:HQ:CNY"] == 19
    assert ends[0]["HQ:bank:H:CNY"] == -100_29

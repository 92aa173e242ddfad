"""Terms that were other than a run knew, and what is posted, written as the hand calculation.

Day 1 is Monday 2 March 2026. Interest is settled at the close of day 19 (20 March) and posted on
day 20; what is right is known on day 25, in fen. 3.6 % is a hundredth of a per cent a day on a
base of 360 days.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.hand.back_value import correct_terms, late, posted, touched
from tests.hand.notional import ROUND, member, overlaid, pooled, quoted, rates
from tests.hand.tables import group, on
from tests.hand.test_back_value_by_hand import CREDIT, DEBIT, MONTHLY, alone
from treasury.accounts.chart import Entity
from treasury.accounts.ledger import balances, closing
from treasury.checks import check_correction
from treasury.correction.correcting import Books, books, corrected
from treasury.fees import FeeTerm
from treasury.interest import AgreedDeposit, Terms
from treasury.plan.resolve import resolve
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tax import TaxTerm

TWICE = replace(CREDIT, rate="7.2%", valid_from=on(11))
"""The credit rate doubles on day 11."""


def ends(found: Books) -> dict[str, int]:
    """What the entries have moved in all, by ledger account."""
    totals = closing(found.ledger).tolist()
    named = (one.name for one in found.ledger.accounts)
    return {name: total for name, total in zip(named, totals, strict=True) if total}


def test_a_rate_that_was_raised_in_time_is_paid_from_its_day():
    # Posted: 1,000.00 x 19 x 0.01 % = 1.90. Right: ten days of that, and nine at 0.02 %: 2.80.
    found = correct_terms(alone("1000", CREDIT), alone("1000", CREDIT, TWICE), 25)
    assert touched(found)[0] == ("A", "interest", 20, 1_90, 2_80)
    assert found.touched[0].exact == Fraction(90)
    # Open, six days: 1,001.90 x 6 x 0.01 % = 0.60114; right 1,002.80 x 6 x 0.02 % = 1.20336.
    assert touched(found)[1:] == [("A", "interest", "open", 60, 1_20)]
    assert posted(found, "delta") == [("A", "difference", 20, 90)]
    assert posted(found, "full") == [("A", "reversal", 20, -1_90), ("A", "replayed", 20, 2_80)]


def test_a_version_more_that_bears_the_same_changes_nothing():
    same = replace(CREDIT, valid_from=on(11))
    found = correct_terms(alone("1000", CREDIT), alone("1000", CREDIT, same), 25)
    assert found.touched == () and books(found, "full").lines == ()


def test_right_terms_and_late_items_are_corrected_together():
    # 1,020.00 x 10 x 0.01 % + 1,020.00 x 9 x 0.02 % = 1.02 + 1.836 = 2.856.
    table = "value | account | amount\n1 | A | 20"
    found = correct_terms(alone("1000", CREDIT), alone("1000", CREDIT, TWICE), 25, table)
    assert touched(found)[0] == ("A", "interest", 20, 1_90, 2_86)
    assert posted(found, "delta") == [("A", "late", 1, 20_00), ("A", "difference", 20, 96)]


def test_a_late_item_after_right_terms_bears_the_right_rate():
    # Day 22: 2.80 in place of 1.90. Day 25: 20.00 from day 11 bear nine days at 0.02 %: 0.036 more.
    scenario = alone("1000", CREDIT)
    plan, right = (
        resolve(each, "pool", "pool") for each in (scenario, alone("1000", CREDIT, TWICE))
    )
    projection = simulate(plan)
    one = corrected(plan, projection, (), 21, right=right)
    items = late("value | account | amount\n11 | A | 20", 25)
    two = corrected(plan, projection, items, 24, after=one)
    assert touched(two)[0] == ("A", "interest", 20, 2_80, 2_84)
    assert posted(two, "delta") == [("A", "late", 11, 20_00), ("A", "difference", 20, 4)]
    assert all(check.passed is not False for check in check_correction(two, projection))


def test_an_index_that_was_published_otherwise_is_used_as_it_was():
    # The index was 3.6 % on day 1, and not 1.8 %: 1.90 in place of 0.95.
    follows = Rate(terms="own", side="credit", rate="IX")

    def published(rate: str) -> Scenario:
        return alone(
            "1000", follows, indices=(Index(id="IX", oldest=60),),
            index_rates=(IndexRate(index="IX", date=on(1), rate=rate),),
        )  # fmt: skip

    found = correct_terms(published("1.8%"), published("3.6%"), 25)
    assert touched(found)[0] == ("A", "interest", 20, 95, 1_90)


def test_an_account_that_bears_by_other_terms_is_paid_by_those():
    other = Terms(id="other", settles="monthly", settlement_day=20)
    better = Rate(terms="other", side="credit", rate="7.2%")
    worse = Rate(terms="other", side="debit", rate="72%")
    scenario = alone("1000", CREDIT, better, worse)
    scenario = replace(scenario, terms=(*scenario.terms, other))
    right = replace(
        scenario, accounts=tuple(replace(one, terms="other") for one in scenario.accounts)
    )
    assert touched(correct_terms(scenario, right, 25))[0] == ("A", "interest", 20, 1_90, 3_80)


def test_another_settlement_day_takes_back_a_posting_and_makes_another():
    # Settled on the 10th (day 9): 0.90 posted on day 10; what is left is open on day 25.
    sooner = replace(MONTHLY, settlement_day=10)
    found = correct_terms(alone("1000", CREDIT), alone("1000", CREDIT, own=sooner), 25)
    assert touched(found) == [
        ("A", "interest", 10, 0, 90),
        ("A", "interest", 20, 1_90, 0),
        # 1,000.90 x 16 x 0.01 % = 1.60144 in place of 1,001.90 x 6 x 0.01 % = 0.60114.
        ("A", "interest", "open", 60, 1_60),
    ]
    assert posted(found, "full") == [
        ("A", "replayed", 10, 90),
        ("A", "reversal", 20, -1_90),
    ]


def test_an_agreed_deposit_that_was_never_entered_is_paid():
    # 400.00 x 19 x 0.01 % + 600.00 x 19 x 0.02 % = 0.76 + 2.28.
    contract = AgreedDeposit(account="A", basic_amount=Decimal(400), rate="7.2%")
    right = alone("1000", CREDIT, agreed_deposits=(contract,))
    found = correct_terms(alone("1000", CREDIT), right, 25)
    assert touched(found)[0] == ("A", "interest", 20, 1_90, 3_04)


def test_a_tax_at_another_rate_and_one_that_nobody_knew_are_charged():
    # 10 % of 1.90 is 0.19, 20 % 0.38; without a tax nothing was charged.
    ten, twenty = (TaxTerm(tax="WHT", base="bank_interest", rate=rate) for rate in ("10%", "20%"))
    none, one, two = (alone("1000", CREDIT, tax_terms=terms) for terms in ((), (ten,), (twenty,)))
    assert touched(correct_terms(one, two, 25))[0] == ("A", "tax", 20, -19, -38)
    assert touched(correct_terms(none, one, 25))[0] == ("A", "tax", 20, 0, -19)
    undue = correct_terms(one, none, 25)
    assert touched(undue)[0] == ("A", "tax", 20, -19, 0)
    assert ends(books(undue, "delta")) == ends(books(undue, "full"))


def test_a_minimum_of_a_fee_that_nobody_knew_is_charged():
    # 1,000.00 undrawn x 19 x 0.001 % = 0.19; right is the minimum of 0.50.
    fee = FeeTerm(
        fee="commitment", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=21
    )
    known = alone("100", fee_terms=(fee,))
    right = alone("100", fee_terms=(replace(fee, minimum=Decimal("0.50")),))
    found = correct_terms(known, right, 25)
    assert touched(found)[0] == ("A", "fee", 20, -19, -50)
    assert posted(found, "delta") == [("A", "difference", 20, -31)]


TWO = """
    account | opening | header | rule         | entity
    HQ      | 0       |        |              | HQ
    S       | 100     | HQ     | zero_balance | Sub
    """


def internal(rate: str, **more: object) -> Scenario:
    """100.00 of S lie with HQ from day 1 and bear a rate there."""
    terms = Terms(id="in", settles="monthly", settlement_day=20)
    priced = tuple(Rate(terms="in", side=side, rate=rate) for side in ("credit", "debit"))
    return group(TWO, days=30, pool={"internal_terms": "in"}, terms=(terms,), rates=priced, **more)


def test_internal_interest_is_corrected_in_the_books_of_both_companies():
    # 100.00 x 19 x 0.01 % = 0.19 was added; right is ten times that.
    found = correct_terms(internal("3.6%"), internal("36%"), 25)
    assert touched(found) == [
        ("S", "internal interest", 20, 19, 1_90),
        # Six days of 100.19 at 0.01 % are 0.060114, of 101.90 at 0.1 % 0.6114.
        ("S", "internal interest", "open", 6, 61),
    ]
    assert (
        ends(books(found, "delta"))
        == ends(books(found, "full"))
        == {
            "Sub:position:HQ:CNY": 1_71,
            "Sub:internal_interest_earned:Sub:CNY": -1_71,
            "HQ:position:Sub:CNY": -1_71,
            "HQ:internal_interest_paid:HQ:CNY": 1_71,
        }
    )
    valued = balances(books(found, "delta").ledger, 25, "value")
    assert valued[18].tolist() == [0] * valued.shape[1], "they count from day 20 on"


def test_a_tax_on_internal_interest_follows_it():
    # 6 % of 1.90 is 0.114, of 0.19 0.0114: 0.01 was charged, 0.11 is right, whoever earns pays.
    vat = TaxTerm(tax="VAT", base="internal_interest", rate="6%")
    found = correct_terms(internal("3.6%", tax_terms=(vat,)), internal("36%", tax_terms=(vat,)), 25)
    assert touched(found)[:2] == [
        ("S", "internal interest", 20, 19, 1_90),
        ("S", "tax", 20, -1, -11),
    ]


def lent(rate: str) -> Scenario:
    """S fetches 50.00 from a finance company on day 1, at a rate."""
    table = """
        account | opening | header | rule         | entity
        HQ      | 100     |        |              | HQ
        S       | -50     | HQ     | zero_balance | Sub
        """
    terms = Terms(id="in", settles="monthly", settlement_day=20)
    priced = tuple(Rate(terms="in", side=side, rate=rate) for side in ("credit", "debit"))
    entities = (Entity(id="HQ", legal_form="finance_company"), Entity(id="Sub"))
    return group(
        table, days=30, pool={"internal_terms": "in"}, terms=(terms,), rates=priced,
        entities=entities,
    )  # fmt: skip


@pytest.mark.parametrize(("known", "right", "less"), [("3.6%", "36%", 85), ("36%", "3.6%", -85)])
def test_interest_of_a_loan_by_a_finance_company_is_corrected_on_the_loan(
    known: str, right: str, less: int
) -> None:
    # 50.00 x 19 x 0.01 % = 0.095, 0.10 is added to what S owes; at 36 % it is 0.95. The loan grows
    # by 0.85, or shrinks by it: S has no deposit either way.
    found = correct_terms(lent(known), lent(right), 25)
    was, is_ = (-10, -95) if less > 0 else (-95, -10)
    assert touched(found)[0] == ("S", "internal interest", 20, was, is_)
    for method in ("delta", "full"):
        assert ends(books(found, method)) == {
            "Sub:member_loan:HQ:CNY": -less,
            "Sub:internal_interest_paid:Sub:CNY": less,
            "HQ:member_loan:Sub:CNY": less,
            "HQ:internal_interest_earned:HQ:CNY": -less,
        }


def test_who_had_left_a_notional_pool_bears_its_own_terms():
    # Posted: 50.00 in credit x 19 x 0.01 % = 0.095, 0.10. Right: B left after day 10. Ten days of
    # 50.00, then nine of 100.00: 0.05 + 0.09 = 0.14; B owes 50.00 x 9 x 0.02 % = 0.09 itself.
    accounts = "account | opening | terms\nH | 100 | own\nB | -50 | own"
    both = (member("H"), member("B")), (member("H"), member("B", valid_until=on(10)))
    known, right = (
        pooled(accounts, members, days=30, own=(MONTHLY,), allocation="central", method="net")
        for members in both
    )
    found = correct_terms(known, right, 25)
    assert touched(found)[:2] == [("B", "interest", 20, 0, -9), ("H", "interest", 20, 10, 14)]


def test_an_account_that_was_in_a_notional_pool_shares_in_its_result():
    # H alone: 100.00 x 19 x 0.01 % = 0.19. With B, whose 300.00 bore 0.57 outside: 0.76, shared by
    # balances, a quarter to H.
    accounts = "account | opening | terms\nH | 100 | own\nB | 300 | own"
    known, right = (
        pooled(accounts, members, days=30, own=(MONTHLY,))
        for members in ((member("H"),), (member("H"), member("B")))
    )
    found = correct_terms(known, right, 25)
    assert sorted(touched(found)[:2]) == [
        ("B", "interest", 20, 0, 57),
        ("B", "interest", 20, 57, 0),
    ]
    assert ends(books(found, "delta")) == {}


def shared_at(credit: str) -> Scenario:
    """A pool whose members share at internal rates of this credit rate, and 5.4 % overdrawn."""
    accounts = """
        account | opening | terms
        H       | 30000   | own
        B       | 10000   | own
        A       | -10000  | own
        """
    return pooled(
        accounts, allocation="rate_based", internal_terms="within", days=30,
        own=(MONTHLY, replace(MONTHLY, id="within")),
        rates=(*ROUND, *rates("within", credit, "5.4%")),
    )  # fmt: skip


def test_internal_rates_of_a_pool_that_were_others_move_interest_between_its_members():
    # B: 10,000 x 19 x 0.005 % = 9.50, at 3.6 % 19.00. H keeps what is left of 30,000 x 19 x 0.01 %
    # = 57.00 and the 28.50 that A pays: 57.00 + 28.50 - 9.50 = 76.00, right 66.50.
    found = correct_terms(shared_at("1.8%"), shared_at("3.6%"), 25)
    assert touched(found)[:2] == [
        ("B", "interest", 20, 9_50, 19_00),
        ("H", "interest", 20, 76_00, 66_50),
    ]


def test_an_exchange_rate_of_an_overlay_that_was_another_one():
    # A euro was 1.08 dollars: 54,000 owed cancel 50,000 out. It is 1.20: 45,000 euros cancel out
    # with them, and 5,000.00 bear 19 days at 0.01 %: 9.50.
    accounts = """
        account | currency | opening | terms
        H       | EUR      | 50000   | own
        U       | USD      | -54000  | own
        """
    known, right = (
        overlaid(accounts, "U", fx=(quoted("EUR", "USD", mid),), days=30, own=(MONTHLY,))
        for mid in ("1.08", "1.2")
    )
    found = correct_terms(known, right, 25)
    assert touched(found)[0] == ("H", "interest", 20, 0, 9_50)


def test_negative_interest_that_was_none_is_taken_back_from_what_was_earned():
    # 1.90 was earned; right is -0.36 %: 0.19 to pay, which stands on what the account earns.
    known, right = (alone("1000", replace(CREDIT, rate=rate)) for rate in ("3.6%", "-0.36%"))
    found = correct_terms(known, right, 25)
    assert touched(found)[0] == ("A", "interest", 20, 1_90, -19)
    assert (
        ends(books(found, "delta"))
        == ends(books(found, "full"))
        == {
            "HQ:bank:A:CNY": -2_09,
            "HQ:interest_earned:HQ:CNY": 2_09,
        }
    )


def test_the_debit_rate_of_terms_stays_where_only_the_credit_rate_was_wrong():
    found = correct_terms(alone("-100", CREDIT), alone("-100", CREDIT, TWICE), 25)
    assert found.touched == () and DEBIT.rate == "36%"

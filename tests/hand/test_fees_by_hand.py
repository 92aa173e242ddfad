"""Fees by terms written as the hand calculation, in fen.

Sub has 900,000.00 at the run's start and sends all of it up on the first day (2 March 2026).
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, lived
from treasury.comparison import study
from treasury.fees import FeeTerm
from treasury.scenario import Scenario

POOL = """
    account | opening   | header | rule         | entity
    HQ-1    | 0         |        |              | HQ
    S-1     | 900000.00 | HQ-1   | zero_balance | Sub
    """


def pool(*terms: FeeTerm, last: datetime.date, items: str = "", accounts: str = POOL) -> Scenario:
    """The pool of two legal persons with these fees, up to a day."""
    found = group(accounts, items, fee_terms=terms)
    return replace(found, last_day=last)


def fee(**fields: Any) -> FeeTerm:
    """A fee of 0.1 % a year on what is owed, unless the fields say otherwise."""
    return FeeTerm(**{"fee": "agent", "base": "loan_balance", "rate": "0.1%"} | fields)


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


def charged(scenario: Scenario) -> list[tuple[str, str, int]]:
    """Date, account and fen of every charge."""
    return [(f"{one.day:%m-%d}", one.account, one.amount) for one in lived(scenario, "pool").levies]


def test_the_fee_of_an_entrusted_loan_is_accrued_on_its_balance_days():
    # 900,000.00 from the close of the 2nd to the close of the 20th: 19 days.
    assert charged(pool(fee(), last=march(31))) == [("03-21", "S-1", 47_50)]
    assert 900_000_00 * 19 * 0.001 / 360 == 47_50


def test_what_is_not_charged_by_the_last_day_is_told_as_accrued():
    one = lived(pool(fee(), last=march(31)), "pool")
    # Charged on the 21st for 19 days; from the 21st to the 31st 11 more, and 47.50 that S-1 lacked
    # were funded by HQ: it is owed 899,952.50.
    assert one.levied == {("agent", "S-1"): round(899_952_50 * 11 * 0.001 / 360)}


@pytest.mark.parametrize(
    ("payer", "account"),
    [("participant", "S-1"), ("header", "HQ-1"), ("lender", "S-1"), ("borrower", "HQ-1")],
)
def test_either_end_of_a_loan_may_pay_its_fee(payer, account):
    assert charged(pool(fee(payer=payer), last=march(21))) == [("03-21", account, 47_50)]


def test_the_lender_of_a_loan_fetched_down_is_the_header():
    accounts = POOL.replace("900000.00", "-900000.00").replace("| 0   ", "| 900000")
    for payer, account in (("lender", "HQ-1"), ("borrower", "S-1")):
        found = charged(pool(fee(payer=payer), last=march(21), accounts=accounts))
        assert found == [("03-21", account, 47_50)]


def test_a_minimum_raises_and_a_maximum_cuts_what_a_period_costs():
    least = fee(minimum=Decimal("1000.00"), currency="CNY")
    assert charged(pool(least, last=march(21))) == [("03-21", "S-1", 1000_00)]
    most = fee(maximum=Decimal("20.00"), currency="CNY")
    assert charged(pool(most, last=march(21))) == [("03-21", "S-1", 20_00)]


def test_where_nothing_was_owed_no_minimum_is_charged():
    least = fee(minimum=Decimal("1000.00"), currency="CNY")
    accounts = POOL.replace("900000.00", "0")
    assert charged(pool(least, last=march(31), accounts=accounts)) == []


def test_a_new_rate_holds_from_its_day_and_the_sum_is_rounded_once():
    later = fee(rate="0.2%", valid_from=march(12))
    # 10 days (2 to 11) at 0.1 %, 9 (12 to 20) at 0.2 %: 25.00 + 45.00.
    assert charged(pool(fee(), later, last=march(21))) == [("03-21", "S-1", 70_00)]


def test_a_fee_that_begins_in_the_run_counts_from_its_first_day():
    assert charged(pool(fee(valid_from=march(18)), last=march(21))) == [("03-21", "S-1", 7_50)]


def test_a_fee_for_every_sweep_counts_what_moved():
    accounts = """
        account | opening | header | rule         | entity | overdraft
        HQ-1    | 0       |        |              | HQ     |
        S-1     | 0       | HQ-1   | zero_balance | Sub    | 100
        """
    items = """
        day | account | amount
        1   | S-1     | 100.00
        3   | S-1     | 50.00
        3   | HQ-1    | 5.00
        5   | S-1     | -30.00
        """
    each = FeeTerm(fee="sweep", base="sweep_count", amount=Decimal("2.50"), currency="CNY",
                   every="month", day=7, payer="header")  # fmt: skip
    # Up on days 1 and 3, down on day 5; on day 6 (7 March) three sweeps are charged.
    assert charged(pool(each, last=march(7), items=items, accounts=accounts)) == [
        ("03-07", "HQ-1", 7_50)
    ]
    share = FeeTerm(fee="amount", base="sweep_amount", rate="0.01%", every="month", day=7)
    # 0.01 % of 100.00 + 50.00 + 30.00 is 1.8 fen.
    assert charged(pool(share, last=march(7), items=items, accounts=accounts)) == [
        ("03-07", "S-1", 2)
    ]


def test_the_sweeps_of_the_day_of_the_charge_belong_to_the_next_period():
    each = FeeTerm(fee="sweep", base="sweep_count", amount=Decimal("2.50"), currency="CNY",
                   every="month", day=2)  # fmt: skip
    one = lived(pool(each, last=march(2)), "pool")
    assert one.levies == []
    assert one.levied == {("sweep", "S-1"): 2_50}


LINE = """
    account | opening | line
    A       | 0       | 300000.00
    """


def test_the_fee_on_a_credit_line_is_charged_of_its_limit_in_every_run():
    yearly = FeeTerm(fee="facility", base="credit_line", credit_line="line-A", rate="0.36%",
                     every="month", day=12)  # fmt: skip
    found = pool(yearly, last=march(12), accounts=LINE)
    # 300,000.00 x 0.36 % / 360 is 3.00 a day; 10 days from the 2nd to the 11th.
    for structure in (None, "pool"):
        one = lived(found, structure)
        assert [(one.account, one.amount) for one in one.levies] == [("A", 30_00)]


def undrawn(base: str = "undrawn_line", **fields: Any) -> FeeTerm:
    """A commitment fee of 0.36 % a year on what is not drawn: 1.00 a day of 100,000.00."""
    own: dict[str, Any] = {"fee": "commitment", "base": base, "rate": "0.36%", "every": "month"}
    own |= {"credit_line": "line-A"} if base == "undrawn_line" else {"account": "A"}
    return FeeTerm(**{**own, "day": 12, **fields})


SPENDS = """
    day | account | amount
    4   | A       | -100000.00
    8   | A       | 60000.00
    """


@pytest.mark.parametrize("structure", [None, "pool"])
def test_the_commitment_fee_is_charged_on_what_is_not_drawn_day_by_day(structure):
    # Of 300,000.00 undrawn: 3 days all (2nd to 4th), 4 days 200,000.00 (5th to 8th), 3 days
    # 260,000.00 (9th to 11th): 3 x 3.00 + 4 x 2.00 + 3 x 2.60 = 24.80, charged on the 12th.
    found = pool(undrawn(), last=march(13), accounts=LINE, items=SPENDS)
    one = lived(found, structure)
    assert [(each.account, each.amount) for each in one.levies] == [("A", 24_80)]
    assert [one.owed["line-A"][day] for day in (2, 3, 6, 7)] == [
        0,
        100_000_00,
        100_000_00,
        40_000_00,
    ]
    # The fee itself is drawn on the 12th: 259,975.20 undrawn on the 12th and the 13th.
    assert one.levied == {("commitment", "A"): 5_20}


def test_a_commitment_fee_whose_rate_changes_prices_each_day_at_its_own_rate():
    dearer = undrawn(rate="0.72%", valid_from=march(9))
    # The last three days at twice the rate: 3 x 3.00 + 4 x 2.00 + 3 x 5.20 = 32.60.
    assert charged(pool(undrawn(), dearer, last=march(12), accounts=LINE, items=SPENDS)) == [
        ("03-12", "A", 32_60)
    ]


def test_of_an_overdraft_what_the_value_balance_leaves_is_undrawn():
    accounts = """
    account | opening | overdraft
    A       | 0       | 300000.00
    """
    found = pool(undrawn("undrawn_overdraft"), last=march(12), accounts=accounts, items=SPENDS)
    assert charged(found) == [("03-12", "A", 24_80)]
    # Booked on the 5th, but with value on the 9th: the overdraft is used, and bears interest, from
    # the 9th only, when 40,000.00 of it are: 7 x 3.00 + 3 x 2.60 = 28.80.
    later = SPENDS.replace("amount", "amount | value", 1).replace("-100000.00", "-100000.00 | 8")
    later = later.replace(" 60000.00", " 60000.00 | 8")
    valued = pool(undrawn("undrawn_overdraft"), last=march(12), accounts=accounts, items=later)
    assert charged(valued) == [("03-12", "A", 28_80)]


def test_a_search_for_headroom_costs_no_fee_on_what_it_lets_the_root_overdraw():
    accounts = """
    account | opening | header | rule         | overdraft | mode
    H       | 0       |        |              | 100.00    |
    A       | 100.00  | H      | zero_balance |           | full
    """
    items = """
    day | account | amount | short
    2   | H       | -150   | reject
    3   | A       | -100   | reject
    """
    term = undrawn("undrawn_overdraft", account="H", rate="100%", day=4)
    found = group(accounts, items, days=5, fee_terms=(term,),
                  pool={"protect_participants": False, "root_payment_mode": "full"})  # fmt: skip
    (run,) = [one for one in study(found).runs if one.plan.structure == "pool"]
    # H spends what A sent up. 100.00 and 50.00 of its overdraft are left at two closes, which costs
    # 0.42, and 49.58 the next morning: A lacks 50.42, and H must be able to give so much more.
    assert [payment.item for payment in run.disturbed]
    told = {run.plan.names.accounts[root]: more for root, more in run.headroom}
    assert told == {"H": 50_42}


def test_a_line_that_is_drawn_to_its_limit_costs_no_commitment_fee_and_no_minimum():
    accounts = LINE.replace("300000.00", "300000.00/300000.00")
    fee_with_minimum = undrawn(minimum=Decimal("50.00"))
    assert charged(pool(fee_with_minimum, last=march(12), accounts=accounts)) == []


def test_a_fee_charged_once_is_a_rate_of_the_limit_on_its_day():
    once = FeeTerm(fee="facility", base="credit_line", credit_line="line-A", rate="0.2%",
                   every="once", date=march(2), minimum=Decimal("1000.00"))  # fmt: skip
    assert charged(pool(once, last=march(4), accounts=LINE)) == [("03-02", "A", 1000_00)]
    larger = LINE.replace("300000.00", "30000000.00")
    assert charged(pool(once, last=march(4), accounts=larger)) == [("03-02", "A", 60_000_00)]


@pytest.mark.parametrize(
    ("versions", "due"),
    [
        ([("0.2%", 10)], 600_00),  # in force from the day of the charge, never before
        ([("0.2%", None), ("0.4%", 5)], 1200_00),  # the later one is in force on the 10th
        ([("0.2%", None), ("0.4%", 10)], 1200_00),
        ([("0.2%", None), ("0.4%", 11)], 600_00),  # not yet
        ([("0.4%", 3), ("0.2%", 7), ("0.1%", 12)], 600_00),
        ([("0%", None), ("0.2%", 5)], 600_00),
    ],
)
def test_a_fee_charged_once_is_that_of_the_version_in_force_on_its_day(versions, due):
    terms = [
        FeeTerm(fee="facility", base="credit_line", credit_line="line-A", every="once", rate=rate,
                date=march(10), valid_from=march(begins) if begins else None)
        for rate, begins in versions
    ]  # fmt: skip
    # 300,000.00 x 0.2 % = 600.00; x 0.4 % = 1,200.00.
    found = pool(*terms, last=march(14), accounts=LINE)
    assert charged(found) == [("03-10", "A", due)]
    assert lived(found, "pool").levied == {}


def test_the_bounds_of_a_fee_charged_once_are_those_of_its_day():
    first = FeeTerm(fee="facility", base="credit_line", credit_line="line-A", rate="0.2%",
                    every="once", date=march(10), minimum=Decimal("700.00"))  # fmt: skip
    later = replace(first, valid_from=march(10), minimum=None, maximum=Decimal("500.00"))
    found = pool(first, later, last=march(14), accounts=LINE)
    assert charged(found) == [("03-10", "A", 500_00)]


def test_a_fee_of_one_structure_is_charged_in_no_other_run():
    found = pool(fee(structure="pool"), last=march(21))
    assert lived(found, None).levies == []
    assert len(lived(found, "pool").levies) == 1


def test_inside_one_legal_person_there_is_no_loan_to_pay_for():
    accounts = POOL.replace("Sub", "HQ ")
    assert charged(pool(fee(), last=march(31), accounts=accounts)) == []

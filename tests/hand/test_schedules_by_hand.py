"""What schedules hold back and fill to, day by day, calculated by hand.

Day 1 is Monday 2 March 2026; days 6, 7, 13 and 14 are weekends.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, lived, moves, plain, rows, schedule
from treasury.accounts.chart import Bank
from treasury.credit import TermLoan
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

WORKING = Calendar(
    id="WD",
    closed=(date(2026, 3, 10),),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
)
"""Mondays to Fridays, but Tuesday 10 March (day 9)."""
ACCOUNTS = """
account | opening | overdraft | header | rule
H       |         | unlimited |        |
A       | 1000    |           | H      | {rule}
"""
AHEAD = "schedule | next\nS | {}"


def pooled(rule: str, lines: str, items: str = "", *, days: int, **more: Any) -> Scenario:
    """A with 1000 below H under the rule, on the business days above."""
    fields = {
        "schedules": schedule(lines),
        "calendars": (WORKING,),
        "pool": {"calendar": "WD"},
        "days": days,
    }
    return group(ACCOUNTS.format(rule=rule), items, **(fields | more))


def left(scenario: Scenario) -> str:
    """What stands on A at the end of each day, in major units."""
    return " ".join(plain(amount) for amount in lived(scenario).book["A"])


BY_DATE = """
schedule | date | weekdays | from | amount
S        |      |          |      | 500
S        |      | mon fri  |      | 300
S        |      | fri      | 8    | 200
S        |      |          | 10   | 100
S        | 3    |          |      | 400
S        | 8    |          |      | 250
"""


def test_a_date_goes_before_weekdays_and_weekdays_before_all_days() -> None:
    # mon, tue, wed (a date), thu, fri, no sweep on sat and sun, mon (a date), tue is closed,
    # wed and thu (all days from the 10th day), fri (from the 8th day)
    scenario = pooled("target_constant target_schedule=S", BY_DATE, days=12)
    assert left(scenario) == "300 500 400 500 300 300 300 250 250 100 100 200"


FILLED = """
next | base | payments                 | filled to
1    |      | 2:100                    | 100 0 0 0
1    |      | 3:100                    | 0 100 0 0
2    |      | 3:100                    | 100 100 0 0
1    | 50   | 2:100                    | 150 50 50 50
1    |      | 2:100 2:30               | 130 0 0 0
3    |      | 2:100 4:20               | 120 20 20 0
9    |      | 4:20                     | 20 20 20 0
1    |      | 4:20                     | 0 0 20 0
1    |      | 1:70                     | 0 0 0 0
"""


@pytest.mark.parametrize("row", rows(FILLED), ids=lambda row: f"{row['next']}, {row['payments']}")
def test_an_account_is_filled_to_the_payments_of_the_next_business_days(
    row: dict[str, str],
) -> None:
    cells = [one.split(":") for one in row["payments"].split()]
    items = "\n".join(f"{day} | A | -{amount} | 1" for day, amount in cells)
    lines = f"schedule | amount | next\nS | {row['base']} | {row['next']}"
    table = f"day | account | amount | known\n{items}"
    assert (
        left(pooled("target_constant target_schedule=S", lines, table, days=4))
        == (row["filled to"])
    )


def test_receipts_that_are_expected_are_not_set_off_against_payments() -> None:
    items = "day | account | amount | known\n2 | A | -100 | 1\n2 | A | 60 | 1"
    scenario = pooled("target_constant target_schedule=S", AHEAD.format(1), items, days=2)
    assert left(scenario) == "100 0"


def test_the_next_business_day_of_a_friday_ends_on_the_monday_after_it() -> None:
    items = "day | account | amount | known\n6 | A | -10 | 1\n8 | A | -200 | 1\n9 | A | -50 | 1"
    scenario = pooled("keep keep_schedule=S", AHEAD.format(1), f"{items}\n5|A|900|5", days=9)
    # Friday keeps 10 of Saturday and 200 of Monday, not the 50 of Tuesday
    assert left(scenario) == "0 0 0 0 210 200 200 0 0"


def test_a_closed_day_of_the_structure_is_none_of_the_next_business_days() -> None:
    items = "day | account | amount | known\n9 | A | -50 | 1\n10 | A | -70 | 1\n11 | A | -90 | 1"
    scenario = pooled("target_constant target_schedule=S", AHEAD.format(1), items, days=11)
    # Monday (day 8): Tuesday is closed, so the next business day is Wednesday; both are kept
    assert left(scenario).split()[7:] == ["120", "70", "90", "0"]


def test_a_closed_day_of_the_account_s_bank_is_none_either_but_the_header_s_bank_may_rest() -> None:
    items = "day | account | amount | known\n2 | A | -50 | 1\n3 | A | -70 | 1"
    resting = replace(WORKING, id="REST", closed=(date(2026, 3, 3),))
    accounts = """
    account | opening | overdraft | header | rule                               | bank
    H       |         | unlimited |        |                                    | UP
    A       | 1000    |           | H      | target_constant target_schedule=S  | LOW
    """

    def with_rest_at(bank: str) -> str:
        banks = tuple(
            Bank(id=name, calendar="REST" if name == bank else None) for name in ("UP", "LOW")
        )
        return left(group(
            accounts, items, days=3, calendars=(resting,), banks=banks,
            schedules=schedule(AHEAD.format(1)),
        ))  # fmt: skip

    assert with_rest_at("LOW") == "120 70 0"
    assert with_rest_at("UP") == "50 0 0"  # no sweep on Tuesday, and Tuesday was the next day


def test_wages_are_known_from_the_first_day_other_payments_on_their_own() -> None:
    items = "day | account | amount | category\n2 | A | -100 | Payroll\n3 | A | -100 | rent"
    scenario = pooled("target_constant target_schedule=S", AHEAD.format(2), items, days=3)
    assert left(scenario) == "100 0 0"  # the rent, unknown on day 2, is refused on day 3


def test_a_payment_is_held_back_from_the_day_on_which_it_is_known() -> None:
    items = "day | account | amount | known\n4 | A | -100 | 3"
    scenario = pooled("target_constant target_schedule=S", AHEAD.format(3), items, days=4)
    assert left(scenario) == "0 0 100 0"


def test_the_repayment_of_a_term_loan_is_known_from_the_day_the_loan_is_drawn() -> None:
    loan = TermLoan(
        id="L", account="A", principal=Decimal(200), drawn_on=date(2026, 3, 3),
        repaid_on=date(2026, 3, 5), terms="free",
    )  # fmt: skip
    scenario = pooled(
        "target_constant target_schedule=S", AHEAD.format(3), days=4, term_loans=(loan,),
        terms=(Terms(id="free"),), rates=(Rate(terms="free", side="debit", rate="0%"),),
    )  # fmt: skip
    assert left(scenario) == "0 200 200 0"


PRESETS = """
rule                                         | first | second
keep keep_schedule=S                         | 300   | 300
whole_units keep_schedule=S unit=150         | 400   | 400
target_constant target_schedule=S            | 300   | 500
target_fixed target_schedule=S               | 300   | 500
range low_schedule=S high=700                | 700   | 700
range low_schedule=S high=700 to=600         | 600   | 600
"""


@pytest.mark.parametrize("row", rows(PRESETS), ids=lambda row: row["rule"])
def test_each_preset_reads_its_amount_from_the_schedule(row: dict[str, str]) -> None:
    lines = "schedule | from | amount\nS | | 300\nS | 2 | 500"
    assert left(pooled(row["rule"], lines, days=2)) == f"{row['first']} {row['second']}"


def test_a_range_fetches_from_the_floor_of_the_day() -> None:
    lines = "schedule | from | amount\nS | | 300\nS | 2 | 500"
    items = "day | account | amount\n1 | A | -650\n2 | A | -100"
    assert left(pooled("range low_schedule=S high=700", lines, items, days=2)) == "350 500"


def test_a_sweep_at_noon_keeps_the_amount_of_its_day_too() -> None:
    items = "day | time | account | amount | known\n2 | 08:00 | A | -250 | 1"
    scenario = pooled("keep keep_schedule=S at=12:00 late", AHEAD.format(1), items, days=2)
    assert moves(scenario, at=True) == ["12:00 A > H 750"]


def test_on_receipt_the_amount_of_the_day_is_kept() -> None:
    items = "day | time | account | amount | known\n1 | 10:00 | A | 60 |\n2 | 08:00 | A | -250 | 1"
    scenario = pooled("keep keep_schedule=S frequency=real_time", AHEAD.format(1), items, days=2)
    assert moves(scenario, at=True) == ["10:00 A > H 810"]


def test_the_same_schedule_is_another_amount_on_another_account() -> None:
    accounts = """
    account | opening | overdraft | header | rule
    H       |         | unlimited |        |
    A       | 1000    |           | H      | keep keep_schedule=S
    B       | 1000    |           | H      | keep keep_schedule=S
    """
    items = "day | account | amount | known\n2 | A | -250 | 1\n2 | B | -90 | 1"
    scenario = group(accounts, items, days=2, schedules=schedule(AHEAD.format(1)))
    assert moves(scenario) == ["A > H 750", "B > H 910"]

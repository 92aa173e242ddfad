"""Interest that would be posted on a day off (节假日顺延): when it is posted instead, and how much.

100,000.00 at 3.6 % bear 10.00 a day on a base of 360 days. By the calendar of China in 2026 the
Dragon Boat holidays are 19 to 21 June, Friday to Sunday, those of the Spring Festival 15 to 23
February; Saturday 28 February is worked. Settled on the 20th, interest is posted on the 21st.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import lived
from tests.hand.test_interest_by_hand import accrued, at, bank, posted
from treasury.credit import TermLoan
from treasury.dates import Calendar
from treasury.loading.calendars import builtin
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario

JUNE, JULY = datetime.date(2026, 6, 1), datetime.date(2026, 7, 5)
CHINA = builtin()["CN"]
JANUARY, FEBRUARY, MARCH = (datetime.date(2026, month, 1) for month in (1, 2, 3))


def moved(
    shift: str, day: int = 20, *, first: datetime.date = JUNE, last: datetime.date = JULY,
    rates: tuple[Rate, ...] = (at("3.6%"),), **terms: Any,
) -> Scenario:  # fmt: skip
    """100,000.00 on one account, settled monthly on this day, moved by the calendar of China."""
    by = {} if shift == "none" else {"calendar": "CN"}
    terms = {"settles": "monthly", "settlement_day": day, "holiday_shift": shift, **by, **terms}
    return replace(bank("100000", rates, first=first, last=last, **terms), calendars=(CHINA,))


def to(month: int, day: int) -> datetime.date:
    """A last day in 2026."""
    return datetime.date(2026, month, day)


SHIFTED = {
    "not moved: Sunday 21 June, for 20 days": (moved("none"), [("06-21", 200_00)]),
    "to Monday: interest counts up to Sunday": (moved("following"), [("06-22", 210_00)]),
    "to the Thursday before: it counts up to Wednesday": (
        moved("preceding"), [("06-18", 170_00)],
    ),
    "Monday is in the same month": (moved("modified_following"), [("06-22", 210_00)]),
    "a business day is not moved: Saturday 28 February is worked": (
        moved("following", 27, first=FEBRUARY, last=MARCH), [("02-28", 270_00)],
    ),
    "nine days off, at their beginning: the 15th to the 24th": (
        moved("following", 14, first=FEBRUARY, last=MARCH), [("02-24", 230_00)],
    ),
    "nine days off, at their end: the 23rd to Saturday 14th, which is worked": (
        moved("preceding", 22, first=FEBRUARY, last=MARCH), [("02-14", 130_00)],
    ),
    "Saturday 31 January to Monday 2 February": (
        moved("following", 30, first=JANUARY, last=to(2, 10)), [("02-02", 320_00)],
    ),
    "not into another month: to Friday 30 January": (
        moved("modified_following", 30, first=JANUARY, last=to(2, 10)), [("01-30", 290_00)],
    ),
    "regularly on the last day of the run, on the day after it instead": (
        moved("following", last=to(6, 21)), [],
    ),
    "regularly after the run, on its last day instead": (
        moved("preceding", last=to(6, 18)), [("06-18", 170_00)],
    ),
    "regularly on the day before the run, on its first business day instead: one day of interest": (
        moved("following", 19, first=to(6, 21)), [("06-22", 10_00)],
    ),
    "3.6 % until Saturday, 7.2 % from Sunday: Sunday settles, so all 21 days bear its rate": (
        moved("following", rates=(at("3.6%"), at("7.2%", valid_from=to(6, 21))),
              rate_change="settlement_day"),
        [("06-22", 420_00)],
    ),
    "settled on Wednesday, before 7.2 % came": (
        moved("preceding", rates=(at("3.6%"), at("7.2%", valid_from=to(6, 18))),
              rate_change="settlement_day"),
        [("06-18", 170_00)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHIFTED)
def test_interest_is_posted_on_a_business_day_for_the_days_before_it(case):
    scenario, wanted = SHIFTED[case]
    assert posted(lived(scenario)) == wanted


def test_what_was_moved_beyond_the_run_has_accrued():
    one = lived(moved("following", last=to(6, 21)))
    assert (posted(one), accrued(one)) == ([], 210_00)


def test_the_next_period_begins_on_the_day_it_was_posted():
    one = lived(moved("following", last=to(7, 31)))
    # 22 June to Monday 20 July on 100,210.00: 29 days x 10.021; 21 July is a Tuesday.
    assert posted(one) == [("06-22", 210_00), ("07-21", 290_61)]


def test_two_settlements_that_fall_on_one_morning_are_one():
    closed = (*(to(6, day) for day in range(1, 31)), to(7, 1), to(7, 2))
    shut = Calendar(id="CN", weekend=(), closed=closed, valid_from=to(5, 1), valid_until=to(9, 30))
    usual = moved("following", 1, first=to(5, 25), last=to(7, 10))
    one = lived(replace(usual, calendars=(shut,)))
    # 25 May to 2 July: what was due on 2 June and on 2 July is posted on 3 July.
    assert posted(one) == [("07-03", 39 * 10_00)]


def test_a_calendar_that_holds_for_ever_moves_interest_like_another():
    ever = replace(CHINA, valid_from=datetime.date.min, valid_until=datetime.date.max)
    one = replace(moved("following"), calendars=(ever,))
    assert posted(lived(one)) == [("06-22", 210_00)]


def told(scenario: Scenario) -> list[str]:
    """The complaints about the scenario, without their places."""
    return [one.message for one in complaints(scenario)]


def test_a_calendar_without_business_days_is_refused_at_once():
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    never = replace(
        CHINA, weekend=week, extra_working=(), closed=(),
        valid_from=datetime.date.min, valid_until=datetime.date.max,
    )  # fmt: skip
    for shift in ("following", "preceding", "modified_following"):
        (words,) = told(replace(moved(shift), calendars=(never,)))
        assert words == (
            "calendar 'CN' has more than 60 days off in a row up to 2026-06-01, on none of which "
            "interest by 'T' is posted"
        )


NOT_KNOWN = {
    "Sunday before the calendar begins, which may move to its Monday": (
        "following", 20, to(6, 22), ["2026-06-21"],
    ),
    "never moved on": ("preceding", 20, to(6, 22), []),
    "moved on within the month": ("modified_following", 20, to(6, 22), ["2026-06-21"]),
    "31 May stays in May": ("modified_following", 30, to(6, 1), []),
    "31 May may move to 1 June": ("following", 30, to(6, 1), ["2026-05-31"]),
    "more than ten days before": ("following", 9, to(6, 22), []),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_KNOWN)
def test_what_may_move_into_the_run_from_before_a_calendar_begins_is_refused(case):
    shift, day, first, wanted = NOT_KNOWN[case]
    late = replace(CHINA, valid_from=first)
    scenario = replace(moved(shift, day, first=first, last=to(7, 31)), calendars=(late,))
    unknown = "calendar 'CN' does not say whether that is a day off"
    assert told(scenario) == [
        f"interest by 'T' is regularly posted on {one}, and {unknown}" for one in wanted
    ]
    # A business day that the calendar knows before the run: nothing moves across it.
    known = replace(CHINA, valid_from=first - datetime.timedelta(days=7))
    assert told(replace(scenario, calendars=(known,))) == []


def test_what_a_loan_bore_last_is_paid_with_its_principal_on_whatever_day():
    loan = TermLoan(
        id="loan", account="A", principal=Decimal(100000), terms="T",
        drawn_on=to(6, 1), repaid_on=to(6, 27),
    )  # fmt: skip
    one = moved("following", rates=(at("3.6%", "debit"),))
    account = replace(one.accounts[0], terms=None)
    lent = replace(one, accounts=(account,), term_loans=(loan,))
    # Settled on Sunday 21 June, and on the Friday before it is repaid on a Saturday.
    assert posted(lived(lent)) == [("06-22", -210_00), ("06-27", -50_00)]

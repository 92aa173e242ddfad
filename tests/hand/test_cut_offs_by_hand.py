"""Cut-offs and clearing windows, calculated by hand. The first day is Monday 2 March 2026."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from tests.hand.tables import MONDAY, balances, fates, group, rows
from tests.hand.test_modes_by_hand import paid, refused_for
from treasury.accounts.chart import Bank
from treasury.clearing import ClearingWindow
from treasury.comparison import study
from treasury.dates import Calendar
from treasury.scenario import Scenario

ONE = """
    account | opening | header | rule         | mode
    H       | 500     |        |              | full
    A       | 50      | H      | zero_balance | {mode}
    """
FOUR = datetime.time(16)
WEEK = Calendar(id="W", valid_from=MONDAY, valid_until=MONDAY + datetime.timedelta(days=30))
HVPS = ClearingWindow(
    system="HVPS",
    calendar="W",
    opens=datetime.time(20, 30),
    opens_day_before=True,
    closes=datetime.time(17, 15),
    currency="CNY",
)
MORNINGS = replace(
    HVPS,
    system="DAY",
    opens=datetime.time(9),
    opens_day_before=False,
    closes=datetime.time(12),
)


def at_bank(
    items: str, mode: str = "standalone", *, days: int = 1, bank: Any, **more: Any
) -> Scenario:
    """The pool at a bank with a cut-off or a clearing system."""
    one = group(ONE.format(mode=mode), items, days=days, calendars=(WEEK,), **more)
    named = {row["account"] + str(n + 1): row.get("clearing") or None
             for n, row in enumerate(rows(items))}  # fmt: skip
    return replace(
        one,
        banks=(replace(Bank(id="Bank"), **bank),),
        items=tuple(replace(each, clearing=named[each.id]) for each in one.items),
    )


LATE = [
    # entered on day 1 at, when it is made (the bank has a cut-off of 16:00, the last minute)
    ("15:59", "made 1 15:59"),
    ("16:00", "made 1 16:00"),
    ("16:01", "made 2 open"),
]


@pytest.mark.parametrize(("time", "fate"), LATE)
def test_a_payment_after_the_cut_off_belongs_to_the_next_day(time, fate):
    items = f"""
        day | time   | account | amount
        1   | {time} | A       | -50
        """
    one = at_bank(items, "full", days=2, bank={"cut_off": FOUR})
    assert fates(one) == {"A1": fate}
    assert paid(one) == [True]


def test_a_bank_may_refuse_it():
    items = """
        day | time  | account | amount
        1   | 16:01 | A       | -50
        """
    one = at_bank(items, days=2, bank={"cut_off": FOUR, "after_cut_off": "refuse"})
    assert fates(one) == {"A1": "rejected 1 16:01"}
    assert refused_for(one) == [9]
    assert paid(one) == [False]


def test_the_next_business_day_is_that_of_the_bank_s_calendar():
    items = """
        day | time  | account | amount
        5   | 17:00 | A       | -1
        6   | 10:00 | A       | -1
        7   |       | A       | -1
        """
    # Friday after the cut-off, Saturday and Sunday: all on Monday, the eighth day
    one = at_bank(items, "full", days=8, bank={"cut_off": FOUR, "calendar": "W"})
    assert fates(one) == dict.fromkeys(("A1", "A2", "A3"), "made 8 open")
    assert paid(one) == [True] * 3


def test_what_waits_at_the_cut_off_is_not_paid_by_the_evening_s_funding():
    items = """
        day | time  | account | amount
        1   | 10:00 | A       | -80
        """
    # 30 are short; in the evening nothing is funded, A's 50 stay reserved: at 16:00 it is too
    # late. The next morning still nothing: A is alone with its 50. A receipt at noon helps.
    helped = items + "2   | 12:00 | A       | 30\n        "
    one = at_bank(helped, days=2, queue="carry", bank={"cut_off": FOUR})
    assert fates(one) == {"A1": "made 2 12:00"}
    too_late = items + "1   | 16:01 | A       | 30\n        "
    one = at_bank(too_late, days=2, queue="carry", bank={"cut_off": FOUR})
    assert fates(one) == {"A1": "made 2 open"}
    assert balances(one, day=1) == {"A": "80", "H": "500"}  # reserved, so nothing was swept
    one = at_bank(too_late, bank={"cut_off": FOUR})
    assert fates(one) == {"A1": "refused 1 close"}
    assert paid(one) == [False]


def test_what_is_entered_after_the_last_window_of_the_run_waits_to_its_end():
    items = """
        time  | account | amount
        16:01 | A       | -50
        """
    one = at_bank(items, bank={"cut_off": FOUR})
    assert fates(one) == {"A1": "refused 1 close"}
    assert refused_for(one) == [9]
    assert paid(one) == [False]


def test_a_payment_takes_its_own_system_or_its_bank_s():
    items = """
        day | time  | account | amount | clearing
        5   | 17:14 | A       | -1     |
        5   | 17:15 | A       | -1     |
        5   | 17:15 | A       | -1     | DAY
        5   | 08:00 | A       | -1     | DAY
        6   | 21:00 | A       | -1     |
        """
    # Friday 17:15: Monday's date opens on Sunday evening, so at the start of Monday; the other
    # system opens at nine. Eight o'clock is before its opening.
    one = at_bank(items, "full", days=8, bank={"clearing": "HVPS"}, clearing=(HVPS, MORNINGS))
    assert fates(one) == {
        "A1": "made 5 17:14", "A2": "made 8 open", "A3": "made 8 09:00", "A4": "made 5 09:00",
        "A5": "made 8 open",
    }  # fmt: skip
    assert paid(one) == [True] * 5


def test_what_waited_overnight_is_not_paid_before_the_window_opens():
    items = """
        day | time  | account | amount | clearing
        1   | 10:00 | A       | -80    | DAY
        2   | 08:59 | A       | 30     |
        2   | 09:30 | A       | 1      |
        """
    # 30 are short on day 1. On day 2 they come at 08:59, a minute before the window opens: the
    # payment leaves at nine, when it opens, and does not wait for the next receipt.
    one = at_bank(items, days=2, queue="carry", bank={}, clearing=(MORNINGS,))
    assert fates(one)["A1"] == "made 2 09:00"
    assert balances(one, day=2) == {"A": "0", "H": "501"}
    assert paid(one) == [True]


def test_a_receipt_before_the_opening_pays_what_takes_no_system_at_once():
    items = """
        day | time  | account | amount | clearing
        1   | 10:00 | A       | -80    | DAY
        1   | 10:01 | A       | -60    |
        2   | 08:59 | A       | 90     |
        """
    # A holds 50. The second payment waits behind the first, and may pass it only where payments
    # may overtake: at 08:59 on what is not reserved for the first, 50 + 90 - 80 = 60.
    one = at_bank(items, days=2, queue="carry", bank={}, clearing=(MORNINGS,))
    assert fates(one) == {"A1": "made 2 09:00", "A2": "made 2 09:00"}
    one = at_bank(items, days=2, queue="carry", bank={}, clearing=(MORNINGS,), overtaking=True)
    assert fates(one) == {"A1": "made 2 09:00", "A2": "made 2 08:59"}


def test_a_payment_behind_one_that_may_not_leave_waits_or_overtakes():
    items = """
        time  | account | amount | clearing
        12:30 | A       | -10    | DAY
        13:00 | A       | -10    |
        """
    bank = {"clearing": "HVPS"}
    one = at_bank(items, bank=bank, clearing=(HVPS, MORNINGS))
    assert fates(one) == {"A1": "refused 1 close", "A2": "refused 1 close"}
    one = at_bank(items, bank=bank, clearing=(HVPS, MORNINGS), overtaking=True)
    assert fates(one) == {"A1": "refused 1 close", "A2": "made 1 13:00"}
    assert paid(one) == [False, True]


def test_the_value_of_a_payment_is_not_before_its_business_date():
    items = """
        day | time  | account | amount
        1   | 17:20 | A       | -50
        """
    one = at_bank(items, days=2, bank={"clearing": "HVPS"}, clearing=(HVPS,))
    plan = study(one).standalone.plan
    assert plan.tables.items.value_day.tolist() == [1]

"""Overdraft nights, conversion to an overdue loan, its repayment: each evening by hand.

Amounts are whole major units. In the tables of evenings `book` is the balance at the close and
`owed` what is overdue then.
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import fates, group, on
from treasury.accounts.chart import Hold, Stop
from treasury.comparison import Run, study
from treasury.credit import OverdraftAgreement
from treasury.deposits import Deposit
from treasury.fees import Fee
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tables import AMOUNT, AUX, BASE, DAY, KIND, OVERDUE, OVERDUE_REPAID, SEEN

LATE = {
    "terms": (Terms(id="late", settles="never"),),
    "rates": (Rate(terms="late", side="debit", rate="0%"),),
}
ALONE = """
    account | opening | overdraft
    A       | {}      | 100
    """


def agreed(account: str = "A", **terms: Any) -> OverdraftAgreement:
    """An agreement of two nights, free of interest when overdue, unless the terms say more."""
    return OverdraftAgreement(
        **{"id": f"od-{account}", "account": account, "nights": 2, "terms": "late", **terms}
    )


def one_account(items: str, *, days: int, opening: str = "0", **terms: Any) -> Scenario:
    """An account alone with an overdraft of 100."""
    return group(ALONE.format(opening), items, days=days,
                 overdraft_agreements=(agreed(**terms),), **LATE)  # fmt: skip


def checked(scenario: Scenario) -> Run:
    """The last run of the scenario; every check of every run holds, the nights are examined."""
    runs = study(scenario).runs
    for run in runs:
        assert [one for one in run.checks if one.passed is False] == []
        assert run.checks[-1].name.startswith("32 ") and run.checks[-1].examined > 0
    return runs[-1]


def evenings(scenario: Scenario, account: str = "A") -> list[tuple[int, int]]:
    """Book balance and what is overdue at each close."""
    run = checked(scenario)
    names = run.plan.names
    book = run.projection.book[:, names.accounts.index(account)] // 100
    owed = run.projection.owed[:, names.loans.index(f"od-{account}")] // 100
    return list(zip(book.tolist(), owed.tolist(), strict=True))


def told(scenario: Scenario) -> list[tuple[str, int, int, int, int, int]]:
    """What became overdue and was repaid: day (from 1), amount, SEEN, BASE, AUX."""
    events = checked(scenario).projection.events
    rows = events[np.isin(events[:, KIND], (OVERDUE, OVERDUE_REPAID))].tolist()
    names = {OVERDUE: "overdue", OVERDUE_REPAID: "repaid"}
    return [
        (names[row[KIND]], row[DAY] + 1, row[AMOUNT] // 100, row[SEEN], row[BASE], row[AUX])
        for row in rows
    ]


# --- counting -------------------------------------------------------------------------------------

SPENT = """
    day | account | amount
    2   | A       | -50
    """


def test_a_further_night_than_agreed_becomes_an_overdue_loan():
    # Nights 1 and 2 at the closes of days 2 and 3; the close of day 4 would be the third.
    one = one_account(SPENT, days=5)
    assert evenings(one) == [(0, 0), (-50, 0), (-50, 0), (0, 50), (0, 50)]
    assert told(one) == [("overdue", 4, 50, 2, 2, 0)]


def test_what_is_overdrawn_on_that_evening_becomes_overdue_not_what_was_at_first():
    items = SPENT + "    4   | A       | -30\n"
    assert evenings(one_account(items, days=4))[-1] == (0, 80)


@pytest.mark.parametrize(("back", "begins_anew"), [("49.99", False), ("50", True), ("51", True)])
def test_a_close_at_zero_or_above_begins_anew(back, begins_anew):
    # Day 3 ends at -0.01, 0 or 1; day 4 is overdrawn again: the third night, or the first.
    items = (
        SPENT
        + f"""
    3   | A       | {back}
    4   | A       | -60
    """
    )
    assert (told(one_account(items, days=5)) == []) == begins_anew


def test_weekends_count_as_nights():
    # Day 5 is a Friday: Friday and Saturday are the two nights, Sunday is one too many.
    items = """
    day | account | amount
    5   | A       | -50
    """
    assert told(one_account(items, days=8)) == [("overdue", 7, 50, 2, 2, 0)]


@pytest.mark.parametrize(("before", "converted"), [(0, 3), (1, 2), (2, 1)])
def test_nights_before_the_run_count(before, converted):
    one = one_account("", days=4, opening="-50", nights_before=before)
    assert told(one) == [("overdue", converted, 50, 2, 2, 0)]


@pytest.mark.parametrize(
    ("terms", "converted"),
    [
        ({"valid_from": on(1)}, 4),
        ({"valid_from": on(3)}, 5),  # nights of days 3 and 4
        ({"valid_until": on(4)}, 4),
        ({"valid_until": on(3)}, None),  # the third night lies after the agreement
        ({"valid_from": on(3), "valid_until": on(4)}, None),
    ],
)
def test_only_nights_of_the_agreement_count(terms, converted):
    found = told(one_account(SPENT, days=6, **terms))
    assert [row[1] for row in found] == ([converted] if converted else [])


# --- while it is closed ---------------------------------------------------------------------------


def test_a_closed_overdraft_pays_nothing():
    # Of 100 of overdraft 50 are paid on day 2. On day 5 it is closed: 10 are refused. On day 6 the
    # 25 that come in pay 10; 16 wait and are refused, and the 15 kept for them repay nothing.
    items = (
        SPENT
        + """
    5   | A       | -10
    6   | A       | 25
    6   | A       | -10
    6   | A       | -16
    """
    )
    one = one_account(items, days=6)
    assert fates(one) == {
        "A1": "made 2 open", "A2": "refused 5 close", "A4": "made 6 open",
        "A5": "refused 6 close",
    }  # fmt: skip
    assert evenings(one)[-2:] == [(0, 50), (15, 50)]


def test_a_payment_after_the_repayment_uses_the_overdraft_again_or_not():
    # Day 5 repays all 50 of 60. The payment of 100 on day 6 has 10, and 90 of the overdraft.
    items = (
        SPENT
        + """
    5   | A       | 60
    6   | A       | -100
    """
    )
    assert fates(one_account(items, days=6, reopens=True))["A3"] == "made 6 open"
    assert fates(one_account(items, days=6))["A3"] == "refused 6 close"


def test_reserved_cash_repays_nothing():
    # 60 of day 5 wait for a payment of 100: nothing is there to repay with.
    items = (
        SPENT
        + """
    5   | A       | 60
    5   | A       | -100
    """
    )
    assert evenings(one_account(items, days=5, reopens=True))[-1] == (60, 50)


REPAID = (
    SPENT
    + """
    5   | A       | 20
    6   | A       | 45
    7   | A       | -70
    """
)


def test_an_overdue_loan_is_repaid_from_what_is_there_and_opens_the_overdraft_or_not():
    # Day 5 repays 20, day 6 the last 30 of 45. Day 7 pays 70 of 15 + 100, where it is open.
    one = one_account(REPAID, days=10, reopens=True)
    assert told(one) == [
        ("overdue", 4, 50, 2, 2, 0),
        ("repaid", 5, 20, 20_00, 30_00, 0),
        ("repaid", 6, 30, 45_00, 0, 1),
        ("overdue", 9, 55, 2, 2, 0),  # a new run of nights: days 7 and 8
    ]
    assert evenings(one)[4:] == [(0, 30), (15, 0), (-55, 0), (-55, 0), (0, 55), (0, 55)]
    closed = one_account(REPAID, days=10)
    assert evenings(closed)[5:] == [(15, 0)] * 5
    assert told(closed)[2] == ("repaid", 6, 30, 45_00, 0, 0)


def test_what_is_overdue_before_the_run_keeps_the_overdraft_closed():
    items = """
    day | account | amount
    1   | A       | -10
    2   | A       | 40
    3   | A       | -10
    """
    one = one_account(items, days=3, overdue=Decimal(30), reopens=True)
    assert evenings(one) == [(0, 30), (10, 0), (0, 0)]
    assert fates(one)["A1"] == "refused 1 close"


def test_a_reserve_and_holds_are_kept_from_the_repayment():
    # 40 on day 2, of which 15 are a reserve and 5 are held: 20 repay.
    one = group(
        """
        account | opening | intraday | reserve
        A       | 0       | 100      | 15
        """,
        """
        day | account | amount
        2   | A       | 40
        """,
        days=2,
        holds=(Hold(account="A", amount=Decimal(5), valid_from=on(1)),),
        overdraft_agreements=(agreed(overdue=Decimal(30)),),
        **LATE,
    )
    assert evenings(one) == [(0, 30), (20, 10)]


def test_nothing_is_repaid_from_a_frozen_account():
    stop = Stop(account="A", valid_from=on(1), valid_until=on(1))
    agreement = agreed(overdue=Decimal(30))
    one = group(ALONE.format("40"), days=2, overdraft_agreements=(agreement,), stops=(stop,),
                **LATE)  # fmt: skip
    assert evenings(one) == [(40, 30), (10, 0)]


def test_the_overdue_loan_is_repaid_before_the_line_and_the_deposit():
    # 60: 30 repay what is overdue, 20 the line, 10 are placed.
    one = group(
        """
        account | opening | overdraft | line  | terms
        A       | 60      | 100       | 20/50 | term
        """,
        overdraft_agreements=(agreed(overdue=Decimal(30)),),
        terms=(*LATE["terms"], Terms(id="term")),
        rates=(*LATE["rates"], Rate(terms="term", side="credit", rate="0%"),
               Rate(terms="term", side="debit", rate="0%")),
        deposits=(Deposit(id="D", account="A", product="time", amount=Decimal(10), placed_on=on(1),
                          rate="1%", matures_on=on(90)),),
    )  # fmt: skip
    assert evenings(one) == [(0, 0)]
    assert checked(one).projection.owed[-1].tolist() == [0, 0]
    assert checked(one).projection.deposited[-1].tolist() == [10_00]


def test_the_line_is_drawn_before_a_night_is_overdrawn():
    # 50 out on day 2, a line of 40: 10 overdrawn become overdue on day 4; the line stays drawn.
    one = group(
        """
        account | opening | overdraft | line
        A       | 0       | 100       | 40
        """,
        SPENT, days=4, overdraft_agreements=(agreed(),), **LATE,
    )  # fmt: skip
    assert evenings(one) == [(0, 0), (-10, 0), (-10, 0), (0, 10)]


# --- interest and fees that are not paid ----------------------------------------------------------


def unpaid(how: str) -> Scenario:
    """1,000 overdue at 18 % from before the run; interest of days 1 to 31 is 15.50."""
    return group(
        """
        account | opening | overdraft
        A       | 0       | 5000
        """,
        days=60,
        terms=(Terms(id="late", settles="monthly", settlement_day=31),),
        rates=(Rate(terms="late", side="debit", rate="18%"),),
        overdraft_agreements=(agreed(overdue=Decimal(1000), unpaid=how),),
    )


def test_unpaid_interest_becomes_overdue_or_stays_on_the_account():
    # 2 to 31 March are 30 days: 1000 x 30 x 18 % / 360 = 15.00, posted on 1 April (day 31).
    run = checked(unpaid("overdue"))
    assert run.projection.owed[29:31, 0].tolist() == [1000_00, 1015_00]
    assert run.projection.book[30, 0] == 0
    # From 1 April 1015.00 bears: 30 days of April are 1015 x 30 x 18 % / 360 = 15.225.
    assert run.projection.accrued.tolist() == [-15_23]
    stays = checked(unpaid("overdrawn"))
    assert stays.projection.owed[30, 0] == 1000_00
    assert stays.projection.book[-1, 0] == -15_00
    assert stays.projection.accrued.tolist() == [-15_00]


def test_an_unpaid_fee_becomes_overdue_without_a_night():
    # 50 become overdue on day 4; the fee of 3 on day 5 finds nothing: overdue at once, no night.
    fee = Fee(id="fee", account="A", amount=Decimal(3), every="once", date=on(5))
    one = group(ALONE.format("0"), SPENT, days=6, overdraft_agreements=(agreed(),), fees=(fee,),
                **LATE)  # fmt: skip
    assert told(one) == [("overdue", 4, 50, 2, 2, 0), ("overdue", 5, 3, 0, 2, 1)]
    assert evenings(one)[-2:] == [(0, 53), (0, 53)]


# --- during the day -------------------------------------------------------------------------------

BY_DAY = """
    account | opening | overdraft | intraday
    A       | 0       | 100       | 150
    """
PAYS = """
    day | time  | account | amount | short
    1   | 10:00 | A       | -120   | reject
    1   | 15:00 | A       | 90     |
    """


@pytest.mark.parametrize(
    ("closes", "first", "evening"),
    [(True, "rejected 1 10:00", (60, 0)), (False, "made 1 10:00", (0, 60))],
)
def test_an_intraday_overdraft_may_stay_open(closes, first, evening):
    # Open by day: 120 out, 90 in, the 30 that are left in the evening become overdue at once.
    # Closed: 90 come in and 30 of them repay.
    agreement = agreed(overdue=Decimal(30), closes_intraday=closes)
    one = group(BY_DAY, PAYS, overdraft_agreements=(agreement,), **LATE)
    assert fates(one)["A1"] == first
    assert evenings(one) == [evening]


# --- in a pool ------------------------------------------------------------------------------------

POOL = """
    account | opening | overdraft | header | rule         | mode
    H       | {h}     | 200       |        |              | full
    A       | 0       | 100       | H      | zero_balance | full
    """


def test_a_pool_keeps_its_participant_from_becoming_overdue():
    # Alone, A would be overdue on day 4. H's cash covers the 50 at once.
    one = group(POOL.format(h="80"), SPENT, days=5, overdraft_agreements=(agreed(),), **LATE)
    assert evenings(one) == [(0, 0)] * 5
    alone, _ = study(one).runs[0], checked(one)
    assert alone.figures[0].overdraft_conversions == 1
    assert checked(one).figures[0].overdraft_conversions == 0


def test_a_header_whose_overdraft_is_closed_gives_nothing_of_it():
    # H funds A's 50 from its overdraft on day 2, is overdue on day 4 and closed on day 5: A's next
    # payment of 20 can use its own overdraft alone, and is not funded in the evening.
    items = SPENT + "    5   | A       | -20\n"
    one = group(POOL.format(h="0"), items, days=6, overdraft_agreements=(agreed("H"),), **LATE)
    assert evenings(one, "H") == [(0, 0), (-50, 0), (-50, 0), (0, 50), (0, 50), (0, 50)]
    book = checked(one).projection.book
    assert (book[:, 0] // 100).tolist() == [0, 0, 0, 0, -20, -20]


def test_sweeps_come_before_the_repayment():
    # A is overdue from before; its 40 of day 1 go up to H, which is nobody's debtor here.
    one = group(POOL.format(h="0"), """
        day | account | amount
        1   | A       | 40
        """, overdraft_agreements=(agreed(overdue=Decimal(30)),), **LATE)  # fmt: skip
    assert evenings(one) == [(0, 30)]
    assert checked(one).projection.book[-1].tolist() == [0, 40_00]

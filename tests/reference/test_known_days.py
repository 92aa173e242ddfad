"""Whole days of the twin against figures calculated by hand: orders of a pass, modes, stops.

Accounts by table (`tests.hand.tables`); amounts in CNY; each test states what moved or remained.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.tables import MONDAY, clock, group, plain
from tests.reference.banking_day import live_through
from treasury.accounts.chart import Stop
from treasury.pooling.structure import Budget
from treasury.scenario import Scenario


def moved(scenario: Scenario) -> list[str]:
    """Every sweep of the twin in its order."""
    found = live_through(scenario, "pool").sweeps
    return [f"{one.giver} > {one.receiver} {plain(one.amount)}" for one in found]


def left(scenario: Scenario, *, day: int = 1) -> str:
    """Day-end balances by account."""
    book = live_through(scenario, "pool").book
    return " ".join(f"{name}={plain(book[name][day - 1])}" for name in sorted(book))


def fate(scenario: Scenario) -> list[str]:
    """What became of the payments, in the order of the file."""
    fates = live_through(scenario, "pool").fates
    payments = [one.id for one in scenario.items if one.amount < 0]
    found = [fates["item", name] for name in payments]
    return [f"{one.what} {one.day.day - 1} {clock(one.minute)}" for one in found]


def with_rules(scenario: Scenario, **fields: Any) -> Scenario:
    return replace(scenario, rules=tuple(replace(rule, **fields) for rule in scenario.rules))


# --- orders of a pass ---------------------------------------------------------------------------


def test_three_levels_of_keep_rules_pass_everything_on():
    one = group("""
        account | opening | header | rule
        H       | 1000000 |        |
        M       | 250000  | H      | keep keep=200000
        A       | 300000  | M      | keep keep=100000
        B       | 500000  | M      | keep keep=100000
        """)
    assert left(one) == "A=100000 B=100000 H=1650000 M=200000"


SHORT = """
    account | opening | header | rule         | priority
    H       | 70      |        |              |
    A       | -50     | H      | zero_balance | 1
    B       | -50     | H      | zero_balance | 2
    """


def test_oblm_funds_in_part_and_sap_all_or_nothing():
    oblm = group(SHORT, pool={"profile": "oblm"})
    sap = group(SHORT, pool={"profile": "sap", "partial": False})
    assert left(oblm) == "A=0 B=-30 H=0"
    assert left(sap) == "A=0 B=-50 H=20"


LATE_SURPLUS = """
    account | opening | header | rule         | priority
    H       | 0       |        |              |
    A       | -50     | H      | zero_balance | 1
    B       | 80      | H      | zero_balance | 2
    """


def test_without_credit_first_a_deficit_does_not_wait_for_a_later_surplus():
    first = group(LATE_SURPLUS, pool={"profile": "oblm"})
    strict = group(LATE_SURPLUS, pool={"profile": "oblm", "credit_first": False})
    assert left(first) == "A=0 B=0 H=30"
    assert left(strict) == "A=-50 B=0 H=80"


BRANCH = """
    account | opening | header | rule
    H       | 500     |        |
    M       | 20      | H      | zero_balance
    A       | -100    | M      | zero_balance
    """


def test_level_by_level_a_second_level_is_funded_from_what_its_header_has():
    one = group(BRANCH, pool={"profile": "oblm"})
    assert moved(one) == ["M > A 20"], "and M, at zero, asks for nothing"
    assert moved(group(BRANCH)) == ["M > H 20", "H > M 100", "M > A 100"]


def test_overdrawing_in_passing_the_sub_header_is_covered_in_the_same_pass():
    one = group(BRANCH, pool={"profile": "oblm"})
    links = tuple(replace(x, overdraw_in_passing=x.participant == "M") for x in one.links)
    assert moved(replace(one, links=links)) == ["M > A 100", "H > M 80"]


def test_sap_rounds_half_up_beyond_the_balance_and_beyond_the_need():
    one = group(
        """
        account | opening | header | rule
        H       | 1000    |        |
        A       | 75      | H      | zero_balance multiple=50
        B       | -25     | H      | zero_balance multiple_deficit=50
        C       | -24     | H      | zero_balance multiple_deficit=50
        """,
        pool={"profile": "sap", "partial": False},
    )
    assert left(one) == "A=-25 B=25 C=-24 H=1050"


def test_an_overdrawn_header_is_covered_in_order_of_priority():
    one = group("""
        account | opening | header | rule            | priority
        H       | -70     |        |                 |
        A       | 50      | H      | cover_overdraft | 2
        B       | 30      | H      | cover_overdraft | 1
        """)
    assert moved(one) == ["B > H 30", "A > H 40"]


# --- days, receipts and reversals ---------------------------------------------------------------


def test_receipts_count_from_one_run_to_the_next_whether_or_not_it_moved():
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | -500    | H      | share_of_receipts
        """,
        """
        day | account | amount
        1   | A       | 100
        2   | A       | 1000
        3   | A       | 10
        """,
        days=3,
    )
    one = replace(one, rules=tuple(replace(rule, share="50%") for rule in one.rules))
    assert moved(one) == ["A > H 500", "A > H 5"], "the first day's 100 are not caught up with"


def test_real_time_sweeps_at_the_receipt_up_to_the_root():
    one = with_rules(
        group(
            """
            account | opening | header | rule
            H       | 0       |        |
            M       | 5       | H      | zero_balance
            A       | 7       | M      | zero_balance
            """,
            """
            time  | account | amount
            10:00 | A       | 100
            """,
        ),
        frequency="real_time",
    )
    found = live_through(one, "pool").sweeps
    assert moved(one) == ["A > M 107", "M > H 112"]
    assert {clock(sweep.minute) for sweep in found} == {"10:00"}


def test_what_was_swept_comes_back_the_next_day_as_far_as_the_header_can():
    one = with_rules(
        group(
            """
            account | opening | header | rule
            H       | 0       |        |
            A       | 100     | H      | keep keep=0 at=09:00
            """,
            """
            day | time  | account | amount
            1   | 12:00 | H       | -30
            """,
            days=2,
            pool={"protect_participants": False},
        ),
        reverse_next_day=True,
        frequency="dates",
        dates=(MONDAY,),
    )
    outcome = live_through(one, "pool")
    assert left(one) == "A=0 H=70"
    assert [(each.amount, each.kept) for each in outcome.returns] == [(7000, 3000)]
    assert left(one, day=2) == "A=70 H=0"


def test_weekly_and_paused_sweeps_stay_away_on_other_days():
    one = with_rules(
        group(
            """
            account | opening | header | rule
            H       | 0       |        |
            A       | 0       | H      | zero_balance
            """,
            "day | account | amount\n" + "\n".join(f"{day} | A | 10" for day in range(1, 11)),
            days=10,
        ),
        frequency="weekly",
        weekdays=("mon", "wed"),
        pauses=(MONDAY + datetime.timedelta(days=2),),
    )
    days = [sweep.day.day - 1 for sweep in live_through(one, "pool").sweeps]
    assert days == [1, 8, 10], "Monday, not the paused Wednesday, Monday, Wednesday"


# --- paying -------------------------------------------------------------------------------------


def paid(mode: str, *, limit: str | None = None) -> list[str]:
    """What becomes of three payments of 50 by A, which has sent its 60 to a rich header."""
    one = group(
        f"""
        account | opening | header | rule                      | mode
        H       | 1000    |        |                           |
        A       | 60      | H      | zero_balance at=09:00 | {mode}
        """,
        """
        time  | account | amount
        10:00 | A       | -50
        11:00 | A       | -50
        12:00 | A       | -50
        """,
    )
    given = None if limit is None else Decimal(limit)
    links = tuple(replace(link, internal_limit=given) for link in one.links)
    return [found.split()[0] for found in fate(replace(one, links=links))]


def test_each_mode_pays_what_its_right_reaches():
    assert paid("standalone") == ["refused"] * 3
    assert paid("own_deposits") == ["made", "refused", "refused"]
    assert paid("own_plus_limit", limit="39.99") == ["made", "refused", "refused"]
    assert paid("own_plus_limit", limit="40") == ["made", "made", "refused"]
    assert paid("own_plus_limit", limit="90") == ["made"] * 3
    assert paid("full") == ["made"] * 3
    assert paid("receive_only") == ["refused"] * 3


def two_lines(scope: str) -> Scenario:
    """An account that pays from a budget of 1000, with 100 of its own and nothing sent up."""
    one = group(
        """
        account | opening | header | rule       | mode
        H       | 1000    |        |            |
        E       | 100     | H      | keep keep=500000 | budget
        """,
        """
        time  | account | amount
        10:00 | H       | 640
        11:00 | E       | -400
        12:00 | E       | -450
        13:00 | E       | -200
        """,
    )
    budget = Budget(structure="pool", participant="E", amount=Decimal(1000), scope=scope)  # type: ignore[arg-type]
    return replace(one, budgets=(budget,))


def drawn(scenario: Scenario) -> str:
    return plain(sum(one.amount for one in live_through(scenario, "pool").draws))


def test_a_budget_counts_all_payments_or_only_what_is_drawn():
    every, drawn_only = two_lines("all_outgoing"), two_lines("pool_draw_only")
    assert [one.split()[0] for one in fate(every)] == ["made", "made", "refused"]
    assert drawn(every) == "750"
    assert [one.split()[0] for one in fate(drawn_only)] == ["made"] * 3
    assert drawn(drawn_only) == "950"


def test_an_intraday_overdraft_carries_payments_until_the_end_of_the_day():
    one = group(
        """
        account | opening | header | rule
        H       | 1500000 |        |
        A       | 0       | H      | zero_balance
        """,
        """
        time  | account | amount
        09:30 | A       | -800000
        10:15 | A       | 500000
        11:00 | A       | -2900000
        14:00 | A       | 1200000
        """,
    )
    accounts = tuple(
        replace(each, intraday_overdraft=Decimal(3000000)) if each.id == "A" else each
        for each in one.accounts
    )
    day = replace(one, accounts=accounts)
    assert fate(day) == ["made 1 09:30", "made 1 14:00"]
    assert left(day) == "A=-500000 H=0"


# --- stops --------------------------------------------------------------------------------------


def test_a_frozen_account_is_passed_over_with_its_branch():
    one = group("""
        account | opening | header | rule
        H       | 500     |        |
        M       | 20      | H      | zero_balance
        A       | -100    | M      | zero_balance
        B       | 40      | H      | zero_balance
        """)
    frozen = replace(one, stops=(Stop(account="M", valid_from=MONDAY),))
    assert moved(frozen) == ["B > H 40"]


# --- links that end -----------------------------------------------------------------------------


TWO_LEVELS = """
    account | opening | header | rule
    H       | 0       |        |
    R       | 10      | H      | zero_balance
    P       | 100     | R      | zero_balance
    """


def test_what_is_open_on_links_that_end_comes_back_from_the_top_down():
    one = group(TWO_LEVELS, days=3)
    last = MONDAY + datetime.timedelta(days=1)
    links = tuple(replace(link, valid_until=last, at_end="settle") for link in one.links)
    assert left(replace(one, links=links), day=1) == "H=110 P=0 R=0"
    assert left(replace(one, links=links), day=2) == "H=0 P=100 R=10"


def test_the_next_header_takes_over_and_no_cash_moves():
    one = group(TWO_LEVELS, days=2)
    at_root, below = one.links
    ended = replace(below, valid_until=MONDAY, at_end="novate")
    begun = replace(below, header="H", valid_from=MONDAY + datetime.timedelta(days=1))
    found = live_through(replace(one, links=(at_root, ended, begun)), "pool")
    assert [list(found.position[ends]) for ends in (("P", "R"), ("P", "H"), ("R", "H"))] == [
        [10000, 0], [0, 10000], [11000, 1000],
    ]  # fmt: skip
    assert found.book == {"H": [11000, 11000], "R": [0, 0], "P": [0, 0]}

"""Queues, alone and in a pool, calculated by hand.

`QUIET` is a rule that never fires here, so that nothing but the payments moves money.
"""

from dataclasses import replace

import pytest

from tests.hand.tables import balances, draws, expected, fates, group, lived, moves, plain

QUIET = "keep keep=1000000"

# --- the queue ----------------------------------------------------------------------------------

ALONE = """
    account | opening | overdraft
    A       | {opening} | {overdraft}
    """
QUEUES = [
    (
        "a payment waits for the receipt that covers it",
        {}, "0", "0",
        """
        time  | account | amount
        09:00 | A       | -50
        10:00 | A       | 49
        11:00 | A       | 1
        """,
        {"A1": "made 1 11:00"},
    ),
    (
        "nothing overtakes a payment that waits",
        {}, "0", "25",
        """
        time  | account | amount
        09:00 | A       | -50
        09:05 | A       | -20
        """,
        {"A1": "refused 1 close", "A2": "refused 1 close"},
    ),
    (
        "with overtaking a smaller payment that can be made is made",
        {"overtaking": True}, "0", "25",
        """
        time  | account | amount
        09:00 | A       | -50
        09:05 | A       | -20
        """,
        {"A1": "refused 1 close", "A2": "made 1 09:05"},
    ),
    (
        "even with overtaking, cash kept for the one ahead is not spent",
        {"overtaking": True}, "30", "0",
        """
        time  | account | amount
        09:00 | A       | -50
        09:05 | A       | -20
        """,
        {"A1": "refused 1 close", "A2": "refused 1 close"},
    ),
    (
        "a lower priority number is paid first",
        {}, "0", "0",
        """
        time  | account | amount | priority
        09:00 | A       | -30    | 0
        09:05 | A       | -30    | -1
        10:00 | A       | 30     | 0
        """,
        {"A1": "refused 1 close", "A2": "made 1 10:00"},
    ),
    (
        "with equal priority the one that arrived first is paid first",
        {}, "0", "0",
        """
        time  | account | amount
        09:05 | A       | -30
        09:00 | A       | -30
        10:00 | A       | 30
        """,
        {"A1": "refused 1 close", "A2": "made 1 10:00"},
    ),
    (
        "one receipt can release several payments",
        {}, "0", "0",
        """
        time  | account | amount
        09:00 | A       | -30
        09:05 | A       | -20
        10:00 | A       | 50
        """,
        {"A1": "made 1 10:00", "A2": "made 1 10:00"},
    ),
    (
        "a payment that may not wait is rejected at once",
        {}, "49", "0",
        """
        time  | account | amount | short
        09:00 | A       | -50    | reject
        10:00 | A       | 50     |
        """,
        {"A1": "rejected 1 09:00"},
    ),
    (
        "a payment that may not wait is rejected behind one that waits",
        {}, "30", "25",
        """
        time  | account | amount | short
        09:00 | A       | -60    |
        09:05 | A       | -20    | reject
        """,
        {"A1": "refused 1 close", "A2": "rejected 1 09:05"},
    ),
    (
        "a payment of lower number that may not wait goes ahead of one that waits",
        {}, "30", "0",
        """
        time  | account | amount | short  | priority
        09:00 | A       | -60    |        | 0
        09:05 | A       | -20    | reject | -1
        """,
        {"A1": "refused 1 close", "A2": "made 1 09:05"},
    ),
    (
        "of items without a time receipts come first",
        {}, "0", "0",
        """
        time  | account | amount | short
              | A       | -50    | reject
              | A       | 50     |
        """,
        {"A1": "made 1 open"},
    ),
    (
        "in the order of the file a payment without a time can come too early",
        {"untimed": "file_order"}, "0", "0",
        """
        time  | account | amount | short
              | A       | -50    | reject
              | A       | 50     |
        """,
        {"A1": "rejected 1 open"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "opening", "overdraft", "items", "fate"),
    [case[1:] for case in QUEUES],
    ids=[case[0] for case in QUEUES],
)
def test_in_a_queue(terms, opening, overdraft, items, fate):
    one = group(ALONE.format(opening=opening, overdraft=overdraft), items, **terms)
    assert fates(one) == fate
    assert fates(one, None) == fate, "alone, the same terms hold"


def test_what_overtakes_takes_from_the_header_and_leaves_the_cash_kept_for_the_one_ahead():
    one = group(
        f"""
        account | opening | header | rule    | mode
        H       | 25      |        |         |
        A       | 30      | H      | {QUIET} | full
        """,
        """
        time  | account | amount
        09:00 | A       | -60
        09:05 | A       | -20
        """,
        overtaking=True,
    )
    assert fates(one) == {"A1": "refused 1 close", "A2": "made 1 09:05"}
    assert draws(one) == ["H > A 20"]
    assert balances(one) == {"H": "5", "A": "30"}


TWO_DAYS = """
    day | time  | account | amount
    1   | 09:00 | A       | -50
    2   | 10:00 | A       | 50
    """


def test_a_cancelled_queue_is_refused_at_the_close_of_the_day():
    one = group(ALONE.format(opening="0", overdraft="0"), TWO_DAYS, days=2, queue="cancel")
    assert fates(one) == {"A1": "refused 1 close"}
    assert plain(lived(one).book["A"][1]) == "50"


def test_a_carried_queue_is_tried_on_the_next_day():
    one = group(ALONE.format(opening="0", overdraft="0"), TWO_DAYS, days=2, queue="carry")
    assert fates(one) == {"A1": "made 2 10:00"}


def test_what_still_waits_at_the_end_of_the_run_is_refused():
    items = TWO_DAYS.replace("| 50", "| 49")
    one = group(ALONE.format(opening="0", overdraft="0"), items, days=2, queue="carry")
    assert fates(one) == {"A1": "refused 2 close"}


# --- queues in a pool -----------------------------------------------------------------------------


def test_a_receipt_of_the_header_releases_a_payment_below():
    one = group(
        f"""
        account | opening | header | rule    | mode
        Top     | 0       |        |         |
        Mid     | 0       | Top    | {QUIET} | full
        Low     | 10      | Mid    | {QUIET} | full
        """,
        """
        time  | account | amount
        09:00 | Low     | -50
        10:00 | Top     | 40
        """,
    )
    assert fates(one) == {"Low1": "made 1 10:00"}


def test_of_two_accounts_that_wait_below_the_lower_id_is_served_first():
    one = group(
        f"""
        account | opening | header | rule    | mode
        H       | 0       |        |         |
        B       | 0       | H      | {QUIET} | full
        A       | 0       | H      | {QUIET} | full
        """,
        """
        time  | account | amount
        09:00 | B       | -40
        09:05 | A       | -40
        10:00 | H       | 40
        """,
    )
    assert fates(one) == {"A2": "made 1 10:00", "B1": "refused 1 close"}


def test_a_timed_funding_releases_a_payment_at_its_time():
    one = group(
        """
        account | opening | header | rule
        H       | 100     |        |
        A       | 0       | H      | target_constant target=60 at=12:00
        """,
        """
        time  | account | amount
        09:00 | A       | -50
        """,
    )
    assert fates(one) == {"A1": "made 1 12:00"}
    assert balances(one) == expected("""
        H  | A
        40 | 10
        """)


def test_an_end_of_day_funding_releases_a_payment_at_the_close():
    one = group(
        """
        account | opening | header | rule
        H       | 100     |        |
        A       | 0       | H      | target_constant target=60
        """,
        """
        time  | account | amount
        09:00 | A       | -50
        """,
    )
    assert fates(one) == {"A1": "made 1 close"}


def test_cash_kept_for_a_queued_payment_is_not_swept_up():
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | 30      | H      | zero_balance
        """,
        """
        time  | account | amount
        09:00 | A       | -50
        """,
    )
    assert moves(one) == []


def test_what_lies_above_the_queued_payments_is_swept_up():
    # Own cash of 70 less the 50 that waits behind a payment nobody can make yet.
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | 100     | H      | zero_balance at=09:00
        """,
        """
        time  | account | amount
        10:00 | A       | 70
        11:00 | A       | -90
        """,
    )
    later = replace(
        one,
        rules=tuple(replace(rule, times=(), end_of_day=True) for rule in one.rules),
    )
    assert moves(one) == ["A > H 100"]
    assert moves(later) == ["A > H 80"]


def test_a_queued_payment_is_no_need():
    one = group(
        """
        account | opening | header | rule
        H       | 100     |        |
        A       | 0       | H      | zero_balance
        """,
        """
        time  | account | amount
        09:00 | A       | -50
        """,
    )
    assert moves(one) == []


def test_cash_kept_for_the_header_s_own_payment_is_not_granted():
    one = group(
        """
        account | opening | header | rule
        H       | 30      |        |
        A       | -20     | H      | zero_balance
        """,
        """
        time  | account | amount
        09:00 | H       | -50
        """,
    )
    assert moves(one) == []


def test_a_structure_can_enable_and_disturb():
    group_of_two = """
        account | opening | header | rule                  | mode
        H       | 0       |        |                       |
        A       | 100     | H      | zero_balance at=09:00 | full
        B       | 0       | H      | zero_balance at=09:00 | full
        """
    items = """
        time  | account | amount
        10:00 | B       | -70
        11:00 | A       | -80
        """
    one = group(group_of_two, items)
    assert fates(one, None) == {"B1": "refused 1 close", "A2": "made 1 11:00"}
    assert fates(one) == {"B1": "made 1 10:00", "A2": "refused 1 close"}

"""Payments, linked draws and queues, calculated by hand.

`QUIET` is a rule that never fires here, so that nothing but the payments moves money.
"""

from dataclasses import replace

import pytest

from tests.hand.tables import balances, draws, expected, fates, group, lived, moves, plain

QUIET = "keep keep=1000000"

# --- what a payment uses: own cash, then the link, then the own overdraft ------------------------

ONE_LINK = """
    account | opening | overdraft | header | rule          | mode
    H       | 50      |           |        |               |
    A       | 30      | 100       | H      | {rule}        | {mode}
    """
USES = [
    # mode         pays   drawn   A     H
    ("full", "30", [], "0", "50"),
    ("full", "31", ["H > A 1"], "0", "49"),
    ("full", "80", ["H > A 50"], "0", "0"),
    ("full", "100", ["H > A 50"], "-20", "0"),
    ("full", "180", ["H > A 50"], "-100", "0"),
    ("full", "180.01", [], "30", "50"),
    ("standalone", "31", [], "-1", "50"),
    ("standalone", "130", [], "-100", "50"),
    ("standalone", "130.01", [], "30", "50"),
]


@pytest.mark.parametrize(("mode", "pays", "drawn", "a", "h"), USES)
def test_a_payment_uses_own_cash_then_the_link_then_the_overdraft(mode, pays, drawn, a, h):
    one = group(
        ONE_LINK.format(rule=QUIET, mode=mode),
        f"""
        time  | account | amount
        10:00 | A       | -{pays}
        """,
    )
    assert draws(one) == drawn
    assert balances(one) == {"A": a, "H": h}


THROUGH_TWO = [
    # Top   Mid (opening | overdraft), mode      Low pays  what is drawn          Top, Mid, Low
    ("50", "20 | ", "full", "80", ["Top > Mid 50", "Mid > Low 70"], ("0", "0", "0")),
    ("50", "20 | ", "full", "81", [], ("50", "20", "10")),
    ("50", "20 | ", "full", "25", ["Mid > Low 15"], ("50", "5", "0")),
    ("50", "20 | ", "standalone", "30", ["Mid > Low 20"], ("50", "0", "0")),
    ("50", "20 | ", "standalone", "31", [], ("50", "20", "10")),
    # the overdraft of the header comes last
    ("25", "20 | 30", "full", "70", ["Top > Mid 25", "Mid > Low 60"], ("0", "-15", "0")),
    ("25", "20 | 30", "full", "85", ["Top > Mid 25", "Mid > Low 75"], ("0", "-30", "0")),
    ("25", "20 | 30", "full", "85.01", [], ("25", "20", "10")),
    ("25", "20 | 30", "standalone", "60", ["Mid > Low 50"], ("25", "-30", "0")),
    # the header's own hole is not filled, but what fills it cannot be given
    ("25", "-5 | 30", "full", "35", ["Top > Mid 25", "Mid > Low 25"], ("0", "-5", "0")),
    ("25", "-5 | 30", "full", "60", ["Top > Mid 25", "Mid > Low 50"], ("0", "-30", "0")),
    ("25", "-5 | 30", "full", "60.01", [], ("25", "-5", "10")),
]


@pytest.mark.parametrize(("top", "mid", "mode", "pays", "drawn", "after"), THROUGH_TWO)
def test_a_draw_crosses_two_links_and_each_is_booked(top, mid, mode, pays, drawn, after):
    one = group(
        f"""
        account | opening | overdraft | header | rule    | mode
        Top     | {top}   |           |        |         |
        Mid     | {mid}   | Top       | {QUIET} | {mode}
        Low     | 10      |           | Mid    | {QUIET} | full
        """,
        f"""
        time  | account | amount
        10:00 | Low     | -{pays}
        """,
    )
    assert draws(one) == drawn
    assert balances(one) == dict(zip(("Top", "Mid", "Low"), after, strict=True))


def test_a_draw_lowers_the_position_of_each_link_it_crosses():
    one = group(
        f"""
        account | opening | header | rule    | mode
        Top     | 50      |        |         |
        Mid     | 20      | Top    | {QUIET} | full
        Low     | 10      | Mid    | {QUIET} | full
        """,
        """
        time  | account | amount
        10:00 | Low     | -80
        """,
    )
    position = lived(one).position
    assert [plain(position["Low", "Mid"][0]), plain(position["Mid", "Top"][0])] == ["-70", "-50"]


@pytest.mark.parametrize(("pays", "fate"), [("45", "made 1 10:00"), ("45.01", "refused 1 close")])
def test_a_standalone_header_reaches_what_it_sent_up_itself(pays, fate):
    one = group(
        f"""
        account | opening | header | rule                   | mode
        Top     | 0       |        |                        |
        Mid     | 35      | Top    | keep keep=20 at=09:00  | standalone
        Low     | 10      | Mid    | {QUIET}                | full
        """,
        f"""
        time  | account | amount
        10:00 | Low     | -{pays}
        """,
    )
    # At nine Mid sends up 15. Low has 10, Mid 20, and Mid's own 15 can come back.
    assert fates(one) == {"Low1": fate}


@pytest.mark.parametrize(("pays", "fate"), [("46", "made 1 10:00"), ("46.01", "refused 1 close")])
def test_a_draw_spares_the_header_s_reserve(pays, fate):
    one = group(
        f"""
        account | opening | reserve | header | rule    | mode
        H       | 40      | 4       |        |         |
        A       | 10      |         | H      | {QUIET} | full
        """,
        f"""
        time  | account | amount
        10:00 | A       | -{pays}
        """,
    )
    assert fates(one) == {"A1": fate}


def test_a_draw_counts_the_root_s_line_at_any_time():
    one = group(
        f"""
        account | opening | line | header | rule    | mode
        H       | 40      | 100  |        |         |
        A       | 10      |      | H      | {QUIET} | full
        """,
        """
        time  | account | amount
        10:00 | A       | -150
        """,
    )
    assert fates(one) == {"A1": "made 1 10:00"}
    assert plain(lived(one).owed["line-H"][0]) == "100"


# --- a header does not spend its participants' money ---------------------------------------------

ENTITLED = [
    # structure                                                     H pays: most
    ({"payment_mode": "standalone"}, "30"),
    ({"payment_mode": "standalone", "protect_participants": False}, "130"),
    ({"payment_mode": "standalone", "root_payment_mode": "full"}, "130"),
    ({"payment_mode": "full", "root_payment_mode": "standalone"}, "30"),
    ({"payment_mode": "full"}, "130"),
]


@pytest.mark.parametrize(("pool", "most"), ENTITLED)
def test_a_root_pays_its_entitlement_or_all_it_holds(pool, most):
    for pays, fate in ((most, "made 1 10:00"), (f"{most}.01", "rejected 1 10:00")):
        one = group(
            """
            account | opening | header | rule
            H       | 30      |        |
            A       | 100     | H      | zero_balance at=09:00
            """,
            f"""
            time  | account | amount  | short
            10:00 | H       | -{pays} | reject
            """,
            pool=pool,
        )
        assert fates(one) == {"H1": fate}


def test_what_was_granted_to_an_account_is_its_own_to_spend():
    one = group(
        """
        account | opening | header | rule
        H       | 100     |        |
        A       | 10      | H      | target_constant target=50 at=09:00
        """,
        """
        time  | account | amount
        10:00 | A       | -50
        """,
    )
    assert fates(one) == {"A1": "made 1 10:00"}


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

"""Payments, linked draws and queues, calculated by hand.

`QUIET` is a rule that never fires here, so that nothing but the payments moves money.
"""

import pytest

from tests.hand.tables import balances, draws, fates, group, lived, plain

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

"""Shortages, levels, directions, times and calendars, calculated by hand.

In each case the first table is the group before, the second its balances after.
"""

import datetime
from dataclasses import replace

import pytest

from tests.hand.tables import MONDAY, balances, expected, group, lived, moves, plain
from treasury.dates import Calendar
from treasury.pooling.structure import Structure

# --- a header that has too little ---------------------------------------------------------------

SHORT = """
    account | opening | header | rule         | priority
    H       | 70      |        |              |
    A       | -50     | H      | zero_balance | 1
    B       | -50     | H      | zero_balance | 2
    """


def test_by_priority_the_last_one_served_gets_what_is_left():
    assert balances(group(SHORT)) == expected("""
        H | A | B
        0 | 0 | -30
        """)


def test_all_or_nothing_passes_over_a_need_that_does_not_fit():
    assert balances(group(SHORT, pool={"partial": False})) == expected("""
        H  | A | B
        20 | 0 | -50
        """)


def test_all_or_nothing_serves_a_later_need_that_fits():
    one = group(
        """
        account | opening | header | rule         | priority
        H       | 70      |        |              |
        A       | -60     | H      | zero_balance | 1
        B       | -50     | H      | zero_balance | 2
        C       | -10     | H      | zero_balance | 3
        """,
        pool={"partial": False},
    )
    assert moves(one) == ["H > A 60", "H > C 10"]


def test_a_need_equal_to_the_capacity_fits():
    one = group(
        """
        account | opening | header | rule
        H       | 50      |        |
        A       | -50     | H      | zero_balance
        """,
        pool={"partial": False},
    )
    assert moves(one) == ["H > A 50"]


def test_within_a_priority_the_lower_id_is_served_first():
    one = group("""
        account | opening | header | rule         | priority
        H       | 70      |        |              |
        B       | -50     | H      | zero_balance | 1
        A       | -50     | H      | zero_balance | 1
        """)
    assert moves(one) == ["H > A 50", "H > B 20"]


def test_a_lower_priority_number_goes_before_a_lower_id():
    one = group("""
        account | opening | header | rule         | priority
        H       | 70      |        |              |
        A       | -50     | H      | zero_balance | 2
        B       | -50     | H      | zero_balance | 1
        """)
    assert moves(one) == ["H > B 50", "H > A 20"]


PRO_RATA = [
    # capacity, needs of A, B, C    -> shares; the left-over unit to the largest remainder
    ("1.00", ("0.50", "0.50", "0.50"), ("0.34", "0.33", "0.33")),  # 33 1/3 each: A is first
    ("0.05", ("0.01", "0.02", "0.04"), ("0.01", "0.01", "0.03")),  # 5/7, 1 3/7, 2 6/7 fen
    ("0.10", ("0.07", "0.07", "0.06"), ("0.04", "0.03", "0.03")),  # 3.5, 3.5, 3: A before B
    ("0.02", ("0.50", "0.50", "0.50"), ("0.01", "0.01", "0")),
    ("60", ("60", "30", "30"), ("30", "15", "15")),
    ("120", ("60", "30", "30"), ("60", "30", "30")),
    ("0", ("60", "30", "30"), ("0", "0", "0")),
]


@pytest.mark.parametrize(("capacity", "needs", "shares"), PRO_RATA)
def test_pro_rata_shares_to_the_unit_and_ignores_priority(capacity, needs, shares):
    one = group(
        f"""
        account | opening      | header | rule         | priority
        H       | {capacity}   |        |              |
        A       | -{needs[0]}  | H      | zero_balance | 3
        B       | -{needs[1]}  | H      | zero_balance | 2
        C       | -{needs[2]}  | H      | zero_balance | 1
        """,
        pool={"when_short": "pro_rata", "partial": False},
    )
    position = lived(one).position
    assert [plain(-position[name, "H"][0]) for name in "ABC"] == list(shares)


def test_limits_are_not_tested_again_on_what_is_left():
    one = group("""
        account | opening | header | rule
        H       | 30      |        |
        A       | -50     | H      | zero_balance minimum_deficit=40
        """)
    assert moves(one) == ["H > A 30"]


def test_a_surplus_is_concentrated_before_a_deficit_is_funded():
    one = group("""
        account | opening | header | rule         | priority
        H       | 0       |        |              |
        A       | -50     | H      | zero_balance | 1
        B       | 80      | H      | zero_balance | 9
        """)
    assert moves(one) == ["B > H 80", "H > A 50"]


# --- what a header can give ---------------------------------------------------------------------

GIVES = [
    # the header's fields                    gives A, who needs 60
    ("10       |         |          |       ", "10"),
    ("10       | 100     |          |       ", "60"),
    ("10       | 20      |          |       ", "30"),
    ("-10      | 20      |          |       ", "10"),
    ("-20      | 20      |          |       ", "0"),
    ("10       | 100     | 4        |       ", "6"),
    ("10       |         | 10       |       ", "0"),
    ("10       |         | 20       |       ", "0"),
    ("10       | unlimited |        |       ", "60"),
    ("10       |         |          | 100   ", "60"),
    ("10       |         |          | 30    ", "40"),
    ("10       |         |          | 25/30 ", "15"),
    ("10       | 20      |          | 25/30 ", "35"),
    ("10       |         | 4        | 30    ", "36"),
]


@pytest.mark.parametrize(("header", "given"), GIVES)
def test_a_header_gives_down_to_its_overdraft_or_reserve_and_its_line_at_the_close(header, given):
    one = group(f"""
        account | opening | overdraft | reserve | line | header | rule
        H       | {header} |        |
        A       | -60     |           |         |      | H      | zero_balance
        """)
    assert moves(one) == ([f"H > A {given}"] if given != "0" else [])


def test_the_line_is_drawn_for_what_the_root_gave_and_repaid_from_what_comes_in():
    one = group(
        """
        account | opening | line | header | rule
        H       | 10      | 100  |        |
        A       | -60     |      | H      | zero_balance
        """,
        """
        day | time  | account | amount
        2   | 09:00 | A       | 30
        3   | 09:00 | H       | 70
        """,
        days=3,
    )
    outcome = lived(one)
    assert [plain(owed) for owed in outcome.owed["line-H"]] == ["50", "20", "0"]
    assert [plain(book) for book in outcome.book["H"]] == ["0", "0", "50"]


def test_a_timed_sweep_does_not_count_the_line():
    one = group("""
        account | opening | line | header | rule
        H       | 10      | 100  |        |
        A       | -60     |      | H      | zero_balance at=09:00
        """)
    assert balances(one) == expected("""
        H | A
        0 | -50
        """)


def test_a_participant_line_lifts_it_to_zero_before_its_overdraft():
    one = group("""
        account | opening | overdraft | line | header | rule
        H       | 0       |           |      |        |
        A       | -60     | 100       | 40   | H      | zero_balance
        """)
    assert balances(one) == expected("""
        H | A
        0 | -20
        """)


# --- levels -------------------------------------------------------------------------------------


def test_three_levels_concentrate_from_the_deepest():
    one = group("""
        account | opening | header | rule
        Top     | 1000    |        |
        Mid     | 250     | Top    | keep keep=200
        Low1    | 300     | Mid    | keep keep=100
        Low2    | 500     | Mid    | keep keep=100
        """)
    assert moves(one) == ["Low1 > Mid 200", "Low2 > Mid 400", "Mid > Top 650"]
    assert balances(one) == expected("""
        Top  | Mid | Low1 | Low2
        1650 | 200 | 100  | 100
        """)


def test_a_need_below_is_asked_for_above_and_passed_through():
    one = group("""
        account | opening | header | rule
        Top     | 1000    |        |
        Mid     | 20      | Top    | zero_balance
        Low     | -50     | Mid    | zero_balance
        """)
    # Mid sends its 20 up first, because they come back with the 50 that Low needs.
    assert moves(one) == ["Mid > Top 20", "Top > Mid 50", "Mid > Low 50"]


THREE = """
    account | opening | header | rule     | direction
    Top     | 1000    |        |          |
    Mid     | {mid}   | Top    | {rule}   | {direction}
    Low     | {low}   | Mid    | zero_balance |
    """
THROUGH = [
    # rule of Mid                   direction  Mid    Low      what crosses
    ("zero_balance", "up", "100", "-30", ["Mid > Top 70", "Mid > Low 30"]),
    ("zero_balance", "up", "20", "-30", ["Mid > Low 20"]),
    ("zero_balance", "both", "100", "-30", ["Mid > Top 100", "Top > Mid 30", "Mid > Low 30"]),
    ("zero_balance", "down", "100", "-30", ["Mid > Low 30"]),
    ("zero_balance", "both", "-10", "-30", ["Top > Mid 40", "Mid > Low 30"]),
    ("keep keep=100", "", "150", "-30", ["Mid > Top 20", "Mid > Low 30"]),
    ("keep keep=100", "", "110", "-30", ["Mid > Low 30"]),
    ("keep keep=100", "both", "20", "-50", ["Top > Mid 30", "Mid > Low 50"]),
    ("keep keep=100", "both", "50", "-50", ["Mid > Low 50"]),
    ("keep keep=100", "both", "-5", "-50", ["Top > Mid 55", "Mid > Low 50"]),
    ("target_constant target=100", "", "100", "-50", ["Top > Mid 50", "Mid > Low 50"]),
    ("target_constant target=100", "", "0", "-50", ["Top > Mid 150", "Mid > Low 50"]),
    ("target_fixed target=100", "", "100", "-150", ["Top > Mid 50", "Mid > Low 150"]),
    ("target_fixed target=100", "", "100", "-50", ["Top > Mid 50", "Mid > Low 50"]),
    ("threshold threshold=200", "", "199", "-50", ["Mid > Low 50"]),
    ("threshold threshold=200", "", "30", "-50", ["Top > Mid 20", "Mid > Low 50"]),
    ("range low=20 high=100", "", "60", "-50", ["Top > Mid 10", "Mid > Low 50"]),
    ("range low=20 high=100", "", "70", "-50", ["Mid > Low 50"]),
    ("zero_balance maximum_deficit=40", "", "0", "-50", ["Top > Mid 40", "Mid > Low 40"]),
    ("zero_balance minimum_deficit=60", "", "0", "-50", []),
    ("zero_balance multiple_deficit=20", "", "0", "-50", ["Top > Mid 40", "Mid > Low 40"]),
]


@pytest.mark.parametrize(("rule", "direction", "mid", "low", "crosses"), THROUGH)
def test_a_branch_is_served_through_its_own_header(rule, direction, mid, low, crosses):
    one = group(THREE.format(rule=rule, direction=direction, mid=mid, low=low))
    assert moves(one) == crosses


def test_what_comes_down_fills_the_header_s_own_hole_first():
    one = group("""
        account | opening | reserve | header | rule
        Top     | 30      |         |        |
        Mid     | -20     | 0       | Top    | zero_balance
        Low     | -50     |         | Mid    | zero_balance
        """)
    assert moves(one) == ["Top > Mid 30", "Mid > Low 10"]
    assert balances(one) == expected("""
        Top | Mid | Low
        0   | 0   | -40
        """)


def test_a_sub_header_asks_once_for_its_whole_branch():
    one = group(
        """
        account | opening | header | rule         | priority
        Top     | 70      |        |              |
        Mid     | 0       | Top    | zero_balance | 1
        Low1    | -50     | Mid    | zero_balance | 1
        Low2    | -30     | Mid    | zero_balance | 2
        Own     | -60     | Top    | zero_balance | 2
        """,
        pool={"partial": False},
    )
    # The branch needs 80 and does not fit; 60 does.
    assert moves(one) == ["Top > Own 60"]


# --- times and calendars ------------------------------------------------------------------------


def test_each_slot_sweeps_what_came_in_until_its_time():
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | 0       | H      | zero_balance at=09:00,15:30 late
        """,
        """
        time  | account | amount
              | A       | 1
        08:59 | A       | 100
        09:00 | A       | 10
        09:01 | A       | 5
        15:30 | A       | 2
        16:00 | A       | 7
        """,
    )
    assert moves(one, at=True) == ["09:00 A > H 111", "15:30 A > H 7", "close A > H 7"]


def test_a_rule_with_times_alone_leaves_the_evening_s_money():
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | 0       | H      | zero_balance at=09:00
        """,
        """
        time  | account | amount
        16:00 | A       | 7
        """,
    )
    assert moves(one) == []


def test_a_link_that_is_not_in_the_pass_neither_asks_nor_gives_way():
    one = group("""
        account | opening | header | rule
        Top     | 100     |        |
        Mid     | 0       | Top    | zero_balance
        Low     | -50     | Mid    | zero_balance at=09:00 late
        """)
    # At nine nothing can come down to Mid, which has nothing to give.
    assert moves(one, at=True) == ["close Top > Mid 50", "close Mid > Low 50"]


WEEK = Calendar(
    id="week", weekend=("sat", "sun"), closed=(MONDAY + datetime.timedelta(days=2),),
    valid_from=MONDAY, valid_until=MONDAY + datetime.timedelta(days=30),
)  # fmt: skip
DAILY = "\n".join(["day | account | amount", *(f"{day} | A | 10" for day in range(1, 9))])


@pytest.mark.parametrize("whose", ["structure", "header's bank", "participant's bank"])
def test_no_sweep_on_days_when_the_structure_or_either_bank_is_closed(whose):
    one = group(
        """
        account | opening | header | rule         | bank
        H       | 0       |        |              | Upper
        A       | 0       | H      | zero_balance | Lower
        """,
        DAILY,
        days=8,
    )
    closed = {"header's bank": "Upper", "participant's bank": "Lower"}.get(whose)
    one = replace(
        one,
        calendars=(WEEK,),
        banks=tuple(
            replace(bank, calendar="week" if bank.id == closed else None) for bank in one.banks
        ),
        structures=(Structure(id="pool", calendar="week" if whose == "structure" else None),),
    )
    # Monday, Tuesday, not Wednesday, Thursday, Friday, not the weekend, Monday.
    swept = [((sweep.day - MONDAY).days + 1, plain(sweep.amount)) for sweep in lived(one).sweeps]
    assert swept == [(1, "10"), (2, "10"), (4, "20"), (5, "10"), (8, "30")]


def test_an_extra_working_day_sweeps():
    saturday = MONDAY + datetime.timedelta(days=5)
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        A       | 0       | H      | zero_balance
        """,
        DAILY,
        days=8,
    )
    working = replace(WEEK, extra_working=(saturday,))
    one = replace(one, calendars=(working,), structures=(Structure(id="pool", calendar="week"),))
    assert saturday in {sweep.day for sweep in lived(one).sweeps}

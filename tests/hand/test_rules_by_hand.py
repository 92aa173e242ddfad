"""Each preset and each limit at, just below and just above its amounts, calculated by hand."""

import pytest

from tests.hand.tables import balances, group, minor, moves, rows

UP_AND_DOWN = """
rule                                                       | direction | sees   | crosses
zero_balance                                               |           | 120    | up 120
zero_balance                                               |           | 0.01   | up 0.01
zero_balance                                               |           | 0      | nothing
zero_balance                                               |           | -0.01  | down 0.01
zero_balance                                               |           | -50    | down 50
zero_balance                                               | up        | 120    | up 120
zero_balance                                               | up        | -50    | nothing
zero_balance                                               | down      | 120    | nothing
zero_balance                                               | down      | -50    | down 50

target_constant target=50                                  |           | 80     | up 30
target_constant target=50                                  |           | 50.01  | up 0.01
target_constant target=50                                  |           | 50     | nothing
target_constant target=50                                  |           | 49.99  | down 0.01
target_constant target=50                                  |           | 20     | down 30
target_constant target=50                                  |           | 0      | down 50
target_constant target=50                                  |           | -10    | down 60
target_constant target=0                                   |           | 5      | up 5
target_constant target=0                                   |           | 0      | nothing
target_constant target=0                                   |           | -5     | down 5

target_fixed target=50                                     |           | 80     | up 30
target_fixed target=50                                     |           | 50     | nothing
target_fixed target=50                                     |           | 49.99  | down 0.01
target_fixed target=50                                     |           | 20     | down 30
target_fixed target=50                                     |           | 0      | down 50
target_fixed target=50                                     |           | -0.01  | down 0.01
target_fixed target=50                                     |           | -10    | down 10

threshold threshold=100                                    |           | 100.01 | up 100.01
threshold threshold=100                                    |           | 100    | up 100
threshold threshold=100                                    |           | 99.99  | nothing
threshold threshold=100                                    |           | 0      | nothing
threshold threshold=100                                    |           | -5     | down 5
threshold threshold=0                                      |           | 0      | nothing
threshold threshold=0                                      |           | 5      | up 5

keep keep=200                                              |           | 200    | nothing
keep keep=200                                              |           | 200.01 | up 0.01
keep keep=200                                              |           | 199.99 | nothing
keep keep=200                                              |           | -50    | nothing
keep keep=0                                                |           | 70     | up 70
keep keep=200                                              | both      | 300    | up 100
keep keep=200                                              | both      | 100    | nothing
keep keep=200                                              | both      | -50    | down 50
keep keep=200                                              | down      | 300    | nothing

range low=20 high=100                                      |           | 150    | up 50
range low=20 high=100                                      |           | 100.01 | up 0.01
range low=20 high=100                                      |           | 100    | nothing
range low=20 high=100                                      |           | 20     | nothing
range low=20 high=100                                      |           | 19.99  | down 0.01
range low=20 high=100                                      |           | 0      | down 20
range low=20 high=100                                      |           | -30    | down 50
range low=20 high=100 to=60                                |           | 150    | up 90
range low=20 high=100 to=60                                |           | 100.01 | up 40.01
range low=20 high=100 to=60                                |           | 100    | nothing
range low=20 high=100 to=60                                |           | 60     | nothing
range low=20 high=100 to=60                                |           | 20     | nothing
range low=20 high=100 to=60                                |           | 19.99  | down 40.01
range low=20 high=100 to=60                                |           | -30    | down 90
range low=20 high=100 to=20                                |           | 150    | up 130
range low=20 high=100 to=100                               |           | 10     | down 90
range low=50 high=50                                       |           | 50     | nothing
range low=50 high=50                                       |           | 50.01  | up 0.01

collar threshold=100 collar=30                             |           | 100    | up 70
collar threshold=100 collar=30                             |           | 99.99  | nothing
collar threshold=100 collar=30                             |           | 20     | nothing
collar threshold=100 collar=30                             |           | -5     | down 5
collar threshold=100 collar=100                            |           | 100    | nothing
collar threshold=100 collar=100                            |           | 100.01 | up 0.01

percentage share=40%                                       |           | 100    | up 40
percentage share=40%                                       |           | 0      | nothing
percentage share=40%                                       |           | -10    | down 10
percentage share=33.3%                                     |           | 10.02  | up 3.33
percentage share=0.01%                                     |           | 99.99  | nothing
percentage share=0.01%                                     |           | 100    | up 0.01
percentage share=100%                                      |           | 0.01   | up 0.01

fixed amount=50                                            |           | 50     | up 50
fixed amount=50                                            |           | 49.99  | nothing
fixed amount=50                                            |           | 120    | up 50
fixed amount=50                                            |           | -8     | down 8
fixed amount=0                                             |           | 10     | nothing

whole_units keep=200 unit=100                              |           | 300    | up 100
whole_units keep=200 unit=100                              |           | 299.99 | nothing
whole_units keep=200 unit=100                              |           | 455    | up 200
whole_units keep=200 unit=100                              |           | -5     | nothing
whole_units unit=0.07                                      |           | 1      | up 0.98
whole_units keep=200 unit=100                              | both      | -5     | down 5

cumulative_cap cap=70                                      |           | 50     | up 50
cumulative_cap cap=70                                      |           | 70.01  | up 70
cumulative_cap cap=0                                       |           | 50     | nothing
cumulative_cap cap=70                                      |           | -5     | nothing

cover_overdraft                                            |           | 50     | nothing
cover_overdraft                                            |           | -5     | down 5

share_of_receipts share=60%                                |           | 50     | nothing
"""

LIMITS = """
rule                                                       | sees   | crosses
zero_balance minimum=10                                    | 10.01  | up 10.01
zero_balance minimum=10                                    | 10     | up 10
zero_balance minimum=10                                    | 9.99   | nothing
zero_balance minimum=10                                    | -5     | down 5
zero_balance maximum=100                                   | 100    | up 100
zero_balance maximum=100                                   | 100.01 | up 100
zero_balance maximum=100                                   | 250    | up 100
zero_balance maximum=3                                     | -5     | down 5
zero_balance multiple=50                                   | 50     | up 50
zero_balance multiple=50                                   | 49.99  | nothing
zero_balance multiple=50                                   | 120    | up 100
zero_balance multiple=0.07                                 | 1      | up 0.98
zero_balance multiple=50                                   | -5     | down 5
zero_balance maximum=120 multiple=50                       | 130    | up 100
zero_balance maximum=100 multiple=30                       | 200    | up 90
zero_balance maximum=100 multiple=30                       | 95     | up 90
zero_balance maximum=100 minimum=100                       | 150    | up 100
zero_balance multiple=70 minimum=80                        | 100    | nothing
zero_balance multiple=70 minimum=70                        | 100    | up 70
zero_balance maximum=100 multiple=70 minimum=70            | 500    | up 70
keep keep=200 minimum=50                                   | 250    | up 50
keep keep=200 minimum=50                                   | 249.99 | nothing

zero_balance minimum_deficit=10                            | -10.01 | down 10.01
zero_balance minimum_deficit=10                            | -10    | down 10
zero_balance minimum_deficit=10                            | -9.99  | nothing
zero_balance minimum_deficit=10                            | 5      | up 5
zero_balance maximum_deficit=100                           | -100   | down 100
zero_balance maximum_deficit=100                           | -150   | down 100
zero_balance maximum_deficit=3                             | 5      | up 5
zero_balance multiple_deficit=50                           | -50    | down 50
zero_balance multiple_deficit=50                           | -49.99 | nothing
zero_balance multiple_deficit=50                           | -120   | down 100
zero_balance multiple_deficit=50                           | 5      | up 5
zero_balance maximum_deficit=120 multiple_deficit=50       | -130   | down 100
zero_balance multiple_deficit=50 minimum_deficit=101       | -130   | nothing
zero_balance multiple_deficit=50 minimum_deficit=100       | -130   | down 100
target_constant target=50 maximum_deficit=40               | -10    | down 40
"""


def words(crosses: str) -> list[str]:
    """`up 5` as the sweep from the participant P to the header H, `down 5` the reverse."""
    if crosses == "nothing":
        return []
    direction, amount = crosses.split()
    return [f"P > H {amount}" if direction == "up" else f"H > P {amount}"]


def names(table: str) -> list[str]:
    return [" ".join([row["rule"], row.get("direction", ""), "at", row["sees"]]) for row in
            rows(table)]  # fmt: skip


@pytest.mark.parametrize("row", rows(UP_AND_DOWN), ids=names(UP_AND_DOWN))
def test_a_preset_moves_what_its_line_of_the_table_says(row):
    one = group(f"""
        account | opening       | header | rule          | direction
        H       | 1000          |        |               |
        P       | {row["sees"]} | H      | {row["rule"]} | {row["direction"]}
        """)
    assert moves(one) == words(row["crosses"])


def test_a_share_of_receipts_is_taken_once_of_what_came_since_the_last_run():
    # 09:00: 60 % of 100 = 60. 12:00: nothing came since, nothing goes up. 15:00: 60 % of
    # 33.33 = 19.998, down to 19.99. The next day's run sees what came after 15:00: 60 % of 10 = 6.
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        P       | 500     | H      | share_of_receipts share=60% at=09:00,12:00,15:00
        """,
        """
        day | time  | account | amount
        1   | 08:00 | P       | 100
        1   | 14:00 | P       | 33.33
        1   | 16:00 | P       | 10
        """,
        days=2,
    )
    assert moves(one, at=True) == ["09:00 P > H 60", "15:00 P > H 19.99", "09:00 P > H 6"]


def test_a_run_that_could_move_nothing_still_ends_the_time_in_which_receipts_count():
    # Day 1: 60 % of 100 = 60, but only 40 is left after the payment: all 40 go up. Day 2: the
    # 100 of day 1 no longer count: 60 % of 50 = 30.
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        P       | 0       | H      | share_of_receipts share=60%
        """,
        """
        day | account | amount
        1   | P       | 100
        1   | P       | -60
        2   | P       | 50
        """,
        days=2,
    )
    assert moves(one) == ["P > H 40", "P > H 30"]


def test_money_fetched_down_makes_room_under_a_cap():
    # n = 70 after day 1: nothing more fits. The hole of 30 on day 2 is filled (direction both
    # passes it): n = 40. Day 3: min(100, 70 - 40) = 30.
    one = group(
        """
        account | opening | header | rule                  | direction | overdraft
        H       | 0       |        |                       |           |
        P       | 90      | H      | cumulative_cap cap=70 | both      | 500
        """,
        """
        day | account | amount
        2   | P       | -50
        3   | P       | 100
        """,
        days=3,
    )
    assert moves(one) == ["P > H 70", "H > P 30", "P > H 30"]


def test_a_header_s_hole_is_covered_in_order_of_priority_and_no_further():
    # -100 + 60 (B, priority 1) + 40 of A's 70 = 0: C has nothing left to cover.
    one = group("""
        account | opening | header | rule            | priority
        H       | -100    |        |                 |
        A       | 70      | H      | cover_overdraft | 2
        B       | 60      | H      | cover_overdraft | 1
        C       | 90      | H      | cover_overdraft | 3
        """)
    assert moves(one) == ["B > H 60", "A > H 40"]


@pytest.mark.parametrize("row", rows(LIMITS), ids=names(LIMITS))
def test_a_limit_binds_its_own_direction_in_its_order(row):
    one = group(f"""
        account | opening       | header | rule
        H       | 1000          |        |
        P       | {row["sees"]} | H      | {row["rule"]}
        """)
    assert moves(one) == words(row["crosses"])


@pytest.mark.parametrize(
    ("currency", "sees", "crosses"),
    [("JPY", "101", "P > H 1"), ("CNY", "100.01", "P > H 0.01"), ("KWD", "100.001", "P > H 0.001")],
)
def test_the_smallest_surplus_of_each_currency_is_swept(currency, sees, crosses):
    one = group(f"""
        account | opening | header | rule          | currency
        H       | 0       |        |               | {currency}
        P       | {sees}  | H      | keep keep=100 | {currency}
        """)
    assert moves(one) == [crosses]


@pytest.mark.parametrize("row", rows(UP_AND_DOWN), ids=names(UP_AND_DOWN))
def test_a_sweep_takes_from_one_what_it_gives_to_the_other(row):
    one = group(f"""
        account | opening       | header | rule          | direction
        H       | 1000          |        |               |
        P       | {row["sees"]} | H      | {row["rule"]} | {row["direction"]}
        """)
    total = sum(minor(balance) for balance in balances(one).values())
    assert total == minor("1000") + minor(row["sees"])

"""Sweeps that come back at the next opening, in tables calculated by hand.

Section 3, step 0: returned is what went up on the business day before and has not come down since,
as far as the header has cash above its lowest balance; the rest stays, and is not due again.
"""

import datetime
from dataclasses import replace

from tests.hand.tables import balances, draws, expected, fates, group, moves, on, returns
from treasury.dates import Calendar
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario, Stop

WEEKEND = Calendar(
    id="week",
    weekend=("sat", "sun"),
    valid_from=datetime.date(2026, 1, 1),
    valid_until=datetime.date(2026, 12, 31),
)
OVERNIGHT = """
account | opening | header | rule
H       | 0       |        |
P       | 300     | H      | zero_balance reverse
"""


def test_what_went_up_in_the_evening_comes_back_at_the_next_opening():
    # Each evening the 300 are on H, each morning on P again; on day 2 P pays 100 of its own.
    paid = "day | time | account | amount\n2 | 09:00 | P | -100"
    one = group(OVERNIGHT, paid, days=3)
    assert moves(one) == ["P > H 300", "P > H 200", "P > H 200"]
    assert returns(one) == ["2: H > P 300", "3: H > P 200"]
    assert draws(one) == []
    assert fates(one) == {"P1": "made 2 09:00"}
    assert balances(one, day=1) == expected("H | P\n300 | 0")
    assert balances(one, day=2) == expected("H | P\n200 | 0")


def test_a_payment_that_waits_is_made_as_soon_as_money_comes_back():
    # At noon P's 300 go up, at three it cannot pay 150; what returns on day 2 pays them at once.
    table = """
    account | opening | header | rule
    H       | 0       |        |
    P       | 300     | H      | zero_balance reverse at=12:00
    """
    paid = "day | time | account | amount\n1 | 15:00 | P | -150"
    one = group(table, paid, days=2, queue="carry")
    assert fates(one) == {"P1": "made 2 open"}
    assert returns(one) == ["2: H > P 300"]
    assert moves(one) == ["P > H 300", "P > H 150"]


def test_what_the_header_cannot_return_stays_and_is_not_due_again():
    # H keeps a reserve of 180: of 300 it returns 120. In the evening of day 2 these 120 go up
    # again, and on day 3 they alone are due: H has 300 and gives at most 120.
    one = group(
        """
        account | opening | reserve | header | rule
        H       | 0       | 180     |        |
        P       | 300     |         | H      | zero_balance reverse
        """,
        days=3,
    )
    assert returns(one) == ["2: H > P 120 (kept 180)", "3: H > P 120"]
    assert balances(one, day=3) == expected("H | P\n300 | 0")


def test_a_header_that_can_return_nothing_says_so():
    one = group(
        """
        account | opening | reserve | header | rule
        H       | 0       | 300     |        |
        P       | 300     |         | H      | zero_balance reverse
        """,
        days=3,
    )
    assert returns(one) == ["2: H > P 0 (kept 300)"]


def test_headers_return_by_priority_until_nothing_is_left():
    # H may give 150 of 200: Q stands before P.
    one = group(
        """
        account | opening | reserve | header | priority | rule
        H       | 0       | 50      |        |          |
        P       | 100     |         | H      | 2        | zero_balance reverse
        Q       | 100     |         | H      | 1        | zero_balance reverse
        """,
        days=2,
    )
    assert returns(one) == ["2: H > Q 100", "2: H > P 50 (kept 50)"]


def test_what_is_swept_on_friday_comes_back_on_monday():
    # Friday is 6 March, day 5; Monday 9 March day 8.
    receipt = "day | account | amount\n5 | P | 40"
    table = OVERNIGHT.replace("300", "0")
    one = group(table, receipt, days=8, pool={"calendar": "week"}, calendars=(WEEKEND,))
    assert returns(one) == ["8: H > P 40"]
    assert balances(one, day=7) == expected("H | P\n40 | 0")


def test_what_a_weekly_rule_swept_comes_back_on_the_next_day():
    # Swept on Mondays only, days 1 and 8; back on Tuesday, day 2, and there until Monday.
    table = OVERNIGHT.replace("reverse", "reverse frequency=weekly weekdays=mon")
    one = group(table, days=9)
    assert moves(one) == ["P > H 300", "P > H 300"]
    assert returns(one) == ["2: H > P 300", "9: H > P 300"]
    assert balances(one, day=7) == expected("H | P\n0 | 300")


def test_what_is_swept_at_the_month_s_end_comes_back_on_the_first():
    table = OVERNIGHT.replace("reverse", "reverse frequency=month_end")
    assert returns(group(table, days=32)) == ["31: H > P 300"]


def test_nothing_comes_back_on_a_pause():
    one = group(OVERNIGHT.replace("reverse", "reverse pauses=2"), days=3)
    assert returns(one) == ["3: H > P 300"]


def stopped(kind: str, account: str) -> Scenario:
    stop = Stop(account=account, kind=kind, valid_from=on(2), valid_until=on(2))  # type: ignore[arg-type]
    return group(OVERNIGHT, days=3, stops=(stop,))


def test_nothing_comes_back_while_either_side_is_stopped():
    for kind in ("no_sweeps", "frozen", "closed"):
        for account in ("H", "P"):
            assert returns(stopped(kind, account)) == ["3: H > P 300"], (kind, account)


def test_what_came_down_for_a_payment_is_not_returned_again():
    # 300 go up at noon; at three P pays 70 from its deposit: 230 of the sweep are still up.
    table = OVERNIGHT.replace("reverse", "reverse at=12:00")
    paid = "day | time | account | amount\n1 | 15:00 | P | -70"
    one = group(table, paid, days=2, pool={"payment_mode": "own_deposits"})
    assert draws(one) == ["H > P 70"]
    assert returns(one) == ["2: H > P 230"]


def test_what_was_funded_on_the_same_day_is_not_returned_again():
    # At noon 300 go up; at three P overdraws 40 that the evening covers: 260 are still up.
    table = """
    account | opening | overdraft | header | rule
    H       | 0       |           |        |
    P       | 300     | 40        | H      | zero_balance reverse at=12:00 late
    """
    paid = "day | time | account | amount\n1 | 15:00 | P | -40"
    one = group(table, paid, days=2)
    assert moves(one)[:2] == ["P > H 300", "H > P 40"]
    assert returns(one) == ["2: H > P 260"]


def test_what_was_funded_is_not_taken_back():
    # P lacks 50 and gets them; in the morning nothing moves, P keeps them.
    one = group(
        """
        account | opening | header | rule
        H       | 80      |        |
        P       | -50     | H      | zero_balance reverse
        """,
        days=2,
    )
    assert moves(one) == ["H > P 50"]
    assert returns(one) == []


def test_a_return_comes_down_a_link_that_is_open_upwards_only():
    one = group(
        """
        account | opening | header | direction | rule
        H       | 0       |        |           |
        P       | 300     | H      | up        | keep keep=100 reverse
        """,
        days=2,
    )
    assert returns(one) == ["2: H > P 200"]


def test_a_return_goes_through_a_sub_header_from_the_top_down():
    # L sends 100 to S, S sends 130 on to R; R returns first, so that S has what it returns.
    one = group(
        """
        account | opening | header | rule
        R       | 0       |        |
        S       | 30      | R      | zero_balance reverse
        L       | 100     | S      | zero_balance reverse
        """,
        days=2,
    )
    assert returns(one) == ["2: R > S 130", "2: S > L 100"]


def test_a_sub_header_whose_own_money_stays_up_can_return_nothing():
    # S sends on for good what L sent it overnight.
    one = group(
        """
        account | opening | header | rule
        R       | 0       |        |
        S       | 0       | R      | zero_balance
        L       | 100     | S      | zero_balance reverse
        """,
        days=2,
    )
    assert returns(one) == ["2: S > L 0 (kept 100)"]


def test_limits_of_sweeps_do_not_bind_what_is_returned():
    one = group(OVERNIGHT.replace("reverse", "reverse minimum=250 multiple=200"), days=2)
    assert moves(one)[:1] == []
    one = group(OVERNIGHT.replace("reverse", "reverse minimum=150 maximum_deficit=10"), days=2)
    assert returns(one) == ["2: H > P 300"]


def test_the_credit_line_of_a_root_is_not_drawn_to_return():
    # H lent the 300 on to Q in the same evening; its line of 500 counts in the evening alone.
    one = group(
        """
        account | opening | line | header | rule
        H       | 0       | 500  |        |
        P       | 300     |      | H      | zero_balance reverse
        Q       | -300    |      | H      | zero_balance
        """,
        days=2,
    )
    assert returns(one) == ["2: H > P 0 (kept 300)"]


def test_a_link_that_ended_is_settled_and_returns_nothing():
    one = group(OVERNIGHT, days=3)
    ended = replace(one.links[0], valid_until=on(1), at_end="settle")
    one = replace(one, links=(ended,))
    assert returns(one) == []
    assert balances(one, day=1) == expected("H | P\n0 | 300")


def test_what_another_header_took_over_stays_with_it():
    one = group(
        """
        account | opening | header | rule
        R       | 500     |        |
        G       | 0       | R      | zero_balance
        H       | 0       | R      | keep keep=1000
        P       | 300     | H      | zero_balance reverse
        """,
        days=2,
    )
    *others, link = one.links
    ended = replace(link, valid_until=on(1), at_end="novate")
    following = replace(link, header="G", valid_from=on(2), valid_until=None)
    one = replace(one, links=(*others, ended, following))
    assert [found.sentence() for found in complaints(one)] == []
    assert returns(one) == []


def test_a_sweep_on_a_receipt_comes_back_as_well():
    table = OVERNIGHT.replace("300", "0").replace("reverse", "reverse frequency=real_time")
    one = group(table, "day | time | account | amount\n1 | 10:00 | P | 90", days=2)
    assert moves(one, at=True) == ["10:00 P > H 90"]
    assert returns(one) == ["2: H > P 90"]

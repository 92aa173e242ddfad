"""Rules on value basis, in tables calculated by hand.

What is booked and bears interest from a later day only is not seen before that day (section 4: `b`
is the balance on book or value basis, less cash reserved for queued payments).
"""

import pytest

from tests.hand.tables import balances, expected, group, lived, moves, on
from tests.made_runs import made
from treasury.interest import Terms
from treasury.rates import Rate

ON_VALUE = """
account | opening | header | rule
H       | 500     |        |
P       | 0       | H      | zero_balance basis=value
"""
LATER = "day | value | account | amount\n1 | 3 | P | 100"


def on_book(table: str) -> str:
    return table.replace(" basis=value", "")


def dated_moves(table: str, items: str, *, days: int) -> list[str]:
    """Every sweep as `2: P > H 100`."""
    one = group(table, items, days=days)
    sweeps = lived(one).sweeps
    return [f"{found.day.day - 1}: {move}" for found, move in zip(sweeps, moves(one), strict=True)]


def test_a_receipt_is_swept_on_its_value_date():
    # Booked on day 1, value on day 3: on value basis it stays on P for two days.
    assert dated_moves(ON_VALUE, LATER, days=4) == ["3: P > H 100"]
    assert dated_moves(on_book(ON_VALUE), LATER, days=4) == ["1: P > H 100"]
    assert balances(group(ON_VALUE, LATER, days=4), day=2) == expected("H | P\n500 | 100")


def test_a_deficit_of_value_is_funded_although_the_books_show_none():
    # 100 with value tomorrow came and 60 went: book 40, value -60. The 60 come down today, and
    # tomorrow, when the 100 have their value, all 100 go up.
    items = "day | value | account | amount\n1 | 2 | P | 100\n1 | | P | -60"
    assert dated_moves(ON_VALUE, items, days=2) == ["1: H > P 60", "2: P > H 100"]
    assert dated_moves(on_book(ON_VALUE), items, days=2) == ["1: P > H 40"]


def test_a_payment_that_is_valued_later_leaves_its_money_to_the_pool_until_then():
    # P pays 80 of its 80 with value on day 3: book 0, value 80. The 80 bear interest until then,
    # and go up; P stands at -80 in its books and fetches them on day 3.
    table = ON_VALUE.replace("P       | 0  ", "P       | 80 ")
    items = "day | value | account | amount\n1 | 3 | P | -80"
    assert dated_moves(table, items, days=3) == ["1: P > H 80", "3: H > P 80"]
    assert balances(group(table, items, days=3), day=2) == expected("H | P\n580 | -80")
    assert dated_moves(on_book(table), items, days=3) == []


def test_every_preset_looks_at_the_value_balance():
    # 300 are booked, of which 100 have their value tomorrow: the rule sees 200.
    items = "day | value | account | amount\n1 | 2 | P | 100\n1 | | P | 200"
    for rule, sent in (
        ("keep keep=50", 150),
        ("target_constant target=120", 80),
        ("threshold threshold=200", 200),
        ("threshold threshold=201", None),
        ("percentage share=50%", 100),
        ("range low=0 high=180", 20),
        ("fixed amount=200", 200),
        ("share_of_receipts share=100%", 200),
    ):
        table = ON_VALUE.replace("zero_balance", rule)
        assert moves(group(table, items)) == ([f"P > H {sent}"] if sent else []), rule


def test_cash_reserved_for_a_queue_is_taken_off_the_value_balance():
    # Book 130, value 30. A payment of 200 waits and reserves the 130: nothing is left to see.
    items = "day | value | account | amount\n1 | 2 | P | 100\n1 | | P | 30\n1 | | P | -200"
    assert moves(group(ON_VALUE, items, queue="carry")) == []
    # Without a queue the 30 of value are sent up.
    items = "day | value | account | amount\n1 | 2 | P | 100\n1 | | P | 30"
    assert moves(group(ON_VALUE, items)) == ["P > H 30"]


def test_in_real_time_nothing_fires_before_there_is_value():
    table = ON_VALUE.replace("basis=value", "basis=value frequency=real_time")
    items = """
    day | value | time  | account | amount
    1   | 2     | 09:00 | P       | 100
    2   |       | 10:00 | P       | 7
    """
    one = group(table, items, days=2)
    assert moves(one, at=True) == ["10:00 P > H 107"]
    assert [sweep.day for sweep in lived(one).sweeps] == [on(2)]


def test_a_sub_header_on_value_basis_sends_on_what_it_got_today():
    # What S receives from below is value today; its own receipt is not.
    table = """
    account | opening | header | rule
    R       | 0       |        |
    S       | 0       | R      | zero_balance basis=value
    L       | 40      | S      | zero_balance
    """
    items = "day | value | account | amount\n1 | 2 | S | 100"
    assert moves(group(table, items)) == ["L > S 40", "S > R 40"]


def test_the_needs_of_a_branch_are_asked_for_beside_the_own_value_balance():
    # S has 100 in its books and 0 in value, L lacks 30: S asks for the 30 and passes them on.
    table = """
    account | opening | header | rule
    R       | 200     |        |
    S       | 0       | R      | zero_balance basis=value
    L       | -30     | S      | zero_balance
    """
    items = "day | value | account | amount\n1 | 2 | S | 100"
    assert moves(group(table, items)) == ["R > S 30", "S > L 30"]


def test_swept_by_value_nobody_pays_interest_on_money_that_has_no_value_yet():
    # 36,000 booked on day 1, value on day 3; 1 % = 1.00 a day on ACT/360 for the one who has it.
    # By book P stands at -36,000 of value for two days and H at +36,000; by value both at 0.
    terms, rates = (Terms(id="t", settles="never"),), (
        Rate(terms="t", side="credit", rate="1%"), Rate(terms="t", side="debit", rate="5%"),
    )  # fmt: skip
    table = """
    account | opening | terms | header | rule
    H       | 0       | t     |        |
    P       | 0       | t     | H      | zero_balance basis=value
    """
    items = "day | value | account | amount\n1 | 3 | P | 36000"
    by_value = group(table, items, days=3, terms=terms, rates=rates)
    by_book = group(on_book(table), items, days=3, terms=terms, rates=rates)
    # On day 3 the 36,000 are H's either way.
    assert lived(by_value).accrued == {("account", "H", "credit"): 100}
    assert lived(by_book).accrued == {
        ("account", "H", "credit"): 300, ("account", "P", "debit"): -1000,
    }  # fmt: skip


def test_what_went_up_by_value_comes_back_the_next_morning():
    table = ON_VALUE.replace("basis=value", "basis=value reverse")
    items = "day | value | account | amount\n1 | 2 | P | 100\n1 | | P | 30"
    one = group(table, items, days=2)
    assert moves(one) == ["P > H 30", "P > H 130"]
    assert [(found.day, found.amount) for found in lived(one).returns] == [(on(2), 3000)]


CHECKED = "day | value | account | amount\n1 | 2 | P | 100\n1 | | P | 30\n2 | 5 | P | -9"


def test_a_right_run_passes_its_checks() -> None:
    checks = made(group(ON_VALUE, CHECKED, days=3)).checks()
    assert [number for number, check in checks.items() if check.passed is False] == []
    assert checks[5].passed is True


@pytest.mark.parametrize("words", ["", " frequency=real_time"])
def test_the_checks_see_a_rule_that_looked_at_the_books(words: str) -> None:
    run = made(group(ON_VALUE.replace("=value", f"=value{words}"), CHECKED, days=3))
    assert run.checks()[5].passed is True
    bent = run.lived_by("links", "on_value", 0).checks()[5]
    assert bent.passed is False
    assert bent.detail.startswith("concentration P -> H, 2026-03-02")


def test_the_checks_see_a_rule_that_looked_at_value_where_it_is_to_look_at_books() -> None:
    bent = made(group(on_book(ON_VALUE), CHECKED, days=3)).lived_by("links", "on_value", 1)
    assert bent.checks()[5].passed is False


def test_a_silent_receipt_without_value_is_right_in_real_time() -> None:
    one = group(ON_VALUE.replace("=value", "=value frequency=real_time late"), LATER, days=1)
    assert moves(one) == []
    assert made(one).checks()[5].passed is True

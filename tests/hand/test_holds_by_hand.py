"""Holds (冻结, 圈存): amounts of an account that are blocked for a time, calculated by hand.

Every run of these tests is checked as well. Source: the banking day, section 4 (`b` is the balance
less holds), and the docstring of `Hold`.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import balances, draws, expected, fates, group, moves, on, returns
from tests.hand.test_membership_by_hand import book, lived, positions
from treasury.accounts.chart import Hold
from treasury.interest import Terms
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.reporting.explaining.story import explain_day
from treasury.scenario import Scenario
from treasury.tables import LINE_DRAW, LINE_REPAY


def hold(account: str, amount: str, first: int = 0, last: int = 0, reason: str = "") -> Hold:
    """A hold from one day of the tables to another; 0: from the beginning, for good."""
    return Hold(
        account=account,
        amount=Decimal(amount),
        valid_from=on(first) if first else None,
        valid_until=on(last) if last else None,
        reason=reason,
    )


def held(scenario: Scenario, *holds: Hold) -> Scenario:
    """The scenario with these holds, and nothing wrong with its run."""
    found = replace(scenario, holds=holds, as_is="pool")
    lived(found)
    return found


def sweeps(scenario: Scenario) -> list[str]:
    """Every sweep that moved money, as `2: P > H 100`."""
    run = lived(scenario)
    days = [row[0] + 1 for row in run.projection.events.tolist() if row[2] in (6, 7) and row[6]]
    return [f"{day}: {move}" for day, move in zip(days, moves(scenario), strict=True)]


# --- what a rule sends up -------------------------------------------------------------------------

ONE = """
    account | entity | opening | header | rule
    H       | HQ     | 500     |        |
    P       | SUB    | {opening} | H    | {rule}
    """


@pytest.mark.parametrize(
    ("rule", "opening", "sent"),
    [
        ("zero_balance", "150", []),  # all of it is held
        ("zero_balance", "150.01", ["P > H 0.01"]),
        ("zero_balance", "250", ["P > H 100"]),
        ("zero_balance", "149", []),  # more is held than is there
        ("threshold threshold=100", "250", ["P > H 100"]),  # 100 are not held: as much as it takes
        ("threshold threshold=100", "249.99", []),
        ("keep keep=30", "250", ["P > H 70"]),  # kept beside what is held
        ("percentage share=50%", "250", ["P > H 50"]),
        ("fixed amount=100", "249", []),
        ("share_of_receipts share=100%", "250", []),  # nothing was received
        ("whole_units keep=0 unit=40", "250", ["P > H 80"]),
        ("zero_balance minimum=101", "250", []),
    ],
)
def test_a_rule_sends_up_out_of_what_is_not_held(rule, opening, sent):
    one = held(group(ONE.format(rule=rule, opening=opening)), hold("P", "150"))
    assert moves(one) == sent


def test_several_holds_add_up_and_each_ends_with_its_last_day():
    # 300 there. Day 1: nothing held. Day 2: 100 + 50. Day 3: 50 alone. Day 4: nothing again.
    table = ONE.format(rule="zero_balance", opening=0)
    items = "day | account | amount\n2 | P | 300"
    one = held(group(table, items, days=4), hold("P", "100", 2, 2), hold("P", "50", 2, 3))
    assert sweeps(one) == ["2: P > H 150", "3: P > H 100", "4: P > H 50"]


def test_a_hold_outside_the_days_of_a_plan_blocks_nothing_in_it():
    # Holds of days -2 and 6 are refused in a run of three days; a plan of some days of a run has
    # them.
    one = group(ONE.format(rule="zero_balance", opening=300), days=3)
    one = replace(one, holds=(hold("P", "100", -2, -2), hold("P", "100", 6, 6)))
    assert not resolve(one, "pool", "pool").tables.blocked.any()


def test_a_hold_begins_before_anything_else_of_its_first_day():
    # What H returns at opening of day 2 is what it has beside its hold: 300 - 260 = 40 of 100.
    table = """
    account | opening | header | rule
    H       | 200     |        |
    P       | 100     | H      | zero_balance reverse
    """
    one = held(group(table, days=3), hold("H", "260", 2, 2))
    assert returns(one) == ["2: H > P 40 (kept 60)", "3: H > P 40"]


def test_a_rule_in_real_time_sends_on_what_a_receipt_brings_above_the_hold():
    table = """
    account | opening | header | rule
    H       | 0       |        |
    P       | 20      | H      | zero_balance frequency=real_time
    """
    items = "day | time | account | amount\n1 | 09:00 | P | 100\n1 | 10:00 | P | 100"
    one = held(group(table, items), hold("P", "130"))
    assert moves(one, at=True) == ["10:00 P > H 90"]  # 120 are held; 220 - 130


def test_a_queue_reserves_out_of_what_is_not_held():
    # 200 there, 120 held: 80 are left for the payment of 90, which waits for 10 more. Nothing goes.
    table = ONE.format(rule="zero_balance", opening=200)
    one = group(table, "day | time | account | amount\n1 | 09:00 | P | -90", queue="carry", days=2)
    one = held(one, hold("P", "120", 1, 1))
    assert fates(one) == {"P1": "made 2 open"}  # the hold has ended
    assert sweeps(one) == ["2: P > H 110"]


def test_on_value_basis_a_hold_is_taken_off_the_value_balance():
    # Booked 200 and 100 with value tomorrow: value 200, of which 150 are held; 50 go up.
    table = ONE.format(rule="zero_balance basis=value", opening=200)
    items = "day | value | account | amount\n1 | 2 | P | 100"
    one = held(group(table, items, days=2), hold("P", "150"))
    assert sweeps(one) == ["1: P > H 50", "2: P > H 100"]


# --- what a rule fetches down ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "opening", "held_", "came"),
    [
        ("zero_balance", "100", "100", []),
        ("zero_balance", "100", "150", []),  # what the hold lacks is no need
        ("zero_balance", "-40", "150", ["H > P 40"]),  # the hole of the balance is
        ("target_constant target=80", "100", "60", ["H > P 40"]),  # 80 beside the 60 held
        ("target_constant target=80", "140", "60", []),
        ("target_constant target=80", "100", "100", ["H > P 80"]),
        ("target_constant target=80", "100", "150", ["H > P 80"]),  # and it is caught by the hold
        ("target_constant target=80", "-40", "150", ["H > P 120"]),
        ("target_fixed target=80", "-40", "150", ["H > P 40"]),
        ("range low=50 high=90", "100", "60", ["H > P 10"]),
        ("range low=50 high=90", "160", "60", ["P > H 10"]),
    ],
)
def test_a_rule_fills_up_beside_what_is_held_and_never_what_a_hold_lacks(
    rule, opening, held_, came
):
    one = held(group(ONE.format(rule=rule, opening=opening)), hold("P", held_))
    assert moves(one) == came


def test_a_target_is_sent_into_a_hold_until_the_hold_is_covered():
    # 0 there and 100 held, a target of 40: 40, 80, 120 (20 are free), and then 20 more.
    one = group(ONE.format(rule="target_constant target=40", opening=0), days=5)
    one = held(one, hold("P", "100"))
    assert sweeps(one) == ["1: H > P 40", "2: H > P 40", "3: H > P 40", "4: H > P 20"]
    assert book(lived(one), "P") == ["40", "80", "120", "140", "140"]


def test_a_sub_header_asks_for_what_its_participants_lack_beside_its_hold():
    # S has 100, all held, and P lacks 60: S asks for 60 and passes them on.
    table = """
    account | opening | header | rule
    H       | 500     |        |
    S       | 100     | H      | zero_balance
    P       | -60     | S      | zero_balance
    """
    one = held(group(table), hold("S", "100"))
    assert moves(one) == ["H > S 60", "S > P 60"]
    # Held are 130: of the 60 that come 30 are caught, and 30 go on.
    one = held(group(table), hold("S", "130"))
    assert moves(one) == ["H > S 60", "S > P 30"]


@pytest.mark.parametrize(
    ("overdraft", "held_", "given"),
    [
        ("", "150", 50),
        ("", "200", None),
        ("100", "150", 150),
        ("100", "250", 50),
        ("100", "300", None),
    ],
)
def test_a_header_gives_what_it_has_beside_its_hold(overdraft, held_, given):
    # H has 200; its overdraft gives, too, but not in the place of what is held.
    table = f"""
    account | opening | overdraft | header | rule
    H       | 200     | {overdraft} |      |
    P       | -300    |           | H      | zero_balance
    """
    one = held(group(table), hold("H", held_))
    assert moves(one) == ([] if given is None else [f"H > P {given}"])


def test_a_header_keeps_its_reserve_beside_its_hold():
    table = """
    account | opening | reserve | header | rule
    H       | 200     | 30      |        |
    P       | -300    |         | H      | zero_balance
    """
    assert moves(held(group(table), hold("H", "150"))) == ["H > P 20"]


def test_covering_an_overdraft_looks_at_the_header_s_balance_and_not_at_its_hold():
    table = """
    account | opening | overdraft | header | rule
    H       | {}      | 100       |        |
    P       | 200     |           | H      | cover_overdraft
    """
    assert moves(held(group(table.format("40")), hold("H", "90"))) == []
    assert moves(held(group(table.format("-40")), hold("H", "90"))) == ["P > H 40"]


# --- payments -------------------------------------------------------------------------------------

ALONE = "account | opening | overdraft\nP | {} | {}"


@pytest.mark.parametrize(
    ("opening", "overdraft", "most"),
    [
        ("100", "", 40),  # 60 held
        ("60", "", 0),
        ("30", "", 0),
        ("30", "100", 70),  # the overdraft beyond what the hold lacks: 30 - 60 + 100
        ("-20", "100", 20),
        ("-40", "100", 0),
    ],
)
def test_a_payment_uses_neither_what_is_held_nor_the_overdraft_in_its_place(
    opening, overdraft, most
):
    for amount, fate in ((most, "made"), (most + 1, "refused")):
        if amount == 0:
            continue
        items = f"day | time | account | amount\n1 | 09:00 | P | -{amount}"
        one = replace(group(ALONE.format(opening, overdraft), items), structures=())
        one = replace(one, holds=(hold("P", "60"),), as_is=None)
        found = fates(one, None)["P1"]
        assert found == (f"{fate} 1 09:00" if fate == "made" else f"{fate} 1 close")
        assert lived(one).projection.book[-1].tolist() == [
            (int(opening) - (amount if fate == "made" else 0)) * 100
        ]


def test_a_payment_waits_until_a_hold_ends_or_money_comes():
    items = """
    day | time  | account | amount
    1   | 09:00 | P       | -80
    2   | 10:00 | P       | 30
    """
    one = group(ONE.format(rule="zero_balance", opening=100), items, days=3, queue="carry")
    assert fates(held(one, hold("P", "50"))) == {"P1": "made 2 10:00"}  # 130 - 50
    assert fates(held(one, hold("P", "60", 1, 2))) == {"P1": "made 3 open"}
    assert fates(held(one, hold("P", "60", 2, 3))) == {"P1": "made 1 09:00"}


POOLED = """
    account | entity | opening | header | rule         | mode
    H       | HQ     | 0       |        |              |
    P       | SUB    | 100     | H      | zero_balance | {}
    """


@pytest.mark.parametrize("amount", [40, 41])
def test_on_own_deposits_a_later_hold_leaves_what_it_would_leave_alone(amount):
    # 100 go up on day 1; from day 2 on 60 are held: alone 40 are left, and here 40 may be drawn.
    one = group(
        POOLED.format("own_deposits"),
        f"day | time | account | amount\n2 | 09:00 | P | -{amount}",
        days=2,
        pool={"payment_mode": "own_deposits"},
    )
    one = held(one, hold("P", "60", 2))
    assert fates(one, None) == fates(one)
    assert fates(one)["P1"] == ("made 2 09:00" if amount == 40 else "refused 2 close")
    assert draws(one) == (["H > P 40"] if amount == 40 else [])
    run = lived(one)
    assert run.disturbed == ()
    assert [check.passed for check in run.checks if check.name.startswith("17 ")] == [True]


def test_what_is_drawn_from_above_is_less_what_the_hold_lacks():
    # In mode full H could pass down 500; P has nothing and 60 held, so 440 may be paid.
    for amount, fate in ((440, "made 1 09:00"), (441, "refused 1 close")):
        items = f"day | time | account | amount\n1 | 09:00 | P | -{amount}"
        table = POOLED.format("full").replace("| 0 ", "| 500 ").replace("| 100 ", "| 0 ")
        one = held(group(table, items), hold("P", "60"))
        assert fates(one) == {"P1": fate}


def test_a_linked_draw_takes_nothing_held_from_the_header_and_goes_on_above_it():
    # S has 100, of which 70 are held: 30 are its own part of the draw, and 50 come from H.
    table = """
    account | entity | opening | header | rule         | mode
    H       | HQ     | 500     |        |              |
    S       | SUB    | 100     | H      | keep keep=900 | full
    P       | SUB    | 0       | S      | zero_balance | full
    """
    one = held(group(table, "day | time | account | amount\n1 | 09:00 | P | -80"), hold("S", "70"))
    assert draws(one) == ["H > S 50", "S > P 80"]
    assert balances(one) == expected("H | S | P\n450 | 70 | 0")


# --- what a hold does not touch -------------------------------------------------------------------


def test_what_is_held_bears_interest_and_belongs_to_the_account():
    # 100.00 for two days at 3.60 %: 0.02 posted to P on day 3. That is not held, and goes up.
    fields: dict[str, Any] = {
        "terms": (Terms(id="t", settles="monthly", settlement_day=3),),
        "rates": (Rate(terms="t", side="credit", rate="3.60%"),),
    }
    table = ONE.format(rule="zero_balance", opening=100).replace("rule\n", "rule | terms\n")
    table = table.replace("| 500     |        |", "| 500     |        | | t")
    table = table.replace("| zero_balance", "| zero_balance | t")
    plain_, with_hold = (
        group(table, days=3, **fields),
        held(group(table, days=3, **fields), hold("P", "100")),
    )
    assert balances(plain_, day=3) == expected("H | P\n600.12 | 0")
    assert balances(with_hold, day=3) == expected("H | P\n500.12 | 100")
    assert positions(lived(with_hold), "P", "H") == ["0", "0", "0.02"]


def test_a_credit_line_is_not_drawn_for_a_hold_and_not_repaid_out_of_it():
    table = """
    account | opening | line   | reserve
    P       | {}      | 40/500 | {}
    """

    def lined(opening: str, amount: str, reserve: str = "") -> list[tuple[int, int]]:
        """(kind, amount in minor units) of what the line moved."""
        one = replace(group(table.format(opening, reserve)), structures=())
        run = lived(replace(one, holds=(hold("P", amount),), as_is=None))
        kinds = (LINE_DRAW, LINE_REPAY)
        return [(row[2], row[6]) for row in run.projection.events.tolist() if row[2] in kinds]

    assert lined("100", "150") == []  # more is held than is there
    assert lined("100", "100") == []
    assert lined("100", "70") == [(LINE_REPAY, 3000)]
    assert lined("-30", "150") == [(LINE_DRAW, 3000)]  # the hole of the balance alone
    assert lined("100", "90", "25") == [(LINE_DRAW, 1500)]  # the reserve beside the hold


def test_a_link_that_ends_is_settled_out_of_what_is_not_held():
    # P had fetched 100 from H; when the link ends on day 2 it has 130, of which 90 are held.
    table = ONE.format(rule="zero_balance", opening=-100)
    one = group(table, "day | time | account | amount\n2 | 18:00 | P | 130", days=4)
    links = (replace(one.links[0], direction="down", valid_until=on(2), at_end="settle"),)
    one = held(replace(one, links=links), hold("P", "90", 1, 3))
    assert positions(lived(one), "P", "H") == ["-100", "-60", "-60", "0"]
    assert book(lived(one), "P") == ["0", "90", "90", "30"]


def test_the_day_s_story_says_what_is_held_why_and_until_when():
    one = group(ONE.format(rule="zero_balance", opening=100), days=3)
    one = held(one, hold("P", "150", 1, 2, "order of a court"))
    run = lived(one)
    told = explain_day(run.plan, run.projection, 1, 0)
    assert "Opened with 100.00 book; 150.00 is held (order of a court) until 2026-03-03." in told

"""Virtual ledgers worked out by hand: what each holds, and each way of bearing interest.

Credit 0.72 %, debit 3.60 %, ACT/360: 0.002 % and 0.01 % a day. Amounts are in fen.
"""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, rows
from treasury.accounts.virtual import Adjustment, LedgerInterest, VirtualLedger
from treasury.booking import book
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.virtual_ledgers import VirtualLedgers, virtual_ledgers

FIRST = datetime.date(2026, 3, 21)
RATES = (
    Rate(terms="inner", side="credit", rate="0.72%"),
    Rate(terms="inner", side="debit", rate="3.60%"),
)


def day(number: int) -> datetime.date:
    """A day of the run, counted from 1."""
    return FIRST + datetime.timedelta(days=number - 1)


def one_account(
    ledgers: tuple[VirtualLedger, ...], items: str = "", *, days: int, **more: Any
) -> Scenario:
    """An account A with 1,000,000.00, its ledgers, and items: day, ledger, amount, value (day)."""
    terms = more.pop("terms", {})
    found = group("account | opening\n A | 1000000.00", days=days, **more)
    written = [
        Item(
            id=f"i{number}",
            date=day(int(row["day"])),
            account="A",
            amount=Decimal(row["amount"]),
            ledger=row["ledger"] or None,
            value_date=day(int(row["value"])) if row.get("value") else None,
        )
        for number, row in enumerate(rows(items) if items else ())
    ]
    fields = {
        "first_day": FIRST, "last_day": day(days), "ledgers": ledgers, "items": tuple(written),
        "terms": (Terms(id="inner", **terms),), "rates": more.get("rates", RATES),
    }  # fmt: skip
    return Scenario(**{name: getattr(found, name) for name in found.__slots__} | fields)


def ledger(name: str, interest: LedgerInterest = "none", opening: str = "0") -> VirtualLedger:
    """A ledger of the account A, under the terms `inner` where it bears interest."""
    terms = None if interest == "none" else "inner"
    return VirtualLedger(
        id=name, account="A", interest=interest, terms=terms, opening=Decimal(opening)
    )


def lived(scenario: Scenario) -> VirtualLedgers:
    """The scenario's account divided among its ledgers."""
    assert not complaints(scenario)
    plan = resolve(scenario, None, "standalone")
    events = simulate(plan).events
    return virtual_ledgers(plan, events, book(plan, events))


def held(found: VirtualLedgers, name: str, on: str = "book") -> list[int]:
    """The day-end balances of a ledger."""
    column: list[int] = getattr(found, on)[:, found.table.ids.index(name)].tolist()
    return column


QUARTER = """
    day | ledger | amount
    21  | L      | -250000.00
    51  | L      | 450000.00
    """
"""20 days at 100,000, 30 days at -150,000, 42 days at 300,000: 92 days to 20 June."""

CREDIT = (20 * 100_000 + 42 * 300_000) * 2 // 1000  # 14,600,000 x 0.002 %: 29,200 fen
DEBIT = 30 * 150_000 * 10 // 1000  # 4,500,000 x 0.01 %: 45,000 fen
NET = (14_600_000 - 4_500_000) * 2 // 1000  # 10,100,000 x 0.002 %: 20,200 fen


@pytest.mark.parametrize(
    ("way", "amounts"),
    [("none", []), ("credit", [CREDIT]), ("both", [CREDIT, -DEBIT]), ("net", [NET])],
)
def test_a_quarter_bears_what_the_way_of_its_ledger_says(
    way: LedgerInterest, amounts: list[int]
) -> None:
    found = lived(one_account((ledger("L", way, "100000.00"),), QUARTER, days=93))
    assert [one.amount for one in found.settled] == amounts
    assert {one.day for one in found.settled} <= {91}  # the close of 20 June
    for basis in ("book", "value"):  # posted on the 21st
        assert held(found, "L", basis)[91:] == [30000000, 30000000 + sum(amounts)]
        assert held(found, "unassigned", basis)[91:] == [90000000, 90000000 - sum(amounts)]


def test_a_larger_debit_number_bears_the_debit_rate_on_the_net() -> None:
    items = """
        day | ledger | amount
        11  | L      | -300000.00
        """
    found = lived(one_account((ledger("L", "net", "100000.00"),), items, days=92))
    # 10 days at 100,000 and 82 days at -200,000: 1,000,000 - 16,400,000, at 0.01 % a day
    assert [one.amount for one in found.settled] == [-15_400_000 // 100]
    assert [(one.number, one.borne) for one in found.numbers] == [
        (100_000_000, 0), (1_640_000_000, 1_540_000_000),
    ]  # fmt: skip


def test_numbers_are_netted_within_each_rate_period() -> None:
    rates = (*RATES, Rate(terms="inner", side="debit", valid_from=day(41), rate="7.20%"))
    items = """
        day | ledger | amount
        41  | L      | -200000.00
        """
    found = lived(one_account((ledger("L", "net", "100000.00"),), items, days=92, rates=rates))
    # 40 days at 100,000 x 0.002 % = 80.00; from day 41 52 days at -100,000 x 0.02 % = -1,040.00
    assert [one.amount for one in found.settled] == [8000 - 104000]


def test_numbers_that_cancel_bear_nothing() -> None:
    items = """
        day | ledger | amount
        47  | L      | -200000.00
        """
    found = lived(one_account((ledger("L", "net", "100000.00"),), items, days=92))
    assert found.settled == () and found.accrued == (0,)  # 46 days on each side


def test_the_net_is_rounded_once_and_each_side_of_both_for_itself() -> None:
    # one day each at 2,250.00 and -50.00: 0.045 earned and 0.005 owed, 0.044 on the net
    items = """
        day | ledger | amount
        2   | L      | -2300.00
        """
    amounts = {}
    for way in ("both", "net"):
        scenario = one_account(
            (ledger("L", way, "2250.00"),),
            items,
            days=2,
            terms={"settles": "monthly", "settlement_day": 22},
        )
        amounts[way] = [one.amount for one in lived(scenario).settled]
    assert amounts == {"both": [5, -1], "net": [4]}


def test_an_unclear_receipt_is_moved_on_by_an_adjusting_posting() -> None:
    items = """
        day | ledger | amount   | value
        2   |        | 600.00   | 4
        2   | L      | -100.00  |
        """
    adjusted = Adjustment(
        date=day(3), value_date=day(4), account="A", from_ledger="unassigned", to_ledger="L",
        amount=Decimal(600),
    )  # fmt: skip
    found = lived(
        one_account((ledger("L", opening="50.00"),), items, days=4, adjustments=(adjusted,))
    )
    assert held(found, "L") == [5000, -5000, 55000, 55000]
    assert held(found, "L", "value") == [5000, -5000, -5000, 55000]
    assert held(found, "unassigned") == [99995000, 100055000, 99995000, 99995000]
    assert held(found, "unassigned", "value") == [99995000] * 4


def test_value_that_arrives_after_the_run_is_in_no_value_balance() -> None:
    adjusted = Adjustment(
        date=day(1), value_date=day(3), account="A", from_ledger="L", to_ledger="unassigned",
        amount=Decimal(7),
    )  # fmt: skip
    found = lived(one_account((ledger("L"),), days=2, adjustments=(adjusted,)))
    assert held(found, "L") == [-700, -700] and held(found, "L", "value") == [0, 0]


def test_openings_beyond_the_account_s_leave_the_unassigned_ledger_short() -> None:
    found = lived(one_account((ledger("L", opening="1200000.00"),), days=1))
    assert held(found, "L") == [120000000]
    assert held(found, "unassigned") == [-20000000]

"""A pool of three levels that does a little of everything, for tests of stories and exports.

Amounts are in CNY. HQ-1 is the root with a credit line of 500; EAST-1 is its participant, S1-1
(a subsidiary) and S2-1 (a branch of EAST) are EAST-1's. Mode `full`. 2026-01-01 is closed.
"""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.credit import CreditLine
from treasury.dates import Calendar
from treasury.fees import Fee
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

OPENINGS = {"HQ-1": "1000", "EAST-1": "0", "S1-1": "500.55", "S2-1": "-120"}
OWNERS = {"HQ-1": "HQ", "EAST-1": "EAST", "S1-1": "S1", "S2-1": "S2"}


def day(number: int, month: int = 1) -> datetime.date:
    """A day of 2026."""
    return datetime.date(2026, month, number)


def item(name: str, number: int, account: str, amount: str, **more: Any) -> Item:
    """An item on a day of January 2026."""
    return Item(id=name, date=day(number), account=account, amount=Decimal(amount), **more)


ITEMS = (
    item("r1", 5, "S1-1", "1234.56", counterparty="Dealer"),
    item("p1", 6, "S2-1", "-700", time=datetime.time(10)),
    item("p2", 6, "S2-1", "-5000", time=datetime.time(10, 30)),
    item("r2", 7, "HQ-1", "9000", time=datetime.time(9)),
    item("p3", 8, "S1-1", "-20.01"),
    item("v1", 30, "HQ-1", "100", value_date=day(3, month=2)),
)


def pool(**changes: Any) -> Scenario:
    """The scenario, with fields changed."""
    return replace(
        Scenario(
            id="pool",
            first_day=day(1),
            last_day=day(28, month=2),
            queue="carry",
            calendars=(
                Calendar(
                    id="CN", valid_from=day(1), valid_until=day(31, month=12), closed=(day(1),)
                ),
            ),
            entities=(
                Entity(id="HQ"),
                Entity(id="EAST"),
                Entity(id="S1"),
                Entity(id="S2", legal_form="branch", branch_of="EAST"),
            ),
            banks=(Bank(id="ICBC", calendar="CN"),),
            accounts=tuple(
                BankAccount(
                    id=name, entity=OWNERS[name], bank="ICBC", currency="CNY",
                    opening=Decimal(opening), terms="cur",
                )
                for name, opening in OPENINGS.items()
            ),
            terms=(Terms(id="cur", settles="monthly"), Terms(id="int", settles="monthly")),
            rates=(
                Rate(terms="cur", side="credit", rate="0.35%"),
                Rate(terms="cur", side="debit", rate="5%"),
                Rate(terms="int", side="credit", rate="1%"),
                Rate(terms="int", side="debit", rate="2%"),
            ),
            credit_lines=(CreditLine(id="L", account="HQ-1", limit=Decimal(500), terms="cur"),),
            fees=(Fee(id="f", account="S1-1", amount=Decimal(10), day=5, text="account fee"),),
            rules=(
                Rule(
                    id="ZBA", preset="zero_balance", multiple=Decimal(100), minimum=Decimal(50),
                    maximum=Decimal(90000), minimum_deficit=Decimal(20),
                    maximum_deficit=Decimal(300), multiple_deficit=Decimal(10),
                ),
                Rule(id="TT", preset="target_constant", target=Decimal(200)),
                Rule(
                    id="ZT", preset="zero_balance", times=(datetime.time(11),), end_of_day=True
                ),
            ),
            structures=(
                Structure(id="P", calendar="CN", payment_mode="full", internal_terms="int"),
            ),
            links=(
                Link(structure="P", participant="EAST-1", header="HQ-1", rule="ZT"),
                Link(structure="P", participant="S1-1", header="EAST-1", rule="ZBA"),
                Link(structure="P", participant="S2-1", header="EAST-1", rule="TT"),
            ),
            items=ITEMS,
        ),
        **changes,
    )  # fmt: skip


def simulated(scenario: Scenario, structure: str | None = "P") -> tuple[Plan, Projection]:
    """The plan of a structure and its projection."""
    plan = resolve(scenario, structure, structure or "standalone")
    return plan, simulate(plan)


def rows_of(projection: Projection, chosen: Callable[[list[int]], bool]) -> list[list[int]]:
    """The events that are chosen, as lists."""
    return [row for row in projection.events.tolist() if chosen(row)]

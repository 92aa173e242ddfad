"""A small group run for the tests of books, checks and comparison, and runs bent on purpose.

H (headquarters) heads A (a subsidiary) and B (a branch of headquarters); A heads T (another
subsidiary). Amounts in CNY; 3.6 % a year is 0.01 % a day on ACT/360.
"""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import numpy as np

from treasury import tables as t
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.evidence import Evidence, gather
from treasury.checks import CheckResult, check
from treasury.credit import CreditLine, TermLoan
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

FIRST = datetime.date(2026, 3, 18)
A, B, H, T = range(4)
A_TO_H, B_TO_H, T_TO_A = range(3)


def day(offset: int) -> datetime.date:
    """The day `offset` days after the first."""
    return FIRST + datetime.timedelta(days=offset)


def account(name: str, entity: str, opening: int, **more: object) -> BankAccount:
    """An account at the one bank, in CNY on terms `demand`."""
    given: dict[str, object] = {"currency": "CNY", "terms": "demand", **more}
    return BankAccount(id=name, entity=entity, bank="K", opening=Decimal(opening), **given)  # type: ignore[arg-type]


def item(name: str, offset: int, where: str, amount: str, **more: object) -> Item:
    """An item `offset` days after the first."""
    return Item(id=name, date=day(offset), account=where, amount=Decimal(amount), **more)  # type: ignore[arg-type]


def pool(**more: object) -> Structure:
    """The structure `pool`, in mode full, positions priced by `internal`."""
    given: dict[str, object] = {"payment_mode": "full", "internal_terms": "internal", **more}
    return Structure(id="pool", **given)  # type: ignore[arg-type]


def link(low: str, high: str, rule: str = "zero", **more: object) -> Link:
    """A link of the structure `pool`."""
    return Link(structure="pool", participant=low, header=high, rule=rule, **more)  # type: ignore[arg-type]


def group(**changes: object) -> Scenario:
    """Five days, 18 to 22 March 2026, with interest settled on the 20th; `pool` is structure.

    Alone T cannot pay its 150 on the 19th before the receipt of the 20th; in the pool it can.
    """
    base = Scenario(
        id="made",
        first_day=FIRST,
        last_day=day(4),
        queue="carry",
        entities=(
            Entity(id="HQ"),
            Entity(id="BR", legal_form="branch", branch_of="HQ"),
            Entity(id="SUB", legal_form="subsidiary"),
            Entity(id="SUB2", legal_form="subsidiary"),
        ),
        banks=(Bank(id="K"),),
        accounts=(
            account("H", "HQ", 2000, overdraft=Decimal(100)),
            account("B", "BR", 500),
            account("A", "SUB", 1000),
            account("T", "SUB2", 100),
        ),
        terms=(Terms(id="demand"), Terms(id="borrowing"), Terms(id="internal")),
        rates=(
            Rate(terms="demand", side="credit", rate="3.6%"),
            Rate(terms="demand", side="debit", rate="7.2%"),
            Rate(terms="borrowing", side="debit", rate="10.8%"),
            Rate(terms="internal", side="credit", rate="1.8%"),
            Rate(terms="internal", side="debit", rate="5.4%"),
        ),
        credit_lines=(CreditLine(id="line", account="H", limit=Decimal(500), terms="borrowing"),),
        term_loans=(
            TermLoan(
                id="loan", account="H", principal=Decimal(400), terms="borrowing",
                drawn_on=datetime.date(2026, 1, 5), repaid_on=day(3),
            ),
        ),
        fees=(Fee(id="fee", account="B", amount=Decimal(5), every="once", date=day(1)),),
        rules=(Rule(id="zero", preset="zero_balance"),),
        structures=(pool(),),
        links=(link("A", "H"), link("B", "H"), link("T", "A")),
        items=(
            item("rent", 1, "T", "-150"),
            item("sale", 2, "T", "300"),
            item("wages", 2, "A", "-200", value_date=day(4)),
            item("tax", 3, "B", "-450"),
        ),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A run with its stand-alone run."""

    plan: Plan
    projection: Projection
    ledger: Ledger
    alone: tuple[Plan, Projection]

    def checks(self) -> dict[int, CheckResult]:
        """The results of all checks by number."""
        found = check(self.plan, self.projection, self.ledger, self.alone)
        return {int(result.name.split()[0]): result for result in found}

    def rows(self, kind: int) -> list[int]:
        """The rows of the events of this kind."""
        return np.flatnonzero(self.projection.events[:, t.KIND] == kind).tolist()

    def row(self, kind: int, where: int) -> int:
        """The first event of the kind at the account."""
        events = self.projection.events
        return next(row for row in self.rows(kind) if events[row, t.ACCOUNT] == where)

    def evidence(self) -> Evidence:
        """What the checks look at."""
        return gather(self.plan, self.projection, self.ledger, self.alone)

    def bent(self, row: int, *, rebook: bool = True, **columns: int) -> "Made":
        """The run with columns of one event set to other numbers, its ledger booked from that."""
        events = self.projection.events.copy()
        for name, number in columns.items():
            events[row, getattr(t, name.upper())] = number
        return self.with_events(events, rebook=rebook)

    def with_events(self, events: Amounts, *, rebook: bool = True) -> "Made":
        """The run with other events."""
        ledger = book(self.plan, events) if rebook else self.ledger
        return replace(self, projection=self.projection._replace(events=events), ledger=ledger)

    def lived_by(self, table: str, column: str, value: object) -> "Made":
        """The run as an engine would live it that had `value` in one column of a table.

        `value` may be a number, set everywhere. The plan the checks are given is the right one.
        """
        found = getattr(self.plan.tables, table)
        array = np.full_like(getattr(found, column), value)
        return self.lived(**{table: found._replace(**{column: array})})

    def lived(self, **tables: object) -> "Made":
        """The run as an engine would live it that had other tables."""
        bent = self.plan.tables._replace(**tables)  # type: ignore[arg-type]
        projection = simulate(replace(self.plan, tables=bent))
        return replace(self, projection=projection, ledger=book(self.plan, projection.events))

    def projected(self, name: str, at: tuple[int, ...], number: int) -> "Made":
        """The run with one number of its projection changed by `number`."""
        array = getattr(self.projection, name).copy()
        array[at] += number
        return replace(self, projection=self.projection._replace(**{name: array}))


def made(scenario: Scenario, structure: str | None = "pool") -> Made:
    """The scenario's run of the structure."""
    alone = resolve(scenario, None, "standalone")
    plan = resolve(scenario, structure, structure or "standalone")
    projection = simulate(plan)
    return Made(
        plan=plan,
        projection=projection,
        ledger=book(plan, projection.events),
        alone=(alone, simulate(alone)),
    )


@cache
def made_group() -> Made:
    """The small group's run in its pool; nobody writes into it."""
    return made(group())


def event(kind: int, where: int, amount: int, **columns: int) -> list[int]:
    """One event of day 1 in minor units; other columns by name."""
    row = [0] * t.EVENT_COLUMNS
    row[t.DAY], row[t.KIND], row[t.ACCOUNT], row[t.OTHER] = 1, kind, where, -1
    row[t.AMOUNT], row[t.CEILING] = amount, -1
    for name, number in columns.items():
        row[getattr(t, name.upper())] = number
    return row

"""Small groups written as tables, run through the real pipeline, and read back in words.

A table is lines of cells between `|`; its first line names the columns. An empty cell is the
default. Amounts are in major units. Days count from 1; the first is Monday 2 March 2026.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.properties.agreement import in_words
from tests.reference.world import Outcome
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.credit import CreditLine
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.money import to_minor, written
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.pooling.rules import Rule
from treasury.pooling.schedules import Schedule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

FREE = Rate(terms="free", side="debit", rate="0%")
MONDAY = datetime.date(2026, 3, 2)


def on(day: int) -> datetime.date:
    """The date of a day of the tables, counted from 1.

    >>> on(3)
    datetime.date(2026, 3, 4)
    """
    return MONDAY + datetime.timedelta(days=day - 1)


def rows(table: str) -> list[dict[str, str]]:
    """The lines of a table as cells by column.

    >>> rows('''a | b
    ...         1 |  ''')
    [{'a': '1', 'b': ''}]
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    names, *cells = [line for line in lines if any(line)]
    return [dict(zip(names, line, strict=True)) for line in cells]


def group(
    accounts: str, items: str = "", *, days: int = 1, pool: Any = None, **more: Any
) -> Scenario:
    """A scenario of a table of accounts (with their links) and a table of items.

    Columns of accounts: account, opening, header, rule, priority, direction, mode, limit
    (internal), delay (business days), clearing, intraday (overdraft), overdraft, reserve, line,
    terms, entity, bank, currency.
    Columns of items: day, value (day), time, account, amount, priority, short, refund (any mark),
    known (a day from which it is known), category. An overdraft that is not given covers what is
    overdrawn at the opening; lines are free of interest. `pool` holds fields of the structure,
    `more` those of the scenario.
    """
    written_accounts = rows(accounts)
    entities = sorted({row.get("entity") or "HQ" for row in written_accounts} | {"HQ"})
    fields: dict[str, Any] = {
        "id": "by-hand",
        "first_day": MONDAY,
        "last_day": MONDAY + datetime.timedelta(days=days - 1),
        "entities": tuple(Entity(id=name) for name in entities),
        "banks": tuple(Bank(id=one) for one in sorted({r.get("bank") or "Bank" for r in
                                                       written_accounts})),
        "accounts": tuple(account(row) for row in written_accounts),
        "credit_lines": tuple(line(row) for row in written_accounts if row.get("line")),
        "rules": tuple(rule(row) for row in written_accounts if row.get("header")),
        "structures": (Structure(id="pool", **(pool or {})),),
        "links": tuple(link(row) for row in written_accounts if row.get("header")),
        "items": tuple(item(number, row) for number, row in enumerate(rows(items)))
        if items else (),
    }  # fmt: skip
    free = bool(fields["credit_lines"])
    fields |= more
    fields["terms"] = (*fields.get("terms", ()), *[Terms(id="free")] * free)
    fields["rates"] = (*fields.get("rates", ()), *[FREE] * free)
    return Scenario(**fields)


def account(row: dict[str, str]) -> BankAccount:
    """The bank account of a row."""
    overdraft: Any = row.get("overdraft") or covering(row)
    return BankAccount(
        id=row["account"],
        entity=row.get("entity") or "HQ",
        bank=row.get("bank") or "Bank",
        currency=row.get("currency") or "CNY",
        opening=Decimal(row.get("opening") or 0),
        overdraft=overdraft if overdraft == "unlimited" else Decimal(overdraft),
        intraday_overdraft=Decimal(row["intraday"]) if row.get("intraday") else None,
        overdraft_may_fund=not row.get("reserve"),
        reserve=Decimal(row["reserve"]) if row.get("reserve") else None,
        terms=row.get("terms") or None,
    )


def covering(row: dict[str, str]) -> Decimal:
    """The overdraft that an account overdrawn at the opening needs beside its credit line."""
    undrawn = line(row).limit - line(row).drawn if row.get("line") else Decimal(0)
    return max(Decimal(0), -Decimal(row.get("opening") or 0) - undrawn)


def line(row: dict[str, str]) -> CreditLine:
    """The credit line of a row, written as its limit or as drawn/limit."""
    drawn, _, limit = row["line"].rpartition("/")
    return CreditLine(
        id=f"line-{row['account']}",
        account=row["account"],
        limit=Decimal(limit),
        drawn=Decimal(drawn or 0),
        terms="free",
    )


FLAGS = {"late": "end_of_day", "raise": "raise_to_minimum", "reverse": "reverse_next_day"}


def rule(row: dict[str, str]) -> Rule:
    """The rule of a row: a preset, then its amounts and words.

    `at=09:00,15:30` are times, `late` adds the end of the day, `raise` raises to the minimum,
    `reverse` returns at the next opening.
    """
    preset, *words = row["rule"].split()
    fields: dict[str, Any] = {}
    for word in words:
        name, _, value = word.partition("=")
        if name == "at":
            fields["times"] = tuple(datetime.time.fromisoformat(one) for one in value.split(","))
        elif word in FLAGS:
            fields[FLAGS[word]] = True
        elif name in ("frequency", "basis"):
            fields[name] = value
        elif name == "weekdays":
            fields[name] = tuple(value.split(","))
        elif name in ("dates", "pauses"):
            fields[name] = tuple(on(int(one)) for one in value.split(","))
        else:
            words = name == "share" or name.endswith("_schedule")
            fields[name] = value if words else Decimal(value)
    return Rule(id=f"rule-{row['account']}", preset=preset, **fields)  # type: ignore[arg-type]


def link(row: dict[str, str]) -> Link:
    """The link of a row."""
    fields: dict[str, Any] = {
        "direction": row.get("direction") or None,
        "payment_mode": row.get("mode") or None,
        "priority": int(row.get("priority") or 1),
        "overdraw_in_passing": row.get("overdraw") == "yes",
        "internal_limit": Decimal(row["limit"]) if row.get("limit") else None,
        "delay": int(row.get("delay") or 0),
        "clearing": row.get("clearing") or None,
    }
    return Link(
        structure="pool",
        participant=row["account"],
        header=row["header"],
        rule=f"rule-{row['account']}",
        **fields,
    )


def item(number: int, row: dict[str, str]) -> Item:
    """The item of a row; its id is its account and its place, from 1."""
    fields: dict[str, Any] = {"if_short": row.get("short") or "queue"}
    return Item(
        id=f"{row['account']}{number + 1}",
        date=on(int(row.get("day") or 1)),
        time=datetime.time.fromisoformat(row["time"]) if row.get("time") else None,
        account=row["account"],
        amount=Decimal(row["amount"]),
        value_date=on(int(row["value"])) if row.get("value") else None,
        priority=int(row.get("priority") or 0),
        refund=bool(row.get("refund")),
        known_from=MONDAY + datetime.timedelta(days=int(row["known"]) - 1)
        if row.get("known") else None,
        category=row.get("category") or "",
        **fields,
    )  # fmt: skip


def schedule(table: str) -> tuple[Schedule, ...]:
    """The lines of schedules.

    Columns: schedule, date (a day), weekdays, from (a day), amount, next (business days).
    """
    found = []
    for row in rows(table):
        days = {
            key: MONDAY + datetime.timedelta(days=int(row[name]) - 1) if row.get(name) else None
            for key, name in (("date", "date"), ("valid_from", "from"))
        }
        found.append(
            Schedule(
                schedule=row["schedule"],
                weekdays=tuple((row.get("weekdays") or "").split()),  # type: ignore[arg-type]
                amount=Decimal(row["amount"]) if row.get("amount") else None,
                next_business_days=int(row["next"]) if row.get("next") else None,
                **days,
            )
        )
    return tuple(found)


def lived(scenario: Scenario, structure: str | None = "pool") -> Outcome:
    """What the engine makes of the scenario, which nothing is wrong with."""
    assert [found.sentence() for found in complaints(scenario)] == []
    plan = resolve(scenario, structure, structure or "standalone")
    return in_words(plan, simulate(plan))


def balances(scenario: Scenario, *, day: int = 1) -> dict[str, str]:
    """Day-end book balances by account, as text without needless zeros."""
    return shown(scenario, lived(scenario), day)


def shown(scenario: Scenario, outcome: Outcome, day: int) -> dict[str, str]:
    """The outcome's book balances at the end of a day, as text."""
    return {one.id: plain(outcome.book[one.id][day - 1], one.currency) for one in scenario.accounts}


def plain(minor: int, currency: str = "CNY") -> str:
    """An amount as one writes it by hand.

    >>> plain(-3000), plain(1)
    ('-30', '0.01')
    """
    text = written(minor, currency)
    return text.rstrip("0").rstrip(".") if "." in text else text


def expected(table: str) -> dict[str, str]:
    """A one-line table of balances: the accounts in the first line, amounts in the second."""
    (row,) = rows(table)
    return row


def moves(scenario: Scenario, *, at: bool = False) -> list[str]:
    """Every sweep in its order, as `A > H 120`, with its time where asked."""
    currency = scenario.accounts[0].currency
    return [
        f"{clock(one.minute)} " * at + f"{one.giver} > {one.receiver} {plain(one.amount, currency)}"
        for one in lived(scenario).sweeps
    ]


def draws(scenario: Scenario) -> list[str]:
    """Every linked draw in its order, as `H > A 50`."""
    return [f"{one.giver} > {one.receiver} {plain(one.amount)}" for one in lived(scenario).draws]


def returns(scenario: Scenario) -> list[str]:
    """Every return in its order, as `2: H > A 50`, with what the header kept, as ` (kept 30)`."""
    return [
        f"{(one.day - scenario.first_day).days + 1}: {one.header} > {one.participant} "
        f"{plain(one.amount)}" + f" (kept {plain(one.kept)})" * (one.kept > 0)
        for one in lived(scenario).returns
    ]


def clock(minute: int) -> str:
    """The time of day; `open` for items without one, `close` for the end of the day.

    >>> clock(545), clock(-1), clock(1440)
    ('09:05', 'open', 'close')
    """
    return {-1: "open", 1440: "close"}.get(minute, f"{minute // 60:02}:{minute % 60:02}")


def fates(scenario: Scenario, structure: str | None = "pool") -> dict[str, str]:
    """What became of each payment: `made 1 10:00`, `refused 2 close`, `rejected 1 09:05`."""
    found = lived(scenario, structure).fates
    payments = [one.id for one in scenario.items if one.amount < 0]
    return {
        name: f"{fate.what} {(fate.day - scenario.first_day).days + 1} {clock(fate.minute)}"
        for name, fate in ((name, found["item", name]) for name in payments)
    }


def changed(scenario: Scenario, **fields: Any) -> Scenario:
    """The same scenario with some fields changed."""
    return replace(scenario, **fields)


def minor(text: str, currency: str = "CNY") -> int:
    """Minor units of an amount written by hand."""
    return to_minor(Decimal(text), currency)

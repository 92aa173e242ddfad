"""Accounts and classified entries -> the records of a scenario, and its items one by one.

Amounts in records are decimals of major units; in arrays minor units, positive = the holder's
asset. Items are not held: there may be a million of them.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.accounts.statements.statement import StatementEntry
from treasury.arrays import Amounts
from treasury.flows.items import Item
from treasury.importing.cells import LIKE_A_FORMULA, inert
from treasury.importing.chaining import Account
from treasury.importing.choices import AccountRow, Choices
from treasury.importing.classified import KEPT, Classified, class_name
from treasury.importing.names import id_of
from treasury.importing.pool import rule_of, with_pool
from treasury.money import to_decimal
from treasury.scenario import Scenario

VALUE_DAYS_MAX = 31
"""A value date may be this many days after the booking date, as in the scenario format."""
ITEM_COLUMNS = (
    "id", "date", "value_date", "account", "amount", "counterparty", "counterparty_account",
    "text", "category", "reference", "bank_code", "bank_value_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Low:
    """The lowest day-end balance of an account in its history, and its day (an ordinal)."""

    amount: int
    day: int


def scenario_of(
    choices: Choices, accounts: list[Account], rows: list[AccountRow], lows: list[Low]
) -> Scenario:
    """The scenario without its items and notices, and without what the user adds in files."""
    first = min(one.first_day for one in accounts)
    last = max(one.last_day for one in accounts)
    scenario = Scenario(
        id=id_of(choices.group, "import"),
        title=f"{choices.group}: as its bank statements tell it",
        group=choices.group,
        first_day=datetime.date.fromordinal(first),
        last_day=datetime.date.fromordinal(last),
        entities=entities_of(rows),
        banks=banks_of(rows),
        accounts=tuple(
            account_of(one, row, low)
            for one, row, low in sorted(
                zip(accounts, rows, lows, strict=True), key=lambda each: each[1].id
            )
        ),
    )
    if not choices.header:
        return scenario
    return with_pool(scenario, choices.header, rule_of(choices.preset))


def entities_of(rows: list[AccountRow]) -> tuple[Entity, ...]:
    """The entities, by id; of several names for one the first account's counts."""
    found: dict[str, Entity] = {}
    for row in rows:
        entity = Entity(id=row.entity, name=row.entity_name, country=row.country)
        found.setdefault(row.entity, entity)
    return tuple(found[name] for name in sorted(found))


def banks_of(rows: list[AccountRow]) -> tuple[Bank, ...]:
    """The banks, by id; of several names for one the first account's counts."""
    found: dict[str, Bank] = {}
    for row in rows:
        found.setdefault(row.bank, Bank(id=row.bank, name=row.bank_name, country=row.country))
    return tuple(found[name] for name in sorted(found))


def account_of(one: Account, row: AccountRow, low: Low) -> BankAccount:
    """The bank account; without a limit of the user's its overdraft is its historical low."""
    overdraft = Decimal(row.overdraft) if row.overdraft else Decimal(0)
    if not row.overdraft and low.amount < 0:
        overdraft = to_decimal(-low.amount, one.currency)
    return BankAccount(
        id=row.id,
        name="" if row.account == row.id else row.account,
        entity=row.entity,
        bank=row.bank,
        currency=one.currency,
        opening=to_decimal(one.opening, one.currency),
        overdraft=overdraft,
        terms=row.terms or None,
    )


def lows_of(found: Classified, numbers: Amounts | None = None) -> list[Low]:
    """The lowest day-end balance of each account when everything, or these entries, are kept.

    `numbers` are in the order of `found.numbers`.
    """
    lows = []
    at = found.numbers if numbers is None else numbers
    minor, day = found.entries["minor"], found.entries["day"]
    for index, account in enumerate(found.accounts):
        mine = at[found.account[at] == index]
        balance = account.opening + np.cumsum(minor[mine])
        days = day[mine]
        ends = np.flatnonzero(np.append(days[1:] != days[:-1], True)) if len(mine) else mine
        low = Low(amount=account.opening, day=account.first_day)
        if len(ends) and int(balance[ends].min()) < low.amount:
            where = ends[int(balance[ends].argmin())]
            low = Low(amount=int(balance[where]), day=int(days[where]))
        lows.append(low)
    return lows


def kept_numbers(found: Classified) -> Amounts:
    """The entries that become items of the scenario, in its order."""
    kept: Amounts = found.numbers[found.treatment[found.numbers] == KEPT]
    return kept


def items_of(found: Classified, ids: list[str], numbers: Amounts) -> Iterator[Item]:
    """The items of these entries; `ids` are the accounts' ids in the scenario."""
    for number, entry in found.entries.every(numbers):
        day = datetime.date.fromordinal(int(found.entries["day"][number]))
        value, said = value_dates(entry.value_date, day)
        account = found.accounts[int(found.account[number])]
        minor = int(found.entries["minor"][number])
        yield Item(
            id=found.id_of(number),
            date=day,
            value_date=value,
            account=ids[int(found.account[number])],
            amount=to_decimal(minor, account.currency),
            counterparty=cell(entry.counterparty),
            counterparty_account=cell(entry.counterparty_account),
            text=cell(entry.text) or batch_words(entry),
            category=class_name(found.of(number)),
            reference=cell(entry.bank_reference or entry.customer_reference),
            bank_code=cell(entry.code),
            bank_value_date=said,
        )


def value_dates(
    said: datetime.date | None, day: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """The value date the run obeys, and the bank's where it does not; None: the booking date.

    >>> monday = datetime.date(2026, 3, 2)
    >>> [str(each) for each in value_dates(datetime.date(2026, 3, 4), monday)]
    ['2026-03-04', 'None']
    >>> [str(each) for each in value_dates(datetime.date(2026, 2, 27), monday)]
    ['None', '2026-02-27']
    """
    if said is None or said == day:
        return None, None
    if 0 < (said - day).days <= VALUE_DAYS_MAX:
        return said, None
    return None, said


def batch_words(entry: StatementEntry) -> str:
    """What a batch is called that has no text of its own."""
    return f"batch of {len(entry.details)}" if len(entry.details) > 1 else ""


def cell(text: str) -> str:
    """The text as a cell of `items.csv` that no spreadsheet computes."""
    return inert(text) if text.startswith(LIKE_A_FORMULA[:-1]) else text


def item_cells(item: Item) -> tuple[str, ...]:
    """The item as a row of `items.csv`."""
    return (
        item.id, str(item.date), str(item.value_date or ""), item.account, f"{item.amount:f}",
        item.counterparty, item.counterparty_account, item.text, item.category, item.reference,
        item.bank_code, str(item.bank_value_date or ""),
    )  # fmt: skip

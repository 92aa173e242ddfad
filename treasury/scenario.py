"""A scenario: what a treasurer writes. Names, not indices; amounts as written.

The lists are what the CSV files of a scenario folder hold, one record a line; each may also
stand in `scenario.toml` as `[[name]]`. `plan` resolves it; nothing here computes.
"""

from datetime import date
from typing import Literal

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.credit import CreditLine, TermLoan
from treasury.dates import Calendar
from treasury.fees import Fee
from treasury.flows.items import Item
from treasury.interest import OpeningNumber, Terms
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.record import record


@record
class Scenario:
    """A group, its accounts and items, and the structures to compare on them.

    `as_is` names the structure the client has today (none: no structure). `queue` says what
    happens at close to payments that could not be made: they are cancelled, or carried to the
    next day; `overtaking` lets a later payment pass one that waits in the same account's queue.
    `untimed` orders items of a day without a time: receipts before payments, or as in the file.
    """

    id: str
    title: str = ""
    description: str = ""
    group: str = ""
    first_day: date
    last_day: date
    as_is: str | None = None
    queue: Literal["carry", "cancel"] = "cancel"
    overtaking: bool = False
    untimed: Literal["receipts_first", "file_order"] = "receipts_first"
    calendars: tuple[Calendar, ...] = ()
    entities: tuple[Entity, ...] = ()
    banks: tuple[Bank, ...] = ()
    accounts: tuple[BankAccount, ...] = ()
    terms: tuple[Terms, ...] = ()
    rates: tuple[Rate, ...] = ()
    opening_numbers: tuple[OpeningNumber, ...] = ()
    credit_lines: tuple[CreditLine, ...] = ()
    term_loans: tuple[TermLoan, ...] = ()
    fees: tuple[Fee, ...] = ()
    rules: tuple[Rule, ...] = ()
    structures: tuple[Structure, ...] = ()
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()

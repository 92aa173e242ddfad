"""Items: external receipts and payments.

An amount is the account holder's view: a receipt is positive, a payment negative.
"""

import datetime
from decimal import Decimal
from typing import Literal

from treasury.record import record

IfShort = Literal["queue", "reject"]
ALWAYS_KNOWN = ("payroll", "工资")
"""Categories of payments that are known from the run's first day unless they say otherwise."""


@record
class Item:
    """One external receipt (`amount` > 0) or payment (`amount` < 0).

    `date` is the booking date, `value_date` (default the same) the day it bears interest from.
    `time` orders items of a day; items without one come first, receipts before payments.
    A payment that cannot be made waits in the account's queue or is rejected (`if_short`);
    a lower `priority` number is paid first, then the one that arrived first. `known_from` is the
    first day on which a schedule may reckon with a payment (default: see `first_known`).
    `clearing` is the clearing system a payment takes (default: its bank's). `refund` marks a
    receipt that returns an earlier payment: it restores a budget whose terms say so. `ledger` is
    the account's virtual ledger it belongs to (none: the unassigned one, where there are any).

    What a bank said besides is kept and moves nothing: `reference` and `bank_code` are its
    reference and its name for the kind of transaction, `counterparty_account` the other account.
    `bank_value_date` is the bank's value date where the run does not obey it, because it lies
    before the booking date or more than a month after it.
    """

    id: str
    date: datetime.date
    time: datetime.time | None = None
    value_date: datetime.date | None = None
    account: str
    amount: Decimal
    counterparty: str = ""
    counterparty_account: str = ""
    text: str = ""
    category: str = ""
    priority: int = 0
    if_short: IfShort = "queue"
    known_from: datetime.date | None = None
    clearing: str | None = None
    ledger: str | None = None
    refund: bool = False
    reference: str = ""
    bank_code: str = ""
    bank_value_date: datetime.date | None = None


def first_known(item: Item, first_day: datetime.date) -> datetime.date:
    """The first day on which the item is known: as it says, else its own date.

    Wages are known all along: an item of category `payroll` (工资) that says nothing is known from
    the run's first day. Source: the banking day, section 4.

    >>> day, first = datetime.date(2026, 3, 25), datetime.date(2026, 3, 1)
    >>> pay = Item(id="i", date=day, account="A", amount=Decimal(-5), category="payroll")
    >>> print(first_known(pay, first))
    2026-03-01
    """
    if item.known_from is not None:
        return item.known_from
    return first_day if item.category.strip().lower() in ALWAYS_KNOWN else item.date

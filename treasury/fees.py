"""Flat fees: an amount, an account, a day of the month.

A fee is charged at the opening of its day, whether or not the account has the money: the bank
takes it. Without `structure` it is paid in every run; with one, only where that structure runs.
"""

import datetime
from decimal import Decimal
from typing import Literal

from treasury.dates import Settles, settles_on
from treasury.record import record

Every = Literal["month", "quarter", "year", "once"]
PERIODS: dict[str, Settles] = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}


@record
class Fee:
    """A flat fee. `amount` is positive, in the account's currency.

    Charged on `day` of the month (a day beyond the month's end is its last day); `quarter` in
    March, June, September and December, `year` in December, `once` on `date`.
    """

    id: str
    account: str
    amount: Decimal
    every: Every = "month"
    day: int = 1
    date: datetime.date | None = None
    structure: str | None = None
    text: str = ""


def charged_on(fee: Fee, day: datetime.date) -> bool:
    """Whether the fee is charged on this day.

    >>> fee = Fee(id="f", account="A", amount=Decimal(100), every="quarter", day=31)
    >>> charged_on(fee, datetime.date(2026, 6, 30)), charged_on(fee, datetime.date(2026, 5, 31))
    (True, False)
    """
    if fee.every == "once":
        return day == fee.date
    return settles_on(day, PERIODS[fee.every], fee.day)

"""Flat fees, and fees by terms: a rate on a base that the run knows, with a minimum.

A fee is charged at the opening of its day, whether or not the account has the money: the bank
takes it. Without `structure` it is paid in every run; with one, only where that structure runs.
With `analysis` it goes through an account analysis, whose earnings credit pays it first.
"""

import datetime
from decimal import Decimal
from typing import Literal

from treasury.dates import DayCount, Settles, settles_on
from treasury.record import record
from treasury.tax import Payer

Every = Literal["month", "quarter", "year", "once"]
FeeBase = Literal[
    "loan_balance", "sweep_amount", "sweep_count", "credit_line", "undrawn_line",
    "undrawn_overdraft",
]  # fmt: skip
UNDRAWN: tuple[FeeBase, ...] = ("undrawn_line", "undrawn_overdraft")
OF_LIMITS: tuple[FeeBase, ...] = ("credit_line", *UNDRAWN)
"""Bases that are an account's own, and cross no link."""
PERIODS: dict[str, Settles] = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}


@record
class Fee:
    """A flat fee. `amount` is positive, in the account's currency.

    Charged on `day` of the month (a day beyond the month's end is its last day); `quarter` in
    March, June, September and December, `year` in December, `once` on `date`. With `analysis` it
    is a fee of the period of that in which its day lies.
    """

    id: str
    account: str
    amount: Decimal
    every: Every = "month"
    day: int = 1
    date: datetime.date | None = None
    structure: str | None = None
    analysis: str | None = None
    text: str = ""


@record
class FeeTerm:
    """One version of a fee by terms, in force from `valid_from` until the next of the same `fee`.

    `base` is what it is charged on: `loan_balance`, a rate a year on what one legal person owes
    another through the pool, day by day (the bank's fee for an entrusted loan, 委托贷款手续费);
    `sweep_amount`, a rate of every amount swept; `sweep_count`, `amount` for every sweep;
    `credit_line`, a rate a year on the limit of `credit_line`, or, `once`, of that limit on `date`;
    `undrawn_line`, a rate a year on what is not drawn of that limit (a commitment fee, 承诺费), and
    `undrawn_overdraft` on what `account` does not use of its overdraft, both at the end of each
    day: of the overdraft, what its value balance is below zero is used, as it bears interest.
    Sweeps are those that a rule made or that were returned; linked draws are none.

    A period ends on the evening before `day` of the month (`quarter`: March, June, September and
    December; `year`: December), at whose opening it is charged: rounded once, half up, and then
    not below `minimum` nor above `maximum`, for each account that pays, and of a loan balance for
    each pair of legal persons. Where there was nothing to charge, nothing is charged.
    `payer` is an end of the link: the `participant` (the default) or the `header`; of a loan
    balance also whoever is its `lender` or its `borrower`. The fee on a limit is its account's.

    With `analysis`, what the analysed accounts pay of it is a fee of the period of the analysis
    in which its own period ended; other payers pay it at once.
    `structure` and `currency` restrict it to a structure and to links of a currency; amounts are
    in `currency`, or that of the limit. Versions differ in rate, amounts and source alone.
    `source` says where it is agreed, `confirmed` that somebody has seen it there.
    """

    fee: str
    valid_from: datetime.date | None = None
    base: FeeBase
    rate: str | None = None
    amount: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    every: Every = "quarter"
    day: int = 21
    date: datetime.date | None = None
    payer: Payer | None = None
    credit_line: str | None = None
    account: str | None = None
    structure: str | None = None
    currency: str | None = None
    analysis: str | None = None
    day_count: DayCount = "ACT/360"
    text: str = ""
    source: str = ""
    confirmed: bool = False


def charged_on(fee: Fee | FeeTerm, day: datetime.date) -> bool:
    """Whether the fee is charged on this day.

    >>> fee = Fee(id="f", account="A", amount=Decimal(100), every="quarter", day=31)
    >>> charged_on(fee, datetime.date(2026, 6, 30)), charged_on(fee, datetime.date(2026, 5, 31))
    (True, False)
    """
    if fee.every == "once":
        return day == fee.date
    return settles_on(day, PERIODS[fee.every], fee.day)

"""Account analysis: fees that a bank sets off against an earnings credit on the balances it holds.

The credit is worth what idle balances would earn, but is never paid out: it pays analysed fees, and
what it does not cover is charged. Exact fractions of minor units here; the loop has its own twin in
`exact`. Source: `docs/decisions/0062-account-analysis.md`.
"""

import datetime
from fractions import Fraction
from math import ceil
from typing import Literal

from treasury.record import record

Period = Literal["month", "quarter", "year"]
Negative = Literal["zero", "offset"]
Excess = Literal["carry", "year", "lost"]


@record
class AccountAnalysis:
    """An analysis of accounts at one bank, in one currency, in force from a day to a day.

    A period ends at the close of `day` of the month (a day beyond the month's end is its last;
    `quarter`: March, June, September and December; `year`: December). Its earnings credit
    (收益抵免) is what the accounts' collected balances, which are their value balances at each
    close, less `reserve_share`, bear at the credit rate of `terms`, which is never below zero;
    rounded once, half up. `negative` says what an overdrawn account counts: nothing (`zero`), or
    it is set off against the others of its day (`offset`).

    The credit pays the fees that name the analysis. Periods are settled by `settles`: what the
    credit does not cover is charged to `settlement_account` at the opening of the first
    `charge_day` of a month after that (without one, of the next day), whether or not it has the
    money. What is left of the credit is carried on (`carry`), up to the end of the year's last
    settlement (`year`), or `lost`; when the analysis ends, it is lost.

    Accounts of several legal persons are analysed together only where `several_entities` says so.
    `source` says where it is agreed.
    """

    id: str
    title: str = ""
    accounts: tuple[str, ...]
    settlement_account: str
    terms: str
    reserve_share: str = "0%"
    negative: Negative = "zero"
    every: Period = "month"
    day: int = 31
    settles: Period = "month"
    charge_day: int | None = None
    excess: Excess = "carry"
    several_entities: bool = False
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    source: str = ""

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the analysis is in force on the day."""
        begins, ends = self.valid_from or day, self.valid_until or day
        return begins <= day <= ends


def balance_required(fees: int, credit_of_one: Fraction) -> int | None:
    """The average collected balance whose earnings credit pays these fees, rounded up.

    `credit_of_one` is what one unit that stands all period long earns; where that is nothing, no
    balance would do.

    >>> balance_required(500_00, Fraction(2, 1000) * 31 / 365)    # 0.2 % over 31 days of 365
    294354839
    >>> balance_required(1_00, Fraction(0)) is None
    True
    """
    return ceil(fees / credit_of_one) if credit_of_one else None

"""The arrays of deposits with a principal and of money market sweeps: `plan` fills them, the kernel
reads them.

Amounts are int64 minor units; days are rows from the first day of the run. Source: the banking
day, section 3.
"""

from typing import NamedTuple

from treasury.arrays import Amounts, Flags


class DepositTable(NamedTuple):
    """Deposits with a principal, shape (deposit,). `amount` leaves `account` at the end of the
    row `day`, if so much is there; before the first day `opening` is on it already. `accrued` is
    the interest earned by the run's last close and not paid, signed, if it was placed.
    """

    account: Amounts
    amount: Amounts
    day: Amounts  # below 0: before the run
    opening: Amounts
    accrued: Amounts


class PayoutTable(NamedTuple):
    """What comes back of deposits that were placed, at the opening of a day; shape (payout,),
    by deposit and day. `principal` is not negative, `interest` signed."""

    deposit: Amounts
    day: Amounts
    principal: Amounts
    interest: Amounts


class Deposits(NamedTuple):
    """The deposits of a run, and what comes back of them."""

    rows: DepositTable
    payouts: PayoutTable


RESTS, WORKS, ENDS = 0, 1, 2
"""What a money market sweep does in the evening of a day: nothing, place and redeem, redeem all."""


class InvestmentTable(NamedTuple):
    """Money market sweeps, shape (sweep,), by id; see `money_market.MoneyMarketSweep`.

    `opening` is invested before the first day, `multiple` and `redemption_multiple` are at least
    1, `maximum` is UNLIMITED where there is none. `next_day` is 1 where redeemed money comes at
    the opening of the next business day.
    """

    account: Amounts
    opening: Amounts
    keep: Amounts
    minimum: Amounts
    multiple: Amounts
    redemption_minimum: Amounts
    redemption_multiple: Amounts
    maximum: Amounts
    next_day: Amounts


class InvestmentDayTable(NamedTuple):
    """Shape (day, sweep) each. `stage` is one of RESTS, WORKS, ENDS; `pays` is 1 on business days,
    at whose opening what was ordered arrives, `reinvests` 1 on days on which what is distributed
    stays invested."""

    stage: Flags
    pays: Flags
    reinvests: Flags


class Investments(NamedTuple):
    """The money market sweeps of a run."""

    rows: InvestmentTable
    days: InvestmentDayTable

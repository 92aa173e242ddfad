"""The arrays of deposits with a principal, which `plan` fills and the kernel reads.

Amounts are int64 minor units; days are rows from the first day of the run. Source: the banking
day, section 3.
"""

from typing import NamedTuple

from treasury.arrays import Amounts


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

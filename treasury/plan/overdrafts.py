"""Overdraft agreements as arrays: names are indices, dates are rows."""

from datetime import date

import numpy as np

from treasury.accounts.chart import BankAccount
from treasury.credit import OverdraftAgreement
from treasury.money import to_minor
from treasury.overdrafts import OverdraftTable
from treasury.plan.group import Group
from treasury.plan.links import column


def overdraft_table(group: Group, days: list[date]) -> OverdraftTable:
    """The agreements by id, in the order of their overdue loans, the last of the loans."""
    agreed = group.overdrafts
    first = len(group.borrowed) - len(agreed)
    return OverdraftTable(
        account=column(group.account[one.account] for one in agreed),
        loan=np.arange(first, first + len(agreed), dtype=np.int64),
        nights=column(one.nights for one in agreed),
        before=column(one.nights_before for one in agreed),
        begins=column(first_row(one, days) for one in agreed),
        ends=column(last_row(one, days) for one in agreed),
        intraday=column(left_by_day(one, group) for one in agreed),
        adds_unpaid=column(int(one.unpaid == "overdue") for one in agreed),
        reopens=column(int(one.reopens) for one in agreed),
    )


def first_row(agreement: OverdraftAgreement, days: list[date]) -> int:
    """The row of the first day on which a night counts, below 0 before the run."""
    return 0 if agreement.valid_from is None else (agreement.valid_from - days[0]).days


def last_row(agreement: OverdraftAgreement, days: list[date]) -> int:
    """The row of the last day on which a night counts."""
    last = days[-1] if agreement.valid_until is None else agreement.valid_until
    return (last - days[0]).days


def left_by_day(agreement: OverdraftAgreement, group: Group) -> int:
    """The limit during the day while the overdraft is closed, in minor units."""
    account = group.accounts[group.account[agreement.account]]
    return 0 if agreement.closes_intraday else intraday_of(account)


def intraday_of(account: BankAccount) -> int:
    """The account's intraday overdraft in minor units, 0 without one."""
    given = account.intraday_overdraft
    return 0 if given is None else to_minor(given, account.currency)

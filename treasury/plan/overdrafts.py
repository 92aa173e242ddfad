"""Overdraft agreements as arrays: names are indices, dates are rows."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from treasury.accounts.chart import BankAccount
from treasury.credit import OverdraftAgreement
from treasury.money import to_minor
from treasury.overdrafts import OverdraftTable
from treasury.plan.group import Group
from treasury.plan.links import column

ONE_DAY = timedelta(days=1)


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
        follows=column(following(one, agreed) for one in agreed),
        renewed=column(renewed_on(one, agreed, days) for one in agreed),
    )


def next_of(
    agreement: OverdraftAgreement, agreed: Sequence[OverdraftAgreement]
) -> OverdraftAgreement | None:
    """The account's next agreement, None after the last."""
    later = [
        one
        for one in agreed
        if one.account == agreement.account and begins_on(one) > begins_on(agreement)
    ]
    return min(later, key=begins_on, default=None)


def begins_on(agreement: OverdraftAgreement) -> date:
    """The first day on which a night counts."""
    return agreement.valid_from or date.min


def following(agreement: OverdraftAgreement, agreed: Sequence[OverdraftAgreement]) -> int:
    """The place of the agreement that begins on the day after this one ends, -1 without one."""
    later, ends = next_of(agreement, agreed), agreement.valid_until
    if later is None or ends is None or later.valid_from != ends + ONE_DAY:
        return -1
    return agreed.index(later)


def renewed_on(
    agreement: OverdraftAgreement, agreed: Sequence[OverdraftAgreement], days: list[date]
) -> int:
    """The row before the account's next agreement begins; without one a row after the run."""
    later = next_of(agreement, agreed)
    return len(days) if later is None else first_row(later, days) - 1


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

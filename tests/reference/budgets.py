"""Budgets of the payment mode `budget` (预算定支), restated from section 5 and their record.

Amounts are ints of minor units. A book is kept per account that has a budget in the structure.
"""

import datetime

from tests.reference.units import minor
from treasury.pooling.structure import Budget


class BudgetBook:
    """What one account's budget allows and has used in the period that runs."""

    def __init__(self, versions: list[Budget], currency: str) -> None:
        """Nothing is used; `turn_to` begins the first period."""
        self.versions = sorted(versions, key=lambda one: one.valid_from or datetime.date.min)
        self.currency = currency
        self.period: tuple[str, datetime.date] | None = None
        self.version: Budget | None = None
        self.brought = 0
        self.used = 0

    def turn_to(self, day: datetime.date) -> None:
        """At opening: the version of the day, and a new period where one begins.

        What is left goes over by the terms of the version under which the period ended.
        """
        begun = [one for one in self.versions if one.valid_from is None or one.valid_from <= day]
        version = begun[-1] if begun else None
        period = None if version is None else (version.period, start_of(version.period, day))
        if period != self.period:
            rolls = self.version is not None and self.version.roll_over
            self.brought = self.left() if rolls else 0
            self.used = 0
        self.version, self.period = version, period

    def left(self) -> int:
        """What may still be spent in this period; nothing without a version in force."""
        if self.version is None:
            return 0
        return max(0, minor(self.version.amount, self.currency) + self.brought - self.used)

    @property
    def of_all_payments(self) -> bool:
        """Whether every payment uses the budget, not only what is drawn from above."""
        return self.version is not None and self.version.scope == "all_outgoing"

    def use(self, amount: int) -> None:
        """Spend of the budget."""
        self.used += amount

    def restore(self, amount: int) -> None:
        """A refund gives back at most what the period has used, where the terms say so."""
        if self.version is not None and self.version.refunds_restore:
            self.used -= min(self.used, amount)


def start_of(period: str, day: datetime.date) -> datetime.date:
    """The first day of the period in which a day lies.

    >>> day = datetime.date(2026, 5, 14)
    >>> [start_of(one, day).strftime("%m-%d") for one in ("day", "week", "month", "quarter")]
    ['05-14', '05-11', '05-01', '04-01']
    """
    if period == "day":
        return day
    if period == "week":
        return day - datetime.timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return datetime.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return datetime.date(day.year, 1, 1)

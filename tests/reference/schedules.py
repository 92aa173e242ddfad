"""What a rule keeps, fills to or funds from on a day, where a schedule says it.

Restated for the reference twin from section 4, one day after the other. Where that is silent:
a line for a date goes before lines for weekdays, these before lines for all days, and of two
such lines the one that began later holds. The next n business days are those of the structure's
calendar and of the account's bank; the payments of the account from tomorrow to the last of them
count, as far as they are known today. Amounts in minor units.
"""

import datetime
from collections.abc import Callable

from tests.reference.days import ONE_DAY
from tests.reference.units import minor
from treasury.flows.items import Item
from treasury.pooling.schedules import Schedule
from treasury.scenario import Scenario

Works = Callable[[datetime.date], bool]
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Diary:
    """The payments of one account that a schedule may reckon with, in one currency."""

    def __init__(self, scenario: Scenario, account: str, currency: str) -> None:
        """Everything that will leave the account: its day, since when it is known, how much."""
        self.last_day = scenario.last_day
        self.currency = currency
        self.leaving = [
            (item.date, known_since(item, scenario), minor(-item.amount, currency))
            for item in scenario.items
            if item.account == account and item.amount < 0
        ]
        self.leaving += [
            (loan.repaid_on, loan.drawn_on, minor(loan.principal, currency))
            for loan in scenario.term_loans
            if loan.account == account
        ]

    def amount(self, lines: list[Schedule], today: datetime.date, works: Works) -> int:
        """What the schedule of these lines comes to today."""
        line = line_of(lines, today)
        found = 0 if line.amount is None else minor(line.amount, self.currency)
        if line.next_business_days is not None:
            days = self.days_ahead(today, line.next_business_days, works)
            found += sum(
                amount for day, known, amount in self.leaving if day in days and known <= today
            )
        return found

    def days_ahead(self, today: datetime.date, wanted: int, works: Works) -> list[datetime.date]:
        """The days from tomorrow to the wanted business day; to the run's last where that is
        sooner."""
        days: list[datetime.date] = []
        left = wanted
        day = today
        while left > 0 and day < self.last_day:
            day += ONE_DAY
            days.append(day)
            if works(day):
                left -= 1
        return days


def known_since(item: Item, scenario: Scenario) -> datetime.date:
    """The first day on which somebody can know of the payment."""
    if item.known_from is not None:
        return item.known_from
    if item.category.strip().lower() in ("payroll", "工资"):
        return scenario.first_day
    return item.date


def line_of(lines: list[Schedule], today: datetime.date) -> Schedule:
    """The line that holds today."""
    for line in lines:
        if line.date == today:
            return line
    standing = [line for line in lines if line.date is None]
    begun = [line for line in standing if line.valid_from is None or line.valid_from <= today]
    of_today = [line for line in begun if NAMES[today.weekday()] in line.weekdays]
    usual = [line for line in begun if not line.weekdays]
    ordered = sorted(of_today or usual, key=lambda line: line.valid_from or datetime.date.min)
    return ordered[-1]

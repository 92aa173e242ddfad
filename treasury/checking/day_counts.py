"""Which days count how often, by which year, and which settle: restated for the checks from terms.

Source: the banking day, sections 1 and 8.
"""

from datetime import date, timedelta

from treasury.credit import TermLoan
from treasury.interest import Terms

YEAR_DAYS = {"ACT/360": 360, "30E/360": 360, "ACT/365F": 365}
SETTLING_MONTHS = {
    "monthly": range(1, 13), "quarterly": (3, 6, 9, 12), "yearly": (12,), "never": (),
}  # fmt: skip
ONE_DAY = timedelta(days=1)


def weight(day: date, terms: Terms) -> int:
    """How many days the balance at the close of this day bears.

    30E/360: days beyond the 30th count as the 30th; the month's last day bears what is left.
    """
    if terms.day_count != "30E/360":
        return 1
    if day.day == 31:
        return 1
    if (day + ONE_DAY).month != day.month:
        return 31 - day.day
    return 0 if day.day == 30 else 1


def basis(day: date, terms: Terms) -> int:
    """The days of the year by which interest of this day is divided."""
    if terms.day_count in YEAR_DAYS:
        return YEAR_DAYS[terms.day_count]
    return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


def settles(day: date, terms: Terms, loan: TermLoan | None = None) -> bool:
    """Whether interest is settled at the close of this day; a short month settles on its last, a
    term `loan` also the day before it is repaid."""
    if loan is not None and day + ONE_DAY == loan.repaid_on:
        return True
    if day.month not in SETTLING_MONTHS[terms.settles]:
        return False
    last = (day + ONE_DAY).day == 1
    return day.day == terms.settlement_day or (last and day.day < terms.settlement_day)

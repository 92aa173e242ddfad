"""The days of the run at whose close interest is settled.

Source: the banking day, section 8.
"""

from datetime import date
from functools import lru_cache

from treasury.arrays import Amounts
from treasury.credit import TermLoan
from treasury.dates import day_list
from treasury.interest import Terms
from treasury.plan.links import column
from treasury.scenario import Scenario
from treasury.settling import Settling, days_off


def settling_of(scenario: Scenario, terms: Terms) -> Settling:
    """When interest by the terms is settled; days off are those of their calendar."""
    calendar = next((one for one in scenario.calendars if one.id == terms.calendar), None)
    off = None if calendar is None else days_off(calendar)
    return Settling(terms.settles, terms.settlement_day, terms.holiday_shift, off)


def settlements(
    scenario: Scenario, days: list[date], terms: Terms, loan: TermLoan | None = None
) -> Amounts:
    """1 on the days at whose close interest by the terms is settled; shape (day,).

    That of a term `loan` is settled also the day before its repayment (利随本清).
    """
    own = settlement_days(days[0], days[-1], settling_of(scenario, terms))
    eve = (loan.repaid_on - days[0]).days - 1 if loan else -1
    if not 0 <= eve < len(days):
        return own
    found = own.copy()
    found[eve] = 1
    return found


@lru_cache(maxsize=64)
def settlement_days(first: date, last: date, settling: Settling) -> Amounts:
    """1 for each day from first to last that is one; the plans of a scenario ask for the same."""
    return column(int(settling.on(day)) for day in day_list(first, last))

"""What holds block of each account on each day.

The holds of an account that are in force on a day add up. Amounts are minor units. Source: the
banking day, section 4, and the docstring of `Hold`.
"""

from datetime import date

import numpy as np

from treasury.arrays import Amounts
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.scenario import Scenario


def blocked(scenario: Scenario, group: Group, days: list[date]) -> Amounts:
    """The sum of each account's holds on each day, not negative; shape (day, account)."""
    table = np.zeros((len(days), len(group.accounts)), dtype=np.int64)
    first, last = days[0], days[-1]
    for hold in scenario.holds:
        begins = max(first, hold.valid_from or first)
        ends = min(last, hold.valid_until or last)
        during = slice((begins - first).days, max(0, (ends - first).days + 1))
        amount = to_minor(hold.amount, group.currency(hold.account))
        table[during, group.account[hold.account]] += amount
    return table

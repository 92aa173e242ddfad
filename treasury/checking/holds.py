"""What the scenario's records hold of each account on each day, added up from them anew.

Amounts are minor units; axes (day, account). Source: the banking day, section 4, and the
docstring of `Hold`.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.money import to_minor
from treasury.plan.plan import Plan


def held_days(plan: Plan) -> Amounts:
    """The sum of each account's holds on each day; holds begin and end with their days."""
    names = plan.names
    days = np.array(names.days, dtype="datetime64[D]")
    table = np.zeros((len(days), len(names.accounts)), dtype=np.int64)
    for hold in plan.scenario.holds:
        account = names.accounts.index(hold.account)
        during = np.ones(len(days), dtype=np.bool_)
        if hold.valid_from is not None:
            during &= days >= np.datetime64(hold.valid_from)
        if hold.valid_until is not None:
            during &= days <= np.datetime64(hold.valid_until)
        table[during, account] += to_minor(hold.amount, names.currencies[account])
    return table

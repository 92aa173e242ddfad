"""On which days accounts are frozen, closed or left out of sweeps.

An account that is stopped is not swept, nor is any below it; a root that is stopped stops its
structure. Source: the banking day, section 6, and the docstring of `Stop`.
"""

from datetime import date

import numpy as np

from treasury.arrays import Amounts, Flags
from treasury.plan.group import Group
from treasury.plan.links import LinkRows
from treasury.scenario import Scenario
from treasury.structures import LinkTable
from treasury.tables import CLOSED, FROZEN, NO_SWEEPS

KINDS = {"no_sweeps": NO_SWEEPS, "frozen": FROZEN, "closed": CLOSED}


def stopped(scenario: Scenario, group: Group, days: list[date]) -> Flags:
    """How each account is stopped on each day, the strongest where several; (day, account)."""
    table = np.zeros((len(days), len(group.accounts)), dtype=np.uint8)
    for stop in scenario.stops:
        column = table[:, group.account[stop.account]]
        for row, day in enumerate(days):
            if stop.valid_from <= day <= (stop.valid_until or date.max):
                column[row] = max(column[row], KINDS[stop.kind])
    return table


def without_stopped(swept: LinkTable, rows: LinkRows, table: Flags, link: Amounts) -> LinkTable:
    """The links, closed on days when their participant or a header above it is stopped."""
    free = not_stopped(rows, table, link)
    return swept._replace(open_days=swept.open_days * free, return_days=swept.return_days * free)


def not_stopped(rows: LinkRows, table: Flags, link: Amounts) -> Flags:
    """1 on days when neither the participant nor any header above it is stopped; (day, link).

    `link` (day, account) is the link on which an account is the participant, -1 without one.
    """
    free = np.ones((len(table), len(rows)), dtype=np.uint8)
    for day in np.flatnonzero(table.any(axis=1)).tolist():
        for index, row in enumerate(rows):
            account = row.participant
            while not table[day, account] and link[day, account] >= 0:
                account = rows[link[day, account]].header
            free[day, index] = table[day, account] == 0
    return free

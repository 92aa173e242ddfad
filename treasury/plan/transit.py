"""When transfers over links that take days arrive, and which of them are sent back.

Days are rows of the run. Source: the banking day, section 3.
"""

from dataclasses import replace
from datetime import date

import numpy as np

from treasury.arrays import Amounts, Flags
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, link_days
from treasury.scenario import Scenario
from treasury.structures import LinkTable


def with_arrivals(
    table: LinkTable,
    scenario: Scenario,
    structure: str | None,
    group: Group,
    *,
    days: list[date],
    rows: LinkRows,
) -> LinkTable:
    """The links with the days on which their transfers arrive, and those that are sent back."""
    return table._replace(
        arrives=arrivals(scenario, structure, group, days, rows),
        sent_back=sent_back(scenario, structure, days, rows),
    )


def arrivals(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], rows: LinkRows
) -> Amounts:
    """The day at whose opening a transfer of each day arrives, beyond the run: its length.

    Shape (day, link). It is the `delay`-th business day of the link after the day of sending: one
    on which the structure and both banks work, whether or not the link is still in force then.
    """
    always = tuple(without_dates(row) for row in rows)
    works = link_days(scenario, structure, group, days, always)[: len(days)]
    table = np.empty((len(days), len(rows)), dtype=np.int64)
    for index, row in enumerate(rows):
        table[:, index] = after(np.flatnonzero(works[:, index]), row.link.delay, len(days))
    return table


def without_dates(row: LinkRow) -> LinkRow:
    """The link as if it were in force on all days."""
    return replace(row, link=replace(row.link, valid_from=None, valid_until=None))


def after(business: Amounts, delay: int, days: int) -> Amounts:
    """For each of `days` the `delay`-th business day after it; shape (day,).

    >>> after(np.array([0, 1, 4, 5]), 2, 6).tolist()
    [4, 5, 5, 5, 6, 6]
    """
    following = np.append(business, np.full(delay + 1, days))
    if delay == 0:
        return np.arange(days)
    return np.asarray(
        following[np.searchsorted(business, np.arange(days), side="right") + delay - 1]
    )


def sent_back(scenario: Scenario, structure: str | None, days: list[date], rows: LinkRows) -> Flags:
    """1 on the days whose transfers over a link the bank sends back; shape (day, link)."""
    table = np.zeros((len(days), len(rows)), dtype=np.uint8)
    told = {(each.participant, each.date) for each in scenario.rejections
            if each.structure == structure}  # fmt: skip
    for index, row in enumerate(rows):
        table[:, index] = [(row.link.participant, day) in told for day in days]
    return table

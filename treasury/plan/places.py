"""Where each account stands in a structure, phase by phase, and how it pays there.

A phase is a stretch of days on which the same links are in force. Source: the banking day,
sections 2 and 5.
"""

from datetime import date

import numpy as np

from treasury.arrays import Amounts
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, in_force, structure_of
from treasury.pooling.structure import PAYING, Link, PaymentMode
from treasury.scenario import Scenario
from treasury.structures import PlaceTable


def phases_of(rows: LinkRows, days: list[date]) -> list[date]:
    """The first day of every phase of the run, beginning with the run's."""
    found = [days[0]]
    latest = [in_force(row.link, days[0]) for row in rows]
    for day in days[1:] if any(dated(row.link) for row in rows) else ():
        present = [in_force(row.link, day) for row in rows]
        if present != latest:
            found.append(day)
        latest = present
    return found


def dated(link: Link) -> bool:
    """Whether the link begins or ends by date."""
    return link.valid_from is not None or link.valid_until is not None


def phase_of(days: list[date], phases: list[date]) -> Amounts:
    """The phase of each day, shape (day,)."""
    begins = [(first - days[0]).days for first in phases]
    return np.searchsorted(begins, np.arange(len(days)), side="right") - 1


def place_table(
    scenario: Scenario, structure: str | None, group: Group, *, rows: LinkRows, phases: list[date]
) -> PlaceTable:
    """The accounts' places in every phase; accounts outside the structure are `standalone`."""
    found = [places_on(scenario, structure, group, in_phase(rows, first)) for first in phases]
    return PlaceTable(*(np.stack(columns) for columns in zip(*found, strict=True)))


def in_phase(rows: LinkRows, day: date) -> list[tuple[int, LinkRow]]:
    """The links in force on the day, with their index."""
    return [(index, row) for index, row in enumerate(rows) if in_force(row.link, day)]


def places_on(
    scenario: Scenario, structure: str | None, group: Group, rows: list[tuple[int, LinkRow]]
) -> PlaceTable:
    """The accounts' places where these links are in force; shape (account,)."""
    link = np.full(len(group.accounts), -1, dtype=np.int64)
    limit = np.zeros(len(group.accounts), dtype=np.int64)
    receives = np.zeros(len(group.accounts), dtype=np.int64)
    for index, row in rows:
        link[row.participant] = index
        receives[row.participant] = row.rule.preset == "receive_only"
        if row.link.internal_limit is not None:
            currency = group.accounts[row.participant].currency
            limit[row.participant] = to_minor(row.link.internal_limit, currency)
    modes = payment_modes(scenario, structure, group, [row for _, row in rows])
    paying = np.array([PAYING[mode] for mode in modes], dtype=np.int64).reshape(-1, 4)
    pays, unbounded, deposits, borrows = paying.T.copy()
    return PlaceTable(
        link=link,
        mode=np.array([list(PAYING).index(mode) for mode in modes], dtype=np.int64),
        protect=protects(scenario, structure) * (1 - unbounded),
        pays=pays * (1 - receives),
        unbounded=unbounded,
        deposits=deposits,
        borrows=borrows,
        limit=limit,
    )


def payment_modes(
    scenario: Scenario, structure: str | None, group: Group, rows: list[LinkRow]
) -> list[PaymentMode]:
    """The payment mode of every account; accounts outside the structure are `standalone`."""
    modes: list[PaymentMode] = ["standalone"] * len(group.accounts)
    found = structure_of(scenario, structure)
    if found is None:
        return modes
    for row in rows:
        modes[row.header] = found.root_payment_mode or found.payment_mode
    for row in rows:
        modes[row.participant] = row.link.payment_mode or found.payment_mode
    return modes


def protects(scenario: Scenario, structure: str | None) -> int:
    """1 where accounts may not spend their participants' money."""
    found = structure_of(scenario, structure)
    return int(found is None or found.protect_participants)

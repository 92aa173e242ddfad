"""What may be lent on of an outside loan (统借统还), and on which days the conditions hold.

Rows are the accruals of what a participant of another legal person owes the borrower. Whether the
outside loan covers it is known only when the day closes. Source: Chinese practice, section 5;
财税〔2016〕36号, annex 3.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from treasury.arrays import UNLIMITED, Amounts
from treasury.credit import OnLending
from treasury.levies import (
    LENT_AGAIN,
    LENT_ON,
    NO_LAW,
    NOT_IN_FORCE,
    NOT_PUBLISHED,
    OTHER_FUNDS,
    RATE_ABOVE,
    OnLent,
    OnLentDayTable,
    OnLentTable,
)
from treasury.plan.accruals import AccrualRows
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, column, structure_of
from treasury.plan.problems_facts import may_fund
from treasury.plan.tariffs import in_force as in_force_on
from treasury.plan.taxes import due_here, tax_versions
from treasury.pooling.structure import PAYING, Link, PaymentMode
from treasury.scenario import Scenario
from treasury.tables import BORROWED, LOAN, AccrualTable

Bearing = tuple[AccrualTable, AccrualRows]
Truths = npt.NDArray[np.bool_]


def lent_on(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], links: LinkRows,
    bearing: Bearing,
) -> OnLent:  # fmt: skip
    """Everything that may be lent on in the run, where a tax due in it spares that."""
    spared = spared_days(scenario, structure, days)
    own = [one for one in scenario.on_lending if one.structure == structure and spared.any()]
    found: list[tuple[int, LinkRow]] = []
    columns: list[tuple[Amounts, Amounts]] = []
    for at, row in enumerate(bearing[1]):
        if row.kind != BORROWED:
            continue
        lines = [one for one in own if lends_on(one, links[row.subject], group)]
        if lines:
            found.append((at, links[row.subject]))
            again = lent_again(scenario, (structure, group), links[row.subject], links, days)
            parts = [judged(one, (group, bearing), at, days, again) for one in lines]
            loan, why = merged(parts, len(days))
            columns.append((np.where(spared, loan, -1), np.where(spared, why, NO_LAW)))
    nothing = np.zeros((len(days), 0), dtype=np.int64)
    return OnLent(
        rows=OnLentTable(
            accrual=column(at for at, _ in found),
            link=column(bearing[1][at].subject for at, _ in found),
            account=column(link.participant for _, link in found),
        ),
        days=OnLentDayTable(
            loan=np.column_stack([nothing, *(loan for loan, _ in columns)]).astype(np.int64),
            why=np.column_stack([nothing, *(why for _, why in columns)]).astype(np.int64),
        ),
    )


def spared_days(scenario: Scenario, structure: str | None, days: list[date]) -> Truths:
    """The days on which every tax of the run that ever spares what is lent on does."""
    versions, taxes = tax_versions(scenario), sparing(scenario, structure)
    found = np.full(len(days), bool(taxes), dtype=np.bool_)
    for at, day in enumerate(days):
        for tax in taxes:
            term = in_force_on(versions[tax], day)
            found[at] &= term is not None and term.exempt_on_lending
    return found


def sparing(scenario: Scenario, structure: str | None) -> list[str]:
    """The taxes of the run of which a version spares what is lent on."""
    versions = tax_versions(scenario)
    return [
        term.tax
        for term in due_here(scenario, structure)
        if any(one.exempt_on_lending for one in versions[term.tax])
    ]


def lends_on(line: OnLending, link: LinkRow, group: Group) -> bool:
    """Whether what is owed over the link is lent on of the line's loan, on some day."""
    if line.participant not in (None, link.link.participant):
        return False
    account = group.account[next(one.account for one in group.borrowed if one.id == line.loan)]
    person, currency = group.legal_entity, group.accounts
    return (
        person[account] == person[link.header] != person[link.participant]
        and currency[account].currency == currency[link.header].currency
    )


def in_force(line: OnLending | Link, days: list[date]) -> Truths:
    """Whether the line, or the link, is in force on each day."""
    begins, ends = line.valid_from or date.min, line.valid_until or date.max
    return np.array([begins <= day <= ends for day in days], dtype=np.bool_)


def judged(
    line: OnLending, of: tuple[Group, Bearing], accrual: int, days: list[date], again: Truths
) -> tuple[Amounts, Amounts]:
    """The loan and the reason on each day on which the line is in force; -1 and NOT_IN_FORCE on
    the others."""
    group, bearing = of
    loan = next(at for at, one in enumerate(group.borrowed) if one.id == line.loan)
    holds = in_force(line, days)
    why = np.where(holds, LENT_ON, NOT_IN_FORCE).astype(np.int64)
    inside = highest(bearing[0], accrual, len(days))
    above = holds & (inside > lowest(bearing[0], loan, len(days)))
    for first, last in periods(bearing[0].settles[:, accrual].astype(np.int64)):
        if above[first : last + 1].any():
            why[first : last + 1][holds[first : last + 1]] = RATE_ABOVE
    why[holds & again] = LENT_AGAIN
    if not line.published:
        why[holds] = NOT_PUBLISHED
    if line.funds == "other":
        why[holds] = OTHER_FUNDS
    return np.where(why == LENT_ON, loan, -1).astype(np.int64), why


def merged(parts: list[tuple[Amounts, Amounts]], days: int) -> tuple[Amounts, Amounts]:
    """The lines of one link together; no two of them are in force on one day."""
    loan, why = np.full(days, -1, dtype=np.int64), np.full(days, NOT_IN_FORCE, dtype=np.int64)
    for own_loan, own_why in parts:
        loan = np.maximum(loan, own_loan)
        why = np.where(own_why == NOT_IN_FORCE, why, own_why)
    return loan, why


def periods(settles: Amounts) -> Iterator[tuple[int, int]]:
    """First and last row of each interest period of the run.

    >>> list(periods(np.array([0, 1, 0, 0])))
    [(0, 1), (2, 3)]
    """
    first = 0
    for day in [*np.flatnonzero(settles).tolist(), len(settles) - 1]:
        if first <= day:
            yield first, day
        first = day + 1


def highest(table: AccrualTable, accrual: int, days: int) -> Amounts:
    """The highest rate of any tier that the accrual bears on each day; shape (day,)."""
    return rates_by_day(table, accrual, days, highest=True)


def lowest(table: AccrualTable, loan: int, days: int) -> Amounts:
    """The lowest rate of any tier that the loan bears on each day, 0 where it bears nothing."""
    own = np.flatnonzero((table.kind == LOAN) & (table.subject == loan))
    if not len(own):
        return np.zeros(days, dtype=np.int64)
    return rates_by_day(table, int(own[0]), days, highest=False)


def rates_by_day(table: AccrualTable, accrual: int, days: int, *, highest: bool) -> Amounts:
    """The highest or the lowest rate of the accrual's tiers on each day; shape (day,)."""
    found = np.zeros(days, dtype=np.int64)
    for version in np.unique(table.version[:days, accrual]).tolist():
        if version >= 0:
            tiers = 1 + int(np.argmax(table.upper[version] == UNLIMITED))
            rates = table.rate[version, :tiers]
            rate = rates.max() if highest else rates.min()
            found[table.version[:days, accrual] == version] = rate
    return found


def lent_again(
    scenario: Scenario, of: tuple[str | None, Group], link: LinkRow, links: LinkRows,
    days: list[date],
) -> Truths:  # fmt: skip
    """Whether the participant's legal person may itself lend to a third one on each day."""
    structure, group = structure_of(scenario, of[0]), of[1]
    person, found = group.legal_entity, np.zeros(len(days), dtype=np.bool_)
    mode: PaymentMode = structure.payment_mode if structure else "standalone"
    for other in links:
        ends = person[other.header], person[other.participant]
        if ends[0] != person[link.participant] or ends[1] == ends[0]:
            continue
        if brings_down(other.link, other.rule.preset, mode):
            found |= in_force(other.link, days)
    return found


def brings_down(link: Link, preset: str, mode: PaymentMode) -> bool:
    """Whether money that the participant does not own may come down the link."""
    direction = link.direction or ("both" if may_fund(preset) else "up")
    borrows = PAYING[link.payment_mode or mode]
    return direction != "up" or bool(borrows.unbounded or borrows.borrows)

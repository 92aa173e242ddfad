"""What may be lent on of an outside loan (统借统还), and on which days the conditions hold.

Rows are the accruals of what a participant of another legal person owes the borrower. Whether the
outside loan covers it is known only when the day closes. Source: Chinese practice, section 5;
财税〔2016〕36号, annex 3.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.arrays import UNLIMITED, Amounts
from treasury.credit import Borrowing, OnLending, TermLoan
from treasury.dates import bases
from treasury.interest import Terms
from treasury.levies import (
    LENT_AGAIN,
    LENT_ON,
    NO_LAW,
    NOT_IN_FORCE,
    NOT_PUBLISHED,
    OTHER_FUNDS,
    PAST_DUE,
    RATE_ABOVE,
    OnLent,
    OnLentDayTable,
    OnLentTable,
)
from treasury.plan.accruals import AccrualRows
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, column, structure_of
from treasury.plan.problems.facts import may_fund
from treasury.plan.tariffs import in_force as in_force_on
from treasury.plan.taxes import due_here, tax_versions
from treasury.pooling.structure import PAYING, Link, PaymentMode
from treasury.scenario import Scenario
from treasury.tables import BORROWED, LOAN, AccrualTable

Bearing = tuple[AccrualTable, AccrualRows]
Truths = npt.NDArray[np.bool_]


class Price(NamedTuple):
    """What a day costs: a rate, of how many tiers, and the days of the year that divides it; shape
    (day,) each. `day_count` is empty where nothing is borne."""

    rate: Amounts
    tiers: Amounts
    year: Amounts
    day_count: str

    def above(self, other: "Price") -> Truths:
        """On which days it is dearer than the other, day for day."""
        return self.rate * other.year > other.rate * self.year


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
            dear = [too_dear(one, lines, (group, bearing), at, days) for one in lines]
            parts = [
                judged(one, group, days, (*lost, again))
                for one, lost in zip(lines, dear, strict=True)
            ]
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
    line: OnLending, group: Group, days: list[date], lost: tuple[Truths, Truths, Truths]
) -> tuple[Amounts, Amounts]:
    """The loan and the reason on each day on which the line is in force; -1 and NOT_IN_FORCE on
    the others. `lost` says when the rate was too high, when it is so after the loan was due, and
    when the member may lend it on."""
    loan = next(at for at, one in enumerate(group.borrowed) if one.id == line.loan)
    holds = in_force(line, days)
    why = np.where(holds, LENT_ON, NOT_IN_FORCE).astype(np.int64)
    why[holds & lost[1]] = PAST_DUE
    why[holds & lost[0]] = RATE_ABOVE
    why[holds & lost[2]] = LENT_AGAIN
    if not line.published:
        why[holds] = NOT_PUBLISHED
    if line.funds == "other":
        why[holds] = OTHER_FUNDS
    return np.where(why == LENT_ON, loan, -1).astype(np.int64), why


def too_dear(
    line: OnLending, lines: list[OnLending], of: tuple[Group, Bearing], accrual: int,
    days: list[date],
) -> tuple[Truths, Truths]:  # fmt: skip
    """The interest periods in which what is lent on of the line's loan, by whatever line of the
    link, was dearer than the loan on some day of the loan; and the days after those of the loan on
    which it is, should some of it still be owed."""
    (group, (table, rows)), found = of, np.zeros(len(days), dtype=np.bool_)
    held = [in_force(one, days) for one in lines if one.loan == line.loan]
    at = next(at for at, one in enumerate(group.borrowed) if one.id == line.loan)
    named = next((one.terms for one in rows if (one.kind, one.subject) == (LOAN, at)), None)
    outside = price_outside(table, at, days, named)
    above = np.any(held, axis=0) & price_inside(table, accrual, days, rows[accrual].terms).above(
        outside
    )
    standing, late = days_of_loan(group.borrowed[at], days)
    for first, last in periods(table.settles[:, accrual].astype(np.int64)):
        if (above & standing)[first : last + 1].any():
            found[first : last + 1] = True
    return found, above & late


def days_of_loan(loan: Borrowing, days: list[date]) -> tuple[Truths, Truths]:
    """The days on which the loan stands by its dates, of a credit line all; and those after them.

    >>> made = TermLoan(id="L", account="A", principal=1, drawn_on=date(2026, 3, 2),
    ...                 repaid_on=date(2026, 3, 4))
    >>> [each.tolist() for each in days_of_loan(made, [date(2026, 3, day) for day in (1, 2, 4)])]
    [[False, True, False], [False, False, True]]
    """
    if not isinstance(loan, TermLoan):
        return np.ones(len(days), dtype=np.bool_), np.zeros(len(days), dtype=np.bool_)
    drawn = np.array([loan.drawn_on <= day for day in days], dtype=np.bool_)
    late = np.array([loan.repaid_on <= day for day in days], dtype=np.bool_)
    return drawn & ~late, late


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


def price_inside(table: AccrualTable, accrual: int, days: list[date], terms: Terms) -> Price:
    """The dearest tier that the accrual bears on each day."""
    return price(table, accrual, days, terms, dearest=True)


def price_outside(table: AccrualTable, loan: int, days: list[date], terms: Terms | None) -> Price:
    """The cheapest tier that the loan bears on each day, 0 where it bears nothing."""
    own = np.flatnonzero((table.kind == LOAN) & (table.subject == loan))
    if not len(own) or terms is None:
        nothing = np.zeros(len(days), dtype=np.int64)
        return Price(nothing, nothing, nothing + 1, "")
    return price(table, int(own[0]), days, terms, dearest=False)


def price(
    table: AccrualTable, accrual: int, days: list[date], terms: Terms, *, dearest: bool
) -> Price:
    """The dearest or the cheapest of the accrual's tiers on each day.

    30E/360 bears the whole rate in every year: a calendar day of it is one of the year's days.
    """
    found, count = np.zeros((2, len(days)), dtype=np.int64)
    versions = table.version[: len(days), accrual]
    for version in np.unique(versions[versions >= 0]).tolist():
        tiers = 1 + int(np.argmax(table.upper[version] == UNLIMITED))
        rates = table.rate[version, :tiers]
        found[versions == version] = rates.max() if dearest else rates.min()
        count[versions == version] = tiers
    year = bases(days, "ACT/ACT ISDA" if terms.day_count == "30E/360" else terms.day_count)
    return Price(found, count, year, terms.day_count)


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

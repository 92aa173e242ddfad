"""Fees by terms and taxes, one line a charge: on what, how worked out, which bound held, who paid.

A charge of less than half a minor unit is none and has no line, as of stamp duty on the few yuan
that are lent for the stamp duty of the day before. What is not charged by the last day stands at
the end, as if the next day were its day. Amounts are minor units, not negative but where tax comes
back that was taken of interest as it accrued.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from treasury.comparison import Run
from treasury.money import round_fraction
from treasury.plan.plan import Plan
from treasury.reporting.explaining.levy_words import (
    about_words,
    confirmed_on,
    number_words,
    term_of,
)
from treasury.reporting.explaining.on_lending_words import spared_at_end
from treasury.reporting.table import Column, Table, by_column
from treasury.simulation.unlevied import seen_at
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BASE,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    DAY,
    EVENT_COLUMNS,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LEVIED_ON,
    REASON,
    REF,
    SEEN,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
    Projection,
)

COLUMNS = (
    Column(name="charged_on", heading="Charged on", kind="date"),
    Column(name="fee", heading="Fee or tax"),
    Column(name="about", heading="Charged"),
    Column(name="account", heading="Paid by"),
    Column(name="calculation", heading="Worked out as"),
    Column(name="exact", heading="Rounded", kind="money", meaning="Before minimum and maximum"),
    Column(name="bound", heading="Bound", meaning="The minimum or the maximum where it held"),
    Column(name="amount", heading="Amount", kind="money"),
    Column(name="currency", heading="Currency"),
    Column(name="source", heading="Source"),
    Column(name="confirmed", heading="Confirmed"),
)
BOUNDS = {BOUND_MINIMUM: "minimum", BOUND_MAXIMUM: "maximum"}


def term_fees(run: Run) -> Table:
    """Every charge of a fee by terms in time, then what is open; no rows where there is none."""
    return charges(run, "term_fees", "Fees by terms", TERM_FEE)


def taxes(run: Run) -> Table:
    """Every charge of a tax in time, then what is open; no rows where there is none."""
    return charges(run, "taxes", "Taxes", TAX)


def charges(run: Run, name: str, title: str, kind: int) -> Table:
    """The charges of one kind of event."""
    rows_of, taxed = run.plan.tables.levies.rows, kind == TAX
    events = run.projection.events
    kinds = (LEVIED_ON, TAX) if taxed else (LEVIED_ON, TERM_FEE, TERM_FEE_ANALYSED)
    events = events[np.isin(events[:, KIND], kinds)]
    events = events[rows_of.tax[events[:, REF]] == taxed]
    open_numbers: dict[int, list[list[int]]] = {}
    rows: list[tuple[Any, ...]] = []
    accrued = accrued_numbers(run)
    for event in events.tolist():
        if event[KIND] == LEVIED_ON:
            open_numbers.setdefault(event[REF], []).append(event)
        else:
            numbers = open_numbers.pop(event[REF], [])
            if not (event[BASE] or event[AMOUNT]):
                continue  # less than half a minor unit: nothing was charged
            sign = 1 if event[KIND] == TERM_FEE_ANALYSED else -1
            worth = event[BASE], BOUNDS.get(event[REASON], ""), sign * event[AMOUNT]
            rows.append(line(run, str(run.plan.names.days[event[DAY]]), numbers, worth))
    for levy, left in enumerate((-run.projection.levied).tolist()):
        if left and rows_of.tax[levy] == taxed:
            numbers = open_numbers.get(levy, []) + accrued.get(levy, [])
            rows.append(line(run, "accrued", numbers, accrued_worth(numbers, left)))
    return Table(
        name=name,
        title=title,
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def line(run: Run, when: str, numbers: list[list[int]], worth: tuple[Any, ...]) -> tuple[Any, ...]:
    """One line: `worth` is what was exact, the bound that held, and the amount."""
    plan, last = run.plan, numbers[-1]
    account, levy, day = last[ACCOUNT], last[REF], last[DAY]
    term = term_of(plan, levy, day)
    name = plan.names.levies[levy][0]
    return (
        when,
        name,
        about_words(plan, levy, day),
        plan.names.accounts[account],
        " + ".join(number_words(plan, row) for row in numbers if row[AMOUNT]),
        worth[0],
        worth[1] and worth[1] + shared_with(plan, levy),
        worth[2],
        plan.names.currencies[account],
        term.source,
        "yes" if confirmed_on(plan, levy, (row[DAY] for row in numbers)) else "no",
    )


def shared_with(plan: Plan, levy: int) -> str:
    """With whom a charge has one bound, to be added: a fee of two who may lend each other."""
    rows = plan.tables.levies.rows
    other = int(rows.mate[levy])
    return f" together with {plan.names.accounts[rows.account[other]]}" if other != levy else ""


def accrued_worth(numbers: list[list[int]], left: int) -> tuple[int, str, int]:
    """What these numbers come to, rounded half up, which bound held, and what is left of it."""
    exact = sum((Fraction(row[AMOUNT] * row[SEEN], row[BASE]) for row in numbers), Fraction(0))
    rounded = round_fraction(exact.numerator, exact.denominator)
    bound = BOUNDS[BOUND_MINIMUM if left > rounded else BOUND_MAXIMUM] if left != rounded else ""
    return rounded, bound, left


def accrued_numbers(run: Run) -> dict[int, list[list[int]]]:
    """What each levy is on that has accrued by the last day: interest, also of deposits that stand,
    or the tax it is on; less what it was charged on before of interest that is not posted yet.

    As rows of LEVIED_ON, at the tariff of the day after the last.
    """
    tables, projection = run.plan.tables, run.projection
    before = seen_ahead(run.plan, projection)
    nothing_of_links = np.zeros(len(tables.links.participant), dtype=np.int64)
    interest = np.maximum(projection.accrued * tables.accruals.sign, 0)
    deposits = np.where(projection.deposited[-1], tables.deposits.rows.accrued, 0)
    worth = np.concatenate(
        (nothing_of_links, interest, np.maximum(deposits, 0), -projection.levied)
    )
    found: dict[int, list[list[int]]] = {}

    def spared(row: int, _: int) -> int:
        return spared_at_end(run.plan, projection, row)

    looking = np.unique(tables.levies.watches.ahead[tables.levies.watches.ahead >= 0])
    places = np.union1d(np.flatnonzero(worth), len(nothing_of_links) + looking)
    none = np.zeros(len(tables.levies.watches.kind), dtype=np.int64)
    for place in places.astype(np.int64).tolist():
        for one in seen_at(tables.levies, tables.days, place, int(worth[place]), spared, none):
            row = [0] * EVENT_COLUMNS
            row[DAY], row[ACCOUNT] = tables.days - 1, int(tables.levies.rows.account[one.levy])
            row[REF], row[AMOUNT], row[SEEN], row[BASE] = one
            row[AMOUNT] -= before.pop(one.levy, 0)
            if row[AMOUNT]:
                found.setdefault(one.levy, []).append(row)
    return found


def seen_ahead(plan: Plan, projection: Projection) -> dict[int, int]:
    """What each levy that looks ahead was charged on of interest that is not posted by the last
    day: all that it was charged on, less what was posted of that."""
    levies, events, sign = plan.tables.levies, projection.events, plan.tables.accruals.sign
    watches, tariff = levies.watches, levies.rows.tariff
    looking = np.unique(watches.levy[watches.ahead >= 0])
    open_ = np.zeros(len(tariff), dtype=np.int64)
    charged = events[events[:, KIND] == LEVIED_ON]
    np.add.at(open_, charged[:, REF], charged[:, AMOUNT])
    posted = events[np.isin(events[:, KIND], (INTEREST, INTERNAL_INTEREST))]
    amounts = np.maximum(0, sign[posted[:, REF]] * posted[:, AMOUNT])
    for one in np.unique(tariff[looking]).tolist():
        taxed = np.zeros(len(sign), dtype=np.int64)
        np.add.at(taxed, posted[:, REF], amounts * levies.tariffs.weight[posted[:, DAY], one])
        mine = np.isin(watches.levy, looking) & (tariff[watches.levy] == one)
        np.subtract.at(open_, watches.levy[mine], taxed[watches.subject[mine]])
    return {levy: int(open_[levy]) for levy in looking.tolist()}

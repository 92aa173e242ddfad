"""Interest statement: for each account, side, tier and rate period the interest number (积数).

One line is one tier in one rate period of one settlement; the settlement's rounded amount
stands on its last line, so that the column adds up to the interest of the run. Interest earned
is positive, paid negative. Exact interest is shown with six decimals beyond the currency's.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.comparison import Run
from treasury.money import DIGITS, round_fraction
from treasury.plan.deposits import AT_DEMAND, Life, Spell, accrued
from treasury.plan.plan import Plan
from treasury.rates import RATE_ONE
from treasury.reporting.amounts import amount_text
from treasury.reporting.explaining.deposit_words import BRANCHES, lives_of, payouts_of
from treasury.reporting.explaining.netting_words import netted_with
from treasury.reporting.explaining.rate_words import quote_of
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import (
    AFTER_OFFSET,
    AMOUNT,
    AT_INTERNAL_RATES,
    AUX,
    BASE,
    BORROWED,
    DAY,
    DEPOSIT_INTEREST,
    INVESTMENT,
    KIND,
    LOAN,
    NUMBER,
    ON_POSITIONS,
    POOL_CREDIT,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SEEN,
    SET_OFF,
    SETTLED,
    TAKEN_OFF,
    TAKEN_OFF_WITHIN,
    UPSTREAMED,
)

EXTRA_DECIMALS = 6
BEARERS = {LOAN: "loan", UPSTREAMED: "sent up", BORROWED: "fetched down"}
IN_POOLS = {
    **dict(zip(AFTER_OFFSET, ("credit balances in", "overdrafts in"), strict=True)),
    **dict(zip(SET_OFF, ("credit balances set off in", "overdrafts set off in"), strict=True)),
    **dict.fromkeys(TAKEN_OFF, "taken off:"),
    **dict.fromkeys(TAKEN_OFF_WITHIN, "taken off, of a pool within:"),
    **dict.fromkeys(AT_INTERNAL_RATES, "at internal rates in"),
    POOL_SHARE: "share of",
}
OWN_RATE = "own rate"
TERMS = Column(
    name="terms",
    heading="Terms",
    meaning="Whose rate it bears: of a deposit its own, or at demand that of the account's terms",
)
COLUMNS = (
    Column(name="account", heading="Account", meaning="Where the interest is posted"),
    Column(name="bearer", heading="On", meaning="What bears the interest"),
    Column(name="side", heading="Side"),
    TERMS,
    Column(name="from", heading="From", kind="date"),
    Column(name="to", heading="To", kind="date"),
    Column(name="tier", heading="Tier", kind="count"),
    Column(name="up_to", heading="Up to", kind="money", empty="no bound"),
    Column(
        name="interest_number",
        heading="Interest number",
        kind="money",
        meaning="积数: the sum of day-end value balances in this tier, times days",
    ),
    Column(name="rate", heading="Rate % a year", kind="rate"),
    Column(name="basis", heading="Basis", kind="count", meaning="Days of the year"),
    Column(
        name="exact",
        heading="Exact interest",
        kind="fraction",
        meaning="Interest number times rate, over the basis, before rounding",
    ),
    Column(
        name="rounded",
        heading="Rounded",
        kind="money",
        meaning=(
            "Rounded once for the account, side and settlement, with the remainder carried from "
            "the last one where terms carry it; stands on its last line"
        ),
    ),
    Column(name="posted_on", heading="Posted on", kind="date"),
    Column(name="currency", heading="Currency"),
)
COMPOUNDED = Column(
    name="compounded",
    heading="Compounded % a year",
    kind="rate",
    meaning=(
        "What the index came to over the interest period up to the last of these days, without the "
        "margin, where it is compounded in arrears"
    ),
)
FRAME = (*(column.name for column in COLUMNS), "accrual", "internal", COMPOUNDED.name, "thing")
TOTALS = (
    Column(name="account", heading="Account"),
    Column(name="bearer", heading="On"),
    Column(name="side", heading="Side"),
    TERMS,
    Column(name="currency", heading="Currency"),
    Column(name="interest_number", heading="Interest number", kind="money"),
    Column(name="posted", heading="Posted", kind="money"),
    Column(
        name="accrued",
        heading="Accrued",
        kind="money",
        meaning="Not posted by the last day: as if that were a settlement day; not booked",
    ),
    Column(name="total", heading="Interest of the run", kind="money"),
)


@dataclass(slots=True)
class Settlement:
    """The numbers of one accrual that are rounded together; `day` is -1 where still open."""

    accrual: int
    day: int
    numbers: list[list[int]] = field(default_factory=list)
    rounded: int = 0


def settlements_of(run: Run) -> list[Settlement]:
    """Every settlement of the run, by accrual, in time; the open ones last of their accrual."""
    accruals = run.plan.tables.accruals
    found: dict[tuple[int, int], Settlement] = {}
    events = run.projection.events
    chosen = events[(events[:, KIND] == NUMBER) | (events[:, KIND] == SETTLED)]
    ends = [np.flatnonzero(accruals.settles[:, row]) for row in range(len(accruals.kind))]
    for event in chosen.tolist():
        accrual = event[REF]
        place = int(np.searchsorted(ends[accrual], event[DAY]))
        day = int(ends[accrual][place]) if place < len(ends[accrual]) else -1
        settlement = found.setdefault((accrual, day), Settlement(accrual=accrual, day=day))
        if event[KIND] == NUMBER:
            settlement.numbers.append(event)
        else:
            settlement.rounded += event[AMOUNT]
    last = run.plan.tables.days - 1
    for row in np.flatnonzero(accruals.kind == POOL_SHARE).tolist():
        if run.projection.accrued[row] and not accruals.settles[last, row]:
            found.setdefault((row, -1), Settlement(accrual=row, day=-1))
    for settlement in found.values():
        if settlement.day < 0:
            due = found.get((settlement.accrual, last))
            accrued = int(run.projection.accrued[settlement.accrual])
            settlement.rounded = accrued - (due.rounded if due else 0)
    return sorted(found.values(), key=lambda one: (one.accrual, one.day < 0, one.day))


def period_starts(plan: Plan, accrual: int) -> Amounts:
    """For each day the first day of its rate period and settlement; shape (day,)."""
    accruals = plan.tables.accruals
    version, basis = accruals.version[:, accrual], accruals.basis[:, accrual]
    starts = np.zeros(len(version), dtype=np.int64)
    begins = (version[1:] != version[:-1]) | (basis[1:] != basis[:-1])
    begins |= accruals.settles[:-1, accrual] == 1
    starts[1:] = np.where(begins, np.arange(1, len(version)), 0)
    return np.maximum.accumulate(starts)


def interest_statement(run: Run) -> Table:
    """One line a tier and rate period; accounts first, then loans, internal positions,
    money market sweeps, deposits."""
    plan = run.plan
    rows: list[tuple[Any, ...]] = []
    starts: dict[int, list[int]] = {}
    compounding = {one.id for one in plan.scenario.terms if one.compounded_in_arrears}
    kinds = plan.tables.accruals.kind
    for settlement in settlements_of(run):
        accrual = settlement.accrual
        if kinds[accrual] == POOL_RESULT:
            continue  # its components and its shares say all of it
        if accrual not in starts:
            starts[accrual] = period_starts(plan, accrual).tolist()
        lines = [number_line(run, event, starts[accrual]) for event in settlement.numbers]
        lines = lines or [carried_line(plan, settlement)]
        numbers = settlement.numbers if plan.names.accrual_terms[accrual] in compounding else []
        grown = [compounded_rate(plan, event) for event in numbers] or [None] * len(lines)
        kind = int(kinds[accrual])
        rounded = None if POOL_CREDIT <= kind < POOL_SHARE else settlement.rounded
        end = (rounded, posted_on(plan, settlement.day))
        who = bearer(plan, accrual)
        currency = plan.names.currencies[plan.money_of(accrual)]
        for place, line in enumerate(lines):
            ending = end if place == len(lines) - 1 else (None, end[1])
            internal = kind in ON_POSITIONS
            rows.append((*who, *line, *ending, currency, accrual, internal, grown[place], who[1]))
    rows += deposit_lines(run)
    compounds = any(row[FRAME.index(COMPOUNDED.name)] is not None for row in rows)
    return Table(
        name="interest",
        title="Interest statement",
        columns=(*COLUMNS, COMPOUNDED) if compounds else COLUMNS,
        data=by_column(FRAME, rows),
    )


def deposit_lines(run: Run) -> list[tuple[Any, ...]]:
    """One line an amount that bore one rate, of each payout of a deposit that was placed, in time;
    of what is still on deposit at the end last."""
    plan, rows = run.plan, list[tuple[Any, ...]]()
    if not plan.names.deposits:
        return rows
    events = run.projection.events
    paid = events[events[:, KIND] == DEPOSIT_INTEREST]
    payouts = payouts_of(plan)
    found = [
        (event[AUX], str(plan.names.days[event[DAY]]), event[AMOUNT], payouts[event[REF]].spells)
        for event in paid.tolist()
    ]
    there = np.flatnonzero(run.projection.deposited[-1]).tolist()
    found += [(at, "accrued", *accrued(lives_of(plan)[at])) for at in there]
    for at, when, rounded, spells in found:
        account = int(plan.tables.deposits.rows.account[at])
        owner, currency = plan.names.accounts[account], plan.names.currencies[account]
        thing = f"deposit {plan.names.deposits[at]}"
        for place, spell in enumerate(spells):
            rate = spell.quote.rate if spell.quote else 0
            number, until = spell.amount * spell.days, spell.until - datetime.timedelta(days=1)
            exact = exact_text(number * rate, RATE_ONE * spell.basis, currency)
            last = rounded if place == len(spells) - 1 else None
            rows.append((
                owner, f"{thing}, {BRANCHES[spell.why]}", "credit",
                terms_words(lives_of(plan)[at], spell), str(spell.since), str(until),
                None, None, number, rate, spell.basis, exact, last, when, currency,
                len(plan.tables.accruals.kind) + at, False, None, thing,
            ))  # fmt: skip
    return rows


def terms_words(life: Life, spell: Spell) -> str:
    """Whose rate an amount on deposit bore: the deposit's own, at demand its account's; none where
    a notice that was not used cost it the days."""
    if spell.quote is None:
        return ""
    return life.terms.id if spell.why in AT_DEMAND else OWN_RATE


def bearer(plan: Plan, accrual: int) -> tuple[str, str, str, str]:
    """The account, what bears the interest, the side and the terms of an accrual."""
    accruals, names = plan.tables.accruals, plan.names
    kind, subject = int(accruals.kind[accrual]), int(accruals.subject[accrual])
    account = names.accounts[int(accruals.account[accrual])]
    on = "balance"
    if kind == LOAN:
        overdue = subject in plan.tables.overdrafts.loan
        on = f"{'overdue loan' if overdue else 'loan'} {names.loans[subject]}"
    elif kind == INVESTMENT:
        on = f"money market sweep {names.investments[subject]}"
    elif kind in ON_POSITIONS:
        header = names.accounts[int(plan.tables.links.header[subject])]
        on = f"money {BEARERS[kind]} {'to' if kind == UPSTREAMED else 'from'} {header}"
        on += netted_with(plan, subject)
    elif kind >= POOL_CREDIT:
        pool = names.pools[int(accruals.subject[accruals.into[accruals.into[accrual]]])]
        on = f"{IN_POOLS[kind]} notional pool {pool}"
    return account, on, names.accrual_sides[accrual], names.accrual_terms[accrual]


def days_owed(run: Run, accrual: int, first: int, last: int) -> tuple[int, int]:
    """The days from first to last; of a term loan or an overdue loan those on which it was owed.

    A credit line is there, and bears its terms, also on days on which nothing is drawn.
    """
    accruals, lines = run.plan.tables.accruals, len(run.plan.scenario.credit_lines)
    loan = int(accruals.subject[accrual])
    if accruals.kind[accrual] != LOAN or loan < lines:
        return first, last
    owed = np.flatnonzero(run.projection.owed[first : last + 1, loan])
    return (first + int(owed[0]), first + int(owed[-1])) if len(owed) else (first, last)


def number_line(run: Run, event: list[int], starts: list[int]) -> tuple[Any, ...]:
    """From, to, tier, its bound, number, rate, basis and exact interest of a NUMBER event."""
    plan = run.plan
    accruals, days = plan.tables.accruals, plan.names.days
    version, tier, basis = event[AUX], event[BASE], event[SEEN]
    upper, rate = int(accruals.upper[version, tier]), int(accruals.rate[version, tier])
    accrual = event[REF]
    since, until = days_owed(run, accrual, starts[event[DAY]], event[DAY])
    signs = accruals.factor if accruals.kind[accrual] >= POOL_CREDIT else accruals.sign
    sign = int(signs[accrual])
    currency = plan.names.currencies[plan.money_of(event[REF])]
    return (
        str(days[since]),
        str(days[until]),
        tier + 1,
        None if upper >= UNLIMITED else upper,
        event[AMOUNT],
        rate,
        basis,
        exact_text(sign * event[AMOUNT] * rate, RATE_ONE * basis, currency),
    )


def compounded_rate(plan: Plan, event: list[int]) -> int | None:
    """What the index of a NUMBER event came to that is compounded in arrears; None without one."""
    found = quote_of(plan, event).compounded
    return None if found is None else found.rate


def carried_line(plan: Plan, settlement: Settlement) -> tuple[Any, ...]:
    """The line of a settlement that rounds nothing but a remainder carried from before."""
    day = str(plan.names.days[settlement.day])
    return (day, day, None, None, 0, None, None, "")


def exact_text(numerator: int, denominator: int, currency: str) -> str:
    """The fraction of minor units in major units, with six decimals more than the currency.

    >>> exact_text(15050000000 * 350000, 36000000000, "CNY")
    '1463.19444444'
    """
    scaled = round_fraction(numerator * 10**EXTRA_DECIMALS, denominator)
    return amount_text(scaled, DIGITS[currency] + EXTRA_DECIMALS)


def posted_on(plan: Plan, day: int) -> str:
    """When a settlement of this day was posted: the next day, or not within the run."""
    if day < 0 or day + 1 >= plan.tables.days:
        return "accrued"
    return str(plan.names.days[day + 1])


def interest_totals(statement: Table) -> Table:
    """The statement added up for each account, bearer and side.

    A deposit is one line, whatever its parts bore: each payout is rounded once for all of them.
    """
    found: dict[int, list[Any]] = {}
    data = statement.data
    columns = (
        "accrual", "account", "thing", "side", "terms", "currency",
        "interest_number", "rounded", "posted_on",
    )  # fmt: skip
    for accrual, *who, number, rounded, posted in zip(
        *(data[name] for name in columns), strict=True
    ):
        row = found.setdefault(accrual, [*who, 0, 0, 0, 0])
        if who[3] not in row[3].split("; "):
            row[3] = "; ".join(filter(None, (row[3], who[3])))
        row[5] += number
        place = 7 if posted == "accrued" else 6
        row[place] += rounded or 0
        row[8] += rounded or 0
    rows = [tuple(row) for row in found.values()]
    return Table(
        name="interest_totals",
        title="Interest by account",
        columns=TOTALS,
        data=by_column(tuple(column.name for column in TOTALS), rows),
    )

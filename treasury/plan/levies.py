"""Fees by terms and taxes resolved: who pays what, on what the run will see, at which tariff.

A levy is a row: an account that pays, the watches that add to its number, and a tariff by day.
Shares of amounts are 1e-8, a year where they weigh days; shares of counts are minor units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from treasury.arrays import Amounts
from treasury.credit import CreditLine, limit_on
from treasury.deposits import Deposit
from treasury.fees import OF_LIMITS, FeeTerm
from treasury.levies import (
    BALANCE_DOWN,
    BALANCE_UP,
    COUNT,
    DRAWN_DOWN,
    DRAWN_UP,
    LIMIT,
    MOVED,
    NOT_LENT_ON,
    UNDRAWN_LINE,
    UNDRAWN_OVERDRAFT,
    Levies,
    LevyTable,
    OnLent,
    TariffTable,
    WatchTable,
)
from treasury.money import to_minor
from treasury.money_market import MoneyMarketSweep
from treasury.plan import taxes
from treasury.plan.accruals import AccrualRows
from treasury.plan.analyses import Turns, analysis_tables
from treasury.plan.deposits import placed_in
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, column, structure_of
from treasury.plan.money_market import investing_in
from treasury.plan.on_lending import lent_on, sparing
from treasury.plan.tariffs import fee_tariff, fee_versions, tax_tariff
from treasury.plan.taxes import DOWN, UP, Ends, tax_versions
from treasury.scenario import Scenario
from treasury.tables import CREDIT_SIDE, ON_POSITIONS, AccrualTable
from treasury.tax import TaxTerm

ONE_DAY = timedelta(days=1)
LINK, ACCRUAL, DEPOSIT, LEVY, END = range(5)
"""The kinds of place, in their order."""
Watch = tuple[int, int, int]
"""The kind of its place, what it sees, the link, accrual, deposit, levy or loan it is about."""
Name = tuple[str, Ends]
"""A levy's term, and what it is levied between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevyRow:
    """One levy: its term, whether that is a tax, what it is levied between (two legal persons, two
    accounts and a way, an account, it and what it placed, or a credit line), who pays, and what
    stands open at first."""

    term: str
    tax: bool = False
    about: Ends
    account: int
    currency: str
    opening: int = 0
    watches: list[Watch] = field(default_factory=list)


LevyRows = list[LevyRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levied:
    """What levies are resolved from: the run's structure, accounts, links, and what bears; its
    deposits and money market sweeps, in the order of their tables."""

    scenario: Scenario
    structure: str | None
    group: Group
    links: LinkRows
    accruals: AccrualRows
    lent_on: OnLent
    deposits: list[Deposit]
    funds: list[MoneyMarketSweep]


def levies_of(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], links: LinkRows,
    bearing: tuple[AccrualTable, AccrualRows],
) -> tuple[Levies, tuple[Name, ...]]:  # fmt: skip
    """The levies of the run, and what each is: its term and what it is levied between."""
    accruals = bearing[1]
    run = Levied(
        scenario=scenario,
        structure=structure,
        group=group,
        links=links,
        accruals=accruals,
        lent_on=lent_on(scenario, structure, group, days, links, bearing),
        deposits=placed_in(scenario, structure),
        funds=investing_in(scenario, structure),
    )
    rows = fee_rows(run)
    rows += tax_rows(run)
    rows += surcharges(run, rows)
    return levy_tables(run, days, rows), tuple((row.term, row.about) for row in rows)


def fee_rows(run: Levied) -> LevyRows:
    """The fees by terms of the run, by fee and by what they are levied between."""
    found: dict[tuple[str, Ends, int], LevyRow] = {}
    lines = {line.id: line for line in run.group.lines}
    for versions in fee_versions(run.scenario).values():
        term = versions[0]
        if term.structure not in (None, run.structure):
            continue
        for about, account, watch in watched(term, run.group, run.links):
            currency = run.group.accounts[account].currency
            if term.currency not in (None, currency):
                continue
            once = term.every == "once"
            row = LevyRow(
                term=term.fee, about=about, account=account, currency=currency,
                opening=charged_once(run, term, lines[about[0]], currency) if once else 0,
            )  # fmt: skip
            watches = found.setdefault((term.fee, about, account), row).watches
            watches.extend([] if once else [watch])
    return [found[key] for key in sorted(found)]


def charged_once(run: Levied, term: FeeTerm, line: CreditLine, currency: str) -> int:
    """The limit of the line on the day on which a fee is charged once, in minor units."""
    assert term.date is not None
    return to_minor(limit_on(line, run.scenario.credit_limits, term.date), currency)


def watched(term: FeeTerm, group: Group, links: LinkRows) -> Iterator[tuple[Ends, int, Watch]]:
    """For everything a fee is charged on: what it lies between, who pays, what is watched."""
    if term.base in OF_LIMITS:
        yield from of_limits(term, group)
        return
    for at, link in enumerate(links):
        if term.base == "loan_balance":
            yield from balances(term, group, link, at)
        else:
            account = taxes.payer_of(term.payer or "participant", link, UP)
            kind = COUNT if term.base == "sweep_count" else MOVED
            yield (group.accounts[account].id,), account, (LINK, kind, at)


def of_limits(term: FeeTerm, group: Group) -> Iterator[tuple[Ends, int, Watch]]:
    """The credit line, or the overdraft, of which the limit or what is not drawn is watched."""
    if term.account is not None:
        account = group.account[term.account]
        yield (term.account,), account, (END, UNDRAWN_OVERDRAFT, account)
    for loan, line in enumerate(group.lines):
        if line.id == term.credit_line:
            kind = LIMIT if term.base == "credit_line" else UNDRAWN_LINE
            yield (line.id,), group.account[line.account], (END, kind, loan)


def balances(
    term: FeeTerm, group: Group, link: LinkRow, at: int
) -> Iterator[tuple[Ends, int, Watch]]:
    """What each of two legal persons owes the other over a link; nothing inside one of them."""
    pair = group.legal_entity[link.participant], group.legal_entity[link.header]
    if pair[0] != pair[1] and link.pair == at:
        for kind, way in ((BALANCE_UP, UP), (BALANCE_DOWN, DOWN)):
            yield pair, taxes.payer_of(term.payer or "participant", link, way), (END, kind, at)


def tax_rows(run: Levied) -> LevyRows:
    """The taxes of the run on interest, what funds earn, loans and limits."""
    found: dict[tuple[str, Ends, int], LevyRow] = {}

    def row(term: TaxTerm, taxed: taxes.Taxed, opening: int = 0) -> LevyRow:
        about, account, _ = taxed
        new = LevyRow(
            term=term.tax, tax=True, about=about, account=account,
            currency=run.group.accounts[account].currency, opening=opening,
        )  # fmt: skip
        return found.setdefault((term.tax, about, account), new)

    for term in taxes.due_here(run.scenario, run.structure):
        for where, kind, taxed in watched_by(term, run):
            row(term, taxed).watches.append((where, kind, taxed[2]))
        if term.base == "agreed_limit":
            for limit, taxed in taxes.taxed_limits(term, run.group, run.links):
                row(term, taxed, limit)
    return [found[key] for key in sorted(found)]


def watched_by(term: TaxTerm, run: Levied) -> Iterator[tuple[int, int, taxes.Taxed]]:
    """What a tax watches: the kind of its place, what it sees there, and what is taxed."""
    spares = term.tax in sparing(run.scenario, run.structure)
    for one in taxes.taxed_interest(term, run.group, run.links, run.accruals):
        spared = spares and one[2] in run.lent_on.rows.accrual
        yield ACCRUAL, NOT_LENT_ON if spared else MOVED, one
    if term.base == "bank_interest":
        yield from ((DEPOSIT, MOVED, one) for one in taxes.taxed_deposits(run.deposits, run.group))
    if term.base == "fund_income":
        funds = taxes.taxed_funds(run.funds, run.group, run.accruals)
        yield from ((ACCRUAL, MOVED, one) for one in funds)
    if term.base == "loan_drawn":
        for way, one in taxes.taxed_loans(term, run.group, run.links):
            yield END, DRAWN_UP if way == UP else DRAWN_DOWN, one


def surcharges(run: Levied, rows: LevyRows) -> LevyRows:
    """The taxes on a tax of the rows: one behind each of them, paid by the same account."""
    return [
        LevyRow(
            term=term.tax, tax=True, about=row.about, account=row.account, currency=row.currency,
            watches=[(LEVY, MOVED, at)],
        )
        for term in taxes.due_here(run.scenario, run.structure)
        for at, row in enumerate(rows)
        if term.base == "tax" and row.tax and row.term == term.on
    ]  # fmt: skip


def levy_tables(run: Levied, days: list[date], rows: LevyRows) -> Levies:
    """The levies as arrays, with a tariff for each term and currency."""
    counts = (len(run.links), len(run.accruals), len(run.deposits), len(rows))
    early = accruing(run.scenario)
    watches = sorted(
        (place_of(watch[0], watch[2], counts), *watch[1:], levy, ahead_of(run, row, watch, early))
        for levy, row in enumerate(rows)
        for watch in row.watches
    )
    keys = sorted({(row.tax, row.term, row.currency) for row in rows})
    places = [place for place, *_ in watches]
    ways, through = Turns(run.scenario).ways(analysed_as(run, rows), days)
    return Levies(
        rows=LevyTable(
            account=column(row.account for row in rows),
            tariff=column(keys.index((row.tax, row.term, row.currency)) for row in rows),
            opening=column(row.opening for row in rows),
            tax=column(int(row.tax) for row in rows),
            way=column(ways),
            mate=column(mates(run, rows)),
        ),
        watches=WatchTable(
            kind=column(kind for _, kind, *_ in watches),
            subject=column(subject_of(run, kind, subject) for _, kind, subject, *_ in watches),
            levy=column(levy for *_, levy, _ in watches),
            limit=column(limit_of(run.group, kind, subject) for _, kind, subject, *_ in watches),
            ahead=column(ahead for *_, ahead in watches),
        ),
        first=np.searchsorted(places, np.arange(sum(counts) + 2)).astype(np.int64),
        tariffs=tariffs_of(run.scenario, keys, [*days, days[-1] + ONE_DAY]),
        on_lent=run.lent_on,
        analyses=analysis_tables(run.scenario, run.group, days, through),
    )


def analysed_as(run: Levied, rows: LevyRows) -> Iterator[tuple[str | None, str]]:
    """The account analysis that each levy names, if it does, and who pays it."""
    named = {one.fee: one.analysis for one in run.scenario.fee_terms}
    for row in rows:
        yield None if row.tax else named[row.term], run.group.accounts[row.account].id


def mates(run: Levied, rows: LevyRows) -> list[int]:
    """For each levy the one with which it shares its bounds: a fee on what is netted by pair is
    agreed for the pair, whichever of the two lends (日终轧差); else itself."""
    found = structure_of(run.scenario, run.structure)
    netted = found is not None and found.netting == "pair"
    of_pair: dict[tuple[str, Ends, str], list[int]] = {}
    for at, row in enumerate(rows):
        if netted and not row.tax:
            of_pair.setdefault((row.term, row.about, row.currency), []).append(at)
    told = list(range(len(rows)))
    for one, *others in of_pair.values():
        for other in others:
            told[one], told[other] = other, one
    return told


def subject_of(run: Levied, kind: int, subject: int) -> int:
    """What a watch looks at; of what is not lent on, the row of its accrual there."""
    if kind != NOT_LENT_ON:
        return subject
    return int(np.flatnonzero(run.lent_on.rows.accrual == subject)[0])


def accruing(scenario: Scenario) -> set[str]:
    """The taxes that are taken as interest accrues."""
    found = tax_versions(scenario).items()
    return {name for name, versions in found if versions[0].taxed == "accrued"}


def ahead_of(run: Levied, row: LevyRow, watch: Watch, early: set[str]) -> int:
    """The accrual at which a tax on interest looks before that is posted; -1: none.

    It does not where that is known only when it is settled: a share in a pool's result, and
    interest by terms whose days all bear the rate of the settlement day.
    """
    where, _, subject = watch
    if not row.tax or where != ACCRUAL or row.term not in early:
        return -1
    accrual = run.accruals[subject]
    by_day = accrual.terms.rate_change == "segmented"
    return subject if by_day and accrual.kind in (CREDIT_SIDE, *ON_POSITIONS) else -1


def limit_of(group: Group, kind: int, subject: int) -> int:
    """The overdraft that a watch on what is not used of it looks at, in minor units; else 0."""
    account = group.accounts[subject] if kind == UNDRAWN_OVERDRAFT else None
    return 0 if account is None else to_minor(Decimal(account.overdraft), account.currency)


def place_of(where: int, subject: int, counts: tuple[int, ...]) -> int:
    """The number of the place: links, accruals, deposits, levies, then the end of a day."""
    before = sum(counts[:where])
    return before if where == END else before + subject


def tariffs_of(
    scenario: Scenario, keys: list[tuple[bool, str, str]], days: list[date]
) -> TariffTable:
    """The tariffs' columns side by side, also where there is none."""
    fees, dues = fee_versions(scenario), tax_versions(scenario)
    found: list[tuple[Amounts, ...]] = [
        tax_tariff(dues[term], days) if tax else fee_tariff(fees[term], days, currency)
        for tax, term, currency in keys
    ]
    empty = np.zeros((len(days), 0), dtype=np.int64)
    columns = zip(*found, strict=True) if found else [()] * len(TariffTable._fields)
    return TariffTable(*(np.column_stack([empty, *each]).astype(np.int64) for each in columns))

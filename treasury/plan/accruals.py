"""What bears interest: accounts and loans, priced links, notional pools; a row for each side."""

from dataclasses import dataclass
from datetime import date
from math import lcm

import numpy as np

from treasury.arrays import Amounts, Flags
from treasury.credit import TermLoan
from treasury.dates import bases, day_weights
from treasury.interest import ROUNDING_CODES, Terms
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.plan.links import LinkRows, column, structure_of
from treasury.plan.money_market import investing_in
from treasury.plan.notional import Component, components
from treasury.plan.rate_versions import (
    Priced,
    Version,
    all_tiers,
    in_use,
    tier_arrays,
    unit_array,
    versions_of,
)
from treasury.plan.settling import settlements
from treasury.rates import Side
from treasury.scenario import Scenario
from treasury.tables import (
    AT_INTERNAL_RATES,
    BORROWED,
    CREDIT_SIDE,
    DEBIT_SIDE,
    INVESTMENT,
    LOAN,
    OWN_CREDIT,
    POOL_SHARE,
    UPSTREAMED,
    AccrualTable,
)

COMMON = {"ACT/360": 360, "30E/360": 360, "ACT/365F": 365, "ACT/ACT ISDA": 365 * 366}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualRow:
    """One thing that bears interest: its kind, subject, posting account, terms and side.

    It is in the currency of the account `money` (None: its posting account), a position in its
    header's. It settles `into` a row (None: it is one itself) with a `factor`, or shares what that
    settles, on the days on which `closes` settle (None: its own terms). Not `priced`, it bears
    nothing; `shares` as in the table.
    """

    kind: int
    subject: int
    account: int
    terms: Terms
    side: Side
    money: int | None = None
    into: int | None = None
    factor: int = 1
    closes: Terms | None = None
    priced: bool = True
    shares: int = 0


AccrualRows = tuple[AccrualRow, ...]


def accrual_rows(
    scenario: Scenario, structure: str | None, group: Group, links: LinkRows
) -> AccrualRows:
    """The rows in the order accounts (credit, debit), loans, links (sent up, fetched down), money
    market sweeps, pools.

    A side without rates bears nothing and has no row. Inside one legal person a position bears
    no internal interest.
    """
    terms = {found.id: found for found in scenario.terms}
    priced = {(rate.terms, rate.side) for rate in scenario.rates}
    wanted: list[tuple[int, int, int, str | None, Side]] = []
    header = {link: row.header for link, row in enumerate(links)}
    for index, account in enumerate(group.accounts):
        wanted.append((CREDIT_SIDE, index, index, account.terms, "credit"))
        wanted.append((DEBIT_SIDE, index, index, account.terms, "debit"))
    for loan, borrowed in enumerate(group.borrowed):
        wanted.append((LOAN, loan, group.account[borrowed.account], borrowed.terms, "debit"))
    for link, name in internal_prices(scenario, structure, group, links):
        participant = links[link].participant
        wanted.append((UPSTREAMED, link, participant, name, "credit"))
        wanted.append((BORROWED, link, participant, name, "debit"))
    for at, each in enumerate(investing_in(scenario, structure)):
        wanted.append((INVESTMENT, at, group.account[each.account], each.terms, "credit"))
    rows = [
        AccrualRow(
            kind=kind,
            subject=subject,
            account=account,
            terms=terms[name],
            side=side,
            money=header[subject] if kind in (UPSTREAMED, BORROWED) else None,
        )
        for kind, subject, account, name, side in wanted
        if name is not None and (name, side) in priced
    ]
    for parts in components(scenario, structure, group):
        rows += pool_rows(parts, terms, len(rows))
    return tuple(rows)


def pool_rows(parts: list[Component], terms: dict[str, Terms], first: int) -> list[AccrualRow]:
    """The rows of one notional pool, the first of them in this place; the last is the result.

    What bears at internal rates settles into the share of its account, all else into the result.
    """
    result = first + len(parts) - 1
    shares = {part.account: first + at for at, part in enumerate(parts) if part.kind == POOL_SHARE}
    closes = terms[parts[-1].terms]
    return [
        AccrualRow(
            kind=part.kind,
            subject=part.subject,
            account=part.account,
            terms=terms[part.terms],
            side=part.side,
            into=shares[part.account] if part.kind in AT_INTERNAL_RATES else result,
            factor=part.factor or 1,
            closes=closes,
            priced=part.priced,
            shares=part.shares,
        )
        for part in parts
    ]


def internal_prices(
    scenario: Scenario, structure: str | None, group: Group, links: LinkRows
) -> list[tuple[int, str | None]]:
    """For each link between two legal persons, the terms of its position; of links that are netted
    only the one in whose row it stands."""
    found = structure_of(scenario, structure)
    default = found.internal_terms if found else None
    person = group.legal_entity
    return [
        (index, row.link.internal_terms or default)
        for index, row in enumerate(links)
        if person[row.participant] != person[row.header] and row.pair == index
    ]


def accruals_of(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], links: LinkRows
) -> tuple[AccrualTable, AccrualRows, tuple[Version, ...]]:
    """What bears interest as arrays, the rows it is made of, and what each row of the tier tables
    is."""
    rows = accrual_rows(scenario, structure, group, links)
    table, versions = accrual_table(scenario, group, days, rows)
    return table, rows, versions


def accrual_table(
    scenario: Scenario, group: Group, days: list[date], rows: AccrualRows
) -> tuple[AccrualTable, tuple[Version, ...]]:
    """The rows as arrays, and what each row of the tier tables is."""
    tiers = all_tiers(scenario)
    wide = max((len(version.rates) for version in tiers), default=1)
    priced = priced_rows(scenario, group, rows)
    using = {key: in_use(tiers, key) for key in dict.fromkeys(priced) if key is not None}
    keys = sorted({(at, key[2]) for key, found in using.items() for at in found})
    terms = {row.terms.id: row.terms for row in rows}
    version = {}
    for key in using:
        closes = settlements(scenario, days, terms[key[0]], loan_of(scenario, key))
        version[key] = versions_of(tiers, keys, days, key, terms[key[0]], closes)
    none_before_drawdowns(scenario, days[0], version)
    weight = {name: day_weights(days, found.day_count) for name, found in terms.items()}
    basis = {name: bases(days, found.day_count) for name, found in terms.items()}
    into = [at if row.into is None else row.into for at, row in enumerate(rows)]
    upper, rate = tier_arrays(tiers, keys, wide)
    table = AccrualTable(
        kind=column(row.kind for row in rows),
        subject=column(row.subject for row in rows),
        account=column(row.account for row in rows),
        sign=column(1 if row.side == "credit" else -1 for row in rows),
        rounding=column(ROUNDING_CODES[row.terms.rounding] for row in rows),
        carry=column(int(row.terms.carry_remainder) for row in rows),
        whole_balance=column(int(row.terms.whole_balance) for row in rows),
        common=column(commons(rows, into)),
        into=column(into),
        factor=column(row.factor for row in rows),
        shares=column(row.shares for row in rows),
        version=by_day(days, [version[key] if key else np.full(len(days), -1) for key in priced]),
        weight=by_day(days, [weight[row.terms.id] for row in rows]),
        basis=by_day(days, [basis[row.terms.id] for row in rows]),
        settles=settling_days(scenario, group, days, rows),
        upper=upper,
        rate=rate,
        unit=unit_array(tiers, keys, wide),
        opening=opening_numbers(scenario, group, rows, wide),
    )
    return table, tuple(tiers[at].name for at, _ in keys)


def settling_days(scenario: Scenario, group: Group, days: list[date], rows: AccrualRows) -> Flags:
    """1 where a row settles; shape (day, accrual)."""
    found = [
        settlements(scenario, days, row.closes or row.terms, term_loan(row, group)) for row in rows
    ]
    return by_day(days, found).astype(np.uint8)


def loan_of(scenario: Scenario, key: Priced) -> TermLoan | None:
    """The term loan whose own days decide the rates, None where none's do."""
    loans = scenario.term_loans if key[1] == "debit" else ()
    return next((loan for loan in loans if loan.id == key[3]), None)


def term_loan(row: AccrualRow, group: Group) -> TermLoan | None:
    """The term loan that bears the row's interest, None where it is none."""
    borrowed = group.borrowed[row.subject] if row.kind == LOAN else None
    return borrowed if isinstance(borrowed, TermLoan) else None


def none_before_drawdowns(scenario: Scenario, first: date, version: dict[Priced, Amounts]) -> None:
    """Term loans that are compounded in arrears have no rates before they are drawn."""
    compounded = {terms.id for terms in scenario.terms if terms.compounded_in_arrears}
    drawn = {loan.id: loan.drawn_on for loan in scenario.term_loans if loan.terms in compounded}
    for key, rows in version.items():
        if key[1] == "debit" and key[3] in drawn:
            rows[: max(0, (drawn[key[3]] - first).days)] = -1


def priced_rows(scenario: Scenario, group: Group, rows: AccrualRows) -> list[Priced | None]:
    """By which rates each row bears interest, None where it bears none."""
    agreed = {contract.account for contract in scenario.agreed_deposits}
    return [priced_as(row, group, agreed) for row in rows]


def priced_as(row: AccrualRow, group: Group, agreed: set[str]) -> Priced | None:
    """What the row shares its tiers by, None where it bears nothing.

    `agreed` are accounts with an agreed deposit, which is part of the account's own terms. What is
    borrowed may have a broken period of its own, or a last settlement whose rates it bears.
    """
    if not row.priced:
        return None
    account = group.accounts[row.account]
    own = account.id if row.kind in (CREDIT_SIDE, OWN_CREDIT) and account.id in agreed else ""
    by_settlement = row.terms.rate_change == "settlement_day"
    if row.kind == LOAN and (row.terms.compounded_in_arrears or by_settlement):
        own = group.borrowed[row.subject].id
    money = account if row.money is None else group.accounts[row.money]
    return row.terms.id, row.side, money.currency, own


def commons(rows: AccrualRows, into: list[int]) -> list[int]:
    """For each row the least common multiple of the bases of all that settles into it."""
    found = [COMMON[row.terms.day_count] for row in rows]
    for row, target in zip(rows, into, strict=True):
        found[target] = lcm(found[target], COMMON[row.terms.day_count])
    return found


def by_day(days: list[date], columns: list[Amounts]) -> Amounts:
    """The columns side by side; shape (day, column), also without columns."""
    if not columns:
        return np.zeros((len(days), 0), dtype=np.int64)
    return np.ascontiguousarray(np.column_stack(columns).astype(np.int64))


def opening_numbers(scenario: Scenario, group: Group, rows: AccrualRows, wide: int) -> Amounts:
    """Interest numbers from before the run, in minor units x days; shape (accrual, tier)."""
    table = np.zeros((len(rows), wide), dtype=np.int64)
    at = {(row.account, row.side): index for index, row in enumerate(rows) if row.kind < LOAN}
    for number in scenario.opening_numbers:
        row = at[(group.account[number.account], number.side)]
        currency = group.currency(number.account)
        table[row, number.tier - 1] = to_minor(number.number, currency)
    return table

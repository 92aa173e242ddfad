"""Resolve one structure (or none) of a scenario: all look-ups end here.

The scenario has been found free of complaints (`plan.problems`); what remains wrong here is a
programmer's error. Accounts stand by id, loans by id (credit lines, then term loans), items in
the order they happen, so that permuting the input's lists changes nothing.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.dates import day_list
from treasury.money import to_minor
from treasury.plan.accruals import AccrualRows, Version, accrual_rows, accrual_table
from treasury.plan.budgets import budget_table
from treasury.plan.group import Group, group_of
from treasury.plan.happenings import Happenings, charge_table, happenings, item_table
from treasury.plan.links import (
    LinkRows,
    column,
    link_rows,
    link_table,
    pass_table,
    structure_of,
)
from treasury.plan.plan import Names, Plan
from treasury.pooling.structure import PAYING, PaymentMode
from treasury.scenario import Scenario
from treasury.tables import AccountTable, LoanTable, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all plans of a scenario have in common."""

    group: Group
    days: list[date]
    happening: Happenings


def shared_by_plans(scenario: Scenario) -> Shared:
    """What all plans of the scenario have in common: accounts, days, items in their order."""
    group = group_of(scenario)
    return Shared(
        group=group,
        days=day_list(scenario.first_day, scenario.last_day),
        happening=happenings(scenario, group),
    )


def resolve(
    scenario: Scenario, structure: str | None, name: str, shared: Shared | None = None
) -> Plan:
    """The plan of a run: the structure's links (none: every account for itself) on all items.

    Whoever resolves several structures of one scenario passes on what they share.
    """
    shared = shared or shared_by_plans(scenario)
    group, days, happening = shared.group, shared.days, shared.happening
    links = link_rows(scenario, structure, group)
    passes = pass_table(scenario, structure, links)
    accruals = accrual_rows(scenario, structure, group, links)
    accrual, versions = accrual_table(scenario, group, days, accruals)
    tables = Tables(
        days=len(days),
        queue_carries=int(scenario.queue == "carry"),
        overtaking=int(scenario.overtaking),
        accounts=account_table(scenario, structure, group, links),
        links=link_table(scenario, structure, group, days, links),
        passes=passes,
        budgets=budget_table(scenario, structure, group, days),
        items=item_table(happening, len(days), passes.minute),
        charges=charge_table(scenario, structure, group, days),
        loans=loan_table(scenario, group),
        accruals=accrual,
    )
    names = names_of(days, happening.ids, group, links, accruals, versions)
    return Plan(name=name, structure=structure, scenario=scenario, names=names, tables=tables)


def account_table(
    scenario: Scenario, structure: str | None, group: Group, links: LinkRows
) -> AccountTable:
    """The accounts as arrays, with their place in the structure."""
    count = len(group.accounts)
    link = np.full(count, -1, dtype=np.int64)
    for index, row in enumerate(links):
        link[row.participant] = index
    line = np.full(count, -1, dtype=np.int64)
    for index, found in enumerate(group.lines):
        line[group.account[found.account]] = index
    overdraft = column(overdraft_of(group, index) for index in range(count))
    modes = payment_modes(scenario, structure, group, links)
    paying = np.array([PAYING[mode] for mode in modes], dtype=np.int64).reshape(-1, 4)
    pays, unbounded, deposits, borrows = paying.T.copy()
    return AccountTable(
        opening=column(to_minor(found.opening, found.currency) for found in group.accounts),
        overdraft=overdraft,
        lowest=column(lowest_of(group, index, int(overdraft[index])) for index in range(count)),
        link=link,
        line=line,
        mode=column(list(PAYING).index(mode) for mode in modes),
        protect=protects(scenario, structure) * (1 - unbounded),
        pays=pays,
        unbounded=unbounded,
        deposits=deposits,
        borrows=borrows,
        limit=internal_limits(group, links),
    )


def internal_limits(group: Group, links: LinkRows) -> Amounts:
    """How far each account's position may go below zero by linked draws, in minor units."""
    limits = np.zeros(len(group.accounts), dtype=np.int64)
    for row in links:
        if row.link.internal_limit is not None:
            currency = group.accounts[row.participant].currency
            limits[row.participant] = to_minor(row.link.internal_limit, currency)
    return limits


def overdraft_of(group: Group, account: int) -> int:
    """The account's overdraft limit in minor units, UNLIMITED where it has no bound."""
    found = group.accounts[account]
    if found.overdraft == "unlimited":
        return UNLIMITED
    return to_minor(found.overdraft, found.currency)


def lowest_of(group: Group, account: int, overdraft: int) -> int:
    """The lowest balance the account may give down to: minus its overdraft, or its reserve."""
    found = group.accounts[account]
    if found.overdraft_may_fund:
        return -overdraft
    return to_minor(found.reserve, found.currency) if found.reserve is not None else 0


def payment_modes(
    scenario: Scenario, structure: str | None, group: Group, links: LinkRows
) -> list[PaymentMode]:
    """The payment mode of every account; accounts outside the structure are `standalone`."""
    modes: list[PaymentMode] = ["standalone"] * len(group.accounts)
    found = structure_of(scenario, structure)
    if found is None:
        return modes
    for row in links:
        modes[row.header] = found.root_payment_mode or found.payment_mode
    for row in links:
        modes[row.participant] = row.link.payment_mode or found.payment_mode
    return modes


def protects(scenario: Scenario, structure: str | None) -> int:
    """1 where accounts may not spend their participants' money."""
    found = structure_of(scenario, structure)
    return int(found is None or found.protect_participants)


def loan_table(scenario: Scenario, group: Group) -> LoanTable:
    """Credit lines, then term loans, as arrays; a loan running at the start is outstanding."""
    lines, loans = group.lines, group.loans
    drawn = [to_minor(line.drawn, group.currency(line.account)) for line in lines]
    for loan in loans:
        running = loan.drawn_on < scenario.first_day <= loan.repaid_on
        drawn.append(to_minor(loan.principal, group.currency(loan.account)) if running else 0)
    limits = [to_minor(line.limit, group.currency(line.account)) for line in lines]
    return LoanTable(
        account=column(group.account[loan.account] for loan in group.borrowed),
        limit=column([*limits, *([0] * len(loans))]),
        drawn=column(drawn),
    )


def names_of(
    days: list[date],
    items: tuple[str, ...],
    group: Group,
    links: LinkRows,
    accruals: AccrualRows,
    versions: tuple[Version, ...],
) -> Names:
    """What the indices of the tables mean."""
    participants = {row.participant for row in links}
    return Names(
        days=tuple(days),
        accounts=tuple(account.id for account in group.accounts),
        account_records=group.record,
        entities=tuple(account.entity for account in group.accounts),
        legal_entity=group.legal_entity,
        banks=tuple(account.bank for account in group.accounts),
        currencies=tuple(account.currency for account in group.accounts),
        link_records=tuple(row.record for row in links),
        roots=tuple(sorted({row.header for row in links} - participants)),
        loans=tuple(loan.id for loan in group.borrowed),
        items=items,
        accrual_terms=tuple(row.terms.id for row in accruals),
        accrual_sides=tuple(row.side for row in accruals),
        versions=versions,
    )

"""Resolve one structure (or none) of a scenario: all look-ups end here.

The scenario has been found free of complaints (`plan.problems.every`); what remains wrong here is a
programmer's error. Accounts stand by id, loans by id (credit lines, term loans, overdue loans),
items in the order they happen, so that permuting the input's lists changes nothing.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from treasury.arrays import UNLIMITED, Amounts, Flags
from treasury.credit import CreditLine, limit_on
from treasury.dates import day_list
from treasury.money import to_minor
from treasury.plan.accruals import AccrualRows, accruals_of
from treasury.plan.analyses import analysed_in
from treasury.plan.budgets import budget_table
from treasury.plan.ceilings import ceiling_table
from treasury.plan.conversions import with_conversions
from treasury.plan.deposits import deposit_tables, placed_in
from treasury.plan.group import Group, group_of
from treasury.plan.happenings import Happenings, charge_table, happenings, item_table
from treasury.plan.holds import blocked
from treasury.plan.levies import levies_of
from treasury.plan.links import (
    LinkRows,
    column,
    link_rows,
    link_table,
    pass_minutes,
    pass_table,
)
from treasury.plan.money_market import investing_in, investment_tables
from treasury.plan.notional import member_table, notional_table, pools_of, registers_of
from treasury.plan.overdrafts import intraday_of, overdraft_table
from treasury.plan.places import phase_of, phases_of, place_table
from treasury.plan.plan import Names, Plan
from treasury.plan.rate_versions import Version
from treasury.plan.stops import stopped, without_stopped
from treasury.plan.sweep_clearing import channels_of_links, within_systems
from treasury.plan.transit import with_arrivals
from treasury.scenario import Scenario
from treasury.structures import LinkTable
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
    links = within_systems(scenario, group, days, link_rows(scenario, structure, group))
    phases, stops = phases_of(links, days), stopped(scenario, group, days)
    places = place_table(scenario, structure, group, rows=links, phases=phases)
    phase, times = phase_of(days, phases), pass_minutes(links, happening.openings)
    passes = pass_table(scenario, structure, times)
    bearing = accruals_of(scenario, structure, group, days, links)
    levies, levied = levies_of(scenario, structure, group, days, links, bearing[:2])
    tables = Tables(
        days=len(days),
        queue_carries=int(scenario.queue == "carry"),
        overtaking=int(scenario.overtaking),
        accounts=account_table(group),
        places=places,
        phase=phase,
        links=swept_links(scenario, structure, shared, links, times, (stops, places.link[phase])),
        ceilings=ceiling_table(scenario, structure, group, days, rows=links),
        passes=passes,
        budgets=budget_table(scenario, structure, group, days),
        stopped=stops,
        blocked=blocked(scenario, group, days),
        earliest=happening.earliest,
        latest=happening.latest,
        items=item_table(happening, len(days), passes.minute),
        charges=charge_table(scenario, structure, group, days),
        loans=loan_table(scenario, structure, group, days),
        overdrafts=overdraft_table(group, days),
        deposits=deposit_tables(scenario, structure, group),
        investments=investment_tables(scenario, structure, group, days),
        accruals=bearing[0],
        notional=notional_table(scenario, structure, group, days),
        members=member_table(scenario, structure, group, days),
        levies=levies,
    )
    names = names_of(shared, links, bearing[1:], levied, (scenario, structure))
    return Plan(name=name, structure=structure, scenario=scenario, names=names, tables=tables)


def swept_links(
    scenario: Scenario,
    structure: str | None,
    shared: Shared,
    links: LinkRows,
    times: list[int],
    stops: tuple[Flags, Amounts],
) -> LinkTable:
    """The links as arrays, with the ways their sweeps take, the days on which they arrive, and the
    rates at which they convert; nothing crosses them where `stops` (day, account) stop an account,
    whose links (day, account) stand beside them."""
    group, days = shared.group, shared.days
    table = link_table(scenario, structure, group, days, links, times)
    table = table._replace(channel=channels_of_links(links, shared.happening.of_sweeps))
    table = with_arrivals(table, scenario, structure, group, days=days, rows=links)
    table = with_conversions(table, scenario, structure, group, days=days, rows=links)
    return without_stopped(table, links, *stops)


def account_table(group: Group) -> AccountTable:
    """The accounts as arrays."""
    count = len(group.accounts)
    line = np.full(count, -1, dtype=np.int64)
    for index, found in enumerate(group.lines):
        line[group.account[found.account]] = index
    overdraft = column(overdraft_of(group, index) for index in range(count))
    return AccountTable(
        opening=column(to_minor(found.opening, found.currency) for found in group.accounts),
        overdraft=overdraft,
        intraday=np.maximum(overdraft, column(map(intraday_of, group.accounts))),
        lowest=column(lowest_of(group, index, int(overdraft[index])) for index in range(count)),
        line=line,
    )


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


def loan_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date]
) -> LoanTable:
    """Credit lines, term loans, overdue loans as arrays; a loan running at the start is
    outstanding, and what is overdue then."""
    lines, loans = group.lines, group.loans
    pools = pools_of(scenario, structure)
    rows = registers_of(scenario, structure, group, pools)
    registers = {pool.header: row for pool, row in zip(pools, rows, strict=True) if row >= 0}
    drawn = [to_minor(line.drawn, group.currency(line.account)) for line in lines]
    for loan in loans:
        running = loan.drawn_on < scenario.first_day <= loan.repaid_on
        drawn.append(to_minor(loan.principal, group.currency(loan.account)) if running else 0)
    drawn += [to_minor(one.overdue, group.currency(one.account)) for one in group.overdrafts]
    limits = np.zeros((len(days), len(group.borrowed)), dtype=np.int64)
    for at, line in enumerate(lines):
        limits[:, at] = limits_by_day(scenario, line, group.currency(line.account), days)
    return LoanTable(
        account=column(group.account[loan.account] for loan in group.borrowed),
        limit=limits,
        drawn=column(drawn),
        register=column(registers.get(loan.account, -1) for loan in group.borrowed),
    )


def limits_by_day(scenario: Scenario, line: CreditLine, currency: str, days: list[date]) -> Amounts:
    """The line's limit on each day, in minor units."""
    return column(to_minor(limit_on(line, scenario.credit_limits, day), currency) for day in days)


def names_of(
    shared: Shared,
    links: LinkRows,
    bearing: tuple[AccrualRows, tuple[Version, ...]],
    levied: tuple[tuple[str, tuple[str, ...]], ...],
    of: tuple[Scenario, str | None],
) -> Names:
    """What the indices of the tables mean, `of` a structure of a scenario."""
    group = shared.group
    participants = {row.participant for row in links}
    return Names(
        days=tuple(shared.days),
        accounts=tuple(account.id for account in group.accounts),
        account_records=group.record,
        entities=tuple(account.entity for account in group.accounts),
        legal_entity=group.legal_entity,
        banks=tuple(account.bank for account in group.accounts),
        currencies=tuple(account.currency for account in group.accounts),
        link_records=tuple(row.record for row in links),
        roots=tuple(sorted({row.header for row in links} - participants)),
        loans=tuple(loan.id for loan in group.borrowed),
        items=shared.happening.ids,
        accrual_terms=tuple(row.terms.id for row in bearing[0]),
        accrual_sides=tuple(row.side for row in bearing[0]),
        versions=bearing[1],
        levies=levied,
        pools=tuple(pool.id for pool in pools_of(*of)),
        deposits=tuple(deposit.id for deposit in placed_in(*of)),
        investments=tuple(each.id for each in investing_in(*of)),
        analyses=tuple(each.id for each in analysed_in(of[0])),
    )

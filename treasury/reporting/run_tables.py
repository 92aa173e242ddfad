"""All tables of one run, made once and shared by the CSVs, the workbook and the page."""

from collections.abc import Callable
from dataclasses import dataclass

from treasury.comparison import Run
from treasury.reporting.analysis_table import account_analysis
from treasury.reporting.benefit import members, waterfall
from treasury.reporting.deposit_table import deposits
from treasury.reporting.fee_table import taxes, term_fees
from treasury.reporting.group_tables import (
    fx_rates,
    group_cash,
    group_figures,
    group_members,
    group_waterfall,
)
from treasury.reporting.intercompany import daily_positions, movements
from treasury.reporting.interest_statement import interest_statement, interest_totals
from treasury.reporting.ledger_lines import ledger_lines
from treasury.reporting.ledger_tables import (
    ledger_days,
    ledger_entries,
    ledger_interest,
    ledger_totals,
)
from treasury.reporting.liquidity import extremes, liquidity
from treasury.reporting.money_market_table import money_market_sweeps
from treasury.reporting.notional_pools import pool_day_table, pool_shares, pool_totals
from treasury.reporting.on_its_way import transfers
from treasury.reporting.on_lending import on_lending
from treasury.reporting.overdraft_table import overdraft_nights
from treasury.reporting.overlays import overlay_days
from treasury.reporting.payments import NEVER, payment_table, with_effect
from treasury.reporting.position_ages import position_ages
from treasury.reporting.position_limits import limit_use
from treasury.reporting.positions import cash_positions
from treasury.reporting.splits import benefit_shares
from treasury.reporting.sweeps import busiest, draws, stopped_sweeps, sweep_register
from treasury.reporting.table import Table
from treasury.virtual_ledgers import virtual_ledgers


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTables:
    """One run's reports; `payments` holds the rows of `not_made` and `changed`.

    Those of virtual ledgers are empty where no account has any, those of notional pools where the
    structure has none, `position_ages` where nobody owes anything at the end, `transit` where no
    link takes days, `account_analysis` where no account is analysed,
    `term_fees` and `taxes` where none was charged, `on_lending` where nothing may
    be lent on, `benefit_shares` where nobody agreed on any, `deposits`, `money_market` and
    `overdrafts` where there are none, those of the group where the scenario has no reporting
    currency.
    """

    run: Run
    cash: Table
    liquidity: Table
    extremes: Table
    sweeps: Table
    sweeps_by_pair: Table
    stopped: Table
    draws: Table
    transit: Table
    interest: Table
    interest_totals: Table
    movements: Table
    positions: Table
    position_ages: Table
    limits: Table
    account_analysis: Table
    term_fees: Table
    taxes: Table
    on_lending: Table
    deposits: Table
    money_market: Table
    overdrafts: Table
    members: Table
    benefit_shares: Table
    waterfall: Table
    payments: Table
    not_made: Table
    changed: Table
    notional: Table
    notional_days: Table
    notional_shares: Table
    notional_overlays: Table
    ledgers: Table
    ledger_days: Table
    ledger_entries: Table
    ledger_interest: Table
    group_figures: Table
    group_waterfall: Table
    group_members: Table
    group_cash: Table
    fx_rates: Table


FROM_THE_RUN: dict[str, Callable[[Run], Table]] = {
    "cash": cash_positions,
    "liquidity": liquidity,
    "extremes": extremes,
    "stopped": stopped_sweeps,
    "draws": draws,
    "transit": transfers,
    "movements": movements,
    "positions": daily_positions,
    "position_ages": position_ages,
    "limits": limit_use,
    "account_analysis": account_analysis,
    "term_fees": term_fees,
    "taxes": taxes,
    "on_lending": on_lending,
    "deposits": deposits,
    "money_market": money_market_sweeps,
    "overdrafts": overdraft_nights,
    "members": members,
    "benefit_shares": benefit_shares,
    "waterfall": waterfall,
    "notional": pool_totals,
    "notional_days": pool_day_table,
    "notional_shares": pool_shares,
    "notional_overlays": overlay_days,
    "group_figures": group_figures,
    "group_waterfall": group_waterfall,
    "group_members": group_members,
    "group_cash": group_cash,
    "fx_rates": fx_rates,
}
"""The tables that are made of the run alone, and by what."""


def run_tables(run: Run) -> RunTables:
    """Every table of the run."""
    register, payments = sweep_register(run), payment_table(run)
    statement = interest_statement(run)
    virtual = virtual_ledgers(run.plan, run.projection.events, run.ledger)
    lines = ledger_lines(virtual, run.plan, run.projection.events, run.ledger)
    return RunTables(
        run=run,
        **{name: make(run) for name, make in FROM_THE_RUN.items()},
        sweeps=register,
        sweeps_by_pair=busiest(register),
        interest=statement,
        interest_totals=interest_totals(statement),
        payments=payments,
        not_made=with_effect(payments, NEVER),
        changed=with_effect(payments, "disturbed", "enabled"),
        ledgers=ledger_totals(virtual, run.plan, lines),
        ledger_days=ledger_days(virtual, run.plan),
        ledger_entries=ledger_entries(virtual, run.plan, lines),
        ledger_interest=ledger_interest(virtual, run.plan),
    )

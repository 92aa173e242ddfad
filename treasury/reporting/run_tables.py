"""All tables of one run, made once and shared by the CSVs, the workbook and the page."""

from dataclasses import dataclass

from treasury.comparison import Run
from treasury.reporting.benefit import members, waterfall
from treasury.reporting.intercompany import daily_positions, movements
from treasury.reporting.interest_statement import interest_statement, interest_totals
from treasury.reporting.liquidity import extremes, liquidity
from treasury.reporting.payments import NEVER, payment_table, with_effect
from treasury.reporting.positions import cash_positions
from treasury.reporting.sweeps import busiest, draws, stopped_sweeps, sweep_register
from treasury.reporting.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTables:
    """One run's reports; `payments` holds the rows of `not_made` and `changed`."""

    run: Run
    cash: Table
    liquidity: Table
    extremes: Table
    sweeps: Table
    sweeps_by_pair: Table
    stopped: Table
    draws: Table
    interest: Table
    interest_totals: Table
    movements: Table
    positions: Table
    members: Table
    waterfall: Table
    payments: Table
    not_made: Table
    changed: Table


def run_tables(run: Run) -> RunTables:
    """Every table of the run."""
    register, payments = sweep_register(run), payment_table(run)
    statement = interest_statement(run)
    return RunTables(
        run=run,
        cash=cash_positions(run),
        liquidity=liquidity(run),
        extremes=extremes(run),
        sweeps=register,
        sweeps_by_pair=busiest(register),
        stopped=stopped_sweeps(run),
        draws=draws(run),
        interest=statement,
        interest_totals=interest_totals(statement),
        movements=movements(run),
        positions=daily_positions(run),
        members=members(run),
        waterfall=waterfall(run),
        payments=payments,
        not_made=with_effect(payments, NEVER),
        changed=with_effect(payments, "disturbed", "enabled"),
    )

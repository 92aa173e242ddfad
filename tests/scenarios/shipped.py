"""The scenarios that are shipped: their folders, their studies, and what `expected/` holds."""

import csv
import datetime
import functools
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import numpy as np

from treasury.comparison import Run, Study, study
from treasury.correction.correcting import Correction, Method, books, corrected
from treasury.loading.late_items import load_late
from treasury.money import written
from treasury.plan.reading import read, scenario_of
from treasury.plan.resolve import resolve
from treasury.reporting.correcting.ledger_tables import (
    inner_table,
    ledger_balance_table,
    ledger_entry_table,
)
from treasury.reporting.correcting.tables import entry_table, period_table, touched_table
from treasury.reporting.csvs import balances_text, csv_text, run_files
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.reporting.sweeps import sweep_register
from treasury.tables import (
    AMOUNT,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    KIND,
    MADE_LATE,
    WAS_REFUSED,
    WAS_REJECTED,
    Projection,
)

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL = (
    "01_one_account", "02_zero_balancing", "03_target_and_range", "04_three_levels",
    "05_intraday_linked_payment", "06_two_lines", "07_notional_overlay", "07_virtual_ledgers",
    "08_back_value", "09_profiles_side_by_side", "12_multinational", "12_overnight_and_back",
    "13_notice_and_agreed_deposits", "13_two_banks", "14_three_currencies", "15_notional_pool",
    "16_index_and_agreed_deposit", "17_entrusted_loans",
    "18_compounding_in_arrears", "19_overdraft_nights", "20_money_market_sweep",
    "21_register_pool", "22_on_lending", "23_cross_currency_sweeps",
    "24_account_analysis", "25_regional_headers", "26_netting_by_pair", "27_tax_at_accrual",
    "28_business_days", "29_cross_border_quota",
)  # fmt: skip
LATE, LATER = "late/late.csv", "late/later.csv"
"""Where a scenario's late items lie, if it has any, and those of a second correction after them."""
CORRECTED = {"07_virtual_ledgers": "as_is", "24_account_analysis": "drained"}
"""The run that is corrected, where a scenario has several structures or none."""
RIGHT, RIGHT_KNOWN = "right", datetime.date(2026, 4, 10)
"""The folder of the scenario as it is right, if its terms were others, and when that is known."""
FLAGSHIP = "10_liquor_group"
HYDRO = "11_hydro_finance_company"
BY_MONTH = (FLAGSHIP, HYDRO)
SHIPPED = (*SMALL, *BY_MONTH)

WHERE_GIVEN = {
    "ledgers": ("ledger_entries.csv", "ledger_interest.csv"),
    "reporting_currency": ("group_cash.csv", "fx_rates.csv"),
    "notional_pools": ("notional_pools.csv", "notional_shares.csv"),
    "notional_currencies": ("notional_overlays.csv",),
    "overdraft_agreements": ("overdraft_nights.csv",),
    "money_market_sweeps": ("money_market_sweeps.csv",),
    "account_analyses": ("account_analysis.csv", "term_fees.csv"),
    "on_lending": ("on_lending.csv", "position_ages.csv"),
}
"""What `expected/` holds besides where a scenario has such a list or key."""
MONTH_COLUMNS = (
    "structure", "month", "cash_at_end", "owed_at_end", "swept_up", "fetched_down", "drawn",
    "late_or_refused",
)  # fmt: skip


@functools.cache
def study_of(name: str) -> Study:
    """The study of a shipped scenario; each is run once."""
    return study(read(SCENARIOS / name))


def run_of(name: str, structure: str) -> Run:
    """One structure's run, or "standalone"."""
    found = study_of(name)
    return next(run for run in (*found.runs, found.standalone) if run.plan.name == structure)


def expected_files(name: str) -> dict[str, str]:
    """What `expected/` holds for this scenario: file name and text."""
    found = study_of(name)
    files = {"summary.json": summary_without_version(found)}
    if name in BY_MONTH:
        files["months.csv"] = months_text(found)
    else:
        files["balances.csv"] = stacked((run.plan.name, balances_text(run)) for run in found.runs)
        files["sweeps.csv"] = stacked(
            (run.plan.name, csv_text(sweep_register(run))) for run in found.runs
        )
    for given, names in WHERE_GIVEN.items():
        if getattr(found.scenario, given):
            files |= files_of(found, *names)
    if any(terms.compounded_in_arrears for terms in found.scenario.terms):
        files |= files_of(found, "interest.csv", "term_fees.csv")
    if any(terms.holiday_shift != "none" for terms in found.scenario.terms):
        files |= files_of(found, "interest.csv")
    if (SCENARIOS / name / LATE).is_file():
        files |= correction_files(name)
    return files


@functools.cache
def correction_of(name: str, file: str = LATE) -> tuple[Correction, Projection]:
    """What the scenario's late items correct in its only structure, or the one that is corrected,
    and that run; those of the second file after those of the first."""
    items = scenario_of(load_late(SCENARIOS / name / file)).items
    wanted = CORRECTED.get(name)
    (run,) = (
        run
        for run in study_of(name).runs
        if (run.plan.name == wanted if wanted else run.plan.structure)
    )
    after = correction_of(name)[0] if file == LATER else None
    today = run.plan.names.days.index(items[0].date)
    return corrected(run.plan, run.projection, items, today, after=after), run.projection


@functools.cache
def correction_of_terms(name: str) -> tuple[Correction, Projection]:
    """What the scenario as it is right corrects in its only structure, and that run."""
    (run,) = (run for run in study_of(name).runs if run.plan.structure)
    right = resolve(read(SCENARIOS / name / RIGHT), run.plan.structure, run.plan.name)
    today = run.plan.names.days.index(RIGHT_KNOWN)
    return corrected(run.plan, run.projection, (), today, right=right), run.projection


def correction_files(name: str) -> dict[str, str]:
    """What `treasury correct` would post by either method, and what it corrects."""
    found = {
        file: text
        for late, before in ((LATE, ""), (LATER, "later_"))
        if (SCENARIOS / name / late).is_file()
        for file, text in files_of_correction(correction_of(name, late)[0], before).items()
    }
    if (SCENARIOS / name / RIGHT).is_dir():
        found |= files_of_correction(correction_of_terms(name)[0], "terms_")
    return found


def files_of_correction(found: Correction, before: str) -> dict[str, str]:
    """The entries by either method and what is corrected; names begin with `before`."""
    tables = {
        f"{before}entries_{method}.csv": entry_table(found, books(found, method))
        for method in get_args(Method)
    }
    tables[f"{before}corrections.csv"] = touched_table(found)
    if found.ledgers:
        tables[f"{before}ledger_corrections.csv"] = inner_table(found)
        tables[f"{before}ledger_value_balances.csv"] = ledger_balance_table(found)
        for method in get_args(Method):
            name = f"{before}ledger_entries_{method}.csv"
            tables[name] = ledger_entry_table(found, method)
    if found.plan.scenario.account_analyses:
        tables[f"{before}analysis_periods.csv"] = period_table(found)
    return {file: csv_text(table) for file, table in tables.items()}


def files_of(found: Study, *names: str) -> dict[str, str]:
    """Files of all structures that have them, those of one name in one."""
    tables = [(run.plan.name, run_files(run_tables(run))) for run in found.runs]
    return {
        file: stacked((name, files[file]) for name, files in tables if file in files)
        for file in names
    }


def summary_without_version(found: Study) -> str:
    """`summary.json` less what changes with the engine's version and build."""
    plain: dict[str, Any] = summary(found)
    plain = {key: plain[key] for key in plain if key not in ("fingerprint", "engine", "layout")}
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def stacked(texts: Iterable[tuple[str, str]]) -> str:
    """CSV texts with the same columns under each other, the structure's name in front."""
    out: list[str] = []
    for name, text in texts:
        head, *lines = text.splitlines()
        if not out:
            out.append(f"structure,{head}")
        out += [f"{name},{line}" for line in lines]
    return "\n".join([*out, ""])


def months_text(found: Study) -> str:
    """A long run on a page: for each run and month what the CNY accounts held, owed and moved."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(MONTH_COLUMNS)
    for run in (found.standalone, *found.runs):
        for month in sorted({str(day)[:7] for day in run.plan.names.days}):
            writer.writerow([run.plan.name, month, *month_of(run, month)])
    return out.getvalue()


def month_of(run: Run, month: str) -> list[object]:
    """One line of the monthly table, from `cash_at_end` on."""
    names, projection, items = run.plan.names, run.projection, run.plan.tables.items
    rows = [row for row, day in enumerate(names.days) if str(day)[:7] == month]
    local = np.array([currency == "CNY" for currency in names.currencies])
    first, last = rows[0], rows[-1]
    events = projection.events
    during = (events[:, DAY] >= first) & (events[:, DAY] <= last)
    moved = [
        int(events[during & (events[:, KIND] == kind), AMOUNT].sum())
        for kind in (CONCENTRATION, FUNDING, DRAW)
    ]
    late = np.isin(projection.fate, (MADE_LATE, WAS_REJECTED, WAS_REFUSED)) & (items.amount < 0)
    amounts = [
        int(projection.book[last, local].sum()), int(projection.owed[last].sum()), *moved
    ]  # fmt: skip
    count = int((late & (items.day >= first) & (items.day <= last)).sum())
    return [*(written(amount, "CNY") for amount in amounts), count]

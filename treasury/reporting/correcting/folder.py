"""The folder of a correction: its tables as CSV; complete or not there."""

from pathlib import Path

from treasury.correction.correcting import Books, Correction, Method
from treasury.reporting.correcting.ledger_tables import (
    INNER_COLUMNS,
    LEDGER_BALANCES,
    ON_LEDGERS,
    inner_table,
    ledger_balance_table,
    ledger_entry_table,
)
from treasury.reporting.correcting.tables import (
    BALANCE_COLUMNS,
    ENTRY_COLUMNS,
    PERIOD_COLUMNS,
    TOUCHED_COLUMNS,
    balance_table,
    entry_table,
    period_table,
    touched_table,
)
from treasury.reporting.csvs import csv_text
from treasury.reporting.whole_folder import (
    empty,
    refusal,
    refuse_no_folder,
    stranger,
    whole_folder,
)

FILES = {
    "entries.csv": ENTRY_COLUMNS,
    "corrections.csv": TOUCHED_COLUMNS,
    "value_balances.csv": BALANCE_COLUMNS,
    "analysis_periods.csv": PERIOD_COLUMNS,
    "ledger_entries.csv": ON_LEDGERS,
    "ledger_corrections.csv": INNER_COLUMNS,
    "ledger_value_balances.csv": LEDGER_BALANCES,
}
EXPECTED = "a new folder, an empty one, or an earlier correction"


def write_correction(
    folder: Path, correction: Correction, found: Books, method: Method
) -> list[Path]:
    """The files written, those of account analyses and of virtual ledgers where there are any; an
    earlier correction is replaced."""
    tables = [entry_table(correction, found), touched_table(correction), balance_table(correction)]
    if correction.plan.scenario.account_analyses:
        tables.append(period_table(correction))
    if correction.ledgers:
        tables += [
            ledger_entry_table(correction, method),
            inner_table(correction),
            ledger_balance_table(correction),
        ]
    with whole_folder(folder, lambda: refuse_unfit(folder)) as fresh:
        for table in tables:
            text = csv_text(table)
            (fresh / f"{table.name}.csv").write_text(text, encoding="utf-8", newline="\n")
    return [folder / f"{table.name}.csv" for table in tables]


def refuse_unfit(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier correction."""
    refuse_no_folder(folder, EXPECTED)
    if empty(folder):
        return
    foreign = stranger(folder, is_own)
    if foreign:
        message = "is no file of a correction; the folder is not replaced while it is there"
        raise refusal(foreign, message, "it to be moved elsewhere, or another --out")


def is_own(file: Path) -> bool:
    """Whether it is a file of a correction: by its name, and by the columns it begins with."""
    if file.name not in FILES or not file.is_file():
        return False
    head = ",".join(column.name for column in FILES[file.name])
    with file.open("rb") as opened:
        return opened.readline().rstrip(b"\r\n") == head.encode()

"""A RUN: the folder a run writes. It appears complete or not at all.

A folder that holds a run of the same scenario (equal fingerprint) and nothing else is replaced;
anything else is left alone.
"""

from pathlib import Path

from treasury.comparison import Study
from treasury.reporting.csvs import write_csvs
from treasury.reporting.page.page import page_text
from treasury.reporting.run_place import PAGE, SCENARIO, SUMMARY, WORKBOOK, refuse_unfit
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.summary import summary_text
from treasury.reporting.whole_folder import whole_folder
from treasury.reporting.workbook import workbook_bytes


def write_run(study: Study, out: Path) -> None:
    """Write the whole run folder at `out`, replacing an older run of the same scenario."""
    out = out.resolve()
    refuse_unfit(out, study.fingerprint)
    with whole_folder(out, lambda: refuse_unfit(out, study.fingerprint)) as fresh:
        write_files(study, fresh)


def write_files(study: Study, folder: Path) -> None:
    """Write every file of the run into a folder that exists."""
    tables = [run_tables(run) for run in study.runs]
    write_text(folder / SUMMARY, summary_text(study))
    write_text(folder / SCENARIO, study.text)
    write_text(folder / PAGE, page_text(study, tables))
    (folder / WORKBOOK).write_bytes(workbook_bytes(study, tables))
    for one in tables:
        write_structure(one, folder / one.run.plan.name)


def write_structure(tables: RunTables, folder: Path) -> None:
    """Write one structure's folder of CSV files."""
    folder.mkdir()
    write_csvs(tables, folder)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with its line ends as they are."""
    path.write_text(text, encoding="utf-8", newline="")

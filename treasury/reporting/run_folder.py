"""A RUN: the folder a run writes. It appears complete or not at all.

A folder that holds a run of the same scenario (equal fingerprint) and nothing else is replaced;
anything else is left alone.
"""

from pathlib import Path

from treasury.comparison import Study
from treasury.reporting.companion import Companion, alone
from treasury.reporting.csvs import write_csvs
from treasury.reporting.page.page import page_text
from treasury.reporting.run_place import PAGE, SCENARIO, SUMMARY, WORKBOOK, refuse_unfit
from treasury.reporting.run_tables import RunTables
from treasury.reporting.summary import summary_text
from treasury.reporting.whole_folder import whole_folder


def write_run(study: Study, out: Path, beside: Companion | None = None) -> None:
    """Write the whole run folder at `out`, replacing an older run of the same scenario.

    `beside` was told of the study's runs, and makes part of it.
    """
    out = out.resolve()
    refuse_unfit(out, study.fingerprint)
    with whole_folder(out, lambda: refuse_unfit(out, study.fingerprint)) as fresh:
        write_files(study, fresh, beside or alone())


def write_files(study: Study, folder: Path, beside: Companion) -> None:
    """Write every file of the run into a folder that exists."""
    tables = beside.tables(study)
    write_text(folder / SUMMARY, summary_text(study))
    write_text(folder / SCENARIO, study.text)
    write_text(folder / PAGE, page_text(study, tables))
    for one in tables:
        write_structure(one, folder / one.run.plan.name)
    (folder / WORKBOOK).write_bytes(beside.workbook(study, tables))


def write_structure(tables: RunTables, folder: Path) -> None:
    """Write one structure's folder of CSV files."""
    folder.mkdir()
    write_csvs(tables, folder)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with its line ends as they are."""
    path.write_text(text, encoding="utf-8", newline="")

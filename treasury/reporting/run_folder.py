"""A RUN: the folder a run writes. It appears complete or not at all.

A folder that holds a run of the same scenario (equal fingerprint) and nothing else is replaced;
anything else is left alone.
"""

from collections.abc import Iterator
from pathlib import Path

from treasury.comparison import Study
from treasury.reporting.companion import Companion, alone
from treasury.reporting.csvs import run_files
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
    for name, content in text_files(study, tables):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / WORKBOOK).write_bytes(beside.workbook(study, tables))


def text_files(study: Study, tables: list[RunTables]) -> Iterator[tuple[str, bytes]]:
    """Every file of the run but the workbook: its name in the folder, and what is in it (UTF-8)."""
    yield SUMMARY, summary_text(study).encode()
    yield SCENARIO, study.text.encode()
    yield PAGE, page_text(study, tables).encode()
    for one in tables:
        for name, text in run_files(one).items():
            yield f"{one.run.plan.name}/{name}", text.encode()

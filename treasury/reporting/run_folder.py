"""A RUN: the folder a run writes. It appears complete or not at all.

A folder that holds a run of the same scenario (equal fingerprint) and nothing else is replaced;
anything else is left alone.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from treasury.comparison import Study
from treasury.reporting.companion import Companion
from treasury.reporting.csvs import run_files
from treasury.reporting.page.page import page_text
from treasury.reporting.run_place import PAGE, SCENARIO, SUMMARY, WORKBOOK, refuse_unfit
from treasury.reporting.run_tables import RunTables
from treasury.reporting.summary import summary_text
from treasury.reporting.whole_folder import whole_folder


def do_nothing() -> None:
    """What is done meanwhile where nothing is to be done."""


def write_run(
    study: Study,
    out: Path,
    beside: Companion | None = None,
    meanwhile: Callable[[], None] = do_nothing,
) -> None:
    """Write the whole run folder at `out`, replacing an older run of the same scenario.

    `beside` was told of the study's runs, and makes part of it; `meanwhile` is done while it makes
    the last file.
    """
    out = out.resolve()
    refuse_unfit(out, study.fingerprint)
    with whole_folder(out, lambda: refuse_unfit(out, study.fingerprint)) as fresh:
        write_files(study, fresh, beside or Companion(), meanwhile)


def write_files(
    study: Study, folder: Path, beside: Companion, meanwhile: Callable[[], None]
) -> None:
    """Write every file of the run into a folder that exists; a run's own while others are made."""
    tables: list[RunTables] = []
    for one in beside.tables(study):
        tables.append(one)
        put(folder, files_of_run(one))
    put(folder, files_of_study(study, tables))
    meanwhile()
    (folder / WORKBOOK).write_bytes(beside.workbook(study, tables))


def put(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the files into the folder, each as soon as it is made."""
    for name, content in files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def text_files(study: Study, tables: list[RunTables]) -> Iterator[tuple[str, bytes]]:
    """Every file of the run but the workbook: its name in the folder, and what is in it (UTF-8)."""
    yield from files_of_study(study, tables)
    for one in tables:
        yield from files_of_run(one)


def files_of_study(study: Study, tables: list[RunTables]) -> Iterator[tuple[str, bytes]]:
    """The text files that tell of all structures."""
    yield SUMMARY, summary_text(study).encode()
    yield SCENARIO, study.text.encode()
    yield PAGE, page_text(study, tables).encode()


def files_of_run(tables: RunTables) -> Iterator[tuple[str, bytes]]:
    """The files of one structure, in a folder of its name."""
    for name, text in run_files(tables).items():
        yield f"{tables.run.plan.name}/{name}", text.encode()

"""`treasury export`: the books of a run for other programs, or as bank statements."""

from dataclasses import dataclass
from pathlib import Path

from treasury.booking import book
from treasury.cli.finding import Found, find_run, run_names, structure_id
from treasury.cli.progress import progress
from treasury.plan.resolve import resolve
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.export_place import refuse_foreign, write_export
from treasury.reporting.exports.formats import WRITERS, Format
from treasury.reporting.exports.notice_files import notice_files
from treasury.reporting.exports.periods import Cut, periods
from treasury.reporting.whole_folder import refusal, shown
from treasury.simulation.simulate import simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to export: format, which structure (none: all), how to cut it, and where to."""

    format: Format
    structure: str | None
    period: Cut
    out: Path | None


def export_run(run: str, order: Order) -> int:
    """Write the files of each structure into a folder of its own; exit code 0."""
    found = find_run(run)
    names = [order.structure] if order.structure is not None else run_names(found.scenario)
    for name in names:
        structure_id(found.scenario, name)
    out = order.out or default_place(found.folder) / order.format
    if out.exists() and not out.is_dir():
        raise refusal(out, "is a file, not a folder", "a folder for the exported files")
    writer, suffix = WRITERS[order.format]
    for name in names:
        refuse_foreign(out / name, suffix)
    with progress("Exporting") as report:
        for place, name in enumerate(names):
            books = books_of(found, name)
            cut = periods(books.plan.names.days, order.period)
            texts = ((period.name, writer(books, period)) for period in cut)
            beside = notice_files(found.scenario, suffix)
            for file in write_export(out / name, suffix, texts, beside):
                print(shown(file))
            report((place + 1) / len(names), name)
    return 0


def default_place(run: Path) -> Path:
    """Where exports of the run go: beside it, so that running again replaces the run alone."""
    folder = run.resolve()
    return folder.with_name(f"{folder.name}-export")


def books_of(found: Found, name: str) -> Books:
    """The books of one structure, simulated and booked anew."""
    plan = resolve(found.scenario, structure_id(found.scenario, name), name)
    projection = simulate(plan)
    return Books(plan=plan, projection=projection, ledger=book(plan, projection.events))

"""The formats in which a run's books, or its bank statements (camt053), are exported."""

from collections.abc import Callable, Iterator
from typing import Literal

from treasury.reporting.exports import beancount, camt053, entry_csv, hledger
from treasury.reporting.exports.books import Books
from treasury.reporting.exports.notice_files import notice_files
from treasury.reporting.exports.periods import Cut, Period, periods

Format = Literal["hledger", "beancount", "csv", "camt053"]
Writer = Callable[[Books, Period], str]
WRITERS: dict[Format, tuple[Writer, str]] = {
    "hledger": (hledger.journal, "journal"),
    "beancount": (beancount.ledger_file, "beancount"),
    "csv": (entry_csv.entry_lines, "csv"),
    "camt053": (camt053.statements, "xml"),
}
"""How one period of each is written, and the suffix of its files."""


def export_texts(books: Books, format: Format, cut: Cut) -> Iterator[tuple[str, str]]:
    """The files of an export of these books: name and text; one a period, and notices."""
    writer, suffix = WRITERS[format]
    for period in periods(books.plan.names.days, cut):
        yield f"{period.name}.{suffix}", writer(books, period)
    yield from notice_files(books.plan.scenario, suffix).items()

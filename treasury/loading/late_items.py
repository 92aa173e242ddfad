"""A CSV file of late items -> items, with a complaint for everything that cannot be read.

Its columns are those of `items.csv`; what is wrong in a cell is said in the same words.
"""

from dataclasses import replace
from pathlib import Path

from treasury.flows.items import Item
from treasury.loading.csv_file import read_csv
from treasury.loading.folder import give_up, text_of
from treasury.loading.raw import Raw
from treasury.loading.records import Loaded, formed
from treasury.loading.shapes import shapes
from treasury.loading.sources import Origin, Sources
from treasury.loading.text import SAVE_CSV

LIST = "items"


def load_late(path: Path) -> Loaded:
    """The late items in the file, in the list of items of a scenario that is otherwise empty."""
    raw = Raw(sources=Sources(main=path.name), medium="csv")
    if not path.is_file():
        raw.complain((), "is no file", "a CSV file with the columns of items.csv", str(path))
    elif path.suffix.lower() != ".csv":
        raw.complain((), "is no CSV file", "a .csv file with the columns of items.csv", str(path))
    elif (text := text_of(raw, path, SAVE_CSV)) is not None:
        read_csv(raw, LIST, text, shapes(Item))
    give_up(raw)
    loaded = formed(raw)
    origins = [Origin(path.name, each.line) for each in loaded.sources.origins.get(LIST, [])]
    loaded.sources.origins[LIST] = origins
    complaints = [named(complaint.where, path.name) for complaint in loaded.complaints]
    located = zip(loaded.complaints, complaints, strict=True)
    return replace(loaded, complaints=[replace(each, where=where) for each, where in located])


def named(where: str, file: str) -> str:
    """The place in the words of the user's own file.

    >>> named("items.csv line 3, column amount", "late.csv")
    'late.csv line 3, column amount'
    """
    usual = f"{LIST}.csv"
    return file + where.removeprefix(usual) if where.startswith(usual) else where

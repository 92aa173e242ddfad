"""A table of a report: labelled columns, its cells as text, and as a pandas frame.

Amounts stay whole minor units (Python ints) until they are written; the row's currency stands
in the column `currency`, shown or not. Nothing here turns an amount into a float: a missing
amount is None, never NaN. The files of a run are written from the columns; the frame is for
who wants to work on with a table, and pandas is loaded when it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, Any, Literal

from treasury.money import DIGITS
from treasury.reporting.amounts import amount_text, column_texts

if TYPE_CHECKING:
    import pandas as pd

Data = dict[str, list[Any]]
Kind = Literal["text", "date", "money", "count", "rate", "fraction"]
"""`rate` is whole 1e-8 a year; `fraction` is text that is already a decimal number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files, its heading for people, and what it means.

    `empty` is shown where there is no value; `money_of` is the column with an amount's currency.
    """

    name: str
    heading: str
    kind: Kind = "text"
    meaning: str = ""
    empty: str = ""
    money_of: str = "currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A named table; `data` holds its columns by name, and may hold more than are shown."""

    name: str
    title: str
    columns: tuple[Column, ...]
    data: Data

    def __len__(self) -> int:
        """The number of rows."""
        return len(next(iter(self.data.values())))

    @property
    def unfilled(self) -> tuple[str, ...]:
        """The names of the columns that have a value in no row."""
        return tuple(
            column.name
            for column in self.columns
            if all(value is None for value in self.data[column.name])
        )

    @property
    def frame(self) -> "pd.DataFrame":
        """The table as a frame of object columns, which keep every int as it is."""
        import pandas as pd

        return pd.DataFrame(self.data, dtype=object)


def only(table: Table, currencies: list[str]) -> Table:
    """The table's rows in these currencies."""
    kept = [code in currencies for code in table.data["currency"]]
    data = {name: list(compress(values, kept)) for name, values in table.data.items()}
    return replace(table, data=data)


def first_rows(table: Table, count: int) -> Table:
    """The table's first rows."""
    return replace(table, data={name: values[:count] for name, values in table.data.items()})


def by_column(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Data:
    """The rows' values by column.

    >>> by_column(("a", "b"), [(1, None), (2, "x")]), by_column(("a",), [])
    ({'a': [1, 2], 'b': [None, 'x']}, {'a': []})
    """
    turned = map(list, zip(*rows, strict=True)) if rows else ([] for _ in names)
    return dict(zip(names, turned, strict=True))


def cells(table: Table, *, grouped: bool = False, limit: int | None = None) -> list[list[str]]:
    """The first `limit` rows (all: None) as text, column by column; shape (column, row)."""
    shown = table if limit is None else first_rows(table, limit)
    return [column_cells(shown.data, column, grouped=grouped) for column in table.columns]


def column_cells(data: Data, column: Column, *, grouped: bool) -> list[str]:
    """One column as text; amounts with their currency's digits, grouped for people."""
    values = data[column.name]
    if column.kind == "money":
        currencies = data[column.money_of]
        assert float not in set(map(type, values)), "money is never a float"
        if not grouped and len(digits := {DIGITS[code] for code in set(currencies)}) == 1:
            return plain_amounts(values, *digits, empty=column.empty)
        return [
            column.empty if minor is None else amount_text(minor, DIGITS[code], grouped=grouped)
            for minor, code in zip(values, currencies, strict=True)
        ]
    say = SAYERS.get(column.kind)
    if say is None:
        return [column.empty if value is None else str(value) for value in values]
    return [column.empty if value is None else say(value, grouped) for value in values]


def plain_amounts(values: list[Any], digits: int, *, empty: str) -> list[str]:
    """Amounts with equally many digits as plain text, `empty` for each that is missing.

    >>> plain_amounts([-5, None], 2, empty="-")
    ['-0.05', '-']
    """
    if None not in values:
        return column_texts(values, digits)
    texts = iter(column_texts((minor for minor in values if minor is not None), digits))
    return [empty if minor is None else next(texts) for minor in values]


def say_count(value: Any, grouped: bool) -> str:
    """A whole number, with thousands grouped for people."""
    return f"{value:,}" if grouped else str(value)


def say_rate(value: Any, grouped: bool) -> str:
    """A rate in per cent, exact: `0.35` for 350000."""
    whole, rest = divmod(abs(value), 10**6)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if value < 0 else ''}{whole}.{decimals}"


SAYERS: dict[str, Callable[[Any, bool], str]] = {"count": say_count, "rate": say_rate}
"""How the kinds are said whose values are not their own text."""

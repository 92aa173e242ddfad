"""A table of a report: labelled columns over a pandas frame, and its cells as text.

Amounts stay whole minor units (int64, or Python ints in an object column) until they are
written; the row's currency stands in the frame's `currency` column, shown or not. Nothing here
turns an amount into a float: a missing amount is None in an object column, never NaN.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from treasury.money import DIGITS
from treasury.reporting.amounts import amount_text

Kind = Literal["text", "date", "money", "count", "rate", "fraction"]
"""`rate` is whole 1e-8 a year; `fraction` is text that is already a decimal number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files, its heading for people, and what it means.

    `empty` is shown where there is no value.
    """

    name: str
    heading: str
    kind: Kind = "text"
    meaning: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A named table; the frame may hold more columns than are shown."""

    name: str
    title: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.frame)


def only(table: Table, currencies: list[str]) -> Table:
    """The table's rows in these currencies."""
    return replace(table, frame=table.frame[table.frame["currency"].isin(currencies)])


def make_frame(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """A frame of object columns, which keeps every Python int as it is.

    >>> make_frame(("a", "b"), [(10**18 + 1, None)]).to_dict("list")
    {'a': [1000000000000000001], 'b': [None]}
    """
    data: dict[str, Any] = {}
    for place, name in enumerate(columns):
        values = np.empty(len(rows), dtype=object)
        values[:] = [row[place] for row in rows]
        data[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(data)


def cells(table: Table, *, grouped: bool = False, limit: int | None = None) -> list[list[str]]:
    """The first `limit` rows (all: None) as text, column by column; shape (column, row)."""
    frame = table.frame if limit is None else table.frame.iloc[:limit]
    return [column_cells(frame, column, grouped=grouped) for column in table.columns]


def column_cells(frame: pd.DataFrame, column: Column, *, grouped: bool) -> list[str]:
    """One column as text; amounts with their currency's digits, grouped for people."""
    values = frame[column.name].tolist()
    if column.kind == "money":
        currencies = frame["currency"].tolist()
        assert not any(isinstance(value, float) for value in values), "money is never a float"
        return [
            column.empty if minor is None else amount_text(minor, DIGITS[code], grouped=grouped)
            for minor, code in zip(values, currencies, strict=True)
        ]
    say = SAYERS[column.kind]
    return [column.empty if value is None else say(value, grouped) for value in values]


def say_text(value: Any, grouped: bool) -> str:
    """The value as it is written."""
    return str(value)


def say_count(value: Any, grouped: bool) -> str:
    """A whole number, with thousands grouped for people."""
    return f"{value:,}" if grouped else str(value)


def say_rate(value: Any, grouped: bool) -> str:
    """A rate in per cent, exact: `0.35` for 350000."""
    whole, rest = divmod(abs(value), 10**6)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if value < 0 else ''}{whole}.{decimals}"


SAYERS: dict[str, Callable[[Any, bool], str]] = {
    "text": say_text,
    "date": say_text,
    "count": say_count,
    "rate": say_rate,
    "fraction": say_text,
}

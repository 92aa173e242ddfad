"""A scenario as bytes for another process of this program, and back: equal to the last digit.

Unlike the canonical text it keeps the order of every list, because a plan's names count in it.
Records go as columns, and are filled in column by column: what takes them up is about to simulate,
and needs none of the validation that they passed when they were read.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import repeat
from operator import attrgetter
from typing import Any, Literal

from treasury.loading.shapes import Shape, lists, shapes
from treasury.scenario import Scenario

Column = tuple[Literal["all", "amounts", "each"], Any]
"""One field of every record of a list: what all of them have, a text of decimals, a line each, or
the value of each."""


def passed_on(scenario: Scenario) -> bytes:
    """The scenario as bytes."""
    own = {name: getattr(scenario, name) for name in shapes(Scenario)}
    given = {name: (record, getattr(scenario, name)) for name, record in lists().items()}
    columns = {
        name: (record, len(records), columns_of(records, record))
        for name, (record, records) in given.items()
        if records
    }
    return pickle.dumps((own, columns), pickle.HIGHEST_PROTOCOL)


def taken_up(text: bytes) -> Scenario:
    """The scenario of these bytes."""
    keys, columns = pickle.loads(text)  # noqa: S301 - from a process of this program
    keys |= {name: records_of(*held) for name, held in columns.items()}
    return Scenario(**keys)


def columns_of(records: tuple[Any, ...], record: type) -> dict[str, Column]:
    """The fields of these records, by name."""
    return {name: column_of(records, shape) for name, shape in shapes(record).items()}


def column_of(records: Iterable[Any], shape: Shape) -> Column:
    """The field of every record; equal words and dates become one, as written in one letter.

    Decimals that are equal may be written otherwise (1.0, 1.00), so each of them is written.
    """
    values = list(map(attrgetter(shape.name), records))
    if shape.kind == "amount":
        whole = set(map(type, values)) == {Decimal}
        return ("amounts", "\n".join(map(str, values))) if whole else ("each", values)
    if values.count(values[0]) == len(values):
        return "all", values[0]
    known: dict[Any, Any] = {}
    return "each", list(map(known.setdefault, values, values))


def values_of(column: Column) -> Iterable[Any]:
    """The values of the column, a record's after the other's."""
    kind, held = column
    if kind == "amounts":
        return map(Decimal, held.split("\n"))
    return repeat(held) if kind == "all" else held


def records_of(record: type, count: int, columns: dict[str, Column]) -> tuple[Any, ...]:
    """So many records with these columns.

    A record is frozen once it is made; here it is being made, so its slots are written directly.
    """
    made: list[Any] = [object.__new__(record) for _ in range(count)]
    for name, column in columns.items():
        fill: Callable[[Any, Any], None] = getattr(record, name).__set__
        deque(map(fill, made, values_of(column)), maxlen=0)
    return tuple(made)

"""What each field of a record holds, read off the record's own annotations.

Nothing here is written down a second time: a new field of a record is known to the readers, the
writers and the messages at once.
"""

import datetime
import types
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from treasury.scenario import Scenario

Kind = Literal["amount", "date", "time", "integer", "flag", "choice", "text"]
KINDS: dict[object, Kind] = {
    Decimal: "amount",
    datetime.date: "date",
    datetime.time: "time",
    int: "integer",
    bool: "flag",
    str: "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One field: its kind, the words it may be, whether it holds several, whether it must be given.

    An amount may have words beside the number (`unlimited`). `default` is what a field that is not
    given means; it has no meaning where `required`.
    """

    name: str
    kind: Kind
    choices: tuple[str, ...]
    many: bool
    required: bool
    default: Any


@lru_cache
def shapes(record: type) -> dict[str, Shape]:
    """The fields of a record by name, in the record's order; lists of records are left out.

    >>> from treasury.accounts.chart import BankAccount
    >>> shapes(BankAccount)["overdraft"].kind, shapes(BankAccount)["overdraft"].choices
    ('amount', ('unlimited',))
    """
    hints = get_type_hints(record)
    found = {}
    for each in fields(record):
        if record_of(hints[each.name]) is None:
            found[each.name] = shape_of(record, each, hints[each.name])
    return found


def shape_of(record: type, each: "Field[Any]", hint: object) -> Shape:
    """The shape of one field of a record."""
    many = get_origin(hint) is tuple
    options = alternatives(get_args(hint)[0] if many else hint)
    words = tuple(word for option in options for word in get_args(option))
    plain = [option for option in options if get_origin(option) is not Literal]
    assert len(plain) <= 1, f"{each.name} has more than one kind of value"
    return Shape(
        name=each.name,
        kind=KINDS[plain[0]] if plain else "choice",
        choices=words,
        many=many,
        required=each.default is MISSING,
        default=None if each.default is MISSING else each.default,
    )


def alternatives(hint: object) -> tuple[object, ...]:
    """The types a value may have, None left out."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(option for option in get_args(hint) if option is not types.NoneType)
    return (hint,)


def record_of(hint: object) -> type | None:
    """The record in a list of records, None for any other field."""
    inner = get_args(hint)[:1] if get_origin(hint) is tuple else ()
    return inner[0] if inner and isinstance(inner[0], type) and is_dataclass(inner[0]) else None


@lru_cache
def lists() -> dict[str, type]:
    """The lists of a scenario and their records, in the scenario's order.

    >>> list(lists())[:2]
    ['calendars', 'clearing']
    """
    hints = get_type_hints(Scenario)
    named = {each.name: record_of(hints[each.name]) for each in fields(Scenario)}
    return {name: record for name, record in named.items() if record is not None}

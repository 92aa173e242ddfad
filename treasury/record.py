"""`@record`: the one kind of class a scenario is made of.

A record is frozen, slotted, keyword-only, and refuses keys it does not know when it is read
from TOML, CSV or JSON. Amounts in records are `Decimal` as written; `plan` turns them into
minor units, where the currency is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Class = TypeVar("Class")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def record(cls: type[Class]) -> type[Class]:
    """The class as a frozen, slotted, keyword-only dataclass that refuses unknown keys.

    >>> @record
    ... class Town:
    ...     name: str
    >>> Town(name="Luzhou")
    Town(name='Luzhou')
    """
    make: Callable[[type[Class]], type[Class]] = dataclass(frozen=True, slots=True, kw_only=True)
    cls.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return make(cls)

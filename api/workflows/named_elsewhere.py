"""What a client's accounts and banks name and nobody tells: interest terms, calendars, systems.

Interest terms and clearing systems stand in documents of structures, calendars there or among the
bank's own. A name that nothing tells is left out of what is judged, which does a document no harm;
whoever makes figures of it says what is lacking, or refuses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from treasury.linting.view import listed
from treasury.loading.calendars import builtin, builtin_clearing

Values = Mapping[str, Any]
Records = Mapping[str, list[dict[str, Any]]]
"""Documents of the client's records, and of the bank's own calendars and profiles, by list."""
Field = Literal["terms", "calendar", "clearing"]

GROUP = ("entities", "banks", "accounts")
FIELDS: Mapping[Field, str] = {"terms": "accounts", "calendar": "banks", "clearing": "banks"}
"""The fields that name something kept elsewhere, and the list whose records have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A name in this field of these records, sorted, that nothing tells."""

    field: Field
    name: str
    records: tuple[str, ...]

    @property
    def told(self) -> str:
        """What is lacking, and what follows from it, in words.

        >>> Lacking(field="terms", name="demand", records=("A", "B")).told[:58]
        "accounts 'A' and 'B': interest terms 'demand' are in no do"
        """
        whose = FIELDS[self.field].removesuffix("s") + "s" * (len(self.records) > 1)
        what, _ = WORDS[self.field]
        return f"{whose} {listed(list(self.records))}: {what.format(name=self.name)}"

    @property
    def expected(self) -> str:
        """What would be right."""
        return WORDS[self.field][1]


WORDS: Mapping[Field, tuple[str, str]] = {
    "terms": (
        "interest terms {name!r} are in no document of a structure, so no interest is computed",
        "`terms` of this id and their `rates` in a structure's document, or accounts without terms",
    ),
    "calendar": (
        "calendar {name!r} is told neither by a structure nor by the bank, so every day is open",
        "this calendar in a structure's document or at /calendars, or banks without one",
    ),
    "clearing": (
        "clearing system {name!r} is in no document of a structure, so any time will do",
        "`clearing` of this system in a structure's document, or banks without one",
    ),
}
"""What a name is of and what follows where it is left out; what would be right."""


def known_only(group: Records, own: Values) -> dict[str, list[dict[str, Any]]]:
    """The group without the names that nothing tells."""
    known = told_names(group, own)
    return {
        name: [
            {key: value for key, value in each.items() if key not in known or value in known[key]}
            for each in group[name]
        ]
        for name in GROUP
    }


def lacking(group: Records, own: Values) -> tuple[Lacking, ...]:
    """Each name that nothing tells, with the records that have it."""
    known = told_names(group, own)
    found: dict[tuple[Field, str], list[str]] = {}
    for field, name in FIELDS.items():
        for each in group[name]:
            if field in each and each[field] not in known[field]:
                found.setdefault((field, each[field]), []).append(each["id"])
    return tuple(
        Lacking(field=field, name=name, records=tuple(sorted(records)))
        for (field, name), records in sorted(found.items())
    )


def among(found: Iterable[Lacking], records: Mapping[str, set[str]]) -> Iterator[Lacking]:
    """What is lacking of these records, by list."""
    for each in found:
        own = tuple(key for key in each.records if key in records[FIELDS[each.field]])
        if own:
            yield Lacking(field=each.field, name=each.name, records=own)


def told_names(group: Records, own: Values) -> dict[str, set[Any]]:
    """The names that the document, the bank's own records and the engine tell, by field."""
    calendars = ids(own, "calendars", "id") | {each["id"] for each in group.get("calendars", ())}
    return {
        "terms": ids(own, "terms", "id"),
        "calendar": calendars | builtin().keys(),
        "clearing": ids(own, "clearing", "system") | builtin_clearing().keys(),
    }


def ids(own: Values, name: str, key: str) -> set[Any]:
    """The ids of a list's records."""
    records = own.get(name)
    listed = records if isinstance(records, list) else []
    return {str(each.get(key)) for each in listed if isinstance(each, dict)}

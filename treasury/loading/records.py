"""Rows as written -> records, with a sentence for every value that is not what it should be.

A whole list is checked and converted at once; only where something is wrong are its records
looked at one by one. The conversion is pydantic's, the judgement and the words are our own.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from treasury.errors import Complaint
from treasury.loading.cells import EXPECTED, PATTERNS, Medium, fault, shown
from treasury.loading.raw import EVERY, KEY_OF, Raw, Rows, Values, key_of
from treasury.loading.shapes import Shape, lists, shapes
from treasury.loading.sources import Origin, Sources
from treasury.scenario import Scenario

PLACEHOLDER = date(2000, 1, 1)
SAME_IDS = ("credit_lines", "term_loans", "overdraft_agreements")
LOANS = dict.fromkeys(SAME_IDS, "credit_lines, term_loans and overdraft_agreements")
"""Lists that share their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was read. `complaints` are located and in the order of the files.

    With complaints, `scenario` is what could be read: without the records that are broken, None
    where nothing could be. `broken` names what is missing from it, (list, id) with EVERY for a
    whole list, and ("scenario", key) for the scenario's own keys: what refers to these is not to
    be complained about. `torn` are the files of the broken records.
    """

    scenario: Scenario | None
    complaints: list[Complaint]
    sources: Sources
    broken: frozenset[tuple[str, str]] = frozenset()
    torn: tuple[str, ...] = ()


@lru_cache
def converter(record: Any, whole_list: bool) -> TypeAdapter[Any]:
    """Converts checked values to a record, or to a value of another type, or a list of them."""
    return TypeAdapter(tuple[record, ...] if whole_list else record)


def formed(raw: Raw) -> Loaded:
    """The scenario of everything that was written, as far as it can be formed."""
    scenario = header_of(raw)
    found: dict[str, Any] = dict.fromkeys(lists(), ())
    for rows in sorted(raw.rows, key=lambda each: list(found).index(each.name)):
        found[rows.name] += tuple(whole(raw, rows) or one_by_one(raw, rows))
    complain_about_torn_ids(raw, found)
    return Loaded(
        scenario=replace(scenario, **found),
        complaints=raw.complaints,
        sources=raw.sources,
        broken=frozenset(raw.broken),
        torn=tuple(dict.fromkeys(origin.file for _, _, origin in raw.torn)),
    )


def complain_about_torn_ids(raw: Raw, found: dict[str, Any]) -> None:
    """Complain about ids of broken records that another record has too.

    Of the records that are left out nothing else can be judged before they are read.
    """
    if not raw.torn:
        return
    known = [name for name in found if name not in KEY_OF]
    seen = {(LOANS.get(name, name), each.id) for name in known for each in found[name]}
    for name, key, origin in raw.torn:
        kind = LOANS.get(name, name)
        if name not in known or not key:
            continue
        if (kind, key) in seen:
            path = (name, origin.number, "id")
            expected = f"an id of its own among {kind}"
            raw.complain_at(origin, path, f"the id {shown(key)} is given twice", expected)
        seen.add((kind, key))


def header_of(raw: Raw) -> Scenario:
    """The scenario's own keys without its lists; what is broken is replaced by a placeholder."""
    good: Values = {"id": "scenario", "first_day": PLACEHOLDER, "last_day": PLACEHOLDER}
    for name, shape in shapes(Scenario).items():
        if ("scenario", name) in raw.broken:
            continue
        wrong = faults(raw.header, shape, raw.medium)
        for path, message, expected in wrong:
            raw.complain(path, message, expected)
        if wrong:
            raw.broken.add(("scenario", name))
        elif name in raw.header:
            good[name] = raw.header[name]
    hints = get_type_hints(Scenario)
    return Scenario(
        **{name: converter(hints[name], False).validate_python(good[name]) for name in good}
    )


def whole(raw: Raw, rows: Rows) -> list[Any]:
    """All records of the list, or none where anything at all is wrong."""
    record = lists()[rows.name]
    if rows.absent or not all(plain(rows, shape) for shape in shapes(record).values()):
        return []
    try:
        records = converter(record, True).validate_python(rows.values)
    except ValidationError:
        return []
    raw.sources.origins.setdefault(rows.name, []).extend(rows.origins)
    return list(records)


def plain(rows: Rows, shape: Shape) -> bool:
    """Whether every value of the field is right, as far as can be seen quickly."""
    name = shape.name
    by_pattern = rows.medium == "csv" and not shape.many and not shape.choices
    if by_pattern and shape.kind not in PATTERNS:
        return True
    given = [values[name] for values in rows.values if name in values]
    if by_pattern:
        return all(map(PATTERNS[shape.kind].fullmatch, set(given)))  # type: ignore[arg-type]
    if shape.many:
        return not any(faults(values, shape, rows.medium) for values in rows.values)
    return not any(fault(value, shape, rows.medium) for value in given)


def one_by_one(raw: Raw, rows: Rows) -> list[Any]:
    """The records that are right; complaints about the others, and their ids among the broken."""
    records = []
    for values, origin in zip(rows.values, rows.origins, strict=True):
        record = converted(raw, rows, values, origin)
        if record is None:
            key = key_of(rows.name, values)
            raw.broken.add((rows.name, key or EVERY))
            raw.torn.append((rows.name, key, origin))
        else:
            records.append(record)
            raw.sources.origins.setdefault(rows.name, []).append(origin)
    return records


def converted(raw: Raw, rows: Rows, values: Values, origin: Origin) -> Any:
    """The record, or None and a complaint for each thing that is wrong with it."""
    record = lists()[rows.name]
    right = not rows.absent
    for name, shape in shapes(record).items():
        if name in rows.absent:
            continue
        for path, message, expected in faults(values, shape, rows.medium):
            right = False
            raw.complain_at(origin, (rows.name, origin.number, *path), message, expected)
    return converter(record, False).validate_python(values) if right else None


Wrong = tuple[tuple[str | int, ...], str, str]


def faults(values: Values, shape: Shape, medium: Medium) -> list[Wrong]:
    """Everything wrong with one field of a record: (path from the record, message, expected)."""
    if shape.name not in values:
        words = {"choice": "one of " + ", ".join(shape.choices), "text": "a value"}
        expected = words.get(shape.kind, EXPECTED[shape.kind])
        return [((shape.name,), "is missing", expected)] if shape.required else []
    value = values[shape.name]
    if not shape.many:
        wrong = fault(value, shape, medium)
        return [((shape.name,), *wrong)] if wrong else []
    if not isinstance(value, list):
        expected = f"a list, each {EXPECTED[shape.kind]}"
        return [((shape.name,), f"{shown(value)} is not a list", expected)]
    each = [(index, fault(one, shape, medium)) for index, one in enumerate(value)]
    return [((shape.name, index), *wrong) for index, wrong in each if wrong]

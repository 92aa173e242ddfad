"""A scenario made of what is kept of a client: the group, the structures in force, the balances.

The opening balance of an account is that of the books at the end of a day; an account of which no
statement tells by then is not guessed at. Items are what was booked on its days, or for whoever
goes on with it.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from api.problems import Wrong, invalid
from api.store import positions
from api.store import structures as store
from api.store.paging import Asked
from api.workflows.booked_items import Booked, booked_items
from api.workflows.exchange_rates import Reporting, reported
from api.workflows.named_elsewhere import Lacking, Records, Values, known_only, lacking
from api.workflows.structure_documents import LISTS, MAIN, with_named
from api.workflows.structures import group_read
from api.workflows.unit import Unit
from treasury.errors import Refused, dotted
from treasury.money import written
from treasury.plan.reading import read_value, scenario_of
from treasury.scenario import Scenario

STRUCTURES_MAX = 100
MADE = "the scenario"
DAY = datetime.timedelta(days=1)
FIRST = datetime.date.min + DAY
WORDS = (
    "Made of what the service keeps of the client: opening balances as booked at the end of {day}; "
    "structures as in force on {first}."
)
WITHOUT = " Nothing that is to come is in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the days of the run, the day of the balances, structures by key.

    `lacking`: whether what accounts and banks name and nobody tells is refused, or left out.
    `items`: whether what was booked on the days of the run is in it. `reporting`: the currency in
    which the group is reported, by the bank's own rates; None: none.
    """

    key: str
    first_day: datetime.date
    last_day: datetime.date
    balances_on: datetime.date | None
    structures: list[str] | None
    as_is: str | None
    lacking: Literal["refuse", "leave_out"] = "refuse"
    items: Literal["none", "booked"] = "none"
    reporting: Reporting | None = None


def composed(unit: Unit, client_id: str, order: Order) -> dict[str, Any]:
    """The keys of the scenario, to be judged; refused where a balance or structure is missing."""
    unit.require("scenarios:write")
    unit.client(client_id)
    day = order.balances_on or max(order.first_day, FIRST) - DAY
    documents, wrong = documents_of(unit, client_id, order)
    openings, unknown = openings_of(unit, client_id, day)
    group, own = group_read(unit, client_id, order.first_day), merged(documents)
    left_out = lacking(group, own)
    if order.lacking == "refuse" and not wrong:
        wrong = [untold(each) for each in left_out]
    if wrong or unknown:
        raise invalid([*wrong, *unknown])
    for structure in [each[MAIN] for each in documents] or [{}]:
        own |= with_named(structure, group, own)
    known = known_only(group, own)
    known["accounts"] = [{**each, "opening": openings[each["id"]]} for each in known["accounts"]]
    booked = items_of(unit, client_id, order, day, known["accounts"])
    text = WORDS.format(day=day, first=order.first_day) + ("" if booked.notices else WITHOUT)
    days = {"first_day": order.first_day.isoformat(), "last_day": order.last_day.isoformat()}
    said = {"as_is": order.as_is} if order.as_is else {}
    in_one = reported(unit, order.reporting, known["accounts"], (order.first_day, order.last_day))
    told = [{"text": text}, *booked.notices, *(notice(each, group) for each in left_out)]
    return {
        "id": order.key, **days, **said, **in_one, **known, **own, "items": booked.items,
        "notices": told, "structures": [each[MAIN] for each in documents],
    }  # fmt: skip


def items_of(
    unit: Unit, client_id: str, order: Order, day: datetime.date, accounts: list[dict[str, Any]]
) -> Booked:
    """What was booked on the days of the run, where it is asked for; `day` is the balances'."""
    if order.items == "none":
        return Booked(items=[], notices=[])
    unit.require("statements:read")
    if day + DAY != order.first_day:
        expected = f"{order.first_day - DAY}, or none: items go on from the balances before them"
        wrong = Wrong(pointer="#/from/balances_on", detail="is not the day before the first",
                      expected=expected)  # fmt: skip
        raise invalid([wrong])
    bearing = {each["id"] for each in accounts if each.get("terms")}
    return booked_items(unit, client_id, (order.first_day, order.last_day), bearing)


def untold(one: Lacking) -> Wrong:
    """The complaint about what a run would reckon without."""
    expected = f'{one.expected}; or "lacking": "leave_out", which a notice in the scenario says'
    return Wrong(pointer="#/from/lacking", detail=one.told, expected=expected)


def notice(one: Lacking, group: Records) -> Values:
    """What every report of the scenario says of what was left out, of these accounts."""
    field = "id" if one.field == "terms" else "bank"
    accounts = [each["id"] for each in group["accounts"] if each[field] in one.records]
    return {"text": f"{one.told[0].upper()}{one.told[1:]}.", "accounts": accounts}


def judged(keys: dict[str, Any]) -> Scenario:
    """The scenario of these keys; what is wrong with it is told of what was asked for."""
    try:
        return scenario_of(read_value(keys, MADE))
    except Refused as found:
        raise invalid(
            Wrong(pointer="#/from", detail=f"{dotted(each.path) if each.path else each.where}: "
                  f"{each.message}", expected=each.expected)
            for each in found.complaints
        ) from None  # fmt: skip


def documents_of(unit: Unit, client_id: str, order: Order) -> tuple[list[Values], list[Wrong]]:
    """The documents of the structures in force on the first day, and those that are not there."""
    rows = store.listed(unit.connection, client_id, {}, Asked(limit=STRUCTURES_MAX)).items
    forces = store.in_force(unit.connection, [row.id for row in rows], order.first_day)
    ids = {row.key: row.id for row in rows if row.id in forces}
    wanted = sorted(ids) if order.structures is None else order.structures
    wrong = [
        Wrong(pointer=f"#/from/structures/{index}", detail="is not in force on the first day",
              expected=f"one of {', '.join(sorted(ids))}" if ids else "none: no structure is")
        for index, key in enumerate(wanted) if key not in ids
    ]  # fmt: skip
    found = []
    for key in wanted:
        row = store.version(unit.connection, ids[key], forces[ids[key]]) if key in ids else None
        if row is not None:
            found.append(row.document)
    return found, wrong


def openings_of(
    unit: Unit, client_id: str, day: datetime.date
) -> tuple[dict[str, str], list[Wrong]]:
    """The balance of each account at the end of the day, and those that nobody knows."""
    rows = positions.on_day(unit.connection, client_id, day)
    known = {row.key: written(row.book, row.currency) for row in rows if row.day is not None}
    unknown = [
        Wrong(pointer="#/from/balances_on", detail=f"no statement tells account {row.key} by {day}",
              expected="a later day, or its statement")
        for row in rows if row.day is None
    ]  # fmt: skip
    return known, unknown


def merged(documents: list[Values]) -> dict[str, Any]:
    """The lists of all documents; a record that two of them have alike stands once."""
    made: dict[str, Any] = {}
    for name in LISTS:
        records = list(distinct(each for found in documents for each in found.get(name, ())))
        if records:
            made[name] = records
    return made


def distinct(records: Iterator[Any]) -> Iterator[Any]:
    """Each record once."""
    seen: list[Any] = []
    for each in records:
        if each not in seen:
            seen.append(each)
            yield each

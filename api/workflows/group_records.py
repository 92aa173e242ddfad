"""One entity, bank or account as it is sent -> the engine's own record, judged as in a scenario.

The record is put among the client's others, and the scenario of all of them is read by the
engine's own reader: what it says of this record is what the caller is told.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.errors import Complaint, Refused
from treasury.loading.folder import load_json
from treasury.loading.raw import EVERY, Raw
from treasury.loading.sources import Sources
from treasury.plan.problems.amounts import AMOUNT_PROBLEMS
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.names import NAME_PROBLEMS
from treasury.scenario import json_text

Values = Mapping[str, Any]
Records = Mapping[str, Mapping[str, Values]]
"""Documents by list ("accounts") and id."""

RECORDS: Mapping[str, type[Any]] = {"entities": Entity, "banks": Bank, "accounts": BankAccount}
ELSEWHERE = frozenset({("terms", EVERY), ("calendars", EVERY), ("clearing", EVERY)})
"""Lists that are not part of the group: names of theirs are judged where a scenario is made."""


def formed(name: str, values: Values, among: Records) -> Any:
    """The record that the values say; refused with everything that is wrong with it.

    `among` holds the client's other records, without the one that it replaces.

    >>> formed("entities", {"id": "HQ", "name": "总部"}, {}).name
    '总部'
    """
    others = {each: list(among.get(each, {}).values()) for each in RECORDS}
    index = len(others[name])
    others[name].append(dict(values))
    raw = Raw(sources=Sources(main="request"), medium="json")
    days = {"first_day": "2000-01-01", "last_day": "2000-01-01"}
    loaded = load_json(raw, json.dumps({"id": "group", **days, **others}))
    found = list(loaded.complaints)
    if loaded.scenario is not None:
        facts = Facts(scenario=loaded.scenario, broken=loaded.broken | ELSEWHERE)
        for problem in (*NAME_PROBLEMS, *AMOUNT_PROBLEMS):
            found += problem(facts)
    own = [
        Complaint(path=each.path[2:], message=each.message, expected=each.expected)
        for each in found
        if loaded.scenario is None or each.path[:2] == (name, index)
    ]
    if own:
        raise Refused(own)
    assert loaded.scenario is not None
    return getattr(loaded.scenario, name)[index]


def document(record: Any) -> dict[str, Any]:
    """What is kept of a record: what differs from its default, amounts as texts."""
    kept: dict[str, Any] = json.loads(json_text(record))
    return kept


@cache
def reader(name: str) -> TypeAdapter[Any]:
    """Makes records of the list of kept documents."""
    return TypeAdapter(RECORDS[name])


def whole(name: str, kept: Values) -> dict[str, Any]:
    """The kept record with every field, amounts as texts.

    >>> whole("banks", {"id": "B"})["after_cut_off"]
    'next_day'
    """
    kind = RECORDS[name]
    record = reader(name).validate_python(kept)
    return {each.name: json.loads(json_text(getattr(record, each.name))) for each in fields(kind)}

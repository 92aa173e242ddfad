"""Tonight's sweeps, from balances that are given or from the books; nothing is changed or kept.

The structure is a document that is not kept yet, or a version of a structure: the one in force on
the day, unless another is named.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from api.problems import Problem, Wrong, conflict, invalid, pointer
from api.store import positions
from api.store import structures as store
from api.workflows.named_elsewhere import Lacking, Values, among
from api.workflows.structure_documents import UNDER, Judged, judged, own, place_of
from api.workflows.structures import existing, group_read, version_read
from api.workflows.unit import Unit
from treasury.errors import Path, Refused
from treasury.flows.items import Item
from treasury.loading.cells import AMOUNT
from treasury.loading.folder import load_value
from treasury.money import written
from treasury.plan.one_day import Asked, members_of
from treasury.plan.reading import shortened
from treasury.reporting.previewing import Preview, preview

ASKED = ("date", "balances", "positions", "items")
AN_AMOUNT = "an amount as text, such as 1234567.89"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a day, balances (None: those of the books), items, what was sent up before."""

    date: datetime.date
    balances: Mapping[str, str] | None
    positions: Mapping[str, str] | None
    items: list[dict[str, Any]]


def of_document(unit: Unit, client_id: str, document: Values, question: Question) -> Preview:
    """What a structure that is not kept would do on the day."""
    unit.require("structures:read")
    unit.client(client_id)
    found = judged(document, group_read(unit, client_id, question.date), question.date, "#/date")
    return answered(unit, client_id, found, question, UNDER)


def of_structure(
    unit: Unit, structure_id: str, number: int | None, question: Question
) -> tuple[int, Preview]:
    """The number of the version, and what it would do on the day."""
    unit.require("structures:read")
    row = existing(unit, structure_id)
    number = number or in_force(unit, structure_id, question.date)
    document = version_read(unit, structure_id, number).row.document
    found = judged(
        document, group_read(unit, row.client_id, question.date), question.date, "#/date"
    )
    return number, answered(unit, row.client_id, found, question, "#/number")


def answered(unit: Unit, client_id: str, found: Judged, question: Question, under: str) -> Preview:
    """The preview, from the balances of the books where none are given."""
    notes = lacking_notes(found, under)
    if question.balances is None:
        question, more = from_books(unit, client_id, found, question)
        notes += more
    made = previewed(found, question, under)
    return replace(made, notes=(*made.notes, *notes))


def from_books(
    unit: Unit, client_id: str, found: Judged, question: Question
) -> tuple[Question, list[str]]:
    """The question with the balances of the books, and what is to be said of them."""
    rows = [row for row in positions.on_day(unit.connection, client_id, question.date)
            if row.day is not None]  # fmt: skip
    members = members_of(found.scenario.links)
    notes = [
        f"The statements of {row.key} end on {row.last_day}; its balance is that of their end."
        for row in rows
        if row.key in members and row.last_day is not None and row.last_day < question.date
    ]
    balances = {row.key: written(row.book, row.currency) for row in rows}
    return replace(question, balances=balances), notes


def lacking_notes(found: Judged, under: str) -> list[str]:
    """What is to be said of interest terms that nobody tells.

    Refused where tonight's sweeps depend on what is lacking: on which days a bank moves money, and
    until when. Interest plays no part in one evening.
    """
    members = set(members_of(found.scenario.links))
    banks = {each.bank for each in found.scenario.accounts if each.id in members}
    here = list(among(found.lacking, {"accounts": members, "banks": banks}))
    if wrong := [each for each in here if each.field != "terms"]:
        raise invalid(
            Wrong(pointer=under, detail=each.told, expected=each.expected) for each in wrong
        )
    return [note(each) for each in here]


def note(terms: Lacking) -> str:
    """The note on interest terms that nobody tells."""
    return (
        f"{terms.told[0].upper()}{terms.told[1:]} in a run; tonight's sweeps do not depend on it. "
        f"Right would be {terms.expected}."
    )


def in_force(unit: Unit, structure_id: str, day: datetime.date) -> int:
    """The number of the version in force; refused where none is."""
    found = store.in_force(unit.connection, [structure_id], day).get(structure_id)
    if found is None:
        wrong = Wrong(pointer="#/number", detail="is missing", expected="the number of a version")
        raise conflict(f"No version of the structure is in force on {day.isoformat()}.", wrong)
    return found


def previewed(found: Judged, question: Question, under: str) -> Preview:
    """What the structure would do; `under` is where what is wrong with it is told."""
    wrong: list[Wrong] = []
    balances = decimals(question.balances or {}, "balances", wrong)
    sent_up = decimals(question.positions or {}, "positions", wrong)
    items = items_of(question, wrong)
    if wrong:
        raise invalid(wrong)
    asked = Asked(
        scenario=found.scenario, structure=found.key, day=question.date, balances=balances,
        items=items, positions=None if question.positions is None else sent_up,
    )  # fmt: skip
    try:
        return preview(asked)
    except Refused as refused:
        raise unanswered(refused, under) from None


def decimals(given: Mapping[str, str], name: str, wrong: list[Wrong]) -> dict[str, Decimal]:
    """The amounts by account; what is no amount is added to what is wrong."""
    found = {}
    for account, text in given.items():
        if AMOUNT.fullmatch(text):
            found[account] = Decimal(text)
        else:
            place = pointer((name, account))
            wrong.append(Wrong(pointer=place, detail="is no amount", expected=AN_AMOUNT))
    return found


def items_of(question: Question, wrong: list[Wrong]) -> tuple[Item, ...]:
    """The items; what cannot be read is added to what is wrong."""
    day = question.date.isoformat()
    keys: dict[str, object] = {"id": "items", "first_day": day, "last_day": day}
    loaded = load_value(keys | {"items": question.items}, "#")
    wrong += [
        Wrong(pointer=pointer(each.path), detail=each.message, expected=each.expected)
        for each in shortened(loaded.complaints)
    ]
    return loaded.scenario.items if loaded.scenario else ()


def unanswered(refused: Refused, under: str) -> Problem:
    """What is wrong with a question, each where it is asked."""
    told = [
        Wrong(pointer=place(each.path, under), detail=each.message, expected=each.expected)
        for each in refused.complaints
        if own(each)
    ]
    other = Wrong(pointer=under, detail="the client's accounts do not allow a preview")
    return invalid(told or [other])


def place(path: Path, under: str) -> str:
    """The pointer of what is wrong: to what was asked, else to the structure."""
    if path and path[0] in ASKED:
        return pointer(path)
    return place_of(path) if path and under == UNDER else under

"""/audit-entries: who did what, when and from where; and whether that was left as it was."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from api.access import Ask, needs
from api.routes.shapes import Cursor, Day, Limit, Listed, Shown, asked, listed
from api.store.auditing import Within
from api.store.paging import LIMIT
from api.workflows import examining

router = APIRouter(prefix="/audit-entries", tags=["audit"])

Word = Annotated[str | None, Query(max_length=200)]
READ = needs("audit:read")


def filters(
    subject_kind: Word = None,
    subject_id: Word = None,
    client_id: Word = None,
    login: Annotated[str | None, Query(max_length=200, description="By whom.")] = None,
    what: Annotated[str | None, Query(max_length=200, description="As `created`.")] = None,
) -> dict[str, str]:
    """What the entries have to be; what is left out may be anything."""
    given = {"subject_kind": subject_kind, "subject_id": subject_id, "client_id": client_id,
             "login": login, "what": what}  # fmt: skip
    return {name: value for name, value in given.items() if value}


class Entry(Shown):
    """Something that was done. `withheld`: what it said before and after is not yours to see."""

    number: int
    at: datetime.datetime
    person_id: str
    login: str
    place: str
    request_id: str
    what: str
    subject_kind: str
    subject_id: str
    client_id: str
    before: Any
    after: Any
    withheld: bool
    hash: str


class Break(Shown):
    """A place at which the chain does not hold, and why."""

    number: int
    why: str


class Verification(Shown):
    """The chain, examined: whether it holds, and at most the first hundred places where not.

    Keep `last_hash` elsewhere: a chain that was written anew from some place on ends in another.
    """

    holds: bool
    count: int
    last_hash: str
    broken: list[Break]


@router.get("", openapi_extra=READ)
def list_entries(
    ask: Ask, given: Annotated[dict[str, str], Depends(filters)], limit: Limit = LIMIT,
    cursor: Cursor = "",
    start: Annotated[Day | None, Query(alias="from", description="UTC.")] = None,
    end: Annotated[Day | None, Query(alias="to", description="UTC, included.")] = None,
) -> Listed[Entry]:  # fmt: skip
    """Changes and exports, the newest first, a page at a time."""
    within = Within(start=moment(start, datetime.time.min), end=moment(end, datetime.time.max))
    page = ask.read(lambda unit: examining.listed(unit, given, within, asked(limit, cursor)))
    return listed(page, Entry)


@router.get("/verification", openapi_extra=READ)
def verify(ask: Ask) -> Verification:
    """Examine the whole audit: each entry has to continue the one before it, unchanged."""
    return Verification.model_validate(ask.read(examining.examined))


def moment(day: datetime.date | None, at: datetime.time) -> datetime.datetime | None:
    """The moment of a day in UTC."""
    return None if day is None else datetime.datetime.combine(day, at, tzinfo=datetime.UTC)

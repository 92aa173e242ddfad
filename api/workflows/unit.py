"""One request's piece of work: a connection, who is asking, and what will be remembered of it.

`require` is asked by every verb before it does anything; rows of clients are found only through
`seen`, so that nobody sees or infers another team's client.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.problems import Problem, not_found
from api.security.identity import RANDOM_BYTES, new_id
from api.security.permissions import RIGHTS, Sight, able, may, narrower, sight
from api.settings import Settings
from api.store import auditing, clients
from api.store.credentials import Way
from api.store.database import Connection, Database
from api.store.people import Person, seen_by

TAKEN_OUT = "exported"
"""What the audit says where something was taken out of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What every piece of work stands on. Time and chance come from outside."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime.datetime]
    randomness: Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a request comes from: an address, and the id it was given. Of its answer only the head
    may be asked for (`HEAD`): then nothing is handed out."""

    place: str
    request_id: str
    head: bool = False


@dataclass(slots=True, kw_only=True)
class Unit:
    """One transaction on behalf of a person. `scopes` are a token's; None: a session, or us.

    Rows are seen as by the roles that have the rights required so far: who reads all clients in
    one role and changes their own in another does not change all.
    """

    service: Service
    connection: Connection
    person: Person
    scopes: frozenset[str] | None
    origin: Origin
    now: datetime.datetime
    way: Way | None = None
    remarks: list[auditing.Remark] = field(default_factory=list)
    sight: Sight | None = None

    def becomes(self, person: Person) -> None:
        """Go on for somebody who was nobody before: they have proved who they are."""
        self.person = person

    def require(self, right: str) -> None:
        """Refuse what the person may not do."""
        if not may(right, self.person.roles, self.scopes):
            raise forbidden(right, self.person, self.scopes)
        self.sight = narrower(self.sight, sight(able(right, self.person.roles)))

    @property
    def seen(self) -> Any:
        """The condition on clients under which the person sees them."""
        assert self.sight is not None, "require a right before looking at rows"
        return seen_by(self.person, self.sight)

    def client(self, client_id: str) -> Any:
        """The client's row; refused as not found where it is not seen."""
        row = clients.found(self.connection, self.seen, client_id)
        if row is None:
            raise not_found("client")
        return row

    def new_id(self) -> str:
        """An id for a new row."""
        return new_id(self.now, self.service.randomness(RANDOM_BYTES))

    def remember(self, remark: auditing.Remark) -> None:
        """Put a remark into the audit when the work is done; not that something was taken out
        where nothing is handed out."""
        if remark.what != TAKEN_OUT or not self.origin.head:
            self.remarks.append(remark)

    def close(self) -> None:
        """Write the remarks at the end of the chain: the last thing before the commit."""
        auditing.append(self.connection, self.author(), self.remarks)

    def author(self) -> auditing.Author:
        """By whom, when and from where."""
        return auditing.Author(
            at=self.now, person_id=self.person.id, login=self.person.login,
            place=self.origin.place, request_id=self.origin.request_id,
        )  # fmt: skip


def forbidden(right: str, person: Person, scopes: frozenset[str] | None) -> Problem:
    """Why a person may not: by their roles, or by their token's scopes."""
    if scopes is not None and not RIGHTS[right].isdisjoint(person.roles):
        detail = f"This token's scopes do not include {right}; make one whose scopes do."
        return Problem(kind="forbidden", detail=detail)
    able = ", ".join(sorted(RIGHTS[right])).replace("_", " ")
    own = ", ".join(person.roles).replace("_", " ") or "none"
    detail = f"It needs the right {right}, which these roles have: {able}. Your roles: {own}."
    return Problem(kind="forbidden", detail=detail)

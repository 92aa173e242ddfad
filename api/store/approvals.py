"""Approvals: who has to agree to what, and what they decided."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, insert, select, update

from api.store.paging import Asked, Page, page
from api.store.tables.people import client
from api.store.tables.terms import approval, structure, structure_version

ONE = approval.alias("another")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """A person, the lines that their roles decide, and the clients they see in them."""

    person_id: str
    lines: Mapping[str, ColumnElement[bool]]


def joined(seen: ColumnElement[bool]) -> Select[Any]:
    """The approvals about clients that are seen, with what they are about."""
    rows = (
        approval.join(client, client.c.id == approval.c.client_id)
        .join(structure_version, structure_version.c.id == approval.c.subject_id)
        .join(structure, structure.c.id == structure_version.c.structure_id)
    )
    about = (structure.c.id.label("structure_id"), structure.c.key, structure_version.c.number,
             structure_version.c.created_by, structure_version.c.effective_from,
             structure_version.c.corrects)  # fmt: skip
    return select(approval, *about).select_from(rows).where(seen)


def listed(
    connection: Connection, seen: ColumnElement[bool], filters: Mapping[str, str], asked: Asked,
    decider: Decider | None = None,
) -> Page[Row[Any]]:  # fmt: skip
    """A page of approvals that match every filter; only those that the decider may decide."""
    wanted = joined(seen)
    for name, value in filters.items():
        wanted = wanted.where(approval.c[name] == value)
    if decider is not None:
        wanted = wanted.where(decidable(decider))
    return page(connection, wanted, approval.c.id, asked)


def decidable(decider: Decider) -> ColumnElement[bool]:
    """The condition under which somebody may decide an approval.

    It is open and of one of their lines; they neither wrote nor submitted what it is about, and
    have decided no other line of it.
    """
    mine = decider.person_id
    lines = [(approval.c.line == line) & seen for line, seen in decider.lines.items()]
    allowed: ColumnElement[bool] = approval.c.id == ""
    for each in lines:
        allowed = allowed | each
    together = (ONE.c.subject_id == approval.c.subject_id) & (
        ONE.c.requested_at == approval.c.requested_at
    )
    another = together & (ONE.c.line != approval.c.line) & (ONE.c.state != "withdrawn")
    other = exists().where(another & (ONE.c.decided_by == mine))
    return (
        allowed
        & (approval.c.state == "open")
        & (approval.c.requested_by != mine)
        & (structure_version.c.created_by != mine)
        & ~other
    )


def found(connection: Connection, seen: ColumnElement[bool], approval_id: str) -> Row[Any] | None:
    """The approval with the id, if its client is seen."""
    return connection.execute(joined(seen).where(approval.c.id == approval_id)).one_or_none()


def may_decide(connection: Connection, decider: Decider, approval_id: str) -> bool:
    """Whether somebody may decide the approval."""
    any_client = client.c.id == client.c.id
    wanted = joined(any_client).where(approval.c.id == approval_id).where(decidable(decider))
    return connection.execute(wanted).one_or_none() is not None


def of(connection: Connection, version_ids: Iterable[str]) -> list[Row[Any]]:
    """The approvals of versions, the oldest first."""
    where = approval.c.subject_id.in_(list(version_ids))
    return list(connection.execute(select(approval).where(where).order_by(approval.c.id)))


def add(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Ask for approvals."""
    connection.execute(insert(approval), rows)


def decide(
    connection: Connection, approval_id: str, state: str, by: tuple[str, datetime.datetime, str]
) -> bool:
    """Whether the approval was open, and is decided now: by whom, when, why."""
    who, when, reason = by
    where = (approval.c.id == approval_id) & (approval.c.state == "open")
    values = {"state": state, "decided_by": who, "decided_at": when, "reason": reason,
              "version": approval.c.version + 1}  # fmt: skip
    return connection.execute(update(approval).where(where).values(**values)).rowcount == 1


def close(connection: Connection, version_id: str, by: tuple[str, datetime.datetime, str]) -> None:
    """Withdraw all open approvals of a version."""
    who, when, reason = by
    where = (approval.c.subject_id == version_id) & (approval.c.state == "open")
    values = {"state": "withdrawn", "decided_by": who, "decided_at": when, "reason": reason,
              "version": approval.c.version + 1}  # fmt: skip
    connection.execute(update(approval).where(where).values(**values))


def delete_of(connection: Connection, version_ids: Iterable[str]) -> None:
    """Take the questions about drafts, which nobody decided, away with them."""
    connection.execute(approval.delete().where(approval.c.subject_id.in_(list(version_ids))))

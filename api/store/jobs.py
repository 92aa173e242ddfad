"""Jobs: put into a queue, leased to one worker at a time, handed back, ended.

A lease says who works, on which attempt, and until when; whoever writes for a job shows it
first (`held`), so that a worker whose lease ran out and was given to another changes nothing.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from api.store.tables.runs import job

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
ENDED = (DONE, FAILED, CANCELLED)
RECENT = datetime.timedelta(minutes=10)
"""Jobs that somebody's colleague started within this time let others go first."""
NO_LEASE = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A job in somebody's hands: `owner` works on it, for the `attempt`th time."""

    job_id: str
    kind: str
    subject_id: str
    requested_by: str
    owner: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is: thousandths, and what is being done."""

    per_mille: int
    note: str


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Put a job into the queue."""
    connection.execute(insert(job).values(**values))


def of_subject(
    connection: Connection, kind: str, subject_id: str, *, locked: bool = False
) -> Row[Any] | None:
    """The job about this subject, held until the end of the transaction where it is `locked`."""
    where = (job.c.kind == kind) & (job.c.subject_id == subject_id)
    wanted = select(job).where(where)
    return connection.execute(wanted.with_for_update() if locked else wanted).one_or_none()


def waiting(connection: Connection, now: datetime.datetime) -> bool:
    """Whether any job could be taken now."""
    return connection.execute(select(job.c.id).where(takeable(now)).limit(1)).first() is not None


def takeable(now: datetime.datetime) -> ColumnElement[bool]:
    """Jobs in the queue, and those whose worker has not been heard of."""
    return or_(job.c.state == QUEUED, lapsed(now))


def lapsed(now: datetime.datetime) -> ColumnElement[bool]:
    """Jobs whose lease ran out."""
    return and_(job.c.state == RUNNING, job.c.lease_until <= now)


def given_up(
    connection: Connection, now: datetime.datetime, attempts_max: int
) -> Sequence[Row[Any]]:
    """Jobs whose lease ran out and that are not to be tried again; held by this transaction."""
    over = or_(job.c.cancel, job.c.attempts >= attempts_max)
    wanted = select(job).where(lapsed(now)).where(over).order_by(job.c.id)
    return connection.execute(wanted.with_for_update(skip_locked=True)).all()


def taken(
    connection: Connection, owner: str, now: datetime.datetime, until: datetime.datetime
) -> Lease | None:
    """The next job, leased to the owner; None where there is nothing to do.

    Fair between people: whoever has the fewest jobs running goes first, then whoever had the
    fewest started lately, then whoever asked first.
    """
    row = connection.execute(next_one(now)).first()
    if row is None:
        return None
    values = {"state": RUNNING, "attempts": row.attempts + 1, "lease_owner": owner,
              "lease_until": until, "started_at": now, "per_mille": 0,
              "note": ""}  # fmt: skip
    connection.execute(update(job).where(job.c.id == row.id).values(**values))
    return Lease(
        job_id=row.id, kind=row.kind, subject_id=row.subject_id, requested_by=row.requested_by,
        owner=owner, attempt=row.attempts + 1,
    )  # fmt: skip


def next_one(now: datetime.datetime) -> Select[Any]:
    """The question for the next job; one that another transaction is taking is passed over."""
    working = and_(job.c.state == RUNNING, job.c.lease_until > now)
    busy = (
        select(
            job.c.requested_by,
            func.sum(case((working, 1), else_=0)).label("running"),
            func.count().label("started"),
        )
        .where(or_(working, job.c.started_at > now - RECENT))
        .group_by(job.c.requested_by)
        .subquery()
    )
    return (
        select(job)
        .select_from(job.outerjoin(busy, busy.c.requested_by == job.c.requested_by))
        .where(takeable(now))
        .order_by(
            func.coalesce(busy.c.running, 0), func.coalesce(busy.c.started, 0),
            job.c.created_at, job.c.id,
        )
        .limit(1)
        .with_for_update(of=job, skip_locked=True)
    )  # fmt: skip


def mine(lease: Lease) -> ColumnElement[bool]:
    """The job, as long as the lease is the last that was given."""
    return and_(
        job.c.id == lease.job_id, job.c.state == RUNNING, job.c.lease_owner == lease.owner,
        job.c.attempts == lease.attempt,
    )  # fmt: skip


def held(connection: Connection, lease: Lease) -> Row[Any] | None:
    """The job, held until the end of the transaction; None where the lease was lost."""
    return connection.execute(select(job).where(mine(lease)).with_for_update()).one_or_none()


def renewed(
    connection: Connection, lease: Lease, until: datetime.datetime, progress: Progress
) -> bool:
    """Whether the lease was still ours; it is longer now, and tells how far the work is."""
    values = {"lease_until": until, "per_mille": progress.per_mille, "note": progress.note}
    return connection.execute(update(job).where(mine(lease)).values(**values)).rowcount == 1


def cancelling(connection: Connection, lease: Lease) -> bool | None:
    """Whether the job is to be cancelled; None where the lease was lost."""
    found = connection.execute(select(job.c.cancel).where(mine(lease))).one_or_none()
    return None if found is None else bool(found.cancel)


def handed_back(connection: Connection, lease: Lease, *, counted: bool) -> bool:
    """Whether the lease was still ours; the job waits again. `counted`: the attempt counts."""
    values = {"state": QUEUED, "attempts": lease.attempt - (not counted), "per_mille": 0,
              "note": "", **NO_LEASE}  # fmt: skip
    return connection.execute(update(job).where(mine(lease)).values(**values)).rowcount == 1


def ended(
    connection: Connection, job_id: str, state: str, now: datetime.datetime, error: Any = None
) -> None:
    """Write down how the job ended; who calls holds it."""
    values = {"state": state, "finished_at": now, "error": error, "note": "", **NO_LEASE}
    if state == DONE:
        values["per_mille"] = 1000
    connection.execute(update(job).where(job.c.id == job_id).values(**values))


def ask_to_cancel(connection: Connection, job_id: str) -> None:
    """Ask whoever works on the job to stop."""
    connection.execute(update(job).where(job.c.id == job_id).values(cancel=True))

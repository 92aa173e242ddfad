"""Jobs as their workers see them: taken, handed back, ended; with what becomes of their runs.

A job and its run change together, in one transaction that holds the job and has seen that the
lease is still the last one given.
"""

import datetime
from typing import Any

from api.store import auditing, jobs, runs
from api.store.database import Connection
from api.store.jobs import CANCELLED, FAILED, QUEUED, Lease
from api.store.people import person_of
from api.workflows.unit import Service

WORKER = "worker"
"""Where what a worker does comes from, in the audit."""


class LeaseLost(Exception):
    """Another worker has the job: whatever was worked out here is nobody's."""


class Cancelled(Exception):
    """Whoever asked for the job does not want it any more."""


def take(service: Service, owner: str) -> Lease | None:
    """The next job, leased to the owner; None where there is nothing to do.

    Jobs whose workers were lost too often are ended on the way.
    """
    now = service.clock()
    with service.database.reading() as connection:
        if not jobs.waiting(connection, now):
            return None

    def work(connection: Connection) -> Lease | None:
        for lapsed in jobs.given_up(connection, now, service.settings.job_attempts_max):
            give_up(connection, service, lapsed)
        return jobs.taken(connection, owner, now, lease_until(service))

    return service.database.writing(work)


def lease_until(service: Service) -> datetime.datetime:
    """Until when a lease is that is given now."""
    return service.clock() + datetime.timedelta(seconds=service.settings.lease_seconds)


def give_up(connection: Connection, service: Service, lapsed: Any) -> None:
    """End a job whose worker was lost and that is not tried again."""
    tries = "once" if lapsed.attempts == 1 else f"{lapsed.attempts} times"
    detail = f"It was begun {tries}, and each time its worker was lost before it was done."
    state, error = (CANCELLED, None) if lapsed.cancel else (FAILED, failure(detail))
    finish(connection, service, (lapsed.id, lapsed.subject_id), state, error)


def require_held(connection: Connection, lease: Lease) -> None:
    """Hold the job; refused where the lease was lost or the job is not wanted any more."""
    row = jobs.held(connection, lease)
    if row is None:
        raise LeaseLost
    if row.cancel:
        raise Cancelled


def hand_back(service: Service, lease: Lease, *, counted: bool) -> None:
    """Put the job back into the queue, if it is still ours. `counted`: the attempt counts."""

    def work(connection: Connection) -> None:
        if jobs.handed_back(connection, lease, counted=counted):
            runs.change(connection, lease.subject_id, {"state": QUEUED})

    service.database.writing(work)


def failed_attempt(service: Service, lease: Lease) -> None:
    """The work broke off by our own fault: another attempt, or the end after the last one."""
    if lease.attempt < service.settings.job_attempts_max:
        hand_back(service, lease, counted=True)
        return
    detail = "Something went wrong on our side each time it was tried; it was written down."
    end(service, lease, FAILED, failure(detail))


def end(service: Service, lease: Lease, state: str, error: Any = None) -> None:
    """Write down that the job failed or was cancelled, if it is still ours."""

    def work(connection: Connection) -> None:
        if jobs.held(connection, lease) is not None:
            finish(connection, service, (lease.job_id, lease.subject_id), state, error)

    service.database.writing(work)


def finish(
    connection: Connection, service: Service, which: tuple[str, str], state: str, error: Any = None
) -> None:
    """End the job and its run (their ids) without results; who calls holds the job."""
    job_id, run_id = which
    now = service.clock()
    jobs.ended(connection, job_id, state, now, error)
    runs.ended(connection, run_id, state, now, error)
    remember(connection, service, run_id)


def remember(connection: Connection, service: Service, run_id: str) -> None:
    """Put the end of a run into the audit, in the name of who asked for it."""
    row = runs.row_of(connection, run_id)
    person = person_of(connection, row.requested_by)
    assert person is not None, "people are never removed"
    author = auditing.Author(
        at=service.clock(), person_id=person.id, login=person.login, place=WORKER, request_id="",
    )  # fmt: skip
    after = {"state": row.state, "fingerprint": row.fingerprint, "seed": row.seed,
             "engine": row.engine, "error": row.error}  # fmt: skip
    remark = auditing.Remark(
        what="ended", subject_kind="run", subject_id=row.id, client_id=row.client_id, after=after
    )
    auditing.append(connection, author, [remark])


def failure(detail: str) -> dict[str, Any]:
    """Why a job failed, in a sentence."""
    return {"detail": detail, "errors": []}

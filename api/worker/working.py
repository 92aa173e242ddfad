"""The loop of a worker: take the next job, work, keep the lease alive, until it is to stop.

A keeper's thread renews the lease and writes progress while the work goes on; the work asks it
at every report of progress whether to go on. Where the process dies, the lease runs out and
another worker begins the job anew.
"""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import structlog

from api.store import jobs
from api.store.database import Connection
from api.store.jobs import CANCELLED, Lease, Progress
from api.store.runs import KIND as RUN
from api.workflows.executing import Working, execute
from api.workflows.leasing import (
    Cancelled,
    LeaseLost,
    end,
    failed_attempt,
    hand_back,
    lease_until,
    take,
)
from api.workflows.unit import Service

log = structlog.get_logger()
POLL_SECONDS = 0.25
"""How soon a new job is seen, and a wish to cancel."""
AWAY_SECONDS = 5
"""How soon a worker tries again that could not even ask for a job."""
RENEWED_TIMES = 3
"""A lease is renewed so often within its time."""

Execute = Callable[[Service, Lease, Working], None]
EXECUTORS: dict[str, Execute] = {RUN: execute}
"""What executes each kind of job."""


class Stop(Protocol):
    """Tells that the worker is to stop; as `threading.Event` and `multiprocessing.Event` do."""

    def is_set(self) -> bool:
        """Whether it is to stop."""

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it is to stop, told as soon as it is, after the timeout at the latest."""


class Stopped(Exception):
    """The worker is to stop: the job goes back into the queue."""


def nothing(_: str) -> None:
    """Nobody watches the steps."""


def work(service: Service, owner: str, stop: Stop) -> None:
    """Execute jobs until it is to stop; `owner` is the worker's own name, no other's."""
    while not stop.is_set():
        try:
            if not work_once(service, owner, stop):
                stop.wait(POLL_SECONDS)
        except Exception:  # the database is away, for example: it may come back
            log.exception("worker failed", owner=owner)
            stop.wait(AWAY_SECONDS)


def work_once(
    service: Service, owner: str, stop: Stop, step: Callable[[str], None] = nothing
) -> bool:
    """Whether there was a job; it was executed. `step` is told each step that was passed."""
    lease = take(service, owner)
    if lease is None:
        return False
    step("taken")
    said = {"job": lease.job_id, "kind": lease.kind, "attempt": lease.attempt}
    log.info("job begins", **said)
    with Keeper(service, lease, stop) as keeper:
        outcome = attempted(service, lease, Working(tell=keeper.tell, step=step))
    log.info("job ends", **said, outcome=outcome)
    return True


def attempted(service: Service, lease: Lease, working: Working) -> str:
    """What became of one attempt at a job."""
    try:
        EXECUTORS[lease.kind](service, lease, working)
    except LeaseLost:
        return "lease lost"
    except Cancelled:
        end(service, lease, CANCELLED)
        return "cancelled"
    except Stopped:
        hand_back(service, lease, counted=False)
        return "handed back"
    except Exception:
        log.exception("job failed", job=lease.job_id, attempt=lease.attempt)
        failed_attempt(service, lease)
        return "failed"
    return "done"


class Keeper:
    """Keeps a lease while the work goes on, writes progress, and hears of wishes to stop."""

    def __init__(self, service: Service, lease: Lease, stop: Stop) -> None:
        """Be ready to keep the lease."""
        self.service, self.lease, self.stop = service, lease, stop
        self.latest = self.written = Progress(per_mille=0, note="")
        self.until = lease_until(service)
        self.lost = self.cancelled = False
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.keep, name="lease", daemon=True)

    def __enter__(self) -> Self:
        """Begin to keep it."""
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Keep it no longer."""
        self.over.set()
        self.thread.join()

    def tell(self, share: float, note: str) -> None:
        """Take note of the share done, from 0 to 1; raises where the work is to stop."""
        self.latest = Progress(per_mille=round(1000 * share), note=note)
        if self.lost:
            raise LeaseLost
        if self.cancelled:
            raise Cancelled
        if self.stop.is_set():
            raise Stopped

    def keep(self) -> None:
        """Look at the lease until the work is over."""
        while not self.over.wait(POLL_SECONDS):
            try:
                self.look()
            except Exception:  # while it lasts: a lease that cannot be renewed runs out
                log.exception("lease not renewed", job=self.lease.job_id)

    def look(self) -> None:
        """Write progress and renew the lease where it is time; hear whether to stop."""
        with self.service.database.reading() as connection:
            cancelled = jobs.cancelling(connection, self.lease)
        self.lost, self.cancelled = cancelled is None, bool(cancelled)
        latest, left = self.latest, self.until - self.service.clock()
        due = left.total_seconds() <= self.service.settings.lease_seconds * (1 - 1 / RENEWED_TIMES)
        if self.lost or not (due or latest != self.written):
            return
        until = lease_until(self.service)

        def renew(connection: Connection) -> bool:
            return jobs.renewed(connection, self.lease, until, latest)

        self.lost = not self.service.database.writing(renew)
        self.until, self.written = until, latest

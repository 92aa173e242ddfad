"""Runs: started, listed, read, cancelled. What they find out is in `results.py`."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.problems import Problem, conflict, not_found
from api.store import jobs
from api.store import runs as store
from api.store.auditing import Remark
from api.store.jobs import CANCELLED, QUEUED, RUNNING
from api.store.paging import Asked, Page
from api.workflows.unit import Service, Unit


def started(unit: Unit, scenario_id: str, number: int | None, seed: int) -> Any:
    """A new run of a version of the scenario (None: the latest), waiting for a worker."""
    unit.require("runs:write")
    version = store.version_of(unit.connection, unit.seen, scenario_id, number)
    if version is None:
        known = store.is_seen(unit.connection, unit.seen, scenario_id)
        raise not_found("version of the scenario" if known else "scenario")
    run_id = unit.new_id()
    store.add(unit.connection, {
        "id": run_id, "client_id": version.client_id, "scenario_version_id": version.id,
        "fingerprint": version.fingerprint, "seed": seed, "requested_by": unit.person.id,
        "created_at": unit.now,
    })  # fmt: skip
    jobs.add(unit.connection, {
        "id": unit.new_id(), "kind": store.KIND, "subject_id": run_id,
        "client_id": version.client_id, "requested_by": unit.person.id, "created_at": unit.now,
    })  # fmt: skip
    after = {"scenario_id": scenario_id, "version": version.number, "seed": seed,
             "fingerprint": version.fingerprint}  # fmt: skip
    unit.remember(remark("started", run_id, version.client_id, after))
    return seen_run(unit, run_id)


def listed(unit: Unit, filters: Mapping[str, str], asked: Asked) -> Page[Any]:
    """A page of the runs that the person sees."""
    unit.require("runs:read")
    return store.listed(unit.connection, unit.seen, filters, asked)


def read(unit: Unit, run_id: str) -> Any:
    """A run."""
    unit.require("runs:read")
    return seen_run(unit, run_id)


def seen_run(unit: Unit, run_id: str) -> Any:
    """The run; refused as not found where it is not seen."""
    row = store.found(unit.connection, unit.seen, run_id)
    if row is None:
        raise not_found("run")
    return row


def done_run(unit: Unit, run_id: str) -> Any:
    """The run with its results; refused where it has none (yet)."""
    row = seen_run(unit, run_id)
    refuse_undone(row.state)
    return row


def refuse_undone(state: str) -> None:
    """Refuse a run without results."""
    if state != jobs.DONE:
        raise conflict(NO_RESULTS[state])


NO_RESULTS = {
    QUEUED: "The run waits for a worker; it has no results yet.",
    RUNNING: "The run is not done; it has no results yet.",
    jobs.FAILED: "The run failed and has no results; its `error` says why.",
    CANCELLED: "The run was cancelled and has no results.",
}


def cancelled(unit: Unit, run_id: str) -> Any:
    """The run, cancelled at once where nobody works on it, else as soon as its worker hears."""
    unit.require("runs:write")
    row = seen_run(unit, run_id)
    job = jobs.of_subject(unit.connection, store.KIND, run_id, locked=True)
    assert job is not None, "every run has a job"
    if job.state == CANCELLED or (job.state == RUNNING and job.cancel):
        return seen_run(unit, run_id)
    if job.state in jobs.ENDED:
        raise over(job.state)
    jobs.ask_to_cancel(unit.connection, job.id)
    if job.state == QUEUED:
        jobs.ended(unit.connection, job.id, CANCELLED, unit.now)
        store.ended(unit.connection, run_id, CANCELLED, unit.now)
    unit.remember(remark("cancelled", run_id, row.client_id, {"was": job.state}))
    return seen_run(unit, run_id)


def over(state: str) -> Problem:
    """Why a run that has ended cannot be cancelled."""
    return conflict(f"The run is over ({state}); there is nothing to cancel.")


def progress(service: Service, run_ids: Iterable[str]) -> dict[str, Any]:
    """How far these runs are; whoever asks has been let see them."""
    with service.database.reading() as connection:
        return store.progress_of(connection, run_ids)


def remark(what: str, run_id: str, client_id: str, after: Any) -> Remark:
    """A remark about a run."""
    return Remark(
        what=what, subject_kind="run", subject_id=run_id, client_id=client_id, after=after
    )

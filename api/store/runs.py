"""Runs: of which version of a scenario, how far they are, and how they ended."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update

from api.store.paging import Asked, Page, page
from api.store.tables.people import client
from api.store.tables.runs import job, run, scenario, scenario_version

KIND = "run"
"""The kind of the jobs that execute runs."""

OF_RUN = job.c.kind == KIND
SHOWN = (
    run.c.id, run.c.client_id, run.c.fingerprint, run.c.engine, run.c.seed, run.c.state,
    run.c.error, run.c.requested_by, run.c.created_at, run.c.finished_at, run.c.version,
    scenario.c.id.label("scenario_id"), scenario_version.c.number.label("scenario_version"),
    job.c.per_mille, job.c.note, job.c.attempts, job.c.started_at,
    job.c.cancel.label("cancelling"),
)  # fmt: skip


def version_of(
    connection: Connection, seen: ColumnElement[bool], scenario_id: str, number: int | None
) -> Any:
    """The version of a scenario that is seen: the one of that number, or the latest."""
    wanted = (
        select(
            scenario_version.c.id, scenario_version.c.number, scenario_version.c.fingerprint,
            scenario.c.client_id,
        )
        .select_from(scenario_version)
        .join(scenario, scenario.c.id == scenario_version.c.scenario_id)
        .join(client, client.c.id == scenario.c.client_id)
        .where(scenario.c.id == scenario_id)
        .where(seen)
        .order_by(scenario_version.c.number.desc())
        .limit(1)
    )  # fmt: skip
    if number is not None:
        wanted = wanted.where(scenario_version.c.number == number)
    return connection.execute(wanted).one_or_none()


def is_seen(connection: Connection, seen: ColumnElement[bool], scenario_id: str) -> bool:
    """Whether there is such a scenario, and it is seen."""
    joined = scenario.join(client, client.c.id == scenario.c.client_id)
    wanted = select(scenario.c.id).select_from(joined).where(scenario.c.id == scenario_id)
    return connection.execute(wanted.where(seen)).first() is not None


def joined_runs(*columns: ColumnElement[Any]) -> Select[Any]:
    """Runs with their scenarios, clients and jobs."""
    return (
        select(*columns)
        .select_from(run)
        .join(scenario_version, scenario_version.c.id == run.c.scenario_version_id)
        .join(scenario, scenario.c.id == scenario_version.c.scenario_id)
        .join(client, client.c.id == run.c.client_id)
        .outerjoin(job, (job.c.subject_id == run.c.id) & OF_RUN)
    )


FILTERS: Mapping[str, ColumnElement[Any]] = {
    "scenario": scenario.c.id, "state": run.c.state, "client": run.c.client_id,
}  # fmt: skip


def listed(
    connection: Connection, seen: ColumnElement[bool], filters: Mapping[str, str], asked: Asked
) -> Page[Row[Any]]:
    """A page of the runs that are seen and match every filter, the oldest first."""
    wanted = joined_runs(*SHOWN).where(seen)
    for name, value in filters.items():
        wanted = wanted.where(FILTERS[name] == value)
    return page(connection, wanted, run.c.id, asked)


def found(connection: Connection, seen: ColumnElement[bool], run_id: str) -> Row[Any] | None:
    """The run with the id, its figures too, if it is seen."""
    wanted = joined_runs(*SHOWN, run.c.summary).where(run.c.id == run_id).where(seen)
    return connection.execute(wanted).one_or_none()


def row_of(connection: Connection, run_id: str) -> Row[Any]:
    """The run with the id, which is there, whoever may see it."""
    return connection.execute(select(run).where(run.c.id == run_id)).one()


def scenario_text(connection: Connection, run_id: str) -> str:
    """The canonical text of the scenario that the run with the id is of."""
    joined = run.join(scenario_version, scenario_version.c.id == run.c.scenario_version_id)
    wanted = select(scenario_version.c.document).select_from(joined).where(run.c.id == run_id)
    return str(connection.execute(wanted).scalar_one())


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Add a run."""
    connection.execute(insert(run).values(**values))


def change(connection: Connection, run_id: str, values: Mapping[str, Any]) -> None:
    """Change a run that the caller holds by its job."""
    raised = {**values, "version": run.c.version + 1}
    connection.execute(update(run).where(run.c.id == run_id).values(**raised))


def ended(
    connection: Connection, run_id: str, state: str, now: datetime.datetime, error: Any = None
) -> None:
    """Write down that the run ended without results."""
    change(connection, run_id, {"state": state, "finished_at": now, "error": error})


def progress_of(connection: Connection, run_ids: Iterable[str]) -> dict[str, Any]:
    """How far each of these runs is: state, thousandths, note, error, attempts."""
    columns = (run.c.id, run.c.state, run.c.error, job.c.per_mille, job.c.note, job.c.attempts)
    wanted = (
        select(*columns).select_from(run).outerjoin(job, (job.c.subject_id == run.c.id) & OF_RUN)
    )
    rows = connection.execute(wanted.where(run.c.id.in_(list(run_ids))))
    return {row.id: row for row in rows}


def beginning_with(connection: Connection, text: str) -> list[str]:
    """The ids that begin so, at most two."""
    wanted = select(run.c.id).where(func.substr(run.c.id, 1, len(text)) == text)
    return list(connection.execute(wanted.order_by(run.c.id).limit(2)).scalars())

"""Whether what is kept of runs is true: nothing is done without results, or twice, or kept of what
is not done; files are what was written. Their books are examined with all others."""

from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from api.store import run_results
from api.store.examined import Check
from api.store.runs import OF_RUN
from api.store.tables.books import book
from api.store.tables.runs import job, run, run_file, run_projection, run_table

KEPT = (book, run_file, run_table, run_projection)


def jobs(connection: Connection) -> Check:
    """Whether each run has one job, which is as far as the run."""
    faults = (*unlike(connection), *twice(connection))
    return Check(name="jobs", examined=count(connection, job), what="jobs", faults=faults)


def unlike(connection: Connection) -> Iterator[str]:
    """Runs whose job says another state than they do."""
    joined = run.outerjoin(job, (job.c.subject_id == run.c.id) & OF_RUN)
    wanted = select(run.c.id, run.c.state, job.c.state.label("job_state")).select_from(joined)
    # a job that was taken makes its run `running` a moment later; one taken again finds it so
    about_to = and_(job.c.state == "running", run.c.state == "queued")
    other = or_(job.c.state.is_(None), and_(job.c.state != run.c.state, ~about_to))
    for row in connection.execute(wanted.where(other).order_by(run.c.id)):
        yield f"run {row.id} is {row.state}, and its job is {row.job_state or 'missing'}"


def twice(connection: Connection) -> Iterator[str]:
    """Runs with more than one job."""
    wanted = select(job.c.subject_id).where(OF_RUN).group_by(job.c.subject_id)
    for run_id in connection.execute(wanted.having(func.count() > 1)).scalars():
        yield f"run {run_id} has more than one job"


def results(connection: Connection) -> Check:
    """Whether every run that is done has all its results, and no other run any; files' hashes."""
    faults = [*of_undone(connection)]
    wanted = select(run.c.id, run.c.summary).where(run.c.state == "done").order_by(run.c.id)
    for row in connection.execute(wanted).all():
        faults += missing(connection, row.id, len(row.summary["structures"]))
        for file in run_results.files(connection, row.id):
            if not file.true:
                faults.append(f"run {row.id}: file {file.name} is not what was written")
    examined = count(connection, run_file)
    return Check(name="results", examined=examined, what="files of runs", faults=tuple(faults))


def of_undone(connection: Connection) -> Iterator[str]:
    """Runs that are not done, and of which something is kept all the same."""
    for table in KEPT:
        kept = run.c.id.in_(select(table.c.run_id).where(table.c.run_id.is_not(None)))
        wanted = select(run.c.id).where(run.c.state != "done").where(kept).order_by(run.c.id)
        for run_id in connection.execute(wanted).scalars():
            yield f"run {run_id} is not done, and yet there are rows of it in {table.name}"


def missing(connection: Connection, run_id: str, structures: int) -> Iterator[str]:
    """What of a run that is done is not there: a book and a projection for each structure..."""
    for table in KEPT:
        found = count(connection, table, table.c.run_id == run_id)
        exact = table in (book, run_projection)
        if found != structures if exact else found < structures:
            yield f"run {run_id} has {structures} structures, and {found} rows in {table.name}"


def count(connection: Connection, table: Table, where: ColumnElement[bool] | None = None) -> int:
    """How many rows there are."""
    wanted = select(func.count()).select_from(table)
    return int(connection.execute(wanted if where is None else wanted.where(where)).scalar_one())


CHECKS: tuple[Callable[[Connection], Check], ...] = (jobs, results)
"""Every check of the runs."""

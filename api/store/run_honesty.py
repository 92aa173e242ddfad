"""Questions that show whether runs, their jobs and what is kept of them fit together."""

from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from api.store.runs import OF_RUN
from api.store.tables.runs import job, run


def unfit_jobs(connection: Connection) -> list[Any]:
    """Runs whose job says another state than they do; id, state, and the job's state (or None)."""
    joined = run.outerjoin(job, (job.c.subject_id == run.c.id) & OF_RUN)
    wanted = select(run.c.id, run.c.state, job.c.state.label("job_state")).select_from(joined)
    # a job that is taken makes its run `running` a moment later
    about_to = and_(job.c.state == "running", run.c.state == "queued")
    unlike = or_(job.c.state.is_(None), and_(job.c.state != run.c.state, ~about_to))
    return list(connection.execute(wanted.where(unlike).order_by(run.c.id)))


def jobs_done_twice(connection: Connection) -> list[str]:
    """The ids of runs with more than one job."""
    wanted = select(job.c.subject_id).where(OF_RUN).group_by(job.c.subject_id)
    return list(connection.execute(wanted.having(func.count() > 1)).scalars())


def undone_with_results(connection: Connection, kept: Any) -> list[str]:
    """The ids of runs that are not done, and of which the table keeps something all the same."""
    wanted = (
        select(run.c.id).where(run.c.state != "done").where(run.c.id.in_(select(kept.c.run_id)))
    )
    return list(connection.execute(wanted.order_by(run.c.id)).scalars())

"""A run's job, from the lease to the results: read, simulate, pack, keep it all at once.

Nothing is written until everything is known; then one transaction looks once more whether the
lease is still ours, and writes results, run, job and audit together. A worker that dies before
leaves nothing behind; one that lost its lease meanwhile writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.problems import refused
from api.store import books, jobs, run_results, runs
from api.store.database import Connection
from api.store.jobs import DONE, FAILED, RUNNING, Lease
from api.workflows.leasing import end, remember, require_held
from api.workflows.run_keeping import Kept, kept
from api.workflows.unit import Service
from treasury import __version__
from treasury.errors import Refused

if TYPE_CHECKING:
    from treasury.comparison import Study
    from treasury.scenario import Scenario

Step = Callable[[str], None]
Tell = Callable[[float, str], None]
SIMULATED = 0.8
"""The share of a run's progress that its simulation is; the rest is writing reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """A worker's hands: `tell` takes progress and raises where the work is to stop; `step` is
    told each step that is passed."""

    tell: Tell
    step: Step


def execute(service: Service, lease: Lease, working: Working) -> None:
    """Do the run: simulate it and keep its results, or write down why not."""
    begin(service, lease)
    working.step("begun")
    try:
        study = studied(service, lease, working.tell)
        working.step("simulated")
        found = kept(study, within(working.tell, SIMULATED, 1.0))
        working.step("packed")
        working.tell(1.0, "storing")
        service.database.writing(
            lambda connection: keep(connection, service, lease, (found, working))
        )
    except Refused as error:
        end(service, lease, FAILED, refusal(error))
    else:
        working.step("kept")


def begin(service: Service, lease: Lease) -> None:
    """Say that the run is running."""

    def work(connection: Connection) -> None:
        require_held(connection, lease)
        runs.change(connection, lease.subject_id, {"state": RUNNING, "engine": __version__})

    service.database.writing(work)


def studied(service: Service, lease: Lease, tell: Tell) -> "Study":
    """The study of the run's scenario."""
    from treasury.comparison import study

    with service.database.reading() as connection:
        text = runs.scenario_text(connection, lease.subject_id)
    tell(0.0, "reading the scenario")
    return study(runnable(text), within(tell, 0.0, SIMULATED), text)


def runnable(text: str) -> "Scenario":
    """The scenario with this canonical text; refused where it cannot be run."""
    from treasury.loading.folder import from_json
    from treasury.plan.problems.every import complaints

    scenario = from_json(text)
    if found := complaints(scenario):
        raise Refused(found)
    return scenario


def within(tell: Tell, start: float, end: float) -> Tell:
    """Progress of a part that lies between these shares of the whole."""
    return lambda share, note: tell(start + (end - start) * share, note)


def keep(
    connection: Connection, service: Service, lease: Lease, done: tuple[Kept, Working]
) -> None:
    """Write everything, if the job is still ours."""
    found, working = done
    require_held(connection, lease)
    row = runs.row_of(connection, lease.subject_id)
    assert row.fingerprint == found.fingerprint, "a version's text is never changed"
    for number, (structure, pairs) in enumerate(found.books.items()):
        book = books.of_run(connection, row.client_id, row.id, structure, number)
        books.post(connection, book, pairs)
    working.step("booked")
    run_results.add_files(connection, row.id, found.files)
    run_results.add_tables(connection, row.id, found.tables)
    for structure, packed in found.projections.items():
        run_results.add_projection(connection, row.id, structure, packed)
    working.step("written")
    now = service.clock()
    runs.change(connection, row.id, {"state": DONE, "finished_at": now, "summary": found.summary})
    jobs.ended(connection, lease.job_id, DONE, now)
    remember(connection, service, row.id)


def refusal(error: Refused) -> dict[str, Any]:
    """What the engine found wrong with a scenario."""
    problem = refused(error.complaints)
    return {
        "detail": "The scenario cannot be run as it is.",
        "errors": [each.document() for each in problem.errors],
    }

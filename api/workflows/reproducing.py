"""A stored run done again, and compared with what was kept of it, byte for byte.

It says something only where the engine is the one that made the run: another version may rightly
find other figures, so it is told plainly and nothing is compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from api.problems import conflict, not_found
from api.store import run_results, runs
from api.store.database import Connection, Database
from api.workflows.executing import runnable
from api.workflows.run_keeping import written_files
from api.workflows.runs import refuse_undone
from treasury import __version__
from treasury.reporting.run_place import other_build

Outcome = Literal["equal", "different", "missing", "new"]
Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """What came of it: each file with what it is now; `missing` is kept and was not written again,
    `new` was written and is not kept. `build` is which build of the engine made the run, empty for
    this one."""

    run_id: str
    engine: str
    build: str = ""
    files: tuple[tuple[str, Outcome], ...] = ()

    @property
    def same_engine(self) -> bool:
        """Whether this engine made the run, so that it could be compared."""
        return self.engine == __version__ and not self.build

    @property
    def equal(self) -> bool:
        """Whether everything is as it was kept."""
        return bool(self.files) and all(outcome == "equal" for _, outcome in self.files)


def reproduced(database: Database, which: str, tell: Tell | None = None) -> Reproduction:
    """The run (its id, or the beginning of it) done again; `tell` is told the share done."""
    from treasury.comparison import study

    with database.reading() as connection:
        run_id = run_meant(connection, which)
        row = runs.row_of(connection, run_id)
        refuse_undone(row.state)
        text = runs.scenario_text(connection, run_id)
    found = Reproduction(run_id=run_id, engine=row.engine, build=other_build(row.summary))
    if not found.same_engine:
        return found
    again = dict(written_files(study(runnable(text), tell, text)))
    with database.reading() as connection:
        kept = {file.name: file.content for file in run_results.files(connection, run_id)}
    names = sorted({*kept, *again})
    files = tuple((name, outcome(kept.get(name), again.get(name))) for name in names)
    return replace(found, files=files)


def run_meant(connection: Connection, which: str) -> str:
    """The id of the only run whose id is or begins with this."""
    found = runs.beginning_with(connection, which) if which else []
    if len(found) > 1:
        raise conflict(f"Several runs begin with {which}; say more of the id.")
    if not found:
        raise not_found("run")
    return found[0]


def outcome(kept: bytes | None, again: bytes | None) -> Outcome:
    """How a file is against what was kept.

    >>> outcome(b"1", b"1"), outcome(b"1", b"2"), outcome(b"1", None), outcome(None, b"1")
    ('equal', 'different', 'missing', 'new')
    """
    if kept is None:
        return "new"
    if again is None:
        return "missing"
    return "equal" if kept == again else "different"

"""What a run simulated, brought back: its plan resolved anew, its arrays as they were kept.

Nothing is simulated: explaining a day or exporting the books needs what is kept, and not the day
loop. The last few are at hand; whoever asks has their turn (`aside.py`), one at a time. Only the
engine that made a run may speak for it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from api.problems import conflict, not_found
from api.store import run_results, runs
from api.store.database import Database
from api.workflows.run_keeping import unpacked
from treasury import __version__
from treasury.reporting.run_place import other_build

if TYPE_CHECKING:
    from treasury.plan.plan import Plan
    from treasury.scenario import Scenario
    from treasury.tables import Projection

Thing = TypeVar("Thing")
AT_HAND = 4


class Shelf(Generic[Thing]):
    """The last few things of a kind. A run that is done never changes, so none is ever old."""

    def __init__(self) -> None:
        """Begin with nothing at hand."""
        self.kept: OrderedDict[Hashable, Thing] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing, made where it is not at hand."""
        found = self.kept.pop(key) if key in self.kept else make()
        self.kept[key] = found
        while len(self.kept) > AT_HAND:
            self.kept.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A structure of a run: what was simulated, and what came of it."""

    plan: "Plan"
    projection: "Projection"


SCENARIOS: "Shelf[Scenario]" = Shelf()
SIMULATED: Shelf[Simulated] = Shelf()


def scenario_of(database: Database, run_id: str) -> "Scenario":
    """The scenario of a run that is done; whoever asks has been let see it."""
    from treasury.loading.folder import from_json

    def make() -> "Scenario":
        with database.reading() as connection:
            text = runs.scenario_text(connection, run_id)
        return from_json(text)

    return SCENARIOS.get((database.url, run_id), make)


def simulated(database: Database, run_id: str, structure: str) -> Simulated:
    """A structure of the run, from what is kept."""
    from treasury.cli.finding import structure_id
    from treasury.plan.resolve import resolve

    scenario = scenario_of(database, run_id)

    def make() -> Simulated:
        with database.reading() as connection:
            packed = run_results.projection(connection, run_id, structure)
        if packed is None:
            raise not_found("structure of the run")
        plan = resolve(scenario, structure_id(scenario, structure), structure)
        return Simulated(plan=plan, projection=unpacked(packed))

    return SIMULATED.get((database.url, run_id, structure), make)


def refuse_other_engine(row: Any) -> None:
    """Refuse to speak for a run that another version or build of the engine made; it is done."""
    stay = "the run's stored results stay as they are."
    if row.engine != __version__:
        raise conflict(
            f"The run was made by engine {row.engine}, this is engine {__version__}, which may see "
            f"it otherwise. Run the scenario again; {stay}"
        )
    if build := other_build(row.summary):
        raise conflict(
            f"The run was kept by {build} of engine {__version__}, and what it simulated is laid "
            f"out otherwise now. Run version {row.scenario_version} of its scenario again, which "
            f"is kept with it; {stay}"
        )

"""What runs are called, and how a user means one."""

from pathlib import Path
from typing import TYPE_CHECKING

from treasury.reporting.whole_folder import shown

if TYPE_CHECKING:
    from treasury.scenario import Scenario

RUNS = Path("runs")


def name_of_run(scenario: "Scenario", fingerprint: str) -> str:
    """The name of the scenario's run, unless another place is asked for."""
    return f"{scenario.id}-{fingerprint[:8]}"


def typed(folder: Path) -> str:
    """What to type to mean the run in this folder: its name where it lies under runs/."""
    place = shown(folder)
    return place.name if place.parent == RUNS else str(place)

"""Files -> a scenario that can be run, or a refusal with everything that is wrong.

load the files -> look for problems of meaning -> say where each of them stands
"""

from collections import Counter
from pathlib import Path

from treasury.errors import Complaint, Refused
from treasury.loading.folder import load
from treasury.plan.problems import complaints
from treasury.scenario import Scenario

SHOWN_OF_A_KIND = 50


def read(path: Path) -> Scenario:
    """The scenario in a folder, a JSON file or a run's folder; anything wrong is refused."""
    loaded = load(path)
    found = list(loaded.complaints)
    if loaded.scenario is not None:
        found += loaded.sources.locate(complaints(loaded.scenario, loaded.broken))
    if found:
        raise Refused(shortened(found))
    assert loaded.scenario is not None
    return loaded.scenario


def shortened(found: list[Complaint]) -> list[Complaint]:
    """The complaints; of more than 50 about one column the first 50 and how many more there are.

    A column of twenty thousand amounts with commas is one mistake.
    """
    counts: Counter[tuple[object, object]] = Counter()
    kept = []
    for complaint in found:
        counts[kind(complaint)] += 1
        if counts[kind(complaint)] <= SHOWN_OF_A_KIND:
            kept.append(complaint)
    for (name, key), count in counts.items():
        if count > SHOWN_OF_A_KIND:
            message = f"{count - SHOWN_OF_A_KIND:,} more of these about {key or 'its lines'}"
            kept.append(Complaint(path=(str(name),), message=message))
    return kept


def kind(complaint: Complaint) -> tuple[object, object]:
    """The list and the column a complaint is about."""
    path = complaint.path
    return (path[0] if path else "", path[2] if len(path) > 2 else "")

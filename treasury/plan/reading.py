"""Files -> a scenario that can be run, or a refusal with everything that is wrong.

load the files -> look for problems of meaning -> say where each of them stands
"""

from collections import Counter
from pathlib import Path

from treasury.errors import Complaint, Refused
from treasury.loading.folder import load
from treasury.loading.shapes import lists, shapes
from treasury.plan.problems import complaints
from treasury.scenario import Scenario

SHOWN_OF_A_KIND = 50
NOT_LOOKED_AT = "rows with something unreadable were not looked at further"


def read(path: Path) -> Scenario:
    """The scenario in a folder, a JSON file or a run's folder; anything wrong is refused."""
    loaded = load(path)
    found = list(loaded.complaints)
    if loaded.scenario is not None:
        found += loaded.sources.locate(complaints(loaded.scenario, loaded.broken))
    if found:
        raise Refused([*shortened(loaded.sources.in_order(found)), *not_looked_at(loaded.torn)])
    assert loaded.scenario is not None
    return loaded.scenario


def not_looked_at(torn: tuple[str, ...]) -> list[Complaint]:
    """A last word about rows that were left out, so that nobody takes the complaints for all."""
    message = f"{NOT_LOOKED_AT}: correct these, then check again"
    return [Complaint(path=(), message=message, where=", ".join(torn))] if torn else []


def shortened(found: list[Complaint]) -> list[Complaint]:
    """The complaints; of more than 50 about one column the first 50 and how many more there are.

    A column of twenty thousand amounts with commas is one mistake.
    """
    counts: Counter[tuple[str, str]] = Counter()
    kept = []
    for complaint in found:
        counts[kind(complaint)] += 1
        if counts[kind(complaint)] <= SHOWN_OF_A_KIND:
            kept.append(complaint)
    for (name, key), count in counts.items():
        if count > SHOWN_OF_A_KIND:
            message = f"{count - SHOWN_OF_A_KIND:,} more of these about {key or 'its lines'}"
            kept.append(Complaint(path=(name,) if name else (), message=message))
    return kept


def kind(complaint: Complaint) -> tuple[str, str]:
    """The list and the column a complaint is about; all names that are no columns are one."""
    name, *rest = (str(step) for step in complaint.path or ("",))
    if name not in lists():
        return ("", name if name in shapes(Scenario) else "keys that are not known")
    key = rest[1] if len(rest) > 1 else ""
    return (name, key if not key or key in shapes(lists()[name]) else "keys that are not known")

"""Files -> a scenario that can be run, or a refusal with everything that is wrong.

load the files -> look for problems of meaning -> say where each of them stands

The files may lie in a folder or in memory; a JSON object may have been read already.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from treasury.errors import Complaint, Refused
from treasury.loading.folder import load, load_files, load_value
from treasury.loading.raw import Values
from treasury.loading.records import Loaded
from treasury.loading.shapes import lists, shapes
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

SHOWN_OF_A_KIND = 50
NOT_LOOKED_AT = "rows with something unreadable were not looked at further"


def read(path: Path) -> Scenario:
    """The scenario in a folder, a JSON file or a run's folder; anything wrong is refused."""
    loaded = load(path)
    refuse_wrong(loaded, loaded.sources.locate(meant(loaded)))
    return scenario_of(loaded)


def read_files(files: Mapping[str, bytes]) -> Loaded:
    """What was read from these files of a folder, by name; anything wrong is refused.

    Complaints say where in words alone.
    """
    loaded = load_files(files)
    try:
        refuse_wrong(loaded, loaded.sources.locate(meant(loaded)))
    except Refused as refused:
        raise Refused([replace(each, path=()) for each in refused.complaints]) from None
    return loaded


def read_value(keys: Values, name: str) -> Loaded:
    """What was read from a JSON object, called so; each complaint has the path in the object.

    What is wrong with something built in stands nowhere in the object and has no path.
    """
    loaded = load_value(keys, name)
    sources, found = loaded.sources, meant(loaded)
    paths = [sources.path_in_main(each.path) for each in found]
    located = zip(sources.locate(found), paths, strict=True)
    refuse_wrong(loaded, [replace(each, path=path) for each, path in located])
    return loaded


def scenario_of(loaded: Loaded) -> Scenario:
    """The scenario, where nothing was wrong."""
    assert loaded.scenario is not None, "whatever is wrong was refused"
    return loaded.scenario


def meant(loaded: Loaded) -> list[Complaint]:
    """What is wrong with the meaning of what was read, by its place among the records."""
    return complaints(loaded.scenario, loaded.broken) if loaded.scenario else []


def refuse_wrong(loaded: Loaded, found: list[Complaint]) -> None:
    """Refuse what was read where anything is wrong with its files, or with its meaning.

    What stands in a link that several structures take over is said once.
    """
    found = list({each.sentence(): each for each in (*loaded.complaints, *found)}.values())
    if found:
        raise Refused([*shortened(loaded.sources.in_order(found)), *not_looked_at(loaded.torn)])


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

"""`treasury check`: everything that is wrong with a scenario, or how large it is."""

from pathlib import Path
from shlex import quote

from treasury.cli.linting import counted
from treasury.cli.running import typed_name
from treasury.linting.lint import remarks
from treasury.plan.reading import read


def check_scenario(path: Path) -> int:
    """Say that nothing is wrong with the scenario, how large it is and how much is to be remarked;
    exit code 0."""
    scenario = read(path)
    print(
        f"{path} is fine: {len(scenario.accounts)} accounts of {len(scenario.entities)} entities, "
        f"{len(scenario.items)} items, {len(scenario.structures)} structures, "
        f"{scenario.first_day} to {scenario.last_day}."
    )
    found = remarks(scenario)
    if found:
        count = counted(found).removesuffix(".")
        print(f"{count} to think about: {typed_name()} lint {quote(str(path))}")
    return 0

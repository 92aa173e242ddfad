"""`treasury check`: everything that is wrong with a scenario, or how large it is."""

from pathlib import Path

from treasury.plan.reading import read


def check_scenario(path: Path) -> int:
    """Say that nothing is wrong with the scenario, and how large it is; exit code 0."""
    scenario = read(path)
    print(
        f"{path} is fine: {len(scenario.accounts)} accounts of {len(scenario.entities)} entities, "
        f"{len(scenario.items)} items, {len(scenario.structures)} structures, "
        f"{scenario.first_day} to {scenario.last_day}."
    )
    return 0

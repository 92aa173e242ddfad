"""`treasury new` and `treasury check`: a scenario to start from, and what is wrong with one."""

from pathlib import Path

from treasury.plan.reading import read


def start(folder: Path) -> int:
    """Write a small commented scenario; exit code 0."""
    from treasury.cli.new import write_new

    write_new(folder)
    print(f"{folder} is written. Look into {folder / 'scenario.toml'}, then: treasury run {folder}")
    return 0


def check_scenario(path: Path) -> int:
    """Say that nothing is wrong with the scenario, and how large it is; exit code 0."""
    scenario = read(path)
    print(
        f"{path} is fine: {len(scenario.accounts)} accounts of {len(scenario.entities)} entities, "
        f"{len(scenario.items)} items, {len(scenario.structures)} structures, "
        f"{scenario.first_day} to {scenario.last_day}."
    )
    return 0

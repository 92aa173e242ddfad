"""What is written reads back equal, as a folder and as JSON."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from tests.loading.made_scenarios import scenarios
from tests.plan.small_group import write_files
from treasury.loading.calendars import with_builtin
from treasury.loading.folder import from_json, load
from treasury.loading.profiles import with_profiles
from treasury.loading.writing import write
from treasury.scenario import IN_ORDER, Scenario, canonical


@settings(max_examples=150, deadline=None)
@given(scenarios())
def test_a_scenario_written_as_a_folder_reads_back_equal(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        write(scenario, Path(folder))
        found = load(Path(folder))
    assert found.complaints == []
    assert found.scenario == with_profiles(with_builtin(scenario))


@settings(max_examples=150, deadline=None)
@given(scenarios())
def test_a_scenario_written_as_json_reads_back_equal(scenario: Scenario) -> None:
    found, wanted = from_json(canonical(scenario)), with_profiles(with_builtin(scenario))
    assert canonical(found) == canonical(wanted)
    for name in Scenario.__dataclass_fields__:
        ours, theirs = getattr(found, name), getattr(wanted, name)
        if isinstance(theirs, tuple):
            ours, theirs = list(map(as_set, ours)), list(map(as_set, theirs))
            if name not in IN_ORDER:
                ours, theirs = Counter(ours), Counter(theirs)
        assert ours == theirs, name


def as_set(record: object) -> tuple[object, ...]:
    """The record's values, a list within it without its order."""
    fields = record.__dataclass_fields__
    values = (getattr(record, name) for name in fields)
    return tuple(frozenset(value) if isinstance(value, tuple) else value for value in values)


def test_built_in_calendars_are_not_written(tmp_path: Path) -> None:
    scenario = load(write_files(tmp_path)).scenario
    assert scenario is not None and scenario.calendars
    write(scenario, tmp_path / "again")
    assert not (tmp_path / "again" / "calendars.csv").exists()
    assert load(tmp_path / "again").scenario == scenario


def test_writing_again_removes_the_file_of_a_list_that_is_empty_now(tmp_path: Path) -> None:
    scenario = load(write_files(tmp_path)).scenario
    assert scenario is not None
    less = replace(scenario, fees=())
    write(less, tmp_path)
    assert not (tmp_path / "fees.csv").exists()
    assert load(tmp_path).scenario == less


def test_a_list_that_no_cell_can_hold_stands_in_the_scenario_file(tmp_path: Path) -> None:
    scenario = load(write_files(tmp_path)).scenario
    assert scenario is not None
    blank = replace(scenario, entities=(replace(scenario.entities[0], name=" HQ "),))
    write(blank, tmp_path / "again")
    assert not (tmp_path / "again" / "entities.csv").exists()
    assert 'name = " HQ "' in (tmp_path / "again" / "scenario.toml").read_text()

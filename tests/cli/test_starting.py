"""`treasury new` writes a scenario that runs as it is."""

from pathlib import Path
from typing import Any

import pytest

from treasury.cli.starting import write_new
from treasury.comparison import study
from treasury.errors import Refused
from treasury.plan.reading import read
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate
from treasury.tables import CONCENTRATION, KIND, MADE, MADE_LATE, WAS_REFUSED


def test_the_new_scenario_has_nothing_wrong_and_bears_its_folders_name(tmp_path: Path) -> None:
    write_new(tmp_path / "my-group")
    scenario = read(tmp_path / "my-group")
    assert scenario.id == "my-group"
    assert "treasury run my-group" in (tmp_path / "my-group" / "README.md").read_text()
    for structure in scenario.structures:
        assert resolve(scenario, structure.id, structure.id).names.link_records


def test_every_paragraph_of_the_new_scenario_explains_itself(tmp_path: Path) -> None:
    write_new(tmp_path / "x")
    text = (tmp_path / "x" / "scenario.toml").read_text()
    assert text.count("#") > 20


@pytest.mark.parametrize("like", ["two_level", "two_lines", "finance_company"])
def test_a_kind_of_group_to_begin_with_runs_as_it_is_and_every_check_passes(
    like: str, tmp_path: Path
) -> None:
    write_new(tmp_path / "mine", like)
    scenario = read(tmp_path / "mine")
    assert scenario.id == "mine"
    found = study(scenario)
    checks = [check.passed for run in found.runs for check in run.checks]
    assert checks.count(True) > 5 and False not in checks
    assert all((run.projection.events[:, KIND] == CONCENTRATION).any() for run in found.runs[1:])
    assert "treasury run mine" in (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    assert (tmp_path / "mine" / "scenario.toml").read_text(encoding="utf-8").count("#") > 10


def fates(tmp_path: Path, like: str, structure: str) -> dict[str, int]:
    """What becomes of every item of a new scenario in one structure."""
    write_new(tmp_path / "mine", like)
    plan = resolve(read(tmp_path / "mine"), structure, structure)
    return dict(zip(plan.names.items, simulate(plan).fate.tolist(), strict=True))


def test_what_the_new_readmes_tell_happens(tmp_path: Path) -> None:
    lines = fates(tmp_path / "a", "two_lines", "two_lines")
    assert (lines["i06"], lines["i16"]) == (MADE_LATE, WAS_REFUSED)
    assert fates(tmp_path / "b", "two_level", "keeping")["i08"] in (MADE_LATE, WAS_REFUSED)
    assert fates(tmp_path / "c", "finance_company", "limits")["i07"] == MADE_LATE
    assert fates(tmp_path / "d", "finance_company", "all")["i07"] == MADE


def test_nothing_of_the_users_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(Refused, match="already exists and is not empty"):
        write_new(tmp_path / "mine")
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("name", ["a b", "-x", "x:y"])
def test_a_name_that_cannot_be_an_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be a scenario's id"):
        write_new(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="not a folder"):
        write_new(tmp_path / "file")
    with pytest.raises(Refused, match="cannot be written"):
        write_new(tmp_path / "file" / "below")


def test_a_scenario_that_cannot_be_written_whole_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Path.write_text

    def write(self: Path, text: str, **more: Any) -> int:
        if self.name == "items.csv":
            raise OSError(28, "No space left on device")
        return honest(self, text, **more)

    monkeypatch.setattr(Path, "write_text", write)
    with pytest.raises(Refused, match="cannot be written"):
        write_new(tmp_path / "mine")
    assert not list(tmp_path.iterdir())


def test_an_empty_folder_is_used_unless_one_stands_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    write_new(tmp_path / "mine")
    assert read(tmp_path / "mine").id == "mine"
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(Refused, match="is the folder you stand in"):
        write_new(Path())

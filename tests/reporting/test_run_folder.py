"""A run folder appears complete or not at all, and never over something else."""

import dataclasses
import json

import pytest

from tests.reporting.made_study import another_small_study, small_scenario, small_study
from treasury.comparison import study
from treasury.errors import Refused
from treasury.loading.folder import from_json
from treasury.reporting import run_folder
from treasury.reporting.run_folder import write_run
from treasury.scenario import canonical

EXPECTED = {
    "summary.json", "scenario.json", "report.html", "report.xlsx",
    "as_is/balances.csv", "zba/sweeps.csv", "zba/sweeps_stopped.csv", "zba/draws.csv",
    "zba/interest.csv", "zba/payments.csv", "zba/positions.csv", "least/cash_positions.csv",
    "least/liquidity.csv", "least/members.csv",
}  # fmt: skip


def everything(folder):
    """The files below the folder, with their bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_writes_all_its_files_and_nothing_beside_them(tmp_path):
    write_run(small_study(), tmp_path / "deep" / "run")
    assert set(everything(tmp_path / "deep" / "run")) >= EXPECTED
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["run"]


def test_equal_studies_write_equal_folders(tmp_path):
    write_run(small_study(), tmp_path / "one")
    write_run(another_small_study(), tmp_path / "other")
    assert everything(tmp_path / "one") == everything(tmp_path / "other")


def test_the_order_of_the_input_changes_no_byte(tmp_path):
    scenario = small_scenario()
    lists = ("entities", "banks", "accounts", "terms", "rates", "rules", "links")
    turned = {name: tuple(reversed(getattr(scenario, name))) for name in lists}
    write_run(small_study(), tmp_path / "one")
    write_run(study(dataclasses.replace(scenario, **turned)), tmp_path / "other")
    assert everything(tmp_path / "one") == everything(tmp_path / "other")


def test_the_scenario_of_a_run_can_be_read_again(tmp_path):
    write_run(small_study(), tmp_path / "run")
    again = from_json((tmp_path / "run" / "scenario.json").read_text(encoding="utf-8"))
    assert canonical(again) == canonical(small_scenario())


def test_a_run_of_the_same_scenario_is_replaced(tmp_path):
    out = tmp_path / "run"
    write_run(small_study(), out)
    (out / "left.txt").write_text("of the older run")
    write_run(small_study(), out)
    assert not (out / "left.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_empty_folder_is_used(tmp_path):
    write_run(small_study(), tmp_path)
    assert set(everything(tmp_path)) >= EXPECTED


def test_a_run_of_another_scenario_is_not_overwritten(tmp_path):
    out = tmp_path / "run"
    write_run(small_study(), out)
    before = everything(out)
    with pytest.raises(Refused, match="holds another run"):
        write_run(small_study(name="Other"), out)
    assert everything(out) == before


@pytest.mark.parametrize("summary", [None, "not json", "[]", '{"fingerprint": 7}'])
def test_a_folder_that_is_no_run_is_left_alone(tmp_path, summary):
    (tmp_path / "thesis.txt").write_text("years of work")
    if summary is not None:
        (tmp_path / "summary.json").write_text(summary)
    before = everything(tmp_path)
    with pytest.raises(Refused, match="is not a run folder"):
        write_run(small_study(), tmp_path)
    assert everything(tmp_path) == before


def test_a_file_in_the_way_is_left_alone(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(Refused):
        write_run(small_study(), tmp_path / "run")
    assert (tmp_path / "run").read_text() == "a file"


def test_a_failure_while_writing_leaves_the_older_run(tmp_path, monkeypatch):
    out = tmp_path / "run"
    write_run(small_study(), out)
    before = everything(out)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(run_folder, "workbook_bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        write_run(small_study(), out)
    assert everything(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_failing_rename_puts_the_older_run_back(tmp_path, monkeypatch):
    out, fresh = tmp_path / "run", tmp_path / "fresh"
    out.mkdir()
    (out / "old").write_text("old")
    fresh.mkdir()
    monkeypatch.setattr(
        type(fresh), "rename", rename_but_not(type(fresh).rename, "fresh"), raising=True
    )
    with pytest.raises(OSError, match="no rename"):
        run_folder.put_in_place(fresh, out)
    assert (out / "old").read_text() == "old"


def rename_but_not(original, name):
    """A rename that fails for the folder of this name."""

    def rename(self, target):
        if self.name == name:
            raise OSError("no rename")
        return original(self, target)

    return rename


def test_the_summary_in_the_folder_is_json(tmp_path):
    write_run(small_study(), tmp_path / "run")
    found = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    assert found["fingerprint"] == small_study().fingerprint

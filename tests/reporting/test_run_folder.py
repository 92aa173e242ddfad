"""A run folder appears complete or not at all, and never over something else."""

import dataclasses
import json

import pytest

from tests.reporting.made_study import another_small_study, small_scenario, small_study
from treasury.comparison import study
from treasury.errors import Refused
from treasury.loading.folder import from_json
from treasury.loading.profiles import with_profiles
from treasury.plan.problems.names import RESERVED
from treasury.reporting import run_folder, workbook
from treasury.reporting.run_folder import write_run
from treasury.reporting.run_place import AGE_FILES, RUN_FILES, STRUCTURE_FILES
from treasury.scenario import canonical

EXPECTED = {
    "summary.json", "scenario.json", "report.html", "report.xlsx",
    *(
        f"{structure}/{name}.csv"
        for structure in ("as_is", "zba", "least")
        for name in (
            "balances", "sweeps", "sweeps_stopped", "draws", "payments", "interest",
            "positions", "position_limits", "cash_positions", "liquidity", "members",
        )
    ),
    "zba/position_ages.csv", "least/position_ages.csv",
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
    assert set(everything(tmp_path / "deep" / "run")) == EXPECTED
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
    assert canonical(again) == canonical(with_profiles(small_scenario()))


def test_a_run_of_the_same_scenario_is_replaced(tmp_path):
    out = tmp_path / "run"
    write_run(small_study(), out)
    (out / "report.html").write_text("of the older run")
    (out / ".DS_Store").write_text("somebody looked at the folder")
    write_run(small_study(), out)
    assert set(everything(out)) == EXPECTED
    assert (out / "report.html").read_text(encoding="utf-8") != "of the older run"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize(
    "mine", ["notes.txt", "export/hledger/as_is/2026.journal", "zba/notes.txt", "zba/old/x.csv"]
)
def test_a_run_with_a_file_of_the_users_is_not_replaced(tmp_path, mine):
    out = tmp_path / "run"
    write_run(small_study(), out)
    (out / mine).parent.mkdir(parents=True, exist_ok=True)
    (out / mine).write_text("mine")
    before = everything(out)
    place = "/".join(mine.split("/")[:2])
    with pytest.raises(Refused, match=f"{place}: is no file of a run"):
        write_run(small_study(), out)
    assert everything(out) == before


def test_a_link_in_a_run_is_not_followed_and_not_replaced(tmp_path):
    out = tmp_path / "run"
    write_run(small_study(), out)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "balances.csv").write_text("mine")
    (out / "other").symlink_to(tmp_path / "mine")
    with pytest.raises(Refused, match="other: is no file of a run"):
        write_run(small_study(), out)
    assert (tmp_path / "mine" / "balances.csv").read_text() == "mine"


def test_what_comes_while_the_run_is_made_is_not_replaced(tmp_path, monkeypatch):
    out = tmp_path / "run"
    honest = run_folder.write_files

    def meanwhile(*words: object) -> None:
        honest(*words)
        out.mkdir()
        (out / "thesis.txt").write_text("years of work")

    monkeypatch.setattr(run_folder, "write_files", meanwhile)
    with pytest.raises(Refused, match="is not a run folder"):
        write_run(small_study(), out)
    assert everything(tmp_path) == {"run/thesis.txt": b"years of work"}


def test_the_folder_one_stands_in_is_not_replaced(tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    write_run(small_study(), tmp_path / "run")
    for stand, out in (("below", "below"), ("run/zba", "run")):
        monkeypatch.chdir(tmp_path / stand)
        with pytest.raises(Refused, match="is the folder you stand in, or around it"):
            write_run(small_study(), tmp_path / out)


def test_every_name_in_a_run_is_known_and_no_structure_can_take_one(tmp_path):
    write_run(small_study(), tmp_path / "run")
    names = {path.rsplit("/")[-1] for path in everything(tmp_path / "run")}
    assert names == {*RUN_FILES, *STRUCTURE_FILES, *AGE_FILES}
    assert set(RUN_FILES) <= set(RESERVED)


def test_an_empty_folder_is_used(tmp_path):
    write_run(small_study(), tmp_path)
    assert set(everything(tmp_path)) >= EXPECTED


def test_a_run_of_another_scenario_is_not_overwritten(tmp_path):
    out = tmp_path / "run"
    write_run(small_study(), out)
    before = everything(out)
    with pytest.raises(Refused, match="holds the run of another scenario"):
        write_run(small_study(name="Other"), out)
    assert everything(out) == before


@pytest.mark.parametrize(
    "summary", [None, "not json", "[]", '{"fingerprint": 7}', "[" * 100_000, "9" * 5000]
)
def test_a_folder_that_is_no_run_is_left_alone(tmp_path, summary):
    (tmp_path / "thesis.txt").write_text("years of work")
    if summary is not None:
        (tmp_path / "summary.json").write_text(summary)
    before = everything(tmp_path)
    with pytest.raises(Refused, match=r"is not a run folder|holds the run of another scenario"):
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

    monkeypatch.setattr(workbook, "workbook_bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        write_run(small_study(), out)
    assert everything(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_the_summary_in_the_folder_is_json(tmp_path):
    write_run(small_study(), tmp_path / "run")
    found = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    assert found["fingerprint"] == small_study().fingerprint

"""`treasury explain`: the right run, account, day and structure, or a sentence that helps."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.commands import treasury


def scenario_of(run: Path) -> dict[str, object]:
    """The run's scenario as plain values."""
    found: dict[str, object] = json.loads((run / "scenario.json").read_text(encoding="utf-8"))
    return found


def account_of(run: Path) -> str:
    """An account that takes part in a structure of the run."""
    links = scenario_of(run)["links"]
    assert isinstance(links, list)
    return str(links[0]["participant"])


def ask(run: Path, *more: str, name: str = "") -> tuple[int, str, str]:
    """The exit code, answer and complaint of a question to the run."""
    words = ("explain", name or run.name, "--account", account_of(run), "--date", "2026-05-12")
    done = treasury(*words, *more, cwd=run.parents[1])
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_the_first_structure_with_the_account_is_told(ran: Path) -> None:
    code, told, _ = ask(ran)
    account = account_of(ran)
    assert code == 0
    lines = told.splitlines()
    assert lines[0].startswith(f"{account} ") and "on Tuesday 2026-05-12" in lines[0]
    assert "structure keep_levels" in lines[0]
    assert lines[-1].startswith("(This account is also in linked_levels, as_is:")
    assert any("Headroom: " in line for line in lines)


@pytest.mark.parametrize("name", ["04", "runs/04"])
def test_a_run_is_found_by_the_beginning_of_its_name_or_its_folder(ran: Path, name: str) -> None:
    whole = str(ran) if name.startswith("runs") else name
    assert ask(ran, name=whole)[0] == 0


def test_a_named_structure_is_told(ran: Path) -> None:
    for name in ("linked_levels", "as_is", "standalone"):
        code, told, _ = ask(ran, "--structure", name)
        assert code == 0 and f", run {name} (" in told and "(This account" not in told


def test_everything_that_is_wrong_is_said_at_once(ran: Path) -> None:
    account = account_of(ran)
    done = treasury(
        "explain", ran, "--account", account.lower() + "x", "--date", "2027-01-01",
        "--structure", "keep_level", cwd=ran,
    )  # fmt: skip
    assert done.returncode == 2 and done.stdout == ""
    assert (
        f"is no account of this run; expected the id of one of its 4 accounts, perhaps '{account}'"
        in done.stderr
    )
    assert (
        "2027-01-01 lies outside the run; expected a day from 2026-05-11 to 2026-05-15"
        in done.stderr
    )
    assert "perhaps 2026-05-15" in done.stderr and "perhaps 'keep_levels'" in done.stderr
    assert "3 complaints; nothing was written." in done.stderr


def test_a_day_that_is_no_date_gets_the_nearest_one(ran: Path) -> None:
    words = ("explain", ran, "--account", account_of(ran), "--date", "2026-05-112")
    done = treasury(*words, cwd=ran)
    assert done.returncode == 2 and "perhaps 2026-05-1" in done.stderr


def test_an_unknown_run_gets_the_nearest_one(ran: Path) -> None:
    code, _, complaint = ask(ran, name="04_three_level-84")
    assert code == 2 and "is no run" in complaint and f"perhaps '{ran.name}'" in complaint


def test_a_beginning_of_two_names_is_refused_with_both(ran: Path, tmp_path: Path) -> None:
    for name in ("one-1", "one-2"):
        shutil.copytree(ran, tmp_path / "runs" / name)
    done = treasury("explain", "one", "--account", "A", "--date", "2026-05-12", cwd=tmp_path)
    assert done.returncode == 2 and "could be any of one-1, one-2" in done.stderr


def test_a_run_of_another_engine_is_refused(ran: Path, tmp_path: Path) -> None:
    shutil.copytree(ran, tmp_path / "old")
    summary = tmp_path / "old" / "summary.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace('"engine": "', '"engine": "9'))
    done = treasury("explain", "old", "--account", "A", "--date", "2026-05-12", cwd=tmp_path)
    assert done.returncode == 2
    assert "was made by engine 9" in done.stderr and "treasury run old/scenario.json" in done.stderr


def test_a_changed_scenario_is_refused(ran: Path, tmp_path: Path) -> None:
    shutil.copytree(ran, tmp_path / "old")
    file = tmp_path / "old" / "scenario.json"
    changed = {**scenario_of(tmp_path / "old"), "title": "Another"}
    file.write_text(json.dumps(changed), encoding="utf-8")
    done = treasury("explain", "old", "--account", "A", "--date", "2026-05-12", cwd=tmp_path)
    assert done.returncode == 2 and "one of them was changed" in done.stderr


@pytest.mark.parametrize("text", ["", "[]", "{", "\udcff"])
def test_a_summary_that_cannot_be_read_is_refused(ran: Path, tmp_path: Path, text: str) -> None:
    shutil.copytree(ran, tmp_path / "old")
    (tmp_path / "old" / "summary.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = treasury("explain", "old", "--account", "A", "--date", "2026-05-12", cwd=tmp_path)
    assert done.returncode == 2 and "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = treasury("explain", "empty", "--account", "A", "--date", "2026-05-12", cwd=tmp_path)
    assert done.returncode == 2 and "has no summary.json" in done.stderr

"""`treasury explain`: the right run, account, day and structure, or a sentence that helps."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.cli.commands import treasury
from treasury import LAYOUT
from treasury.cli.explaining import day_complaints
from treasury.cli.finding import find_run
from treasury.errors import Refused
from treasury.scenario import Scenario


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
    assert done.stderr.endswith("3 complaints.\n")


def test_a_day_that_is_no_date_gets_the_nearest_one(ran: Path) -> None:
    words = ("explain", ran, "--account", account_of(ran), "--date", "2026-05-112")
    done = treasury(*words, cwd=ran)
    assert done.returncode == 2 and "perhaps 2026-05-1" in done.stderr


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("2026-1-8", "2026-01-08"),
        ("20260108", "2026-01-08"),
        ("2026-W02-4", "2026-01-08"),
        ("8.1.2026", "2026-01-08"),
        ("2026年1月8日", "2026-01-08"),
        ("2026-02-30", "2026-02-28"),
        ("2026-04-31", "2026-03-31"),
        ("2026-01-081", "2026-01-08"),
        ("2026-01-08\n", "2026-01-08"),
    ],
)
def test_only_the_form_that_is_asked_for_is_a_date(text: str, suggested: str) -> None:
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    scenario = Scenario(id="x", first_day=first, last_day=last)
    (complaint,) = day_complaints(scenario, text)
    assert "is no date" in complaint.message
    assert complaint.expected == f"a day as 2026-01-01, perhaps {suggested}"
    assert not day_complaints(scenario, suggested)


@pytest.mark.parametrize(
    "text", ["", "٢٠٢٦-٠١-٠٨", "9" * 5000, "yesterday", "0-0-0", "2026-13-08-" * 100]
)
def test_what_is_like_no_day_gets_the_form_alone(text: str) -> None:
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    (complaint,) = day_complaints(Scenario(id="x", first_day=first, last_day=last), text)
    assert complaint.expected.startswith("a day as 2026-01-01")


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
    assert "was made by engine '9" in done.stderr
    assert "treasury run old/scenario.json" in done.stderr


@pytest.mark.parametrize(
    ("layout", "build"), [("", "an older build"), (LAYOUT + 1, "a newer build")]
)
def test_a_run_of_another_build_is_refused_and_what_to_do_is_said(
    ran: Path, tmp_path: Path, layout: object, build: str
) -> None:
    shutil.copytree(ran, tmp_path / "old")
    file = tmp_path / "old" / "summary.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**found, "layout": layout}), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        find_run(str(tmp_path / "old"))
    (told,) = refused.value.complaints
    assert f"was kept by {build} of engine {found['engine']}" in told.message
    assert "scenario is kept with it (`treasury run" in told.expected


def test_what_a_strange_summary_says_does_nothing_to_the_terminal(
    ran: Path, tmp_path: Path
) -> None:
    shutil.copytree(ran, tmp_path / "old")
    engine = "\x1b[2J\x1b]0;owned\x07" + "x" * 5000
    (tmp_path / "old" / "summary.json").write_text(json.dumps({"engine": engine}))
    with pytest.raises(Refused) as refused:
        find_run(str(tmp_path / "old"))
    assert "\x1b" not in str(refused.value) and "x" * 50 not in str(refused.value)


def test_a_scenario_stands_for_its_run_as_it_is_now(tmp_path: Path) -> None:
    words = ("--account", "HQ-1", "--date", "2026-01-05")
    assert treasury("new", "mine", cwd=tmp_path).returncode == 0
    first = treasury("explain", "mine", *words, cwd=tmp_path)
    assert first.returncode == 2
    assert "no run of it as it is now; expected `treasury run mine` first" in first.stderr
    assert treasury("run", "mine", cwd=tmp_path).returncode == 0
    (run,) = (tmp_path / "runs").iterdir()
    (tmp_path / "runs" / f"{run.name}-export").mkdir()
    account = account_of(run)
    day = str(scenario_of(run)["first_day"])
    asked = ("explain", "mine", "--account", account, "--date", day)
    told = treasury(*asked, cwd=tmp_path)
    assert told.returncode == 0 and told.stdout.startswith(account)
    main = tmp_path / "mine" / "scenario.toml"
    main.write_text(main.read_text().replace("title = ", "title = 'Another' #"))
    changed = treasury(*asked, cwd=tmp_path)
    assert changed.returncode == 2 and f"({run.name}: before a change)" in changed.stderr


def test_a_folder_that_only_bears_a_runs_name_does_not_hide_it(ran: Path) -> None:
    (ran.parents[1] / "04").mkdir()
    assert ask(ran, name="04")[0] == 0


def test_a_whole_name_is_no_beginning_of_others(ran: Path, tmp_path: Path) -> None:
    for name in ("one", "one-2"):
        shutil.copytree(ran, tmp_path / "runs" / name)
    words = ("--account", account_of(ran), "--date", "2026-05-12")
    assert treasury("explain", "one", *words, cwd=tmp_path).returncode == 0


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

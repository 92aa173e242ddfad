"""The commands as a user types them: what they say, write, and answer with."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.commands import LEVELS, SCENARIOS, treasury, written
from treasury import __version__
from treasury.cli.app import main
from treasury.cli.running import typed_name


def no_trace(text: str) -> bool:
    """Whether no programmer's text is shown."""
    return "Traceback" not in text


def test_a_run_writes_its_folder_and_says_where_the_report_is(ran: Path) -> None:
    assert {"summary.json", "scenario.json", "report.html", "report.xlsx"} <= set(written(ran))
    before = sorted(ran.parent.iterdir())  # other tests may have exported something beside it
    again = treasury("run", LEVELS, cwd=ran.parents[1])
    assert again.returncode == 0 and again.stderr == ""
    assert f"Report: runs/{ran.name}/report.html" in again.stdout
    assert sorted(ran.parent.iterdir()) == before


def test_a_run_with_json_prints_the_summary(tmp_path: Path) -> None:
    done = treasury("run", LEVELS, "--out", "mine", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["engine"] == __version__
    assert done.stdout == (tmp_path / "mine" / "summary.json").read_text(encoding="utf-8")


def test_a_run_can_be_run_from_a_runs_scenario(ran: Path, tmp_path: Path) -> None:
    done = treasury("run", ran / "scenario.json", "--out", "again", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "again" / "summary.json").read_bytes() == (ran / "summary.json").read_bytes()


def test_bad_input_gets_every_complaint_and_nothing_is_written(tmp_path: Path) -> None:
    shutil.copytree(LEVELS, tmp_path / "bad")
    accounts = tmp_path / "bad" / "accounts.csv"
    accounts.write_text(accounts.read_text().replace("CNY", "XXY"))
    main = tmp_path / "bad" / "scenario.toml"
    main.write_text('colour = "red"\n' + main.read_text())
    before = written(tmp_path)
    for command in ("run", "check"):
        done = treasury(command, "bad", cwd=tmp_path)
        assert done.returncode == 2 and done.stdout == "" and no_trace(done.stderr)
        assert "accounts.csv" in done.stderr and "XXY" in done.stderr and "colour" in done.stderr
        ending = "complaints; nothing was written." if command == "run" else "complaints."
        assert done.stderr.endswith(f"{ending}\n")
        assert written(tmp_path) == before


@pytest.mark.parametrize("out", ["file", "full"])
def test_a_run_does_not_mix_with_other_files(out: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("mine")
    before = written(tmp_path)
    done = treasury("run", LEVELS, "--out", out, cwd=tmp_path)
    assert done.returncode == 2 and out in done.stderr and no_trace(done.stderr)
    assert written(tmp_path) == before


def test_a_run_does_not_overwrite_the_run_of_another_scenario(ran: Path, tmp_path: Path) -> None:
    shutil.copytree(ran, tmp_path / "other")
    before = (tmp_path / "other" / "summary.json").read_bytes()
    done = treasury("run", SCENARIOS / "01_one_account", "--out", "other", cwd=tmp_path)
    assert done.returncode == 2 and "holds the run of another scenario" in done.stderr
    assert (tmp_path / "other" / "summary.json").read_bytes() == before


def test_a_file_where_runs_would_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    done = treasury("run", LEVELS, cwd=tmp_path)
    assert done.returncode == 2 and "runs" in done.stderr and no_trace(done.stderr)


def test_a_new_scenario_runs_as_it_is(tmp_path: Path) -> None:
    assert treasury("new", "mine", cwd=tmp_path).returncode == 0
    assert treasury("check", "mine", cwd=tmp_path).stdout.startswith("mine is fine: ")
    done = treasury("run", "mine", cwd=tmp_path)
    assert done.returncode == 0 and "Report: runs/mine-" in done.stdout


def test_the_check_says_how_much_the_linter_remarks(tmp_path: Path) -> None:
    treasury("new", "mine", cwd=tmp_path)
    before = treasury("check", "mine", cwd=tmp_path).stdout
    with (tmp_path / "mine" / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[rules]]\nid = "never_used"\npreset = "zero_balance"\n')
    after = treasury("check", "mine", cwd=tmp_path).stdout
    told = treasury("lint", "mine", cwd=tmp_path).stdout.splitlines()[-1].removesuffix(".")
    assert after == f"{before.splitlines()[0]}\n{told} to think about: treasury lint mine\n"


def test_a_run_ends_with_a_question_that_can_be_asked(ran: Path) -> None:
    again = treasury("run", LEVELS, cwd=ran.parents[1]).stdout.splitlines()
    program, *words = shlex.split(again[-1].removeprefix("Next: "))
    assert program == "treasury" and words[:2] == ["explain", ran.name]
    told = treasury(*words, cwd=ran.parents[1])
    assert told.returncode == 0 and "Rule " in told.stdout


@pytest.mark.parametrize(
    ("called", "on_path", "typed"),
    [
        ("/usr/bin/treasury", "/usr/bin/treasury", "treasury"),
        (".venv/bin/treasury", None, ".venv/bin/treasury"),
        ("my tools/treasury", None, "'my tools/treasury'"),
        ("/opt/treasury/cli/__main__.py", None, "treasury"),
    ],
)
def test_the_question_is_asked_of_the_program_as_it_was_called(
    called: str, on_path: str | None, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [called, "run", "x"])
    monkeypatch.setattr("treasury.cli.running.which", lambda name: on_path)
    assert typed_name() == typed


@pytest.mark.parametrize("out", [".", "..", "../scenario"])
def test_a_run_takes_no_folder_that_somebody_stands_in_or_that_holds_its_scenario(
    out: str, tmp_path: Path
) -> None:
    shutil.copytree(LEVELS, tmp_path / "scenario")
    (tmp_path / "empty").mkdir()
    before = written(tmp_path)
    done = treasury("run", "../scenario", "--out", out, cwd=tmp_path / "empty")
    assert done.returncode == 2 and no_trace(done.stderr)
    assert "the folder you stand in" in done.stderr or "holds the scenario itself" in done.stderr
    assert written(tmp_path) == before


def test_a_users_notes_in_a_run_are_seen_before_anything_is_simulated(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ran, tmp_path / "runs" / ran.name)
    (tmp_path / "runs" / ran.name / "notes.txt").write_text("mine")
    monkeypatch.setattr("treasury.comparison.study", None)
    assert main(["run", str(LEVELS)]) == 2
    assert "notes.txt: is no file of a run" in capsys.readouterr().err
    assert (tmp_path / "runs" / ran.name / "notes.txt").read_text() == "mine"


def test_version_help_and_schema(tmp_path: Path) -> None:
    assert treasury("--version", cwd=tmp_path).stdout == f"{__version__}\n"
    help_text = treasury("--help", cwd=tmp_path).stdout
    assert all(word in help_text for word in ("new", "run", "check", "explain", "export", "schema"))
    schema = json.loads(treasury("schema", cwd=tmp_path).stdout)
    assert "accounts" in schema["properties"]


@pytest.mark.parametrize(
    "words",
    [["frobnicate"], ["run"], ["export", "x", "--format", "ledger"], ["run", "a", "--colour"]],
)
def test_a_command_that_is_not_one_gets_a_sentence(words: list[str], tmp_path: Path) -> None:
    done = treasury(*words, cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == "" and no_trace(done.stderr)
    assert "`treasury --help` shows the commands." in done.stderr


def test_help_comes_without_the_weight_of_the_engine(tmp_path: Path) -> None:
    done = treasury("--version", cwd=tmp_path, PYTHONPROFILEIMPORTTIME="1")
    for heavy in ("numba", "pandas", "xlsxwriter", "pydantic", "numpy", "rich.progress"):
        assert f" {heavy}\n" not in done.stderr


def test_an_ascii_terminal_shows_codes_instead_of_failing(ran: Path) -> None:
    words = ("explain", ran.name, "--account", "泸州", "--date", "2026-05-12")
    done = treasury(*words, cwd=ran.parents[1], PYTHONIOENCODING="ascii")
    assert done.returncode == 2 and "\\u6cf8" in done.stderr and no_trace(done.stderr)

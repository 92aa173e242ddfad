"""What the command answers when something happens that its files cannot make happen."""

import io
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import LEVELS
from treasury import comparison
from treasury.checks import CheckResult
from treasury.cli import app, running
from treasury.cli.app import main, os_words
from treasury.cli.complaints import show
from treasury.cli.progress import progress
from treasury.errors import Complaint, TreasuryError
from treasury.reporting import run_folder

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def failing(error: BaseException) -> Any:
    """A function that fails."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device", "runs/x"), "runs/x: No space left on device"),
        (PermissionError(13, "Permission denied", "runs"), "runs: Permission denied"),
        (OSError("odd"), "odd"),
    ],
)
def test_what_the_machine_refuses_becomes_a_sentence(
    error: OSError, sentence: str, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_folder, "write_run", failing(error))
    assert main(["run", str(LEVELS)]) == 2
    assert f"{sentence}; nothing more was written." in capsys.readouterr().err
    assert os_words(error) == sentence


def test_a_failed_check_is_said_loudly_and_the_run_is_still_written(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    honest = comparison.study
    wrong = CheckResult(name="books", passed=False, examined=1, detail="one fen is missing")

    def planted(*words: Any) -> comparison.Study:
        found = honest(*words)
        return replace(found, runs=(replace(found.runs[0], checks=(wrong,)), *found.runs[1:]))

    monkeypatch.setattr(comparison, "study", planted)
    assert main(["run", str(LEVELS)]) == 1
    said = capsys.readouterr().err
    assert "CHECK FAILED" in said and "as_is: books: one fen is missing" in said
    (folder,) = (tmp_path / "runs").iterdir()
    assert (folder / "report.html").is_file()


def test_every_other_complaint_is_printed_as_it_is(monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setattr(running, "run_scenario", failing(TreasuryError("too much")))
    assert main(["run", "x"]) == 2
    assert capsys.readouterr().err == "too much\n"


def test_a_stopped_command_says_so(monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setattr(app, "app", failing(KeyboardInterrupt()))
    assert main(["run", "x"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_reader_who_has_seen_enough_is_no_error(monkeypatch: Patch, tmp_path: Path) -> None:
    with (tmp_path / "pipe").open("w") as pipe:
        monkeypatch.setattr(app, "app", failing(BrokenPipeError()))
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(["schema"]) == 0


def test_complaints_are_a_table_on_a_terminal(monkeypatch: Patch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "120")
    complaint = Complaint(path=("accounts", 0), message="is [red]odd", expected="even")
    show([complaint, complaint], "; nothing was written")
    said = screen.getvalue()
    assert "accounts[0]" in said and "is [red]odd" in said and "even" in said
    assert "2 complaints; nothing was written." in said


def test_progress_is_shown_on_a_terminal_after_a_second(monkeypatch: Patch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress("Simulating") as report:
        report(0.1, "soon")
    assert "Simulating" not in screen.getvalue()
    monkeypatch.setattr("treasury.cli.progress.PATIENCE_SECONDS", 0.0)
    with progress("Simulating") as report:
        time.sleep(0.2)
        report(0.5, "zba")
        report(1.0, "")
    assert "Simulating" in screen.getvalue()


def test_no_progress_is_shown_where_nobody_watches(capsys: Capture) -> None:
    with progress("Simulating") as report:
        report(0.5, "zba")
    assert capsys.readouterr().err == ""

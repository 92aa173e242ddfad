"""A scenario that is long to read is read by a second process: to the same bytes and complaints."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.reporting.test_companion import SCENARIOS, SMALL, alone, bad_folder, everything
from treasury.cli import warming
from treasury.cli.app import main
from treasury.plan import reading
from treasury.plan.reading import read
from treasury.reporting import companion as beside_us
from treasury.reporting import run_tables, workbook
from treasury.reporting.companion import started
from treasury.scenario import Scenario

Patch = pytest.MonkeyPatch


@pytest.fixture
def processes(monkeypatch: Patch) -> list[Any]:
    """Let every scenario be one that is long to read; the processes that were started for it."""
    kept: list[Any] = []

    def begin(*reads: Path) -> Any:
        kept.append(started(*reads))
        return kept[-1]

    monkeypatch.setattr(beside_us, "cores", lambda: 2)
    monkeypatch.setattr(beside_us, "WORTH_IT", 0)
    monkeypatch.setattr(beside_us, "MUCH_TO_READ", 0)
    monkeypatch.setattr(beside_us, "started", begin)
    return kept


@pytest.fixture
def not_read_here(monkeypatch: Patch) -> None:
    """Let this process read nothing."""

    def fail(path: Path) -> Scenario:
        raise AssertionError(f"{path} was read in this process")

    monkeypatch.setattr(reading, "read", fail)


@pytest.mark.parametrize("name", SMALL)
def test_what_is_read_beside_is_run_and_reported_to_the_same_bytes(
    name: str, tmp_path: Path, processes: list[Any], not_read_here: None, monkeypatch: Patch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("made in this process")

    here = alone(read(SCENARIOS / name), tmp_path / "alone")
    monkeypatch.setattr(run_tables, "run_tables", fail)
    monkeypatch.setattr(workbook, "workbook_bytes", fail)
    assert main(["run", str(SCENARIOS / name), "--out", str(tmp_path / "beside")]) == 0
    assert everything(tmp_path / "beside") == here
    assert len(processes) == 1


@pytest.mark.parametrize(
    "words",
    [
        "raise SystemExit(3)",
        "print('good day')",
        "print('made:')",
        "print('made:' + chr(0) * 7 + chr(5) + 'hello')",
        "print('made:' + chr(127) * 8)",
    ],
)
def test_who_reads_beside_and_dies_or_talks_nonsense_changes_no_byte(
    words: str, tmp_path: Path, processes: list[Any], monkeypatch: Patch
) -> None:
    here = alone(read(SCENARIOS / SMALL[0]), tmp_path / "alone")
    monkeypatch.setattr(beside_us, "COMMAND", (sys.executable, "-c", words))
    assert main(["run", str(SCENARIOS / SMALL[0]), "--out", str(tmp_path / "beside")]) == 0
    assert everything(tmp_path / "beside") == here


def test_what_is_wrong_is_said_as_it_is_read_and_leaves_no_process(
    tmp_path: Path,
    processes: list[Any],
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = bad_folder(tmp_path)
    assert main(["check", str(folder)]) == 2
    said = capsys.readouterr().err
    request.getfixturevalue("not_read_here")
    assert main(["run", str(folder)]) == 2
    assert capsys.readouterr().err == said.replace("plaints.", "plaints; nothing was written.")
    assert processes[0].returncode is not None


def test_who_reads_ends_when_the_command_is_interrupted(
    tmp_path: Path, processes: list[Any], monkeypatch: Patch
) -> None:
    def interrupt() -> bool:
        assert processes[0].returncode is None
        raise KeyboardInterrupt

    monkeypatch.setattr(warming, "was_compiled", interrupt)
    assert main(["run", str(SCENARIOS / SMALL[0]), "--out", str(tmp_path / "run")]) == 130
    assert processes[0].returncode is not None
    assert not (tmp_path / "run").exists()

"""A run's files are the same whether a second process makes part of them, dies, or never is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest

from tests.reporting.made_study import another_small_study, small_scenario, small_study
from treasury import comparison
from treasury.cli.app import main
from treasury.comparison import Study, study
from treasury.plan.reading import read
from treasury.reporting import companion as beside_us
from treasury.reporting import run_tables, workbook
from treasury.reporting.companion import (
    Companion,
    companion,
    pays,
    size_of,
    started,
)
from treasury.reporting.run_folder import write_run
from treasury.scenario import Scenario, canonical

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SMALL = ("03_target_and_range", "07_virtual_ledgers", "13_two_banks")
PATIENCE_SECONDS = 60.0
NOTHING_TO_READ = Path("/no/such/scenario")

Patch = pytest.MonkeyPatch


@pytest.fixture
def worth_it(monkeypatch: Patch) -> None:
    """Let a companion pay for the smallest scenario, on any machine."""
    monkeypatch.setattr(beside_us, "WORTH_IT", 0)
    monkeypatch.setattr(beside_us, "cores", lambda: 2)


@pytest.fixture
def never_here(monkeypatch: Patch) -> None:
    """Let this process make neither tables nor a workbook."""

    def fail(*_: object) -> None:
        raise AssertionError("made in this process")

    monkeypatch.setattr(run_tables, "run_tables", fail)
    monkeypatch.setattr(workbook, "workbook_bytes", fail)


def everything(folder: Path) -> dict[str, bytes]:
    """The files below the folder, with their bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def written(
    scenario: Scenario, out: Path, disturb: Callable[[Companion], object] = lambda beside: None
) -> dict[str, bytes]:
    """The files of a run whose companion is disturbed when all runs have been told."""
    with companion(NOTHING_TO_READ) as beside:
        beside.meet(scenario)
        found = study(scenario, None, None, beside.tell)
        disturb(beside)
        write_run(found, out, beside)
    return everything(out)


def alone(scenario: Scenario, out: Path) -> dict[str, bytes]:
    """The files of the same run made without a companion."""
    write_run(study(scenario), out)
    return everything(out)


def killed(beside: Companion) -> None:
    """Kill the process behind the companion's back, as a machine short of memory does."""
    assert beside.process is not None
    beside.process.kill()
    beside.process.wait(PATIENCE_SECONDS)


def gone(process_id: int) -> bool:
    """Whether the process ends within a minute."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process_id}/stat").exists() and zombie(process_id):
            return True
        time.sleep(0.05)
    return False


def zombie(process_id: int) -> bool:
    """Whether the process has ended and only nobody has asked for its exit code."""
    text = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("name", SMALL)
def test_what_the_companion_makes_is_byte_for_byte_what_is_made_here(
    name: str, tmp_path: Path, worth_it: None, monkeypatch: Patch, request: pytest.FixtureRequest
) -> None:
    scenario = read(SCENARIOS / name)
    here = alone(scenario, tmp_path / "alone")
    request.getfixturevalue("never_here")
    assert written(scenario, tmp_path / "beside") == here


def test_without_an_as_is_structure_too(
    tmp_path: Path, worth_it: None, request: pytest.FixtureRequest
) -> None:
    scenario = small_scenario()
    assert scenario.as_is is None
    here = alone(scenario, tmp_path / "alone")
    request.getfixturevalue("never_here")
    assert written(scenario, tmp_path / "beside") == here


def test_a_companion_that_is_killed_changes_no_byte(tmp_path: Path, worth_it: None) -> None:
    scenario = small_scenario()
    here = alone(scenario, tmp_path / "alone")
    assert written(scenario, tmp_path / "beside", killed) == here


def test_a_companion_that_is_killed_before_the_workbook_changes_no_byte(
    worth_it: None, monkeypatch: Patch
) -> None:
    found = small_study()
    here = workbook.workbook_bytes(found, [run_tables.run_tables(run) for run in found.runs])
    with companion(NOTHING_TO_READ) as beside:
        beside.meet(found.scenario)
        for run in (found.standalone, *found.runs):
            beside.tell(run)
        tables = list(beside.tables(found))
        killed(beside)
        beside.answers = SimpleQueue()  # what it had said before is lost with it
        beside.answers.put(None)
        assert beside.workbook(found, tables) == here
        assert beside.process is None


@pytest.mark.parametrize(
    "command",
    [
        ("/no/such/program",),
        (sys.executable, "-c", "raise SystemExit(3)"),
        (sys.executable, "-c", "print('good morning')"),
        (sys.executable, "-c", "print('made:' + chr(0) * 7 + 'd' + 'cut off')"),
        (sys.executable, "-c", "print('made:' + chr(0) * 7 + chr(5) + 'hello')"),
        (sys.executable, "-c", "print('made:' + chr(127) * 8)"),
        (sys.executable, "-c", "import sys; sys.stdin.buffer.read(); print('made:')"),
    ],
)
def test_a_companion_that_cannot_start_or_talks_nonsense_changes_no_byte(
    command: tuple[str, ...], tmp_path: Path, worth_it: None, monkeypatch: Patch
) -> None:
    scenario = small_scenario()
    here = alone(scenario, tmp_path / "alone")
    monkeypatch.setattr(beside_us, "COMMAND", command)
    assert written(scenario, tmp_path / "beside") == here


@pytest.mark.parametrize("allowed", [0, 1])
def test_where_no_thread_may_be_started_no_process_is_left(
    allowed: int, tmp_path: Path, worth_it: None, monkeypatch: Patch
) -> None:
    scenario = small_scenario()
    here = alone(scenario, tmp_path / "alone")
    processes: list[Any] = []

    def begin(command: tuple[str, ...], **how: Any) -> Any:
        processes.append(subprocess.Popen(command, **how))
        return processes[0]

    begun = Thread.start

    def refuse(thread: Thread) -> None:
        if number_of[0] == allowed:
            raise RuntimeError("can't start new thread")
        number_of[0] += 1
        begun(thread)

    number_of = [0]
    monkeypatch.setattr(beside_us, "Popen", begin)
    monkeypatch.setattr("threading.Thread.start", refuse)
    assert written(scenario, tmp_path / "beside") == here
    assert processes[0].returncode is not None


def test_an_error_of_the_companion_is_the_error_of_the_run(
    tmp_path: Path, worth_it: None, monkeypatch: Patch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("this table cannot be made")

    monkeypatch.setattr(beside_us, "COMMAND", (sys.executable, "-c", "raise ValueError"))
    monkeypatch.setattr(run_tables, "run_tables", fail)
    with pytest.raises(ValueError, match="this table cannot be made"):
        written(small_scenario(), tmp_path / "run")
    assert not list(tmp_path.iterdir())


def test_a_companion_told_of_other_runs_is_not_believed(tmp_path: Path, worth_it: None) -> None:
    scenario, asked = small_scenario(), another_small_study()
    write_run(asked, tmp_path / "alone")
    with companion(NOTHING_TO_READ) as beside:
        beside.meet(scenario)
        study(scenario, None, None, beside.tell)
        write_run(asked, tmp_path / "beside", beside)
    assert everything(tmp_path / "beside") == everything(tmp_path / "alone")


def test_a_companion_does_not_outlive_an_interrupt(worth_it: None) -> None:
    with suppress(KeyboardInterrupt), companion(NOTHING_TO_READ) as beside:
        beside.meet(small_scenario())
        process = beside.process
        raise KeyboardInterrupt
    assert process is not None and process.returncode is not None


def test_ctrl_c_is_for_who_started_it_alone(worth_it: None) -> None:
    with companion(NOTHING_TO_READ) as beside:
        beside.meet(small_scenario())
        assert beside.process is not None
        assert os.getpgid(beside.process.pid) != os.getpgid(0)


def test_a_companion_ends_when_who_started_it_is_killed() -> None:
    program = (
        "import time\n"
        "from treasury.reporting.companion import started\n"
        "beside = started()\n"
        "print(beside.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    root = SCENARIOS.parent
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=root) as one:
        assert one.stdout is not None
        left = int(one.stdout.readline())
        one.send_signal(signal.SIGKILL)
    assert gone(left)


def test_small_and_huge_scenarios_and_a_single_core_start_no_process(monkeypatch: Patch) -> None:
    flagship = read(SCENARIOS / "10_liquor_group")
    monkeypatch.setattr(beside_us, "cores", lambda: 2)
    assert pays(flagship) and not pays(small_scenario())
    decade = replace(flagship, last_day=flagship.first_day.replace(year=2036))
    assert not pays(decade)
    monkeypatch.setattr(beside_us, "cores", lambda: 1)
    assert not pays(flagship)


def test_with_much_to_read_the_process_starts_while_it_is_read(
    worth_it: None, monkeypatch: Patch
) -> None:
    folder = SCENARIOS / SMALL[0]
    monkeypatch.setattr(beside_us, "MUCH_TO_READ", size_of(folder))
    with companion(folder) as beside:
        process = beside.process
        assert process is not None
        scenario = read(folder)
        assert beside.read() == (scenario, canonical(scenario))
        beside.meet(scenario)
        assert beside.process is process
    assert process.returncode is not None
    for much, too_much in ((size_of(folder) + 1, size_of(folder) + 2), (0, size_of(folder))):
        monkeypatch.setattr(beside_us, "MUCH_TO_READ", much)
        monkeypatch.setattr(beside_us, "TOO_MUCH", too_much)
        with companion(folder) as beside:
            assert beside.process is None


def test_a_process_that_is_gone_before_the_canonical_text_has_read_nothing(
    monkeypatch: Patch,
) -> None:
    monkeypatch.setattr(beside_us, "cores", lambda: 2)
    monkeypatch.setattr(beside_us, "MUCH_TO_READ", 0)
    with companion(SCENARIOS / SMALL[0]) as beside:
        answers = [beside.answer(), None]
        monkeypatch.setattr(beside, "answer", lambda: answers.pop(0))
        assert answers[0] == read(SCENARIOS / SMALL[0])
        assert beside.read() is None and beside.scenario is None


def test_a_process_that_would_need_too_much_memory_ends_when_that_is_known(
    worth_it: None, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(beside_us, "MUCH_TO_READ", 0)
    monkeypatch.setattr(beside_us, "TOO_LARGE", 1)
    with companion(SCENARIOS / SMALL[0]) as beside:
        process = beside.process
        read_there = beside.read()
        assert read_there is not None
        beside.meet(read_there[0])
        assert beside.process is None and beside.scenario is None
        assert process is not None and process.returncode is not None


def test_the_size_of_a_scenario_is_that_of_its_tables(tmp_path: Path) -> None:
    for name, count in (("items.csv", 10), ("scenario.json", 300), ("README.md", 7_000)):
        (tmp_path / name).write_bytes(b" " * count)
    assert size_of(tmp_path) == 310
    assert size_of(tmp_path / "scenario.json") == 300
    assert size_of(tmp_path / "scenario.toml") == 310
    assert size_of(NOTHING_TO_READ) == 0


def test_bad_input_starts_no_process(tmp_path: Path, worth_it: None, monkeypatch: Patch) -> None:
    def fail() -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(beside_us, "started", fail)
    assert main(["run", str(bad_folder(tmp_path))]) == 2


def bad_folder(folder: Path) -> Path:
    """A scenario without its days."""
    bad = folder / "bad"
    bad.mkdir()
    (bad / "scenario.toml").write_text('id = "bad"\n', encoding="utf-8")
    return bad


def test_the_command_ends_its_companion_when_it_is_interrupted(
    tmp_path: Path, worth_it: None, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept: list[Any] = []

    def interrupt(*_: object) -> Study:
        assert kept[0].returncode is None
        raise KeyboardInterrupt

    monkeypatch.setattr(
        beside_us, "started", lambda *reads: kept.append(started(*reads)) or kept[0]
    )
    monkeypatch.setattr(comparison, "study", interrupt)
    command = ["run", str(SCENARIOS / SMALL[0]), "--out", str(tmp_path / "run")]
    assert main(command) == 130
    assert capsys.readouterr().err == "Stopped.\n"
    assert kept[0].returncode is not None
    assert not (tmp_path / "run").exists()

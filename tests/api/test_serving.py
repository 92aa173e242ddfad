"""`treasury serve` and `treasury db`, as an operator meets them."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from api.cli import app, telling
from api.cli.app import main
from api.settings import Settings
from api.store import schema
from tests.api.served import ROOT, environment, served, treasury


def got(address: str) -> dict[str, object]:
    """The document at the address."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def test_a_server_is_ready_when_it_says_so_and_stops_when_it_is_told(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        assert got(f"{server.address}/readyz")["ready"] is True
        begun = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - begun < 60, "it hangs"
    assert any("version 0004" in line for line in server.printed)
    for line in server.log:
        assert json.loads(line)["level"] in ("info", "warning")


@pytest.mark.slow
def test_the_effective_settings_are_printed_without_passwords(tmp_path: Path) -> None:
    secrets = {"metrics_token": "hush-hush", "prot": "8000", "session_hours": "3"}
    with served(tmp_path, **secrets) as server:
        printed = "\n".join(server.printed)
        for name, value in Settings(data=tmp_path, session_hours=3).shown().items():
            if name not in ("TREASURY_PORT", "TREASURY_METRICS_TOKEN"):
                assert f"  {name}={value}\n" in printed
    assert "TREASURY_METRICS_TOKEN=(hidden)" in printed
    assert "hush" not in printed + "\n".join(server.log)
    assert "TREASURY_PROT is no setting of the service" in printed


def test_wrong_settings_are_said_all_at_once_and_nothing_starts(tmp_path: Path) -> None:
    done = treasury(
        "serve", "--port", "70000", "--data", tmp_path, workers="many", lease_seconds="0"
    )
    assert done.returncode == 2
    assert "--port: input should be less than or equal to 65535" in done.stderr
    assert "TREASURY_WORKERS: input should be a valid integer" in done.stderr
    assert "TREASURY_LEASE_SECONDS: input should be greater than or equal to 1" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        done = treasury("serve", "--port", str(taken.getsockname()[1]), "--data", tmp_path)
    assert done.returncode == 2
    assert "cannot be had: Address already in use" in done.stderr


def test_a_database_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://bank:geheim@/bank?host={tmp_path}"
    for words in (("serve", "--port", "0"), ("db", "check")):
        done = treasury(*words, database_url=url)
        assert done.returncode == 2
        assert "cannot be used" in done.stderr
        assert "geheim" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    assert treasury("db", "upgrade", "--data", tmp_path).returncode == 0
    with closing(sqlite3.connect(tmp_path / "treasury.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = treasury("serve", "--port", "0", "--data", tmp_path)
    assert done.returncode == 2
    assert "version 9999 of the schema, which this program does not know" in done.stderr


@pytest.mark.slow
def test_two_servers_that_start_at_once_make_one_store(tmp_path: Path) -> None:
    with served(tmp_path) as one, served(tmp_path) as other:
        assert got(f"{one.address}/readyz") == got(f"{other.address}/readyz")
        assert got(f"{one.address}/readyz")["ready"] is True
        assert one.stop(signal.SIGINT) == other.stop() == 0


def test_a_store_is_backed_up_restored_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, file = str(tmp_path / "first"), str(tmp_path / "second"), str(tmp_path / "b.zip")
    assert main(["db", "check", "--data", first]) == 2
    assert "There is no store in sqlite:" in capsys.readouterr().err
    assert main(["db", "upgrade", "--data", first]) == 0
    assert main(["db", "backup", file, "--data", first]) == 0
    made = capsys.readouterr().out.splitlines()[-1]
    assert made.startswith("Content hash ")
    assert main(["db", "backup", file, "--data", first]) == 2
    assert "is there already" in capsys.readouterr().err
    wanted = made.removeprefix("Content hash ")
    assert main(["db", "restore", file, "--data", second, "--content-hash", wanted]) == 0
    assert made in capsys.readouterr().out
    assert main(["db", "check", "--data", second]) == 0
    said = capsys.readouterr().out
    assert "database: passed, " in said
    assert "audit: there was nothing to examine" in said
    assert made in said


def test_a_check_that_examined_nothing_has_not_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["db", "upgrade", "--data", str(tmp_path)])
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 1
    assert "audit: there was nothing to examine" in capsys.readouterr().out


def test_the_engine_needs_nothing_of_the_service() -> None:
    code = (
        "import sys; from api.cli.app import main; main(['check', sys.argv[1]]);"
        "heavy = {'fastapi', 'sqlalchemy', 'pydantic_settings', 'structlog', 'uvicorn', 'alembic'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    scenario = ROOT / "scenarios" / "01_one_account"
    done = subprocess.run([sys.executable, "-c", code, str(scenario)], cwd=ROOT, check=False,
                          capture_output=True)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_server_loads_neither_the_compiler_nor_what_makes_reports(tmp_path: Path) -> None:
    code = (
        "import sys, uvicorn; from api.cli.app import main;"
        "uvicorn.Server.run = lambda self, sockets: print('loaded', sorted(sys.modules));"
        "sys.exit(main(['serve', '--port', '0', '--workers', '0', '--data', sys.argv[1]]))"
    )
    treasury("db", "upgrade", "--data", tmp_path)
    done = subprocess.run([sys.executable, "-c", code, tmp_path], check=False, text=True,
                          capture_output=True, env=environment())  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.rpartition("loaded ")[2]
    assert "'api.app'" in loaded
    heavy = ("numba", "pandas", "pyarrow", "xlsxwriter", "openpyxl", "alembic")
    assert not [name for name in heavy if f"'{name}'" in loaded]


def test_the_versions_of_the_schema_are_those_of_its_steps() -> None:
    steps = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert set(schema.versions()) == {step.revision for step in steps.walk_revisions()}
    assert schema.newest() == steps.get_current_head()


def test_libraries_that_are_missing_are_named_with_the_way_to_get_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "LIBRARIES", ("sqlalchemy", "no_such_library"))
    for words in (["serve"], ["db", "check"], ["audit", "verify"]):
        assert main(words) == 2
        told = capsys.readouterr().err
        assert "not installed here (no_such_library)" in told
        assert "pip install 'treasury-workbench[service]'" in told


def test_misspelt_settings_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREASURY_WORKER", "2")
    assert "TREASURY_WORKER" in telling.unknown()
    assert "TREASURY_WORKERS" not in telling.unknown()

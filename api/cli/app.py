"""The commands of the service beside those of the engine: wiring only.

Nothing of the service is imported before one of its commands asks for it, so that a run of the
engine starts as fast as without it; where its libraries are missing, the command says so.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from treasury.cli.app import app, main
from treasury.cli.interpreting import interpret
from treasury.errors import TreasuryError

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["app", "main"]

LIBRARIES = (
    "alembic", "argon2", "fastapi", "httptools", "limits", "multipart", "prometheus_client",
    "psycopg", "pyarrow", "pydantic_settings", "sqlalchemy", "structlog", "uvicorn",
)  # fmt: skip
"""What the extra `service` installs, by the names they are imported by."""

Data = Annotated[Path | None, Parameter(help="The folder of the data; default TREASURY_DATA.")]
Host = Annotated[str | None, Parameter(help="The address to listen on; default 127.0.0.1.")]
Port = Annotated[int | None, Parameter(help="The port, 0 for any free one; default 8000.")]
Workers = Annotated[
    int | None, Parameter(help="Processes beside the server that execute runs; default 1.")
]
Demo = Annotated[
    bool, Parameter(negative="", help="Load a demo bank with the shipped scenarios, if it is new.")
]
ContentHash = Annotated[
    str, Parameter(help="The hash that was printed when it was made; another is refused.")
]


@app.command
def serve(
    *,
    host: Host = None,
    port: Port = None,
    data: Data = None,
    workers: Workers = None,
    demo: Demo = False,
) -> int:
    """Serve the workbench to a team: store, JSON API, and workers that execute runs.

    Settings come from the environment (TREASURY_...); they are printed, and so is a one-time link
    for the first administrator of an empty store.
    """
    given = settings(host=host, port=port, data=data, workers=workers)
    interpreted = "NUMBA_DISABLE_JIT" in os.environ
    interpret()  # before anything of the engine is imported: the server leaves the compiler alone
    from api.cli.serving import serve_until_stopped

    return serve_until_stopped(given, demo=demo, interpreted=interpreted)


@app.command
def worker(*, data: Data = None) -> int:
    """Execute runs for servers elsewhere that share the database, until it is stopped."""
    given = settings(data=data)
    from api.cli.serving import work_until_stopped

    return work_until_stopped(given)


@app.command
def reproduce(run: str, /, *, data: Data = None) -> int:
    """Do a stored run again and compare every file byte for byte; 1 where any differs.

    Parameters
    ----------
    run
        The run's id, or the beginning of it.
    """
    given = settings(data=data)
    from api.cli import reproducing

    return reproducing.reproduce(given, run)


db = App(name="db", help="Look after the store: its schema, backups, checks.")
app.command(db)


@db.command
def upgrade(*, data: Data = None) -> int:
    """Bring the store to the newest version of the schema; `treasury serve` does so by itself."""
    given = settings(data=data)
    from api.cli import databases

    return databases.upgrade(given)


@db.command
def backup(file: Path, /, *, data: Data = None) -> int:
    """Write everything in the store, as it is at one moment, to one file for either database.

    The file holds clients' figures and what people sign in with (hashed): keep it as safe as the
    store itself.

    Parameters
    ----------
    file
        The file to write; it must not exist.
    """
    given = settings(data=data)
    from api.cli import databases

    return databases.back_up(given, file)


@db.command
def restore(file: Path, /, *, data: Data = None, content_hash: ContentHash = "") -> int:
    """Put a backup into an empty store, whole or not at all.

    Parameters
    ----------
    file
        What `treasury db backup` wrote, from either database.
    """
    given = settings(data=data)
    from api.cli import databases

    return databases.restore(given, file, content_hash)


@db.command(name="check")
def check_store(*, data: Data = None) -> int:
    """Examine the whole store and say what was examined; 1 where anything is wrong."""
    given = settings(data=data)
    from api.cli import databases

    return databases.check(given)


audit = App(name="audit", help="Look after the audit.")
app.command(audit)


@audit.command
def verify(*, data: Data = None) -> int:
    """Follow the audit's chain of hashes from its first row to its end; 1 where it breaks."""
    given = settings(data=data)
    from api.cli import databases

    return databases.verify_audit(given)


people = App(name="people", help="Look after people where no administrator can.")
app.command(people)


@people.command
def link(login: str, /, *, data: Data = None) -> int:
    """Print a new one-time link for somebody; everything they came in with before ends.

    Parameters
    ----------
    login
        The person's login.
    """
    given = settings(data=data)
    from api.cli import databases

    return databases.new_link(given, login)


def settings(**words: Any) -> "Settings":
    """What the environment and the command's words say; refused without the libraries."""
    service_installed()
    from api.cli.telling import told

    return told(**words)


def service_installed() -> None:
    """Refuse with a sentence where libraries of the service are missing."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise TreasuryError(
            f"The service needs libraries that are not installed here ({names}).\n"
            "Install them with: pip install 'treasury-workbench[service]'"
        )

"""The commands of the service beside those of the engine: wiring only.

Nothing of the service is imported before one of its commands asks for it, so that a run of the
engine starts as fast as without it; where its libraries are missing, the command says so.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from treasury.cli.app import app, main
from treasury.errors import TreasuryError

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
    service_installed()
    from api.cli.serving import serve_until_stopped
    from api.cli.telling import told

    return serve_until_stopped(told(host=host, port=port, data=data, workers=workers), demo=demo)


def service_installed() -> None:
    """Refuse with a sentence where libraries of the service are missing."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise TreasuryError(
            f"The service needs libraries that are not installed here ({names}).\n"
            "Install them with: pip install 'treasury-workbench[service]'"
        )

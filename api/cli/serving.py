"""`treasury serve`: the store brought up to date, the server, its workers; a graceful end.

One process answers requests; the engine's compiled kernel is never loaded in it. Whoever stops it
(SIGTERM, Ctrl+C) waits until the requests that have begun are answered.
"""

import datetime
import secrets
import signal
import socket
import sys

import uvicorn

from api import logs
from api.app import application
from api.cli.telling import unknown
from api.settings import PREFIX, Settings
from api.store import schema
from api.store.database import UNAVAILABLE, Database, opened, reason
from api.workflows.unit import Service
from treasury import __version__
from treasury.cli.interpreting import interpret
from treasury.errors import TreasuryError

FINE = 0
STOPS = (signal.SIGTERM, signal.SIGINT)


def serve_until_stopped(settings: Settings, *, demo: bool) -> int:
    """The exit code, once somebody has stopped the service."""
    interpret()
    with bound(settings) as listening:
        port = listening.getsockname()[1]
        settings = settings.model_copy(update={"port": port})
        logs.configure(settings.log_level)
        tell(settings)
        database = ready(settings)
        service = serving(settings, database)
        for signum in STOPS:  # the server asks for them itself, and gives them to us at its end
            signal.signal(signum, lambda number, frame: None)
        server = uvicorn.Server(configured(settings))
        server.config.app = application(service, stopping=lambda: server.should_exit)
        say(f"Serving at {settings.reached_at} (stop with Ctrl+C).")
        server.run(sockets=[listening])
    return FINE


def bound(settings: Settings) -> socket.socket:
    """The socket to listen on; refused where the address cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
    except OSError as error:
        made.close()
        raise TreasuryError(
            f"The address {settings.host}, port {settings.port}, cannot be had: "
            f"{error.strerror or error}. Choose another with --host and --port."
        ) from None
    return made


def tell(settings: Settings) -> None:
    """Print the effective configuration, passwords hidden."""
    say(f"Treasury workbench {__version__}")
    for name, value in settings.shown().items():
        say(f"  {name}={value}")
    for name in unknown():
        say(f"  {name} is no setting of the service; is it misspelt?")


def ready(settings: Settings) -> Database:
    """The database, at the newest schema; refused where it does not answer."""
    database = opened(settings.store_url)
    try:
        before = schema.brought_up_to_date(database)
    except UNAVAILABLE as error:
        shown = settings.shown()[f"{PREFIX}DATABASE_URL"]
        raise TreasuryError(f"The database {shown} cannot be used: {reason(error)}") from None
    now = schema.newest()
    if before != now:
        say(f"The store was brought from {before or 'nothing'} to version {now} of the schema.")
    return database


def serving(settings: Settings, database: Database) -> Service:
    """The service with the machine's clock and chance."""
    return Service(
        settings=settings,
        database=database,
        clock=lambda: datetime.datetime.now(datetime.UTC),
        randomness=secrets.token_bytes,
    )


def configured(settings: Settings) -> uvicorn.Config:
    """How the server works: one process, its lines in our log, none of its own for each request."""
    return uvicorn.Config(
        app="",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=settings.stop_seconds,
    )


def say(text: str) -> None:
    """Print a line for whoever started the service, at once."""
    print(text, flush=True)
    sys.stdout.flush()

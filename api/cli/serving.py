"""`treasury serve`: the store brought up to date, the server, its workers; a graceful end.

One process answers requests; the engine's compiled kernel is never loaded in it. Whoever stops it
(SIGTERM, Ctrl+C) waits until the requests that have begun are answered.
"""

import datetime
import secrets
import signal
import socket

import uvicorn

from api import logs
from api.app import application
from api.cli.databases import ready, say
from api.cli.telling import unknown
from api.settings import Settings
from api.store.database import Database
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
        server = Announced(configured(settings))
        server.address = settings.reached_at
        server.config.app = application(service, stopping=lambda: server.should_exit)
        server.run(sockets=[listening])
    return FINE


class Announced(uvicorn.Server):
    """A server that says at which address, once it answers there."""

    address = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        say(f"Serving at {self.address} (stop with Ctrl+C).")


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

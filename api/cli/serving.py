"""`treasury serve`: the store brought up to date, the server, its workers; a graceful end.

One process answers requests; the engine's compiled kernel is never loaded in it. Whoever stops it
(SIGTERM, Ctrl+C) waits until the requests that have begun are answered.
"""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn

import treasury
from api import logs
from api.app import application
from api.cli.databases import ready, say, serving
from api.cli.telling import unknown
from api.settings import Settings
from api.worker.processes import Workers, run_here
from api.workflows.aside import Clerk
from api.workflows.links import FIRST_LOGIN, first_start
from api.workflows.unit import Service
from treasury import __version__
from treasury.errors import TreasuryError

log = structlog.get_logger()
FINE = 0
TENDED_SECONDS = 1.0
"""How soon a worker that died is missed."""
SHIPPED = Path(treasury.__file__).parents[1] / "scenarios"
"""The shipped scenarios, which lie beside the engine in the project's folder."""
STOPS = (signal.SIGTERM, signal.SIGINT)


def serve_until_stopped(settings: Settings, *, demo: bool, interpreted: bool) -> int:
    """The exit code, once somebody has stopped the service. `interpreted`: workers do not compile
    the day loop either."""
    with bound(settings) as listening:
        port = listening.getsockname()[1]
        settings = settings.model_copy(update={"port": port})
        logs.configure(settings.log_level)
        tell(settings)
        database = ready(settings)
        service = serving(settings, database)
        welcome(service, demo=demo)
        for signum in STOPS:  # the server asks for them itself, and gives them to us at its end
            signal.signal(signum, lambda number, frame: None)
        server = Announced(configured(settings))
        server.address = settings.reached_at
        server.config.app = application(
            service, stopping=lambda: server.should_exit, aside=Clerk(settings)
        )
        with tended(Workers(settings, interpreted=interpreted), settings.stop_seconds):
            server.run(sockets=[listening])
    return FINE


@contextmanager
def tended(workers: Workers, stop_seconds: int) -> Iterator[None]:
    """Worker processes beside the server; one that dies is replaced, at the end all hand back."""
    over = threading.Event()

    def tend() -> None:
        workers.start()
        while not over.wait(TENDED_SECONDS):
            if died := workers.mend():
                log.error("workers died and were replaced", count=died)
        workers.stop(stop_seconds)

    thread = threading.Thread(target=tend, name="workers")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def work_until_stopped(settings: Settings) -> int:
    """The exit code, once somebody has stopped this worker."""
    tell(settings)
    ready(settings).closed()
    say("Working (stop with Ctrl+C).")
    run_here(settings)
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


def welcome(service: Service, *, demo: bool) -> None:
    """Tell whoever started an empty store how somebody comes in."""
    if demo:
        from api.workflows.demo import PEOPLE, loaded

        made = loaded(service, SHIPPED)
        if made is None:
            say("The demo bank is there already; its password was printed when it was made.")
            return
        say(f"A demo bank was made, with {made.scenarios} scenarios. Its people:")
        for each in PEOPLE:
            say(f"  {each.login:<14} {each.name}")
        say(f"Everybody's password (shown this once): {made.password}")
        return
    link = first_start(service)
    if link is not None:
        say(f"Nobody has a password yet. The first administrator's login is {FIRST_LOGIN!r}; they")
        say(f"choose a password by this link, once, until {link.expires_at:%Y-%m-%d %H:%M} UTC:")
        say(f"  {link.address}")


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

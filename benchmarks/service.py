"""The service under load: fifty users, one request a second each, while a run is working.

The server, its worker and those who ask share the machine, as they would on a small one. The
users read clients, scenarios and runs, and one request in ten adds a client.
"""

import http.client
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.measuring import Measurement
from tests.api.served import Served, served
from tests.postgres import binaries, server

USERS, SECONDS = 50, 30
PASSWORD = r"password \(shown this once\): (\S+)"
SCOPES = ["clients:write", "scenarios:read", "runs:write"]
READS = ("/clients?limit=20", "/runs?limit=20", "/clients/{client}", "/clients/{client}/scenarios")


@dataclass
class Load:
    """What the users met with: how long each answer took, in seconds, and what was no answer."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure() -> Iterator[Measurement]:
    """A line for the start, and one for the load, on each database."""
    for name, url in databases():
        with url as address:
            yield from on(name, address)


def databases() -> Iterator[tuple[str, AbstractContextManager[str]]]:
    """SQLite, and a PostgreSQL where its programs are installed."""
    yield "SQLite", sqlite()
    if binaries() is not None:
        yield "PostgreSQL", postgres()


@contextmanager
def sqlite() -> Iterator[str]:
    """No address: a file in the folder."""
    yield ""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as running:
        running.create_database("load")
        yield running.url("load")


def on(name: str, url: str) -> Iterator[Measurement]:
    """The lines for one database."""
    settings = {"database_url": url} if url else {}
    limits = {"requests_per_minute": "1000000"}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with served(data, "--demo", **settings, workers="0") as first:
            secret = token(first)
            first.stop()
        started = time.perf_counter()
        with served(data, **settings, **limits) as running:
            call(running.address, secret, "GET", "/clients")
            start = time.perf_counter() - started
            load = loaded(running, secret)
            running.stop()
    yield Measurement(
        what=f"`treasury serve` to first answer, {name}", units=1, unit="", ours=start
    )
    for share in (50, 95):
        yield Measurement(
            what=f"{USERS} users, a request a second each, a run working, {name}: {share} % within",
            units=1, unit="", ours=statistics.quantiles(load.took, n=100)[share - 1],
            equal=f"{len(load.took)} answers, {len(load.errors)} errors",
        )  # fmt: skip


def token(running: Served) -> str:
    """A token of the demo bank's relationship manager."""
    where = urlsplit(running.address)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port)) as line:
        body = json.dumps({"login": "demo-rm", "password": running.line(PASSWORD)})
        line.request("POST", "/api/v1/sessions", body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        csrf = json.load(answer)["csrf"]
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        headers = {"Content-Type": "application/json", "Cookie": cookie, "X-CSRF-Token": csrf}
        wanted = json.dumps({"name": "load", "scopes": SCOPES, "days": 1})
        line.request("POST", "/api/v1/tokens", wanted, headers)
        return str(json.load(line.getresponse())["secret"])


def call(address: str, secret: str, method: str, path: str, body: object = None) -> object:
    """The document that came; anything but an answer in order is an error."""
    where = urlsplit(address)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)) as line:
        line.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
        answer = line.getresponse()
        text = answer.read()
    if answer.status >= 300:
        raise OSError(f"{answer.status}: {text[:200]!r}")
    return json.loads(text)


def loaded(running: Served, secret: str) -> Load:
    """What fifty users met with, while the flagship's year is run again and again."""
    load, over = Load(), threading.Event()
    found: object = call(running.address, secret, "GET", "/clients")
    clients = [each["id"] for each in found["items"]]  # type: ignore[index]
    asked = (running.address, secret, clients)
    users = [threading.Thread(target=ask, args=(*asked, number, load)) for number in range(USERS)]
    busy = threading.Thread(target=keep_busy, args=(*asked, over))
    busy.start()
    for user in users:
        user.start()
    for user in users:
        user.join()
    over.set()
    busy.join()
    return load


def ask(address: str, secret: str, clients: list[str], number: int, load: Load) -> None:
    """Ask once a second, each user at another moment of it."""
    begun = time.perf_counter() + number / USERS
    for second in range(SECONDS):
        time.sleep(max(0.0, begun + second - time.perf_counter()))
        path = READS[(number + second) % len(READS)].format(client=clients[number % len(clients)])
        wish = ("POST", "/clients", {"name": f"{number}-{second}"})
        method, path, body = wish if (number + second) % 10 == 0 else ("GET", path, None)
        start = time.perf_counter()
        try:
            call(address, secret, method, path, body)
        except OSError as error:
            with load.lock:
                load.errors.append(str(error))
            continue
        with load.lock:
            load.took.append(time.perf_counter() - start)


def keep_busy(address: str, secret: str, clients: list[str], over: threading.Event) -> None:
    """Have a worker run the largest scenario for as long as the load lasts."""
    scenarios: list[str] = []
    for each in clients:
        found: object = call(address, secret, "GET", f"/clients/{each}/scenarios")
        scenarios += [one["id"] for one in found["items"] if one["key"] == "10_liquor_group"]  # type: ignore[index]
    (flagship,) = scenarios
    while True:
        waiting: object = call(address, secret, "GET", f"/runs?scenario={flagship}&state=queued")
        if not waiting["items"]:  # type: ignore[index]
            call(address, secret, "POST", f"/scenarios/{flagship}/runs", {"seed": 0})
        if over.wait(1.0):
            return


if __name__ == "__main__":
    for one in measure():
        print(one.line(), flush=True)

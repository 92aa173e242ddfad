"""`kill -9` of server and worker at any moment: nothing is lost, half there, or there twice.

A client sends requests with keys of its own while something kills the server, the worker or
both; it repeats what was not answered. In the end every request was done once, and every answer
that was given is given again.
"""

import contextlib
import datetime
import http.client
import json
import os
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.store.book_checks import partners
from api.store.checks import CHECKS
from api.store.database import Connection, Database, opened
from api.store.tables.books import book, ledger, posting, statement_file
from api.store.tables.people import client, token
from api.store.tables.runs import job, run, run_file
from tests.api.bank import Bank, bank
from tests.api.nursery import Nursery, kill, nursery
from tests.api.scenario_runs import QUICK, add_scenario
from tests.importing.made_camt import chain, day
from tests.stores import Fresh

RM = "relationship_manager"
KILLS = int(os.environ.get("TREASURY_TEST_KILLS", "100"))
"""For each database."""
RUN_EVERY = 4
BELOW_THOSE_GIVEN = range(20_000, 30_000)
"""Ports that systems do not give to whoever asks for any."""
VICTIMS = (("server",), ("server",), ("worker",), ("server", "worker"))


@dataclass(frozen=True)
class Wish:
    """A request that is to be done once, and its key."""

    key: str
    path: str
    body: bytes
    form: str = "application/json"


@dataclass
class Caller:
    """Somebody who repeats each request until it is answered."""

    port: int
    secret: str
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asking: str = ""

    def sent(self, wish: Wish) -> tuple[int, bytes, str | None] | None:
        """The status, the body and whether it is a repetition; None where the server is gone."""
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": wish.form,
                   "Idempotency-Key": wish.key}  # fmt: skip
        self.asking = wish.key
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
                line.request("POST", f"/api/v1{wish.path}", wish.body, headers)
                answer = line.getresponse()
                body = answer.read()
                return answer.status, body, answer.getheader("Idempotency-Replayed")
        except (OSError, http.client.HTTPException):
            return None
        finally:
            self.asking = ""

    def ask(self, wish: Wish) -> bool:
        """Whether the wish was answered; an answer given before is the same again."""
        found = self.sent(wish)
        if found is None:
            return False
        status, body, _ = found
        assert status in (200, 201, 202), (wish.key, status, body)
        assert self.answers.setdefault(wish.key, (status, body)) == (status, body), wish.key
        return True


@dataclass
class Place:
    """A bank, a port to reach it at, and what is there to be sent."""

    made: Bank
    port: int
    caller: Caller
    scenario: str
    files: list[Path]
    nursery: Nursery

    def wishes(self, number: int) -> list[Wish]:
        """What is asked for in a round: a client, a statement to import, a run now and then."""
        owner = self.made.ids["distillery"]
        named = json.dumps({"name": f"client {number}"}).encode()
        found = [Wish(f"client-{number}", "/clients", named)]
        body, form = multipart(self.files[number])
        found.append(Wish(f"file-{number}", f"/clients/{owner}/statements", body, form))
        if number % RUN_EVERY == 0:
            found.append(Wish(f"run-{number}", f"/scenarios/{self.scenario}/runs", b"{}"))
        return found


def multipart(file: Path) -> tuple[bytes, str]:
    """A form with the file."""
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{file.name}"\r\n\r\n'
    return head.encode() + file.read_bytes() + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


def a_free_port() -> int:
    """A port that nobody has, and nobody is given while a killed server does not hold it."""
    for port in random.SystemRandom().sample(BELOW_THOSE_GIVEN, 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("a hundred ports are taken")


@pytest.fixture
def place(fresh: Fresh, tmp_path: Path) -> Iterator[Place]:
    """A bank with a scenario and a chain of statements."""
    with fresh() as url:
        database = opened(url)
        made = bank(database)
        now = datetime.datetime.now(datetime.UTC)
        made.write(lambda connection: connection.execute(
            token.update().values(expires_at=now + datetime.timedelta(days=1))))  # fmt: skip
        (tmp_path / "data").mkdir()
        settings = {
            "database_url": url, "port": str(a_free_port()), "workers": "0", "lease_seconds": "1",
            "job_attempts_max": "1000", "requests_per_minute": "1000000",
            "data": str(tmp_path / "data"),
        }  # fmt: skip
        (tmp_path / "statements").mkdir()
        files = chain(tmp_path / "statements", KILLS)
        port = int(settings["port"])
        with nursery(settings) as forks:
            caller = Caller(port, made.secrets[RM])
            yield Place(made, port, caller, add_scenario(made, name=QUICK), files, forks)
        database.closed()


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_half_there_or_there_twice(place: Place) -> None:
    seed = int(os.environ.get("TREASURY_TEST_SEED") or secrets.randbelow(2**32))
    print(f"seed {seed} (TREASURY_TEST_SEED)")
    chance = random.Random(seed)
    alive = {"server": place.nursery.server(), "worker": place.nursery.worker()}
    reached: Counter[str] = Counter()
    took = 0.3
    for number in range(KILLS):
        wishes = place.wishes(number)
        begun = time.monotonic()
        asking = threading.Thread(target=lambda asked=wishes: [place.caller.ask(w) for w in asked])
        asking.start()
        time.sleep(chance.random() * took)
        victims = chance.choice(VICTIMS)
        reached[place.caller.asking.partition("-")[0] or "nothing"] += "server" in victims
        reached["job"] += "worker" in victims and running(place.made.service.database)
        for each in victims:
            kill(alive[each])
        asking.join()
        for each in victims:
            alive[each] = getattr(place.nursery, each)()
        again = time.monotonic()
        assert all(place.caller.ask(wish) for wish in wishes)
        if "server" not in victims:
            took = 0.8 * took + 0.2 * min(again - begun, 2.0)
    print(dict(reached))
    assert reached["file"] + reached["client"] > KILLS / 10, reached  # in the middle of requests
    assert reached["job"] > 0, reached
    ended(place)
    everything_was_done_once(place)


def running(database: Database) -> bool:
    """Whether a worker is at work."""
    with database.reading() as connection:
        wanted = job.select().where(job.c.state == "running")
        return connection.execute(wanted).first() is not None


def ended(place: Place) -> None:
    """Wait until every run is over."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        with place.made.service.database.reading() as connection:
            states = Counter(connection.execute(job.select()).scalars("state"))
        if not states.keys() & {"queued", "running"}:
            return
        time.sleep(0.2)
    raise AssertionError(f"runs do not end: {states}")


def everything_was_done_once(place: Place) -> None:
    """Each request was done once, wholly, and is answered as it was."""
    for number in range(KILLS):
        for wish in place.wishes(number):
            found = place.caller.sent(wish)
            assert found is not None
            assert (found[0], found[1]) == place.caller.answers[wish.key]
            assert found[2] == "true", wish.key
    database = place.made.service.database
    with database.reading() as connection:
        nothing_is_wrong(connection)
        names = Counter(row.name for row in connection.execute(client.select()))
        assert {f"client {number}": 1 for number in range(KILLS)}.items() <= names.items()
        assert len(connection.execute(statement_file.select()).all()) == KILLS
        the_books_have_each_entry_once(place, connection)
        the_runs_are_whole_and_alike(connection)


def nothing_is_wrong(connection: Connection) -> None:
    """The checks of a store find nothing, and look at something: no entry here has a partner."""
    for check in CHECKS:
        found = check(connection)
        assert found.faults == () and (found.examined > 0) == (check is not partners), found


def the_books_have_each_entry_once(place: Place, connection: Connection) -> None:
    """As many pairs are booked as the answers said, and balances are the bank's."""
    answers = [json.loads(place.caller.answers[f"file-{number}"][1]) for number in range(KILLS)]
    told = [each for answer in answers for each in answer["accounts"]]
    actual = connection.execute(book.select().where(book.c.run_id.is_(None))).one()
    own = connection.execute(ledger.select().where(ledger.c.book_id == actual.id))
    ledgers = {row.id for row in own}
    booked = [row for row in connection.execute(posting.select()) if row.ledger_id in ledgers]
    last = {each["account"]: each for each in told}
    openings = len(last)
    assert openings == 3
    assert len(booked) == sum(each["new_entries"] for each in told) + openings
    sources = Counter((row.ledger_id, row.source, row.debit_id, row.credit_id) for row in booked)
    assert set(sources.values()) == {1}
    for each in last.values():
        assert each["complete"], each
        assert each["unexplained"]["amount"] == "0.00"
        assert each["last_day"] == str(day(KILLS - 1))


def the_runs_are_whole_and_alike(connection: Connection) -> None:
    """Every run is done, with one book for each structure and the same files as all others."""
    runs = connection.execute(run.select()).all()
    assert len(runs) == -(-KILLS // RUN_EVERY)
    assert {row.state for row in runs} == {"done"}
    files: dict[str, set[tuple[str, str]]] = {row.id: set() for row in runs}
    for row in connection.execute(run_file.select().with_only_columns(
        run_file.c.run_id, run_file.c.name, run_file.c.sha256)):  # fmt: skip
        files[row.run_id].add((row.name, row.sha256))
    assert len(set(map(frozenset, files.values()))) == 1
    assert next(iter(files.values()))
    kept = Counter((row.run_id, row.structure) for row in connection.execute(book.select()))
    assert set(kept.values()) == {1}

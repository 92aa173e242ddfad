"""One-time links: the first administrator, and what a link ends and begins."""

import datetime
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from api.security.secrets import hash_of
from api.settings import Settings
from api.store.database import Database
from api.store.tables.people import invitation, person
from api.workflows.links import Link, first_start
from api.workflows.unit import Service
from tests.api.bank import START, Bank, counted


def service(store: Database) -> Service:
    return Service(settings=Settings(), database=store, clock=lambda: START, randomness=counted())


def secret_of(link: Link | None) -> str:
    assert link is not None
    return link.address.partition("#")[2]


def test_an_empty_store_gives_a_link_for_its_first_administrator(store: Database) -> None:
    link = first_start(service(store))
    assert link is not None
    assert link.address.startswith("http://127.0.0.1:8000/welcome#")
    assert link.expires_at == START + datetime.timedelta(hours=72)
    with store.reading() as connection:
        rows = connection.execute(select(invitation)).all()
        people = connection.execute(select(person.c.login, person.c.state)).all()
    assert [row.hash for row in rows] == [hash_of(secret_of(link))]
    assert people == [("administrator", "invited")]


def test_a_first_link_that_was_not_used_is_replaced_at_the_next_start(store: Database) -> None:
    same = service(store)
    first, second = first_start(same), first_start(same)
    with store.reading() as connection:
        rows = connection.execute(select(invitation).where(invitation.c.used_at.is_(None))).all()
    assert [row.hash for row in rows] == [hash_of(secret_of(second))]
    assert secret_of(first) != secret_of(second)


def test_a_store_with_people_gives_none(made: Bank) -> None:
    assert first_start(made.service) is None


def test_two_first_starts_at_once_make_one_administrator(store: Database) -> None:
    same = service(store)
    with ThreadPoolExecutor(4) as threads:
        links = list(threads.map(lambda _: first_start(same), range(4)))
    assert any(links)
    with store.reading() as connection:
        assert len(connection.execute(select(person)).all()) == 1

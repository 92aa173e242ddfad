"""The books: whatever is posted in whatever order, every day's balance is what a slow sum says."""

import datetime
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.store import books
from api.store.book_checks import CHECKS, balances, sides
from api.store.books import AMOUNT_MAX, Pairs
from api.store.database import Connection, Database
from api.store.tables.books import day_balance, ledger, ledger_account, posting
from tests.api.bank import Bank
from treasury.accounts.ledger import LedgerAccount
from treasury.errors import Refused

FIRST = datetime.date(2026, 3, 2)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class One:
    """A pair to be posted: days from the first, two of the accounts, an amount."""

    booked: int
    valued: int
    debit: int
    credit: int
    amount: int


def accounts(count: int = 4, legal_entity: str = "HQ", currency: str = "CNY") -> list[Any]:
    return [
        LedgerAccount(legal_entity=legal_entity, kind="bank", subject=f"A{n}", currency=currency)
        for n in range(count)
    ]


def pairs_of(ones: Sequence[One], among: list[Any] | None = None) -> Pairs:
    """The pairs, with no other accounts than they need."""
    used = sorted({side for one in ones for side in (one.debit, one.credit)})
    at = {side: index for index, side in enumerate(used)}
    return Pairs(
        accounts=[(among or accounts())[side] for side in used],
        entry=list(range(len(ones))),
        booking_date=[FIRST + one.booked * DAY for one in ones],
        value_date=[FIRST + one.valued * DAY for one in ones],
        debit=[at[one.debit] for one in ones],
        credit=[at[one.credit] for one in ones],
        amount=[one.amount for one in ones],
        source=[f"entry {n}" for n in range(len(ones))],
    )


def kept(connection: Connection) -> dict[tuple[str, datetime.date], tuple[int, int]]:
    joined = day_balance.join(
        ledger_account, ledger_account.c.id == day_balance.c.ledger_account_id
    )
    balance = day_balance.c
    rows = connection.execute(
        joined.select().with_only_columns(
            ledger_account.c.subject, balance.day, balance.book, balance.value
        )
    )
    return {(row.subject, row.day): (row.book, row.value) for row in rows}


def summed(ones: Sequence[One]) -> dict[tuple[str, datetime.date], tuple[int, int]]:
    """The balances of the days on which an account moved, added up one by one."""
    book, value = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for one in ones:
        for side, sign in ((one.debit, 1), (one.credit, -1)):
            book[side, one.booked] += sign * one.amount
            value[side, one.valued] += sign * one.amount
    found = {}
    for side, day in set(book) | set(value):
        found[f"A{side}", FIRST + day * DAY] = tuple(
            sum(amount for (at, on), amount in moved.items() if at == side and on <= day)
            for moved in (book, value)
        )
    return found  # type: ignore[return-value]


def faults(connection: Connection) -> list[str]:
    """Everything that the checks find."""
    return [fault for check in CHECKS for fault in check(connection).faults]


@pytest.fixture
def client(made: Bank) -> str:
    return made.ids["distillery"]


def post(store: Database, client: str, ones: Sequence[One], among: list[Any] | None = None) -> int:
    def work(connection: Connection) -> int:
        return books.post(connection, books.actual(connection, client), pairs_of(ones, among))

    return store.writing(work)


@st.composite
def ones(draw: st.DrawFn) -> One:
    debit = draw(st.integers(0, 3))
    credit = draw(st.integers(0, 3).filter(lambda n: n != debit))
    booked = draw(st.integers(0, 9))
    valued = draw(st.one_of(st.just(booked), st.integers(-3, 12)))
    return One(booked, valued, debit, credit, draw(st.integers(1, 10**9)))


@given(
    given_ones=st.lists(ones(), max_size=20), chance=st.randoms(use_true_random=False),
    parts=st.integers(1, 5),
)  # fmt: skip
@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_entries_in_any_order_and_partition_give_the_balances_of_a_slow_sum(
    store: Database, client: str, given_ones: list[One], chance: random.Random, parts: int
) -> None:
    mixed = list(given_ones)
    chance.shuffle(mixed)

    class Undone(Exception):
        """The example is over; the next one begins with empty books."""

    def work(connection: Connection) -> None:
        book = books.actual(connection, client)
        for part in range(parts):
            books.post(connection, book, pairs_of(mixed[part::parts]))
        assert kept(connection) == summed(given_ones)
        assert faults(connection) == []
        assert sides(connection).examined == sides(connection, book).examined == len(given_ones)
        assert balances(connection, book).faults == ()
        raise Undone

    with pytest.raises(Undone):
        store.writing(work)


def test_entries_are_numbered_on_and_pairs_of_one_entry_stand_together(
    store: Database, client: str
) -> None:
    assert post(store, client, [One(0, 0, 0, 1, 5), One(0, 0, 1, 2, 5)]) == 1
    assert post(store, client, [One(0, 0, 0, 1, 5)]) == 3
    with store.reading() as connection:
        rows = connection.execute(posting.select().order_by(posting.c.id)).all()
    assert [row.entry for row in rows] == [1, 2, 3]
    assert [row.source for row in rows] == ["entry 0", "entry 1", "entry 0"]


def test_each_legal_entity_and_currency_has_a_ledger_of_its_own(
    store: Database, client: str
) -> None:
    among = [*accounts(2), *accounts(2, "SHOP"), *accounts(2, currency="USD")]
    post(store, client, [One(0, 0, n, n + 1, 7) for n in (0, 2, 4)], among)
    with store.reading() as connection:
        found = connection.execute(ledger.select()).all()
        assert faults(connection) == []
    assert {(each.legal_entity, each.currency) for each in found} == {
        ("HQ", "CNY"), ("SHOP", "CNY"), ("HQ", "USD"),
    }  # fmt: skip


@pytest.mark.parametrize("amount", [0, -1, AMOUNT_MAX, 2**63, 10**30])
def test_an_amount_that_cannot_be_held_is_refused_and_nothing_is_posted(
    store: Database, client: str, amount: int
) -> None:
    with pytest.raises(Refused, match="entry 1"):
        post(store, client, [One(0, 0, 0, 1, 5), One(0, 0, 0, 1, amount)])
    with store.reading() as connection:
        assert connection.execute(posting.select()).all() == []


def test_a_balance_beyond_what_can_be_held_is_refused_with_its_account_and_day(
    store: Database, client: str
) -> None:
    many = [One(3, 3, 0, 1, AMOUNT_MAX - 1)] * 17
    with pytest.raises(Refused, match=r"HQ:bank:A0:CNY: its balance of 2026-03-05"):
        post(store, client, many)
    with store.reading() as connection:
        assert kept(connection) == {}


def test_postings_are_never_changed_and_never_removed(store: Database, client: str) -> None:
    post(store, client, [One(0, 0, 0, 1, 5)])
    attempts: list[Callable[[Connection], Any]] = [
        lambda connection: connection.execute(posting.update().values(amount=6)),
        lambda connection: connection.execute(posting.delete()),
    ]
    if store.dialect == "postgresql":
        attempts.append(lambda connection: connection.exec_driver_sql("TRUNCATE posting"))
    for attempt in attempts:
        with pytest.raises(Exception, match="rows are never changed and never removed"):
            store.writing(attempt)
    with store.reading() as connection:
        assert [row.amount for row in connection.execute(posting.select())] == [5]


def test_a_posting_between_two_ledgers_is_refused_by_the_database(
    store: Database, client: str
) -> None:
    post(store, client, [One(0, 0, 0, 1, 5)])
    post(store, client, [One(0, 0, 0, 1, 5)], accounts(2, "SHOP"))

    def foreign(connection: Connection) -> None:
        mine, other = connection.execute(
            ledger_account.select().where(ledger_account.c.subject == "A0")
        ).all()
        connection.execute(posting.insert().values(
            ledger_id=mine.ledger_id, entry=9, booking_date=FIRST, value_date=FIRST,
            debit_id=mine.id, credit_id=other.id, amount=1, source="",
        ))  # fmt: skip

    with pytest.raises(Exception, match="both sides belong to the ledger it stands in"):
        store.writing(foreign)


def test_the_check_finds_a_balance_that_was_tampered_with(store: Database, client: str) -> None:
    post(store, client, [One(0, 1, 0, 1, 5), One(4, 4, 2, 0, 3)])
    planted: list[tuple[Any, str]] = [
        (day_balance.update().where(day_balance.c.book == 5).values(book=6), "kept as book 6"),
        (day_balance.update().where(day_balance.c.value == 5).values(value=4), "value 4"),
        (day_balance.delete().where(day_balance.c.book == 2),
         "nothing is kept; the postings say book 2"),
        (day_balance.insert().values(ledger_account_id=1, day=FIRST + 99 * DAY, book=1, value=1),
         "no posting moved it"),
    ]  # fmt: skip

    for statement, says in planted:

        def work(connection: Connection, statement: Any = statement, says: str = says) -> None:
            number = connection.execute(ledger_account.select()).first()
            assert number is not None
            if statement.is_insert:
                statement = statement.values(ledger_account_id=number.id)
            connection.execute(statement)
            found = faults(connection)
            assert found
            assert says in found[0]
            raise LookupError

        with pytest.raises(LookupError):
            store.writing(work)
    with store.reading() as connection:
        assert faults(connection) == []


def together(*works: Callable[[], object]) -> None:
    """Do the works at the same time; what goes wrong in one of them is raised here."""
    with ThreadPoolExecutor(len(works)) as threads:
        for each in [threads.submit(work) for work in works]:
            each.result()


def test_many_posters_on_one_account_lose_nothing(store: Database, client: str) -> None:
    posters, turns = 8, 5
    everything: list[One] = []
    tries = Counter[int]()

    def poster(number: int) -> None:
        chance = random.Random(number)
        for _ in range(turns):
            days = [chance.randrange(9) for _ in range(6)]
            others = chance.sample(range(1, 4), 3)  # account A0 is everybody's
            mine = [
                One(days[n], days[n + 3], *chance.sample((0, others[n]), 2), chance.randint(1, 99))
                for n in range(3)
            ]

            def work(connection: Connection, mine: list[One] = mine) -> None:
                tries[number] += 1
                books.post(connection, books.actual(connection, client), pairs_of(mine))

            store.writing(work)
            everything.extend(mine)

    together(*(lambda number=number: poster(number) for number in range(posters)))
    assert set(tries.values()) == {turns}, "who posts once in a transaction never has to try again"
    with store.reading() as connection:
        assert kept(connection) == summed(everything)
        assert faults(connection) == []
        assert sides(connection).examined == 3 * posters * turns
        rows = connection.execute(posting.select()).all()
    assert sorted(row.entry for row in rows) == list(range(1, 3 * posters * turns + 1))


def test_posters_that_hold_each_other_up_try_again_and_post_once_each(
    store: Database, client: str
) -> None:
    first = [One(0, 0, 0, 1, 5), One(0, 0, 2, 3, 5)]
    post(store, client, first)
    with store.reading() as connection:
        numbers = {row.subject: row.id for row in connection.execute(ledger_account.select())}
    tries = Counter[str]()
    both_hold_one = threading.Barrier(2)

    def poster(mine: str, other: str, one: One) -> None:
        def work(connection: Connection) -> None:
            tries[mine] += 1
            books.hold(connection, [numbers[mine]])
            if store.dialect == "postgresql" and tries[mine] == 1:
                both_hold_one.wait()
            books.hold(connection, [numbers[other]])
            books.post(connection, books.actual(connection, client), pairs_of([one]))

        store.writing(work)

    second = [One(1, 1, 0, 2, 7), One(2, 2, 2, 0, 9)]
    together(lambda: poster("A0", "A2", second[0]), lambda: poster("A2", "A0", second[1]))
    again = sum(tries.values()) - 2
    assert again == (1 if store.dialect == "postgresql" else 0)
    with store.reading() as connection:
        assert kept(connection) == summed([*first, *second])
        assert faults(connection) == []


def test_books_and_ledger_accounts_are_made_once_however_many_begin(
    store: Database, client: str
) -> None:
    pair = [One(0, 0, 0, 1, 5), One(0, 0, 3, 2, 5)]
    together(*[lambda: post(store, client, pair)] * 6)
    with store.reading() as connection:
        assert len(connection.execute(ledger_account.select()).all()) == 4
        assert kept(connection) == summed(pair * 6)

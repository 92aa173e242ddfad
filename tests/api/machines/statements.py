"""Statements sent in any order, again, overlapping, and against what others said.

There is one truth, what the bank booked on each day of two accounts. Files tell parts of it: days
of one account or of both, or a week of one in other words. The model adds up the days that were
told, nothing else; what contradicts a day that was told is refused.
"""

import datetime
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from api.store.tables.books import (
    book,
    day_balance,
    ledger,
    ledger_account,
    posting,
    statement,
    statement_entry,
    statement_file,
)
from api.store.tables.group import account
from api.workflows import statements as workflow
from api.workflows.unit import Unit
from tests.api.machines.core import ALL, KEYS, MODELS, PEOPLE, WATCHED, WHO, Client, Machine
from tests.importing.made_camt import Booked, Day, camt, day
from tests.stores import Fresh

OWNERS = {"DE1": "Holding AG", "FR1": "Fille SARL"}
FIRST = {"DE1": 1000, "FR1": -90}
"""Balances before the first day, in whole euros."""
DAYS, WEEK = 6, 3
ON_A_DAY = {
    "DE1": ((40, -15), (7,), (-300, -300), (25, 1), (-25, 52), (9,)),
    "FR1": ((5,), (-11, 4), (80,), (-80, 13, 13), (2,), (-60, 1)),
}
"""What is booked, day by day; no day comes to nothing, so that every gap shows. On the fifth day
DE1 is corrected: the 25 of the day before is reversed, and booked as 52."""
CORRECTED = ("DE1", 4, 0)
PART = st.sets(st.tuples(st.sampled_from(sorted(OWNERS)), st.integers(0, DAYS - 1)), min_size=1)
"""Days of accounts that a file tells."""


def opening(name: str, first: int) -> int:
    """The balance before a day, in euros."""
    return FIRST[name] + sum(map(sum, ON_A_DAY[name][:first]))


def booked(name: str, on: int, words: str) -> tuple[Booked, ...]:
    """The entries of a day."""
    return tuple(
        Booked(str(amount), f"{words} {on}.{number}", booking=day(on),
               reversal=(name, on, number) == CORRECTED)
        for number, amount in enumerate(ON_A_DAY[name][on])
    )  # fmt: skip


def a_day(name: str, on: int) -> Day:
    """The statement of a day."""
    return Day(name, day(on), str(opening(name, on)), booked(name, on, "entry"), OWNERS[name])


def a_week(name: str, number: int) -> Day:
    """The statement of a week, in other words than those of its days."""
    first, after = number * WEEK, (number + 1) * WEEK
    moved = tuple(each for on in range(first, after) for each in booked(name, on, "as told"))
    return Day(name, day(first), str(opening(name, first)), moved, OWNERS[name],
               id=f"{name}-week-{number}", until=day(after - 1))  # fmt: skip


def otherwise(name: str, on: int) -> Day:
    """The statement of a day, with a unit more than there was."""
    one = a_day(name, on)
    more = (*one.entries[:-1], one.entries[-1]._replace(amount=f"{one.entries[-1].amount}.01"))
    return one._replace(entries=more)


@cache
def written(statements: tuple[Day, ...]) -> bytes:
    """The file of these statements."""
    with tempfile.TemporaryDirectory() as folder:
        return camt(Path(folder), "one.xml", statements).read_bytes()


@dataclass
class Told:
    """What a client's bank told so far: contents by hash of files, days by account."""

    files: set[bytes] = field(default_factory=set)
    days: dict[str, set[int]] = field(default_factory=dict)
    statements: set[tuple[str, str]] = field(default_factory=set)

    def balance(self, name: str, at: int) -> int | None:
        """The account's balance at the end of a day, in cents; None before it is known."""
        known = self.days.get(name, set())
        if not known or at < min(known) - 1:
            return None
        moved = sum(sum(ON_A_DAY[name][on]) for on in known if on <= at)
        return 100 * (opening(name, min(known)) + moved)


class Statements(Machine):
    """Statements are sent, again, in other parts, and wrong."""

    def __init__(self, fresh: Fresh) -> None:
        """No statement came yet."""
        super().__init__(fresh)
        self.told: dict[str, Told] = {}
        self.looked_at: set[str] = set()

    @rule(client=Machine.clients, who=WHO, part=PART, key=KEYS)
    def send_days(self, client: Client, who: str, part: set[Any], key: str | None) -> None:
        days = tuple(sorted(part, key=lambda one: (one[1], one[0])))
        self.send_file(client, who, tuple(a_day(*each) for each in days), set(days), key)

    @rule(client=Machine.clients, who=WHO, number=st.integers(0, 1), key=KEYS,
          name=st.sampled_from(sorted(OWNERS)))  # fmt: skip
    def send_week(self, client: Client, who: str, name: str, number: int, key: str | None) -> None:
        days = {(name, on) for on in range(number * WEEK, (number + 1) * WEEK)}
        self.send_file(client, who, (a_week(name, number),), days, key)

    def send_file(
        self, client: Client, who: str, statements: tuple[Day, ...], days: set[tuple[str, int]],
        key: str | None,
    ) -> None:  # fmt: skip
        """Send one file, which comes to these days; the accounts in the answer are the model's."""
        told = self.told.get(client.id, Told())
        content = written(statements)
        expected = self.ends(who, client, MODELS, 200 if content in told.files else 201)
        path = f"/clients/{client.id}/statements"
        answer, fresh = self.post(who, path, expected, (("files", ("a.xml", content)),), key)
        if not fresh:
            return
        if content not in told.files:
            self.done += 1 + self.made_for(told, {name for name, _ in days})
        told.files.add(content)
        told.statements |= {(each.account, each.id or str(each.day)) for each in statements}
        for name, on in days:
            told.days.setdefault(name, set()).add(on)
        self.told[client.id] = told
        self.looked_at.add(client.id)
        for each in answer.json()["accounts"]:
            self.is_as_told(told, each)

    def made_for(self, told: Told, names: set[str]) -> int:
        """How many rows the group gets with these accounts: each, its owner, the bank once."""
        fresh = names - told.days.keys()
        return 2 * len(fresh) + (bool(fresh) and not told.days)

    def is_as_told(self, told: Told, shown: dict[str, Any]) -> None:
        """What is said of an account is what the days told of it come to."""
        name, days = shown["number"], told.days[shown["number"]]
        first, last = min(days), max(days)
        books, closing = told.balance(name, last), 100 * opening(name, last + 1)
        assert books is not None
        assert (shown["first_day"], shown["last_day"]) == (str(day(first)), str(day(last)))
        assert cents(shown["opening"]) == 100 * opening(name, first)
        assert cents(shown["closing"]) == closing
        assert cents(shown["books"]) == books
        assert cents(shown["unexplained"]) == closing - books
        assert shown["complete"] is (len(days) == last - first + 1)
        assert shown["entries"] == sum(len(ON_A_DAY[name][on]) for on in days)

    @rule(client=Machine.clients, number=st.integers(0, 10), beside=st.booleans())
    def contradict(self, client: Client, number: int, beside: bool) -> None:
        """Somebody sends a day that was told with another amount, perhaps beside a right one."""
        told = self.told.get(client.id)
        who = next((each for each in PEOPLE if role_may(self, each, client)), None)
        if told is None or who is None:
            return
        there = sorted((name, on) for name, days in told.days.items() for on in days
                       if (name, str(day(on))) in told.statements)  # fmt: skip
        if not there:  # a week alone: a day beside it is a gap that is named, no contradiction
            return
        name, on = there[number % len(there)]
        wrong = [written((otherwise(name, on),))]
        right = [written((a_day("FR1" if name == "DE1" else "DE1", 5),))] if beside else []
        files = tuple(("files", (f"{n}.xml", each)) for n, each in enumerate([*right, *wrong]))
        answer = self.send(who, "POST", f"/clients/{client.id}/statements", 422, files)
        assert str(day(on)) in str(answer.json()["errors"]), answer.text
        self.looked_at.add(client.id)

    @rule(who=WHO, date=st.integers(-2, DAYS))
    def look_at_positions(self, who: str, date: int) -> None:
        """What every client's accounts hold on a day, for whoever sees it."""
        for client_id, told in self.told.items():
            expected = 200 if self.sees(who, self.known[client_id]) else 404
            path = f"/clients/{client_id}/positions?date={day(date)}"
            answer = self.send(who, "GET", path, expected)
            if expected == 200:
                found = {each["account"]: each["book"] and cents(each["book"])
                         for each in answer.json()["accounts"]}  # fmt: skip
                for name in told.days:
                    assert found[name] == told.balance(name, date), (name, date)

    # --- what must hold after each step ---

    @invariant()
    def files_are_seen_by_whom_they_concern(self) -> None:
        """Of the clients that were touched; at the end, of all."""
        for client_id in self.looked_at:
            self.files_are_theirs(client_id)
        self.looked_at.clear()

    def files_are_theirs(self, client_id: str) -> None:
        for who in WATCHED:
            path = f"/clients/{client_id}/statements"
            if self.sees(who, self.known[client_id]):
                found = self.listed(who, path, ("id",), lambda unit: every_file(unit, client_id))
                assert len(found) == len(self.told[client_id].files)
            else:
                self.finds_nothing(who, path, lambda unit: every_file(unit, client_id))

    @invariant()
    def each_entry_that_was_told_stands_once(self) -> None:
        """In force are the openings and the entries of the days that were told."""
        own = statement_entry.c.account_id == account.c.id
        wanted = select(
            account.c.client_id, account.c.number, statement_entry.c.kind,
            statement_entry.c.booking_date, statement_entry.c.amount,
        ).where(own & statement_entry.c.undone.is_(False))  # fmt: skip
        with self.database.reading() as connection:
            found = Counter(tuple(row) for row in connection.execute(wanted))
            files = Counter(connection.execute(select(statement_file.c.client_id)).scalars())
            statements = len(connection.execute(select(statement.c.id)).all())
        assert found == Counter(
            entry for client_id, told in self.told.items() for entry in entries(client_id, told)
        )
        assert files == Counter({each: len(told.files) for each, told in self.told.items()})
        assert statements == sum(len(told.statements) for told in self.told.values())

    @invariant()
    def balances_of_each_day_are_the_sums_of_the_postings(self) -> None:
        with self.database.reading() as connection:
            postings = connection.execute(select(posting)).all()
            kept = {(row.ledger_account_id, row.day): (row.book, row.value)
                    for row in connection.execute(select(day_balance))}  # fmt: skip
        assert kept == balances(postings)

    @invariant()
    def the_books_hold_what_the_bank_says(self) -> None:
        """The bank accounts of what really happened, at the end of each day."""
        joined = ledger_account.join(ledger, ledger.c.id == ledger_account.c.ledger_id).join(
            book, book.c.id == ledger.c.book_id
        )
        wanted = select(
            book.c.client_id, ledger_account.c.subject, day_balance.c.day, day_balance.c.book
        ).select_from(
            joined.join(day_balance, day_balance.c.ledger_account_id == ledger_account.c.id)
        ).where((ledger_account.c.kind == "bank") & book.c.run_id.is_(None))  # fmt: skip
        with self.database.reading() as connection:
            rows = connection.execute(wanted).all()
        for row in rows:
            at = (row.day - day(0)).days
            expected = self.told[row.client_id].balance(row.subject, at)
            assert row.book == (expected or 0), (row, expected)
        seen = {(row.client_id, row.subject) for row in rows}
        assert seen == {(each, name) for each, told in self.told.items() for name in told.days}


def every_file(unit: Unit, client_id: str) -> Sequence[Any]:
    """The rows of a client's files."""
    return workflow.listed(unit, client_id, ALL).items


def role_may(machine: Machine, who: str, client: Client) -> bool:
    """Whether somebody may send the client's statements."""
    return machine.ends(who, client, MODELS, 200) == 200


def cents(shown: dict[str, str]) -> int:
    """Shown money in cents."""
    euros, _, rest = shown["amount"].partition(".")
    assert shown["currency"] == "EUR" and len(rest) == 2
    return int(euros + rest)


def entries(client_id: str, told: Told) -> list[tuple[Any, ...]]:
    """What stands in an account's books: its opening, the day before, and each entry."""
    found: list[tuple[Any, ...]] = []
    for name, days in told.days.items():
        first = min(days)
        found.append((client_id, name, "opening", day(first - 1), 100 * opening(name, first)))
        found += [(client_id, name, "entry", day(on), 100 * amount)
                  for on in days for amount in ON_A_DAY[name][on]]  # fmt: skip
    return found


Balances = dict[tuple[int, datetime.date], tuple[int, int]]


def balances(postings: Sequence[Any]) -> Balances:
    """Book and value balance of each ledger account on each day on which either moved."""
    moved: dict[int, dict[datetime.date, list[int]]] = {}
    for row in postings:
        for side, amount in ((row.debit_id, row.amount), (row.credit_id, -row.amount)):
            for at, on in enumerate((row.booking_date, row.value_date)):
                moved.setdefault(side, {}).setdefault(on, [0, 0])[at] += amount
    found: Balances = {}
    for side, days in moved.items():
        reached = (0, 0)
        for on, (by_booking, by_value) in sorted(days.items()):
            reached = reached[0] + by_booking, reached[1] + by_value
            found[side, on] = reached
    return found

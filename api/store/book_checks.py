"""What the store says of its books, held against the postings themselves; `treasury db check`.

Everything is added up again by the database, in one statement each: balances of every day from
the postings, the sides of each posting, and the bank's closing balances against the books.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from api.store.tables.books import (
    book,
    day_balance,
    ledger_account,
    posting,
    statement_closing,
)

BALANCES = """
WITH moved (account, day, book, value) AS (
  SELECT debit_id, booking_date, amount, CASE WHEN value_date = booking_date THEN amount ELSE 0 END
  FROM posting {of_book}
  UNION ALL
  SELECT credit_id, booking_date, -amount,
    CASE WHEN value_date = booking_date THEN -amount ELSE 0 END
  FROM posting {of_book}
  UNION ALL
  SELECT debit_id, value_date, 0, amount FROM posting {of_book} AND value_date <> booking_date
  UNION ALL
  SELECT credit_id, value_date, 0, -amount FROM posting {of_book} AND value_date <> booking_date
), daily AS (
  SELECT account, day, sum(book) AS book, sum(value) AS value FROM moved GROUP BY account, day
), told AS (
  SELECT account, day, sum(book) OVER days AS book, sum(value) OVER days AS value
  FROM daily WINDOW days AS (PARTITION BY account ORDER BY day)
), kept AS (
  SELECT ledger_account_id AS account, day, book, value FROM day_balance {of_account}
)
SELECT account, day, max(book) AS said, max(value) AS said_value, max(kept_book) AS had,
  max(kept_value) AS had_value
FROM (
  SELECT account, day, book, value, NULL AS kept_book, NULL AS kept_value FROM told
  UNION ALL
  SELECT account, day, NULL, NULL, book, value FROM kept
) AS held
GROUP BY account, day
HAVING count(book) <> 1 OR count(kept_book) <> 1 OR max(book) <> max(kept_book)
  OR max(value) <> max(kept_value)
ORDER BY account, day
"""
"""Balances that are not what the postings add up to."""

SIDES = """
SELECT p.id AS id, p.amount AS amount FROM posting AS p
LEFT JOIN ledger_account AS d ON d.id = p.debit_id AND d.ledger_id = p.ledger_id
LEFT JOIN ledger_account AS c ON c.id = p.credit_id AND c.ledger_id = p.ledger_id
WHERE (d.id IS NULL OR c.id IS NULL OR p.amount <= 0 OR p.debit_id = p.credit_id) {of_book}
ORDER BY p.id
"""
"""Postings whose sides are not two accounts of the ledger they stand in."""

CLOSINGS = """
SELECT s.account_id AS account, s.day AS day, s.books AS said,
  coalesce((SELECT b.book FROM day_balance AS b WHERE b.ledger_account_id = l.id AND b.day <= s.day
            ORDER BY b.day DESC LIMIT 1), 0) AS kept
FROM statement_closing AS s
LEFT JOIN (SELECT la.id AS id, la.account_id AS account_id FROM ledger_account AS la
  JOIN ledger AS g ON g.id = la.ledger_id JOIN book AS o ON o.id = g.book_id
  WHERE o.run_id IS NULL AND la.kind = 'bank') AS l ON l.account_id = s.account_id
ORDER BY s.account_id, s.day
"""
"""What the books hold at the end of each day that a statement closes."""

OF_BOOK = "ledger_id IN (SELECT id FROM ledger WHERE book_id = {0:d})"
OF_ACCOUNT = (
    "WHERE ledger_account_id IN (SELECT id FROM ledger_account WHERE "
    "ledger_id IN (SELECT id FROM ledger WHERE book_id = {0:d}))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as it should be: where, and what of it."""

    where: str
    what: str

    def __str__(self) -> str:
        """The difference as a line."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many of each kind were looked at, and everything that differs."""

    examined: dict[str, int]
    differences: tuple[Difference, ...]


def check(connection: Connection, book_id: int | None = None) -> Checked:
    """The books (or one of them) recomputed from their postings; nothing is changed.

    The amounts are added up in the database: on SQLite a sum that leaves 64 bits is an error, and
    cannot come about while balances are kept by `balances`.
    """
    differences = [*balances(connection, book_id), *sides(connection, book_id)]
    if book_id is None:
        differences += closings(connection)
    return Checked(examined=examined(connection, book_id), differences=tuple(differences))


def balances(connection: Connection, book_id: int | None) -> Iterator[Difference]:
    """Balances that are not what the postings add up to."""
    narrowed = {
        "of_book": "WHERE " + ("TRUE" if book_id is None else OF_BOOK.format(book_id)),
        "of_account": "" if book_id is None else OF_ACCOUNT.format(book_id),
    }
    for row in connection.exec_driver_sql(BALANCES.format(**narrowed)).mappings():
        yield Difference(
            where=f"ledger account {row['account']}, {row['day']}",
            what=f"kept as book {row['had']}, value {row['had_value']}; "
            f"the postings say book {row['said']}, value {row['said_value']}",
        )


def sides(connection: Connection, book_id: int | None) -> Iterator[Difference]:
    """Postings whose sides are not two accounts of their ledger, or whose amount is not above 0."""
    narrowed = "" if book_id is None else f"AND p.{OF_BOOK.format(book_id)}"
    for row in connection.exec_driver_sql(SIDES.format(of_book=narrowed)).mappings():
        yield Difference(
            where=f"posting {row['id']}",
            what=f"{row['amount']} does not stand between two accounts of its ledger",
        )


def closings(connection: Connection) -> Iterator[Difference]:
    """Days that a statement closes and at whose end the books are not where they were left."""
    for row in connection.exec_driver_sql(CLOSINGS).mappings():
        if row["said"] != row["kept"]:
            yield Difference(
                where=f"account {row['account']}, {row['day']}",
                what=f"the books hold {row['kept']}; when its statement came they held "
                f"{row['said']}",
            )


def examined(connection: Connection, book_id: int | None) -> dict[str, int]:
    """How many books, postings, balances and closing balances there are."""

    def count(wanted: Any) -> int:
        return int(connection.execute(wanted).scalar_one())

    if book_id is not None:
        narrowed = OF_BOOK.format(book_id)
        found = connection.exec_driver_sql(f"SELECT count(*) FROM posting WHERE {narrowed}")  # noqa: S608 - a number
        return {"postings": int(found.scalar_one())}
    tables = {"books": book, "ledger accounts": ledger_account, "postings": posting,
              "day-end balances": day_balance, "closing balances": statement_closing}  # fmt: skip
    return {name: count(select(func.count()).select_from(table)) for name, table in tables.items()}

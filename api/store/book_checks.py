"""What the store says of its books, held against the postings themselves; `treasury db check`.

Everything is added up again by the database, in one statement each: balances of every day from
the postings, the sides of each posting, the bank's closing balances against the books, and the
entries of statements against their postings.
"""

from collections.abc import Callable

from sqlalchemy import Connection, RowMapping
from sqlalchemy.exc import OperationalError

from api.store.examined import Check

BALANCES = """
WITH moved (account, day, book, value, kept_book, kept_value) AS (
  SELECT debit_id, booking_date, amount,
    CASE WHEN value_date = booking_date THEN amount ELSE 0 END,
    CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)
  FROM posting {of_book}
  UNION ALL
  SELECT credit_id, booking_date, -amount,
    CASE WHEN value_date = booking_date THEN -amount ELSE 0 END, NULL, NULL
  FROM posting {of_book}
  UNION ALL
  SELECT debit_id, value_date, 0, amount, NULL, NULL FROM posting
  {of_book} AND value_date <> booking_date
  UNION ALL
  SELECT credit_id, value_date, 0, -amount, NULL, NULL FROM posting
  {of_book} AND value_date <> booking_date
  UNION ALL
  SELECT ledger_account_id, day, NULL, NULL, book, value FROM day_balance {of_account}
), daily AS (
  SELECT account, day, sum(book) AS book, sum(value) AS value, max(kept_book) AS had,
    max(kept_value) AS had_value
  FROM moved GROUP BY account, day
), told AS (
  SELECT account, day, book AS moved, sum(book) OVER days AS said,
    sum(value) OVER days AS said_value, had, had_value
  FROM daily WINDOW days AS (PARTITION BY account ORDER BY day)
)
SELECT account, day, moved, said, said_value, had, had_value FROM told
WHERE moved IS NULL OR had IS NULL OR said <> had OR said_value <> had_value
ORDER BY account, day
"""
"""Balances that are not what the postings add up to."""

SIDES = """
SELECT p.id AS id, p.amount AS amount FROM posting AS p
LEFT JOIN ledger_account AS d ON d.id = p.debit_id AND d.ledger_id = p.ledger_id
LEFT JOIN ledger_account AS c ON c.id = p.credit_id AND c.ledger_id = p.ledger_id
WHERE (d.id IS NULL OR c.id IS NULL OR p.amount <= 0 OR p.debit_id = p.credit_id) AND {of_book}
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

ENTRIES = """
WITH actual AS (
  SELECT * FROM posting WHERE ledger_id IN
    (SELECT l.id FROM ledger AS l JOIN book AS k ON k.id = l.book_id WHERE k.run_id IS NULL)
), sides (bank, other, source, booking_date, value_date, amount) AS (
  SELECT debit_id, credit_id, source, booking_date, value_date, amount FROM actual
  UNION ALL
  SELECT credit_id, debit_id, source, booking_date, value_date, -amount FROM actual
), named AS (
  SELECT s.*, CASE WHEN source LIKE '%%/undone' THEN substr(source, 1, length(source) - 7)
    ELSE source END AS entry
  FROM sides AS s
), posted AS (
  SELECT a.id AS account, n.entry AS entry, o.kind AS booked_as, n.booking_date AS day,
    n.value_date AS value_day, sum(n.amount) AS amount,
    CASE WHEN b.account_id = a.id THEN 1 ELSE 0 END AS here
  FROM ledger_account AS b
  JOIN ledger AS l ON l.id = b.ledger_id JOIN book AS k ON k.id = l.book_id AND k.run_id IS NULL
  JOIN account AS a ON a.client_id = k.client_id AND a."key" = b.subject
  JOIN named AS n ON n.bank = b.id JOIN ledger_account AS o ON o.id = n.other
  WHERE b.kind = 'bank'
  GROUP BY a.id, b.id, b.account_id, o.id, o.kind, n.entry, n.booking_date, n.value_date
  HAVING sum(n.amount) <> 0
)
SELECT account, entry, booked_as, day, amount, sum(told) AS told, sum(posted) AS posted
FROM (
  SELECT account_id AS account, "key" AS entry, booked_as, booking_date AS day,
    coalesce(value_date, booking_date) AS value_day, amount, 1 AS here, 1 AS told, 0 AS posted
  FROM statement_entry WHERE NOT undone
  UNION ALL
  SELECT account, entry, booked_as, day, value_day, amount, here, 0, 1 FROM posted
) AS held
GROUP BY account, entry, booked_as, day, value_day, amount, here
HAVING sum(told) <> 1 OR sum(posted) <> 1
ORDER BY account, entry, day
"""
"""Entries that stand without their posting where their account stands, postings without entry."""

OF_BOOK = "ledger_id IN (SELECT id FROM ledger WHERE book_id = {0:d})"
OF_ACCOUNT = (
    "WHERE ledger_account_id IN (SELECT id FROM ledger_account WHERE "
    "ledger_id IN (SELECT id FROM ledger WHERE book_id = {0:d}))"
)


def balances(connection: Connection, book_id: int | None = None) -> Check:
    """Whether the balances of every day (of one book) are what the postings add up to."""
    narrowed = {
        "of_book": "WHERE " + ("TRUE" if book_id is None else OF_BOOK.format(book_id)),
        "of_account": "" if book_id is None else OF_ACCOUNT.format(book_id),
    }
    examined = count(connection, f"day_balance {narrowed['of_account']}")
    if connection.dialect.name == "postgresql":  # sorted in memory, for this transaction
        connection.exec_driver_sql("SET LOCAL work_mem = '128MB'")
    try:
        found = connection.exec_driver_sql(BALANCES.format(**narrowed)).mappings().all()
    except OperationalError as error:
        if "integer overflow" not in str(error.orig):
            raise
        beyond = ("the postings of an account add up to more than 64 bits",)
        return Check(name="balances", examined=examined, what="balances of days", faults=beyond)
    faults = tuple(map(balance_fault, found))
    return Check(name="balances", examined=examined, what="balances of days", faults=faults)


def balance_fault(row: RowMapping) -> str:
    """What is wrong with a ledger account's balance on a day."""
    kept = f"kept as book {row['had']}, value {row['had_value']}"
    told = f"the postings say book {row['said']}, value {row['said_value']}"
    return (
        f"ledger account {row['account']}, {row['day']}: "
        f"{'nothing is kept' if row['had'] is None else kept}; "
        f"{'no posting moved it' if row['moved'] is None else told}"
    )


def sides(connection: Connection, book_id: int | None = None) -> Check:
    """Whether each posting stands between two accounts of its ledger, with an amount above 0."""
    narrowed = "TRUE" if book_id is None else OF_BOOK.format(book_id)
    own = "TRUE" if book_id is None else f"p.{narrowed}"
    found = connection.exec_driver_sql(SIDES.format(of_book=own)).mappings()
    faults = tuple(
        f"posting {row['id']}: {row['amount']} does not stand between two accounts of its ledger"
        for row in found
    )
    examined = count(connection, f"posting WHERE {narrowed}")
    return Check(name="postings", examined=examined, what="postings", faults=faults)


def closings(connection: Connection) -> Check:
    """Whether the books still are where they were when the bank's closing balances came."""
    found = connection.exec_driver_sql(CLOSINGS).mappings()
    faults = tuple(
        f"account {row['account']}, {row['day']}: the books hold {row['kept']}; when its "
        f"statement came they held {row['said']}"
        for row in found
        if row["kept"] != row["said"]
    )
    examined = count(connection, "statement_closing")
    return Check(name="closing balances", examined=examined, what="statements' closing balances",
                 faults=faults)  # fmt: skip


def entries(connection: Connection) -> Check:
    """Whether each entry of a statement that stands is posted, once, and what is undone is not."""
    found = connection.exec_driver_sql(ENTRIES).mappings()
    faults = tuple(
        f"account {row['account']}, entry {row['entry']} of {row['day']}: {row['amount']} as "
        f"{row['booked_as']} stands {row['told']} times as told, {row['posted']} times as posted"
        for row in found
    )
    examined = count(connection, "statement_entry")
    return Check(name="entries", examined=examined, what="entries of statements", faults=faults)


PARTNERS = """
SELECT p.account_id AS account, p."key" AS entry FROM entry_partner AS p
JOIN statement_entry AS e ON e.account_id = p.account_id AND e."key" = p."key"
JOIN statement_entry AS o ON o.account_id = p.other_account_id AND o."key" = p.other_key
JOIN account AS a ON a.id = p.account_id JOIN account AS b ON b.id = p.other_account_id
LEFT JOIN entry_partner AS q ON q.account_id = p.other_account_id AND q."key" = p.other_key
  AND q.other_account_id = p.account_id AND q.other_key = p."key" AND q.kind = p.kind
WHERE q."key" IS NULL OR e.undone OR o.undone OR e.amount + o.amount <> 0
  OR a.currency <> b.currency OR a.client_id <> b.client_id
ORDER BY p.account_id, p."key"
"""
"""Entries whose partner is none: it does not say so, is undone, or of another amount or client."""


def partners(connection: Connection) -> Check:
    """Whether entries that belong together say so of each other, stand, and cancel out."""
    found = connection.exec_driver_sql(PARTNERS).mappings()
    faults = tuple(
        f"account {row['account']}, entry {row['entry']}: what is said to be its other side is not"
        for row in found
    )
    examined = count(connection, "entry_partner")
    return Check(name="partners", examined=examined, what="entries with a partner", faults=faults)


def count(connection: Connection, of: str) -> int:
    """How many rows there are."""
    found = connection.exec_driver_sql(f"SELECT count(*) FROM {of}")  # noqa: S608 - our own words
    return int(found.scalar_one())


CHECKS: tuple[Callable[[Connection], Check], ...] = (balances, sides, closings, entries, partners)
"""Every check of the books."""

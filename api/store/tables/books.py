"""The books: postings as pairs, day-end balances, and the statements they come from.

Books, ledger accounts and postings come by the hundred thousand and have numbers for ids.
Amounts are minor units (`Money`)."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from api.store.columns import Counter, Document, Moment, Money, key, metadata, refers

book = Table(
    "book", metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    refers("client_id", "client", index=True),
    refers("run_id", "run", optional=True, index=True),
    # the structure of a run that is booked here; empty for what really happened
    Column("structure", Text, nullable=False, default=""),
    Column("number", Integer, nullable=False, default=0),
    UniqueConstraint("client_id", "run_id", "structure"),
    # of what really happened there is one book a client
    Index(
        "uq_book_actual", "client_id", unique=True,
        postgresql_where=text("run_id IS NULL"), sqlite_where=text("run_id IS NULL"),
    ),
)  # fmt: skip

ledger = Table(
    "ledger", metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("book_id", Counter, ForeignKey("book.id"), nullable=False),
    Column("legal_entity", Text, nullable=False),
    Column("currency", Text, nullable=False),
    UniqueConstraint("book_id", "legal_entity", "currency"),
)  # fmt: skip

ledger_account = Table(
    "ledger_account", metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("ledger_id", Counter, ForeignKey("ledger.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    refers("account_id", "account", optional=True, index=True),
    UniqueConstraint("ledger_id", "kind", "subject"),
)  # fmt: skip

posting = Table(
    "posting", metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("ledger_id", Counter, nullable=False),
    Column("entry", Counter, nullable=False),
    Column("booking_date", Date, nullable=False),
    Column("value_date", Date, nullable=False),
    Column("debit_id", Counter, nullable=False),
    Column("credit_id", Counter, nullable=False),
    Column("amount", Money, nullable=False),
    # where it comes from: a statement's entry, or the row of a run's event
    Column("source", Text, nullable=False, default=""),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("debit_id <> credit_id", name="sides"),
    Index(None, "ledger_id", "entry"),
)  # fmt: skip
"""Both sides in one ledger, thus in one legal entity's books and one currency: a trigger sees to
it (`triggers.py`), a set at a time, where foreign keys would ask for each row."""

day_balance = Table(
    "day_balance", metadata,
    Column("ledger_account_id", Counter, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("book", Money, nullable=False),
    Column("value", Money, nullable=False),
    ForeignKeyConstraint(["ledger_account_id"], ["ledger_account.id"]),
)  # fmt: skip
"""Day-end balances, debit less credit, on the days on which an account moved; a day without a row
has the balance of the last one before it."""

statement_file = Table(
    "statement_file", metadata,
    key(),
    refers("client_id", "client"),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("document", Document, nullable=False),
    Column("received_at", Moment, nullable=False),
    refers("received_by", "person"),
    UniqueConstraint("client_id", "sha256"),
)  # fmt: skip

"""The books: postings as pairs, day-end balances, and the statements they come from.

Books, ledger accounts and postings come by the hundred thousand and have numbers for ids.
Amounts are minor units (`Money`)."""

from sqlalchemy import (
    Boolean,
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

from api.store.columns import Counter, Document, Moment, Money, key, metadata, one_of, refers

book = Table(
    "book", metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    refers("client_id", "client", index=True),
    refers("run_id", "run", optional=True, index=True),
    # the structure of a run that is booked here; empty for what really happened
    Column("structure", Text, nullable=False, default=""),
    Column("number", Integer, nullable=False, default=0),
    # how many entries were posted: the number of the last one
    Column("entries", Counter, nullable=False, default=0),
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
)  # fmt: skip
"""Day-end balances, debit less credit, on the days on which an account moved; a day without a row
has the balance of the last one before it. No foreign key, which would ask for each of a hundred
thousand rows: whoever writes them holds the ledger accounts, and the check of the store looks."""

statement_file = Table(
    "statement_file", metadata,
    key(),
    refers("client_id", "client"),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("source", Text, nullable=False),
    # what was read: each file in it with its format, its accounts, its remarks
    Column("document", Document, nullable=False),
    Column("received_at", Moment, nullable=False),
    refers("received_by", "person"),
    # the last column: SQLite walks through it to whatever stands behind it
    Column("bytes", LargeBinary, nullable=False),
    UniqueConstraint("client_id", "sha256"),
)  # fmt: skip

statement = Table(
    "statement", metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    refers("account_id", "account"),
    # the engine's: two statements of an account with one key say the same
    Column("key", Text, nullable=False),
    # the engine's own text of it, handed back as it is
    Column("text", Text, nullable=False),
    UniqueConstraint("account_id", "key"),
)  # fmt: skip

statement_entry = Table(
    "statement_entry", metadata,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True),
    # the engine's; the source of the posting
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("booking_date", Date, nullable=False),
    # as the bank says it; nothing where it says nothing
    Column("value_date", Date),
    Column("amount", Money, nullable=False),
    Column("undone", Boolean, nullable=False, default=False),
    Column("document", Document, nullable=False),
    # the kind of ledger account that it stands against
    Column("booked_as", Text, nullable=False),
    one_of("kind", "opening", "entry"),
    one_of("booked_as", "opening", "receipts", "payments", "interest_earned", "interest_paid",
           "fees"),
    Index(None, "account_id", "booking_date", "key"),
    # other sides are looked for by amount
    Index(None, "amount", "account_id"),
)  # fmt: skip
"""What was posted of statements, an opening balance an account included; `undone`: posted again
with debit and credit changed. A row is never changed but for that, and once (a trigger)."""

entry_partner = Table(
    "entry_partner", metadata,
    Column("account_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("other_account_id", Text, nullable=False),
    Column("other_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    one_of("kind", "own_transfer", "sweep", "reversal"),
    ForeignKeyConstraint(["account_id", "key"],
                         ["statement_entry.account_id", "statement_entry.key"]),
    ForeignKeyConstraint(["other_account_id", "other_key"],
                         ["statement_entry.account_id", "statement_entry.key"]),
)  # fmt: skip
"""Entries that belong together, a row for each side: beside the postings, which it never moves, and
said anew where statements that came since tell otherwise."""

account_feed = Table(
    "account_feed", metadata,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("document", Document, nullable=False),
    Column("updated_at", Moment, nullable=False),
)  # fmt: skip
"""How far an account is told by its statements, and what is missing."""

statement_closing = Table(
    "statement_closing", metadata,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("bank", Money, nullable=False),
    Column("books", Money, nullable=False),
    Column("statement", Text, nullable=False),
)  # fmt: skip
"""The last closing balance that statements say of a day, and what the books reach by it."""

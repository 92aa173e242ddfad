"""What keeps the service honest: requests that come twice, and the audit."""

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from api.store.columns import Counter, Document, Moment, metadata

repeated_request = Table(
    "repeated_request", metadata,
    Column("person_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("status", Integer),
    Column("headers", Document),
    Column("body", LargeBinary),
    Column("created_at", Moment, nullable=False, index=True),
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("number", Counter, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False, index=True),
    Column("client_id", Text, nullable=False, index=True),
    Column("before", Document),
    Column("after", Document),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)  # fmt: skip

audit_head = Table(
    "audit_head", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Counter, nullable=False),
    Column("hash", Text, nullable=False),
)  # fmt: skip
"""One row: the end of the chain. Whoever appends holds it until the end of the transaction."""

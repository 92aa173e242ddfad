"""Structures in their versions, reference data by date, approvals."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text, UniqueConstraint, text

from api.store.columns import Document, Moment, key, metadata, one_of, refers, version

ASKED_FOR = "state IN ('submitted', 'approved')"

structure = Table(
    "structure", metadata,
    key(),
    refers("client_id", "client"),
    Column("key", Text, nullable=False),
    Column("latest", Integer, nullable=False, default=0),
    version(),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("client_id", "key"),
)  # fmt: skip

structure_version = Table(
    "structure_version", metadata,
    key(),
    refers("structure_id", "structure"),
    Column("number", Integer, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("state", Text, nullable=False, default="draft"),
    Column("document", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    refers("created_by", "person"),
    UniqueConstraint("structure_id", "number"),
    one_of("state", "draft", "submitted", "approved", "rejected"),
    # of the versions that were asked for, no two begin on the same day
    Index(
        "uq_structure_version_beginning", "structure_id", "effective_from", unique=True,
        sqlite_where=text(ASKED_FOR), postgresql_where=text(ASKED_FOR),
    ),
)  # fmt: skip

reference = Table(
    "reference", metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("document", Document, nullable=False),
    Column("source", Text, nullable=False),
    version(),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("kind", "key", "effective_from"),
    one_of("kind", "calendar", "rate", "fx_rate", "profile"),
)  # fmt: skip

approval = Table(
    "approval", metadata,
    key(),
    refers("client_id", "client", index=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False, index=True),
    Column("line", Text, nullable=False),
    Column("state", Text, nullable=False, default="open"),
    refers("requested_by", "person"),
    Column("requested_at", Moment, nullable=False),
    refers("decided_by", "person", optional=True),
    Column("decided_at", Moment),
    Column("reason", Text, nullable=False, default=""),
    version(),
    one_of("line", "liquidity", "credit", "price"),
    one_of("state", "open", "approved", "rejected", "withdrawn"),
)  # fmt: skip

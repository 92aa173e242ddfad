"""Structures in their versions, reference data by date, approvals."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text, UniqueConstraint, text

from api.store.columns import Document, Moment, key, metadata, one_of, refers, version

WAITING = "state = 'submitted'"
APPROVED = "state = 'approved'"
FIRST = "state = 'approved' AND corrects IS NULL"

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
    # the number of the version of the same day whose place it is to take, or took
    Column("corrects", Integer),
    # of one day at most one version waits and one is the first; each is corrected once
    Index(
        "uq_structure_version_waiting", "structure_id", "effective_from", unique=True,
        sqlite_where=text(WAITING), postgresql_where=text(WAITING),
    ),
    Index(
        "uq_structure_version_first", "structure_id", "effective_from", unique=True,
        sqlite_where=text(FIRST), postgresql_where=text(FIRST),
    ),
    Index(
        "uq_structure_version_corrected", "structure_id", "corrects", unique=True,
        sqlite_where=text(APPROVED), postgresql_where=text(APPROVED),
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
    # of the versions of one day the one with the highest number stands; it corrects the others
    Column("number", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("kind", "key", "effective_from", "number"),
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
    # why the line is asked, in sentences
    Column("because", Document),
    version(),
    one_of("line", "liquidity", "credit", "price"),
    one_of("state", "open", "approved", "rejected", "withdrawn"),
)  # fmt: skip

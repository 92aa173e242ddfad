"""Scenarios in their versions, runs of them, and the jobs that do the work."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from api.store.columns import Document, Moment, Money, key, metadata, one_of, refers, version

scenario = Table(
    "scenario", metadata,
    key(),
    refers("client_id", "client"),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False, default=""),
    Column("latest", Integer, nullable=False, default=0),
    version(),
    Column("created_at", Moment, nullable=False),
    refers("created_by", "person"),
    UniqueConstraint("client_id", "key"),
)  # fmt: skip

scenario_version = Table(
    "scenario_version", metadata,
    key(),
    refers("scenario_id", "scenario"),
    Column("number", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False, index=True),
    # the canonical text itself, of which the fingerprint is the sha256
    Column("document", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    refers("created_by", "person"),
    UniqueConstraint("scenario_id", "number"),
)  # fmt: skip

run = Table(
    "run", metadata,
    key(),
    refers("client_id", "client", index=True),
    refers("scenario_version_id", "scenario_version", index=True),
    Column("fingerprint", Text, nullable=False),
    Column("engine", Text, nullable=False, default=""),
    Column("seed", Money, nullable=False, default=0),
    Column("state", Text, nullable=False, default="queued"),
    Column("summary", Document),
    Column("error", Document),
    refers("requested_by", "person"),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    version(),
    one_of("state", "queued", "running", "done", "failed", "cancelled"),
)  # fmt: skip

run_file = Table(
    "run_file", metadata,
    Column("run_id", Text, ForeignKey("run.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)  # fmt: skip

"""The files that a run wrote, whole: `sha256` and `size` are of what is packed (zlib)."""

run_table = Table(
    "run_table", metadata,
    Column("run_id", Text, ForeignKey("run.id"), primary_key=True),
    Column("structure", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("columns", Document, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)  # fmt: skip
"""The tables of a run by structure, in the order of `number`: what its CSV files hold, column by
column, as JSON (zlib), so that they can be asked for in parts and in other forms."""

run_projection = Table(
    "run_projection", metadata,
    Column("run_id", Text, ForeignKey("run.id"), primary_key=True),
    Column("structure", Text, primary_key=True),
    Column("packed", LargeBinary, nullable=False),
)  # fmt: skip
"""What was simulated, as arrays (npz): explanations and exports need no second simulation."""

job = Table(
    "job", metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False, index=True),
    refers("client_id", "client", optional=True),
    refers("requested_by", "person"),
    Column("state", Text, nullable=False, default="queued"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("per_mille", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
    Column("cancel", Boolean, nullable=False, default=False),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("error", Document),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    one_of("state", "queued", "running", "done", "failed", "cancelled"),
    Index(None, "state", "created_at"),
    Index(None, "requested_by", "started_at"),
)  # fmt: skip

worker_seen = Table(
    "worker_seen", metadata,
    Column("name", Text, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)  # fmt: skip
"""When each worker was last heard of, so that it is noticed where none is; no part of a backup."""

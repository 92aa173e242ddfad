"""The group of a client: the records of a scenario, kept. Names in `key` are the client's own
("HQ-001") and unique within the client."""

from sqlalchemy import Column, Table, Text, UniqueConstraint

from api.store.columns import Document, Moment, key, metadata, refers, version

entity = Table(
    "entity", metadata,
    key(),
    refers("client_id", "client"),
    Column("key", Text, nullable=False),
    Column("document", Document, nullable=False),
    version(),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("client_id", "key"),
)  # fmt: skip

bank = Table(
    "bank", metadata,
    key(),
    refers("client_id", "client"),
    Column("key", Text, nullable=False),
    Column("document", Document, nullable=False),
    version(),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("client_id", "key"),
)  # fmt: skip

account = Table(
    "account", metadata,
    key(),
    refers("client_id", "client"),
    Column("key", Text, nullable=False),
    refers("entity_id", "entity"),
    refers("bank_id", "bank"),
    Column("currency", Text, nullable=False),
    # the number the bank knows it by: statements are matched by it
    Column("number", Text),
    Column("document", Document, nullable=False),
    version(),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("client_id", "key"),
    UniqueConstraint("client_id", "number", "currency"),
)  # fmt: skip

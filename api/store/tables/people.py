"""People, what they sign in with, and the clients they look after."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from api.store.columns import Document, Moment, Money, key, metadata, one_of, refers, version

department = Table(
    "department", metadata,
    key(),
    Column("name", Text, nullable=False, unique=True),
    version(),
    Column("created_at", Moment, nullable=False),
)  # fmt: skip

client = Table(
    "client", metadata,
    key(),
    refers("department_id", "department", index=True),
    Column("name", Text, nullable=False),
    Column("sector", Text, nullable=False, default=""),
    Column("segment", Text, nullable=False, default="independent"),
    Column("credit_class", Text, nullable=False, default=""),
    Column("annual_sales_usd", Money),
    Column("state", Text, nullable=False, default="potential"),
    version(),
    Column("created_at", Moment, nullable=False),
    one_of("segment", "system_industry", "independent"),
    one_of("state", "potential", "active", "left"),
)  # fmt: skip

person = Table(
    "person", metadata,
    key(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, default=""),
    refers("department_id", "department", optional=True),
    # a finance company's own people belong to the one client they see
    refers("client_id", "client", optional=True),
    Column("state", Text, nullable=False, default="invited"),
    Column("password_hash", Text),
    Column("failed", Integer, nullable=False, default=0),
    Column("locked_until", Moment),
    version(),
    Column("created_at", Moment, nullable=False),
    one_of("state", "invited", "active", "blocked"),
)  # fmt: skip

person_role = Table(
    "person_role", metadata,
    Column("person_id", Text, ForeignKey("person.id"), primary_key=True),
    Column("role", Text, primary_key=True),
)  # fmt: skip

client_team = Table(
    "client_team", metadata,
    Column("client_id", Text, ForeignKey("client.id"), primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), primary_key=True, index=True),
    Column("part", Text, nullable=False),
    one_of("part", "lead", "treasury", "credit"),
)  # fmt: skip

invitation = Table(
    "invitation", metadata,
    Column("hash", Text, primary_key=True),
    refers("person_id", "person"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)  # fmt: skip

session = Table(
    "session", metadata,
    Column("hash", Text, primary_key=True),
    refers("person_id", "person", index=True),
    Column("csrf", Text, nullable=False),
    Column("place", Text, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)  # fmt: skip

token = Table(
    "token", metadata,
    key(),
    refers("person_id", "person", index=True),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("scopes", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("used_at", Moment),
)  # fmt: skip

"""The kinds of columns that tables share.

Money is BIGINT minor units. Moments are UTC, with their zone in Python; SQLite keeps them as
text, PostgreSQL as TIMESTAMPTZ. Documents are JSON as text, byte for byte as they were written:
amounts in them are decimal strings, and a database's own JSON type would lose their digits'
order.
"""

import datetime
import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

Money = BigInteger
Counter = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives: SQLite counts only columns that are exactly INTEGER."""


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, always with its zone in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """The moment as the database takes it; one without a zone is a programmer's error."""
        if value is None:
            return None
        assert value.tzinfo is not None, "a moment has a zone"
        value = value.astimezone(datetime.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """The moment as the database gave it, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=datetime.UTC)
        return value.astimezone(datetime.UTC)


class Document(TypeDecorator[Any]):
    """A JSON document as text: objects, lists, texts, whole numbers, true and false."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The document's text."""
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What the text says."""
        return None if value is None else json.loads(value)


def written(document: Any) -> str:
    """The document as the one text it has: sorted keys, no spaces, characters as they are.

    >>> written({"b": 1, "a": "泸州"})
    '{"a":"泸州","b":1}'
    """
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def key() -> Column[str]:
    """A row's own id, as `security.identity.new_id` makes it."""
    return Column("id", Text, primary_key=True)


def version() -> Column[int]:
    """How often the row was written, from 1; what an ETag says."""
    return Column("version", Integer, nullable=False, default=1)


def one_of(column: str, *choices: str) -> CheckConstraint:
    """A rule that the column holds one of these words."""
    listed = ", ".join(f"'{choice}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def refers(column: str, to: str, *, optional: bool = False, index: bool = False) -> Column[str]:
    """A column with the id of a row of another table."""
    return Column(column, Text, ForeignKey(f"{to}.id"), nullable=optional, index=index)

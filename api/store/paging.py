"""Pages of rows: those behind a cursor, in the order of their ids."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select

Item = TypeVar("Item")
LIMIT, LIMIT_MAX = 50, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which page: at most `limit` rows behind `after` (empty: from the first)."""

    limit: int = LIMIT
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """Rows of a page, and what to ask for the next one (None: there is no more)."""

    items: Sequence[Item]
    next: str | None


def page(
    connection: Connection, wanted: Select[Any], by: ColumnElement[str], asked: Asked
) -> Page[Row[Any]]:
    """The page of the rows wanted, in the order of the column."""
    if asked.after:
        wanted = wanted.where(by > asked.after)
    rows = connection.execute(wanted.order_by(by).limit(asked.limit + 1)).all()
    more = len(rows) > asked.limit
    kept = rows[: asked.limit]
    return Page(items=kept, next=str(getattr(kept[-1], by.key)) if more and by.key else None)


def mapped(found: Page[Row[Any]], made: Callable[[Row[Any]], Item]) -> Page[Item]:
    """The page with each row made into something."""
    return Page(items=[made(row) for row in found.items], next=found.next)

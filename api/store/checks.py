"""What a store is checked for; each check says how much it looked at and everything it found."""

from collections.abc import Callable

from sqlalchemy import Connection

from api.store import auditing, book_checks, run_checks
from api.store.examined import Check


def audit(connection: Connection) -> Check:
    """Whether the audit's chain holds from its first row to its end."""
    found = tuple(f"number {each.number}: {each.why}" for each in auditing.broken(connection))
    return Check(
        name="audit", examined=auditing.count(connection), what="rows of the audit", faults=found
    )


def database(connection: Connection) -> Check:
    """Whether the file is whole and every reference leads somewhere.

    A PostgreSQL keeps its references by itself and its server watches its files, so that there
    the references are only counted.
    """
    if connection.dialect.name == "postgresql":
        wanted = "SELECT count(*), count(*) FILTER (WHERE NOT convalidated) FROM pg_constraint"
        count, invalid = connection.exec_driver_sql(f"{wanted} WHERE contype = 'f'").one()
        faults: tuple[str, ...] = (f"{invalid} rules are not enforced",) if invalid else ()
        return Check(name="database", examined=count, what="references", faults=faults)
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    torn = [str(each) for each in said if each != "ok"]
    loose = [
        f"{row[0]}: row {row[1]} refers to a row of {row[2]} that is not there"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    return Check(name="database", examined=pages, what="pages", faults=(*torn, *loose))


CHECKS: tuple[Callable[[Connection], Check], ...] = (
    database,
    audit,
    *book_checks.CHECKS,
    *run_checks.CHECKS,
)
"""Every check of a store."""

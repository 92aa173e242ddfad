"""`treasury db` and `treasury audit`: what an operator does with the store itself."""

import datetime
import secrets
from collections.abc import Sequence
from pathlib import Path

from api.problems import Problem
from api.settings import PREFIX, Settings
from api.store import backup, checks, schema, snapshot
from api.store.database import UNAVAILABLE, Connection, Database, opened, reason
from api.store.examined import Check
from api.store.health import version
from api.workflows.links import rescued
from api.workflows.unit import Service
from treasury.errors import TreasuryError

FINE, FAULTY = 0, 1


def ready(settings: Settings) -> Database:
    """The database, at the newest schema; refused where it does not answer."""
    database = opened(settings.store_url)
    try:
        before = schema.brought_up_to_date(database)
    except UNAVAILABLE as error:
        raise unusable(settings, error) from None
    if before != schema.newest():
        say(f"The store was brought from {before or 'nothing'} to version {schema.newest()}.")
    return database


def there(settings: Settings) -> Database:
    """The database as it is; refused where it does not answer, or has nothing of ours in it."""
    database = opened(settings.store_url)
    try:
        found = schema.current(database)
    except UNAVAILABLE as error:
        raise unusable(settings, error) from None
    if found is None:
        raise TreasuryError(f"There is no store in {shown(settings)}.")
    return database


def unusable(settings: Settings, error: Exception) -> TreasuryError:
    """The database does not answer."""
    return TreasuryError(f"The database {shown(settings)} cannot be used: {reason(error)}")


def shown(settings: Settings) -> str:
    """The database's URL without its password."""
    return settings.shown()[f"{PREFIX}DATABASE_URL"]


def upgrade(settings: Settings) -> int:
    """Bring the store to the newest version of the schema."""
    ready(settings)
    say(f"The store is at version {schema.newest()} of the schema, the newest.")
    return FINE


def back_up(settings: Settings, file: Path) -> int:
    """Write everything in the store to a new file."""
    done = backup.made(there(settings), file, datetime.datetime.now(datetime.UTC))
    say(f"{file}: {count(done.rows, 'row')} of {count(len(done.tables), 'table')}.")
    say(f"Content hash {done.content_hash}")
    return FINE


def restore(settings: Settings, file: Path, wanted_hash: str) -> int:
    """Put a backup into an empty store."""
    database = opened(settings.store_url)
    try:
        done = backup.restored(database, file, wanted_hash)
    except UNAVAILABLE as error:
        raise unusable(settings, error) from None
    say(f"Restored {count(done.rows, 'row')} of {count(len(done.tables), 'table')}, "
        f"as they were at {done.made_at}.")  # fmt: skip
    say(f"Content hash {done.content_hash}")
    return FINE


def check(settings: Settings) -> int:
    """Examine the whole store; 1 where anything is wrong or nothing was examined."""
    with there(settings).reading() as connection:
        code = told([each(connection) for each in checks.CHECKS])
        say(f"Content hash {hashed(connection)}")
    return code


def hashed(connection: Connection) -> str:
    """The content hash of the store, as a backup made now would have it."""
    found = snapshot.read(connection, snapshot.tables(connection))
    return snapshot.content_hash(version(connection), list(found))


def verify_audit(settings: Settings) -> int:
    """Follow the audit's chain from its first row to its end."""
    with there(settings).reading() as connection:
        return told([checks.audit(connection)])


def new_link(settings: Settings, login: str) -> int:
    """Give somebody a new one-time link."""
    try:
        link = rescued(serving(settings, there(settings)), login)
    except Problem as problem:
        raise TreasuryError(problem.detail) from None
    say(f"A link to choose a password by, once, until {link.expires_at:%Y-%m-%d %H:%M} UTC:")
    say(f"  {link.address}")
    return FINE


def serving(settings: Settings, database: Database) -> Service:
    """The service with the machine's clock and chance."""
    return Service(
        settings=settings,
        database=database,
        clock=lambda: datetime.datetime.now(datetime.UTC),
        randomness=secrets.token_bytes,
    )


def told(found: Sequence[Check]) -> int:
    """Say what was examined and everything that is wrong."""
    for each in found:
        if each.faults:
            say(f"{each.name}: {count(len(each.faults), 'fault')} in {each.examined} {each.what}")
            for fault in each.faults:
                say(f"  {fault}")
        elif each.passed:
            say(f"{each.name}: passed, {each.examined} {each.what} examined")
        else:
            say(f"{each.name}: there was nothing to examine")
    good = any(each.passed for each in found) and not any(each.faults for each in found)
    return FINE if good else FAULTY


def count(number: int, noun: str) -> str:
    """The number and its noun.

    >>> count(2, "row")
    '2 rows'
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def say(text: str) -> None:
    """Print a line for the operator, at once."""
    print(text, flush=True)

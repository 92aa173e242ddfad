"""Passwords: kept as argon2id, checked in a time that tells nothing.

Parameters: 19 MiB and two passes, the least that OWASP's cheat sheet on storing passwords takes
for argon2id; about 30 ms of one core, so that a morning's sign-ins of a whole bank do not slow
anybody down. A kept password remembers its own parameters: raising them here raises each at its
owner's next sign-in.
"""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
LENGTH_MIN, LENGTH_MAX = 12, 200
"""In characters. The longest is a limit of work: nobody types more."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Checks take a core each: many at once wait for each other, and leave cores to other work."""


def weakness(password: str, login: str) -> str:
    """What is wrong with a new password; empty where nothing is.

    >>> weakness("short", "li.wei")
    'is too short: 12 characters or more, a few words make a good one'
    >>> weakness("Li.Wei-2026!", "li.wei")
    'has the login in it'
    >>> weakness("correct horse battery", "li.wei")
    ''
    """
    plain = normal(password)
    if len(plain) < LENGTH_MIN:
        return f"is too short: {LENGTH_MIN} characters or more, a few words make a good one"
    if len(set(plain)) < LENGTH_MIN // 3:
        return "is the same few characters again and again"
    return "has the login in it" if login and login.casefold() in plain.casefold() else ""


def hashed(password: str) -> str:
    """What is kept of a password."""
    with AT_ONCE:
        return HASHER.hash(normal(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password; for a person without one the answer takes as long, and is no."""
    against = kept or nobodys()
    with AT_ONCE:
        try:
            return HASHER.verify(against, normal(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether it was kept with parameters that are not today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def nobodys() -> str:
    """A kept password that nobody has."""
    return HASHER.hash("nobody has this password")


def normal(password: str) -> str:
    """The password in the one form in which its characters can be typed on any keyboard.

    >>> normal("Ａ")
    'A'
    """
    return unicodedata.normalize("NFKC", password)

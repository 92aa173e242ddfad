"""Secrets that are given out once and kept only as a hash.

A secret has 256 random bits, so that one plain sha256 of it is enough: there is nothing to
guess. Passwords are people's own and are kept otherwise (`passwords.py`).
"""

import base64
import hashlib
import hmac

SECRET_BYTES = 32
TOKEN_PREFIX = "tsy_"  # noqa: S105 - what tells our tokens from others', no secret


def secret(randomness: bytes) -> str:
    """The random bytes as text for a header or an address.

    >>> secret(bytes(32))[:8]
    'AAAAAAAA'
    """
    assert len(randomness) == SECRET_BYTES, "a secret takes 32 random bytes"
    return base64.urlsafe_b64encode(randomness).rstrip(b"=").decode()


def hash_of(given: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(given.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, found out in a time that tells nothing."""
    return hmac.compare_digest(left.encode(), right.encode())

"""The id of a request: the caller's own where it can be written down safely, else a new one."""

import re
import secrets

FIT = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(given: str) -> str:
    """The id given, if it is 8 to 64 plain characters; else a random one.

    >>> request_id("nightly-import-7")
    'nightly-import-7'
    >>> len(request_id("x y"))
    16
    """
    return given if FIT.fullmatch(given) else secrets.token_hex(8)

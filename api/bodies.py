"""How much of a request's body is read, and how long one waits for it.

A body that is longer than it may be, or takes too long, is given up in the middle: the rest of the
service is told that the caller has gone, so that nothing half-read is kept, and the caller is
told why.
"""

import time
from collections.abc import Sequence
from re import Pattern

import anyio
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from api.problems import Problem
from api.settings import Settings

SMALL = 64 * 1024
"""What a stranger may send: enough to sign in."""
GONE: Message = {"type": "http.disconnect"}
CLOSE = {"Connection": "close"}
"""What was not read of a body is not waited for either."""


class Arriving:
    """A request's body as it arrives; `refusal` is why it was given up."""

    def __init__(self, receive: Receive, most: int, seconds: int) -> None:
        """A body of at most so many bytes, whole within so many seconds."""
        self.receive, self.most, self.seconds = receive, most, seconds
        self.end = time.monotonic() + seconds
        self.counted, self.whole = 0, False
        self.refusal: Problem | None = None

    async def __call__(self) -> Message:
        """The next piece of the body; once it is whole, what the server says."""
        if self.whole:
            return await self.receive()
        try:
            with anyio.fail_after(self.end - time.monotonic()):
                message = await self.receive()
        except TimeoutError:
            return self.given_up(too_slow(self.seconds))
        if message["type"] != "http.request":
            return message
        self.counted += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        return message if self.counted <= self.most else self.given_up(too_large(self.most))

    def given_up(self, why: Problem) -> Message:
        """What the rest of the service is told."""
        self.refusal, self.whole = why, True
        return GONE


def is_upload(scope: Scope, uploads: Sequence[Pattern[str]]) -> bool:
    """Whether files are sent to an address that takes some."""
    kind = Headers(scope=scope).get("content-type", "").lower()
    return kind.startswith("multipart/form-data") and any(
        each.match(scope["path"]) for each in uploads
    )


def most(settings: Settings, *, stranger: bool, upload: bool) -> int:
    """How many bytes a request's body may have."""
    if stranger:
        return min(SMALL, settings.body_bytes_max)
    return settings.upload_bytes_max if upload else settings.body_bytes_max


def announced(scope: Scope) -> int:
    """How many bytes the request says its body has; 0 where it says nothing."""
    given = Headers(scope=scope).get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() else 0


def too_large(most: int) -> Problem:
    """The body is too long."""
    detail = f"The body has more than {most:,} bytes; send less of it at once."
    return Problem(kind="too-large", detail=detail, headers=CLOSE)


def too_slow(seconds: int) -> Problem:
    """The body took too long to arrive."""
    detail = f"The body was not whole after {seconds} seconds; nothing was kept of it."
    return Problem(kind="too-slow", detail=detail, headers=CLOSE)

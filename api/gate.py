"""What every request passes first: an id, limits of how much and how often, headers
that keep browsers safe.

Plain ASGI, so that streams are not held up. Each request is counted and leaves a line in the
log: by its route, not its address, which may have a name or a number of a client's in it.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from re import Pattern
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics
from api.access import credentials, secure, stranger
from api.bodies import SMALL, Arriving, announced, is_upload, most, too_large
from api.problems import MEDIA_TYPE, STATUS, Problem
from api.rates import Rates, Standing
from api.security.request_ids import request_id
from api.security.secrets import hash_of
from api.settings import Settings

log = structlog.get_logger()
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SAFE_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


Routes = Mapping[Callable[..., Any], str]
"""The address of each function that answers, with its parameters as names."""
Uploads = Sequence[Pattern[str]]
"""The addresses that take files."""
SIGN_IN = ("/sessions", "/passwords")
HSTS = "max-age=31536000"
FAILED = Problem(
    kind="failed",
    detail="It was written down; say the number in `instance` when you ask about it.",
)
QUIET = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by whoever watches the service."""
NO_ROUTE = "(none)"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Sending:
    """The answer on its way out, with what every answer has; `status` is 0 until it begins.

    Where the body was given up, the answer says why, whatever the route made of it. Where the
    caller stands is asked when it begins: by then it is known who that is.
    """

    def __init__(
        self, send: Send, headers: Mapping[str, str], arriving: Arriving,
        stands: Callable[[], Standing | None],
    ) -> None:  # fmt: skip
        """An answer that has these headers where it has no others of the name."""
        self.send, self.headers, self.arriving, self.stands = send, headers, arriving, stands
        self.status, self.replaced = 0, False

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        if self.replaced:
            return
        if message["type"] == "http.response.start":
            if self.arriving.refusal is not None:
                await self.refuse(self.arriving.refusal)
                self.replaced = True
                return
            self.begins(message)
        await self.send(message)

    def begins(self, message: Message) -> None:
        """Give the answer its headers."""
        self.status = message["status"]
        headers, standing = MutableHeaders(scope=message), self.stands()
        own = standing.headers() if standing else {}
        for name, value in {**self.headers, **own}.items():
            headers.setdefault(name, value)

    async def refuse(self, problem: Problem) -> None:
        """Send a problem as the answer."""
        document = problem.document(self.headers["X-Request-Id"])
        body = json.dumps(document, ensure_ascii=False).encode()
        given = {**problem.headers, "Content-Type": MEDIA_TYPE, "Content-Length": str(len(body))}
        raw = [(name.lower().encode(), value.encode()) for name, value in given.items()]
        start = {"type": "http.response.start", "status": problem.status, "headers": raw}
        self.begins(start)
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


class Gate:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, settings: Settings, routes: Routes, uploads: Uploads) -> None:
        """Stand before the application."""
        self.app, self.settings, self.routes, self.uploads = app, settings, routes, uploads
        self.rates = Rates(settings)
        https = secure(settings)
        self.safe = SAFE_HEADERS | ({"Strict-Transport-Security": HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request its id, and its answer what every answer has."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, method = time.perf_counter(), scope["method"]
        if method == "HEAD":
            scope, send = {**scope, "method": "GET"}, bodiless(send)
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        found = request_id(given)
        scope.setdefault("state", {}).update(request_id=found, head=method == "HEAD")
        structlog.contextvars.bind_contextvars(request_id=found)
        credential = shown(scope, self.settings)
        arriving = self.arriving(scope, receive, credential)
        standing = self.standing(scope, credential)
        sending = Sending(
            send, {"X-Request-Id": found, **self.safe}, arriving,
            lambda: self.standing_now(scope, credential, standing),
        )  # fmt: skip
        try:
            if standing and not standing.fits:
                await sending.refuse(standing.refusal())
            else:
                await self.passed(scope, arriving, sending)
        finally:
            if credential and scope["state"].get("person_id"):
                self.rates.knows(credential, scope["state"]["person_id"])
            elif sending.status == STATUS["sign-in-required"]:
                self.rates.forgets(credential)
            self.remember(scope, method, sending.status, time.perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    async def passed(self, scope: Scope, arriving: Arriving, sending: Sending) -> None:
        """Let the request through, unless its body is too long or is a stranger's."""
        try:
            refusal = await self.unread(scope, arriving)
            if refusal is not None:
                await sending.refuse(refusal)
                return
            await self.app(scope, arriving, sending)
        except Exception:
            if sending.status == 0 and arriving.refusal is not None:
                await sending.refuse(arriving.refusal)
                return
            # our own fault: written down with the request's id, told without a word of the inside
            log.exception("failed", route=self.route(scope))
            if sending.status == 0:
                await sending.refuse(FAILED)

    async def unread(self, scope: Scope, arriving: Arriving) -> Problem | None:
        """Why a body is not even begun to be read: too long, or long and nobody's."""
        length = announced(scope)
        if length > arriving.most:
            return too_large(arriving.most)
        if length > SMALL or is_upload(scope, self.uploads):
            return await run_in_threadpool(stranger, Request(scope))
        return None

    def arriving(self, scope: Scope, receive: Receive, credential: str) -> Arriving:
        """The body of the request, within its limits."""
        upload = is_upload(scope, self.uploads)
        limit = most(self.settings, stranger=not credential, upload=upload)
        return Arriving(receive, limit, self.settings.request_seconds_max)

    def standing(self, scope: Scope, credential: str) -> Standing | None:
        """Where the caller stands; who watches the service is not counted."""
        if scope["path"] in QUIET:
            return None
        address = scope["client"][0] if scope.get("client") else ""
        signs_in = scope["method"] == "POST" and scope["path"].endswith(SIGN_IN)
        return self.rates.counted(credential, address, signs_in=signs_in)

    def standing_now(
        self, scope: Scope, credential: str, before: Standing | None
    ) -> Standing | None:
        """Where the caller stands when the answer begins: a person's own count, where the request
        came in as an address's and its token or session was found to be somebody's."""
        person = scope["state"].get("person_id")
        if before is None or not person or not credential or self.rates.knew(credential):
            return before
        return self.rates.introduced(credential, person)

    def route(self, scope: Scope) -> str:
        """The address that answered, with its parameters as names."""
        return self.routes.get(scope.get("endpoint", self), NO_ROUTE)

    def remember(self, scope: Scope, method: str, status: int, took: float) -> None:
        """Count the request and write it down; `took` in seconds."""
        route = self.route(scope)
        method = method if method in METHODS else "OTHER"
        metrics.answered(method, route, status, took)
        said: dict[str, Any] = {"method": method, "route": route, "status": status}
        person = scope["state"].get("person_id")
        if person:
            said["person_id"] = person
        write = log.debug if route in QUIET else log.info
        write("request", **said, ms=round(took * 1000, 1))


def shown(scope: Scope, settings: Settings) -> str:
    """The hash of the token or session that a request shows; empty where it shows none."""
    found = credentials(Request(scope), settings)
    secret = found.token or found.session
    return hash_of(secret) if secret else ""


def bodiless(send: Send) -> Send:
    """What sends the head of an answer alone: HEAD is answered as GET is, without the body."""

    async def head(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b""})

    return head

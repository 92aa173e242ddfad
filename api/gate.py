"""What every request passes first: an id, a limit of its body, headers that keep browsers safe.

Plain ASGI, so that streams are not held up. Each request is counted and leaves a line in the
log: by its route, not its address, which may have a name or a number of a client's in it.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics
from api.problems import MEDIA_TYPE, Problem
from api.security.request_ids import request_id
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
QUIET = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by whoever watches the service."""
NO_ROUTE = "(none)"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Gate:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, settings: Settings, routes: Routes) -> None:
        """Stand before the application."""
        self.app, self.settings, self.routes = app, settings, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request its id, and its answer what every answer has."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        scope.setdefault("state", {})["request_id"] = found = request_id(given)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = found
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=found)
        try:
            await self.app(scope, receive, sending)
        except Exception:
            # our own fault: written down with the request's id, told without a word of the inside
            log.exception("failed", route=self.route(scope))
            if status == 0:
                await failed(found)(scope, receive, sending)
        finally:
            self.remember(scope, status, time.perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    def route(self, scope: Scope) -> str:
        """The address that answered, with its parameters as names."""
        return self.routes.get(scope.get("endpoint", self), NO_ROUTE)

    def remember(self, scope: Scope, status: int, took: float) -> None:
        """Count the request and write it down; `took` in seconds."""
        route = self.route(scope)
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        metrics.answered(method, route, status, took)
        said: dict[str, Any] = {"method": method, "route": route, "status": status}
        person = scope["state"].get("person_id")
        if person:
            said["person_id"] = person
        write = log.debug if route in QUIET else log.info
        write("request", **said, ms=round(took * 1000, 1))


def failed(request_id: str) -> JSONResponse:
    """The answer where the fault is ours."""
    detail = "It was written down; say the number in `instance` when you ask about it."
    problem = Problem(kind="failed", detail=detail)
    return JSONResponse(problem.document(request_id), problem.status, media_type=MEDIA_TYPE)

"""What every request passes first: an id, a limit of its body, headers that keep browsers safe.

Plain ASGI, so that streams are not held up.
"""

import time
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class Gate:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Stand before the application."""
        self.app, self.settings = app, settings

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
            log.exception("failed", path=scope["path"])
            if status == 0:
                await failed(found)(scope, receive, sending)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            said: dict[str, Any] = {"method": scope["method"], "path": scope["path"]}
            log.info("request", **said, status=status, ms=took)
            structlog.contextvars.clear_contextvars()


def failed(request_id: str) -> JSONResponse:
    """The answer where the fault is ours."""
    detail = "It was written down; say the number in `instance` when you ask about it."
    problem = Problem(kind="failed", detail=detail)
    return JSONResponse(problem.document(request_id), problem.status, media_type=MEDIA_TYPE)

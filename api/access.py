"""The way in for every route: what a request shows of itself, and the three ways to work for it.

`Asking` is what a route takes as its parameter. `read` and `change` give what a workflow gave;
`post` makes the answer inside the transaction, so that a repeated `Idempotency-Key` gives it again.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.problems import Problem, Wrong, invalid
from api.security.permissions import RIGHTS
from api.settings import Settings
from api.store.database import Connection
from api.workflows.doing import Answer, reading, writing, writing_once
from api.workflows.doing import Request as Asked
from api.workflows.identifying import Credentials
from api.workflows.unit import Origin, Service, Unit

Result = TypeVar("Result")
COOKIE, HOST_COOKIE = "treasury_session", "__Host-treasury_session"
SAFE = ("GET", "HEAD", "OPTIONS")
BEARER = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request and the service that answers it."""

    service: Service
    asked: Asked
    match: str | None
    session: str = ""

    def read(self, work: Callable[[Unit], Result]) -> Result:
        """What the work finds in one snapshot."""
        return reading(self.service, self.asked, work)

    def change(self, work: Callable[[Unit], Result]) -> Result:
        """What the work gives, in one transaction."""
        return writing(self.service, self.asked, work)

    def post(self, work: Callable[[Unit], Answer]) -> Response:
        """The response of the work, in one transaction, once for each key."""
        answer = writing_once(self.service, self.asked, work)
        again = {"Idempotency-Replayed": "true"} if answer.again else {}
        return Response(answer.body, answer.status, {**answer.headers, **again})

    def stream(
        self, work: Callable[[Unit], Callable[[Connection], Iterator[bytes]]], media_type: str,
        name: str,
    ) -> Response:  # fmt: skip
        """A file, sent while it is made: the work is one transaction, what it gives then reads."""
        pieces = self.change(work)

        def sent() -> Iterator[bytes]:
            with self.service.database.reading() as connection:
                yield from pieces(connection)

        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(sent(), media_type=media_type, headers=headers)

    def for_nobody(self) -> Origin:
        """Where a request comes from that nobody signs in for; it cannot be repeated by a key."""
        if self.asked.key:
            wrong = Wrong(
                pointer="Idempotency-Key", detail="is not taken here: nobody has signed in yet",
                expected="no such header; a link works once, and a session more does no harm",
            )  # fmt: skip
            raise invalid([wrong])
        return self.asked.origin


async def asking(request: Request) -> Asking:
    """What the request shows of itself."""
    keyed = request.method == "POST" and bool(request.headers.get("idempotency-key", ""))
    hashed = await run_in_threadpool(hash_of, request, await request.body()) if keyed else ""
    return asking_with(request, hashed)


def asking_with(request: Request, request_hash: str) -> Asking:
    """What the request shows of itself, where the hash of what it asks is known."""
    key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
    return Asking(
        service=service_of(request),
        asked=asked(request, key, request_hash),
        match=request.headers.get("if-match"),
        session=request.cookies.get(cookie_name(service_of(request).settings), ""),
    )


def asked(request: Request, key: str = "", request_hash: str = "") -> Asked:
    """Who asks from where; who it is, once that is known, stands in the request's state."""
    return Asked(
        credentials=credentials(request, service_of(request).settings),
        origin=origin(request),
        key=key,
        request_hash=request_hash,
        known=lambda person_id: setattr(request.state, "person_id", person_id),
    )


Ask = Annotated[Asking, Depends(asking)]


def cookie_name(settings: Settings) -> str:
    """The cookie of a session; with https one that no neighbouring site can set."""
    return HOST_COOKIE if secure(settings) else COOKIE


def secure(settings: Settings) -> bool:
    """Whether people reach the service by https."""
    return settings.reached_at.startswith("https://")


def cookie(settings: Settings, given: str, seconds: int) -> str:
    """The header that sets the session's cookie; with no seconds it takes it away."""
    end = "; Secure" if secure(settings) else ""
    name = cookie_name(settings)
    return f"{name}={given}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{end}"


def needs(right: str, *, versioned: bool | Literal["optional"] | None = None) -> dict[str, Any]:
    """The right that a route needs, for its description (`openapi_extra`) and for `may_ask`.

    `versioned`: whether it asks for If-Match; unless said, PATCH, PUT and DELETE do.
    """
    assert right in RIGHTS, right
    return {"x-right": right} | ({} if versioned is None else {"x-versioned": versioned})


def may_ask(request: Request) -> None:
    """Refuse who may not ask at all, before they are told what is wrong with what they ask."""
    right = (getattr(request.scope.get("route"), "openapi_extra", None) or {}).get("x-right")
    if right is not None:
        reading(service_of(request), asked(request), lambda unit: unit.require(right))


def hash_of(request: Request, body: bytes) -> str:
    """The hash of what is asked: method, path, query and body."""
    start = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(start + body).hexdigest()


def service_of(request: Request) -> Service:
    """The service that the application was made with."""
    found: Service = request.app.state.service
    return found


def stranger(request: Request) -> Problem | None:
    """The refusal of whoever is nobody; None for somebody."""
    try:
        reading(service_of(request), asked(request), lambda unit: None)
    except Problem as refusal:
        return refusal
    return None


def credentials(request: Request, settings: Settings) -> Credentials:
    """The token or the session of a request."""
    name = cookie_name(settings)
    header = request.headers.get("authorization", "")
    token = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
    return Credentials(
        token=token,
        session="" if token else request.cookies.get(name, ""),
        csrf=request.headers.get("x-csrf-token", ""),
        changes=request.method not in SAFE,
    )


def origin(request: Request) -> Origin:
    """Where the request comes from."""
    place = request.client.host if request.client else ""
    state = request.state
    return Origin(place=place, request_id=state.request_id, head=state.head)

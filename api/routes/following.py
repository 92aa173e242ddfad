"""/runs/{id}/events: how far a run is, told as it changes (server-sent events).

Progress is read from the database, by one question in a while for all runs that anybody of this
process follows: a listener who waits holds neither a connection nor a thread. An event says all
there is to say, so whoever comes back has missed nothing; its id is what it says, so whoever
shows the last one (Last-Event-ID) is not told it again.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Header, Request, Response
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.concurrency import run_in_threadpool

from api.access import Ask
from api.problems import Problem
from api.store.jobs import ENDED
from api.workflows import runs
from api.workflows.unit import Service

router = APIRouter(tags=["runs"])
log = structlog.get_logger()

ASKED_SECONDS = 0.4
HEARTBEAT_SECONDS = 15.0
LISTENING_SECONDS = 900.0
"""After this time a listener has to come back, so that they are asked again who they are."""
LISTENERS_MAX = 200
RETRY_MS = 2000
OVER = None
"""What a listener hears when the service stops."""

Inbox = asyncio.Queue[Any]


class Followed:
    """The runs that are followed, and who listens; lives in the loop of the server."""

    def __init__(self, service: Service, stopping: Callable[[], bool]) -> None:
        """Begin with nobody."""
        self.service, self.stopping = service, stopping
        self.listeners: dict[Inbox, str] = {}
        self.task: asyncio.Task[None] | None = None

    def listen(self, run_id: str) -> Inbox:
        """Where a new listener hears of the run."""
        inbox: Inbox = asyncio.Queue()
        self.listeners[inbox] = run_id
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.watch())
        return inbox

    def leave(self, inbox: Inbox) -> None:
        """The listener does not listen any more."""
        self.listeners.pop(inbox, None)

    async def watch(self) -> None:
        """Ask how far the runs are, as long as anybody listens."""
        told: dict[Inbox, str] = {}
        while self.listeners:
            found = await self.asked()
            for inbox, run_id in list(self.listeners.items()):
                row = found.get(run_id)
                if row is None:
                    inbox.put_nowait(OVER)
                elif told.get(inbox) != event_id(row):
                    told[inbox] = event_id(row)
                    inbox.put_nowait(row)
            await asyncio.sleep(ASKED_SECONDS)

    async def asked(self) -> dict[str, Any]:
        """How far each run is; nothing where the service stops or the database is away."""
        if self.stopping():
            return {}
        try:
            return await run_in_threadpool(
                runs.progress, self.service, set(self.listeners.values())
            )
        except Exception:  # they come back
            log.exception("progress cannot be read")
            return {}


def event_id(row: Any) -> str:
    """What is said of a run, in a word."""
    return f"{row.state}.{row.attempts}.{row.per_mille}"


def event(row: Any) -> bytes:
    """What is said of a run: `progress`, or how it ended."""
    said = {"state": row.state, "per_mille": row.per_mille, "note": row.note,
            "attempts": row.attempts, "error": row.error}  # fmt: skip
    return format_sse_event(
        data_str=json.dumps(said, ensure_ascii=False), id=event_id(row), retry=RETRY_MS,
        event=row.state if row.state in ENDED else "progress",
    )  # fmt: skip


async def told(followed: Followed, run_id: str, last: str) -> AsyncIterator[bytes]:
    """The events of a run until it has ended, and a sign of life where nothing happens."""
    inbox = followed.listen(run_id)
    until = time.monotonic() + LISTENING_SECONDS
    try:
        while time.monotonic() < until:
            try:
                row = await asyncio.wait_for(inbox.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield KEEPALIVE_COMMENT
                continue
            if row is OVER:
                return
            if event_id(row) != last:
                yield event(row)
            if row.state in ENDED:
                return
    finally:
        followed.leave(inbox)


EVENT = {
    "type": "object",
    "description": "One event of the stream.",
    "required": ["event", "data", "id", "retry"],
    "properties": {
        "event": {"type": "string", "enum": ["progress", *sorted(ENDED)]},
        "data": {"type": "string", "contentMediaType": "application/json"},
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
}
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `progress`, then one of `done`, `failed`, `cancelled`; data is "
        "JSON: state, per_mille, note, attempts, error.",
        "content": {"text/event-stream": {"schema": EVENT}},
    },
    204: {"description": "The run has ended, and Last-Event-ID shows that this is known."},
}


@router.get("/runs/{run_id}/events", response_class=Response, responses=EVENTS)
def follow_run(
    ask: Ask, request: Request, run_id: str,
    last_event_id: Annotated[str, Header(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Follow a run: server-sent events until it is done, failed or cancelled."""
    row = ask.read(lambda unit: runs.read(unit, run_id))
    if row.state in ENDED and event_id(row) == last_event_id:
        return Response(status_code=204)
    followed: Followed = request.app.state.followed
    if len(followed.listeners) >= LISTENERS_MAX:
        detail = f"{LISTENERS_MAX} listen already; ask /runs/{{id}} now and then instead."
        raise Problem(kind="unavailable", detail=detail, headers={"Retry-After": "10"})
    headers = {"X-Accel-Buffering": "no"}
    return EventSourceResponse(told(followed, run_id, last_event_id), headers=headers)

"""A worker says every few seconds that it is there, also while a long job is at work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from api.workflows.health import BEAT_SECONDS, beat
from api.workflows.unit import Service

log = structlog.get_logger()


@contextmanager
def beating(service: Service, owner: str) -> Iterator[None]:
    """The worker is heard of until the block ends."""
    over = threading.Event()

    def go_on() -> None:
        while True:
            try:
                beat(service, owner)
            except Exception:  # the database is away, for example: it may come back
                log.exception("not heard", owner=owner)
            if over.wait(BEAT_SECONDS):
                return

    thread = threading.Thread(target=go_on, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

"""The log: one JSON document a line on stderr, the server's own lines among them.

It says what was asked for by route, never by whom by name, and holds no bodies, no secrets and
no figures: of an exception it keeps the kind and the places in the code, not the message, which
may quote what somebody sent or what stands in the store.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FRAMES_MAX = 30
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: str) -> None:
    """Have this process write its log; `level` is the least that is written."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(max(number, logging.WARNING))
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).setLevel(number)


def without_message(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The line with its exception as a kind and places in the code, without what it says."""
    found = event.pop("exc_info", None)
    error = sys.exc_info() if found is True else found
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if not error or error[0] is None:
        return event
    event["error"], event["at"] = kinds(error[1]), places(error)
    return event


def kinds(error: BaseException | None) -> list[str]:
    """The kind of the exception, then those it came from."""
    found: list[str] = []
    while error is not None and len(found) < FRAMES_MAX:
        found.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return found


def places(error: Any) -> list[str]:
    """Where in the code it happened, the innermost last."""
    frames = traceback.extract_tb(error[2])[-FRAMES_MAX:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]

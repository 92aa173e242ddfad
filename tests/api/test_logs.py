"""The log says where something went wrong, never what somebody sent."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from api import logs

SECRET = "6222-0001-geheim"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written, at level info."""
    handlers, level = logging.root.handlers, logging.root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure("info")
    yield written
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()


def fail() -> None:
    try:
        {}[SECRET]
    except KeyError as error:
        raise ValueError(f"account {SECRET}") from error


@pytest.mark.parametrize("logger", [structlog.get_logger(), logging.getLogger("uvicorn.error")])
def test_an_exception_is_a_kind_and_places(log: io.StringIO, logger: logging.Logger) -> None:
    try:
        fail()
    except ValueError:
        logger.exception("failed")
    line = json.loads(log.getvalue())
    assert line["error"] == ["builtins.ValueError", "builtins.KeyError"]
    assert line["at"][-1].endswith(" fail")
    assert SECRET not in log.getvalue()


def test_lines_below_the_level_are_not_written(log: io.StringIO) -> None:
    structlog.get_logger().debug("x")
    logging.getLogger("sqlalchemy").info("SELECT 1")
    assert log.getvalue() == ""
    structlog.get_logger().info("x")
    assert json.loads(log.getvalue())["event"] == "x"

"""How a server and its workers end: told to with a request under way, and killed."""

import json
import signal
import socket
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.api.served import served

PATIENCE_SECONDS = 60.0
linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")


def children(pid: int) -> set[int]:
    """The processes that this one started."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
        if parent == pid:
            found.add(int(stat.parent.name))
    return found


def until(condition: object) -> bool:
    """Whether the condition holds before patience is at its end."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def worker_of(address: str) -> str:
    """What is said of workers."""
    with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:
        return str(json.load(answer)["worker"])


@linux
def test_no_worker_outlives_a_server_that_is_killed(tmp_path: Path) -> None:
    with served(tmp_path, NUMBA_DISABLE_JIT="1") as server:
        assert until(lambda: worker_of(server.address) == "there")
        before = children(server.process.pid)
        assert before
        server.process.kill()
        server.process.wait()
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in before))


def test_a_request_that_has_begun_is_answered_when_it_is_told_to_stop(tmp_path: Path) -> None:
    body = json.dumps({"login": "nobody", "password": "not the right one"}).encode()
    head = (
        "POST /api/v1/sessions HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with served(tmp_path, workers="0") as server:
        where = urlsplit(server.address)
        with socket.create_connection((where.hostname or "", where.port or 0), 60) as line:
            line.sendall(head.encode())
            assert line.recv(1000).startswith(b"HTTP/1.1 100 ")  # it waits for the body
            server.process.send_signal(signal.SIGTERM)
            assert until(lambda: any("Shutting down" in each for each in server.log))
            line.sendall(body)
            answer = b"".join(iter(lambda: line.recv(10_000), b""))
        assert answer.startswith(b"HTTP/1.1 401 ")
        assert b"Login and password do not fit" in answer
        assert server.process.wait(PATIENCE_SECONDS) == 0

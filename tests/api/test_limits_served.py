"""Oversize, slow and broken bodies against a real server: ended early, nothing left behind."""

import json
import re
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.served import Served, served

PASSWORD = "one that nobody guesses"
LIMITS = {"body_bytes_max": "200000", "upload_bytes_max": "200000", "request_seconds_max": "2"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("limits") / "data", workers="0", **LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def token(server: Served) -> str:
    """A token of the first administrator, who came in by the printed link."""
    link = server.line(r"(http://\S+/welcome#\S+)")
    sent(server, "/passwords", {"link": link, "password": PASSWORD})
    answer = sent(server, "/sessions", {"login": "administrator", "password": PASSWORD})
    own = {"Cookie": answer.headers["set-cookie"].split(";")[0],
           "X-CSRF-Token": json.load(answer)["csrf"]}  # fmt: skip
    body = {"name": "t", "scopes": ["people:write", "people:read"]}
    secret: str = json.load(sent(server, "/tokens", body, own))["secret"]
    return secret


def sent(server: Served, path: str, body: object, headers: dict[str, str] | None = None) -> object:
    asked = urllib.request.Request(
        f"{server.address}/api/v1{path}", json.dumps(body).encode(),
        {"Content-Type": "application/json", **(headers or {})},
    )  # fmt: skip
    return urllib.request.urlopen(asked, timeout=30)


def opened(server: Served, token: str, *headers: str) -> socket.socket:
    """A connection on which the head of a POST was sent."""
    host, port = re.fullmatch(r"http://([^:]+):(\d+)", server.address).groups()
    made = socket.create_connection((host, int(port)), timeout=20)
    own = [f"Host: {host}:{port}", f"Authorization: Bearer {token}"]
    head = ["POST /api/v1/departments HTTP/1.1", *own, "Content-Type: application/json", *headers]
    made.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
    return made


def answered(connection: socket.socket) -> tuple[int, str]:
    """The status and the rest, once the server has closed the connection."""
    said = b""
    while piece := connection.recv(65536):
        said += piece
    head, _, rest = said.decode().partition("\r\n\r\n")
    return int(head.split()[1]), rest


def departments(server: Served, token: str) -> list[str]:
    asked = urllib.request.Request(
        f"{server.address}/api/v1/departments", headers={"Authorization": f"Bearer {token}"}
    )
    return [each["name"] for each in json.load(urllib.request.urlopen(asked, timeout=30))["items"]]


def test_a_body_that_is_announced_too_long_is_refused_before_it_is_sent(
    server: Served, token: str
) -> None:
    with opened(server, token, "Content-Length: 999999999") as connection:
        status, document = answered(connection)
    assert status == 413
    assert "200,000 bytes" in json.loads(document)["detail"]


def test_a_body_without_an_end_is_cut_off(server: Served, token: str) -> None:
    sent_bytes, piece = 0, b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    with opened(server, token, "Transfer-Encoding: chunked") as connection:
        try:
            for _ in range(2000):
                connection.sendall(piece)
                sent_bytes += 0x8000
            status, _ = answered(connection)
        except (ConnectionResetError, BrokenPipeError):
            status = 413  # closed while we went on sending: the answer may be lost to us
    assert status == 413
    assert sent_bytes < 20_000_000, "the server did not read on"


def test_a_body_that_trickles_is_ended_in_time(server: Served, token: str) -> None:
    begun = time.monotonic()
    with opened(server, token, "Content-Length: 1000") as connection:
        connection.settimeout(0.3)
        said = b""
        while time.monotonic() < begun + 60:
            try:
                connection.sendall(b" ")
                piece = connection.recv(65536)
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
            if not piece:
                break
            said += piece
    assert said.startswith(b"HTTP/1.1 408")
    assert b"/problems/too-slow" in said


def test_who_leaves_in_the_middle_leaves_nothing_behind(server: Served, token: str) -> None:
    before = departments(server, token)
    for _ in range(5):
        with opened(server, token, "Content-Length: 1000") as connection:
            connection.sendall(b'{"name": "Half')
    time.sleep(0.5)
    assert departments(server, token) == before
    answer = sent(server, "/departments", {"name": "Whole"}, {"Authorization": f"Bearer {token}"})
    assert answer.status == 201


def test_the_log_knows_no_secret_and_no_password(server: Served, token: str) -> None:
    departments(server, token)
    until = time.monotonic() + 10
    while "departments" not in "\n".join(server.log) and time.monotonic() < until:
        time.sleep(0.1)
    log = "\n".join(server.log)
    assert "departments" in log
    assert token not in log and PASSWORD not in log


def test_the_data_folder_has_the_store_alone(server: Served, token: str, tmp_path: Path) -> None:
    data = Path(server.line(r"TREASURY_DATA=(\S+)"))
    left = {each.name for each in data.iterdir()}
    assert left <= {"treasury.db", "treasury.db-wal", "treasury.db-shm"} | {
        name for name in left if name.endswith(".lock")
    }

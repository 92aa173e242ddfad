"""docs/service.md is true: its examples run, its settings are the program's."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.settings import Settings
from tests.api.served import Served, environment, served, treasury
from tests.docs.curl import PAGE, Example, differences, examples, typed
from tests.docs.pages import ROOT

PASSWORD = r"password \(shown this once\): (\S+)"


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    rows = re.findall(r"^\| `(TREASURY_\w+)` \| (.+?) \| ", PAGE.read_text("utf-8"), re.MULTILINE)
    shown = {name: value.strip("`").replace("(empty)", "") for name, value in rows}
    plain = Settings.model_construct().model_dump() | {"metrics_token": ""}
    assert shown == {f"TREASURY_{name.upper()}": str(value) for name, value in plain.items()}


@dataclass
class Session:
    """What came of every example, and what the server printed and logged meanwhile."""

    examples: list[Example]
    printed: list[str]
    server: Served
    folder: Path
    password: str


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """All examples, typed one after the other against a demo bank."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    folder = tmp_path_factory.mktemp("service")
    found = examples(PAGE.read_text(encoding="utf-8"))
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    with served(folder / "data", "--demo", NUMBA_DISABLE_JIT="1") as server:
        password = server.line(PASSWORD)
        known = {"SERVER": server.address, "PASSWORD": password}
        printed = typed(found, folder, {**environment(), **known})
        assert server.stop() == 0
    return Session(found, printed, server, folder, password)


def test_the_examples_give_what_is_shown(session: Session) -> None:
    assert len(session.printed) == len(session.examples)
    wrong = [
        f"line {example.line}: {each}"
        for example, came in zip(session.examples, session.printed, strict=True)
        if example.form
        for each in differences(example, came)
    ]
    assert not wrong, "\n" + "\n".join(wrong)
    assert sum(bool(example.form) for example in session.examples) > 8


def test_the_log_of_a_whole_session_tells_no_secret_and_nobodys_name_or_number(
    session: Session,
) -> None:
    lines = [json.loads(line) for line in session.server.log]
    routes = {line["route"] for line in lines if line["event"] == "request"}
    assert {"/api/v1/sessions", "/api/v1/clients/{client_id}/scenarios"} <= routes
    assert any(line["event"] == "job ends" for line in lines)
    csrf = json.loads(session.printed[2])["csrf"]
    cookie = (session.folder / "cookies").read_text().split()[-1]
    secrets = {session.password, csrf, cookie, "tsy_", "Bearer", "brewery-2026"}
    people = {"demo-rm", "Rong", "Brewery", "Liquor"}
    accounts = set(re.findall(r"^([A-Z0-9-]{4,}),", (
        ROOT / "scenarios/02_zero_balancing/accounts.csv").read_text(), re.MULTILINE))  # fmt: skip
    assert len(accounts) > 1
    log = "\n".join(session.server.log)
    assert not [word for word in secrets | people | accounts if word in log]
    known = {"event", "level", "timestamp", "request_id", "method", "route", "status", "ms",
             "person_id", "job", "kind", "attempt", "outcome"}  # fmt: skip
    assert set().union(*lines) <= known


def test_a_run_of_the_session_is_reproduced_and_the_store_checked(session: Session) -> None:
    data = session.folder / "data"
    run = json.loads(session.printed[-1])["items"][0]["id"]
    done = treasury("reproduce", run, "--data", data, NUMBA_DISABLE_JIT="1")
    assert (done.returncode, "equal byte for byte." in done.stdout) == (0, True), done.stderr
    unknown = treasury("reproduce", "0000", "--data", data)
    assert (unknown.returncode, unknown.stderr.startswith("There is no such run")) == (2, True)
    checked = treasury("db", "check", "--data", data)
    assert checked.returncode == 0, checked.stdout
    assert "audit: passed, " in checked.stdout
    assert treasury("audit", "verify", "--data", data).returncode == 0
    link = treasury("people", "link", "demo-general", "--data", data)
    assert (link.returncode, "/welcome#" in link.stdout) == (0, True)


def test_the_demo_bank_is_there_once_and_never_beside_real_people(session: Session) -> None:
    with served(session.folder / "data", "--demo", workers="0") as again:
        assert any("The demo bank is there already" in line for line in again.printed)
        assert session.password not in "".join(again.printed)
        clients = subprocess.run(
            ["curl", "-s", "-b", "cookies", f"{again.address}/api/v1/clients"],
            cwd=session.folder, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    names = sorted(each["name"] for each in json.loads(clients)["items"])
    assert names == ["Brewery", "Hydropower group (demo)", "Lessons (demo)", "Liquor group (demo)"]
    other = session.folder / "other"
    with served(other, workers="0") as real:
        assert any("/welcome#" in line for line in real.printed)
    done = treasury("serve", "--port", "0", "--data", other, "--demo")
    assert (done.returncode, "into an empty one only" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ('{"a": 1}', '{"a": 1, "b": 2}'),
        ('{"a": 1, "b": 2}', '{"a": 1}'),
        ('{"a": "..."}', '{"a": 1}'),
        ('{"a": [{"b": 1}]}', '{"a": []}'),
        ('{"a": [{"b": 1}]}', '{"a": [{"c": 1}]}'),
        ('{"a": null}', '{"a": "x"}'),
        ('{"a": true}', '{"a": false}'),
    ],
)
def test_an_example_that_is_not_true_any_more_is_noticed(shown: str, came: str) -> None:
    text = f"```sh\ncurl x\n```\n```json\n{shown}\n```\n"
    (example,) = examples(text)
    assert differences(example, came)
    assert not differences(example, shown)

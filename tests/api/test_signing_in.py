"""Signing in: what a browser is given, how long it holds, and what a stranger cannot find out."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select

from api.access import COOKIE
from api.problems import Problem
from api.security import passwords
from api.store import people
from api.store.tables.honesty import audit
from api.store.tables.people import person, session, token
from api.workflows.signing_in import signed_in
from api.workflows.unit import Origin
from tests.api.bank import Bank

RM, PASSWORD, NEW = "relationship_manager", "one that nobody guesses", "another nobody guesses"
HERE = Origin(place="192.0.2.7", request_id="test")


@cache
def kept() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def bank(made: Bank) -> Iterator[Bank]:
    """The bank; its relationship manager has a password."""
    values = {"password_hash": kept()}
    made.write(lambda connection: people.put(connection, made.ids[RM], values))
    yield made
    made.http.cookies.clear()


def sign_in(bank: Bank, login: str = RM, password: str = PASSWORD, **headers: str) -> object:
    body = {"login": login, "password": password}
    return bank.called("", "POST", "/sessions", headers, json=body)


def carry(bank: Bank, given: str) -> None:
    """Be the browser with this cookie and no other."""
    bank.http.cookies.clear()
    bank.http.cookies.set(COOKIE, given)


def remarks(bank: Bank) -> list[tuple[str, str, str]]:
    with bank.service.database.reading() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.number)).all()
    return [(row.what, row.login, row.subject_id) for row in rows]


def test_a_session_is_a_strict_cookie_and_a_token_for_changes(bank: Bank) -> None:
    answer = sign_in(bank)
    assert answer.status_code == 201
    setting = answer.headers["set-cookie"]
    assert setting.startswith(f"{COOKIE}=") and "HttpOnly" in setting
    assert "SameSite=Strict" in setting and "Secure" not in setting
    assert bank.called("", "GET", "/me").json()["login"] == RM
    assert bank.called("", "GET", "/me").json()["csrf"] == answer.json()["csrf"]
    assert answer.cookies[COOKIE] not in answer.text, "the secret is in the cookie alone"
    with bank.service.database.reading() as connection:
        row = connection.execute(select(session)).one()
    assert answer.cookies[COOKIE] not in str(tuple(row)), "the store keeps a hash"
    assert remarks(bank) == [("signed in", RM, bank.ids[RM])]


def test_with_https_the_cookie_is_secure_and_bound_to_the_host(store: object) -> None:
    from tests.api.bank import bank as made_bank

    made = made_bank(store, public_url="https://treasury.example")
    made.write(lambda c: people.put(c, made.ids[RM], {"password_hash": kept()}))
    setting = sign_in(made).headers["set-cookie"]
    assert setting.startswith(f"__Host-{COOKIE}=")
    assert setting.endswith("HttpOnly; SameSite=Strict; Secure")
    assert "Path=/" in setting and "Domain" not in setting


def test_a_change_by_a_session_needs_its_csrf_token(bank: Bank) -> None:
    csrf = sign_in(bank).json()["csrf"]
    body, match = {"name": "Wei"}, {"If-Match": '"1"'}
    without = bank.called("", "PATCH", "/me", match, json=body)
    wrong = bank.called("", "PATCH", "/me", match | {"X-CSRF-Token": "x" + csrf[1:]}, json=body)
    assert (without.status_code, wrong.status_code) == (403, 403)
    assert "X-CSRF-Token" in without.json()["detail"]
    right = bank.called("", "PATCH", "/me", match | {"X-CSRF-Token": csrf}, json=body)
    assert (right.status_code, right.json()["name"]) == (200, "Wei")


def test_another_site_cannot_sign_a_browser_in(bank: Bank) -> None:
    foreign = sign_in(bank, Origin="https://evil.example")
    hidden = sign_in(bank, Origin="null")
    across = sign_in(bank, **{"Sec-Fetch-Site": "cross-site"})
    form = bank.called("", "POST", "/sessions", data={"login": RM, "password": PASSWORD})
    plain = bank.called(
        "", "POST", "/sessions", {"Content-Type": "text/plain"},
        content=f'{{"login": "{RM}", "password": "{PASSWORD}"}}',
    )  # fmt: skip
    assert [each.status_code for each in (foreign, hidden, across, form, plain)] == [
        403, 403, 403, 415, 415]  # fmt: skip
    assert not bank.http.cookies
    assert sign_in(bank, Origin="http://testserver").status_code == 201


def test_a_session_given_by_a_stranger_is_not_taken_over(bank: Bank) -> None:
    bank.http.cookies.set(COOKIE, "planted-by-somebody-else")
    answer = sign_in(bank)
    assert answer.cookies[COOKIE] != "planted-by-somebody-else"
    first = answer.cookies[COOKIE]
    second = sign_in(bank).cookies[COOKIE]
    assert second != first
    carry(bank, first)
    assert bank.called("", "GET", "/me").status_code == 401, "the session before it has ended"


def test_a_session_left_alone_is_over_and_one_in_use_is_not(bank: Bank) -> None:
    sign_in(bank)
    for _ in range(5):
        bank.clock.forward(minutes=50)
        assert bank.called("", "GET", "/me").status_code == 200
    bank.clock.forward(minutes=62)
    assert bank.called("", "GET", "/me").status_code == 401


def test_a_session_is_over_at_its_end_however_much_it_is_used(bank: Bank) -> None:
    sign_in(bank)
    for _ in range(23):
        bank.clock.forward(minutes=30)
        assert bank.called("", "GET", "/me").status_code == 200
    bank.clock.forward(minutes=30)
    assert bank.called("", "GET", "/me").status_code == 401


def seen_at(bank: Bank) -> object:
    with bank.service.database.reading() as connection:
        return connection.execute(select(session.c.seen_at)).scalar_one()


def test_use_is_written_down_at_most_once_a_minute(bank: Bank) -> None:
    sign_in(bank)
    begun = seen_at(bank)
    bank.clock.forward(seconds=59)
    bank.called("", "GET", "/me")
    assert seen_at(bank) == begun
    bank.clock.forward(seconds=1)
    bank.called("", "GET", "/me")
    assert seen_at(bank) == bank.clock.now
    bank.http.cookies.clear()
    assert bank.called(RM, "GET", "/me").status_code == 200
    with bank.service.database.reading() as connection:
        used = connection.execute(
            select(token.c.used_at).where(token.c.person_id == bank.ids[RM])
        ).scalar_one()
    assert used == bank.clock.now


def test_who_signs_out_is_out(bank: Bank) -> None:
    csrf = sign_in(bank).json()["csrf"]
    stolen = bank.http.cookies[COOKIE]
    assert bank.called("", "DELETE", "/sessions/current").status_code == 403
    answer = bank.called("", "DELETE", "/sessions/current", {"X-CSRF-Token": csrf})
    assert answer.status_code == 204 and "Max-Age=0" in answer.headers["set-cookie"]
    carry(bank, stolen)
    assert bank.called("", "GET", "/me").status_code == 401


def told(answer: object) -> tuple[int, dict[str, object]]:
    return answer.status_code, {**answer.json(), "instance": ""}


def test_wrong_password_unknown_login_locked_and_blocked_are_told_alike(bank: Bank) -> None:
    wrong = told(sign_in(bank, password=NEW))
    unknown = told(sign_in(bank, login="nobody"))
    without_password = told(sign_in(bank, login="treasury_officer"))
    for _ in range(5):
        sign_in(bank, password=NEW)
    locked = told(sign_in(bank))
    bank.write(lambda c: people.put(c, bank.ids[RM], {"state": "blocked", "locked_until": None}))
    blocked = told(sign_in(bank))
    assert wrong[0] == 401
    assert wrong == unknown == without_password == locked == blocked


@pytest.mark.parametrize("login", ["nobody", RM, "treasury_officer"])
def test_a_stranger_cannot_measure_whether_a_login_exists(
    bank: Bank, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, checked = extract_parameters(kept()), []

    class Noted(PasswordHasher):
        def verify(self, against: str, password: str) -> bool:
            checked.append(against)
            return super().verify(against, password)

    monkeypatch.setattr(passwords, "HASHER", Noted.from_parameters(today))
    with pytest.raises(Problem):
        signed_in(bank.service, HERE, login, NEW)
    assert [extract_parameters(each) for each in checked] == [today], "one check, at full cost"


def test_after_five_wrong_passwords_a_login_rests(bank: Bank) -> None:
    for _ in range(5):
        assert sign_in(bank, password=NEW).status_code == 401
    assert sign_in(bank).status_code == 401
    bank.clock.forward(minutes=14)
    assert sign_in(bank).status_code == 401
    bank.clock.forward(minutes=2)
    assert sign_in(bank).status_code == 201
    for _ in range(4):
        sign_in(bank, password=NEW)
    assert sign_in(bank).status_code == 201, "what went before a success does not count"
    whats = [what for what, *_ in remarks(bank)]
    assert whats.count("failed to sign in") == 11


def test_failures_are_audited_without_the_password_or_an_unknown_login(bank: Bank) -> None:
    sign_in(bank, password="mistyped but nearly right")
    sign_in(bank, login="typed the password here")
    with bank.service.database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(audit))]
    assert "mistyped" not in str(rows) and "typed the password" not in str(rows)
    assert remarks(bank) == [("failed to sign in", "", bank.ids[RM]), ("failed to sign in", "", "")]


def test_many_wrong_passwords_at_once_are_counted_one_by_one(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty guesses at the same moment, the right one last in line: five are judged."""
    start, order = threading.Barrier(20), threading.Lock()
    tried: list[bool] = []

    def checked(password: str, kept: str | None) -> bool:
        start.wait()
        return password == PASSWORD

    monkeypatch.setattr("api.workflows.signing_in.fits", checked)

    def guess(number: int) -> None:
        with pytest.raises(Problem):
            signed_in(bank.service, HERE, RM, f"guess {number}")
        with order:
            tried.append(True)

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(guess, range(20)))
    with bank.service.database.reading() as connection:
        row = connection.execute(select(person).where(person.c.id == bank.ids[RM])).one()
        rows = connection.execute(select(audit.c.after)).scalars().all()
    assert len(tried) == 20
    assert row.failed == 5 and row.locked_until is not None
    assert sorted(each.get("attempt", 0) for each in rows) == [0] * 15 + [1, 2, 3, 4, 5]


def test_a_password_of_older_parameters_is_kept_anew(bank: Bank) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    bank.write(lambda c: people.put(c, bank.ids[RM], {"password_hash": old}))
    assert sign_in(bank).status_code == 201
    with bank.service.database.reading() as connection:
        now = people.by_login(connection, RM).password_hash
    assert now != old and not passwords.outdated(now) and passwords.fits(PASSWORD, now)


def test_one_changes_ones_password_knowing_the_old_one(bank: Bank) -> None:
    csrf = {"X-CSRF-Token": sign_in(bank).json()["csrf"]}
    here = bank.http.cookies[COOKIE]
    bank.http.cookies.clear()
    sign_in(bank)
    other = bank.http.cookies[COOKIE]
    carry(bank, here)
    path = "/me/password"
    wrong = bank.called("", "PUT", path, csrf, json={"old_password": NEW, "password": NEW})
    weak = bank.called("", "PUT", path, csrf, json={"old_password": PASSWORD, "password": "short"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/old_password")
    assert (weak.status_code, weak.json()["errors"][0]["pointer"]) == (422, "#/password")
    right = bank.called("", "PUT", path, csrf, json={"old_password": PASSWORD, "password": NEW})
    assert right.status_code == 204
    assert bank.called("", "GET", "/me").status_code == 200
    carry(bank, other)
    assert bank.called("", "GET", "/me").status_code == 401, "other sessions end"
    bank.http.cookies.clear()
    assert sign_in(bank).status_code == 401
    assert sign_in(bank, password=NEW).status_code == 201


def test_guesses_of_the_old_password_lock_as_well(bank: Bank) -> None:
    for _ in range(5):
        bank.called(RM, "PUT", "/me/password", json={"old_password": NEW, "password": NEW})
    right = {"old_password": PASSWORD, "password": NEW}
    assert bank.called(RM, "PUT", "/me/password", json=right).status_code == 422
    assert sign_in(bank).status_code == 401


def test_spaces_of_a_password_count(bank: Bank) -> None:
    assert sign_in(bank, password=f" {PASSWORD}").status_code == 401
    assert sign_in(bank, login=f" {RM.upper()} ").status_code == 201


def test_a_key_is_not_taken_where_nobody_has_signed_in(bank: Bank) -> None:
    answer = sign_in(bank, **{"Idempotency-Key": "monday-1"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "Idempotency-Key")

"""Sessions and tokens: begun, used, ended, taken back, over by themselves; wrong passwords.

The model knows for each session when it began and when it was last used, for each login how many
passwords were wrong in a row. What a session or a token that is over is told is told by status.
"""

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule

from api.access import COOKIE
from api.security import passwords
from api.store import people
from tests.api.machines.core import RM, TEXT, WHO, Machine
from tests.stores import Fresh

PASSWORDS = ("one that nobody guesses", "another nobody guesses")
SIGN_IN = (RM, f"{RM}_south", "company_leader")
"""Who has a password; the others come in with their tokens alone."""
HOURS, IDLE, LOCK = (datetime.timedelta(**by) for by in ({"hours": 12}, {"minutes": 61},
                                                         {"minutes": 15}))  # fmt: skip
"""How long a session lasts, how long it may be left alone (of which a minute is not counted), and
how long a login rests after wrong passwords."""
WRONG_IN_A_ROW, MINUTE = 5, datetime.timedelta(minutes=1)


@cache
def kept(password: str) -> str:
    return passwords.hashed(password)


@dataclass
class Login:
    """Somebody who signs in: which password is theirs, how often it was wrong since it was right,
    until when it rests, and how often their own record was changed."""

    password: int = 0
    wrong: int = 0
    rests_until: datetime.datetime | None = None
    version: int = 1


@dataclass
class Session:
    """A session as a browser has it."""

    who: str
    secret: str
    csrf: str
    began: datetime.datetime
    used: datetime.datetime
    ended: bool = False

    def over(self, now: datetime.datetime) -> bool:
        return self.ended or now >= self.began + HOURS or now - self.used > IDLE


@dataclass
class Token:
    """A token, and the moment from which it opens nothing."""

    who: str
    id: str
    until: datetime.datetime
    taken_back: bool = False


class Signing(Machine):
    """People sign in and out, guess, change their password; programs have tokens."""

    sessions = Bundle("sessions")
    tokens = Bundle("tokens")

    def __init__(self, fresh: Fresh) -> None:
        """Some have a password; nobody has signed in."""
        super().__init__(fresh)
        self.logins = {who: Login() for who in SIGN_IN}
        self.all_sessions: list[Session] = []
        self.made.write(self.give_passwords)

    def give_passwords(self, connection: Any) -> None:
        for who in SIGN_IN:
            values = {"password_hash": kept(PASSWORDS[0])}
            people.put(connection, self.made.ids[who], values)

    def browser(
        self, session: Session | None, method: str, path: str, body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """The answer to a browser with this session's cookie, or none."""
        self.made.http.cookies.clear()
        own = {"Cookie": f"{COOKIE}={session.secret}"} if session else {}
        more = {} if body is None else {"json": body}
        answer = self.made.called("", method, path, {**own, **(headers or {})}, **more)
        self.made.http.cookies.clear()
        return answer

    def counts(self, who: str, right: bool) -> bool:
        """Whether an attempt with a password counts as right; it is in the audit either way."""
        login, now = self.logins[who], self.made.clock.now
        if login.rests_until and login.rests_until > now:
            return False
        if login.rests_until:
            login.wrong, login.rests_until = 0, None
        login.wrong = 0 if right else login.wrong + 1
        if login.wrong == WRONG_IN_A_ROW:
            login.rests_until = now + LOCK
        return right

    @rule(target=sessions, who=st.sampled_from(SIGN_IN), right=st.sampled_from([True, True, False]),
          times=st.integers(1, 4), before=st.none() | sessions)  # fmt: skip
    def sign_in(self, who: str, right: bool, times: int, before: Session | None) -> Any:
        """Right once, or wrong some times; from a browser that may have had a session."""
        made = []
        for _ in range(1 if right else times):
            login = self.logins[who]
            password = PASSWORDS[login.password if right else 1 - login.password]
            counts = self.counts(who, right)
            self.done += 1
            answer = self.browser(before, "POST", "/sessions", {"login": who, "password": password})
            assert answer.status_code == (201 if counts else 401), answer.text
            if counts:
                now = self.made.clock.now
                made.append(Session(who, answer.cookies[COOKIE], answer.json()["csrf"], now, now))
                if before:
                    before.ended = True
        self.all_sessions += made
        return multiple(*made)

    def used(self, session: Session, answer: Any, good: int) -> bool:
        """Whether the session was good for an answer of this status; then it was used."""
        now = self.made.clock.now
        over = session.over(now)
        assert answer.status_code == (401 if over else good), answer.text
        if not over and now - session.used >= MINUTE:
            session.used = now
        return not over

    @rule(session=sessions)
    def look(self, session: Session) -> None:
        """A session shows who has it, and what they see of clients."""
        answer = self.browser(session, "GET", "/me")
        if self.used(session, answer, 200):
            assert answer.json()["login"] == session.who
            seen = self.browser(session, "GET", "/clients?limit=100").json()["items"]
            assert {each["id"] for each in seen} == {
                each.id for each in self.known.values() if self.sees(session.who, each)
            }  # fmt: skip

    @rule(session=sessions, name=TEXT.filter(bool), csrf=st.sampled_from(["own", "own", "", "x"]))
    def change_name(self, session: Session, name: str, csrf: str) -> None:
        """A change needs the session's own CSRF token."""
        login = self.logins[session.who]
        headers = {"If-Match": f'"{login.version}"',
                   "X-CSRF-Token": session.csrf if csrf == "own" else csrf}  # fmt: skip
        answer = self.browser(session, "PATCH", "/me", {"name": name}, headers)
        if csrf != "own":
            assert answer.status_code == (401 if session.over(self.made.clock.now) else 403)
        elif self.used(session, answer, 200):
            login.version += 1
            self.done += 1

    @rule(session=sessions)
    def sign_out(self, session: Session) -> None:
        headers = {"X-CSRF-Token": session.csrf}
        answer = self.browser(session, "DELETE", "/sessions/current", None, headers)
        if self.used(session, answer, 204):
            session.ended = True
            self.done += 1

    @rule(session=sessions, right=st.booleans())
    def change_password(self, session: Session, right: bool) -> None:
        """With the old password; all other sessions of theirs end."""
        login = self.logins[session.who]
        old = PASSWORDS[login.password if right else 1 - login.password]
        body = {"old_password": old, "password": PASSWORDS[1 - login.password]}
        headers = {"X-CSRF-Token": session.csrf}
        answer = self.browser(session, "PUT", "/me/password", body, headers)
        over = session.over(self.made.clock.now)
        counts = not over and self.counts(session.who, right)
        if not self.used(session, answer, 204 if counts else 422):
            return
        self.done += 1
        if counts:
            login.password = 1 - login.password
            for each in self.all_sessions:
                each.ended |= each.who == session.who and each is not session

    # --- tokens ---

    @rule(target=tokens, who=WHO, name=TEXT.filter(bool), days=st.integers(1, 2))
    def make_token(self, who: str, name: str, days: int) -> Any:
        body = {"name": name, "scopes": ["clients:read"], "days": days}
        made = self.send(who, "POST", "/tokens", 201, body).json()
        self.done += 1
        self.made.secrets[made["id"]] = made["secret"]
        return Token(who, made["id"], self.made.clock.now + datetime.timedelta(days=days))

    @rule(token=tokens)
    def use_token(self, token: Token) -> None:
        """It opens what its scopes say while it lasts, and what its owner sees."""
        over = token.taken_back or self.made.clock.now >= token.until
        self.send(token.id, "POST", "/clients", 401 if over else 403, {"name": "A"})
        answer = self.send(token.id, "GET", "/clients?limit=100", 401 if over else 200)
        if not over:
            assert {each["id"] for each in answer.json()["items"]} == {
                each.id for each in self.known.values() if self.sees(token.who, each)
            }  # fmt: skip

    @rule(token=tokens, other=WHO)
    def take_token_back(self, token: Token, other: str) -> None:
        if other != token.who:
            self.send(other, "DELETE", f"/tokens/{token.id}", 404)
        self.send(token.who, "DELETE", f"/tokens/{token.id}", 204)
        self.done += not token.taken_back
        token.taken_back = True
        self.send(token.id, "GET", "/clients", 401)

    @rule(token=tokens, hours=st.integers(20, 50))
    def a_token_is_left_alone(self, token: Token, hours: int) -> None:
        """So long that it may be over."""
        self.made.clock.forward(hours=hours)
        self.use_token(token)

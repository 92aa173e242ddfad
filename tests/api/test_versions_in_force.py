"""Whatever is drafted, submitted, approved, corrected, rejected and withdrawn in whatever order: on
each day the version is in force that a slow restatement finds."""

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.store import structures
from tests.api.bank import Bank, bank
from tests.api.conftest import Fresh, opened
from tests.api.pools import DAY, RM, TO, body, decide, drafted, grouped, pool

KEYS = itertools.count(1)
SPAN = 3
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("draft"), st.integers(0, SPAN)),
        st.tuples(
            st.sampled_from(
                (
                    "submit",
                    "submit",
                    "correct",
                    "correct",
                    "approve",
                    "approve",
                    "approve",
                    "reject",
                    "withdraw",
                )
            ),
            st.integers(1, 5),
        ),
    ),
    min_size=2,
    max_size=14,
)


@pytest.fixture(scope="module")
def lasting(fresh: Fresh) -> Iterator[Bank]:
    """A bank that stands for all the examples."""
    with fresh() as url:
        database = opened(url)
        made = bank(database, requests_per_minute=10**9)
        grouped(made)
        yield made
        database.closed()


@dataclass
class Restated:
    """What ought to have become of each version: its day and its state, from number 1.

    `approved` has the numbers in the order in which they were approved.
    """

    key: str
    versions: list[list[object]] = field(default_factory=list)
    approved: list[int] = field(default_factory=list)

    def standing(self, day: object) -> int | None:
        """The number of the version approved last to begin on the day."""
        found = [number for number in self.approved if self.versions[number - 1][0] == day]
        return found[-1] if found else None

    def step(self, verb: str, number: int) -> bool:
        """Whether the step ought to be done; it is, here."""
        if verb == "draft":
            self.versions.append([DAY + datetime.timedelta(days=number), "draft"])
            return True
        if number > len(self.versions):
            return False
        day, state = self.versions[number - 1]
        if verb in ("submit", "correct"):
            waits = any(begun == day and other == "submitted" for begun, other in self.versions)
            there = self.standing(day) is not None
            if state != "draft" or waits or there != (verb == "correct"):
                return False
        elif state != "submitted":
            return False
        becomes = {"submit": "submitted", "correct": "submitted", "approve": "approved",
                   "reject": "rejected", "withdraw": "draft"}  # fmt: skip
        self.versions[number - 1][1] = becomes[verb]
        if verb == "approve":
            self.approved.append(number)
        return True

    def in_force(self, day: datetime.date) -> int | None:
        """The number of the version: day by day, whoever begins takes the place of who was."""
        found = None
        for offset in range((day - DAY).days + 1):
            found = self.standing(DAY + datetime.timedelta(days=offset)) or found
        return found


def done(made: Bank, where: str, restated: Restated, verb: str, number: int) -> bool:
    """Whether the service did the step."""
    made.clock.forward(minutes=1)
    if verb == "draft":
        sent = body(DAY + datetime.timedelta(days=number), structure={"id": restated.key})
        headers = {"If-Match": "*"}
        status = made.called(RM, "POST", f"{where}/versions", headers, json=sent).status_code
        return bool(status == 201)
    at = f"{where}/versions/{number}"
    if verb == "withdraw":
        return bool(made.called(RM, "POST", f"{at}/withdrawal", json={}).status_code == 200)
    if verb in ("submit", "correct"):
        there = number <= len(restated.versions)
        stands = restated.standing(restated.versions[number - 1][0]) if there else None
        said = {"corrects": stands or 1} if verb == "correct" else {}
        return bool(made.called(RM, "POST", f"{at}/submission", json=said).status_code == 200)
    answer = made.called(RM, "GET", at)
    asked = answer.json().get("approvals", [])
    return any(decide(made, TO, each["id"], verb).status_code == 200 for each in asked)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=st.integers(0, SPAN), steps=STEPS)
def test_the_version_in_force_is_what_a_slow_restatement_finds(
    lasting: Bank, first: int, steps: list[tuple[str, int]]
) -> None:
    restated = Restated(f"pool-{next(KEYS)}")
    begin = DAY + datetime.timedelta(days=first)
    where = drafted(lasting, body(begin, **pool(structure={"id": restated.key})))
    restated.step("draft", first)
    for verb, number in steps:
        assert done(lasting, where, restated, verb, number) == restated.step(verb, number), verb
    number_of = where.rpartition("/")[2]
    with lasting.service.database.reading() as connection:
        for offset in range(-1, SPAN + 2):
            day = DAY + datetime.timedelta(days=offset)
            found = structures.in_force(connection, [number_of], day).get(number_of)
            assert found == restated.in_force(day)

"""Requests that the description of the API allows, and that it does not, tried on a small bank.

Schemathesis makes them of the description and checks the answers against it. What it finds is
given back as text; what is right though it looks wrong is explained in `EXPLAINED`, once.
"""

import re
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from sqlalchemy import update

from api import gate, handling
from api.store.tables.people import person, person_role, token
from tests.api.bank import Bank

PHASES = ("examples", "coverage", "fuzzing", "stateful")
WIDE, ROLES = "administrator", ("department_manager", "treasury_officer")
"""Who tries everything: an administrator who has other roles besides, and so nearly every right."""

BEYOND_A_SCHEMA = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "429", "5xx"]
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429"]
CHECKS: dict[str, Any] = {
    # A schema cannot say that an entity must be there, that a link is used up, or that a version
    # is over: what fits the schema may be refused, as a conflict, stale or invalid, with a reason.
    "positive_data_acceptance": {"expected-statuses": BEYOND_A_SCHEMA},
    # Whoever names a version that is over is told so before what they send is looked at.
    "negative_data_rejection": {"expected-statuses": REFUSED},
    # Which version is changed must be said: RFC 6585 has a status for it.
    "missing_required_header": {"expected-statuses": ["401", "403", "422", "428"]},
}


TOO_MANY, CROWDED = 400, b"Too many fields. Maximum number of fields"


@dataclass(frozen=True)
class Explanation:
    """Why something that a check finds is as it should be."""

    check: str
    operation: str
    why: str


EXPLAINED: tuple[Explanation, ...] = (
    Explanation(
        "negative_data_rejection", "POST .*/validations",
        "It is asked whether a document is right: that it is not is the answer, no refusal.",
    ),
)  # fmt: skip


@dataclass
class Found:
    """What came of it: how often each operation answered what, and what is not right."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Everything that is not right and not explained, each with one request."""
        texts = [f"{operation}: {check} ({len(examples)} times)\n{examples[0]}"
                 for (operation, check), examples in self.wrong.items()
                 if not explained(operation, check)]  # fmt: skip
        return "\n\n".join([*texts, *self.faults])


def explained(operation: str, check: str) -> bool:
    return any(
        each.check == check and re.fullmatch(each.operation, operation) for each in EXPLAINED
    )


def tried(
    made: Bank,
    who: str,
    phases: tuple[str, ...],
    examples: int,
    there: Mapping[str, str] | None = None,
    **more: Any,
) -> Found:
    """What comes of trying every operation as somebody (nobody is "").

    `there` are ids of what is there, by the parameter of a path: what is sent to an id of nothing
    is not looked at.
    """
    given = {"Authorization": f"Bearer {made.secrets[who]}"} if who else {}
    config = SchemathesisConfig.from_dict({
        "seed": 1, "workers": 1, "continue-on-failure": True, "headers": given,
        "generation": {"max-examples": examples, "no-shrink": True, "deterministic": True,
                       "database": "none"},
        "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
        "checks": CHECKS, "suppress-health-check": ["all"], "warnings": False,
        "parameters": dict(there or {}),
    })  # fmt: skip
    found = Found()
    with listening(found.faults):
        path = "/api/v1/openapi.json"
        schema = schemathesis.openapi.from_asgi(path, made.http.app, config=config)
        for name, value in more.items():
            schema = getattr(schema, name)(func=value)
        for event in from_schema(schema).execute():
            noted(found, event)
            if who:
                let_in_again(made, who)
    return found


def noted(found: Found, event: Any) -> None:
    """Keep what an event of the engine tells."""
    if isinstance(event, events.ScenarioFinished):
        for name, each in event.recorder.interactions.items():
            status = each.response.status_code if each.response else 0
            found.answers[event.recorder.cases[name].value.operation.label, status] += 1
        for name, checks in event.recorder.checks.items():
            for each in checks:
                if each.failure_info and not crowded(event.recorder.interactions.get(name)):
                    failure = each.failure_info.failure
                    sample = each.failure_info.code_sample[:1500]
                    text = f"{failure.title}: {failure.message[:1500]}\n{sample}"
                    found.wrong.setdefault((failure.operation, each.name), []).append(text)
    if isinstance(event, events.NonFatalError):
        found.faults.append(f"{event.label}: {event.value}")
    if isinstance(event, events.FatalError):
        raise event.exception


def crowded(interaction: Any) -> bool:
    """Whether a form was refused for its many fields: how many it may have, no schema can say."""
    response = interaction and interaction.response
    return bool(response) and response.status_code == TOO_MANY and CROWDED in response.content


def let_in_again(made: Bank, who: str) -> None:
    """Undo what somebody did to themselves: a token taken back, a role given away, a block."""
    mine = made.ids[who]

    def work(connection: Any) -> None:
        connection.execute(update(token).where(token.c.person_id == mine).values(revoked_at=None))
        connection.execute(update(person).where(person.c.id == mine).values(state="active"))

    made.write(work)
    widen(made, who)


def widen(made: Bank, who: str = WIDE) -> None:
    """Give somebody the roles that together may do nearly everything."""

    def work(connection: Any) -> None:
        connection.execute(person_role.delete().where(person_role.c.person_id == made.ids[who]))
        connection.execute(person_role.insert(), [
            {"person_id": made.ids[who], "role": role} for role in (who, *ROLES)])  # fmt: skip

    made.write(work)


class Listening:
    """A log that keeps what the service says of faults of its own, and nothing else."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults

    def exception(self, event: str, **said: Any) -> None:
        last = traceback.format_exc(limit=-4)[-1500:]
        self.faults.append(f"{event} at {said.get('route')}: {last}")

    def __getattr__(self, name: str) -> Any:
        return lambda *_args, **_said: None


@contextmanager
def listening(faults: list[str]) -> Iterator[None]:
    """Faults of the service are kept, its log is silent."""
    before = gate.log, handling.log
    gate.log = handling.log = Listening(faults)
    try:
        yield
    finally:
        gate.log, handling.log = before

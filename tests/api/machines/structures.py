"""Structures by effective date, and the approvals that their versions need from others.

The model keeps for each version its first day, its state, who wrote and submitted it, which one it
corrects, and what was said of each line; which version is in force on a day it finds by going
through the days. Credit is asked where the version before lent nothing.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, precondition, rule

from api.workflows import approvals
from api.workflows import structures as workflow
from api.workflows.unit import Unit
from tests.api.machines.core import (
    ALL,
    CO,
    FRESHNESS,
    KEYS,
    MODELS,
    RM,
    TO,
    WATCHED,
    WHO,
    Client,
    Machine,
    role,
)
from tests.api.pools import DAY, GROUP, grouped, lending, pool
from tests.stores import Fresh

SPAN = 4
DAYS = st.integers(0, SPAN)
DECIDES = {"liquidity": TO, "credit": CO}
WHO_DECIDES = st.sampled_from((TO, TO, f"{TO}_south", CO, f"{CO}_south", RM, "department_manager"))


@dataclass
class Line:
    """An approval of a version, as it must be."""

    id: str
    line: str
    submitter: str
    state: str = "open"


@dataclass
class Version:
    """A version: from which day after the first, by whom, with an internal limit or none."""

    day: int
    author: str
    lending: bool
    state: str = "draft"
    lines: list[Line] = field(default_factory=list)
    corrects: int | None = None
    asked: frozenset[str] = frozenset()

    def open(self) -> list[Line]:
        return [each for each in self.lines if each.state == "open"]


@dataclass
class Structure:
    """A structure: its versions from number 1, and how often it was changed."""

    id: str
    key: str
    client: Client
    versions: list[Version]
    version: int = 1

    def in_force(self, on: int) -> int | None:
        """The number of the version in force: day by day, who begins takes the other's place."""
        found = None
        for at in range(on + 1):
            found = self.standing(at) or found
        return found

    def standing(self, on: int) -> int | None:
        """The number of the approved version that begins on the day and that none corrected."""
        gone = {each.corrects for each in self.versions if each.state == "approved"}
        return next((number for number, each in enumerate(self.versions, start=1)
                     if each.day == on and each.state == "approved" and number not in gone),
                    None)  # fmt: skip

    def waits(self, on: int) -> bool:
        """Whether a version of the day waits for approvals."""
        return any(each.day == on and each.state == "submitted" for each in self.versions)

    def needs(self, one: Version) -> set[str]:
        """The lines that have to agree to the version now."""
        number = self.in_force(one.day)
        before = number is not None and self.versions[number - 1].lending
        return {"liquidity", "credit"} if one.lending and not before else {"liquidity"}


def sent(key: str, on: int, lends: bool) -> dict[str, Any]:
    """The body with which a version is drafted."""
    made = lending() if lends else pool()
    document = made | {"structure": {**made["structure"], "id": key}}
    return {"effective_from": on_day(on), "document": document}


def on_day(offset: int) -> str:
    return (DAY + datetime.timedelta(days=offset)).isoformat()


class Structures(Machine):
    """Structures are drafted, submitted, withdrawn, approved and refused."""

    structures = Bundle("structures")
    lines = Bundle("lines")

    def __init__(self, fresh: Fresh) -> None:
        """No structure is there yet."""
        super().__init__(fresh)
        self.all_structures: list[Structure] = []
        self.all_lines: list[tuple[Structure, Version, Line]] = []
        self.touched: list[Structure] = []
        self.with_group: set[str] = set()

    @initialize(target=structures)
    def a_structure_of_each_team(self) -> Any:
        """Accounts to sweep between, and a draft for each of the two clients."""
        made = []
        for name, end in (("distillery", ""), ("shipyard", "_south")):
            client = self.known[grouped(self.made, name, f"{RM}{end}")]
            self.with_group.add(client.id)
            client.group |= {each["id"] for each in GROUP["entities"]}
            self.done += sum(map(len, GROUP.values()))
            made.append(self.draft(client, f"{RM}{end}", "zba", (0, False), None))
        return multiple(*made)

    @rule(target=structures, client=Machine.clients, who=WHO, on=DAYS, lends=st.booleans(),
          key=KEYS, name=st.sampled_from(["zba", "p2", "p3"]))  # fmt: skip
    def draft_structure(
        self, client: Client, who: str, name: str, on: int, lends: bool, key: str | None
    ) -> Any:
        return self.draft(client, who, name, (on, lends), key) or multiple()

    def draft(
        self, client: Client, who: str, name: str, says: tuple[int, bool], key: str | None
    ) -> Structure | None:
        """The new structure, where it is one."""
        taken = any(each.client is client and each.key == name for each in self.all_structures)
        good = 422 if client.id not in self.with_group else 409 if taken else 201
        expected = self.ends(who, client, MODELS, good)
        path = f"/clients/{client.id}/structures"
        answer, fresh = self.post(who, path, expected, sent(name, *says), key)
        if not fresh:
            return None
        made = Structure(answer.json()["id"], name, client, [Version(says[0], who, says[1])])
        self.all_structures.append(made)
        self.changed(made)
        return made

    def changed(self, structure: Structure) -> None:
        """Something was done to the structure, once."""
        self.touched.append(structure)
        self.done += 1

    @rule(one=structures, who=WHO, on=DAYS, lends=st.booleans(), freshness=FRESHNESS)
    def draft_version(self, one: Structure, who: str, on: int, lends: bool, freshness: str) -> None:
        headers, wrong = self.matched(freshness, one.version)
        expected = self.ends(who, one.client, MODELS, wrong or 201)
        path, body = f"/structures/{one.id}/versions", sent(one.key, on, lends)
        self.send(who, "POST", path, expected, body, headers)
        if expected == 201:
            one.versions.append(Version(on, who, lends))
            one.version += 1
            self.changed(one)

    @rule(target=lines, one=structures, who=WHO, number=st.integers(1, 4), key=KEYS,
          right=st.sampled_from([True, True, True, False]))  # fmt: skip
    def submit(
        self, one: Structure, who: str, number: int, key: str | None, *, right: bool = True
    ) -> Any:
        """Submit a version; `right`: saying which one it corrects, where there is one."""
        found = one.versions[number - 1] if number <= len(one.versions) else None
        good, stands = (404, None) if found is None else (200, one.standing(found.day))
        if found and (found.state != "draft" or one.waits(found.day) or not right):
            good = 409
        corrects = stands if right else None if stands else 1
        expected = self.ends(who, one.client, MODELS, good)
        path = f"/structures/{one.id}/versions/{number}/submission"
        self.made.clock.forward(seconds=1)  # what is asked at one moment is one submission
        answer, fresh = self.post(who, path, expected, {"corrects": corrects}, key)
        if not fresh or found is None:
            return multiple()
        asked = {each["line"]: each["id"] for each in answer.json()["approvals"]
                 if each["state"] == "open"}  # fmt: skip
        assert set(asked) == one.needs(found)
        found.asked, found.corrects = frozenset(asked), corrects
        fresh_lines = [Line(asked[name], name, who) for name in sorted(asked)]
        found.state, found.lines = "submitted", [*found.lines, *fresh_lines]
        self.changed(one)
        made = [(one, found, each) for each in fresh_lines]
        self.all_lines += made
        return multiple(*made)

    @rule(one=structures, who=WHO, number=st.integers(1, 4))
    def withdraw(self, one: Structure, who: str, number: int) -> None:
        found = one.versions[number - 1] if number <= len(one.versions) else None
        good = 404 if found is None else 200
        if found:
            own = {found.author, *(each.submitter for each in found.open())}
            good = 200 if found.state == "submitted" and who in own else 409
        expected = self.ends(who, one.client, MODELS, good)
        path = f"/structures/{one.id}/versions/{number}/withdrawal"
        self.send(who, "POST", path, expected, {"reason": "not yet"})
        if expected == 200 and found:
            for each in found.open():
                each.state = "withdrawn"
            found.state, found.corrects = "draft", None
            self.changed(one)

    @precondition(lambda self: self.all_lines)
    @rule(target=lines, about=lines, who=WHO_DECIDES, yes=st.sampled_from([True, True, False]),
          key=KEYS, reason=st.sampled_from(["too much", "too much", ""]))  # fmt: skip
    def decide(self, about: Any, who: str, yes: bool, reason: str, key: str | None) -> Any:
        structure, version, line = about
        expected = self.may_decide(who, structure, version, line)
        if expected == 200 and not yes and not reason:
            expected = 422
        body = {"decision": "approve" if yes else "reject", "reason": reason}
        _, fresh = self.post(who, f"/approvals/{line.id}/decisions", expected, body, key)
        if not fresh:
            return multiple()
        line.state = "approved" if yes else "rejected"
        self.changed(structure)
        if not yes:
            for each in version.open():
                each.state = "withdrawn"
        if version.open():
            return multiple()
        self.done += 1
        if yes and structure.needs(version) - version.asked:
            return self.asked_besides(about, who)
        version.state = line.state
        return multiple()

    def asked_besides(self, about: Any, who: str) -> Any:
        """The credit line, asked because what was in force before lends nothing by now."""
        structure, version, line = about
        (number,) = [at for at, each in enumerate(structure.versions, 1) if each is version]
        shown = self.send(who, "GET", f"/structures/{structure.id}/versions/{number}", 200).json()
        (found,) = [each for each in shown["approvals"] if each["state"] == "open"]
        made = Line(found["id"], "credit", line.submitter)
        version.lines, version.asked = [*version.lines, made], version.asked | {"credit"}
        self.all_lines.append((structure, version, made))
        return structure, version, made

    def may_decide(self, who: str, structure: Structure, version: Version, line: Line) -> int:
        """The status of a decision, whatever it is: by another one with the role, once."""
        expected = self.ends(who, structure.client, (TO, CO, "department_manager"), 200)
        if expected != 200:
            return expected
        if role(who) != DECIDES[line.line] or who in (version.author, line.submitter):
            return 403
        return 200 if line.state == "open" else 409

    # --- what must hold after each step ---

    @invariant()
    def approvals_are_seen_by_whom_they_concern(self) -> None:
        for who in WATCHED:
            found = self.listed(who, "/approvals", ("id", "line", "state"), every_approval)
            assert found == {
                (line.id, line.line, line.state)
                for structure, _, line in self.all_lines if self.sees(who, structure.client)
            }  # fmt: skip

    @invariant()
    def a_structure_that_was_touched_is_as_the_model_says(self) -> None:
        for one in self.touched:
            self.is_as_it_must_be(one)
        self.touched.clear()

    def is_as_it_must_be(self, one: Structure) -> None:
        """Its versions and which is in force on each day; who does not see it finds nothing."""
        path = f"/structures/{one.id}"
        for who in WATCHED:
            if not self.sees(who, one.client):
                self.finds_nothing(who, path, lambda unit: workflow.read(unit, one.id, None))
        who = next(each for each in WATCHED if self.sees(each, one.client))
        shown = self.pages(who, f"{path}/versions")
        assert [(each["number"], each["state"], each["effective_from"]) for each in shown] == [
            (number, each.state, on_day(each.day))
            for number, each in enumerate(one.versions, start=1)
        ]
        days = range(-1, SPAN + 2)
        on_days = self.direct(who, lambda unit: [
            workflow.read(unit, one.id, DAY + datetime.timedelta(days=on)).in_force
            for on in days])  # fmt: skip
        assert on_days == [one.in_force(on) for on in days]
        found = self.send(who, "GET", f"{path}?date={on_day(days[-1])}", 200).json()
        assert (found["in_force"], found["version"]) == (one.in_force(days[-1]), one.version)


def every_approval(unit: Unit) -> list[Any]:
    """The rows of all approvals that somebody sees."""
    return [each.row for each in approvals.listed(unit, {}, ALL, mine=False).items]

"""A small group to test structures with: a header and two participants, and a pool of them."""

import datetime
from typing import Any

from tests.api.bank import Bank

RM, TO, CO, DM = "relationship_manager", "treasury_officer", "credit_officer", "department_manager"
DAY = datetime.date(2026, 4, 1)
GROUP: dict[str, list[dict[str, Any]]] = {
    "entities": [{"id": "HQ"}, {"id": "S1"}],
    "banks": [{"id": "ICBC"}],
    "accounts": [
        {"id": "HQ-1", "entity": "HQ", "bank": "ICBC", "currency": "CNY"},
        {"id": "S1-1", "entity": "S1", "bank": "ICBC", "currency": "CNY"},
        {"id": "S1-2", "entity": "S1", "bank": "ICBC", "currency": "CNY"},
    ],
}


def grouped(made: Bank, client: str = "distillery", who: str = RM) -> str:
    """The client's id, with the group in the store."""
    for name, records in GROUP.items():
        for record in records:
            path = f"/clients/{made.ids[client]}/{name}"
            answer = made.called(who, "POST", path, json=record)
            assert answer.status_code == 201, answer.text
    return made.ids[client]


def pool(**other: Any) -> dict[str, Any]:
    """A structure: two participants, zero balancing; everything without its structure's id."""
    return {
        "structure": {"id": "zba", "name": "Zero balancing"},
        "rules": [{"id": "zero", "preset": "zero_balance"}],
        "links": [
            {"participant": "S1-1", "header": "HQ-1", "rule": "zero"},
            {"participant": "S1-2", "header": "HQ-1", "rule": "zero", "priority": 2},
        ],
    } | other


def lending() -> dict[str, Any]:
    """The same with an internal limit, which is credit."""
    links = [
        {"participant": "S1-1", "header": "HQ-1", "rule": "zero", "internal_limit": "5000.00",
         "payment_mode": "own_plus_limit"},
    ]  # fmt: skip
    return pool(links=links)


def body(day: datetime.date = DAY, **other: Any) -> dict[str, Any]:
    """A structure's document and the day from which it is to be in force."""
    return {"effective_from": day.isoformat(), "document": pool() | other}


def drafted(made: Bank, sent: dict[str, Any] | None = None, who: str = RM) -> str:
    """The address of a new structure with a draft."""
    path = f"/clients/{made.ids['distillery']}/structures"
    answer = made.called(who, "POST", path, json=sent or body())
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"].removeprefix("/api/v1"))


def submitted(made: Bank, where: str, number: int = 1, who: str = RM) -> dict[str, str]:
    """The ids of the approvals that are asked for now, by line."""
    answer = made.called(who, "POST", f"{where}/versions/{number}/submission", json={})
    assert answer.status_code == 200, answer.text
    return {each["line"]: each["id"] for each in answer.json()["approvals"]
            if each["state"] == "open"}  # fmt: skip


def decide(made: Bank, who: str, approval: str, decision: str = "approve", reason: str = "") -> Any:
    """The answer to a decision."""
    said = {"decision": decision, "reason": reason or ("no" if decision == "reject" else "")}
    return made.called(who, "POST", f"/approvals/{approval}/decisions", json=said)

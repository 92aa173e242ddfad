"""The words for what many operations have alike: parameters of paths, and fields by their name.

A field that says something of its own is described where it stands; these are for the rest.
"""

from collections.abc import Iterator, Mapping
from typing import Any

PLACES: Mapping[str, str] = {
    "client_id": "The client's id.",
    "id": "Its id, as the client has it (HQ-001).",
    "scenario_id": "The scenario's id.",
    "number": "The number of the version; 1 is the first.",
    "run_id": "The run's id.",
    "person_id": "The person's id.",
    "department_id": "The department's id.",
    "token_id": "The token's id.",
    "structure_id": "The structure's id.",
    "approval_id": "The approval's id.",
    "structure": "The structure's id in the scenario; as_is is the group without any.",
    "table": "The table's name, as the list of results has it.",
    "name": "The file's name, as the list of files has it.",
    "format": "The form in which it is wanted.",
}
"""Parameters in paths."""

ONLY = "Only those of this {name}, exactly."
"""Filters in queries."""

PAGE = "A page; `next` is the cursor of the following one (null: there is no more)."

FIELDS: Mapping[str, str] = {
    "id": "Its id; it says nothing and never changes.",
    "name": "Its name, for people.",
    "items": "The rows of this page.",
    "next": "The cursor of the next page; null: there is no more.",
    "version": "How often it was written; its ETag says the same.",
    "created_at": "When it was made (UTC).",
    "created_by": "The id of the person who made it.",
    "client_id": "The id of the client it belongs to.",
    "department_id": "The id of the department of the bank; null: your own.",
    "sector": "The client's line of business.",
    "segment": "Whether the client is of an industry that the bank serves as a whole, or not.",
    "credit_class": "The client's class in the bank's own rating.",
    "state": "What has become of it so far.",
    "login": "The name that the person signs in with.",
    "part": "What the person does in the client's team.",
    "key": "Its name within the client, as scenarios use it.",
    "title": "Its title, for people.",
    "latest": "The number of its latest version.",
    "number": "The number of the version; 1 is the first.",
    "fingerprint": "The sha256 of the canonical document: equal documents have equal ones.",
    "document": "The whole scenario, as docs/scenario-format.md describes it.",
    "pointer": "Where: a JSON pointer into what was sent, or a file and a line.",
    "detail": "What is wrong there.",
    "expected": "What would be right.",
    "valid": "Whether it can be run.",
    "errors": "Everything that is wrong with it; empty where nothing is.",
    "severity": "How much it matters.",
    "suggestion": "What to try instead.",
    "remarks": "Everything that is said and hardly meant; empty where nothing is.",
    "roles": "What the person is to the bank; their rights follow from it.",
    "rights": "What you may, by family and level.",
    "scopes": "What the token may, as rights; writing includes reading.",
    "link": "The one-time link by which a password is chosen.",
    "link_expires_at": "When the link is over (UTC).",
    "password": "The password.",
    "old_password": "The password of now.",
    "csrf": "The session's CSRF token, for the header X-CSRF-Token of every change.",
    "secret": "What the program shows: Authorization: Bearer SECRET. Shown this once.",
    "annual_sales_usd": "Annual sales in whole USD; null: not known.",
    "expires_at": "When it is over (UTC).",
    "revoked_at": "When it was taken back (UTC); null: it was not.",
    "used_at": "When it was last used (UTC); null: never.",
    "members": "Everybody who looks after the client; who is not named is not in the team.",
    "person_id": "The person's id.",
    "scenario_id": "The scenario's id.",
    "scenario_version": "The number of the version that is run.",
    "seed": "Where chance began; the same seed gives the same run.",
    "per_mille": "How far it is, in thousandths.",
    "note": "What it is at, in words.",
    "attempts": "How often it was begun; more than once where a worker was lost.",
    "cancelling": "Whether it was asked to stop and has not stopped yet.",
    "requested_by": "The id of the person who asked for it.",
    "started_at": "When it was begun (UTC); null: it waits.",
    "finished_at": "When it ended (UTC); null: it has not ended.",
    "error": "Why it failed; null: it did not.",
    "line": "Whose approval it is: the liquidity, the credit or the price line's.",
    "lines": "The lines that have to agree to it.",
    "requested_at": "When it was asked for (UTC).",
    "decided_by": "The id of the person who decided; null: nobody has.",
    "decided_at": "When it was decided (UTC); null: it was not.",
    "decision": "Whether the line agrees.",
    "reason": "Why, in words.",
    "may_decide": "Whether you may decide it now.",
    "approvals": "What each line says to it.",
    "structure_id": "The structure's id.",
    "structure_key": "The structure's name within the client.",
    "structure": "The structure's name within the client.",
    "effective_from": "The first day on which it is to be in force.",
    "in_force": "The number of the version in force on `date`; null: none is.",
    "date": "The day it is said of.",
    "account": "The account's id, as the client has it.",
    "accounts": "Each account with its balances.",
    "sweeps": "What would be moved, in the order in which it would be.",
    "sentence": "The sweep in a sentence.",
    "sentences": "How each figure came about, in sentences.",
    "notes": "What one day alone cannot know.",
    "giver": "The account that gives.",
    "taker": "The account that takes.",
    "kind": "What kind of movement it is.",
    "time": "The time of the day; null: none is said.",
    "run_id": "The run's id.",
    "first_day": "The first day of the run.",
    "last_day": "The last day of the run.",
    "figures": "The figures, side by side.",
    "cautions": "What to think of when they are compared.",
    "heading": "What stands above it for people.",
    "meaning": "What it says, with its unit and its sign.",
    "values": "One value for each column, in their order.",
    "differences": "How much each differs from the first.",
    "columns": "What stands side by side.",
    "currencies": "The figures in each currency.",
    "scenarios": "Where the scenarios differ.",
    "others": "The structures of the run that have the account too.",
    "empty": "What it means where nothing stands.",
    "rows": "How many rows there are in all.",
    "sha256": "The sha256 of its bytes.",
    "size": "Its length in bytes.",
    "at": "When it was done (UTC).",
    "place": "From which address it was asked for.",
    "request_id": "The number of the request.",
    "what": "What was done.",
    "subject_kind": "What it was done to.",
    "subject_id": "The id of what it was done to.",
    "before": "What it was before; null: it was not there.",
    "after": "What it is since; null: nothing is left, or nothing was changed.",
    "withheld": "Whether what it said before and after is not yours to see.",
    "hash": "The sha256 of this entry and the hash before it.",
    "holds": "Whether the chain holds from its beginning to its end.",
    "count": "How many entries there are.",
    "last_hash": "The hash of the last entry, to be kept elsewhere.",
    "broken": "Every place at which the chain does not hold.",
    "why": "Why it does not hold there.",
    "amount": "The amount as a decimal text.",
    "currency": "The currency's ISO code.",
}
"""Fields of what is sent and shown."""


def described(schema: Any) -> None:
    """Put the words in wherever a field has none, and take away titles that only repeat names."""
    for each in schemas(schema):
        if isinstance(each.get("title"), str):
            del each["title"]
        for name, field in each.get("properties", {}).items():
            if "description" not in field and "$ref" not in field and name in FIELDS:
                field["description"] = FIELDS[name]


def schemas(found: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema, itself first; names of fields are none."""
    if isinstance(found, list):
        for each in found:
            yield from schemas(each)
    elif isinstance(found, dict):
        yield found
        for name, value in found.items():
            if name in ("properties", "$defs"):
                yield from (one for each in value.values() for one in schemas(each))
            elif name not in ("examples", "example", "default", "enum", "const", "required"):
                yield from schemas(value)

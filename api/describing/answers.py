"""What every operation may answer besides what it is for, and what it may be sent with.

Every refusal is a problem document. Which refusals an operation knows follows from its method,
its path and its body; a route says what goes beyond (`responses={409: ...}`), and whether it asks
for the version one saw (`needs(..., versioned=...)`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from api.access import COOKIE
from api.problems import MEDIA_TYPE, STATUS, TITLES
from api.workflows.doing import KEY_LENGTH_MAX

Operation = dict[str, Any]
PROBLEM = "Problem"
VERSIONED = ("patch", "put", "delete")
TEXT = {"type": "string"}
WRONG = {
    "type": "object",
    "description": "One thing that is wrong, where, and what would be right.",
    "properties": {
        "pointer": TEXT | {
            "description": "Where: a JSON pointer into the body, or the name of a parameter, "
            "header or file."
        },
        "detail": TEXT | {"description": "What is wrong there."},
        "expected": TEXT | {"description": "What would be right."},
    },
    "required": ["pointer", "detail"],
}  # fmt: skip
PROBLEM_SHAPE = {
    "type": "object",
    "description": "Why something was not done (RFC 9457).",
    "properties": {
        "type": {
            "type": "string", "enum": [f"/problems/{kind}" for kind in STATUS],
            "description": "The kind of problem; its address tells what it means.",
        },
        "title": TEXT | {"description": "The kind of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": TEXT | {"description": "What is the matter, in a sentence."},
        "instance": TEXT | {"description": "The number of the request, for questions about it."},
        "errors": {
            "type": "array", "items": WRONG, "description": "Everything that is wrong, at once.",
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}  # fmt: skip
REQUEST_ID = {
    "description": "The number of the request, as the audit and the log have it.", "schema": TEXT,
}  # fmt: skip
WHOLE = TEXT | {"pattern": "^[0-9]+$"}
STANDING = {
    "RateLimit-Limit": {"description": "Requests you may send in a minute.", "schema": WHOLE},
    "RateLimit-Remaining": {"description": "How many of them are left.", "schema": WHOLE},
    "RateLimit-Reset": {"description": "Seconds until they are all there again.", "schema": WHOLE},
}
EVERYWHERE = {"X-Request-Id": REQUEST_ID, **STANDING}
"""The headers of every answer."""
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "A text of your own for this one request. Sent again with the same key it is "
    "not done again: the first answer is given once more. A key is known for a week.",
    "schema": TEXT | {"maxLength": KEY_LENGTH_MAX, "pattern": "^[ -~]*$"},
}  # fmt: skip
MATCH = {
    "name": "If-Match", "in": "header",
    "description": "The ETag you were given when you read it; `*` for whatever version is there.",
    "schema": TEXT | {"examples": ['"1"']},
}  # fmt: skip
WAYS_IN = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of a person's own."},
    "session": {
        "type": "apiKey", "in": "cookie", "name": COOKIE,
        "description": "The cookie of a session; a change needs the header X-CSRF-Token "
        "too, with the token that was given at sign-in.",
    },
}  # fmt: skip
PAGED = frozenset(("limit", "cursor"))
"""What a query may have that names nothing which could be missing."""
HEADERS: Mapping[str, Mapping[str, str]] = {
    "sign-in-required": {"WWW-Authenticate": "How to sign in."},
    "stale": {"ETag": "The version that is there now."},
    "too-many-requests": {"Retry-After": "Seconds to wait."},
    "unavailable": {"Retry-After": "Seconds to wait."},
}
"""The headers of a refusal."""


def completed(method: str, path: str, operation: Operation) -> None:
    """Put in what can be sent and what may be answered besides what the route says."""
    sent = operation.setdefault("parameters", [])
    secured = operation.setdefault("security", [{way: []} for way in WAYS_IN]) != []
    if method == "post" and secured and not operation.get("x-right", "").endswith(":read"):
        sent.append(KEY)
    if versioned(method, operation):
        sent.append(MATCH | {"required": operation.get("x-versioned") != "optional"})
    if not sent:
        del operation["parameters"]
    answers = operation["responses"]
    answers.pop("422", None)
    answers |= {str(STATUS[kind]): refusal(kind) for kind in refusals(method, path, operation)}
    for answer in answers.values():
        answer["headers"] = EVERYWHERE | answer.get("headers", {})
    operation["responses"] = dict(sorted(answers.items()))


def versioned(method: str, operation: Operation) -> bool:
    """Whether the operation asks for the version that the caller saw."""
    return bool(operation.get("x-versioned", method in VERSIONED))


def refusals(method: str, path: str, operation: Operation) -> Iterator[str]:
    """The kinds of problems that the operation may answer with."""
    yield from ("sign-in-required", "forbidden", "invalid", "too-many-requests")
    yield from ("failed", "unavailable")
    named = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    if "{" in path or named - PAGED:
        yield "not-found"
    if method != "get":
        yield from ("conflict", "too-large", "too-slow", "unreadable")
    if "requestBody" in operation:
        yield "unsupported"
    if versioned(method, operation):
        yield from ("stale", "version-required")


def refusal(kind: str) -> dict[str, Any]:
    """The response that is this problem."""
    headers = {
        name: {"description": words, "schema": TEXT}
        for name, words in HEADERS.get(kind, {}).items()
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}}
    return {"description": f"{TITLES[kind]}.", "headers": headers, "content": content}

"""What a caller is told when something is not done: a problem document (RFC 9457).

`errors` name every place at once: `pointer` is a JSON pointer into the body, or the name of a
parameter or header; `expected` says what would be right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from treasury.errors import Complaint, printable

TITLES = {
    "unreadable": "The request cannot be read",
    "sign-in-required": "Sign in first",
    "forbidden": "This is not yours to do",
    "not-found": "There is no such thing here",
    "method-not-allowed": "This cannot be done with that method",
    "not-acceptable": "No such form can be given",
    "conflict": "This contradicts what is there",
    "stale": "Somebody changed it meanwhile",
    "too-large": "This is too large",
    "unsupported": "This form is not understood",
    "invalid": "Something in the request is not right",
    "version-required": "Say which version you change",
    "too-many-requests": "Too many requests",
    "too-slow": "The request took too long to arrive",
    "failed": "Something went wrong on our side",
    "unavailable": "Not ready",
}
STATUS = {
    "unreadable": 400, "sign-in-required": 401, "forbidden": 403, "not-found": 404,
    "method-not-allowed": 405, "not-acceptable": 406, "too-slow": 408, "conflict": 409,
    "stale": 412, "too-large": 413, "unsupported": 415, "invalid": 422,
    "version-required": 428, "too-many-requests": 429, "failed": 500, "unavailable": 503,
}  # fmt: skip
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that is wrong, where, and what would be right."""

    pointer: str
    detail: str
    expected: str = ""

    def document(self) -> dict[str, str]:
        """The entry as it is sent."""
        made = {"pointer": printable(self.pointer), "detail": printable(self.detail)}
        return made | ({"expected": printable(self.expected)} if self.expected else {})


@dataclass(slots=True, kw_only=True)
class Problem(Exception):
    """Why something was not done; `kind` is one of `TITLES`."""

    kind: str
    detail: str
    errors: tuple[Wrong, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.kind]

    def document(self, request_id: str) -> dict[str, object]:
        """The problem document."""
        made: dict[str, object] = {
            "type": f"/problems/{self.kind}",
            "title": TITLES[self.kind],
            "status": self.status,
            "detail": printable(self.detail),
            "instance": f"urn:request:{request_id}",
        }
        return made | ({"errors": [each.document() for each in self.errors]} if self.errors else {})


def not_found(what: str) -> Problem:
    """There is no such row, or the caller may not know of it: both are told alike."""
    return Problem(kind="not-found", detail=f"There is no such {what}, or it is not yours to see.")


def invalid(errors: Iterable[Wrong], detail: str = "") -> Problem:
    """Something in what was sent is not right."""
    listed = tuple(errors)
    count = f"{len(listed)} things are" if len(listed) != 1 else "One thing is"
    return Problem(kind="invalid", detail=detail or f"{count} not right.", errors=listed)


def conflict(detail: str, *errors: Wrong) -> Problem:
    """What is asked contradicts what is there."""
    return Problem(kind="conflict", detail=detail, errors=errors)


def refused(complaints: Iterable[Complaint], under: str = "") -> Problem:
    """The engine's complaints as a problem; `under` is the pointer to what it was given.

    >>> found = refused([Complaint(path=("accounts", 3, "currency"), message="is missing")], "#/x")
    >>> found.errors[0].pointer
    '#/x/accounts/3/currency'
    """
    return invalid(
        Wrong(
            pointer=pointer(complaint.path, under) if complaint.path else complaint.where or under,
            detail=complaint.message,
            expected=complaint.expected,
        )
        for complaint in complaints
    )


def pointer(path: Iterable[str | int], under: str = "#") -> str:
    """The JSON pointer (RFC 6901) of a path.

    >>> pointer(("a/b", 0))
    '#/a~1b/0'
    """
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "/".join((under or "#", *steps))

"""Changes to a row that others may change too: only from the version that the caller saw."""

from api.problems import Problem


def tag(version: int) -> str:
    """The ETag of a version.

    >>> tag(3)
    '"3"'
    """
    return f'"{version}"'


def matched(asked: str | None, version: int) -> int:
    """The version to change; refused where the caller names none, or one that is over."""
    if asked is None:
        detail = "Send If-Match with the ETag you were given when you read it."
        raise Problem(kind="version-required", detail=detail)
    named = [each.strip() for each in asked.split(",")]
    if "*" not in named and tag(version) not in named:
        raise stale(version)
    return version


def stale(version: int) -> Problem:
    """Somebody else was first."""
    detail = f"It is at version {version} now; read it again, then change it."
    return Problem(kind="stale", detail=detail, headers={"ETag": tag(version)})

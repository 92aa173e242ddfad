"""A remark of the linter: a place, a sentence, a suggestion, and how serious it is."""

from collections.abc import Iterator
from typing import Literal

from treasury.errors import Path
from treasury.record import record

Severity = Literal["error", "warning"]


@record
class Remark:
    """One thing that a scenario says and hardly means.

    `name` is the remark's own, the same for all of its kind. An `error` defeats what the
    structure is for; a `warning` may be meant. `path` leads to the record and key.
    """

    name: str
    severity: Severity
    path: Path
    message: str
    suggestion: str


Remarks = Iterator[Remark]
"""What a lint yields, in the order of the records."""

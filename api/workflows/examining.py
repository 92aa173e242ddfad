"""The audit, read and examined.

Everybody who may read it sees that something was done, by whom, when and to what. What it said
before and after is a client's own matter: it is withheld from those who do not see the client.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, invalid
from api.store import auditing as store
from api.store.auditing import Broken, Within
from api.store.paging import Asked, Page, mapped
from api.workflows.unit import Unit

TOLD_MAX = 100
NUMBER_MAX = 2**63 - 1
Shown = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """How many rows the chain has, where it ends, and the first places where it does not hold."""

    count: int
    last_hash: str
    broken: list[Broken]

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or put in between."""
        return not self.broken


def listed(unit: Unit, filters: Mapping[str, str], within: Within, asked: Asked) -> Page[Shown]:
    """A page of the audit, the newest first."""
    unit.require("audit:read")
    if asked.after and not (asked.after.isascii() and asked.after.isdigit()
                            and int(asked.after[:20]) <= NUMBER_MAX):  # fmt: skip
        expected = "the text in `next` of the page before"
        raise invalid([Wrong(pointer="cursor", detail="is no cursor of ours", expected=expected)])
    found = store.listed(unit.connection, filters, within, asked)
    return mapped(found, lambda row: shown(unit, row))


def shown(unit: Unit, row: Any) -> Shown:
    """The row as the person may see it; `withheld`: without what it said before and after."""
    withheld = bool(row.client_id) and unit.sight != "all"
    own = {"before": None, "after": None} if withheld else {}
    return {**row._mapping, **own, "withheld": withheld}  # noqa: SLF001 - SQLAlchemy's public name


def examined(unit: Unit) -> Examined:
    """The whole chain, examined."""
    unit.require("audit:read")
    broken = []
    for each in store.broken(unit.connection):
        broken.append(each)
        if len(broken) == TOLD_MAX:
            break
    count, last = store.head(unit.connection)
    return Examined(count=count, last_hash=last, broken=broken)

"""What a reader of files hands on: keys and values as written, and where they stood."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from treasury.errors import Complaint, Path
from treasury.loading.cells import Medium
from treasury.loading.nearest import GUESSES_MAX, nearest
from treasury.loading.sources import Origin, Sources

EVERY = "*"
"""In place of an id: every record of the list, because the whole file could not be read."""

KEY_OF = {
    "clearing": "system",
    "stops": "account",
    "holds": "account",
    "rates": "terms",
    "fee_terms": "fee",
    "fx_rates": "base",
    "index_rates": "index",
    "agreed_deposits": "account",
    "credit_limits": "credit_line",
    "withdrawals": "deposit",
    "tax_terms": "tax",
    "schedules": "schedule",
    "links": "structure",
    "budgets": "structure",
    "conversions": "structure",
    "rejections": "structure",
    "notional_currencies": "pool",
    "notional_members": "pool",
    "set_off": "country",
    "benefit_splits": "structure",
    "on_lending": "loan",
    "opening_numbers": "account",
    "adjustments": "account",
    "notices": "text",
}
"""What others know a record by, where it has no id."""

Values = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The records of one list in one file; `absent` are fields already complained about."""

    name: str
    medium: Medium
    values: list[Values]
    origins: list[Origin]
    absent: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Raw:
    """A scenario as written. `complaints` are located; `broken` as in `Loaded`.

    `torn` are the records that will be left out: their list, what others call them (empty where
    that cannot be told), their place.
    """

    sources: Sources
    medium: Medium
    header: Values = field(default_factory=dict)
    rows: list[Rows] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)
    torn: list[tuple[str, str, Origin]] = field(default_factory=list)

    def complain(self, path: Path, message: str, expected: str = "", where: str = "") -> None:
        """Add a complaint at a path of the main file, or at `where`."""
        complaint = Complaint(path=path, message=message, expected=expected, where=where)
        self.complaints += [complaint] if where else self.sources.locate([complaint])

    def complain_at(self, origin: Origin, path: Path, message: str, expected: str = "") -> None:
        """Add a complaint about the record at `origin`."""
        complaint = Complaint(path=path, message=message, expected=expected)
        self.complaints.append(replace(complaint, where=self.sources.place(origin, path)))


def key_of(name: str, values: Values) -> str:
    """What other records call this one; empty where it does not say."""
    key = values.get(KEY_OF.get(name, "id"), "")
    return key if isinstance(key, str) else ""


def renamed(keys: Iterable[str], known: Iterable[str]) -> dict[str, str | None]:
    """Each key that is not known, with the known key it was probably meant to be.

    A suggestion that is itself among the keys is none: two keys never become one. Only the first
    50 get one.

    >>> renamed(["id", "curency", "foo"], ["id", "currency", "kind"])
    {'curency': 'currency', 'foo': None}
    """
    given, right = dict.fromkeys(keys), dict.fromkeys(known)
    unknown = [key for key in given if key not in right]
    free = [key for key in right if key not in given]
    suggested = {key: nearest(key, free) for key in unknown[:GUESSES_MAX]}
    return dict.fromkeys(unknown) | suggested

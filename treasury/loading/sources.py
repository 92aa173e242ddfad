"""Where each record of a scenario was read: file, line, column or key.

Complaints about records carry a path ("accounts", 3, "currency"); a treasurer looks for a file
and a line. `Sources` turns the one into the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from treasury.errors import Complaint, Path


class Origin(NamedTuple):
    """The place of one record.

    `line` counts from 1 (0: not known). `number` is its place in the file's own list of that
    name, counted from 0; -1 for a line of a CSV file.
    """

    file: str
    line: int = 0
    number: int = -1


@dataclass(slots=True, kw_only=True)
class Sources:
    """The places of all records: `origins[name][i]` belongs to record `i` of that list.

    `main` is the file of the scenario's own keys. `lines` gives the line of a key in `main`,
    by its path there, as far as it could be found.
    """

    main: str
    lines: dict[Path, int] = field(default_factory=dict)
    origins: dict[str, list[Origin]] = field(default_factory=dict)

    def locate(self, complaints: Iterable[Complaint]) -> list[Complaint]:
        """The complaints with `where` filled in, in the same order."""
        return [
            complaint if complaint.where else replace(complaint, where=self.where(complaint.path))
            for complaint in complaints
        ]

    def where(self, path: Path) -> str:
        """The place of a record or one of its keys in the user's words.

        >>> sources = Sources(main="scenario.toml", lines={("first_day",): 3},
        ...                   origins={"accounts": [Origin("accounts.csv", 5)]})
        >>> sources.where(("accounts", 0, "currency")), sources.where(("first_day",))
        ('accounts.csv line 5, column currency', 'scenario.toml line 3, first_day')
        """
        if not path:
            return self.main
        name, rest = str(path[0]), path[1:]
        origins = self.origins.get(name, [])
        if not rest:
            csv = next((origin.file for origin in origins if origin.number < 0), "")
            return csv or self.place(Origin(self.main), path)
        if isinstance(rest[0], int) and rest[0] < len(origins):
            return self.place(origins[rest[0]], (name, *rest))
        return self.place(Origin(self.main), path)

    def place(self, origin: Origin, path: Path) -> str:
        """The place of a key of the record at `origin`; the path's second step is not used."""
        if origin.number < 0 and origin.line:
            column = f", column {path[2]}" if len(path) > 2 else ""
            return f"{origin.file} line {origin.line}{column}"
        if len(path) > 1:
            path = (path[0], origin.number, *path[2:]) if origin.number >= 0 else path
        line = self.line_of(path) if origin.file == self.main else 0
        text = f"{origin.file} line {line}" if line else origin.file
        keys = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
        ).lstrip(".")
        return f"{text}, {keys}" if keys else text

    def line_of(self, path: Path) -> int:
        """The line of the longest known beginning of the path, 0 where none is known."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 0

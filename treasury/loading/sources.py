"""Where each record of a scenario was read: file, line, column or key.

Complaints about records carry a path ("accounts", 3, "currency"); a treasurer looks for a file
and a line. `Sources` turns the one into the other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from treasury.errors import Complaint, Path, dotted
from treasury.loading.shapes import lists, shapes
from treasury.scenario import Scenario

KEYS_MAX = 80
PLACE = re.compile(r"(.*?)(?: line ([0-9]+))?(?:, (.*))?")
"""A place in the words of `Sources.place`: file, line, key."""


class Origin(NamedTuple):
    """The place of one record.

    `line` counts from 1 (0: the place has no lines). `number` is its place in the file's own
    list of that name, counted from 0; -1 for a line of a CSV file.
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

    def path_in_main(self, path: Path) -> Path:
        """The path of a record's key in the main file; () for what stands elsewhere.

        >>> sources = Sources(main="x.json", origins={"accounts": [Origin("x.json", 0, 4)]})
        >>> sources.path_in_main(("accounts", 0, "currency"))
        ('accounts', 4, 'currency')
        """
        if len(path) < 2:
            return path
        number = self.origins[str(path[0])][int(path[1])].number
        return (path[0], number, *path[2:]) if number >= 0 else ()

    def in_order(self, complaints: Iterable[Complaint]) -> list[Complaint]:
        """The located complaints by file and line; those of one line in the order given.

        The main file comes first, then the others by name. In a file without lines complaints
        stand by key or list in the scenario's order, then by record.
        """
        order = {name: number for number, name in enumerate([*shapes(Scenario), *lists()])}

        def position(complaint: Complaint) -> tuple[bool, str, int, int, int]:
            found = PLACE.fullmatch(complaint.where)
            assert found, "a place is one line"
            name, number = [*complaint.path[:2], "", ""][:2]
            record = number if isinstance(number, int) and not found[2] else -1
            key = -1 if found[2] else order.get(str(name), -1)
            return (found[1] != self.main, found[1], int(found[2] or 0), key, record)

        return sorted(complaints, key=position)

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
            return csv or self.key_place(self.main, path)
        assert isinstance(rest[0], int)
        return self.place(origins[rest[0]], path)

    def place(self, origin: Origin, path: Path) -> str:
        """The place of a key of the record at `origin`; the path's second step is not used."""
        if origin.number >= 0:
            return self.key_place(origin.file, (path[0], origin.number, *path[2:]))
        column = path[2] if len(path) > 2 else None
        if not origin.line:
            return f"{origin.file}, {column}" if column else origin.file
        return f"{origin.file} line {origin.line}" + (f", column {column}" if column else "")

    def key_place(self, file: str, path: Path) -> str:
        """The place of a key in a TOML or JSON file, with its line where that is known."""
        line = self.line_of(path) if file == self.main else 0
        keys = dotted(path)
        keys = keys if len(keys) <= KEYS_MAX else keys[: KEYS_MAX - 3] + "..."
        return f"{file} line {line}, {keys}" if line else f"{file}, {keys}"

    def line_of(self, path: Path) -> int:
        """The line of the longest known beginning of the path, 0 where none is known."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 0

"""What the engine says when something is wrong with what it was given.

A `Complaint` is one sentence about one place; a `Refused` carries all of them, so that a
treasurer corrects a scenario once. Programmer errors are assertions, never these.
"""

import re
from dataclasses import dataclass

Path = tuple[str | int, ...]

CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Characters that no report can print, as part of a pattern: controls but tab and line ends,
other line ends, characters that turn the direction of the text around them, half characters."""
NOT_IN_A_LINE = re.compile(f"[\t\r\n{CONTROLS}]")
LONGEST = 2000


def printable(text: str) -> str:
    r"""The text as one line that does nothing to a terminal: controls are written as their codes.

    >>> printable("\x1b[31mred\n")
    '\\x1b[31mred\\n'
    """
    text = text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
    return NOT_IN_A_LINE.sub(lambda found: repr(found[0])[1:-1], text)


class TreasuryError(Exception):
    """Anything a user can put right; its text says what, where and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that is wrong.

    `path` leads to it in the scenario's records, for example ("accounts", 3, "currency");
    `where` is the same place in the user's words (file, line, key) once a loader has said it.
    What a user wrote is part of the texts, so they are made printable here, once for all readers.
    """

    path: Path
    message: str
    expected: str = ""
    where: str = ""

    def __post_init__(self) -> None:
        """Make the texts printable."""
        for name in ("message", "expected", "where"):
            object.__setattr__(self, name, printable(getattr(self, name)))

    def sentence(self) -> str:
        """The complaint as one line: place, what is wrong, what would be right.

        >>> Complaint(path=("accounts", 0, "currency"), message="XXY is not a currency",
        ...           expected="an ISO 4217 code such as CNY").sentence()
        'accounts[0].currency: XXY is not a currency; expected an ISO 4217 code such as CNY'
        """
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{self.where or dotted(self.path)}: {self.message}{expected}"


class Refused(TreasuryError):
    """Input that was refused, with every complaint at once."""

    def __init__(self, complaints: "list[Complaint]") -> None:
        """Keep the complaints in the order they were found; there is at least one."""
        assert complaints, "a refusal gives its reasons"
        self.complaints = complaints
        super().__init__("\n".join(complaint.sentence() for complaint in complaints))


def dotted(path: Path) -> str:
    """The path as a reader writes it.

    >>> dotted(("links", 2, "header"))
    'links[2].header'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return printable(text) or "scenario"

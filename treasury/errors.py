"""What the engine says when something is wrong with what it was given.

A `Complaint` is one sentence about one place; a `Refused` carries all of them, so that a
treasurer corrects a scenario once. Programmer errors are assertions, never these.
"""

from dataclasses import dataclass

Path = tuple[str | int, ...]


class TreasuryError(Exception):
    """Anything a user can put right; its text says what, where and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that is wrong.

    `path` leads to it in the scenario's records, for example ("accounts", 3, "currency");
    `where` is the same place in the user's words (file, line, key) once a loader has said it.
    """

    path: Path
    message: str
    expected: str = ""
    where: str = ""

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
    return text or "scenario"

"""What a check of the store says: how much it looked at, and everything that is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check that was made: how many of what were examined, and what is wrong."""

    name: str
    examined: int
    what: str
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether something was examined and nothing is wrong."""
        return self.examined > 0 and not self.faults

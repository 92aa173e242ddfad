"""How a run's two processes write to each other: pickles that speak of one scenario.

A scenario is in every plan of every run, so it goes as bytes of its own kind, and only where the
other process has not read it itself.
"""

import copyreg
import io
import pickle
from typing import BinaryIO

from treasury.loading.passing import passed_on, taken_up
from treasury.scenario import Scenario

THE_SCENARIO = "the scenario"


class Writing(pickle.Pickler):
    """Writes letters; of the scenario that both processes have, only that it is meant.

    What was written is remembered, as it is by who reads: one object in two letters stays one.
    """

    dispatch_table = copyreg.dispatch_table | {
        Scenario: lambda scenario: (taken_up, (passed_on(scenario),))
    }

    def __init__(self, inbox: BinaryIO, shared: Scenario | None) -> None:
        """Write into the inbox of a process that has read the shared scenario, or none."""
        super().__init__(inbox, pickle.HIGHEST_PROTOCOL)
        self.shared = shared

    def persistent_id(self, thing: object) -> str | None:
        """The name of the scenario that both have; nothing else has one."""
        return THE_SCENARIO if thing is self.shared is not None else None


class Reading(pickle.Unpickler):
    """Reads letters; where the scenario that both have is meant, it is the one given here."""

    def __init__(self, inbox: BinaryIO, shared: Scenario | None) -> None:
        """Read what is in the inbox."""
        super().__init__(inbox)
        self.shared = shared

    def persistent_load(self, name: str) -> Scenario:
        """The scenario that was read here."""
        if self.shared is None:
            raise pickle.UnpicklingError(f"{name} was not read here")
        return self.shared


def pickled(letter: object) -> bytes:
    """The letter by itself, for who knows no scenario yet."""
    text = io.BytesIO()
    Writing(text, None).dump(letter)
    return text.getvalue()

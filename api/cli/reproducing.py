"""`treasury reproduce RUN`: a stored run done again and compared byte for byte."""

from collections import Counter

from api.cli.databases import FAULTY, FINE, count, say, there
from api.problems import Problem
from api.settings import Settings
from api.workflows.reproducing import Reproduction, reproduced
from treasury import __version__
from treasury.cli.progress import progress
from treasury.errors import TreasuryError


def reproduce(settings: Settings, which: str) -> int:
    """The exit code: 0 where every file is as it was kept, 1 where any is not."""
    with progress("run") as report:
        try:
            found = reproduced(there(settings), which, report)
        except Problem as problem:
            raise TreasuryError(problem.detail) from None
    return told(found)


def told(found: Reproduction) -> int:
    """Say what came of it."""
    if not found.same_engine:
        made = f"{found.build} of " if found.build else ""
        say(f"Run {found.run_id} was made by {made}the engine {found.engine}, this one is "
            f"{__version__}: nothing was compared. Use that version of the program.")  # fmt: skip
        return FAULTY
    for name, outcome in found.files:
        if outcome != "equal":
            say(f"  {name}: {outcome}")
    by = Counter(outcome for _, outcome in found.files)
    rest = len(found.files) - by["equal"]
    equal = f"{count(by['equal'], 'file')} equal byte for byte"
    say(f"Run {found.run_id}: {equal}{f', {rest} not' if rest else ''}.")
    return FINE if found.equal else FAULTY

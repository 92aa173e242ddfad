"""What some commands can be asked beside their own options, as the command line takes it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

PRESET = (
    "The pool's rule: a preset with its amounts, such as zero_balance, 'target_fixed target=50000' "
    "or 'range low=10000 high=50000'; default zero_balance."
)
CORRECTED_ON = (
    "The day on which all is known and booked; default: the one the items say, or the run's last."
)
CORRECTED_BY = (
    "The run's scenario with its rates, fees, taxes and pools as they are right; all else in it is "
    "as in the run."
)
CORRECTED_AFTER = (
    "What was known at an earlier correction, and counts as corrected on its day, once for each: "
    "late items, or right terms with their day (FOLDER@2026-04-10)."
)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class PoolWanted:
    """The pool to compare that an import writes; None where nothing is said."""

    header: Annotated[str | None, Parameter(help="Compare a pool to this account.")] = None
    preset: Annotated[str | None, Parameter(help=PRESET)] = None


NO_POOL = PoolWanted()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Known:
    """When a correction is made, and what else is known of its run."""

    date: Annotated[str | None, Parameter(help=CORRECTED_ON)] = None
    terms: Annotated[Path | None, Parameter(help=CORRECTED_BY)] = None
    after: Annotated[
        tuple[str, ...], Parameter(help=CORRECTED_AFTER, negative="", show_default=False)
    ] = ()


NOTHING_ELSE = Known()

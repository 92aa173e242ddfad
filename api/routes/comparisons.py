"""/comparisons: the figures of several runs side by side."""

import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Ask
from api.routes.shapes import Shown
from api.workflows import comparing

router = APIRouter(tags=["results"])


class ComparedColumn(Shown):
    """A column: one structure of one run."""

    run_id: str
    structure: str
    title: str
    scenario_id: str
    scenario_version: int
    first_day: datetime.date
    last_day: datetime.date


class ComparedFigure(Shown):
    """A figure by column, and its differences from the first column's."""

    name: str
    heading: str
    meaning: str
    kind: Literal["money", "count"]
    values: list[str | None]
    differences: list[str | None]


class ComparedCurrency(Shown):
    """All figures in one currency; `cautions` say by column why a benefit is not like for like."""

    currency: str
    figures: list[ComparedFigure]
    cautions: list[str]


class ScenarioDifferences(Shown):
    """What a run's scenario says otherwise than the first run's."""

    run_id: str
    differences: list[str]


class Comparison(Shown):
    """Runs side by side; currencies are never added to each other.

    But for the groups that are reported in one: `reporting`, translated by each run's own rates.
    """

    columns: list[ComparedColumn]
    currencies: list[ComparedCurrency]
    reporting: Annotated[list[ComparedCurrency], Field(
        description="The groups in the currency in which they are reported; empty: in none.",
    )]  # fmt: skip
    scenarios: list[ScenarioDifferences]
    notes: list[str]


@router.get("/comparisons")
def compare_runs(
    ask: Ask,
    run: Annotated[list[str], Query(min_length=1, max_length=comparing.RUNS_MAX)],
) -> Comparison:
    """The figures of runs (run=...&run=...), each structure a column, beside the first one."""
    return Comparison.model_validate(ask.read(lambda unit: comparing.compared(unit, run)))

"""The bank's own FX rates -> the lines of a scenario that reports in one currency.

Only the pairs that are needed, and of them what is in force on a day of the run, as it is told of
that day everywhere; the engine refuses days for which nobody says anything, with the pair.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.store import reference as store
from api.workflows.reference_data import SIDES, all_of, begin, in_turn, pair
from api.workflows.unit import Unit
from treasury.fx import Step, way

Day = datetime.date
Lines = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """In which currency a group is reported, at which rates for sums, over which bridge."""

    currency: str
    fx_at: str
    fx_bridge: str | None

    def keys(self) -> dict[str, Any]:
        """What the scenario says of it."""
        bridge = {"fx_bridge": self.fx_bridge} if self.fx_bridge else {}
        return {"reporting_currency": self.currency, "fx_at": self.fx_at, **bridge}


def reported(
    unit: Unit,
    reporting: Reporting | None,
    accounts: Iterable[Mapping[str, Any]],
    days: tuple[Day, Day],
) -> dict[str, Any]:
    """The keys and lines of a scenario of these accounts; {} where none is asked for."""
    if reporting is None:
        return {}
    rows = store.every(unit.connection, "fx_rate")
    quoted = {(row.document["base"], row.document["quote"]) for row in rows}
    ways = [
        way(quoted, currency, reporting.currency, reporting.fx_bridge)
        for currency in sorted({each["currency"] for each in accounts})
    ]
    steps = sorted({step for found in ways for step in found or ()})
    return {**reporting.keys(), "fx_rates": [line for step in steps for line in
                                             lines(rows, step, days)]}  # fmt: skip


def lines(rows: Iterable[Any], step: Step, days: tuple[Day, Day]) -> Lines:
    """The pair's rates that hold on a day of the run, by date.

    One that holds again after a shorter one bears the day from which it does, and its own in words.
    """
    key, last = pair(step.base, step.quote), days[1]
    made: Lines = []
    for day, each in in_turn(all_of("fx_rate", key, rows), *days):
        date, source = begin(each), each.source
        if made and str(date) < made[-1]["date"]:
            date, source = day, f"{source} ({date})"
        made.append({
            "date": str(date), "base": step.base, "quote": step.quote,
            "valid_until": str(min(each.valid_until or last, last)), "source": source,
            **{side: each.values[side] for side in SIDES if each.values.get(side)},
        })  # fmt: skip
    return made

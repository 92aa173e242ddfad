"""Transfers of several structures side by side, where these join the same accounts.

Amounts are minor units, above zero; the way says whether money went up or came down. Only sweeps
of rules stand here: linked draws follow payments, which the reports compare themselves.
"""

from collections.abc import Sequence

from treasury.comparison import Run, Study
from treasury.reporting.labels import slot_text, structure_title
from treasury.reporting.sweeps import sweep_events
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import ACCOUNT, AMOUNT, CONCENTRATION, DAY, KIND, MINUTE, OTHER

Transfer = tuple[int, int, int, str, str]
"""Day, minute, 0 for up and 1 for down, participant, header."""
PLAIN = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="slot", heading="Slot"),
    Column(name="participant", heading="Participant"),
    Column(name="header", heading="Header"),
    Column(name="way", heading="Way"),
)


def alike(study: Study) -> list[list[Run]]:
    """The runs that join the same accounts, in groups of two and more, in the study's order."""
    found: dict[frozenset[tuple[str, str]], list[Run]] = {}
    for run in study.runs:
        links = [run.plan.scenario.links[record] for record in run.plan.names.link_records]
        if links:
            pairs = frozenset((link.participant, link.header) for link in links)
            found.setdefault(pairs, []).append(run)
    return [runs for runs in found.values() if len(runs) > 1]


def transfers_beside(runs: Sequence[Run]) -> Table:
    """The transfers that are not the same in all of these runs, a column each, in time."""
    found = [transfers(run) for run in runs]
    names = runs[0].plan.names
    rows = []
    for key in sorted({key for moved in found for key in moved}):
        amounts = [moved.get(key, 0) for moved in found]
        if len(set(amounts)) == 1:
            continue
        day, minute, down, participant, header = key
        shown = [amount or None for amount in amounts]
        currency = names.currencies[names.accounts.index(participant)]
        way = "down" if down else "up"
        place = (str(names.days[day]), slot_text(minute), participant, header, way)
        rows.append((*place, currency, *shown))
    columns = [
        Column(name=f"run_{at}", heading=structure_title(run.plan), kind="money", empty="–")
        for at, run in enumerate(runs)
    ]
    kept = (*(column.name for column in PLAIN), "currency", *(column.name for column in columns))
    return Table(
        name="transfers_beside",
        title="Transfers side by side",
        columns=(*PLAIN, *columns),
        data=by_column(kept, rows),
    )


def transfers(run: Run) -> dict[Transfer, int]:
    """What each link moved, by time and way."""
    names = run.plan.names.accounts
    found: dict[Transfer, int] = {}
    for event in sweep_events(run.projection.events, moved=True).tolist():
        down = int(event[KIND] != CONCENTRATION)
        key = (event[DAY], event[MINUTE], down, names[event[ACCOUNT]], names[event[OTHER]])
        found[key] = found.get(key, 0) + event[AMOUNT]
    return found

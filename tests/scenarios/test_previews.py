"""Evenings of the shipped scenarios, previewed from what their runs had that day.

They are the run's own, sentences and all. Payments that wait are handed in with the items. Left out
are the evenings on which something is open that a preview cannot know: money on its way, what the
month to date has used of a budget, values to come where a rule looks at them, a term loan's date.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.evenings import Evening, evenings, moves_of
from treasury.flows.items import Item
from treasury.plan.reading import read
from treasury.reporting.previewing import preview

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SWEPT = sorted(
    each.name for each in SCENARIOS.iterdir()
    if (each / "scenario.toml").is_file() and read(each).links
)  # fmt: skip
LONG = ("10_liquor_group",)
"""A year of five structures takes a minute where the kernel is interpreted."""
EVENINGS = 5
KNOWN_OTHERWISE = {"money on its way", "a budget in use", "values to come", "a term loan"}


def waiting(evening: Evening) -> tuple[Item, ...]:
    """The payments that wait, in the order of their queues, as items of the day."""
    today, came = evening.plan.names.days[evening.day], evening.plan.names.items
    items = {one.id: one for one in evening.plan.scenario.items}
    queued = sorted(evening.waiting, key=lambda name: (items[name].priority, came.index(name)))
    found = (items[name] for name in queued)
    return tuple(replace(one, date=today, time=None, value_date=None) for one in found)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in SWEPT],
)
def test_evenings_of_a_shipped_scenario_are_previewed_as_the_run_makes_them(name: str) -> None:
    scenario, compared = read(SCENARIOS / name), 0
    days = (scenario.last_day - scenario.first_day).days
    for structure in scenario.structures:
        for evening in evenings(scenario, structure.id, 1 + days // EVENINGS):
            if evening.open_besides() & KNOWN_OTHERWISE:
                continue
            found = preview(evening.asked(*waiting(evening)))
            assert moves_of(found) == evening.moves(), (structure.id, found.date)
            assert [one.sentence for one in found.sweeps] == evening.sentences()
            compared += 1
    assert compared

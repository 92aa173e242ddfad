"""Business calendars that come with the engine, by id, for scenarios that bring none of that id."""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from treasury.dates import Calendar
from treasury.loading.keyed import parsed_toml
from treasury.loading.records import converter
from treasury.scenario import Scenario


@lru_cache
def builtin() -> dict[str, Calendar]:
    """The built-in calendars by id."""
    folder = files("treasury").joinpath("data", "calendars")
    found = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            keys = parsed_toml(file.read_text(encoding="utf-8"))
            calendar: Calendar = converter(Calendar, False).validate_python(keys)
            found[calendar.id] = calendar
    return found


def with_builtin(scenario: Scenario) -> Scenario:
    """The scenario with the built-in calendars that it names and does not bring itself.

    From here on they are part of it, and of its fingerprint.
    """
    own = {calendar.id for calendar in scenario.calendars}
    named = {bank.calendar for bank in scenario.banks}
    named |= {structure.calendar for structure in scenario.structures}
    added = [builtin()[name] for name in sorted(builtin()) if name in named and name not in own]
    return replace(scenario, calendars=(*scenario.calendars, *added)) if added else scenario


def without_builtin(scenario: Scenario) -> Scenario:
    """The scenario without the calendars that `with_builtin` would add to it again."""
    own = tuple(each for each in scenario.calendars if builtin().get(each.id) != each)
    less = replace(scenario, calendars=own)
    return less if with_builtin(less) == scenario else scenario

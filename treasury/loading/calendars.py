"""Business calendars, clearing systems and the law of set-off that come with the engine, for
scenarios that name one and bring none of that id.

They are read, and what converts them is loaded, when the first one is asked for.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from treasury.clearing import ClearingWindow
from treasury.dates import Calendar
from treasury.loading.keyed import parsed_toml
from treasury.loading.raw import Values
from treasury.pooling.notional import SetOff, sets_off
from treasury.scenario import Scenario


def data_files(name: str) -> Iterator[Values]:
    """The keys of every file of data in the folder, by name."""
    folder = files("treasury").joinpath("data", name)
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield parsed_toml(file.read_text(encoding="utf-8"))


@lru_cache
def builtin() -> dict[str, Calendar]:
    """The built-in calendars by id."""
    from treasury.loading.records import converter

    found: list[Calendar] = [
        converter(Calendar, False).validate_python(keys) for keys in data_files("calendars")
    ]
    return {calendar.id: calendar for calendar in found}


@lru_cache
def builtin_clearing() -> dict[str, tuple[ClearingWindow, ...]]:
    """The built-in clearing systems by name, each with the versions of its window."""
    from treasury.loading.records import converter

    found: dict[str, tuple[ClearingWindow, ...]] = {}
    for keys in data_files("clearing"):
        windows = converter(ClearingWindow, True).validate_python(keys["clearing"])
        found[windows[0].system] = tuple(windows)
    return found


@lru_cache
def builtin_set_off() -> tuple[SetOff, ...]:
    """What is known of set-off, by country."""
    from treasury.loading.records import converter

    (keys,) = data_files("set_off")
    found: tuple[SetOff, ...] = converter(SetOff, True).validate_python(keys["set_off"])
    return found


def with_builtin(scenario: Scenario) -> Scenario:
    """The scenario with the built-in calendars, clearing systems and laws that it names and lacks.

    From here on they are part of it, and of its fingerprint.
    """
    scenario = replace(scenario, clearing=(*scenario.clearing, *lacking_windows(scenario)))
    if scenario.notional_pools:
        scenario = replace(scenario, set_off=(*scenario.set_off, *lacking_laws(scenario)))
    own = {calendar.id for calendar in scenario.calendars}
    named = {bank.calendar for bank in scenario.banks}
    named |= {structure.calendar for structure in scenario.structures}
    named |= {window.calendar for window in scenario.clearing}
    named |= {sweep.calendar for sweep in scenario.money_market_sweeps}
    named |= {index.calendar for index in scenario.indices}
    named |= {terms.calendar for terms in scenario.terms}
    lacking = sorted(name for name in named - own if name is not None)
    added = [builtin()[name] for name in lacking if name in builtin()]
    return replace(scenario, calendars=(*scenario.calendars, *added)) if added else scenario


def lacking_windows(scenario: Scenario) -> list[ClearingWindow]:
    """The windows of the built-in systems that the scenario names and does not bring itself.

    Only the versions in force on a day of the run.
    """
    own = {window.system for window in scenario.clearing}
    named = {bank.clearing for bank in scenario.banks}
    named |= {item.clearing for item in scenario.items}
    named |= {link.clearing for link in scenario.links}
    return [
        window
        for name in sorted(name for name in named - own if name is not None)
        for window in builtin_clearing().get(name, ())
        if window.valid_from is None or window.valid_from <= scenario.last_day
        if window.valid_until is None or window.valid_until >= scenario.first_day
    ]


def lacking_laws(scenario: Scenario) -> list[SetOff]:
    """What is built in of the countries whose accounts are set off, where it brings nothing."""
    netted = {pool.id for pool in scenario.notional_pools if sets_off(pool)}
    accounts = {each.account for each in scenario.notional_members if each.pool in netted}
    owners = {each.entity for each in scenario.accounts if each.id in accounts}
    countries = {each.country for each in scenario.entities if each.id in owners}
    countries -= {each.country for each in scenario.set_off}
    return [law for law in builtin_set_off() if law.country in countries]


def without_builtin(scenario: Scenario) -> Scenario:
    """The scenario without what `with_builtin` would add to it again."""
    windows = [window for versions in builtin_clearing().values() for window in versions]
    laws = builtin_set_off() if scenario.set_off else ()
    less = replace(
        scenario,
        clearing=tuple(each for each in scenario.clearing if each not in windows),
        calendars=tuple(each for each in scenario.calendars if builtin().get(each.id) != each),
        set_off=tuple(each for each in scenario.set_off if each not in laws),
    )
    return less if same_lists(with_builtin(less), scenario) else scenario


def same_lists(one: Scenario, other: Scenario) -> bool:
    """Whether both are the same but for the order of calendars, clearing windows and laws."""
    sets = [
        (
            set(each.calendars),
            set(each.clearing),
            set(each.set_off),
            replace(each, calendars=(), clearing=(), set_off=()),
        )
        for each in (one, other)
    ]
    return sets[0] == sets[1]

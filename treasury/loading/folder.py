"""A scenario folder, a JSON file or a run's folder -> a scenario, all complaints at once.

    find the files -> read each as keys and values -> form records -> add built-in calendars

A folder holds `scenario.toml` and, for each list, optionally `<list>.csv`. A run's folder holds
`scenario.json`. Other tables in the folder are complained about, because a file with a
misspelt name would otherwise be left out in silence; documents and sub-folders are not read.
"""

from dataclasses import replace
from pathlib import Path

from treasury.errors import Refused
from treasury.loading.calendars import with_builtin
from treasury.loading.csv_file import read_csv
from treasury.loading.keyed import NotReadable, parsed_json, parsed_toml, take, toml_lines
from treasury.loading.nearest import perhaps
from treasury.loading.raw import EVERY, Raw
from treasury.loading.records import Loaded, formed
from treasury.loading.shapes import lists, shapes
from treasury.loading.sources import Origin, Sources
from treasury.loading.text import SAVE_CSV, SAVE_TEXT, NotText, decoded
from treasury.scenario import Scenario

MAIN, MAIN_JSON = "scenario.toml", "scenario.json"
TABLES = (".csv", ".toml", ".json", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")


def load(path: Path) -> Loaded:
    """The scenario at the path, what is wrong with it, and where each record stood."""
    if path.name == MAIN:
        path = path.parent
    if not path.is_dir():
        return load_file(path)
    if (path / MAIN_JSON).is_file() and not (path / MAIN).exists():
        return load_file(path / MAIN_JSON)
    raw = Raw(sources=Sources(main=MAIN), medium="toml")
    text = text_of(raw, path / MAIN, SAVE_TEXT)
    if text is not None:
        take_toml(raw, text)
    for name, record in lists().items():
        file = path / f"{name}.csv"
        if file.exists():
            text = text_of(raw, file, SAVE_CSV)
            if text is None:
                raw.broken.add((name, EVERY))
            else:
                read_csv(raw, name, text, shapes(record))
    complain_about_strangers(raw, path)
    return finished(raw)


def load_file(path: Path) -> Loaded:
    """The scenario in one JSON file."""
    raw = Raw(sources=Sources(main=path.name), medium="json")
    if not path.exists():
        raw.complain((), "does not exist", "a scenario's folder, or its .json file", str(path))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    if path.suffix.lower() != ".json":
        raw.complain((), "is not a scenario", "a scenario's folder, or its .json file", str(path))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    text = text_of(raw, path, SAVE_TEXT)
    if text is None:
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    return load_json(raw, text)


def load_json(raw: Raw, text: str) -> Loaded:
    """The scenario in a JSON text."""
    try:
        take(raw, parsed_json(text))
    except NotReadable as error:
        raw.complain((), str(error))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    return finished(raw)


def from_json(text: str) -> Scenario:
    """The scenario in a JSON text, as `canonical` writes it; whatever is wrong is refused."""
    loaded = load_json(Raw(sources=Sources(main=MAIN_JSON), medium="json"), text)
    if loaded.scenario is None or loaded.complaints:
        raise Refused(loaded.complaints)
    return loaded.scenario


def finished(raw: Raw) -> Loaded:
    """The scenario formed from what was written, with the built-in calendars it names."""
    loaded = formed(raw)
    assert loaded.scenario is not None
    scenario = with_builtin(loaded.scenario)
    added = scenario.calendars[len(loaded.scenario.calendars) :]
    places = [Origin(f"built-in calendar {calendar.id}") for calendar in added]
    loaded.sources.origins.setdefault("calendars", []).extend(places)
    return replace(loaded, scenario=scenario)


def take_toml(raw: Raw, text: str) -> None:
    """Read the text of `scenario.toml` into `raw`."""
    raw.sources.lines = toml_lines(text)
    try:
        take(raw, parsed_toml(text))
    except NotReadable as error:
        where = f"{MAIN} line {error.line}" if error.line else MAIN
        raw.complain((), str(error), where=where)
        give_up(raw)


def give_up(raw: Raw) -> None:
    """Call everything broken that the main file could have held."""
    raw.broken.update((name, EVERY) for name in lists())
    raw.broken.update(("scenario", name) for name in shapes(Scenario))


def text_of(raw: Raw, file: Path, expected: str) -> str | None:
    """The text of a file, or None and a complaint."""
    try:
        return decoded(file.read_bytes())
    except NotText as error:
        raw.complain((), str(error), expected, file.name)
    except FileNotFoundError:
        raw.complain((), f"there is no {file.name}", "a scenario's folder", str(file.parent))
    except IsADirectoryError:
        raw.complain((), "is a folder", "a file", file.name)
    except OSError as error:
        raw.complain((), f"cannot be read ({error.strerror})", where=file.name)
    if file.name == MAIN:
        give_up(raw)
    return None


def complain_about_strangers(raw: Raw, folder: Path) -> None:
    """Complain about tables in the folder that are no part of a scenario."""
    known = [MAIN, *(f"{name}.csv" for name in lists())]
    for file in sorted(folder.iterdir()):
        ignored = file.name.startswith((".", "~")) or not file.is_file()
        if ignored or file.name in known or file.suffix.lower() not in TABLES:
            continue
        expected = f"one of {', '.join(known)}{perhaps(file.name, known)}"
        raw.complain((), "is no file of a scenario, so it would not be read", expected, file.name)

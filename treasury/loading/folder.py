"""A scenario folder, a JSON file or a run's folder -> a scenario, all complaints at once.

    find the files -> read each as keys and values -> form records -> add built-in calendars

A folder holds `scenario.toml` and, for each list, optionally `<list>.csv`. A run's folder holds
`scenario.json`. Other tables in the folder are complained about, because a file with a
misspelt name would otherwise be left out in silence; documents and sub-folders are not read.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from treasury.errors import Refused
from treasury.loading.calendars import with_builtin
from treasury.loading.csv_file import read_csv
from treasury.loading.implied import fill_in, take_over
from treasury.loading.keyed import NotReadable, parsed_json, parsed_toml, take, toml_lines
from treasury.loading.later import ALSO_CALLED, NO_SUCH, not_built
from treasury.loading.nearest import nearest, perhaps
from treasury.loading.profiles import with_profiles
from treasury.loading.raw import EVERY, Raw, Values
from treasury.loading.records import Loaded, formed
from treasury.loading.shapes import lists, shapes
from treasury.loading.sources import Origin, Sources
from treasury.loading.taxes import with_taxes
from treasury.loading.text import SAVE_CSV, SAVE_TEXT, NotText, decoded
from treasury.scenario import Scenario

MAIN, MAIN_JSON = "scenario.toml", "scenario.json"
MOST = {".toml": 5_000_000, ".csv": 128_000_000, ".json": 256_000_000}
"""The sizes in bytes up to which files are read."""
TABLES = (".csv", ".toml", ".json", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")


def load(path: Path) -> Loaded:
    """The scenario at the path, what is wrong with it, and where each record stood."""
    if path.name == MAIN:
        path = path.parent
    try:
        if not path.is_dir():
            return load_file(path)
        files = sorted(file.name for file in path.iterdir())
        if MAIN_JSON in files and MAIN not in files:
            return load_file(path / MAIN_JSON)
    except OSError as error:
        raw = Raw(sources=Sources(main=MAIN), medium="toml")
        raw.complain((), f"cannot be read ({error.strerror})", where=str(path))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    return load_folder(path, files)


def load_folder(path: Path, files: list[str]) -> Loaded:
    """The scenario in a folder with these files."""
    raw = Raw(sources=Sources(main=MAIN), medium="toml")
    take_files(raw, files, lambda file, expected: text_of(raw, path / file, expected))
    for file in files:
        if not (path / file).is_dir():
            complain_about_stranger(raw, file)
    return finished(raw)


def load_files(files: Mapping[str, bytes]) -> Loaded:
    """The scenario in these files of a folder: their names, and what is in each."""
    raw = Raw(sources=Sources(main=MAIN), medium="toml")
    take_files(raw, list(files), lambda file, expected: text_in(raw, files, file, expected))
    for file in files:
        complain_about_stranger(raw, file)
    return finished(raw)


def take_files(raw: Raw, files: list[str], read: Callable[[str, str], str | None]) -> None:
    """Read the main file and the CSV files among these into `raw`; `read` gives their texts."""
    text = read(MAIN, SAVE_TEXT)
    if text is not None:
        take_toml(raw, text)
    for name, record in lists().items():
        if f"{name}.csv" not in files:
            continue
        text = read(f"{name}.csv", SAVE_CSV)
        if text is None:
            raw.broken.add((name, EVERY))
        else:
            read_csv(raw, name, text, shapes(record))


def load_file(path: Path) -> Loaded:
    """The scenario in one JSON file."""
    raw = Raw(sources=Sources(main=path.name), medium="json")
    if not path.exists():
        expected = f"a scenario's folder, or its .json file{perhaps_beside(path)}"
        raw.complain((), "does not exist", expected, str(path))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    if path.suffix.lower() != ".json":
        raw.complain((), "is not a scenario", "a scenario's folder, or its .json file", str(path))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    text = text_of(raw, path, SAVE_TEXT)
    if text is None:
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    return load_json(raw, text)


def perhaps_beside(path: Path) -> str:
    """The scenario beside the path that was probably meant, as the end of a sentence."""
    try:
        beside = [one.name for one in path.parent.iterdir() if is_scenario(one)]
    except OSError:
        return ""
    meant = nearest(path.name, beside)
    return f", perhaps {str(path.with_name(meant))!r}" if meant else ""


def is_scenario(path: Path) -> bool:
    """Whether a scenario may be read here."""
    return (path / MAIN).is_file() or path.suffix == ".json"


def load_json(raw: Raw, text: str) -> Loaded:
    """The scenario in a JSON text."""
    try:
        keys = parsed_json(text)
    except NotReadable as error:
        raw.complain((), str(error))
        return Loaded(scenario=None, complaints=raw.complaints, sources=raw.sources)
    return load_keys(raw, keys)


def load_keys(raw: Raw, keys: Values) -> Loaded:
    """The scenario in the keys of a JSON text."""
    take(raw, keys)
    return finished(raw)


def load_value(keys: Values, name: str) -> Loaded:
    """The scenario in a JSON object as `parsed_json` reads it; `name` is what it is called."""
    return load_keys(Raw(sources=Sources(main=name), medium="json"), keys)


def from_json(text: str) -> Scenario:
    """The scenario in a JSON text, as `canonical` writes it; whatever is wrong is refused."""
    loaded = load_json(Raw(sources=Sources(main=MAIN_JSON), medium="json"), text)
    if loaded.scenario is None or loaded.complaints:
        raise Refused(loaded.complaints)
    return loaded.scenario


def finished(raw: Raw) -> Loaded:
    """The scenario formed from what was written, with what is built in and it names."""
    take_over(raw)
    fill_in(raw)
    loaded = formed(raw)
    assert loaded.scenario is not None
    scenario = with_taxes(with_profiles(with_builtin(loaded.scenario)))
    calendars = scenario.calendars[len(loaded.scenario.calendars) :]
    windows = scenario.clearing[len(loaded.scenario.clearing) :]
    profiles = scenario.profiles[len(loaded.scenario.profiles) :]
    taxes = scenario.tax_terms[len(loaded.scenario.tax_terms) :]
    places = {
        "calendars": [Origin(f"built-in calendar {calendar.id}") for calendar in calendars],
        "clearing": [Origin(f"built-in clearing system {window.system}") for window in windows],
        "profiles": [Origin(f"built-in profile {profile.id}") for profile in profiles],
        "tax_terms": [Origin(f"built-in tax {term.tax}") for term in taxes],
    }
    for name, added in places.items():
        loaded.sources.origins.setdefault(name, []).extend(added)
    return replace(loaded, scenario=scenario)


def take_toml(raw: Raw, text: str) -> None:
    """Read the text of `scenario.toml` into `raw`."""
    raw.sources.lines = toml_lines(text)
    try:
        keys = parsed_toml(text)
        take(raw, keys)
        if not keys:
            raw.broken.update((name, EVERY) for name in lists())
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
        return decoded(bytes_of(file))
    except NotText as error:
        raw.complain((), str(error), error.expected or expected, file.name)
    except FileNotFoundError:
        raw.complain((), f"there is no {file.name}", "a scenario's folder", str(file.parent))
    except OSError as error:
        raw.complain((), f"cannot be read ({error.strerror})", where=file.name)
    if file.name == MAIN:
        give_up(raw)
    return None


def text_in(raw: Raw, files: Mapping[str, bytes], file: str, expected: str) -> str | None:
    """The text of one of the files, or None and a complaint."""
    try:
        if file in files:
            return decoded(not_too_long(files[file], file))
        raw.complain((), f"there is no {file}", "the files of a scenario's folder", file)
    except NotText as error:
        raw.complain((), str(error), error.expected or expected, file)
    if file == MAIN:
        give_up(raw)
    return None


def bytes_of(file: Path) -> bytes:
    """What is in the file; refused if it is no file, or so large that reading it takes the memory.

    A pipe has no end and is no file.
    """
    if file.is_symlink() and not file.exists():
        raise NotText("leads to a file that is not there", "a file")
    if file.is_dir():
        raise NotText("is a folder", "a file")
    if file.exists() and not file.is_file():
        raise NotText("is a pipe or a device", "a file")
    with file.open("rb") as opened:
        return not_too_long(opened.read(most_of(file.name) + 1), file.name)


def most_of(file: str) -> int:
    """The size in bytes up to which a file of this name is read."""
    return MOST[PurePath(file).suffix.lower()]


def not_too_long(data: bytes, file: str) -> bytes:
    """The content of the file; refused if it is more than is read."""
    most = most_of(file)
    if len(data) > most:
        advice = "long lists in CSV files" if file == MAIN else "fewer records"
        raise NotText(f"has more than {most // 1_000_000} MB", advice)
    return data


def complain_about_stranger(raw: Raw, file: str) -> None:
    """Complain about a table in the folder that is no part of a scenario.

    A file that has the name of a list is taken for that list in another format.
    """
    known = [MAIN, *(f"{name}.csv" for name in lists())]
    if file in known or file.startswith((".", "~")) or file.endswith("~"):
        return
    meant = file.partition(".")[0].lower()
    if meant not in lists() and PurePath(file).suffix.lower() not in TABLES:
        return
    message, later = "is no file of a scenario, so it would not be read", not_built(meant)
    expected = NO_SUCH if later else f"one of {', '.join(known)}{perhaps(file, known)}"
    if meant in ALSO_CALLED:
        expected = f"{ALSO_CALLED[meant]}.csv"
    if meant in lists():
        expected = f"{meant}.csv, saved as 'CSV UTF-8 (comma delimited)'"
    raw.complain((), f"{message}: {later}" if later else message, expected, file)

"""TOML and JSON -> keys and lists of records, with the line of every key of a TOML file."""

import json
import re
import tomllib
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from treasury.errors import Path
from treasury.loading.cells import Medium, shown
from treasury.loading.later import unknown
from treasury.loading.raw import EVERY, Raw, Rows, Values, key_of, renamed
from treasury.loading.shapes import lists, shapes
from treasury.loading.sources import Origin
from treasury.scenario import Scenario

HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]")
TOML_LINE_MAX = 10_000
TOML_LINES_MAX = 300_000
TABLES_MAX = 50_000
"""Lines of a TOML text, and those of them that begin a table or a list: what goes beyond takes
the reader longer than anybody waits."""
BRACKETS_MAX = 1_500_000
"""Objects and lists of a JSON text; each takes memory many times its own length."""
KEYS_MAX = 10_000
STRANGERS_SHOWN = 40
"""Entries of a list that are no records and are complained about one by one."""
DOTTED = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){10}""", re.ASCII
)
"""Names in names in names, as no scenario has them; long ones keep the TOML reader busy."""
TABLE = re.compile(r"^[ \t]*+\[", re.MULTILINE)
IN_CSV = "long lists stand in CSV files"
TOO_DEEP = "is nested too deeply to be a scenario"
TOO_LONG = "holds a number of thousands of digits"
KEY = re.compile(r"\s*([\w-]+)\s*=")


class NotReadable(ValueError):
    """A file that is not TOML or JSON; `line` is where it stops making sense, 0 if unknown."""

    def __init__(self, message: str, line: int = 0) -> None:
        """Keep the sentence and the line."""
        super().__init__(message)
        self.line = line


def parsed_toml(text: str) -> Values:
    """The keys of a TOML text; numbers with a point are `Decimal`, digit for digit."""
    refuse_what_takes_too_long(text)
    try:
        return tomllib.loads(text, parse_float=decimal_or_text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise NotReadable(f"is not TOML: {error}", int(line[1]) if line else 0) from None
    except RecursionError:
        raise NotReadable(TOO_DEEP) from None
    except ValueError:
        raise NotReadable(TOO_LONG) from None


def refuse_what_takes_too_long(text: str) -> None:
    """Refuse a TOML text that would be read for minutes."""
    if text.count("\n") > TOML_LINES_MAX:
        raise NotReadable(f"has more than {TOML_LINES_MAX:,} lines; {IN_CSV}")
    if len(TABLE.findall(text)) > TABLES_MAX:
        raise NotReadable(f"holds more than {TABLES_MAX:,} records; {IN_CSV}")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > TOML_LINE_MAX:
            raise NotReadable(f"has a line of more than {TOML_LINE_MAX:,} characters", number)
    dotted = DOTTED.search(text)
    if dotted:
        raise NotReadable(TOO_DEEP, text.count("\n", 0, dotted.start()) + 1)


def decimal_or_text(text: str) -> Decimal | str:
    """The number, or its text where it is beyond any number."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def parsed_json(text: str) -> Values:
    """The keys of a JSON object; a key given twice is refused."""
    if text.count("{") + text.count("[") > BRACKETS_MAX:
        raise NotReadable(f"holds more than {BRACKETS_MAX:,} objects and lists")
    try:
        value = json.loads(text, parse_float=decimal_or_text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise NotReadable(message, error.lineno) from None
    except NotReadable:
        raise
    except RecursionError:
        raise NotReadable(TOO_DEEP) from None
    except ValueError:
        raise NotReadable(TOO_LONG) from None
    if not isinstance(value, dict):
        raise NotReadable("holds no JSON object")
    return value


def once(pairs: list[tuple[str, Any]]) -> Values:
    """The object of these keys and values; null is not given."""
    if len(pairs) > KEYS_MAX:
        raise NotReadable(f"has an object of more than {KEYS_MAX:,} keys")
    if len(dict(pairs)) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise NotReadable(f"has the key {twice!r} twice in one object")
    return {key: value for key, value in pairs if value is not None}


def take(raw: Raw, keys: Values) -> None:
    """Sort the keys of a file into the scenario's own and its lists; complain about the rest."""
    own, known = shapes(Scenario), lists()
    meant = renamed(keys, [*own, *known])
    for key, value in keys.items():
        name: str | None = key
        if key in meant:
            name = meant[key]
            raw.complain((key,), *unknown(f"the key {shown(key)}", key, name, [*own, *known]))
        if name in known:
            take_list(raw, name, value)
        elif name in own:
            raw.header[name] = value


def take_list(raw: Raw, name: str, value: object) -> None:
    """Add a list of records of the main file to `raw`."""
    if not isinstance(value, list):
        raw.complain((name,), "is not a list of records", list_words(name, raw.medium))
        raw.broken.add((name, EVERY))
        return
    known = shapes(lists()[name])
    values: list[Values] = []
    origins: list[Origin] = []
    strangers = 0
    for index, entry in enumerate(value):
        origin = Origin(raw.sources.main, 0, index)
        if not isinstance(entry, dict):
            strangers += 1
            if strangers <= STRANGERS_SHOWN:
                complain_about_stranger(raw, origin, (name, index), entry)
            continue
        right = entry.keys() <= known.keys()
        values.append(entry if right else known_only(raw, origin, name, entry))
        origins.append(origin)
    if strangers > STRANGERS_SHOWN:
        raw.complain((name,), f"{strangers - STRANGERS_SHOWN:,} more entries are no records")
    raw.rows.append(Rows(name=name, medium=raw.medium, values=values, origins=origins))


def complain_about_stranger(raw: Raw, origin: Origin, path: Path, entry: object) -> None:
    """Complain about an entry of a list of records that is no record."""
    name = str(path[0])
    raw.complain_at(origin, path, f"{shown(entry)} is not a record", "keys")
    raw.broken.add((name, EVERY))
    raw.torn.append((name, "", origin))


def known_only(raw: Raw, origin: Origin, name: str, entry: Values) -> Values:
    """The record with its known keys, misspelt ones put right, and a complaint for each."""
    known = shapes(lists()[name])
    meant = renamed(entry, known)
    for key, suggestion in meant.items():
        path: Path = (name, origin.number, key)
        raw.complain_at(origin, path, *unknown(f"the key {shown(key)}", key, suggestion, known))
        raw.broken.add((name, key_of(name, entry) or EVERY))
    right = {(meant[key] or "") if key in meant else key: value for key, value in entry.items()}
    right.pop("", None)
    return right


def list_words(name: str, medium: Medium) -> str:
    """How a list of records is written."""
    return f"[[{name}]] before each record" if medium == "toml" else "a list of objects"


def toml_lines(text: str) -> dict[Path, int]:
    r"""The line of each key and each record of a TOML text, as far as its layout shows them.

    >>> toml_lines('id = "a"\n[[accounts]]\nid = "HQ"\n')[("accounts", 0, "id")]
    3
    """
    lines: dict[Path, int] = {}
    inside: Path = ()
    counts: dict[str, int] = {}
    quoted = False
    for number, line in enumerate(text.split("\n"), start=1):
        header = None if quoted else HEADER.match(line)
        if header:
            bracket, name = header.groups()
            inside = (name, counts.get(name, 0)) if bracket == "[[" else (name,)
            counts[name] = counts.get(name, 0) + 1
            lines[inside] = number
        elif not quoted and (key := KEY.match(line)):
            lines.setdefault((*inside, key[1]), number)
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
    return lines

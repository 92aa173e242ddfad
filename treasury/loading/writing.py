"""Scenario -> a folder a treasurer can go on with. What was written reads back equal.

Lists become CSV files; a list holding something that a CSV cell cannot hold (an empty text that
differs from the default, text with blanks around it) stands in `scenario.toml` instead.
"""

import csv
import datetime
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from treasury.loading.calendars import without_builtin
from treasury.loading.csv_file import words_of
from treasury.loading.implied import unsaid
from treasury.loading.profiles import without_profiles
from treasury.loading.shapes import Shape, lists, shapes
from treasury.loading.taxes import without_taxes
from treasury.scenario import Scenario


def write(scenario: Scenario, folder: Path) -> None:
    """Write the scenario as `scenario.toml` and a CSV file for each list with records.

    The folder is made; files of these names in it are overwritten, CSV files of lists that are
    empty now are removed. Built-in calendars are not written; they are added when it is read.
    """
    texts = folder_texts(scenario)
    folder.mkdir(parents=True, exist_ok=True)
    for name in lists():
        if f"{name}.csv" not in texts:
            (folder / f"{name}.csv").unlink(missing_ok=True)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8", newline="")


def folder_texts(scenario: Scenario) -> dict[str, str]:
    """The text of every file of the scenario's folder, by name."""
    scenario = without_taxes(without_profiles(without_builtin(scenario)))
    said = said_anyway(scenario)
    toml, texts = toml_keys(scenario, shapes(Scenario)), {}
    for name, record in lists().items():
        records = getattr(scenario, name)
        text = csv_text(records, shapes(record), said) if records else None
        if text is None:
            for each in records:
                toml += [f"\n[[{name}]]\n", *toml_keys(each, shapes(record), said)]
        else:
            texts[f"{name}.csv"] = text
    return {**texts, "scenario.toml": "".join(toml)}


def said_anyway(scenario: Scenario) -> frozenset[str]:
    """Keys of structures that are written even at their default: a profile says otherwise."""
    own = {profile.id: profile for profile in scenario.profiles}
    return frozenset(
        key
        for structure in scenario.structures
        for key, unsaid_ in unsaid(structure.profile, own).items()
        if not unsaid_
    )


def csv_text(
    records: tuple[object, ...], shapes_: dict[str, Shape], said: frozenset[str] = frozenset()
) -> str | None:
    """The records as CSV, None where a cell could not hold a value.

    Columns that are at their default in every record are left out, but for those `said` anyway.
    """
    shapes_ = {name: replace(one, required=one.required or name in said) for name, one in
               shapes_.items()}  # fmt: skip
    columns = [
        shape
        for shape in shapes_.values()
        if shape.required or any(getattr(each, shape.name) != shape.default for each in records)
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([shape.name for shape in columns])
    for each in records:
        cells = [cell(getattr(each, shape.name), shape) for shape in columns]
        if None in cells:
            return None
        writer.writerow(cells)
    return out.getvalue()


def cell(value: object, shape: Shape) -> str | None:
    """The value as the text of a cell, None where reading it back would give another."""
    if value == shape.default and not shape.required:
        return ""
    if isinstance(value, tuple):
        words = list(map(plain, value))
        text = " ".join(words)
        return text if words and words_of(text) == words else None
    text = plain(value)
    return text if text and text == text.strip() and "\r" not in text else None


def plain(value: object) -> str:
    """The value as text: amounts with all their digits and no exponent, dates as ISO 8601."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def toml_keys(
    record: object, shapes_: dict[str, Shape], said: frozenset[str] = frozenset()
) -> list[str]:
    """The record's keys that are not at their default, or `said` anyway, a line each."""
    values = {name: getattr(record, name) for name in shapes_}
    return [
        f"{name} = {toml_value(value)}\n"
        for name, value in values.items()
        if value is not None
        and (shapes_[name].required or name in said or value != shapes_[name].default)
    ]


def toml_value(value: object) -> str:
    """The value as TOML writes it; amounts, dates and numbers stand without quotation marks."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds")
    return plain(value)

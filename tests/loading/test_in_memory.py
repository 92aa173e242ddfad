"""Scenarios that are not read from disk: files in memory, archives, JSON objects."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from treasury.errors import Refused
from treasury.loading.keyed import parsed_json
from treasury.loading.packed import packed, unpacked
from treasury.loading.writing import folder_texts
from treasury.plan.reading import read, read_files, read_value, scenario_of
from treasury.scenario import canonical

SCENARIOS = sorted(
    each.parent for each in Path(__file__).parents[2].glob("scenarios/0*/scenario.toml")
)
WRONG = """{"id": "x", "first_day": "2026-01-01", "last_day": "2026-01-02",
 "entities": [{"id": "E"}], "banks": [{"id": "B"}],
 "accounts": [{"id": "A", "entity": "E", "bank": "B", "currency": "CNY", "opening": 5.5},
              {"id": "C", "entity": "none", "bank": "B", "currency": "CNY"}]}"""


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda each: each.name)
def test_a_folder_is_the_same_read_from_disk_from_memory_from_an_archive_and_as_json(
    folder: Path,
) -> None:
    text = canonical(read(folder))
    files = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    assert canonical(scenario_of(read_files(files))) == text
    inside = {f"{folder.name}/{name}": data for name, data in files.items()}
    inside |= {f"{folder.name}/expected/other.csv": b"x", "__MACOSX/._scenario.toml": b"x"}
    assert canonical(scenario_of(read_files(unpacked("x.zip", zipped(inside))))) == text
    assert canonical(scenario_of(read_value(parsed_json(text), "x"))) == text
    again = packed(folder_texts(read(folder)))
    assert again == packed(folder_texts(read(folder)))
    assert canonical(scenario_of(read_files(unpacked("x.zip", again)))) == text


def test_complaints_about_an_object_have_its_own_paths_even_where_records_are_left_out() -> None:
    with pytest.raises(Refused) as refused:
        read_value(parsed_json(WRONG), "#")
    assert [each.path for each in refused.value.complaints] == [
        ("accounts", 0, "opening"), ("accounts", 1, "entity"), (),
    ]  # fmt: skip


def test_complaints_about_files_say_where_in_words() -> None:
    with pytest.raises(Refused) as refused:
        read_files({"accounts.csv": b"id,entity\nA,E\n", "items.xlsx": b"PK"})
    said = {each.where: each.message for each in refused.value.complaints}
    assert all(not each.path for each in refused.value.complaints)
    assert said["scenario.toml"] == "there is no scenario.toml"
    assert "items.xlsx" in said and any(place.startswith("accounts.csv") for place in said)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04nothing", "damaged archive"),
        (zipped({}), "without files"),
        (zipped({"scenario.toml": b"#" * 20_000_000}), "made to do harm"),
        (zipped({"a/scenario.toml": b"x", "b/items.csv": b"x"}), "not in the same folder"),
        (zipped({f"{each}.csv": b"" for each in range(4100)}), "files and folders"),
    ],
)
def test_archives_that_can_do_harm_are_refused_before_they_are_unpacked(
    data: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        unpacked("x.zip", data)


def test_an_archive_says_no_less_than_it_holds() -> None:
    data = zipped({"scenario.toml": b"a" * 5000})
    lied = data.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Refused):
        unpacked("x.zip", lied)


def test_names_with_backslashes_and_dots_are_names_in_the_folder() -> None:
    files = unpacked("x.zip", zipped({"..\\..\\scenario.toml": b"x", "..\\..\\items.csv": b"y"}))
    assert files == {"scenario.toml": b"x", "items.csv": b"y"}

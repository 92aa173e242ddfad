"""Files nobody means to write get an answer too, in time, and it does nothing to a terminal."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.plan.small_group import write_files
from treasury.errors import CONTROLS, Complaint, Refused, dotted, printable
from treasury.loading import csv_file, keyed
from treasury.loading import folder as module
from treasury.loading.profiles import builtin_profiles
from treasury.loading.shapes import shapes
from treasury.plan.reading import NOT_LOOKED_AT, SHOWN_OF_A_KIND, read
from treasury.pooling.rules import Rule

DAYS = {"id": "x", "first_day": "2026-01-01", "last_day": "2026-01-31"}
ESCAPE = "\x1b[31m"
HEX = "0x" + "f" * 4000


def told(path: Path) -> list[str]:
    """Everything that is said about a scenario that is refused."""
    with pytest.raises(Refused) as refused:
        read(path)
    return [complaint.sentence() for complaint in refused.value.complaints]


def as_json(path: Path, **more: object) -> Path:
    """A scenario's JSON file with these keys."""
    file = path / "scenario.json"
    file.write_text(json.dumps({**DAYS, **more}))
    return file


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("keep = 1000.00", f"keep = {HEX}", "rules[1].keep"),
        ('id = "keep"', f"id = {HEX}", "rules[1].id"),
        ('as_is = "zero"', f"overtaking = {HEX}", "overtaking"),
        ('id = "keep"', f'id = "keep"\ntimes = [{HEX}]', "rules[1].times[0]"),
        ("first_day = 2026-01-01", f"first_day = {HEX}", "first_day"),
    ],
)
def test_a_hexadecimal_number_of_thousands_of_digits_is_refused(
    old: str, new: str, key: str, tmp_path: Path
) -> None:
    found = told(write_files(tmp_path, {"file": "scenario.toml", "old": old, "new": new}))
    words = [each for each in found if "a number of thousands of digits is not" in each]
    assert len(words) == 1 and f", {key}: " in words[0]


def test_control_characters_in_keys_are_written_as_their_codes(tmp_path: Path) -> None:
    words = told(as_json(tmp_path, **{"\x1b]0;pwn\x07": 1}))[0]
    assert words.startswith(r"scenario.json, \x1b]0;pwn\x07: the key '\x1b]0;pwn\x07' is not known")
    toml = {"file": "scenario.toml", "old": "as_is", "new": '"\\u001b[31mx" = 1\nas_is'}
    assert r"\x1b[31mx" in told(write_files(tmp_path, toml))[0]


@pytest.mark.parametrize("code", [0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x202E, 0x2066, 0x2069])
def test_text_that_would_disturb_a_terminal_is_refused(code: int, tmp_path: Path) -> None:
    words = told(as_json(tmp_path, title=f"a{chr(code)}b"))[0]
    assert words.startswith(f"scenario.json, title: contains the control character U+{code:04X}")


def test_every_part_of_a_complaint_is_printable() -> None:
    made = Complaint(path=("a",), message=ESCAPE, expected="\n", where="\u202e")
    assert made.sentence() == r"\u202e: \x1b[31m; expected \n"
    assert replace(made, where="\x9b").where == r"\x9b"
    assert dotted((ESCAPE,)) == r"\x1b[31m"
    assert printable("中文 é\u3000x") == "中文 é\u3000x" and "\\u2028" in CONTROLS


def test_a_complaint_of_any_length_stays_readable(tmp_path: Path) -> None:
    words = told(as_json(tmp_path, **{"k" * 100_000: 1}))[0]
    assert words.startswith("scenario.json, " + "k" * 77 + "...: the key")
    assert len(printable("x" * 1_000_000)) == 2000


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    (folder / "items.csv").unlink()
    os.mkfifo(folder / "items.csv")
    assert told(folder) == ["items.csv: is a pipe or a device; expected a file"]


def test_a_link_to_a_device_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").symlink_to("/dev/zero")
    assert told(tmp_path) == ["scenario.json: is a pipe or a device; expected a file"]


def test_a_link_that_leads_nowhere_is_complained_about(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    (folder / "items.csv").unlink()
    (folder / "items.csv").symlink_to(folder / "gone.csv")
    assert told(folder)[0].startswith("items.csv: leads to a file that is not there")


def test_a_file_of_any_size_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(module.MOST, ".csv", 1_000_000)
    more = {"file": "items.csv", "more": "\n" * 1_000_000}
    assert told(write_files(tmp_path, more)) == [
        "items.csv: has more than 1 MB; expected fewer records"
    ]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_csv_file_of_too_many_lines_is_not_taken_apart(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "LINES_MAX", 100)
    folder = write_files(tmp_path)
    (folder / "items.csv").write_text(f"id,date,account,amount{end}" + end * 100, newline="")
    assert told(folder) == ["items.csv: has more than 100 lines; expected fewer records"]


@pytest.mark.parametrize(
    ("limit", "more", "words"),
    [
        ("TOML_LINES_MAX", "#\n" * 200, "has more than 100 lines"),
        ("TABLES_MAX", '[[rules]]\nid = "x"\n' * 101, "holds more than 100 records"),
    ],
)
def test_a_toml_text_that_would_be_read_for_minutes_is_refused(
    limit: str, more: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyed, limit, 100)
    found = told(write_files(tmp_path, {"file": "scenario.toml", "more": more}))
    assert f"scenario.toml: {words}; long lists stand in CSV files" in found


def test_a_json_text_of_endless_lists_or_keys_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyed, "BRACKETS_MAX", 100)
    monkeypatch.setattr(keyed, "KEYS_MAX", 100)
    assert told(as_json(tmp_path, items=[{}] * 100)) == [
        "scenario.json: holds more than 100 objects and lists"
    ]
    assert told(as_json(tmp_path, **{f"k{n}": n for n in range(100)})) == [
        "scenario.json: has an object of more than 100 keys"
    ]


def test_a_list_of_anything_but_records_is_complained_about_forty_times(tmp_path: Path) -> None:
    found = told(as_json(tmp_path, items=[1] * 1000))
    assert sum("1 is not a record" in words for words in found) == 40
    assert sum("960 more entries are no records" in words for words in found) == 1


def test_a_folder_that_may_not_be_looked_into_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    assert told(tmp_path) == [f"{tmp_path}: cannot be read (Permission denied)"]


def test_of_many_unknown_keys_fifty_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = [{"id": f"i{n}", "date": "2026-01-05", "account": "A", "amount": "1", f"k{n}": 1}
            for n in range(SHOWN_OF_A_KIND + 7)]  # fmt: skip
    keys = {f"q{number}": 1 for number in range(SHOWN_OF_A_KIND + 5)}
    found = told(as_json(tmp_path, items=rows, **keys))
    assert "scenario: 5 more of these about keys that are not known" in found
    assert "items: 7 more of these about keys that are not known" in found
    assert sum("is not known" in words for words in found) == 2 * SHOWN_OF_A_KIND


@pytest.mark.parametrize("name", ["items.txt", "Items.TXT", "items.csv.txt", "items", "items.doc"])
def test_a_list_saved_in_another_format_is_complained_about(name: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    (folder / name).write_text("id\tdate\n")
    assert told(folder) == [
        (
            f"{name}: is no file of a scenario, so it would not be read; "
            "expected items.csv, saved as 'CSV UTF-8 (comma delimited)'"
        )
    ]


def test_an_id_that_a_broken_row_shares_is_complained_about_at_once(tmp_path: Path) -> None:
    rows = "i1,2026-01-07,,,SUB-1,1e5,\ni9,2026-01-07,,,SUB-1,1e5,\ni9,2026-01-07,,,SUB-1,1e6,\n"
    found = told(write_files(tmp_path, {"file": "items.csv", "more": rows}))
    twice = [words.split(";")[0] for words in found if "twice" in words]
    assert twice == [
        "items.csv line 4, column id: the id 'i1' is given twice",
        "items.csv line 6, column id: the id 'i9' is given twice",
    ]


def test_a_broken_loan_shares_no_id_with_a_credit_line(tmp_path: Path) -> None:
    rows = "id,account,principal,drawn_on,repaid_on\nL-1,SUB-1,5e3,2025-06-30,2026-06-30\n"
    found = told(write_files(tmp_path, {"file": "term_loans.csv", "text": rows}))
    words = "the id 'L-1' is given twice; expected an id of its own among credit_lines"
    assert any(words in each for each in found)


def test_the_last_word_says_that_broken_rows_were_left_out(tmp_path: Path) -> None:
    wrong = {"file": "items.csv", "old": "SUB-1,250.00", "new": "NOBODY,1e5"}
    found = told(write_files(tmp_path, wrong))
    assert found[-1] == f"items.csv: {NOT_LOOKED_AT}: correct these, then check again"
    other = {"file": "items.csv", "old": "SUB-1,250.00", "new": "NOBODY,250.00"}
    assert NOT_LOOKED_AT not in told(write_files(tmp_path, other))[-1]


def test_what_was_misspelt_is_answered_with_what_there_is(tmp_path: Path) -> None:
    wrong = [
        {"file": "scenario.toml", "old": '"zero_balance"', "new": '"percentag"'},
        {"file": "scenario.toml", "old": 'calendar = "CN"', "new": 'profile = "standart"'},
    ]
    ends = [words.partition("expected ")[2] for words in told(write_files(tmp_path, *wrong))]
    presets, profiles = shapes(Rule)["preset"].choices, sorted(builtin_profiles())
    assert ends[:2] == [
        f"one of {', '.join(presets)}, perhaps 'percentage'",
        f"an id from profiles, or the built-in {', '.join(profiles)}, perhaps 'standard'",
    ]


def test_the_built_in_calendars_are_offered_for_a_misspelt_one(tmp_path: Path) -> None:
    wrong = {"file": "banks.csv", "old": "ICBC,CN", "new": "ICBC,CH"}
    assert told(write_files(tmp_path, wrong)) == [
        (
            "banks.csv line 2, column calendar: there is no calendar 'CH'; "
            "expected an id from calendars, or the built-in CN, FED, HK, TARGET, UK"
        )
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_scenario_file_gets_three_complaints(text: str, tmp_path: Path) -> None:
    found = told(write_files(tmp_path, {"file": "scenario.toml", "text": text}))
    assert [words.split(";")[0] for words in found] == [
        f"scenario.toml, {key}: is missing" for key in ("id", "first_day", "last_day")
    ]


def test_complaints_stand_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    wrong = [
        {"file": "items.csv", "old": "SUB-1,250.00", "new": "NOBODY,250.00"},
        {"file": "items.csv", "old": "-5.00", "new": "-5,0"},
        {"file": "accounts.csv", "old": "1000.00,500.00", "new": "1000.00,-500.00"},
        {"file": "scenario.toml", "old": "keep = 1000.00", "new": "keep = -1.00"},
        {"file": "scenario.toml", "old": "as_is =", "new": "asis ="},
    ]
    where = [words.split(",")[0].split(":")[0] for words in told(write_files(tmp_path, *wrong))]
    assert where[:5] == ["scenario.toml line 4", "scenario.toml line 19", "accounts.csv line 2",
                         "items.csv line 2", "items.csv line 3"]  # fmt: skip


def test_line_ends_inside_a_cell_are_those_of_the_file(tmp_path: Path) -> None:
    cell = {"file": "items.csv", "old": "sale", "new": '"one\r\ntwo\rthree"'}
    assert read(write_files(tmp_path, cell)).items[0].text == "one\ntwo\nthree"

"""Folders, JSON files and runs' folders are read; every record knows where it stood."""

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.plan.small_group import FILES, write_files
from treasury.errors import Refused
from treasury.loading.folder import from_json, load
from treasury.scenario import Scenario, canonical


def loaded(folder: Path) -> Scenario:
    """The scenario, which has nothing wrong with it."""
    found = load(folder)
    assert found.complaints == [] and found.scenario is not None
    return found.scenario


def places(folder: Path) -> list[str]:
    """Where the complaints stand, and what they say."""
    return [complaint.sentence() for complaint in load(folder).complaints]


def test_lists_of_the_scenario_file_come_before_those_of_csv_files(tmp_path: Path) -> None:
    more = {"file": "scenario.toml", "more": '\n[[banks]]\nid = "ABC"\n'}
    banks = loaded(write_files(tmp_path, more)).banks
    assert [bank.id for bank in banks] == ["ABC", "ICBC"]


def test_amounts_keep_every_digit(tmp_path: Path) -> None:
    toml = {"file": "scenario.toml", "old": "1000.00", "new": "123456789012345678.90"}
    csv = {"file": "items.csv", "old": "250.00", "new": "123456789012345678.10"}
    scenario = loaded(write_files(tmp_path, toml, csv))
    assert str(scenario.rules[1].keep) == "123456789012345678.90"
    assert str(scenario.items[0].amount) == "123456789012345678.10"


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_are_nothing(tmp_path: Path) -> None:
    text = "\ufeff" + FILES["items.csv"].replace("\n", "\r\n") + ",,,,,,\r\n\r\n"
    scenario = loaded(write_files(tmp_path, {"file": "items.csv", "text": text}))
    assert [item.id for item in scenario.items] == ["i1", "i2"]


def test_cells_are_read_without_the_blanks_around_them(tmp_path: Path) -> None:
    blanks = {"file": "items.csv", "old": "SUB-1,250.00,sale", "new": " SUB-1 , 250.00 , a  b "}
    item = loaded(write_files(tmp_path, blanks)).items[0]
    assert (item.account, item.amount, item.text) == ("SUB-1", Decimal("250.00"), "a  b")


def test_several_values_in_a_cell_stand_apart_by_blanks_or_semicolons(tmp_path: Path) -> None:
    text = "id,valid_from,valid_until,closed\nCN,2026-01-01,2026-12-31,2026-01-01; 2026-01-02\n"
    calendars = loaded(write_files(tmp_path, {"file": "calendars.csv", "text": text})).calendars
    assert calendars[0].closed == (date(2026, 1, 1), date(2026, 1, 2))


def test_a_quoted_cell_over_two_lines_does_not_shift_the_lines_below(tmp_path: Path) -> None:
    two_lines = {"file": "items.csv", "old": "sale", "new": '"one\ntwo"'}
    wrong = {"file": "items.csv", "old": "-5.00", "new": "-5,00"}
    folder = write_files(tmp_path, two_lines, wrong)
    assert places(folder) == [
        (
            "items.csv line 4: has 8 cells where the header has 7; "
            "expected 7 cells, and double quotation marks around a text with a comma, "
            'such as "sale, cash"'
        )
    ]


def test_a_list_written_as_inline_tables_is_located_without_a_line(tmp_path: Path) -> None:
    inline = {"file": "scenario.toml", "old": 'as_is = "zero"',
              "new": 'as_is = "zero"\nbanks = [{ id = "X", calendr = "CN" }]'}  # fmt: skip
    assert places(write_files(tmp_path, inline)) == [
        (
            "scenario.toml line 5, banks[0].calendr: the key 'calendr' is not known; "
            "expected 'calendar'"
        )
    ]


def test_the_scenario_file_itself_may_be_named(tmp_path: Path) -> None:
    assert loaded(write_files(tmp_path) / "scenario.toml").id == "group"


def test_documents_hidden_files_and_folders_beside_it_are_not_read(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    for name in ("README.md", "plan.pdf", ".DS_Store", "~$items.xlsx", ".~lock.items.csv#"):
        (folder / name).write_bytes(b"\xff\0")
    (folder / "expected").mkdir()
    (folder / "expected" / "summary.json").write_text("{}")
    assert load(folder).complaints == []


@pytest.mark.parametrize("name", ["nowhere", "file.csv", "scenario.yaml"])
def test_what_is_no_scenario_is_said_to_be_none(name: str, tmp_path: Path) -> None:
    if "." in name:
        (tmp_path / name).write_text("id\n")
    assert load(tmp_path / name).scenario is None
    words = "does not exist" if name == "nowhere" else "is not a scenario"
    assert places(tmp_path / name) == [
        f"{tmp_path / name}: {words}; expected a scenario's folder, or its .json file"
    ]


def test_a_misspelt_scenario_is_told_which_one_was_meant(tmp_path: Path) -> None:
    for name in ("01_first", "02_second"):
        (tmp_path / name).mkdir()
        write_files(tmp_path / name)
    (tmp_path / "02_secnd_notes").mkdir()
    assert places(tmp_path / "02_secnd")[0].endswith(f", perhaps {str(tmp_path / '02_second')!r}")


def test_a_folder_without_a_scenario_file_says_so(tmp_path: Path) -> None:
    assert places(tmp_path) == [
        f"{tmp_path}: there is no scenario.toml; expected a scenario's folder"
    ]


def test_a_folder_in_place_of_a_file_is_complained_about(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    (folder / "items.csv").unlink()
    (folder / "items.csv").mkdir()
    assert places(folder) == ["items.csv: is a folder; expected a file"]


def test_a_runs_folder_is_read_from_its_scenario_json(tmp_path: Path) -> None:
    scenario = loaded(write_files(tmp_path))
    run = tmp_path / "run"
    run.mkdir()
    (run / "scenario.json").write_text(canonical(scenario), encoding="utf-8")
    (run / "summary.json").write_text("{}")
    (run / "report.xlsx").write_bytes(b"PK")
    assert canonical(loaded(run)) == canonical(scenario)
    assert canonical(loaded(run / "scenario.json")) == canonical(scenario)


def test_a_folder_with_both_kinds_of_scenario_is_complained_about(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    (folder / "scenario.json").write_text("{}")
    assert [words.split(";")[0] for words in places(folder)] == [
        "scenario.json: is no file of a scenario, so it would not be read"
    ]


def refusal(text: str) -> list[str]:
    """What is wrong with a JSON text."""
    with pytest.raises(Refused) as refused:
        from_json(text)
    return [complaint.sentence() for complaint in refused.value.complaints]


DAYS = '"id": "x", "first_day": "2026-01-01", "last_day": "2026-01-31"'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "scenario.json: holds no JSON object"),
        ("{", ("scenario.json: is not JSON: Expecting property name enclosed in double quotes "
              "(line 1, column 2)")),
        ('{"id": "a", "id": "b"}', "scenario.json: has the key 'id' twice in one object"),
        ("[" * 100_000, "scenario.json: is nested too deeply to be a scenario"),
        ("1" * 5000, "scenario.json: holds a number of thousands of digits"),
        ("{" + DAYS + ', "items": {}}',
         "scenario.json, items: is not a list of records; expected a list of objects"),
        ("{" + DAYS + ', "items": [7]}',
         "scenario.json, items[0]: 7 is not a record; expected keys"),
        ("{" + DAYS + ', "first": "2026-01-01"}',
         ("scenario.json, first: the key 'first' is not known; expected one of id, title, "
         "description, group, first_day, last_day, as_is, queue, overtaking, untimed, "
         "reporting_currency, fx_at, fx_side, fx_bridge, fx_days, taxes_of, calendars, "
         "clearing, entities, banks, accounts, stops, holds, ledgers, terms, rates, "
         "indices, index_rates, agreed_deposits, fx_rates, "
         "opening_numbers, credit_lines, credit_limits, term_loans, overdraft_agreements, "
         "deposits, withdrawals, "
         "money_market_sweeps, "
         "account_analyses, fees, fee_terms, tax_terms, on_lending, "
         "rules, schedules, profiles, "
         "structures, links, budgets, position_limits, conversions, rejections, notional_pools, "
         "notional_currencies, notional_members, set_off, benefit_splits, items, "
         "adjustments, notices")),
        ("{" + DAYS + ', "overtaking": 1}',
         "scenario.json, overtaking: 1 is not true or false; expected true or false"),
        ("{" + DAYS + ', "title": "a\\u0000b"}',
         "scenario.json, title: contains the control character U+0000; expected text"),
        ("{" + DAYS + ', "title": "\\ud800"}',
         "scenario.json, title: contains the control character U+D800; expected text"),
        ("{" + DAYS + ', "rules": [{"id": "r", "preset": "keep", "keep": 5.0}]}',
         ("scenario.json, rules[0].keep: 5.0 is a JSON number, and programs lose digits of those; "
         'expected the amount as text in quotation marks, such as "1234567.89"')),
        ("{" + DAYS + ', "rules": [{"id": "r", "preset": "keep", "times": "10:00"}]}',
         ("scenario.json, rules[0].times: '10:00' is not a list; "
         "expected a list, each a time of day in whole minutes such as 09:30")),
    ],
)  # fmt: skip
def test_json_is_refused_in_these_words(text: str, complaint: str) -> None:
    assert refusal(text) == [complaint]


def test_null_in_json_is_not_given() -> None:
    assert from_json("{" + DAYS + ', "as_is": null}').as_is is None


def test_a_scenario_of_its_own_calendar_keeps_it(tmp_path: Path) -> None:
    text = "id,valid_from,valid_until\nCN,2026-01-01,2026-12-31\n"
    calendars = loaded(write_files(tmp_path, {"file": "calendars.csv", "text": text})).calendars
    assert [calendar.closed for calendar in calendars] == [()]


def test_twenty_thousand_items_do_not_hang_the_loader(tmp_path: Path) -> None:
    rows = "".join(f"n{n},2026-01-05,09:30,,SUB-1,{n}.25,text {n}\n" for n in range(1, 20_001))
    folder = write_files(tmp_path, {"file": "items.csv", "more": rows})
    begin = time.process_time()
    assert len(loaded(folder).items) > 20_000
    assert time.process_time() - begin < 30, "a ceiling that catches a loop gone quadratic"


def test_a_scenario_as_json_has_one_record_a_line(tmp_path: Path) -> None:
    text = canonical(loaded(write_files(tmp_path)))
    assert '\n{"account":"SUB-1","amount":"250",' in text
    assert json.loads(text)["items"][0]["amount"] == "250"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("a = " + "[" * 9_000, "is nested too deeply to be a scenario"),
        ("a." * 4_000 + "a = 1", "is nested too deeply to be a scenario"),
        ("a = [" + "1, " * 4_000 + "]", "has a line of more than 10,000 characters"),
        ("a = " + "1" * 5000, "holds a number of thousands of digits"),
    ],
)
def test_toml_beyond_reading_is_refused(more: str, words: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"file": "scenario.toml", "old": 'id = "group"', "new": more})
    assert words in places(folder)[0]
    assert len(places(folder)) == 1


def test_a_number_beyond_all_numbers_is_no_amount(tmp_path: Path) -> None:
    huge = {"file": "scenario.toml", "old": "1000.00", "new": "1e" + "9" * 25}
    told = places(write_files(tmp_path, huge))
    assert len(told) == 1
    assert "is written with an exponent" in told[0]


def test_json_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_bytes('{"title": "货款"}'.encode("gbk"))
    assert places(tmp_path / "scenario.json") == [
        (
            "scenario.json: is not in UTF-8; it looks like GBK (line 1); "
            "expected a text file saved with the encoding UTF-8"
        )
    ]

"""`treasury statements` as a user types it: the list for programs, the tables, the exit code."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.beside import CHAIN, needs_samples
from tests.cli.commands import treasury, written

MARCH = "IBAN;DE12\nDate;Text;Amount;Balance\n2026-03-02;Rent;-5,00;95,00\n"
APRIL = "IBAN;DE12\nDate;Text;Amount;Balance\n2026-04-01;Sale;7,00;103,00\n"


def listed(*words: str | Path, cwd: Path) -> tuple[list[Any], int]:
    """What `--json` lists, and the exit code."""
    done = treasury("statements", *words, "--json", cwd=cwd)
    return json.loads(done.stdout), done.returncode


def test_the_list_says_everything_of_a_file_in_plain_digits(tmp_path: Path) -> None:
    (tmp_path / "march.csv").write_text(MARCH, encoding="utf-8")
    (one,), code = listed("march.csv", cwd=tmp_path)
    problems = one.pop("problems")
    assert one == {
        "file": "march.csv",
        "format": "CSV",
        "sha256": hashlib.sha256(MARCH.encode()).hexdigest(),
        "statements": [
            {
                "id": None,
                "account": "DE12",
                "currency": None,
                "opening": "100.00",
                "closing": "95.00",
                "opening_date": "2026-03-02",
                "closing_date": "2026-03-02",
                "entries": 1,
                "sum": "-5.00",
                "booked_sum": "-5.00",
                "reconciles": True,
            }
        ],
    }
    assert code == 0
    assert all(set(problem) == {"severity", "where", "message"} for problem in problems)


def test_every_file_is_listed_and_one_that_cannot_be_read_makes_the_code_2(tmp_path: Path) -> None:
    (tmp_path / "march.csv").write_text(MARCH, encoding="utf-8")
    (tmp_path / "page.xml").write_text("<html><body>Log in</body></html>", encoding="utf-8")
    found, code = listed("page.xml", "march.csv", "absent.csv", cwd=tmp_path)
    assert code == 2
    assert [(one["file"], one["format"]) for one in found] == [
        ("page.xml", None), ("march.csv", "CSV"), ("absent.csv", None),
    ]  # fmt: skip
    assert [len(one["statements"]) for one in found] == [0, 1, 0]
    assert found[0]["sha256"] and found[2]["sha256"] is None
    assert "log-in page" in found[0]["problems"][0]["message"]


def test_a_gap_between_two_files_is_told_once_at_the_later(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(MARCH, encoding="utf-8")
    (tmp_path / "a.csv").write_text(APRIL, encoding="utf-8")
    found, code = listed("a.csv", "b.csv", cwd=tmp_path)
    gaps = [
        (one["file"], problem["message"])
        for one in found
        for problem in one["problems"]
        if problem["message"].startswith("gap")
    ]
    ((file, gap),) = gaps
    assert file == "a.csv"
    assert gap == (
        "gap: opens at 96.00, but the statement before it (without an id of 2026-03-02 in b.csv) "
        "closes at 95.00: 1.00 more; expected the statement between them"
    )
    assert code == 0


@pytest.mark.parametrize("columns", [80, 120])
def test_the_tables_fit_the_terminal_and_amounts_stay_whole(tmp_path: Path, columns: int) -> None:
    name = "the_current_account_of_the_subsidiary_in_march.csv"
    text = "IBAN;DE89370400440532013000\nDate;Text;Amount EUR;Balance\n"
    rows = "2026-03-02;Sale;1.234.567.890,12;9.234.567.890,12\n2026-03-03;x;1,00;9.234.567.891,12\n"
    (tmp_path / name).write_text(text + rows, encoding="utf-8")
    done = treasury("statements", name, cwd=tmp_path, COLUMNS=str(columns))
    assert max(map(len, done.stdout.splitlines())) <= columns
    for words in ("8,000,000,000.00", "1,234,567,891.12", "9,234,567,891.12", "yes", "2026-03-03"):
        assert words in done.stdout
    assert "1 file, 1 statement, 2 entries, 0 gaps." in done.stdout


@pytest.mark.parametrize("columns", [80, 160])
def test_a_sum_of_booked_entries_says_of_how_many_entries_it_is(
    tmp_path: Path, columns: int
) -> None:
    rows = "2026-03-02;5.00;booked\n2026-03-02;1.00;booked\n2026-03-03;2.00;pending\n"
    (tmp_path / "a.csv").write_text(f"Date;Amount EUR;Status\n{rows}", encoding="utf-8")
    shown = treasury("statements", "a.csv", cwd=tmp_path, COLUMNS=str(columns)).stdout
    assert "2 of 3 entries" in shown and "6.00" in shown and "8.00" not in shown


def test_what_is_missing_is_shown_for_the_account(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(MARCH, encoding="utf-8")
    (tmp_path / "a.csv").write_text(APRIL, encoding="utf-8")
    shown = treasury("statements", "a.csv", "b.csv", cwd=tmp_path, COLUMNS="200").stdout
    assert "Account DE12" in shown
    assert "warning a.csv, line 3: gap: opens at 96.00" in shown, "the later file is named"
    assert "29 days without a statement" in shown
    assert "2 files, 2 statements, 2 entries, 1 gap." in shown


def test_a_control_in_a_file_or_its_name_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m.csv").write_text(MARCH.replace("DE12", "DE\x1b[2J"), encoding="utf-8")
    done = treasury("statements", "\x1b[31m.csv", cwd=tmp_path)
    assert "\x1b" not in done.stdout + done.stderr


def test_statements_in_an_archive_are_read_where_they_lie(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("2026/march.csv", MARCH)
        packed.writestr("2026/plain.csv", "Tag;Wieviel\n02.03.2026;5,00\n")
        packed.writestr(
            "2026/plain.mapping.toml", '[columns]\nbooking_date = "Tag"\namount = "Wieviel"\n'
        )
    found, code = listed("all.zip", cwd=tmp_path)
    assert [(one["file"], one["format"]) for one in found] == [
        ("all.zip: 2026/march.csv", "CSV"),
        ("all.zip: 2026/plain.csv", "CSV"),
        ("all.zip: 2026/plain.mapping.toml", "mapping"),
    ]
    assert code == 0
    assert written(tmp_path) == ["all.zip"]


def test_a_mapping_beside_the_file_is_used_and_one_that_is_given_comes_first(
    tmp_path: Path,
) -> None:
    text = "Date,Amount,Balance\n03/02/2026,5.00,105.00\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "a.mapping.toml").write_text('dates = "mdy"\n', encoding="utf-8")
    (tmp_path / "other.toml").write_text('dates = "dmy"\naccount = "DE12"\n', encoding="utf-8")
    (one,), _ = listed("a.csv", cwd=tmp_path)
    assert one["statements"][0]["closing_date"] == "2026-03-02"
    (one,), _ = listed("a.csv", "--mapping", "other.toml", cwd=tmp_path)
    assert one["statements"][0]["closing_date"] == "2026-02-03"
    assert one["statements"][0]["account"] == "DE12"
    (one,), code = listed("a.csv", "--mapping", "absent.toml", cwd=tmp_path)
    assert (one["format"], code) == (None, 2)


def test_without_a_file_an_example_is_given(tmp_path: Path) -> None:
    done = treasury("statements", cwd=tmp_path)
    assert done.returncode == 2
    assert "For example: treasury statements" in done.stderr


def test_the_template_is_written_and_names_the_next_command(tmp_path: Path) -> None:
    done = treasury("statements", "--template", "march.xlsx", cwd=tmp_path)
    assert done.returncode == 0
    assert "then: treasury statements march.xlsx" in done.stdout
    assert written(tmp_path) == ["march.xlsx"]
    both = treasury("statements", "march.xlsx", "--template", "april.xlsx", cwd=tmp_path)
    assert both.returncode == 2
    assert written(tmp_path) == ["march.xlsx"]


@needs_samples
def test_a_complete_chain_has_no_gap_and_without_one_file_exactly_one(tmp_path: Path) -> None:
    files = sorted(CHAIN.glob("*.xml"), reverse=True)
    for left_out, entries in ((None, 294), ("2024-04-10.xml", 285)):
        given = [path for path in files if path.name != left_out]
        found, code = listed(*given, cwd=tmp_path)
        problems = [problem for one in found for problem in one["problems"]]
        gaps = [one for one in problems if one["message"].startswith("gap:")]
        assert len(gaps) == (left_out is not None)
        assert sum(one["entries"] for file in found for one in file["statements"]) == entries
        assert all(one["reconciles"] for file in found for one in file["statements"])
        assert code == 0
        days = [one for one in problems if "days without a statement" in one["message"]]
        assert len(days) == 2 and "2024-03-29, 2024-04-01" in days[0]["message"]


def test_a_note_that_many_files_share_is_printed_once(tmp_path: Path) -> None:
    for month in range(1, 5):
        text = MARCH.replace("-03-", f"-{month:02}-")
        (tmp_path / f"m{month}.csv").write_text(text, encoding="utf-8")
    said = treasury("statements", *sorted(tmp_path.glob("m*.csv")), cwd=tmp_path).stdout
    assert said.count("4 files: ") >= 1
    shared = next(line for line in said.splitlines() if "4 files: " in line)
    assert shared.strip().startswith("note")
    words = shared.split("4 files: ")[1][:20]
    assert said.count(words) == 1


def test_of_many_repeated_statements_the_first_are_told_and_how_many_more(tmp_path: Path) -> None:
    one = (
        ":20:S\n:25:12/34\n:28C:1\n:60F:C260302EUR10,\n:61:260302C5,NTRFX\n:62F:C260302EUR15,\n-\n"
    )
    (tmp_path / "many.sta").write_text(one * 300, encoding="utf-8")
    said = treasury("statements", "many.sta", cwd=tmp_path, COLUMNS="200").stdout
    assert "100 more; --json lists all" in said  # of 300 rows 200 are shown
    assert said.count("counted once") == 20 and "279 more; --json lists all" in said
    found, code = listed("many.sta", cwd=tmp_path)
    assert len(found[0]["statements"]) == 300 and code == 0

"""Statements become a scenario that ends on the bank's balances, whatever the order of files."""

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.beside import CHAIN, needs_samples
from tests.importing.made_camt import Booked, Day, camt, chain, content, day, imports
from treasury.errors import Refused
from treasury.importing.chaining import Account
from treasury.importing.classified import Classified, counted
from treasury.importing.gathering import Gathered
from treasury.plan.reading import read


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def complaints(reason: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The sentences of a refusal."""
    return [each.sentence() for each in reason.value.complaints]


def test_a_chain_of_daily_files_ends_on_its_balances(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imports(tmp_path / "out", *chain(tmp_path / "in")) == 0
    said = capsys.readouterr().out
    assert "passed, 36 closing balances, to the unit" in said
    assert "the ledger equals the projection: passed, 72 day-end balances" in said
    scenario = read(tmp_path / "out")
    assert [account.id for account in scenario.accounts] == ["DE1", "DE2", "FR1"]
    assert [account.entity for account in scenario.accounts] == [
        "Holding-AG", "Holding-AG", "Fille-SARL",
    ]  # fmt: skip
    assert len(scenario.items) == len(rows(tmp_path / "out/import/entries.csv")) == 36


def test_shuffled_twice_and_in_parts_give_the_same_folder(tmp_path: Path) -> None:
    files = chain(tmp_path / "in")
    shuffled = random.Random(7).sample(files, len(files))
    imports(tmp_path / "once", *files)
    imports(tmp_path / "shuffled", *shuffled)
    imports(tmp_path / "twice", *files)
    imports(tmp_path / "twice", *shuffled)
    imports(tmp_path / "parts", *files[:5])
    imports(tmp_path / "parts", *files)
    imports(tmp_path / "pieces", *files[:4])
    imports(tmp_path / "pieces", *files[4:], group=None)
    once = content(tmp_path / "once")
    for other in ("shuffled", "twice", "parts", "pieces"):
        assert content(tmp_path / other) == once, other


def test_a_second_import_adds_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = chain(tmp_path / "in")
    imports(tmp_path / "out", *files)
    capsys.readouterr()
    imports(tmp_path / "out", *files)
    assert "counted (none of them new); 36 statements came again" in capsys.readouterr().out


def test_an_import_that_adds_says_how_many_entries_are_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = chain(tmp_path / "in")
    imports(tmp_path / "out", *files[:5])
    assert " counted; 0 statements came again" in capsys.readouterr().out
    before = len(rows(tmp_path / "out/items.csv"))
    imports(tmp_path / "out", *files)
    new = len(rows(tmp_path / "out/items.csv")) - before
    assert before > 0 < new and f"({new} of them new)" in capsys.readouterr().out


def test_one_missing_file_is_one_gap_by_name(tmp_path: Path) -> None:
    files = [camt(tmp_path, f"{at}.xml", [Day("A", day(at), str(100 + 10 * at), (Booked("10"),))])
             for at in range(5)]  # fmt: skip
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", *files[:2], *files[3:])
    (said,) = complaints(reason)
    assert said == (
        "account A EUR: gap: the statement A-2026-03-05 of 2026-03-05 in 3.xml opens at "
        "EUR 130.00, the statement A-2026-03-03 of 2026-03-03 in 1.xml before it ends at "
        "EUR 120.00; EUR 10.00 between them is not explained; expected what is missing, or "
        "--accept-unreconciled"
    )
    assert not (tmp_path / "out").exists()


def test_a_gap_that_is_accepted_stays_flagged_and_nothing_is_plugged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [camt(tmp_path, f"{at}.xml", [Day("A", day(at), str(100 + 10 * at), (Booked("10"),))])
             for at in (0, 1, 3)]  # fmt: skip
    assert imports(tmp_path / "out", *files, accept=True) == 0
    said = capsys.readouterr().out
    assert "of A only with what is flagged as unexplained" in said
    scenario = read(tmp_path / "out")
    assert [str(item.amount) for item in scenario.items] == ["10.00"] * 3
    told = [notice for notice in scenario.notices if notice.accounts == ("A",)]
    assert "gap" in told[0].text and told[0].text.endswith("Nothing was plugged.")


def test_the_missing_statement_closes_the_gap_later(tmp_path: Path) -> None:
    files = [camt(tmp_path / "in", f"{at}.xml",
                  [Day("A", day(at), str(100 + 10 * at), (Booked("10"),))])
             for at in range(4)]  # fmt: skip
    imports(tmp_path / "out", files[0], files[1], files[3], accept=True)
    imports(tmp_path / "out", files[2])
    imports(tmp_path / "once", *files)
    assert content(tmp_path / "out") == content(tmp_path / "once")


def test_a_statement_that_does_not_reconcile_is_refused_or_flagged(tmp_path: Path) -> None:
    file = camt(tmp_path, "a.xml", [Day("A", day(0), "100", (Booked("10"),), closing="111")])
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", file)
    assert "does not reconcile" in complaints(reason)[0]
    assert imports(tmp_path / "out", file, accept=True) == 0
    notices = read(tmp_path / "out").notices
    assert any("does not reconcile" in notice.text for notice in notices)


def test_a_statement_of_the_same_name_with_other_content_names_both_places(tmp_path: Path) -> None:
    first = camt(tmp_path, "a.xml", [Day("A", day(0), "100", (Booked("10"),))])
    second = camt(tmp_path, "b.xml", [Day("A", day(0), "100", (Booked("12"),))])
    said = []
    for files in ((first, second), (second, first)):
        with pytest.raises(Refused) as reason:
            imports(tmp_path / "out", *files)
        said.append(complaints(reason))
    assert said[0] == said[1] and len(said[0]) == 1
    assert said[0][0].startswith("b.xml") and "in a.xml" in said[0][0]


def test_the_same_holds_for_what_was_imported_before(tmp_path: Path) -> None:
    imports(tmp_path / "out", camt(tmp_path, "a.xml", [Day("A", day(0), "1", (Booked("10"),))]))
    before = content(tmp_path / "out")
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", camt(tmp_path, "b.xml", [Day("A", day(0), "1", (Booked("12"),))]))
    assert "a.xml" in complaints(reason)[0] and content(tmp_path / "out") == before


def test_a_week_and_its_days_are_not_counted_twice(tmp_path: Path) -> None:
    moves = [Booked("10", reference="x"), Booked("-4"), Booked("-4"), Booked("7")]
    days = [Day("A", day(at), opening, tuple(each), id=f"d{at}")
            for at, opening, each in ((0, "100", moves[:1]), (1, "110", moves[1:3]),
                                      (2, "102", moves[3:]))]  # fmt: skip
    dated = tuple(
        one._replace(booking=day(at)) for at, one in zip((0, 1, 1, 2), moves, strict=True)
    )
    week = Day("A", day(0), "100", dated, id="week", until=day(2))
    daily = [camt(tmp_path, f"d{at}.xml", [one]) for at, one in enumerate(days)]
    weekly = camt(tmp_path, "w.xml", [week])
    assert imports(tmp_path / "both", *daily, weekly) == 0
    assert imports(tmp_path / "other", weekly, *daily[:2]) == 0
    for out in ("both", "other"):
        assert sorted(str(item.amount) for item in read(tmp_path / out).items) == [
            "-4.00", "-4.00", "10.00", "7.00",
        ]  # fmt: skip


def test_statements_that_tell_a_day_otherwise_are_refused_with_both(tmp_path: Path) -> None:
    week = Day("A", day(0), "100", (Booked("10", booking=day(0)), Booked("5", booking=day(1))),
               id="week", until=day(2))  # fmt: skip
    other = Day("A", day(1), "110", (Booked("6"),), id="day")
    other = Day("A", day(1), "110", (Booked("6"),), id="day")
    files = [camt(tmp_path, "w.xml", [week]), camt(tmp_path, "d.xml", [other])]
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", *files)
    (said,) = complaints(reason)
    assert said.startswith("d.xml") and "w.xml" in said and "2026-03-03" in said


def test_interim_reports_and_notifications_never_count_what_a_statement_holds(
    tmp_path: Path,
) -> None:
    moved = (Booked("10", reference="r1"), Booked("-3", reference="r2"))
    files = [
        camt(tmp_path, "s.xml", [Day("A", day(0), "100", moved)]),
        camt(tmp_path, "i.xml", [Day("A", day(0), None, moved[:1])], "052"),
        camt(tmp_path, "n.xml", [Day("A", day(0), None, moved[1:])], "054"),
        camt(tmp_path, "j.xml", [Day("A", day(1), None, (Booked("8", reference="r3"),))], "052"),
        camt(tmp_path, "m.xml", [Day("A", day(1), None, (Booked("8", reference="r3"),))], "054"),
    ]
    assert imports(tmp_path / "out", *files) == 0
    scenario = read(tmp_path / "out")
    assert sorted(str(item.amount) for item in scenario.items) == ["-3.00", "10.00", "8.00"]
    assert any("interim reports" in notice.text for notice in scenario.notices)
    later = camt(tmp_path, "t.xml", [Day("A", day(1), "107", (Booked("8", reference="r3"),))])
    assert imports(tmp_path / "out", later) == 0
    scenario = read(tmp_path / "out")
    assert len(scenario.items) == 3
    assert not any("interim reports" in notice.text for notice in scenario.notices)


def test_an_account_below_zero_gets_an_assumed_overdraft_at_its_low(tmp_path: Path) -> None:
    days = [Day("A", day(0), "10", (Booked("-40"), Booked("5"))), Day("A", day(1), "-25",
            (Booked("100"),)), Day("B", day(0), "0", (Booked("-1"), Booked("1")))]  # fmt: skip
    assert imports(tmp_path / "out", camt(tmp_path, "a.xml", days)) == 0
    scenario = read(tmp_path / "out")
    assert [str(account.overdraft) for account in scenario.accounts] == ["25.00", "0"]
    (told,) = (notice for notice in scenario.notices if "overdraft" in notice.text)
    assert told.accounts == ("A",) and told.text.startswith("Assumed") and "2026-03-02" in told.text


def test_a_value_date_before_the_booking_stays_visible_and_is_said(tmp_path: Path) -> None:
    moves = (Booked("10", value=day(-3)), Booked("20", value=day(2)), Booked("-5", value=day(60)))
    assert imports(tmp_path / "out", camt(tmp_path, "a.xml", [Day("A", day(0), "0", moves)])) == 0
    scenario = read(tmp_path / "out")
    found = {str(item.amount): (item.value_date, item.bank_value_date) for item in scenario.items}
    assert found == {
        "10.00": (None, day(-3)), "20.00": (day(2), None), "-5.00": (None, day(60)),
    }  # fmt: skip
    told = [notice.text for notice in scenario.notices if "value date" in notice.text]
    assert len(told) == 2 and "EUR 1 entry, received 10.00, paid 0.00" in told[0]


def test_equal_entries_of_one_day_are_all_counted(tmp_path: Path) -> None:
    first = Day("A", day(0), "10", (Booked("-2", text="Fee A"), Booked("-2", text="Fee A")), id="1")
    second = Day("A", day(0), "6", (Booked("-2", text="Fee A"),), id="2")
    files = [camt(tmp_path, "a.xml", [first]), camt(tmp_path, "b.xml", [second])]
    assert imports(tmp_path / "out", *files) == 0
    ids = sorted(item.id for item in read(tmp_path / "out").items)
    assert len(ids) == 3 and ids[1:] == [f"{ids[0]}-2", f"{ids[0]}-3"]


def test_a_batch_is_one_item_and_keeps_its_details(tmp_path: Path) -> None:
    batch = Booked("-30", batch=("10", "20"))
    imports(tmp_path / "out", camt(tmp_path, "a.xml", [Day("A", day(0), "50", (batch,))]))
    (item,) = read(tmp_path / "out").items
    assert str(item.amount) == "-30.00" and item.text == "batch of 2"
    assert [row["amount"] for row in rows(tmp_path / "out/import/details.csv")] == ["-10", "-20"]


def test_a_file_changed_by_hand_is_not_overwritten(tmp_path: Path) -> None:
    files = chain(tmp_path / "in", 3)
    imports(tmp_path / "out", *files)
    with (tmp_path / "out/items.csv").open("a", encoding="utf-8") as opened:
        opened.write("mine,2026-03-02,,DE1,5.00,,,,,,,\n")
    before = content(tmp_path / "out")
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", *files)
    assert "items.csv" in complaints(reason)[0] and content(tmp_path / "out") == before


def test_files_of_the_user_stay(tmp_path: Path) -> None:
    files = chain(tmp_path / "in", 3)
    imports(tmp_path / "out", *files)
    (tmp_path / "out/notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "out/terms.csv").write_text("id\ncurrent\n", encoding="utf-8")
    (tmp_path / "out/rates.csv").write_text(
        "terms,side,rate\ncurrent,credit,1%\n", encoding="utf-8"
    )
    imports(tmp_path / "out", *files)
    assert (tmp_path / "out/notes.txt").read_text(encoding="utf-8") == "mine"
    assert [terms.id for terms in read(tmp_path / "out").terms] == ["current"]


def test_a_folder_that_is_no_import_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(Refused, match="is no import"):
        imports(tmp_path / "out", *chain(tmp_path / "in", 1))


def test_corrections_of_owners_are_obeyed_and_stay(tmp_path: Path) -> None:
    files = chain(tmp_path / "in", 4)
    imports(tmp_path / "out", *files[:2])
    place = tmp_path / "out/import/accounts.csv"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("Fille-SARL,Fille SARL", "FR,Fille du Rhône"), encoding="utf-8")
    imports(tmp_path / "out", *files)
    scenario = read(tmp_path / "out")
    assert scenario.accounts[2].entity == "FR"
    assert {entity.id: entity.name for entity in scenario.entities}["FR"] == "Fille du Rhône"
    assert "FR,Fille du Rhône" in place.read_text(encoding="utf-8")


def test_every_file_that_cannot_be_read_is_named_at_once_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "b.xml").write_text("<Document><Bk", encoding="utf-8")
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", tmp_path / "a.png", tmp_path / "b.xml", *chain(tmp_path / "in"))
    said = complaints(reason)
    assert len(said) == 2 and said[0].startswith("a.png") and said[1].startswith("b.xml")
    assert not (tmp_path / "out").exists() and not list(tmp_path.glob(".treasury*"))


@needs_samples
def test_the_published_chain_of_daily_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = random.Random(3).sample(sorted(CHAIN.glob("*.xml")), 37)
    out = tmp_path / "out"
    assert imports(out, *files) == 0
    said = capsys.readouterr().out
    assert "292 entries of 37 statements, EUR 21,081,222.58 -> EUR 17,484,138.64" in said
    assert "2 entries of 37 statements, EUR 4,801.55 -> EUR 801.55" in said
    assert "passed, 74 closing balances, to the unit" in said
    assert len(read(out).items) == 294
    before = content(out)
    assert imports(out, *files) == 0
    said = capsys.readouterr().out
    assert "294 entries counted (none of them new); 74 statements came again" in said
    assert content(out) == before


@needs_samples
def test_the_published_chain_without_one_file_has_one_gap(tmp_path: Path) -> None:
    files = [file for file in sorted(CHAIN.glob("*.xml")) if file.stem != "2024-03-14"]
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", *files)
    (said,) = complaints(reason)
    assert "gap" in said and "2024-03-15.xml" in said and "2024-03-13.xml" in said


def test_the_folder_has_nothing_of_the_clock_or_the_machine(tmp_path: Path) -> None:
    imports(tmp_path / "out", *chain(tmp_path / "in", 2))
    whole = b"".join(content(tmp_path / "out").values())
    assert str(tmp_path).encode() not in whole
    assert json.dumps(sorted(content(tmp_path / "out"))) == json.dumps(
        sorted([
            "README.md", "accounts.csv", "banks.csv", "entities.csv", "items.csv", "scenario.toml",
            *(f"import/{name}" for name in (
                "accounts.csv", "accounts_guessed.csv", "classes.csv", "details.csv",
                "entries.csv", "files.csv", "import.toml", "remarks.csv", "statements.csv",
                "written.csv",
            )),
        ])
    )  # fmt: skip


@pytest.mark.parametrize("at_once", [1, 5, 25_000])
def test_the_history_runs_in_stretches_and_ends_on_the_same_balances(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr("treasury.checking.history.ENTRIES_AT_ONCE", at_once)
    assert imports(tmp_path / "out", *chain(tmp_path / "in")) == 0
    said = capsys.readouterr().out
    assert "passed, 36 closing balances, to the unit" in said
    assert "the ledger equals the projection: passed, 72 day-end balances" in said


def test_a_history_that_misses_a_balance_fails_loudly_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry that is lost on the way is found by the run, not by the files."""

    def lossy(gathered: Gathered, accounts: list[Account]) -> Classified:
        found = counted(gathered, accounts)
        found.numbers = found.numbers[1:]
        return found

    monkeypatch.setattr("treasury.importing.classified.counted", lossy)
    assert imports(tmp_path / "out", *chain(tmp_path / "in")) == 1
    said = capsys.readouterr().err
    assert "CHECK FAILED: history run: every closing balance of the statements" in said
    assert "the statement closes at EUR" in said and "Nothing was written." in said
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_an_import_loads_no_compiler_and_no_validation_of_scenarios(tmp_path: Path) -> None:
    files = [str(file) for file in chain(tmp_path / "in")]
    words = ["import", *files, "--group", "G", "--out", str(tmp_path / "out")]
    code = (
        "import sys; from treasury.cli.app import main; "
        f"main({words!r}); print(sorted({{'numba', 'pandas', 'pydantic'}} & {{*sys.modules}}))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_JIT"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.splitlines()[-1] == "[]", "each takes longer to load than a month to read"
    assert (tmp_path / "out/items.csv").is_file()

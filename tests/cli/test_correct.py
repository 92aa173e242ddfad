"""`treasury correct`: what it says, what it writes, and everything that is wrong at once."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import SCENARIOS, treasury, written

EIGHT = SCENARIOS / "08_back_value"
LATE = EIGHT / "late" / "late.csv"
HEAD = "id,date,value_date,account,amount"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run of the scenario of back value under runs/."""
    place = tmp_path_factory.mktemp("correct")
    done = treasury("run", EIGHT, cwd=place, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    return place


def late(place: Path, *lines: str, name: str = "known.csv", head: str = HEAD) -> Path:
    """A file of late items."""
    (place / name).write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return place / name


def complaints(place: Path, *words: str | Path) -> list[str]:
    """What is complained about, the count at the end; nothing is printed or written."""
    before = written(place)
    done = treasury("correct", *words, cwd=place)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr and written(place) == before
    return done.stderr.splitlines()


def test_the_correction_is_shown_and_written_as_the_scenario_expects(place: Path) -> None:
    for method in ("delta", "full"):
        out = f"to-{method}"
        done = treasury("correct", "08", LATE, "--method", method, "--out", out, cwd=place)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"Method {method}: " in done.stdout and "Checks: 5 passed" in done.stdout
        assert "What would have been swept is another question" in " ".join(done.stdout.split())
        assert [path.name for path in sorted((place / out).iterdir())] == [
            "corrections.csv", "entries.csv", "value_balances.csv",
        ]  # fmt: skip
        entries = (place / out / "entries.csv").read_text(encoding="utf-8")
        expected = EIGHT / "expected" / f"entries_{method}.csv"
        assert entries == expected.read_text(encoding="utf-8")
    again = treasury("correct", "08", LATE, "--out", "to-full", cwd=place)
    assert again.returncode == 0, "an earlier correction is replaced"
    (place / "to-full" / "mine.txt").write_text("mine", encoding="utf-8")
    (refused, _) = complaints(place, "08", LATE, "--out", "to-full")
    assert "mine.txt: is no file of a correction" in refused
    shutil.rmtree(place / "to-full")


def test_a_second_correction_knows_the_first(place: Path) -> None:
    again = EIGHT / "late" / "later.csv"
    out = place / "again"
    done = treasury("correct", "08", again, "--after", LATE, "--out", out, cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "After the correction of 2026-04-10, which made 2 late items known." in said
    assert "-145.00 was posted on 2026-03-21, -50.75 is right" in said
    assert "Checks: 5 passed" in said
    entries = (out / "entries.csv").read_text(encoding="utf-8")
    expected = EIGHT / "expected" / "later_entries_delta.csv"
    assert entries == expected.read_text(encoding="utf-8")
    shutil.rmtree(out)


def test_earlier_corrections_are_taken_in_the_order_of_their_days(place: Path) -> None:
    one = late(place, "a,2026-04-20,2026-03-02,SUB-1,5.00", name="one.csv")
    done = treasury(
        "correct", "08", EIGHT / "late" / "later.csv", "--after", one, "--after", LATE, cwd=place
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "2026-04-10, which made 2 late items known. After the correction of 2026-04-20" in said
    assert "which made 1 late item known." in said


def right(place: Path, name: str, **changes: tuple[str, str]) -> Path:
    """The scenario as it is right: in each of these files something is written otherwise."""
    folder = place / name
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(EIGHT, folder, ignore=shutil.ignore_patterns("expected", "late", "*.md"))
    for file, (was, is_) in changes.items():
        path = next(folder.glob(f"{file}.*"))
        text = path.read_text(encoding="utf-8")
        assert was in text
        path.write_text(text.replace(was, is_), encoding="utf-8")
    return folder


BETTER = {"rates": ("0.20%", "0.25%")}


def test_a_rate_that_was_wrong_is_corrected(place: Path) -> None:
    # 60,000.00 x 79 x 0.25 % / 360 = 32.9167.
    terms = right(place, "right", **BETTER)
    done = treasury(
        "correct", "08", "--terms", terms, "--date", "2026-04-10", "--out", place / "by-terms",
        cwd=place,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "The terms of the run were other than they are right" in said
    assert "26.33 was posted on 2026-03-21, 32.92 is right" in said
    assert "(0.20 % was used, 0.25 % is right from 2026-01-01: " in said
    assert "Checks: 6 passed" in said
    entries = (place / "by-terms" / "entries.csv").read_text(encoding="utf-8").splitlines()
    assert entries[1].startswith("1,2026-04-10,2026-03-21,")
    shutil.rmtree(place / "by-terms")
    shutil.rmtree(terms)


def test_items_after_right_terms_and_both_together_bear_the_right_rate(place: Path) -> None:
    terms = right(place, "right", **BETTER)
    day = f"{terms}@2026-04-10"
    again = EIGHT / "late" / "later.csv"
    done = treasury("correct", "08", again, "--after", day, "--after", LATE, cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "After the correction of 2026-04-10, which made other terms known." in said
    assert "Checks: 6 passed" in said and "-145.00 was posted on 2026-03-21, -50.75" in said
    both = treasury("correct", "08", LATE, "--terms", terms, cwd=place)
    assert both.returncode == 0 and "Late items" in both.stdout
    assert "26.33 was posted on 2026-03-21, 16.25 is right" in " ".join(both.stdout.split())
    shutil.rmtree(terms)


def test_the_order_of_lists_in_the_folder_is_no_fact(tmp_path: Path) -> None:
    # The run's scenario.json has its lists in another order than the folder: analysed accounts,
    # and five flat fees, whose places the charges name.
    terms = tmp_path / "right"
    shutil.copytree(SCENARIOS / "24_account_analysis", terms)
    main = terms / "scenario.toml"
    text = main.read_text(encoding="utf-8")
    done = treasury("run", terms, cwd=tmp_path, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    main.write_text(text.replace('share = "10%"', 'share = "5%"'), encoding="utf-8")
    found = treasury(
        "correct", "24", "--terms", terms, "--structure", "drained",
        cwd=tmp_path, NUMBA_DISABLE_JIT="1",
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")
    # 308.22 / 0.90 x 0.95 = 325.34, and 1,190.00 - 325.34 = 864.66.
    assert "-881.78 was posted on 2026-02-15, -864.66 is right" in " ".join(found.stdout.split())
    main.write_text(text.replace('["N-1", "S-1", ', '["N-1", "S-1", "CONC-1", '), encoding="utf-8")
    (said, _) = complaints(tmp_path, "24", "--terms", terms, "--structure", "drained")
    assert "[0].accounts: has CONC-1 more than in the run, which is a fact of it" in said


def test_several_flat_fees_stand_in_any_order(tmp_path: Path) -> None:
    terms = tmp_path / "right"
    shutil.copytree(EIGHT, terms, ignore=shutil.ignore_patterns("expected", "late", "*.md"))
    fees = ["id,account,amount,every,day", "B,HQ-1,20.00,month,1", "A,SUB-1,50.00,month,1", ""]
    (terms / "fees.csv").write_text("\n".join(fees), encoding="utf-8")
    done = treasury("run", terms, cwd=tmp_path, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    rates = (terms / "rates.csv").read_text(encoding="utf-8")
    (terms / "rates.csv").write_text(rates.replace(*BETTER["rates"]), encoding="utf-8")
    found = treasury("correct", "08", "--terms", terms, cwd=tmp_path, NUMBA_DISABLE_JIT="1")
    assert (found.returncode, found.stderr) == (0, "")
    # 60,000.00 on the site's account bear interest for 79 days, as above.
    assert "26.33 was posted on 2026-03-21, 32.92 is right" in " ".join(found.stdout.split())
    lines = (terms / "items.csv").read_text(encoding="utf-8").splitlines()
    (terms / "items.csv").write_text("\n".join([lines[0], *lines[:0:-1], ""]), encoding="utf-8")
    (said, _) = complaints(tmp_path, "08", "--terms", terms)
    assert "changes what happened in the run (items)" in said, "items happen in their order"


def test_what_is_no_price_is_a_fact_and_said_at_its_place(place: Path) -> None:
    terms = right(place, "other", rates=("0.20%", "0.25%"), items=("-50000", "-50001"))
    (found, _) = complaints(place, "08", "--terms", terms)
    assert found == (
        f"{terms}/items.csv line 3, column amount: is -50001, and -50000 in the run, which "
        "is a fact of it; expected as in the run: only what prices may differ"
    )
    found = complaints(place, "08", "--after", terms, "--after", f"{terms}@2026-13-01")
    assert found[0] == (
        "08: is to be corrected for nothing; expected late items (a CSV file), or --terms with the "
        "scenario as it is right"
    )
    assert found[1].startswith(f"{terms}@2026-13-01: '2026-13-01' is not a day; expected {terms}@")
    assert "other: does not say on which day its terms became known; expected" in found[3]
    found = complaints(place, "08", LATE, "--after", f"{terms}@gestern")
    assert found[0].startswith(f"{terms}@gestern: 'gestern' is not a day; expected {terms}@ and a")
    shutil.rmtree(terms)


def test_a_right_scenario_that_cannot_be_read_or_is_the_run_s_is_refused(place: Path) -> None:
    terms = right(place, "torn", rates=("0.20%", "0.2x%"))
    found = complaints(place, "08", "--terms", terms)
    assert found[0].startswith(f"{terms}/rates.csv line 2, column rate: ")
    shutil.rmtree(terms)
    terms = right(place, "same")
    (found_one, _) = complaints(place, "08", "--terms", terms)
    assert found_one.startswith(f"{terms}: has the terms of the run: there is nothing to correct")
    shutil.rmtree(terms)


def test_right_terms_that_would_change_a_deposit_are_refused(tmp_path: Path) -> None:
    thirteen = SCENARIOS / "13_notice_and_agreed_deposits"
    done = treasury("run", thirteen, cwd=tmp_path, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    terms = tmp_path / "right"
    shutil.copytree(thirteen, terms, ignore=shutil.ignore_patterns("expected", "*.md"))
    path = terms / "rates.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.05%", "0.06%"), encoding="utf-8")
    (found, _) = complaints(tmp_path, "13", "--terms", terms)
    assert found.startswith(
        "the terms as they are right: changes the interest of deposits with a principal"
    )


def test_what_is_wrong_with_an_earlier_correction_is_said_at_its_place(place: Path) -> None:
    again = late(place, "L1,2026-04-09,2026-03-02,SUB-1,5.00", name="again.csv")
    empty = late(place, name="nothing.csv")
    found = complaints(place, "08", again, "--after", LATE, "--after", empty)
    assert found == [
        f"{empty}: holds no items; expected a line for each",
        (
            f"{LATE}: is of 2026-04-10, after the correction on 2026-04-09; expected a correction "
            "of an earlier day, or of the same one"
        ),
        (
            "again.csv line 2, column id: the id 'L1' is given twice; expected an id of its own "
            "among items"
        ),
        "3 complaints; nothing was written.",
    ]


def test_without_out_nothing_is_written(place: Path) -> None:
    before = written(place)
    done = treasury("correct", "08", LATE, cwd=place)
    assert done.returncode == 0 and written(place) == before
    assert "-145.00 was posted" not in done.stdout
    assert "nothing was posted on 2026-03-21, -145.00 is right" in " ".join(done.stdout.split())


def test_everything_that_is_wrong_with_the_items_is_said_at_once(place: Path) -> None:
    items = late(
        place,
        "S1,2026-04-10,2026-03-02,SUB-2,5.00,",
        "b,2026-04-10,2026-04-11,SUB-1,5.001,",
        "c,2026-04-10,2025-12-31,SUB-1,5.00,3",
        "d,2026-04-09,2026-03-02,SUB-1,5.00,",
        "e,2026-04-10,,SUB-1,0,",
        head=f"{HEAD},priority",
    )
    found = complaints(place, "08", items, "--date", "2026-04-10")
    assert found == [
        (
            "known.csv line 2, column id: the id 'S1' is given twice; expected an id of its own "
            "among items"
        ),
        (
            "known.csv line 2, column account: there is no account 'SUB-2'; expected an id from "
            "accounts, perhaps 'SUB-1'"
        ),
        (
            "known.csv line 3, column amount: 5.001 has more decimals than CNY; expected at most 2 "
            "decimals"
        ),
        (
            "known.csv line 3, column value_date: value date 2026-04-11 is after the booking date "
            "2026-04-10; expected the booking date or earlier: it is known late"
        ),
        (
            "known.csv line 4, column value_date: value date 2025-12-31 is before the run; "
            "expected 2026-01-01 or later: earlier terms are not known"
        ),
        (
            "known.csv line 4, column priority: does nothing here: the bank has booked the item, "
            "nothing is decided again; expected an empty cell"
        ),
        (
            "known.csv line 5, column date: is booked on 2026-04-09, and the correction is made on "
            "2026-04-10; expected 2026-04-10, or a correction of its own on the day it is known"
        ),
        (
            "known.csv line 6, column amount: an item of zero moves nothing; expected above zero "
            "for a receipt, below zero for a payment"
        ),
        (
            "known.csv line 6, column value_date: is missing; expected the day from which the item "
            "bears interest"
        ),
        "9 complaints; nothing was written.",
    ]


def test_a_wrong_run_day_structure_or_file_is_said_with_the_rest(place: Path) -> None:
    torn = late(place, "a,10.4.2026,2026-03-02,SUB-1,1e5", name="torn.csv")
    found = complaints(place, "09", torn, "--out", place / "runs")
    assert found[0].startswith("09: is no run; expected ")
    assert found[1].startswith(f"{place / 'runs'}")
    assert [line.split(":")[0] for line in found[2:]] == [
        "torn.csv line 2, column date",
        "torn.csv line 2, column amount",
        "4 complaints; nothing was written.",
    ]
    found = complaints(place, "08", LATE, "--date", "2026-05-01", "--structure", "one")
    assert "'one' is no structure of this run" in found[0]
    assert "2026-05-01 lies outside the run" in found[1]
    (found_one, _) = complaints(place, "08", late(place, name="empty.csv"))
    assert "holds no items" in found_one


def test_a_run_with_several_structures_asks_which(place: Path, ran: Path) -> None:
    (found, _) = complaints(place, ran, late(place, "a,2026-05-12,2026-05-11,HQ-1,5.00"))
    assert found.startswith("--structure: the run has several structures, and each has books")


def test_a_run_with_virtual_ledgers_is_corrected_in_each_of_them(tmp_path: Path) -> None:
    seven = SCENARIOS / "07_virtual_ledgers"
    done = treasury("run", seven, cwd=tmp_path, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    done = treasury(
        "correct", "07", seven / "late" / "late.csv", "--out", "out", cwd=tmp_path,
        NUMBA_DISABLE_JIT="1",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Checks: 7 passed" in done.stdout
    assert "MAIN-1, TUNNEL: 426.00 CNY of internal interest in all" in done.stdout
    for name in ("ledger_corrections", "ledger_value_balances", "ledger_entries"):
        method = "_delta" if name == "ledger_entries" else ""
        expected = seven / "expected" / f"{name}{method}.csv"
        text = (tmp_path / "out" / f"{name}.csv").read_text(encoding="utf-8")
        assert text == expected.read_text(encoding="utf-8")
    shutil.rmtree(tmp_path / "out")
    file = late(tmp_path, "a,2026-03-30,2026-03-22,MAIN-1,5.00,BRIGDE", head=f"{HEAD},ledger")
    found = complaints(tmp_path, "07", file)
    assert found[0].startswith("known.csv line 2, column ledger: there is no virtual ledger 'BRI")


def test_a_run_with_on_lending_is_corrected_in_the_structure_that_has_it(tmp_path: Path) -> None:
    source = SCENARIOS / "22_on_lending"
    done = treasury("run", source, cwd=tmp_path, NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    right = tmp_path / "right"
    shutil.copytree(source, right, ignore=shutil.ignore_patterns("expected", "README.md"))
    rates = (right / "rates.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in rates if not line.startswith("internal,2026")]
    (right / "rates.csv").write_text("\n".join([*kept, ""]), encoding="utf-8")
    found = treasury(
        "correct", "22", "--terms", right, "--structure", "lent_on", cwd=tmp_path,
        NUMBA_DISABLE_JIT="1",
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")
    assert "exempt of the interest as lent on is 22,318.49 instead of 0.00" in " ".join(
        found.stdout.split()
    )


def test_going_back_to_the_run_s_terms_after_others_is_a_correction(place: Path) -> None:
    other, same = right(place, "other", **BETTER), right(place, "same")
    earlier = f"{other}@2026-04-09"
    done = treasury(
        "correct", "08", "--terms", same, "--after", earlier, "--date", "2026-04-10", cwd=place
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "32.92 was posted on 2026-03-21, 26.33 is right" in said
    (found, _) = complaints(
        place, "08", "--terms", other, "--after", earlier, "--date", "2026-04-10"
    )
    assert found.startswith(f"{other}: has the terms of the earlier correction: there is nothing")
    shutil.rmtree(other)
    shutil.rmtree(same)


def test_a_file_of_the_same_name_that_is_no_correction_s_is_not_replaced(place: Path) -> None:
    (place / "books").mkdir()
    (place / "books" / "entries.csv").write_text("day,debit\n", encoding="utf-8")
    (found, _) = complaints(place, "08", LATE, "--out", "books")
    assert "entries.csv: is no file of a correction; the folder is not replaced" in found
    shutil.rmtree(place / "books")

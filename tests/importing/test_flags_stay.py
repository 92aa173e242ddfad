"""An account that is incomplete stays flagged in what explain tells and in every export."""

import csv
from pathlib import Path

import pytest

from tests.importing.made_camt import Booked, Day, camt, day, imports
from treasury.cli.app import main
from treasury.plan.reading import read

FLAG = "Nothing was plugged."


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a pool over an account with a gap in its statements."""
    folder = tmp_path_factory.mktemp("flagged")
    days = [
        Day("A", day(0), "100", (Booked("5", "sale"),)),
        Day("A", day(1), "90", (Booked("3", "sale"),)),
        Day("B", day(0), "50", (Booked("7", "sale"),)),
    ]
    group = folder / "group"
    assert imports(group, camt(folder, "a.xml", days), header="B", accept=True) == 0
    assert any(each.accounts == ("A",) and FLAG in each.text for each in read(group).notices)
    assert main(["run", str(group), "--out", str(folder / "run")]) == 0
    return folder / "run"


def test_explain_flags_the_account_and_no_other(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for account, flagged in (("A", True), ("B", False)):
        assert main(["explain", str(run), "--account", account, "--date", str(day(0))]) == 0
        told = capsys.readouterr().out
        assert (FLAG in told) == flagged
    assert FLAG not in told


@pytest.mark.parametrize(
    ("form", "pattern"), [("hledger", "*.journal"), ("beancount", "*.beancount"),
                          ("csv", "notices.csv"), ("camt053", "notices.txt")],
)  # fmt: skip
def test_every_export_of_every_structure_says_it(run: Path, tmp_path: Path, form: str,
                                                 pattern: str) -> None:  # fmt: skip
    words = ["export", str(run), "--format", form, "--out", str(tmp_path / "to")]
    for _ in range(2):
        assert main(words) == 0
    folders = sorted(tmp_path.glob("to/*"))
    assert {folder.name for folder in folders} >= {"as_is", "pool"}
    for folder in folders:
        files = sorted(folder.glob(pattern))
        assert files
        for file in files:
            text = file.read_text(encoding="utf-8")
            assert "A: Incomplete" in text or "A - Incomplete" in text or 'A,"Incomplete' in text
            assert FLAG in text
            if form in ("hledger", "beancount"):
                assert all(line.startswith(";") for line in text.splitlines() if FLAG in line)


def test_the_notices_beside_an_entry_list_are_a_table(run: Path, tmp_path: Path) -> None:
    assert main(["export", str(run), "--format", "csv", "--out", str(tmp_path / "to")]) == 0
    with (tmp_path / "to/pool/notices.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    notices = read(run.parent / "group").notices
    assert [row["notice"] for row in rows] == [" ".join(each.text.split()) for each in notices]
    assert [row["accounts"] for row in rows] == [", ".join(each.accounts) for each in notices]

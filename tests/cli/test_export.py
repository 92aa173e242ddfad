"""`treasury export`: files by structure and period, which other programs take."""

from pathlib import Path

import pytest

from tests.accounts.statements.camt_files import read as read_camt
from tests.cli.commands import treasury, written
from tests.reporting.exports.made_books import (
    accepted_by_beancount,
    accepted_by_hledger,
    needs_beancount,
    needs_hledger,
)

RUNS = ("as_is", "keep_levels", "linked_levels")


def export(ran: Path, *words: str | Path) -> list[Path]:
    """The files that the command says it wrote."""
    done = treasury("export", ran, *words, cwd=ran.parents[1])
    assert done.returncode == 0 and done.stderr == ""
    return [Path(line) for line in done.stdout.splitlines()]


@needs_hledger
def test_every_structure_is_exported_for_hledger(ran: Path, tmp_path: Path) -> None:
    files = export(ran, "--format", "hledger", "--out", tmp_path / "books")
    assert files == [tmp_path / "books" / name / "2026-05.journal" for name in RUNS]
    for file in files:
        accepted_by_hledger(file)


@needs_beancount
def test_one_structure_is_exported_for_beancount(ran: Path, tmp_path: Path) -> None:
    words = ("--structure", "linked_levels", "--period", "all", "--out", tmp_path)
    (file,) = export(ran, "--format", "beancount", *words)
    assert file == tmp_path / "linked_levels" / "all.beancount"
    accepted_by_beancount(file)


@pytest.mark.parametrize(("period", "name"), [("quarter", "2026-Q2"), ("year", "2026")])
def test_entries_are_exported_as_csv(ran: Path, tmp_path: Path, period: str, name: str) -> None:
    export(ran, "--format", "csv", "--period", period, "--out", tmp_path)
    assert [file for file in written(tmp_path) if "/" in file] == [
        f"{run}/{name}.csv" for run in RUNS
    ]


def test_statements_are_exported_that_our_own_reader_takes(ran: Path, tmp_path: Path) -> None:
    files = export(ran, "--format", "camt053", "--out", tmp_path)
    assert files == [tmp_path / name / "2026-05.xml" for name in RUNS]
    for file in files:
        told = read_camt(file.read_bytes())
        assert told.reconciles and all(told.reconciles) and not told.problems


def test_exports_lie_beside_the_run_unless_told_otherwise(ran: Path) -> None:
    (file,) = export(ran, "--format", "csv", "--structure", "as_is")
    place = ran.with_name(f"{ran.name}-export")
    assert ran.parents[1] / file == place / "csv" / "as_is" / "2026-05.csv"
    assert "export" not in "".join(written(ran))


def test_an_earlier_export_is_replaced_and_periods_do_not_mix(ran: Path, tmp_path: Path) -> None:
    words = ("--format", "csv", "--structure", "as_is", "--out", tmp_path)
    export(ran, *words)
    export(ran, *words, "--period", "year")
    assert written(tmp_path) == ["as_is", "as_is/2026.csv"]


@pytest.mark.parametrize("mine", ["notes.txt", "main.csv", "2026-05.journal", "2026-05.csv/x"])
def test_a_users_file_is_not_exported_over(ran: Path, tmp_path: Path, mine: str) -> None:
    (tmp_path / "keep_levels" / mine).parent.mkdir(parents=True)
    (tmp_path / "keep_levels" / mine).write_text("mine")
    before = written(tmp_path)
    done = treasury("export", ran, "--format", "csv", "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert f"keep_levels/{Path(mine).parts[0]}: is no file of such an export" in done.stderr
    assert written(tmp_path) == before


@pytest.mark.parametrize("link", ["as_is", "as_is/2026-05.csv"])
def test_an_export_follows_no_link(ran: Path, tmp_path: Path, link: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "2026-05.csv").write_text("mine")
    place = tmp_path / "books" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "mine" / ("2026-05.csv" if "/" in link else ""))
    done = treasury("export", ran, "--format", "csv", "--out", "books", cwd=tmp_path)
    assert done.returncode == 2 and place.is_symlink()
    assert (tmp_path / "mine" / "2026-05.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--structure", "linked"), "perhaps"),
        (("--out", "file"), "is a file, not a folder"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    ran: Path, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "file").write_text("mine")
    done = treasury("export", ran, "--format", "csv", *words, cwd=tmp_path)
    assert done.returncode == 2 and complaint in done.stderr
    assert written(tmp_path) == ["file"]

"""Files that are no statements, or spoiled ones: one clear verdict each, in little memory."""

import os
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from treasury.accounts.statements.verdicts import Verdict, verdicts_of

HEAD = b"Date,Amount,Balance\n2026-03-02,5.00,105.00\n"
BAD = {
    "a log-in page": (b"<!DOCTYPE html>\n<html><form>Log in</form></html>", "log-in page"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a picture"),
    "an empty file": (b"", "is empty"),
    "only a header": (b"Date,Amount,Balance\n", "names columns but has no entries"),
    "ragged rows": (HEAD + b"2026-03-03,5.00\n", "has 2 cells where the names of the columns"),
    "18 digits": (HEAD + b"2026-03-03,123456789012345678.00,1\n", "larger than any account"),
    "an exponent": (HEAD + b"2026-03-03,1e5,1\n", "scientific notation"),
    "NaN": (HEAD + b"2026-03-03,NaN,1\n", "'NaN' is not an amount in digits"),
    "February 30": (HEAD + b"2026-02-30,5.00,110.00\n", "2026-02-30 is no day of the calendar"),
    "NUL bytes": (HEAD + b"\0" * 5000, "contains NUL bytes"),
    "UTF-16": (HEAD.decode().encode("utf-16"), "is saved as UTF-16"),
    "UTF-16 without a mark": (HEAD.decode().encode("utf-16-le"), "contains NUL bytes"),
    "a PDF": (b"%PDF-1.7\n", "is a PDF"),
    "an OFX file": (b"OFXHEADER:100\nDATA:OFXSGML\n", "is an OFX file"),
    "noise": (random.Random(7).randbytes(2000).replace(b"\0", b"1"), "text in none of UTF-8"),
}


def verdict(path: Path) -> Verdict:
    """The one verdict of the file."""
    (one,) = verdicts_of(path)
    return one


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_has_a_verdict_that_says_why(tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    one = verdict(path)
    assert (one.format, one.statements) == (None, ())
    assert words in " ".join(problem.sentence() for problem in one.problems)
    assert one.problems[-1].severity == "error"
    assert os.listdir(tmp_path) == ["x.csv"]


@pytest.mark.parametrize("name", BAD)
def test_the_verdict_is_the_same_inside_an_archive(tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("x.csv", data)
    one = verdict(path)
    assert one.format is None
    assert words in " ".join(problem.sentence() for problem in one.problems)


@pytest.mark.parametrize(
    ("cells", "words"),
    [("10.12345,EUR", "more than the 2 decimals"), ("10.5,JPY", "more than the 0 decimals")],
)
def test_decimals_that_a_currency_has_not_keep_a_statement_from_being_used(
    tmp_path: Path, cells: str, words: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"Date,Amount,Currency\n2026-03-02,{cells}\n", encoding="utf-8")
    one = verdict(path)
    errors = [problem.message for problem in one.problems if problem.severity == "error"]
    assert len(errors) == 1 and words in errors[0]


def test_a_line_of_a_hundred_megabytes_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        file.write(HEAD)
        for _ in range(100):
            file.write(b"x" * (1 << 20))
    tracemalloc.start()
    try:
        one = verdict(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "is 100 MB, and a CSV export may have 16 MB" in one.problems[-1].message
    assert peak < 10 << 20


@pytest.mark.parametrize(
    "row", [b"ab," * 60 + b"\n", b"2026-03-02,1,2,3,4\n", b"(" * 9000 + b"\n", b'"' * 9001 + b"\n"]
)
def test_megabytes_of_rows_that_make_no_sense_are_given_up_early(
    tmp_path: Path, row: bytes
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEAD + row * (8_000_000 // len(row)))
    tracemalloc.start()
    try:
        one = verdict(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert one.format is None
    assert peak < 60 << 20


def test_a_hundred_problems_of_a_kind_are_told_and_the_others_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEAD + b"2026-03-03,nought,1\n" * 5000)
    one = verdict(path)
    errors = [problem for problem in one.problems if problem.severity == "error"]
    assert len(errors) == 102
    assert errors[100].message == "4,900 more of this kind (error) are not shown"
    assert "5,000 rows cannot be read" in errors[101].message

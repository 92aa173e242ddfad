"""The workbook read back: exact amounts, no formulas, equal bytes."""

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from tests.reporting.made_study import another_small_study, small_study
from treasury.comparison import Study
from treasury.reporting import workbook
from treasury.reporting.run_tables import run_tables
from treasury.reporting.workbook import workbook_bytes


def made(study: Study) -> bytes:
    """The study's workbook."""
    return workbook_bytes(study, [run_tables(run) for run in study.runs])


def sheet_rows(study: Study, title: str) -> list[dict[str, object]]:
    """A sheet's rows by their headings."""
    rows = list(load_workbook(io.BytesIO(made(study)))[title].values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_amounts_are_numbers_one_can_add():
    rows = sheet_rows(small_study(), "Sweep register")
    amounts = [row["Amount"] for row in rows if row["Structure"] == "zba"]
    assert amounts == [1000, 500, 450.25]


def test_amounts_are_written_in_their_own_digits():
    # the binary number next to 946.44 is 946.4400000000001 to sixteen digits
    for amount in ("946.44", "1234567.89", "0.07"):
        with zipfile.ZipFile(io.BytesIO(made(small_study(big=amount)))) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if "sheet" in name]
        assert any(f"<v>{amount}</v>" in sheet for sheet in sheets)
        numbers = [
            text for sheet in sheets for text in re.findall(r"<v>-?[0-9]+\.([0-9]+)</v>", sheet)
        ]
        assert {len(text) for text in numbers} == {2}


def test_payments_not_made_stand_on_a_sheet_of_their_own():
    rows = sheet_rows(small_study(), "Payments not made")
    assert [(row["Structure"], row["Payment"], row["Amount"]) for row in rows] == [
        ("as_is", "i2", 900), ("least", "i1", 300), ("least", "i2", 900),
    ]  # fmt: skip
    assert {row["Effect"] for row in sheet_rows(small_study(), "Payments")} == {
        "disturbed", "enabled",
    }  # fmt: skip


def test_the_summary_sheet_carries_the_note_beside_the_figures():
    book = load_workbook(io.BytesIO(made(small_study())))
    texts = [str(cell.value) for row in book["Summary"].iter_rows() for cell in row]
    assert sum("900.00 CNY more was paid than today" in text for text in texts) == 1


def test_an_amount_beyond_fifteen_digits_is_written_in_full_as_text():
    rows = sheet_rows(small_study(big="1234567890123456.78"), "Sweep register")
    assert rows[0]["Amount"] == "1234567890123456.78"


@pytest.mark.parametrize(
    ("big", "expected"),
    [("9999999999999.99", 9999999999999.99), ("10000000000000.00", "10000000000000.00")],
)
def test_fifteen_digits_are_the_border(big, expected):
    assert sheet_rows(small_study(big=big), "Sweep register")[0]["Amount"] == expected


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_a_name_that_looks_like_a_formula_stays_text(name):
    book = load_workbook(io.BytesIO(made(small_study(name=name))))
    cells = [cell for row in book["Members"].iter_rows() for cell in row if cell.value == name]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_no_cell_of_the_workbook_is_a_formula():
    book = load_workbook(io.BytesIO(made(small_study(name="=1+1"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 100
    assert all(cell.data_type != "f" for cell in cells)


def test_a_long_register_is_cut_and_says_where_the_rest_is(monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_SHOWN", 2)
    rows = sheet_rows(small_study(), "Sweep register")
    said = [row["Date"] for row in rows if "zba" in str(row["Date"])]
    assert said == ["The first 2 of 3 rows; zba/sweeps.csv holds them all."]


def test_every_report_has_its_sheet():
    titles = load_workbook(io.BytesIO(made(small_study()))).sheetnames
    assert titles[0] == "Summary"
    assert titles[-1] == "Checks"
    assert {"Benefit", "Members", "Payments", "Liquidity", "Interest"} <= set(titles)


def test_equal_studies_give_equal_bytes():
    assert made(small_study()) == made(another_small_study())

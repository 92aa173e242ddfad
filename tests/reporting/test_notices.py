"""What a scenario says must be said stands in every report, and nothing else does."""

import io
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from tests.reporting.made_study import HOSTILE, small_scenario, small_study
from treasury.accounts.chart import Notice
from treasury.comparison import Study, study
from treasury.plan.problems.every import complaints
from treasury.reporting.notices import notices_of
from treasury.reporting.page.page import page_text
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.reporting.terminal import show
from treasury.reporting.workbook import workbook_bytes
from treasury.tax import TaxTerm

TOLD = (
    Notice(text="The statement of 19 March is missing.", accounts=("A", "B")),
    Notice(text=f"Rates are assumed {HOSTILE}"),
)


@cache
def noticed() -> Study:
    """The small scenario with two notices, run once."""
    return study(replace(small_scenario(), notices=TOLD))


def terminal(found: Study) -> str:
    """What the terminal shows."""
    out = io.StringIO()
    show(found, Path("runs/x"), Console(file=out, width=100))
    return " ".join(out.getvalue().split())


def page(found: Study) -> str:
    """The page."""
    return page_text(found, [run_tables(run) for run in found.runs])


def cells(found: Study) -> list[object]:
    """Every cell of the workbook's first sheet."""
    data = workbook_bytes(found, [run_tables(run) for run in found.runs])
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Summary"]
    return [cell.value for row in sheet.iter_rows() for cell in row]


def test_every_report_shows_every_notice_with_its_accounts() -> None:
    said = "A, B: The statement of 19 March is missing."
    assert said in terminal(noticed()) and said in page(noticed()) and said in cells(noticed())
    assert summary(noticed())["notices"][0]["shown"] == said
    assert summary(noticed())["notices"][0]["accounts"] == ["A", "B"]


def test_a_notice_cannot_put_anything_into_the_page() -> None:
    assert HOSTILE not in page(noticed()) and "&lt;script&gt;" in page(noticed())


def test_a_scenario_without_notices_shows_none() -> None:
    found = small_study()
    assert summary(found)["notices"] == []
    assert "To be read with" not in page(found) and "! " not in terminal(found)


def test_a_notice_is_part_of_the_fingerprint() -> None:
    assert noticed().fingerprint != small_study().fingerprint


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (Notice(text="So.", accounts=("Z",)), "there is no account 'Z'"),
        (Notice(text=" "), "the notice says nothing"),
    ],
)
def test_a_notice_of_nobody_or_without_words_is_refused(notice: Notice, said: str) -> None:
    found = complaints(replace(small_scenario(), notices=(notice,)))
    assert [each.message for each in found] == [said]


def test_a_rate_of_a_tax_that_another_version_has_replaced_is_no_notice() -> None:
    versions = ((None, "60%"), (date(2016, 5, 1), "6%"))
    taxes = tuple(
        TaxTerm(tax="VAT", base="bank_interest", rate=rate, valid_from=since)
        for since, rate in versions
    )
    told = [each.text for each in notices_of(replace(small_scenario(), tax_terms=taxes))]
    assert told and not any("60.00" in each for each in told)


def test_every_report_warns_of_a_rate_that_is_implausible() -> None:
    taxes = (TaxTerm(tax="VAT", base="bank_interest", rate="60%"),)
    given = small_scenario()
    rates = tuple(replace(each, rate="43.5%") for each in given.rates[:1]) + given.rates[1:]
    found = study(replace(given, rates=rates, tax_terms=taxes))
    high = f"Rate 43.50 % of '{rates[0].terms}' is none that banks charge or pay."
    for words in (high, "Rate 60.00 % of 'VAT' is none that a tax has."):
        assert f"! {words}" in terminal(found)
        assert words in unescape(page(found)) and words in map(str, cells(found))
        assert words in [each["shown"] for each in summary(found)["notices"]]

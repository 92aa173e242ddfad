"""Every report names the legal form of a structure's loans, and why nothing was due on them."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
from rich.console import Console

from tests.scenarios.shipped import study_of
from treasury.comparison import Study
from treasury.reporting.form_words import form_words
from treasury.reporting.page.page import page_text
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.reporting.terminal import show
from treasury.reporting.workbook import workbook_bytes
from treasury.tax import TaxTerm

LOANS = "Legal form of the loans between its legal persons: "
NEW_LAW = (
    "VAT_interest_free: nothing is due from 2026-01-01: a service without a price is no longer "
    "deemed a sale (source: 中华人民共和国增值税法, in force from 2026-01-01)."
)
DEPOSITS = (
    "VAT_finance_company: due only on what is lent by a header from 2026-01-01: VAT on loan "
    "services, inside the price; deposit interest is not taxed (source: 中华人民共和国增值税法, "
    "in force from 2026-01-01: 6 %)."
)
FREE = [LOANS + "interest-free loans in the group (无偿借贷).", NEW_LAW]
COMPANY = [
    LOANS + "deposits with and loans by a finance company (财务公司), each kept gross.",
    DEPOSITS,
]


@cache
def loans() -> Study:
    """The shipped scenario with one pool in three legal forms."""
    return study_of("17_entrusted_loans")


def test_interest_free_loans_say_under_which_law_nothing_was_due():
    assert form_words(loans().scenario, "free") == FREE


def test_a_finance_company_says_that_deposits_are_not_taxed():
    told = form_words(loans().scenario, "company")
    assert told[:2] == COMPANY
    assert [words.split(":")[0] for words in told[2:]] == [
        "stamp_duty_borrower", "stamp_duty_finance_company"
    ]  # fmt: skip


def test_entrusted_loans_owe_everything_and_a_pool_without_form_says_nothing():
    assert len(form_words(loans().scenario, "entrusted")) == 1
    bare = replace(loans().scenario.structures[0], form=None)
    assert form_words(replace(loans().scenario, structures=(bare,)), bare.id) == []
    assert form_words(loans().scenario, None) == []


def test_only_what_holds_on_a_day_of_the_run_is_told():
    ended = TaxTerm(tax="stamp", base="loan_drawn", rate="0%", text="until April")
    later = replace(ended, valid_from=loans().scenario.first_day, rate="0.005%")
    both = replace(loans().scenario, tax_terms=(later, ended))
    assert form_words(both, "free") == FREE[:1]
    assert form_words(replace(both, tax_terms=(ended,)), "free")[1:] == [
        "stamp: nothing is due: until April (no source is given)."
    ]


def test_what_is_lent_on_says_on_which_condition_it_is_exempt():
    told = form_words(study_of("22_on_lending").scenario, "lent_on")
    assert told[0].endswith("money from outside that is lent on (统借统还).")
    assert told[1].startswith("VAT_on_lending: not due on what is lent on at no more than its")


def test_the_terminal_the_page_the_workbook_and_the_summary_all_say_it():
    out = io.StringIO()
    show(loans(), Path("runs/x"), Console(file=out, width=100))
    terminal = " ".join(out.getvalue().split())
    tables = [run_tables(run) for run in loans().runs]
    page = page_text(loans(), tables)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(loans(), tables)))["Summary"]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    for words in (*FREE, *COMPANY):
        assert words in terminal
        assert words in page
        assert words in cells
    by_name = {one["name"]: one for one in summary(loans())["structures"]}
    assert (by_name["free"]["form"], by_name["free"]["form_words"]) == ("interest_free", FREE)
    assert "form" not in by_name["as_is"]


def test_netting_by_pair_is_said_with_a_form_and_without():
    entrusted = replace(loans().scenario.structures[0], netting="pair")
    told = form_words(replace(loans().scenario, structures=(entrusted,)), entrusted.id)
    assert told[1].startswith("What the same two legal persons owe each other over several links")
    plain = replace(entrusted, form=None)
    assert form_words(replace(loans().scenario, structures=(plain,)), plain.id) == told[1:]

"""Scenario 22: the figures that its README works out, and what it says of them."""

from tests.scenarios.shipped import run_of
from treasury.reporting.notices import notice_texts
from treasury.reporting.run_tables import run_tables

NAME = "22_on_lending"
EXEMPT = 17_059_09


def test_the_farms_first_quarter_is_exempt_as_far_as_the_loan_covers_it():
    data = run_tables(run_of(NAME, "lent_on")).on_lending.data
    at = data["borrower"].index("FARM-1")
    assert (data["interest"][at], data["exempt"][at]) == (18_540_00, EXEMPT)
    days = 72_000_000_00 + 49_500_000_00 + 49_090_909_00
    assert round(18_540_00 * days / 185_400_000_00) == EXEMPT
    taxes = run_tables(run_of(NAME, "lent_on")).taxes.data
    assert taxes["amount"][0] == round((18_540_00 - EXEMPT) * 6 / 106) == 83_83


def test_the_quarter_of_the_higher_rate_is_taxed_whole_and_the_next_one_is_not():
    data = run_tables(run_of(NAME, "lent_on")).on_lending.data
    farm = [at for at, who in enumerate(data["borrower"]) if who == "FARM-1"]
    assert [bool(data["exempt"][at]) for at in farm] == [True, False, True]
    assert "on 2026-10-12 the internal rate, 3.90 %" in data["reason"][farm[1]]


def test_that_the_agreements_are_an_example_stands_with_the_figures():
    told = notice_texts(run_of(NAME, "lent_on").plan.scenario)
    assert "The on-lending of L-1 is not confirmed; its source: an example." in told


def test_without_publication_everything_is_taxed():
    run = run_of(NAME, "unpublished")
    data = run_tables(run).on_lending.data
    assert set(data["exempt"]) == {0}
    assert run.figures[0].tax - run_of(NAME, "lent_on").figures[0].tax == 1_692_68

"""What is remarked about taxes: when they begin, whom they are on, and their rates."""

from dataclasses import replace
from datetime import date

import pytest

from tests.hand.tables import group
from treasury.linting.taxes import tax_remarks
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

POOL = """
    account | opening | header | rule         | entity
    H       | 0       |        |              | HQ
    S       | 100     | H      | zero_balance | Sub
    """
VAT = TaxTerm(tax="VAT", base="internal_interest", rate="6%")
MORE = TaxTerm(tax="more", base="tax", on="VAT", rate="12%")
STAMP = TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%")

SLIPPED = "'stamp' is 0.05 % on loan_drawn, and what is built in of CN is at most 0.005 % on that"


def taxed(*terms: TaxTerm) -> Scenario:
    """A pool from 2 to 21 March with these taxes."""
    return replace(group(POOL, days=20), tax_terms=terms)


def said(found: Scenario) -> list[tuple[str, str]]:
    """Name and message of each remark."""
    return [(one.name, one.message) for one in tax_remarks(found)]


def march(day: int) -> date:
    return date(2026, 3, day)


def test_sound_taxes_get_no_remark():
    later = replace(VAT, rate="5%", valid_from=march(10))
    assert said(taxed(VAT, later, MORE, STAMP)) == []
    assert said(taxed(replace(VAT, valid_from=march(2)))) == []


def test_a_tax_that_begins_inside_the_run_names_the_days_without_it():
    late = taxed(replace(VAT, valid_from=march(10)), replace(MORE, valid_from=march(10)))
    told = "'VAT' is in force from 2026-03-10 on: what falls due from 2026-03-02 to 2026-03-09 is"
    assert said(late) == [("tax_begins_inside_run", f"{told} not taxed")]
    nothing_due = tuple(replace(each, rate="0%") for each in (VAT, MORE))
    assert said(replace(late, tax_terms=(*late.tax_terms, *nothing_due))) == []
    later = taxed(VAT, replace(MORE, valid_from=march(10)))
    assert [name for name, _ in said(later)] == ["tax_begins_inside_run"]


def test_the_taxes_of_a_country_on_a_company_of_another_are_remarked_on():
    found = taxed()
    structure = replace(found.structures[0], form="entrusted_loans")
    abroad = tuple(
        replace(each, country="HK") if each.id == "Sub" else each for each in found.entities
    )
    both = replace(found, structures=(structure,), taxes_of="CN")
    told = (
        "the built-in taxes of CN are on all that the members of 'pool' lend each other, also on "
        "what 'Sub' (HK) lends or borrows"
    )
    assert said(both) == []
    assert said(replace(both, entities=abroad)) == [
        (
            "taxes_of_another_country",
            told,
        )
    ]
    assert said(replace(both, entities=abroad, taxes_of=None)) == []
    plain = replace(both, entities=abroad, structures=found.structures)
    assert said(plain) == [], "no built-in tax is due without a legal form"


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (replace(VAT, rate="60%"), "rate 60.00 % of 'VAT' is none that a tax has"),
        (replace(STAMP, rate="3%"), "rate 3.00 % of 'stamp' is none that a tax has"),
        (replace(MORE, rate="60%"), "rate 60.00 % of 'more' is none that a tax has"),
        (
            replace(STAMP, rate="0.05%"),
            SLIPPED,
        ),
    ],
)
def test_a_rate_that_no_law_asks_for_or_far_above_the_built_in_one(term: TaxTerm, words: str):
    others = (VAT,) if term.base == "tax" else ()
    assert [message for _, message in said(taxed(*others, term))] == [words]


def test_what_is_built_in_of_a_country_says_nothing_of_another():
    found = taxed(replace(STAMP, rate="0.8%"))
    abroad = tuple(replace(each, country="PT") for each in found.entities)
    assert said(replace(found, entities=abroad)) == []

"""Taxes and fees on what a scenario has not are remarked on, and not refused: a country's taxes, or
a bank's tariff, may be copied whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group
from tests.plan.test_templates import copied
from treasury.fees import FeeTerm
from treasury.interest import Terms
from treasury.linting.levies import levy_remarks
from treasury.money_market import MoneyMarketSweep
from treasury.plan.problems.every import complaints
from treasury.pooling.notional import NotionalPool
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

ALONE = "account | opening\n H | 0"
WITHIN = """
    account | opening | header | rule         | entity
    H       | 0       |        |              | HQ
    S       | 100     | H      | zero_balance | HQ
    """
BETWEEN = WITHIN.replace("S       | 100     | H      | zero_balance | HQ",
                         "S       | 100     | H      | zero_balance | Sub")  # fmt: skip
TERMS = Terms(id="t")
RATES = tuple(Rate(terms="t", side=side, rate="1%") for side in ("credit", "debit"))


def taxed(table: str, base: Any, *, price: bool = False, **keys: Any) -> Scenario:
    """A group with a tax on the base, priced loans where wanted."""
    found = group(table, terms=(TERMS,), rates=RATES)
    own = tuple(replace(one, internal_terms="t" if price else None) for one in found.structures)
    tax = TaxTerm(tax="T", base=base, **{"rate": "5%", **keys})
    return replace(found, structures=own, tax_terms=(tax,))


def said(found: Scenario) -> list[str]:
    """What is remarked of a scenario that can be run."""
    assert complaints(found) == []
    return [one.message for one in levy_remarks(found)]


def bearing(found: Scenario) -> Scenario:
    """With accounts that bear interest at their bank."""
    return replace(found, accounts=tuple(replace(one, terms="t") for one in found.accounts))


def pooled(found: Scenario, method: Any = "net") -> Scenario:
    """With a notional pool headed by the header of the structure."""
    pool = NotionalPool(id="N", structure="pool", header="H", terms="t", method=method)
    return replace(found, notional_pools=(pool,))


def test_a_tax_on_what_no_run_has_is_never_due():
    alone = "'T' is never due: "
    assert said(taxed(ALONE, "bank_interest")) == [f"{alone}no account bears interest at its bank"]
    assert said(bearing(taxed(ALONE, "bank_interest"))) == []
    assert said(taxed(ALONE, "fund_income")) == [f"{alone}there is no money market sweep"]
    fund = MoneyMarketSweep(id="F", account="H", terms="t", keep=Decimal(5))
    assert said(replace(taxed(ALONE, "fund_income"), money_market_sweeps=(fund,))) == []
    for table in (ALONE, WITHIN, BETWEEN):
        unpriced = taxed(table, "internal_interest")
        assert said(unpriced) == [f"{alone}no loan between two legal persons has a price"]
    assert said(taxed(BETWEEN, "internal_interest", price=True)) == []
    for table in (ALONE, WITHIN):
        assert said(taxed(table, "loan_drawn")) == [f"{alone}no link joins two legal persons"]
    assert said(taxed(BETWEEN, "loan_drawn")) == []


def test_a_tax_on_shares_needs_a_pool_that_has_a_result():
    lacking = ["'T' is never due: no notional pool has a result to share"]
    found = taxed(BETWEEN, "pool_result")
    assert said(found) == lacking
    assert [one.message for one in levy_remarks(pooled(found, "register"))] == lacking
    assert list(levy_remarks(pooled(found))) == []
    interest = taxed(BETWEEN, "bank_interest")
    assert list(levy_remarks(pooled(interest))) == []


def test_a_tax_on_limits_stands_without_remark_until_there_are_structures_and_is_remarked_then():
    limit = taxed(ALONE, "agreed_limit", date=date(2026, 3, 2))
    assert said(limit) == [
        "'T' is never due: no link between two legal persons has an internal limit"
    ]
    table = BETWEEN.replace("entity", "entity | mode | limit")
    table = table.replace("| HQ", "| HQ | |").replace("| Sub", "| Sub | own_plus_limit | 50")
    assert said(taxed(table, "agreed_limit", date=date(2026, 3, 2))) == []


def test_the_form_is_named_where_the_tax_is_due_in_some_forms_alone():
    found = taxed(BETWEEN, "internal_interest", forms=("entrusted_loans",))
    formed = replace(found.structures[0], form="entrusted_loans")
    other = replace(formed, id="other", form=None, internal_terms="t")
    links = (*found.links, *(replace(one, structure="other") for one in found.links))
    both = replace(found, structures=(formed, other), links=links)
    lacking = "no loan between two legal persons has a price in a structure of such a form"
    assert said(both) == [f"'T' is never due: {lacking}"]


def test_nothing_due_of_nothing_a_tax_on_a_tax_and_a_later_version_are_not_remarked_on():
    assert said(taxed(ALONE, "fund_income", rate="0%")) == []
    found = taxed(ALONE, "fund_income")
    more = TaxTerm(tax="more", base="tax", on="T", rate="12%")
    later = replace(found.tax_terms[0], rate="6%", valid_from=date(2026, 3, 2))
    assert len(said(replace(found, tax_terms=(*found.tax_terms, later, more)))) == 1


def test_the_whole_template_of_a_country_is_accepted_and_what_is_never_due_is_said():
    found = group(BETWEEN)
    entrusted = replace(found.structures[0], form="entrusted_loans")
    taxes = copied("tax_template.toml", TaxTerm)
    given = replace(found, structures=(entrusted,), tax_terms=taxes)
    assert [words.split(" ")[0] for words in said(given)] == [
        "'withholding'",
        "'VAT'",
        "'withheld_of_lenders_abroad'",
    ]


@pytest.mark.parametrize(
    ("table", "keys", "told"),
    [
        (ALONE, {}, "no link joins two legal persons, and none owes another anything"),
        (WITHIN, {}, "no link joins two legal persons, and none owes another anything"),
        (
            WITHIN,
            {"structure": "pool"},
            "no link of 'pool' joins two legal persons, and none owes another anything",
        ),
        (BETWEEN, {}, ""),
        (ALONE, {"base": "sweep_amount"}, "there is no link"),
        (WITHIN, {"base": "sweep_amount", "structure": "bare"}, "'bare' has no link"),
        (WITHIN, {"base": "sweep_amount", "structure": "pool"}, ""),
    ],
)
def test_a_fee_on_loans_or_sweeps_needs_links_that_make_them(
    table: str, keys: dict[str, Any], told: str
):
    found = group(table)
    structures = tuple(replace(found.structures[0], id=name) for name in ("pool", "bare"))
    fee = FeeTerm(**{"fee": "F", "base": "loan_balance", "rate": "0.1%", **keys})
    given = replace(found, structures=structures, fee_terms=(fee, replace(fee, rate="1%",
                    valid_from=date(2026, 3, 2))))  # fmt: skip
    assert said(given) == ([f"'F' is never charged: {told}"] if told else [])

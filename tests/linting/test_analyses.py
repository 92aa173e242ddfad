"""What is remarked about account analyses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.hand.tables import group, on
from treasury.account_analysis import AccountAnalysis
from treasury.credit import CreditLine
from treasury.fees import Fee, FeeTerm
from treasury.interest import Terms
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario

POOL = """
    account | opening | header | rule         | terms
    H       | 0       |        |              |
    A       | 900     | H      | zero_balance | demand
    """
FEE = Fee(id="F", account="A", amount=Decimal(1), analysis="AN")
FEE_OF_LINKS = FeeTerm(
    fee="zba", base="sweep_count", amount=Decimal(1), currency="CNY", analysis="AN"
)


def analysed(*accounts: str, demand: str = "0%", **more: Any) -> Scenario:
    """The pool with an analysis of these accounts."""
    return group(
        POOL,
        account_analyses=(
            AccountAnalysis(id="AN", accounts=accounts, settlement_account="A", terms="ecr"),
        ),
        **{
            "fees": (FEE,),
            "terms": (Terms(id="ecr"), Terms(id="demand")),
            "rates": (
                Rate(terms="ecr", side="credit", rate="1%"),
                Rate(terms="demand", side="credit", rate=demand),
            ),
        }
        | more,
    )


def said(found: Scenario, name: str) -> list[str]:
    """What remarks of this name say of a scenario that can be run."""
    assert complaints(found) == []
    return [one.message for one in remarks(found) if one.name == name]


def test_a_credit_that_pays_no_fee_is_remarked():
    (told,) = said(analysed("A", fees=()), "analysis_without_fees")
    assert told == "no fee goes through 'AN', so its earnings credit pays nothing"
    assert said(analysed("A"), "analysis_without_fees") == []
    assert said(analysed("A", fees=(), fee_terms=(FEE_OF_LINKS,)), "analysis_without_fees") == []


def test_an_account_that_earns_twice_is_remarked():
    name = "interest_beside_earnings_credit"
    (told,) = said(analysed("A", "H", demand="0.2%"), name)
    assert "'A' bears interest by its terms 'demand', and earns a credit in 'AN'" in told
    assert said(analysed("A"), name) == []


def test_a_fee_of_links_whose_payers_are_not_analysed_is_remarked():
    name = "fee_never_analysed"
    given = group(POOL + "    X | 5 | | |\n")
    apart = replace(
        analysed("A"), fees=(), accounts=given.accounts, fee_terms=(FEE_OF_LINKS,),
        account_analyses=(
            AccountAnalysis(id="AN", accounts=("X",), settlement_account="X", terms="ecr"),
        ),
    )  # fmt: skip
    (told,) = said(apart, name)
    assert "'zba' goes through 'AN', and no account that could pay it is analysed there" in told
    assert said(analysed("A", fee_terms=(FEE_OF_LINKS,)), name) == []


def renewed(begins: date, *accounts: str, **more: Any) -> Scenario:
    """The pool whose analysis of A ends on day 2 and is continued."""
    one = analysed("A", **{"days": 5} | more)
    (old,) = one.account_analyses
    old = replace(old, valid_until=on(2))
    new = replace(old, id="NEW", accounts=accounts, follows="AN", valid_from=begins)
    return replace(one, account_analyses=(old, replace(new, valid_until=None)))


def test_days_between_two_analyses_in_turn_are_remarked():
    name = "gap_between_analyses"
    (told,) = said(renewed(on(4), "A"), name)
    assert told.startswith("'NEW' continues 'AN', and neither is in force from 2026-03-04 to 2026-")
    assert said(renewed(on(3), "A"), name) == []


def test_an_account_that_the_next_analysis_leaves_out_is_remarked():
    name = "fee_left_out_in_turn"
    falls = (replace(FEE, day=4),)
    (told,) = said(renewed(on(3), "H", fees=falls), name)
    assert "'A', which pays it, is not analysed in 'NEW': while that is in force" in told
    assert said(renewed(on(3), "A", fees=falls), name) == []
    once = replace(FEE, every="once")
    assert len(said(renewed(on(3), "H", fees=(replace(once, date=on(4)),)), name)) == 1
    # One that falls where the analysis that leaves its account out is not in force is not told.
    assert said(renewed(on(3), "H", fees=(replace(once, date=on(2)),)), name) == []
    assert said(renewed(on(5), "H", fees=falls), name) == []


def test_a_fee_by_terms_whose_payer_the_next_analysis_leaves_out_is_remarked():
    name = "fee_left_out_in_turn"
    line = CreditLine(id="L", account="A", limit=Decimal(100), terms="line")
    term = FeeTerm(
        fee="facility", base="credit_line", rate="1%", day=4, every="month", analysis="AN",
        credit_line="L",
    )  # fmt: skip
    plain = analysed("A")
    given = {
        "fees": (), "fee_terms": (term,), "credit_lines": (line,),
        "terms": (*plain.terms, Terms(id="line")),
        "rates": (*plain.rates, Rate(terms="line", side="debit", rate="4%")),
    }  # fmt: skip
    (told,) = said(renewed(on(3), "H", **given), name)
    assert told.startswith("'facility' goes through 'AN'") and "'A', which pays it" in told
    assert said(renewed(on(3), "A", **given), name) == []


def test_a_fee_that_names_any_analysis_of_a_chain_goes_through_each():
    assert said(renewed(on(3), "A"), "analysis_without_fees") == []
    links = renewed(on(3), "A", fees=(), fee_terms=(FEE_OF_LINKS,))
    assert said(links, "fee_never_analysed") == []


def test_a_pool_that_drains_an_analysis_is_remarked():
    (told,) = said(analysed("A"), "analysis_drained")
    assert (
        "the rule 'rule-A' sends all cash up from 'A' to 'H', which is not analysed in 'AN'" in told
    )
    assert said(analysed("A", "H"), "analysis_drained") == []
    assert said(analysed("H", fees=()), "analysis_drained") == []

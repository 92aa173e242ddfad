"""Taxes written as the hand calculation, in fen.

Sub sends 900,000.00 up on 2 March 2026; internal interest of 3.6 %, 90.00 a day, is settled at the
close of the 20th (19 days: 1,710.00) and posted on the 21st.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.notional import ROUND, SMALL, pooled
from tests.hand.tables import group, lived
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

POOL = """
    account | opening   | header | rule         | entity | limit
    HQ-1    | 0         |        |              | HQ     |
    S-1     | 900000.00 | HQ-1   | zero_balance | Sub    |
    """
VAT = TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True)
SURCHARGE = TaxTerm(tax="surcharge", base="tax", on="VAT", rate="12%")
STAMP = TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%")


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


def pool(*terms: TaxTerm, last: int = 21, accounts: str = POOL, **fields: Any) -> Scenario:
    """The pool with these taxes, up to a day of March."""
    found = group(
        accounts,
        tax_terms=terms,
        terms=(Terms(id="in"),),
        rates=(Rate(terms="in", side="credit", rate="3.6%"),
               Rate(terms="in", side="debit", rate="3.6%")),
        pool={"internal_terms": "in", **fields},
    )  # fmt: skip
    return replace(found, last_day=march(last))


def charged(scenario: Scenario, structure: str | None = "pool") -> list[tuple[str, str, str, int]]:
    """Date, tax, account and fen of every charge."""
    found = lived(scenario, structure).levies
    return [(f"{one.day:%m-%d}", one.fee, one.account, one.amount) for one in found]


def test_tax_inside_the_price_is_6_of_106_and_its_surcharge_is_on_the_rounded_tax():
    # 1,710.00 x 6 / 106 = 96.79; 96.79 x 12 % = 11.61.
    assert charged(pool(VAT, SURCHARGE)) == [
        ("03-21", "VAT", "S-1", 96_79),
        ("03-21", "surcharge", "S-1", 11_61),
    ]


def test_a_tax_on_top_is_the_rate_of_the_interest():
    assert charged(pool(replace(VAT, price_includes_tax=False))) == [
        ("03-21", "VAT", "S-1", 102_60)
    ]


def test_the_lender_pays_whichever_way_the_loan_goes():
    accounts = POOL.replace("900000.00", "-900000.00").replace("| 0   ", "| 900000")
    assert charged(pool(VAT, accounts=accounts)) == [("03-21", "VAT", "HQ-1", 96_79)]
    assert charged(pool(replace(VAT, payer="borrower"), accounts=accounts)) == [
        ("03-21", "VAT", "S-1", 96_79)
    ]


def test_a_tax_of_one_way_leaves_the_other_alone():
    assert charged(pool(replace(VAT, direction="down"))) == []
    assert len(charged(pool(replace(VAT, direction="up")))) == 1


def test_a_tax_is_due_in_its_legal_forms_alone():
    loans = replace(VAT, forms=("entrusted_loans",))
    found = pool(loans, form="entrusted_loans")
    assert len(charged(found)) == 1
    assert charged(found, None) == []
    both = (replace(found.structures[0], form=None), replace(found.structures[0], id="loans"))
    links = (*found.links, *(replace(link, structure="loans") for link in found.links))
    found = replace(found, structures=both, links=links)
    assert (len(charged(found)), len(charged(found, "loans"))) == (0, 1)


def test_the_rate_is_that_of_the_day_on_which_interest_is_posted():
    later = replace(VAT, rate="9%", valid_from=march(21))
    # 1,710.00 x 9 / 109.
    assert charged(pool(VAT, later)) == [("03-21", "VAT", "S-1", 141_19)]
    assert charged(pool(replace(VAT, valid_from=march(22)), last=22)) == []


def test_tax_on_what_has_accrued_is_told_and_not_charged():
    one = lived(pool(VAT, SURCHARGE, last=20), "pool")
    assert one.levies == []
    assert one.levied == {("VAT", "S-1"): 96_79, ("surcharge", "S-1"): 11_61}


def test_a_loan_is_stamped_on_the_morning_after_it_was_drawn_and_interest_is_none():
    # 900,000.00 x 0.005 % = 45.00; on the 3rd the header pays it. HQ-1 is then at -45.00.
    one = charged(pool(STAMP, last=25))
    assert one == [("03-03", "stamp", "HQ-1", 45_00)]
    # Interest of 1,710.00 was added to the position on the 21st, and stamped by nobody.


def test_a_loan_drawn_on_the_last_day_is_told_and_not_charged():
    assert lived(pool(STAMP, last=2), "pool").levied == {("stamp", "HQ-1"): 45_00}


def test_a_limit_is_stamped_once_on_the_day_of_its_agreement():
    accounts = POOL.replace("zero_balance | Sub    |", "zero_balance | Sub    | 2000000")
    limit = TaxTerm(tax="stamp", base="agreed_limit", rate="0.005%", date=march(5))
    found = pool(limit, accounts=accounts, payment_mode="own_plus_limit")
    assert charged(found) == [("03-05", "stamp", "S-1", 100_00)]
    assert charged(replace(found, tax_terms=(replace(limit, payer="lender"),))) == [
        ("03-05", "stamp", "HQ-1", 100_00)
    ]


@pytest.mark.parametrize(
    ("versions", "due"),
    [
        ([("0.005%", 3)], 100_00),  # in force from a day of the run, before the agreement
        ([("0.005%", None), ("0.01%", 4)], 200_00),
        ([("0.005%", None), ("0.01%", 5)], 200_00),
        ([("0.005%", None), ("0.01%", 6)], 100_00),  # not yet
        ([("0.01%", 2), ("0.005%", 4), ("0.02%", 8)], 100_00),
    ],
)
def test_the_stamp_on_a_limit_is_at_the_rate_of_its_day(versions, due):
    # 2,000,000.00 x 0.005 % = 100.00; x 0.01 % = 200.00.
    accounts = POOL.replace("zero_balance | Sub    |", "zero_balance | Sub    | 2000000")
    terms = [
        TaxTerm(tax="stamp", base="agreed_limit", rate=rate, date=march(5),
                valid_from=march(begins) if begins else None)
        for rate, begins in versions
    ]  # fmt: skip
    found = pool(*terms, accounts=accounts, payment_mode="own_plus_limit")
    assert charged(found) == [("03-05", "stamp", "S-1", due)]
    assert lived(found, "pool").levied == {}


def test_withholding_tax_is_on_what_the_bank_pays_in_every_run():
    held = TaxTerm(tax="withholding", base="bank_interest", rate="10%")
    one = group(
        "account | opening | terms\n A | 100000 | bank",
        terms=(Terms(id="bank"),),
        rates=(Rate(terms="bank", side="credit", rate="3.6%"),
               Rate(terms="bank", side="debit", rate="3.6%")),
        tax_terms=(held,),
    )  # fmt: skip
    one = replace(one, last_day=march(21))
    for structure in (None, "pool"):
        # 100,000.00 x 3.6 % x 19 / 360 = 190.00, a tenth of it.
        assert charged(one, structure) == [("03-21", "withholding", "A", 19_00)]


def test_withholding_tax_is_on_what_an_account_gets_of_a_notional_pool_s_result():
    held = TaxTerm(tax="withholding", base="bank_interest", rate="10%")
    accounts = """
        account | opening  | terms
        H       | 8000000  | own
        A       | -3000000 | own
        B       | 1000000  | own
        """
    one = replace(pooled(accounts, rates=SMALL), tax_terms=(held,))
    # 6,000,000.00 x 0.35 % / 360 = 58.33, of which H gets 51.85 and B 6.48; A has no interest.
    assert lived(one).levied == {("withholding", "H"): 5_19, ("withholding", "B"): 65}
    # Under advantage A owes 362.50, H and B earn 77.78 and 9.72 themselves, and the pool pays
    # 58.33 - (77.78 + 9.72 - 362.50) = 333.33: 296.29 to H, 37.04 to B. Taxed is 374.07, 46.76.
    better = replace(one, notional_pools=(replace(one.notional_pools[0], method="advantage"),))
    assert lived(better).levied == {("withholding", "H"): 37_41, ("withholding", "B"): 4_68}
    # A tax on the result alone leaves their own interest out: 296.29 and 37.04.
    of_result = replace(better, tax_terms=(replace(held, base="pool_result"),))
    assert lived(of_result).levied == {("withholding", "H"): 29_63, ("withholding", "B"): 3_70}
    # Debts of 3,000,000.00 against 2,000,000.00: the pool owes, and nothing is taxed.
    debt = accounts.replace("8000000", "1000000")
    owing = replace(pooled(debt, rates=ROUND), tax_terms=(held,))
    assert lived(owing).levied == {}


def test_inside_one_legal_person_nothing_is_taxed():
    accounts = POOL.replace("Sub", "HQ ")
    assert charged(pool(VAT, STAMP, accounts=accounts, internal_terms=None)) == []


@pytest.mark.parametrize("term", [VAT, STAMP])
def test_a_rate_of_zero_says_that_nothing_is_due(term):
    found = charged(pool(replace(term, rate="0%")))
    assert {amount for *_, amount in found} == {0}


def test_entitlement_falls_by_the_tax_alone():
    one = lived(pool(VAT), "pool")
    assert one.book["S-1"][-1] + one.position["S-1", "HQ-1"][-1] == 900_000_00 + 1_710_00 - 96_79
    assert Decimal(one.book["HQ-1"][-1]) == 900_000_00 - 96_79

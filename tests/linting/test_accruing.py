"""What is remarked about taxes that are taken as interest accrues."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.hand.notional import SMALL, pooled
from tests.hand.test_taxes_at_accrual_by_hand import HELD, INTERNAL, one, pool
from tests.linting.test_products import said
from treasury.deposits import Deposit
from treasury.interest import OpeningNumber

SPRING = 112
"""The days up to 21 June."""


def test_ends_at_which_interest_is_settled_anyway_make_no_difference():
    name = "accrues_without_effect"
    assert said(one(HELD, last=SPRING), name) == []
    monthly = one(HELD, last=SPRING, settles="monthly", settlement_day=31)
    ((place, words),) = said(monthly, name)
    assert place == "tax_terms[0].accrues"
    assert words == (
        "'held' is taken as interest accrues, which changes nothing in this run: interest is "
        "settled at every such end of the run"
    )
    quarterly = one(HELD, last=SPRING, settlement_day=31)
    assert said(quarterly, name) == []
    assert len(said(replace(quarterly, tax_terms=(replace(HELD, accrues="quarterly"),)), name)) == 1


def test_a_run_without_an_end_in_it_is_remarked_on():
    name = "accrues_without_effect"
    assert said(one(HELD, last=30), name)[0][1].endswith("no month ends before its last day")
    assert said(one(HELD, last=31), name) == []
    yearly = replace(HELD, accrues="yearly")
    assert said(one(yearly, last=SPRING), name)[0][1].endswith("no year ends before its last day")
    assert said(one(replace(HELD, taxed="paid"), last=30), name) == []
    # The end of March is the evening before the first day.
    april = replace(one(HELD, last=30), first_day=date(2026, 4, 1), last_day=date(2026, 4, 30))
    assert said(april, name)[0][1].endswith("no month ends before its last day")


def test_where_nothing_bears_such_interest_other_remarks_say_so():
    free = replace(one(HELD, last=30), tax_terms=(INTERNAL,))
    assert said(free, "accrues_without_effect") == []


def test_what_is_known_only_when_it_is_paid_is_taxed_then():
    name = "taxed_when_paid"
    assert said(one(HELD, last=SPRING), name) == []
    deposit = Deposit(
        id="D", account="A", product="notice_7", amount=Decimal(500_000), rate="1%",
        placed_on=date(2026, 3, 3),
    )  # fmt: skip
    late = one(HELD, last=SPRING, rate_change="settlement_day")
    ((place, words),) = said(replace(late, deposits=(deposit,)), name)
    assert place == "tax_terms[0].taxed"
    assert words == (
        "'held' is taken as interest accrues, and only when it is paid of interest of deposits and "
        "interest by 'bank', at the rate of its settlement day"
    )
    # What is settled so late has no end at which it could make a difference.
    assert said(late, "accrues_without_effect") == []
    accounts = "account | opening | terms\n H | 8000000 | own\n B | 1000000 | own"
    shares = replace(pooled(accounts, rates=SMALL), tax_terms=(HELD,))
    assert said(shares, name)[0][1].endswith("paid of shares in notional pools")


def test_the_terms_of_positions_are_looked_at_where_the_tax_is_due():
    name = "taxed_when_paid"
    loans = pool(INTERNAL, last=SPRING)
    assert said(loans, name) == []
    late = tuple(replace(each, rate_change="settlement_day") for each in loans.terms)
    assert len(said(replace(loans, terms=late), name)) == 1


def test_interest_from_before_the_run_counts_as_not_taxed():
    name = "opening_number_not_taxed"
    before = (OpeningNumber(account="A", side="credit", number=Decimal(1_000_000)),)
    found = replace(one(HELD, last=SPRING), opening_numbers=before)
    assert said(found, name) == [
        (
            "tax_terms[0].taxed",
            "what 'A' had accrued before 2026-03-02 counts as not taxed by 'held' yet",
        )
    ]
    assert said(replace(found, tax_terms=(replace(HELD, taxed="paid"),)), name) == []
    owed = (replace(before[0], side="debit"),)
    assert said(replace(found, opening_numbers=owed), name) == []

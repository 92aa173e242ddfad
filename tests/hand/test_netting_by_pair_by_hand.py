"""Entrusted loans netted by pair of legal persons (日终轧差), calculated by hand, in fen.

S has two accounts: S-1 sends 500,000.00 up to H on 3 March 2026, S-2 fetches 300,000.00 down: one
loan of S to H, 200,000.00, for 18 days to 20 March, 3,600,000.00 CNY-days.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.tables import group
from treasury.ages import ages
from treasury.comparison import Run, study
from treasury.fees import FeeTerm
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.reporting.run_tables import run_tables
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

POOL = """
    account | opening    | header | rule         | entity
    H-1     | 700000.00  |        |              | H
    S-1     | 500000.00  | H-1    | zero_balance | S
    S-2     | -300000.00 | H-1    | zero_balance | S
    """
VAT = TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True)
STAMP = TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%")
AGENT = FeeTerm(
    fee="agent", base="loan_balance", rate="0.1%", minimum=Decimal(50), every="quarter",
    payer="lender", currency="CNY",
)  # fmt: skip
RATES = (
    Rate(terms="in", side="credit", rate="1.2%"),
    Rate(terms="in", side="debit", rate="3.1%"),
)


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


def lent(
    netting: str = "pair", *, fees: Any = (), taxes: Any = (), last: int = 21, items: str = ""
) -> Run:
    """The pool lived from 3 March to a day of March."""
    pool = {"internal_terms": "in", "form": "entrusted_loans", "payment_mode": "full"}
    found: Scenario = group(
        POOL, items, fee_terms=fees, tax_terms=taxes, terms=(Terms(id="in"),), rates=RATES,
        pool={**pool, "netting": netting},
    )  # fmt: skip
    (run,) = (
        run
        for run in study(replace(found, first_day=march(3), last_day=march(last))).runs
        if run.plan.structure
    )
    assert not [check.detail for check in run.checks if check.passed is False]
    return run


def told(run: Run, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table of the run."""
    data = getattr(run_tables(run), table).data
    return list(zip(*(data[name] for name in columns), strict=True))


def interest(run: Run) -> list[tuple[Any, ...]]:
    """Bearer, what bears, number and fen of the internal interest posted on 21 March."""
    lines = told(run, "interest", "account", "bearer", "interest_number", "rounded", "posted_on")
    return [line[:-1] for line in lines if line[-1] == "2026-03-21"]


def charges(run: Run, table: str) -> list[tuple[Any, ...]]:
    """Day, fee or tax, account and fen of what was charged."""
    every = told(run, table, "charged_on", "fee", "account", "amount")
    return [one for one in every if one[0] != "accrued"]


def test_the_pair_has_one_interest_in_the_position_of_its_first_account():
    # 3,600,000.00 x 1.2 % / 360 = 120.00.
    assert interest(lent()) == [
        ("S-1", "money sent up to H-1, netted with S-2", 3_600_000_00, 120_00)
    ]


def test_without_netting_each_link_is_a_loan_for_itself():
    # 500,000.00 x 18 x 1.2 % / 360 = 300.00; 300,000.00 x 18 x 3.1 % / 360 = 465.00.
    assert interest(lent("link")) == [
        ("S-1", "money sent up to H-1", 9_000_000_00, 300_00),
        ("S-2", "money fetched down from H-1", 5_400_000_00, -465_00),
    ]


def test_stamp_duty_is_on_the_one_loan_and_value_added_tax_on_its_interest():
    # 200,000.00 x 0.005 % = 10.00, paid by H, the borrower; 120.00 x 6 / 106 = 6.79.
    assert charges(lent(taxes=(STAMP, VAT)), "taxes") == [
        ("2026-03-04", "stamp", "H-1", 10_00),
        ("2026-03-21", "VAT", "S-1", 6_79),
    ]


def test_stamp_duty_on_each_link_is_on_both_loans():
    # 500,000.00 x 0.005 % = 25.00, and 300,000.00 x 0.005 % = 15.00.
    assert charges(lent("link", taxes=(STAMP,)), "taxes")[:2] == [
        ("2026-03-04", "stamp", "H-1", 25_00),
        ("2026-03-04", "stamp", "S-2", 15_00),
    ]


def test_the_agent_has_one_minimum_a_pair():
    # 3,600,000.00 x 0.1 % / 360 = 10.00, raised to 50.00, once.
    assert charges(lent(fees=(AGENT,)), "term_fees") == [("2026-03-21", "agent", "S-1", 50_00)]


TURNS = """
    account | day | amount
    S-1     | 8   | -600000.00
    """
"""On 9 March S-1 pays 600,000.00: from then on H lends 400,000.00 to S."""


def test_where_the_lender_changes_sides_both_bear_the_one_minimum():
    # S lends 200,000.00 for 6 days, 1,200,000.00: 3.33; H lends 400,000.00 for 12 days,
    # 4,800,000.00: 13.33. Together 16.66, raised to 50.00: a fifth is 10.00, the rest 40.00. The
    # accounts stand in their order, so H-1's part is rounded and S-1's is what is left.
    run = lent(fees=(AGENT,), items=TURNS)
    assert charges(run, "term_fees") == [
        ("2026-03-21", "agent", "H-1", 40_00),
        ("2026-03-21", "agent", "S-1", 10_00),
    ]
    lines = told(run, "term_fees", "charged_on", "account", "exact", "bound")
    assert [one[1:] for one in lines if one[0] != "accrued"] == [
        ("H-1", 13_33, "minimum together with S-1"), ("S-1", 3_33, "minimum together with H-1")
    ]  # fmt: skip


def test_without_netting_the_minimum_is_charged_for_each_who_lends():
    # S-1 sent up 500,000.00 and paid 600,000.00, so it lends, and then borrows 100,000.00.
    assert charges(lent("link", fees=(AGENT,), items=TURNS), "term_fees") == [
        ("2026-03-21", "agent", "H-1", 50_00),
        ("2026-03-21", "agent", "S-1", 50_00),
    ]


def test_a_maximum_is_of_both_too():
    # 16.66 is cut at 5.00: 4.00 and 1.00.
    bounded = replace(AGENT, minimum=None, maximum=Decimal(5))
    assert charges(lent(fees=(bounded,), items=TURNS), "term_fees") == [
        ("2026-03-21", "agent", "H-1", 4_00),
        ("2026-03-21", "agent", "S-1", 1_00),
    ]


def test_between_the_bounds_each_pays_its_own():
    free = replace(AGENT, minimum=Decimal(1))
    assert charges(lent(fees=(free,), items=TURNS), "term_fees") == [
        ("2026-03-21", "agent", "H-1", 13_33),
        ("2026-03-21", "agent", "S-1", 3_33),
    ]


def test_the_minimum_that_is_open_at_the_end_is_one_too():
    run = lent(fees=(AGENT,), items=TURNS, last=20)
    open_ = told(run, "term_fees", "charged_on", "account", "amount")
    assert open_ == [("accrued", "H-1", 40_00), ("accrued", "S-1", 10_00)]


def test_positions_and_ages_tell_of_one_loan():
    run = lent(last=10)
    rows = told(run, "positions", "date", "creditor", "debtor", "amount")
    assert rows[0] == ("2026-03-03", "S", "H", 200_000_00)
    assert len(rows) == 8
    (age,) = ages(run.plan, run.projection.position)
    assert (age.creditor, age.amount, age.oldest_days) == ("S", 200_000_00, 8)
    assert run.figures[0].intercompany == (("S", "H", 200_000_00),)

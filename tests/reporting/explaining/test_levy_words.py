"""Fees by terms in a banker's words, in the tables and beside every figure."""

import datetime
from dataclasses import replace
from decimal import Decimal

from tests.hand.tables import group
from tests.hand.test_deposits_by_hand import time as time_deposit
from tests.hand.test_money_market_by_hand import monthly
from treasury.comparison import Run, study
from treasury.fees import FeeTerm
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.notices import notice_texts
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

POOL = """
    account | opening   | header | rule         | entity
    HQ-1    | 0         |        |              | HQ
    S-1     | 900000.00 | HQ-1   | zero_balance | Sub
    """
AGENT = FeeTerm(fee="agent", base="loan_balance", rate="0.1%", text="entrusted loans")


def pool(*terms: FeeTerm, last: int = 22) -> Scenario:
    found = group(POOL, fee_terms=terms)
    return replace(found, last_day=datetime.date(2026, 3, last))


def pooled(scenario: Scenario) -> Run:
    return next(run for run in study(scenario).runs if run.plan.structure == "pool")


def told(run: Run, account: str, day: int) -> str:
    """What is said of the account on a day of March."""
    at = run.plan.names.accounts.index(account)
    return "\n".join(explain_day(run.plan, run.projection, at, day - 2))


def test_a_charge_is_told_with_its_calculation():
    run = pooled(pool(AGENT))
    assert (
        "opening: Fee agent (entrusted loans; NOT CONFIRMED), a year on what Sub and HQ owe each "
        "other: "
        "17,100,000.00 CNY-days x 0.10 % / 360 = 47.50, rounded half up; 47.50 left S-1. "
        "Balance: -47.50."
    ) in told(run, "S-1", 21)


def test_a_minimum_and_a_maximum_are_named():
    least = replace(AGENT, minimum=Decimal(1000), currency="CNY")
    assert "1,000.00 left S-1, the minimum of a period, in place of 47.50." in told(
        pooled(pool(least)), "S-1", 21
    )
    most = replace(AGENT, maximum=Decimal(20), currency="CNY")
    assert "20.00 left S-1, the maximum of a period, in place of 47.50." in told(
        pooled(pool(most)), "S-1", 21
    )


def test_a_number_that_is_closed_before_its_charge_is_told_at_the_close():
    later = replace(AGENT, rate="0.2%", valid_from=datetime.date(2026, 3, 12))
    run = pooled(pool(AGENT, later))
    assert (
        "close: Fee agent (entrusted loans; NOT CONFIRMED), a year on what Sub and HQ owe each "
        "other: counted so far 9,000,000.00 CNY-days x 0.10 % / 360, to be charged when it is due."
    ) in told(run, "S-1", 11)
    assert (
        "9,000,000.00 CNY-days x 0.10 % / 360 + 8,100,000.00 CNY-days x 0.20 % / 360 = 70.00, "
        in told(run, "S-1", 21)
    )


def test_a_share_of_what_moved_knows_no_days():
    share = FeeTerm(fee="share", base="sweep_amount", rate="0.01%", every="month", day=4)
    words = (
        "Fee share (NOT CONFIRMED), of every amount swept at S-1: 900,000.00 x 0.01 % = 90.00, "
        "rounded half up"
    )
    assert words in told(pooled(pool(share)), "S-1", 4)


def test_sweeps_are_counted_in_words():
    each = FeeTerm(fee="sweep", base="sweep_count", amount=Decimal("2.50"), currency="CNY",
                   every="month", day=4)  # fmt: skip
    words = (
        "Fee sweep (NOT CONFIRMED), for every sweep at S-1: 1 sweep x 2.50 = 2.50, rounded half "
        "up; 2.50 left"
    )
    assert words in told(pooled(pool(each)), "S-1", 4)


def test_a_commitment_fee_names_the_line_and_what_is_not_drawn_of_it():
    line = "account | opening | line | overdraft\nA | 0 | 300000.00 | 1000.00"
    undrawn = FeeTerm(fee="commitment", base="undrawn_line", credit_line="line-A", rate="0.36%",
                      every="month", day=4)  # fmt: skip
    unused = replace(undrawn, fee="unused", base="undrawn_overdraft", credit_line=None, account="A")
    run = pooled(group(line, fee_terms=(undrawn, unused), days=5))
    assert (
        "Fee commitment (NOT CONFIRMED), a year on what is not drawn of credit line line-A: "
        "600,000.00 CNY-days x 0.36 % / 360 = 6.00, rounded half up; 6.00 left A."
    ) in told(run, "A", 4)
    assert (
        "Fee unused (NOT CONFIRMED), a year on what is not used of the overdraft of A: 2,000.00 "
        "CNY-days x 0.36 % "
    ) in told(run, "A", 4)


def test_a_charge_says_that_a_version_it_counts_by_is_not_confirmed():
    sure = replace(AGENT, rate="0.2%", source="the contract", confirmed=True)
    later = replace(sure, valid_from=datetime.date(2026, 3, 12))
    assert "Fee agent (entrusted loans), a year" in told(pooled(pool(sure)), "S-1", 21)
    run = pooled(pool(AGENT, later))
    assert "Fee agent (entrusted loans; NOT CONFIRMED), a year" in told(run, "S-1", 21)
    assert run_tables(run).term_fees.data["confirmed"] == ["no", "yes"]


def test_the_table_holds_every_charge_and_what_is_open():
    run = pooled(pool(replace(AGENT, source="the bank's tariff")))
    table = run_tables(run).term_fees
    assert table.data["charged_on"] == ["2026-03-21", "accrued"]
    assert table.data["amount"] == [4750, round(899_952_50 * 2 * 0.001 / 360)]
    assert table.data["calculation"][0] == "17,100,000.00 CNY-days x 0.10 % / 360"
    assert table.data["source"] == ["the bank's tariff"] * 2
    assert sum(table.data["amount"]) == run.figures[0].fees
    assert dict(run.figures[0].waterfall)["fees"] == -run.figures[0].fees
    assert "term_fees.csv" in run_files(run_tables(run))
    assert "term_fees.csv" not in run_files(run_tables(pooled(pool())))


def test_a_fee_that_nobody_confirmed_stands_with_every_figure():
    scenario = pool(replace(AGENT, source="a flyer"))
    assert notice_texts(scenario) == ["The fee agent is not confirmed; its source: a flyer."]
    (notice,) = summary(study(scenario))["notices"]
    assert notice["shown"] == "The fee agent is not confirmed; its source: a flyer."
    assert notice_texts(pool(replace(AGENT, confirmed=True))) == []


VAT = TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True,
              text="on loans", source="a law")  # fmt: skip
TAXES = (
    VAT,
    TaxTerm(tax="surcharge", base="tax", on="VAT", rate="12%"),
    TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%", forms=("entrusted_loans",)),
)


def taxed(*terms: TaxTerm) -> Scenario:
    """The pool at 3.6 %, 90.00 a day, with these taxes."""
    found = group(
        POOL, tax_terms=terms, terms=(Terms(id="in"),),
        rates=tuple(Rate(terms="in", side=side, rate="3.6%") for side in ("credit", "debit")),
        pool={"internal_terms": "in", "form": "entrusted_loans"},
    )  # fmt: skip
    return replace(found, last_day=datetime.date(2026, 3, 22))


def test_a_tax_on_a_limit_says_who_may_fetch_what_from_whom():
    limit = TaxTerm(tax="stamp", base="agreed_limit", rate="0.005%",
                    date=datetime.date(2026, 3, 5))  # fmt: skip
    found = taxed(limit)
    links = tuple(replace(one, internal_limit=Decimal(700_000)) for one in found.links)
    run = pooled(replace(found, links=links))
    words = "on the internal limit up to which S-1 may fetch money down from HQ-1"
    assert f"Tax stamp (NOT CONFIRMED), {words}: 700,000.00 x 0.005 % = 35.00" in told(
        run, "S-1", 5
    )
    assert run_tables(run).taxes.data["about"] == [words]


def test_a_tax_that_comes_to_nothing_has_no_line():
    # 100.00 lent bear 0.005: half a fen, rounded up; 99.99 bear less.
    for opening, amounts in (("100.00   ", [1]), ("99.99    ", [])):
        found = taxed(TAXES[2])
        accounts = tuple(
            replace(one, opening=Decimal(opening)) if one.id == "S-1" else one
            for one in found.accounts
        )
        run = pooled(replace(found, accounts=accounts))
        assert run_tables(run).taxes.data["amount"] == amounts


def test_a_tax_is_told_with_what_it_is_on():
    run = pooled(taxed(*TAXES))
    said = told(run, "S-1", 21)
    interest = "on the interest on money that S-1 sent up to HQ-1"
    assert (
        f"opening: Tax VAT (on loans; NOT CONFIRMED), {interest}: 1,710.00 x 6.00 % / 106.00 % = "
        "96.79245283, rounded half up; 96.79 left S-1."
    ) in said
    assert (
        f"Tax surcharge (NOT CONFIRMED), on the tax VAT {interest}: 96.79 x 12.00 % = 11.6148, "
        "rounded" in said
    )
    lent = "on money newly lent that S-1 sent up to HQ-1: 900,000.00 x 0.005 %"
    assert f"Tax stamp (NOT CONFIRMED), {lent}" in told(run, "HQ-1", 3)


def test_taxes_have_their_step_column_table_and_figure():
    scenario = taxed(*TAXES)
    run = pooled(scenario)
    (figures,) = run.figures
    tables = run_tables(run)
    # Charged, and accrued on 901,601.60 for two days (what the taxes took was fetched down).
    assert figures.tax == sum(tables.taxes.data["amount"]) == 96_79 + 11_61 + 45_00 + 10_21 + 1_23
    assert dict(figures.waterfall)["tax"] == -figures.tax
    assert sum(amount for _, amount in figures.waterfall) == figures.net_benefit
    assert set(tables.taxes.data["charged_on"]) == {
        "2026-03-03", "2026-03-21", "accrued"
    }  # fmt: skip
    assert dict(zip(tables.members.data["entity"], tables.members.data["tax"], strict=True)) == {
        "Sub": 96_79 + 11_61 + 10_21 + 1_23, "HQ": 45_00,
    }  # fmt: skip
    plain = summary(study(scenario))["structures"][-1]["figures"][0]
    assert plain["tax"] == "164.84"
    assert {"step": "tax", "amount": "-164.84"} in plain["waterfall"]
    assert "taxes.csv" in run_files(tables)


def test_without_taxes_there_is_no_word_of_them():
    run = pooled(pool(AGENT))
    assert "tax" not in dict(run.figures[0].waterfall)
    assert "tax" not in run_tables(run).members.data
    assert "tax" not in summary(study(pool(AGENT)))["structures"][-1]["figures"][0]


def test_an_unconfirmed_tax_is_named_where_its_form_is_in_use():
    assert "The tax VAT is not confirmed; its source: a law." in notice_texts(taxed(*TAXES))
    assert len(notice_texts(taxed(*TAXES))) == len(TAXES)
    elsewhere = replace(VAT, forms=("finance_company",))
    assert notice_texts(taxed(elsewhere)) == []


def test_the_sources_of_a_tax_stand_in_the_order_of_its_versions_not_of_its_lines():
    later = replace(VAT, valid_from=datetime.date(2026, 3, 5), source="a later law")
    for lines in ((VAT, later), (later, VAT)):
        assert notice_texts(taxed(*lines)) == [
            "The tax VAT is not confirmed; its source: a law; a later law."
        ]


def test_of_versions_only_those_of_the_run_are_named():
    ended = replace(VAT, source="the law before")
    mine = replace(VAT, valid_from=datetime.date(2026, 3, 2), source="a law")
    coming = replace(VAT, valid_from=datetime.date(2027, 1, 1), source="a bill")
    assert notice_texts(taxed(ended, mine, coming)) == [
        "The tax VAT is not confirmed; its source: a law."
    ]
    assert notice_texts(taxed(ended, replace(mine, confirmed=True))) == []


def test_a_tax_on_a_deposit_and_on_a_fund_names_what_was_placed():
    held = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    more = TaxTerm(tax="more", base="tax", on="WHT", rate="12%")
    scenario = replace(time_deposit(), tax_terms=(held, more))
    run = pooled(scenario)
    words = (
        "Tax WHT (NOT CONFIRMED), on what its bank pays on deposit D of A: 3,000.00 x 10.00 % = "
        "300.00"
    )
    assert words in told(run, "A", 32)
    assert list(run_tables(run).taxes.data["about"]) == [
        "on what its bank pays on deposit D of A",
        "on the tax WHT on what its bank pays on deposit D of A",
        "on what its bank pays on A",
        "on the tax WHT on what its bank pays on A",
    ]
    income = TaxTerm(tax="income", base="fund_income", rate="20%")
    run = pooled(replace(monthly(), tax_terms=(income,)))
    assert (
        "Tax income (NOT CONFIRMED), on what money market sweep M of A earns: 0.36 x 20.00 % = "
        "0.072" in told(run, "A", 6)
    )


def test_what_is_open_of_a_deposit_s_tax_is_worked_out_in_the_table():
    held = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    run = pooled(replace(time_deposit(days=10), tax_terms=(held,)))
    table = run_tables(run).taxes.data
    assert list(zip(table["charged_on"], table["calculation"], table["amount"], strict=True)) == [
        ("accrued", "200.00 x 10.00 %", 20_00),
        ("accrued", "1,000.00 x 10.00 %", 100_00),
    ]

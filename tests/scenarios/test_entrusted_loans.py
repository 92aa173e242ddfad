"""The scenario of entrusted loans: what its README tells is what happens."""

from tests.scenarios.shipped import run_of, study_of
from treasury.reporting.notices import notice_texts
from treasury.reporting.run_tables import run_tables

NAME = "17_entrusted_loans"


def test_what_each_legal_form_leaves_of_the_benefit():
    told = {
        run.plan.name: (run.figures[0].net_benefit, run.figures[0].fees, run.figures[0].tax)
        for run in study_of(NAME).runs
    }
    assert told == {
        "as_is": (0, 0, 0),
        "entrusted": (16_879_60, 1_577_52, 2_005_91),
        "company": (19_281_72, 0, 1_181_96),
        "free": (20_464_11, 0, 0),
    }


def test_what_lending_costs_north_on_21_march():
    tables = run_tables(run_of(NAME, "entrusted"))
    charged = [
        (fee, amount)
        for table in (tables.term_fees, tables.taxes)
        for day, fee, account, amount in zip(
            *(table.data[name] for name in ("charged_on", "fee", "account", "amount")), strict=True
        )
        if (day, account) == ("2026-03-21", "NORTH-1")
    ]
    assert charged == [("agent", 111_11), ("VAT", 94_34), ("surcharges", 11_32)]


def test_what_stands_open_at_the_end_is_worked_out_too():
    tables = run_tables(run_of(NAME, "entrusted"))
    keys = ("fee", "account", "calculation", "exact", "bound", "amount")
    told = [
        row[1:]
        for table in (tables.term_fees, tables.taxes)
        for row in zip(*(table.data[name] for name in ("charged_on", *keys)), strict=True)
        if row[0] == "accrued" and row[2] == "NORTH-1"
    ]
    # By hand: 21,074,971.70 x 0.001 / 360 = 58.54; 878.12 x 6 / 106 = 49.705; x 12 %.
    assert told == [
        ("agent", "NORTH-1", "21,074,971.70 CNY-days x 0.10 % / 360", 58_54, "minimum", 100_00),
        ("VAT", "NORTH-1", "878.12 x 6.00 % / 106.00 %", 49_70, "", 49_70),
        ("surcharges", "NORTH-1", "49.70 x 12.00 %", 5_96, "", 5_96),
    ]


def test_what_each_is_due_when_the_benefit_of_free_is_shared():
    shares = {one.entity: one for one in run_of(NAME, "free").shares}
    assert shares["HQ"].reward == 2_046_41
    assert sum(one.share for one in shares.values()) == 18_417_70
    assert (shares["NORTH"].due, shares["NORTH"].benefit) == (8_847_68, -2_214_29)
    assert shares["NORTH"].adjustment == 11_061_97
    assert shares["SOUTH"].adjustment == -15_096_44
    brought = dict(zip(*(run_tables(run_of(NAME, "free")).benefit_shares.data[name]
                         for name in ("entity", "brought")), strict=True))  # fmt: skip
    assert brought == {
        "EAST": 509_969_64, "HQ": 500_117_95, "NORTH": 1_866_851_45, "SOUTH": 1_509_295_11
    }  # fmt: skip
    paid = [one.adjustment for one in run_of(NAME, "entrusted").shares if one.adjustment > 0]
    assert sum(paid) == 1_787_21


def test_deposits_with_the_finance_company_are_not_taxed_and_its_loans_are():
    taxes = run_tables(run_of(NAME, "company")).taxes
    lent = [one for one in taxes.data["fee"] if one.startswith("VAT")]
    assert set(lent) == {"VAT_finance_company"}
    assert {account for fee, account in zip(taxes.data["fee"], taxes.data["account"], strict=True)
            if fee.startswith("VAT")} == {"FC-1"}  # fmt: skip


def test_every_report_says_that_nobody_has_confirmed_the_taxes():
    said = notice_texts(study_of(NAME).scenario)
    assert sum("is not confirmed" in text for text in said) == 9

"""The scenario of tax at accrual: what its README tells is what happens."""

import pytest

from tests.scenarios.shipped import run_of, study_of
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.run_tables import run_tables

NAME = "27_tax_at_accrual"


def test_what_each_structure_costs():
    told = {
        run.plan.name: (run.figures[0].net_benefit, run.figures[0].tax)
        for run in study_of(NAME).runs
    }
    assert told == {
        "as_is": (0, 70_630_34),
        "quarterly": (424_230_57, 248_310_19),
        "yearly": (426_269_84, 246_271_84),
    }


def charged(structure: str, tax: str) -> list[tuple[str, str, int]]:
    """Day, account and paise of what was charged of a tax, and is open."""
    data = run_tables(run_of(NAME, structure)).taxes.data
    columns = zip(*(data[name] for name in ("charged_on", "account", "amount", "fee")), strict=True)
    return [row[:3] for row in columns if row[3] == tax]


@pytest.mark.parametrize(
    ("structure", "works", "head_office"),
    [
        ("quarterly", (70_784_40, 4_059_13), (44_541_63, 2_496_15)),
        ("yearly", (69_815_07, 3_947_79), (43_680_00, 2_400_00)),
    ],
)
def test_what_is_withheld_of_the_members_interest(structure, works, head_office):
    assert sorted(charged(structure, "TDS")) == [
        ("2026-04-01", "HQ-1", 36_000_00),
        ("2026-04-01", "WORKS-1", 54_000_00),
        ("2026-07-01", "HQ-1", head_office[0]),
        ("2026-07-01", "WORKS-1", works[0]),
        ("accrued", "HQ-1", head_office[1]),
        ("accrued", "WORKS-1", works[1]),
    ]


def test_what_is_withheld_of_what_the_bank_pays():
    assert charged("yearly", "TDS_BANK")[:3] == [
        ("2026-03-16", "HQ-1", 13_505_00),
        ("2026-04-01", "HQ-1", 2_939_45),
        ("2026-06-16", "HQ-1", 15_570_74),
    ]


def test_each_charge_is_told_with_the_evening_up_to_which_it_is():
    run = run_of(NAME, "yearly")
    at = run.plan.names.accounts.index("WORKS-1")
    told = "\n".join(explain_day(run.plan, run.projection, at, 181))
    assert (
        "Tax TDS (withheld by whoever owes the interest; NOT CONFIRMED), on the interest on money "
        "that WORKS-1 sent up to HQ-1 as it accrues, up to 2026-06-30 and not taxed before: "
        "581,792.22 x 12.00 % = 69,815.0664, rounded half up; 69,815.07 left WORKS-1."
    ) in told

"""What is told of notional pools of several currencies: sides, sources, and what is not there."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.made_pools import overlaid_group
from tests.made_runs import A, day
from treasury.comparison import Run, study
from treasury.fx import FxRate
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.overlays import overlay_days
from treasury.reporting.run_place import OVERLAY_FILES
from treasury.reporting.run_tables import run_tables
from treasury.scenario import Scenario


def run_of(scenario: Scenario) -> Run:
    return study(scenario).runs[-1]


def told(scenario: Scenario, row: int = 0) -> str:
    run = run_of(scenario)
    return " ".join(explain_day(run.plan, run.projection, A, row))


def column(scenario: Scenario, name: str) -> list[Any]:
    """A column of the table's rows in dollars."""
    data = overlay_days(run_of(scenario)).data
    return [one for one, currency in zip(data[name], data["currency"], strict=True)
            if currency == "USD"]  # fmt: skip


def test_every_rate_is_told_with_its_side_its_day_and_its_source():
    assert column(overlaid_group(fx_side="bid"), "rate") == [
        "bid USD/CNY 7.1 of 2026-03-17", "bid USD/CNY 7.1 of 2026-03-17",
        *["bid USD/CNY 7.2 of 2026-03-20 (fixing)"] * 3,
    ]  # fmt: skip


def test_of_a_pair_quoted_from_the_other_end_the_other_side_is_told():
    turned = FxRate(date=day(0), base="CNY", quote="USD", bid=Decimal("0.125"), ask=Decimal("0.2"))
    scenario = replace(overlaid_group(fx_side="bid"), fx_rates=(turned,))
    assert column(scenario, "rate") == ["ask CNY/USD 0.2 of 2026-03-18"] * 5
    # 100 dollars of T, 0.2 for a yuan, are 500 yuan.
    assert column(scenario, "credit_in_base")[1] == 5 * column(scenario, "credit")[1]
    assert "at ask CNY/USD 0.2 of 2026-03-18" in told(scenario)


def test_a_currency_in_which_there_is_nothing_is_said_to_have_nothing():
    base = overlaid_group()
    bare = tuple(replace(one, opening=Decimal(0)) if one.currency == "USD" else one
                 for one in base.accounts)  # fmt: skip
    assert "; nothing in USD. Together CNY" in told(replace(base, accounts=bare, items=()))


def test_the_file_stands_only_where_there_are_several_currencies():
    overlay = overlaid_group()
    one = replace(overlay, notional_currencies=(), fx_rates=(), notional_members=tuple(
        each for each in overlay.notional_members if each.account in ("H", "B")
    ))  # fmt: skip
    has = [
        set(OVERLAY_FILES) <= set(run_files(run_tables(run_of(each)))) for each in (overlay, one)
    ]
    assert has == [True, False]

"""Scenario 07, the overlay: the figures and stories of its README, and what it suggests to try."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.answers import is_result, text_of
from tests.scenarios.shipped import run_of, study_of
from treasury.comparison import Run
from treasury.money import to_decimal, written
from treasury.plan.problems.every import complaints
from treasury.reporting.csvs import csv_text
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.notional_pools import pool_shares, pool_totals
from treasury.reporting.overlays import overlay_days
from treasury.scenario import Scenario
from treasury.tables import ACCOUNT, AMOUNT, DAY, KIND, SETTLED

SEVEN = "07_notional_overlay"
MARCH = datetime.date(2026, 3, 31)


def scenario() -> Scenario:
    return study_of(SEVEN).scenario


def shares_of_march(run: Run) -> dict[str, str]:
    """What each account had of the results settled at the end of March."""
    data = pool_shares(run).data
    rows = zip(data["account"], data["settled_on"], data["currency"], data["share"], strict=True)
    return {
        name: written(amount, currency) for name, day, currency, amount in rows if day == str(MARCH)
    }


def alone_in_march() -> dict[str, Decimal]:
    """What each account's own interest of March comes to, standing alone."""
    run = run_of(SEVEN, "standalone")
    names, events = run.plan.names, run.projection.events
    settled = events[(events[:, KIND] == SETTLED) & (events[:, DAY] == names.days.index(MARCH))]
    found = dict.fromkeys(names.accounts, Decimal(0))
    for row in settled.tolist():
        account = row[ACCOUNT]
        found[names.accounts[account]] += to_decimal(row[AMOUNT], names.currencies[account])
    return found


@pytest.mark.parametrize(
    ("structure", "shares"),
    [
        ("dollars", {"AMERICAS-USD": "228.27", "HOLDING-USD": "22.83"}),
        ("overlay", {"HOLDING-EUR": "274.28", "BRITAIN-GBP": "74.97", "AMERICAS-USD": "815.04",
                     "HOLDING-USD": "81.50"}),
        ("nothing", {"HOLDING-EUR": "607.95", "BRITAIN-GBP": "138.55", "AMERICAS-USD": "40.01",
                     "HOLDING-USD": "4.00"}),
    ],
)  # fmt: skip
def test_results_are_those_worked_out_by_hand(structure: str, shares: dict[str, str]) -> None:
    assert shares_of_march(run_of(SEVEN, structure)) == shares


def test_the_readme_tells_what_the_runs_say() -> None:
    # 815.04 + 81.50; 228.27 + 22.83.
    for figure in ("896.54", "815.04", "81.50", "274.28", "74.97", "251.10"):
        assert figure in text_of(SEVEN)
    assert is_result(SEVEN, "896.54")
    alone, nothing = alone_in_march(), shares_of_march(run_of(SEVEN, "nothing"))
    gains = {name: Decimal(share) - alone[name] for name, share in nothing.items()}
    told = {"EUR": "-548.55", "GBP": "-124.95", "USD": "3308.31"}
    for currency, figure in told.items():
        found = sum(gain for name, gain in gains.items() if name.endswith(currency))
        assert found == Decimal(figure)
        assert f"{abs(found):,}" in text_of(SEVEN)


def test_no_cash_moves_until_the_results_are_posted() -> None:
    alone = run_of(SEVEN, "standalone")
    for structure in ("dollars", "overlay", "nothing"):
        run = run_of(SEVEN, structure)
        before = run.plan.names.days.index(MARCH) + 1
        assert (run.projection.book[:before] == alone.projection.book[:before]).all()


def test_only_dollars_alone_have_a_formula() -> None:
    told = {name: pool_totals(run_of(SEVEN, name)).data["worth"]
            for name in ("dollars", "overlay", "nothing")}  # fmt: skip
    assert told == {"dollars": [291_68], "overlay": [None] * 3, "nothing": [None] * 3}


def test_the_table_has_every_balance_its_rate_and_what_cancels_out() -> None:
    lines = csv_text(overlay_days(run_of(SEVEN, "overlay"))).splitlines()
    assert (
        "2026-03-31,OVERLAY,USD,mid EUR/USD 1.2 of 2026-03-16 (fixing (invented)),EUR,"
        "54000.00,45000.00,540000.00,450000.00,1000000.00,450000.00,450000.00,24300.00,540000.00"
    ) in lines
    assert len(overlay_days(run_of(SEVEN, "dollars"))) == 0


def test_an_explanation_tells_every_figure_of_the_day() -> None:
    run = run_of(SEVEN, "overlay")
    names = run.plan.names
    account, day = names.accounts.index("AMERICAS-USD"), names.days.index(MARCH)
    told = " ".join(explain_day(run.plan, run.projection, account, day))
    for words in (
        "GBP 170,000.00 in credit = EUR 212,500.00, at mid EUR/GBP 0.8 of 2026-03-16 (fixing",
        "USD 540,000.00 overdrawn = EUR 450,000.00, at mid EUR/USD 1.2 of 2026-03-16 (fixing",
        "of which EUR 450,000.00 of each cancels out: 45 % of every currency's credit balances",
        "24,300.00 of that and 540,000.00 of these cancel out",
        "the terms dollar_set_off on what cancels out",
        "815.04 of the result of 896.54",
    ):
        assert words in told


# --- what the README suggests to try ------------------------------------------------------------


def test_a_lacking_rate_is_refused_with_pair_and_days() -> None:
    less = tuple(one for one in scenario().fx_rates
                 if (one.quote, one.date.day) != ("USD", 16))  # fmt: skip
    told = [one.sentence() for one in complaints(replace(scenario(), fx_rates=less))]
    assert [one for one in told if "EUR/USD has no rate on 2026-03-16 to 2026-04-05" in one]


def test_a_member_in_germany_is_refused() -> None:
    entities = tuple(replace(one, country="DE") if one.id == "BRITAIN" else one
                     for one in scenario().entities)  # fmt: skip
    told = [one.sentence() for one in complaints(replace(scenario(), entities=entities))]
    assert any("'BRITAIN-GBP' cannot be set off" in one for one in told)

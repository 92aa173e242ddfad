"""Scenario 24: what its text says of earnings credits, and of pools that drain them."""

from dataclasses import replace

import pytest

from tests.scenarios.answers import is_result, text_of
from tests.scenarios.shipped import SCENARIOS, correction_of, run_of
from treasury.checks import check_correction
from treasury.comparing.figures import Figures
from treasury.comparison import Run, study
from treasury.correction.postings import OPEN
from treasury.money import written
from treasury.plan.reading import read
from treasury.reporting.correcting.analysis_words import periods_anew
from treasury.reporting.explaining.analysis_periods import AnalysedPeriod, periods_of
from treasury.reporting.explaining.story import explain_day
from treasury.scenario import Scenario

NAME = "24_account_analysis"
POOLS = ("drained", "inside", "pegged")


def dollars(minor: int) -> str:
    return written(minor, "USD", grouped=True)


def months(run: Run) -> list[AnalysedPeriod]:
    """January, February and March of a run."""
    return periods_of(run.plan, run.projection)


def figures(run: Run) -> Figures:
    (found,) = run.figures
    return found


def test_the_statement_of_january_is_the_one_worked_out_by_hand() -> None:
    january = months(run_of(NAME, "as_is"))[0]
    north = 900_000 * 11 + 780_000 * 8 + 870_000 * 12
    south = 700_000 * 11 + 760_000 * 3 + 710_000 * 17
    assert january.number == (north + south + 150_000 * 31) * 100 == 53_280_000_00
    assert january.average == 1_718_709_68
    assert january.credit == round(53_280_000 * 0.9 * 0.02 / 365 * 100)
    assert is_result(NAME, dollars(january.credit))
    assert (january.fees, january.carried) == (1_150_00, 1_477_51)


def test_what_becomes_known_late_brings_back_what_was_charged_too_much() -> None:
    correction, projection = correction_of(NAME)
    assert all(one.passed is not False for one in check_correction(correction, projection))
    *past, march = correction.touched
    told = list(zip(("January", "February"), past, periods_anew(correction)[:2], strict=True))
    for name, one, (was, right, _) in told:
        day = correction.plan.names.days[one.day]
        back = f"{dollars(one.right - one.posted)}, {day.day} {day:%B}"
        cells = (was.credit, right.credit, -one.posted, -one.right)
        line = f"| {name} | {' | '.join(map(dollars, cells))} | {back} |"
        assert line in text_of(NAME)
    january = (6_250_000 + 300_000 * 27) * 0.9 * 0.02 / 365
    february = (450_000 * 14 * 0.02 + 449_517.67 * 14 * 0.018) * 0.9 / 365
    by_hand = [round(january * 100), round(february * 100)]
    assert [right.credit for _, _, (_, right, _) in told] == by_hand
    assert march.day == OPEN
    assert f"{dollars(-march.right)} would be due instead of {dollars(-march.posted)}" in text_of(
        NAME
    )


def test_february_of_the_drained_pool_has_two_rates_and_two_balances() -> None:
    first, february, march = months(run_of(NAME, "drained"))
    assert (first.due, february.number) == (881_78, 14 * 150_000_00 + 14 * (150_000_00 - 881_78))
    assert is_result(NAME, dollars(february.credit))
    assert march.closed is None and march.charged is None


def test_the_table_of_the_text_is_what_the_runs_say() -> None:
    alone = figures(run_of(NAME, "as_is"))
    rows: dict[str, list[int]] = {}
    for name in POOLS:
        own = figures(run_of(NAME, name))
        earned = own.interest_earned - alone.interest_earned
        rows.setdefault("interest earned", []).append(earned)
        rows.setdefault("interest paid", []).append(alone.interest_paid - own.interest_paid)
        rows.setdefault("fees", []).append(alone.fees - own.fees)
        rows.setdefault("net benefit", []).append(own.net_benefit)
    for name, amounts in rows.items():
        assert f"| {name} | {' | '.join(map(dollars, amounts))} |" in text_of(NAME)


@pytest.mark.parametrize("name", ["as_is", "inside", "pegged"])
def test_balances_inside_the_analysis_pay_every_fee(name: str) -> None:
    assert figures(run_of(NAME, name)).fees == 0


def test_the_charge_is_explained_with_the_month_behind_it() -> None:
    run = run_of(NAME, "drained")
    account = run.plan.names.accounts.index("OPS-1")
    told = "\n".join(explain_day(run.plan, run.projection, account, 31 + 14))
    assert "881.78 of fees, which the earnings credit did not cover, left OPS-1." in told
    assert "2026-01-01 to 2026-01-31 (31 days): an average collected balance of 201,612.90" in told


def varied(**change: object) -> Scenario:
    scenario = read(SCENARIOS / NAME)
    (own,) = scenario.account_analyses
    return replace(scenario, account_analyses=(replace(own, **change),))  # type: ignore[arg-type]


def test_what_the_text_suggests_to_try_gives_what_it_says() -> None:
    lost = next(run for run in study(varied(excess="lost")).runs if run.plan.name == "pegged")
    assert months(lost)[1].due == 9_40
    alone = study(varied(negative="offset")).runs[0]
    march = months(alone)[2].number
    assert months(run_of(NAME, "as_is"))[2].number - march == 2 * 60_000_00
    scenario = read(SCENARIOS / NAME)
    dearer = tuple(
        replace(one, rate="2.5%") if one.terms == "concentration" else one for one in scenario.rates
    )
    found = {
        run.plan.name: figures(run).net_benefit
        for run in study(replace(scenario, rates=dearer)).runs
    }
    assert max(found, key=lambda name: found[name]) == "drained"

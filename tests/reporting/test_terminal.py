"""The terminal: whole amounts at 80 columns, and nothing of a name taken for markup."""

import dataclasses
import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.reporting.made_study import small_study
from treasury.checks import CheckResult
from treasury.comparison import Study
from treasury.money import written
from treasury.reporting.terminal import show


def shown(study: Study, width: int) -> str:
    """What the terminal shows at this width."""
    out = io.StringIO()
    show(study, Path("runs/small-1234"), Console(file=out, width=width, color_system=None))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("big", ["1000", "1234567890123456.78"])
def test_every_amount_stays_whole(width, big):
    study = small_study(big=big)
    text = shown(study, width)
    for run in study.runs:
        for figures in run.figures[:1]:
            for name in ("idle_cash", "external_debt", "interest_earned", "fees"):
                amount = written(getattr(figures, name), figures.currency, grouped=True)
                assert f" {amount} " in text
    assert all(len(line) <= width for line in text.splitlines() if "Report:" not in line)


def test_a_net_benefit_that_is_not_like_for_like_says_so_below_the_figures():
    text = " ".join(shown(small_study(), 80).split())
    assert "Net benefit [1]: 900.00 CNY more was paid than today (1 payment more)" in text
    assert "Net benefit [2]: 300.00 CNY less was paid than today (1 payment fewer)" in text
    assert "Net benefit [0]" not in text


def test_payments_not_made_are_counted():
    lines = [line for line in shown(small_study(), 120).splitlines() if "Payments not made" in line]
    assert [cell.strip() for cell in lines[0].split("│")[2:5]] == ["1", "0", "2"]


def test_one_simulation_is_counted_once_among_the_checks():
    passed = sum(check.passed is True for run in small_study().runs for check in run.checks)
    assert f"Checks: {passed} passed" in shown(small_study(), 80)


def test_a_currency_no_structure_touches_takes_one_line():
    assert "In USD the structures change nothing." in shown(small_study(), 80)
    assert "Figures in USD" not in shown(small_study(), 80)


def test_structures_stand_side_by_side_where_there_is_room():
    assert shown(small_study(), 200).count("Figures in CNY") == 1
    assert shown(small_study(big="1234567890123456.78"), 60).count("Figures in CNY") == 3


def test_a_title_in_brackets_is_no_markup():
    study = small_study()
    scenario = dataclasses.replace(study.scenario, title="[red]Group[/red]")
    assert "[red]Group[/red]" in shown(dataclasses.replace(study, scenario=scenario), 80)


def test_the_report_is_named_on_one_line():
    text = shown(small_study(), 40)
    assert "Report: runs/small-1234/report.html" in text.splitlines()


def test_a_failed_check_is_shown_with_its_detail():
    study = small_study()
    failed = CheckResult(name="books", passed=False, examined=7, detail="A is off by [1] unit")
    broken = dataclasses.replace(study.runs[1], checks=(failed,))
    text = shown(dataclasses.replace(study, runs=(study.runs[0], broken)), 80)
    assert "1 FAILED" in text
    assert "zba: books: A is off by [1] unit" in text

"""Scenario 12, the multinational: the figures of its README are those of its runs."""

import shutil
from pathlib import Path

import pytest

from tests.scenarios.answers import is_result, text_of
from tests.scenarios.shipped import SCENARIOS, run_of
from treasury.errors import Refused
from treasury.money import written
from treasury.plan.reading import read
from treasury.reporting.notional_pools import pool_shares

TWELVE = "12_multinational"


def shown(minor: int, currency: str) -> str:
    return written(minor, currency, grouped=True)


def test_the_overlay_s_results_of_april_are_those_worked_out_by_hand() -> None:
    data = pool_shares(run_of(TWELVE, "overlay")).data
    rows = zip(data["account"], data["settled_on"], data["currency"], data["share"], strict=True)
    april = {name: shown(share, code) for name, day, code, share in rows if day == "2026-04-30"}
    assert april == {"TC-EUR": "984.38", "TC-GBP": "315.00", "TC-USD": "2,925.00"}
    for figure in april.values():
        assert is_result(TWELVE, figure)


def test_the_table_of_benefits_is_that_of_the_runs() -> None:
    for name in ("by_currency", "overlay"):
        run = run_of(TWELVE, name)
        cells = [shown(one.net_benefit, one.currency) for one in run.figures]
        assert run.group is not None
        cells.append(shown(run.group.figures.net_benefit, "EUR"))
        assert f"| {name} | {' | '.join(cells)} |" in text_of(TWELVE)


def test_the_german_company_is_worse_off_and_would_have_to_be_paid() -> None:
    shares = {(one.entity, one.currency): one for one in run_of(TWELVE, "by_currency").shares}
    german = shares["DE", "EUR"]
    assert (german.due, shown(german.adjustment, "EUR")) == (0, "448.92")
    assert "448.92 less than today" in text_of(TWELVE)
    assert [one.reward for one in shares.values() if one.entity == "TC"] == [0, 60_96, 157_67]


def test_a_german_company_may_not_be_in_the_overlay_itself(tmp_path: Path) -> None:
    folder = tmp_path / TWELVE
    shutil.copytree(SCENARIOS / TWELVE, folder, ignore=shutil.ignore_patterns("expected"))
    with (folder / "notional_members.csv").open("a", encoding="utf-8") as members:
        members.write("OVERLAY,DE-EUR\n")
    with pytest.raises(Refused, match="'DE' is in DE, where set-off does not hold"):
        read(folder)

"""Every shipped scenario gives what its `expected/` says, through the whole pipeline."""

import difflib
from pathlib import Path

import pytest

from tests.scenarios.shipped import SCENARIOS, SHIPPED, expected_files, study_of
from treasury.reporting.csvs import file_tables
from treasury.reporting.run_place import is_table
from treasury.reporting.run_tables import run_tables

SHOWN = 60
LONG = ("10_liquor_group", "11_hydro_finance_company")
"""Their tables take seconds, and none of them is of a kind that others have not."""


def difference(expected: str, found: str, name: str) -> str:
    """The first lines in which two texts differ, or nothing."""
    lines = list(
        difflib.unified_diff(
            expected.splitlines(), found.splitlines(), f"expected {name}", f"found {name}",
            lineterm="", n=1,
        )
    )  # fmt: skip
    more = [f"... {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
    return "\n".join([*lines[:SHOWN], *more])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_gives_the_expected_figures(name: str) -> None:
    folder = SCENARIOS / name / "expected"
    found = expected_files(name)
    assert sorted(path.name for path in folder.iterdir()) == sorted(found)
    for file, text in found.items():
        expected = (folder / file).read_text(encoding="utf-8")
        shown = difference(expected, text, f"{name}/{file}")
        assert not shown, f"{shown}\n(meant? python -m tests.scenarios.regenerate {name})"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_check_of_a_shipped_scenario_passes_or_says_why_it_does_not_apply(name: str) -> None:
    found = study_of(name)
    for run in (found.standalone, *found.runs):
        assert run.checks
        for check in run.checks:
            assert check.passed is not False, (run.plan.name, check.name, check.detail)
            assert (check.passed is None) == (check.examined == 0), (run.plan.name, check.name)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_waterfall_of_every_structure_sums_to_its_benefit(name: str) -> None:
    for run in study_of(name).runs:
        for figures in run.figures:
            assert sum(amount for _, amount in figures.waterfall) == figures.net_benefit
            members = [one.benefit for one in run.members if one.currency == figures.currency]
            assert sum(members) == figures.net_benefit, "members share the benefit exactly"


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in LONG])
def test_a_run_may_be_replaced_whatever_tables_it_wrote(name: str, tmp_path: Path) -> None:
    for run in study_of(name).runs:
        for table in file_tables(run_tables(run)):
            written = tmp_path / f"{table.name}.csv"
            written.touch()
            assert is_table(written), table.name


def test_a_difference_is_shown_line_by_line() -> None:
    assert difference("a\nb\n", "a\nb\n", "x") == ""
    assert "-b" in difference("a\nb\n", "a\nc\n", "x") and "+c" in difference(
        "a\nb\n", "a\nc\n", "x"
    )

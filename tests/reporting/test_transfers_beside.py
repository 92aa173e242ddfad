"""Transfers of structures with the same accounts side by side, and profiles in words."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.scenarios.shipped import run_of, study_of
from treasury.loading.profiles import builtin_profiles
from treasury.reporting.explaining.sentences import sweep_sentence
from treasury.reporting.page.beside import beside_section
from treasury.reporting.page.words import MODES, structure_words
from treasury.reporting.table import cells
from treasury.reporting.terminal import show
from treasury.reporting.transfers_beside import alike, transfers_beside
from treasury.tables import ACCOUNT, DAY, FUNDING, KIND

NINE = "09_profiles_side_by_side"
BY_HAND = """
2026-09-07 MILL-1  NORTH-1 down 300,000.00 300,000.00 –          –          300,000.00
2026-09-07 NORTH-1 HQ-1    down 300,000.00 300,000.00 –          –          300,000.00
2026-09-08 NORTH-1 HQ-1    up   200,000.00 200,000.00 –          200,000.00 200,000.00
2026-09-08 MILL-1  NORTH-1 down –          –          200,000.00 –          –
2026-09-09 PRINT-1 HQ-1    up   –          –          –          150,000.00 100,000.00
2026-09-09 YARD-1  HQ-1    up   –          –          –          –          30,000.00
2026-09-10 PRINT-1 HQ-1    up   200,000.00 200,000.00 200,000.00 150,000.00 150,000.00
2026-09-10 BOX-1   HQ-1    down 50,000.00  50,000.00  50,000.00  100,000.00 50,000.00
2026-09-10 YARD-1  HQ-1    down 28,000.00  28,000.00  –          –          28,000.00
2026-09-11 PRINT-1 HQ-1    down –          –          –          50,000.00  –
"""
"""The five profiles standard, cn, oblm, sap and t24; STORE-1's 200,000 are the same in all."""


def test_only_transfers_that_differ_stand_side_by_side() -> None:
    (runs,) = alike(study_of(NINE))
    table = transfers_beside(runs[:5])
    found = [
        " ".join(text for text in line if text != "end of day")
        for line in zip(*cells(table, grouped=True), strict=True)
    ]
    assert found == [" ".join(line.split()) for line in BY_HAND.strip().splitlines()]


def test_structures_that_join_other_accounts_are_not_compared() -> None:
    found = [[run.plan.name for run in runs] for runs in alike(study_of("06_two_lines"))]
    assert ["two_lines", "two_lines_draw"] in found
    assert all("as_is" not in runs or "two_lines" not in runs for runs in found)


def test_the_page_has_no_such_part_where_nothing_differs() -> None:
    assert "Same pool, different transfers" in beside_section(study_of(NINE))
    assert beside_section(study_of("01_one_account")) == ""


@pytest.mark.parametrize("mode", MODES)
def test_a_structure_says_its_profile_with_version_and_source_and_how_it_pays(mode: str) -> None:
    scenario = study_of(NINE).scenario
    for structure in scenario.structures:
        profile = builtin_profiles()[structure.profile]
        told = structure_words(structure, [], profile)
        assert told[0].startswith(f"Profile {profile.id}, version 1 of 2026-11-01: ")
        assert profile.source in told[0]
        assert ("A header may spend" in " ".join(told)) is (structure.id == "cn")
        assert ("strictly by priority" in " ".join(told)) is (structure.id == "oblm_strict")
    assert MODES[mode].endswith(".")


def test_the_terminal_names_profiles_where_they_differ() -> None:
    def shown(name: str) -> str:
        out = io.StringIO()
        show(study_of(name), Path("runs/x"), Console(file=out, width=120, color_system=None))
        return out.getvalue()

    assert "[5] Temenos T24, profile t24" in shown(NINE)
    assert "profile" not in shown("02_zero_balancing")


@pytest.mark.parametrize(
    ("structure", "told"), [("oblm", True), ("sap", True), ("standard", False)]
)
def test_a_region_that_could_give_nothing_says_when_it_is_served_itself(
    structure: str, told: bool
) -> None:
    run = run_of(NINE, structure)
    mill = run.plan.names.accounts.index("MILL-1")
    events = [
        event for event in run.projection.events.tolist()
        if event[KIND] == FUNDING and event[ACCOUNT] == mill and event[DAY] == 0
    ]  # fmt: skip
    sentence = sweep_sentence(run.plan, events[0])
    assert ("header by header, HQ-1 serves NORTH-1 only after this" in sentence) is told


def test_a_header_that_may_be_overdrawn_in_passing_does_not_wait() -> None:
    run = run_of(NINE, "oblm_passing")
    for event in run.projection.events.tolist():
        if event[KIND] == FUNDING:
            assert "only after this" not in sweep_sentence(run.plan, event)

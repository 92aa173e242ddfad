"""Scenario 09: the figures and stories of its README, and what it suggests to try."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.answers import (
    accrued,
    book,
    changed_account,
    changed_rule,
    fate_of,
    grouped,
    is_result,
    row,
    text_of,
)
from tests.scenarios.shipped import SCENARIOS, run_of, study_of
from treasury.comparison import Run, study
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.pooling.structure import Structure
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    CONCENTRATION,
    DAY,
    FUNDING,
    KIND,
    MADE,
    OTHER,
    WAS_REFUSED,
)

NINE = "09_profiles_side_by_side"
PROFILES = ("standard", "cn", "t24", "oblm", "sap")
TOLD = ("standard", "t24", "oblm", "oblm_strict", "oblm_passing", "sap")
"""The columns of the README's table of transfers; `cn` shares that of the standard."""


def moves(run: Run, day: int) -> list[str]:
    """The transfers of an evening in thousands, as "from > to amount", in their order."""
    events, names = run.projection.events, run.plan.names.accounts
    out = []
    for event in events[(events[:, DAY] == row(run, 9, day)) & (events[:, AMOUNT] != 0)]:
        if event[KIND] not in (CONCENTRATION, FUNDING):
            continue
        low, high = names[event[ACCOUNT]], names[event[OTHER]]
        way = (low, high) if event[KIND] == CONCENTRATION else (high, low)
        out.append(f"{way[0]} > {way[1]} {int(event[AMOUNT]) // 100_000}")
    return out


def changed_structure(name: str, **fields: object) -> Scenario:
    """The scenario with some fields of one structure changed."""
    scenario = study_of(NINE).scenario
    structures: list[Structure] = [
        replace(one, **fields) if one.id == name else one  # type: ignore[arg-type]
        for one in scenario.structures
    ]
    return replace(scenario, structures=tuple(structures))


DOWN = ["HQ-1 > NORTH-1 300", "NORTH-1 > MILL-1 300"]
PAST = ["STORE-1 > NORTH-1 200", "NORTH-1 > HQ-1 200"]
WEEK = {
    # Everything up first, then served from the top down.
    "standard": (
        DOWN, PAST, [], ["PRINT-1 > HQ-1 200", "HQ-1 > BOX-1 50", "HQ-1 > YARD-1 28"], [],
    ),
    # The minimum of lots (110) comes first; YARD-1's 12 are raised to 30.
    "t24": (
        DOWN, PAST, ["PRINT-1 > HQ-1 100", "YARD-1 > HQ-1 30"],
        ["PRINT-1 > HQ-1 150", "HQ-1 > BOX-1 50", "HQ-1 > YARD-1 28"], [],
    ),
    # The region serves the mill before head office serves the region: in part, on the 8th.
    "oblm": (
        [], ["STORE-1 > NORTH-1 200", "NORTH-1 > MILL-1 200"], [],
        ["PRINT-1 > HQ-1 200", "HQ-1 > BOX-1 50"], [],
    ),
    "oblm_strict": ([], PAST, [], ["PRINT-1 > HQ-1 200", "HQ-1 > BOX-1 50"], []),
    "oblm_passing": (DOWN[::-1], PAST, [], ["PRINT-1 > HQ-1 200", "HQ-1 > BOX-1 50"], []),
    # 300 do not fit into 200: nothing. Lots half up: 130 and 125 to 150, 80 to 100, 25 to 50.
    "sap": (
        [], PAST, ["PRINT-1 > HQ-1 150"], ["PRINT-1 > HQ-1 150", "HQ-1 > BOX-1 100"],
        ["HQ-1 > PRINT-1 50"],
    ),
}  # fmt: skip
WEEK["cn"] = WEEK["standard"]


@pytest.mark.parametrize("structure", WEEK)
def test_every_transfer_of_the_week_was_found_by_hand(structure: str) -> None:
    run = run_of(NINE, structure)
    assert [moves(run, day) for day in (7, 8, 9, 10, 11)] == list(WEEK[structure])


def test_every_amount_that_moves_stands_in_the_table_of_the_text() -> None:
    lines = [one for one in text_of(NINE).splitlines() if one[:4] in ("| 7 ", "| 8 ", "| 9 ")]
    lines += [one for one in text_of(NINE).splitlines() if one[:5] in ("| 10 ", "| 11 ")]
    assert len(lines) == 9
    for column, structure in enumerate(TOLD):
        for line in lines[:-1]:
            day, question, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            moved = moves(run_of(NINE, structure), int(day))
            mine = [one.split()[-1] for one in moved if question.split()[0] in one.split()]
            cell = cells[column].split()[0]
            assert cell == (mine[-1] if mine else "-"), (structure, line)


def test_one_balance_makes_three_transfers_as_computed_by_hand() -> None:
    lot, least, most, holds = 50_000, 110_000, 200_000, 130_000
    cut = min(holds, most) // lot * lot
    rounded = (holds + lot // 2) // lot * lot
    by_hand = {
        "standard": cut if cut >= least else 0,
        "t24": cut if holds >= least else 0,
        "sap": rounded if rounded >= least else 0,
    }
    assert by_hand == {"standard": 0, "t24": 100_000, "sap": 150_000}
    for structure, amount in by_hand.items():
        assert book(run_of(NINE, structure), "PRINT-1", 9, 9) == (holds - amount) * 100
        assert f"**{grouped(amount * 100)}**" in text_of(NINE)


def test_what_two_profiles_cost_the_mill_and_bring_head_office_was_computed_by_hand() -> None:
    year, text = 360 * 10_000, text_of(NINE)
    mill = {"oblm": 300_000 + 4 * 100_000, "sap": 5 * 300_000}
    head = {
        "standard": 200_000 + 2 * 400_000 + 2 * 522_000,
        "sap": 500_000 + 700_000 + 850_000 + 900_000 + 850_000,
    }
    for account, numbers, side, points in (
        ("MILL-1", mill, "debit", 435), ("HQ-1", head, "credit", 35),
    ):  # fmt: skip
        for structure, number in numbers.items():
            interest = (100 * number * points + year // 2) // year
            assert accrued(run_of(NINE, structure), account, "current", side) == interest
            assert is_result(NINE, grouped(interest)) and f"{number:,}" in text
    assert accrued(run_of(NINE, "standard"), "MILL-1", "current", "debit") == 0
    assert (
        accrued(run_of(NINE, "sap"), "MILL-1", "current", "debit"), 1_707,
    ) == (18_125, 3_694 - 1_987)  # fmt: skip


def test_only_under_cn_does_the_head_office_spend_its_participants_money() -> None:
    for structure in WEEK:
        fate = fate_of(study_of(NINE), structure, "H1")[0]
        assert fate == (MADE if structure == "cn" else WAS_REFUSED)
    assert book(run_of(NINE, "standard"), "HQ-1", 9, 11) == 52_200_000
    protected = study(changed_structure("cn", protect_participants=True))
    ours, like = (
        next(one for one in protected.runs if one.plan.name == name) for name in ("cn", "standard")
    )
    assert ours.projection.book.tolist() == like.projection.book.tolist()


def test_lint_says_of_three_structures_that_the_region_serves_before_it_is_served() -> None:
    found = remarks(study_of(NINE).scenario)
    assert {one.name for one in found} == {"second_level_unfunded"}
    assert [one.message.split("'")[1] for one in found] == ["oblm", "sap", "oblm_strict"]


def test_a_region_with_a_limit_of_its_own_serves_the_mill_header_by_header() -> None:
    scenario = changed_account(study_of(NINE).scenario, "NORTH-1", overdraft=Decimal(300_000))
    tried = next(one for one in study(scenario).runs if one.plan.name == "oblm")
    assert moves(tried, 7) == DOWN[::-1]


def test_with_a_minimum_of_two_lots_the_order_of_limits_makes_no_difference_on_the_9th() -> None:
    scenario = changed_rule(study_of(NINE).scenario, "lots", minimum=Decimal(100_000))
    for structure in ("standard", "t24"):
        plan = resolve(scenario, structure, structure)
        assert simulate(plan).book[2, plan.names.accounts.index("PRINT-1")] == 3_000_000


def test_in_part_is_refused_under_sap_with_a_sentence() -> None:
    (found,) = complaints(changed_structure("sap", partial=True))
    assert found.message == "profile 'sap' serves by priority, all or nothing"


def test_the_pool_is_written_once() -> None:
    written = (SCENARIOS / NINE / "links.csv").read_text(encoding="utf-8").splitlines()[1:]
    of = [line.split(",")[0] for line in written]
    assert len(of) == 10 and of.count("standard") == 6
    scenario = study_of(NINE).scenario
    for structure in WEEK:
        assert len([one for one in scenario.links if one.structure == structure]) == 6
    used = {one.profile for one in scenario.structures}
    assert used == set(PROFILES)

"""Scenario 07: the figures and stories of its README, and what it suggests to try."""

import datetime
from dataclasses import replace
from decimal import Decimal

from tests.scenarios.answers import fate_of, grouped, row, text_of
from tests.scenarios.shipped import correction_of, run_of, study_of
from treasury.accounts.virtual import VirtualLedger
from treasury.checks import check_correction
from treasury.comparison import Run, study
from treasury.correction.correcting import corrected
from treasury.correction.postings import OPEN
from treasury.flows.items import Item
from treasury.scenario import Scenario
from treasury.tables import AMOUNT, INTEREST, KIND, WAS_REFUSED
from treasury.virtual_ledgers import VirtualLedgers, virtual_ledgers

SEVEN = "07_virtual_ledgers"


def divided(run: Run) -> VirtualLedgers:
    return virtual_ledgers(run.plan, run.projection.events, run.ledger)


def scenario() -> Scenario:
    return study_of(SEVEN).scenario


def settled(found: VirtualLedgers) -> dict[str, list[int]]:
    """What each ledger settled on 20 June, side by side."""
    amounts: dict[str, list[int]] = {}
    for one in found.settled:
        amounts.setdefault(found.table.ids[found.table.bearings[one.bearing].ledger], []).append(
            one.amount
        )
    return amounts


def again(changed: Scenario) -> Run:
    return study(changed).runs[0]


def test_three_projects_bear_what_the_text_says() -> None:
    assert settled(divided(run_of(SEVEN, "as_is"))) == {
        "BRIDGE": [27040],
        "SCHOOL": [29200],
        "TUNNEL": [29200, -45000],
    }


def test_what_is_left_unassigned_is_the_parent_s_result() -> None:
    run = run_of(SEVEN, "as_is")
    found, day = divided(run), row(run, 6, 21)
    unassigned = found.table.ids.index("unassigned")
    left = int(found.book[day, unassigned] - found.book[day - 1, unassigned])
    events = run.projection.events
    (bank,) = events[events[:, KIND] == INTEREST, AMOUNT].tolist()
    assert (grouped(bank), grouped(left)) == ("1,849.83", "1,445.43")
    assert all(figure in text_of(SEVEN) for figure in ("1,849.83", "1,445.43", "2,735,849.83"))
    assert grouped(int(run.projection.book[-1, 0])) == "2,735,849.83"
    assert int(found.book[0, unassigned]) == 167000000


def test_without_the_adjustment_the_bridge_gets_202() -> None:
    late = replace(scenario().adjustments[0], date=datetime.date(2026, 6, 30))
    for adjustments in ((), (late,)):
        run = again(replace(scenario(), adjustments=adjustments))
        assert settled(divided(run))["BRIDGE"] == [20200]


def test_a_bridge_with_both_sides_pays_for_its_thirty_days() -> None:
    ledgers: list[VirtualLedger] = [
        replace(one, interest="both") if one.id == "BRIDGE" else one for one in scenario().ledgers
    ]
    run = again(replace(scenario(), ledgers=tuple(ledgers)))
    assert settled(divided(run))["BRIDGE"] == [36040, -45000]


def test_a_ledger_stops_no_payment_only_the_account_does() -> None:
    large = Item(
        id="LARGE", date=datetime.date(2026, 4, 9), account="MAIN-1", amount=Decimal(-1900000),
        ledger="BRIDGE",
    )  # fmt: skip
    for amount, made in ((Decimal(-1900000), True), (Decimal(-2500000), False)):
        items = (*scenario().items, replace(large, amount=amount))
        found = study(replace(scenario(), items=items))
        assert (fate_of(found, "as_is", "LARGE")[0] != WAS_REFUSED) is made


def test_what_becomes_known_late_is_corrected_as_the_text_says() -> None:
    correction, projection = correction_of(SEVEN)
    assert all(one.passed is not False for one in check_correction(correction, projection))
    inner = correction.ledgers
    assert inner
    past = [one for one in inner.touched if one.day != OPEN]
    names = [inner.now.table.ids[inner.now.table.bearings[one.bearing].ledger] for one in past]
    bridge = 60_000 * 40 * 2 // 1000
    credit, debit = 150_000 * 42 * 2 // 1000, 150_000 * 20 * 10 // 1000
    told = [(name, one.right - one.posted) for name, one in zip(names, past, strict=True)]
    assert told == [("BRIDGE", bridge), ("TUNNEL", credit), ("TUNNEL", debit)]
    for name, one in zip(names, past, strict=True):
        amounts = " | ".join(map(grouped, (one.posted, one.right, one.right - one.posted)))
        assert any(
            line.startswith(f"| `{name}`") and line.endswith(f"| {amounts} |")
            for line in text_of(SEVEN).splitlines()
        )
    (bank, _) = correction.touched
    more = 60_000 * 40 + 150_000 * 62 + 40_000 * 20
    assert bank.right - bank.posted == round(more * 0.0035 / 360 * 100) == 12153
    assert grouped(12153 - bridge - credit - debit) == "-352.47"
    assert "-352.47" in text_of(SEVEN)


def test_an_item_that_names_no_project_corrects_the_bank_s_interest_alone() -> None:
    run, (correction, projection) = run_of(SEVEN, "as_is"), correction_of(SEVEN)
    late = tuple(replace(one, ledger=None) for one in correction.plan.scenario.items[-3:])
    found = corrected(run.plan, projection, late, correction.today)
    assert found.touched == correction.touched
    assert found.ledgers and found.ledgers.touched == ()

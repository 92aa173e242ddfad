"""Runs with money on its way that are wrong in one place, and the check that says so."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.hand.test_membership_by_hand import on
from tests.hand.test_transit_by_hand import two_banks
from treasury import tables
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.comparison import study
from treasury.pooling.structure import Rejection
from treasury.scenario import Scenario
from treasury.tables import (
    ARRIVED,
    CONCENTRATION,
    FUNDING,
    KIND,
    MINUTE,
    ON_ITS_WAY,
    REASON,
    SENT_BACK,
)

Bend = Callable[[Amounts], Amounts]
BACK = (Rejection(structure="pool", participant="P", date=on(1)),)


def judged(scenario: Scenario, bend: Bend, transit: int = 0) -> dict[int, CheckResult]:
    """The checks by number of the pool's run, its events bent and booked anew.

    `transit` is added to what the projection says is on its way to H on day 1.
    """
    made = study(scenario)
    run, alone = made.runs[0], made.standalone
    wrong = run.projection.transit.copy()
    wrong[0, run.plan.names.accounts.index("H")] += transit
    events = bend(run.projection.events.copy())
    projection = run.projection._replace(events=events, transit=wrong)
    results = check(run.plan, projection, book(run.plan, events), (alone.plan, alone.projection))
    return {int(one.name.split()[0]): one for one in results}


def row_of(events: Amounts, kind: int) -> int:
    """The first event of the kind."""
    return int(np.flatnonzero(events[:, KIND] == kind)[0])


def setting(kind: int, **columns: int) -> Bend:
    """Sets columns of the first event of the kind."""

    def bend(events: Amounts) -> Amounts:
        row = row_of(events, kind)
        for name, value in columns.items():
            events[row, getattr(tables, name)] = value
        return events

    return bend


def without(kind: int) -> Bend:
    """Leaves the first event of the kind out."""
    return lambda events: np.delete(events, row_of(events, kind), axis=0)


def twice(kind: int) -> Bend:
    """Writes the first event of the kind twice."""

    def bend(events: Amounts) -> Amounts:
        row = row_of(events, kind)
        return np.insert(events, row, events[row], axis=0)

    return bend


def after_the_next(kind: int) -> Bend:
    """Lets the first event of the kind happen after the event that follows it."""

    def bend(events: Amounts) -> Amounts:
        row = row_of(events, kind)
        events[[row, row + 1]] = events[[row + 1, row]]
        return events

    return bend


SENT = "100.00 CNY sent over P -> H on 2026-03-02"
BENT = [
    ("it never arrives", (), without(ARRIVED),
     f"due: {SENT} arrives at H on 2026-03-03; recorded: nothing"),
    ("it arrives twice", (), twice(ARRIVED),
     f"due: nothing; recorded: {SENT} arrives at H on 2026-03-03"),
    ("it arrives a day late", (), setting(ARRIVED, DAY=2),
     f"due: {SENT} arrives at H on 2026-03-03; recorded: {SENT} arrives at H on 2026-03-04"),
    ("less arrives than was sent", (), setting(ARRIVED, AMOUNT=9000), "recorded: 90.00 CNY sent"),
    ("what the bank rejects arrives", BACK, setting(SENT_BACK, KIND=ARRIVED),
     f"due: {SENT} comes back to P on 2026-03-03; recorded: {SENT} arrives at P on 2026-03-03"),
    ("it comes back for another reason", BACK, setting(SENT_BACK, REASON=2),
     f"due: {SENT} comes back to P"),
    ("what came back saw another balance", BACK, setting(SENT_BACK, SEEN=1), "another balance"),
    ("it arrives at ten", (), setting(ARRIVED, MINUTE=600), "too late in the day"),
    ("it arrives after something else", (), after_the_next(ARRIVED), "too late in the day"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "back", "bend", "told"), BENT, ids=[one[0] for one in BENT])
def test_money_on_its_way_that_ends_otherwise_is_found(
    what: str, back: tuple[Rejection, ...], bend: Bend, told: str
) -> None:
    items = "day | account | amount\n2 | H | 5"
    found = judged(two_banks(items, rejections=back), bend)[25]
    assert found.passed is False and told in found.detail


def test_a_run_that_is_right_passes_with_what_it_examined() -> None:
    found = judged(two_banks(rejections=BACK), lambda events: events)
    assert (found[25].passed, found[25].examined) == (True, 2)
    assert all(one.passed is not False for one in found.values())


def test_nothing_due_in_the_run_is_no_pass() -> None:
    found = judged(two_banks(days=1), lambda events: events)[25]
    assert (found.passed, found.detail) == (None, "nothing was due in the run")
    found = judged(two_banks(delay=0), lambda events: events)[25]
    assert (found.passed, found.detail) == (None, "no link takes days")


def test_what_the_projection_says_is_on_its_way_must_be_in_the_books() -> None:
    found = judged(two_banks(), lambda events: events, transit=1)
    assert found[2].detail == (
        "on its way to H on 2026-03-02: ledger 100.00 CNY, projection 100.01 CNY"
    )
    assert [number for number in (3, 4) if found[number].passed is not False] == []


@pytest.mark.parametrize(("scenario", "bend"), [
    (two_banks(), setting(CONCENTRATION, REASON=0)),
    (two_banks(own="-50", header="500"), setting(FUNDING, REASON=0)),
    (two_banks(own="-50", header="500"), setting(FUNDING, COMING=1)),
], ids=["sent at once", "came at once", "counts what is not on its way"])  # fmt: skip
def test_a_sweep_that_takes_days_says_so(scenario: Scenario, bend: Bend) -> None:
    assert judged(scenario, bend)[5].passed is False


def test_a_need_that_asks_twice_is_found() -> None:
    def asks_again(events: Amounts) -> Amounts:
        row = row_of(events, FUNDING)
        again = events[row].copy()
        again[[MINUTE, REASON]] = 15 * 60, ON_ITS_WAY
        return np.insert(events, row + 1, again, axis=0)

    rule = "zero_balance at=09:00,15:00"
    found = judged(two_banks(own="-50", header="500", rule=rule), asks_again)[5]
    assert found.passed is False


def test_the_guarantee_is_not_claimed_where_money_takes_days() -> None:
    found = judged(two_banks(), lambda events: events)[17]
    assert found.passed is None and "all in mode full, or all in own_deposits" in found.detail


def test_a_transfer_that_the_bank_rejects_in_another_structure_arrives_in_this_one() -> None:
    one = two_banks(rejections=(replace(BACK[0], structure="other"),))
    links = tuple(replace(link, structure="other") for link in one.links)
    pools = tuple(replace(pool, id="other") for pool in one.structures)
    both = replace(one, structures=(*one.structures, *pools), links=(*one.links, *links))
    found = {run.plan.structure: run for run in study(both).runs}
    for structure, kind in (("pool", ARRIVED), ("other", SENT_BACK)):
        kinds = found[structure].projection.events[:, KIND]
        assert np.isin(kinds, (ARRIVED, SENT_BACK)).any() and kind in kinds
        assert [each for each in found[structure].checks if each.passed is False] == []
    assert SENT_BACK not in found["pool"].projection.events[:, KIND]

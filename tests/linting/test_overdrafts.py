"""Overdraft agreements that a run shows nothing of, and those beside them that are as meant."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import MONDAY, group, on
from tests.hand.test_overdraft_nights_by_hand import LATE, agreed, one_account
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

OF_AGREEMENTS = {
    "nights_beyond_run", "overdraft_without_agreement", "nights_nearly_used", "overdue_swept_away",
}  # fmt: skip


def found(scenario: Scenario) -> list[str]:
    """The names of the remarks on agreements, of a scenario that can be run."""
    assert complaints(scenario) == []
    return sorted(one.name for one in remarks(scenario) if one.name in OF_AGREEMENTS)


@pytest.mark.parametrize(
    ("days", "terms", "told"),
    [
        (2, {}, True),  # two nights are allowed, and two closes are all there are
        (3, {}, False),  # the close of day 3 may be one night too many
        (2, {"nights": 3, "nights_before": 2}, False),
        (2, {"nights": 9, "nights_before": 2}, True),
        (2, {"overdue": Decimal(5)}, False),  # it is closed already: the run shows that
    ],
)
def test_a_run_too_short_for_the_nights_is_remarked(
    days: int, terms: dict[str, Any], told: bool
) -> None:
    one = one_account("", days=days, opening="-5" if "overdue" not in terms else "0", **terms)
    assert ("nights_beyond_run" in found(one)) is told


def test_of_agreements_in_turn_nobody_says_how_many_nights_are_left_of_one() -> None:
    one = one_account("", days=5, opening="-5", nights=30, valid_until=on(2))
    (first,) = one.overdraft_agreements
    second = replace(first, id="next", valid_from=on(3), valid_until=None)
    assert found(replace(one, overdraft_agreements=(first, second))) == []


@pytest.mark.parametrize(("last", "told"), [(4, True), (5, False), (6, False), (None, False)])
def test_an_agreement_that_ends_inside_the_run_is_remarked(last: int | None, told: bool) -> None:
    until = None if last is None else on(last)
    one = one_account("", days=5, valid_until=until)
    assert one.last_day == MONDAY + timedelta(days=4)
    assert found(one) == ["overdraft_without_agreement"] * told


@pytest.mark.parametrize(
    ("nights", "before", "told"),
    [(30, 27, True), (30, 26, False), (30, 0, False), (10, 9, True), (9, 8, False), (2, 2, True)],
)
def test_nights_that_are_nearly_used_are_remarked(nights: int, before: int, told: bool) -> None:
    one = one_account("", days=31, opening="-5", nights=nights, nights_before=before)
    assert found(one) == ["nights_nearly_used"] * told


POOL = """
    account | opening | overdraft | header | rule   | direction
    H       | 500     | 200       |        |        |
    A       | 0       | 100       | H      | {rule} | {way}
    """


@pytest.mark.parametrize(
    ("rule", "way", "told"),
    [
        ("zero_balance", "both", True),
        ("zero_balance", "up", True),
        ("zero_balance at=15:00 late", "up", True),
        ("zero_balance at=15:00", "up", False),  # what comes in later is there in the evening
        ("zero_balance", "down", False),
        ("keep keep=50", "up", False),
    ],
)
def test_cash_that_goes_up_before_it_repays_is_remarked(rule: str, way: str, told: bool) -> None:
    one = group(POOL.format(rule=rule, way=way), days=5,
                overdraft_agreements=(agreed(),), **LATE)  # fmt: skip
    assert found(one) == ["overdue_swept_away"] * told


def test_the_agreement_of_a_header_is_not_remarked() -> None:
    one = group(POOL.format(rule="zero_balance", way="both"), days=5,
                overdraft_agreements=(agreed("H"),), **LATE)  # fmt: skip
    assert found(one) == []

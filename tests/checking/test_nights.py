"""Overdraft nights by their agreement, and by engines that count, convert or repay otherwise."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.made_runs import H, Made, account, day, group, item, made
from treasury import tables as t
from treasury.credit import OverdraftAgreement
from treasury.fees import Fee


def overdrawn(**terms: Any) -> Made:
    """H is 300 short from the first day, agreed are two nights; 250 and 500 come in the end."""
    accounts = (
        account("H", "HQ", 0, overdraft=Decimal(1000)),
        *(account(name, where, 0) for name, where in (("B", "BR"), ("A", "SUB"), ("T", "SUB2"))),
    )
    items = (item("tax", 0, "H", "-300"), item("sale", 3, "H", "250"), item("more", 4, "H", "500"))
    agreement = OverdraftAgreement(id="od", account="H", **{"nights": 2, **terms})
    return made(
        group(accounts=accounts, items=items, fees=(), rates=(), term_loans=(), credit_lines=(),
              links=(), overdraft_agreements=(agreement,))
    )  # fmt: skip


def found(run: Made) -> Any:
    """What the check of nights found."""
    return run.checks()[32]


def test_nights_conversion_and_repayment_are_as_agreed() -> None:
    run = overdrawn(reopens=True)
    assert run.projection.owed[:, 0].tolist() == [0, 0, 30000, 5000, 0]
    assert run.projection.book[:, H].tolist() == [-30000, -30000, 0, 0, 45000]
    assert (found(run).passed, found(run).examined) == (True, 5)


def test_without_agreements_the_check_is_not_listed() -> None:
    assert 32 not in made(group()).checks()


@pytest.mark.parametrize(("column", "value"), [("seen", 1), ("base", 3), ("aux", 1)])
def test_what_is_told_of_a_conversion_is_found(column: str, value: int) -> None:
    run = overdrawn()
    bent = found(run.bent(run.rows(t.OVERDUE)[0], **{column: value}))
    assert bent.passed is False
    assert bent.detail.startswith("od on 2026-03-20: 300.00 CNY becomes overdue")


def test_a_conversion_of_another_amount_is_found() -> None:
    run = overdrawn()
    bent = found(run.bent(run.rows(t.OVERDUE)[0], amount=29999))
    assert bent.passed is False


def test_a_conversion_on_an_account_that_is_not_overdrawn_is_found() -> None:
    run = overdrawn()
    bent = found(run.bent(run.rows(t.OVERDUE)[0], day=1))
    assert bent.passed is False


@pytest.mark.parametrize(
    ("column", "value"), [("amount", 24999), ("seen", 24999), ("base", 1), ("aux", 1)]
)
def test_what_is_told_of_a_repayment_is_found(column: str, value: int) -> None:
    run = overdrawn()
    bent = found(run.bent(run.rows(t.OVERDUE_REPAID)[0], **{column: value}))
    assert bent.passed is False
    assert bent.detail.startswith("od on 2026-03-2")


@pytest.mark.parametrize(
    ("column", "value"), [("nights", 1), ("nights", 3), ("before", 1), ("begins", 1), ("ends", 1)]
)
def test_an_engine_with_other_terms_is_found(column: str, value: int) -> None:
    assert found(overdrawn().lived_by("overdrafts", column, value)).passed is False


def test_an_engine_that_opens_what_is_closed_for_good_is_found() -> None:
    assert found(overdrawn().lived_by("overdrafts", "reopens", 1)).passed is False


def charged(unpaid: str) -> Made:
    """The same with 100 overdue from before the run, and a fee of 5 on the second day."""
    run = overdrawn(unpaid=unpaid, overdue=Decimal(100))
    fee = Fee(id="fee", account="H", amount=Decimal(5), every="once", date=day(1))
    return made(replace(run.plan.scenario, fees=(fee,)))


def test_an_unpaid_fee_becomes_overdue_or_stays() -> None:
    # The tax of 300 waits for the first receipt, while the overdraft is closed.
    added, stays = charged("overdue"), charged("overdrawn")
    assert added.projection.owed[:, 0].tolist() == [10000, 10500, 10500, 10500, 0]
    assert stays.projection.owed[:, 0].tolist() == [10000, 10000, 10000, 10000, 0]
    for run in (added, stays):
        assert [one for one in run.checks().values() if one.passed is False] == []
    assert found(added.lived_by("overdrafts", "adds_unpaid", 0)).passed is False
    assert found(stays.lived_by("overdrafts", "adds_unpaid", 1)).passed is False

"""What is remarked about notices that do not keep the rate they were given for, and their cost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group
from treasury.deposits import Deposit, Withdrawal
from treasury.interest import Terms
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario

WAS = "what is withdrawn of 'N' on 2026-03-31 bears 0.20 %, the demand rate, and not 1.00 %"


def march(day: int) -> date:
    return date(2026, 3, day)


def noticed(days: int = 30, currency: str = "CNY", **line: Any) -> Scenario:
    """360,000 of 900,000 at seven days' notice since 1 March are withdrawn on 31 March: 30 days."""
    given = {"date": march(31), "amount": Decimal(360_000), "notified_on": march(24)} | line
    return group(
        f"account | opening | terms | currency\n A | 0 | demand | {currency}",
        days=days,
        terms=(Terms(id="demand"),),
        rates=(Rate(terms="demand", side="credit", rate="0.2%"),),
        deposits=(
            Deposit(id="N", account="A", product="notice_7", amount=Decimal(900_000),
                    placed_on=march(1), rate="1%"),
        ),
        withdrawals=(Withdrawal(deposit="N", **given),),
    )  # fmt: skip


def said(found: Scenario) -> list[tuple[str, str]]:
    """The key and the sentence of each remark on a notice, of a scenario that can be run."""
    assert complaints(found) == []
    return [(str(one.path[2]), one.message) for one in remarks(found) if "notice" in one.name]


@pytest.mark.parametrize(
    ("line", "key", "why"),
    [
        ({}, "", ""),
        (
            {"agreed_on": march(30), "notified_on": march(24)},
            "agreed_on",
            "it was agreed for 6 days after the notice, and notice_7 asks for 7",
        ),
        (
            {"agreed_on": march(31), "notified_on": march(30)},
            "agreed_on",
            "it was agreed for 1 day after the notice, and notice_7 asks for 7",
        ),
        ({"notified_on": march(23)}, "date", "it was agreed for 2026-03-30"),
        ({"notified_on": march(25)}, "date", "it was agreed for 2026-04-01"),
        ({"notified_on": None}, "", ""),
    ],
)
def test_a_notice_that_is_too_short_or_for_another_day_costs_the_listed_rate(
    line: dict[str, Any], key: str, why: str
) -> None:
    # 360,000 x 30 / 360 x (1.00 % - 0.20 %) = 30,000 x 0.80 % = 240.00
    told = [(key, f"{WAS}, 240.00 CNY less: {why}")] if key else []
    assert said(noticed(**line)) == told


def test_less_than_is_withdrawn_at_least_costs_it_too() -> None:
    # 90,000 x 30 / 360 x 0.80 % = 7,500 x 0.80 % = 60.00
    small = {"amount": Decimal(90_000)}
    why = "less than 100,000 is withdrawn, the least that keeps the rate"
    assert said(noticed(**small)) == [("amount", f"{WAS}, 60.00 CNY less: {why}")]
    assert said(noticed(currency="EUR", **small)) == []


def test_nothing_is_said_where_nothing_is_lost_or_the_run_does_not_see_it() -> None:
    late = noticed(notified_on=march(23))
    low = replace(late, deposits=(replace(late.deposits[0], rate="0.2%"),))
    assert said(low) == []
    assert said(noticed(days=29, notified_on=march(23))) == []
    assert len(said(noticed(days=30, notified_on=march(23)))) == 1
    after = replace(late, first_day=date(2026, 4, 1), last_day=date(2026, 4, 2))
    assert said(after) == []

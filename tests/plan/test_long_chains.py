"""Account analyses that continue one another by the thousand: no step goes through all for each."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.hand.tables import group
from treasury.account_analysis import AccountAnalysis
from treasury.fees import Fee
from treasury.interest import Terms
from treasury.linting.analyses import analysis_remarks
from treasury.plan.analyses import Turns, day_table
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario

MANY = 5000
CEILING = 20
"""Seconds of this process: each of these takes one or two on a plain machine. Going through the
whole chain for each of its members took hours."""
DAY = date(2026, 1, 1)


@contextmanager
def soon() -> Iterator[None]:
    """What is done within takes no longer than the ceiling."""
    begin = time.process_time()
    yield
    assert time.process_time() - begin < CEILING


def chain(many: int, *, days: int = 31) -> Scenario:
    """A pool whose analysis is renewed every day, with a fee on every one of them."""
    found = group(
        """
        account | opening | header | rule         | terms
        H       | 0       |        |              |
        A       | 900     | H      | zero_balance |
        """,
        terms=(Terms(id="ecr"),),
        rates=(Rate(terms="ecr", side="credit", rate="1%"),),
        days=days,
    )
    first = found.first_day - timedelta(many - days)
    return replace(
        found,
        account_analyses=tuple(
            AccountAnalysis(
                id=f"AN-{at:04}", accounts=("A",), settlement_account="A", terms="ecr",
                follows=f"AN-{at - 1:04}" if at else None,
                valid_from=first + timedelta(at), valid_until=first + timedelta(at),
            )
            for at in range(many)
        ),
        fees=tuple(
            Fee(id=f"F-{at:04}", account="A", amount=Decimal(1), analysis=f"AN-{at:04}")
            for at in range(many)
        ),
    )  # fmt: skip


def circle(many: int) -> Scenario:
    """The same, and the first continues the last."""
    found = chain(many)
    first, *others = found.account_analyses
    return replace(found, account_analyses=(replace(first, follows=others[-1].id), *others))


def test_a_long_chain_is_judged_remarked_on_and_resolved_soon() -> None:
    found = chain(MANY)
    with soon():
        told = complaints(found)
    assert not [one for one in told if "no day of the run" not in one.message]
    with soon():
        assert list(analysis_remarks(found)) == []
    with soon():
        turns, days = Turns(found), [found.first_day + timedelta(at) for at in range(31)]
        taken = [turns.taking("AN-0000", "A", day) for day in days]
        day_table(found, list(found.account_analyses), days[:3])
    assert taken == list(range(MANY - 31, MANY))


def test_a_long_circle_is_complained_about_soon() -> None:
    with soon():
        told = complaints(circle(MANY))
    assert sum("continues itself" in one.message for one in told) == MANY

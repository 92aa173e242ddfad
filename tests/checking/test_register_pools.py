"""The checks of register pools: an engine or a plan that errs is found."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from tests.made_pools import pooled_group
from tests.made_runs import Made, account, day, item, made
from treasury import tables as t
from treasury.checking.notional import pools_differ
from treasury.checking.notional_rows import rows_differ
from treasury.deposits import Deposit
from treasury.pooling.notional import NotionalMember
from treasury.scenario import Scenario

MEMBERS = tuple(
    NotionalMember(pool="P", account=name, valid_from=day(1) if name == "B" else None)
    for name in "HBAT"
)


def registered(**changes: object) -> Scenario:
    """H lacks 600, the others have 430; B's 400 are in the register from the second day on."""
    fields: dict[str, object] = {
        "accounts": (
            account("H", "HQ", -600, overdraft=Decimal(900)),
            account("B", "BR", 400),
            account("A", "SUB", 50, overdraft=Decimal(900)),
            account("T", "SUB2", -20, overdraft=Decimal(900)),
        ),
        "term_loans": (),
        "fees": (),
        "items": (item("sale", 3, "T", "300"),),
        "notional_members": MEMBERS,
        **changes,
    }
    return pooled_group(method="register", allocation="central", pool_terms="internal", **fields)


@cache
def honest() -> Made:
    """The register's run; nobody writes into it."""
    return made(registered())


def loans(run: Made, column: str, at: int, value: int) -> Made:
    """The run as an engine would live it that had another number in its table of loans."""
    found = run.plan.tables.loans
    array = getattr(found, column).copy()
    array[at] = value
    return run.lived(loans=found._replace(**{column: array}))


def notional(run: Made, column: str, value: int) -> Made:
    """The same in the first row of the table of pools."""
    found = run.plan.tables.notional
    array = getattr(found, column).copy()
    array[0] = value
    return run.lived(notional=found._replace(**{column: array}))


def test_an_honest_run_passes() -> None:
    checks = honest().checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[8].detail.endswith("exactly of 0 of 1")
    assert checks[10].passed is True and checks[20].passed is True
    # Without B the pool lacks 570, of which the line has 500; with it 170; with the sale nothing,
    # less a little interest of the days before.
    owed = [amount // 100 for amount in honest().projection.owed[:, 0].tolist()]
    assert owed == [500, 170, 170, 0, 0]


def test_what_a_participant_places_on_deposit_that_evening_was_still_there_for_the_line() -> None:
    placed = Deposit(id="D", account="B", product="time", amount=Decimal(300),
                     placed_on=day(2), matures_on=day(60), rate="2%")  # fmt: skip
    run = made(registered(deposits=(placed,)))
    checks = run.checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    owed = [amount // 100 for amount in run.projection.owed[:, 0].tolist()]
    assert owed[:4] == [500, 170, 170, 170]


def test_an_engine_that_draws_what_the_header_lacks_is_found() -> None:
    run = loans(honest(), "register", 0, -1)
    found = run.checks()[20]
    assert found.passed is False
    assert "line line on 2026-03-19: should move" in found.detail


def test_an_engine_that_lets_the_header_s_own_terms_bear_all_of_it_is_found() -> None:
    checks = notional(honest(), "register", -1).checks()
    assert checks[10].passed is False and "interest number of" in checks[10].detail


@pytest.mark.parametrize("row", [-1, 0])
def test_a_plan_with_another_header_of_the_register_is_found(row: int) -> None:
    plan = honest().plan
    bent = np.array([row if plan.tables.notional.register[0] != row else 1])
    tables = plan.tables._replace(notional=plan.tables.notional._replace(register=bent))
    words = "P: whose overdraft bears the demand rate is planned otherwise"
    assert pools_differ(replace(plan, tables=tables)) == words


def test_a_plan_that_sets_off_both_sides_of_a_register_is_found() -> None:
    plan = honest().plan
    accruals = plan.tables.accruals
    kind = np.where(accruals.kind == t.OFFSET_DEBIT, t.POOL_DEBIT, accruals.kind)
    tables = plan.tables._replace(accruals=accruals._replace(kind=kind))
    words = "P: the plan and the records disagree on what settles into its result"
    assert rows_differ(replace(plan, tables=tables)) == words

"""The checks of notional pools pass on an honest run and fail on one that was bent."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest

from tests.made_pools import LAW, MEMBERS, pooled_group
from tests.made_runs import A, B, H, Made, T, day, group, item, made, made_group
from treasury import tables as t
from treasury.checking.evidence import Evidence
from treasury.checking.notional import pools_differ
from treasury.checking.notional_rows import rows_differ
from treasury.checking.set_off import notional_moves_no_cash
from treasury.interest import AgreedDeposit, Terms
from treasury.pooling.notional import Allocation, NotionalMember, NotionalPool, PoolMethod
from treasury.pooling.structure import Structure
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

SETTING_OFF_OR_BETTER = tuple(one for one in get_args(PoolMethod) if one != "register")
"""The methods whose result may be shared: registers have tests of their own."""


@cache
def honest(method: PoolMethod = "net") -> Made:
    """The pool's run; nobody writes into it."""
    return made(pooled_group(method=method))


def test_an_honest_run_passes_the_checks_of_pools() -> None:
    checks = honest().checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[8].examined == 5
    assert checks[8].detail.endswith("the worth of set-off is known exactly of 1 of 1")
    assert checks[9].passed is True and checks[9].examined == 1
    assert checks[10].passed is True
    assert checks[17].detail == "the structure has no links"


def test_a_run_without_pools_has_nothing_to_check() -> None:
    checks = made_group().checks()
    assert (checks[8].passed, checks[8].examined) == (None, 0)
    assert checks[8].detail == "the run has no notional pool"


@pytest.mark.parametrize("method", SETTING_OFF_OR_BETTER)
@pytest.mark.parametrize("allocation", get_args(Allocation))
def test_every_method_and_allocation_passes(method: PoolMethod, allocation: Allocation) -> None:
    offset = None if method == "enhance" else "62.5%"
    terms = (
        Terms(id="demand", rounding="half_even"),
        Terms(id="borrowing"), Terms(id="internal"),
        Terms(id="pooled", day_count="ACT/ACT ISDA", settles="monthly", settlement_day=19,
              carry_remainder=True),
    )  # fmt: skip
    base = group()
    rates = (
        *base.rates,
        Rate(terms="demand", side="credit", valid_from=day(2), rate="1.8%"),
        Rate(terms="pooled", side="credit", up_to=Decimal(700), rate="0.37%"),
        Rate(terms="pooled", side="credit", rate="36%"),
        Rate(terms="pooled", side="debit", rate="13%"),
    )
    run = made(
        pooled_group(
            method=method, allocation=allocation, offset=offset, pool_terms="pooled",
            rates=rates, terms=terms,
        )
    )  # fmt: skip
    checks = run.checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[8].detail.endswith("exactly of 0 of 1")
    assert checks[9].passed is True and checks[10].passed is True


DEPOSIT = AgreedDeposit(account="H", basic_amount=Decimal(500), rate="7.2%",
                        excess_unit=Decimal(7), valid_from=day(1), valid_until=day(3))  # fmt: skip


def moving(method: PoolMethod) -> Made:
    """The pool's run where H has an agreed deposit and the pool's credit rate follows an index."""
    base = pooled_group(method=method, pool_terms="pooled")
    return made(
        replace(
            base,
            terms=(*base.terms, Terms(id="pooled")),
            rates=(
                *base.rates,
                Rate(terms="pooled", side="credit", rate="SHIBOR - 1%"),
                Rate(terms="pooled", side="debit", rate="7.2%"),
            ),
            indices=(Index(id="SHIBOR"),),
            index_rates=(
                IndexRate(index="SHIBOR", date=day(-1), rate="4%"),
                IndexRate(index="SHIBOR", date=day(2), rate="5%"),
            ),
            agreed_deposits=(DEPOSIT,),
        )
    )


@pytest.mark.parametrize("method", SETTING_OFF_OR_BETTER)
def test_a_pool_on_an_index_with_an_agreed_deposit_in_it_passes(method: PoolMethod) -> None:
    checks = moving(method).checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True and checks[8].detail.endswith("exactly of 0 of 1")


def test_an_engine_that_takes_off_the_plain_rate_of_an_agreed_deposit_is_found() -> None:
    run = moving("advantage")
    accruals = run.plan.tables.accruals
    (own,) = (row for row in rows_of(run, t.OWN_CREDIT) if accruals.account[row] == H)
    plain = next(row for row in rows_of(run, t.OWN_CREDIT) if accruals.account[row] != H)
    version = accruals.version.copy()
    version[:, own] = version[:, plain]
    tables = run.plan.tables._replace(accruals=accruals._replace(version=version))
    found = replace(run, plan=replace(run.plan, tables=tables)).checks()[10]
    assert found.passed is False
    words = f"demand (credit): the rates planned for {DEPOSIT.valid_from} are not those"
    assert words in found.detail


def test_a_pool_on_top_of_a_physical_structure_passes() -> None:
    run = made(replace(group(), notional_pools=pooled_group().notional_pools, set_off=(LAW,),
                       notional_members=(MEMBERS[0], MEMBERS[3])))  # fmt: skip
    checks = run.checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].passed is True
    assert checks[17].detail == "it speaks of structures without notional pools"


def test_two_pools_side_by_side_pass_one_of_them_enhancing_credit_balances_alone() -> None:
    base = pooled_group()
    better = NotionalPool(id="Q", structure="pool", header="T", terms="better", method="enhance")
    members = (MEMBERS[0], MEMBERS[3], NotionalMember(pool="Q", account="T"))
    run = made(
        replace(
            base,
            terms=(*base.terms, Terms(id="better")),
            rates=(*base.rates, Rate(terms="better", side="credit", rate="7.2%")),
            notional_pools=(*base.notional_pools, better),
            notional_members=members,
        )
    )
    checks = run.checks()
    assert [(n, checks[n].detail) for n in checks if checks[n].passed is False] == []
    assert checks[8].examined == 2 * 5 and checks[9].examined == 2


# --- engines that err -------------------------------------------------------------------------


def table(run: Made, name: str, column: str, at: Any, value: int) -> Made:
    """The run as an engine would live it that had another number in one place of a table."""
    found = getattr(run.plan.tables, name)
    array = getattr(found, column).copy()
    array[at] = value
    return run.lived(**{name: found._replace(**{column: array})})


def rows_of(run: Made, kind: int) -> list[int]:
    """The rows of a kind in the table of accruals."""
    return np.flatnonzero(run.plan.tables.accruals.kind == kind).tolist()


def test_an_engine_that_sets_off_too_much_is_found() -> None:
    checks = table(made(pooled_group(offset="50%")), "notional", "offset", 0, 2).checks()
    assert checks[8].passed is False and "set-off in P is worth" in checks[8].detail
    assert checks[10].passed is False and "notional pool P (credit)" in checks[10].detail


def test_an_engine_that_forgets_the_cap_is_found() -> None:
    checks = table(honest(), "members", "cap", (0, A), 10**9).checks()
    assert checks[10].passed is False and "A (debit)" in checks[10].detail


def test_an_engine_whose_participants_earn_what_is_in_the_pool_is_found() -> None:
    checks = table(honest(), "notional", "replaces", 0, 0).checks()
    assert checks[10].passed is False and "interest number of" in checks[10].detail


def test_an_engine_that_shares_by_overdrafts_is_found() -> None:
    run = table(table(honest(), "notional", "by_credit", 0, 0), "notional", "by_debit", 0, 1)
    checks = run.checks()
    assert checks[9].passed is False
    assert checks[9].detail == "the result 0.42 CNY of P on 2026-03-20 is not shared as agreed"
    assert checks[10].passed is False and "A's share in notional pool P" in checks[10].detail


def test_an_engine_that_forgets_what_participants_bear_is_found() -> None:
    run = honest("advantage")
    rows = rows_of(run, t.OWN_CREDIT)
    assert len(rows) == 4
    checks = table(run, "accruals", "factor", rows[2], 1).checks()
    assert checks[10].passed is False and "notional pool P" in checks[10].detail


def posted(run: Made, where: int) -> int:
    """The event that posts the account's share."""
    shares = rows_of(run, t.POOL_SHARE)
    events = run.projection.events
    return next(row for row in run.rows(t.INTEREST)
                if events[row, t.REF] in shares and events[row, t.ACCOUNT] == where)  # fmt: skip


def test_a_share_posted_with_a_unit_more_is_found() -> None:
    run, row = honest(), posted(honest(), H)
    amount = int(run.projection.events[row, t.AMOUNT])
    checks = run.bent(row, amount=amount + 1).checks()
    assert checks[8].passed is False
    assert checks[8].detail == (
        "what P posted on 2026-03-21 and its result of the evening before differ by -0.01 CNY"
    )


def test_a_share_booked_against_another_account_is_found() -> None:
    run, row = honest(), posted(honest(), H)
    credit = np.where(run.ledger.event == row, B, run.ledger.credit)
    bent = replace(run, ledger=replace(run.ledger, credit=credit))
    found = notional_moves_no_cash(bent.evidence())
    assert found.passed is False
    assert found.detail == "a notional pool posted 0.40 CNY on H, 2026-03-21, that is no interest"


@pytest.mark.parametrize(
    "kind", [t.POOL_CREDIT, t.POOL_DEBIT, t.OWN_CREDIT, t.OWN_DEBIT, t.POOL_RESULT]
)
def test_a_row_of_a_pool_that_is_posted_itself_is_found(kind: int) -> None:
    run = honest("advantage")
    own = next(r for r in run.rows(t.INTEREST)
               if run.projection.events[r, t.REF] in rows_of(run, t.DEBIT_SIDE))  # fmt: skip
    for row in (posted(run, H), own):
        found = notional_moves_no_cash(run.bent(row, ref=rows_of(run, kind)[0]).evidence())
        assert found.passed is False and "that is no interest" in found.detail


def test_a_share_of_no_result_is_found() -> None:
    run = honest()
    shares = rows_of(run, t.POOL_SHARE)
    row = next(r for r in run.rows(t.SETTLED) if run.projection.events[r, t.REF] in shares)
    checks = run.bent(row, day=3).checks()
    assert checks[9].passed is False


# --- plans that err ---------------------------------------------------------------------------


def planned(name: str, column: str, at: Any, value: int, method: PoolMethod = "net") -> Evidence:
    """The evidence of an honest run whose plan says something else in one place."""
    run = honest(method)
    found = getattr(run.plan.tables, name)
    array = getattr(found, column).copy()
    array[at] = value
    tables = run.plan.tables._replace(**{name: found._replace(**{column: array})})
    return replace(run.evidence(), plan=replace(run.plan, tables=tables))


@pytest.mark.parametrize(
    ("name", "column", "at", "value", "words"),
    [
        ("notional", "offset_of", 0, 2, "P: by the records 1 of M cancels out, planned 1/2"),
        ("notional", "replaces", 0, 0, "P: what participants bear themselves is planned otherwise"),
        ("members", "account", 0, T, "the plan and the records disagree on who is in which"),
        ("members", "cap", (1, A), 7, "A on 2026-03-19: another cap, share or participation"),
        ("members", "share", (0, H), 7, "H on 2026-03-18: another cap, share or participation"),
    ],
)
def test_a_plan_with_another_pool_is_found(
    name: str, column: str, at: Any, value: int, words: str
) -> None:
    assert words in pools_differ(planned(name, column, at, value).plan)


def test_a_plan_with_other_names_of_pools_is_found() -> None:
    plan = honest().plan
    other = replace(plan, names=replace(plan.names, pools=("Q",)))
    assert pools_differ(other) == "the plan and the records disagree on the notional pools"


@pytest.mark.parametrize("column", ["factor", "into", "shares", "subject"])
def test_a_plan_that_settles_a_pool_otherwise_is_found(column: str) -> None:
    (result,) = rows_of(honest("advantage"), t.POOL_RESULT)
    bent = planned("accruals", column, result, 9, "advantage").plan
    assert rows_differ(bent) == (
        "P: the plan and the records disagree on what settles into its result"
    )


def test_a_plan_that_settles_an_account_s_interest_with_another_s_is_found() -> None:
    assert "settle into something" in rows_differ(planned("accruals", "into", 0, 1).plan)
    words = "an account, loan or link settles with another's interest"
    assert rows_differ(planned("accruals", "factor", 0, -1).plan) == words
    assert rows_differ(made_group().plan) == ""


def test_a_pool_that_is_missing_in_the_plan_is_found() -> None:
    plan = made(group(links=(), structures=(Structure(id="pool"),))).plan
    lacking = replace(plan, scenario=pooled_group())
    assert rows_differ(replace(lacking, names=replace(plan.names, pools=("P",)))) != ""


def on_an_index(scenario: Scenario) -> Scenario:
    """The scenario with every credit rate following an index."""
    rates = tuple(replace(one, rate="SHIBOR") if one.side == "credit" else one
                  for one in scenario.rates)  # fmt: skip
    fixing = IndexRate(index="SHIBOR", date=day(0), rate="3.6%")
    return replace(scenario, rates=rates, indices=(Index(id="SHIBOR"),), index_rates=(fixing,))


def test_the_worth_of_set_off_is_not_told_where_rates_differ() -> None:
    """Tiers, an agreed deposit, an index, another rate for one account, or no terms at all."""
    base = pooled_group()
    tier = Rate(terms="demand", side="credit", up_to=Decimal(9), rate="0%")
    no_terms = tuple(replace(one, terms=None if one.id == "T" else one.terms)
                     for one in base.accounts)  # fmt: skip
    dear = tuple(replace(one, rate="9%") if one.side == "credit" else one for one in base.rates)
    for other in (
        replace(base, rates=(*base.rates, tier)),
        replace(base, agreed_deposits=(DEPOSIT,)),
        on_an_index(base),
        replace(base, accounts=no_terms),
        replace(base, rates=dear),
        pooled_group(method="enhance"),
    ):
        checks = made(other).checks()
        assert checks[8].passed is True and checks[8].detail.endswith("of 0 of 1")


def test_a_pool_settled_on_the_last_day_has_accrued_what_it_shares() -> None:
    run = made(replace(pooled_group(), last_day=day(2), items=(item("rent", 1, "T", "-150"),),
                       term_loans=(), fees=()))  # fmt: skip
    checks = run.checks()
    assert checks[9].passed is True and checks[10].passed is True
    (result,) = rows_of(run, t.POOL_RESULT)
    shares = rows_of(run, t.POOL_SHARE)
    settled = [row for row in run.rows(t.SETTLED) if run.projection.events[row, t.REF] == result]
    amount = int(run.projection.events[settled[0], t.AMOUNT])
    assert run.projection.accrued[shares].sum() == amount
    assert run.projection.accrued[result] == 0

"""The check of fees by terms: a run that charges otherwise than agreed fails it, by name."""

import datetime
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import group
from treasury import dates
from treasury import tables as t
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.fees import FeeTerm
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import Projection

POOL = """
    account | opening   | header | rule         | entity | line      | overdraft
    HQ-1    | 0         |        |              | HQ     | 300000.00 | 0
    S-1     | 900000.00 | HQ-1   | zero_balance | Sub    |           | 50000.00
    """
AGENT = FeeTerm(fee="agent", base="loan_balance", rate="0.1%", payer="borrower")
COUNTED = FeeTerm(fee="sweep", base="sweep_count", amount=Decimal(2), currency="CNY", day=21)
AMOUNTS = FeeTerm(fee="moved", base="sweep_amount", rate="0.01%", payer="header", day=21)
LINE = FeeTerm(
    fee="line", base="credit_line", credit_line="line-HQ-1", rate="0.2%", every="once",
    date=datetime.date(2026, 3, 4), minimum=Decimal(1000),
)  # fmt: skip
CAPPED = FeeTerm(
    fee="capped", base="credit_line", credit_line="line-HQ-1", rate="0.2%", maximum=Decimal(7)
)

UNDRAWN = FeeTerm(fee="undrawn", base="undrawn_line", credit_line="line-HQ-1", rate="0.2%")
UNUSED = FeeTerm(fee="unused", base="undrawn_overdraft", account="S-1", rate="0.2%")


def pool(*terms: FeeTerm, last: int = 31) -> Scenario:
    return replace(group(POOL, fee_terms=terms), last_day=datetime.date(2026, 3, last))


def judged(scenario: Scenario, *changes: tuple[int, int, int], open_: int = 0) -> CheckResult:
    """What check 26 says where columns of the n-th charge are changed, or what is open."""
    plan = resolve(scenario, "pool", "pool")
    honest = simulate(plan)
    events = honest.events.copy()
    rows = np.flatnonzero(events[:, t.KIND] == t.TERM_FEE)
    for which, column, amount in changes:
        events[rows[which], column] += amount
    told = honest._replace(events=events, levied=honest.levied - open_)
    return of_26(scenario, told)


def of_26(scenario: Scenario, told: Projection) -> CheckResult:
    plan = resolve(scenario, "pool", "pool")
    alone = resolve(scenario, None, "standalone")
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("26"))


def test_fees_as_agreed_pass_and_say_how_many_days_were_examined():
    one = judged(pool(AGENT, COUNTED, AMOUNTS, LINE, CAPPED, UNDRAWN, UNUSED))
    # agent: borrower HQ-1 (sent up) and S-1 (fetched down); the others one payer each; 30 days.
    assert (one.passed, one.examined) == (True, 8 * 30)


@pytest.mark.parametrize("term", [AGENT, COUNTED, AMOUNTS, LINE, CAPPED, UNDRAWN, UNUSED])
def test_a_charge_of_another_amount_or_on_another_day_is_named(term):
    scenario = pool(term)
    assert judged(scenario).passed
    dearer = judged(scenario, (0, t.AMOUNT, -1))
    assert not dearer.passed
    assert f"{term.fee} of " in dearer.detail
    assert "is due, charged" in dearer.detail
    assert not judged(scenario, (0, t.DAY, 1)).passed


def test_a_fee_on_what_is_not_drawn_falls_with_what_is():
    poor = POOL.replace("900000.00", "0        ").replace("zero_balance", "keep keep=0")
    drawn = "account | day | amount\nHQ-1 | 9 | -250000.00\nS-1 | 9 | -40000.00"
    spent = replace(group(poor, drawn, fee_terms=(UNDRAWN, UNUSED)), last_day=pool().last_day)
    told = simulate(resolve(spent, "pool", "pool"))
    assert told.owed[-1].tolist()[0] >= 250_000_00  # and the fees that were drawn, too
    assert -50_000_00 < told.value[-1].min() <= -40_000_00
    assert judged(spent).passed
    assert not judged(spent, (0, t.AMOUNT, -1)).passed
    assert not judged(spent, (1, t.AMOUNT, -1)).passed


def test_what_is_reported_open_at_the_end_must_be_it():
    one = judged(pool(AGENT), open_=1)
    assert not one.passed
    assert "is open at the end, reported" in one.detail


def though_nobody_agreed(scenario: Scenario) -> CheckResult:
    """What check 26 says of a run of the scenario if of its fees the agent's alone was agreed."""
    plan = resolve(scenario, "pool", "pool")
    honest = simulate(plan)
    alone = resolve(scenario, None, "standalone")
    without = replace(plan, scenario=replace(scenario, fee_terms=(AGENT,)))
    found = check(without, honest, book(plan, honest.events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("26"))


def test_a_fee_that_nobody_agreed_on_is_named():
    one = though_nobody_agreed(pool(AGENT, COUNTED))
    assert not one.passed
    assert one.detail == "fee sweep of S-1 is charged, and agreed with nobody"


def test_a_fee_that_nobody_agreed_on_and_nobody_paid_is_no_fault():
    scenario = pool(AGENT, COUNTED)
    empty = tuple(replace(one, opening=Decimal(0)) for one in scenario.accounts)
    assert though_nobody_agreed(replace(scenario, accounts=empty)).passed


def test_a_scenario_without_fees_by_terms_does_not_list_the_check():
    scenario = pool()
    plan, alone = resolve(scenario, "pool", "pool"), resolve(scenario, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    assert not [one for one in found if one.name.startswith("26")]


def test_a_run_in_which_no_fee_applies_examines_nothing():
    one = judged(pool(replace(AGENT, structure="other")))
    assert (one.passed, one.examined) == (None, 0)


def test_a_version_that_begins_later_and_a_fee_in_another_currency_are_restated():
    later = replace(AGENT, rate="0.4%", valid_from=datetime.date(2026, 3, 12))
    dollars = replace(AMOUNTS, fee="dollars", currency="USD")
    begins = replace(COUNTED, fee="late", valid_from=datetime.date(2026, 3, 30))
    assert judged(pool(AGENT, later, dollars, begins)).passed


def test_inside_one_legal_person_nothing_is_charged_on_what_is_owed():
    scenario = pool(AGENT)
    one_person = tuple(replace(one, entity="HQ") for one in scenario.accounts)
    assert judged(replace(scenario, accounts=one_person)).passed is None


def test_a_line_without_a_limit_costs_nothing_once_whatever_the_minimum():
    scenario = pool(LINE)
    lines = tuple(replace(one, limit=Decimal(0)) for one in scenario.credit_lines)
    plan = resolve(replace(scenario, credit_lines=lines), "pool", "pool")
    assert not (simulate(plan).events[:, t.KIND] == t.TERM_FEE).any()
    assert judged(replace(scenario, credit_lines=lines)).passed


DAYS_360 = replace(AGENT, day_count="30E/360", every="month", day=31)
DAYS_365 = replace(AGENT, day_count="ACT/365F")


@pytest.mark.parametrize(
    ("term", "name", "bent"),
    [
        (AGENT, "settles_on", lambda day, *_: day.day == 20),
        (DAYS_360, "day_weights", lambda days, _: np.ones(len(days), dtype=np.int64)),
        (DAYS_365, "bases", lambda days, _: np.full(len(days), 360)),
    ],
)
def test_a_due_day_weight_or_basis_that_the_plan_has_wrong_is_named(term, name, bent, monkeypatch):
    assert judged(pool(term, last=31)).passed
    bend(monkeypatch, name, bent)
    assert judged(pool(term, last=31)).passed is False


def bend(monkeypatch: pytest.MonkeyPatch, name: str, bent: Callable[..., Any]) -> None:
    """Put something else in the place of a function of days, wherever it is used."""
    sound = getattr(dates, name)
    for module in [each for key, each in sys.modules.items() if key.startswith("treasury")]:
        if getattr(module, name, None) is sound:
            monkeypatch.setattr(module, name, bent)

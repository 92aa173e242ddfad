"""Check 29 restates what is lent on: a run that spares more, less or on other days fails it."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.test_on_lending_by_hand import (
    BELOW,
    IN,
    LATER,
    LINE,
    OUT,
    POOL,
    TWO_LINES,
    VAT,
    counted,
    dearer_from,
    loan,
    march,
    pool,
)
from treasury import tables as t
from treasury.booking import book
from treasury.checks import CheckResult, check
from treasury.credit import CreditLine
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

LATE = replace(IN, valid_from=march(15))
PART = pool(LINE, outside=loan("450000.00"), last=25)


def judged(scenario: Scenario, said: Scenario | None = None, more: int = 0) -> CheckResult:
    """What check 29 says of the run, as if its records were `said`, where the first tax is more."""
    assert [one.sentence() for one in complaints(scenario)] == []
    plan = resolve(scenario, "pool", "pool")
    alone = resolve(scenario, None, "standalone")
    told = simulate(plan)
    events = told.events.copy()
    if more:
        events[np.flatnonzero(events[:, t.KIND] == t.TAX)[0], t.AMOUNT] -= more
    plan = replace(plan, scenario=said or scenario)
    told = told._replace(events=events)
    found = check(plan, told, book(plan, events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("29"))


def test_a_run_that_spares_what_is_lent_on_passes():
    assert judged(PART).passed


def test_the_rate_is_held_against_a_loan_on_its_own_days_alone():
    repaid = pool(LINE, outside=loan(repaid_on=march(11)), rates=dearer_from(15))
    assert judged(repaid).passed
    for other in (loan(repaid_on=march(18)), loan(drawn_on=march(12), repaid_on=march(18))):
        found = judged(repaid, said=replace(repaid, term_loans=(other,)))
        assert found.detail == "VAT of HQ-1 on 2026-03-21: 43.40 CNY is due, charged 22.84 CNY"
    drawn = pool(LINE, outside=loan(drawn_on=march(15)), rates=(*dearer_from(3), LATE))
    assert judged(drawn).passed
    assert not judged(drawn, said=replace(drawn, term_loans=(loan(),))).passed


def test_what_is_late_of_a_loan_is_restated_day_by_day():
    poor = POOL.replace("2000000.00", " 600000.00")
    late = pool(LINE, outside=loan(repaid_on=march(11)), rates=dearer_from(15), accounts=poor)
    late = replace(late, queue="carry")
    assert judged(late).passed
    longer = replace(late, term_loans=(loan(repaid_on=march(16)),))
    assert judged(late, said=longer).passed is False


def test_one_agreement_in_two_lines_is_judged_as_one():
    for lines in ((LINE,), TWO_LINES):
        assert judged(pool(*lines, rates=LATER)).passed


@pytest.mark.parametrize("outside", ["ACT/365F", "30E/360", "ACT/ACT ISDA"])
def test_prices_are_held_against_each_other_by_the_day(outside):
    assert judged(counted("ACT/360", outside)).passed
    assert judged(counted(outside, "ACT/360")).passed is not False


def test_another_tax_on_what_is_left_is_named():
    found = judged(PART, more=1)
    assert found.detail == "VAT of HQ-1 on 2026-03-21: 10.75 CNY is due, charged 10.76 CNY"


SAID: list[tuple[str, dict[str, Any]]] = [
    ("nothing is lent on", {"on_lending": ()}),
    ("of other funds", {"on_lending": (replace(LINE, funds="other"),)}),
    ("not published", {"on_lending": (replace(LINE, published=False),)}),
    ("to one member", {"on_lending": (replace(LINE, participant="S-1"),)}),
    ("only until the 10th", {"on_lending": (replace(LINE, valid_until=march(10)),)}),
    ("only from the 10th", {"on_lending": (replace(LINE, valid_from=march(10)),)}),
    ("elsewhere", {"on_lending": (replace(LINE, structure="other"),)}),
    ("at a rate that is higher", {"rates": (replace(IN, rate="3.61%"), OUT)}),
    ("of a loan that is cheaper", {"rates": (IN, replace(OUT, rate="3.59%"))}),
    ("of a loan without interest", {"rates": (IN,)}),
    ("without a law", {"tax_terms": (replace(VAT, exempt_on_lending=False),)}),
    ("by a law that comes later", {"tax_terms": (replace(VAT, valid_from=march(10)),)}),
    (
        "by a law that ended",
        {"tax_terms": (VAT, replace(VAT, valid_from=march(10), exempt_on_lending=False))},
    ),
]


@pytest.mark.parametrize("changes", [one for _, one in SAID], ids=[name for name, _ in SAID])
def test_it_fails_where_the_records_say_otherwise(changes):
    found = judged(PART, said=replace(PART, **changes))
    assert found.passed is False
    assert "VAT of HQ-1" in found.detail


@pytest.mark.parametrize(
    "scenario",
    [
        pool(LINE, accounts=BELOW),
        pool(LINE, accounts=BELOW.replace("| Two", "| South")),
        pool(LINE, accounts=POOL.replace("| Two", "| HQ")),
        pool(LINE, rates=(IN, replace(OUT, rate="0%"), replace(IN, side="credit", rate="0%"))),
        pool(LINE, outside=loan(repaid_on=march(11))),
        pool(LINE, rates=(IN, OUT, replace(IN, side="credit", rate="0%")), tax_terms=(VAT,)),
        pool(replace(LINE, valid_from=march(5)), last=30),
        pool(LINE, accounts=POOL.replace("-400000.00", "0").replace("-200000.00", "0")),
    ],
)
def test_every_condition_is_restated(scenario):
    assert judged(scenario).passed is not False


def test_rates_of_the_settlement_day_and_rates_that_begin_late_are_restated():
    found = pool(LINE, last=25)
    terms = tuple(
        replace(one, rate_change="settlement_day", settles="monthly") for one in found.terms
    )
    later = replace(IN, valid_from=march(10), rate="3.7%")
    assert judged(replace(found, terms=terms, rates=(*found.rates, later))).passed
    line = CreditLine(
        id="M", account="HQ-1", limit=Decimal(900000), drawn=Decimal(600000), terms="late"
    )
    late = (Terms(id="late"), replace(OUT, terms="late", valid_from=march(10)))
    lent = replace(
        found, credit_lines=(line,), on_lending=(replace(LINE, loan="M"),),
        terms=(*found.terms, late[0]), rates=(*found.rates, late[1]),
    )  # fmt: skip
    plan = resolve(lent, "pool", "pool")
    assert plan.tables.levies.on_lent.days.why.any()
    told = judged_without_complaints(lent)
    assert told.passed


def judged_without_complaints(scenario: Scenario) -> CheckResult:
    """The same of a scenario whose loan bears nothing at first, which is complained of."""
    plan = resolve(scenario, "pool", "pool")
    alone = resolve(scenario, None, "standalone")
    told = simulate(plan)
    found = check(plan, told, book(plan, told.events), (alone, simulate(alone)))
    return next(one for one in found if one.name.startswith("29"))


def test_a_link_without_a_price_is_lent_on_to_nobody():
    found = pool(LINE)
    links = (found.links[0], replace(found.links[1], internal_terms="free"))
    none = replace(IN, terms="free", side="credit", rate="0%")
    free = replace(
        found, links=links, terms=(*found.terms, Terms(id="free")), rates=(*found.rates, none)
    )
    assert judged_without_complaints(free).passed
    assert judged_without_complaints(pool(LINE, outside=loan(terms=None))).passed


def test_the_last_day_of_a_run_ends_its_period():
    assert judged(pool(LINE, outside=loan("450000.00"), last=20)).passed
    assert judged(replace(PART, last_day=datetime.date(2026, 6, 22))).passed

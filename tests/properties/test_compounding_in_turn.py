"""Rates compounded in arrears that take turns with rates at a number, of accounts and of loans."""

from collections import Counter
from dataclasses import replace
from datetime import date

from tests.properties.profiles import tries
from tests.properties.strategies import thrown
from tests.properties.test_checks_and_figures import everything_agrees
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario

TRIED = tries(720)
Version = tuple[str, str, date]


def version_of(line: Rate) -> Version:
    """The version of one side of terms in which a line stands."""
    return line.terms, line.side, line.valid_from or date.min


def in_turn(scenario: Scenario, number: int) -> Scenario:
    """The scenario, some versions of its compounded rates at a number instead of an index, and its
    loans at these rates."""
    named = {one.id for one in scenario.terms if one.compounded_in_arrears}
    owed = sorted(named & {line.terms for line in scenario.rates if line.side == "debit"})
    versions = sorted({version_of(line) for line in scenario.rates if line.terms in named})
    plain = {one for at, one in enumerate(versions) if (number + at) % 2}
    return replace(
        scenario,
        term_loans=tuple(
            replace(loan, terms=owed[at % len(owed)]) if owed else loan
            for at, loan in enumerate(scenario.term_loans)
        ),
        rates=tuple(
            replace(line, rate=f"{at % 9}%", floor=None, cap=None)
            if version_of(line) in plain
            else line
            for at, line in enumerate(scenario.rates)
        ),
    )


def test_the_twin_and_every_check_agree_where_an_index_and_a_number_take_turns() -> None:
    met: Counter[str] = Counter()
    for number in range(TRIED):
        before = thrown(number)
        scenario = in_turn(before, number)
        if scenario == before or complaints(scenario):
            continue
        everything_agrees(scenario)
        named = {one.id for one in scenario.terms if one.compounded_in_arrears}
        met["scenarios"] += 1
        met["loans drawn in the run"] += any(
            loan.terms in named and loan.drawn_on > scenario.first_day
            for loan in scenario.term_loans
        )
    assert met["scenarios"] >= TRIED // 16 and met["loans drawn in the run"] >= TRIED // 90, met

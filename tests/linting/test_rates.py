"""What is remarked about rates: what each comes to, not how it is written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.scenarios.shipped import SCENARIOS
from treasury.credit import CreditLine
from treasury.fees import FeeTerm
from treasury.linting.lint import remarks
from treasury.plan.problems.every import complaints
from treasury.plan.reading import read
from treasury.rates import IndexRate
from treasury.scenario import Scenario

NONE = "is none that banks charge or pay"


def scenario() -> Scenario:
    """A loan on an index, 3.20 % and falling, and an agreed deposit beside demand at 0.05 %."""
    return read(SCENARIOS / "16_index_and_agreed_deposit")


def said(found: Scenario) -> list[tuple[str, str]]:
    """Where something is remarked about rates, and what, of a scenario that can be run."""
    assert complaints(found) == []
    names = ("implausible_rate", "agreed_below_demand")
    return [(f"{one.path[0]}[{one.path[1]}].{one.path[2]}", one.message)
            for one in remarks(found) if one.name in names]  # fmt: skip


def with_debit(rate: str, **bounds: Any) -> Scenario:
    """With another rate of the loan."""
    given = scenario()
    rates = [
        replace(one, rate=rate, **bounds) if one.side == "debit" else one for one in given.rates
    ]
    return replace(given, rates=tuple(rates))


def with_contract(**changes: Any) -> Scenario:
    """With another agreed deposit."""
    given = scenario()
    contract = replace(given.agreed_deposits[0], **changes)
    return replace(given, agreed_deposits=(contract, *given.agreed_deposits[1:]))


def place(found: Scenario) -> int:
    """Where the loan's rate stands."""
    return next(at for at, one in enumerate(found.rates) if one.side == "debit")


def test_sound_rates_get_no_remark() -> None:
    assert said(scenario()) == []


def test_a_margin_below_the_range_is_sound_where_the_rate_is() -> None:
    assert said(with_debit("LPR_1Y - 2.5%", floor=None, cap=None)) == []


def test_an_index_and_a_margin_that_are_too_much_together_are_named_with_the_day() -> None:
    """The index is 3.20 %, from 21 April 3.10 %, and from 21 May, the third reset, 3.00 %."""
    for rate, words in (
        ("LPR_1Y + 21%", "24.20 % (LPR_1Y with its margin) from 2026-03-21"),
        ("LPR_1Y - 5.05%", "-2.05 % (LPR_1Y with its margin) from 2026-05-21"),
    ):
        found = with_debit(rate, floor=None, cap=None)
        where = f"rates[{place(found)}].rate"
        assert said(found) == [(where, f"rate {words} of 'loan' {NONE}")]


def test_bounds_and_fixings_are_judged_as_they_are_written() -> None:
    given = with_debit("LPR_1Y", floor=None, cap="30%")
    high = IndexRate(index="LPR_1Y", date=date(2020, 1, 1), rate="-3%")
    found = replace(given, index_rates=(*given.index_rates, high))
    assert said(found) == [
        (f"index_rates[{len(found.index_rates) - 1}].rate", f"rate -3.00 % of 'LPR_1Y' {NONE}"),
        (f"rates[{place(found)}].cap", f"cap 30.00 % of 'loan' {NONE}"),
    ]


def test_an_agreed_rate_is_judged_too() -> None:
    account = scenario().agreed_deposits[0].account
    assert said(with_contract(rate="30%")) == [
        ("agreed_deposits[0].rate", f"rate 30.00 % of {account!r} {NONE}"),
    ]
    assert said(with_contract(rate="LPR_1Y - 2.5%")) == []


def test_an_agreed_rate_below_the_demand_rate_is_named_once() -> None:
    account = scenario().agreed_deposits[0].account
    since = scenario().first_day
    words = f"above the basic amount bears 0.04 % from {since}, and below it 0.05 %"
    assert said(with_contract(rate="0.04%")) == [
        ("agreed_deposits[0].rate", f"what {account!r} has {words}"),
    ]
    assert said(with_contract(rate="0.05%")) == []


def test_of_two_contracts_each_is_judged_on_its_own_days() -> None:
    given = scenario()
    old, start = given.agreed_deposits[0], date(2026, 6, 1)
    new = replace(old, valid_from=start, valid_until=None, rate="0.01%")
    words = f"above the basic amount bears 0.01 % from {start}, and below it 0.05 %"
    assert said(replace(given, agreed_deposits=(old, new))) == [
        ("agreed_deposits[1].rate", f"what {old.account!r} has {words}"),
    ]


@pytest.mark.parametrize(("rate", "named"), [("0.5%", False), ("5%", False), ("40%", True)])
def test_the_rate_of_a_fee_has_a_range_of_its_own(rate: str, named: bool) -> None:
    given = scenario()
    line = CreditLine(
        id="LINE",
        account=given.accounts[0].id,
        limit=Decimal(1000),
        terms=given.term_loans[0].terms,
    )
    term = FeeTerm(fee="commitment", base="credit_line", credit_line="LINE", rate=rate)
    found = said(replace(given, credit_lines=(line,), fee_terms=(term,)))
    assert found == [("fee_terms[0].rate", f"rate 40.00 % of 'commitment' {NONE}")] * named

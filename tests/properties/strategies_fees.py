"""Random fees by terms: every base, dated versions, bounds, payers and periods."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from treasury.dates import DayCount
from treasury.fees import Every, FeeBase, FeeTerm
from treasury.scenario import Scenario

RATES = ("0.1%", "36%", "4bps", "0%", "100%")
SWEPT = ("0.01%", "1%", "0%")


def with_fee_terms(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario with up to two fees by terms, each often with a second version."""
    if "fee_terms" not in scope.options:
        return scenario
    found: list[FeeTerm] = []
    for number in range(pick(draw, [0, 1, 0, 2])):
        found += draw_versions(draw, scenario, f"term-fee-{number}")
    return replace(scenario, fee_terms=tuple(found))


def draw_versions(draw: st.DrawFn, scenario: Scenario, name: str) -> list[FeeTerm]:
    """One fee: a version from the beginning or from a day, and sometimes a later one."""
    days = (scenario.last_day - scenario.first_day).days + 1
    bases = [one for one in get_args(FeeBase) if one != "credit_line" or scenario.credit_lines]
    base: FeeBase = pick(draw, bases)
    every: Every = pick(draw, ["month", "month", "quarter", "year"])
    once = base == "credit_line" and pick(draw, [False, False, True])
    on = scenario.first_day + datetime.timedelta(days=pick(draw, list(range(days))))
    line = pick(draw, scenario.credit_lines) if base == "credit_line" else None
    currencies = {one.id: one.currency for one in scenario.accounts}
    currency = currencies[line.account] if line else pick(draw, sorted(set(currencies.values())))
    swept = base.startswith("sweep")
    first = FeeTerm(
        fee=name,
        base=base,
        every="once" if once else every,
        day=21 if once else pick(draw, [on.day, 31]),
        date=on if once else None,
        payer=draw_payer(draw, base),
        credit_line=line.id if line else None,
        structure=pick(draw, [None, *(one.id for one in scenario.structures)]),
        currency=None if line else currency,
        day_count="ACT/360" if once or swept else pick(draw, get_args(DayCount)),
        **draw_price(draw, base, currency),
    )
    if once or not pick(draw, [True, False, False]):
        return [first]
    later = draw_price(draw, base, currency)
    starts = [None, scenario.first_day + datetime.timedelta(days=pick(draw, list(range(days))))]
    return [
        replace(first, valid_from=starts[0]),
        replace(first, valid_from=starts[1], **later),
    ][pick(draw, [0, 0, 1]) :]


def draw_price(draw: st.DrawFn, base: FeeBase, currency: str) -> dict[str, Any]:
    """Rate or amount, and perhaps bounds."""
    bounds = sorted(draw_amount(draw, currency) for _ in range(2))
    price: dict[str, Any] = {
        "minimum": bounds[0] if pick(draw, [False, False, True]) else None,
        "maximum": bounds[1] if pick(draw, [False, False, True]) else None,
    }
    if base == "sweep_count":
        return price | {"amount": max(draw_amount(draw, currency), Decimal(1))}
    return price | {"rate": pick(draw, SWEPT if base == "sweep_amount" else RATES)}


def draw_payer(draw: st.DrawFn, base: FeeBase) -> Any:
    """Who pays: an end of the link, of a loan also its lender or borrower."""
    if base == "credit_line":
        return None
    ends = [None, "participant", "header"]
    return pick(draw, [*ends, "lender", "borrower"] if base == "loan_balance" else ends)

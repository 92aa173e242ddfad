"""Exchange rates restated from the scenario's lines: the way as quoted, the rate in force.

Nothing here calls what made the figures; rates are looked for line by line. Source: the docstring
of `FxRate`; the banking day, sections 1, 7 and 10.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from treasury.fx import FxRate
from treasury.money import DIGITS
from treasury.plan.plan import Plan

HALF = Fraction(1, 2)
Leg = tuple[str, str, bool]
"""A pair, base and quote, and whether it is turned."""


def quoted_way(plan: Plan, currency: str, into: str) -> list[Leg | None]:
    """The pairs by which the records say that a currency goes; None for one that is not quoted."""
    scenario = plan.scenario
    bridge = scenario.fx_bridge or ""
    quoted = {(line.base, line.quote) for line in scenario.fx_rates}

    def leg(start: str, end: str) -> Leg | None:
        if (start, end) in quoted:
            return start, end, False
        return (end, start, True) if (end, start) in quoted else None

    if currency == into:
        return []
    direct = leg(currency, into)
    return [direct] if direct else [leg(currency, bridge), leg(bridge, into)]


def lines_on_days(plan: Plan, pair: tuple[str, str]) -> list[FxRate | None]:
    """The line of the pair that holds on each day, looked for among its lines; shape (day,)."""
    scenario = plan.scenario
    own = [line for line in scenario.fx_rates if (line.base, line.quote) == pair]
    found: list[FxRate | None] = []
    for day in plan.names.days:
        known = [line for line in own if line.date <= day]
        best = max(known, key=lambda line: line.date, default=None)
        if best is not None and not (
            day <= best.valid_until
            if best.valid_until
            else day - best.date <= timedelta(days=scenario.fx_days)
        ):
            best = None
        found.append(best)
    return found


def prices_of(lines: Iterable[FxRate | None], side: str, turned: bool) -> list[Fraction]:
    """What the lines say on the side that is asked for, the other one of a pair that is turned;
    0 where there is none."""
    if turned:
        side = {"bid": "ask", "ask": "bid"}.get(side, side)
    return [written_price(line, side) if line else Fraction(0) for line in lines]


def written_price(line: FxRate, side: str) -> Fraction:
    """What the line says on the side; the middle of bid and ask where it says no mid."""
    said: dict[str, Decimal | None] = {"mid": line.mid, "bid": line.bid, "ask": line.ask}
    if said[side] is None:
        assert side == "mid" and line.bid is not None and line.ask is not None
        return (Fraction(line.bid) + Fraction(line.ask)) * HALF
    return Fraction(said[side] or 0)


def brought(value: Fraction, at: Fraction, turned: bool) -> Fraction:
    """What the value becomes at the pair's price; 0 where there is none."""
    return value * (Fraction(at.denominator, at.numerator) if turned and at else at)


def worth_by_day(plan: Plan, currency: str, into: str, side: str) -> list[Fraction]:
    """Minor units of the other currency for one of this one, by day, from the lines alone."""
    found = [Fraction(10 ** DIGITS[into], 10 ** DIGITS[currency])] * len(plan.names.days)
    for leg in quoted_way(plan, currency, into):
        base, quote, turned = leg or ("", "", False)
        prices = prices_of(lines_on_days(plan, (base, quote)), side, turned)
        found = [brought(value, at, turned) for value, at in zip(found, prices, strict=True)]
    return found

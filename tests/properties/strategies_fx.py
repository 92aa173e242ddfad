"""Random exchange rates: a reporting currency, pairs quoted either way, a bridge, gaps and sides.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import pick
from tests.properties.scope import Scope
from treasury.fx import FxRate, FxSide
from treasury.scenario import Scenario

PRICES = ("1", "0.5", "7.8123", "21.53", "0.04691", "3", "1.08155", "150.015")
SPREADS = ("0", "0.01", "0.00005")
INTO = ("EUR", "CNY", "KWD", "JPY", "EUR")
ONE_DAY = datetime.timedelta(days=1)


def with_fx(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with a reporting currency and the rates it needs."""
    if "fx" not in scope.options or not pick(draw, [False, True, False]):
        return scenario
    return translated_somehow(draw, scenario)


def translated_somehow(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with a reporting currency and the rates it needs."""
    into = pick(draw, INTO)
    side: FxSide = pick(draw, ["mid", "bid", "ask", "mid"])
    fx_days = pick(draw, [7, 366, 0, 2])
    currencies = sorted({account.currency for account in scenario.accounts} - {into})
    bridge = "USD" if currencies and pick(draw, [False, True]) else None
    pairs = [turned(draw, code, bridge or into) for code in currencies]
    if bridge and currencies:
        pairs.append(turned(draw, bridge, into))
    rates = [rate for pair in pairs for rate in draw_rates(draw, scenario, pair, fx_days)]
    if pairs and pick(draw, [False, False, True]):
        base, quote = pairs[0]
        rates += draw_rates(draw, scenario, (quote, base), fx_days)
    return replace(
        scenario,
        reporting_currency=into,
        fx_at=pick(draw, ["average", "closing"]),
        fx_side=side,
        fx_bridge=bridge,
        fx_days=fx_days,
        fx_rates=tuple(rates),
    )


def turned(draw: st.DrawFn, one: str, other: str) -> tuple[str, str]:
    """The pair, quoted from one of its ends."""
    return pick(draw, [(one, other), (other, one)])


def draw_rates(
    draw: st.DrawFn, scenario: Scenario, pair: tuple[str, str], fx_days: int
) -> list[FxRate]:
    """Rates of a pair, so that one holds on every day of the run; their order is none."""
    found: dict[datetime.date, FxRate] = {}
    day = scenario.first_day
    before = day - pick(draw, [0, 1, 2]) * ONE_DAY
    found[before] = draw_rate(draw, pair, before)
    until = before
    while day <= scenario.last_day:
        lasts = found[until].valid_until or until + min(fx_days, 366) * ONE_DAY
        if day > lasts or (day > until and pick(draw, [False, False, True])):
            found[day] = draw_rate(draw, pair, day)
            until = day
        day += ONE_DAY
    return sorted(found.values(), key=lambda rate: (pick(draw, [1, 0]), rate.date))


def draw_rate(draw: st.DrawFn, pair: tuple[str, str], day: datetime.date) -> FxRate:
    """One rate with all its sides, or bid and ask alone."""
    price, spread = Decimal(pick(draw, PRICES)), Decimal(pick(draw, SPREADS))
    return FxRate(
        date=day,
        base=pair[0],
        quote=pair[1],
        mid=pick(draw, [price, None]),
        bid=price - spread,
        ask=price + 2 * spread,
        valid_until=pick(draw, [None, None, day + 3 * ONE_DAY, day]),
        source=pick(draw, ["", "ECB"]),
    )

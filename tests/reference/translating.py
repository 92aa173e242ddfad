"""The group in its reporting currency, restated in fractions of major units from the records.

Written from the text: balances at the rate of their day, sums at the average of the run or at the
last day's rate; of two ways of quoting a pair the one whose base is translated; over the bridge
where a pair is not quoted; an average rate has ten significant digits; a figure is rounded once.
"""

import datetime
from collections.abc import Callable
from fractions import Fraction

from tests.reference.days import days_of
from treasury.fx import FxRate
from treasury.money import DIGITS
from treasury.scenario import Scenario

Day = datetime.date


def rounded_half_up(amount: Fraction, digits: int) -> Fraction:
    """The amount to this many decimals, a half away from zero."""
    units, sign = abs(amount) * 10**digits, -1 if amount < 0 else 1
    whole = units.numerator // units.denominator
    if units - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(sign * whole, 10**digits)


def line_on(scenario: Scenario, base: str, quote: str, day: Day) -> FxRate | None:
    """The line of the pair that holds on the day."""
    lines = {rate.date: rate for rate in scenario.fx_rates if (rate.base, rate.quote) ==
             (base, quote)}  # fmt: skip
    for age in range(20_000):
        line = lines.get(day - datetime.timedelta(days=age))
        if line is not None:
            still = age <= scenario.fx_days if line.valid_until is None else day <= line.valid_until
            return line if still else None
    return None


def said(line: FxRate | None, side: str) -> Fraction:
    """What a line says on a side."""
    assert line is not None
    if side == "mid" and line.bid is not None and line.ask is not None and line.mid is None:
        return (Fraction(line.bid) + Fraction(line.ask)) / 2
    return Fraction(getattr(line, side))


def is_quoted(scenario: Scenario, base: str, quote: str) -> bool:
    """Whether there is any line of the pair."""
    return any((rate.base, rate.quote) == (base, quote) for rate in scenario.fx_rates)


Price = Callable[[str, str, str], Fraction]
"""What the pair (base, quote) is quoted at on a side."""


def value_of(scenario: Scenario, currency: str, price: Price) -> Fraction:
    """What one unit of the currency is worth in the reporting currency."""

    def one(start: str, end: str) -> Fraction | None:
        if is_quoted(scenario, start, end):
            return price(start, end, scenario.fx_side)
        if is_quoted(scenario, end, start):
            opposite = {"mid": "mid", "bid": "ask", "ask": "bid"}[scenario.fx_side]
            return 1 / price(end, start, opposite)
        return None

    into, bridge = scenario.reporting_currency, scenario.fx_bridge
    assert into is not None
    if currency == into:
        return Fraction(1)
    direct = one(currency, into)
    if direct is not None:
        return direct
    assert bridge is not None
    there, back = one(currency, bridge), one(bridge, into)
    assert there is not None and back is not None
    return there * back


def value_on(scenario: Scenario, currency: str, day: Day) -> Fraction:
    """The same at the rates of a day."""
    return value_of(
        scenario,
        currency,
        lambda base, quote, side: said(line_on(scenario, base, quote, day), side),
    )


def value_for_sums(scenario: Scenario, currency: str) -> Fraction:
    """The same for sums of the run."""
    days = days_of(scenario.first_day, scenario.last_day)
    if scenario.fx_at == "closing":
        return value_on(scenario, currency, days[-1])

    def average(base: str, quote: str, side: str) -> Fraction:
        found = [said(line_on(scenario, base, quote, day), side) for day in days]
        mean = sum(found, Fraction(0)) / len(found)
        digits = 9
        while mean >= 10 ** (10 - digits):
            digits -= 1
        while mean < 10 ** (9 - digits):
            digits += 1
        return rounded_half_up(mean, digits) if digits >= 0 else (
            rounded_half_up(mean / Fraction(10) ** -digits, 0) * Fraction(10) ** -digits
        )  # fmt: skip

    return value_of(scenario, currency, average)


def major(minor: int, currency: str) -> Fraction:
    """An amount in units of its currency."""
    return Fraction(minor, 10 ** DIGITS[currency])


class Worth:
    """What each currency is worth in the reporting currency, looked up once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.known: dict[tuple[str, Day | None], Fraction] = {}

    def of(self, currency: str, day: Day | None) -> Fraction:
        """One unit on a day, or in sums of the run (None)."""
        key = (currency, day)
        if key not in self.known:
            self.known[key] = (
                value_for_sums(self.scenario, currency)
                if day is None
                else value_on(self.scenario, currency, day)
            )
        return self.known[key]

    def exact(self, amounts: dict[str, int], day: Day | None = None) -> Fraction:
        """Amounts by currency in units of the reporting currency, not rounded."""
        return sum(
            (major(amount, code) * self.of(code, day) for code, amount in amounts.items()),
            Fraction(0),
        )

    def shown(self, amount: Fraction) -> int:
        """The amount in minor units of the reporting currency, rounded once."""
        digits = DIGITS[self.scenario.reporting_currency or ""]
        return int(rounded_half_up(amount, digits) * 10**digits)

"""The rates by which a scenario's figures are translated into its reporting currency.

All look-ups of rates end here: by currency and day, exact. Balances are translated at the rate of
their day, sums of the run at one rate that is stated: the average of the run or that of its last
day. Factors are minor units of the reporting currency for one minor unit. Source: the banking day,
sections 1 and 10; where it is silent, what is done is that of consolidated accounts (IAS 21, 39
and 40): closing rates for balances, an average for what a period earned and cost.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from treasury.dates import day_list
from treasury.fx import (
    FxRate,
    FxSide,
    Step,
    SumsAt,
    average_price,
    in_force,
    minor_factor,
    price,
    way,
)
from treasury.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One pair that is used: the rate in force on each day, shape (day,), and that for sums.

    `prices` are those rates on the side of the pair that is used, `stated` is the rate for sums of
    the run; both in units of the quote for one of the base.
    """

    step: Step
    side: FxSide
    rates: tuple[FxRate, ...]
    prices: tuple[Fraction, ...]
    stated: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """How amounts of each currency become amounts of the reporting currency.

    `days` are the run's; `steps` by currency, in order, () for the reporting currency itself;
    `by_day` is the factor on each day, shape (day,); `of_sums` that for sums of the run.
    """

    currency: str
    sums_at: SumsAt
    days: tuple[datetime.date, ...]
    steps: dict[str, tuple[Applied, ...]]
    by_day: dict[str, tuple[Fraction, ...]]
    of_sums: dict[str, Fraction]


def quoted(scenario: Scenario) -> dict[tuple[str, str], list[FxRate]]:
    """The rates of each pair as it is quoted, by date."""
    found: dict[tuple[str, str], list[FxRate]] = {}
    for rate in sorted(scenario.fx_rates, key=lambda each: each.date):
        found.setdefault((rate.base, rate.quote), []).append(rate)
    return found


def currencies_of(scenario: Scenario) -> list[str]:
    """The currencies of the scenario's accounts, in order."""
    return sorted({account.currency for account in scenario.accounts})


def translation_of(scenario: Scenario) -> Translation | None:
    """The translation into the reporting currency; None where the scenario has none.

    The scenario has been found free of complaints: every rate is there.
    """
    into = scenario.reporting_currency
    if into is None:
        return None
    pairs, days = quoted(scenario), day_list(scenario.first_day, scenario.last_day)
    steps: dict[str, tuple[Applied, ...]] = {}
    by_day: dict[str, tuple[Fraction, ...]] = {}
    of_sums: dict[str, Fraction] = {}
    for currency in currencies_of(scenario):
        found = way(pairs, currency, into, scenario.fx_bridge)
        assert found is not None, "a currency without a way is refused"
        used = tuple(
            applied(scenario, each, pairs[each.base, each.quote], days, side=scenario.fx_side)
            for each in found
        )
        steps[currency] = used
        by_day[currency] = by_days(used, currency, into) if used else (Fraction(1),) * len(days)
        stated = worth(found, (each.stated for each in used))
        of_sums[currency] = minor_factor(stated, currency, into)
    return Translation(
        currency=into,
        sums_at=scenario.fx_at,
        days=tuple(days),
        steps=steps,
        by_day=by_day,
        of_sums=of_sums,
    )


def factors(scenario: Scenario, currency: str, into: str, side: FxSide) -> tuple[Fraction, ...]:
    """Minor units of another currency for one of this one, on this side, on each day of the run.

    The scenario has been found free of complaints: every rate is there.
    """
    return by_days(ways_used(scenario, currency, into, side), currency, into)


def ways_used(scenario: Scenario, currency: str, into: str, side: FxSide) -> tuple[Applied, ...]:
    """The pairs by which a currency is converted into another one, with their rates by day."""
    pairs, days = quoted(scenario), day_list(scenario.first_day, scenario.last_day)
    found = way(pairs, currency, into, scenario.fx_bridge)
    assert found is not None, "a currency without a way is refused"
    return tuple(
        applied(scenario, each, pairs[each.base, each.quote], days, side=side) for each in found
    )


def by_days(used: Sequence[Applied], currency: str, into: str) -> tuple[Fraction, ...]:
    """Minor units of the one currency for one of the other on each day, by the pairs used."""
    steps = [each.step for each in used]
    columns = zip(*(each.prices for each in used), strict=True)
    return tuple(minor_factor(worth(steps, prices), currency, into) for prices in columns)


def applied(
    scenario: Scenario,
    step: Step,
    rates: Sequence[FxRate],
    days: Sequence[datetime.date],
    *,
    side: FxSide,
) -> Applied:
    """The pair's rate in force on each day, and the one for sums; `side` as the currency sees."""
    used = [in_force(rates, day, scenario.fx_days) for day in days]
    side = step.side(side)
    prices = [price(rate, side) if rate else None for rate in used]
    found = tuple(each for each in prices if each is not None)
    assert len(found) == len(days), "a day without a rate on this side is refused"
    return Applied(
        step=step,
        side=side,
        rates=tuple(rate for rate in used if rate is not None),
        prices=found,
        stated=average_price(found) if scenario.fx_at == "average" else found[-1],
    )


def worth(steps: Iterable[Step], prices: Iterable[Fraction]) -> Fraction:
    """What one unit of the currency is worth: the product over its steps."""
    value = Fraction(1)
    for step, quoted_at in zip(steps, prices, strict=True):
        value *= step.worth(quoted_at)
    return value

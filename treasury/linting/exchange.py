"""Lints of exchange rates: quoted both ways and against each other, jumps, old and unused ones;
spreads of conversions."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from treasury.fx import FxRate, Step, contradict, in_force, jumps, price, seems_turned, way
from treasury.linting.remark import Remark, Remarks
from treasury.plan.conversions import kept_of
from treasury.plan.problems.facts import amount
from treasury.plan.translation import currencies_of, quoted
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
WIDE = Fraction(1, 50)
"""A spread above this part of the rate is doubted."""
OLD_DAYS = 31
"""A rate that is used longer than this after its day is old, whatever it says of itself."""


def fx_remarks(scenario: Scenario) -> Remarks:
    """What rates of exchange say and hardly mean."""
    pairs = quoted(scenario)
    ways = [way(pairs, *ends, scenario.fx_bridge) for ends in translated(scenario)]
    used = {step for found in ways for step in found or ()}
    yield from wide_spreads(scenario)
    places = {id(rate): index for index, rate in enumerate(scenario.fx_rates)}
    for pair, rates in pairs.items():
        step = next((step for step in used if step[:2] == pair), None)
        for remark in of_pair(scenario, pairs, rates, step):
            yield remark_at(places[id(remark[0])], *remark[1:])


def translated(scenario: Scenario) -> set[tuple[str, str]]:
    """What becomes what: every currency the reporting one, those of notional pools their base, what
    is swept its header's, and back."""
    into = scenario.reporting_currency
    found = {(each, into) for each in currencies_of(scenario)} if into else set()
    currency = {one.id: one.currency for one in scenario.accounts}
    for link in scenario.links:
        ends = currency[link.participant], currency[link.header]
        found |= {ends, ends[::-1]}
    base = {pool.id: currency[pool.header] for pool in scenario.notional_pools}
    return found | {(currency[one.header], base[one.pool]) for one in scenario.notional_currencies}


def wide_spreads(scenario: Scenario) -> Remarks:
    """Conversion terms at a spread that no bank takes of a currency that is traded."""
    for index, terms in enumerate(scenario.conversions):
        if kept_of(terms.spread) < 1 - WIDE:
            yield Remark(
                name="wide_spread",
                severity="warning",
                path=("conversions", index, "spread"),
                message=(
                    f"{terms.participant!r} is converted at a spread of {terms.spread}, to and fro "
                    "twice that"
                ),
                suggestion="a spread below 2%, or leave it if it is meant",
            )


Doubt = tuple[FxRate, str, str, str]
"""The line, the remark's name, what is said, what to do."""


def remark_at(index: int, name: str, message: str, suggestion: str) -> Remark:
    """A warning about a line of the rates."""
    return Remark(
        name=name, severity="warning", path=("fx_rates", index, "base"), message=message,
        suggestion=suggestion,
    )  # fmt: skip


def of_pair(
    scenario: Scenario,
    pairs: dict[tuple[str, str], list[FxRate]],
    rates: list[FxRate],
    step: Step | None,
) -> Iterator[Doubt]:
    """The doubts about one pair, each at the first line that raises it."""
    base, quote = rates[0].base, rates[0].quote
    other = pairs.get((quote, base), [])
    if step is None:
        why = f"; {quote}/{base} is used" if other else ""
        yield (
            rates[0], "unused_fx_pair", f"nothing is translated by {base}/{quote}{why}",
            "no such lines, if they are not wanted",
        )  # fmt: skip
    elif other:
        yield from contradicting(rates, other)
    yield from jumping(rates)
    if step is not None:
        yield from old(scenario, rates)


def contradicting(rates: list[FxRate], other: list[FxRate]) -> Iterator[Doubt]:
    """The first line that the pair quoted from the other end contradicts."""
    for rate in rates:
        turned = in_force(other, rate.date, OLD_DAYS)
        here, there = price(rate, "mid"), price(turned, "mid") if turned else None
        if turned is None or here is None or there is None:
            continue
        if contradict(here, there, same_day=turned.date == rate.date):
            message = (
                f"{said(rate)} on {rate.date}, and {said(turned)} on {turned.date}: one is not the "
                "inverse of the other"
            )
            suggestion = f"one way of quoting the pair; {rate.base}/{rate.quote} is used"
            yield rate, "fx_rates_contradict", message, suggestion
            return


def jumping(rates: list[FxRate]) -> Iterator[Doubt]:
    """The first line that is far from the one before it."""
    for last, rate in pairwise(rates):
        before, now = price(last, "mid"), price(rate, "mid")
        if before is None or now is None or not jumps(now, before):
            continue
        turned = "; it may be written the other way round" if seems_turned(now, before) else ""
        message = (
            f"{said(rate)} on {rate.date} after {said(last)} on {last.date}: a change of more than "
            f"a fifth{turned}"
        )
        yield rate, "fx_rate_jumps", message, "the right rate, if this one is not"
        return


def old(scenario: Scenario, rates: list[FxRate]) -> Iterator[Doubt]:
    """The first line that is used long after its day."""
    ends = [rate.date - ONE_DAY for rate in rates[1:]]
    for rate, end in zip(rates, [*ends, scenario.last_day], strict=True):
        last = min(scenario.last_day, end, rate.valid_until or rate.date)
        days = (last - rate.date).days
        if days > OLD_DAYS and last >= scenario.first_day:
            message = f"{said(rate)} of {rate.date} is used until {last}, {days} days after its day"
            yield rate, "old_fx_rate", message, "a later rate"
            return


def said(rate: FxRate) -> str:
    """The pair with its rate, as it is written."""
    sides = [f"{amount(value)}" for value in (rate.mid, rate.bid, rate.ask) if value is not None]
    return f"{rate.base}/{rate.quote} {sides[0] if rate.mid is not None else ' to '.join(sides)}"

"""What was published and the run had otherwise: fixings of indices, exchange rates, by their day.

`SOFR of 2028-02-01: 3.12 % was used, 9.99 % is right`
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from treasury.correction.correcting import Correction
from treasury.fx import FxRate
from treasury.plan.fixings import ONE_DAY, Quote, published
from treasury.rates import parse_rate, written_rate
from treasury.reporting.explaining.rule_words import one_line
from treasury.scenario import Scenario, plain_decimal

MOST = 8
"""So many are named; of a file that is right otherwise in every line, how many there are."""


class Otherwise(NamedTuple):
    """A published rate that the run had otherwise, as words."""

    name: str
    day: date
    words: str


def published_words(correction: Correction) -> list[str]:
    """A sentence for each fixing and exchange rate that was another one, by day."""
    found = [*fixings(correction), *exchange_rates(correction)]
    found.sort(key=lambda each: (each.day, each.name))
    left = len(found) - MOST
    more = [f"{left} more were used otherwise than they are right."] if left > 0 else []
    return [f"{each.words}." for each in found[:MOST]] + more


def fixings(correction: Correction) -> Iterator[Otherwise]:
    """The fixings of indices that were other ones."""
    was, is_ = (fixings_of(terms.plan.scenario) for terms in (correction.known, correction.right))
    for name, day in sorted(was.keys() | is_.keys()):
        yield from otherwise(name, day, was.get((name, day)), is_.get((name, day)))


def fixings_of(scenario: Scenario) -> dict[tuple[str, date], str]:
    """The fixings by index and day."""
    return {
        (one.index, one.date): written_rate(parse_rate(one.rate)) for one in scenario.index_rates
    }


def exchange_rates(correction: Correction) -> Iterator[Otherwise]:
    """The exchange rates that were other ones."""
    was, is_ = (exchanged(terms.plan.scenario) for terms in (correction.known, correction.right))
    for name, day in sorted(was.keys() | is_.keys()):
        yield from otherwise(name, day, was.get((name, day)), is_.get((name, day)))


def exchanged(scenario: Scenario) -> dict[tuple[str, date], str]:
    """The exchange rates by pair and day."""
    return {(f"{one.base}/{one.quote}", one.date): prices(one) for one in scenario.fx_rates}


def prices(one: FxRate) -> str:
    """What the bank quotes: the middle, the sides, or both.

    >>> from decimal import Decimal
    >>> prices(FxRate(date=date(2028, 3, 1), base="EUR", quote="USD", mid=Decimal("1.0177")))
    '1.0177'
    """
    sides = [("bid", one.bid), ("ask", one.ask)]
    told = " and ".join(f"{side} {plain_decimal(at)}" for side, at in sides if at is not None)
    if one.mid is None:
        return told
    return plain_decimal(one.mid) + (f" ({told})" if told else "")


def otherwise(name: str, day: date, was: str | None, is_: str | None) -> Iterator[Otherwise]:
    """What was used and what is right, if these are not the same."""
    if was != is_:
        words = f"{was or 'nothing'} was used, {is_ or 'nothing'} is right"
        yield Otherwise(name, day, f"{one_line(name)} of {day}: {words}")


def fixings_in(correction: Correction, quote: Quote, terms: str, last: date) -> str:
    """Of a rate compounded in arrears up to a day, the fixings in it that were other ones."""
    assert quote.compounded is not None and quote.price.follows is not None, "it is compounded"
    scenario, name, since = correction.right.plan.scenario, quote.price.follows, quote.compounded[0]
    own = next(one for one in scenario.terms if one.id == terms)
    index = published(scenario)[name]
    first = since if own.observation_shift else index.latest(since)
    begins = index.before(first, own.fixing_lag)
    ends = index.before(last + ONE_DAY, own.fixing_lag + 1)
    told = [each for each in fixings(correction) if each.name == name]
    found = [each.words for each in told if begins <= each.day <= ends]
    more = [f"and {len(found) - MOST} more fixings"] if len(found) > MOST else []
    return "; ".join(found[:MOST] + more)

"""Problems of FX rates: what is quoted, and what reports and notional pools need and lack."""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from typing import NamedTuple

from treasury.dates import day_list
from treasury.errors import Complaint
from treasury.fx import RATE_MAX, RATE_MIN, FxRate, FxSide, Step, in_force, price, way
from treasury.loading.nearest import guesses
from treasury.money import DIGITS
from treasury.plan.problems.facts import Facts, Found, amount, wrong
from treasury.plan.translation import currencies_of, quoted
from treasury.pooling.structure import Link
from treasury.scenario import Scenario

SIDES = ("bid", "mid", "ask")
OF_TRANSLATION = ("fx_at", "fx_side", "fx_bridge", "fx_days")
OF_POOLS_TOO = ("fx_bridge", "fx_days")
FX_DAYS_MAX = 366
SPANS_SHOWN = 3


class Need(NamedTuple):
    """A currency that is translated into another one, on which side, for what, as a clause."""

    currency: str
    into: str
    side: FxSide
    why: str


def unknown_fx_currencies(facts: Facts) -> Found:
    """Currencies of rates, of reports and of the bridge that are not in ISO 4217."""
    words = currency_words()
    for key in ("reporting_currency", "fx_bridge"):
        given = getattr(facts.scenario, key)
        if given is not None and given not in DIGITS:
            message, expected = words(given)
            yield Complaint(path=(key,), message=message, expected=expected)
    for index, rate in enumerate(facts.scenario.fx_rates):
        for key in ("base", "quote"):
            if getattr(rate, key) not in DIGITS:
                yield wrong("fx_rates", index, key, *words(getattr(rate, key)))


def currency_words() -> Callable[[str], tuple[str, str]]:
    """A function that says that a code is no currency, and which was probably meant."""
    guess = guesses(DIGITS)
    return lambda code: (
        f"{code!r} is not a currency",
        f"an ISO 4217 code such as CNY{guess(code)}",
    )


def rates_that_are_none(facts: Facts) -> Found:
    """Pairs of one currency, and rates that end before they begin."""
    for index, rate in enumerate(facts.scenario.fx_rates):
        if rate.base == rate.quote:
            message = f"{rate.base!r} is not quoted in itself"
            yield wrong("fx_rates", index, "quote", message, "another currency")
        if rate.valid_until is not None and rate.valid_until < rate.date:
            message = f"the rate holds until {rate.valid_until}, before its day"
            yield wrong("fx_rates", index, "valid_until", message, f"{rate.date} or later")


def prices_that_are_none(facts: Facts) -> Found:
    """Rates without a price, beyond any price, or with sides in the wrong order."""
    for index, rate in enumerate(facts.scenario.fx_rates):
        given = {side: getattr(rate, side) for side in SIDES if getattr(rate, side) is not None}
        if price(rate, "mid") is None:
            message = f"{pair_words(rate)} has no rate on {rate.date}"
            yield wrong("fx_rates", index, "mid", message, "mid, or bid and ask")
        strange = [side for side, value in given.items() if not RATE_MIN <= value <= RATE_MAX]
        for side in strange:
            message = f"a rate of {amount(given[side])} is not possible"
            expected = "units of the quote for one unit of the base, above zero"
            yield wrong("fx_rates", index, side, message, expected)
        in_order = [given[side] for side in SIDES if side in given]
        if not strange and in_order != sorted(in_order):
            said = ", ".join(f"{side} {amount(value)}" for side, value in given.items())
            message = f"the sides of {pair_words(rate)} are not in order: {said}"
            yield wrong("fx_rates", index, "bid", message, "bid at most mid, mid at most ask")


def rates_given_twice(facts: Facts) -> Found:
    """Two rates of a pair on one day."""
    seen: Counter[tuple[str, str, datetime.date]] = Counter()
    for index, rate in enumerate(facts.scenario.fx_rates):
        key = (rate.base, rate.quote, rate.date)
        if seen[key]:
            message = f"{pair_words(rate)} is given twice on {rate.date}"
            yield wrong("fx_rates", index, "date", message, "one rate a pair and day")
        seen[key] += 1


def translation_of_nothing(facts: Facts) -> Found:
    """Rates, and words about them, that no reporting currency, pool or sweep has a use for."""
    scenario = facts.scenario
    unread = ("scenario", "reporting_currency") in facts.broken
    if scenario.reporting_currency is not None or unread:
        return
    expected = "reporting_currency, such as EUR"
    converting = ("notional_currencies", "conversions")
    pooled = any(getattr(scenario, name) or facts.any_broken(name) for name in converting)
    if scenario.fx_rates and not pooled:
        message = "the rates convert nothing: the scenario has no reporting currency"
        yield Complaint(path=("fx_rates",), message=message, expected=expected)
    for key in OF_TRANSLATION:
        if pooled and key in OF_POOLS_TOO:
            continue
        if getattr(scenario, key) != Scenario.__dataclass_fields__[key].default:
            message = f"{key} says nothing: the scenario has no reporting currency"
            yield Complaint(path=(key,), message=message, expected=expected)


def wrong_fx_days(facts: Facts) -> Found:
    """A number of days for which no rate could hold."""
    days = facts.scenario.fx_days
    if not 0 <= days <= FX_DAYS_MAX:
        expected = f"0 (its own day alone) to {FX_DAYS_MAX} days"
        yield Complaint(path=("fx_days",), message=f"{days} is no such number", expected=expected)


def ways_that_lack(facts: Facts) -> Found:
    """Currencies that no rate leads into the one into which they are translated."""
    scenario, pairs = facts.scenario, quoted(facts.scenario)
    for currency, into in sorted({need[:2] for need in needs(facts)}):
        if way(pairs, currency, into, scenario.fx_bridge) is not None:
            continue
        message = f"there is no rate between {currency} and {into}"
        over = scenario.fx_bridge
        if over is not None and over not in (currency, into):
            message += f", nor over {over}"
        expected = f"a line of {currency}/{into} or {into}/{currency}"
        expected += "" if over else ", or fx_bridge, the currency in which both are quoted"
        yield Complaint(path=("fx_rates",), message=message, expected=expected)


def days_without_a_rate(facts: Facts) -> Found:
    """Days of the run on which a pair that is needed has no rate that still holds."""
    scenario, needed = facts.scenario, needs(facts)
    if not needed or scenario.last_day < scenario.first_day:
        return
    pairs = quoted(scenario)
    days = day_list(scenario.first_day, scenario.last_day)
    sides: dict[Step, dict[FxSide, str]] = {}
    for need in needed:
        for step in way(pairs, need.currency, need.into, scenario.fx_bridge) or ():
            sides.setdefault(step, {}).setdefault(need.side, need.why)
    for step in sorted(sides):
        rates = pairs[step.base, step.quote]
        lacking = [day for day in days if in_force(rates, day, scenario.fx_days) is None]
        turned = step._replace(inverse=False) in sides and step.inverse
        if lacking and not turned:
            yield no_rate_on(step, lacking, pairs, scenario.fx_days)
        for wanted, why in sides[step].items():
            yield from sides_that_lack(facts, step, wanted, why)


def no_rate_on(
    step: Step, lacking: list[datetime.date], pairs: Collection[tuple[str, str]], fx_days: int
) -> Complaint:
    """That a pair has no rate on some days, also where it has one quoted the other way round."""
    message = f"{step.base}/{step.quote} has no rate on {spans(lacking)}"
    expected = f"a rate of the day or of at most {fx_days} days before it, or one with valid_until"
    if (step.quote, step.base) in pairs:
        other = f"{step.quote}/{step.base}"
        message += f"; lines of {other} do not fill the gap of a pair quoted from both ends"
        expected += f", or the lines of {other} written as {step.base}/{step.quote}"
    return Complaint(path=("fx_rates",), message=message, expected=expected)


def sides_that_lack(facts: Facts, step: Step, wanted: FxSide, why: str) -> Found:
    """Rates in force that do not say the side that is asked for."""
    scenario, side = facts.scenario, step.side(wanted)
    for index, rate in enumerate(scenario.fx_rates):
        own = (rate.base, rate.quote) == (step.base, step.quote) and rate.date <= scenario.last_day
        if own and side != "mid" and price(rate, side) is None:
            message = f"{pair_words(rate)} has no {side} on {rate.date}, and {why} at {wanted}"
            yield wrong("fx_rates", index, side, message, 'bid and ask, or fx_side = "mid"')


def bridges_of_no_use(facts: Facts) -> Found:
    """A bridge over which nothing is converted."""
    scenario, needed = facts.scenario, needs(facts)
    over = scenario.fx_bridge
    if not needed or over is None or over not in DIGITS:
        return
    pairs = quoted(scenario)
    if all(over == each.into or way(pairs, *each[:2], None) is not None for each in needed):
        message = f"nothing is converted over {over}"
        expected = "no fx_bridge, or the currency in which others are quoted"
        yield Complaint(path=("fx_bridge",), message=message, expected=expected)


def needs(facts: Facts) -> list[Need]:
    """What is translated; nothing where rates, or what is said of them, could not be read."""
    scenario, into = facts.scenario, facts.scenario.reporting_currency
    lost = {("scenario", "fx_bridge"), ("scenario", "fx_days")} & facts.broken
    if lost or facts.any_broken("fx_rates"):
        return []
    found = [*needs_of_pools(facts), *needs_of_links(facts)]
    if into in DIGITS and into is not None and ("scenario", "fx_side") not in facts.broken:
        side, why = scenario.fx_side, "figures are translated"
        found += [Need(each, into, side, why) for each in known_currencies(scenario)]
    return found


def needs_of_pools(facts: Facts) -> list[Need]:
    """The other currencies of notional pools, each translated into its pool's base currency."""
    found = []
    for name, _, pool in facts.pool_rows:
        base = facts.currency(facts.pools[pool.id].header)
        currency = facts.currency(pool.header)
        if name == "notional_currencies" and base and currency and base != currency:
            found.append(Need(currency, base, pool.fx_side, f"{pool.id!r} sets off"))
    return found


def converting_links(facts: Facts) -> Iterator[tuple[int, Link]]:
    """The links whose header has another currency than their participant, with their places."""
    for index, link in enumerate(facts.scenario.links):
        own, header = facts.currency(link.participant), facts.currency(link.header)
        if own and header and own != header:
            yield index, link


def needs_of_links(facts: Facts) -> Iterator[Need]:
    """What is sold where sweeps convert: the participant's currency, and what funds it."""
    for _, link in converting_links(facts):
        own, header = facts.currency(link.participant) or "", facts.currency(link.header) or ""
        for terms in facts.scenario.conversions:
            if (terms.structure, terms.participant) == (link.structure, link.participant):
                why = f"sweeps of {link.participant!r} are converted"
                yield Need(own, header, terms.fx_side, why)
                yield Need(header, own, terms.fx_side, why)


def known_currencies(scenario: Scenario) -> list[str]:
    """The currencies of accounts that are currencies."""
    return [each for each in currencies_of(scenario) if each in DIGITS]


def pair_words(rate: FxRate) -> str:
    """The pair as it is quoted."""
    return f"{rate.base}/{rate.quote}"


def spans(days: list[datetime.date]) -> str:
    """The days as spans, the first ones; there is at least one.

    >>> one = datetime.date(2026, 3, 20)
    >>> spans([one, one + datetime.timedelta(days=1), one + datetime.timedelta(days=5)])
    '2026-03-20 to 2026-03-21 and 2026-03-25'
    """
    runs = groupby(enumerate(days), key=lambda each: each[1].toordinal() - each[0])
    found = [[day for _, day in group] for _, group in runs]
    told = [f"{each[0]} to {each[-1]}" if len(each) > 1 else str(each[0]) for each in found]
    if len(told) > SPANS_SHOWN:
        more = sum(map(len, found[SPANS_SHOWN:]))
        told = [*told[:SPANS_SHOWN], f"{more} more day{'s' * (more > 1)}"]
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))


FX_PROBLEMS = (
    unknown_fx_currencies,
    rates_that_are_none,
    prices_that_are_none,
    rates_given_twice,
    translation_of_nothing,
    wrong_fx_days,
    ways_that_lack,
    bridges_of_no_use,
)

"""Problems of FX rates and of the reporting currency: what is quoted, and days without a rate."""

import datetime
from collections import Counter
from collections.abc import Callable
from itertools import groupby

from treasury.dates import day_list
from treasury.errors import Complaint
from treasury.fx import RATE_MAX, RATE_MIN, FxRate, Step, in_force, price, way
from treasury.loading.nearest import guesses
from treasury.money import DIGITS
from treasury.plan.problems_facts import Facts, Found, amount, wrong
from treasury.plan.translation import currencies_of, quoted
from treasury.scenario import Scenario

SIDES = ("bid", "mid", "ask")
OF_TRANSLATION = ("fx_at", "fx_side", "fx_bridge", "fx_days")
FX_DAYS_MAX = 366
SPANS_SHOWN = 3


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
    """Rates, and words about them, in a scenario without a reporting currency."""
    scenario = facts.scenario
    unread = ("scenario", "reporting_currency") in facts.broken
    if scenario.reporting_currency is not None or unread:
        return
    expected = "reporting_currency, such as EUR"
    if scenario.fx_rates:
        message = "the rates convert nothing: the scenario has no reporting currency"
        yield Complaint(path=("fx_rates",), message=message, expected=expected)
    for key in OF_TRANSLATION:
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
    """Currencies of accounts that no rate leads into the reporting currency."""
    into = translated_into(facts)
    if into is None:
        return
    scenario, pairs = facts.scenario, quoted(facts.scenario)
    for currency in known_currencies(scenario):
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
    scenario = facts.scenario
    into = translated_into(facts)
    if into is None or scenario.last_day < scenario.first_day:
        return
    pairs = quoted(scenario)
    days = day_list(scenario.first_day, scenario.last_day)
    ways = [way(pairs, each, into, scenario.fx_bridge) for each in known_currencies(scenario)]
    for step in sorted({step for found in ways for step in found or ()}):
        rates = pairs[step.base, step.quote]
        lacking = [day for day in days if in_force(rates, day, scenario.fx_days) is None]
        if lacking:
            message = f"{step.base}/{step.quote} has no rate on {spans(lacking)}"
            expected = (
                f"a rate of the day or of at most {scenario.fx_days} days before it, or one with "
                "valid_until"
            )
            yield Complaint(path=("fx_rates",), message=message, expected=expected)
        yield from sides_that_lack(facts, step, days)


def sides_that_lack(facts: Facts, step: Step, days: list[datetime.date]) -> Found:
    """Rates in force that do not say the side that is asked for."""
    scenario, side = facts.scenario, step.side(facts.scenario.fx_side)
    for index, rate in enumerate(scenario.fx_rates):
        own = (rate.base, rate.quote) == (step.base, step.quote) and rate.date <= days[-1]
        if own and side != "mid" and price(rate, side) is None:
            message = (
                f"{pair_words(rate)} has no {side} on {rate.date}, and figures are translated "
                f"at {scenario.fx_side}"
            )
            yield wrong("fx_rates", index, side, message, 'bid and ask, or fx_side = "mid"')


def bridges_of_no_use(facts: Facts) -> Found:
    """A bridge over which nothing is converted."""
    scenario, into = facts.scenario, translated_into(facts)
    over = scenario.fx_bridge
    if into is None or over is None or over not in DIGITS:
        return
    pairs = quoted(scenario)
    direct = [way(pairs, each, into, None) is not None for each in known_currencies(scenario)]
    if over == into or all(direct):
        message = f"nothing is converted over {over}"
        expected = "no fx_bridge, or the currency in which others are quoted"
        yield Complaint(path=("fx_bridge",), message=message, expected=expected)


def translated_into(facts: Facts) -> str | None:
    """The reporting currency; None where there is none, or where rates could not be read."""
    into = facts.scenario.reporting_currency
    lost = {("scenario", key) for key in ("fx_bridge", "fx_days", "fx_side")} & facts.broken
    return None if into not in DIGITS or lost or facts.any_broken("fx_rates") else into


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

"""Problems of rates: how they are written, the indices they follow, their fixings and resets."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from treasury.errors import Complaint
from treasury.interest import Terms
from treasury.loading.shapes import shapes
from treasury.plan.arrears import courses
from treasury.plan.fixings import OF_THE_DAY, NoFixing, Quote, Unfixed, published
from treasury.plan.problems.arrears import options_of_compounding
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.names import suggestions
from treasury.plan.quotes import rate_periods
from treasury.plan.rate_spans import asked, spans_of
from treasury.plan.rate_versions import Written, days_in_force
from treasury.pooling.rules import NotAShare, parse_share
from treasury.rates import RATE_MAX, NotARate, Price, Rate, parse_price, parse_rate, written_rate

RATE_WORDS = "a rate with its unit, such as 0.35% or 35bps, at most 100 % a year"
PRICE_WORDS = f"{RATE_WORDS}; or an index and a margin, such as LPR_1Y + 35bps"
LAG_MAX, OLDEST_MAX = 31, 400
RESET_KEYS = ("resets", "resets_from", "reset_dates", "fixing_lag")


def price_of(text: str) -> Price | None:
    """The rate as it is written, None where it cannot be read."""
    try:
        return parse_price(text)
    except NotARate:
        return None


def number_of(text: str | None) -> int | None:
    """The rate of the text in whole 1e-8 a year, None where there is none or it cannot be read."""
    try:
        return None if text is None else parse_rate(text)
    except NotARate:
        return None


def unreadable_rates(facts: Facts) -> Found:
    """Rates, bounds and fixings without unit, too fine or beyond 100 % a year; indices of rates
    that nobody has named."""
    for index, rate in enumerate(facts.scenario.rates):
        yield from unreadable_price(facts, ("rates", index, "rate"), rate.rate)
        for key in ("floor", "cap"):
            yield from unreadable(("rates", index, key), getattr(rate, key))
    for index, fixing in enumerate(facts.scenario.index_rates):
        yield from unreadable(("index_rates", index, "rate"), fixing.rate)


def unreadable(path: tuple[str, int, str], text: str | None) -> Found:
    """A number that is no rate."""
    try:
        parse_rate(text or "0%")
    except NotARate as error:
        yield wrong(*path, str(error), RATE_WORDS)


def unreadable_share(path: tuple[str, int, str], text: str | None, such: str) -> Found:
    """A share that is no percentage above zero and up to 100 %; `such` goes on with what is."""
    try:
        parse_share("100%" if text is None else text)
    except NotAShare as error:
        yield wrong(*path, str(error), f"a percentage above 0% and up to 100%, {such}")


def unreadable_price(facts: Facts, path: tuple[str, int, str], text: str) -> Found:
    """A rate that cannot be read, or follows an index that nobody names."""
    try:
        name = parse_price(text).follows
    except NotARate as error:
        yield wrong(*path, str(error), PRICE_WORDS)
        return
    known = {each.id for each in facts.scenario.indices}
    if name is not None and name not in known and not facts.is_broken("indices", name):
        yield wrong(*path, *suggestions("indices", known)(name))


def bounds_that_contradict(facts: Facts) -> Found:
    """Floors above caps, and bounds of rates that never move."""
    for index, rate in enumerate(facts.scenario.rates):
        price = price_of(rate.rate)
        for key in ("floor", "cap"):
            text = getattr(rate, key)
            if text is not None and price is not None and price.follows is None:
                message = f"{key} {text} bounds nothing: {rate.rate} follows no index"
                yield wrong("rates", index, key, message, f"no {key}, or an index and a margin")
        floor, cap = number_of(rate.floor), number_of(rate.cap)
        if floor is not None and cap is not None and floor > cap:
            message = f"the floor {rate.floor} lies above the cap {rate.cap}"
            yield wrong("rates", index, "floor", message, "a floor that is not above the cap")


def fixings_given_twice(facts: Facts) -> Found:
    """Two fixings of one index on one date."""
    seen: set[tuple[str, date]] = set()
    for index, fixing in enumerate(facts.scenario.index_rates):
        if (fixing.index, fixing.date) in seen:
            message = f"{fixing.index!r} has two fixings on {fixing.date}"
            yield wrong("index_rates", index, "date", message, "one fixing a day")
        seen.add((fixing.index, fixing.date))


def strange_ages(facts: Facts) -> Found:
    """Fixings that may be as old as nobody means."""
    for index, each in enumerate(facts.scenario.indices):
        if not 0 <= each.oldest <= OLDEST_MAX:
            message = f"a fixing cannot be {each.oldest} days old"
            yield wrong("indices", index, "oldest", message, f"0 to {OLDEST_MAX} days")


def followed(facts: Facts, terms: str) -> list[str]:
    """The indices that the terms' rates follow, or agreed deposits of accounts with these terms."""
    texts = [rate.rate for _, rate in facts.rates.get(terms, [])]
    for contract in facts.scenario.agreed_deposits:
        account = facts.accounts.get(contract.account)
        texts += [contract.rate] if account and account.terms == terms else []
    prices = [price_of(text) for text in texts]
    return sorted({price.follows for price in prices if price and price.follows})


def resets_that_contradict(facts: Facts) -> Found:
    """Resets without the days they need, with others, or of rates that follow no index."""
    for place, terms in enumerate(facts.scenario.terms):
        given = [key for key in RESET_KEYS if getattr(terms, key) != shapes(Terms)[key].default]
        lines = facts.rates.get(terms.id, [])
        unread = facts.is_broken("rates", terms.id) or facts.any_broken("agreed_deposits")
        unread = unread or any(price_of(rate.rate) is None for _, rate in lines)
        if given and not unread and not followed(facts, terms.id):
            message = f"no rate of {terms.id!r} follows an index, so none is fixed anew"
            expected = f"no {given[0]}, or an index and a margin in rates"
            yield wrong("terms", place, given[0], message, expected)
            continue
        for key, message, expected in wrong_resets(terms):
            yield wrong("terms", place, key, message, expected)
        yield from wrong_lag(facts, place, terms)


def wrong_resets(terms: Terms) -> Iterator[tuple[str, str, str]]:
    """What is missing or too much in how often rates are fixed anew: key, message, expected."""
    at_intervals = terms.resets in ("monthly", "quarterly", "yearly")
    on_dates = terms.resets == "dates"
    if at_intervals and terms.resets_from is None:
        message = f"resets = {terms.resets} needs the day from which it counts"
        yield "resets_from", message, "a reset day, such as 2026-01-01"
    if not at_intervals and terms.resets_from is not None:
        message = f"resets = {terms.resets} counts from no day"
        yield "resets_from", message, "no resets_from, or resets = monthly, quarterly or yearly"
    if on_dates and not terms.reset_dates:
        yield "reset_dates", "resets = dates needs them", "at least one date"
    if terms.reset_dates and not on_dates:
        message = f"resets = {terms.resets} takes no dates"
        yield "reset_dates", message, "no reset_dates, or resets = dates"


def wrong_lag(facts: Facts, place: int, terms: Terms) -> Found:
    """A lag that nobody means, or of an index whose business days are not known."""
    if not 0 <= terms.fixing_lag <= LAG_MAX:
        message = f"a fixing {terms.fixing_lag} business days before is none that anybody uses"
        yield wrong("terms", place, "fixing_lag", message, f"0 to {LAG_MAX}")
    elif terms.fixing_lag:
        indices = facts.by_id("indices")
        for name in followed(facts, terms.id):
            if name in indices and indices[name].calendar is None:
                message = f"{terms.id!r} counts business days of {name!r}, which has no calendar"
                yield wrong("terms", place, "fixing_lag", message, f"a calendar of {name!r}")


def compounding(facts: Facts) -> Found:
    """Rates compounded in arrears with options that contradict each other."""
    yield from options_of_compounding(facts, followed)


RATE_PROBLEMS = (
    unreadable_rates,
    bounds_that_contradict,
    fixings_given_twice,
    strange_ages,
    resets_that_contradict,
    compounding,
)
READ_FIRST = ("rates", "terms", "indices", "index_rates", "calendars")


def days_without_a_fixing(facts: Facts) -> Found:
    """Lines whose index has no fixing for a reset of the run, or takes them beyond 100 % a year.

    Said only of rates with which nothing else is wrong, and once of all lines that follow an index
    whose fixings lack after the same day.
    """
    scenario = facts.scenario
    if any(map(facts.any_broken, READ_FIRST)) or any(
        True for problem in RATE_PROBLEMS for _ in problem(facts)
    ):
        return
    known = {each.id for each in scenario.indices}
    calendars = {None, *(each.id for each in scenario.calendars)}
    if not all(each.index in known for each in scenario.index_rates):
        return
    if not all(each.calendar in calendars for each in scenario.indices):
        return
    fixings, found = published(scenario), courses(scenario)
    asking = spans_of(scenario, facts.terms, found)
    lacking: dict[tuple[str, date | None, str], list[tuple[int, Unfixed]]] = {}
    for index, rate, days in lines_in_force(facts):
        every = (
            rate_periods((rate,), facts.terms[rate.terms], fixings, asked(span, days), span.course)
            for span in sorted(asking[rate.terms, rate.side], key=lambda each: each.days)
        )
        try:
            yield from beyond_a_year(("rates", index), rate, chain.from_iterable(every))
        except Unfixed as error:
            kind = error.expected if error.expected == OF_THE_DAY else ""
            lacking.setdefault((error.index, error.last, kind), []).append((index, error))
        except NoFixing as error:
            yield wrong("rates", index, "rate", str(error), error.expected)
    for lines in lacking.values():
        yield lacking_fixings(lines)


def lacking_fixings(lines: list[tuple[int, Unfixed]]) -> Complaint:
    """The one complaint about lines that lack fixings of an index after the same day: at the line
    whose day is the first, with how many others there are, and their last day."""
    index, first = min(lines, key=lambda line: line[1].wanted)
    until = max(error.wanted for _, error in lines)
    others = len(lines) - 1
    more = f"; {others} more line{'s' * (others > 1)} of rates lack{'s' * (others == 1)} one"
    more += f", up to that for {until}" if until > first.wanted else ""
    message = f"{first}{more if others else ''}"
    return Complaint(path=("rates", index, "rate"), message=message, expected=first.expected)


def lines_in_force(facts: Facts) -> Iterator[tuple[int, Rate, tuple[date, date]]]:
    """The lines that follow an index: place, line, first and last day in force in the run."""
    names = {(rate.terms, rate.side, rate.valid_from) for rate in facts.scenario.rates}
    order: list[Written] = sorted(names, key=lambda one: (one[0], one[1], one[2] or date.min))
    following = {name: order[at + 1 : at + 2] for at, name in enumerate(order)}
    for index, rate in enumerate(facts.scenario.rates):
        price = price_of(rate.rate)
        if price is not None and price.follows is not None and rate.terms in facts.terms:
            name = (rate.terms, rate.side, rate.valid_from)
            yield index, rate, days_in_force(facts.scenario, name, following[name])


def unfixed(
    place: tuple[str, int], rate: Rate, quotes: Iterator[tuple[date, tuple[Quote, ...]]]
) -> Found:
    """The first day on which the line has no rate, or one beyond 100 % a year."""
    try:
        yield from beyond_a_year(place, rate, quotes)
    except NoFixing as error:
        yield wrong(*place, "rate", str(error), error.expected)


def beyond_a_year(
    place: tuple[str, int], rate: Rate, quotes: Iterator[tuple[date, tuple[Quote, ...]]]
) -> Found:
    """The first day on which the line comes to more than 100 % a year; `NoFixing` where that cannot
    be known."""
    for day, (quote,) in quotes:
        if abs(quote.rate) > RATE_MAX:
            message = f"{rate.rate} is {written_rate(quote.rate)} on {day}"
            yield wrong(*place, "rate", message, "at most 100 % a year")
            return

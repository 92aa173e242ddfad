"""How a rate came about, in words: the index, its fixing, the margin, the bound that held.

Rates are whole 1e-8 a year.
"""

from functools import lru_cache

from treasury.plan.fixings import Compounded, Quote
from treasury.plan.plan import Plan
from treasury.plan.rate_versions import Tiers, Version, all_tiers
from treasury.rates import written_rate
from treasury.reporting.explaining.day_view import Row
from treasury.reporting.explaining.rule_words import one_line
from treasury.tables import AUX, BASE, DAY


@lru_cache
def versions(plan: Plan) -> dict[Version, Tiers]:
    """What stands behind each row of the plan's tier tables, by the row's name."""
    return {found.name: found for found in all_tiers(plan.scenario)}


def rate_words(plan: Plan, number: Row) -> str:
    """The rate of a NUMBER event: `0.35 %`, or `3.85 % (LPR_1Y 3.50 % of 2026-03-20 + 0.35 %)`.

    Where the same rate was fixed several times, the last fixing before the number was closed.
    """
    version, tier = number[AUX], number[BASE]
    rate = int(plan.tables.accruals.rate[version, tier])
    found = versions(plan)[plan.names.versions[version]]
    above = found.name[1] == "credit" and found.name[3] and tier
    agreed = f" agreed{unit_words(found)}" if above else ""
    return f"{written_rate(rate)}{agreed}{origin_words(quote_of(plan, number))}"


def quote_of(plan: Plan, number: Row) -> Quote:
    """How the rate of a NUMBER event came about, the last time that it was fixed before."""
    found = versions(plan)[plan.names.versions[number[AUX]]]
    day = plan.names.days[number[DAY]]
    quotes = [found.quotes, *(quotes for since, quotes in found.again if since <= day)]
    return quotes[-1][number[BASE]]


def unit_words(found: Tiers) -> str:
    """Of what only whole units bear an agreed rate, as a clause; empty where everything does."""
    return "" if found.unit is None else f" for whole {found.unit:,f}"


def origin_words(quote: Quote) -> str:
    """Where a rate that follows an index comes from, in brackets; empty for a plain rate.

    >>> from datetime import date
    >>> from treasury.plan.fixings import Fixing
    >>> from treasury.rates import Price
    >>> fixing = Fixing("SHIBOR_3M", date(2026, 3, 20), 1500000)
    >>> origin_words(Quote(1400000, Price("SHIBOR_3M", -100000), fixing))
    ' (SHIBOR_3M 1.50 % of 2026-03-20 - 0.10 %)'
    >>> origin_words(Quote(1450000, Price("SHIBOR_3M", -100000), fixing, "floor"))
    ' (the floor; SHIBOR_3M 1.50 % of 2026-03-20 - 0.10 % would be 1.40 %)'
    """
    if quote.fixing is None:
        return ""
    margin = quote.price.margin
    added = f" {'-' if margin < 0 else '+'} {written_rate(abs(margin))}" if margin else ""
    fixing = quote.fixing
    if quote.compounded is not None:
        return f" ({compounded_words(quote, quote.compounded)}{added})"
    sum_of = f"{one_line(fixing.name)} {written_rate(fixing.rate)} of {fixing.day}{added}"
    if not quote.bound:
        return f" ({sum_of})"
    return f" (the {quote.bound}; {sum_of} would be {written_rate(fixing.rate + margin)})"


def compounded_words(quote: Quote, compounded: Compounded) -> str:
    """What an index compounded in arrears came to, and what of it a day bears.

    >>> from datetime import date
    >>> from treasury.plan.fixings import Fixing
    >>> from treasury.rates import Price
    >>> fixing = Fixing("SOFR", date(2026, 3, 11), 4200000)
    >>> quote = Quote(4400900, Price("SOFR", 0), fixing)
    >>> told = compounded_words(quote, Compounded(date(2026, 3, 9), 3, 4200540, 4100230))
    >>> told.partition(": ")[0]
    'SOFR compounded from 2026-03-09, the last fixing 4.20 % of 2026-03-11'
    >>> told.partition(": ")[2]
    '3 days x 4.20054 % - 2 days x 4.10023 % up to the day before'
    """
    fixing, held = quote.fixing, ""
    assert fixing is not None, "what is compounded follows an index"
    if quote.bound:
        held = f", held by the {quote.bound}"
    since = f"{one_line(fixing.name)} compounded from {compounded.since}"
    last = f"the last fixing {written_rate(fixing.rate)} of {fixing.day}{held}"
    rate, before = written_rate(compounded.rate), compounded.days - 1
    days = f"{compounded.days} day" + ("s" if compounded.days != 1 else "")
    if not quote.daily or not before:
        return f"{since} over {days}, {last}: {rate}"
    less = f"{before} day{'s' if before != 1 else ''} x {written_rate(compounded.before)}"
    return f"{since}, {last}: {days} x {rate} - {less} up to the day before"

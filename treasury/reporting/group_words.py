"""The words of the group in its reporting currency: how it is translated, by which rates."""

import datetime
from typing import NamedTuple

from treasury.fx import FxRate, FxSide, price_text
from treasury.plan.translation import Applied, Translation

AT = {"average": "average of the run", "closing": "rate of the last day"}
SIDES = {"mid": "mid", "bid": "bid (what a bank buys at)", "ask": "ask (what a bank sells at)"}


class Use(NamedTuple):
    """A line of the rates that was used: by which pair, at which price, on which days."""

    pair: str
    side: FxSide
    rate: FxRate
    price: str
    first: datetime.date
    last: datetime.date

    @property
    def oldest(self) -> int:
        """How many days old the rate was when it was used last."""
        return (self.last - self.rate.date).days


def pair(used: Applied) -> str:
    """The pair as it is quoted."""
    return f"{used.step.base}/{used.step.quote}"


def pairs_used(translation: Translation) -> list[Applied]:
    """Every pair that is used, once, in order."""
    found = {pair(each): each for used in translation.steps.values() for each in used}
    return [found[name] for name in sorted(found)]


def uses(translation: Translation) -> list[Use]:
    """Every rate that was used, pair by pair and in the order of days."""
    found: list[Use] = []
    for each in pairs_used(translation):
        for day, rate, price in zip(translation.days, each.rates, each.prices, strict=True):
            if found and found[-1].rate == rate:
                found[-1] = found[-1]._replace(last=day)
            else:
                found.append(Use(pair(each), each.side, rate, price_text(price), day, day))
    return found


def stated_words(translation: Translation, currency: str) -> str:
    """The rates at which sums in the currency are translated; empty for the reporting currency.

    Such as "EUR/USD 1.0875 and EUR/JPY 170.55".
    """
    used = translation.steps[currency]
    return " and ".join(f"{pair(each)} {price_text(each.stated)}" for each in used)


def how_translated(translation: Translation) -> list[str]:
    """How amounts become amounts of the reporting currency, a sentence each."""
    into, sides = translation.currency, {each.side for each in pairs_used(translation)}
    told = [
        (
            f"Balances are translated into {into} at the rate of each day, averages of balances "
            "day by day."
        ),
        (
            "Sums of the period (interest, fees, benefit, payments) are translated at one rate, "
            f"the {AT[translation.sums_at]}."
        ),
        (
            "A figure of the group is rounded once; what rounding leaves over is carried by its "
            "parts with the largest remainders, and shown. The figures by currency stay as they "
            "are."
        ),
    ]
    if sides - {"mid"}:
        told.append(f"Rates are the {' and the '.join(SIDES[side] for side in sorted(sides))}.")
    sample = next(iter(pairs_used(translation)), None)
    if sample is not None:
        one = f"{pair(sample)} {price_text(sample.stated)}"
        told.append(
            f"{one} means that one {sample.step.base} is {price_text(sample.stated)} "
            f"{sample.step.quote}."
        )
    return told


def rate_sentences(translation: Translation) -> list[str]:
    """For each pair, the rate for sums, the last day's with its date and source, and the oldest."""
    told = []
    found = uses(translation)
    for each in pairs_used(translation):
        own = [use for use in found if use.pair == pair(each)]
        last, oldest = own[-1], max(own, key=lambda use: use.oldest)
        source = f", {last.rate.source}" if last.rate.source else ""
        words = (
            f"{last.pair}: {price_text(each.stated)} for sums ({AT[translation.sums_at]}); "
            f"{last.price} on the last day (of {last.rate.date}{source})"
        )
        if oldest.oldest:
            words += f"; used at most {oldest.oldest} days after its day, on {oldest.last}"
        told.append(f"{words}.")
    return told

"""Sweeps between two currencies, restated from the records' texts and section 4.

What goes up is the participant's currency sold, what comes down the header's, at the day's rate on
the terms' side as the sold currency sees it, less the spread. What is sold brings its worth rounded
down; an amount costs what must be sold for it, rounded up. Rates are of major units, amounts ints
of minor units.
"""

from fractions import Fraction

from tests.reference.setting import Edge, Setting
from tests.reference.translating import Day, is_quoted, line_on, said
from treasury.money import DIGITS
from treasury.pooling.structure import Conversion
from treasury.scenario import Scenario


def converts(setting: Setting, edge: Edge) -> bool:
    """Whether the ends of a link have two currencies."""
    return currency_of(setting, edge.participant) != currency_of(setting, edge.header)


def currency_of(setting: Setting, account: str) -> str:
    """An account's currency."""
    return setting.accounts[account].currency


def terms_of(setting: Setting, participant: str, day: Day) -> Conversion:
    """The terms that hold for the participant on the day: the latest that have begun."""
    assert setting.structure is not None
    mine = [
        one
        for one in setting.scenario.conversions
        if one.structure == setting.structure.id and one.participant == participant
    ]
    begun = [one for one in mine if one.valid_from is None or one.valid_from <= day]
    begun.sort(key=lambda one: (one.valid_from is not None, one.valid_from))
    return begun[-1]


def brings(scenario: Scenario, sold: str, bought: str, side: str, day: Day) -> Fraction:
    """What one unit of a currency brings in another one on the day, before any spread."""

    def one(start: str, end: str) -> Fraction:
        if is_quoted(scenario, start, end):
            return said(line_on(scenario, start, end, day), side)
        turned = {"mid": "mid", "bid": "ask"}[side]
        return 1 / said(line_on(scenario, end, start, day), turned)

    if is_quoted(scenario, sold, bought) or is_quoted(scenario, bought, sold):
        return one(sold, bought)
    assert scenario.fx_bridge is not None
    return one(sold, scenario.fx_bridge) * one(scenario.fx_bridge, bought)


def rate(setting: Setting, edge: Edge, day: Day, *, upwards: bool) -> Fraction:
    """Minor units of what is bought for one of what is sold, after the spread."""
    terms = terms_of(setting, edge.participant, day)
    own, header = currency_of(setting, edge.participant), currency_of(setting, edge.header)
    sold, bought = (own, header) if upwards else (header, own)
    spread = Fraction((terms.spread or "0%").rstrip("%")) / 100
    major = brings(setting.scenario, sold, bought, terms.fx_side, day) * (1 - spread)
    return major * Fraction(10 ** DIGITS[bought], 10 ** DIGITS[sold])


def for_header(setting: Setting, edge: Edge, day: Day, upwards: int) -> int:
    """What of an amount that goes up (down where negative) the header gets (gives: negative)."""
    if not converts(setting, edge):
        return upwards
    if upwards >= 0:
        return int(upwards * rate(setting, edge, day, upwards=True) // 1)
    exact = -upwards / rate(setting, edge, day, upwards=False)
    return -int(-(-exact // 1))


def for_participant(setting: Setting, edge: Edge, day: Day, given: int) -> int:
    """The most that so much of the header's money brings the participant."""
    if not converts(setting, edge):
        return given
    return int(given * rate(setting, edge, day, upwards=False) // 1)


def cost_against_mid(setting: Setting, edge: Edge, day: Day, amounts: tuple[int, int]) -> Fraction:
    """What a sweep cost, in minor units of the participant: `amounts` are what went up (came down:
    negative) and what that was for the header."""
    own, header = currency_of(setting, edge.participant), currency_of(setting, edge.header)
    mid = brings(setting.scenario, own, header, "mid", day)
    minor = mid * Fraction(10 ** DIGITS[header], 10 ** DIGITS[own])
    return amounts[0] - amounts[1] / minor

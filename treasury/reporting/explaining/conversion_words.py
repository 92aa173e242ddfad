"""Clauses about conversion: at which rate a sweep was sold, of which day, what arrived.

Rates are told in major units, of what is bought for one of what is sold.
"""

from fractions import Fraction

import numpy as np

from treasury.fx import average_price, in_force, price, price_text, way
from treasury.money import DIGITS
from treasury.plan.conversions import terms_on, versions_of
from treasury.plan.plan import Plan
from treasury.plan.translation import quoted
from treasury.pooling.converting import cost_of, sold_for
from treasury.reporting.explaining.rule_words import money
from treasury.tables import (
    ACCOUNT,
    ACROSS,
    AMOUNT,
    CONCENTRATION,
    CONVERTED,
    DAY,
    KIND,
    OTHER,
    REASON,
    REF,
    ROOM,
)


def across(row: list[int]) -> int:
    """What an event's amount is for its other account, in that account's currency.

    >>> across([0, 1440, CONCENTRATION, 3, 0, 2, 500, 500, 500, 0, 0, 0])
    500
    """
    return row[ACROSS] if row[REASON] & CONVERTED else row[AMOUNT]


def header_money(plan: Plan, row: list[int], minor: int) -> str:
    """An amount of the event's other account; with its currency where that is another one."""
    return with_code(plan, row, money(plan, row[OTHER], minor))


def with_code(plan: Plan, row: list[int], text: str) -> str:
    """The text of an amount of the other account, with its currency where that is another one."""
    own, other = (plan.names.currencies[row[column]] for column in (ACCOUNT, OTHER))
    return text if own == other else f"{text} {other}"


def worth_to_participant(plan: Plan, day: int, link: int, sent: int) -> int:
    """What is sent up over the link, not negative, in the participant's currency: over one that
    converts what it brings on the day."""
    links = plan.tables.links
    return sent * int(links.brings[day, link]) // int(links.brings_of[day, link])


def room_of_participant(plan: Plan, row: list[int]) -> int:
    """What a position limit left for a sweep, in the participant's currency: over a link that
    converts the least that brings as much of it as can be had, or what it buys."""
    links, place = plan.tables.links, (row[DAY], row[REF])
    if not links.converts[row[REF]]:
        return row[ROOM]
    if row[KIND] != CONCENTRATION:
        return worth_to_participant(plan, row[DAY], row[REF], row[ROOM])
    worth = int(links.worth[place]), int(links.worth_of[place])
    return int(cost_of(sold_for(cost_of(row[ROOM] + 1, *worth) - 1, *worth), *worth))


def cost_to_header(plan: Plan, row: list[int], fetched: int) -> int:
    """What it costs the header of a sweep to bring its participant so much."""
    links, place = plan.tables.links, (row[DAY], row[REF])
    if not links.converts[row[REF]]:
        return fetched
    return int(cost_of(fetched, int(links.brings[place]), int(links.brings_of[place])))


def room_words(plan: Plan, row: list[int]) -> str:
    """What a room in the header's currency is in the participant's; "" where there is none."""
    if not row[ROOM]:
        return ""
    code, room = plan.names.currencies[row[ACCOUNT]], room_of_participant(plan, row)
    own, least = (f"{money(plan, row[ACCOUNT], minor)} {code}" for minor in (room, 1))
    if row[KIND] == CONCENTRATION:
        return f", for which {own} are enough" if room else f", less than {least} brings"
    return f", which buys {own}" if room else f", less than {least} costs"


def converted_words(plan: Plan, row: list[int]) -> str:
    """At which rate a sweep was converted and what it was for the header; "" where it was not."""
    if not row[REASON] & CONVERTED:
        return ""
    there = header_money(plan, row, row[ACROSS])
    if row[KIND] == CONCENTRATION:
        return f", sold at {rate_words(plan, row)}: {there} arrived"
    return f", bought for {there} at {rate_words(plan, row)}"


def rate_words(plan: Plan, row: list[int]) -> str:
    """The rate of a converted sweep, and what it is made of: quotes of their days, the spread."""
    names, scenario, day = plan.names, plan.scenario, plan.names.days[row[DAY]]
    ends = names.currencies[row[ACCOUNT]], names.currencies[row[OTHER]]
    sold, bought = ends if row[KIND] == CONCENTRATION else ends[::-1]
    versions = versions_of(scenario, plan.structure, names.accounts[row[ACCOUNT]])
    terms, pairs = terms_on(versions, day), quoted(scenario)
    assert terms is not None, "days without terms are refused"
    told = []
    for step in way(pairs, sold, bought, scenario.fx_bridge) or ():
        rate, side = (
            in_force(pairs[step.base, step.quote], day, scenario.fx_days),
            step.side(terms.fx_side),
        )
        assert rate is not None, "days without a rate are refused"
        at = price_text(price(rate, side) or Fraction(0))
        told.append(f"{step.base}/{step.quote} {side} {at} of {rate.date}")
    less = f" less {terms.spread} spread" if terms.spread else ""
    return f"{rate_text(plan, row, sold, bought)} ({', '.join(told)}{less})"


def terms_words(plan: Plan) -> list[str]:
    """At which terms each participant with a header in another currency is converted."""
    names, links, found = plan.names, plan.tables.links, []
    for at in np.flatnonzero(links.converts).tolist():
        who = names.accounts[int(links.participant[at])]
        terms = versions_of(plan.scenario, plan.structure, who)
        said = [
            f"at {one.fx_side}{f' less {one.spread}' if one.spread else ''}"
            + (f" from {one.valid_from}" if one.valid_from else "")
            for one in terms
        ]
        header = names.currencies[int(links.header[at])]
        found.append(f"What is swept of {who} is converted into {header} {', '.join(said)}.")
    return found


def rate_text(plan: Plan, row: list[int], sold: str, bought: str) -> str:
    """The rate that was used, to ten significant digits."""
    links, place = plan.tables.links, (row[DAY], row[REF])
    up = row[KIND] == CONCENTRATION
    worth, of = (links.worth, links.worth_of) if up else (links.brings, links.brings_of)
    minor = Fraction(int(worth[place]), int(of[place]))
    major = minor * Fraction(10 ** DIGITS[sold], 10 ** DIGITS[bought])
    return price_text(average_price([major]))

"""The rates at which links between two currencies convert: by day and way, exact, less the spread.

A rate of a day is that of its date in force on the side of the terms; the spread is a share of it.
Rates are minor units of what is bought for one minor unit of what is sold. Source: the banking
day, sections 2 and 7; decision 0061.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from treasury.plan.group import Group
from treasury.plan.links import LinkRows, column, converts
from treasury.plan.translation import factors
from treasury.pooling.rules import parse_share
from treasury.pooling.structure import Conversion
from treasury.scenario import Scenario
from treasury.structures import LinkTable


def versions_of(scenario: Scenario, structure: str | None, participant: str) -> list[Conversion]:
    """The conversion terms of a participant in a structure, by the dates from which they hold."""
    own = [
        each
        for each in scenario.conversions
        if (each.structure, each.participant) == (structure, participant)
    ]
    return sorted(own, key=begins)


def begins(terms: Conversion) -> date:
    """The day from which the terms hold."""
    return terms.valid_from or date.min


def terms_on(versions: Sequence[Conversion], day: date) -> Conversion | None:
    """The terms in force on the day, None before the first of them.

    >>> first = Conversion(structure="s", participant="p", valid_from=date(2026, 3, 2))
    >>> terms_on([first], date(2026, 3, 1)) is None, terms_on([first], date(2026, 3, 2)) is first
    (True, True)
    """
    place = bisect_right(versions, day, key=begins)
    return versions[place - 1] if place else None


def kept_of(spread: str | None) -> Fraction:
    """What of the rate the spread leaves.

    >>> kept_of("0.13%"), kept_of(None)
    (Fraction(9987, 10000), Fraction(1, 1))
    """
    return 1 - Fraction(*parse_share(spread)) if spread else Fraction(1)


def rates_by_day(
    scenario: Scenario, versions: Sequence[Conversion], sold: str, bought: str
) -> list[Fraction]:
    """What one minor unit of the currency that is sold brings on each day of the run.

    Days before the first terms have a rate of 1: nothing is converted on them.
    """
    by_side = {
        side: factors(scenario, sold, bought, side) for side in {one.fx_side for one in versions}
    }
    first, count = scenario.first_day, (scenario.last_day - scenario.first_day).days + 1
    found = []
    for row in range(count):
        terms = terms_on(versions, date.fromordinal(first.toordinal() + row))
        kept = by_side[terms.fx_side][row] * kept_of(terms.spread) if terms else Fraction(1)
        found.append(kept)
    return found


def with_conversions(
    table: LinkTable,
    scenario: Scenario,
    structure: str | None,
    group: Group,
    *,
    days: list[date],
    rows: LinkRows,
) -> LinkTable:
    """The links with the rates at which those between two currencies convert."""
    shape = len(days), len(rows)
    worth, worth_of, brings, brings_of = (np.ones(shape, dtype=np.int64) for _ in range(4))
    for at, row in enumerate(rows):
        if not converts(group, row):
            continue
        own, header = group.currency(row.link.participant), group.currency(row.link.header)
        versions = versions_of(scenario, structure, row.link.participant)
        up, down = (
            rates_by_day(scenario, versions, *ways) for ways in ((own, header), (header, own))
        )
        worth[:, at], worth_of[:, at] = zip(*(each.as_integer_ratio() for each in up), strict=True)
        brings[:, at], brings_of[:, at] = zip(
            *(each.as_integer_ratio() for each in down), strict=True
        )
    return table._replace(
        converts=column(int(converts(group, row)) for row in rows),
        worth=worth,
        worth_of=worth_of,
        brings=brings,
        brings_of=brings_of,
    )

"""The group's cash in the reporting currency by day, and what of its change is cash, what is FX.

A day's cash is translated at the day's rates and rounded once. Its change since the evening before
has two parts: what moved, at the day's rates; and what lay there, at the difference between the
day's rates and those of the day before (the effect of exchange rates of a cash flow statement,
IAS 7, 28). Opening balances are translated at the first day's rates, so that the first day has no
effect. Amounts are minor units; axes (day,). Source: the banking day, section 10.
"""

from dataclasses import dataclass
from fractions import Fraction

from treasury.arrays import Amounts
from treasury.comparing.measures import accounts_in
from treasury.fx import rounded
from treasury.money import whole_parts
from treasury.plan.plan import Plan
from treasury.plan.translation import Translation
from treasury.tables import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCash:
    """All day-end book balances in the reporting currency; overdrawn accounts are deducted.

    `closing` less the closing of the day before (`opening` on the first day) is `moved` plus
    `effect`, to the unit.
    """

    opening: int
    closing: tuple[int, ...]
    moved: tuple[int, ...]
    effect: tuple[int, ...]


def group_cash(translation: Translation, plan: Plan, projection: Projection) -> GroupCash:
    """The cash of all accounts of the run."""
    opening: dict[str, int] = {}
    by_day: dict[str, list[int]] = {}
    for currency in translation.by_day:
        own = accounts_in(plan, currency)
        opening[currency] = sum(plan.tables.accounts.opening[own].tolist())
        book: Amounts = projection.book[:, own].sum(axis=1)
        by_day[currency] = book.tolist()
    return cash_of(translation.by_day, opening, by_day)


def cash_of(
    factors: dict[str, tuple[Fraction, ...]], opening: dict[str, int], by_day: dict[str, list[int]]
) -> GroupCash:
    """The cash of amounts by currency and day, at factors by currency and day.

    >>> one, two = Fraction(1), Fraction(2)
    >>> cash_of({"USD": (one, two)}, {"USD": 100}, {"USD": [110, 130]})
    GroupCash(opening=100, closing=(110, 260), moved=(10, 40), effect=(0, 110))
    """
    held, last = dict(opening), {currency: factors[currency][0] for currency in opening}
    before = rounded(sum((held[each] * last[each] for each in held), Fraction(0)))
    closings, moved, effects = [], [], []
    start = before
    for row in range(len(next(iter(by_day.values())))):
        now = {currency: factors[currency][row] for currency in held}
        found = {currency: by_day[currency][row] for currency in held}
        flow = sum(((found[each] - held[each]) * now[each] for each in held), Fraction(0))
        effect = sum((held[each] * (now[each] - last[each]) for each in held), Fraction(0))
        closing = rounded(sum((found[each] * now[each] for each in held), Fraction(0)))
        parts = whole_parts(closing - before, [flow, effect])
        closings.append(closing)
        moved.append(parts[0])
        effects.append(parts[1])
        held, last, before = found, now, closing
    return GroupCash(
        opening=start, closing=tuple(closings), moved=tuple(moved), effect=tuple(effects)
    )

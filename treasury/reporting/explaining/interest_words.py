"""Settled interest with its hand calculation: interest numbers x rates / days a year.

Numbers are shown in major units x days, the exact sum to six decimals beyond the minor unit.
Source: the banking day, section 1.
"""

from fractions import Fraction

import numpy as np

from treasury.money import DIGITS, round_fraction
from treasury.plan.plan import Plan
from treasury.plan.settling import settling_of
from treasury.rates import RATE_ONE
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.posting_words import accrual_money, accrual_words, due_with_it
from treasury.reporting.explaining.rate_words import rate_words
from treasury.settling import ONE_DAY
from treasury.tables import AMOUNT, AUX, BASE, DAY, KIND, NUMBER, REF, SEEN, SETTLED

ROUNDINGS = ("half up", "half to even", "down")
FEW = 6
"""So many terms of a sum are read in a row; more stand on lines of their own."""


def settlement_words(view: DayView, settled: Row) -> str:
    """The SETTLED event with the calculation that led to it, as one sentence."""
    plan, accrual = view.plan, settled[REF]
    table = plan.tables.accruals
    account = plan.money_of(accrual)
    events = view.projection.events
    mine = np.isin(events[:, KIND], (NUMBER, SETTLED)) & (events[:, REF] == accrual)
    rows: list[Row] = events[mine & (events[:, DAY] <= settled[DAY])].tolist()
    earlier = [place for place, row in enumerate(rows[:-1]) if row[KIND] == SETTLED]
    start = earlier[-1] + 1 if earlier else 0
    terms = [term_words(plan, row) for row in rows[start:] if row[KIND] == NUMBER]
    exact = sum((exact_interest(plan, row) for row in rows[start:-1]), Fraction(0))
    if table.carry[accrual] and earlier:
        carried = sum((exact_interest(plan, row) for row in rows[:start]), Fraction(0))
        carried -= sum(abs(rows[place][AMOUNT]) for place in earlier)
        exact += carried
        terms.append(f"{finely(plan, account, carried)} carried over")
    way = "earned" if settled[AMOUNT] >= 0 else "owed"
    rounding = ROUNDINGS[int(table.rounding[accrual])]
    name = plan.names.accrual_terms[accrual]
    own = next(one for one in plan.scenario.terms if one.id == name)
    later = own.rate_change == "settlement_day" and not own.compounded_in_arrears
    rates = ", at the rates of the settlement day" if later else ""
    return (
        f"{accrual_words(plan, accrual)} settled{rates}:{added_up(terms)} = "
        f"{finely(plan, account, exact)}, rounded {rounding} to "
        f"{accrual_money(plan, accrual, abs(settled[AMOUNT]))} {way}; it is posted the next day"
        f"{moved_words(plan, accrual, settled[DAY])}"
        f"{due_with_it(plan, accrual, settled[DAY] + 1)}."
    )


def moved_words(plan: Plan, accrual: int, day: int) -> str:
    """From where the day was moved on which the interest is posted, as text; "" if it was not."""
    return moved_by(plan, plan.names.accrual_terms[int(plan.tables.accruals.into[accrual])], day)


def moved_by(plan: Plan, name: str, day: int) -> str:
    """The same of the terms of this name, by which interest is settled at the close of the day."""
    terms = next(one for one in plan.scenario.terms if one.id == name)
    settled = plan.names.days[day]
    regular = settling_of(plan.scenario, terms).posted_after(settled)
    moved = sorted(str(one) for one in regular if one != settled + ONE_DAY)
    if not moved or settled + ONE_DAY in regular:
        return ""
    off = "a day off" if len(moved) == 1 else "days off"
    return f", in place of {' and '.join(moved)}, {off} by calendar {terms.calendar}"


def added_up(terms: list[str]) -> str:
    r"""The terms of a sum, in a row or, where they are many, one below the other.

    >>> added_up(["100.00 x 1 % / 360", "200.00 x 2 % / 360"])
    ' 100.00 x 1 % / 360 + 200.00 x 2 % / 360'
    >>> print(added_up(["1", "2", "3", "4", "5", "6", "7"])[:14])
    <BLANKLINE>
        1
      + 2
    """
    if len(terms) <= FEW:
        return f" {' + '.join(terms)}"
    return "\n    " + "\n  + ".join(terms) + "\n "


def exact_interest(plan: Plan, row: Row) -> Fraction:
    """The exact interest of one NUMBER event in minor units; 0 for other events."""
    if row[KIND] != NUMBER:
        return Fraction(0)
    rate = int(plan.tables.accruals.rate[row[AUX], row[BASE]])
    return Fraction(row[AMOUNT] * rate, RATE_ONE * row[SEEN])


def term_words(plan: Plan, row: Row) -> str:
    """One term of the sum, for example `150,500,000.00 x 0.35 % / 360`."""
    days = accrual_money(plan, row[REF], row[AMOUNT])
    return f"{days} x {rate_words(plan, row)} / {row[SEEN]}"


def finely(plan: Plan, account: int, exact: Fraction) -> str:
    """Minor units as text with six more decimals than the currency has, trailing zeros cut."""
    digits = DIGITS[plan.names.currencies[account]]
    units = round_fraction(exact.numerator * 10**6, exact.denominator)
    sign, figures = "-" if units < 0 else "", str(abs(units)).rjust(digits + 7, "0")
    whole, rest = figures[: -digits - 6], figures[-digits - 6 :]
    least = rest[:digits] + rest[digits:].rstrip("0")
    return f"{sign}{int(whole):,}{'.' if least else ''}{least}"

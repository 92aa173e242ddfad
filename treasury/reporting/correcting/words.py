"""Why a posting is corrected, in a banker's words: changed balance-days x rate, rounded once.

Amounts are written in major units of the account's currency.
"""

from fractions import Fraction

from treasury.correction.correcting import Correction
from treasury.correction.postings import OPEN, Changed, Difference
from treasury.money import round_fraction, written
from treasury.plan.plan import Plan
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.explaining.levy_words import levy_words, number_words
from treasury.reporting.explaining.posting_words import accrual_words
from treasury.reporting.explaining.rate_words import rate_words
from treasury.reporting.explaining.rule_words import money
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    DAY,
    EVENT_COLUMNS,
    INTEREST,
    REF,
    SEEN,
)

MOST = 8
"""So many terms of a sum are written out; a rate of every day makes one for each."""
FROZEN = (
    "Facts are frozen: no payment, sweep or draw is done again, and the late money stays where it "
    "is. What would have been swept is another question: run the scenario with the items on their "
    "value dates, and compare."
)


def earlier_words(correction: Correction) -> list[str]:
    """What earlier corrections made known, a sentence each."""
    days = correction.plan.names.days
    return [
        f"After the correction of {days[one.today]}, which made "
        f"{len(one.late.amount)} late item{'s' if len(one.late.amount) != 1 else ''} known."
        for one in correction.in_turn[:-1]
    ]


def what(plan: Plan, one: Difference) -> str:
    """What is corrected: `Credit interest of S-1 (terms CN)`, or the fee or tax."""
    if one.kind == INTEREST:
        return accrual_words(plan, one.ref)
    return levy_words(plan, one.ref, max(0, one.day - 1))


def reason(correction: Correction, one: Difference) -> str:
    """Why the posting differs, as one sentence: the numbers, what they make, the rounding."""
    plan = correction.plan
    day = one.day if one.day != OPEN else correction.today + 1
    terms = sum_words(plan, one, day - 1)
    if one.exact is None:
        return f"the pool's result changes by {terms}" if terms else "the weights of shares change"
    if not terms:
        return "follows from what rounding left over before"
    sum_of = f"{terms} = {finely(plan, one.account, one.exact)}"
    return f"{sum_of}{rounding_words(plan, one)}"


def rounding_words(plan: Plan, one: Difference) -> str:
    """How the exact difference became the one that is posted, as the end of a sentence."""
    exact, difference = one.exact or Fraction(0), one.right - one.posted
    if exact == difference:
        return ""
    rounded = money(plan, one.account, difference)
    if one.kind != INTEREST and abs(difference - exact) >= 1:
        return f", within the minimum and the maximum of a charge {rounded}"
    if one.kind == INTEREST and plan.tables.accruals.carry[one.ref]:
        return f", with the remainders that are carried over {rounded}"
    if round_fraction(exact.numerator, exact.denominator) == difference:
        return f", rounded {rounded}"
    return f", with what the first rounding left over {rounded}"


def sum_words(plan: Plan, one: Difference, day: int) -> str:
    """The changed numbers and what they bear; of more than can be read, how many there are."""
    told = [changed_words(plan, one, each, day) for each in one.changed[:MOST]]
    left = len(one.changed) - len(told)
    more = [f"{left} more of such terms, one for each rate and tier"] if left else []
    return " + ".join([*told, *more])


def changed_words(plan: Plan, one: Difference, each: Changed, day: int) -> str:
    """One changed number and what it bears: `40,000.00 CNY-days more x 0.35 % / 360`."""
    row = [0] * EVENT_COLUMNS
    row[ACCOUNT], row[DAY], row[REF] = one.account, day, each.bearing[0]
    row[AMOUNT], way = abs(each.now - each.before), "more" if each.now > each.before else "fewer"
    if one.kind != INTEREST:
        row[SEEN], row[BASE] = each.bearing[2:]
        return f"{number_words(plan, row)} {way.replace('fewer', 'less')}"
    _, row[BASE], row[AUX], row[SEEN] = each.bearing
    currency = plan.names.currencies[one.account]
    days = written(row[AMOUNT], currency, grouped=True)
    return f"{days} {currency}-days {way} x {rate_words(plan, row)} / {row[SEEN]}"


def sentence(correction: Correction, one: Difference) -> str:
    """All of it as one sentence: what was posted, what is right, the difference, how it comes."""
    plan = correction.plan
    posted, right, difference = (
        money(plan, one.account, amount)
        for amount in (one.posted, one.right, one.right - one.posted)
    )
    why = reason(correction, one)
    if one.day == OPEN:
        head = f"not posted yet; up to today {right} instead of {posted} has accrued"
        return f"{what(plan, one)}: {head} ({why})."
    when = plan.names.days[one.day].isoformat()
    return (
        f"{what(plan, one)}: {posted if one.posted else 'nothing'} was posted on {when}, "
        f"{right} is right, "
        f"difference {difference} ({why})."
    )

"""For which days of the run the rates of terms are asked, by whom, and what is compounded on them.

A term loan has a first and a last day, and so a broken period (不足整期) where these are not the
ends of an interest period. Compounded in arrears, its rate is then another one than that of all
else that bears interest by the terms. Source: the banking day, sections 1 and 8.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from treasury.credit import TermLoan
from treasury.interest import Terms
from treasury.plan.arrears import DAYS_AT_MOST, Course, Sided, interest_period
from treasury.plan.fixings import ONE_DAY
from treasury.plan.problems.terms import USES
from treasury.scenario import Scenario
from treasury.settling import Settling

Days = tuple[date, date]
LONGEST = timedelta(days=DAYS_AT_MOST)


class Span(NamedTuple):
    """Days on which rates are asked for, of a broken period of a `loan` (empty: by all else), and
    what is compounded on them."""

    loan: str
    days: Days
    course: Course


def spans(scenario: Scenario, terms: Terms, side: Sided, course: Course) -> list[Span]:
    """All else first; where only term loans bear interest by the terms, not before they do."""
    first, last = scenario.first_day, scenario.last_day
    if not terms.compounded_in_arrears or side[1] == "credit":
        return [Span("", (first, last), course)]
    found, whole = [], []
    for loan in scenario.term_loans:
        if loan.terms == terms.id and loan.drawn_on <= last:
            pieces = broken_periods(course.settling, loan, (first, last))
            whole.append(first_whole(course.settling, pieces, loan))
            for piece in pieces:
                days = max(piece[0], first), min(piece[1], last)
                broken = replace(course, begins=piece[0], closes=piece[1])
                found += [Span(loan.id, days, broken)] if days[0] <= days[1] else []
    if whole and not used_otherwise(scenario, terms.id):
        first = max(first, min(whole))
    return [Span("", (first, last), course), *found]


def broken_periods(settling: Settling, loan: TermLoan, run: Days) -> list[Days]:
    """The parts of interest periods from the drawdown and up to the repayment, which is not one of
    their days, and what is left from there on, should the money not be there.

    >>> monthly = Settling("monthly", 15)
    >>> loan = TermLoan(id="L", account="A", principal=1, drawn_on=date(2028, 1, 10),
    ...                 repaid_on=date(2028, 2, 25))
    >>> found = broken_periods(monthly, loan, (date(2028, 1, 1), date(2028, 4, 1)))
    >>> [f"{first:%m-%d} to {last:%m-%d}" for first, last in found]
    ['01-10 to 01-15', '02-16 to 02-24', '02-25 to 03-15']
    """
    drawn = max(loan.drawn_on, run[0] - LONGEST)
    eve = max(drawn + ONE_DAY, min(loan.repaid_on, run[1] + LONGEST)) - ONE_DAY
    found: list[Days] = []
    for day in (drawn, eve):
        first, last = interest_period(settling, day)
        piece = max(first, drawn), min(last, eve)
        if piece != (first, last) and piece not in found:
            found.append(piece)
    if eve < last:
        found.append((eve + ONE_DAY, last))
    return found


def first_whole(settling: Settling, pieces: list[Days], loan: TermLoan) -> date:
    """The first day of the loan on which it has no broken period."""
    if pieces and pieces[0][0] == loan.drawn_on:
        return interest_period(settling, loan.drawn_on)[1] + ONE_DAY
    return loan.drawn_on


def used_otherwise(scenario: Scenario, terms: str) -> bool:
    """Whether something else than term loans bears the debit rates of the terms."""
    return any(
        getattr(each, key) == terms
        for name, key, sides in USES
        if name != "term_loans" and "debit" in sides
        for each in getattr(scenario, name)
    )


def asked(span: Span, days: Days) -> Days:
    """Those of the days on which the rates are asked for."""
    return max(span.days[0], days[0]), min(span.days[1], days[1])


def spans_of(
    scenario: Scenario, terms: dict[str, Terms], found: dict[Sided, Course]
) -> dict[Sided, list[Span]]:
    """The spans of each side of the terms."""
    return {
        side: spans(scenario, terms[side[0]], side, course)
        for side, course in found.items()
        if side[0] in terms
    }

"""What interest a tax spares because money is lent on (统借统还): restated for the check of taxes.

Day by day from the records, the positions and what is owed outside, in whole fen; nothing here asks
the plan which money is lent on. Source: Chinese practice, section 5; the words of `OnLending`.
"""

from calendar import isleap
from datetime import date, timedelta

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.day_counts import basis, settles, weight
from treasury.checking.evidence import Evidence
from treasury.checking.rates_by_day import is_compounded, tiers_from
from treasury.credit import OnLending, TermLoan
from treasury.interest import Terms
from treasury.money import round_fraction, split
from treasury.pooling.structure import Link
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
BEFORE, STANDS, AFTER = range(3)
NEVER_FUND = ("keep", "whole_units", "share_of_receipts", "cumulative_cap", "receive_only")
BORROWING = ("full", "own_plus_limit", "budget")


def spared_interest(
    evidence: Evidence, at: int, posted: Amounts, parts: list[dict[int, int]]
) -> Amounts:
    """What of the interest on money owed over a link is spared, by day; shape as `posted`, what is
    open at the end last. `parts` as `covered` has them."""
    found = np.zeros_like(posted)
    if not lines_of(evidence, at):
        return found
    terms, days = price(evidence, at), evidence.plan.names.days
    calendars = evidence.plan.scenario.calendars
    for place in np.flatnonzero(posted).tolist():
        last, whole, part = place - 1, 0, 0
        for day in range(last, -1, -1):
            if day < last and settles(days[day], terms, None, calendars):
                break
            owed = max(0, -int(evidence.projection.position[day, at]))
            whole += weight(days[day], terms) * owed
            part += weight(days[day], terms) * parts[day].get(at, 0)
        found[place] = round_fraction(int(posted[place]) * part, max(1, whole))
    return found


def covered(evidence: Evidence) -> list[dict[int, int]]:
    """By day, what of each link's debt is lent on of a loan from outside."""
    names, projection = evidence.plan.names, evidence.projection
    every = [at for at in range(len(names.link_records)) if lines_of(evidence, at)]
    loans = {at: loan_by_day(evidence, at) for at in every}
    order = sorted(loans, key=lambda at: (link_of(evidence, at).participant, at))
    found = []
    for day in range(len(names.days)):
        parts: dict[int, int] = {}
        for loan in sorted({loans[at][day] for at in order} - {""}):
            own = [at for at in order if loans[at][day] == loan]
            debts = [max(0, -int(projection.position[day, at])) for at in own]
            outside = int(projection.owed[day, names.loans.index(loan)])
            if sum(debts):
                shares = split(min(outside, sum(debts)), debts)
                parts.update(zip(own, shares, strict=True))
        found.append(parts)
    return found


def loan_by_day(evidence: Evidence, at: int) -> list[str]:
    """The loan of which a link's debt is lent on by every condition but its amount, "" for none."""
    days, terms = evidence.plan.names.days, price(evidence, at)
    calendars = evidence.plan.scenario.calendars
    lines = [line_on(evidence, at, day) for day in days]
    dear = [term_of(evidence, line, day) if line and dearer(evidence, at, line, day) else None
            for line, day in zip(lines, days, strict=True)]  # fmt: skip
    found: list[str] = []
    for place, day in enumerate(days):
        if settles(day, terms, None, calendars) or day == days[-1]:
            period = range(len(found), place + 1)
            lost = {line.loan for each in period if (line := lines[each]) and dear[each] == STANDS}
            for each in period:
                line = lines[each] if dear[each] != AFTER else None
                good = line and line.loan not in lost and allowed(evidence, at, line, days[each])
                found.append(line.loan if line and good else "")
    return found


def term_of(evidence: Evidence, line: OnLending, day: date) -> int:
    """Whether the line's loan stands by its dates, or comes before or after them."""
    loan = next((one for one in evidence.plan.scenario.term_loans if one.id == line.loan), None)
    if loan is None or loan.drawn_on <= day < loan.repaid_on:
        return STANDS
    return BEFORE if day < loan.drawn_on else AFTER


def link_of(evidence: Evidence, at: int) -> Link:
    """The record of a link of the plan."""
    return evidence.plan.scenario.links[evidence.plan.names.link_records[at]]


def person_of(evidence: Evidence) -> dict[str, str]:
    """The legal person that holds each account."""
    scenario = evidence.plan.scenario
    whose = {one.id: one.branch_of or one.id for one in scenario.entities}
    return {one.id: whose[one.entity] for one in scenario.accounts}


def lines_of(evidence: Evidence, at: int) -> list[OnLending]:
    """The agreements by which what is owed over the link is lent on, on whatever day; none where it
    bears no interest."""
    scenario, link, person = evidence.plan.scenario, link_of(evidence, at), person_of(evidence)
    named = price_name(evidence, at)
    if not any((rate.terms, rate.side) == (named, "debit") for rate in scenario.rates):
        return []
    borrowed = {one.id: one.account for one in scenario.credit_lines}
    borrowed |= {one.id: one.account for one in scenario.term_loans}
    currency = {one.id: one.currency for one in scenario.accounts}
    return [
        one
        for one in scenario.on_lending
        if one.structure == link.structure
        and one.participant in (None, link.participant)
        and person[borrowed[one.loan]] == person[link.header] != person[link.participant]
        and currency[borrowed[one.loan]] == currency[link.participant]
    ]


def line_on(evidence: Evidence, at: int, day: date) -> OnLending | None:
    """The agreement in force on the day."""
    for one in lines_of(evidence, at):
        if (one.valid_from or date.min) <= day <= (one.valid_until or date.max):
            return one
    return None


def allowed(evidence: Evidence, at: int, line: OnLending, day: date) -> bool:
    """Whether the funds, the group's registration, the second hop and the law allow it that day."""
    good = line.published and line.funds in ("financial_institution", "bonds")
    return good and not lends_on_itself(evidence, at, day) and lawful(evidence, day)


def lawful(evidence: Evidence, day: date) -> bool:
    """Whether every tax of the run that ever spares what is lent on does so on the day."""
    scenario, own = evidence.plan.scenario, evidence.plan.structure
    form = next(one.form for one in scenario.structures if one.id == own)
    due = [one for one in scenario.tax_terms if not one.forms or form in one.forms]
    for tax in {one.tax for one in due if one.exempt_on_lending}:
        begun = [one for one in due if one.tax == tax and (one.valid_from or date.min) <= day]
        if not begun or not max(begun, key=lambda o: o.valid_from or date.min).exempt_on_lending:
            return False
    return True


def lends_on_itself(evidence: Evidence, at: int, day: date) -> bool:
    """Whether the member may lend to a third legal person on the day."""
    scenario, person = evidence.plan.scenario, person_of(evidence)
    presets = {one.id: one.preset for one in scenario.rules}
    modes = {one.id: one.payment_mode for one in scenario.structures}
    member = person[link_of(evidence, at).participant]
    for other in scenario.links:
        if other.structure != evidence.plan.structure or person[other.header] != member:
            continue
        usual = "up" if presets[other.rule] in NEVER_FUND else "both"
        mode = other.payment_mode or modes[other.structure]
        down = (other.direction or usual) != "up" or mode in BORROWING
        there = (other.valid_from or date.min) <= day <= (other.valid_until or date.max)
        if down and there and person[other.participant] != member:
            return True
    return False


def dearer(evidence: Evidence, at: int, line: OnLending, day: date) -> bool:
    """Whether a day at any tier of the internal rate costs more than at any tier of the loan's."""
    scenario, currency = evidence.plan.scenario, currency_of(evidence, at)
    priced = {one.id: one.terms for one in scenario.credit_lines}
    priced |= {one.id: one.terms for one in scenario.term_loans}
    outside = next((one for one in scenario.terms if one.id == priced[line.loan]), None)
    own = price(evidence, at)
    inside = max(rates_on(scenario, own, currency, day))
    if outside is None:
        return inside > 0
    loan = next((one for one in scenario.term_loans if one.id == line.loan), None)
    cheapest = min(rates_on(scenario, outside, currency, day, loan))
    return inside * year(day, outside) > cheapest * year(day, own)


def year(day: date, terms: Terms) -> int:
    """By how many days a day's rate is divided; a year of 30E/360 bears just its rate."""
    if terms.day_count == "30E/360":
        return 365 + isleap(day.year)
    return basis(day, terms)


def currency_of(evidence: Evidence, at: int) -> str:
    """The currency of a link."""
    currencies = {one.id: one.currency for one in evidence.plan.scenario.accounts}
    return currencies[link_of(evidence, at).participant]


def price(evidence: Evidence, at: int) -> Terms:
    """The terms by which what is owed over the link bears interest."""
    named = price_name(evidence, at)
    return next(one for one in evidence.plan.scenario.terms if one.id == named)


def price_name(evidence: Evidence, at: int) -> str | None:
    """The id of these terms, if there are any."""
    link = link_of(evidence, at)
    usual = {one.id: one.internal_terms for one in evidence.plan.scenario.structures}
    return link.internal_terms or usual[link.structure]


def rates_on(
    scenario: Scenario, terms: Terms, currency: str, day: date, loan: TermLoan | None = None
) -> list[int]:
    """The debit rates of all tiers on a day, of a term `loan`; 0 before the first version."""
    own_day = terms.rate_change == "segmented" or is_compounded(scenario, terms, "debit")
    if not own_day:
        while not settles(day, terms, loan, scenario.calendars) and day < scenario.last_day:
            day += ONE_DAY
    tiers = tiers_from(scenario, terms, "debit", currency, loan)
    begun = [start for start in tiers if start <= day]
    return [rate for _, rate in tiers[max(begun)]] if begun else [0]

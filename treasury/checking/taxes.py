"""Check of taxes: worked out anew from the scenario's records, the interest posted, the positions.

Amounts are minor units, days rows. Source: the banking day, section 8; Chinese practice, section 5.
"""

from datetime import date
from fractions import Fraction

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.accruing import accrued_by, ends_seen, known_by_day, taxed_by_day
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.checking.levies import Charges, Who, as_told, differing, persons
from treasury.checking.on_lending import covered, spared_interest
from treasury.checking.pairs import first_links, netted
from treasury.money import round_fraction, to_minor
from treasury.pooling.structure import Link
from treasury.rates import RATE_ONE, parse_rate
from treasury.tables import (
    AMOUNT,
    AUX,
    BORROWED,
    CREDIT_SIDE,
    DAY,
    DEPOSIT_INTEREST,
    INTEREST,
    INTERNAL_INTEREST,
    INVESTMENT,
    ON_POSITIONS,
    POOL_SHARE,
    REF,
    REINVESTED,
    TAX,
    UPSTREAMED,
)
from treasury.tax import TaxTerm

Base = dict[Who, Amounts]
"""What a tax is on, by day of the charge; shape (day + 1,), what is open at the end last."""


def taxes_are_as_written(evidence: Evidence) -> Finding:
    """29: every tax is charged of what it is on, on its day, from who owes it, rounded once."""
    told, examined = as_told(evidence, TAX), 0
    charged: Base = {}
    for term in in_order(evidence):
        for who, base in base_of(evidence, term, charged).items():
            earlier = int(term.base == "loan_drawn")  # charged on the morning after it was drawn
            amounts = [
                tax(evidence, term.tax, day - earlier, n) for day, n in enumerate(base.tolist())
            ]
            taxed = np.array(amounts, dtype=np.int64)
            charged[who] = taxed
            examined += len(base)
            expected = Charges(
                {day: amount for day, amount in enumerate(taxed[:-1].tolist()) if amount},
                int(taxed[-1]),
            )
            wrong = differing(evidence, who, told.pop(who, Charges({}, 0)), expected)
            if wrong:
                return failed(examined, wrong)
    undue = [who for who, left in told.items() if any(left.by_day.values()) or left.open]
    if undue:
        return failed(examined, f"tax {undue[0][0]} of {undue[0][2]} is charged, and not due")
    return passed(examined, "days of taxes", "no tax is due in this run")


def in_order(evidence: Evidence) -> list[TaxTerm]:
    """A version of each tax that is due in the structure's form, those on a tax last."""
    scenario, own = evidence.plan.scenario, evidence.plan.structure
    form = next((one.form for one in scenario.structures if one.id == own), None)
    found = {term.tax: term for term in scenario.tax_terms if not term.forms or form in term.forms}
    return sorted(found.values(), key=lambda one: (one.base == "tax", one.tax))


def tax(evidence: Evidence, name: str, day: int, base: int) -> int:
    """The tax of a base on a day, by the version in force then; what is inside a price apart."""
    on = date.fromordinal(evidence.plan.names.days[0].toordinal() + day)
    begun = [
        term
        for term in evidence.plan.scenario.tax_terms
        if term.tax == name and (term.valid_from or date.min) <= on
    ]
    if not begun:
        return 0
    term = max(begun, key=lambda one: one.valid_from or date.min)
    rate = Fraction(parse_rate(term.rate), RATE_ONE)
    exact = base * rate / (1 + rate if term.price_includes_tax else 1)
    return round_fraction(exact.numerator, exact.denominator)


def base_of(evidence: Evidence, term: TaxTerm, charged: Base) -> Base:
    """What the tax is on, for each payer."""
    if term.base == "tax":
        return {
            (term.tax, about, account): amounts
            for (name, about, account), amounts in charged.items()
            if name == term.on
        }
    found: Base = {}
    if term.base in ("bank_interest", "pool_result", "fund_income", "internal_interest"):
        add_interest(evidence, term, found)
        add_deposits(evidence, term, found)
    else:
        records, firsts = evidence.plan.names.link_records, first_links(evidence)
        for at, record in enumerate(records):
            link = evidence.plan.scenario.links[record]
            people = persons(evidence, link)
            first = firsts[at] == at or term.base == "agreed_limit"
            if people[0] != people[1] and first:
                add_loans(evidence, term, (link, at), found)
    return found


def add_interest(evidence: Evidence, term: TaxTerm, found: Base) -> None:
    """Add the interest that was posted, and what has accrued, to whoever pays tax on it."""
    accruals, ends = evidence.plan.tables.accruals, ends_seen(evidence, term)
    ahead = accrued_by(evidence, ends) if ends else None
    own = [one for one in evidence.plan.scenario.tax_terms if one.tax == term.tax]
    parts = covered(evidence) if any(one.exempt_on_lending for one in own) else []
    posted = posted_by_day(evidence)
    for row in range(len(accruals.kind)):
        who = taxed_of(evidence, term, row)
        if who is None:
            continue
        amounts = posted[:, row]
        if term.taxed == "accrued" and known_by_day(evidence, row):
            more = np.maximum(0, ahead[:, row]) if ahead is not None else 0
            amounts = taxed_by_day(evidence, row, ends, amounts + more)
        elif accruals.kind[row] == BORROWED and parts:
            link = int(accruals.subject[row])
            amounts = amounts - spared_interest(evidence, link, amounts, parts)
        add(found, who, amounts)


def posted_by_day(evidence: Evidence) -> Amounts:
    """The interest of each accrual that was posted on each day, and what is open at the end last;
    not negative, shape (day + 1, accrual)."""
    sign = evidence.plan.tables.accruals.sign
    events = evidence.projection.events[evidence.rows(INTEREST, INTERNAL_INTEREST, REINVESTED)]
    posted = np.zeros((evidence.plan.tables.days + 1, len(sign)), dtype=np.int64)
    place = events[:, DAY], events[:, REF]
    np.add.at(posted, place, np.maximum(0, sign[events[:, REF]] * events[:, AMOUNT]))
    posted[-1] = np.maximum(0, sign * evidence.projection.accrued)
    return posted


def taxed_of(evidence: Evidence, term: TaxTerm, row: int) -> Who | None:
    """Who pays the tax of what an accrual bears, and between whom; None where it is not on that."""
    accruals, names = evidence.plan.tables.accruals, evidence.plan.names
    kind, account = int(accruals.kind[row]), names.accounts[accruals.account[row]]
    of_bank = kind == CREDIT_SIDE and term.base == "bank_interest"
    if of_bank or (kind == POOL_SHARE and term.base in ("bank_interest", "pool_result")):
        return term.tax, (account,), account
    if term.base == "fund_income" and kind == INVESTMENT:
        return term.tax, (account, names.investments[accruals.subject[row]]), account
    way = "up" if kind == UPSTREAMED else "down"
    lent = term.base == "internal_interest" and kind in ON_POSITIONS
    if lent and term.direction in ("both", way):
        link = evidence.plan.scenario.links[names.link_records[accruals.subject[row]]]
        return term.tax, *payer(link, way, term.payer or "lender")
    return None


def add_deposits(evidence: Evidence, term: TaxTerm, found: Base) -> None:
    """Add what each deposit of the run paid, and what it would pay on the morning after the run if
    it stands: a bank's interest, taxed deposit by deposit."""
    plan, projection = evidence.plan, evidence.projection
    events = projection.events[evidence.rows(DEPOSIT_INTEREST)]
    account = {one.id: one.account for one in plan.scenario.deposits}
    for at, name in enumerate(plan.names.deposits if term.base == "bank_interest" else ()):
        mine = events[events[:, AUX] == at]
        paid = np.zeros(plan.tables.days + 1, dtype=np.int64)
        np.add.at(paid, mine[:, DAY], np.maximum(0, mine[:, AMOUNT]))
        if projection.deposited[-1, at]:
            paid[-1] = max(0, int(plan.tables.deposits.rows.accrued[at]))
        add(found, (term.tax, (account[name], name), account[name]), paid)


def add_loans(evidence: Evidence, term: TaxTerm, own: tuple[Link, int], found: Base) -> None:
    """Add what the position of a link grew by, or its limit on the day of its agreement."""
    link, at = own
    days = evidence.plan.tables.days
    base = np.zeros(days + 1, dtype=np.int64)
    if term.base == "agreed_limit":
        begins, ends = link.valid_from or date.min, link.valid_until or date.max
        if term.date is None or not link.internal_limit or not begins <= term.date <= ends:
            return
        currency = {one.id: one.currency for one in evidence.plan.scenario.accounts}
        day = evidence.plan.names.days.index(term.date)
        base[day] = to_minor(link.internal_limit, currency[link.participant])
        who = payer(link, "down", term.payer or "borrower")
        add(found, (term.tax, *who), base)
        return
    closed = netted(evidence, evidence.projection.position)[:, at]
    events = evidence.projection.events[evidence.rows(INTERNAL_INTEREST)]
    added = np.zeros(days, dtype=np.int64)
    mine = events[events[:, AUX] == at]
    np.add.at(added, mine[:, DAY], mine[:, AMOUNT])
    opening = netted(evidence, evidence.plan.opening_positions[np.newaxis])[:, at]
    before = np.concatenate([opening, closed[:-1]]) + added
    for way, sign in (("up", 1), ("down", -1)):
        if term.direction in ("both", way):
            grown = np.maximum(0, sign * closed) - np.maximum(0, sign * before)
            base = np.concatenate([[0], np.maximum(0, grown)])
            add(found, (term.tax, *payer(link, way, term.payer or "borrower")), base)


def payer(link: Link, way: str, role: str) -> tuple[tuple[str, ...], str]:
    """What a tax on a loan of the link is levied between, and the account that pays it."""
    lender, borrower = link.participant, link.header
    if way == "down":
        lender, borrower = borrower, lender
    roles = {"lender": lender, "borrower": borrower, "header": link.header}
    return (link.participant, link.header, way), roles.get(role, link.participant)


def add(found: Base, who: Who, amounts: Amounts) -> None:
    """Add amounts to what a payer is taxed on."""
    found[who] = found[who] + amounts if who in found else amounts

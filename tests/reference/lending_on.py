"""On-lending (统借统还), restated from Chinese practice, section 5, and the words of `OnLending`.

Debts and what is owed outside are kept day by day; whenever interest is posted its whole period is
judged anew, day by day and condition by condition. Amounts are ints of minor units.
"""

import datetime
from fractions import Fraction

from tests.reference.accruing import day_of_rates, versions_of
from tests.reference.days import basis_of, days_of, settles_by, weight_of
from tests.reference.fixing import is_compounded
from tests.reference.setting import LinkKey, Setting, ends, key_of, starts
from tests.reference.units import rounded
from tests.reference.world import World
from treasury.credit import CreditLine, OnLending, TermLoan
from treasury.interest import Terms
from treasury.pooling.structure import Link
from treasury.tax import TaxTerm

DAY = datetime.timedelta(days=1)
NEVER_FUND = ("keep", "whole_units", "share_of_receipts", "cumulative_cap", "receive_only")
Loan = CreditLine | TermLoan


class LentOn:
    """What was owed at every close, inside and outside, and what may be lent on of what."""

    def __init__(self, setting: Setting, taxes: list[TaxTerm]) -> None:
        """`taxes` are all versions of the taxes that are due."""
        self.setting, self.taxes = setting, taxes
        self.debts: dict[datetime.date, dict[LinkKey, int]] = {}
        self.outside: dict[datetime.date, dict[str, int]] = {}
        scenario = setting.scenario
        self.loans: dict[str, Loan] = {one.id: one for one in scenario.credit_lines}
        self.loans |= {one.id: one for one in scenario.term_loans}
        self.terms = {one.id: one for one in scenario.terms}

    def see(self, world: World) -> None:
        """At close: what every participant owes, and what is owed outside."""
        self.debts[world.day] = {key: max(0, -n) for key, n in world.position.items()}
        self.outside[world.day] = dict(world.owed)

    def spared(self, key: LinkKey, interest: int, last: datetime.date) -> int:
        """What of a link's interest for the period that ended on `last` is exempt."""
        link = next(one for one in self.setting.links if key_of(one) == key)
        if not self.lines(link):
            return 0
        owed = covered = 0
        for day in self.period(link, last):
            if day > last:
                continue
            weight = weight_of(day, self.price(link).day_count)
            owed += weight * self.debts[day][key]
            covered += weight * self.covered(key, day)
        return rounded(Fraction(interest * covered, owed), "half_up") if owed else 0

    def price(self, link: Link) -> Terms:
        """The terms of the link's position."""
        return self.terms[self.setting.internal_terms(link) or ""]

    def lines(self, link: Link) -> list[OnLending]:
        """The lines by which what is owed over the link may be lent on, if it bears interest."""
        named, accounts = self.setting.internal_terms(link), self.setting.accounts
        rates = self.setting.scenario.rates
        if not any(one.terms == named and one.side == "debit" for one in rates):
            return []
        found = []
        for line in self.setting.scenario.on_lending:
            owner = accounts[self.loans[line.loan].account]
            if (
                line.structure == link.structure
                and line.participant in (None, link.participant)
                and owner.person == accounts[link.header].person
                and owner.person != accounts[link.participant].person
                and owner.currency == accounts[link.header].currency
            ):
                found.append(line)
        return found

    def line(self, link: Link, day: datetime.date) -> OnLending | None:
        """The line in force on the day."""
        for one in self.lines(link):
            begun = one.valid_from is None or one.valid_from <= day
            if begun and (one.valid_until is None or day <= one.valid_until):
                return one
        return None

    def period(self, link: Link, day: datetime.date) -> list[datetime.date]:
        """The days of the run in the interest period of the day."""
        terms, scenario = self.price(link), self.setting.scenario
        found: list[datetime.date] = []
        for one in days_of(scenario.first_day, scenario.last_day):
            found.append(one)
            if settles_by(scenario, terms, one):
                if day in found:
                    return found
                found = []
        return found

    def loan(self, link: Link, day: datetime.date) -> str | None:
        """The loan of which the link's debt is lent on that day, by all conditions but amount."""
        line = self.line(link, day)
        if line is None or not line.published or line.funds == "other":
            return None
        if not self.lawful(day) or self.lends_on(link, day):
            return None
        for other in self.period(link, day):
            there = self.line(link, other)
            if there is None or there.loan != line.loan or not self.dearer(link, line, other):
                continue
            if self.before_due(line, other) or (other == day and self.due(line) <= day):
                return None
        return line.loan

    def before_due(self, line: OnLending, day: datetime.date) -> bool:
        """Whether the line's loan is one on the day by its dates, which a credit line always is."""
        loan = self.loans[line.loan]
        drawn = loan.drawn_on if isinstance(loan, TermLoan) else day
        return drawn <= day < self.due(line)

    def due(self, line: OnLending) -> datetime.date:
        """The day on which the line's loan is to be repaid."""
        loan = self.loans[line.loan]
        return loan.repaid_on if isinstance(loan, TermLoan) else datetime.date.max

    def lawful(self, day: datetime.date) -> bool:
        """Whether every tax that knows the exemption grants it on the day."""
        for tax in {one.tax for one in self.taxes if one.exempt_on_lending}:
            begun = [
                one
                for one in self.taxes
                if one.tax == tax and (one.valid_from is None or one.valid_from <= day)
            ]
            latest = sorted(begun, key=lambda one: one.valid_from or datetime.date.min)[-1:]
            if not latest or not latest[0].exempt_on_lending:
                return False
        return True

    def lends_on(self, link: Link, day: datetime.date) -> bool:
        """Whether money may come down from the member to another legal person on the day."""
        accounts, structure = self.setting.accounts, self.setting.structure
        assert structure is not None
        presets = {one.id: one.preset for one in self.setting.scenario.rules}
        member = accounts[link.participant].person
        for other in self.setting.links:
            if not starts(other) <= day <= ends(other):
                continue
            if accounts[other.header].person != member:
                continue
            if accounts[other.participant].person == member:
                continue
            funded = presets[other.rule] not in NEVER_FUND
            direction = other.direction or ("both" if funded else "up")
            mode = other.payment_mode or structure.payment_mode
            if direction != "up" or mode in ("full", "own_plus_limit", "budget"):
                return True
        return False

    def dearer(self, link: Link, line: OnLending, day: datetime.date) -> bool:
        """Whether a day costs more at some internal rate than at some rate of the loan."""
        loan, own = self.loans[line.loan], self.price(link)
        inside = self.a_day(self.rates(own, link, day, ""), own, day)
        if not loan.terms:
            return any(inside)
        terms = self.terms[loan.terms]
        outside = self.a_day(self.rates(terms, link, day, line.loan), terms, day)
        return any(dear > cheap for dear in inside for cheap in outside)

    def a_day(self, rates: list[Fraction], terms: Terms, day: datetime.date) -> list[Fraction]:
        """What one unit costs for a calendar day; 360 days of 30 a month are a whole year."""
        whole = "ACT/ACT ISDA" if terms.day_count == "30E/360" else terms.day_count
        return [rate / basis_of(day, whole) for rate in rates]

    def rates(self, terms: Terms, link: Link, day: datetime.date, loan: str) -> list[Fraction]:
        """The debit rates in force on the day, of a loan or of what is lent on; nothing is charged
        before the first."""
        scenario = self.setting.scenario
        currency = self.setting.accounts[link.header].currency
        versions = versions_of(scenario, terms, "debit", currency, loan)
        judged, own = day, self.loans.get(loan)
        if not is_compounded(scenario, terms, "debit"):
            repaid_on = own.repaid_on if isinstance(own, TermLoan) else None
            judged = day_of_rates(scenario, terms, day, repaid_on)
        begun = [start for start in versions if start <= judged]
        return [rate for _, _, rate in versions[max(begun)]] if begun else [Fraction(0)]

    def covered(self, key: LinkKey, day: datetime.date) -> int:
        """The link's part of what is owed outside, in proportion, at most its debt."""
        keys = {key_of(one): one for one in self.setting.links if self.lines(one)}
        loan = self.loan(keys[key], day)
        if loan is None:
            return 0
        debts = {
            one: self.debts[day][one] for one, link in keys.items() if self.loan(link, day) == loan
        }
        total = sum(debts.values())
        amount = min(total, self.outside[day][loan])
        if not total:
            return 0
        parts = {one: amount * debt // total for one, debt in debts.items()}
        order = sorted(debts, key=lambda one: (-(amount * debts[one] % total), one))
        for one in order[: amount - sum(parts.values())]:
            parts[one] += 1
        return parts[key]

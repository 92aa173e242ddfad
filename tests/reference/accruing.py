"""Interest numbers and interest, restated with exact fractions (sections 1 and 8)."""

import datetime
from collections import defaultdict
from fractions import Fraction

from tests.reference.days import basis_of, days_of, settles_by, weight_of
from tests.reference.fixing import follows, is_compounded, rate_on
from tests.reference.investing import funds_of, stays
from tests.reference.pairing import one_loan, standing
from tests.reference.setting import LinkKey, key_of
from tests.reference.units import BOUNDLESS, minor, rounded
from tests.reference.world import Posting, World
from treasury.credit import Borrowing, TermLoan
from treasury.interest import AgreedDeposit, Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

Tier = tuple[int, int, Fraction]
"""Lower bound (not in the tier), upper bound (in the tier), rate."""
Period = tuple[Fraction, int]
"""Rate and basis: what one interest number is multiplied with and divided by."""


class Accrual:
    """One side of one thing that bears interest: an account, a loan, a link's position, what a
    money market sweep has invested.

    `sign` is +1 where `account` earns from a positive interest, -1 where it pays.
    """

    def __init__(
        self, scenario: Scenario, terms: Terms, side: str, currency: str, what: tuple[str, str, str]
    ) -> None:
        """`what` is (kind, subject, account)."""
        self.kind, self.subject, self.account = what
        self.link: LinkKey | None = None
        self.terms, self.side = terms, side
        self.sign = 1 if side == "credit" else -1
        loan = self.subject if self.kind == "loan" else ""
        own = [one.repaid_on for one in scenario.term_loans if one.id == loan]
        self.repaid_on = own[0] if own else None
        self.versions = versions_of(scenario, terms, side, currency, loan)
        self.scenario, self.currency = scenario, currency
        self.numbers: dict[Period, int] = defaultdict(int)
        self.carried = Fraction(0)
        self.due: int | None = None
        self.pending = 0

    def tiers(self, day: datetime.date) -> list[Tier]:
        """The tiers in force on a day; none before the first version."""
        judged = day
        if not is_compounded(self.scenario, self.terms, self.side):
            judged = day_of_rates(self.scenario, self.terms, day, self.repaid_on)
        begun = [start for start in self.versions if start <= judged]
        return self.versions[max(begun)] if begun else []

    def contract(self, day: datetime.date) -> AgreedDeposit | None:
        """The agreed deposit of the account in force on the day.

        What an account bears itself (`own`) is taken off a pool's result with it.
        """
        if self.kind not in ("account", "own") or self.side != "credit":
            return None
        for one in self.scenario.agreed_deposits:
            begun = one.valid_from is None or one.valid_from <= day
            if one.account == self.account and begun and day <= (one.valid_until or day):
                return one
        return None

    def agreed(self, day: datetime.date, contract: AgreedDeposit) -> Fraction:
        """The agreed rate on the day."""
        line = Rate(
            terms=self.terms.id, side="credit", rate=contract.rate, valid_from=contract.valid_from
        )
        return rate_on(self.scenario, line, day)

    def add_opening(self, tier: int, number: int, day: datetime.date) -> None:
        """An interest number from before the run, at the first day's rate and basis."""
        contract = self.contract(day)
        if contract is not None and tier == 2:
            rate = self.agreed(day, contract)
        else:
            _, _, rate = self.tiers(day)[tier - 1]
        self.numbers[rate, basis_of(day, self.terms.day_count)] += number

    def accrue(self, balance: int, day: datetime.date) -> None:
        """Add the day's slices of a non-negative day-end balance."""
        assert balance >= 0
        weight = weight_of(day, self.terms.day_count)
        basis = basis_of(day, self.terms.day_count)
        contract = self.contract(day)
        if contract is not None:
            above = max(0, balance - minor(contract.basic_amount, self.currency))
            if contract.excess_unit is not None:
                above -= above % minor(contract.excess_unit, self.currency)
            ((_, _, demand),) = self.tiers(day)
            self.numbers[demand, basis] += (balance - above) * weight
            self.numbers[self.agreed(day, contract), basis] += above * weight
            return
        for lower, upper, rate in self.tiers(day):
            if self.terms.whole_balance:
                part = balance if lower < balance <= upper else 0
            else:
                part = max(0, min(balance, upper) - lower)
            self.numbers[rate, basis] += part * weight

    def exact(self) -> Fraction:
        """The interest of the open period with what was carried, unsigned, in minor units."""
        parts = [number * rate / basis for (rate, basis), number in self.numbers.items()]
        return self.carried + sum(parts, Fraction(0))

    def would_post(self) -> int:
        """What a settlement now would post, signed for the account."""
        return self.sign * rounded(self.exact(), self.terms.rounding)

    def settle(self) -> None:
        """Close the period: round once, carry the remainder where the terms say so."""
        exact = self.exact()
        self.due = self.would_post()
        rest = exact - rounded(exact, self.terms.rounding)
        self.carried = rest if self.terms.carry_remainder else Fraction(0)
        self.numbers.clear()


def day_of_rates(
    scenario: Scenario, terms: Terms, day: datetime.date, repaid_on: datetime.date | None = None
) -> datetime.date:
    """The day whose rates a day bears: itself, or that of its settlement, or the run's last."""
    if terms.rate_change == "settlement_day":
        while day < scenario.last_day and not settles_at(scenario, terms, day, repaid_on):
            day += datetime.timedelta(days=1)
    return day


def settles_at(
    scenario: Scenario, terms: Terms, day: datetime.date, repaid_on: datetime.date | None
) -> bool:
    """Whether interest is settled at the close of the day; that of a loan also on the last evening
    before it is due to be repaid, so that it is paid together with the principal."""
    tomorrow = day + datetime.timedelta(days=1)
    return tomorrow == repaid_on or settles_by(scenario, terms, day)


def versions_of(
    scenario: Scenario, terms: Terms, side: str, currency: str, subject: str = ""
) -> dict[datetime.date, list[Tier]]:
    """The tiers of one side of the terms by the day from which they are in force.

    A version that follows an index begins anew on each day on which its rates are other ones. A
    term loan, if that is the subject, has compounded rates from its drawdown on.
    """
    loan = None
    if terms.compounded_in_arrears and side == "debit":
        loan = next((one for one in scenario.term_loans if one.id == subject), None)
    first = scenario.first_day if loan is None else max(scenario.first_day, loan.drawn_on)
    lines = [rate for rate in scenario.rates if rate.terms == terms.id and rate.side == side]
    versions: dict[datetime.date, list[Tier]] = {}
    starts = sorted({line.valid_from or datetime.date.min for line in lines})
    for start, end in zip(starts, [*starts[1:], datetime.date.max], strict=False):
        own = [line for line in lines if (line.valid_from or datetime.date.min) == start]
        if not any(follows(line) for line in own):
            versions[start] = tiers_of(scenario, own, currency, start, loan)
            continue
        before: list[Tier] | None = None
        for day in days_of(max(start, first), scenario.last_day):
            tiers = tiers_of(scenario, own, currency, day, loan)
            if day < end and tiers != before:
                versions[day] = before = tiers
    return versions


def tiers_of(
    scenario: Scenario,
    lines: list[Rate],
    currency: str,
    day: datetime.date,
    loan: TermLoan | None,
) -> list[Tier]:
    """The lines of one version as tiers, at their rates on the day."""
    bounds = [
        (
            BOUNDLESS if line.up_to is None else minor(line.up_to, currency),
            rate_on(scenario, line, day, loan),
        )
        for line in lines
    ]
    lower = 0
    tiers = []
    for upper, rate in sorted(bounds):
        tiers.append((lower, upper, rate))
        lower = upper
    return tiers


def accruals_of(world: World) -> list[Accrual]:
    """Everything that bears interest in this run."""
    found = [*of_accounts(world), *of_loans(world), *of_positions(world), *of_funds(world)]
    scenario = world.setting.scenario
    for opening in scenario.opening_numbers:
        number = minor(opening.number, world.setting.accounts[opening.account].currency)
        for accrual in found:
            what = accrual.kind, accrual.account, accrual.side
            if what == ("account", opening.account, opening.side):
                accrual.add_opening(opening.tier, number, scenario.first_day)
    return found


def of_accounts(world: World) -> list[Accrual]:
    """Both sides of every account with terms."""
    scenario = world.setting.scenario
    terms = {one.id: one for one in scenario.terms}
    return [
        Accrual(scenario, terms[one.terms], side, one.currency, ("account", one.id, one.id))
        for one in scenario.accounts
        if one.terms is not None
        for side in ("credit", "debit")
    ]


def of_loans(world: World) -> list[Accrual]:
    """Every credit line, term loan and overdue loan with terms; it pays their debit rates."""
    scenario = world.setting.scenario
    terms = {one.id: one for one in scenario.terms}
    loans: list[Borrowing] = [
        *scenario.credit_lines, *scenario.term_loans, *scenario.overdraft_agreements,
    ]  # fmt: skip
    found = []
    for loan in loans:
        if loan.terms is not None:
            currency = world.setting.accounts[loan.account].currency
            what = ("loan", loan.id, loan.account)
            found.append(Accrual(scenario, terms[loan.terms], "debit", currency, what))
    return found


def of_positions(world: World) -> list[Accrual]:
    """Both sides of every priced link between two legal persons, in the currency in which the
    position is owed: the header's."""
    scenario, setting = world.setting.scenario, world.setting
    terms = {one.id: one for one in scenario.terms}
    found = []
    told = one_loan(setting)
    for link in setting.links:
        named = setting.internal_terms(link)
        if named is not None and told[key_of(link)] == key_of(link):
            currency = setting.accounts[link.header].currency
            what = ("link", f"{link.participant} > {link.header}", link.participant)
            for side in ("credit", "debit"):
                accrual = Accrual(scenario, terms[named], side, currency, what)
                accrual.link = key_of(link)
                found.append(accrual)
    return found


def of_funds(world: World) -> list[Accrual]:
    """Every money market sweep of the run; it earns the credit rates of its terms."""
    scenario = world.setting.scenario
    terms = {one.id: one for one in scenario.terms}
    found = []
    for fund in funds_of(world.setting):
        currency = world.setting.accounts[fund.account].currency
        what = ("fund", fund.id, fund.account)
        found.append(Accrual(scenario, terms[fund.terms], "credit", currency, what))
    return found


def observed(world: World, accrual: Accrual, left: dict[str, int]) -> int:
    """The day-end balance that bears this interest, not negative.

    Of an account's value balance it is what notional pools have `left`.
    """
    if accrual.kind == "loan":
        return world.owed[accrual.subject]
    if accrual.kind == "fund":
        return world.invested[accrual.subject]
    if accrual.kind == "account":
        balance = left[accrual.account]
    else:
        assert accrual.link is not None
        balance = standing(world)[accrual.link]
    return max(0, accrual.sign * balance)


def close_interest(world: World, accruals: list[Accrual], left: dict[str, int]) -> None:
    """At close: every number grows by the day; settlement days fix what is posted tomorrow."""
    for accrual in accruals:
        accrual.accrue(observed(world, accrual, left), world.day)
        accrual.pending = accrual.would_post()
        if settles_at(world.setting.scenario, accrual.terms, world.day, accrual.repaid_on):
            accrual.settle()


def post_interest(world: World, accruals: list[Accrual]) -> list[tuple[Accrual, int]]:
    """At opening: what was settled last evening reaches the account, or the position; told."""
    posted: list[tuple[Accrual, int]] = []
    for accrual in accruals:
        if accrual.due is None:
            continue
        amount, accrual.due = accrual.due, None
        posted.append((accrual, amount))
        if accrual.link is not None:
            world.position[accrual.link] += amount
        elif accrual.kind == "fund" and stays(world, accrual.subject, amount):
            world.invested[accrual.subject] += amount
        else:
            world.move(accrual.account, amount)
        if amount != 0:
            world.outcome.postings.append(
                Posting(world.day, accrual.kind, accrual.subject, accrual.side, amount)
            )
    return posted

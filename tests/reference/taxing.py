"""Taxes, restated with exact fractions: what is taxed, in which form, at which rate, who pays."""

import datetime
from fractions import Fraction

from tests.reference.accruing import Accrual
from tests.reference.lending_on import LentOn
from tests.reference.pairing import standing
from tests.reference.setting import LinkKey, Setting, key_of
from tests.reference.units import minor, rate_of, rounded
from tests.reference.world import Levied, World
from treasury.pooling.structure import Link
from treasury.tax import TaxTerm

Who = tuple[str, tuple[str, ...], str]
"""The tax, what it is between, who pays."""
Posted = list[tuple[Accrual, int]]
"""Interest with its amount, signed for the accrual."""
Results = list[tuple[str, int]]
"""What accounts get of the results of notional pools, signed for them."""
OfDeposits = list[tuple[str, int]]
"""What deposits pay in interest, by deposit, signed for who placed them."""


class Taxes:
    """The taxes of a run: which are due in its form, and the positions at the latest close."""

    def __init__(self, setting: Setting) -> None:
        """Everything as it stands before the first day."""
        self.setting = setting
        form = setting.structure.form if setting.structure else None
        self.versions: dict[str, list[TaxTerm]] = {}
        for term in setting.scenario.tax_terms:
            if not term.forms or form in term.forms:
                self.versions.setdefault(term.tax, []).append(term)
        self.closed: dict[LinkKey, int] = {key_of(link): 0 for link in setting.links}
        self.added: dict[LinkKey, int] = dict(self.closed)
        self.before: dict[tuple[str, int], int] = {}
        self.drawn: dict[Who, tuple[int, datetime.date]] = {}
        self.lent_on = LentOn(setting, [one for own in self.versions.values() for one in own])

    def rate(self, tax: str, day: datetime.date) -> Fraction:
        """What of a base is taxed on a day; 0 before the first version."""
        begun = [one for one in self.versions[tax] if (one.valid_from or datetime.date.min) <= day]
        if not begun:
            return Fraction(0)
        term = max(begun, key=lambda one: one.valid_from or datetime.date.min)
        rate = rate_of(term.rate)
        return rate / (1 + rate) if term.price_includes_tax else rate

    def of_base(self, base: str) -> list[TaxTerm]:
        """A version of each tax on this base."""
        return [one[0] for one in self.versions.values() if one[0].base == base]

    def apart(self, link: Link) -> bool:
        """Whether the link joins two legal persons."""
        accounts = self.setting.accounts
        return accounts[link.participant].person != accounts[link.header].person


def between(link: Link, way: str, payer: str) -> tuple[tuple[str, ...], str]:
    """Participant, header and way of a loan, and the account that pays."""
    ends = {"participant": link.participant, "header": link.header}
    lender = "participant" if way == "up" else "header"
    borrower = "header" if way == "up" else "participant"
    roles = {"lender": lender, "borrower": borrower}
    return (link.participant, link.header, way), ends[roles.get(payer, payer)]


def placed_bases(taxes: Taxes, posted: Posted, deposits: OfDeposits) -> dict[Who, int]:
    """What deposits pay is interest of a bank, what funds earn is not; each is taxed for itself,
    also what a fund keeps invested."""
    account = {one.id: one.account for one in taxes.setting.scenario.deposits}
    funds = [(one, amount) for one, amount in posted if one.kind == "fund"]
    of_banks = [(account[name], name, amount) for name, amount in deposits]
    of_funds = [(one.account, one.subject, amount) for one, amount in funds]
    found: dict[Who, int] = {}
    for base, earned in (("bank_interest", of_banks), ("fund_income", of_funds)):
        for term in taxes.of_base(base):
            for payer, name, amount in earned:
                who = term.tax, (payer, name), payer
                found[who] = found.get(who, 0) + max(0, amount)
    return found


def interest_bases(
    taxes: Taxes, accruals: list[Accrual], posted: Posted, results: Results, last: datetime.date
) -> dict[Who, int]:
    """What of the interest for days up to the last is taxed, by tax and payer.

    Of interest that a tax takes as it accrues it is what has come to it since it was taxed before:
    at the ends that it knows, and when it is posted.
    """
    found: dict[Who, int] = {}
    for term in (*taxes.of_base("bank_interest"), *taxes.of_base("pool_result")):
        for account, amount in results:
            who: Who = term.tax, (account,), account
            found[who] = found.get(who, 0) + max(0, amount)
    for at, accrual in enumerate(accruals):
        settled = next((each for one, each in posted if one is accrual), None)
        for term, who in taxed_of(taxes, accrual):
            before = taxes.before.get((term.tax, at), 0)
            if settled is not None:
                more = taxable(taxes, term, accrual, settled, last) - before
                taxes.before[term.tax, at] = 0
            elif looks(taxes, term, accrual, last):
                so_far = max(0, accrual.sign * accrual.pending)  # such a tax spares nothing
                more = max(0, so_far - before)
                taxes.before[term.tax, at] = before + more
            else:
                continue
            found[who] = found.get(who, 0) + more
    return found


def taxed_of(taxes: Taxes, accrual: Accrual) -> list[tuple[TaxTerm, Who]]:
    """The taxes on what an accrual bears, each with whom it is between and who pays."""
    if accrual.kind == "account" and accrual.side == "credit":
        who = (accrual.account,), accrual.account
        return [(term, (term.tax, *who)) for term in taxes.of_base("bank_interest")]
    links = {key_of(link): link for link in taxes.setting.links}
    if accrual.link is None or not taxes.apart(links[accrual.link]):
        return []
    way = "up" if accrual.side == "credit" else "down"
    return [
        (term, (term.tax, *between(links[accrual.link], way, term.payer or "lender")))
        for term in taxes.of_base("internal_interest")
        if term.direction in ("both", way)
    ]


def taxable(taxes: Taxes, term: TaxTerm, accrual: Accrual, amount: int, last: datetime.date) -> int:
    """What of an amount, signed for the account, is taxed if it is the interest up to a day."""
    interest = max(0, accrual.sign * amount)
    spares = any(one.exempt_on_lending for one in taxes.versions[term.tax])
    if accrual.link is not None and accrual.side == "debit" and spares:
        interest -= taxes.lent_on.spared(accrual.link, interest, last)
    return interest


def looks(taxes: Taxes, term: TaxTerm, accrual: Accrual, last: datetime.date) -> bool:
    """Whether a tax takes, on the day after the last, what has accrued: after the last day of a
    month, a quarter or a year of the run, where the rate of every day is known."""
    day = last + datetime.timedelta(days=1)
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}[term.accrues]
    ends = day.day == 1 and day.month % months == 1 % months
    known = accrual.terms.rate_change == "segmented" and last >= taxes.setting.scenario.first_day
    return term.taxed == "accrued" and ends and known and in_force(taxes, term.tax, day)


def limit_bases(taxes: Taxes, day: datetime.date) -> dict[Who, int]:
    """The internal limits whose agreement is taxed today."""
    found: dict[Who, int] = {}
    for term in taxes.of_base("agreed_limit"):
        for link in taxes.setting.links:
            begins = link.valid_from or datetime.date.min
            ends = link.valid_until or datetime.date.max
            agreed = term.date == day and begins <= day <= ends and taxes.apart(link)
            if agreed and link.internal_limit:
                who = (term.tax, *between(link, "down", term.payer or "borrower"))
                currency = taxes.setting.accounts[link.participant].currency
                found[who] = minor(link.internal_limit, currency)
    return found


def charge_taxes(
    world: World,
    taxes: Taxes,
    accruals: list[Accrual],
    posted: Posted,
    results: Results,
    deposits: OfDeposits,
) -> None:
    """At opening: what was drawn yesterday, the interest of this morning, today's agreements."""
    for accrual, amount in posted:
        if accrual.link is not None:
            taxes.added[accrual.link] += amount
    yesterday = world.day - datetime.timedelta(days=1)
    bases = interest_bases(taxes, accruals, posted, results, yesterday)
    bases |= limit_bases(taxes, world.day)
    bases |= placed_bases(taxes, posted, deposits)
    due = {who: (base, world.day) for who, base in bases.items()} | taxes.drawn
    for who, amount in taxed(taxes, due, world.day).items():
        world.move(who[2], -amount)
        world.outcome.levies.append(Levied(world.day, who[0], who[2], amount))


def taxed(
    taxes: Taxes, due: dict[Who, tuple[int, datetime.date]], day: datetime.date
) -> dict[Who, int]:
    """The taxes on these bases, each with the day of its rate, and then those on a tax."""
    found: dict[Who, int] = {}
    for who, (base, on) in sorted(due.items()):
        if base and in_force(taxes, who[0], on):
            found[who] = rounded(base * taxes.rate(who[0], on), "half_up")
    for term in taxes.of_base("tax"):
        for who, amount in sorted(found.items()):
            if who[0] == term.on and amount and in_force(taxes, term.tax, day):
                more = rounded(amount * taxes.rate(term.tax, day), "half_up")
                found[(term.tax, *who[1:])] = more
    return found


def in_force(taxes: Taxes, tax: str, day: datetime.date) -> bool:
    """Whether a version of the tax is in force."""
    return any((one.valid_from or datetime.date.min) <= day for one in taxes.versions[tax])


def see_loans(world: World, taxes: Taxes) -> None:
    """At close: what each position grew by today, each way, beside the interest added to it."""
    taxes.drawn = {}
    taxes.lent_on.see(world)
    stands = standing(world)
    for link in taxes.setting.links:
        key = key_of(link)
        before, now = taxes.closed[key] + taxes.added[key], stands[key]
        for term in taxes.of_base("loan_drawn"):
            for way, sign in (("up", 1), ("down", -1)):
                grown = max(0, max(0, sign * now) - max(0, sign * before))
                if term.direction in ("both", way) and taxes.apart(link):
                    who = (term.tax, *between(link, way, term.payer or "borrower"))
                    base = taxes.drawn.get(who, (0, world.day))[0] + grown
                    taxes.drawn[who] = (base, world.day)
        taxes.closed[key], taxes.added[key] = now, 0


def would_tax(
    world: World, taxes: Taxes, accruals: list[Accrual], results: Results, deposits: OfDeposits
) -> None:
    """At the end: what would be charged on the next morning."""
    after = world.day + datetime.timedelta(days=1)
    pending = [(one, one.pending) for one in accruals]
    bases = interest_bases(taxes, accruals, pending, results, world.day)
    bases |= placed_bases(taxes, pending, deposits)
    due = {who: (base, after) for who, base in bases.items()} | taxes.drawn
    for (tax, _, account), amount in taxed(taxes, due, after).items():
        if amount:
            key = tax, account
            world.outcome.levied[key] = world.outcome.levied.get(key, 0) + amount

"""What lints look up: the links of each structure as a forest, and what accounts can ever hold.

Amounts are decimals of major units, as the scenario has them; nothing is simulated.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import ceil

from treasury.accounts.chart import BankAccount
from treasury.credit import CreditLine, limit_on
from treasury.dates import business_days, day_list
from treasury.flows.items import Item
from treasury.money import DIGITS, to_minor
from treasury.plan.problems.facts import Facts
from treasury.plan.schedules import Foresight, foresight, in_force
from treasury.plan.translation import factors
from treasury.pooling.rules import schedules_named
from treasury.pooling.structure import Link, PaymentMode, Structure
from treasury.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Pool:
    """One structure of a scenario in which nothing is wrong; `links` with their place there."""

    facts: Facts
    structure: Structure
    links: tuple[tuple[int, Link], ...]

    @cached_property
    def below(self) -> dict[str, list[tuple[int, Link]]]:
        """The links of each header's direct participants, with their place."""
        found: dict[str, list[tuple[int, Link]]] = {}
        for index, link in self.links:
            found.setdefault(link.header, []).append((index, link))
        return found

    @cached_property
    def own(self) -> dict[str, tuple[int, Link]]:
        """Each participant's link to its header, with its place."""
        return {link.participant: (index, link) for index, link in self.links}

    def branch(self, account: str) -> list[str]:
        """The account and everything below it, each header before its participants."""
        found = [account]
        for reached in found:
            found += [link.participant for _, link in self.below.get(reached, [])]
        return found

    def mode(self, link: Link) -> PaymentMode:
        """The payment mode of the link's participant."""
        return link.payment_mode or self.structure.payment_mode

    def most(self, account: str) -> Decimal:
        """More than the account can ever hold: all that it and its branch own and receive, of
        another currency what that could be sold for on the best day."""
        return sum((self.sold_at_most(name, account) for name in self.branch(account)), Decimal(0))

    def sold_at_most(self, name: str, account: str) -> Decimal:
        """What an account below owns and receives, in the currency of the one above."""
        own, into = (self.facts.accounts[each].currency for each in (name, account))
        money = self.facts_of_money[name]
        if own == into:
            return money
        best = max(factors(self.facts.scenario, own, into, "mid"))
        return Decimal(ceil(to_minor(money, own) * best)).scaleb(-DIGITS[into])

    @cached_property
    def facts_of_money(self) -> dict[str, Decimal]:
        """Opening balance (if positive), receipts and loans drawn in the run, by account."""
        scenario = self.facts.scenario
        found = {each.id: max(each.opening, Decimal(0)) for each in scenario.accounts}
        for item in scenario.items:
            found[item.account] += max(item.amount, Decimal(0))
        for loan in scenario.term_loans:
            found[loan.account] += loan.principal
        for line in scenario.credit_lines:
            found[line.account] += lends_at_most(scenario, line)
        return found

    def works(self, link: Link) -> dict[date, bool]:
        """For each day of the run, whether the structure and the banks of both accounts work."""
        scenario = self.facts.scenario
        days = day_list(scenario.first_day, scenario.last_day)
        ends = [self.facts.accounts[name] for name in (link.participant, link.header)]
        named = {self.structure.calendar} | {self.calendar_of(account) for account in ends}
        chosen = [each for each in scenario.calendars if each.id in named]
        rows = [business_days(calendar, days) for calendar in chosen]
        return {day: all(row[place] for row in rows) for place, day in enumerate(days)}

    def calendar_of(self, account: BankAccount) -> str | None:
        """The calendar of the account's bank."""
        return self.facts.banks[account.bank].calendar

    @property
    def first_day(self) -> date:
        """The run's first day."""
        return self.facts.scenario.first_day

    @cached_property
    def foresight(self) -> Foresight:
        """What the schedules of the scenario look up."""
        return foresight(self.facts.scenario)

    def amounts(self, link: Link, key: str) -> dict[date, Decimal]:
        """The amount of the link's rule on each day, as written or by schedule; {} without one."""
        rule, days = self.facts.rules[link.rule], self.foresight.days
        given: Decimal | None = getattr(rule, key)
        if given is not None or key not in schedules_named(rule):
            return {} if given is None else dict.fromkeys(days, given)
        found = in_force(self.foresight, self.structure, link, rule)[key]
        return {day: each.amount for day, each in zip(days, found, strict=True) if each}

    def payments(self, account: str) -> list[Item]:
        """The account's payments by date."""
        return self.payments_by_account.get(account, [])

    @cached_property
    def payments_by_account(self) -> dict[str, list[Item]]:
        """The payments of each account by date."""
        found: dict[str, list[Item]] = {}
        for item in sorted(self.facts.scenario.items, key=lambda each: each.date):
            if item.amount < 0:
                found.setdefault(item.account, []).append(item)
        return found


def pools(scenario: Scenario) -> list[Pool]:
    """The structures of the scenario in their order; nothing is wrong with the scenario."""
    facts = Facts(scenario=scenario)
    return [
        Pool(facts=facts, structure=each, links=tuple(facts.links.get(each.id, [])))
        for each in scenario.structures
    ]


def grouped(amount: Decimal) -> str:
    """The amount as people read it, its thousands grouped.

    >>> grouped(Decimal("90000.00")), grouped(Decimal(5000000))
    ('90,000.00', '5,000,000')
    """
    return f"{amount:,f}"


SHOWN = 4


def listed(names: list[str]) -> str:
    """The names as a part of a sentence; of many the first ones and how many more there are.

    >>> listed(["A"]), listed(["A", "B"]), listed(list("ABCDEF"))
    ("'A'", "'A' and 'B'", "'A', 'B', 'C', 'D' and 2 more")
    """
    quoted = [repr(name) for name in names]
    if len(quoted) > SHOWN + 1:
        return f"{', '.join(quoted[:SHOWN])} and {len(quoted) - SHOWN} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]


def lends_at_most(scenario: Scenario, line: CreditLine) -> Decimal:
    """The highest limit of a credit line in the run."""
    days = (one.valid_from for one in scenario.credit_limits if one.valid_from <= scenario.last_day)
    limits = scenario.credit_limits
    return max(
        limit_on(line, limits, max(day, scenario.first_day)) for day in (scenario.first_day, *days)
    )

"""What the problems of a scenario look up: records by id, currencies in use, legal persons."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.accounts.virtual import VirtualLedger
from treasury.errors import Complaint
from treasury.interest import Terms
from treasury.loading.raw import EVERY
from treasury.money import DIGITS
from treasury.plan.problems.cells import Cell, cells
from treasury.pooling.notional import NotionalMember, NotionalPool, by_currency
from treasury.pooling.rules import BUILT, Rule, equation, schedules_named
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.scenario import Scenario

Broken = frozenset[tuple[str, str]]
Found = Iterator[Complaint]
SUM_DIGITS = 100
"""Sums of any amounts that can be read are exact with so many digits."""


class PoolRow(NamedTuple):
    """A notional pool in one of its currencies: the list and line that say so, and the pool."""

    name: str
    line: int
    pool: NotionalPool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A scenario and the ids of the records that could not be read (see `Loaded.broken`).

    Of records with the same id the first is meant. Nothing here assumes the scenario is right.
    """

    scenario: Scenario
    broken: Broken = frozenset()

    def by_id(self, name: str) -> dict[str, Any]:
        """The records of a list by id."""
        return {each.id: each for each in reversed(getattr(self.scenario, name))}

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every amount, first those of accounts."""
        return tuple(cells(self))

    @cached_property
    def accounts(self) -> dict[str, BankAccount]:
        """The bank accounts by id."""
        return self.by_id("accounts")

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The entities by id."""
        return self.by_id("entities")

    @cached_property
    def banks(self) -> dict[str, Bank]:
        """The banks by id."""
        return self.by_id("banks")

    @cached_property
    def terms(self) -> dict[str, Terms]:
        """The interest terms by id."""
        return self.by_id("terms")

    @cached_property
    def ledgers(self) -> dict[str, VirtualLedger]:
        """The virtual ledgers by id."""
        return self.by_id("ledgers")

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules by id."""
        return self.by_id("rules")

    @cached_property
    def structures(self) -> dict[str, Structure]:
        """The structures by id."""
        return self.by_id("structures")

    @cached_property
    def links(self) -> dict[str, list[tuple[int, Link]]]:
        """The links of each structure, with their place among all links."""
        found: dict[str, list[tuple[int, Link]]] = {}
        for index, link in enumerate(self.scenario.links):
            found.setdefault(link.structure, []).append((index, link))
        return found

    @cached_property
    def pools(self) -> dict[str, NotionalPool]:
        """The notional pools by id."""
        return self.by_id("notional_pools")

    @cached_property
    def pool_rows(self) -> list[PoolRow]:
        """Each notional pool in its base currency, then in the others, in the order of lines."""
        scenario = self.scenario
        found = [PoolRow("notional_pools", *each) for each in enumerate(scenario.notional_pools)]
        for index, each in enumerate(scenario.notional_currencies):
            pool = self.pools.get(each.pool)
            if pool is not None:
                (_, other) = by_currency([pool], [each])
                found.append(PoolRow("notional_currencies", index, other))
        return found

    @cached_property
    def heads(self) -> dict[tuple[str, str], list[NotionalPool]]:
        """The notional pools, in each of their currencies, by structure and header."""
        found: dict[tuple[str, str], list[NotionalPool]] = {}
        for _, _, pool in self.pool_rows:
            found.setdefault((pool.structure, pool.header), []).append(pool)
        return found

    def within(self, pool: NotionalPool, account: str) -> list[NotionalPool]:
        """The other pools that take part in this one where the account does, which heads them."""
        headed = self.heads.get((pool.structure, account), [])
        return [one for one in headed if one.id != pool.id]

    @cached_property
    def members(self) -> dict[str, list[tuple[int, NotionalMember]]]:
        """The lines of each notional pool's participants, with their place among all lines."""
        found: dict[str, list[tuple[int, NotionalMember]]] = {}
        for index, member in enumerate(self.scenario.notional_members):
            found.setdefault(member.pool, []).append((index, member))
        return found

    @cached_property
    def rates(self) -> dict[str, list[tuple[int, Rate]]]:
        """The lines of the rate table by their terms, with their place among all lines."""
        found: dict[str, list[tuple[int, Rate]]] = {}
        for index, rate in enumerate(self.scenario.rates):
            found.setdefault(rate.terms, []).append((index, rate))
        return found

    def is_broken(self, name: str, key: str) -> bool:
        """Whether a record with this id may stand in the files but could not be read."""
        return (name, key) in self.broken or (name, EVERY) in self.broken

    def any_broken(self, name: str) -> bool:
        """Whether a record of this list may stand in the files but could not be read."""
        return any(found == name for found, _ in self.broken)

    def currency(self, account: str) -> str | None:
        """The account's currency, None where account or currency are not known."""
        found = self.accounts.get(account)
        return found.currency if found and found.currency in DIGITS else None

    def person(self, account: str) -> str | None:
        """The legal person that holds the account, None where that is not known."""
        found = self.accounts.get(account)
        entity = self.entities.get(found.entity) if found else None
        return (entity.branch_of or entity.id) if entity else None

    def price_of(self, link: Link) -> str | None:
        """The terms of the position on a link between two legal persons, else None."""
        pair = self.person(link.participant), self.person(link.header)
        if None in pair or pair[0] == pair[1]:
            return None
        structure = self.structures.get(link.structure)
        return link.internal_terms or (structure.internal_terms if structure else None)

    def sends_up(self, link: Link) -> bool:
        """Whether sweeps of the link may go up."""
        return link.direction != "down"

    def fetches_down(self, link: Link) -> bool:
        """Whether sweeps of the link may go down; True where its rule is not known."""
        rule = self.rules.get(link.rule)
        return link.direction != "up" and (rule is None or may_fund(rule.preset))

    def lets_down(self, link: Link) -> bool:
        """Whether sweeps of the link may come down, be it for the needs of its branch alone."""
        return link.direction in ("both", "down") or self.fetches_down(link)

    @cached_property
    def rule_currencies(self) -> dict[str, list[str]]:
        """The currencies of the links that use each rule, sorted."""
        pairs = {(link.rule, self.currency(link.participant)) for link in self.scenario.links}
        return grouped({(rule, currency) for rule, currency in pairs if currency})

    @cached_property
    def schedule_currencies(self) -> dict[str, list[str]]:
        """The currencies of the links whose rules use each schedule, sorted."""
        pairs = {
            (name, currency)
            for rule in self.scenario.rules
            for name in schedules_named(rule).values()
            for currency in self.rule_currencies.get(rule.id, ())
        }
        return grouped(pairs)

    @cached_property
    def paid_out(self) -> dict[str, Decimal]:
        """All payments of each account, repayments of term loans among them."""
        scenario, found = self.scenario, dict.fromkeys(self.accounts, Decimal(0))
        paid = [(item.account, -item.amount) for item in scenario.items if item.amount < 0]
        for account, amount in paid + [(one.account, one.principal) for one in scenario.term_loans]:
            found[account] = found.get(account, Decimal(0)) + amount
        return found

    @cached_property
    def terms_currencies(self) -> dict[str, list[str]]:
        """The currencies in which each terms are used, sorted."""
        scenario = self.scenario
        pairs = {(account.terms, account.id) for account in scenario.accounts}
        pairs |= {(loan.terms, loan.account) for loan in scenario.credit_lines}
        pairs |= {(loan.terms, loan.account) for loan in scenario.term_loans}
        pairs |= {(loan.terms, loan.account) for loan in scenario.overdraft_agreements}
        pairs |= {(ledger.terms, ledger.account) for ledger in scenario.ledgers}
        pairs |= {(each.terms, each.account) for each in scenario.money_market_sweeps}
        pairs |= {(each.terms, each.settlement_account) for each in scenario.account_analyses}
        pairs |= {(self.price_of(link), link.header) for link in scenario.links}
        for _, _, pool in self.pool_rows:
            named = (pool.terms, pool.offset_terms, pool.internal_terms)
            pairs |= {(terms, pool.header) for terms in named}
        pairs |= {(each.internal_terms, each.account) for each in scenario.notional_members}
        found = {(terms, self.currency(account)) for terms, account in pairs}
        return grouped({(terms, currency) for terms, currency in found if terms and currency})


def may_fund(preset: str) -> bool:
    """Whether rules of the preset ever fetch money down; True for presets that are not built.

    >>> may_fund("keep"), may_fund("zero_balance")
    (False, True)
    """
    if preset not in BUILT:
        return True
    return bool(equation(preset, dict.fromkeys(BUILT[preset], 0), {}).funds)


def grouped(pairs: set[tuple[str, str]]) -> dict[str, list[str]]:
    """The second words of the pairs by the first, sorted.

    >>> grouped({("r", "USD"), ("r", "CNY")})
    {'r': ['CNY', 'USD']}
    """
    found: dict[str, list[str]] = {}
    for first, second in sorted(pairs):
        found.setdefault(first, []).append(second)
    return found


def ids_by_list(scenario: Scenario) -> Iterator[tuple[str, list[str]]]:
    """The lists whose records have ids, with these in the order of the list."""
    for field in fields(scenario):
        records = getattr(scenario, field.name)
        if isinstance(records, tuple) and records and hasattr(records[0], "id"):
            yield field.name, [each.id for each in records]


def wrong(name: str, index: int, key: str, message: str, expected: str = "") -> Complaint:
    """A complaint about one key of one record."""
    return Complaint(path=(name, index, key), message=message, expected=expected)


def amount(number: object) -> str:
    """An amount as it was written, without an exponent."""
    return f"{number:f}"

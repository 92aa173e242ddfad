"""Every amount of a scenario, where it stands, and the currencies it must fit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from treasury.errors import Path
from treasury.money import DIGITS
from treasury.pooling.rules import LIMITS

if TYPE_CHECKING:
    from treasury.plan.problems.facts import Facts

RULE_AMOUNTS = (
    "target", "threshold", "keep", "low", "high", "to", "collar", "amount", "unit", "cap", *LIMITS,
)  # fmt: skip
ACCOUNT_AMOUNTS = (
    ("credit_lines", "limit", "account"), ("credit_lines", "drawn", "account"),
    ("term_loans", "principal", "account"), ("overdraft_agreements", "overdue", "account"),
    ("fees", "amount", "account"),
    ("opening_numbers", "number", "account"), ("items", "amount", "account"),
    ("links", "internal_limit", "participant"), ("budgets", "amount", "participant"),
    ("ledgers", "opening", "account"), ("adjustments", "amount", "account"),
    ("holds", "amount", "account"), ("agreed_deposits", "basic_amount", "account"),
    ("deposits", "amount", "account"), ("deposits", "minimum", "account"),
    ("deposits", "minimum_withdrawal", "account"), ("agreed_deposits", "excess_unit", "account"),
    ("notional_members", "debit_cap", "account"),
    *(("money_market_sweeps", key, "account") for key in (
        "keep", "minimum", "multiple", "redemption_minimum", "redemption_multiple", "maximum",
        "invested",
    )),
)  # fmt: skip
"""Amounts in the currency of the account that another key of the record names."""


class Cell(NamedTuple):
    """One amount: where it stands, what it is, the currencies it must fit."""

    path: Path
    value: Decimal
    currencies: tuple[str, ...]


def cells(facts: "Facts") -> Iterator[Cell]:
    """Every amount of the scenario, first those of accounts, then of what names an account."""
    scenario = facts.scenario
    for index, account in enumerate(scenario.accounts):
        currencies = (account.currency,) if account.currency in DIGITS else ()
        for key in ("opening", "overdraft", "intraday_overdraft", "reserve"):
            value = getattr(account, key)
            if isinstance(value, Decimal):
                yield Cell(("accounts", index, key), value, currencies)
    currency = {account.id: (account.currency,) for account in facts.accounts.values()}
    known = {name: codes for name, codes in currency.items() if codes[0] in DIGITS}
    for name, key, owner in ACCOUNT_AMOUNTS:
        for index, each in enumerate(getattr(scenario, name)):
            value = getattr(each, key)
            if value is not None:
                codes = known.get(getattr(each, owner), ())
                yield Cell((name, index, key), value, codes)
    yield from cells_of_one_currency(facts)
    yield from cells_of_several_currencies(facts)


def cells_of_one_currency(facts: "Facts") -> Iterator[Cell]:
    """The amounts of clearing systems, position limits and fees by terms, which name their
    currency themselves, and of withdrawals and dated limits, which are in that of their deposit or
    their line."""
    for index, window in enumerate(facts.scenario.clearing):
        if window.limit is not None and window.currency in DIGITS:
            yield Cell(("clearing", index, "limit"), window.limit, (window.currency,))
    for index, limit in enumerate(facts.scenario.position_limits):
        if limit.currency in DIGITS:
            yield Cell(("position_limits", index, "amount"), limit.amount, (limit.currency,))
    for index, agreed in enumerate(facts.scenario.benefit_splits):
        if agreed.reward_amount is not None and agreed.currency in DIGITS:
            path = ("benefit_splits", index, "reward_amount")
            yield Cell(path, agreed.reward_amount, (agreed.currency,))
    yield from cells_of_fee_terms(facts)
    yield from cells_of_withdrawals(facts)
    yield from cells_of_dated_limits(facts)


def cells_of_withdrawals(facts: "Facts") -> Iterator[Cell]:
    """The amounts of withdrawals and notices, in the currency of their deposit's account."""
    owner = {deposit.id: facts.currency(deposit.account) for deposit in facts.scenario.deposits}
    for index, withdrawal in enumerate(facts.scenario.withdrawals):
        currency = owner.get(withdrawal.deposit)
        for key in ("amount", "notified_amount"):
            value = getattr(withdrawal, key)
            if value is not None and currency is not None:
                yield Cell(("withdrawals", index, key), value, (currency,))


def cells_of_dated_limits(facts: "Facts") -> Iterator[Cell]:
    """The dated limits of credit lines, in the currency of their line's account."""
    lines = {line.id: facts.currency(line.account) for line in facts.scenario.credit_lines}
    for index, dated in enumerate(facts.scenario.credit_limits):
        currency = lines.get(dated.credit_line)
        if currency in DIGITS:
            yield Cell(("credit_limits", index, "limit"), dated.limit, (currency,))


def cells_of_fee_terms(facts: "Facts") -> Iterator[Cell]:
    """The amounts of fees by terms, in their own currency or that of their limit."""
    lines = {line.id: facts.currency(line.account) for line in facts.scenario.credit_lines}
    for index, term in enumerate(facts.scenario.fee_terms):
        own = facts.currency(term.account or "") or term.currency
        currency = lines.get(term.credit_line or "", own)
        for key in ("amount", "minimum", "maximum"):
            value = getattr(term, key)
            if value is not None and currency in DIGITS:
                yield Cell(("fee_terms", index, key), value, (currency,))


def cells_of_several_currencies(facts: "Facts") -> Iterator[Cell]:
    """The amounts of rates and rules, which must fit every currency they are used in."""
    scenario = facts.scenario
    for index, rate in enumerate(scenario.rates):
        if rate.up_to is not None:
            codes = tuple(facts.terms_currencies.get(rate.terms, ()))
            yield Cell(("rates", index, "up_to"), rate.up_to, codes)
    yield from cells_of_rules(facts)


def cells_of_rules(facts: "Facts") -> Iterator[Cell]:
    """The amounts of rules and of the schedules that they name."""
    scenario = facts.scenario
    for index, rule in enumerate(scenario.rules):
        codes = tuple(facts.rule_currencies.get(rule.id, ()))
        for key in RULE_AMOUNTS:
            value = getattr(rule, key)
            if value is not None:
                yield Cell(("rules", index, key), value, codes)
    for index, line in enumerate(scenario.schedules):
        if line.amount is not None:
            codes = tuple(facts.schedule_currencies.get(line.schedule, ()))
            yield Cell(("schedules", index, "amount"), line.amount, codes)

"""Indices of a scenario's accounts and loans, and what they belong to."""

from dataclasses import dataclass

from treasury.accounts.chart import BankAccount
from treasury.credit import Borrowing, CreditLine, OverdraftAgreement, TermLoan
from treasury.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The group by index: accounts by id (code point), credit lines, term loans and overdraft
    agreements by id.

    `account` maps an account's id to its index, `record` an index to its place in the scenario.
    `legal_entity` is, by account index, the legal person: a branch's is its `branch_of`;
    `country` that of the account's own unit.
    """

    accounts: tuple[BankAccount, ...]
    account: dict[str, int]
    record: tuple[int, ...]
    legal_entity: tuple[str, ...]
    country: tuple[str, ...]
    lines: tuple[CreditLine, ...]
    loans: tuple[TermLoan, ...]
    overdrafts: tuple[OverdraftAgreement, ...]

    @property
    def borrowed(self) -> tuple[Borrowing, ...]:
        """All loans by index."""
        return (*self.lines, *self.loans, *self.overdrafts)

    def currency(self, account: str) -> str:
        """The currency of the account with this id."""
        return self.accounts[self.account[account]].currency


def group_of(scenario: Scenario) -> Group:
    """The scenario's accounts and loans in the order of their ids."""
    record = sorted(range(len(scenario.accounts)), key=lambda i: scenario.accounts[i].id)
    accounts = tuple(scenario.accounts[i] for i in record)
    person = {entity.id: entity.branch_of or entity.id for entity in scenario.entities}
    country = {entity.id: entity.country for entity in scenario.entities}
    return Group(
        accounts=accounts,
        account={account.id: index for index, account in enumerate(accounts)},
        record=tuple(record),
        legal_entity=tuple(person[account.entity] for account in accounts),
        country=tuple(country[account.entity] for account in accounts),
        lines=tuple(sorted(scenario.credit_lines, key=lambda line: line.id)),
        loans=tuple(sorted(scenario.term_loans, key=lambda loan: loan.id)),
        overdrafts=tuple(sorted(scenario.overdraft_agreements, key=lambda one: one.id)),
    )

"""Taxes resolved: which interest, loan or limit each is on, and who pays.

Rows are levies as those of fees; what each is levied between are two accounts and the way of the
loan, one account, or an account and what it has placed. Source: the banking day, section 8.
"""

from collections.abc import Iterator
from datetime import date

from treasury.deposits import Deposit
from treasury.money import to_minor
from treasury.money_market import MoneyMarketSweep
from treasury.plan.accruals import AccrualRows
from treasury.plan.group import Group
from treasury.plan.links import LinkRow, LinkRows, structure_of
from treasury.scenario import Scenario
from treasury.tables import CREDIT_SIDE, INVESTMENT, ON_POSITIONS, POOL_SHARE, UPSTREAMED
from treasury.tax import TaxTerm

Ends = tuple[str, ...]
Taxed = tuple[Ends, int, int]
"""What is taxed between whom, the account that pays, the link, accrual or deposit it is about."""
UP, DOWN = "up", "down"
BANK_PAYS = {"bank_interest": (CREDIT_SIDE, POOL_SHARE), "pool_result": (POOL_SHARE,)}
"""The rows whose posted interest is taxed where a bank pays it."""


def tax_versions(scenario: Scenario) -> dict[str, list[TaxTerm]]:
    """The versions of each tax, in order of date."""
    found: dict[str, list[TaxTerm]] = {}
    for term in sorted(scenario.tax_terms, key=lambda one: one.valid_from or date.min):
        found.setdefault(term.tax, []).append(term)
    return dict(sorted(found.items()))


def due_here(scenario: Scenario, structure: str | None) -> list[TaxTerm]:
    """The first version of each tax that is due in the legal form of the structure."""
    own = structure_of(scenario, structure)
    firsts = [versions[0] for versions in tax_versions(scenario).values()]
    return [one for one in firsts if one.due_in([own.form if own else None])]


def taxed_interest(
    term: TaxTerm, group: Group, links: LinkRows, accruals: AccrualRows
) -> Iterator[Taxed]:
    """The accruals whose posted interest is taxed; a share in a notional pool's result is one."""
    for at, row in enumerate(accruals):
        if row.kind in BANK_PAYS.get(term.base, ()):
            yield (group.accounts[row.account].id,), row.account, at
        if term.base == "internal_interest" and row.kind in ON_POSITIONS:
            way = UP if row.kind == UPSTREAMED else DOWN
            if term.direction in ("both", way):
                link = links[row.subject]
                yield ends_of(link, way), payer_of(term.payer or "lender", link, way), at


def taxed_deposits(deposits: list[Deposit], group: Group) -> Iterator[Taxed]:
    """The deposits, each taxed for itself, paid by the account that placed it."""
    for at, deposit in enumerate(deposits):
        yield (deposit.account, deposit.id), group.account[deposit.account], at


def taxed_funds(
    funds: list[MoneyMarketSweep], group: Group, accruals: AccrualRows
) -> Iterator[Taxed]:
    """The accruals of what money market sweeps earn, each sweep taxed for itself."""
    for at, row in enumerate(accruals):
        if row.kind == INVESTMENT:
            fund = funds[row.subject]
            yield (fund.account, fund.id), group.account[fund.account], at


def taxed_loans(term: TaxTerm, group: Group, links: LinkRows) -> Iterator[tuple[str, Taxed]]:
    """The links between two legal persons whose new loans are taxed, each way for itself; of those
    that are netted the one in whose row their position stands."""
    for at, link in enumerate(links):
        if (
            link.pair == at
            and group.legal_entity[link.participant] != group.legal_entity[link.header]
        ):
            for way in (UP, DOWN):
                if term.direction in ("both", way):
                    payer = payer_of(term.payer or "borrower", link, way)
                    yield way, (ends_of(link, way), payer, at)


def taxed_limits(term: TaxTerm, group: Group, links: LinkRows) -> Iterator[tuple[int, Taxed]]:
    """The internal limits that are agreed on the tax's date between two legal persons."""
    for at, link in enumerate(links):
        record, day = link.link, term.date or date.max
        agreed = (record.valid_from or date.min) <= day <= (record.valid_until or date.max)
        apart = group.legal_entity[link.participant] != group.legal_entity[link.header]
        if agreed and apart and record.internal_limit:
            payer = payer_of(term.payer or "borrower", link, DOWN)
            limit = to_minor(record.internal_limit, group.accounts[payer].currency)
            yield limit, (ends_of(link, DOWN), payer, at)


def ends_of(link: LinkRow, way: str) -> Ends:
    """Participant and header of the link, and the way of the loan."""
    return link.link.participant, link.link.header, way


def payer_of(payer: str, link: LinkRow, way: str) -> int:
    """The account at the end of the link that pays; money sent up is lent by the participant."""
    header = payer == "header" or payer == ("borrower" if way == UP else "lender")
    return link.header if header else link.participant

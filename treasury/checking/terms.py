"""Interest terms restated from the scenario's records: what bears, at which rates, settled when.

The plan's table of accruals is held against them, so that a wrong settlement day, tier, version
or basis in it is seen. Amounts are minor units, rates whole 1e-8 a year. Source: the banking
day, sections 1 and 8.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.day_counts import basis, settles, weight
from treasury.checking.evidence import Evidence, first
from treasury.checking.notional import pools_differ
from treasury.checking.notional_rows import bears, closing_terms, rows_differ
from treasury.checking.pairs import first_links
from treasury.checking.rates_by_day import agreed_on, is_compounded, tiers_from
from treasury.credit import Borrowing, TermLoan
from treasury.dates import Calendar
from treasury.interest import ROUNDING_CODES, AgreedDeposit, Terms
from treasury.money import to_minor
from treasury.rates import Side
from treasury.tables import (
    BORROWED,
    CREDIT_SIDE,
    DEBIT_SIDE,
    INVESTMENT,
    LOAN,
    OWN_CREDIT,
    OWN_TERMS,
    POOL_CREDIT,
    UPSTREAMED,
)

NONE_YET = -1
Bears = tuple[str, Side, str, str]
"""What shares its rates: terms, side, currency, and whose they are alone: the account of an agreed
deposit, what is borrowed (else empty)."""


class Bearer(NamedTuple):
    """One thing that bears interest, as the accrual table names it, with its terms and side."""

    kind: int
    subject: int
    account: int
    terms: str
    side: Side


def bearers(evidence: Evidence) -> set[Bearer]:
    """Every account and side, loan, link between two legal persons, and money market sweep, that
    has rates."""
    priced = {(rate.terms, rate.side) for rate in evidence.plan.scenario.rates}
    owing = (*of_loans(evidence), *of_links(evidence))
    every = (*of_accounts(evidence), *owing, *of_investments(evidence))
    return {found for found in every if (found.terms, found.side) in priced}


def of_loans(evidence: Evidence) -> Iterator[Bearer]:
    """Every credit line and term loan."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    at = {name: index for index, name in enumerate(names.accounts)}
    borrowed: tuple[Borrowing, ...] = (
        *scenario.credit_lines, *scenario.term_loans, *scenario.overdraft_agreements,
    )  # fmt: skip
    for loan in borrowed:
        row = names.loans.index(loan.id)
        yield Bearer(LOAN, row, at[loan.account], loan.terms or "", "debit")


def of_accounts(evidence: Evidence) -> Iterator[Bearer]:
    """Both sides of every account."""
    for index, record in enumerate(evidence.plan.names.account_records):
        terms = evidence.plan.scenario.accounts[record].terms or ""
        yield Bearer(CREDIT_SIDE, index, index, terms, "credit")
        yield Bearer(DEBIT_SIDE, index, index, terms, "debit")


def of_links(evidence: Evidence) -> Iterator[Bearer]:
    """Both sides of the position of every link that joins two legal persons; of links that are
    netted of the one in whose row it stands."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    default = {found.id: found.internal_terms for found in scenario.structures}
    person = dict(zip(names.accounts, names.legal_entity, strict=True))
    at = {name: index for index, name in enumerate(names.accounts)}
    firsts = first_links(evidence)
    for index, record in enumerate(names.link_records):
        link = scenario.links[record]
        if firsts[index] == index and person[link.participant] != person[link.header]:
            terms = link.internal_terms or default[link.structure] or ""
            account = at[link.participant]
            yield Bearer(UPSTREAMED, index, account, terms, "credit")
            yield Bearer(BORROWED, index, account, terms, "debit")


def of_investments(evidence: Evidence) -> Iterator[Bearer]:
    """What every money market sweep of the run has invested."""
    plan = evidence.plan
    every = plan.scenario.money_market_sweeps
    own = [each for each in every if each.structure in (None, plan.structure)]
    for row, each in enumerate(sorted(own, key=lambda one: one.id)):
        account = plan.names.accounts.index(each.account)
        yield Bearer(INVESTMENT, row, account, each.terms, "credit")


def terms_differ(evidence: Evidence) -> str:
    """The first thing whose terms in the plan are not those of the records, as text; "" if none."""
    names, accruals = evidence.plan.names, evidence.plan.tables.accruals
    columns = (accruals.kind.tolist(), accruals.subject.tolist(), accruals.account.tolist())
    planned = [
        Bearer(*row) for row in zip(*columns, names.accrual_terms, names.accrual_sides, strict=True)
    ]
    ordinary = [found for found in planned if found.kind < POOL_CREDIT]
    for missing in sorted(bearers(evidence).symmetric_difference(ordinary)):
        return (
            f"{missing.terms} ({missing.side}): the plan and the records disagree on who bears it"
        )
    wrong = pools_differ(evidence.plan) or rows_differ(evidence.plan)
    return wrong or rows_of_terms_differ(evidence, planned) or openings_differ(evidence, planned)


Alike = tuple[Bears, str, bool]
"""What rows of one kind share: by what they share rates, the terms by which they settle, and
whether they bear a rate."""


def rows_of_terms_differ(evidence: Evidence, planned: list[Bearer]) -> str:
    """The first terms of which rows have other days, options or rates, as text; "" if none."""
    names, accruals = evidence.plan.names, evidence.plan.tables.accruals
    terms = {one.id: one for one in evidence.plan.scenario.terms}
    agreed = {one.account for one in evidence.plan.scenario.agreed_deposits}
    alike: dict[Alike, list[int]] = {}
    for row, found in enumerate(planned):
        account = names.accounts[found.account] if found.kind in (CREDIT_SIDE, OWN_CREDIT) else ""
        contract = account if account in agreed else ""
        if found.kind == LOAN:
            contract = names.loans[found.subject]
        key = (found.terms, found.side, currency_of(evidence, found), contract)
        settles_by = closing_terms(evidence.plan, row)
        alike.setdefault((key, settles_by, bears(accruals, row)), []).append(row)
    for (key, settles_by, rated), rows in alike.items():
        name, side = key[:2]
        wrong = days_differ(
            evidence, (terms[name], terms[settles_by]), rows, loan_of(evidence, key)
        )
        wrong = wrong or options_differ(evidence, terms[name], side, rows)
        wrong = wrong or rates_differ(evidence, key if rated else None, rows)
        if wrong:
            return f"{name} ({side}): {wrong}"
    return ""


def currency_of(evidence: Evidence, found: Bearer) -> str:
    """The currency in which it bears: a position is its header's, all else its account's."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    if found.kind in (UPSTREAMED, BORROWED):
        header = scenario.links[names.link_records[found.subject]].header
        return next(one.currency for one in scenario.accounts if one.id == header)
    return names.currencies[found.account]


def days_differ(
    evidence: Evidence, terms: tuple[Terms, Terms], rows: list[int], loan: TermLoan | None
) -> str:
    """The first day on which weight, basis or settlement differ, as text; "" if none.

    `terms` are those by which days count and those by which the rows, of a term `loan` if they are,
    settle.
    """
    accruals, days = evidence.plan.tables.accruals, evidence.plan.names.days
    weights, year_days = by_day(days, terms[0])
    calendars = evidence.plan.scenario.calendars
    for what, table, restated in (
        ("weight of a day", accruals.weight, weights),
        ("days of the year", accruals.basis, year_days),
        ("settlement", accruals.settles, closes(days, terms[1], loan, calendars)),
    ):
        wrong = table[:, rows] != np.array(restated)[:, np.newaxis]
        if wrong.any():
            day, at = first(wrong)
            planned = int(table[day, rows[at]])
            return f"{what} on {days[day]}: by the records {restated[day]}, planned {planned}"
    return ""


@lru_cache
def by_day(days: tuple[date, ...], terms: Terms) -> tuple[list[int], list[int]]:
    """Weight and basis of each day; every run of a scenario has the same."""
    return [weight(day, terms) for day in days], [basis(day, terms) for day in days]


@lru_cache
def closes(
    days: tuple[date, ...], terms: Terms, loan: TermLoan | None, calendars: tuple[Calendar, ...]
) -> list[int]:
    """1 for each day at whose close interest is settled, of a term `loan` if there is one."""
    return [int(settles(day, terms, loan, calendars)) for day in days]


def options_differ(evidence: Evidence, terms: Terms, side: Side, rows: list[int]) -> str:
    """What of sign, rounding, carry or tiers differs from the records, as text; "" if nothing."""
    accruals = evidence.plan.tables.accruals
    for what, column, wanted in (
        ("sign", accruals.sign, 1 if side == "credit" else -1),
        ("rounding", accruals.rounding, ROUNDING_CODES[terms.rounding]),
        ("carried remainder", accruals.carry, int(terms.carry_remainder)),
        ("whole balance", accruals.whole_balance, int(terms.whole_balance)),
    ):
        if (column[rows] != wanted).any():
            return f"{what}: by the records {wanted}, planned otherwise"
    return ""


def rates_differ(evidence: Evidence, key: Bears | None, rows: list[int]) -> str:
    """The first day on which other tiers or rates are in force, as text; "" if none.

    Without a `key` the rows bear nothing.
    """
    accruals, days = evidence.plan.tables.accruals, evidence.plan.names.days
    version = accruals.version[:, rows]
    columns = (accruals.upper, accruals.rate, accruals.unit)
    planned = np.stack([column[version] for column in columns], axis=2)
    planned = np.where((version < 0)[:, :, np.newaxis, np.newaxis], NONE_YET, planned)
    restated = in_force(evidence, key) if key else np.full_like(planned[:, 0], NONE_YET)
    wrong = (planned != restated[:, np.newaxis]).any(axis=(2, 3))
    if wrong.any():
        return f"the rates planned for {days[first(wrong)[0]]} are not those of the records"
    return ""


def in_force(evidence: Evidence, key: Bears) -> Amounts:
    """Upper bounds, rates and units of each day's tiers, NONE_YET before the first version, and of
    a term loan by terms that are compounded in arrears before it is drawn.

    Shape (day, 3, tier); what the widest table has more is without bound and bears nothing.
    """
    name, side, currency, account = key
    days, wide = evidence.plan.names.days, evidence.plan.tables.accruals.upper.shape[1]
    table = np.full((len(days), 3, wide), NONE_YET, dtype=np.int64)
    scenario = evidence.plan.scenario
    terms = next(one for one in scenario.terms if one.id == name)
    loan = loan_of(evidence, key)
    compounded = loan if terms.compounded_in_arrears else None
    for start, tiers in sorted(tiers_from(scenario, terms, side, currency, compounded).items()):
        padded = [(*one, 0) for one in tiers] + [(UNLIMITED, 0, 0)] * (wide - len(tiers))
        later = np.array([day >= start for day in days])
        table[later] = np.array(padded).T
    for place, on in enumerate(days if account and side == "credit" else ()):
        contract = agreed_on(scenario, terms, account, on)
        if contract is not None:
            table[place] = agreed_tiers(contract, currency, int(table[place, 1, 0]), wide)
    if terms.rate_change == "settlement_day" and not is_compounded(scenario, terms, side):
        table = table[settled_on(days, terms, loan, scenario.calendars)]
    if compounded:
        table[[day < compounded.drawn_on for day in days]] = NONE_YET
    return table


def settled_on(
    days: tuple[date, ...], terms: Terms, loan: TermLoan | None, calendars: tuple[Calendar, ...]
) -> list[int]:
    """For each day the row of the day on which it is settled, the last one if none is later."""
    found, row = [0] * len(days), len(days) - 1
    for day in range(len(days) - 1, -1, -1):
        row = day if settles(days[day], terms, loan, calendars) else row
        found[day] = row
    return found


def loan_of(evidence: Evidence, key: Bears) -> TermLoan | None:
    """The term loan whose own these rates are, None where they are none's."""
    every = evidence.plan.scenario.term_loans if key[1] == "debit" else ()
    return next((one for one in every if one.id == key[3]), None)


def agreed_tiers(
    agreed: tuple[AgreedDeposit, int], currency: str, demand: int, wide: int
) -> Amounts:
    """The tiers of an agreed deposit beside a demand rate; shape (3, tier)."""
    contract, rate = agreed
    unit = to_minor(contract.excess_unit or Decimal(0), currency)
    below = (to_minor(contract.basic_amount, currency), demand, 0)
    rest = [(UNLIMITED, 0, 0)] * (wide - 2)
    return np.array([below, (UNLIMITED, rate, unit), *rest], dtype=np.int64).T


def openings_differ(evidence: Evidence, planned: list[Bearer]) -> str:
    """The first opening interest number that is not the records', as text; "" if none."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    numbers = {(one.account, one.side, one.tier): one.number for one in scenario.opening_numbers}
    opening = evidence.plan.tables.accruals.opening
    for row, found in enumerate(planned):
        account = names.accounts[found.account] if found.kind in OWN_TERMS else ""
        for tier in range(opening.shape[1]):
            number = numbers.get((account, found.side, tier + 1), Decimal(0))
            if to_minor(number, names.currencies[found.account]) != opening[row, tier]:
                return f"{account} ({found.side}), tier {tier + 1}: another opening number"
    return ""

"""Check of fees by terms: worked out anew from the scenario's records, positions and sweeps.

Who pays, on what, at which rate, in which periods, and which minimum or maximum held: nothing is
taken from the plan's levies but the names under which the events speak of them, and days are
weighed and fall due as `checking.day_counts` restates it. Amounts are minor units, days rows.
Source: the banking day, section 8.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.day_counts import basis, settles, weight
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.checking.limits import limits_of
from treasury.checking.pairs import first_links, netted
from treasury.dates import Settles
from treasury.fees import OF_LIMITS, FeeTerm
from treasury.interest import Terms
from treasury.money import round_fraction, to_minor
from treasury.pooling.structure import Link
from treasury.rates import RATE_ONE, parse_rate
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    CONCENTRATION,
    DAY,
    FUNDING,
    KIND,
    REF,
    RETURN,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
)

Who = tuple[str, tuple[str, ...], str]
"""A fee, what it is charged between, and the account that pays."""
Seen = dict[Who, Amounts]
"""What a payer's fee is charged on, by day; shape (day,) each."""
ONE_DAY = timedelta(days=1)
YEARLY = ("loan_balance", *OF_LIMITS)
PERIODS: dict[str, Settles] = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}


class Charges(NamedTuple):
    """What one payer is charged of one fee: by day, and what is open at the end."""

    by_day: dict[int, int]
    open: int


def fees_are_as_agreed(evidence: Evidence) -> Finding:
    """26: every fee by terms is charged on what it is agreed on, when it is due, rounded once."""
    told, examined = as_told(evidence, TERM_FEE), 0
    for term, seen in seen_by_fee(evidence):
        for together in sharing(evidence, seen):
            for who, expected in recomputed(evidence, term.fee, together).items():
                examined += len(together[who])
                wrong = differing(evidence, who, told.pop(who, Charges({}, 0)), expected)
                if wrong:
                    return failed(examined, wrong)
    for who, charges in told.items():
        if charges.by_day or charges.open:
            return failed(examined, f"fee {who[0]} of {who[2]} is charged, and agreed with nobody")
    return passed(examined, "days of fees by terms", "no fee by terms is agreed on")


def differing(evidence: Evidence, who: Who, told: Charges, expected: Charges) -> str:
    """How what is charged differs from what should be, as a sentence; "" if it does not."""
    account = evidence.plan.names.accounts.index(who[2])
    for day in sorted({*told.by_day, *expected.by_day}):
        charged, right = told.by_day.get(day, 0), expected.by_day.get(day, 0)
        if charged != right:
            made, due = evidence.money(account, charged), evidence.money(account, right)
            return f"{who[0]} of {who[2]} on {evidence.day(day)}: {due} is due, charged {made}"
    if told.open != expected.open:
        made, due = evidence.money(account, told.open), evidence.money(account, expected.open)
        return f"{who[0]} of {who[2]}: {due} is open at the end, reported {made}"
    return ""


def as_told(evidence: Evidence, kind: int) -> dict[Who, Charges]:
    """What the run charged by events of a kind, be it through an analysis, and says is open, by fee
    or tax, what it is between, and payer."""
    names, levies = evidence.plan.names, evidence.plan.tables.levies.rows
    found = {
        (*levy, names.accounts[account]): Charges({}, -int(left))
        for levy, account, taxed, left in zip(
            names.levies, levies.account.tolist(), levies.tax.tolist(),
            evidence.projection.levied.tolist(), strict=True,
        )
        if taxed == (kind == TAX)
    }  # fmt: skip
    kinds = (kind,) if kind == TAX else (kind, TERM_FEE_ANALYSED)
    for event in evidence.projection.events[evidence.rows(*kinds)].tolist():
        by_day = found[(*names.levies[event[REF]], names.accounts[event[ACCOUNT]])].by_day
        charged = event[AMOUNT] if event[KIND] == TERM_FEE_ANALYSED else -event[AMOUNT]
        by_day[event[DAY]] = by_day.get(event[DAY], 0) + charged
    return found


def versions_of(evidence: Evidence, fee: str) -> list[FeeTerm]:
    """The versions of a fee, the latest first."""
    own = [term for term in evidence.plan.scenario.fee_terms if term.fee == fee]
    return sorted(own, key=lambda one: one.valid_from or date.min, reverse=True)


def version_on(versions: list[FeeTerm], day: date) -> FeeTerm | None:
    """The version in force on the day."""
    return next((one for one in versions if (one.valid_from or date.min) <= day), None)


def seen_by_fee(evidence: Evidence) -> Iterator[tuple[FeeTerm, Seen]]:
    """Each fee of the run, and what its payers' charges are on."""
    structure = evidence.plan.structure
    for fee in sorted({term.fee for term in evidence.plan.scenario.fee_terms}):
        term = versions_of(evidence, fee)[0]
        if term.structure in (None, structure):
            seen = of_limit(evidence, term) if term.base in OF_LIMITS else {}
            if term.base not in OF_LIMITS:
                for link, at in own_links(evidence, term):
                    add_link(evidence, term, (link, at), seen)
            yield term, seen


def own_links(evidence: Evidence, term: FeeTerm) -> list[tuple[Link, int]]:
    """The links of the run in the fee's currency, with their index in the plan."""
    records = evidence.plan.names.link_records
    currency = {one.id: one.currency for one in evidence.plan.scenario.accounts}
    links = [(evidence.plan.scenario.links[record], at) for at, record in enumerate(records)]
    return [each for each in links if term.currency in (None, currency[each[0].participant])]


def of_limit(evidence: Evidence, term: FeeTerm) -> Seen:
    """The limit of the fee's credit line on every day, or what is left of it or of an overdraft."""
    if term.base == "undrawn_overdraft":
        return of_overdraft(evidence, term)
    lines = [one for one in evidence.plan.scenario.credit_lines if one.id == term.credit_line]
    currency = {one.id: one.currency for one in evidence.plan.scenario.accounts}
    found: Seen = {}
    for one in lines:
        limit = limits_of(evidence, one, currency[one.account])
        if term.base == "undrawn_line":
            limit = np.maximum(0, limit - owed_on(evidence, one.id))
        found[term.fee, (one.id,), one.account] = limit
    return found


def owed_on(evidence: Evidence, line: str) -> Amounts:
    """What is drawn of a credit line at the end of each day: shape (day,)."""
    drawn: Amounts = evidence.projection.owed[:, evidence.plan.names.loans.index(line)]
    return drawn


def of_overdraft(evidence: Evidence, term: FeeTerm) -> Seen:
    """What is left of the account's overdraft below its value balance at the end of each day."""
    (one,) = (each for each in evidence.plan.scenario.accounts if each.id == term.account)
    limit = to_minor(Decimal(one.overdraft), one.currency)
    value = evidence.projection.value[:, evidence.plan.names.accounts.index(one.id)]
    left = limit - np.maximum(0, -value)
    return {(term.fee, (one.id,), one.id): np.maximum(0, left)}


def add_link(evidence: Evidence, term: FeeTerm, own: tuple[Link, int], seen: Seen) -> None:
    """Add what the fee is charged on at one link."""
    link, at = own
    none = np.zeros(evidence.plan.tables.days, dtype=np.int64)
    if term.base != "loan_balance":
        payer = link.header if term.payer == "header" else link.participant
        alone: Who = term.fee, (payer,), payer
        seen[alone] = seen.get(alone, none) + swept(evidence, at, counts=term.base == "sweep_count")
        return
    people = persons(evidence, link)
    if people[0] == people[1] or first_links(evidence)[at] != at:
        return
    position = netted(evidence, evidence.projection.position)[:, at]
    for lender, borrower, owed in (
        (link.participant, link.header, np.maximum(position, 0)),
        (link.header, link.participant, np.maximum(-position, 0)),
    ):
        payers = {"lender": lender, "borrower": borrower, "header": link.header}
        key: Who = term.fee, people, payers.get(term.payer or "", link.participant)
        seen[key] = seen.get(key, none) + owed


def persons(evidence: Evidence, link: Link) -> tuple[str, str]:
    """The legal persons at the ends of a link."""
    person = {one.id: one.branch_of or one.id for one in evidence.plan.scenario.entities}
    owner = {one.id: person[one.entity] for one in evidence.plan.scenario.accounts}
    return owner[link.participant], owner[link.header]


def swept(evidence: Evidence, link: int, *, counts: bool) -> Amounts:
    """How many sweeps the link made on each day, or how much they moved; shape (day,)."""
    events = evidence.projection.events[evidence.rows(CONCENTRATION, FUNDING, RETURN)]
    own = events[(events[:, REF] == link) & (events[:, AMOUNT] > 0)]
    found = np.zeros(evidence.plan.tables.days, dtype=np.int64)
    np.add.at(found, own[:, DAY], 1 if counts else own[:, AMOUNT])
    return found


def sharing(evidence: Evidence, seen: Seen) -> list[Seen]:
    """Those who share one minimum and one maximum: of what is netted the two that lend to each
    other, in the order of their accounts; else each alone."""
    accounts, plan = evidence.plan.names.accounts, evidence.plan
    own = [one.netting for one in plan.scenario.structures if one.id == plan.structure]
    found: dict[tuple[str, ...], Seen] = {}
    for who in sorted(seen, key=lambda one: accounts.index(one[2])):
        pair = who[1] if own == ["pair"] else (*who[1], who[2])
        currency = plan.names.currencies[accounts.index(who[2])]
        found.setdefault((*pair, currency), {})[who] = seen[who]
    return list(found.values())


def recomputed(evidence: Evidence, fee: str, seen: Seen) -> dict[Who, Charges]:
    """What those who share the bounds of a fee should be charged, day by day, in exact fractions
    of what was seen."""
    versions, days = versions_of(evidence, fee), list(evidence.plan.names.days)
    first = evidence.plan.names.accounts.index(next(iter(seen))[2])
    currency = evidence.plan.names.currencies[first]
    if versions[0].every == "once":
        return {
            who: Charges(charged_once(versions, days, one, currency), 0)
            for who, one in seen.items()
        }
    periods, yearly = periods_of(versions[0]), versions[0].base in YEARLY
    charges: dict[Who, dict[int, int]] = {who: {} for who in seen}
    counted, exact = dict.fromkeys(seen, 0), dict.fromkeys(seen, Fraction(0))
    for row, day in enumerate([*days, days[-1] + ONE_DAY]):
        if any(counted.values()) and (row == len(days) or settles(day, periods)):
            before = version_on(versions, day - ONE_DAY)
            for who, amount in divided(before, exact, counted, currency).items():
                charges[who][row] = amount
            counted, exact = dict.fromkeys(seen, 0), dict.fromkeys(seen, Fraction(0))
        term = version_on(versions, day) if row < len(days) else None
        for who in seen:
            if term is None:
                continue
            number = int(seen[who][row]) * (weight(day, periods) if yearly else 1)
            counted[who] += number
            exact[who] += number * price(term, currency) / (basis(day, periods) if yearly else 1)
    return {who: Charges(found, found.pop(len(days), 0)) for who, found in charges.items()}


def divided(
    term: FeeTerm | None, exact: dict[Who, Fraction], counted: dict[Who, int], currency: str
) -> dict[Who, int]:
    """What each is charged: its own, rounded half up; where a bound holds of all of them together,
    its part of that by what it has seen, the first one's rounded half up."""
    own = {who: round_fraction(*one.as_integer_ratio()) for who, one in exact.items()}
    total, (first, *others) = sum(own.values()), own
    amount = bounded(term, total, currency)
    if amount != total:
        part = Fraction(amount * counted[first], sum(counted.values()))
        own[first] = round_fraction(*part.as_integer_ratio())
        own |= dict.fromkeys(others, amount - own[first])
    return {who: one for who, one in own.items() if counted[who]}


def charged_once(
    versions: list[FeeTerm], days: list[date], seen: Amounts, currency: str
) -> dict[int, int]:
    """What is charged once, by day: nothing, not even a minimum, where there is nothing to see."""
    on = versions[0].date
    return {
        row: rounded(term, int(seen[row]) * price(term, currency), currency)
        for row, day in enumerate(days)
        if day == on and seen[row] and (term := version_on(versions, day))
    }


def periods_of(term: FeeTerm) -> Terms:
    """The fee's periods and days as interest terms have them, by which days are counted."""
    return Terms(
        id=term.fee,
        day_count=term.day_count,
        settles=PERIODS[term.every],
        settlement_day=term.day,
    )


def price(term: FeeTerm, currency: str) -> Fraction:
    """What is charged of one unit that is seen: minor units a sweep, else the rate."""
    if term.amount is not None:
        return Fraction(to_minor(term.amount, currency))
    return Fraction(parse_rate(term.rate or "0%"), RATE_ONE)


def rounded(term: FeeTerm | None, exact: Fraction, currency: str) -> int:
    """The charge: rounded half up, then within the bounds of the version."""
    return bounded(term, round_fraction(*exact.as_integer_ratio()), currency)


def bounded(term: FeeTerm | None, amount: int, currency: str) -> int:
    """The amount within the bounds of the version."""
    if term is not None and term.minimum is not None:
        amount = max(amount, to_minor(term.minimum, currency))
    if term is not None and term.maximum is not None:
        amount = min(amount, to_minor(term.maximum, currency))
    return amount

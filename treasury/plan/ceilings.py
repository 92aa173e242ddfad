"""The position limits of a structure as arrays: which links fall under each, and which way.

Amounts become minor units of the limit's currency, which is that of a link's header. Between
accounts of one legal person nobody owes anybody, so no limit counts their links. Source: the
docstring of `PositionLimit`.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.money import to_minor
from treasury.plan.group import Group
from treasury.plan.links import LinkRows, column
from treasury.pooling.structure import PositionLimit
from treasury.scenario import Scenario
from treasury.structures import CeilingTable


def ceilings_of(scenario: Scenario, structure: str | None) -> list[PositionLimit]:
    """The position limits of the structure, by their ids."""
    if structure is None:
        return []
    own = [one for one in scenario.position_limits if one.structure in (None, structure)]
    return sorted(own, key=lambda one: one.id)


def owed_under(ceilings: CeilingTable, limit: int, positions: Amounts) -> Amounts:
    """What is owed under the limit at these positions (..., link), in its currency.

    Of a net limit it may be below zero.
    """
    up, down = (each[limit].astype(np.int64) for each in (ceilings.up, ceilings.down))
    if ceilings.net[limit]:
        signed: Amounts = (positions * (up - down)).sum(axis=-1)
        return signed
    owed: Amounts = (np.maximum(positions, 0) * up + np.maximum(-positions, 0) * down).sum(axis=-1)
    return owed


class Holder(NamedTuple):
    """Whose an account is: the legal person, and the country of its unit."""

    person: str
    country: str


def ceiling_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], *, rows: LinkRows
) -> CeilingTable:
    """The limits of the structure as arrays."""
    limits = ceilings_of(scenario, structure)
    first, after = days[0], len(days)
    shape = (len(limits), len(rows))
    up, down = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.uint8)
    holders = tuple(map(Holder, group.legal_entity, group.country))
    for at, limit in enumerate(limits):
        for place, row in enumerate(rows):
            low, high = holders[row.participant], holders[row.header]
            currency = group.accounts[row.header].currency
            up[at, place] = falls_under(limit, low, high, currency)
            down[at, place] = falls_under(limit, high, low, currency)
    return CeilingTable(
        amount=column(to_minor(limit.amount, limit.currency) for limit in limits),
        begins=column((limit.valid_from - first).days if limit.valid_from else 0
                      for limit in limits),
        ends=column((limit.valid_until - first).days if limit.valid_until else after
                    for limit in limits),
        net=np.array([limit.net for limit in limits], dtype=np.uint8),
        up=up,
        down=down,
    )  # fmt: skip


def falls_under(limit: PositionLimit, creditor: Holder, debtor: Holder, currency: str) -> bool:
    """Whether what `debtor` owes `creditor` in the currency falls under the limit.

    >>> from decimal import Decimal
    >>> listed, company = Holder("LIS", "CN"), Holder("FC", "CN")
    >>> limit = PositionLimit(id="x", creditor="LIS", currency="CNY", amount=Decimal(5))
    >>> [falls_under(limit, *ends, "CNY") for ends in ((listed, company), (company, listed))]
    [True, False]
    >>> limit = PositionLimit(id="x", debtor_country="CN", currency="CNY", amount=Decimal(5))
    >>> [falls_under(limit, ends, company, "CNY") for ends in (listed, Holder("HKG", "HK"))]
    [False, True]
    """
    if creditor.person == debtor.person or currency != limit.currency:
        return False
    if crosses_borders(limit) and creditor.country == debtor.country:
        return False
    there = zip(ends_of(limit), creditor + debtor, strict=True)
    return all(wanted in (None, found) for wanted, found in there)


def ends_of(limit: PositionLimit) -> tuple[str | None, ...]:
    """What the ends of the limit may name: creditor and its country, debtor and its country."""
    return (limit.creditor, limit.creditor_country, limit.debtor, limit.debtor_country)


def crosses_borders(limit: PositionLimit) -> bool:
    """Whether the limit names a country, so that only what is owed across a border counts."""
    return limit.creditor_country is not None or limit.debtor_country is not None


def ends_words(limit: PositionLimit) -> tuple[str, str]:
    """Who the debtor and the creditor of a limit are.

    >>> from decimal import Decimal
    >>> some = {"id": "x", "currency": "CNY", "amount": Decimal(5)}
    >>> ends_words(PositionLimit(debtor="FC", **some))
    ('FC', 'anybody')
    >>> ends_words(PositionLimit(debtor_country="CN", **some))
    ('units in CN', 'those abroad')
    """
    anybody = "those abroad" if crosses_borders(limit) else "anybody"
    ends = (limit.debtor, limit.debtor_country), (limit.creditor, limit.creditor_country)
    debtor, creditor = (
        person or (f"units in {country}" if country else anybody) for person, country in ends
    )
    return debtor, creditor

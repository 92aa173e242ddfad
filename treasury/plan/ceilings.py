"""The position limits of a structure as arrays: which links fall under each, and which way.

Amounts become minor units of the limit's currency. Between accounts of one legal person nobody
owes anybody, so no limit counts their links. Source: the docstring of `PositionLimit`.
"""

from datetime import date

import numpy as np

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


def ceiling_table(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], *, rows: LinkRows
) -> CeilingTable:
    """The limits of the structure as arrays."""
    limits = ceilings_of(scenario, structure)
    first, after = days[0], len(days)
    shape = (len(limits), len(rows))
    up, down = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.uint8)
    for at, limit in enumerate(limits):
        up[at] = [way(group, limit, row.participant, row.header) for row in rows]
        down[at] = [way(group, limit, row.header, row.participant) for row in rows]
    return CeilingTable(
        amount=column(to_minor(limit.amount, limit.currency) for limit in limits),
        begins=column((limit.valid_from - first).days if limit.valid_from else 0
                      for limit in limits),
        ends=column((limit.valid_until - first).days if limit.valid_until else after
                    for limit in limits),
        up=up,
        down=down,
    )  # fmt: skip


def way(group: Group, limit: PositionLimit, creditor: int, debtor: int) -> bool:
    """Whether money that the account `debtor` has from the account `creditor` falls under it."""
    persons = group.legal_entity[creditor], group.legal_entity[debtor]
    return falls_under(limit, *persons, group.accounts[creditor].currency)


def falls_under(limit: PositionLimit, creditor: str, debtor: str, currency: str) -> bool:
    """Whether what the legal person `debtor` owes `creditor` in the currency falls under it.

    >>> from decimal import Decimal
    >>> limit = PositionLimit(id="x", creditor="LIS", currency="CNY", amount=Decimal(5))
    >>> [falls_under(limit, *ends, "CNY") for ends in (("LIS", "FC"), ("FC", "LIS"))]
    [True, False]
    """
    named = limit.creditor or creditor, limit.debtor or debtor
    return creditor != debtor and currency == limit.currency and named == (creditor, debtor)

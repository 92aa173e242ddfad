"""Position limits in words: who may owe whom how much, and what that leaves.

Amounts are minor units and are written in major units of the limit's currency.
"""

from treasury.money import DIGITS, to_minor
from treasury.plan.ceilings import ceilings_of, crosses_borders, ends_words
from treasury.plan.plan import Plan
from treasury.pooling.structure import PositionLimit
from treasury.reporting.amounts import amount_text
from treasury.reporting.explaining.conversion_words import room_words
from treasury.reporting.explaining.rule_words import one_line
from treasury.tables import (
    CAUSE_POSITION,
    CEILING,
    CONCENTRATION,
    FUNDING,
    KIND,
    REASON,
    REF,
    ROOM,
)


def ceiling_words(plan: Plan, row: list[int]) -> str:
    """The position limit that bound a sweep or stopped a payment, and what it left, as a clause.

    Where the sweep converts, with the currency, which is not that of the amounts around it, and
    with what that is in theirs.
    """
    sweeps = row[KIND] in (CONCENTRATION, FUNDING)
    if sweeps and plan.tables.links.converts[row[REF]]:
        words = leaves_words(plan, row[CEILING], row[ROOM], unit=True)
        return f"{words}{room_words(plan, row)}"
    return leaves_words(plan, row[CEILING], row[ROOM])


def kept_words(plan: Plan, row: list[int]) -> str:
    """The position limit that stopped the payment and what it left; empty where none did."""
    return f": {ceiling_words(plan, row)}" if row[REASON] == CAUSE_POSITION else ""


def leaves_words(plan: Plan, ceiling: int, room: int, *, unit: bool = False) -> str:
    """The position limit by id, between whom it is, its amount, and what it leaves, as a clause;
    with its currency where `unit`."""
    limit = ceilings_of(plan.scenario, plan.structure)[ceiling]
    reason = f"; {one_line(limit.reason)}" if limit.reason else ""
    code = f" {limit.currency}" if unit else ""
    return (
        f"the position limit {one_line(limit.id)} ({between_words(limit, code)}{reason}) leaves "
        f"{amount_text(room, DIGITS[limit.currency], grouped=True)}{code}"
    )


def between_words(limit: PositionLimit, code: str = "") -> str:
    """Who may owe whom how much at most; `code` is put behind the amount.

    >>> from decimal import Decimal
    >>> def words(**ends):
    ...     return between_words(PositionLimit(id="x", currency="CNY", amount=Decimal(5), **ends))
    >>> words(debtor="FC", creditor="LIS"), words(creditor="LIS")
    ('FC may owe LIS 5.00 at most', 'LIS may be owed 5.00 in all at most')
    >>> words(debtor_country="CN", net=True)
    'units in CN may owe those abroad 5.00 net in all at most'
    """
    minor = to_minor(limit.amount, limit.currency)
    most = amount_text(minor, DIGITS[limit.currency], grouped=True) + code + " net" * limit.net
    debtor, creditor = map(one_line, ends_words(limit))
    if limit.debtor is None and limit.debtor_country is None:
        abroad = f" by {debtor}" if crosses_borders(limit) else ""
        return f"{creditor} may be owed {most}{abroad} in all at most"
    if limit.creditor is None and limit.creditor_country is None:
        abroad = f" {creditor}" if crosses_borders(limit) else ""
        return f"{debtor} may owe{abroad} {most} in all at most"
    return f"{debtor} may owe {creditor} {most} at most"

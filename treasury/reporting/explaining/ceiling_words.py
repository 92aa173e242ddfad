"""Position limits in words: who may owe whom how much, and what that leaves.

Amounts are minor units and are written in major units of the limit's currency.
"""

from treasury.money import DIGITS, to_minor
from treasury.plan.ceilings import ceilings_of
from treasury.plan.plan import Plan
from treasury.pooling.structure import PositionLimit
from treasury.reporting.amounts import amount_text
from treasury.reporting.explaining.rule_words import one_line
from treasury.tables import CAUSE_POSITION, CEILING, REASON, ROOM


def ceiling_words(plan: Plan, row: list[int]) -> str:
    """The position limit that bound a sweep or stopped a payment, and what it left, as a clause."""
    return leaves_words(plan, row[CEILING], row[ROOM])


def kept_words(plan: Plan, row: list[int]) -> str:
    """The position limit that stopped the payment and what it left; empty where none did."""
    return f": {ceiling_words(plan, row)}" if row[REASON] == CAUSE_POSITION else ""


def leaves_words(plan: Plan, ceiling: int, room: int) -> str:
    """The position limit by id, between whom it is, its amount, and what it leaves, as a clause."""
    limit = ceilings_of(plan.scenario, plan.structure)[ceiling]
    reason = f"; {one_line(limit.reason)}" if limit.reason else ""
    return (
        f"the position limit {one_line(limit.id)} ({between_words(limit)}{reason}) leaves "
        f"{amount_text(room, DIGITS[limit.currency], grouped=True)}"
    )


def between_words(limit: PositionLimit) -> str:
    """Who may owe whom how much at most.

    >>> from decimal import Decimal
    >>> ends = {"debtor": "FC", "creditor": "LIS"}
    >>> limit = PositionLimit(id="x", currency="CNY", amount=Decimal(5), **ends)
    >>> between_words(limit)
    'FC may owe LIS 5.00 at most'
    """
    minor = to_minor(limit.amount, limit.currency)
    most = amount_text(minor, DIGITS[limit.currency], grouped=True)
    if limit.debtor is None:
        return f"{one_line(limit.creditor or '')} may be owed {most} in all at most"
    if limit.creditor is None:
        return f"{one_line(limit.debtor)} may owe {most} in all at most"
    return f"{one_line(limit.debtor)} may owe {one_line(limit.creditor)} {most} at most"

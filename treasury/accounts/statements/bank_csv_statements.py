"""The entries of a CSV export -> a statement for each account and currency in it.

Balances that lines beside the entries say, or the mapping, stand; those that only the running
balance implies are used and called implied. Nothing is plugged.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from treasury.accounts.statements.bank_csv_amounts import exact
from treasury.accounts.statements.bank_csv_balances import Span, breaks, order_of, span
from treasury.accounts.statements.bank_csv_notes import SAY_IT
from treasury.accounts.statements.bank_csv_rows import Line, Understood
from treasury.accounts.statements.figures import NotAnAmount, readable, too_fine
from treasury.accounts.statements.statement import Balance, Part, Problem, Statement
from treasury.money import DIGITS, to_decimal

Side = Literal["opening", "closing"]


def grouped(lines: Sequence[Line]) -> dict[tuple[str, str | None], list[Line]]:
    """The entries of each account and currency, in the order of the file."""
    groups: dict[tuple[str, str | None], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.account, line.currency].append(line)
    return groups


def closed(
    lines: Sequence[Line], said: Mapping[str, str], understood: Understood
) -> Iterator[Part]:
    """The entries of each account and currency in order of time, closed by their statement."""
    groups = grouped(lines)
    for (account, currency), group in groups.items():
        own = said if len(groups) == 1 else {"owner": said.get("owner", "")}
        where = f"line {group[0].line}"
        where = f"lines {group[0].line} to {group[-1].line}" if len(group) > 1 else where
        order = understood.mapping.order or order_of(group)
        timely = group[::-1] if order == "newest first" else group
        found = span(timely) if order else Span(None, None)
        yield from told_of(timely, found, where, ordered=order is not None)
        opening = balance_of("opening", said=own, span=found, understood=understood)
        closing = balance_of("closing", said=own, span=found, understood=understood)
        yield from (problem for _, problem in (opening, closing) if problem)
        yield from (line.entry for line in timely)
        days = [line.entry.booking_date for line in timely if line.entry.booking_date]
        yield Statement(
            account=account or None,
            currency=currency,
            owner=own.get("owner", ""),
            servicer=own.get("servicer", ""),
            opening=dated(opening[0], currency, min(days, default=None)),
            closing=dated(closing[0], currency, max(days, default=None)),
            where=where,
        )


def dated(
    amount: Decimal | None, currency: str | None, day: datetime.date | None
) -> Balance | None:
    """The balance of the day, None where there is no amount."""
    return None if amount is None else Balance(amount=amount, currency=currency, date=day)


def told_of(lines: Sequence[Line], found: Span, where: str, *, ordered: bool) -> Iterator[Problem]:
    """What is to be told of a group: its breaks, implied balances, decimals, unknown order."""
    currency = lines[0].currency
    if ordered:
        yield from (one.problem() for one in breaks(lines))
    elif any(line.entry.balance_after is not None for line in lines):
        yield Problem(
            severity="warning",
            where=where,
            message="neither balances nor dates tell whether the oldest entry stands first",
            expected=f'order = "oldest first" or "newest first" in {SAY_IT}',
        )
    if found.opening is not None and found.closing is not None:
        message = (
            f"the opening balance {readable(found.opening, currency)} and the closing balance "
            f"{readable(found.closing, currency)} are implied by the running balance"
        )
        yield Problem(severity="note", where=where, message=message)
    usual = to_decimal(1, currency) if currency in DIGITS else None
    for line in lines:
        if usual and not line.entry.amount.same_quantum(usual):
            yield from too_fine(f"line {line.line}", line.entry.amount, currency)


def balance_of(
    side: Side, *, said: Mapping[str, str], span: Span, understood: Understood
) -> tuple[Decimal | None, Problem | None]:
    """The balance that the mapping or the file says, else the implied one; a warning where they
    differ or what is said is no amount."""
    stated = getattr(understood.mapping, side)
    if stated is None and side in said:
        try:
            stated, _ = exact(said[side], understood.mark)
        except NotAnAmount as wrong:
            problem = Problem(severity="warning", where=f"{side} balance", message=str(wrong))
            return getattr(span, side), problem
    implied = getattr(span, side)
    if stated is None or implied is None or stated == implied:
        return (implied if stated is None else stated), None
    message = f"the file says {readable(stated)}, the running balance implies {readable(implied)}"
    return stated, Problem(severity="warning", where=f"{side} balance", message=message)

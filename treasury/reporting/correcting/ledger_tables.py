"""The virtual ledgers (虚拟账簿) of a correction as tables: what would be posted on them, which
internal interest is corrected, and their value balances as known twice.

Amounts are signed as on the ledger, positive = the holder's asset.
"""

from typing import Any

import numpy as np

from treasury.correction.correcting import Correction, Line, Method, books
from treasury.correction.ledger_entries import LedgerLine, lines_on_ledgers
from treasury.correction.ledgers import LedgerDifference
from treasury.correction.postings import OPEN
from treasury.money import written
from treasury.reporting.correcting.ledger_words import (
    account_of,
    inner_reason,
    inner_side,
    inner_what,
    ledgers_of,
)
from treasury.reporting.correcting.tables import (
    BALANCE_COLUMNS,
    ENTRY_COLUMNS,
    KINDS,
    TOUCHED_COLUMNS,
    why,
)
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.table import Column, Table, by_column

INTERNAL = "internal interest"
LEDGER = Column(name="ledger", heading="Ledger")
SIDE = Column(name="side", heading="Side")


def on_ledgers(
    columns: tuple[Column, ...], *left_out: str, more: tuple[Column, ...] = (LEDGER,)
) -> tuple[Column, ...]:
    """The columns of a table of accounts, some left out, with more of them behind the account."""
    kept = [each for each in columns if each.name not in left_out]
    at = [each.name for each in kept].index("account") + 1
    return (*kept[:at], *more, *kept[at:])


ON_LEDGERS = on_ledgers(ENTRY_COLUMNS, "entry", "debit", "credit")
INNER_COLUMNS = on_ledgers(TOUCHED_COLUMNS, "kind", more=(LEDGER, SIDE))
LEDGER_BALANCES = on_ledgers(BALANCE_COLUMNS)


def inner_differing(correction: Correction) -> tuple[LedgerDifference, ...]:
    """The internal interest whose amount is another one, of all ledgers; none without ledgers."""
    touched = correction.ledgers.touched if correction.ledgers else ()
    return tuple(one for one in touched if one.right != one.posted)


def ledger_entry_table(correction: Correction, method: Method) -> Table:
    """What would be posted today on ledgers; what is posted on an account's comes to what is posted
    on the account."""
    names, table = correction.plan.names, ledgers_of(correction).now.table
    of_bank = books(correction, method).lines
    rows: list[tuple[Any, ...]] = []
    for line in lines_on_ledgers(correction, method):
        account = int(table.account[line.ledger])
        rows.append(
            (
                names.days[correction.today].isoformat(),
                names.days[line.value_day].isoformat(),
                names.accounts[account],
                table.ids[line.ledger],
                line.amount,
                names.currencies[account],
                *told_of(correction, line, of_bank),
            )
        )
    return Table(
        name="ledger_entries",
        title="What would be posted on virtual ledgers today",
        columns=ON_LEDGERS,
        data=by_column(tuple(column.name for column in ON_LEDGERS), rows),
    )


def told_of(
    correction: Correction, line: LedgerLine, of_bank: tuple[Line, ...]
) -> tuple[str, str, str]:
    """Kind, step and reason of a posting on a ledger; `of_bank` are the lines of the bank's
    books."""
    if not line.internal:
        own = of_bank[line.of]
        return KINDS[own.kind], line.step, why(correction, own)
    one = ledgers_of(correction).touched[line.of]
    what = inner_what(correction, one)
    if line.step == "reversal":
        return INTERNAL, line.step, f"{what}: as it was posted, taken back"
    head = "what is right less what was posted" if line.step == "difference" else "as it is right"
    return INTERNAL, line.step, f"{what}: {head} ({inner_reason(correction, one)})"


def inner_table(correction: Correction) -> Table:
    """Every posting of internal interest whose amount is another one, those still to come last."""
    names, table = correction.plan.names, ledgers_of(correction).now.table
    rows: list[tuple[Any, ...]] = []
    for one in inner_differing(correction):
        account = account_of(correction, one)
        rows.append(
            (
                names.accounts[account],
                table.ids[table.bearings[one.bearing].ledger],
                inner_side(correction, one),
                names.currencies[account],
                inner_what(correction, one),
                None if one.day == OPEN else names.days[one.day].isoformat(),
                one.posted,
                one.right,
                one.right - one.posted,
                finely(correction.plan, account, one.exact).replace(",", ""),
                inner_reason(correction, one),
            )
        )
    return Table(
        name="ledger_corrections",
        title="Internal interest of virtual ledgers corrected",
        columns=INNER_COLUMNS,
        data=by_column(tuple(column.name for column in INNER_COLUMNS), rows),
    )


def ledger_balance_table(correction: Correction) -> Table:
    """The value balances of ledgers that are corrected, day by day, as known then and now."""
    names, divided = correction.plan.names, ledgers_of(correction)
    table, before, now = divided.now.table, divided.before.value, divided.now.value
    day, ledger = np.nonzero(before != now)
    rows = []
    for row, place in zip(day.tolist(), ledger.tolist(), strict=True):
        account = int(table.account[place])
        rows.append(
            (
                names.days[row].isoformat(),
                names.accounts[account],
                table.ids[place],
                names.currencies[account],
                int(before[row, place]),
                int(now[row, place]),
            )
        )
    return Table(
        name="ledger_value_balances",
        title="Value balances of virtual ledgers as known then, and corrected",
        columns=LEDGER_BALANCES,
        data=by_column(tuple(column.name for column in LEDGER_BALANCES), rows),
    )


def on_ledgers_in_all(correction: Correction, method: Method) -> list[str]:
    """What each ledger has of internal interest by the entries; it cancels out in the account."""
    if correction.ledgers is None:
        return []
    names, table = correction.plan.names, correction.ledgers.now.table
    sums: dict[int, int] = {}
    for line in lines_on_ledgers(correction, method):
        if line.internal:
            sums[line.ledger] = sums.get(line.ledger, 0) + line.amount
    found = []
    for ledger, total in sorted(sums.items()):
        account = int(table.account[ledger])
        currency = names.currencies[account]
        amount = f"{written(total, currency, grouped=True)} {currency}"
        if total:
            whose = f"{names.accounts[account]}, {table.ids[ledger]}"
            found.append(f"{whose}: {amount} of internal interest in all; no cash moves")
    return found

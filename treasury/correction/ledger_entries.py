"""What a correction would post on the virtual ledgers of a run, by a method.

A late item is posted on the ledger it names; what corrects the bank's own postings on the
unassigned one, as they were; what corrects internal interest on its ledger and, with the other
sign, on the unassigned one. So what is posted on the ledgers of an account comes to what is posted
on the account. All is booked today; the value date of each is that of the posting it corrects.
Amounts are minor units, positive = the holder's asset. Source:
`docs/decisions/0073-ledgers-corrected.md`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from treasury.correction.correcting import Correction, Method, Step, books
from treasury.correction.ledgers import LedgerDifference, LedgersCorrected
from treasury.correction.postings import OPEN
from treasury.virtual_ledgers import unassigned_of


class LedgerLine(NamedTuple):
    """One posting on a ledger: of an entry of the bank's books (`of` its number, in the account's
    own), or of a difference of internal interest (`of` its place). `value_day` is a row."""

    ledger: int
    internal: bool
    step: Step
    of: int
    amount: int
    value_day: int


def lines_on_ledgers(correction: Correction, method: Method) -> tuple[LedgerLine, ...]:
    """The postings on ledgers that a method would make today, those of the bank first; none where
    the run has no virtual ledgers."""
    divided = correction.ledgers
    if divided is None:
        return ()
    return (*of_bank(correction, divided, method), *of_interest(divided, method))


def of_bank(
    correction: Correction, divided: LedgersCorrected, method: Method
) -> Iterator[LedgerLine]:
    """What the correction posts on accounts that have ledgers, on the ledger that it belongs to."""
    found, unassigned = books(correction, method), divided.now.table.unassigned.tolist()
    ledger, late = found.ledger, correction.late.ledger.tolist()
    for number, at in enumerate(ledger.event.tolist()):
        line = found.lines[at]
        for account, sign in ((ledger.debit[number], 1), (ledger.credit[number], -1)):
            if account < len(unassigned) and unassigned[account] >= 0:
                own = late[line.of] if line.step == "late" else unassigned[account]
                amount = sign * int(ledger.amount[number])
                yield LedgerLine(own, False, line.step, at, amount, line.value_day)


def of_interest(divided: LedgersCorrected, method: Method) -> Iterator[LedgerLine]:
    """What corrects internal interest, on both ledgers; what is still to come needs nothing."""
    table = divided.now.table
    for at, one in enumerate(divided.touched):
        if one.day != OPEN:
            ledger = table.bearings[one.bearing].ledger
            for step, amount in ledger_steps(one, method):
                yield LedgerLine(ledger, True, step, at, amount, one.day)
                none = unassigned_of(table, ledger)
                yield LedgerLine(none, True, step, at, -amount, one.day)


def ledger_steps(one: LedgerDifference, method: Method) -> Iterator[tuple[Step, int]]:
    """What is posted of a difference on its ledger: step and amount.

    >>> from fractions import Fraction
    >>> more = LedgerDifference(
    ...     bearing=0, day=92, posted=27040, right=29440, changed=(), exact=Fraction(2400)
    ... )
    >>> list(ledger_steps(more, "delta"))
    [('difference', 2400)]
    >>> list(ledger_steps(more, "full"))
    [('reversal', -27040), ('replayed', 29440)]
    """
    if method == "full":
        if one.posted:
            yield "reversal", -one.posted
        if one.right:
            yield "replayed", one.right
    elif one.right != one.posted:
        yield "difference", one.right - one.posted

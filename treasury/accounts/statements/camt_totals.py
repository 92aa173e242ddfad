"""Control totals of a camt statement (TxsSummry), held against the entries that were read.

Number and sum of all entries, of the credits, of the debits, as far as the file names them; signs
are left aside. Amounts are decimals of major units. Source: ISO 20022, TotalTransactions.
"""

from collections.abc import Iterator
from decimal import Decimal

from treasury.accounts.reconciliation import EXACT
from treasury.accounts.statements.camt_fields import Fields
from treasury.accounts.statements.figures import NotAnAmount, amount_of
from treasury.accounts.statements.statement import Problem
from treasury.accounts.statements.xml_stream import Element, line_of, local

SIDES = {"TtlNtries": "entries", "TtlCdtNtries": "credits", "TtlDbtNtries": "debits"}
"""The totals of a summary and what they count."""


class Totals:
    """The entries of one statement counted and added up, without signs, by the names of `SIDES`."""

    def __init__(self) -> None:
        """Begin without entries."""
        self.numbers = dict.fromkeys(SIDES, 0)
        self.sums = dict.fromkeys(SIDES, Decimal(0))

    def add(self, amount: Decimal) -> None:
        """Count an entry in; one of zero keeps the side its sign says."""
        for side in ("TtlNtries", "TtlDbtNtries" if amount.is_signed() else "TtlCdtNtries"):
            self.numbers[side] += 1
            self.sums[side] = EXACT.add(self.sums[side], amount.copy_abs())

    def problems(self, statement: Element, named: str) -> Iterator[Problem]:
        """A warning for each total of the statement's summary that the entries do not make."""
        for summary in statement:
            if local(summary) != "TxsSummry":
                continue
            place = f"{line_of(summary)}, summary of statement {named or '-'}"
            fields = Fields(summary, place)
            for side, what in SIDES.items():
                number, amount = fields.first(f"{side}/NbOfNtries"), fields.first(f"{side}/Sum")
                if number and figure(number) != self.numbers[side]:
                    found = f"{number} {what}, the statement has {self.numbers[side]}"
                    yield differs(place, side, found)
                if amount and figure(amount) != self.sums[side]:
                    found = f"{amount} as the sum of {what}, they make {self.sums[side]:f}"
                    yield differs(place, side, found)


def figure(text: str) -> Decimal | None:
    """The number without its sign, None where it is none.

    >>> figure("-25.00"), figure("many")
    (Decimal('25.00'), None)
    """
    try:
        return amount_of(text).copy_abs()
    except NotAnAmount:
        return None


def differs(place: str, side: str, found: str) -> Problem:
    """The warning about a total that is not that of the entries."""
    return Problem(
        severity="warning",
        where=f"{place}, {side}",
        message=f"the control total says {found}",
        expected="totals of the entries in the statement",
    )

"""A bank statement as the bank sent it, whatever its format.

Amounts are decimals of major units as written, in the account holder's view: a credit of the
account is positive, a debit negative. Dates are days. What a file does not say is None or "".

A reader yields parts in the order of the file: the entries of a statement, then the statement
itself, which closes them; problems stand where they were found. So a file of any size can be
folded without being held. Source: ISO 20022 camt.052/053/054, SWIFT MT940/942, BAI2.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import BinaryIO, Literal

from treasury.errors import TreasuryError, printable
from treasury.record import record

Severity = Literal["error", "warning", "note"]
Kind = Literal["statement", "interim", "notification"]
"""A statement of booked entries with balances · a report during the day · single bookings."""


@record
class Problem:
    """Something in a file that its reader must say.

    An `error` keeps a statement (or the file) from being imported; a `warning` is imported and
    stays visible; a `note` tells how something was understood. `where` is the place in the
    file in the user's words (line, element, field); `expected` what would be right.
    """

    severity: Severity
    where: str
    message: str
    expected: str = ""

    def sentence(self) -> str:
        """The problem as one printable line: place, what is wrong, what would be right.

        >>> Problem(severity="error", where="line 3", message="no amount",
        ...         expected="digits and a comma").sentence()
        'line 3: no amount; expected digits and a comma'
        """
        expected = f"; expected {self.expected}" if self.expected else ""
        return printable(f"{self.where}: {self.message}{expected}")


class Unreadable(TreasuryError):
    """A file, or the rest of it, that cannot be read; carries the problem that says why."""

    def __init__(self, where: str, message: str, expected: str = "") -> None:
        """Keep the problem; its text is what the user is told."""
        self.problem = Problem(severity="error", where=where, message=message, expected=expected)
        super().__init__(self.problem.sentence())


@record
class Detail:
    """One transaction inside a batch entry; `amount` is signed as the entry is."""

    amount: Decimal | None = None
    counterparty: str = ""
    counterparty_account: str = ""
    counterparty_bank: str = ""
    end_to_end: str = ""
    text: str = ""


@record
class StatementEntry:
    """One entry of a statement.

    `booked` is False for what is only pending or informed. `reversal` marks the reversal of an
    earlier entry; `amount` carries the sign that the entry itself has. `bank_reference` is the
    reference by which the bank knows the entry, `entry_reference` the entry's own number in the
    statement, `customer_reference` the customer's. `code` names the kind of transaction as the
    bank does: "PMNT/RCDT/ESCT" (ISO), "NTRF/166" (SWIFT and German code), "142" (BAI2), or words.
    `balance_after` is the running balance where the file has one.
    """

    amount: Decimal
    currency: str | None = None
    booking_date: datetime.date | None = None
    booking_time: datetime.time | None = None
    value_date: datetime.date | None = None
    booked: bool = True
    reversal: bool = False
    bank_reference: str = ""
    entry_reference: str = ""
    customer_reference: str = ""
    code: str = ""
    counterparty: str = ""
    counterparty_account: str = ""
    counterparty_bank: str = ""
    text: str = ""
    balance_after: Decimal | None = None
    details: tuple[Detail, ...] = ()
    where: str = ""


@record
class Balance:
    """A balance a statement names, signed; `currency` and `date` as far as it says."""

    amount: Decimal
    currency: str | None = None
    date: datetime.date | None = None


@record
class Statement:
    """What closes the entries before it: whose account, between which balances.

    `id` is the bank's name for the statement; `number` its place in the account's sequence and
    `page` the page of it, where the bank counts them. `opening` and `closing` are booked
    balances. `servicer` is the bank (a BIC or a name).
    """

    id: str = ""
    account: str | None = None
    currency: str | None = None
    kind: Kind = "statement"
    owner: str = ""
    servicer: str = ""
    number: str = ""
    page: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    where: str = ""


Part = StatementEntry | Statement | Problem


@record
class Source:
    """A file to be read: a name for the user (inside a packed file "a.zip: b.xml"), its size in
    bytes, the sha256 of its content, and how to open it from its beginning.

    `mapping` is the file that says how this one is to be read (CSV only): its name and content.
    """

    name: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]
    mapping: tuple[str, bytes] | None = None

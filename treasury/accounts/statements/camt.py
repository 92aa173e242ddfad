"""Reader of camt.053 (statements), camt.052 (interim reports) and camt.054 (notifications).

Every version is read by the names of its elements; an unknown namespace is a note, not a refusal.
Entries come out as they are read, then their statement; the file's notes come last, so that a file
that repeats itself says each thing once. What cannot be understood is refused with its place; the
file is then of no use, since half of a statement proves nothing.

Rules where files are silent: an entry without a status is booked; a balance without indicator is a
credit; a booked entry without a booking date is booked on the day of the closing balance.
Source: ISO 20022 camt.052/053/054.001.02 to .14.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from treasury.accounts.statements.camt_balances import (
    KINDS,
    Head,
    head_of,
    opening_and_closing,
    statement_of,
)
from treasury.accounts.statements.camt_entries import (
    BOOKED,
    CHARACTERS_MAX,
    DETAILS_MAX,
    NOT_BOOKED,
    Transaction,
    entry_of,
    status,
    transaction_of,
)
from treasury.accounts.statements.camt_fields import fields_of
from treasury.accounts.statements.camt_totals import Totals
from treasury.accounts.statements.figures import too_fine
from treasury.accounts.statements.statement import (
    Part,
    Problem,
    Severity,
    Source,
    StatementEntry,
    Unreadable,
)
from treasury.accounts.statements.xml_stream import Element, ended, line_of, local, openings

MESSAGE = re.compile("BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)(?:V[0-9]+)?")
NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.001\.[0-9]{2}")
XML_BEGINNINGS = tuple(
    mark + "<".encode(encoding)
    for mark, encoding in [
        (b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"), (b"", "utf-16-le"), (b"", "utf-16-be"),
    ]
)  # fmt: skip
ASKED_FOR = ("Ntry", "TxDtls", *KINDS)
MESSAGES = {
    "camt.053": (b"camt.053", b"BkToCstmrStmt"),
    "camt.052": (b"camt.052", b"BkToCstmrAcctRpt"),
    "camt.054": (b"camt.054", b"BkToCstmrDbtCdtNtfctn"),
    "XML": (b"<",),
}
"""What one finds near the beginning of each message; other XML is told what is wrong with it."""
NOTES = {
    "namespace": "the namespace {0} is none of ISO 20022; the file is read by its elements",
    "indicator": "balances without CdtDbtInd, read as credits: {0}",
    "status": "entries without a status (Sts), read as booked: {0}",
    "reference": "entries whose bank reference another entry of the statement has as well: {0}",
    "dates": "entries without a booking date, booked on the day of the closing balance: {0}",
    "late_dates": (
        "entries without a booking date in a statement of several days, booked on its last day: {0}"
    ),
    "unknown_status": "entries with an unknown status, read as not booked: {0}",
}
"""What a reader says of a file it understood by a rule, with how often."""
WARNINGS = ("late_dates", "unknown_status")
"""Those that may well be wrong."""
REFERENCES_MAX = 200_000
"""How many bank references of a statement are compared; they are held together."""


def recognises(message: str, head: bytes) -> bool:
    """Whether a file that begins so is XML of that message.

    >>> recognises("camt.053", b"<Document><BkToCstmrStmt>"), recognises("camt.053", b":20:X")
    (True, False)
    """
    plain = head.replace(b"\0", b"")
    return head.lstrip().startswith(XML_BEGINNINGS) and any(
        mark in plain for mark in MESSAGES[message]
    )


def read(source: Source) -> Iterator[Part]:
    """The parts of a camt file; `Unreadable` where it is another kind of XML or cannot be read."""
    namespace = namespace_of(source)
    reading = Reading()
    for element in ended(source, ASKED_FOR):
        name = local(element)
        if name == "TxDtls":
            reading.add_transaction(element)
        elif name == "Ntry":
            entry = reading.entry(element)
            yield from too_fine(entry.where, entry.amount, entry.currency)
            yield entry
        else:
            yield from reading.statement(element)
    if not reading.statements:
        expected = "at least one statement (Stmt, Rpt or Ntfctn)"
        raise Unreadable("the file", "holds no statement", expected)
    if not NAMESPACE.fullmatch(namespace):
        yield note("namespace", namespace or "(none)")
    for kind, count in reading.notes.items():
        if count:
            yield note(kind, f"{count:,}")


def note(kind: str, text: str) -> Problem:
    """What the reader says of that kind."""
    severity: Severity = "warning" if kind in WARNINGS else "note"
    return Problem(severity=severity, where="the file", message=NOTES[kind].format(text))


def namespace_of(source: Source) -> str:
    """The namespace of the message; refused if the file is none of ours."""
    root = ""
    for namespace, name in openings(source):
        root = root or f"{name}{f' of {namespace}' if namespace else ''}"
        if MESSAGE.fullmatch(name):
            return namespace
    message = f"is XML of another kind ({root or 'no element'})"
    raise Unreadable("the file", message, "camt.053, camt.052 or camt.054")


class Reading:
    """A camt file as far as it was read."""

    def __init__(self) -> None:
        """Begin before the first statement."""
        self.statements = 0
        self.notes: Counter[str] = Counter()
        self.transactions: list[Transaction] = []
        self.characters = 0
        self.begin()

    def begin(self) -> None:
        """Begin a statement."""
        self.entries = 0
        self.head: Head | None = None
        self.closing_day: datetime.date | None = None
        self.references: set[str] = set()
        self.totals = Totals()

    def add_transaction(self, element: Element) -> None:
        """Keep a transaction until its entry ends."""
        around = element.getparent()
        if around is None or local(around) not in ("NtryDtls", "Ntry"):
            message = "a transaction (TxDtls) stands outside of an entry"
            raise Unreadable(line_of(element), message, "transactions inside of NtryDtls")
        fields = fields_of(element, "transaction (TxDtls)")
        self.characters += fields.characters
        if len(self.transactions) == DETAILS_MAX or self.characters > CHARACTERS_MAX:
            message = (
                f"one entry holds more than {DETAILS_MAX:,} transactions or "
                f"{CHARACTERS_MAX:,} characters in them"
            )
            raise Unreadable(line_of(element), message, "a batch of ordinary size")
        self.transactions.append(transaction_of(fields))

    def entry(self, element: Element) -> StatementEntry:
        """The entry that ends here."""
        head = self.head or self.head_around(element)
        self.entries += 1
        fields = fields_of(element, f"entry {self.entries} of statement {head.id or '-'}")
        entry = entry_of(fields, self.transactions, head.account)
        self.transactions, self.characters = [], 0
        self.totals.add(entry.amount)
        said = status(fields)
        self.notes["status"] += not said
        self.notes["unknown_status"] += said not in ("", BOOKED, *NOT_BOOKED)
        if entry.bank_reference:
            self.notes["reference"] += entry.bank_reference in self.references
            if len(self.references) < REFERENCES_MAX:
                self.references.add(entry.bank_reference)
        if entry.booked and entry.booking_date is None and self.closing_day:
            several = head.first_day is not None and head.first_day < self.closing_day
            self.notes["late_dates" if several else "dates"] += 1
            return replace(entry, booking_date=self.closing_day)
        return entry

    def head_around(self, element: Element) -> Head:
        """The head of the statement around its first entry, as far as it stands before it."""
        container = element.getparent()
        if container is None or local(container) not in KINDS:
            message = "an entry (Ntry) stands outside of a statement"
            raise Unreadable(line_of(element), message, "entries inside of Stmt, Rpt or Ntfctn")
        self.head = head_of(container)
        closing = opening_and_closing(self.head, KINDS[local(container)])[1]
        self.closing_day = closing.date if closing else None
        return self.head

    def statement(self, element: Element) -> Iterator[Part]:
        """The statement that ends here."""
        head, kind = head_of(element), KINDS[local(element)]
        place = f"{line_of(element)}, statement {head.id or '-'}"
        self.notes["indicator"] += sum(not each.indicated for each in head.balances)
        statement = statement_of(head, kind, place)
        for which, balance in (("opening", statement.opening), ("closing", statement.closing)):
            if balance is not None:
                yield from too_fine(f"{place}, {which} balance", balance.amount, balance.currency)
        yield from self.totals.problems(element, head.id)
        yield statement
        self.statements += 1
        self.begin()

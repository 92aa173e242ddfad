"""SWIFT MT940 (statement) and MT942 (report during the day) -> statements.

One message is one statement, or one page of it: a page ends on an interim balance (:62M:) and the
next opens on it (:60M:). A report during the day (MT942) has no balances, and none is made up.
Amounts are signed in the account holder's view. Source: SWIFT MT940, MT942 and the dialects of
banks; why this is read here and not by a library: docs/decisions/0010-reading-mt940.md.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from treasury.accounts.statements import mt_values as values
from treasury.accounts.statements.figures import shown
from treasury.accounts.statements.iban import account_named
from treasury.accounts.statements.mt_fields import BLOCK_KIND, END, ENVELOPE, Field, fields
from treasury.accounts.statements.mt_narrative import Narrative, Spoken, squeezed
from treasury.accounts.statements.notes import Notes
from treasury.accounts.statements.repeats import Repeats
from treasury.accounts.statements.statement import (
    Balance,
    Detail,
    Part,
    Severity,
    Source,
    Statement,
    StatementEntry,
    Unreadable,
)
from treasury.accounts.statements.text_lines import text_lines, told

INTERIM_KINDS = ("941", "942")
INTERIM_FIELDS = frozenset({"13D", "34F", "90C", "90D"})
NUMBER = re.compile(r"(?P<number>[0-9]{1,15})(?:/(?P<page>[0-9]{1,15}))?")
SENDER = re.compile(r"\{1:F01([A-Z]{6}[A-Z0-9]{2})")
SENDER_OF_OUTPUT = re.compile(r"\{2:O[0-9]{13}([A-Z]{6}[A-Z0-9]{2})")
BANK_OF_ACCOUNT = re.compile(r"([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?|[0-9]{8})/")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
ONCE = frozenset(
    ["20", "21", "25", "25P", "28", "28C", "60F", "60M", "62F", "62M", "13", "13D", "90C", "90D"]
)
SAME_FIELD = {"25P": "25", "28C": "28", "60M": "60F", "62M": "62F", "13D": "13"}
ELSEWHERE = {"KREF+": "", "EREF+": "", "EREF": "EREF"}
"""References that only say under which code word of :86: the reference stands; what is left of
them where it does not."""
OPENS_ANOTHER = ("25", "28", "60F")
"""Fields that belong before the entries: after a closing balance they begin the next statement."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """An entry whose narrative is still being read."""

    line: values.StatementLine
    place: str
    spoken: Spoken = field(default_factory=Spoken)


@dataclass(slots=True, kw_only=True)
class Message:
    """The statement being read, as far as it is read."""

    kind: str = "940"
    sender: str = ""
    where: str = ""
    seen: dict[str, int] = field(default_factory=dict)
    id: str = ""
    account: str | None = None
    owner: str = ""
    servicer: str = ""
    number: str = ""
    page: str = ""
    currency: str | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    totals: dict[str, tuple[int, Decimal] | None] = field(default_factory=dict)
    counted: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    entry: Entry | None = None
    repeats: Repeats = field(default_factory=Repeats)
    ended: bool = False

    @property
    def interim(self) -> bool:
        """Whether this is a report during the day."""
        balances = "60F" in self.seen or "62F" in self.seen
        return self.kind in INTERIM_KINDS or (
            not balances and not INTERIM_FIELDS.isdisjoint(self.seen)
        )


def read(source: Source) -> Iterator[Part]:
    """The parts of the file in order; `Unreadable` where it holds no statement."""
    reading = Reading()
    for one in fields(told(text_lines(source), reading.notes)):
        yield from reading.take(one)
    yield from reading.close()
    if not reading.statements:
        message = "holds no field of an account statement"
        raise Unreadable(source.name, message, "fields such as :20:, :25:, :60F:, :61: and :62F:")


class Reading:
    """One pass over the fields of a file."""

    def __init__(self) -> None:
        """Start before the first message."""
        self.notes = Notes()
        self.message = Message()
        self.statements = 0

    def take(self, one: Field) -> Iterator[Part]:
        """The parts that this field completes."""
        if self.message.entry is not None and one.tag not in ("86", "NS"):
            yield from self.finish_entry()
        if one.tag == ENVELOPE:
            yield from self.close()
            self.read_envelope(one)
        elif one.tag == END:
            self.message.ended = True
        else:
            if self.begins_another(one):
                yield from self.close()
            self.read_field(one)
        if self.notes.problems:
            yield from self.notes.told()

    def begins_another(self, one: Field) -> bool:
        """Whether the field belongs to the next statement."""
        same = SAME_FIELD.get(one.tag, one.tag)
        closed = "62F" in self.message.seen
        return bool(self.message.seen) and (one.tag == "20" or (closed and same in OPENS_ANOTHER))

    def read_envelope(self, one: Field) -> None:
        """Take the kind of message and its sender from its header."""
        kind = BLOCK_KIND.search(one.lines[0])
        sender = SENDER_OF_OUTPUT.search(one.lines[0]) or SENDER.search(one.lines[0])
        if kind:
            self.message.kind = kind[1]
        if sender:
            self.message.sender = sender[1]

    def read_field(self, one: Field) -> None:
        """Put what a field says into the message."""
        message, tag = self.message, one.tag
        read = READERS.get(tag)
        if read is None:
            self.notes.say("warning", one.where, "is no field of a statement and was left out")
            return
        if tag != "NS" or message.seen:
            message.where = message.where or one.where
        same = SAME_FIELD.get(tag, tag)
        if tag in ONCE and same in message.seen:
            text = f"stands a second time, first in line {message.seen[same]}; this one was read"
            self.notes.say("error", one.where, text, "each field once in a statement")
        read(self, one)
        if tag != "NS":
            message.seen.setdefault(same, one.number)

    def read_id(self, one: Field) -> None:
        """:20: the bank's reference of the message."""
        self.message.id = one.text

    def read_account(self, one: Field) -> None:
        """:25: the account, as the bank writes it, and where it says so the bank."""
        self.message.account = account_named(one.text) or None
        bank = BANK_OF_ACCOUNT.match(one.text)
        further = one.lines[1].strip() if len(one.lines) > 1 else ""
        if BIC.fullmatch(further):
            self.message.servicer = further
        elif bank:
            self.message.servicer = bank[1]

    def read_number(self, one: Field) -> None:
        """:28C: number of the statement and of its page."""
        found = NUMBER.fullmatch(one.text)
        if not found:
            expected = "a number and a page, as 12/1"
            self.notes.say("warning", one.where, f"{shown(one.text)} is no number", expected)
        self.message.number = found["number"] if found else ""
        self.message.page = (found["page"] or "") if found else ""

    def read_opening(self, one: Field) -> None:
        """:60F: and :60M: the balance before the entries."""
        self.message.opening = values.balance(one, self.notes)
        self.know_currency(self.message.opening)

    def read_closing(self, one: Field) -> None:
        """:62F: and :62M: the balance after the entries."""
        self.message.closing = values.balance(one, self.notes)
        self.know_currency(self.message.closing)

    def know_currency(self, balance: Balance | None) -> None:
        """Keep the currency of the first balance that names one."""
        if balance is not None:
            self.message.currency = self.message.currency or balance.currency

    def read_limit(self, one: Field) -> None:
        """:34F: the smallest amounts that a report during the day names."""
        currency = values.limit_currency(one, self.notes)
        self.message.currency = self.message.currency or currency

    def read_total(self, one: Field) -> None:
        """:90C: and :90D: number and sum of the entries of one side."""
        self.message.totals[one.tag] = values.total(one, self.notes)

    def read_unused_balance(self, one: Field) -> None:
        """:64: and :65: available balances, which no figure here uses."""
        if not values.BALANCE.fullmatch(one.text):
            message = f"{shown(one.text)} is not a balance; it is not used"
            self.notes.say("note", one.where, message, values.BALANCE_EXPECTED)

    def read_nothing(self, one: Field) -> None:
        """Fields that say nothing about accounts: a related reference, the time of a report."""

    def read_line(self, one: Field) -> None:
        """:61: an entry."""
        if self.message.ended or "62F" in self.message.seen:
            expected = "entries between :60F: and :62F:"
            self.notes.say("warning", one.where, "stands after the end of its statement", expected)
        line = values.statement_line(one, self.message.currency, self.notes)
        if line is not None:
            self.message.entry = Entry(line=line, place=one.where)

    def read_narrative(self, one: Field) -> None:
        """:86: what the bank says to the entry before; to the whole statement it stays unused."""
        if self.message.entry is not None:
            self.message.entry.spoken.free.append(one.lines)

    def read_own(self, one: Field) -> None:
        """:NS: a field of the bank's own: beside an entry, or the owner's name."""
        if self.message.entry is not None:
            self.message.entry.spoken.own.append(one.lines)
            return
        for line in one.lines:
            if line.startswith("22") and not line[2:].isdigit():
                self.message.owner = self.message.owner or squeezed(line[2:])

    def finish_entry(self) -> Iterator[Part]:
        """The entry whose narrative is complete, if one is open."""
        entry, self.message.entry = self.message.entry, None
        if entry is None:
            return
        part = entry_of(entry, self.message.currency)
        side = "90D" if part.amount < 0 else "90C"
        number, amount = self.message.counted.get(side, (0, Decimal(0)))
        self.message.counted[side] = (number + 1, amount + abs(part.amount))
        yield part
        if part.bank_reference:
            yield from self.message.repeats.check(part)

    def close(self) -> Iterator[Part]:
        """The statement whose fields are complete, if one is open; then a new one begins."""
        yield from self.finish_entry()
        message = self.message
        if message.seen:
            self.tell_missing(message)
            self.tell_totals(message)
            yield from self.notes.told()
            yield statement_of(message)
            self.statements += 1
            self.message = Message()
        yield from self.notes.told()

    def tell_missing(self, message: Message) -> None:
        """Tell which fields a statement should have and has not."""
        for tag, what in (("25", "account"), ("20", "reference")):
            if tag not in message.seen:
                severity: Severity = "error" if tag == "25" else "warning"
                text = f"the statement has no field :{tag}:, so its {what} is not known"
                self.notes.say(severity, message.where, text)
        if message.interim:
            if message.opening or message.closing:
                text = "a report during the day names balances; they were left out"
                self.notes.say("warning", message.where, text)
            return
        for tag, what in (("60F", "opening"), ("62F", "closing")):
            if tag not in message.seen:
                text = f"the statement has no {what} balance (:{tag}:); the file may be cut off"
                self.notes.say("warning", message.where, text)

    def tell_totals(self, message: Message) -> None:
        """Tell where number or sum of a side are not those that the bank names."""
        for tag, said in message.totals.items():
            read = message.counted.get(tag, (0, Decimal(0)))
            if said is not None and said != read:
                what = "debits" if tag == "90D" else "credits"
                text = (
                    f"{what} should be {said[1]:f} in {said[0]} entries, read were "
                    f"{read[1]:f} in {read[0]}"
                )
                where = f"line {message.seen[tag]} (:{tag}:)"
                self.notes.say("warning", where, text, "number and sum of the entries")


READERS: dict[str, Callable[[Reading, Field], None]] = {
    "20": Reading.read_id, "25": Reading.read_account, "25P": Reading.read_account,
    "28": Reading.read_number, "28C": Reading.read_number,
    "60F": Reading.read_opening, "60M": Reading.read_opening,
    "61": Reading.read_line, "86": Reading.read_narrative, "NS": Reading.read_own,
    "62F": Reading.read_closing, "62M": Reading.read_closing,
    "64": Reading.read_unused_balance, "65": Reading.read_unused_balance,
    "65F": Reading.read_unused_balance, "34F": Reading.read_limit,
    "90C": Reading.read_total, "90D": Reading.read_total,
    "13": Reading.read_nothing, "13D": Reading.read_nothing, "21": Reading.read_nothing,
}  # fmt: skip


def entry_of(entry: Entry, currency: str | None) -> StatementEntry:
    """The entry with what is said beside it.

    Its code is the SWIFT type and, behind a slash, the German business code: "NTRF/166".
    """
    line, said = entry.line, entry.spoken.narrative()
    reference = line.reference
    if reference in ELSEWHERE:
        reference = said.customer_reference or said.end_to_end or ELSEWHERE[reference]
    name_from_supplement(line, said)
    text = "; ".join(filter(None, (line.supplement, said.text)))
    details: tuple[Detail, ...] = ()
    if said.end_to_end:
        details = (Detail(
            amount=line.amount, counterparty=said.counterparty,
            counterparty_account=said.counterparty_account,
            counterparty_bank=said.counterparty_bank, end_to_end=said.end_to_end, text=text,
        ),)  # fmt: skip
    return StatementEntry(
        amount=line.amount, currency=currency, booking_date=line.booking_date,
        value_date=line.value_date, booked=not line.mark.startswith("E"),
        reversal=line.mark.startswith("R"), bank_reference=line.bank_reference,
        customer_reference=reference, code="/".join(filter(None, (line.kind, said.code))),
        counterparty=said.counterparty, counterparty_account=said.counterparty_account,
        counterparty_bank=said.counterparty_bank, text=text, details=details,
        where=entry.place,
    )  # fmt: skip


def name_from_supplement(line: values.StatementLine, said: Narrative) -> None:
    """Dutch banks put the other account where the reference belongs and its owner below."""
    if said.counterparty_account:
        return
    if IBAN.fullmatch(line.reference):
        said.counterparty_account = line.reference
        said.counterparty = said.counterparty or line.supplement
    elif IBAN.fullmatch(line.supplement):
        said.counterparty_account = line.supplement


def statement_of(message: Message) -> Statement:
    """The statement; a report during the day carries no balances."""
    return Statement(
        id=message.id, account=message.account, currency=message.currency,
        kind="interim" if message.interim else "statement", owner=message.owner,
        servicer=message.servicer or message.sender, number=message.number, page=message.page,
        opening=None if message.interim else message.opening,
        closing=None if message.interim else message.closing, where=message.where,
    )  # fmt: skip

"""BAI2 cash management reports -> statements, one for each account record (03) of a group.

Amounts are decimals of major units, signed in the account holder's view: the type code says which
side an entry is on. The opening and closing ledger balance are the summaries 010 and 015. Control
totals and record counts of accounts, groups and the file are all checked; a file that ends without
them may be cut off and says so. Source: BAI Cash Management Balance Reporting Specifications,
version 2, in which a currency that is not named is the US dollar.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from treasury.accounts.statements import bai2_values as values
from treasury.accounts.statements.bai2_control import Control
from treasury.accounts.statements.bai2_records import Cursor, Record, records
from treasury.accounts.statements.figures import NotAnAmount, shown
from treasury.accounts.statements.notes import Notes
from treasury.accounts.statements.repeats import Repeats
from treasury.accounts.statements.statement import (
    Balance,
    Part,
    Source,
    Statement,
    StatementEntry,
    Unreadable,
)
from treasury.accounts.statements.text_lines import text_lines, told
from treasury.money import DIGITS

DEFAULT_CURRENCY = "USD"
OPENING, CLOSING = "010", "015"
TOTALS = {"100": (1, "credits"), "400": (-1, "debits")}
INTERIM = ("1", "3")
"""As-of modifiers of reports that a later one replaces: interim of an earlier day, of today."""
UNUSUAL = {"2": "deletes an earlier one", "3": "corrects an earlier one", "4": "is a test"}
"""Status of a group other than an ordinary one."""


@dataclass(slots=True, kw_only=True)
class Account:
    """The account being read."""

    number: str
    currency: str
    digits: int
    control: Control
    balances: dict[str, Decimal] = field(default_factory=dict)
    summed: dict[int, Decimal] = field(default_factory=dict)
    repeats: Repeats = field(default_factory=Repeats)


@dataclass(slots=True, kw_only=True)
class Group:
    """The group being read: one bank, one day."""

    bank: str = ""
    date: datetime.date | None = None
    currency: str = ""
    interim: bool = False
    control: Control


def read(source: Source) -> Iterator[Part]:
    """The parts of the file in order; `Unreadable` at a line that is no record."""
    reading = Reading()
    for record in records(told(text_lines(source), reading.notes)):
        yield from reading.take(record)
    yield from reading.finish()
    if not reading.accounts:
        raise Unreadable(source.name, "holds no account (record 03)", "records 01, 02, 03, ..., 99")


class Reading:
    """One pass over the records of a file."""

    def __init__(self) -> None:
        """Start before the header."""
        self.notes = Notes()
        self.file: Control | None = None
        self.group: Group | None = None
        self.account: Account | None = None
        self.accounts = 0

    def take(self, record: Record) -> Iterator[Part]:
        """The parts that this record completes."""
        read = READERS.get(record.code)
        if read is None:
            message = f"record {record.code} is not known and was left out"
            self.notes.say("warning", record.where, message, "01, 02, 03, 16, 49, 88, 98 or 99")
            self.count(record)
        else:
            yield from read(self, record)
        yield from self.notes.told()

    def finish(self) -> Iterator[Part]:
        """What is still open at the end of the file."""
        yield from self.close_file()
        yield from self.notes.told()

    def count(self, record: Record) -> None:
        """Count the lines of a record in at every level that is open."""
        controls = [
            self.account and self.account.control, self.group and self.group.control, self.file
        ]  # fmt: skip
        for control in controls:
            if control:
                control.lines += len(record.lines)

    def file_header(self, record: Record) -> Iterator[Part]:
        """01: a file begins."""
        yield from self.close_file()
        fields = record.lines[0].split(",")
        version = fields[7].strip() if len(fields) > 7 else ""
        if version not in ("", "2"):
            message = f"names version {shown(version)}"
            self.notes.say("warning", record.where, message, "version 2; it was read as such")
        self.file = Control(name="file", trailer="99", where=record.where, members_name="groups")
        self.count(record)

    def group_header(self, record: Record) -> Iterator[Part]:
        """02: a group begins."""
        yield from self.close_group()
        fields = [*(text.strip() for text in record.lines[0].split(",")), *[""] * 7][:7]
        _receiver, bank, status, date, _time, currency, modifier = fields
        if status in UNUSUAL:
            message = f"this group {UNUSUAL[status]} (status {status})"
            self.notes.say("error", record.where, message, "status 1, a report of its own")
        day = values.date_of(date, record.where, self.notes)
        if not date:
            self.notes.say("error", record.where, "names no date (as-of date, field 4)", "YYMMDD")
        self.group = Group(
            bank=bank, date=day, currency=currency, interim=modifier in INTERIM,
            control=group_control(record),
        )  # fmt: skip
        if self.file is not None:
            self.file.members += 1
        self.count(record)

    def account_header(self, record: Record) -> Iterator[Part]:
        """03: an account begins, with its balances and totals."""
        yield from self.close_account()
        if self.group is None:
            self.notes.say("error", record.where, "stands outside a group", "a record 02 before it")
            self.group = Group(control=group_control(record))
        fields = Cursor(record)
        number, currency = fields.take(), fields.take()
        currency = self.currency_of(currency or self.group.currency, record)
        self.account = Account(
            number=number, currency=currency, digits=DIGITS.get(currency, 2),
            control=Control(name="account", trailer="49", where=record.where),
        )  # fmt: skip
        self.accounts += 1
        self.group.control.members += 1
        self.count(record)
        if not number:
            self.notes.say("error", record.where, "names no account", "an account number")
        self.summaries(fields, self.account)

    def currency_of(self, currency: str, record: Record) -> str:
        """The currency of an account; the US dollar where neither it nor its group names one."""
        if not currency:
            message = "neither account nor group names a currency, so it is the US dollar"
            self.notes.say("note", record.where, message)
            return DEFAULT_CURRENCY
        if currency not in DIGITS:
            message = (
                f"the decimals of {shown(currency)} are not known; its amounts were read with two"
            )
            self.notes.say("error", record.where, message, "an ISO 4217 code such as USD")
        return currency

    def summaries(self, fields: Cursor, account: Account) -> None:
        """Read balances and totals: type code, amount, number of items, funds type."""
        where = account.control.where
        while not fields.ended:
            code = fields.take()
            if not code:  # a comma too many at the end of a line
                continue
            amount = fields.take()
            if not next_code(fields):
                fields.take()  # the number of items
            if not next_code(fields):
                values.funds_of(fields, where, self.notes)
            place = f"{where}, type {code[:20]}"
            if amount:
                read = self.amount(amount, account, place)
                if read is not None:
                    account.balances.setdefault(code, read)

    def amount(self, text: str, account: Account, where: str) -> Decimal | None:
        """The amount, counted into the control total; None, with the reason told, if it is none."""
        try:
            amount = values.amount_in(text, account.digits)
            account.control.amounts += values.units_of(text)
        except NotAnAmount as reason:
            account.control.readable = False
            self.notes.say("error", where, str(reason), values.AMOUNT_EXPECTED)
            return None
        return amount

    def transaction(self, record: Record) -> Iterator[Part]:
        """16: an entry."""
        self.count(record)
        account = self.account
        if account is None:
            self.notes.say("error", record.where, "stands outside an account", "a 03 before it")
            return
        fields = Cursor(record)
        code, text = fields.take(), fields.take()
        funds = values.funds_of(fields, record.where, self.notes)
        side = values.side_of(code)
        amount = self.amount(text, account, record.where) if text else None
        if amount is None or not side:
            self.tell_no_entry(code, text, side, record)
            return
        values.told_parts(funds, text, record.where, self.notes)
        entry = self.entry(amount * side, code, funds, fields, record)
        account.summed[side] = account.summed.get(side, Decimal(0)) + amount
        yield from self.notes.told()
        yield entry
        yield from account.repeats.check(entry)

    def entry(
        self, amount: Decimal, code: str, funds: values.Funds, fields: Cursor, record: Record
    ) -> StatementEntry:
        """The entry; its day is the group's, its value date another where the bank says so."""
        assert self.account is not None and self.group is not None
        short = fields.at_line_start and not funds.kind  # neither references nor their commas
        own, customers = ("", "") if short else (fields.take(), fields.take())
        day = self.group.date
        return StatementEntry(
            amount=amount, currency=self.account.currency, booking_date=day,
            value_date=values.date_of(funds.date, record.where, self.notes)
            or (None if funds.kind in values.LATER else day),
            reversal=code in values.REVERSALS, bank_reference=own, customer_reference=customers,
            code=code, text=" ".join(" ".join(fields.rest()).split()), where=record.where,
        )  # fmt: skip

    def tell_no_entry(self, code: str, text: str, side: int, record: Record) -> None:
        """Tell why a record 16 is no entry, unless its amount has been told already."""
        if code == values.NOT_MONEY:
            self.notes.say("note", record.where, "is a message, not an entry (type 890)")
        elif not side:
            expected = "100 to 399 for a credit, 400 to 699 for a debit"
            self.notes.say("error", record.where, f"type {shown(code)} is no entry's", expected)
        elif not text:
            message = "has no amount, so this entry is missing"
            self.notes.say("error", record.where, message, values.AMOUNT_EXPECTED)

    def account_trailer(self, record: Record) -> Iterator[Part]:
        """49: an account ends."""
        self.count(record)
        yield from self.close_account(record)

    def group_trailer(self, record: Record) -> Iterator[Part]:
        """98: a group ends."""
        yield from self.close_account()
        self.count(record)
        yield from self.close_group(record)

    def file_trailer(self, record: Record) -> Iterator[Part]:
        """99: the file ends."""
        yield from self.close_group()
        self.count(record)
        yield from self.close_file(record)

    def close_account(self, trailer: Record | None = None) -> Iterator[Part]:
        """The statement of the account that is open, held against its trailer."""
        account, group = self.account, self.group
        if account is None or group is None:
            self.tell_stray(trailer)
            return
        group.control.add(account.control, self.stated(account.control, trailer))
        self.tell_totals(account)
        yield from self.notes.told()
        yield statement_of(account, group)
        self.account = None

    def close_group(self, trailer: Record | None = None) -> Iterator[Part]:
        """What is open of the group, which is then held against its trailer."""
        yield from self.close_account()
        if self.group is None:
            self.tell_stray(trailer)
            return
        stated = self.stated(self.group.control, trailer)
        if self.file is not None:
            self.file.add(self.group.control, stated)
        self.group = None

    def close_file(self, trailer: Record | None = None) -> Iterator[Part]:
        """What is open of the file, which is then held against its trailer."""
        yield from self.close_group()
        if self.file is None:
            self.tell_stray(trailer)
            return
        self.stated(self.file, trailer)
        self.file = None

    def stated(self, control: Control, trailer: Record | None) -> int:
        """The control total that the trailer states; every difference is told."""
        if trailer is None:
            return control.missing(self.notes)
        return control.hold_against(trailer, self.notes)

    def tell_stray(self, trailer: Record | None) -> None:
        """Tell of a trailer without its header."""
        if trailer is not None:
            self.notes.say(
                "error", trailer.where, "ends what was never begun", "its header before it"
            )

    def tell_totals(self, account: Account) -> None:
        """Tell where the entries do not make the total of their side (100, 400) of the header.

        An account reported without entries says nothing of this: it has only its balances.
        """
        for code, (side, what) in TOTALS.items():
            said, read = account.balances.get(code), account.summed.get(side, Decimal(0))
            if said is not None and account.summed and abs(said) != abs(read):
                message = f"total {what} ({code}) are {said:f}, the entries make {read:f}"
                self.notes.say("warning", account.control.where, message, "the sum of the entries")


READERS: dict[str, Callable[[Reading, Record], Iterator[Part]]] = {
    "01": Reading.file_header, "02": Reading.group_header, "03": Reading.account_header,
    "16": Reading.transaction, "49": Reading.account_trailer, "98": Reading.group_trailer,
    "99": Reading.file_trailer,
}  # fmt: skip


def group_control(record: Record) -> Control:
    """The sums of a group that begins with this record."""
    return Control(name="group", trailer="98", where=record.where, members_name="accounts")


def next_code(fields: Cursor) -> bool:
    """Whether a line begins with a type code here, so that the fields before it are left out."""
    text = fields.peek()
    return fields.at_line_start and len(text) == 3 and text.isdecimal()


def statement_of(account: Account, group: Group) -> Statement:
    """The statement of the account, between its opening and closing ledger balance."""

    def balance(code: str) -> Balance | None:
        amount = account.balances.get(code)
        if amount is None:
            return None
        return Balance(amount=amount, currency=account.currency, date=group.date)

    return Statement(
        account=account.number or None, currency=account.currency,
        kind="interim" if group.interim else "statement", servicer=group.bank,
        opening=balance(OPENING), closing=balance(CLOSING), where=account.control.where,
    )  # fmt: skip

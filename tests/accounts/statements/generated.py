"""Random statements, written as MT940 and as BAI2 by writers that know nothing of the readers."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from hypothesis import strategies as st

MARKS = {"C": (1, False, True), "D": (-1, False, True), "RC": (-1, True, True),
         "RD": (1, True, True), "EC": (1, False, False), "ED": (-1, False, False)}  # fmt: skip
"""Mark -> sign, reversal, booked."""
DECIMALS = {"EUR": 2, "JPY": 0, "KWD": 3, "USD": 2}


@dataclass(frozen=True)
class Line:
    """An entry to be written: whole smallest units, not signed."""

    units: int
    mark: str
    funds: str
    value: datetime.date
    booking: datetime.date
    kind: str
    own: str
    bank: str
    text: str


@dataclass(frozen=True)
class Account:
    """An account's statement to be written; `opening` in smallest units."""

    number: str
    currency: str
    opening: int
    day: datetime.date
    lines: tuple[Line, ...]

    def amount(self, units: int) -> Decimal:
        """The units as a decimal of major units."""
        return Decimal(units).scaleb(-DECIMALS[self.currency])


days = st.dates(datetime.date(1981, 1, 1), datetime.date(2078, 12, 31))
names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=10)
NO_REFERENCE = "NONREF"
"""What MT940 writes where there is no reference."""
references = st.sampled_from(["", NO_REFERENCE]) | names
words = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzäéß0123456789,.", min_size=1, max_size=12), max_size=12
).map(" ".join)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn, codes: st.SearchStrategy[str], marks: Sequence[str]) -> Line:
    """A random entry."""
    value = draw(days)
    return Line(
        units=draw(st.integers(0, 10**15)), mark=draw(st.sampled_from(marks)),
        funds=draw(st.sampled_from(["", "R", "D", "C", "N", "Z"])), value=value,
        booking=value + datetime.timedelta(days=draw(st.integers(-180, 180))), kind=draw(codes),
        own=draw(references), bank=draw(references), text=draw(words),
    )  # fmt: skip


@st.composite
def accounts(
    draw: st.DrawFn, codes: st.SearchStrategy[str], marks: Sequence[str] = tuple(MARKS)
) -> Account:
    """A random account with its entries."""
    return Account(
        number=draw(names), currency=draw(st.sampled_from(sorted(DECIMALS))),
        opening=draw(st.integers(-(10**15), 10**15)), day=draw(days),
        lines=tuple(draw(st.lists(lines(codes, marks), max_size=6))),
    )  # fmt: skip


swift_kinds = st.builds(
    "{}{}".format, st.sampled_from("NFS"), st.text("ABCXYZ0189", min_size=3, max_size=3)
)
bai_kinds = st.integers(101, 399).map(str)
"""Codes of credits; 300 more are the debits."""


def closing_of(account: Account) -> int:
    """The closing balance in smallest units."""
    booked = (MARKS[one.mark][0] * one.units for one in account.lines if MARKS[one.mark][2])
    return account.opening + sum(booked)


# --- MT940 ------------------------------------------------------------------------------------


def comma(account: Account, units: int) -> str:
    """The amount with a decimal comma, zeros at the end left out as banks do."""
    text = f"{account.amount(abs(units)):f}"
    return (text.rstrip("0") if "." in text else text + ".").replace(".", ",")


def swift_balance(tag: str, account: Account, units: int) -> str:
    """A :60: or :62:."""
    side = "D" if units < 0 else "C"
    return f":{tag}:{side}{account.day:%y%m%d}{account.currency}{comma(account, units)}"


def swift_line(account: Account, one: Line) -> list[str]:
    """A :61: with its :86:."""
    entry = "" if one.booking == one.value else f"{one.booking:%m%d}"
    bank = f"//{one.bank}" if one.bank else ""
    first = (
        f":61:{one.value:%y%m%d}{entry}{one.mark}{one.funds}{comma(account, one.units)}"
        f"{one.kind}{one.own or NO_REFERENCE}{bank}"
    )
    return [first, *([f":86:{one.text[:60]}", one.text[60:120]] if one.text else [])]


def as_mt940(statements: Sequence[Account], end: str) -> str:
    """A file of these statements."""
    written = []
    for number, account in enumerate(statements, start=1):
        written += [f":20:REF{number}", f":25:{account.number}", f":28C:{number}/1"]
        written.append(swift_balance("60F", account, account.opening))
        for one in account.lines:
            written += swift_line(account, one)
        written += [swift_balance("62F", account, closing_of(account)), "-"]
    return end.join([*written, ""])


# --- BAI2 -------------------------------------------------------------------------------------


def bai_entry(one: Line) -> list[str]:
    """A record 16; the text goes on in a line of its own."""
    code = int(one.kind) + (300 if one.mark == "D" else 0)
    funds = {"R": "0", "D": "1", "C": "2", "N": "V,{:%y%m%d},", "Z": "S,{0},0,0", "": ""}[one.funds]
    filled = funds.format(one.value if one.funds == "N" else one.units)
    record = f"16,{code},{one.units},{filled},{one.bank},{one.own},{one.text[:40]}/"
    return [record, *([f"88,{one.text[40:]}"] if one.text[40:] else [])]


def bai_account(account: Account) -> tuple[list[str], int]:
    """The records of an account and its control total."""
    closing = closing_of(account)
    lines = [f"03,{account.number},{account.currency},010,{account.opening},,,015,{closing},,/"]
    for one in account.lines:
        lines += bai_entry(one)
    total = account.opening + closing + sum(one.units for one in account.lines)
    return [*lines, f"49,{total},{len(lines) + 1}/"], total


def as_bai2(groups: Sequence[Account], end: str) -> str:
    """A file with a group for each of these accounts, all trailers right."""
    written, totals = ["01,BANK,ME,260302,1800,1,,,2/"], []
    for account in groups:
        lines, total = bai_account(account)
        written += [f"02,ME,BANK,1,{account.day:%y%m%d},,,2/", *lines]
        written.append(f"98,{total},1,{len(lines) + 2}/")
        totals.append(total)
    *_, whole = accumulate(totals, initial=0)
    return end.join([*written, f"99,{whole},{len(groups)},{len(written) + 1}/", ""])

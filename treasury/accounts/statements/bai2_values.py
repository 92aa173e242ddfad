"""Fields of BAI2 records -> amounts, dates, funds types, sides of type codes.

Amounts are written in the smallest unit of their currency, without a point; they are decimals of
major units here. Source: BAI Cash Management Balance Reporting Specifications, version 2.
"""

import datetime
import re
from decimal import Decimal
from typing import NamedTuple

from treasury.accounts.statements.bai2_records import Cursor
from treasury.accounts.statements.figures import NotAnAmount, amount_of, shown
from treasury.accounts.statements.notes import Notes
from treasury.accounts.statements.short_dates import day_in, year_of

WHOLE = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9]+)")
DATE = re.compile(r"[0-9]{6}")
UNITS_DIGITS_MAX = 18
AMOUNT_EXPECTED = "whole smallest units, as 1250 for 12.50 USD"
CREDITS = ((100, 399), (720, 759), (920, 959))
DEBITS = ((400, 699), (760, 799), (960, 999))
"""Type codes of entries by side: of accounts, of loans, of the bank's own."""
NOT_MONEY = "890"
REVERSALS = ("252", "258", "395", "552", "558")
"""Reversal of a debit, of an ACH debit, of a check; of a credit, of an ACH credit."""
LATER = ("1", "2", "S", "D")
"""Funds types of money that can be used later, on days that the file does not name."""
FUNDS = ("", "Z", "0", "1", "2", "S", "V", "D")


class Funds(NamedTuple):
    """When the money of an entry can be used: the kind, a value date, the parts it comes in."""

    kind: str = ""
    date: str = ""
    parts: tuple[str, ...] = ()


def side_of(code: str) -> int:
    """1 for the type code of a credit, -1 of a debit, 0 of neither.

    >>> side_of("142"), side_of("451"), side_of("890"), side_of("15")
    (1, -1, 0, 0)
    """
    number = int(code) if re.fullmatch("[0-9]{3}", code) else 0
    if any(first <= number <= last for first, last in CREDITS):
        return 1
    return -1 if any(first <= number <= last for first, last in DEBITS) else 0


def units_of(text: str) -> int:
    """The whole number of smallest units, signed; `NotAnAmount` for anything else."""
    found = WHOLE.fullmatch(text)
    if not found:
        raise NotAnAmount(f"{shown(text)} is not an amount in digits")
    if len(found["digits"].lstrip("0")) > UNITS_DIGITS_MAX:
        raise NotAnAmount(f"{shown(text)} is larger than any account can hold")
    return int(text)


def amount_in(text: str, digits: int) -> Decimal:
    """The amount in major units, signed, with the decimals of its currency.

    >>> amount_in("-1250", 2), amount_in("7", 3), amount_in("+500", 0)
    (Decimal('-12.50'), Decimal('0.007'), Decimal('500'))
    """
    found = WHOLE.fullmatch(text)
    if not found:
        raise NotAnAmount(f"{shown(text)} is not an amount in digits")
    figures = found["digits"].rjust(digits + 1, "0")
    split = len(figures) - digits
    return amount_of(f"{found['sign']}{figures[:split]}.{figures[split:]}".rstrip("."))


def date_of(text: str, where: str, notes: Notes) -> datetime.date | None:
    """The day written YYMMDD; None, with the reason told, where it is none; None for ""."""
    day = day_in(year_of(text), text[2:]) if DATE.fullmatch(text) else None
    if day is None and text:
        message = f"{shown(text)} (YYMMDD) is no day of the calendar and was left out"
        notes.say("warning", where, message)
    return day


def funds_of(fields: Cursor, where: str, notes: Notes) -> Funds:
    """The funds type and the fields it brings with it.

    A field that is no funds type is left where it stands: the bank left the type out.
    """
    kind = fields.peek()
    if kind not in FUNDS:
        return Funds()
    fields.take()
    if kind == "S":
        return Funds(kind, parts=(fields.take(), fields.take(), fields.take()))
    if kind == "V":
        date, _time = fields.take(), fields.take()
        return Funds(kind, date=date)
    if kind == "D":
        return Funds(kind, parts=distributed(fields, where, notes))
    return Funds(kind)


def distributed(fields: Cursor, where: str, notes: Notes) -> tuple[str, ...]:
    """The amounts of a distributed availability: a number, then so many days and amounts."""
    number = fields.take()
    if not re.fullmatch("[0-9]{1,2}", number):
        message = f"funds type D names {shown(number)} parts"
        notes.say("error", where, message, "a number of parts, then days and amount of each")
        return ()
    parts = []
    for _ in range(int(number)):
        fields.take()
        parts.append(fields.take())
    return tuple(parts)


def told_parts(funds: Funds, amount: str, where: str, notes: Notes) -> None:
    """Tell where the parts of an amount by availability do not add up to it."""
    try:
        units = [units_of(part) for part in funds.parts if part]
        whole = units_of(amount)
    except NotAnAmount as reason:
        notes.say("warning", where, f"a part by availability: {reason}", AMOUNT_EXPECTED)
        return
    if units and sum(units) != whole:
        message = f"the parts by availability make {sum(units)}, the amount is {whole}"
        notes.say("warning", where, message, "parts that add up to the amount")

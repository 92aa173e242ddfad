"""Fields of a statement -> dates, balances, the parts of a statement line.

Credits of the account are positive, debits negative; a reversal of a credit takes money from the
account. What cannot be read is said in a `Problem` and is None. Source: SWIFT MT940, MT942.
"""

import datetime
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from treasury.accounts.statements.figures import NotAnAmount, amount_of, shown, too_fine
from treasury.accounts.statements.mt_fields import Field
from treasury.accounts.statements.notes import Notes
from treasury.accounts.statements.short_dates import day_in, year_of
from treasury.accounts.statements.statement import Balance
from treasury.money import DIGITS

SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
"""Mark of a statement line -> sign: credit, debit, reversal of credit, reversal of debit,
expected credit, expected debit."""
AMOUNT = r"(?P<amount>[0-9][0-9.,]*|,[0-9]+)"
KIND = r"(?!E[0-9])(?P<kind>[A-Z][A-Z0-9 ]{3})"
"""The type of transaction; never the exponent of an amount."""
STATEMENT_LINE = re.compile(
    rf"(?P<value>[0-9]{{6}})(?P<entry>[0-9]{{4}}| {{2,4}})?(?P<mark>R[CD]|E[CD]|[CD])"
    rf"(?P<funds>[A-Z])? ?{AMOUNT} ?(?:{KIND}(?P<references>.*))?"
)
LINE_EXPECTED = (
    "value date YYMMDD, entry date MMDD or nothing, C, D, RC, RD, EC or ED, an amount with a "
    "comma and a type such as NTRF, as 2603020302C300,00NTRFREF1"
)
BALANCE = re.compile(rf"(?P<mark>[CD])(?P<date>[0-9]{{6}})(?P<currency>[A-Z]{{3}}) ?{AMOUNT}")
BALANCE_EXPECTED = "C or D, a date YYMMDD, a currency and an amount, as C260302EUR1000,00"
LIMIT = re.compile(rf"(?P<currency>[A-Z]{{3}})(?P<mark>[CD])?{AMOUNT}")
TOTAL = re.compile(rf"(?P<count>[0-9]{{1,9}})(?P<currency>[A-Z]{{3}}) ?{AMOUNT}")
REFERENCE_LENGTH = 16
NO_REFERENCE = ("NONREF", "")


class StatementLine(NamedTuple):
    """What :61: says. `reference` is the customer's, `supplement` the lines below and what
    stands behind a reference of full length."""

    amount: Decimal
    value_date: datetime.date | None
    booking_date: datetime.date | None
    mark: str
    kind: str
    reference: str
    bank_reference: str
    supplement: str


def statement_line(field: Field, currency: str | None, notes: Notes) -> StatementLine | None:
    """The entry that a :61: describes; None, with the reason told, where it cannot be read."""
    found, further = STATEMENT_LINE.fullmatch(field.lines[0].rstrip()), field.lines[1:]
    if not found and further:
        found, further = STATEMENT_LINE.fullmatch(field.text + further[0].strip()), further[1:]
        if found:
            notes.say("warning", field.where, "is broken over two lines; they were read as one")
    if not found:
        message = f"{shown(field.text)} is not a statement line, so this entry is missing"
        notes.say("error", field.where, message, LINE_EXPECTED)
        return None
    amount = amount_in(found["amount"], field, currency, notes)
    if amount is None:
        return None
    if not found["kind"]:
        message = "has no type of transaction behind its amount"
        notes.say("warning", field.where, message, "N, F or S and three characters, as NTRF")
    reference, bank_reference, beyond = references(found["references"] or "")
    value, booking = dates(found["value"], (found["entry"] or "").strip(), field, notes)
    return StatementLine(
        amount=amount * SIGNS[found["mark"]], value_date=value, booking_date=booking,
        mark=found["mark"], kind=(found["kind"] or "").strip(), reference=reference,
        bank_reference=bank_reference,
        supplement=" ".join(" ".join([beyond, *further]).split()) if beyond or further else "",
    )  # fmt: skip


def amount_in(text: str, field: Field, currency: str | None, notes: Notes) -> Decimal | None:
    """The amount, unsigned; None, with the reason told, where it is none.

    More decimals than the currency has are told and kept: the figure is the bank's.
    """
    try:
        amount = amount_of(text, ",")
    except NotAnAmount as reason:
        notes.say("error", field.where, str(reason), "digits and a decimal comma, as 1250,50")
        return None
    if len(text.partition(",")[2]) > DIGITS.get(currency or "", len(text)):
        notes.problems.extend(too_fine(field.where, amount, currency))
    return amount


def references(text: str) -> tuple[str, str, str]:
    """The customer's reference, the bank's, and what stands behind them.

    A bank that puts a name behind the reference without a mark (Dutch banks do) pads the
    reference to its sixteen characters.

    >>> references("R1//B1"), references("NONREF"), references("0121470966      W.P. Jansen")
    (('R1', 'B1', ''), ('', '', ''), ('0121470966', '', 'W.P. Jansen'))
    """
    own, _, bank = text.partition("//")
    beyond = ""
    if " " in own[:REFERENCE_LENGTH] and not bank:
        own, beyond = own[:REFERENCE_LENGTH], own[REFERENCE_LENGTH:]
    own, bank = own.strip(), bank.strip()
    return "" if own in NO_REFERENCE else own, "" if bank in NO_REFERENCE else bank, beyond


def dates(
    value: str, entry: str, field: Field, notes: Notes
) -> tuple[datetime.date | None, datetime.date | None]:
    """Value date and booking date.

    The entry date has no year: it is the one nearest to the value date, so 1231 beside the value
    date 3 January is of the year before. A bank leaves it out where it is the value date.
    """
    value_date = date_of(value, field, notes)
    if not entry:
        return value_date, value_date
    booking_date = nearest(entry, value_date, year_of(value))
    if booking_date is None:
        message = f"entry date {entry} (MMDD) is no day of the calendar and was left out"
        notes.say("warning", field.where, message)
        return value_date, None
    return value_date, booking_date


@lru_cache(maxsize=4096)
def nearest(entry: str, value_date: datetime.date | None, year: int) -> datetime.date | None:
    """The day MMDD nearest to the value date, of the year without one; None for no such day."""
    near = value_date or datetime.date(year, 7, 1)
    years = (year,) if value_date is None else (near.year - 1, near.year, near.year + 1)
    possible = [day for each in years if (day := day_in(each, entry))]
    return min(possible, key=lambda day: (abs(day - near), day), default=None)


def date_of(text: str, field: Field, notes: Notes) -> datetime.date | None:
    """The day written YYMMDD; None, with the reason told, where the calendar has no such day.

    German banks count 30 days for every month and so write 30 February.
    """
    day = day_in(year_of(text), text[2:])
    if day is None:
        message = f"{text} (YYMMDD) is no day of the calendar and was left out"
        notes.say("warning", field.where, message)
    return day


def balance(field: Field, notes: Notes) -> Balance | None:
    """The signed balance of a :60: or :62:; None, with the reason told, where it is none."""
    found = BALANCE.fullmatch(field.text)
    if not found:
        notes.say("error", field.where, f"{shown(field.text)} is not a balance", BALANCE_EXPECTED)
        return None
    amount = amount_in(found["amount"], field, found["currency"], notes)
    if amount is None:
        return None
    day = date_of(found["date"], field, notes)
    return Balance(amount=amount * SIGNS[found["mark"]], currency=found["currency"], date=day)


def limit_currency(field: Field, notes: Notes) -> str | None:
    """The currency of a :34F:, the floor from which a report names entries; it is no balance."""
    found = LIMIT.fullmatch(field.text)
    if not found:
        message = f"{shown(field.text)} is not a floor limit"
        notes.say("warning", field.where, message, "a currency and an amount, as EURD100,")
        return None
    return found["currency"]


def total(field: Field, notes: Notes) -> tuple[int, Decimal] | None:
    """Number and unsigned sum of a :90C: or :90D:; None, with the reason told, without them."""
    found = TOTAL.fullmatch(field.text)
    if not found:
        message = f"{shown(field.text)} is not a number and sum of entries"
        notes.say("warning", field.where, message, "a number, a currency and a sum, as 3EUR45,00")
        return None
    amount = amount_in(found["amount"], field, found["currency"], notes)
    return None if amount is None else (int(found["count"]), amount)

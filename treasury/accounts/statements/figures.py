"""Amounts as banks write them -> decimals, or a sentence that says why not.

Only plain digits are amounts: no exponent, no NaN, no more digits than an account can hold. An
amount with more decimals than its currency has stays as the bank wrote it and is told.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from treasury.accounts.statements.statement import Problem
from treasury.money import DIGITS

PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
WHOLE_DIGITS_MAX = 16
DECIMALS_MAX = 17
"""Most digits before the point that fit 64 bits with two decimals behind it, and the most behind
it that ISO 20022 allows."""
SHOWN_MAX = 40


class NotAnAmount(ValueError):
    """Text that is not an amount; the text says why."""


def amount_of(text: str, point: str = ".") -> Decimal:
    """The amount written with this decimal mark; nothing is rounded.

    >>> amount_of("1250,5", ","), amount_of("-3.00"), amount_of("12,", ",")
    (Decimal('1250.5'), Decimal('-3.00'), Decimal('12'))
    >>> amount_of("1e5")
    Traceback (most recent call last):
    treasury.accounts.statements.figures.NotAnAmount: '1e5' is not an amount in digits
    """
    plain = text.strip()
    if point != ".":
        plain = plain.replace(".", "?").replace(point, ".")
    if not PLAIN.fullmatch(plain):
        raise NotAnAmount(f"{shown(text)} is not an amount in digits")
    whole, _, decimals = plain.lstrip("+-").partition(".")
    if len(whole.lstrip("0")) > WHOLE_DIGITS_MAX:
        raise NotAnAmount(f"{shown(text)} is larger than any account can hold")
    if len(decimals) > DECIMALS_MAX:
        raise NotAnAmount(f"{shown(text)} has more than {DECIMALS_MAX} decimals")
    return Decimal(plain)


def too_fine(place: str, amount: Decimal, currency: str | None) -> Iterator[Problem]:
    """An error where the amount has more decimals than its currency; zeros at the end are none.

    >>> [each.message for each in too_fine("line 3", Decimal("10.50"), "JPY")]
    ['10.50 has more than the 0 decimals of JPY']
    >>> list(too_fine("line 3", Decimal("10.500"), "EUR"))
    []
    """
    digits = DIGITS.get(currency or "")
    if digits is not None and amount != round(amount, digits):
        message = f"{amount:f} has more than the {digits} decimals of {currency}"
        expected = f"amounts as {currency} has them"
        yield Problem(severity="error", where=place, message=message, expected=expected)


def readable(figure: Decimal, currency: str | None = None) -> str:
    """The amount with its thousands apart and at least the decimals of its currency.

    >>> readable(Decimal("-1234567.5"), "EUR"), readable(Decimal("0.123"), "EUR")
    ('-1,234,567.50', '0.123')
    """
    text = format(figure or abs(figure), ",f")
    whole, _, decimals = text.partition(".")
    digits = DIGITS.get(currency or "", 0)
    return text if len(decimals) >= digits else f"{whole}.{decimals.ljust(digits, '0')}"


def shown(text: str) -> str:
    """The text in quotation marks, cut where it is long, to stand in a sentence.

    >>> shown("12x"), shown("9" * 6000)
    ("'12x'", "'9999999999999999999999999999999999999999...'")
    """
    return repr(text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "...")


def counted(count: int, one: str, many: str = "") -> str:
    """The number with its noun.

    >>> counted(1, "gap"), counted(2, "gap"), counted(1200, "entry", "entries")
    ('1 gap', '2 gaps', '1,200 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"

"""One value as somebody wrote it: is it what its field holds, and if not, what to tell him.

Values come as text (CSV) or typed (TOML, JSON). What is refused here is refused although a
program could guess: an amount with a comma, a day that is no day, a number in place of text.
"""

import datetime
import re
from decimal import Decimal
from typing import Literal, NamedTuple

from treasury.loading.later import counts_whole_periods
from treasury.loading.nearest import perhaps
from treasury.loading.shapes import Kind, Shape
from treasury.loading.text import CONTROL

Medium = Literal["csv", "toml", "json"]

AMOUNT = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::00)?")
INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
FLAG = re.compile(r"(?i)true|false|yes|no")
PATTERNS: dict[Kind, re.Pattern[str]] = {
    "amount": AMOUNT, "date": DATE, "time": TIME, "integer": INTEGER, "flag": FLAG,
}  # fmt: skip
EXPECTED: dict[Kind, str] = {
    "amount": "an amount such as 1234567.89",
    "date": "a date such as 2026-03-20",
    "time": "a time of day in whole minutes such as 09:30",
    "integer": "a whole number such as 1",
    "flag": "true or false",
    "text": "text",
    "choice": "one word",
}
INTEGER_MAX = 10**9
AMOUNT_DIGITS_MAX = 30
SHOWN_MAX = 60
BITS_MAX = 10_000
"""Well below 4,300 digits, which Python does not write; hexadecimal numbers can be longer."""
TOO_LONG = "a number of thousands of digits"


class Fault(NamedTuple):
    """What is wrong with a value, and what would be right."""

    message: str
    expected: str


def fault(value: object, shape: Shape, medium: Medium) -> Fault | None:
    """What is wrong with one value of the field, None if nothing is.

    >>> from treasury.flows.items import Item
    >>> from treasury.loading.shapes import shapes
    >>> fault("1,000.00", shapes(Item)["amount"], "csv").message
    "'1,000.00' has a comma"
    """
    if shape.kind == "amount":
        return amount_fault(value, shape, medium)
    if shape.kind == "choice":
        return choice_fault(value, shape)
    if shape.kind == "text":
        return text_fault(value)
    right = written_right(value, shape.kind) if isinstance(value, str) else typed(value, shape.kind)
    if medium != "csv" and shape.kind in ("integer", "flag") and isinstance(value, str):
        return Fault(f"{shown(value)} is text", f"{EXPECTED[shape.kind]}, without quotation marks")
    return None if right else Fault(*sentence(value, shape.kind))


def written_right(text: str, kind: Kind) -> bool:
    """Whether the text is a value of this kind, one that exists."""
    if not PATTERNS[kind].fullmatch(text):
        return False
    try:
        return kind != "date" or bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def typed(value: object, kind: Kind) -> bool:
    """Whether a value that is not text is of this kind."""
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "integer":
        return type(value) is int and abs(value) < INTEGER_MAX
    if kind == "date":
        return type(value) is datetime.date
    assert kind == "time"
    if not isinstance(value, datetime.time):
        return False
    return value.second == 0 and value.microsecond == 0 and value.tzinfo is None


def sentence(value: object, kind: Kind) -> tuple[str, str]:
    """What is wrong with a date, time, whole number or flag, and what would be right."""
    name = {"date": "a date", "time": "a time of day", "integer": "a whole number"}.get(kind)
    if kind == "date" and isinstance(value, str) and DATE.fullmatch(value):
        return f"{value} is not a day of the calendar", EXPECTED[kind]
    if kind == "time" and re.fullmatch(r"[0-9]{2}:[0-9]{2}:[0-9.]+", digits(value)):
        return f"{value} has seconds", EXPECTED[kind]
    return f"{shown(value)} is not {name or 'true or false'}", EXPECTED[kind]


def text_fault(value: object) -> Fault | None:
    """What is wrong with a value that should be text."""
    if not isinstance(value, str):
        return Fault(f"{shown(value)} is not text", "text in quotation marks")
    control = CONTROL.search(value) or re.search("\r", value)
    if control:
        return Fault(f"contains the control character U+{ord(control[0]):04X}", "text")
    return None


def choice_fault(value: object, shape: Shape) -> Fault | None:
    """What is wrong with a value that should be one of the field's words."""
    if isinstance(value, str) and value in shape.choices:
        return None
    expected = "one of " + ", ".join(shape.choices)
    whole = counts_whole_periods(value) if isinstance(value, str) else None
    if shape.name == "day_count" and whole:
        return Fault(whole, expected)
    if isinstance(value, str):
        expected += perhaps(value, shape.choices)
    return Fault(f"{shown(value)} is not known", expected)


def amount_fault(value: object, shape: Shape, medium: Medium) -> Fault | None:
    """What is wrong with a value that should be an amount."""
    expected = EXPECTED["amount"] + "".join(f", or {word}" for word in shape.choices)
    if isinstance(value, str):
        if AMOUNT.fullmatch(value) or value in shape.choices:
            return None
        return Fault(amount_words(value), expected)
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if medium == "json" and number:
        text = f"{shown(value)} is a JSON number, and programs lose digits of those"
        return Fault(text, 'the amount as text in quotation marks, such as "1234567.89"')
    if not number:
        return Fault(f"{shown(value)} is not an amount", expected)
    text = digits(value)
    return None if AMOUNT.fullmatch(text) else Fault(amount_words(text), expected)


def amount_words(text: str) -> str:
    """Why this text is not an amount."""
    short = text if text == TOO_LONG else shown(text)
    if re.fullmatch(r"[+-]?[0-9.]*[0-9]", text) and text.count(".") <= 1:
        longer = sum(character.isdigit() for character in text) > AMOUNT_DIGITS_MAX
        return f"{short} has more digits than any amount" if longer else f"{short} is incomplete"
    if re.fullmatch(r"[+-]?[0-9.,]+", text) and "," in text:
        return f"{short} has a comma"
    if re.fullmatch(r"(?i)[+-]?[0-9.]+e[+-]?[0-9]+", text):
        return f"{short} is written with an exponent"
    if text.casefold().lstrip("+-") in ("nan", "snan", "inf", "infinity"):
        return f"{short} is no amount of money"
    return f"{short} is not an amount"


def shown(value: object) -> str:
    """The value as a short text for a sentence."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = repr(value[:SHOWN_MAX]) if isinstance(value, str) else digits(value).lower()
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 3] + "..."


def digits(value: object) -> str:
    """The value as text; of a number too long to be written in decimals only that it is one.

    >>> digits(15), digits(16**4000)
    ('15', 'a number of thousands of digits')
    """
    if isinstance(value, int) and value.bit_length() > BITS_MAX:
        return TOO_LONG
    return str(value)

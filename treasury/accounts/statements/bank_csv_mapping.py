"""The mapping file of a CSV export: what the user says where the file does not prove it.

A small TOML file beside the export, NAME.mapping.toml. Every key may be left out; what is given
counts instead of what would be detected. Format: docs/statements.md.
"""

import tomllib
from decimal import Decimal
from typing import Any, Literal, get_args

from treasury.accounts.statements.bank_csv_text import DELIMITERS
from treasury.accounts.statements.bank_csv_words import (
    BOOKED_WORDS,
    COLUMNS,
    CREDIT_WORDS,
    DEBIT_WORDS,
    PENDING_WORDS,
    Role,
    compared,
    currency_named,
)
from treasury.accounts.statements.figures import NotAnAmount, amount_of
from treasury.accounts.statements.files import MAPPING_BYTES_MAX
from treasury.accounts.statements.statement import Problem
from treasury.record import record

Dates = Literal["dmy", "mdy", "ymd"]
Order = Literal["oldest first", "newest first"]
ENCODING_NAMES = {
    "utf-8": "utf-8-sig", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "cp1252": "cp1252", "windows-1252": "cp1252", "latin-1": "cp1252",
}  # fmt: skip
DELIMITER_WORDS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|"}
DATE_WORDS = "the order of day, month and year: 'dmy', 'mdy' or 'ymd'"
MARKERS = ("debit", "credit", "booked", "pending")


class Wrong(ValueError):
    """A value of a mapping file that makes no sense; the text says what would be right."""


@record
class Mapping:
    """What the user says of an export; None and empty where he leaves it to the file.

    `columns` are names of columns by what they hold; `text` may be several. `debit`, `credit`,
    `booked` and `pending` are the words of the columns that mark entries, as compared.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    dates: Dates | None = None
    decimal: str | None = None
    order: Order | None = None
    account: str | None = None
    currency: str | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    columns: tuple[tuple[Role, tuple[str, ...]], ...] = ()
    debit: frozenset[str] = DEBIT_WORDS
    credit: frozenset[str] = CREDIT_WORDS
    booked: frozenset[str] = BOOKED_WORDS
    pending: frozenset[str] = PENDING_WORDS


def mapping_of(name: str, data: bytes) -> tuple[Mapping, list[Problem]]:
    """The mapping that the file says, and everything that is wrong with it."""
    if len(data) > MAPPING_BYTES_MAX:
        return Mapping(), [error(name, "is far larger than a mapping file", "a few lines of TOML")]
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        return Mapping(), [
            error(name, f"cannot be read as TOML ({wrong})", "see docs/statements.md")
        ]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in said.items():
        try:
            values.update(value_of(key, value))
        except Wrong as wrong:
            problems.append(
                error(f"{name}: {key}", f"{str(value)[:80]!r} is not understood", str(wrong))
            )
    return Mapping(**values), problems


def error(where: str, message: str, expected: str) -> Problem:
    """The problem of a mapping file."""
    return Problem(severity="error", where=where, message=message, expected=expected)


def value_of(key: str, value: object) -> dict[str, Any]:
    """The fields of the mapping that one key of the file gives."""
    if key == "columns":
        return {"columns": columns_of(value)}
    if key == "words":
        return words_of(value)
    reader = READERS.get(key)
    if reader is None:
        raise Wrong("one of " + ", ".join([*READERS, "[columns]", "[words]"]))
    return {key: reader(value)}


def columns_of(value: object) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """The columns by what they hold."""
    expected = '[columns] with lines such as booking_date = "Buchungstag"'
    if not isinstance(value, dict):
        raise Wrong(expected)
    found = []
    for role, names in value.items():
        if role not in COLUMNS:
            raise Wrong("in [columns] one of " + ", ".join(COLUMNS))
        several = names if isinstance(names, list) else [names]
        if not several or not all(isinstance(one, str) and one for one in several):
            raise Wrong(f"for {role} the name of a column, or a list of names for text")
        if len(several) > 1 and role != "text":
            raise Wrong(f"for {role} one column; only text may have several")
        found.append((role, tuple(several)))
    return tuple(found)


def words_of(value: object) -> dict[str, Any]:
    """The words by which entries are marked."""
    expected = "[words] with lists for " + ", ".join(MARKERS)
    if not isinstance(value, dict) or set(value) - set(MARKERS):
        raise Wrong(expected)
    for words in value.values():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise Wrong(expected)
    return {key: frozenset(compared(word) for word in words) for key, words in value.items()}


def text_of(value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong("a text in quotation marks")
    return value.strip()


def encoding_of(value: object) -> str:
    """The encoding by Python's name."""
    if found := ENCODING_NAMES.get(str(value).lower()):
        return found
    raise Wrong("'utf-8', 'gb18030' or 'cp1252'")


def delimiter_of(value: object) -> str:
    """The delimiter, itself or by its name."""
    found = DELIMITER_WORDS.get(str(value).lower(), value)
    if isinstance(found, str) and found in DELIMITERS:
        return found
    raise Wrong("',', ';', '|' or 'tab'")


def line_of(value: object) -> int:
    """The number of a line, from 1."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise Wrong("the number of the line with the names of the columns, counted from 1")


def dates_of(value: object) -> Dates:
    """The order of day, month and year."""
    for known in get_args(Dates):
        if value == known:
            return known  # type: ignore[no-any-return]
    raise Wrong(DATE_WORDS)


def order_of(value: object) -> Order:
    """Which entries come first."""
    for known in get_args(Order):
        if value == known:
            return known  # type: ignore[no-any-return]
    raise Wrong("'oldest first' or 'newest first'")


def decimal_of(value: object) -> str:
    """The decimal mark."""
    if value in (",", "."):
        return str(value)
    raise Wrong("the decimal mark, ',' or '.'")


def currency_code(value: object) -> str:
    """The currency's ISO code."""
    if isinstance(value, str) and (code := currency_named(value)):
        return code
    raise Wrong("an ISO 4217 code such as 'EUR'")


def balance_of(value: object) -> Decimal:
    """A balance, written as text."""
    if isinstance(value, str):
        try:
            return amount_of(value)
        except NotAnAmount as wrong:
            raise Wrong(f'an amount such as "-1250.00" ({wrong})') from None
    raise Wrong('an amount in quotation marks, such as "-1250.00"')


READERS = {
    "encoding": encoding_of,
    "delimiter": delimiter_of,
    "header_line": line_of,
    "dates": dates_of,
    "decimal": decimal_of,
    "order": order_of,
    "account": text_of,
    "currency": currency_code,
    "opening": balance_of,
    "closing": balance_of,
}

"""What the user decides about an import: `import/import.toml`, `accounts.csv`, `classes.csv`.

The import writes these files with what it guessed; what somebody changes in them is obeyed the
next time and never overwritten: a cell that still is what was guessed is guessed anew.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal, get_args

from treasury.errors import Complaint
from treasury.importing.cells import inert, read_inert, refused, rows_of, text_of
from treasury.importing.classification import CLASSES, EntryClass
from treasury.loading.nearest import perhaps
from treasury.loading.writing import toml_value
from treasury.record import record

CHOICES, ACCOUNTS, GUESSES, CLASSED = (
    "import.toml", "accounts.csv", "accounts_guessed.csv", "classes.csv",
)  # fmt: skip
Keep = Literal["history", "terms", "engine"]
SweepKeep = Literal["history", "engine"]
DAYS_MAX = 10


@record
class Choices:
    """The group, the pool to compare, and for each class whether history is kept.

    `interest` and `fee`: `history` keeps what the bank booked; `engine` leaves it out and has
    it computed; `terms` does so only for accounts with terms (fees) of their own. `sweep`:
    `engine` leaves out the sweeps of a former pool with their mirror, `history` keeps them.
    """

    group: str
    header: str = ""
    preset: str = "zero_balance"
    transfer_days: int = 3
    interest: Keep = "terms"
    fee: Keep = "terms"
    sweep: SweepKeep = "engine"


WORDS = {"interest": get_args(Keep), "fee": get_args(Keep), "sweep": get_args(SweepKeep)}


@record
class AccountRow:
    """How one bank account is called in the scenario, and whose it is.

    `account`, `currency` and `owner` are what the statements say.
    """

    account: str
    currency: str
    owner: str
    id: str
    entity: str
    entity_name: str
    bank: str
    bank_name: str
    country: str
    terms: str = ""
    overdraft: str = ""


COLUMNS = tuple(field.name for field in fields(AccountRow))
SAID = ("account", "currency", "owner")


@record
class ByHand:
    """A class that somebody gave an item, and why."""

    kind: int
    reason: str


def choices_text(choices: Choices) -> str:
    """The text of `import.toml`."""
    value = {field.name: toml_value(getattr(choices, field.name)) for field in fields(Choices)}
    return f"""\
# What the import does. Change it, run the same `treasury import` again, and it is obeyed.

group = {value["group"]}

# The account to which all others of its currency are swept, as its id in accounts.csv; "" for none.
header = {value["header"]}

# The pool's rule: a preset with its amounts, such as "target_fixed target=50000" or
# "range low=10000 high=50000 minimum=5000".
preset = {value["preset"]}

# Two sides of a transfer between own accounts are looked for within so many working days.
transfer_days = {value["transfer_days"]}

# For each class: is what the bank booked kept, or does the engine compute it instead? Never both.
#   history   kept as the bank booked it
#   engine    left out; computed from the scenario's terms (interest), fees (fee), rules (sweep)
#   terms     engine for accounts that have terms (fees) of their own, history for the others
# External receipts and payments, taxes, own transfers are always kept; a reversal fares as what it
# reverses.
[keep]
interest = {value["interest"]}
fee = {value["fee"]}
sweep = {value["sweep"]}
"""


def read_choices(folder: Path) -> Choices | None:
    """The choices in `import.toml`, None where there is none; what is wrong with it is refused."""
    file = folder / CHOICES
    if not file.is_file():
        return None
    try:
        found = tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as error:
        raise refused(file, f"cannot be read ({error})", "the file as it was written") from None
    keep = found.pop("keep", {})
    if not isinstance(keep, dict):
        raise refused(file, "keep is not a table", "[keep] with interest, fee and sweep")
    for message, expected in wrong_choices(found, keep):
        raise refused(file, message, expected)
    return Choices(**found, **keep)


def wrong_choices(found: dict[str, Any], keep: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the keys of `import.toml`, and what would be right."""
    known = [field.name for field in fields(Choices) if field.name not in WORDS]
    for name, value in found.items():
        if name not in known:
            yield f"{name!r} is not known", f"one of {', '.join(known)}{perhaps(name, known)}"
        elif name != "transfer_days" and not isinstance(value, str):
            yield f"{name} is not text", "text in quotation marks"
    days = found.get("transfer_days", 3)
    if type(days) is not int or not 0 <= days <= DAYS_MAX:
        yield f"transfer_days = {days!r} is no number of days", f"0 to {DAYS_MAX}"
    if not found.get("group"):
        yield "there is no group", 'group = "the name of the group"'
    yield from wrong_words(keep)


def wrong_words(keep: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong under `[keep]`, and what would be right."""
    for name, word in keep.items():
        if name not in WORDS:
            yield f"{name!r} cannot be chosen under [keep]", f"one of {', '.join(WORDS)}"
        elif word not in WORDS[name]:
            yield f"{name} = {word!r} is not known", f"one of {', '.join(WORDS[name])}"


def account_rows(folder: Path, name: str) -> dict[tuple[str, str], AccountRow]:
    """The rows of `accounts.csv` (or of what was guessed) by account and currency."""
    file = folder / name
    if not file.is_file():
        return {}
    found: dict[tuple[str, str], AccountRow] = {}
    for line, row in rows_of(file, COLUMNS):
        one = AccountRow(**{column: read_inert(row[column].strip()) for column in COLUMNS})
        key = (one.account, one.currency)
        if key in found:
            message = f"account {one.account} {one.currency} is given twice"
            raise refused(file, message, "one line an account and currency", line)
        if one.overdraft and not is_limit(one.overdraft):
            message = f"the overdraft {one.overdraft!r} is no amount"
            raise refused(file, message, "zero or more, such as 50000.00", line)
        found[key] = one
    return found


def rows_of_nobody(
    now: dict[tuple[str, str], AccountRow], guessed: list[AccountRow]
) -> Iterator[Complaint]:
    """A complaint for each row of an account that no statement is of."""
    known = {(row.account, row.currency) for row in guessed}
    for account, currency in now:
        if (account, currency) not in known:
            where = f"import/{ACCOUNTS}, account {account} {currency}"
            message = "no statement is of this account and currency"
            expected = "account and currency as they were written; an id of your own goes into id"
            yield Complaint(path=(), message=message, expected=expected, where=where)


def is_limit(text: str) -> bool:
    """Whether the text is an amount of zero or more."""
    try:
        return text.isascii() and "e" not in text.lower() and Decimal(text) >= 0
    except InvalidOperation:
        return False


def merged(guessed: AccountRow, before: AccountRow | None, now: AccountRow | None) -> AccountRow:
    """The row with every cell that somebody changed since it was guessed, the rest guessed anew."""
    if now is None:
        return guessed
    kept = {
        name: getattr(now, name)
        for name in COLUMNS
        if name not in SAID and getattr(now, name) != getattr(before or guessed, name, "")
    }
    return replace(guessed, **kept)


def account_lines(rows: list[AccountRow]) -> list[tuple[str, ...]]:
    """The rows of `accounts.csv`, its heading first."""
    return [COLUMNS, *(tuple(inert(getattr(row, name)) for name in COLUMNS) for row in rows)]


def classes_by_hand(folder: Path) -> dict[str, ByHand]:
    """The classes that somebody gave items in `classes.csv`, by the item's id."""
    file = folder / CLASSED
    if not file.is_file():
        return {}
    found: dict[str, ByHand] = {}
    for line, row in rows_of(file, ("item", "class", "reason")):
        item, word = row["item"].strip(), row["class"].strip()
        if not item and not word:
            continue
        if word not in CLASSES:
            expected = f"one of {', '.join(CLASSES)}{perhaps(word, CLASSES)}"
            raise refused(file, f"{word!r} is no class", expected, line)
        if item in found:
            raise refused(file, f"item {item} is given twice", "one line an item", line)
        kind: EntryClass = next(each for each in CLASSES if each == word)
        found[item] = ByHand(kind=CLASSES.index(kind), reason=read_inert(row["reason"].strip()))
    return found

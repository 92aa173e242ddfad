"""How statement files, and the accounts that they tell, are sent and shown."""

import datetime
from typing import Any

from pydantic import Field

from api.routes.shapes import Money, Shown
from treasury.money import written

UNKNOWN = "unknown_accounts"
FILES = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["files"], "additionalProperties": False,
        "properties": {
            "files": {
                "type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1,
                "description": "camt.053/052/054, MT940/942, BAI2, CSV (with NAME.mapping.toml "
                "where it needs one), or .zip of them.",
            },
            UNKNOWN: {
                "type": "string", "enum": ["make", "refuse"], "default": "make",
                "description": "Accounts that are not known: made as the statements tell them, or "
                "everything is refused and says what they would be.",
            },
        },
    }}}},
}  # fmt: skip


class Contents(Shown):
    """A file that was read: itself, or one of an archive. `repeated`: statements known before."""

    name: str = Field(description="Its name; behind that of its archive where it was in one.")
    format: str = Field(description="What it is, such as camt.053 or MT940.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="The sha256 of its bytes.")
    statements: int = Field(description="How many statements are in it.")
    new: int = Field(description="How many of them were not known before.")
    repeated: int = Field(description="How many were known, or came twice in it.")
    entries: int = Field(description="How many entries are in it.")
    remarks: list[str] = Field(description="What its reader found strange, in sentences.")


class StatementFile(Shown):
    """A file as it was sent; `accounts` are the ids of those it tells."""

    id: str
    name: str = Field(description="The file's name as it was sent.")
    sha256: str = Field(
        description="The sha256 of its bytes: the same content is never kept twice."
    )
    size: int = Field(description="Bytes.")
    received_at: datetime.datetime = Field(description="When it came (UTC).")
    received_by: str = Field(description="The id of the person who sent it.")
    contents: list[Contents] = Field(
        description="What was read: the file itself, or each one of an archive."
    )
    accounts: list[str] = Field(description="The ids of the accounts that it tells.")


class SentFile(StatementFile):
    """A file of this upload; `known`: the same content came before, and was booked then."""

    known: bool = Field(description="Whether the same content came before, and was booked then.")


class UndoneEntry(Shown):
    """An entry booked before that stands otherwise now: it was reversed, never edited."""

    date: datetime.date = Field(description="The day on which it stood.")
    amount: Money = Field(description="Positive: a receipt.")
    reason: str = Field(description="Why it stands otherwise now.")


class ToldAccount(Shown):
    """An account as all its statements tell it.

    `unexplained` is what the bank's closing balance is above the books; `flags` name gaps and what
    does not add up. `provisional` is told by interim reports alone, and is not booked.
    """

    account: str = Field(description="The account's id.")
    number: str = Field(description="Its number as the bank writes it, without blanks.")
    currency: str = Field(description="Its currency.")
    owner: str = Field(description="Who holds it, as the statements say; empty where they do not.")
    servicer: str = Field(description="Who keeps it, as the statements say.")
    made: bool = Field(
        description="Whether it was made by this upload, because nobody had added it."
    )
    first_day: datetime.date | None = Field(description="The first day that is told.")
    last_day: datetime.date | None = Field(description="The last day that is told.")
    opening: Money | None = Field(description="Its balance before the first day.")
    closing: Money | None = Field(description="The bank's last closing balance.")
    books: Money = Field(description="What opening and entries reach.")
    unexplained: Money = Field(description="What the closing balance is above the books.")
    complete: bool = Field(description="Whether nothing is missing and every balance adds up.")
    flags: list[str] = Field(description="Gaps and what does not add up, in sentences.")
    statements: int = Field(description="How many statements are known of it.")
    entries: int = Field(description="How many entries count.")
    told_again: int = Field(description="How many entries others had told already.")
    new_entries: int = Field(description="How many were booked by this upload.")
    undone: list[UndoneEntry] = Field(
        description="Entries that were booked earlier and reversed by this upload."
    )
    provisional_entries: int = Field(
        description="How many entries only interim reports tell; they are not booked."
    )
    provisional: Money = Field(description="The sum of those.")


class Import(Shown):
    """What came of an upload; `accounts` is empty where all of it was known."""

    files: list[SentFile] = Field(description="The files of this upload, each content once.")
    accounts: list[ToldAccount] = Field(
        description="The accounts that they tell; empty where all was known."
    )


class ReadFile(StatementFile):
    """A file, and its accounts as they are told by now."""

    told: list[ToldAccount] = Field(description="Its accounts, as all statements tell them by now.")


def of_file(row: Any) -> dict[str, Any]:
    """What is shown of a file."""
    return {
        "id": row.id, "name": row.name, "sha256": row.sha256, "size": row.size,
        "received_at": row.received_at, "received_by": row.received_by,
        "contents": row.document["contents"], "accounts": row.document["accounts"],
    }  # fmt: skip


def account(kept: dict[str, Any]) -> ToldAccount:
    """What is kept of an account, with its amounts as they are shown."""

    def money(minor: int | None) -> Money | None:
        if minor is None:
            return None
        return Money(amount=written(minor, kept["currency"]), currency=kept["currency"])

    amounts = ("opening", "closing", "books", "unexplained", "provisional")
    undone = [each | {"amount": money(each["amount"])} for each in kept["undone"]]
    return ToldAccount.model_validate(
        kept | {name: money(kept[name]) for name in amounts} | {"undone": undone}
    )

"""/clients/{id}/accounts/{id}/entries: what is booked of an account's statements, one by one."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from api.access import Ask, needs
from api.routes.shapes import Cursor, Day, Limit, Listed, Money, Shown, Text, asked, listed
from api.store.entries import Wanted
from api.store.paging import LIMIT, mapped
from api.workflows import entries
from api.workflows.entries import Posted, Question, Whole
from treasury.accounts.statements.packed import plain
from treasury.accounts.statements.statement import Detail
from treasury.importing.stored import ToldEntry
from treasury.money import NotMinorUnits, to_minor, written

router = APIRouter(prefix="/clients/{client_id}/accounts/{account_id}/entries", tags=["statements"])
READ = needs("statements:read")
BookedAs = Literal["opening", "receipts", "payments", "interest_earned", "interest_paid", "fees"]
Account = Annotated[str, Path(description="The account's id.")]
One = Annotated[str, Path(description="The entry's id, as the list has it.")]
Kind = Literal["own_transfer", "sweep", "reversal"]
OF_BANK = "As the bank says; empty where it says nothing."


class EntryPartner(Shown):
    """The entry to which another one belongs, on an own account of the client."""

    account: str = Field(description="The id of its account.")
    entry: str = Field(description="Its id.")
    kind: Kind = Field(
        description="What both are: a transfer between own accounts, a sweep of a cash pool with "
        "its mirror, or an entry and its reversal."
    )
    reason: str = Field(description="Why the one belongs to the other.")


class BookedEntry(Shown):
    """An entry of an account's statements as it is booked, or its opening balance."""

    id: str = Field(description="Its id: the account's own, for ever.")
    kind: Literal["opening", "entry"] = Field(
        description="An entry of a statement, or the balance with which the account opens."
    )
    booking_date: Day = Field(description="The day on which the bank booked it.")
    value_date: Day | None = Field(description="The bank's value date; null where it says none.")
    amount: Money = Field(description="Positive: a receipt.")
    booked_as: BookedAs = Field(description="Against what it stands in the client's books.")
    undone: bool = Field(description="Whether it was reversed: it stands otherwise by now.")
    category: str = Field(description="What it says itself that it is; empty for an opening.")
    reason: str = Field(description="Why it is taken for that.")
    counterparty: str = Field(description=OF_BANK)
    counterparty_account: str = Field(description=OF_BANK)
    counterparty_bank: str = Field(description=OF_BANK)
    bank_reference: str = Field(description="The reference by which the bank knows it.")
    customer_reference: str = Field(description="The customer's reference.")
    code: str = Field(description="The bank's code of the kind of transaction.")
    text: str = Field(description="The bank's text, in a line.")
    partner: EntryPartner | None = Field(
        description="The other side, where it is told too and is the only one possible."
    )


class EntryDetail(Shown):
    """One transaction of a batch that the bank booked as one entry."""

    amount: Money | None = Field(description="Null where the bank does not say it.")
    counterparty: str = Field(description=OF_BANK)
    counterparty_account: str = Field(description=OF_BANK)
    counterparty_bank: str = Field(description=OF_BANK)
    end_to_end: str = Field(description="The reference from end to end.")
    text: str = Field(description="The bank's text.")


class EntryStatement(Shown):
    """The statement that tells an entry."""

    id: str = Field(description="The bank's name for it.")
    number: str = Field(description="Its place in the account's sequence.")
    servicer: str = Field(description="The bank, as it names itself.")
    file: str = Field(description="The file in which it came; behind an archive's name.")
    format: str = Field(description="The file's format, such as camt.053 or MT940.")
    sha256: str = Field(description="The sha256 of that file.")
    place: int = Field(description="The place of the entry in it, from 1.")


class EntryPosting(Shown):
    """A pair of postings; `undoes`: the same with debit and credit changed."""

    number: int = Field(description="The number of the entry in the client's book.")
    booking_date: Day = Field(description="The day on which it counts.")
    value_date: Day = Field(description="The bank's, or the booking date.")
    debit: str = Field(description="The ledger account, such as HQ:bank:HQ-001:CNY.")
    credit: str = Field(description="The ledger account on the other side.")
    amount: Money = Field(description="Above zero.")
    undoes: bool = Field(description="Whether it undoes a pair before it.")


class WholeEntry(BookedEntry):
    """An entry with everything that its statement tells, and how it was posted."""

    entry_reference: str = Field(description="Its own number in the statement.")
    booking_time: str | None = Field(description="Such as 14:30; null where none is said.")
    balance_after: Money | None = Field(description="The running balance, where there is one.")
    reversal: bool = Field(description="Whether the bank marks it as a reversal.")
    details: list[EntryDetail] = Field(description="The transactions of a batch.")
    statement: EntryStatement | None = Field(description="Null for an opening balance.")
    postings: list[EntryPosting] = Field(description="Its pairs, the first one first.")


First = Annotated[Day | None, Query(alias="from", description="The first booking date.")]
Last = Annotated[Day | None, Query(alias="to", description="The last booking date.")]
As = Annotated[BookedAs | None, Query(description="Only what is booked as this.")]
Amount = Annotated[str, Query(
    pattern=r"^([0-9]{1,14}(\.[0-9]{1,4})?)?$", examples=["1250.00"],
    description="Receipts and payments of this amount.")]  # fmt: skip
Words = Annotated[Text, Query(
    description="Found in the text, a reference, the code or the counterparty.")]  # fmt: skip
Side = Annotated[Literal["own_transfer", "sweep", "reversal", "none"] | None, Query(
    description="Only those with another side of this kind, or without one.")]  # fmt: skip
Gone = Annotated[bool, Query(description="Those that were undone, instead of those that stand.")]


def period(first: First = None, last: Last = None) -> tuple[Day | None, Day | None]:
    """The days that are looked at."""
    return first, last


def filters(
    days: Annotated[tuple[Day | None, Day | None], Depends(period)], booked_as: As = None,
    amount: Amount = "", text: Words = "", partner: Side = None, undone: Gone = False,
) -> Question:  # fmt: skip
    """What is looked for."""
    first, last = days
    wanted = Wanted(
        first=first, last=last, booked_as=booked_as or "", words=text.strip(),
        partner=partner or "", undone=undone,
    )  # fmt: skip
    return Question(wanted=wanted, amount=amount)


@router.get("", openapi_extra=READ)
def list_entries(
    ask: Ask, client_id: str, account_id: Account, question: Annotated[Question, Depends(filters)],
    limit: Limit = LIMIT, cursor: Cursor = "",
) -> Listed[BookedEntry]:  # fmt: skip
    """The account's booked entries by booking date, a page at a time; openings are among them."""
    currency, page = ask.read(
        lambda unit: entries.listed(unit, client_id, account_id, question, asked(limit, cursor))
    )
    return listed(mapped(page, lambda row: entry(row, currency)), BookedEntry)


@router.get("/{entry_id}", openapi_extra=READ)
def read_entry(ask: Ask, client_id: str, account_id: Account, entry_id: One) -> WholeEntry:
    """An entry with all that the bank says of it (a batch's transactions too), and its postings."""
    currency, found = ask.read(lambda unit: entries.read(unit, client_id, account_id, entry_id))
    return whole(found, currency)


def entry(row: Any, currency: str) -> dict[str, Any]:
    """What is shown of an entry in a list."""
    said = {name: row.document.get(name, "") for name in (
        "category", "reason", "counterparty", "counterparty_account", "counterparty_bank",
        "bank_reference", "customer_reference", "code", "text")}  # fmt: skip
    return said | {
        "id": row.key, "kind": row.kind, "booking_date": row.booking_date,
        "value_date": row.value_date, "amount": money(row.amount, currency),
        "booked_as": row.booked_as, "undone": row.undone, "partner": partner_of(row),
    }  # fmt: skip


def partner_of(row: Any) -> EntryPartner | None:
    """The other side of an entry."""
    if row.partner_kind is None:
        return None
    return EntryPartner(
        account=row.partner_account, entry=row.other_key, kind=row.partner_kind,
        reason=row.partner_reason,
    )  # fmt: skip


def whole(found: Whole, currency: str) -> WholeEntry:
    """The entry with everything."""
    said = found.told and found.told.entry
    return WholeEntry(
        **entry(found.row, currency),
        entry_reference=said.entry_reference if said else "",
        booking_time=said.booking_time.isoformat("minutes") if said and said.booking_time else None,
        balance_after=major(said.balance_after, currency) if said else None,
        reversal=bool(said and said.reversal),
        details=[detail(each, currency) for each in said.details] if said else [],
        statement=statement(found.told, found.row.document["number"]) if found.told else None,
        postings=[pair(each, currency) for each in found.postings],
    )


def statement(told: ToldEntry, place: int) -> EntryStatement:
    """The statement of an entry."""
    return EntryStatement(
        id=told.statement.id, number=told.statement.number, servicer=told.statement.servicer,
        file=told.file, format=told.format, sha256=told.sha256, place=place,
    )  # fmt: skip


def detail(said: Detail, currency: str) -> EntryDetail:
    """A transaction of a batch."""
    return EntryDetail(
        amount=major(said.amount, currency), counterparty=said.counterparty,
        counterparty_account=said.counterparty_account, counterparty_bank=said.counterparty_bank,
        end_to_end=said.end_to_end, text=said.text,
    )  # fmt: skip


def pair(each: Posted, currency: str) -> EntryPosting:
    """A pair of an entry."""
    return EntryPosting(
        number=each.number, booking_date=each.booking_date, value_date=each.value_date,
        debit=each.debit, credit=each.credit, amount=money(each.amount, currency),
        undoes=each.undoes,
    )  # fmt: skip


def money(minor: int, currency: str) -> Money:
    """The amount as it is shown."""
    return Money(amount=written(minor, currency), currency=currency)


def major(amount: Decimal | None, currency: str) -> Money | None:
    """An amount of the bank's text as it is shown."""
    if amount is None:
        return None
    try:
        return money(to_minor(amount, currency), currency)
    except NotMinorUnits:  # as it is, with more decimals than the currency has
        return Money(amount=plain(amount), currency=currency)

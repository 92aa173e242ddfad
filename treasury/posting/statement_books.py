"""What statements add to the books of accounts -> balanced pairs in their holders' books.

What comes in debits the bank account and credits what it is booked as: receipts, interest earned,
the opening balance; what goes out the reverse, against payments, interest paid or fees. What is
undone is posted again with debit and credit changed, on the day on which it stood, so that the
balance of every day is right. Amounts are minor units, > 0 in a pair. Source: the banking day,
section 11.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace

from treasury.accounts.ledger import LedgerAccount, Pair
from treasury.errors import Complaint, Refused
from treasury.importing.books import Fed
from treasury.importing.posted import BookEntry, Undone
from treasury.importing.stored import AccountKey
from treasury.record import record

UNDONE = "/undone"


@record
class Holder:
    """In whose books an account stands: its legal entity, its entity (branch), and its own id."""

    legal_entity: str
    entity: str
    account: str


@record
class BookPair:
    """A pair to be posted. `id` is the entry's, or that of what it `undoes` with `/undone` behind.

    `value_date` is the bank's, also before the booking date; the booking date where it says none.
    """

    id: str
    date: datetime.date
    value_date: datetime.date
    pair: Pair
    undoes: str = ""


def paired(fed: Fed, holders: Mapping[AccountKey, Holder]) -> tuple[BookPair, ...]:
    """The pairs of what is new, then of what is undone; accounts without a holder are refused."""
    named = {(each.account, each.currency) for each in fed.entries}
    named |= {(each.account, each.currency) for each in fed.undone}
    if homeless := sorted(named - holders.keys()):
        raise Refused([
            Complaint(path=(), where=f"account {account} {currency}", message="nobody holds it",
                      expected="the legal entity and entity in whose books it stands")
            for account, currency in homeless
        ])  # fmt: skip
    return (*posting(fed.entries, holders), *undoing(fed.undone, holders))


def posting(
    entries: tuple[BookEntry, ...], holders: Mapping[AccountKey, Holder]
) -> Iterator[BookPair]:
    """The pairs of what is new."""
    for each in entries:
        yield BookPair(
            id=each.id,
            date=each.date,
            value_date=each.value_date or each.date,
            pair=pair(each, holders[each.account, each.currency]),
        )


def undoing(undone: tuple[Undone, ...], holders: Mapping[AccountKey, Holder]) -> Iterator[BookPair]:
    """The pairs that undo what was posted, on its own days."""
    for each in undone:
        posted = pair(each, holders[each.account, each.currency])
        yield BookPair(
            id=f"{each.id}{UNDONE}",
            date=each.date,
            value_date=each.value_date or each.date,
            pair=Pair(debit=posted.credit, credit=posted.debit, amount=posted.amount),
            undoes=each.id,
        )


def pair(entry: BookEntry | Undone, holder: Holder) -> Pair:
    """The debit and the credit of what is received (> 0) or paid (< 0), never zero.

    >>> entry = Undone(account="1", currency="EUR", id="a", kind="entry", amount=-250, reason="",
    ...                booked_as="payments", date=datetime.date(2026, 3, 2))
    >>> two = pair(entry, Holder(legal_entity="HQ", entity="SHOP", account="HQ-1"))
    >>> two.debit.name, two.credit.name, two.amount
    ('HQ:payments:SHOP:EUR', 'HQ:bank:HQ-1:EUR', 250)
    """
    other = LedgerAccount(
        legal_entity=holder.legal_entity, kind=entry.booked_as, currency=entry.currency,
        subject=holder.legal_entity if entry.kind == "opening" else holder.entity,
    )  # fmt: skip
    bank = replace(other, kind="bank", subject=holder.account)
    debit, credit = (bank, other) if entry.amount > 0 else (other, bank)
    return Pair(debit=debit, credit=credit, amount=abs(entry.amount))

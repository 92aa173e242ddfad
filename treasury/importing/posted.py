"""What the statements of an account tell now, held against what was posted for it before.

An entry is known by account, day and amount; where more of them are told than were posted, by what
the bank said of it too. Its id is the one that `treasury import` gives its item, numbered where
several say the same, and is never given twice. Amounts are minor units, positive = the holder's
asset.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from treasury.accounts.statements.packed import unpacked
from treasury.importing.classification import FEE, INTEREST, Judged, judged
from treasury.importing.classified import Classified, class_name, identity
from treasury.importing.gathering import Gathered
from treasury.importing.memory import key_of
from treasury.money import written
from treasury.record import record

EntryKind = Literal["opening", "entry"]
BookedAs = Literal[
    "opening", "receipts", "payments", "interest_earned", "interest_paid", "fees"
]  # fmt: skip
"""The ledger account against which an entry is booked."""
STATEMENT = "statement"
DAY = datetime.timedelta(days=1)


@record
class Counted:
    """An entry as it was posted; `undone` where it was undone since."""

    id: str
    kind: EntryKind
    booked_as: BookedAs
    date: datetime.date
    value_date: datetime.date | None = None
    amount: int
    undone: bool = False


@record
class BookEntry:
    """An entry of an account's books, or its opening balance (the day before its first statement).

    `id` is the account's own, for ever. `value_date` is the bank's, also before the booking date;
    None where it says none. `category` is what the entry says itself that it is, and `reason` why;
    `booked_as` is against what it is booked.
    `statement` is the key of the statement it stands in, `number` its place there from 1.
    """

    id: str
    account: str
    currency: str
    kind: EntryKind
    booked_as: BookedAs
    date: datetime.date
    value_date: datetime.date | None = None
    amount: int
    counterparty: str = ""
    counterparty_account: str = ""
    counterparty_bank: str = ""
    bank_reference: str = ""
    customer_reference: str = ""
    code: str = ""
    text: str = ""
    category: str = ""
    reason: str = ""
    statement: str = ""
    number: int = 0


@record
class Undone:
    """An entry posted before that stands otherwise now, and why."""

    account: str
    currency: str
    id: str
    kind: EntryKind
    booked_as: BookedAs
    date: datetime.date
    value_date: datetime.date | None = None
    amount: int
    reason: str


@record
class Change:
    """What is to be posted for an account, its opening first, and what is to be undone."""

    entries: tuple[BookEntry, ...]
    undone: tuple[Undone, ...]


class Ids:
    """The ids that an account's entries have; none is given twice.

    >>> ids = Ids(["a", "b"])
    >>> ids.free("a"), ids.free("a"), ids.free("c")
    ('a-2', 'a-3', 'c')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with those that are taken."""
        self.taken = set(taken)

    def free(self, base: str) -> str:
        """The id, with a number behind it where it is taken; it is taken afterwards."""
        chosen, number = base, 1
        while chosen in self.taken:
            number += 1
            chosen = f"{base}-{number}"
        self.taken.add(chosen)
        return chosen


def change(gathered: Gathered, found: Classified, index: int, posted: Sequence[Counted]) -> Change:
    """What is told of the account now and was not posted, and what was and is not told.

    `index` is the account's; `posted` is everything ever posted for it.
    """
    ids = Ids(each.id for each in posted)
    valid = [each for each in posted if not each.undone]
    begun, ended = opening_change(found, index, [p for p in valid if p.kind == "opening"], ids)
    numbers = in_order(gathered, found, index, reports=False)
    new, gone = unmatched(found, numbers, [p for p in valid if p.kind == "entry"])
    entries = [entry_of(gathered, found, number, ids) for number in new]
    stands = {base_of(each.id): each.date for each in entries}
    account = found.accounts[index]
    undone = [
        undone_of(account.number, account.currency, each, gone_words(stands.get(base_of(each.id))))
        for each in gone
    ]
    return Change(entries=(*begun, *entries), undone=(*ended, *undone))


def undone_of(account: str, currency: str, posted: Counted, reason: str) -> Undone:
    """The posted entry as one to be undone."""
    return Undone(
        account=account, currency=currency, id=posted.id, kind=posted.kind,
        booked_as=posted.booked_as, date=posted.date, value_date=posted.value_date,
        amount=posted.amount, reason=reason,
    )  # fmt: skip


def gone_words(stands: datetime.date | None) -> str:
    """Why an entry does not stand as it was posted; `stands` is the day on which it does."""
    if stands:
        return f"stands on {stands} with the statements that came since"
    return "the statements that came since tell its day without it"


def opening_change(
    found: Classified, index: int, posted: list[Counted], ids: Ids
) -> tuple[list[BookEntry], list[Undone]]:
    """The opening balance, where it was not posted, and the one that was and stands no longer."""
    account = found.accounts[index]
    now = None
    if account.order and account.opening:
        now = (datetime.date.fromordinal(account.first_day) - DAY, account.opening)
    if [(each.date, each.amount) for each in posted] == ([now] if now else []):
        return [], []
    begins = datetime.date.fromordinal(account.first_day)
    amount = written(account.opening, account.currency, grouped=True)
    reason = f"the statements begin on {begins} now, with {account.currency} {amount}"
    ended = [undone_of(account.number, account.currency, each, reason) for each in posted]
    if now is None:
        return [], ended
    day, minor = now
    begun = BookEntry(
        id=ids.free(f"opening-{day}"), account=account.number, currency=account.currency,
        kind="opening", booked_as="opening", date=day, value_date=day, amount=minor,
    )  # fmt: skip
    return [begun], ended


def in_order(gathered: Gathered, found: Classified, index: int, *, reports: bool) -> list[int]:
    """The account's entries that count, by day and place: those of its statements, or `reports`."""
    entries = found.entries
    place = {at: n for n, at in enumerate(found.accounts[index].order)}

    def rank(number: int) -> tuple[int, int, int]:
        return (int(entries["day"][number]), place.get(statement[number], 0), number)

    mine = found.numbers[found.account[found.numbers] == index].tolist()
    statement = {number: int(entries["statement"][number]) for number in mine}
    chosen = (
        number for number in mine
        if (gathered.kept[statement[number]].statement.kind != STATEMENT) == reports
    )  # fmt: skip
    return sorted(chosen, key=rank)


def unmatched(
    found: Classified, numbers: list[int], posted: list[Counted]
) -> tuple[list[int], list[Counted]]:
    """The entries that were not posted, and what was posted and is not among the entries."""
    day, minor = found.entries["day"], found.entries["minor"]
    told: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number in numbers:
        told[int(day[number]), int(minor[number])].append(number)
    before: dict[tuple[int, int], list[Counted]] = defaultdict(list)
    for each in posted:
        before[each.date.toordinal(), each.amount].append(each)
    new, gone = set[int](), list[Counted]()
    for key in told.keys() | before.keys():
        here, there = told.get(key, []), before.get(key, [])
        if len(here) == len(there):
            continue
        more, less = more_and_less(found, here, there)
        new.update(more)
        gone += less
    return [number for number in numbers if number in new], sorted(gone, key=lambda p: p.id)


def more_and_less(
    found: Classified, here: list[int], there: list[Counted]
) -> tuple[list[int], list[Counted]]:
    """Of entries of one day and amount those that were not posted, and the posted ones not told.

    What says the same is the same; of the others as many as there are on both sides.
    """
    left, others = list(there), list[int]()
    for number in here:
        base = base_at(found, number)
        same = next((each for each in left if base_of(each.id) == base), None)
        if same is None:
            others.append(number)
        else:
            left.remove(same)
    return others[len(left) :], left[len(others) :]


def base_at(found: Classified, number: int) -> str:
    """The id of the entry before it is numbered: a digest of everything the bank said of it."""
    account = found.accounts[int(found.account[number])]
    line = found.entries.line(number)
    return f"{identity(account, int(found.entries['day'][number]), unpacked(line), line):016x}"


def base_of(name: str) -> str:
    """The id without its number.

    >>> base_of("00ff-2")
    '00ff'
    """
    return name.partition("-")[0]


def entry_of(gathered: Gathered, found: Classified, number: int, ids: Ids) -> BookEntry:
    """The entry as it is posted or shown."""
    account, entry = found.accounts[int(found.account[number])], found.entries.entry(number)
    kept = gathered.kept[int(found.entries["statement"][number])]
    says = judged(entry, kept.statement.servicer)
    return BookEntry(
        id=ids.free(base_at(found, number)),
        account=account.number,
        currency=account.currency,
        kind="entry",
        booked_as=booked_as(says, int(found.entries["minor"][number])),
        date=datetime.date.fromordinal(int(found.entries["day"][number])),
        value_date=entry.value_date,
        amount=int(found.entries["minor"][number]),
        counterparty=entry.counterparty,
        counterparty_account=entry.counterparty_account,
        counterparty_bank=entry.counterparty_bank,
        bank_reference=entry.bank_reference,
        customer_reference=entry.customer_reference,
        code=entry.code,
        text=entry.text,
        category=class_name(says.kind),
        reason=says.reason,
        statement=key_of(kept),
        number=number - kept.first + 1,
    )


def booked_as(says: Judged, amount: int) -> BookedAs:
    """Against what the entry is booked: interest and fees of the bank as such where that is sure.

    A fee is what the bank takes. What comes in is one given back only where the bank's code says
    so: a company may be paid commissions itself.

    >>> booked_as(Judged(INTEREST, "NINT is a code of interest"), -500)
    'interest_paid'
    >>> booked_as(Judged(FEE, "its text has words of charges: 'Commission'"), 500)
    'receipts'
    """
    received = amount > 0
    if says.kind == INTEREST and not says.doubtful:
        return "interest_earned" if received else "interest_paid"
    if says.kind == FEE and not says.doubtful and (says.by_code or not received):
        return "fees"
    return "receipts" if received else "payments"


def provisional(gathered: Gathered, found: Classified, index: int) -> Iterator[BookEntry]:
    """The account's entries that only interim reports and notifications tell."""
    ids = Ids()
    for number in in_order(gathered, found, index, reports=True):
        yield entry_of(gathered, found, number, ids)

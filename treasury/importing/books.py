"""The actual books of accounts, fed by statements: what newly received files add to what is known.

known statements and new ones -> in order, as the import has them -> held against what was posted

What was posted is never edited. An entry that another statement tells again, be it in another
format, is the one that was posted; what turns out to stand otherwise (an earlier statement came, so
that the account opens with another balance) is undone and posted anew, with the reason. So files in
any order, at once or one by one, end in the same books. Nothing is plugged: what the statements do
not explain stays a difference. Interim reports and notifications are shown and never posted.

Amounts are minor units, positive = the holder's asset.
"""

import datetime
from collections.abc import Iterator, Mapping

from treasury.errors import Refused
from treasury.importing.chaining import Account, chained
from treasury.importing.choices import AccountRow
from treasury.importing.classified import Classified, counted
from treasury.importing.entries import Entries
from treasury.importing.gathering import Gathered, statements_of
from treasury.importing.memory import key_of
from treasury.importing.names import guessed_rows, longest
from treasury.importing.posted import (
    BookEntry,
    Counted,
    Undone,
    change,
    in_order,
    provisional,
)
from treasury.importing.receiving import Received, ReceivedFile
from treasury.importing.stored import AccountKey, StoredStatement, restore
from treasury.money import written
from treasury.record import record


@record
class KnownAccount:
    """What is stored of an account: its statements, and everything that was posted for it."""

    statements: tuple[StoredStatement, ...] = ()
    counted: tuple[Counted, ...] = ()


NOTHING = KnownAccount()


@record
class FedFile:
    """A file: how many of its statements are new, and how many came again."""

    file: ReceivedFile
    new: int
    repeated: int


@record
class FedClosing:
    """A closing balance that a statement (its key) says, and what the books hold at that day's end.

    `unexplained` is what the bank's is above the books'.
    """

    date: datetime.date
    bank: int
    books: int
    unexplained: int
    statement: str


@record
class FedAccount:
    """An account as all its statements tell it, from the first to the last.

    `opening` is None without a statement, `closing` (the bank's last) without a closing balance.
    `books` is what opening and entries reach, `unexplained` what the closing is above it.
    `complete` says that nothing is missing and every balance adds up; otherwise `flags` say what
    in sentences. `entries` are those that count, `told_again` those that others told already.
    """

    account: str
    currency: str
    owner: str
    servicer: str
    guess: AccountRow
    first_day: datetime.date | None
    last_day: datetime.date | None
    opening: int | None
    closing: int | None
    books: int
    unexplained: int
    complete: bool
    flags: tuple[str, ...]
    closings: tuple[FedClosing, ...]
    statements: int
    entries: int
    told_again: int


@record
class Fed:
    """What the files add: `statements` to be stored, `entries` to be posted, `undone` to be undone.

    `provisional` are entries that only interim reports and notifications tell, all of them each
    time: to be shown, not posted.
    """

    files: tuple[FedFile, ...]
    accounts: tuple[FedAccount, ...]
    statements: tuple[StoredStatement, ...]
    entries: tuple[BookEntry, ...]
    undone: tuple[Undone, ...]
    provisional: tuple[BookEntry, ...]


def fed(known: Mapping[AccountKey, KnownAccount], received: Received, group: str = "") -> Fed:
    """What the received files add to what is known; contradictions are refused, all at once.

    `known` holds everything that is stored of each account in `received.accounts`; one that is not
    in it is new. `group` owns the accounts whose statements name nobody.
    """
    stored = [one for key in received.accounts for one in known.get(key, NOTHING).statements]
    have = {one.key for one in stored}
    fresh = tuple(one for one in received.statements if one.key not in have)
    with Entries() as entries:
        gathered = Gathered(entries=entries)
        for one in (*stored, *fresh):
            restore(gathered, one)
        refuse(gathered)
        entries.close_columns()
        accounts = [chained(gathered, *key, found) for key, found in statements_of(gathered)]
        refuse(gathered)
        found = counted(gathered, accounts)
        posted = [known.get((one.number, one.currency), NOTHING).counted for one in accounts]
        changes = [change(gathered, found, at, before) for at, before in enumerate(posted)]
        guesses = guessed_rows(gathered, accounts, group)
        return Fed(
            files=tuple(file_of(one, have) for one in received.files),
            accounts=tuple(
                account_of(gathered, found, at, guess) for at, guess in enumerate(guesses)
            ),
            statements=fresh,
            entries=tuple(entry for one in changes for entry in one.entries),
            undone=tuple(each for one in changes for each in one.undone),
            provisional=tuple(
                each for at in range(len(accounts)) for each in provisional(gathered, found, at)
            ),
        )


def refuse(gathered: Gathered) -> None:
    """Refuse what contradicts itself, with every complaint."""
    if gathered.complaints:
        raise Refused(gathered.complaints)


def file_of(file: ReceivedFile, have: set[str]) -> FedFile:
    """The file with how many of its statements are new; they are known afterwards."""
    new = [key for key in file.statements if key not in have]
    have.update(new)
    repeated = len(file.statements) - len(new) + file.repeated
    return FedFile(file=file, new=len(new), repeated=repeated)


def account_of(gathered: Gathered, found: Classified, index: int, guess: AccountRow) -> FedAccount:
    """The account as its statements tell it."""
    one = found.accounts[index]
    numbers = in_order(gathered, found, index, reports=False)
    closings = tuple(closings_of(gathered, found, index, numbers))
    flags = (*one.flags, *strange(one, closings))
    kept = [each for each in gathered.kept if (each.account, each.currency) == of(one)]
    moved = sum(int(found.entries["minor"][number]) for number in numbers)
    return FedAccount(
        account=one.number,
        currency=one.currency,
        owner=longest(each.statement.owner for each in kept),
        servicer=longest(each.statement.servicer for each in kept),
        guess=guess,
        first_day=day_of(one.first_day),
        last_day=day_of(one.last_day),
        opening=one.opening if one.order else None,
        closing=closings[-1].bank if closings else None,
        books=one.opening + moved,
        unexplained=closings[-1].unexplained if closings else 0,
        complete=bool(one.order) and not flags,
        flags=flags,
        closings=closings,
        statements=len(kept),
        entries=len(numbers),
        told_again=one.told_again,
    )


def of(account: Account) -> AccountKey:
    """The account's key."""
    return (account.number, account.currency)


def day_of(ordinal: int) -> datetime.date | None:
    """The day, None where none is said."""
    return datetime.date.fromordinal(ordinal) if ordinal else None


def closings_of(
    gathered: Gathered, found: Classified, index: int, numbers: list[int]
) -> Iterator[FedClosing]:
    """The closing balances by day, the last of each day; `numbers` are the entries by day."""
    one, entries = found.accounts[index], found.entries
    books, at = one.opening, 0
    last = {closing.day: closing for closing in one.closings}
    for day in sorted(last):
        while at < len(numbers) and entries["day"][numbers[at]] <= day:
            books += int(entries["minor"][numbers[at]])
            at += 1
        yield FedClosing(
            date=datetime.date.fromordinal(day),
            bank=last[day].amount,
            books=books,
            unexplained=last[day].amount - books,
            statement=key_of(gathered.kept[last[day].statement]),
        )


def strange(account: Account, closings: tuple[FedClosing, ...]) -> Iterator[str]:
    """Closing balances that the books miss by something else than what is said to be missing."""
    for each in closings:
        day = each.date.toordinal()
        if each.unexplained != sum(one.amount for one in account.differences if one.day <= day):
            bank, books = (
                written(minor, account.currency, grouped=True) for minor in (each.bank, each.books)
            )
            yield (
                f"a statement closes {each.date} at {account.currency} {bank}, the books at "
                f"{account.currency} {books}"
            )

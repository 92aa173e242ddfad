"""Parts of statement files -> statements, each once, with their entries.

A statement that comes again with the same content is one statement; one that comes again with
other content is complained about, with both places. Nothing depends on the order of the files.
Amounts are minor units of the account's currency, positive = the holder's asset.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from treasury.accounts.statements.packed import FINGERPRINTS, fingerprint, plain
from treasury.accounts.statements.statement import (
    Balance,
    Part,
    Problem,
    Statement,
    StatementEntry,
    Unreadable,
)
from treasury.arrays import UNLIMITED
from treasury.errors import Complaint
from treasury.importing.entries import Entries, digest
from treasury.money import DIGITS, NotMinorUnits, to_minor, written
from treasury.record import record

Places = tuple[str, str]
"""A file and the place in it."""
Origin = tuple[str, str, str]
"""A file, the place in it, its content's sha256."""
LARGEST = UNLIMITED // 2
"""Larger amounts no account can hold, whatever else is on it."""
NO_ACCOUNT = {"CSV": 'account = "..." in the mapping file (docs/statements.md)'}
"""What would be right where a statement names no account, by format."""
ONE_CURRENCY = "one currency for each statement, that of its account"


@record
class Filed:
    """A file that was read: its name for the user, its format and size, its content's sha256."""

    name: str
    format: str
    size: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Kept:
    """A statement with its entries, numbers `first` to before `last`.

    `content` is the digest of everything it says in whatever order, `in_order` that of its
    entries in theirs, `said` what its entries say in whatever order; `opening` and `closing` are
    in minor units, None where the statement does not say them in the account's currency. `origin`
    is where it was found first, by name.
    """

    statement: Statement
    account: str
    currency: str
    content: str
    in_order: str
    said: str
    first: int
    last: int
    opening: int | None
    closing: int | None
    booked: int
    origin: Origin

    @property
    def label(self) -> str:
        """The statement in a few words."""
        one = self.statement
        number = f"number {one.number}{f'/{one.page}' if one.page else ''}" if one.number else ""
        day = one.closing.date if one.closing and one.closing.date else None
        name = number or one.id or "without an id"
        return f"statement {name}{f' of {day}' if day else ''}"


@dataclass(slots=True, kw_only=True)
class Gathered:
    """Everything that was read. `remarks` are warnings of the readers, with their file.

    `shown` are names for complaints, by the content's sha256, of files whose name alone does not
    tell which one it is. What is kept in the folder has the plain name, wherever the file lay.
    `said` are the errors of the readers, by the content's sha256. `remembered` counts the entries
    of earlier imports, which come first.
    """

    entries: Entries
    kept: list[Kept] = field(default_factory=list)
    files: dict[str, Filed] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    remarks: set[Places] = field(default_factory=set)
    known: dict[tuple[str, ...], int] = field(default_factory=dict)
    repeated: int = 0
    remembered: int = 0
    shown: dict[str, str] = field(default_factory=dict)
    said: set[Places] = field(default_factory=set)

    def name(self, found: Filed) -> str:
        """The file's name for a complaint."""
        return self.shown.get(found.sha256, found.name)

    def where(self, kept: Kept) -> str:
        """The file of a statement and the place in it, for a complaint."""
        name, place, sha256 = kept.origin
        return ", ".join(filter(None, (self.shown.get(sha256, name), place)))

    def place(self, kept: Kept) -> str:
        """The statement and its file, for a sentence."""
        return f"{kept.label} in {self.shown.get(kept.origin[2], kept.origin[0])}"

    def complain(self, where: str, message: str, expected: str = "") -> None:
        """Add a complaint about a place in the user's words."""
        complaint = Complaint(path=(), message=message, expected=expected, where=where)
        if complaint not in self.complaints:
            self.complaints.append(complaint)

    def file(self, found: Filed) -> None:
        """Remember a file; of files with the same content the first by name."""
        known = self.files.get(found.sha256)
        if known is None or found.name < known.name:
            self.files[found.sha256] = found


def gather(gathered: Gathered, found: Filed, parts: Iterable[Part]) -> None:
    """Add what the parts of a file say; what keeps it from being imported is complained about."""
    gathered.file(found)
    open_statement = Opened(gathered, found)
    try:
        for part in parts:
            if isinstance(part, StatementEntry):
                open_statement.add(part)
            elif isinstance(part, Statement):
                open_statement.close(part)
                open_statement = Opened(gathered, found)
            else:
                problem(gathered, found, part)
    except Unreadable as reason:
        problem(gathered, found, reason.problem)
    gathered.entries.forget_from(open_statement.first)


def problem(gathered: Gathered, found: Filed, said: Problem) -> None:
    """Hand on what a reader said about a file: errors as complaints, warnings as remarks."""
    whole = said.where == "" or said.where.endswith(found.name)
    rest = "" if whole else f", {said.where}"
    if said.severity == "error":
        gathered.said.add((found.sha256, said.message))
        gathered.complain(f"{gathered.name(found)}{rest}", said.message, said.expected)
    elif said.severity == "warning":
        gathered.remarks.add((f"{found.name}{rest}", said.message))


class Opened:
    """A statement whose entries are being read; it is known only when it closes."""

    def __init__(self, gathered: Gathered, found: Filed) -> None:
        """Begin a statement of the file."""
        self.gathered, self.filed = gathered, found
        self.first = len(gathered.entries)
        self.hash = hashlib.sha256()
        self.content = 0
        self.currencies: dict[str, str] = {}
        self.unpriced: list[tuple[int, StatementEntry]] = []

    def add(self, entry: StatementEntry) -> None:
        """Keep an entry; its amount waits where its currency is not said with it."""
        entries = self.gathered.entries
        minor = 0
        if entry.currency:
            self.currencies.setdefault(entry.currency, entry.where)
            minor = self.minor(entry, entry.currency)
        else:
            self.unpriced.append((len(entries), entry))
        line = entries.add(entry, minor, len(self.gathered.kept))
        self.hash.update(line.encode())
        self.hash.update(b"\n")
        self.content = (self.content + fingerprint(entry, line)) % FINGERPRINTS

    def place(self, where: str) -> str:
        """The file and a place in it, for a complaint."""
        return ", ".join(filter(None, (self.gathered.name(self.filed), where)))

    def minor(self, entry: StatementEntry, currency: str) -> int:
        """The entry's amount in minor units, 0 with a complaint where it has none."""
        if currency not in DIGITS:
            return 0
        place = self.place(entry.where)
        try:
            minor = to_minor(entry.amount, currency)
        except NotMinorUnits as reason:
            expected = f"amounts with at most {DIGITS[currency]} decimals"
            words = {str(reason), str(reason).removeprefix("-")}  # some readers tell it unsigned
            if self.gathered.said.isdisjoint((self.filed.sha256, each) for each in words):
                self.gathered.complain(place, str(reason), expected)
            return 0
        if abs(minor) >= LARGEST:
            message = f"{entry.amount:f} is larger than can be held exactly"
            expected = f"less than {written(LARGEST, currency, grouped=True)} {currency}"
            self.gathered.complain(place, message, expected)
            return 0
        return minor

    def close(self, statement: Statement) -> None:
        """Keep the statement, unless it is there already or cannot be imported."""
        gathered, entries = self.gathered, self.gathered.entries
        place = self.place(statement.where)
        currency = self.currency_of(statement, place)
        if currency is None or not statement.account:
            if not statement.account:
                expected = NO_ACCOUNT.get(self.filed.format, "a statement with one")
                gathered.complain(place, "the statement names no account", expected)
            entries.forget_from(self.first)
            return
        for number, entry in self.unpriced:
            entries.columns["minor"][number] = self.minor(entry, currency)
        kept = self.kept(statement, currency)
        known = gathered.known.setdefault(identity(kept), len(gathered.kept))
        if known == len(gathered.kept):
            gathered.kept.append(kept)
            return
        again(gathered, known, kept, place)

    def currency_of(self, statement: Statement, place: str) -> str | None:
        """The account's currency; None with a complaint where that cannot be told."""
        named = [statement.currency]
        named += [each.currency for each in (statement.opening, statement.closing) if each]
        found = next((name for name in named if name), None)
        found = found or next(iter(self.currencies), None)
        if found is None:
            self.gathered.complain(place, "the statement says no currency", ONE_CURRENCY)
        elif found not in DIGITS:
            self.gathered.complain(place, f"{found!r} is not a currency", "an ISO 4217 code")
        elif strange := [name for name in self.currencies if name != found]:
            message = f"an entry in {strange[0]} stands in a statement in {found}"
            self.gathered.complain(place, message, ONE_CURRENCY)
        else:
            return found
        return None

    def kept(self, statement: Statement, currency: str) -> Kept:
        """The statement as it is kept."""
        account = "".join((statement.account or "").split())
        balances = map(balance_text, (statement.opening, statement.closing))
        entries = self.gathered.entries
        last = len(entries)
        pairs = zip(
            entries.columns["minor"][self.first : last],
            entries.columns["booked"][self.first : last],
            strict=True,
        )
        return Kept(
            statement=statement,
            account=account,
            currency=currency,
            content=digest(f"{len(entries) - self.first}", f"{self.content:x}", *balances),
            in_order=self.hash.hexdigest()[:16],
            said=f"{last - self.first} {self.content:x}",
            first=self.first,
            last=last,
            opening=self.balance(statement.opening, currency, statement.where),
            closing=self.balance(statement.closing, currency, statement.where),
            booked=sum(minor for minor, booked in pairs if booked),
            origin=(self.filed.name, statement.where, self.filed.sha256),
        )

    def balance(self, balance: Balance | None, currency: str, where: str) -> int | None:
        """The balance in minor units of the currency; None where it is in another one."""
        if balance is None or balance.currency not in (None, currency):
            return None
        entry = StatementEntry(amount=balance.amount, where=where)
        return self.minor(entry, currency)


def balance_text(balance: Balance | None) -> str:
    """The balance on one line."""
    if balance is None:
        return "-\n"
    return f"{plain(balance.amount)} {balance.currency or ''} {balance.date or ''}\n"


def identity(kept: Kept) -> tuple[str, ...]:
    """What makes two statements the same one, whatever else they say.

    Interim reports and notifications have no such identity: they are the same if they say the
    same. A statement is told by account, id, number, page, days and opening balance, because
    some banks give all statements one id, and others send several a day.
    """
    one = kept.statement
    if one.kind != "statement":
        return (kept.account, kept.currency, one.kind, one.id, kept.content)
    closing = str(one.closing.date or "") if one.closing else ""
    opening = balance_text(one.opening)
    unnamed = "" if one.id or one.number or closing else kept.content
    return (
        kept.account, kept.currency, one.kind, one.id, one.number, one.page, opening, closing,
        unnamed,
    )  # fmt: skip


def again(gathered: Gathered, number: int, kept: Kept, place: str) -> None:
    """A statement that is there already: count it, or complain that it says something else.

    Of two orders of its entries the one counts that was found first, by name.
    """
    known, columns = gathered.kept[number], gathered.entries.columns
    same = known.content == kept.content
    if same and (kept.origin, kept.in_order) < (known.origin, known.in_order) and (
        known.in_order != kept.in_order
    ):  # fmt: skip
        known.first, known.last, known.in_order = kept.first, kept.last, kept.in_order
        mine = array(columns["statement"].typecode, [number]) * (kept.last - kept.first)
        columns["statement"][kept.first : kept.last] = mine
    if known.first != kept.first:
        gathered.entries.forget_from(kept.first)
    if same:
        gathered.repeated += 1
        known.origin = min(known.origin, kept.origin)
        return
    first, second = sorted((gathered.where(known), place))
    message = (
        f"{kept.label} of account {kept.account} says something else than the statement of the "
        f"same name in {first}"
    )
    gathered.complain(second, message, "one of the two; ask the bank which is right")


def statements_of(gathered: Gathered) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """The statements of each account, by account and currency, as numbers of `kept`."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, kept in enumerate(gathered.kept):
        found.setdefault((kept.account, kept.currency), []).append(number)
    for key in sorted(found):
        yield key, found[key]

"""An account's statements in order: which entries count, on which day, and what is missing.

How they follow each other, and which entries are told again, is defined in
`accounts/statements/following`. What is told again is not counted twice; where a statement tells a
day otherwise both are named. Interim reports and notifications count only for days after the
account's last statement. Nothing is plugged: what is missing between two statements stays a
difference, with its day and amount.

Amounts are minor units, positive = the holder's asset; days are ordinals.
"""

import datetime
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from treasury.accounts.statements.following import Line, Told
from treasury.arrays import Amounts
from treasury.importing.entries import Column, Entries, digest, exact_sum
from treasury.importing.gathering import Gathered, Kept
from treasury.money import written

HELD, TAKEN = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closing balance that a statement says, at the end of a day."""

    day: int
    amount: int
    statement: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is missing (or too much) up to a closing balance: `amount` is not explained."""

    day: int
    amount: int
    words: str


@dataclass(slots=True, kw_only=True)
class Account:
    """A bank account as its statements tell it.

    `order` are its statements as they follow each other, numbers of `kept`. `opening` is the
    balance before `first_day`; `flags` say in words why the account is incomplete.
    """

    number: str
    currency: str
    order: list[int] = field(default_factory=list)
    opening: int = 0
    first_day: int = 0
    last_day: int = 0
    closings: list[Closing] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    moved_days: int = 0
    interim: int = 0
    superseded: int = 0
    told_again: int = 0

    @property
    def unexplained(self) -> int:
        """What the bank's last closing balance is above the one that the entries reach."""
        return sum(each.amount for each in self.differences)

    @property
    def closings_text(self) -> tuple[str, str, str]:
        """The last closing balance: the bank's, the one of the scenario's history, and the first
        without the second; texts without the currency, empty where the bank says none."""
        if not self.closings:
            return ("", "", "")
        _, last = max((each.day, at) for at, each in enumerate(self.closings))
        bank, more = self.closings[last].amount, self.unexplained
        bank_text, own, unexplained = (
            written(each, self.currency, grouped=True) for each in (bank, bank - more, more)
        )
        return (bank_text, own, unexplained)


def chained(gathered: Gathered, number: str, currency: str, statements: list[int]) -> Account:
    """The account of these statements; its entries that count are marked and have their day."""
    account = Account(number=number, currency=currency)
    walk = Walk(gathered, account)
    links = [walk.link(at) for at in statements if gathered.kept[at].statement.kind == "statement"]
    once: dict[tuple[object, ...], Told] = {}
    for link in sorted(links, key=Told.rank):
        if once.setdefault(link.says(), link) is not link:
            account.told_again += gathered.kept[link.at].last - gathered.kept[link.at].first
    for link in walk.line.in_turn(once.values()):
        walk.take(link)
    others = [at for at in statements if gathered.kept[at].statement.kind != "statement"]
    for at in sorted(others, key=lambda at: walk.link(at).rank()):
        walk.take_report(at)
    walk.finish()
    return account


class Walk:
    """Goes through the statements of one account; `line` is how far it is told."""

    def __init__(self, gathered: Gathered, account: Account) -> None:
        """Begin before the first statement."""
        self.gathered, self.account = gathered, account
        self.entries: Entries = gathered.entries
        self.line = Line()
        self.balance = 0
        self.reported: Counter[str] = Counter()

    def start(self, kept: Kept) -> int:
        """The day on which the statement begins: of its opening balance, else its first entry."""
        opening = kept.statement.opening
        if opening and opening.date:
            return opening.date.toordinal()
        days = self.days(kept)
        return int(days.min()) if len(days) else self.end(kept)

    def end(self, kept: Kept) -> int:
        """The day on which the statement ends: by its closing balance, else its last entry."""
        closing, opening = kept.statement.closing, kept.statement.opening
        if closing and closing.date:
            return closing.date.toordinal()
        booked = int(self.entries["booking"][kept.first : kept.last].max(initial=0))
        return booked or (opening.date.toordinal() if opening and opening.date else 0)

    def days(self, kept: Kept) -> Column:
        """The day of each entry of the statement: its booking day, else the statement's last."""
        days = self.entries["booking"][kept.first : kept.last]
        return np.where(days == 0, self.end(kept), days)

    def link(self, number: int) -> Told:
        """The statement as far as its place in the chain depends on it."""
        kept = self.gathered.kept[number]
        one = kept.statement
        return Told(
            at=number, begin=self.start(kept), end=self.end(kept), opening=kept.opening,
            closing=kept.closing, number=one.number, page=one.page,
            format=self.gathered.files[kept.origin[2]].format, id=one.id, content=kept.said,
        )  # fmt: skip

    def take(self, link: Told) -> None:
        """Count the statement's entries, as far as they are not told already."""
        kept = self.gathered.kept[link.at]
        if not link.end:
            self.gathered.complain(
                self.gathered.where(kept), f"the {kept.label} says no day at all",
                "a date of its balances or of its entries",
            )  # fmt: skip
            return
        booked = self.entries["booked"][kept.first : kept.last] == 1
        places = np.flatnonzero(booked)
        days, amounts = listed(self.days(kept)[places]), self.minors(kept.first + places)
        compared = self.line.compared(link, days, amounts)
        if compared.otherwise:
            self.conflict(link.at, compared.otherwise)
            return
        added = places[np.array(compared.new, dtype=np.int64)]
        self.account.told_again += len(places) - len(added)
        self.count(link, np.sort(np.append(added, np.flatnonzero(~booked))) + kept.first)

    def minors(self, numbers: Amounts) -> Sequence[int]:
        """The amounts of these entries."""
        return listed(self.entries["minor"][numbers])

    def conflict(self, number: int, day: int) -> None:
        """Complain about a day that two statements tell otherwise."""
        kept = self.gathered.kept
        last = kept[self.account.order[-1]]
        where = self.gathered.where(kept[number])
        message = (
            f"the {kept[number].label} of account {self.account.number} tells other entries of "
            f"{datetime.date.fromordinal(day)} than the {self.gathered.place(last)}"
        )
        self.gathered.complain(where, message, "statements that agree; ask the bank which is right")

    def count(self, link: Told, new: Amounts) -> None:
        """Count these entries of the statement, put them on its days and look at its balances."""
        kept, account = self.gathered.kept[link.at], self.account
        end, until = link.end, self.line.until
        if end < until and not len(new):
            self.inside(link.at, end)
            return
        begin = until + (end > until) if account.order else link.begin
        end = max(end, begin)
        if not account.order:
            account.first_day = min(begin, end)
            account.opening = kept.opening or 0
            self.balance = account.opening
        booked = new[self.entries["booked"][new] == 1]
        days = self.entries["booking"][booked]
        put = np.clip(np.where(days == 0, end, days), begin, end)
        account.moved_days += int(np.count_nonzero((days != 0) & (put != days)))
        self.entries["day"][booked] = put
        self.entries["taken"][booked] = TAKEN
        repeats = len(new) < kept.last - kept.first
        self.reach(link, exact_sum(self.entries["minor"][booked]), end, repeats)
        account.order.append(link.at)
        said = listed(self.days(kept)[booked - kept.first])
        self.line.tell(link, said, self.minors(booked))
        self.line.balance = self.balance

    def inside(self, number: int, end: int) -> None:
        """Hold the closing balance of a statement that repeats days told already to its day."""
        kept = self.gathered.kept[number]
        if kept.closing is not None:
            self.account.closings.append(Closing(day=end, amount=kept.closing, statement=number))

    def reach(self, link: Told, moved: int, day: int, repeats: bool) -> None:
        """Hold the statement's balances against the balance reached; differences are flagged."""
        kept, account = self.gathered.kept[link.at], self.account
        place = self.gathered.place(kept)
        expected = self.balance + moved
        words = self.gap_words(link, repeats)
        if kept.closing is None:
            self.balance = expected
            account.flags.extend(words)
            return
        if expected != kept.closing and not words:
            words = [(f"the {place} closes at {self.money(kept.closing)}, its entries reach "
                     f"{self.money(expected)}")]  # fmt: skip
        if expected != kept.closing:
            said = Difference(day=day, amount=kept.closing - expected, words="; ".join(words))
            account.differences.append(said)
        account.flags.extend(words)
        account.closings.append(Closing(day=day, amount=kept.closing, statement=link.at))
        self.balance = kept.closing

    def gap_words(self, link: Told, repeats: bool) -> list[str]:
        """What is missing before or in the statement, in words."""
        kept = self.gathered.kept[link.at]
        account, words, place = self.account, list[str](), self.gathered.place(kept)
        if kept.opening is None or kept.closing is None:
            lacks = "opening" if kept.opening is None else "closing"
            words.append(f"the {place} has no {lacks} balance in {kept.currency}")
        if account.order and kept.opening is not None and not repeats:
            before = self.gathered.kept[account.order[-1]]
            earlier = self.gathered.place(before)
            if kept.opening != self.balance:
                words.append(
                    f"gap: the {place} opens at {self.money(kept.opening)}, "
                    f"the {earlier} before it ends at {self.money(self.balance)}; "
                    f"{self.money(kept.opening - self.balance)} between them is not explained"
                )
            words.extend(missing_words(self.line.missing(link), place))
        if None not in (kept.opening, kept.closing) and kept.opening + kept.booked != kept.closing:  # type: ignore[operator]
            assert kept.opening is not None and kept.closing is not None
            words.append(
                f"the {place} does not reconcile: it opens at {self.money(kept.opening)}, its "
                f"booked entries are {self.money(kept.booked)}, it closes at "
                f"{self.money(kept.closing)}"
            )
        return words

    def take_report(self, number: int) -> None:
        """Count entries of an interim report or a notification that no statement holds."""
        kept, account = self.gathered.kept[number], self.account
        days, entries = self.days(kept), self.entries
        seen: Counter[str] = Counter()
        for at, day in zip(range(kept.first, kept.last), days.tolist(), strict=True):
            if not entries["booked"][at] or day == 0 or (account.order and day <= self.line.until):
                account.superseded += 1
                continue
            known = self.name_of(at, day)
            seen[known] += 1
            if seen[known] <= self.reported[known]:
                account.superseded += 1
                continue
            self.reported[known] += 1
            entries["day"][at], entries["taken"][at] = day, TAKEN
            account.interim += 1
            account.last_day = max(account.last_day, day)
            account.first_day = min(account.first_day or day, day)

    def name_of(self, number: int, day: int) -> str:
        """By what an entry of a report is known in others: day, amount, reference, else content."""
        entry = self.entries.entry(number)
        reference = entry.bank_reference or entry.entry_reference
        return digest(str(day), str(self.entries["minor"][number]),
                      reference or self.entries.line(number))  # fmt: skip

    def finish(self) -> None:
        """Say what the account is without."""
        account = self.account
        if account.interim and not account.order:
            account.flags.append(
                "only interim reports or notifications: no balance is known, 0 is taken for the "
                "opening balance"
            )
        account.last_day = max(account.last_day, self.line.until)

    def money(self, minor: int) -> str:
        """The amount as text with its currency."""
        return f"{self.account.currency} {written(minor, self.account.currency, grouped=True)}"


def listed(figures: Column) -> Sequence[int]:
    """The whole numbers as a sequence in eight bytes each; a list of them takes forty.

    >>> listed(np.array([7, -1], dtype=np.int32))
    array('q', [7, -1])
    """
    return array("q", figures.astype(np.int64).tobytes())


def missing_words(numbers: tuple[int, ...], place: str) -> Iterator[str]:
    """The statement numbers between two statements that follow each other, in words."""
    if numbers:
        missing = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        yield f"gap: statement number {missing} is missing before the {place}"

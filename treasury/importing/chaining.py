"""An account's statements in order: which entries count, on which day, and what is missing.

Statements of an account follow each other where each opens at the balance at which the one before
closes. One that begins on or before the last day told may tell days again, also where it opens at
the balance reached, as all statements of an account do that is swept to zero: it is compared with
what is told of these days. What it repeats is not counted twice, and where it tells a day
otherwise both are named. Interim reports and notifications count
only for days after the account's last statement. Nothing is plugged: what is missing between two
statements stays a difference, with its day and amount.

Amounts are minor units, positive = the holder's asset; days are ordinals.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from treasury.arrays import Amounts
from treasury.importing.entries import Entries, digest, exact_sum
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
    waiting = [at for at in statements if gathered.kept[at].statement.kind == "statement"]
    while waiting:
        chosen = walk.following(waiting)
        waiting.remove(chosen)
        walk.take(chosen)
    others = [at for at in statements if gathered.kept[at].statement.kind != "statement"]
    for at in sorted(others, key=lambda at: walk.rank(gathered.kept[at])):
        walk.take_report(at)
    walk.finish()
    return account


class Walk:
    """Goes through the statements of one account; `balance` and `until` are those reached."""

    def __init__(self, gathered: Gathered, account: Account) -> None:
        """Begin before the first statement."""
        self.gathered, self.account = gathered, account
        self.entries: Entries = gathered.entries
        self.balance: int | None = None
        self.until = 0
        self.told: dict[int, Counter[int]] = {}
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

    def days(self, kept: Kept) -> Amounts:
        """The day of each entry of the statement: its booking day, else the statement's last."""
        days = self.entries["booking"][kept.first : kept.last]
        return np.where(days == 0, self.end(kept), days)

    def rank(self, kept: Kept) -> tuple[object, ...]:
        """What statements are ordered by: first day, the longest first, number, page, content."""
        one = kept.statement
        numbers = (natural(one.number), natural(one.page))
        return (self.start(kept), -self.end(kept), *numbers, kept.content, one.id)

    def following(self, waiting: list[int]) -> int:
        """The next statement: of those that begin first, the one that opens at the balance.

        Where none does, one that does not open where another of them closes.
        """
        kept = self.gathered.kept
        begins = min(self.start(kept[at]) for at in waiting)
        first = [at for at in waiting if self.start(kept[at]) == begins]
        fitting = [at for at in first if kept[at].opening == self.balance is not None]
        closings = {kept[at].closing for at in first}
        heads = [at for at in first if kept[at].opening not in closings]
        return min(fitting or heads or first, key=lambda at: self.rank(kept[at]))

    def take(self, number: int) -> None:
        """Count the statement's entries, as far as they are not told already."""
        kept = self.gathered.kept[number]
        if not self.end(kept):
            self.gathered.complain(
                self.gathered.where(kept), f"the {kept.label} says no day at all",
                "a date of its balances or of its entries",
            )  # fmt: skip
            return
        new = self.untold(number) if self.account.order else np.arange(kept.first, kept.last)
        if new is not None:
            self.count(number, new)

    def untold(self, number: int) -> Amounts | None:
        """The entries of a statement without those told already.

        None, with a complaint, where it tells a day otherwise than it was told before.
        """
        kept = self.gathered.kept[number]
        days, numbers = self.days(kept), np.arange(kept.first, kept.last)
        booked = self.entries["booked"][kept.first : kept.last] == 1
        early = (days <= self.until) & booked
        again, extra, disagree = list[int](), list[int](), list[int]()
        for day in np.unique(days[early]).tolist():
            repeated, new, left = self.compared(numbers[early & (days == day)], day)
            again += repeated
            extra += new
            if new and (day < self.until or left):
                disagree.append(day)
        if self.goes_on(kept, again, disagree):
            return numbers
        if disagree and (again or self.end(kept) < self.until):
            self.conflict(number, disagree[0])
            return None
        if not again:
            return numbers
        self.account.told_again += len(again)
        return np.sort(np.concatenate([numbers[~early], np.array(extra, dtype=np.int64)]))

    def goes_on(self, kept: Kept, again: list[int], disagree: list[int]) -> bool:
        """Whether the balances prove that entries equal to others are further ones.

        They do where the statement opens at the balance reached and what it seems to repeat moves
        it. Where that nets to zero, a statement of the last day alone goes on by its number or
        page, or because it does not repeat that day as it was told.
        """
        if kept.opening is None or kept.opening != self.balance or self.end(kept) < self.until:
            return False
        within = self.start(kept) < self.until
        if within and disagree:
            return False
        if exact_sum(self.entries["minor"][np.array(again, dtype=np.int64)]) != 0:
            return True
        return not within and (bool(disagree) or self.is_next(kept))

    def is_next(self, kept: Kept) -> bool:
        """Whether the bank numbers the statement, or the page, as the next one of the same day."""
        last = self.gathered.kept[self.account.order[-1]]
        files = self.gathered.files
        if files[last.origin[2]].format != files[kept.origin[2]].format:
            return False
        if self.start(last) != self.end(last):
            return False
        before, one = last.statement, kept.statement
        numbers = (natural(before.number)[0], natural(one.number)[0])
        pages = (natural(before.page)[0], natural(one.page)[0])
        if min(numbers) < 0:
            return False
        next_page = numbers[0] == numbers[1] and min(pages) >= 0 and pages[1] == pages[0] + 1
        return next_page or numbers[1] == numbers[0] + 1

    def compared(self, numbers: Amounts, day: int) -> tuple[list[int], list[int], bool]:
        """Which of a day's entries are told already, which are not, whether others are."""
        told = Counter(self.told.get(day, Counter()))
        again, extra = list[int](), list[int]()
        for number, minor in zip(
            numbers.tolist(), self.entries["minor"][numbers].tolist(), strict=True
        ):
            if told[minor] > 0:
                told[minor] -= 1
                again.append(number)
            else:
                extra.append(number)
        return again, extra, bool(+told)

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

    def count(self, number: int, new: Amounts) -> None:
        """Count these entries of the statement, put them on its days and look at its balances."""
        kept, account = self.gathered.kept[number], self.account
        end = self.end(kept)
        if end < self.until and not len(new):
            self.inside(number, end)
            return
        begin = self.until + (end > self.until) if account.order else self.start(kept)
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
        said = self.days(kept)[booked - kept.first]
        for day, minor in zip(said.tolist(), self.entries["minor"][booked].tolist(), strict=True):
            self.told.setdefault(day, Counter())[minor] += 1
        repeats = len(new) < kept.last - kept.first
        self.reach(number, exact_sum(self.entries["minor"][booked]), end, repeats)
        account.order.append(number)
        self.until = max(self.until, end)

    def inside(self, number: int, end: int) -> None:
        """Hold the closing balance of a statement that repeats days told already to its day."""
        kept = self.gathered.kept[number]
        if kept.closing is not None:
            self.account.closings.append(Closing(day=end, amount=kept.closing, statement=number))

    def reach(self, number: int, moved: int, day: int, repeats: bool) -> None:
        """Hold the statement's balances against the balance reached; differences are flagged."""
        kept, account = self.gathered.kept[number], self.account
        place = self.gathered.place(kept)
        assert self.balance is not None
        expected = self.balance + moved
        words = self.gap_words(kept, repeats)
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
        account.closings.append(Closing(day=day, amount=kept.closing, statement=number))
        self.balance = kept.closing

    def gap_words(self, kept: Kept, repeats: bool) -> list[str]:
        """What is missing before or in the statement, in words."""
        account, words, place = self.account, list[str](), self.gathered.place(kept)
        if kept.opening is None or kept.closing is None:
            lacks = "opening" if kept.opening is None else "closing"
            words.append(f"the {place} has no {lacks} balance in {kept.currency}")
        if account.order and kept.opening is not None and not repeats:
            before = self.gathered.kept[account.order[-1]]
            earlier = self.gathered.place(before)
            if kept.opening != self.balance:
                assert self.balance is not None
                words.append(
                    f"gap: the {place} opens at {self.money(kept.opening)}, "
                    f"the {earlier} before it ends at {self.money(self.balance)}; "
                    f"{self.money(kept.opening - self.balance)} between them is not explained"
                )
            words.extend(missing_numbers(before, kept, place))
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
            if not entries["booked"][at] or day == 0 or (account.order and day <= self.until):
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
        account.last_day = max(account.last_day, self.until)

    def money(self, minor: int) -> str:
        """The amount as text with its currency."""
        return f"{self.account.currency} {written(minor, self.account.currency, grouped=True)}"


def natural(text: str) -> tuple[int, str]:
    """The bank's number for ordering: by value where it is one."""
    return (int(text), "") if text.isascii() and text.isdigit() and len(text) < 19 else (-1, text)


def missing_numbers(before: Kept, after: Kept, place: str) -> Iterator[str]:
    """The statement numbers between two statements that follow each other, in words.

    Numbers begin anew in a new year; those that leap by more than a year count something else.
    """
    first, second = natural(before.statement.number)[0], natural(after.statement.number)[0]
    if min(first, second) >= 0 and 1 < second - first <= 366 and second < 19_000_000:
        missing = f"{first + 1}" if second - first == 2 else f"{first + 1} to {second - 1}"
        yield f"gap: statement number {missing} is missing before the {place}"

"""How the statements of an account follow each other, and which of their entries are told again.

One definition for `treasury statements` and the import. Statements follow each other where each
opens at the balance at which the one before closes. One that begins on or before the last day told
may tell days again, whatever it opens at (an account that is swept to zero opens and closes at
zero every day): its booked entries are compared, by day and amount, with those told.

Amounts are minor units or decimals of major units, positive = the holder's asset, but of one kind
in one account; days are ordinals, 0 = not said.
"""

import datetime
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, pairwise

Money = int | Decimal
NUMBERS_MISSING_MAX = 366
"""More than a year's daily statements missing between two numbers: they count something else."""
WEEKENDS_PROVE = 2
"""So many weekends without a statement, over which numbers grow by three, prove that they are
days."""
SATURDAY = 5
FIRST_DAY_AS_NUMBER = 19_000_000
"""Numbers from here on are days, as 20260302; between two of them nothing need be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A statement as far as its place in the chain depends on it.

    `at` is the caller's number for it; `id` and `content`, which stands for what its entries say in
    whatever order, decide where nothing else does.
    """

    at: int
    begin: int
    end: int
    opening: Money | None
    closing: Money | None
    number: str = ""
    page: str = ""
    format: str = ""
    id: str = ""
    content: str = ""

    def rank(self) -> tuple[object, ...]:
        """What statements are ordered by: first day, the longest first, number, page, content."""
        return (
            self.begin,
            -self.end,
            natural(self.number),
            natural(self.page),
            self.id,
            self.content,
        )

    def says(self) -> tuple[object, ...]:
        """What makes two statements the same, though their ids differ."""
        numbers = (number(self.number), number(self.page))
        return (self.begin, self.end, *numbers, self.opening, self.closing, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a statement adds: the places of its new entries, and how many are told already.

    `otherwise` is the first day that it tells otherwise than it was told, 0 where there is none.
    """

    new: Sequence[int]
    again: int = 0
    otherwise: int = 0


@dataclass(slots=True)
class Line:
    """How far an account is told: its balance, the last day and statement, amounts by day.

    `by_day` says that the bank's numbers count days (`count_days`).
    """

    balance: Money | None = None
    until: int = 0
    last: Told | None = None
    told: dict[int, Counter[Money]] = field(default_factory=lambda: defaultdict(Counter))
    by_day: bool = False

    def in_turn(self, every: Iterable[Told]) -> Iterator[Told]:
        """The statements in order; `balance` is brought forward by whoever takes them.

        Of those that begin first the next is the one that opens at the balance; where none does,
        one that does not open where another of them closes.
        """
        ranked = sorted(every, key=Told.rank)
        self.by_day = count_days(ranked)
        for _, equal in groupby(ranked, key=lambda one: one.begin):
            waiting = {one.at: one for one in equal}
            by_opening: dict[Money | None, deque[Told]] = defaultdict(deque)
            for one in waiting.values():
                by_opening[one.opening].append(one)
            closings = Counter(one.closing for one in waiting.values())
            while waiting:
                fitting = by_opening.get(self.balance) if self.balance is not None else None
                heads = (one for one in waiting.values() if not closings[one.opening])
                first = next(iter(waiting.values()))
                chosen = fitting[0] if fitting else next(heads, first)
                del waiting[chosen.at]
                by_opening[chosen.opening].popleft()
                closings[chosen.closing] -= 1
                yield chosen

    def missing(self, one: Told) -> tuple[int, ...]:
        """The bank's numbers between the last statement and this one, where it counts them."""
        if self.last is None or self.by_day:
            return ()
        return numbers_missing(self.last.number, one.number)

    def compared(self, one: Told, days: Sequence[int], amounts: Sequence[Money]) -> Compared:
        """What the statement adds; `days` and `amounts` are those of its booked entries."""
        everything = range(len(days))
        if self.last is None:
            return Compared(new=everything)
        again, extra = self.split(days, amounts)
        otherwise = self.otherwise(days, amounts, extra)
        moved: Money = sum((amounts[place] for place in again), start=0)
        if self.goes_on(one, moved, otherwise):
            return Compared(new=everything)
        if otherwise and (again or one.end < self.until):
            return Compared(new=(), again=len(again), otherwise=otherwise)
        later = (place for place in everything if days[place] > self.until)
        return Compared(new=sorted([*extra, *later]), again=len(again))

    def split(self, days: Sequence[int], amounts: Sequence[Money]) -> tuple[list[int], list[int]]:
        """Of the days told, the places of entries that are told already and of those that are not.

        An amount that comes more often than it was told is further entries.
        """
        left: dict[int, Counter[Money]] = {}
        again, extra = list[int](), list[int]()
        for place, (day, amount) in enumerate(zip(days, amounts, strict=True)):
            if day > self.until:
                continue
            if day not in left:
                left[day] = Counter(self.told.get(day, ()))
            found = left[day][amount] > 0
            left[day][amount] -= found
            (again if found else extra).append(place)
        return again, extra

    def otherwise(self, days: Sequence[int], amounts: Sequence[Money], extra: Sequence[int]) -> int:
        """The first day that is told otherwise: 0, or one with entries that were not told.

        The last day may have further entries, as long as those told are there too.
        """
        strange = {days[place] for place in extra}
        if self.until in strange:
            mine = Counter(
                amount for day, amount in zip(days, amounts, strict=True) if day == self.until
            )
            if self.told[self.until] <= mine:
                strange.remove(self.until)
        return min(strange, default=0)

    def goes_on(self, one: Told, moved: Money, otherwise: int) -> bool:
        """Whether the balances prove that entries equal to others are further ones.

        They do where the statement opens at the balance reached and what it seems to repeat moves
        it. Where that nets to zero, a statement of the last day alone goes on by its number or
        page, or because it does not repeat that day as it was told.
        """
        if one.opening is None or one.opening != self.balance or one.end < self.until:
            return False
        within = one.begin < self.until
        if within and otherwise:
            return False
        return moved != 0 or (not within and (otherwise != 0 or self.is_next(one)))

    def is_next(self, one: Told) -> bool:
        """Whether the bank numbers the statement, or the page, as the next one of the same day."""
        before = self.last
        if before is None or before.format != one.format or before.begin != before.end:
            return False
        first, second = number(before.number), number(one.number)
        pages = number(before.page), number(one.page)
        next_page = first == second and pages[0] >= 0 and pages[1] == pages[0] + 1
        return min(first, second) >= 0 and (next_page or second == first + 1)

    def tell(self, one: Told, days: Iterable[int], amounts: Iterable[Money]) -> None:
        """Count these entries as told, and the statement as the last one; not its balance."""
        for day, amount in zip(days, amounts, strict=True):
            self.told[day][amount] += 1
        self.last = one
        self.until = max(self.until, one.end)


def count_days(every: Iterable[Told]) -> bool:
    """Whether the bank's numbers are proven to count days (as the day of the year), not statements.

    They are where, within each year, they grow as the statements' last days do, over two weekends
    or more on which no statement ends: one that is counted comes after Friday's on Monday.

    >>> friday = 738939
    >>> weeks = [Told(at=0, begin=0, end=friday + 7 * week + day, number=str(40 + 7 * week + day),
    ...               opening=0, closing=0) for week in range(3) for day in (0, 3, 5)]
    >>> count_days(weeks), count_days(weeks[:4]), count_days(weeks[:1] + weeks[4:])
    (True, False, True)
    """
    known = sorted({(one.end, number(one.number)) for one in every})
    if any(count < 0 or (day - 1) % 7 >= SATURDAY for day, count in known):
        return False
    weekends = 0
    for (day, first), (later, second) in pairwise(known):
        years = {datetime.date.fromordinal(each).year for each in (day, later)}
        if len(years) == 1 and later - day != second - first:
            return False
        weekends += len(years) == 1 and (day - 1) // 7 != (later - 1) // 7
    return weekends >= WEEKENDS_PROVE


def numbers_missing(before: str, after: str) -> tuple[int, ...]:
    """The bank's numbers between two statements, where it counts them one by one.

    Numbers begin anew in a new year; numbers that are days, or leap by more than a year's
    statements, count something else.

    >>> numbers_missing("7", "10"), numbers_missing("250", "1"), numbers_missing("20260302", "3")
    ((8, 9), (), ())
    """
    first, second = number(before), number(after)
    if first < 0 or second < 0 or second - first > NUMBERS_MISSING_MAX:
        return ()
    if first >= FIRST_DAY_AS_NUMBER and second - first > 1:
        return ()
    return tuple(range(first + 1, second))


def number(text: str) -> int:
    """The bank's number as a number, -1 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else -1


def natural(text: str) -> tuple[int, str]:
    """The bank's number for ordering: by value where it is one."""
    value = number(text)
    return (value, "") if value >= 0 else (-1, text)

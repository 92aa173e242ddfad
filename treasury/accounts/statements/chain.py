"""The statements of an account, from any number of files, as one chain: what is missing in it.

Only statements with balances chain; interim reports and notifications stand beside it. Statements
are ordered by their closing day, then by the bank's number and page, and where these are equal by
balance: each opens where the one before closes. Amounts are signed decimals of major units.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from treasury.accounts.reconciliation import EXACT, Reconciled
from treasury.accounts.statements.statement import Problem, Statement
from treasury.record import record

NUMBERS_MISSING_MAX = 366
"""More than a year's daily statements missing between two numbers: they count something else."""
DAYS_NAMED_MAX = 8
NO_DAY = datetime.date.min


@record
class Filed:
    """A statement, added up, and the file it stands in."""

    file: str
    found: Reconciled

    @property
    def statement(self) -> Statement:
        """The statement itself."""
        return self.found.statement

    @property
    def first_day(self) -> datetime.date | None:
        """The first day the statement is about: of its opening balance, else of its entries."""
        opening = self.statement.opening
        return (opening.date if opening else None) or self.found.sums.first_day or self.last_day

    @property
    def last_day(self) -> datetime.date | None:
        """The last day the statement is about: of its closing balance, else of its entries."""
        closing = self.statement.closing
        return (closing.date if closing else None) or self.found.sums.last_day

    def label(self) -> str:
        """The statement in words: its number or id, its last day and its file."""
        one = self.statement
        name = f"number {one.number}" if one.number else (one.id or "without an id")
        return f"{name}{f' of {self.last_day}' if self.last_day else ''} in {self.file}"


@record
class Gap:
    """Two statements of an account that follow each other with something missing in between.

    `difference` is what the later opening is above the earlier closing (None: they agree or do not
    say); `numbers` are the bank's statement numbers that are missing; `overlaps` says that the
    later begins before the earlier ends.
    """

    before: Filed
    after: Filed
    difference: Decimal | None = None
    numbers: tuple[int, ...] = ()
    overlaps: bool = False

    def sentence(self) -> str:
        """What is missing, in words."""
        said = []
        if self.difference is not None:
            closing, opening = self.before.statement.closing, self.after.statement.opening
            assert closing and opening, "a difference is one of two balances"
            said.append(
                f"opens at {opening.amount:f}, but the statement before it "
                f"({self.before.label()}) closes at {closing.amount:f}: "
                f"{abs(self.difference):f} {'more' if self.difference > 0 else 'less'}"
            )
        if self.numbers:
            named = ", ".join(str(number) for number in self.numbers[:DAYS_NAMED_MAX])
            more = len(self.numbers) - DAYS_NAMED_MAX
            after = "" if said else f" after {self.before.label()}"
            said.append(
                f"statement number {named}{f' and {more} more' if more > 0 else ''} missing{after}"
            )
        return "; ".join(said)

    def problem(self) -> Problem:
        """The gap as a warning at the later statement."""
        expected = "the statement between them"
        if self.overlaps:
            expected = "statements of which each begins where the one before ends"
        return Problem(
            severity="warning",
            where=place(self.after),
            message=f"gap: {self.sentence()}",
            expected=expected,
        )


@record
class Repeated:
    """A statement that comes again: `again` says the same, or something else under the same id."""

    first: Filed
    again: Filed
    same: bool

    def problem(self) -> Problem:
        """A note where it says the same and is counted once, else a warning."""
        if self.same:
            message = f"the same statement as {self.first.label()}; counted once"
            return Problem(severity="note", where=place(self.again), message=message)
        message = f"has the id of {self.first.label()}, but says something else"
        expected = "one of the two; ask the bank which is right"
        return Problem(
            severity="warning", where=place(self.again), message=message, expected=expected
        )


@record
class Chain:
    """An account's statements in order, each once; what is missing, and days without a statement.

    `uncovered` are the first and last day of each stretch between two statements.
    """

    account: str
    currency: str | None
    statements: tuple[Filed, ...]
    repeated: tuple[Repeated, ...] = ()
    gaps: tuple[Gap, ...] = ()
    uncovered: tuple[tuple[datetime.date, datetime.date], ...] = ()

    @property
    def name(self) -> str:
        """The account and its currency."""
        return f"{self.account} {self.currency}" if self.currency else self.account

    def days_sentence(self) -> str:
        """The days without a statement in words; empty where there is none."""
        if not self.uncovered:
            return ""
        count = sum((last - first).days + 1 for first, last in self.uncovered)
        days = f"{count:,} day{'' if count == 1 else 's'} without a statement"
        weekdays = list(at_most(DAYS_NAMED_MAX + 1, weekdays_of(self.uncovered)))
        if not weekdays:
            return f"{days}, all of them Saturdays and Sundays"
        named = ", ".join(map(str, weekdays[:DAYS_NAMED_MAX]))
        if len(weekdays) > DAYS_NAMED_MAX:
            named += f" and more until {self.uncovered[-1][1]}"
        if len(weekdays) == count:
            return f"{days}: {named}"
        return f"{days}; not a Saturday or Sunday: {named}"


def place(filed: Filed) -> str:
    """Where a statement stands, for a problem: its place in the file, else its name."""
    one = filed.statement
    return one.where or f"statement {one.number or one.id or '-'}"


def chains(filed: Iterable[Filed]) -> tuple[Chain, ...]:
    """The chain of each account and currency, by their names.

    Statements whose account is not said belong to no chain.
    """
    groups: dict[tuple[str, str], list[Filed]] = defaultdict(list)
    for one in filed:
        account, currency = one.statement.account, currency_of(one)
        if account is not None and one.statement.kind == "statement":
            groups[account.replace(" ", ""), currency or ""].append(one)
    return tuple(
        chain_of(account, currency or None, groups[account, currency])
        for account, currency in sorted(groups)
    )


def currency_of(filed: Filed) -> str | None:
    """The currency of the statement: its own, else that of its balances, else of its entries."""
    one = filed.statement
    named = one.currency or (one.opening and one.opening.currency)
    named = named or (one.closing and one.closing.currency)
    currencies = filed.found.sums.currencies
    return named or (next(iter(currencies)) if len(currencies) == 1 else None)


def chain_of(account: str, currency: str | None, filed: Sequence[Filed]) -> Chain:
    """The chain of one account from its statements in any order."""
    once, repeated = without_repeated(filed)
    statements = ordered(once)
    pairs = list(pairwise(statements))
    return Chain(
        account=account,
        currency=currency,
        statements=tuple(statements),
        repeated=tuple(repeated),
        gaps=tuple(gap for before, after in pairs if (gap := gap_between(before, after))),
        uncovered=tuple(stretch for before, after in pairs for stretch in uncovered(before, after)),
    )


def content(filed: Filed) -> tuple[object, ...]:
    """What makes two statements the same: days, number, balances, entries; not id or file."""
    one, sums = filed.statement, filed.found.sums
    balances = (opening_of(filed), closing_of(filed))
    days = (filed.first_day, filed.last_day)
    return (*days, number(one.number), number(one.page), *balances, sums.entries, sums.content)


def without_repeated(filed: Sequence[Filed]) -> tuple[list[Filed], list[Repeated]]:
    """Each statement once, and those that came again.

    A statement with the id of another and other content stays, and is told. Many banks give every
    statement the same id (":20:STARTUMS") and number (0): only one of the same day and opening
    balance speaks of the same statement.
    """
    first_of: dict[tuple[object, ...], Filed] = {}
    by_id: dict[tuple[object, ...], Filed] = {}
    once, repeated = [], []
    for one in sorted(filed, key=lambda each: each.file):
        said = one.statement
        if (first := first_of.setdefault(content(one), one)) is not one:
            repeated.append(Repeated(first=first, again=one, same=True))
            continue
        once.append(one)
        name = (said.id, said.number, said.page, one.last_day, opening_of(one))
        if said.id and (first := by_id.setdefault(name, one)) is not one:
            repeated.append(Repeated(first=first, again=one, same=False))
    return once, repeated


def number(text: str) -> int:
    """The bank's number as a number, -1 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else -1


def rank(filed: Filed) -> tuple[datetime.date, int, int]:
    """What statements are ordered by: closing day, number, page."""
    one = filed.statement
    return filed.last_day or NO_DAY, number(one.number), number(one.page)


def ordered(filed: Sequence[Filed]) -> list[Filed]:
    """The statements in the order of the account; among equals each opens where one closed."""
    found: list[Filed] = []
    for _, equal in groupby(sorted(filed, key=rank), key=rank):
        found += linked(list(equal), found[-1] if found else None)
    return found


def linked(equal: list[Filed], before: Filed | None) -> Iterator[Filed]:
    """Statements of one day and number so that each opens where the one before it closes."""
    closings = {closing_of(one) for one in equal}
    waiting = sorted(equal, key=lambda one: opening_of(one) in closings)
    by_opening: dict[Decimal | None, list[Filed]] = defaultdict(list)
    for one in reversed(waiting):
        by_opening[opening_of(one)].append(one)
    fresh, done = iter(waiting), set[int]()
    at = closing_of(before) if before else None
    while len(done) < len(equal):
        fitting = at is not None and by_opening[at]
        following = fitting.pop() if fitting else next(fresh)
        if id(following) not in done:
            done.add(id(following))
            yield following
            at = closing_of(following)


def opening_of(filed: Filed) -> Decimal | None:
    """The opening balance, None where there is none."""
    return filed.statement.opening.amount if filed.statement.opening else None


def closing_of(filed: Filed) -> Decimal | None:
    """The closing balance, None where there is none."""
    return filed.statement.closing.amount if filed.statement.closing else None


def gap_between(before: Filed, after: Filed) -> Gap | None:
    """What is missing between two statements that follow each other; None where nothing is."""
    closing, opening = closing_of(before), opening_of(after)
    difference = Decimal(0)
    if closing is not None and opening is not None:
        difference = EXACT.subtract(opening, closing)
    numbers = numbers_missing(before, after)
    if not difference and not numbers:
        return None
    ends, begins = before.last_day, after.first_day
    return Gap(
        before=before,
        after=after,
        difference=difference or None,
        numbers=numbers,
        overlaps=ends is not None and begins is not None and begins < ends,
    )


def numbers_missing(before: Filed, after: Filed) -> tuple[int, ...]:
    """The bank's numbers between two statements, where it counts them one by one.

    Numbers begin anew in a new year; numbers that are days, or leap by more than a year's
    statements, count something else.
    """
    first, second = number(before.statement.number), number(after.statement.number)
    if first < 0 or second < 0 or second - first > NUMBERS_MISSING_MAX:
        return ()
    if first >= 19_000_000 and second - first > 1:
        return ()
    return tuple(range(first + 1, second))


def uncovered(before: Filed, after: Filed) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The first and last day between two statements that neither is about, if there are any."""
    ends, begins = before.last_day, after.first_day
    if ends and begins and (begins - ends).days > 1:
        day = datetime.timedelta(days=1)
        yield ends + day, begins - day


def weekdays_of(
    stretches: Iterable[tuple[datetime.date, datetime.date]],
) -> Iterator[datetime.date]:
    """The days of the stretches that are no Saturday or Sunday."""
    for first, last in stretches:
        for row in range((last - first).days + 1):
            day = first + datetime.timedelta(days=row)
            if day.weekday() < 5:
                yield day


def at_most(count: int, days: Iterator[datetime.date]) -> Iterator[datetime.date]:
    """The first days, no more than so many."""
    for _, day in zip(range(count), days, strict=False):
        yield day


def chain_problems(found: Iterable[Chain]) -> Iterator[tuple[Filed, Problem]]:
    """Everything the chains have to say, each with the statement it is said at."""
    for chain in found:
        for gap in chain.gaps:
            yield gap.after, gap.problem()
        for repeated in chain.repeated:
            yield repeated.again, repeated.problem()
        if sentence := chain.days_sentence():
            where = f"account {chain.name}"
            yield chain.statements[-1], Problem(severity="note", where=where, message=sentence)

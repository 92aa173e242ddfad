"""The statements of an account, from any number of files, as one chain: what is missing in it.

Only statements chain; interim reports and notifications stand beside them. How they follow each
other, and when one only tells again what others tell, is defined in `following`. Amounts are signed
decimals of major units.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from treasury.accounts.reconciliation import EXACT, Reconciled
from treasury.accounts.statements.figures import readable
from treasury.accounts.statements.following import Line, Told
from treasury.accounts.statements.statement import Problem, Statement
from treasury.record import record

DAYS_NAMED_MAX = 8


@record
class Filed:
    """A statement, added up, and the file it stands in."""

    file: str
    found: Reconciled
    format: str = ""

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
    later begins before the earlier ends; `otherwise` is a day of which it tells other entries.
    """

    before: Filed
    after: Filed
    difference: Decimal | None = None
    numbers: tuple[int, ...] = ()
    overlaps: bool = False
    otherwise: datetime.date | None = None

    def sentence(self) -> str:
        """What is missing, in words."""
        said = []
        if self.otherwise:
            said.append(f"tells other entries of {self.otherwise} than {self.before.label()}")
        elif self.difference is not None:
            closing, opening = self.before.statement.closing, self.after.statement.opening
            assert closing and opening, "a difference is one of two balances"
            currency = currency_of(self.after)
            said.append(
                f"opens at {readable(opening.amount, currency)}, but the statement before it "
                f"({self.before.label()}) closes at {readable(closing.amount, currency)}: "
                f"{readable(abs(self.difference), currency)} "
                f"{'more' if self.difference > 0 else 'less'}"
            )
        if self.numbers:
            named = ", ".join(str(number) for number in self.numbers[:DAYS_NAMED_MAX])
            more = len(self.numbers) - DAYS_NAMED_MAX
            after = "" if said else f" after {self.before.label()}"
            said.append(
                f"statement number{'s' if len(self.numbers) > 1 else ''} {named}"
                f"{f' and {more} more' if more > 0 else ''} missing{after}"
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
    statements, gaps = followed(once)
    return Chain(
        account=account,
        currency=currency,
        statements=tuple(statements),
        repeated=tuple(repeated),
        gaps=tuple(gaps),
        uncovered=tuple(uncovered(statements)),
    )


def followed(filed: Sequence[Filed]) -> tuple[list[Filed], list[Gap]]:
    """The statements in order, and what is missing between them.

    A statement that tells again what others tell stands in the order and leaves no gap.
    """
    if len(filed) == 1:  # nothing to compare, however long it is
        return list(filed), []
    line, found, gaps = Line(), list[Filed](), list[Gap]()
    before: Filed | None = None
    for told in line.in_turn(told_of(one, at) for at, one in enumerate(filed)):
        one, sums = filed[told.at], filed[told.at].found.sums
        found.append(one)
        days, amounts = [day or told.end for day in sums.days], sums.amounts()
        compared = line.compared(told, days, amounts)
        new = compared.new
        if before and compared.otherwise:
            day = datetime.date.fromordinal(compared.otherwise)
            gaps.append(Gap(before=before, after=one, overlaps=True, otherwise=day))
            continue
        if before and told.end < line.until and not new and sums.entries == len(days):
            continue
        if before and len(new) == len(days):
            gaps.extend(gap_between(before, one, line.missing(told)))
        line.tell(told, [days[place] for place in new], [amounts[place] for place in new])
        line.balance, before = told.closing, one
    return found, gaps


def told_of(filed: Filed, at: int = 0) -> Told:
    """The statement as far as its place in the chain depends on it."""
    one, first, last = filed.statement, filed.first_day, filed.last_day
    last = last or (one.opening.date if one.opening else None)
    return Told(
        at=at,
        begin=first.toordinal() if first else 0,
        end=last.toordinal() if last else 0,
        opening=opening_of(filed),
        closing=closing_of(filed),
        number=one.number,
        page=one.page,
        format=filed.format,
        id=one.id,
        content=f"{filed.found.sums.entries} {filed.found.sums.content:x}",
    )


def without_repeated(filed: Sequence[Filed]) -> tuple[list[Filed], list[Repeated]]:
    """Each statement once, and those that came again.

    A statement with the id of another and other content stays, and is told. Many banks give every
    statement the same id (":20:STARTUMS") and number (0): only one of the same day and opening
    balance speaks of the same statement.
    """
    first_of: dict[tuple[object, ...], Filed] = {}
    by_id: dict[tuple[object, ...], Filed] = {}
    once, repeated = [], []
    for one in sorted(filed, key=lambda each: (each.statement.id, each.file)):
        said = one.statement
        if (first := first_of.setdefault(told_of(one).says(), one)) is not one:
            repeated.append(Repeated(first=first, again=one, same=True))
            continue
        once.append(one)
        name = (said.id, said.number, said.page, one.last_day, opening_of(one))
        if said.id and (first := by_id.setdefault(name, one)) is not one:
            repeated.append(Repeated(first=first, again=one, same=False))
    return once, repeated


def opening_of(filed: Filed) -> Decimal | None:
    """The opening balance, None where there is none."""
    return filed.statement.opening.amount if filed.statement.opening else None


def closing_of(filed: Filed) -> Decimal | None:
    """The closing balance, None where there is none."""
    return filed.statement.closing.amount if filed.statement.closing else None


def gap_between(before: Filed, after: Filed, numbers: tuple[int, ...]) -> Iterator[Gap]:
    """What is missing between two statements that follow each other, if anything is.

    `numbers` are the bank's numbers that are missing between them.
    """
    closing, opening = closing_of(before), opening_of(after)
    difference = Decimal(0)
    if closing is not None and opening is not None:
        difference = EXACT.subtract(opening, closing)
    ends, begins = before.last_day, after.first_day
    if difference or numbers:
        yield Gap(
            before=before,
            after=after,
            difference=difference or None,
            numbers=numbers,
            overlaps=ends is not None and begins is not None and begins < ends,
        )


def uncovered(statements: Sequence[Filed]) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The first and last day of each stretch between statements that none of them is about."""
    spans = sorted(
        (first, last) for one in statements if (first := one.first_day) and (last := one.last_day)
    )
    day = datetime.timedelta(days=1)
    covered = accumulate((last for _, last in spans), max)
    for until, (begins, _) in zip(covered, spans[1:], strict=False):
        if (begins - until).days > 1:
            yield until + day, begins - day


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

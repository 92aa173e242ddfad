"""Late items -> what would be posted today: the difference, or all that is touched and replayed.

`delta` posts what is right less what was posted, once for each posting; `full` takes back every
posting that is touched and posts what is right. What is right was rounded once, over the whole
period, so what rounding had left over then is in the difference, and both end at the same balances.
All entries are dated today; the value date of each is that of the posting it corrects.

Facts are frozen: nothing is swept, drawn or paid again. Interest on positions between companies
does not change, because no position does. What earlier corrections made known counts as known and
as posted on its own day. Source: the banking day, section 9.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.booking import book
from treasury.correction.late import Late, added, both, late_items, with_late
from treasury.correction.postings import OPEN, Difference, differences
from treasury.correction.replaying import Replay, replayed
from treasury.flows.items import Item
from treasury.plan.plan import Plan
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    CEILING,
    DAY,
    EVENT_COLUMNS,
    KIND,
    MINUTE,
    OTHER,
    PAYMENT,
    RECEIPT,
    REF,
    UNTIMED,
    Projection,
)

Method = Literal["delta", "full"]
Step = Literal["late", "difference", "reversal", "replayed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What late items change, known on the day `today`, in the run of `plan`.

    `plan` has the late items behind its own, after those of earlier corrections, of which `after`
    is the last (None: this is the first). `before` is the run as it was known after that one, `now`
    with these items too. `touched` are the postings that they change, those still to come last.
    """

    plan: Plan
    today: int
    late: Late
    before: Replay
    now: Replay
    touched: tuple[Difference, ...]
    after: "Correction | None" = None

    @property
    def in_turn(self) -> tuple["Correction", ...]:
        """The corrections of the run one after another, this one last."""
        return (*(self.after.in_turn if self.after else ()), self)

    @property
    def all_late(self) -> Late:
        """The late items of all of them."""
        return both(self.after.all_late, self.late) if self.after else self.late


class Line(NamedTuple):
    """One entry that would be posted: a late item (`of` its number) or of a difference (`of`).

    `amount` is signed as on the account. A `turned` one is booked as what it takes back, with
    debit and credit changed round. `value_day` is a row.
    """

    step: Step
    of: int
    kind: int
    ref: int
    account: int
    amount: int
    value_day: int
    turned: bool = False


class Books(NamedTuple):
    """The entries of a correction, in order, and as a ledger: `event` is the line's place."""

    lines: tuple[Line, ...]
    ledger: Ledger


def corrected(
    plan: Plan,
    projection: Projection,
    items: Sequence[Item],
    today: int,
    after: Correction | None = None,
) -> Correction:
    """What the late items change, known on the day `today`, in a run that was simulated.

    What an earlier correction, `after`, made known was known on its day, which is not later.
    """
    late, days, accounts = late_items(plan, items), today + 1, len(plan.names.accounts)
    known = after.all_late if after else late_items(plan, ())
    before = replayed(plan, projection, added(known, days, accounts), days)
    now = replayed(plan, projection, added(both(known, late), days, accounts), days)
    return Correction(
        plan=with_late(after.plan if after else plan, late, items, today),
        today=today,
        late=late,
        before=before,
        now=now,
        touched=differences(plan, before, now, today),
        after=after,
    )


def books(correction: Correction, method: Method) -> Books:
    """The entries that would be posted today by a method."""
    lines = (*item_lines(correction), *(posting_lines(correction, method)))
    events = np.zeros((len(lines), EVENT_COLUMNS), dtype=np.int64)
    events[:, (DAY, MINUTE, OTHER, CEILING)] = correction.today, UNTIMED, -1, -1
    for at, line in enumerate(lines):
        amount = -line.amount if line.turned else line.amount
        events[at, (KIND, ACCOUNT, REF, AMOUNT)] = line.kind, line.account, line.ref, amount
    return Books(lines, of_today(book(correction.plan, events), lines))


def of_today(ledger: Ledger, lines: tuple[Line, ...]) -> Ledger:
    """The ledger's entries without its opening balances, at their own value days."""
    kept = np.flatnonzero(ledger.event >= 0)
    event = ledger.event[kept]
    turned = np.array([line.turned for line in lines], dtype=np.bool_)[event]
    value_day = np.array([line.value_day for line in lines], dtype=np.int64)[event]
    debit, credit = ledger.debit[kept], ledger.credit[kept]
    return replace(
        ledger,
        entry=np.unique(ledger.entry[kept], return_inverse=True)[1].astype(np.int64),
        booking_day=ledger.booking_day[kept],
        value_day=value_day,
        debit=np.where(turned, credit, debit),
        credit=np.where(turned, debit, credit),
        amount=ledger.amount[kept],
        event=event,
    )


def item_lines(correction: Correction) -> Iterator[Line]:
    """The late items themselves."""
    first = len(correction.plan.names.items) - len(correction.late.amount)
    rows = zip(*(column.tolist() for column in correction.late), strict=True)
    for at, (account, amount, value_day) in enumerate(rows):
        kind = RECEIPT if amount > 0 else PAYMENT
        yield Line("late", at, kind, first + at, account, amount, value_day)


def posting_lines(correction: Correction, method: Method) -> Iterator[Line]:
    """What corrects the postings that are touched; what is still to come needs nothing."""
    for at, one in enumerate(correction.touched):
        if one.day != OPEN:
            for step, amount, turned in steps(one, method):
                yield Line(step, at, one.kind, one.ref, one.account, amount, one.day, turned)


def steps(one: Difference, method: Method) -> Iterator[tuple[Step, int, bool]]:
    """What is posted of a difference: step, amount on the account, whether it takes back.

    What was earned and what was paid are accounts of their own in the books, and each is corrected
    for itself: a share of +5.00 that is right at -2.00 is 5.00 less earned and 2.00 more paid.

    >>> turns = Difference(
    ...     kind=8, ref=0, account=0, day=9, posted=500, right=-200, changed=(), exact=None
    ... )
    >>> list(steps(turns, "delta"))
    [('difference', -500, True), ('difference', -200, False)]
    >>> list(steps(turns, "full"))
    [('reversal', -500, True), ('replayed', -200, False)]
    """
    was = max(0, one.posted), min(0, one.posted)
    is_ = max(0, one.right), min(0, one.right)
    for before, now in zip(was, is_, strict=True):
        if method == "full":
            if before:
                yield "reversal", -before, True
            if now:
                yield "replayed", now, False
        elif now != before:
            taken_back = abs(now) < abs(before)
            yield "difference", now - before, taken_back

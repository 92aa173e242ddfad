"""What became known late -> what would be posted today: the difference, or all that is touched.

Known late are items, and terms that were other than the run knew. `delta` posts what is right less
what was posted, once for each posting; `full` takes back every posting that is touched and posts
what is right. What is right was rounded once, over the whole period, so what rounding had left over
then is in the difference, and both end at the same balances. All entries are dated today; the value
date of each is that of the posting it corrects.

Facts are frozen: nothing is swept, drawn or paid again. A position between two companies changes by
its interest alone, where internal rates were wrong. What earlier corrections made known counts as
known and as posted on its own day. Source: the banking day, section 9.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.correction.joining import Joined, Terms, alone, joined
from treasury.correction.late import Late, added, both, late_items, with_late
from treasury.correction.ledgers import LedgersCorrected, corrected_ledgers, ledger_facts
from treasury.correction.postings import OPEN, Difference, differences, told
from treasury.correction.replaying import Replay, replayed
from treasury.flows.items import Item
from treasury.plan.plan import Plan
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    CEILING,
    DAY,
    EVENT_COLUMNS,
    INTERNAL_INTEREST,
    KIND,
    MINUTE,
    OTHER,
    PAYMENT,
    RECEIPT,
    REF,
    SETTLEMENT,
    UNTIMED,
    Projection,
)

Method = Literal["delta", "full"]
Step = Literal["late", "difference", "reversal", "replayed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is known on the day `today` and was not before, in a run, and what it changes.

    `known` are the terms that were taken to be right, those of the run or of an earlier correction,
    and `right` those that are; `rows` are the rows of both. The `plan` has the late items behind
    those of the run and of earlier corrections, of which `after` is the last (None: this is the
    first). `before` is the run as it was known after that one, `now` as it is right. `touched` are
    the postings that differ, those still to come last; `ledgers` are its virtual ledgers, None
    without any.
    """

    rows: Joined
    known: Terms
    right: Terms
    today: int
    late: Late
    before: Replay
    now: Replay
    touched: tuple[Difference, ...]
    ledgers: LedgersCorrected | None = None
    after: "Correction | None" = None

    @property
    def plan(self) -> Plan:
        """To book and to name by: the run's plan with all late items and rows."""
        return self.rows.plan

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


class Start(NamedTuple):
    """What a correction starts from: rows, the terms taken to be right, the late items known."""

    rows: Joined
    terms: Terms
    late: Late


def corrected(
    plan: Plan,
    projection: Projection,
    items: Sequence[Item],
    today: int,
    *,
    right: Plan | None = None,
    after: Correction | None = None,
) -> Correction:
    """What is corrected on the day `today` in a run that was simulated: for late items, and for
    terms that are those of the `right` plan (None: those that were known), whose facts are the
    run's.

    What an earlier correction, `after`, made known was known on its day, which is not later.
    """
    start, late = start_of(plan, after), late_items(plan, items)
    rows, terms = joined(start.rows, right) if right else (start.rows, start.terms)
    days, accounts = today + 1, len(plan.names.accounts)
    known, now_known = start.late, both(start.late, late)
    before = replayed(start.terms.plan, projection, added(known, days, accounts), days)
    now = replayed(terms.plan, projection, added(now_known, days, accounts), days)
    was, is_ = told(start.terms, before, today), told(terms, now, today)
    divided = None
    if plan.scenario.ledgers:
        facts = after.ledgers.facts if after and after.ledgers else ledger_facts(plan, projection)
        earlier, later = (start.terms.plan, before, known), (terms.plan, now, now_known)
        divided = corrected_ledgers(facts, earlier, later)
    return Correction(
        rows=replace(rows, plan=with_late(rows.plan, late, items, today)),
        known=start.terms,
        right=terms,
        today=today,
        late=late,
        before=before,
        now=now,
        touched=differences(rows, was, is_),
        ledgers=divided,
        after=after,
    )


def start_of(plan: Plan, after: Correction | None) -> Start:
    """What the first correction of the run starts from, or one after another."""
    if after:
        return Start(after.rows, after.right, after.all_late)
    return Start(*alone(plan), late_items(plan, ()))


def books(correction: Correction, method: Method) -> Books:
    """The entries that would be posted today by a method.

    What stands on positions comes first in what is booked, and is left out again: of a deposit with
    a finance company or a loan by it, interest changes the one that is open.
    """
    lines = (*item_lines(correction), *(posting_lines(correction, method)))
    events = np.zeros((len(lines), EVENT_COLUMNS), dtype=np.int64)
    events[:, (DAY, MINUTE, OTHER, CEILING)] = correction.today, UNTIMED, -1, -1
    for at, line in enumerate(lines):
        amount = -line.amount if line.turned else line.amount
        events[at, (KIND, ACCOUNT, REF, AMOUNT)] = line.kind, line.account, line.ref, amount
    name_links(correction.plan, events)
    standing = on_links(correction)
    ledger = book(correction.plan, np.concatenate([standing, events]))
    return Books(lines, of_today(ledger, lines, len(standing)))


def name_links(plan: Plan, events: Amounts) -> None:
    """Say of interest on positions, in the events, which link it is of, and who is its header."""
    at = np.flatnonzero(events[:, KIND] == INTERNAL_INTEREST)
    link = plan.tables.accruals.subject[events[at, REF]]
    events[at, AUX], events[at, OTHER] = link, plan.tables.links.header[link]


def on_links(correction: Correction) -> Amounts:
    """Events that make the positions of today, as they were known."""
    links, position = correction.plan.tables.links, correction.before.position[-1]
    events = np.zeros((len(position), EVENT_COLUMNS), dtype=np.int64)
    events[:, KIND], events[:, REF] = SETTLEMENT, np.arange(len(position))
    events[:, ACCOUNT], events[:, OTHER] = links.participant, links.header
    events[:, AMOUNT] = position
    return events


def of_today(ledger: Ledger, lines: tuple[Line, ...], first: int) -> Ledger:
    """The ledger's entries from event `first` on, at their own value days."""
    kept = np.flatnonzero(ledger.event >= first)
    event = ledger.event[kept] - first
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
    for at, (account, amount, value_day, _) in enumerate(rows):
        kind = RECEIPT if amount > 0 else PAYMENT
        yield Line("late", at, kind, first + at, account, amount, value_day)


def posting_lines(correction: Correction, method: Method) -> Iterator[Line]:
    """What corrects the postings that are touched; what is still to come needs nothing."""
    for at, one in enumerate(correction.touched):
        if one.day != OPEN:
            by_sign = one.kind != INTERNAL_INTEREST  # a position's side says whose interest it is
            for step, amount, turned in steps(one, method):
                turns = turned and by_sign
                yield Line(step, at, one.kind, one.ref, one.account, amount, one.day, turns)


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

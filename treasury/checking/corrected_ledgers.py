"""Checks of the virtual ledgers of a corrected run: what they hold after every posting on them.

What each ledger holds is added up from the books of the run that goes on, the postings of its
corrections and the internal interest as it was known at each time; it is held against the account,
against what the records say is the ledger's own, and its interest against fractions worked out from
its value balances. Amounts are minor units, days rows. Source: the banking day, sections 9 and 12;
`docs/decisions/0073-ledgers-corrected.md`.
"""

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.evidence import Evidence, Finding
from treasury.checking.virtual import (
    Posted,
    adjustments,
    holding,
    ledger_interest_is_exact,
    made_items,
    openings,
    posted,
    restated,
    rows_of,
)
from treasury.correction.correcting import Correction, Method
from treasury.correction.ledger_entries import lines_on_ledgers
from treasury.correction.ledgers import LedgersCorrected, ledgers_anew
from treasury.correction.replaying import Replay
from treasury.money import to_minor
from treasury.plan.virtual import ledger_table
from treasury.tables import Projection
from treasury.virtual_ledgers import (
    LedgerPosting,
    VirtualLedgers,
    given,
    post_interest,
    virtual_ledgers,
)


def ledgers_after(
    correction: Correction, anew: Replay, books: tuple[Amounts, Ledger], method: Method
) -> VirtualLedgers | None:
    """The ledgers as they are after the correction and those before it; None where the run has
    none.

    `anew` is the whole run as it is right; `books` are the events that were posted as they were
    known at each time, and their ledger.
    """
    divided, plan = correction.ledgers, correction.right.plan
    if divided is None:
        return None
    table = ledger_table(plan)
    booked, valued = given(table, plan.tables.days, *books)
    for one in correction.in_turn:
        for line in lines_on_ledgers(one, method):
            booked[one.today, line.ledger] += line.amount
            valued[line.value_day, line.ledger] += line.amount
    right = ledgers_anew(divided.facts, plan, anew, correction.all_late).interest
    settled = settled_as_known(correction, right.settled)
    for change in (booked, valued):
        post_interest(table, settled, change)
    return VirtualLedgers(
        table=table,
        book=np.cumsum(booked, axis=0),
        value=np.cumsum(valued, axis=0),
        **right._asdict(),
    )


def inside(correction: Correction) -> LedgersCorrected:
    """The ledgers of a correction of a run that has them."""
    assert correction.ledgers, "the run has virtual ledgers"
    return correction.ledgers


def settled_as_known(
    correction: Correction, right: tuple[LedgerPosting, ...]
) -> tuple[LedgerPosting, ...]:
    """What was posted of internal interest as it was known then: up to each correction what was
    known before it, and after the last what is right."""
    found: list[LedgerPosting] = []
    since = -1
    for one in correction.in_turn:
        known = inside(one).before.interest.settled
        found += [each for each in known if since < each.day + 1 <= one.today]
        since = one.today
    return (*found, *(each for each in right if each.day + 1 > since))


def ledger_findings(correction: Correction, evidence: Evidence) -> list[tuple[str, Finding]]:
    """What the checks of ledgers found, by their names; none where the run has no ledgers."""
    if correction.ledgers is None:
        return []

    def expected(basis: str) -> dict[int, Amounts]:
        return own_of(correction, evidence, basis)

    return [
        ("virtual ledgers hold their own and sum to their account", holding(evidence, expected)),
        (
            "interest of virtual ledgers is exact on the corrected balances",
            ledger_interest_is_exact(evidence),
        ),
    ]


def own_of(correction: Correction, evidence: Evidence, basis: str) -> dict[int, Amounts]:
    """What each ledger but the unassigned ones should hold after the correction, shape (day,) each.

    By value date the internal interest is the right one; by booking it is, on each day, the one
    that was known then.
    """
    fixed = [
        *openings(evidence), *made_items(evidence), *adjustments(evidence), *late_ones(correction),
    ]  # fmt: skip
    right = evidence.virtual.settled
    if basis == "value":
        return restated(evidence, basis, [*fixed, *posted(evidence, right)])
    turns = correction.in_turn
    known = [*(inside(one).before.interest.settled for one in turns), right]
    found: dict[int, Amounts] = {}
    for start, settled in zip([0, *(one.today for one in turns)], known, strict=True):
        for ledger, held in restated(evidence, basis, [*fixed, *posted(evidence, settled)]).items():
            found.setdefault(ledger, held)[start:] = held[start:]
    return found


def late_ones(correction: Correction) -> list[Posted]:
    """The late items of all corrections, with the ledgers that they name."""
    scenario, turns = correction.plan.scenario, correction.in_turn
    currency = {one.id: one.currency for one in scenario.accounts}
    late = iter(scenario.items[len(scenario.items) - len(correction.all_late.amount) :])
    found: list[Posted] = []
    for one in turns:
        for _ in one.late.amount:
            item = next(late)
            when = one.today, rows_of(scenario, item.date, item.value_date)[1]
            found.append((item.ledger, when, to_minor(item.amount, currency[item.account])))
    return found


def ledgers_reproduced(first: Correction, projection: Projection) -> str:
    """What of the run's own ledgers comes out otherwise when they are worked out again; empty if
    nothing does. `first` is the first correction of the run."""
    if first.ledgers is None:
        return ""
    plan, before = first.known.plan, first.ledgers.before
    own = virtual_ledgers(plan, projection.events, book(plan, projection.events))
    if not np.array_equal(own.value[: first.today + 1], before.value):
        return "a value balance of a virtual ledger comes out otherwise"
    settled = tuple(one for one in own.settled if one.day <= first.today)
    if settled != before.interest.settled:
        return "internal interest of a virtual ledger comes out otherwise"
    return ""


def moved_by_value(correction: Correction, method: Method) -> dict[tuple[int, int], int]:
    """What a method moves each ledger by, by value date; nothing that comes to nothing."""
    moved: dict[tuple[int, int], int] = {}
    for line in lines_on_ledgers(correction, method):
        key = line.ledger, line.value_day
        moved[key] = moved.get(key, 0) + line.amount
    return {key: amount for key, amount in moved.items() if amount}

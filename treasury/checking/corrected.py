"""Checks of a correction: the run as it is after it, judged by the checks of a run.

The corrected run goes on to the last day with its facts frozen: what was posted up to today, the
correcting entries of today and of earlier corrections, and afterwards what is posted on the
corrected balances. Its ledger must be the balances that were worked out anew, every day on both
bases, and interest, fees, taxes and account analyses must be what the records say on those
balances. Source: the banking day, sections 9 and 12 (1, 2, 10, 14).
"""

from dataclasses import replace

import numpy as np

from treasury.accounts.ledger import Ledger, balances, closing
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.analyses import analyses_are_settled
from treasury.checking.books import BETWEEN, entries_balance, ledger_is_projection
from treasury.checking.capitalisation import interest_is_exact
from treasury.checking.corrected_ledgers import (
    ledger_findings,
    ledgers_after,
    ledgers_reproduced,
    moved_by_value,
)
from treasury.checking.evidence import Evidence, Finding, failed, first, gather, passed
from treasury.checking.levies import fees_are_as_agreed
from treasury.checking.taxes import taxes_are_as_written
from treasury.correction.correcting import Correction, Method, books
from treasury.correction.joining import renumbered
from treasury.correction.late import added, with_late
from treasury.correction.replaying import ANEW, IN_ANALYSES, POSTED, posted, replayed
from treasury.plan.plan import Plan
from treasury.tables import DAY, KIND, Projection


def findings(correction: Correction, projection: Projection) -> list[tuple[str, Finding]]:
    """What the checks of a correction found, by their names."""
    evidence = after(correction, projection, "delta")
    scenario = evidence.plan.scenario
    found = [
        ("the run is reproduced as it was known", is_reproduced(correction, projection)),
        ("every entry balances per currency and legal entity", entries_balance(evidence)),
        ("books equal the corrected balances", ledger_is_projection(evidence)),
        ("interest is exact on the corrected balances", interest_is_exact(evidence)),
    ]
    if scenario.fee_terms:
        found.append(("fees by terms are charged as agreed", fees_are_as_agreed(evidence)))
    if scenario.tax_terms:
        found.append(("taxes are charged as written", taxes_are_as_written(evidence)))
    if scenario.account_analyses:
        told = analyses_are_settled(evidence)
        found.append(("account analyses are settled as agreed", told))
    if any(one.known.plan is not one.right.plan for one in correction.in_turn):
        found.append(("positions are right by value date", positions_are_right(evidence)))
    found += ledger_findings(correction, evidence)
    found.append(("delta and full end at equal balances", methods_agree(correction)))
    return found


def is_reproduced(correction: Correction, projection: Projection) -> Finding:
    """Whether the replay without late items gives the run's own postings and value balances.

    It is that before the first correction, up to its day.
    """
    first = correction.in_turn[0]
    known = projection.events[projection.events[:, DAY] <= first.today]
    theirs, ours = postings(known), postings(first.before.events)
    days = first.today + 1
    if not np.array_equal(theirs, ours):
        return failed(len(theirs), "a posting of the run comes out otherwise when worked out again")
    if not np.array_equal(projection.value[:days], first.before.value):
        return failed(len(theirs), "a value balance of the run comes out otherwise")
    wrong = ledgers_reproduced(first, projection)
    if wrong:
        return failed(len(theirs), wrong)
    return passed(len(theirs) + first.before.value.size, "postings and balances", "no days")


def postings(events: Amounts) -> Amounts:
    """The events that are worked out anew and posted, to accounts, to positions or to analyses."""
    return events[np.isin(events[:, KIND], (*POSTED, *IN_ANALYSES))]


def methods_agree(correction: Correction) -> Finding:
    """14: the entries of both methods move every ledger account and every virtual ledger by the
    same, by booking (all today) and by value date up to today.

    Both are made of the same differences: whether these are right is for the other checks to say.
    """
    one, two = (books(correction, method).ledger for method in ("delta", "full"))
    days = correction.today + 1
    same = np.array_equal(closing(one), closing(two)) and np.array_equal(
        balances(one, days, "value"), balances(two, days, "value")
    )
    same = same and moved_by_value(correction, "delta") == moved_by_value(correction, "full")
    moved = np.unique(np.concatenate([one.debit, one.credit, two.debit, two.credit]))
    if not same:
        return failed(len(moved), "delta and full end at different balances")
    what = "ledger accounts that are moved, by booking and by value date"
    return passed(len(moved), what, "nothing is posted")


def after(correction: Correction, projection: Projection, method: Method) -> Evidence:
    """The evidence of the run after its correction, and after those before it.

    It is judged by the terms that are right.
    """
    terms, turns = correction.right, correction.in_turn
    days, accounts = terms.plan.tables.days, len(terms.plan.names.accounts)
    anew = replayed(terms.plan, projection, added(correction.all_late, days, accounts), days)
    stays = projection.events[~np.isin(projection.events[:, KIND], ANEW)]
    known = [*(one.before.events for one in turns[1:]), anew.events]
    run = projection._replace(
        events=in_order(anew.events, stays),
        value=anew.value,
        book=booked(correction, projection, known),
        position=anew.position,
        accrued=anew.accrued,
        levied=anew.levied,
        analysed=anew.analysed,
    )
    told = [projection.events, *(renumbered(events, one.right.places) for one, events
                                 in zip(turns, known, strict=True))]  # fmt: skip
    events = in_order(posted_in_turn(turns, told), stays)
    ledger = as_known = book(correction.plan, events)
    for one in turns:
        ledger = together(ledger, books(one, method).ledger)
    plan = judged(correction)
    virtual = ledgers_after(correction, anew, (events, as_known), method)
    return gather(plan, run, ledger, (plan, run), virtual)


def judged(correction: Correction) -> Plan:
    """The plan by which the corrected run is judged: the right terms, and all late items."""
    count = len(correction.all_late.amount)
    items = correction.plan.scenario.items
    late = items[len(items) - count :]
    return with_late(correction.right.plan, correction.all_late, late, correction.today)


def booked(correction: Correction, projection: Projection, known: list[Amounts]) -> Amounts:
    """The book balances after each correction in turn; shape (day, account).

    On the day of a correction they take over what its items and all postings until then make;
    `known` holds the postings as they are right after each.
    """
    book_balance, total = projection.book.copy(), np.zeros(projection.book.shape[1], dtype=np.int64)
    was = posted(projection.events, *projection.book.shape)
    for one, events in zip(correction.in_turn, known, strict=True):
        np.add.at(total, one.late.account, one.late.amount)
        right = projection.book + posted(events, *projection.book.shape) - was + total
        book_balance[one.today :] = right[one.today :]
    return book_balance


def posted_in_turn(turns: tuple[Correction, ...], known: list[Amounts]) -> Amounts:
    """What was posted day by day as it was known then: `known` before each, and after the last."""
    ends = [*(one.today for one in turns), None]
    found, since = [], -1
    for events, until in zip(known, ends, strict=True):
        day, kind = events[:, DAY], events[:, KIND]
        inside = (day > since) & (day <= (day.max(initial=0) if until is None else until))
        found.append(events[inside & np.isin(kind, ANEW)])
        since = since if until is None else until
    return np.concatenate(found)


def in_order(first: Amounts, then: Amounts) -> Amounts:
    """The events of both by day; on a day the first ones come first, as they stand."""
    both = np.concatenate([first, then])
    return both[np.argsort(both[:, DAY], kind="stable")]


def together(one: Ledger, two: Ledger) -> Ledger:
    """Both ledgers' entries; those of the second come of no event of the run.

    The first has every ledger account of the second.
    """
    after_one = int(one.entry[-1]) + 1 if len(one.entry) else 0
    at = {account: place for place, account in enumerate(one.accounts)}
    place = np.array([at[account] for account in two.accounts], dtype=np.int64)
    return replace(
        one,
        entry=np.concatenate([one.entry, two.entry + after_one]),
        booking_day=np.concatenate([one.booking_day, two.booking_day]),
        value_day=np.concatenate([one.value_day, two.value_day]),
        debit=np.concatenate([one.debit, place[two.debit]]),
        credit=np.concatenate([one.credit, place[two.credit]]),
        amount=np.concatenate([one.amount, two.amount]),
        event=np.concatenate([one.event, np.full(len(two.event), -1)]),
    )


def positions_are_right(evidence: Evidence) -> Finding:
    """7, by value date: what each legal person owes another in the books is what the links'
    positions make with the right interest, and mirrored, every day."""
    names, links = evidence.plan.names, evidence.plan.tables.links
    owed: dict[tuple[str, str, str], Amounts] = {}
    for link, (low, high) in enumerate(
        zip(links.participant.tolist(), links.header.tolist(), strict=True)
    ):
        one, two = names.legal_entity[low], names.legal_entity[high]
        if one != two:
            position, currency = evidence.projection.position[:, link], names.currencies[high]
            owed[one, two, currency] = owed.get((one, two, currency), 0) + position
            owed[two, one, currency] = owed.get((two, one, currency), 0) - position
    for at, account in enumerate(evidence.ledger.accounts):
        if account.kind in BETWEEN:
            key = account.legal_entity, account.subject, account.currency
            owed[key] = owed[key] - evidence.valued[:, at]
    for (one, two, currency), rest in owed.items():
        if rest.any():
            (day,) = first(rest != 0)
            where = f"what {one} and {two} owe each other in {currency} on {evidence.day(day)}"
            return failed(rest.size, f"{where} is not what their links make")
    examined = sum(rest.size for rest in owed.values())
    return passed(examined, "balances between two companies", "no link joins two legal persons")

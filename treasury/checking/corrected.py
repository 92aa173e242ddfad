"""Checks of a correction: the run as it is after it, judged by the checks of a run.

The corrected run goes on to the last day with its facts frozen: what was posted up to today, the
correcting entries of today, and afterwards what is posted on the corrected balances. Its ledger
must be the balances that were worked out anew, every day on both bases, and interest, fees and
taxes must be what the records say on those balances. Source: the banking day, sections 9 and 12
(1, 2, 10, 14).
"""

from dataclasses import replace

import numpy as np

from treasury.accounts.ledger import Ledger, balances, closing
from treasury.arrays import Amounts
from treasury.booking import book
from treasury.checking.books import entries_balance, ledger_is_projection
from treasury.checking.capitalisation import interest_is_exact
from treasury.checking.evidence import Evidence, Finding, failed, gather, passed
from treasury.checking.levies import fees_are_as_agreed
from treasury.checking.taxes import taxes_are_as_written
from treasury.correction.correcting import Correction, Method, books
from treasury.correction.late import added
from treasury.correction.replaying import ANEW, POSTED, posted, replayed
from treasury.tables import DAY, INTERNAL_INTEREST, KIND, Projection


def findings(correction: Correction, projection: Projection) -> list[tuple[str, Finding]]:
    """What the checks of a correction found, by their names."""
    evidence = after(correction, projection, "delta")
    scenario = correction.plan.scenario
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
    found.append(("delta and full end at equal balances", methods_agree(correction)))
    return found


def is_reproduced(correction: Correction, projection: Projection) -> Finding:
    """Whether the replay without late items gives the run's own postings and value balances."""
    known = projection.events[projection.events[:, DAY] <= correction.today]
    theirs, ours = postings(known), postings(correction.before.events)
    days = correction.today + 1
    if not np.array_equal(theirs, ours):
        return failed(len(theirs), "a posting of the run comes out otherwise when worked out again")
    if not np.array_equal(projection.value[:days], correction.before.value):
        return failed(len(theirs), "a value balance of the run comes out otherwise")
    return passed(len(theirs) + correction.before.value.size, "postings and balances", "no days")


def postings(events: Amounts) -> Amounts:
    """The events that are worked out anew and posted, to accounts or to positions."""
    return events[np.isin(events[:, KIND], (*POSTED, INTERNAL_INTEREST))]


def methods_agree(correction: Correction) -> Finding:
    """14: delta = full, for every account of the books, on booking and on value basis."""
    one, two = (books(correction, method).ledger for method in ("delta", "full"))
    days = correction.today + 1
    same = np.array_equal(closing(one), closing(two)) and np.array_equal(
        balances(one, days, "value"), balances(two, days, "value")
    )
    if not same:
        return failed(len(one.accounts), "delta and full end at different balances")
    return passed(len(one.accounts), "ledger accounts, on booking and on value basis", "no books")


def after(correction: Correction, projection: Projection, method: Method) -> Evidence:
    """The evidence of the run after its correction."""
    plan, today = correction.plan, correction.today
    days, accounts = plan.tables.days, len(plan.names.accounts)
    late = added(correction.late, days, accounts)
    anew = replayed(plan, projection, late, days)
    stays = projection.events[~np.isin(projection.events[:, KIND], ANEW)]
    events = in_order(anew.events, stays)
    differs = posted(anew.events, days, accounts) - posted(projection.events, days, accounts)
    from_today = (np.arange(days) >= today)[:, None]
    total = np.zeros(accounts, dtype=np.int64)
    np.add.at(total, correction.late.account, correction.late.amount)
    run = projection._replace(
        events=events,
        value=anew.value,
        book=projection.book + np.where(from_today, differs + total, 0),
        accrued=anew.accrued,
        levied=anew.levied,
    )
    was = projection.events[np.isin(projection.events[:, KIND], ANEW)]
    known, later = was[was[:, DAY] <= today], anew.events[anew.events[:, DAY] > today]
    before = book(plan, in_order(np.concatenate([known, later]), stays))
    ledger = together(before, books(correction, method).ledger)
    return gather(plan, run, ledger, (plan, run))


def in_order(first: Amounts, then: Amounts) -> Amounts:
    """The events of both by day; on a day the first ones come first, as they stand."""
    both = np.concatenate([first, then])
    return both[np.argsort(both[:, DAY], kind="stable")]


def together(one: Ledger, two: Ledger) -> Ledger:
    """Both ledgers' entries; those of the second come of no event of the run."""
    after_one = int(one.entry[-1]) + 1 if len(one.entry) else 0
    return replace(
        one,
        entry=np.concatenate([one.entry, two.entry + after_one]),
        booking_day=np.concatenate([one.booking_day, two.booking_day]),
        value_day=np.concatenate([one.value_day, two.value_day]),
        debit=np.concatenate([one.debit, two.debit]),
        credit=np.concatenate([one.credit, two.credit]),
        amount=np.concatenate([one.amount, two.amount]),
        event=np.concatenate([one.event, np.full(len(two.event), -1)]),
    )

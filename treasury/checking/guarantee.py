"""Check of the guarantee: where its conditions hold, no payment is disturbed.

Two ways lead to it, neither with position limits, a notional pool, deposits or overdrafts of an
agreed number of nights. Every account is in `own_deposits`, nothing is funded downwards, no
internal limit is given, every header can give its participants' whole positions whenever one of
them pays, no payment draws on its deposits past one that waits (a queue keeps an account's own cash
for it, not its deposits), nobody has earned less in the pool than alone by the same day, and the
pool charges no fee, nor anybody one on what is not drawn or not covered by an earnings credit. Or
every account is in `full` below roots that give without bound. (Own overdrafts stay payable in
every mode.) Number 17 of a run's checks; the banking day, section 5.
"""

from collections.abc import Callable

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.books import no_links
from treasury.checking.ceilings import records_of
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.checking.payable import judge
from treasury.checking.payers import payers
from treasury.checking.payments import fared
from treasury.fees import UNDRAWN
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    DAY,
    DRAW,
    FULL,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    MINUTE,
    OTHER,
    OWN_DEPOSITS,
    PAYMENT,
    QUEUED,
    REF,
    REJECTED,
)


def guarantee_holds(evidence: Evidence) -> Finding:
    """17: no payment is disturbed, where the conditions of the guarantee hold."""
    tables, names = evidence.plan.tables, evidence.plan.names
    if not names.link_records:
        return Finding(None, 0, no_links(evidence))
    pooled = np.union1d(tables.links.participant, tables.links.header)
    missing = no_guarantee(evidence, pooled)
    if missing:
        return Finding(None, 0, missing)
    inside = np.isin(tables.items.account, pooled)
    disturbed = fared(evidence.plan, evidence.projection, evidence.alone).disturbed
    disturbed = disturbed[inside[disturbed]]
    examined = int((inside & (tables.items.amount < 0)).sum())
    if len(disturbed):
        item = int(disturbed[0])
        account = int(tables.items.account[item])
        return failed(
            examined,
            f"payment {names.items[item]} of {names.accounts[account]}, "
            f"{evidence.money(account, -int(tables.items.amount[item]))} on "
            f"{evidence.day(int(tables.items.day[item]))}, is disturbed",
        )
    return passed(examined, "payments of pooled accounts", "there are no payments")


def no_guarantee(evidence: Evidence, pooled: Amounts) -> str:
    """Which condition of the guarantee does not hold, "" where all do."""
    if records_of(evidence):
        return "it speaks of pools without position limits"
    if evidence.pooled.pools:
        return "it speaks of structures without notional pools"
    if evidence.plan.names.deposits:
        return "it speaks of groups that place no deposits"
    if evidence.plan.names.investments:
        return "it speaks of groups without money market sweeps"
    if evidence.plan.scenario.overdraft_agreements:
        return "it speaks of overdrafts without agreed nights"
    mode = evidence.plan.tables.places.mode[:, pooled]
    if (mode == OWN_DEPOSITS).all():
        return next((why for test in OF_OWN_DEPOSITS if (why := test(evidence, pooled))), "")
    other = pooled[(mode != FULL).any(axis=0)]
    if len(other):
        name = evidence.plan.names.accounts[other[0]]
        return f"it speaks of accounts all in mode full, or all in own_deposits; {name} is not"
    return bounded_roots(evidence)


def bounded_roots(evidence: Evidence) -> str:
    """Which root does not give without bound."""
    roots = np.array(evidence.plan.names.roots)
    bounded = roots[evidence.plan.tables.accounts.lowest[roots] > -UNLIMITED]
    if len(bounded) == 0:
        return ""
    name = evidence.plan.names.accounts[bounded[0]]
    return f"it needs a root that gives without bound; {name} has one"


def changing_links(evidence: Evidence, pooled: Amounts) -> str:
    """Whether links begin or end in the run."""
    if len(evidence.plan.tables.places.mode) == 1:
        return ""
    return "it speaks of links that stay the same all through the run"


def internal_limits(evidence: Evidence, pooled: Amounts) -> str:
    """Which link has an internal limit."""
    given = np.flatnonzero((evidence.plan.tables.places.limit > 0).any(axis=0))
    if len(given) == 0:
        return ""
    name = evidence.plan.names.accounts[given[0]]
    return f"it needs links without internal limits; that of {name} has one"


def funded_links(evidence: Evidence, pooled: Amounts) -> str:
    """Where money was funded downwards, or a position is below zero."""
    events = evidence.projection.events
    rows = evidence.rows(FUNDING)
    rows = rows[events[rows, AMOUNT] > 0]
    if len(rows):
        event = events[rows[0]]
        moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
        return f"nothing may be funded downwards; {evidence.link(int(event[REF]))} is, {moment}"
    if (evidence.positions < 0).any():
        day, link = first(evidence.positions < 0)
        return f"no position may be negative; {evidence.link(link)} is, {evidence.day(day)}"
    return ""


def uncovered_positions(evidence: Evidence, pooled: Amounts) -> str:
    """Where a header could not have given its participants' whole positions to a payment."""
    events = evidence.projection.events
    rows = evidence.rows(PAYMENT, QUEUED, REJECTED)
    rows = rows[(events[rows, AMOUNT] < 0) & np.isin(events[rows, ACCOUNT], pooled)]
    short = rows[judge(evidence, *payers(evidence)).covered[rows] == 0]
    if len(short) == 0:
        return ""
    event = events[short[0]]
    name = evidence.plan.names.accounts[event[ACCOUNT]]
    moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
    return f"every header must be able to give its participants' positions; above {name}, {moment}"


def overtaken_queues(evidence: Evidence, pooled: Amounts) -> str:
    """Which payment drew on its account's deposits past one that waits, as alone it could not."""
    if not evidence.plan.scenario.overtaking:
        return ""
    events, owner = evidence.projection.events, evidence.plan.tables.items.account
    draws = events[evidence.rows(DRAW)]
    drew = draws[draws[:, ACCOUNT] == owner[draws[:, AUX]], AUX]
    paid = evidence.rows(PAYMENT)
    paid = paid[np.isin(events[paid, REF], drew)]
    past = paid[judge(evidence, *payers(evidence)).ahead[paid] > 0]
    if len(past) == 0:
        return ""
    event = events[past[0]]
    names = evidence.plan.names
    moment = evidence.moment(int(event[DAY]), int(event[MINUTE]))
    return (
        f"no payment may draw on deposits past one that waits; {names.items[event[REF]]} of "
        f"{names.accounts[event[ACCOUNT]]} does, {moment}"
    )


def lower_interest(evidence: Evidence, pooled: Amounts) -> str:
    """Who had by some day earned less in the pool than alone."""
    here, alone = (earned(evidence, events) for events in (
        evidence.projection.events, evidence.alone[1].events
    ))  # fmt: skip
    less = (here < alone)[:, pooled]
    if not less.any():
        return ""
    day, at = first(less)
    name = evidence.plan.names.accounts[pooled[at]]
    return f"nobody may earn less than alone; {name} has by {evidence.day(day)}"


def earned(evidence: Evidence, events: Amounts) -> Amounts:
    """What each account has earned of interest up to each day, internal too; (day, account)."""
    table = np.zeros((evidence.plan.tables.days, len(evidence.plan.names.accounts)), dtype=np.int64)
    for kinds, column, sign in (
        ((INTEREST, INTERNAL_INTEREST), ACCOUNT, 1),
        ((INTERNAL_INTEREST,), OTHER, -1),
    ):
        rows = np.flatnonzero(np.isin(events[:, KIND], kinds))
        np.add.at(table, (events[rows, DAY], events[rows, column]), sign * events[rows, AMOUNT])
    return np.cumsum(table, axis=0)


def pool_fees(evidence: Evidence, pooled: Amounts) -> str:
    """Which fee or tax the pool charges one of its accounts, or may charge more of than alone: the
    less is drawn, the more costs what is undrawn."""
    undrawn = {one.fee for one in evidence.plan.scenario.fee_terms if one.base in UNDRAWN}
    accounts = {evidence.plan.names.accounts[at] for at in pooled.tolist()}
    for one in evidence.plan.scenario.account_analyses:
        if one.settlement_account in accounts:
            return f"the pool may drain no balance that pays fees; those analysed in {one.id} do"
    for fee in evidence.plan.scenario.fees:
        if fee.structure == evidence.plan.structure and fee.account in accounts:
            return f"the pool may charge no fee or tax; {fee.id} is one"
    payers, names = evidence.plan.tables.levies.rows.account, evidence.plan.names.levies
    for levy in np.flatnonzero(np.isin(payers, pooled)).tolist():
        name = names[levy]
        if name not in evidence.alone[0].names.levies or name[0] in undrawn:
            return f"the pool may charge no fee or tax; {name[0]} is one"
    return ""


def unprotected_participants(evidence: Evidence, pooled: Amounts) -> str:
    """Whether headers may spend their participants' money."""
    if evidence.plan.tables.places.protect[:, pooled].all():
        return ""
    return "it needs protected participants; headers may spend their money here"


OF_OWN_DEPOSITS: tuple[Callable[[Evidence, Amounts], str], ...] = (
    changing_links,
    unprotected_participants,
    internal_limits,
    funded_links,
    uncovered_positions,
    overtaken_queues,
    lower_interest,
    pool_fees,
)
"""The conditions of the guarantee for accounts on their own deposits."""

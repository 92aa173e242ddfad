"""Check of notional pools: they move no cash, and set-off is worth exactly what it must be.

Number 8 of the banking day, section 12. With one flat credit rate and one flat debit rate for the
pool and all its participants of a currency, what the pool bears in it beyond what the same balances
would bear alone is debit rate x the overdrafts that cancel out - credit rate x the credit balances
that do, day by day / basis, before rounding. In one currency as much of both cancels out: that is
the closed form of section 7. In several it is not, and has no bound. Exact amounts are fractions of
minor units.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.evidence import Evidence, Finding, failed, passed
from treasury.interest import SCALE
from treasury.pooling.notional import NotionalPool
from treasury.rates import parse_price
from treasury.scenario import Scenario
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    DAY,
    INTEREST,
    NUMBER,
    POOL_CREDIT,
    POOL_RESULT,
    POOL_SHARE,
    REF,
    SEEN,
    SETTLED,
)

NO_POOL = "the run has no notional pool"
BY_CURRENCY = ", currency by currency: for several together there is no closed form"


class Flat(NamedTuple):
    """The one credit and the one debit rate of a pool and all its participants, 1e-8 a year."""

    credit: int
    debit: int


def notional_moves_no_cash(evidence: Evidence) -> Finding:
    """8: a pool posts its settled result as interest and nothing else; set-off has its worth."""
    pools = evidence.pooled.pools
    if not pools:
        return Finding(None, 0, NO_POOL)
    wrong = other_postings(evidence)
    if wrong:
        return failed(len(pools), wrong)
    known = 0
    for at in range(len(pools)):
        flat = flat_rates(evidence.plan.scenario, pools[at])
        known += flat is not None
        wrong = worth_differs(evidence, at, flat) if flat else ""
        if wrong:
            return failed(len(pools), wrong)
    examined = len(pools) * evidence.plan.tables.days
    worth = f"days of notional pools; the worth of set-off is known exactly of {known} of "
    several = len({pool.id for pool in pools}) < len(pools)
    return passed(examined, f"{worth}{len(pools)}{BY_CURRENCY if several else ''}", NO_POOL)


def other_postings(evidence: Evidence) -> str:
    """The first posting of a pool that is no interest, or beyond its result, as text; "" if none.

    Every posting of interest that names a row of a pool names a share; it stands against interest
    of the account's own entity; over all accounts a morning's postings are what was settled of the
    result the evening before.
    """
    accruals, events = evidence.plan.tables.accruals, evidence.projection.events
    posted = evidence.rows(INTEREST)
    posted = posted[accruals.kind[events[posted, REF]] >= POOL_CREDIT]
    wrong = posted[accruals.kind[events[posted, REF]] != POOL_SHARE]
    wrong = np.append(wrong, posted[[not is_interest(evidence, row) for row in posted.tolist()]])
    if len(wrong):
        event = events[int(wrong.min())]
        account = int(event[ACCOUNT])
        return (
            f"a notional pool posted {evidence.money(account, int(event[AMOUNT]))} on "
            f"{evidence.plan.names.accounts[account]}, {evidence.day(int(event[DAY]))}, "
            "that is no interest"
        )
    return beyond_the_result(evidence, posted)


def is_interest(evidence: Evidence, event: int) -> bool:
    """Whether the event is booked once, between its bank account and interest of that account."""
    ledger, account = evidence.ledger, int(evidence.projection.events[event, ACCOUNT])
    rows = np.flatnonzero(ledger.event == event).tolist()
    ends = [{int(ledger.debit[row]), int(ledger.credit[row])} for row in rows]
    others = [ledger.accounts[at] for end in ends for at in end - {account}]
    return len(rows) == len(others) == 1 and others[0].kind in ("interest_earned", "interest_paid")


def beyond_the_result(evidence: Evidence, posted: Amounts) -> str:
    """The first morning on which a pool posts other than it settled, as text; "" if none."""
    accruals, events = evidence.plan.tables.accruals, evidence.projection.events
    settled = evidence.rows(SETTLED)
    settled = settled[accruals.kind[events[settled, REF]] == POOL_RESULT]
    due: dict[tuple[int, int], int] = {}
    last = evidence.plan.tables.days - 1
    for day, row, amount in events[settled][:, [DAY, REF, AMOUNT]].tolist():
        if day < last:
            due[day + 1, row] = due.get((day + 1, row), 0) + amount
    for day, row, amount in events[posted][:, [DAY, REF, AMOUNT]].tolist():
        key = day, int(accruals.into[row])
        due[key] = due.get(key, 0) - amount
    for (day, row), left in sorted(due.items()):
        if left:
            header = int(accruals.account[row])
            pool = evidence.plan.names.pools[int(accruals.subject[row])]
            return (
                f"what {pool} posted on {evidence.day(day)} and its result of the evening before "
                f"differ by {evidence.money(header, left)}"
            )
    return ""


def flat_rates(scenario: Scenario, pool: NotionalPool) -> Flat | None:
    """The pool's one credit and one debit rate in its header's currency, where all participants of
    that have the same, by the same day count, and no agreed deposit; None where the worth of
    set-off is not known exactly: also where what cancels out bears something."""
    currency = {one.id: one.currency for one in scenario.accounts}
    accounts = {
        one.account for one in scenario.notional_members
        if one.pool == pool.id and currency[one.account] == currency[pool.header]
    }  # fmt: skip
    agreed = {one.account for one in scenario.agreed_deposits}
    if pool.method in ("enhance", "register") or pool.offset_terms or accounts & agreed:
        return None
    heads = {one.header: one.terms for one in scenario.notional_pools
             if one.structure == pool.structure and one.id != pool.id}  # fmt: skip
    own = {heads.get(one.id, one.terms or "") for one in scenario.accounts if one.id in accounts}
    own |= {pool.terms}
    counts = {one.day_count for one in scenario.terms if one.id in own}
    rates = {flat_of(scenario, terms) for terms in own}
    if len(rates) != 1 or len(counts) != 1:
        return None
    (flat,) = rates
    return flat if flat is not None and flat.credit <= flat.debit else None


def flat_of(scenario: Scenario, terms: str) -> Flat | None:
    """The terms' rates, where both sides have one tier and one version of no index; else None."""
    sides = {}
    for side in ("credit", "debit"):
        lines = [one for one in scenario.rates if (one.terms, one.side) == (terms, side)]
        prices = [parse_price(one.rate) for one in lines]
        if len(prices) != 1 or prices[0].follows is not None:
            return None
        sides[side] = prices[0].margin
    return Flat(sides["credit"], sides["debit"])


def worth_differs(evidence: Evidence, pool: int, flat: Flat) -> str:
    """Where what the pool bears beyond its balances alone is not the worth of set-off, as text."""
    made = borne(evidence, pool) - borne_alone(evidence, pool, flat)
    right = set_off_worth(evidence, pool, flat)
    if made == right:
        return ""
    header = evidence.plan.names.accounts.index(evidence.pooled.pools[pool].header)
    amounts = [evidence.money(header, round(amount)) for amount in (right, made)]
    return (
        f"set-off in {evidence.plan.names.pools[pool]} is worth {amounts[0]} by the rates and what "
        f"cancels out, and {amounts[1]} by the interest numbers"
    )


def set_off_worth(evidence: Evidence, pool: int, flat: Flat) -> Fraction:
    """The rates x what cancels out of either side x days / basis, exactly."""
    pooled = evidence.pooled
    taken = zip(
        pooled.credit_taken[:, pool].tolist(), pooled.debit_taken[:, pool].tolist(),
        per_day(evidence, pool), strict=True,
    )  # fmt: skip
    return sum(
        ((flat.debit * debit - flat.credit * credit) * each for credit, debit, each in taken),
        Fraction(0),
    )


def borne_alone(evidence: Evidence, pool: int, flat: Flat) -> Fraction:
    """What the balances in the pool would bear without it, where that is not borne beside it."""
    found = evidence.pooled
    if found.pools[pool].method != "net":
        return Fraction(0)
    sides = zip(found.credit[:, pool].tolist(), found.debit[:, pool].tolist(), strict=True)
    return sum(
        (
            (flat.credit * credit - flat.debit * debit) * each
            for (credit, debit), each in zip(sides, per_day(evidence, pool), strict=True)
        ),
        Fraction(0),
    )


def per_day(evidence: Evidence, pool: int) -> Iterator[Fraction]:
    """For each day, its weight over the basis and the unit of rates."""
    accruals = evidence.plan.tables.accruals
    row = result_row(evidence, pool)
    for weight, basis in zip(
        accruals.weight[:, row].tolist(), accruals.basis[:, row].tolist(), strict=True
    ):
        yield Fraction(weight, SCALE * basis)


def result_row(evidence: Evidence, pool: int) -> int:
    """The row of the pool's result."""
    accruals = evidence.plan.tables.accruals
    rows = (accruals.kind == POOL_RESULT) & (accruals.subject == pool)
    return int(np.flatnonzero(rows)[0])


def borne(evidence: Evidence, pool: int) -> Fraction:
    """What the interest numbers of the pool's rows make of its result over the run, exactly."""
    accruals, events = evidence.plan.tables.accruals, evidence.projection.events
    result = result_row(evidence, pool)
    total = Fraction(0)
    for row, number, tier, version, basis in events[evidence.rows(NUMBER)][
        :, [REF, AMOUNT, BASE, AUX, SEEN]
    ].tolist():
        if accruals.into[row] == result:
            rate = int(accruals.rate[version, tier])
            total += Fraction(int(accruals.factor[row]) * number * rate, SCALE * basis)
    return total

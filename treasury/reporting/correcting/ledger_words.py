"""Why internal interest of a virtual ledger (虚拟账簿) is corrected, in a banker's words.

Changed balance-days of the ledger x its internal rate, rounded once. Amounts are written in major
units of the account's currency.
"""

from functools import partial

import numpy as np

from treasury.correction.correcting import Correction
from treasury.correction.ledgers import LedgerChange, LedgerDifference, LedgersCorrected
from treasury.correction.postings import OPEN
from treasury.money import round_fraction
from treasury.plan.virtual import Bearing, SideRates
from treasury.rates import written_rate
from treasury.reporting.correcting.used_words import NOT_POSTED, POSTED, wrong_since
from treasury.reporting.correcting.words import MOST
from treasury.reporting.explaining.interest_words import finely, moved_by
from treasury.reporting.explaining.ledger_words import METHODS
from treasury.reporting.explaining.rule_words import money


def ledgers_of(correction: Correction) -> LedgersCorrected:
    """The ledgers of a correction of a run that has them."""
    assert correction.ledgers, "the run has virtual ledgers"
    return correction.ledgers


def account_of(correction: Correction, one: LedgerDifference) -> int:
    """The account in which the ledger lies."""
    table = ledgers_of(correction).now.table
    return int(table.account[table.bearings[one.bearing].ledger])


def inner_what(correction: Correction, one: LedgerDifference) -> str:
    """What is corrected: `Internal interest of BRIDGE in MAIN-1, net of both (轧差计息)`."""
    table = ledgers_of(correction).now.table
    bearing = table.bearings[one.bearing]
    record = table.records[bearing.ledger]
    assert record is not None, "the unassigned ledger bears no internal interest"
    side = f", {bearing.sides[0].side} side" if record.interest == "both" else ""
    return f"Internal interest of {record.id} in {record.account}, {METHODS[record.interest]}{side}"


def inner_side(correction: Correction, one: LedgerDifference) -> str:
    """The side whose interest is corrected; `net` where both are netted."""
    sides = ledgers_of(correction).now.table.bearings[one.bearing].sides
    return sides[0].side if len(sides) == 1 else "net"


def inner_sentence(correction: Correction, one: LedgerDifference) -> str:
    """All of it as one sentence: what was posted, what is right, the difference, how it comes."""
    plan, account = correction.plan, account_of(correction, one)
    posted, right, difference = (
        money(plan, account, amount) for amount in (one.posted, one.right, one.right - one.posted)
    )
    what, why = inner_what(correction, one), inner_reason(correction, one)
    if one.day == OPEN:
        head = f"not posted yet; up to today {right} instead of {posted} has accrued"
        return f"{what}: {head} ({why})."
    when = plan.names.days[one.day].isoformat()
    return (
        f"{what}: {posted if one.posted else 'nothing'} was posted on {when}, {right} is right, "
        f"difference {difference} against the unassigned ledger ({why})."
    )


def inner_reason(correction: Correction, one: LedgerDifference) -> str:
    """Why the posting differs: the terms, the numbers, what they make, the rounding."""
    if not one.changed:
        known, right = bearings_of(correction, one)
        alike = (known.rounding, known.carry) == (right.rounding, right.carry)
        return (
            "follows from what rounding left over before"
            if alike
            else "the terms round or carry otherwise"
        )
    told = [changed_words(correction, one, each) for each in one.changed[:MOST]]
    if len(one.changed) > MOST:
        told.append(f"{len(one.changed) - MOST} more of such terms, one for each rate and tier")
    exact = finely(correction.plan, account_of(correction, one), one.exact)
    words = f"{' + '.join(told)} = {exact}{inner_rounding(correction, one)}"
    used = inner_used(correction, one)
    return f"{used}: {words}" if used else words


def changed_words(correction: Correction, one: LedgerDifference, each: LedgerChange) -> str:
    """One changed number and what it bears: `1,200,000.00 CNY-days more x 0.72 % / 360`; where both
    sides are netted, of which side the net is."""
    account, more = account_of(correction, one), each.now > each.before
    days = money(correction.plan, account, abs(each.now - each.before))
    sides = ledgers_of(correction).now.table.bearings[one.bearing].sides
    net = f" of net {sides[each.borne.side].side}" if len(sides) > 1 else ""
    way = "more" if more else "fewer"
    currency = correction.plan.names.currencies[account]
    rate = f"{written_rate(each.borne.rate)} / {each.borne.basis}"
    return f"{days} {currency}-days {way}{net} x {rate}"


def inner_rounding(correction: Correction, one: LedgerDifference) -> str:
    """How the exact difference became the one that is posted, as the end of a sentence."""
    difference = one.right - one.posted
    if one.exact == difference:
        return ""
    rounded = money(correction.plan, account_of(correction, one), difference)
    if ledgers_of(correction).now.table.bearings[one.bearing].carry:
        return f", with the remainders that are carried over {rounded}"
    if round_fraction(one.exact.numerator, one.exact.denominator) == difference:
        return f", rounded {rounded}"
    return f", with what the first rounding left over {rounded}"


def bearings_of(correction: Correction, one: LedgerDifference) -> tuple[Bearing, Bearing]:
    """The bearing by the terms that were known and by those that are right."""
    divided = ledgers_of(correction)
    known, right = (each.table.bearings[one.bearing] for each in (divided.before, divided.now))
    return known, right


def inner_used(correction: Correction, one: LedgerDifference) -> str:
    """Which internal rates were used and which are right; empty where the terms are the same."""
    known, right = bearings_of(correction, one)
    last = (one.day if one.day != OPEN else correction.today + 1) - 1
    for day in range(begun(known, right, last), last + 1):
        if known.basis[day] != right.basis[day] or known.weight[day] != right.weight[day]:
            return "another day count was used than is right"
        for was, is_ in zip(known.sides, right.sides, strict=True):
            if tiers_on(was, day) != tiers_on(is_, day):
                used, due = partial(tiers_on, was), partial(tiers_on, is_)
                since = correction.plan.names.days[wrong_since(used, due, day)].isoformat()
                return f"{rates_said(was, is_, day)} from {since}"
    return inner_settled(correction, one)


def inner_settled(correction: Correction, one: LedgerDifference) -> str:
    """Whether it is posted on its day by the right terms alone, or by those that were known alone;
    empty where by both, or where it is not posted yet."""
    known, right = bearings_of(correction, one)
    if one.day == OPEN or known.settles[one.day - 1] == right.settles[one.day - 1]:
        return ""
    if not right.settles[one.day - 1]:
        return NOT_POSTED
    table = ledgers_of(correction).now.table
    record = table.records[right.ledger]
    name = record.terms if record and record.terms else ""
    return f"{POSTED}{moved_by(correction.right.plan, name, one.day - 1)}"


def begun(known: Bearing, right: Bearing, last: int) -> int:
    """The first row of the period of interest that ends on the row `last`, or is open then; of two
    the one that begins sooner."""
    firsts = [np.flatnonzero(each.settles[:last]) for each in (known, right)]
    return min(int(each[-1]) + 1 if len(each) else 0 for each in firsts)


def tiers_on(side: SideRates, day: int) -> tuple[tuple[int, int], ...]:
    """The tiers of a side on a day as (bound, rate), without the empty columns behind the last."""
    version = side.version[day]
    tiers = list(zip(side.upper[version].tolist(), side.rate[version].tolist(), strict=True))
    return tuple(tier for at, tier in enumerate(tiers) if at == 0 or tiers[at - 1][0] < tier[0])


def rates_said(was: SideRates, is_: SideRates, day: int) -> str:
    """What was used and what is right on a day, by the first tier that bears another rate."""
    pairs = list(zip(tiers_on(was, day), tiers_on(is_, day), strict=False))
    for one, two in pairs:
        if one[1] != two[1]:
            return f"{written_rate(one[1])} was used, {written_rate(two[1])} is right"
    return "other tiers were used than are right"

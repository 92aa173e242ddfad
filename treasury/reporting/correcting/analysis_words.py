"""Why a charge of an account analysis is corrected: each period that is settled otherwise.

A period is told by what was collected on average, its earnings credit and its fees, each as it is
right and, where that differs, as it was known; and by what is carried on to the next and lost, if
that differs. Amounts are written in major units of the settlement account's currency. Source:
`docs/decisions/0070-analyses-corrected.md`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from treasury.account_analysis import AccountAnalysis
from treasury.analyses import UNSETTLED, AnalysisDayTable
from treasury.correction.correcting import Correction
from treasury.correction.joining import Terms
from treasury.correction.postings import OPEN, Difference
from treasury.correction.replaying import Replay
from treasury.plan.analyses import analysed_in
from treasury.plan.plan import Plan
from treasury.rates import RATE_ONE, written_rate
from treasury.reporting.explaining.analysis_periods import AnalysedPeriod, periods_of
from treasury.reporting.explaining.rule_words import money
from treasury.tables import AMOUNT, AUX, DAY, KIND, REF, TERM_FEE, TERM_FEE_ANALYSED, Projection

MOST = 8
"""So many periods of one charge are written out."""
COUNTED = (AnalysisDayTable._fields.index("weight"), AnalysisDayTable._fields.index("whole"))
"""What of a day follows from the day count."""
OVERDRAWN = {
    "zero": ("counted nothing", "counted nothing"),
    "offset": ("were set off against the others", "been set off against the others"),
}
"""What an overdrawn account did, and should have."""
LEFT_OVER = {"carry": "carried on", "year": "carried on within the year", "lost": "lost"}
Say = Callable[[int], str]


class Settled(NamedTuple):
    """A period as it was known and as it is right, and the row of the charge that it is settled in
    (OPEN: none yet)."""

    was: AnalysedPeriod
    right: AnalysedPeriod
    charge: int

    @property
    def changed(self) -> bool:
        """Whether it collected, earned or cost something else."""
        return told_of(self.was) != told_of(self.right)

    @property
    def left_changed(self) -> bool:
        """Whether its settlement carries on, or loses, something else."""
        was, right = self.was, self.right
        settled = was.settles != UNSETTLED
        return settled and (was.carried, was.lost) != (right.carried, right.lost)


def told_of(one: AnalysedPeriod) -> tuple[int, int, int]:
    """What a period collected, earned and cost."""
    return one.number, one.credit, one.fees


def periods_anew(correction: Correction) -> list[Settled]:
    """Every period up to today, of each analysis in its order: as it was known and as it is right.

    When periods end and are charged is a fact, and the same in both.
    """
    known = as_replayed(correction.known, correction.before)
    right = as_replayed(correction.right, correction.now)
    pairs = list(zip(known, right, strict=True))
    found, settled = [], OPEN
    for place, (was, is_) in reversed(list(enumerate(pairs))):
        last = place + 1 == len(pairs) or pairs[place + 1][0].analysis != was.analysis
        if last or (was.settles != UNSETTLED and was.closed is not None):
            settled = charged_at(correction, was)
        found.append(Settled(was, is_, settled))
    return found[::-1]


def as_replayed(terms: Terms, replay: Replay) -> list[AnalysedPeriod]:
    """The periods of a replay, the last open at its end."""
    days, tables = len(replay.value), terms.plan.tables
    analyses = tables.levies.analyses
    until = type(analyses.days)(*(each[: days + 1] for each in analyses.days))
    levies = tables.levies._replace(analyses=analyses._replace(days=until))
    cut = tables._replace(days=days, levies=levies)
    none = np.zeros((0, 0), dtype=np.int64)
    run = Projection(*[none] * len(Projection._fields))._replace(
        events=replay.events, value=replay.value, levied=replay.levied, analysed=replay.analysed
    )
    return periods_of(replace(terms.plan, tables=cut), run)


def charged_at(correction: Correction, one: AnalysedPeriod) -> int:
    """The row on which what the period's settlement makes due is charged; OPEN if after today."""
    if one.closed is None or one.settles == UNSETTLED:
        return OPEN
    charges = correction.plan.tables.levies.analyses.days.charges[:, one.analysis]
    rows = np.flatnonzero(charges[one.closed : correction.today + 1])
    return one.closed + int(rows[0]) if len(rows) else OPEN


def charge_reason(correction: Correction, one: Difference) -> str:
    """Why the charge differs: what was used and what is right, the periods that it settles."""
    plan = correction.plan
    own = [
        each
        for each in periods_anew(correction)
        if each.was.analysis == one.ref and each.charge == one.day
    ]

    def say(minor: int) -> str:
        return money(plan, one.account, minor)

    left = [each for each in own[:-1] if each.left_changed]
    changed = [each for each in own if each.changed or each in left]
    brought = own[0].was.brought, own[0].right.brought
    told = [f"brought forward {instead(say, *brought)}"] if brought[0] != brought[1] else []
    told += [
        period_words(correction, each, say) + (left_words(each, say) if each in left else "")
        for each in changed[:MOST]
    ]
    if len(changed) > MOST:
        told.append(f"{len(changed) - MOST} more periods")
    used = " and ".join(terms_used(correction, one.ref, own))
    return ": ".join(filter(None, (used, "; ".join(told))))


def left_words(each: Settled, say: Say) -> str:
    """What a settlement that is followed by another of its charge carries on and loses, as the end
    of a clause."""
    was, right = each.was, each.right
    carried, lost = instead(say, was.carried, right.carried), instead(say, was.lost, right.lost)
    return f", credit carried on {carried}, credit lost {lost}"


def period_words(correction: Correction, each: Settled, say: Say) -> str:
    """A period: its days, the average collected balance, the credit, the fees."""
    days, was, right = correction.plan.names.days, each.was, each.right
    return (
        f"{days[right.first]} to {days[right.last]}: average collected balance "
        f"{instead(say, was.average, right.average)}, earnings credit "
        f"{instead(say, was.credit, right.credit)}, fees {instead(say, was.fees, right.fees)}"
        f"{fees_changed(correction, each, say)}"
    )


def instead(say: Say, was: int, right: int) -> str:
    """The amount that is right, and the one that was known where that is another one.

    >>> instead(str, 3, 4), instead(str, 3, 3)
    ('4 instead of 3', '3')
    """
    return say(right) if was == right else f"{say(right)} instead of {say(was)}"


def fees_changed(correction: Correction, each: Settled, say: Say) -> str:
    """The fees by terms of a closed period that changed, by name, as the end of a clause."""
    if each.right.closed is None or each.was.fees == each.right.fees:
        return ""
    was = fees_of(correction.known.plan, correction.before, each.was)
    right = fees_of(correction.right.plan, correction.now, each.right)
    told = [
        f"{fee} {instead(say, was.get(fee, 0), right.get(fee, 0))}"
        for fee in sorted({**was, **right})
        if was.get(fee, 0) != right.get(fee, 0)
    ]
    return f" ({', '.join(told)})"


def fees_of(plan: Plan, replay: Replay, period: AnalysedPeriod) -> dict[str, int]:
    """What each fee by terms came to in a closed period."""
    events, found = replay.events, dict[str, int]()
    mine = (events[:, KIND] == TERM_FEE_ANALYSED) & (events[:, AUX] == period.analysis)
    mine &= (events[:, DAY] > period.first) & (events[:, DAY] <= period.last + 1)
    for event in events[mine].tolist():
        fee = plan.names.levies[event[REF]][0]
        found[fee] = found.get(fee, 0) + event[AMOUNT]
    return found


def terms_used(correction: Correction, at: int, own: list[Settled]) -> Iterator[str]:
    """What of an analysis was used, and what is right, in the periods of a charge."""
    if correction.known.plan is correction.right.plan:
        return
    one, two = (each.plan.tables.levies.analyses for each in (correction.known, correction.right))
    for day in range(own[0].was.first, own[-1].was.last + 1):
        if one.days.share[day, at] != two.days.share[day, at]:
            used, right = (written_rate(int(each.days.share[day, at])) for each in (one, two))
            since = correction.plan.names.days[day]
            yield f"an earnings credit rate of {used} was used, {right} is right from {since}"
            break
        if any(one.days[name][day, at] != two.days[name][day, at] for name in COUNTED):
            yield "another day count was used than is right"
            break
    if one.rows.invested[at] != two.rows.invested[at]:
        used, right = (written_rate(RATE_ONE - int(each.rows.invested[at])) for each in (one, two))
        yield f"a reserve of {used} was used, {right} is right"
    yield from ways_used(
        *(analysed_in(each.plan.scenario)[at] for each in (correction.known, correction.right))
    )


def ways_used(used: AccountAnalysis, right: AccountAnalysis) -> Iterator[str]:
    """What was done with overdrawn accounts and with credit left over, and what should have been.

    >>> given = {"id": "AN", "accounts": ("A",), "settlement_account": "A", "terms": "ecr"}
    >>> list(ways_used(AccountAnalysis(**given), AccountAnalysis(excess="year", **given)))
    ['credit left over was carried on, it should have been carried on within the year']
    """
    if used.negative != right.negative:
        did, should = OVERDRAWN[used.negative][0], OVERDRAWN[right.negative][1]
        yield f"overdrawn accounts {did}, they should have {should}"
    if used.excess != right.excess:
        was, is_ = LEFT_OVER[used.excess], LEFT_OVER[right.excess]
        yield f"credit left over was {was}, it should have been {is_}"


def way_words(correction: Correction, one: Difference) -> str:
    """That a fee by terms goes another way than it went; empty where it does not, or is none."""
    if one.kind != TERM_FEE:
        return ""
    evening = (correction.today + 1 if one.day == OPEN else one.day) - 1
    used, right = (way_of(each, one.ref, evening) for each in (correction.known, correction.right))
    if used is None or right is None or used == right:
        return ""
    was = f"went through account analysis {used}" if used else "was charged at once"
    is_ = f"goes through account analysis {right}" if right else "is charged at once"
    return f"it {was}, and {is_} as is right"


def way_of(terms: Terms, levy: int, evening: int) -> str | None:
    """The id of the account analysis through which a levy goes whose period ended that evening,
    empty where it is charged at once; None if there is no such levy."""
    (own,) = np.nonzero(terms.places.levies == levy)
    if not len(own):
        return None
    levies = terms.plan.tables.levies
    at = int(levies.analyses.through[evening, int(levies.rows.way[own[0]])])
    return terms.plan.names.analyses[at] if at >= 0 else ""

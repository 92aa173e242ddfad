"""What of the interest between two companies is exempt as money lent on (统借统还), where a tax on
it is corrected.

Which debts are lent on, of which loan and by which agreements are facts; how much interest there
is, and whether the internal rate is above the one outside, follows from the terms. Amounts are
written in major units of the account's currency. Source:
`docs/decisions/0060-on-lending-and-ages.md`.
"""

from typing import NamedTuple

import numpy as np

from treasury.correction.correcting import Correction
from treasury.correction.joining import Terms
from treasury.correction.postings import OPEN, Difference
from treasury.correction.replaying import Replay
from treasury.levies import NOT_LENT_ON, RATE_ABOVE
from treasury.reporting.correcting.analysis_words import instead
from treasury.reporting.explaining.rule_words import money
from treasury.tables import AMOUNT, DAY, INTERNAL_INTEREST, KIND, REF, TAX

ABOVE = {
    False: ", as known then the internal rate was above the one outside",
    True: ", as is right the internal rate is above the one outside",
}
"""What loses the exemption of a whole period, by whether that is right."""


class Lent(NamedTuple):
    """Interest on money that may be lent on: what was posted, and whether the internal rate was
    above the one outside on a day of its period."""

    interest: int
    above: bool


def exempt_words(correction: Correction, one: Difference) -> str:
    """What of the interest is exempt, and was, as the end of a sentence; empty where no tax of the
    past on what may be lent on is corrected."""
    if one.kind != TAX or one.day == OPEN:
        return ""
    known, right = (
        lent_at(terms, replay, one)
        for terms, replay in (
            (correction.known, correction.before), (correction.right, correction.now),
        )
    )  # fmt: skip
    if known is None or right is None:
        return ""

    def say(minor: int) -> str:
        return money(correction.plan, one.account, minor)

    was = known.interest - sum(each.before for each in one.changed)
    is_ = right.interest - sum(each.now for each in one.changed)
    told = f"; exempt of the interest as lent on is {instead(say, was, is_)}"
    if known.above != right.above:
        told += ABOVE[right.above]
    return told


def lent_at(terms: Terms, replay: Replay, one: Difference) -> Lent | None:
    """The interest on which the tax was charged on its day; None where it is charged on nothing
    that may be lent on, or not on the whole of one posting."""
    levies, accruals = terms.plan.tables.levies, terms.plan.tables.accruals
    (own,) = np.nonzero(terms.places.levies == one.ref)
    watches, table = levies.watches, levies.on_lent
    mine = np.isin(watches.levy, own) & (watches.kind == NOT_LENT_ON)
    rows = watches.subject[mine].tolist()
    if len(rows) != 1:
        return None
    accrual, events = int(table.rows.accrual[rows[0]]), replay.events
    paid = (events[:, KIND] == INTERNAL_INTEREST) & (events[:, REF] == accrual)
    posted = events[paid & (events[:, DAY] == one.day), AMOUNT].tolist()
    if len(posted) != 1:
        return None
    closes = np.flatnonzero(accruals.settles[: one.day - 1, accrual])
    first = int(closes[-1]) + 1 if len(closes) else 0
    above = bool((table.days.why[first : one.day, rows[0]] == RATE_ABOVE).any())
    return Lent(max(0, int(accruals.sign[accrual]) * posted[0]), above)

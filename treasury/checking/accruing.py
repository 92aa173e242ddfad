"""What of interest is taxed as it accrues: restated for the check of taxes.

What had accrued by the end of a calendar month, quarter or year is worked out from the balances in
Python's integers, as interest that is settled is for the check of interest, which also holds the
plan's terms against the records. Amounts are minor units. Source: the banking day, section 8.
"""

from datetime import date

import numpy as np

from treasury.arrays import Amounts
from treasury.checking.capitalisation import (
    ROUNDINGS,
    by_accrual,
    common_bases,
    observed,
    rate_periods,
)
from treasury.checking.evidence import Evidence
from treasury.checking.on_lending import price
from treasury.interest import SCALE, Terms
from treasury.money import round_fraction
from treasury.tables import CREDIT_SIDE, ON_POSITIONS, POOL_SHARE
from treasury.tax import TaxTerm

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


def ends_seen(evidence: Evidence, term: TaxTerm) -> list[int]:
    """The days at whose opening a tax is on what has accrued: the first of a month, quarter or
    year, from the run's second day on, where the tax is in force."""
    own = [one for one in evidence.plan.scenario.tax_terms if one.tax == term.tax]
    since = min(one.valid_from or date.min for one in own)
    return [
        place
        for place, day in enumerate(evidence.plan.names.days)
        if term.taxed == "accrued"
        and place > 0
        and day >= since
        and day.day == 1
        and (day.month - 1) % MONTHS[term.accrues] == 0
    ]


def known_by_day(evidence: Evidence, row: int) -> bool:
    """Whether the interest of an accrual is known day by day: no share in a pool's result, and by
    no terms whose days all bear the rate of the settlement day."""
    accruals, scenario = evidence.plan.tables.accruals, evidence.plan.scenario
    kind, subject = int(accruals.kind[row]), int(accruals.subject[row])
    if kind == POOL_SHARE:
        return False
    assert kind == CREDIT_SIDE or kind in ON_POSITIONS
    terms: Terms
    if kind in ON_POSITIONS:
        terms = price(evidence, subject)
    else:
        account = evidence.plan.names.accounts[subject]
        named = next(one.terms for one in scenario.accounts if one.id == account)
        terms = next(one for one in scenario.terms if one.id == named)
    return terms.rate_change == "segmented"


def accrued_by(evidence: Evidence, ends: list[int]) -> Amounts:
    """What would be posted on these days if the evening before were a settlement day, without its
    sign; shape (day + 1, accrual), 0 on other days."""
    accruals, days = evidence.plan.tables.accruals, evidence.plan.tables.days
    found = np.zeros((days + 1, len(accruals.kind)), dtype=np.int64)
    if not len(accruals.kind):
        return found
    cut = accruals.settles.copy()
    cut[[place - 1 for place in ends]] = 1
    periods = rate_periods(accruals._replace(settles=cut), observed(evidence), days)
    commons = common_bases(accruals)
    for row, parts in enumerate(by_accrual(periods, accruals, commons)):
        rounding, by_day = ROUNDINGS[int(accruals.rounding[row])], dict(parts)
        exact, whole = 0, SCALE * commons[row]
        for day in range(days):
            exact += by_day.get(day, 0)
            amount = round_fraction(exact, whole, rounding) if cut[day, row] else 0
            if accruals.settles[day, row]:
                exact = exact - amount * whole if accruals.carry[row] else 0
            elif day + 1 in ends:
                found[day + 1, row] = amount
    return found


def taxed_by_day(evidence: Evidence, row: int, ends: list[int], amounts: Amounts) -> Amounts:
    """What a tax is on, by day: of an interest period at each end what is more than before, and
    when it is posted, or is open at the end of the run, the rest.

    `amounts` is what would be taxed if what is posted or has accrued on a day were all of it.
    """
    found, before = np.zeros_like(amounts), 0
    settles = evidence.plan.tables.accruals.settles[:, row]
    for place in range(1, len(amounts)):
        open_ = place == len(amounts) - 1
        if open_ or settles[place - 1]:
            found[place] = amounts[place] - before
            before = 0
        elif place in ends:
            found[place] = max(0, int(amounts[place]) - before)
            before += int(found[place])
    return found

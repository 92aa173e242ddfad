"""What an overnight index came to, against QuantLib's overnight coupons: another method, floats."""

import datetime

import pytest
import QuantLib

from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.plan.arrears import Compounding, Course, Period, annual_rate, looking_back, shifted
from treasury.plan.fixings import Published
from treasury.rates import RATE_ONE, Index, Rate
from treasury.settling import Settling

FIRST, LAST = datetime.date(2025, 12, 1), datetime.date(2026, 3, 31)
MARKET = QuantLib.UnitedStates(QuantLib.UnitedStates.SOFR)
EVERY = [FIRST + datetime.timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
FIXED = {
    day: 400_0000 + 1_3700 * ((day.toordinal() * 7) % 23)
    for day in EVERY
    if MARKET.isBusinessDay(QuantLib.Date(day.day, day.month, day.year))
}
LINE = Rate(terms="loan", side="debit", rate="SOFR")


def business_days() -> Calendar:
    """The calendar with the days on which QuantLib says that SOFR is published."""
    closed = tuple(day for day in EVERY if day not in FIXED and day.weekday() < 5)
    return Calendar(id="US", closed=closed, valid_from=FIRST, valid_until=LAST)


def quantlib(period: tuple[datetime.date, datetime.date], terms: Terms) -> float:
    """The coupon's rate a year, in 1e-8.

    QuantLib counts the days that take the fixing of another one; ours is the first day of the
    lockout, so that one day more is in it.
    """
    sofr = QuantLib.Sofr()
    sofr.clearFixings()
    for day, rate in FIXED.items():
        sofr.addFixing(QuantLib.Date(day.day, day.month, day.year), rate / RATE_ONE)
    ends = [QuantLib.Date(day.day, day.month, day.year) for day in period]
    QuantLib.Settings.instance().evaluationDate = QuantLib.Date(31, 3, 2026)
    coupon = QuantLib.OvernightIndexedCoupon(
        ends[1], 1.0, *ends, sofr, 1.0, 0.0, *ends, QuantLib.Actual360(), False,
        QuantLib.RateAveraging.Compound, terms.fixing_lag, max(0, terms.lockout - 1),
        terms.observation_shift,
    )  # fmt: skip
    return coupon.rate() * RATE_ONE


@pytest.mark.parametrize(
    ("lag", "lockout", "shift"),
    [
        (0, 0, False),
        (2, 0, False),
        (5, 0, False),
        (2, 0, True),
        (5, 0, True),
        (0, 3, False),
        (2, 5, False),
    ],
)
def test_compounded_rates_are_quantlib_s(lag, lockout, shift):
    # From Friday 13 February over a long weekend (Presidents' Day) to Wednesday 18 March.
    first, after = datetime.date(2026, 2, 13), datetime.date(2026, 3, 18)
    terms = Terms(
        id="loan", fixing_lag=lag, lockout=lockout, observation_shift=shift, compounded_decimals=6
    )
    index = Published(
        Index(id="SOFR", calendar="US"), business_days(), list(FIXED), list(FIXED.values())
    )
    compounding = Compounding(
        LINE, terms, index, Course(((LINE,),), LAST, Settling("quarterly", 20))
    )
    last = after - datetime.timedelta(days=1)
    *_, (_, end) = (shifted if shift else looking_back)(compounding, Period(first, last, last))
    ours = annual_rate(end.growth, end.days, terms)
    assert abs(ours - quantlib((first, after), terms)) < 0.51

"""Day counts against published vectors and against QuantLib: from day weights to whole periods.

The engine counts day by day; over a period the days' weights over their bases add up to the year
fraction of the convention. The vectors lie beside the project, `reference` among the samples.
"""

import datetime
import json
from fractions import Fraction
from typing import Any, get_args

import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from tests.beside import DATA, needs_samples
from treasury.dates import DayCount, bases, day_list, day_weights

FILE = DATA / "reference" / "daycount_vectors.json"
NAMES: dict[str, DayCount] = {
    "ACT_360": "ACT/360",
    "ACT_365F": "ACT/365F",
    "ACT_ACT_ISDA": "ACT/ACT ISDA",
    "THIRTY_E_360": "30E/360",
}
DAY = datetime.timedelta(days=1)


def year_fraction(start: datetime.date, end: datetime.date, day_count: DayCount) -> Fraction:
    """The days from the first date to the last, not included, each over its year."""
    if start == end:
        return Fraction(0)
    days = day_list(start, end - DAY)
    weights, years = day_weights(days, day_count).tolist(), bases(days, day_count).tolist()
    return sum((Fraction(*pair) for pair in zip(weights, years, strict=True)), Fraction(0))


def vectors() -> list[dict[str, Any]]:
    """The published vectors of the conventions that the engine offers."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["year_fraction"]
    return [one for one in found if one["convention"] in NAMES]


@needs_samples
def test_every_convention_has_published_vectors():
    assert set(NAMES.values()) == set(get_args(DayCount))
    found = [one["convention"] for one in vectors()]
    assert {name: found.count(name) >= 9 for name in NAMES} == dict.fromkeys(NAMES, True)


@needs_samples
def test_whole_periods_count_as_published():
    for one in vectors():
        start, end = (datetime.date.fromisoformat(one[key]) for key in ("start", "end"))
        ours = year_fraction(start, end, NAMES[one["convention"]])
        assert abs(ours - Fraction(one["year_fraction"])) < Fraction(1, 10**14), one


@given(
    st.dates(datetime.date(1960, 1, 1), datetime.date(2090, 12, 31)),
    st.integers(0, 1500),
    st.sampled_from(get_args(DayCount)),
)
def test_whole_periods_count_as_in_quantlib(start, length, day_count):
    counters = {
        "ACT/360": QuantLib.Actual360(),
        "ACT/365F": QuantLib.Actual365Fixed(),
        "ACT/ACT ISDA": QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
        "30E/360": QuantLib.Thirty360(QuantLib.Thirty360.EurobondBasis),
    }
    end = start + length * DAY
    first, last = (QuantLib.Date(day.day, day.month, day.year) for day in (start, end))
    theirs = counters[day_count].yearFraction(first, last)
    assert abs(float(year_fraction(start, end, day_count)) - theirs) < 1e-12

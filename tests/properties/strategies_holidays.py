"""Days off that move settlement days: terms of one calendar, or of some of the terms alone."""

import datetime
from dataclasses import replace

from hypothesis import strategies as st

from tests.properties.picking import pick
from tests.properties.scope import Scope
from treasury.dates import Calendar, Weekday, day_list
from treasury.scenario import Scenario
from treasury.settling import HolidayShift

SHIFTS: tuple[HolidayShift, ...] = ("following", "preceding", "modified_following")
WEEKENDS: tuple[tuple[Weekday, ...], ...] = (("sat", "sun"), (), ("sun",))
AROUND, A_YEAR = datetime.timedelta(days=20), datetime.timedelta(days=400)


def with_holidays(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with a calendar that moves what its terms settle.

    Where a pool pays beyond what its participants bear themselves, all terms are moved alike. What
    is moved has no lockout, which may be longer than a period that a version has cut short.
    """
    usual = "holiday_shift" not in scope.options or not scenario.terms
    if usual or not pick(draw, [False, True, False]):
        return scenario
    calendar, shift = draw_holidays(draw, scenario), pick(draw, SHIFTS)
    moved = []
    for terms in scenario.terms:
        chosen = shift if scenario.notional_pools else pick(draw, [shift, *SHIFTS, None])
        moves = terms.settles != "never" and chosen is not None
        moved.append(
            replace(terms, holiday_shift=chosen, calendar=calendar.id, lockout=0)
            if moves
            else terms
        )
    return replace(scenario, calendars=(*scenario.calendars, calendar), terms=tuple(moved))


def draw_holidays(draw: st.DrawFn, scenario: Scenario) -> Calendar:
    """Some days off in a row around a day of the run, and now and then one by itself."""
    days = day_list(scenario.first_day, scenario.last_day + datetime.timedelta(days=10))
    start = pick(draw, range(len(days)))
    closed = {*days[start : start + pick(draw, [1, 2, 3, 8])], pick(draw, days)}
    extra = {pick(draw, days)} - closed
    return Calendar(
        id="HOLIDAYS",
        weekend=pick(draw, WEEKENDS),
        closed=tuple(sorted(closed)),
        extra_working=tuple(sorted(extra)),
        valid_from=scenario.first_day - AROUND,
        valid_until=scenario.last_day + A_YEAR,
    )

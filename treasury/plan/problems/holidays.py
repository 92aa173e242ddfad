"""Problems of terms whose settlement days move where interest would be posted on a day off."""

from collections.abc import Iterator
from datetime import date, timedelta

from treasury.dates import Calendar, day_list, settles_on
from treasury.interest import Terms
from treasury.plan.problems.dates import wrong_run
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.settling import LONGEST_HOLIDAYS, ONE_DAY, DaysOff, days_off

NEAR, A_YEAR = timedelta(days=10), timedelta(days=366)
"""So many days beside the run a day is looked for that days off may move into it; so many after it
one on which a lockout depends."""
AROUND = timedelta(days=LONGEST_HOLIDAYS)


def shifts_of_no_use(facts: Facts) -> Found:
    """Settlement days that are to be moved by no calendar, calendars that move nothing."""
    for index, terms in enumerate(facts.scenario.terms):
        if terms.holiday_shift != "none" and terms.settles == "never":
            message = "interest that is never settled takes no holiday_shift"
            expected = "none, or settles = monthly, quarterly or yearly"
            yield wrong("terms", index, "holiday_shift", message, expected)
        elif terms.holiday_shift != "none" and terms.calendar is None:
            message = (
                f"{terms.id!r} moves its settlement days, and no calendar says what a day off is"
            )
            expected = "an id from calendars, or a built-in one such as CN"
            yield wrong("terms", index, "calendar", message, expected)
        elif terms.holiday_shift == "none" and terms.calendar is not None:
            message = f"the calendar of {terms.id!r} moves nothing"
            expected = "no calendar, or holiday_shift = following, modified_following or preceding"
            yield wrong("terms", index, "calendar", message, expected)


def moving(facts: Facts) -> Iterator[tuple[int, Terms, Calendar]]:
    """The terms whose settlement days a calendar moves that knows all days of the run."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for index, terms in enumerate(() if any(wrong_run(facts)) else facts.scenario.terms):
        calendar = facts.by_id("calendars").get(terms.calendar or "")
        if calendar is None or terms.holiday_shift == "none":
            continue
        if calendar.valid_from <= first <= last <= calendar.valid_until:
            yield index, terms, calendar


def endless_holidays(facts: Facts) -> Found:
    """Calendars that leave no business day for months on which interest could be posted."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for index, terms, calendar in moving(facts):
        start = max(calendar.valid_from, first - AROUND)
        end = min(calendar.valid_until, last + AROUND + (A_YEAR if terms.lockout else ONE_DAY))
        off, row = days_off(calendar), 0
        for day in day_list(start, end):
            row = row + 1 if day in off else 0
            if row > LONGEST_HOLIDAYS:
                message = (
                    f"calendar {calendar.id!r} has more than {LONGEST_HOLIDAYS} days off in a row "
                    f"up to {day}, on none of which interest by {terms.id!r} is posted"
                )
                yield wrong("terms", index, "calendar", message, "a calendar with business days")
                break


def postings_not_known(facts: Facts) -> Found:
    """Days on which interest is regularly posted that may move into the run, and of which the
    calendar does not say whether they are days off: before the run, or after it."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for index, terms, calendar in moving(facts):
        posted = next_posting(terms, last)
        if posted is None or posted <= calendar.valid_until:
            posted = latest_posting(terms, days_off(calendar), calendar.valid_from, first)
        if posted is not None:
            message = (
                f"interest by {terms.id!r} is regularly posted on {posted}, and calendar "
                f"{calendar.id!r} does not say whether that is a day off"
            )
            yield wrong("terms", index, "calendar", message, "a calendar that knows the day")


def next_posting(terms: Terms, last: date) -> date | None:
    """The next day after the run's last on which interest is regularly posted, if days off may
    move it back into the run or a lockout depends on it."""
    soon = ONE_DAY if terms.holiday_shift == "following" else NEAR
    return regular(terms, last + ONE_DAY, last + (A_YEAR if terms.lockout else soon))


def latest_posting(terms: Terms, off: DaysOff, known: date, first: date) -> date | None:
    """A day before the first that is known on which interest is regularly posted, if nothing but
    days off lies between it and the run, so that it may move on into it."""
    if terms.holiday_shift == "preceding" or known < first - AROUND:
        return None
    if any(day not in off for day in day_list(known, first - ONE_DAY)):
        return None
    found = regular(terms, known - NEAR, known - ONE_DAY)
    stays = terms.holiday_shift == "modified_following"
    return None if stays and found and found.month != first.month else found


def regular(terms: Terms, start: date, end: date) -> date | None:
    """The first of the days on which interest is regularly posted, None without one."""
    return next(
        (
            day for day in day_list(start, end)
            if settles_on(day - ONE_DAY, terms.settles, terms.settlement_day)
        ),
        None,
    )  # fmt: skip


HOLIDAY_PROBLEMS = (shifts_of_no_use,)
HOLIDAY_DATES = (endless_holidays, postings_not_known)

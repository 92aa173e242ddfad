"""Clearing systems: windows and limits as dated data, and when a payment is executed."""

from datetime import date, datetime, time

import pytest

from treasury.clearing import Channel, ClearingWindow, execution, window_on
from treasury.dates import Calendar
from treasury.loading.calendars import builtin, builtin_clearing

SYSTEMS = ("BEPS", "CHAPS", "FEDWIRE", "HVPS", "IBPS", "TARGET")


def system(name: str) -> tuple[Channel, ...]:
    """A built-in system with its calendar."""
    windows = builtin_clearing()[name]
    calendar = windows[0].calendar
    return (Channel(windows, builtin()[calendar] if calendar else None),)


def when(name: str, entered: str) -> tuple[str, str] | None:
    """When a payment entered then is executed, and its business date."""
    found = execution(system(name), datetime.fromisoformat(entered))
    return (
        None if found is None else (f"{found.at:%Y-%m-%d %H:%M}", found.business_date.isoformat())
    )


EXECUTIONS = [
    # Friday 2026-03-06 to Monday: the window for Monday opens on Sunday evening
    ("HVPS", "2026-03-06 17:14", ("2026-03-06 17:14", "2026-03-06")),
    ("HVPS", "2026-03-06 17:15", ("2026-03-08 20:30", "2026-03-09")),
    ("HVPS", "2026-03-08 21:00", ("2026-03-08 21:00", "2026-03-09")),
    # Saturday 2026-02-28 is a make-up working day
    ("HVPS", "2026-02-27 18:00", ("2026-02-27 20:30", "2026-02-28")),
    ("BEPS", "2026-02-17 03:00", ("2026-02-17 03:00", "2026-02-17")),
    ("IBPS", "2026-10-01 23:59", ("2026-10-01 23:59", "2026-10-01")),
    # Good Friday 2026-04-03 and Easter Monday are closed
    ("TARGET", "2026-04-02 17:00", ("2026-04-07 02:30", "2026-04-07")),
    ("TARGET", "2026-04-02 16:59", ("2026-04-02 16:59", "2026-04-02")),
    ("TARGET", "2026-04-07 01:00", ("2026-04-07 02:30", "2026-04-07")),
    ("TARGET", "2023-03-17 17:30", ("2023-03-20 02:30", "2023-03-20")),
    ("TARGET", "2023-03-16 17:30", ("2023-03-17 07:00", "2023-03-17")),
    # Juneteenth 2026-06-19 is a Friday; Saturday 2026-07-04 closes no other day
    ("FEDWIRE", "2026-06-18 18:45", ("2026-06-21 21:00", "2026-06-22")),
    ("FEDWIRE", "2026-07-03 12:00", ("2026-07-03 12:00", "2026-07-03")),
    ("CHAPS", "2026-08-28 17:40", ("2026-09-01 06:00", "2026-09-01")),
    # beyond what a calendar or a version knows nothing is guessed
    ("HVPS", "2026-12-31 17:15", None),
    ("FEDWIRE", "2022-01-04 12:00", None),
]


@pytest.mark.parametrize(("name", "entered", "expected"), EXECUTIONS)
def test_a_payment_after_the_window_is_executed_at_the_next_opening(name, entered, expected):
    assert when(name, entered) == expected


def test_every_built_in_system_has_its_source_and_calendar():
    assert tuple(sorted(builtin_clearing())) == SYSTEMS
    for windows in builtin_clearing().values():
        for window in windows:
            assert window.source
            assert window.calendar is None or window.calendar in builtin()


def test_the_limit_of_small_payments_was_raised_for_a_week():
    (channel,) = system("BEPS")
    limits = [window_on(channel, date(2020, 1, day)).limit for day in (23, 24, 30, 31)]
    assert limits == [1_000_000, 500_000_000, 500_000_000, 1_000_000]


def test_two_channels_must_both_take_the_payment():
    closes = ClearingWindow(system="bank", currency="CNY", closes=time(16, 31))
    weekends = Calendar(id="w", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    both = (*system("HVPS"), Channel((closes,), weekends))
    cases = (
        ("2026-03-06T16:30", "2026-03-06T16:30", "2026-03-06"),
        # the bank opens at midnight of its own Monday, the system on Sunday evening
        ("2026-03-06T16:31", "2026-03-09T00:00", "2026-03-09"),
        # Saturday 2026-02-28 works for the system, not for the bank
        ("2026-02-28T10:00", "2026-03-02T00:00", "2026-03-02"),
    )
    for entered, at, business_date in cases:
        expected = (datetime.fromisoformat(at), date.fromisoformat(business_date))
        assert execution(both, datetime.fromisoformat(entered)) == expected

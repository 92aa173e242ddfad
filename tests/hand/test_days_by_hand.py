"""On which days rules run: weekly, at the month's end, on dates, never on a pause. By hand."""

import datetime

import pytest

from tests.hand.tables import MONDAY, group, lived
from treasury.dates import Calendar

DAYS = 40
"""Monday 2 March 2026 to Friday 10 April 2026."""
EASTER = Calendar(
    id="shut",
    closed=(datetime.date(2026, 3, 31), datetime.date(2026, 4, 3), datetime.date(2026, 4, 6)),
    valid_from=datetime.date(2026, 1, 1),
    valid_until=datetime.date(2026, 12, 31),
)
RUNS = """
words                                    | on
frequency=weekly weekdays=mon            | 2 March, 9 March, 16 March, 23 March, 30 March
frequency=weekly weekdays=fri            | 6 March, 13 March, 20 March, 27 March, 10 April
frequency=weekly weekdays=sat            |
frequency=month_end                      | 30 March
frequency=dates dates=1,8,13             | 2 March, 9 March
frequency=month_end dates=1              | 2 March, 30 March
frequency=weekly weekdays=mon pauses=8   | 2 March, 16 March, 23 March, 30 March
frequency=month_end pauses=29            |
"""
"""Closed are weekends, 31 March, Good Friday 3 April and Monday 6 April. What falls on a closed
or paused day is left out, not moved; the month ends on its last business day."""


def swept_on(words: str) -> list[str]:
    one = group(
        f"""
        account | opening | header | rule
        H       | 0       |        |
        P       | 0       | H      | zero_balance {words}
        """,
        "day | account | amount\n" + "\n".join(f"{day} | P | 1" for day in range(1, DAYS + 1)),
        days=DAYS,
        pool={"calendar": "shut"},
        calendars=(EASTER,),
    )
    return [f"{sweep.day.day} {sweep.day:%B}" for sweep in lived(one).sweeps]


@pytest.mark.parametrize("line", RUNS.strip().splitlines()[1:])
def test_a_rule_runs_on_its_business_days_alone(line):
    words, on = (part.strip() for part in line.split("|"))
    assert MONDAY.weekday() == 0
    assert swept_on(words) == [day for day in on.split(", ") if day]


def test_a_run_that_stops_before_the_month_does_knows_the_month_s_end():
    # The run ends on Monday 30 March; Tuesday 31 March is closed, so Monday ends the month.
    one = group(
        """
        account | opening | header | rule
        H       | 0       |        |
        P       | 7       | H      | zero_balance frequency=month_end
        """,
        days=29,
        pool={"calendar": "shut"},
        calendars=(EASTER,),
    )
    assert [(sweep.day.day, sweep.amount) for sweep in lived(one).sweeps] == [(30, 700)]

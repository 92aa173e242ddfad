"""Clearing systems: when a payment that is entered at some time is executed, and for which day.

Times are the system's own local times. A business date is a day of the system's calendar; a
calendar says nothing about days outside its validity: they are unknown, never guessed. Source:
the banking day, section 3; each system's data names its own.
"""

from datetime import date, time
from decimal import Decimal

from treasury.record import record


@record
class ClearingWindow:
    """When a clearing system takes customers' payments, in force from a date to a date.

    For each business date of `calendar` (none: every day) it takes them from `opens`, on the
    natural day before where `opens_day_before`, until just before `closes` (no times: round the
    clock). `limit` is the largest single payment in `currency`, in major units (none: no limit).
    """

    system: str
    name: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    calendar: str | None = None
    opens: time | None = None
    opens_day_before: bool = False
    closes: time | None = None
    currency: str
    limit: Decimal | None = None
    source: str = ""

"""Problems of dates: the run, items, loans, fees, calendars."""

from datetime import date, timedelta

from treasury.dates import Calendar
from treasury.errors import Complaint
from treasury.plan.problems.facts import Facts, Found, wrong

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""A run lies in these years. 9999-12-31 is a common way to write "for ever", but of no run."""
YEARS_MAX = 20
VALUE_DAYS_MAX = 31
"""A value date may be this many days after the booking date."""


def run_words(facts: Facts) -> str:
    """The days of the run, for a sentence."""
    return f"{facts.scenario.first_day} to {facts.scenario.last_day}"


def outside(facts: Facts, day: date) -> bool:
    """Whether a day is not a day of the run."""
    return not facts.scenario.first_day <= day <= facts.scenario.last_day


def strange_years(facts: Facts) -> Found:
    """A run in years that nobody means; what else depends on its days says nothing then."""
    for key in ("first_day", "last_day"):
        day: date = getattr(facts.scenario, key)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            expected = f"a day of the years {FIRST_YEAR} to {LAST_YEAR}"
            yield Complaint(path=(key,), message=f"the run cannot be on {day}", expected=expected)


def wrong_run(facts: Facts) -> Found:
    """A run that ends before it begins, or is longer than anybody means."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    if last < first:
        message = f"the run ends on {last}, before it begins on {first}"
        yield Complaint(path=("last_day",), message=message, expected=f"{first} or later")
    elif last.year - first.year >= YEARS_MAX and last - first > timedelta(days=366 * YEARS_MAX):
        message = f"the run is longer than {YEARS_MAX} years"
        yield Complaint(path=("last_day",), message=message, expected="a shorter run")


def items_outside(facts: Facts) -> Found:
    """Items that the run would never see."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    if last < first:
        return
    for index, item in enumerate(facts.scenario.items):
        if not first <= item.date <= last:
            message = f"{item.date} is outside the run"
            yield wrong("items", index, "date", message, run_words(facts))


def value_dates(facts: Facts) -> Found:
    """Interest dates before the booking, or so late after it that nobody means them."""
    latest = timedelta(days=VALUE_DAYS_MAX)
    for index, item in enumerate(facts.scenario.items):
        if item.value_date is None:
            continue
        if item.value_date < item.date:
            message = f"value date {item.value_date} is before the booking date {item.date}"
            expected = "the booking date or later; what became known late is for `treasury correct`"
            yield wrong("items", index, "value_date", message, expected)
        elif item.value_date - item.date > latest:
            days = (item.value_date - item.date).days
            message = (
                f"value date {item.value_date} is {days} days after the booking date {item.date}"
            )
            expected = f"at most {VALUE_DAYS_MAX} days after it"
            yield wrong("items", index, "value_date", message, expected)


def loan_dates(facts: Facts) -> Found:
    """Term loans that are no loans within the run."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for index, loan in enumerate(facts.scenario.term_loans):
        if loan.repaid_on <= loan.drawn_on:
            message = f"the loan is repaid on {loan.repaid_on}, not after it is drawn"
            yield wrong("term_loans", index, "repaid_on", message, f"later than {loan.drawn_on}")
        elif first <= last and loan.repaid_on < first:
            message = f"the loan is repaid on {loan.repaid_on}, before the run"
            yield wrong("term_loans", index, "repaid_on", message, f"{first} or later")
        elif first <= last and loan.drawn_on > last:
            message = f"the loan is drawn on {loan.drawn_on}, after the run"
            yield wrong("term_loans", index, "drawn_on", message, f"{last} or earlier")


def fee_dates(facts: Facts) -> Found:
    """Fees without their date, on days that no month has, or outside the run."""
    for index, fee in enumerate(facts.scenario.fees):
        if not 1 <= fee.day <= 31:
            yield wrong("fees", index, "day", f"{fee.day} is not a day of a month", "1 to 31")
        if fee.every == "once" and fee.date is None:
            message = "a fee charged once needs its date"
            yield wrong("fees", index, "date", message, f"a day of {run_words(facts)}")
        elif fee.date is not None and fee.every != "once":
            message = f"a fee charged every {fee.every} takes no date"
            yield wrong("fees", index, "date", message, "day, or every = once")
        elif fee.date is not None and outside(facts, fee.date):
            message = f"{fee.date} is outside the run"
            yield wrong("fees", index, "date", message, run_words(facts))


SPANS = (
    ("links", "the link"),
    ("position_limits", "the limit"),
    ("stops", "the stop"),
    ("holds", "the hold"),
    ("agreed_deposits", "the agreed deposit"),
    ("notional_members", "the participation"),
    ("overdraft_agreements", "the agreement"),
    ("money_market_sweeps", "the money market sweep"),
    ("account_analyses", "the analysis"),
    ("on_lending", "the agreement"),
)
"""Lists of what is in force from a day to a day, and what one of them is called."""


def spans(facts: Facts) -> Found:
    """What ends before it begins, or is in force on no day of the run."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for name, subject in SPANS:
        for index, each in enumerate(getattr(facts.scenario, name)):
            begins, ends = each.valid_from or date.min, each.valid_until or date.max
            if ends < begins:
                message = f"{subject} ends on {ends}, before it begins"
                yield wrong(name, index, "valid_until", message, f"{begins} or later")
            elif first <= last and (begins > last or ends < first):
                key = "valid_from" if begins > last else "valid_until"
                message = f"{subject} is in force on no day of the run"
                yield wrong(name, index, key, message, run_words(facts))


def calendars(facts: Facts) -> Found:
    """Calendars that contradict themselves or do not know every day of the run."""
    for index, calendar in enumerate(facts.scenario.calendars):
        if calendar.valid_until < calendar.valid_from:
            message = f"the calendar ends on {calendar.valid_until}, before it begins"
            expected = f"{calendar.valid_from} or later"
            yield wrong("calendars", index, "valid_until", message, expected)
            continue
        both = sorted(set(calendar.closed) & set(calendar.extra_working))
        for day in both:
            message = f"{day} is closed and an extra working day"
            yield wrong("calendars", index, "extra_working", message, "one of the two")
        yield from uncovered(facts, index, calendar)


def uncovered(facts: Facts, index: int, calendar: Calendar) -> Found:
    """The end of the run that a calendar says nothing about."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    if not calendar.valid_from <= first <= last <= calendar.valid_until and first <= last:
        late = last > calendar.valid_until
        key = "valid_until" if late else "valid_from"
        unknown = f"after {calendar.valid_until}" if late else f"before {calendar.valid_from}"
        message = (
            f"calendar {calendar.id!r} does not know the business days {unknown}, "
            f"and the run is {first} to {last}"
        )
        expected = f"a shorter run, or a calendar {calendar.id!r} of your own that covers it"
        yield wrong("calendars", index, key, message, expected)


DATE_PROBLEMS = (
    wrong_run,
    items_outside,
    value_dates,
    loan_dates,
    fee_dates,
    spans,
    calendars,
)

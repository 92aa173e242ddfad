"""Problems of clearing systems and cut-offs: windows, limits, what they do not bind."""

from collections import Counter
from datetime import date, timedelta

from treasury.clearing import Channel, ClearingWindow, window_on
from treasury.loading.calendars import builtin_clearing
from treasury.loading.nearest import guesses
from treasury.money import DIGITS
from treasury.plan.problems.facts import Facts, Found, amount, wrong


def windows(facts: Facts, system: str) -> tuple[ClearingWindow, ...]:
    """The versions of a system's window."""
    return tuple(each for each in facts.scenario.clearing if each.system == system)


def unknown_systems(facts: Facts) -> Found:
    """Banks, links and items that name a clearing system nobody knows."""
    if facts.any_broken("clearing"):
        return
    known = {each.system for each in facts.scenario.clearing}
    unknown = [
        (name, index, each.clearing)
        for name in ("banks", "links", "items")
        for index, each in enumerate(getattr(facts.scenario, name))
        if each.clearing is not None and each.clearing not in known
    ]
    if not unknown:
        return
    guess, built = guesses({*known, *builtin_clearing()}), ", ".join(sorted(builtin_clearing()))
    for name, index, system in unknown:
        message = f"there is no clearing system {system!r}"
        expected = f"a system from clearing, or the built-in {built}{guess(system)}"
        yield wrong(name, index, "clearing", message, expected)


def contradicting_times(facts: Facts) -> Found:
    """Windows without one of their times, or that close before they open."""
    for index, window in enumerate(facts.scenario.clearing):
        opens, closes = window.opens, window.closes
        if (opens is None) != (closes is None):
            key = "opens" if opens is None else "closes"
            message = f"{window.system!r} has no {key}"
            yield wrong("clearing", index, key, message, "both times, or none: round the clock")
        if opens is None and window.opens_day_before:
            message = "without a time there is no opening on the day before"
            yield wrong("clearing", index, "opens_day_before", message, "opens and closes")
        if opens and closes and closes <= opens and not window.opens_day_before:
            message = f"it closes at {closes:%H:%M}, not after it opens"
            yield wrong("clearing", index, "closes", message, "a later time")


def contradicting_windows(facts: Facts) -> Found:
    """Windows of unknown currencies, given twice, or of two calendars."""
    seen: Counter[tuple[str, date | None]] = Counter()
    calendars: dict[str, str | None] = {}
    for index, window in enumerate(facts.scenario.clearing):
        if window.currency not in DIGITS:
            message = f"{window.currency!r} is not a currency"
            yield wrong("clearing", index, "currency", message, "an ISO 4217 code such as CNY")
        seen[window.system, window.valid_from] += 1
        if seen[window.system, window.valid_from] > 1:
            since = window.valid_from or "the beginning"
            message = f"{window.system!r} has two windows from {since}"
            yield wrong("clearing", index, "valid_from", message, "one window from one date")
        if calendars.setdefault(window.system, window.calendar) != window.calendar:
            message = f"{window.system!r} has another calendar in another line"
            yield wrong("clearing", index, "calendar", message, "one calendar a system")


def days_without_a_window(facts: Facts) -> Found:
    """Systems in use of which nothing is known on some day of the run: nothing is guessed."""
    scenario = facts.scenario
    used = {bank.clearing for bank in scenario.banks} | {item.clearing for item in scenario.items}
    used |= {link.clearing for link in scenario.links}
    for system in sorted({each.system for each in scenario.clearing} & {*used} - {None}):
        channel = Channel(windows(facts, system), None)
        day = scenario.first_day
        while day <= scenario.last_day and window_on(channel, day) is not None:
            day += timedelta(days=1)
        if day <= scenario.last_day:
            index = scenario.clearing.index(channel.windows[-1])
            message = f"nothing is known of clearing system {system!r} on {day}"
            yield wrong("clearing", index, "valid_from", message, "a version in force on every day")


def payments_a_system_refuses(facts: Facts) -> Found:
    """Payments above the limit of their clearing system, or in another currency than it clears."""
    for index, item in enumerate(facts.scenario.items if facts.scenario.clearing else ()):
        account = facts.accounts.get(item.account)
        bank = facts.banks.get(account.bank) if account else None
        if account is None or bank is None or item.amount > 0:
            continue
        system = item.clearing or bank.clearing
        window = window_on(Channel(windows(facts, system or ""), None), item.date)
        if window is None or window.currency not in DIGITS:
            continue
        key = "clearing" if item.clearing else "account"
        if account.currency != window.currency:
            own = f"{account.id!r} is in {account.currency}"
            message = f"{system!r} clears {window.currency}, and {own}"
            yield wrong("items", index, key, message, "another clearing system for this payment")
        elif window.limit is not None and -item.amount > window.limit:
            message = (
                f"{amount(-item.amount)} is above the limit of {system!r}, "
                f"{amount(window.limit)} {window.currency} on {item.date}"
            )
            yield wrong("items", index, "amount", message, "another clearing system, or less")


def clearing_of_no_use(facts: Facts) -> Found:
    """Clearing systems of receipts, and what happens after a cut-off that no bank has."""
    for index, item in enumerate(facts.scenario.items):
        if item.clearing is not None and item.amount > 0:
            message = "a receipt comes when it comes: its clearing system is its sender's"
            yield wrong("items", index, "clearing", message, "clearing on a payment only")
    named = {facts.accounts[item.account].bank for item in facts.scenario.items
             if item.clearing and item.account in facts.accounts}  # fmt: skip
    for index, bank in enumerate(facts.scenario.banks):
        times = bank.cut_off or bank.clearing or bank.id in named
        if bank.after_cut_off != "next_day" and not times:
            message = f"{bank.id!r} has neither a cut-off nor a clearing system"
            yield wrong("banks", index, "after_cut_off", message, "cut_off or clearing beside it")


CLEARING_PROBLEMS = (
    unknown_systems,
    contradicting_times,
    contradicting_windows,
    payments_a_system_refuses,
    clearing_of_no_use,
)

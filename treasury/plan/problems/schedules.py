"""Problems of schedules: lines that say nothing or two things, days without an amount.

Also what rules make of them: names that are not there, amounts given twice, ranges that cross.
"""

from datetime import date
from decimal import Context, Decimal, localcontext

from treasury.dates import day_list
from treasury.loading.nearest import guesses
from treasury.plan.problems.dates import YEARS_MAX
from treasury.plan.problems.facts import SUM_DIGITS, Facts, Found, amount, wrong
from treasury.plan.schedules import Foresight, InForce, foresight, in_force
from treasury.pooling.rules import BUILT, Rule, schedules_named
from treasury.pooling.schedules import Schedule, line_on
from treasury.pooling.structure import Link, Structure


def schedules_of_rules(facts: Facts) -> Found:
    """Schedules that are not there, beside an amount of the same name, or of no use to a preset."""
    known = {line.schedule for line in facts.scenario.schedules}
    guess = guesses(known)
    for index, rule in enumerate(facts.scenario.rules):
        for amount_key, name in schedules_named(rule).items():
            key = f"{amount_key}_schedule"
            if amount_key not in BUILT.get(rule.preset, (amount_key,)):
                message = f"preset {rule.preset!r} takes no {amount_key}"
                yield wrong("rules", index, key, message, f"no {key}")
            elif getattr(rule, amount_key) is not None:
                message = f"{amount_key} is given twice, as an amount and by the schedule {name!r}"
                yield wrong("rules", index, key, message, f"{amount_key} or {key}")
            if name not in known and not facts.is_broken("schedules", name):
                expected = "a schedule from schedules" + guess(name)
                yield wrong("rules", index, key, f"there is no schedule {name!r}", expected)


def lines_of_schedules(facts: Facts) -> Found:
    """Lines without an amount, with no days to look ahead, or for a date and more than it."""
    for index, line in enumerate(facts.scenario.schedules):
        counted = line.next_business_days
        if line.amount is None and counted is None and line.forecast_quantile is None:
            message = "the line gives no amount"
            expected = "amount, next_business_days, or both"
            yield wrong("schedules", index, "amount", message, expected)
        if counted is not None and counted < 1:
            message = f"{counted} business days hold no payments"
            expected = "1 or more, or no next_business_days"
            yield wrong("schedules", index, "next_business_days", message, expected)
        for key in ("weekdays", "valid_from"):
            if line.date is not None and getattr(line, key):
                message = f"a line for a date holds on that day alone and takes no {key}"
                yield wrong("schedules", index, key, message, f"date, or {key}")


def lines_that_overlap(facts: Facts) -> Found:
    """Two lines of one schedule for the same date, weekday or all days from the same day."""
    seen: set[tuple[str, str, date | None]] = set()
    for index, line in enumerate(facts.scenario.schedules):
        for words, start in places(line):
            place = (line.schedule, words, start)
            if place in seen:
                since = f" from {line.valid_from}" if line.valid_from else ""
                message = f"schedule {line.schedule!r} has two lines for {words}{since}"
                expected = "one of them" if line.date else "one of them, or another valid_from"
                key = "date" if line.date else "weekdays" if line.weekdays else "valid_from"
                yield wrong("schedules", index, key, message, expected)
            seen.add(place)


def places(line: Schedule) -> list[tuple[str, date | None]]:
    """For what the line holds and from when, one for each of its weekdays."""
    if line.date is not None:
        return [(line.date.isoformat(), None)]
    return [(day, line.valid_from) for day in line.weekdays or ("all days",)]


def known_after_the_day(facts: Facts) -> Found:
    """Items that would be known only after they happened."""
    for index, item in enumerate(facts.scenario.items):
        if item.known_from is not None and item.known_from > item.date:
            message = f"the item happens on {item.date}, before it is known on {item.known_from}"
            yield wrong("items", index, "known_from", message, f"{item.date} or earlier")


def days_without_an_amount(facts: Facts) -> Found:
    """The first day of the run on which a schedule that a rule names says nothing."""
    if facts.any_broken("schedules") or too_long(facts):
        return
    used = {name for rule in facts.scenario.rules for name in schedules_named(rule).values()}
    lines: dict[str, list[tuple[int, Schedule]]] = {}
    for index, line in enumerate(facts.scenario.schedules):
        lines.setdefault(line.schedule, []).append((index, line))
    for name in sorted(used & set(lines)):
        found = [line for _, line in lines[name]]
        for day in day_list(facts.scenario.first_day, facts.scenario.last_day):
            if line_on(found, day) is None:
                message = f"schedule {name!r} has no amount on {day} ({day:%A})"
                expected = "a line for all days, valid from the first day or before"
                yield wrong("schedules", lines[name][0][0], "schedule", message, expected)
                break


def too_long(facts: Facts) -> bool:
    """Whether the run has no days, or more than are looked at."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    return last < first or last.year - first.year > YEARS_MAX


def ranges_that_cross(facts: Facts) -> Found:
    """Schedules that on some day fund a range from above its upper end, or above `to`."""
    if too_long(facts) or facts.any_broken("schedules"):
        return
    known = foresight(facts.scenario)
    with localcontext(Context(prec=SUM_DIGITS)):
        for structure in facts.structures.values():
            for index, link in facts.links.get(structure.id, []):
                rule = facts.rules.get(link.rule)
                if rule is None or rule.low_schedule is None or rule.preset != "range":
                    continue
                if calendars_known(facts, structure, link):
                    yield from crossing(known, structure, (index, link), rule)


def calendars_known(facts: Facts, structure: Structure, link: Link) -> bool:
    """Whether the account, its bank and their calendars are there and know the run."""
    account = facts.accounts.get(link.participant)
    bank = facts.banks.get(account.bank) if account else None
    if bank is None:
        return False
    calendars = {each.id: each for each in facts.scenario.calendars}
    first, last = facts.scenario.first_day, facts.scenario.last_day
    return all(
        name is None
        or (name in calendars and calendars[name].valid_from <= first
            and last <= calendars[name].valid_until)
        for name in (structure.calendar, bank.calendar)
    )  # fmt: skip


def crossing(known: Foresight, structure: Structure, place: tuple[int, Link], rule: Rule) -> Found:
    """The first day on which the link's range has its lower end above another amount."""
    index, link = place
    found = in_force(known, structure, link, rule)["low"]
    for key in ("to", "high"):
        most: Decimal | None = getattr(rule, key)
        for day, each in zip(known.days, found, strict=True):
            if most is None or each is None or each.amount <= most:
                continue
            message = (
                f"low is {amount(each.amount)} for {link.participant!r} on {day}"
                f"{of_payments(each)}, above {key} {amount(most)}"
            )
            expected = f"a schedule that stays within {key}, or a higher {key}"
            yield wrong("links", index, "rule", message, expected)
            return


def of_payments(found: InForce) -> str:
    """How many known payments the amount counts, as a clause; empty where none."""
    if not found.payments:
        return ""
    return f", with {len(found.payments)} known payment{'s' * (len(found.payments) != 1)}"


SCHEDULE_PROBLEMS = (
    schedules_of_rules,
    lines_of_schedules,
    lines_that_overlap,
    known_after_the_day,
)
"""Those that hold whatever the days of the run are."""

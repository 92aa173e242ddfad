"""Problems of when rules run: frequencies with their days, times, pauses."""

from datetime import date

from treasury.errors import Complaint
from treasury.plan.frequency import month_is_over
from treasury.plan.problems.facts import Facts, Found, wrong


def times_of_rules(facts: Facts) -> Found:
    """Rules that never run, and times given twice."""
    for index, rule in enumerate(facts.scenario.rules):
        real_time = rule.frequency == "real_time"
        if rule.end_of_day is False and not rule.times and not real_time:
            message = "the rule never runs: no times, and end_of_day is false"
            yield wrong("rules", index, "end_of_day", message, "times, or no end_of_day")
        for place, time in enumerate(rule.times):
            if time in rule.times[:place]:
                path = ("rules", index, "times", place)
                message = f"{time:%H:%M} is given twice"
                yield Complaint(path=path, message=message, expected="each time once")


def days_of_frequencies(facts: Facts) -> Found:
    """Weekly rules without weekdays, rules for dates without any, and days that mean nothing."""
    for index, rule in enumerate(facts.scenario.rules):
        weekly = rule.frequency == "weekly"
        if weekly and not rule.weekdays:
            message = "a weekly rule needs its days of the week"
            yield wrong("rules", index, "weekdays", message, "days such as mon thu")
        if rule.weekdays and not weekly:
            message = f"a rule with frequency = {rule.frequency} takes no weekdays"
            yield wrong("rules", index, "weekdays", message, "frequency = weekly, or no weekdays")
        if rule.frequency == "dates" and not rule.dates:
            message = "a rule with frequency = dates needs its dates"
            yield wrong("rules", index, "dates", message, "one or more dates of the run")
        if rule.dates and rule.frequency in ("daily", "real_time"):
            message = f"a rule with frequency = {rule.frequency} runs on these dates anyway"
            expected = "frequency = dates for these days alone, or no dates"
            yield wrong("rules", index, "dates", message, expected)


def months_not_known(facts: Facts) -> Found:
    """Rules for the month's end whose calendars do not know the end of the run's last month."""
    last = month_is_over(facts.scenario.last_day)
    calendars = {calendar.id: calendar for calendar in facts.scenario.calendars}
    place = {rule.id: index for index, rule in reversed(list(enumerate(facts.scenario.rules)))}
    said: set[str] = set()
    for link in facts.scenario.links:
        rule, structure = facts.rules.get(link.rule), facts.structures.get(link.structure)
        if rule is None or rule.frequency != "month_end" or rule.id in said:
            continue
        named = {structure.calendar if structure else None}
        ends = [facts.accounts.get(name) for name in (link.participant, link.header)]
        banks = [facts.banks.get(account.bank) for account in ends if account]
        named |= {bank.calendar for bank in banks if bank}
        for name in sorted(named & set(calendars), key=str):
            until: date = calendars[name or ""].valid_until
            if until < last:
                said.add(rule.id)
                message = f"calendar {name!r} does not know the business days after {until}"
                expected = f"a run to the end of a month, or a calendar that reaches {last}"
                yield wrong("rules", place[rule.id], "frequency", message, expected)


TIME_PROBLEMS = (times_of_rules, days_of_frequencies)

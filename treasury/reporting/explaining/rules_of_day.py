"""The rule of a link as it is on one day: where schedules give its amounts, what they come to.

Amounts are written in major units of the currency of the link. The figure is the one that the
kernel obeyed; what it is made of is looked up in the scenario again.
"""

from decimal import Decimal
from functools import lru_cache

from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.plan.schedules import Foresight, InForce, InForceByDay, foresight, in_force
from treasury.pooling.rules import schedules_named
from treasury.reporting.explaining.rule_words import (
    equation_at,
    money,
    one_line,
    preset_words,
    rule_at,
    rule_of_link,
)

SHOWN = 3
"""Payments named by id; of more only their number is told."""


def rule_words(plan: Plan, day: int, link: int) -> str:
    """The link's rule by id and in words, for example `Rule ZBA (zero balancing)`.

    Where schedules give its amounts: those of the day, and what each is made of.
    """
    return words_of_day(plan, day, link) if link in scheduled(plan) else rule_of_link(plan, link)


@lru_cache(maxsize=8)
def scheduled(plan: Plan) -> frozenset[int]:
    """The links whose rules name schedules."""
    links = range(len(plan.names.link_records))
    return frozenset(link for link in links if schedules_named(rule_at(plan, link)))


@lru_cache(maxsize=4096)
def words_of_day(plan: Plan, day: int, link: int) -> str:
    """The words of a rule with schedules on the day."""
    rule = rule_at(plan, link)
    method = preset_words(plan, link, equation_at(plan, day, link), {})
    found = [each for days in schedules_of(plan, link).values() if (each := days[day])]
    why = "; ".join(schedule_words(plan, link, each) for each in found)
    return f"Rule {one_line(rule.id)} ({method} today: {why})"


@lru_cache(maxsize=256)
def schedules_of(plan: Plan, link: int) -> InForceByDay:
    """What is in force on each day for the link's scheduled amounts."""
    structure = next(one for one in plan.scenario.structures if one.id == plan.structure)
    record = plan.scenario.links[plan.names.link_records[link]]
    return in_force(foresight_of(plan), structure, record, rule_at(plan, link))


@lru_cache(maxsize=8)
def foresight_of(plan: Plan) -> Foresight:
    """What the schedules of the plan's scenario look up."""
    return foresight(plan.scenario)


def schedule_words(plan: Plan, link: int, found: InForce) -> str:
    """What the amount of a day is made of, as a clause that ends with the schedule's name."""
    which = line_words(found)
    count = found.line.next_business_days
    if count is None:
        return which
    days = f"the next {count} business days" if count > 1 else "the next business day"
    if not found.payments:
        base = f"{major(plan, link, found.amount)}, and " if found.line.amount else ""
        return f"{base}no payment is known of {days}, {which}"
    names = [one_line(one.item) for one in found.payments]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    listed = f"({', '.join(names[:SHOWN])}{more})"
    if not found.line.amount:
        return f"the payments known of {days} {listed}, {which}"
    known = found.amount - found.line.amount
    return (
        f"{major(plan, link, found.line.amount)} and {major(plan, link, known)} of payments known "
        f"of {days} {listed}, {which}"
    )


def line_words(found: InForce) -> str:
    """The schedule by name, with the days for which its line holds."""
    line, name = found.line, f"schedule {one_line(found.line.schedule)}"
    if line.date is not None:
        return f"{name} for {line.date.isoformat()}"
    return f"{name} for {', '.join(line.weekdays)}" if line.weekdays else name


def major(plan: Plan, link: int, amount: Decimal) -> str:
    """An amount of major units in the currency of the link, grouped."""
    account = int(plan.tables.links.participant[link])
    return money(plan, account, to_minor(amount, plan.names.currencies[account]))

"""A structure's links in the order of a pass, their rules as rows of the sweep equation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from treasury.arrays import Amounts, Flags
from treasury.dates import business_days
from treasury.money import to_minor
from treasury.plan.frequency import returns_on, runs_on, to_the_month_s_end
from treasury.plan.group import Group
from treasury.plan.profiles import profile_of
from treasury.plan.schedules import Foresight, foresight
from treasury.plan.schedules import in_force as amounts_in_force
from treasury.pooling.profiles import steps_of
from treasury.pooling.rules import BUILT, LIMITS, STEPS, Equation, Rule, equation, parse_share
from treasury.pooling.structure import Link, Structure
from treasury.scenario import Scenario
from treasury.structures import LinkTable, PassTable
from treasury.tables import END_OF_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One link resolved; `record` is its place in the scenario's links.

    `pair` is the row in which what its two legal persons owe each other stands at a day's end.
    `equation` is its rule in minor units of the participant's currency, without what schedules
    give; `by_day` is its row of every day where they do, else empty.
    """

    record: int
    link: Link
    rule: Rule
    equation: Equation
    by_day: tuple[Equation, ...]
    participant: int
    header: int
    level: int
    pair: int = -1


LinkRows = tuple[LinkRow, ...]


def structure_of(scenario: Scenario, structure: str | None) -> Structure | None:
    """The structure with this id."""
    return next((found for found in scenario.structures if found.id == structure), None)


def link_rows(scenario: Scenario, structure: str | None, group: Group) -> LinkRows:
    """The structure's links by level, header, priority and participant."""
    rules = {rule.id: rule for rule in scenario.rules}
    found, known = structure_of(scenario, structure), foresight(scenario)
    chosen = [
        (record, link)
        for record, link in enumerate(scenario.links)
        if structure is not None and link.structure == structure
    ]
    headers: dict[str, set[str]] = {}
    for _, link in chosen:
        headers.setdefault(link.participant, set()).add(link.header)
    level = levels(headers)
    rows = [
        LinkRow(
            record=record,
            link=link,
            rule=rules[link.rule],
            equation=equation_of_rule(rules[link.rule], group.currency(link.participant), {}),
            by_day=equations_by_day(known, found or Structure(id=""), link, rules[link.rule]),
            participant=group.account[link.participant],
            header=group.account[link.header],
            level=level[link.header] + 1,
        )
        for record, link in chosen
    ]
    rows.sort(key=lambda row: (row.level, row.header, row.link.priority, row.participant))
    firsts = first_of_pairs(found, group, rows)
    return tuple(replace(row, pair=first) for row, first in zip(rows, firsts, strict=True))


def first_of_pairs(found: Structure | None, group: Group, rows: list[LinkRow]) -> list[int]:
    """For each row, where the position of its two legal persons stands: the one of them whose link
    comes first in the scenario, or itself where links are not netted by pair (日终轧差)."""
    person, firsts = group.legal_entity, list(range(len(rows)))
    if found is None or found.netting != "pair":
        return firsts
    known: dict[tuple[str, str, str], int] = {}
    for at in sorted(firsts, key=lambda each: rows[each].record):
        row = rows[at]
        pair = person[row.participant], person[row.header]
        if pair[0] != pair[1]:
            currency = group.accounts[row.header].currency
            firsts[at] = known.setdefault((*pair, currency), at)
    return firsts


def levels(headers: dict[str, set[str]]) -> dict[str, int]:
    """The longest way from each account up to a root, over all links whenever they are in force.

    Where links begin or end by date, an account may stand at several distances; the longest keeps
    every link below those of its header on all days, which is what the order of a pass needs.

    >>> found = levels({"C": {"B", "A"}, "B": {"A"}})
    >>> found["A"], found["B"], found["C"]
    (0, 1, 2)
    """
    found: dict[str, int] = {}
    for account in headers:
        waiting = [account]
        while waiting:
            above = headers.get(waiting[-1], set())
            unknown = [header for header in above if header not in found]
            if unknown:
                waiting += unknown
            else:
                found[waiting.pop()] = max((found[each] + 1 for each in above), default=0)
    return found


def link_table(
    scenario: Scenario,
    structure: str | None,
    group: Group,
    days: list[date],
    rows: LinkRows,
    times: list[int],
) -> LinkTable:
    """The links as arrays; `times` are those of the day's passes."""
    working = link_days(scenario, structure, group, days, rows)
    equations, in_force_on = rule_rows(rows, len(days))
    as_it_is = np.ones((len(days), len(rows)), dtype=np.int64)
    return LinkTable(
        participant=column(row.participant for row in rows),
        header=column(row.header for row in rows),
        level=column(row.level for row in rows),
        priority=column(row.link.priority for row in rows),
        up=column(int(direction(row) != "down") for row in rows),
        down=column(int(direction(row) != "up") for row in rows),
        overdraws=column(int(overdraws(row)) for row in rows),
        on_receipt=column(int(row.rule.frequency == "real_time") for row in rows),
        on_value=column(int(row.rule.basis == "value") for row in rows),
        equation=equations,
        rule=in_force_on,
        open_days=on_days(runs_on, rows, days, working),
        return_days=on_days(returns_on, rows, days, working),
        passes=taking_part(rows, times),
        last=column(last_day(row.link, days) for row in rows),
        settles=column(int(row.link.at_end == "settle") for row in rows),
        heir=column(heir(rows, row) for row in rows),
        delay=column(row.link.delay for row in rows),
        arrives=np.zeros((len(days), len(rows)), dtype=np.int64),
        sent_back=np.zeros((len(days), len(rows)), dtype=np.uint8),
        channel=np.full(len(rows), -1, dtype=np.int64),
        pair=column(row.pair for row in rows),
        converts=np.zeros(len(rows), dtype=np.int64),
        worth=as_it_is,
        worth_of=as_it_is,
        brings=as_it_is,
        brings_of=as_it_is,
    )


def column(numbers: Iterable[int]) -> Amounts:
    """The numbers as an int64 array."""
    return np.fromiter(numbers, dtype=np.int64)


def direction(row: LinkRow) -> str:
    """The directions in which money may cross: as given, else `up` for rules that never fund."""
    if row.link.direction:
        return row.link.direction
    return "both" if row.equation.funds else "up"


def converts(group: Group, row: LinkRow) -> bool:
    """Whether the header has another currency than the participant."""
    return group.accounts[row.participant].currency != group.accounts[row.header].currency


def overdraws(row: LinkRow) -> bool:
    """Whether the participant may pass down what it does not have yet.

    Not where nothing comes down its own link, or its own rule never fetches anything.
    """
    funded = bool(row.equation.funds) and direction(row) != "up"
    return row.link.overdraw_in_passing and funded


def equation_of_rule(rule: Rule, currency: str, scheduled: dict[str, Decimal]) -> Equation:
    """The rule's row of the sweep equation, in minor units of the currency.

    `scheduled` are the amounts that schedules give it.
    """

    def minor(names: tuple[str, ...]) -> dict[str, int]:
        given = {name: scheduled.get(name, getattr(rule, name)) for name in names}
        return {n: to_minor(value, currency) for n, value in given.items() if value is not None}

    amounts = minor(tuple(name for name in BUILT[rule.preset] if name != "share"))
    if rule.share is not None:
        amounts["share"], amounts["share_of"] = parse_share(rule.share)
    return equation(rule.preset, amounts, minor(LIMITS))._replace(raises=int(rule.raise_to_minimum))


def equations_by_day(
    known: Foresight, structure: Structure, link: Link, rule: Rule
) -> tuple[Equation, ...]:
    """The rule's row of the sweep equation on each day of the run; () where all are the same."""
    found = amounts_in_force(known, structure, link, rule)
    if not found:
        return ()
    currency = next(one.currency for one in known.scenario.accounts if one.id == link.participant)
    made: dict[tuple[tuple[str, Decimal], ...], Equation] = {}
    rows = []
    for row in range(len(known.days)):
        on = {key: each.amount for key, days in found.items() if (each := days[row]) is not None}
        amounts = tuple(on.items())
        if amounts not in made:
            made[amounts] = equation_of_rule(rule, currency, on)
        rows.append(made[amounts])
    return tuple(rows)


def rule_rows(rows: LinkRows, days: int) -> tuple[Amounts, Amounts]:
    """The rows of the sweep equation, and which of them is in force; shape (row, 19), (day, link).

    Each link's own row, then those that schedules make, each once a link.
    """
    equations = [row.equation for row in rows]
    table = np.tile(np.arange(len(rows), dtype=np.int64), (days, 1))
    for index, row in enumerate(rows):
        made: dict[Equation, int] = {}
        for day, found in enumerate(row.by_day):
            if found not in made:
                made[found] = len(equations)
                equations.append(found)
            table[day, index] = made[found]
    every = np.array(equations, dtype=np.int64).reshape(-1, len(Equation._fields))
    return every, table


def on_days(
    chosen: Callable[[Rule, list[date], Flags], Flags],
    rows: LinkRows,
    days: list[date],
    working: Flags,
) -> Flags:
    """1 on the days that are chosen for a link's rule, of those on which the link works.

    Shape (day, link).
    """
    table = np.zeros((len(days), len(rows)), dtype=np.uint8)
    for index, row in enumerate(rows):
        table[:, index] = chosen(row.rule, days, working[:, index])
    return table


def link_days(
    scenario: Scenario, structure: str | None, group: Group, days: list[date], rows: LinkRows
) -> Flags:
    """1 on days when the link is in force, and the structure and both banks work; (day, link).

    To the end of the run's last month, if a rule asks for that. The days lie inside every
    calendar's validity (`problems.times`).
    """
    if any(row.rule.frequency == "month_end" for row in rows):
        days = to_the_month_s_end(days)
    found = structure_of(scenario, structure)
    named = {bank.id: bank.calendar for bank in scenario.banks}
    calendars = {calendar.id: calendar for calendar in scenario.calendars}
    known: dict[str | None, Flags] = {None: np.ones(len(days), dtype=np.uint8)}

    def works(calendar: str | None) -> Flags:
        if calendar not in known:
            known[calendar] = business_days(calendars[calendar or ""], days)
        return known[calendar]

    table = np.ones((len(days), len(rows)), dtype=np.uint8)
    for index, row in enumerate(rows):
        for end in (row.participant, row.header):
            table[:, index] &= works(named[group.accounts[end].bank])
        table[:, index] &= works(found.calendar if found else None)
        if row.link.valid_from or row.link.valid_until:
            table[:, index] &= np.array([in_force(row.link, day) for day in days])
    return table


def in_force(link: Link, day: date) -> bool:
    """Whether the link is in force on the day.

    >>> whole_year = Link(structure="s", participant="p", header="h", rule="r")
    >>> in_force(whole_year, date(2026, 1, 1))
    True
    """
    begun = link.valid_from is None or link.valid_from <= day
    return begun and (link.valid_until is None or day <= link.valid_until)


def last_day(link: Link, days: list[date]) -> int:
    """The row of the link's last day; beyond the run where it does not end in it."""
    if link.valid_until is None:
        return len(days)
    return (link.valid_until - days[0]).days


def heir(rows: LinkRows, row: LinkRow) -> int:
    """The link that takes the position over when this one ends, -1 where it is settled."""
    if row.link.at_end != "novate" or row.link.valid_until is None:
        return -1
    for index, other in enumerate(rows):
        begins = other.link.valid_from if other.participant == row.participant else None
        if begins is not None and (begins - row.link.valid_until).days == 1:
            return index
    return -1


def minutes(rule: Rule) -> set[int]:
    """The times of the rule's sweeps: its times of day, and the end of the day."""
    timed = {time.hour * 60 + time.minute for time in rule.times}
    alone = not timed and rule.frequency != "real_time"
    ends = rule.end_of_day if rule.end_of_day is not None else alone
    return timed | {END_OF_DAY} if ends else timed


def pass_minutes(rows: LinkRows, openings: set[int]) -> list[int]:
    """The times of all passes of a day; the end of the day is always the last.

    Where a clearing window opens there is a pass, too: without sweeps, so that queues are tried.
    """
    return sorted({END_OF_DAY}.union(openings, *(minutes(row.rule) for row in rows)))


def taking_part(rows: LinkRows, times: list[int]) -> Flags:
    """1 where the link's rule takes part in the pass; shape (pass, link)."""
    table = np.zeros((len(times), len(rows)), dtype=np.uint8)
    for index, row in enumerate(rows):
        own = minutes(row.rule)
        table[:, index] = [time in own for time in times]
    return table


def pass_table(scenario: Scenario, structure: str | None, times: list[int]) -> PassTable:
    """The times of the day's passes and how a structure's headers share what is short."""
    found = structure_of(scenario, structure) or Structure(id="none")
    profile = profile_of(scenario, found)
    first, second, third = (*(STEPS[word] for word in steps_of(profile)), 0, 0, 0)[:3]
    return PassTable(
        minute=np.array(times, dtype=np.int64),
        pro_rata=int(found.when_short == "pro_rata"),
        partial=int(found.partial and profile.may_share),
        by_level=int(profile.order == "level_by_level"),
        credit_first=int(found.credit_first),
        first=first,
        second=second,
        third=third,
        half_up=int(profile.rounding == "half_up"),
    )

"""The rules of a structure's links, restated from the scenario's records, preset by preset.

The checks use them in place of the kernel's equation. Amounts are minor units. Source: the
banking day, section 4.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from treasury.arrays import UNLIMITED, Amounts
from treasury.checking.ceilings import NO_ROOMS, Rooms
from treasury.checking.conversions import Exchange, exchange
from treasury.checking.evidence import Evidence
from treasury.checking.schedules import scheduled
from treasury.checking.windows import largest_sweep
from treasury.money import to_minor
from treasury.plan.profiles import profile_of
from treasury.pooling.profiles import Profile
from treasury.pooling.rules import Rule, schedules_named
from treasury.pooling.structure import Structure
from treasury.tables import (
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    BOUND_MULTIPLE,
    BOUND_POSITION,
    DAY,
    RAISED_TO_MINIMUM,
    REF,
)

BOUND = {"maximum": BOUND_MAXIMUM, "multiple": BOUND_MULTIPLE, "minimum": BOUND_MINIMUM}

PRESETS = (
    "zero_balance", "target_constant", "target_fixed", "threshold", "range", "keep", "collar",
    "percentage", "fixed", "whole_units", "share_of_receipts", "cumulative_cap",
    "cover_overdraft", "receive_only",
)  # fmt: skip
AT = {
    "threshold": "threshold", "keep": "keep", "range": "high", "collar": "threshold",
    "fixed": "amount", "whole_units": "keep", "cumulative_cap": "cap",
}  # fmt: skip
"""Which key of its record is the main amount of a preset; else `target`."""


class Limits(NamedTuple):
    """Maximum, multiple and minimum of one direction, shape (link,) each."""

    maximum: Amounts
    multiple: Amounts
    minimum: Amounts


class RuleColumns(NamedTuple):
    """The rules of the links, from their records; shape (row,) each, minor units.

    Row `l` is of link `l`; where schedules or clearing systems give amounts, further rows hold
    them. `row` (day, link) is the row of a day, None where each link has but its own. `preset` is
    a place in PRESETS.
    `at` is the target, threshold, keep, upper end of the range, fixed amount or cap, `low` the
    range's lower end; `up_to` and `down_to` are where a range ends after a sweep, `up_to` a collar
    too. `share` / `share_of` is a percentage, `unit` whole units. `on_value` is 1 where the rule
    sees the value balance. `rooms` (event,) is what position limits left, `exchange` the rates of
    links that convert.
    """

    preset: Amounts
    at: Amounts
    low: Amounts
    up_to: Amounts
    down_to: Amounts
    share: Amounts
    share_of: Amounts
    unit: Amounts
    raises: Amounts
    on_value: Amounts
    up: Limits
    down: Limits
    profile: Profile
    row: Amounts | None
    rooms: Rooms = NO_ROOMS
    exchange: Exchange = {}  # noqa: RUF012


def rule_columns(evidence: Evidence) -> RuleColumns:
    """The rules of the run's links, read from the scenario's records."""
    scenario, names = evidence.plan.scenario, evidence.plan.names
    rules = {rule.id: rule for rule in scenario.rules}
    participants = evidence.plan.tables.links.participant.tolist()
    own = [rules[scenario.links[record].rule] for record in names.link_records]
    rows = [
        rule_row(rule, names.currencies[account], {})
        for rule, account in zip(own, participants, strict=True)
    ]
    row = rows_by_day(evidence, own, rows)
    columns = list(np.array(rows, dtype=np.int64).reshape(-1, 16).T)
    wanted = evidence.plan.structure
    structure = next((one for one in scenario.structures if one.id == wanted), Structure(id=""))
    profile = profile_of(scenario, structure)
    preset, at, low, up_to, down_to, share, share_of, unit, raises, on_value = columns[:10]
    return RuleColumns(
        preset, at, low, up_to, down_to, share, share_of, unit, raises, on_value,
        up=Limits(*columns[10:13]), down=Limits(*columns[13:]), profile=profile, row=row,
        exchange=exchange(evidence),
    )  # fmt: skip


def rows_by_day(evidence: Evidence, own: list[Rule], rows: list[tuple[int, ...]]) -> Amounts | None:
    """The row of each link on each day; adds to `rows` those that schedules and the limits of
    clearing systems make, one for all days of a link on which they are the same."""
    names, links = evidence.plan.names, evidence.plan.tables.links
    records = [evidence.plan.scenario.links[record] for record in names.link_records]
    if not any(map(schedules_named, own)) and not any(record.clearing for record in records):
        return None
    table = np.tile(np.arange(len(own)), (len(names.days), 1))
    for link, rule in enumerate(own):
        account = int(links.participant[link])
        given = {
            key: scheduled(evidence, account, name) for key, name in schedules_named(rule).items()
        }
        row_of: dict[tuple[tuple[str, int], ...], int] = {(): link}
        for day, date in enumerate(names.days) if given or records[link].clearing else ():
            amounts = {key: found[day] for key, found in given.items()}
            largest = largest_sweep(evidence, records[link], date)
            amounts |= at_most(rule, largest, names.currencies[account])
            known = tuple(amounts.items())
            if known not in row_of:
                row_of[known] = len(rows)
                rows.append(rule_row(rule, names.currencies[account], amounts))
            table[day, link] = row_of[known]
    return table


def at_most(rule: Rule, largest: Decimal | None, currency: str) -> dict[str, int]:
    """The rule's two maxima where a clearing system takes no more than the largest at once."""
    keys = ("maximum", "maximum_deficit") if largest is not None else ()
    given = {key: [one for one in (getattr(rule, key), largest) if one is not None] for key in keys}
    return {key: min(to_minor(one, currency) for one in both) for key, both in given.items()}


def of_day(rules: RuleColumns, day: Amounts, link: Amounts) -> Amounts:
    """The rows of these links' rules on these days; the arrays are broadcast."""
    return link if rules.row is None else np.asarray(rules.row[day, link], dtype=np.int64)


def of_events(rules: RuleColumns, events: Amounts) -> Amounts:
    """The rows of the rules of these events' links on their days."""
    return of_day(rules, events[:, DAY], events[:, REF])


def rule_row(rule: Rule, currency: str, given: dict[str, int]) -> tuple[int, ...]:
    """One rule as numbers: preset, amounts, limits up, limits down.

    `given` are amounts of schedules and maxima of clearing systems, in minor units.
    """

    def minor(name: str, default: int) -> int:
        if name in given:
            return given[name]
        value = getattr(rule, name)
        return default if value is None else to_minor(value, currency)

    amount, low = minor(AT.get(rule.preset, "target"), 0), minor("low", 0)
    up_to = minor("collar", 0) if rule.preset == "collar" else minor("to", amount)
    share = Fraction(rule.share.replace("%", "").strip()) / 100 if rule.share else Fraction(1)
    return (
        PRESETS.index(rule.preset), amount, low, up_to, minor("to", low),
        share.numerator, share.denominator, minor("unit", 1),
        int(rule.raise_to_minimum), int(rule.basis == "value"),
        minor("maximum", UNLIMITED), minor("multiple", 1), minor("minimum", 0),
        minor("maximum_deficit", UNLIMITED), minor("multiple_deficit", 1),
        minor("minimum_deficit", 0),
    )  # fmt: skip


def by_level(rules: RuleColumns) -> bool:
    """Whether a pass goes header by header, both directions, the deepest level first."""
    return rules.profile.order == "level_by_level"


def sent_up(rules: RuleColumns, row: Amounts, b: Amounts, beside: Amounts) -> Amounts:
    """What each preset sends up at balance `b`, before limits: the table of section 4.

    `beside` is, by preset, the receipts since the last run, the link's position, or the header's
    balance; for the other presets anything.
    """
    at, up_to, unit = rules.at[row], rules.up_to[row], rules.unit[row]
    whole, above = np.maximum(b, 0), np.maximum(b - at, 0)
    choices = (
        whole,
        above,
        above,
        np.where(b >= at, b, 0),
        np.where(b > at, b - up_to, 0),
        above,
        np.where(b >= at, b - up_to, 0),
        portion(rules, row, whole),
        np.where(b >= at, at, 0),
        above // unit * unit,
        np.minimum(portion(rules, row, np.maximum(beside, 0)), whole),
        np.maximum(np.minimum(whole, at - beside), 0),
        np.maximum(np.minimum(whole, -beside), 0),
        whole,
    )
    return choose(rules, row, choices)


def portion(rules: RuleColumns, row: Amounts, amount: Amounts) -> Amounts:
    """The rule's share of the amount, rounded down; the parts of the product fit 64 bits."""
    share, whole = rules.share[row], rules.share_of[row]
    return np.asarray(amount // whole * share + amount % whole * share // whole, dtype=np.int64)


def choose(rules: RuleColumns, row: Amounts, choices: Sequence[Amounts]) -> Amounts:
    """For each row the choice of its preset, in the order of PRESETS."""
    chosen: Amounts = np.choose(rules.preset[row], choices)
    return chosen


def fetched_down(rules: RuleColumns, row: Amounts, b: Amounts) -> Amounts:
    """What each preset fetches down at balance `b`, before limits.

    Presets that never fund ask for their hole alone, and that only where a branch needs it.
    """
    at, low, down_to = rules.at[row], rules.low[row], rules.down_to[row]
    hole = np.maximum(-b, 0)
    missing = np.maximum(at - b, 0)
    choices = (
        hole,
        missing,
        np.where(b < 0, -b, missing),
        hole,
        np.where(b < low, down_to - b, 0),
        *[hole] * 9,
    )
    return choose(rules, row, choices)


def after_limits_up(
    rules: RuleColumns, row: Amounts, base: Amounts, seen: Amounts, rows: Amounts
) -> tuple[Amounts, Amounts]:
    """What goes up of the base after all limits, and the bits of what changed it; `rows` are the
    events.

    Where the rule raises, a smaller amount becomes the minimum, if the balance seen allows it.
    """
    reachable = np.where(rules.raises[row] == 1, np.maximum(seen, 0), 0)
    rooms = rules.rooms.whole[rows], rules.rooms.room[rows]
    return within_room(rules, rules.up, row, (base, reachable), rooms)


def after_limits_down(
    rules: RuleColumns, row: Amounts, base: Amounts, room: Amounts
) -> tuple[Amounts, Amounts]:
    """What is asked for of the base after all limits, and the bits of what changed it."""
    reachable = rules.raises[row] * rules.down.minimum[row] + 0 * base
    return within_room(rules, rules.down, row, (base, reachable), (room, room))


def within_room(
    rules: RuleColumns,
    limits: Limits,
    row: Amounts,
    amounts: tuple[Amounts, Amounts],
    rooms: tuple[Amounts, Amounts],
) -> tuple[Amounts, Amounts]:
    """The base after the profile's limits where position limits leave room for that (the first of
    `rooms`).

    Else the room is a maximum before them (the second); nothing moves where even so it would be
    exceeded, or where the profile rounds to the nearest multiple.
    """
    base, reachable = amounts
    whole, room = rooms
    left, bits = after_limits(rules, limits, row, amounts)
    short = left > whole
    if not short.any():
        return left, bits
    again, why = after_limits(rules, limits, row, (np.minimum(base, room), reachable))
    if rules.profile.rounding == "half_up":
        again, why = 0 * again, bits
    again = np.where(again > whole, 0, again)
    return np.where(short, again, left), np.where(short, why + BOUND_POSITION, bits)


def after_limits(
    rules: RuleColumns, limits: Limits, row: Amounts, amounts: tuple[Amounts, Amounts]
) -> tuple[Amounts, Amounts]:
    """The base after limits in the profile's order; `amounts` are base and what can be raised to.

    Limits that the profile does not name do not bind.
    """
    left, reachable = amounts
    bits = np.zeros_like(left)
    for step in rules.profile.limits.split():
        least = limits.minimum[row]
        small = (left > 0) & (left < least)
        raised = small & (reachable >= least)
        after = {
            "maximum": np.minimum(left, limits.maximum[row]),
            "multiple": multiples(rules, left, limits.multiple[row]),
            "minimum": np.where(raised, least, np.where(small, 0, left)),
        }[step]
        raised = raised & (step == "minimum")
        bits = bits + np.where(raised, RAISED_TO_MINIMUM, BOUND[step]) * (after != left)
        left = after
    return left, bits


def multiples(rules: RuleColumns, amount: Amounts, multiple: Amounts) -> Amounts:
    """The amount in whole multiples: cut down, or to the nearest, a half up."""
    whole, rest = np.divmod(amount, multiple)
    nearer = (2 * rest >= multiple) if rules.profile.rounding == "half_up" else rest < 0
    return np.asarray((whole + nearer) * multiple, dtype=np.int64)


def reserve(book: Amounts, waiting: Amounts) -> Amounts:
    """Cash kept for queued payments: what there is of it."""
    return np.minimum(np.maximum(book, 0), waiting)

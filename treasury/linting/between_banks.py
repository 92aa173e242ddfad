"""Lints of links between two banks: times at which nothing can go, money that comes too late."""

from datetime import date
from decimal import Decimal

from treasury.clearing import Channel, is_business_date, window_on
from treasury.dates import WEEKDAYS
from treasury.flows.items import Item
from treasury.linting.cash import LEAVES, counted, credit, left_by, receipts_by_day
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool, listed
from treasury.plan.channels import channels, first_minute, last_minute
from treasury.plan.links import minutes
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link
from treasury.tables import END_OF_DAY

FILLS_HOLES = (
    "zero_balance", "threshold", "collar", "percentage", "fixed", "cover_overdraft",
)  # fmt: skip
"""Presets that fetch money only for a balance below zero."""


def times_outside_the_window(pool: Pool) -> Remarks:
    """Times of rules at which the clearing system of their sweeps takes none on any day."""
    said: set[tuple[str, str | None]] = set()
    for index, link in pool.links:
        rule = pool.facts.rules[link.rule]
        if link.clearing is None or (link.rule, link.clearing) in said:
            continue
        own = sorted(minutes(rule))
        never = [minute for minute in own if not ever_taken(pool, link, minute)]
        if not never:
            continue
        said.add((link.rule, link.clearing))
        alone = never == own and rule.frequency != "real_time"
        times = " and ".join(time_words(minute) for minute in never)
        yield Remark(
            name="sweep_outside_window",
            severity="error" if alone else "warning",
            path=("links", index, "clearing"),
            message=(
                f"in {pool.structure.id!r} the rule {rule.id!r} can never run "
                f"{'' if alone else f'{times} '}between {link.participant!r} and {link.header!r}: "
                f"{link.clearing!r} takes no sweep {times} on any day on which it runs"
            ),
            suggestion=window_words(pool, link),
        )


def time_words(minute: int) -> str:
    """The time of a sweep in words.

    >>> time_words(1050), time_words(1440)
    ('at 17:30', 'at the end of the day')
    """
    if minute == END_OF_DAY:
        return "at the end of the day"
    return f"at {minute // 60:02d}:{minute % 60:02d}"


def ever_taken(pool: Pool, link: Link, minute: int) -> bool:
    """Whether the link's clearing system takes a sweep at this time on some day of its rule."""
    rule = pool.facts.rules[link.rule]
    (channel,) = channels(pool.facts.scenario, link.clearing, None)
    return any(
        is_business_date(channel, day)
        and first_minute(channel, day) <= minute <= last_minute(channel, day)
        for day, works in pool.works(link).items()
        if works and may_run(rule, day)
    )


def may_run(rule: Rule, day: date) -> bool:
    """Whether the rule names the day, as far as its words say without a calendar."""
    named = {
        "weekly": WEEKDAYS[day.weekday()] in rule.weekdays,
        "dates": False,
    }.get(rule.frequency, True)
    return (named or day in rule.dates) and day not in rule.pauses


def window_words(pool: Pool, link: Link) -> str:
    """What would be right by the link's clearing system, for example `times before 17:15`."""
    windows = tuple(one for one in pool.facts.scenario.clearing if one.system == link.clearing)
    window = window_on(Channel(windows, None), pool.first_day)
    dates = f" on business dates of {link.clearing!r}"
    if window is None or window.closes is None:
        return f"sweeps{dates}"
    since = window.opens if window.opens and not window.opens_day_before else None
    return f"times {f'from {since:%H:%M} and ' if since else ''}before {window.closes:%H:%M}{dates}"


def funding_that_comes_late(pool: Pool) -> Remarks:
    """Rules that fill a hole over a link that takes days: the overdraft stays until it is there."""
    said: set[str] = set()
    for index, link in pool.links:
        late = paid_from_overdraft(pool, link) if fills_late(pool, link) else []
        if not late or link.rule in said:
            continue
        said.add(link.rule)
        days = f"{link.delay} business day{'s' if link.delay > 1 else ''}"
        yield Remark(
            name="funding_comes_late",
            severity="warning",
            path=("links", index, "delay"),
            message=(
                f"in {pool.structure.id!r} the rule {link.rule!r} fetches money for "
                f"{listed([link.participant])} once it is overdrawn, and that is there {days} "
                f"later: the overdraft stays overnight after {counted(len(late))}, the first "
                f"{late[0].id!r} on {late[0].date}"
            ),
            suggestion=(
                f"a target_constant with a target_schedule whose line has next_business_days = "
                f"{link.delay}, and known_from on such payments; or a target on the account"
            ),
        )


def fills_late(pool: Pool, link: Link) -> bool:
    """Whether the link fetches money only for holes, and that takes days."""
    preset = pool.facts.rules[link.rule].preset
    return link.delay > 0 and pool.facts.fetches_down(link) and preset in FILLS_HOLES


def paid_from_overdraft(pool: Pool, link: Link) -> list[Item]:
    """The account's payments above what it receives that day and its rule leaves on it, where it
    may overdraw itself for them."""
    account = pool.facts.accounts[link.participant]
    if not (account.overdraft or account.intraday_overdraft or credit(pool, account.id)):
        return []
    received = receipts_by_day(pool, account.id)
    left = left_by(pool, link) if pool.facts.rules[link.rule].preset in LEAVES else {}
    works = pool.works(link)
    return [
        item
        for item in pool.payments(account.id)
        if works[item.date]
        and -item.amount > received.get(item.date, Decimal(0)) + left.get(item.date, Decimal(0))
    ]


BANK_LINTS = (times_outside_the_window, funding_that_comes_late)

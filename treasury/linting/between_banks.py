"""Lints of links between two banks: times at which nothing can go, money that comes too late."""

from datetime import time
from decimal import Decimal

from treasury.clearing import Channel, ClearingWindow, is_business_date, window_on
from treasury.flows.items import Item
from treasury.linting.cash import LEAVES, counted, credit, left_by, receipts_by_day
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool, listed
from treasury.plan.channels import channels, first_minute, last_minute
from treasury.pooling.structure import Link

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
        never = [at for at in rule.times if not ever_taken(pool, link, at)]
        if not never:
            continue
        said.add((link.rule, link.clearing))
        alone = len(never) == len(rule.times) and rule.frequency != "real_time"
        times = " and ".join(f"{at:%H:%M}" for at in never)
        what = "can never run" if alone and not rule.end_of_day else f"can never run at {times}"
        yield Remark(
            name="sweep_outside_window",
            severity="error" if alone and not rule.end_of_day else "warning",
            path=("links", index, "clearing"),
            message=(
                f"in {pool.structure.id!r} the rule {rule.id!r} {what} between "
                f"{link.participant!r} and {link.header!r}: {link.clearing!r} takes no sweep at "
                f"{times} on any day of the run"
            ),
            suggestion=f"times {window_words(pool, link)}",
        )


def ever_taken(pool: Pool, link: Link, at: time) -> bool:
    """Whether the link's clearing system takes a sweep at this time on some day it works."""
    minute = 60 * at.hour + at.minute
    way = channels(pool.facts.scenario, link.clearing, None)
    return any(
        is_business_date(channel, day)
        and first_minute(channel, day) <= minute <= last_minute(channel, day)
        for day, works in pool.works(link).items()
        if works
        for channel in way
    )


def window_words(pool: Pool, link: Link) -> str:
    """The window of the link's clearing system on the first day, for example `before 17:15`."""
    windows = tuple(one for one in pool.facts.scenario.clearing if one.system == link.clearing)
    window: ClearingWindow | None = window_on(Channel(windows, None), pool.first_day)
    assert window is not None and window.closes is not None, "round the clock is always open"
    closes = f"before {window.closes:%H:%M}"
    if window.opens is None or window.opens_day_before:
        return closes
    return f"from {window.opens:%H:%M} and {closes}"


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

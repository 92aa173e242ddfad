"""Sentences for deposits with a principal: placed or not, paid out, at which rate, on which days.

Amounts are written in major units of the account's currency. Source: the banking day, section 8.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np

from treasury.deposits import USUAL
from treasury.plan.deposits import Life, Payout, Spell, lives
from treasury.plan.plan import Plan
from treasury.rates import written_rate
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.hold_words import added
from treasury.reporting.explaining.rate_words import origin_words
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    DAY,
    DEPOSIT_INTEREST,
    GIVES,
    PLACED,
    REASON,
    REDEEMED,
    REF,
    SEEN,
)

PRODUCTS = {
    "notice_1": "1-day notice deposit", "notice_7": "7-day notice deposit", "time": "time deposit",
}  # fmt: skip
BRANCHES = {
    "notified": "withdrawn as notified",
    "no_notice": "at demand: no notice was given",
    "held_short": "at demand: it was held for less than the notice takes",
    "short_notice": "at demand: the notice was shorter than it must be",
    "early": "at demand: withdrawn before the agreed day",
    "late": "at demand: withdrawn after the agreed day",
    "small": "at demand: less than the smallest withdrawal",
    "above": "at demand: more than was notified",
    "missing": "at demand: notified for that day and not withdrawn",
    "closed": "at demand: less than must stay was left, so it was closed",
    "unused": "no interest: the days of a notice that was not used",
    "matured": "held to maturity",
    "renewed": "held to maturity, the principal renewed",
    "broken": "at demand: withdrawn before maturity",
    "overdue": "at demand: after maturity",
    "open": "still on deposit",
}
"""What is said of an amount that bore a rate, by why it did."""


@lru_cache
def lives_of(plan: Plan) -> tuple[Life, ...]:
    """The deposits of the run, as they were resolved, by their place."""
    return tuple(lives(plan.scenario, plan.structure))


@lru_cache
def payouts_of(plan: Plan) -> tuple[Payout, ...]:
    """What stands behind each row of the plan's payouts."""
    first = plan.scenario.first_day
    return tuple(each for life in lives_of(plan) for each in life.payouts if each.on >= first)


def deposit_words(plan: Plan, deposit: int) -> str:
    """The deposit: `Deposit N-1 (7-day notice deposit)`."""
    record = lives_of(plan)[deposit].deposit
    return f"Deposit {one_line(record.id)} ({PRODUCTS[record.product]})"


def spell_words(plan: Plan, account: int, spell: Spell) -> str:
    """One amount at one rate: `2,000,000.00 for 56 days from 2026-03-02 at 1.10 % / 360, ...`."""
    rate = "0 %" if spell.quote is None else written_rate(spell.quote.rate)
    origin = "" if spell.quote is None else origin_words(spell.quote)
    days = "1 day" if spell.days == 1 else f"{spell.days} days"
    return (
        f"{money(plan, account, spell.amount)} for {days} from {spell.since} at {rate}{origin} / "
        f"{spell.basis} ({BRANCHES[spell.why]})"
    )


def placed(plan: Plan, row: Row) -> str:
    """The sentence of a deposit that is placed, or is not because so much is not there."""
    account, who = row[ACCOUNT], plan.names.accounts[row[ACCOUNT]]
    what, there = deposit_words(plan, row[REF]), money(plan, account, row[SEEN])
    held = added(plan, account, row[DAY])
    if row[GIVES]:
        held += f", {money(plan, account, row[GIVES])} of it kept as a reserve"
    if row[AMOUNT]:
        left = money(plan, account, -row[AMOUNT])
        return f"{what}: {left} left {who}, of {there} that was there{held}."
    wanted = money(plan, account, row[BASE])
    if row[REASON]:
        return f"{what}: {wanted} was not placed, because no money may leave {who}."
    return f"{what}: {wanted} was not placed, because only {there} was there{held}."


def redeemed(plan: Plan, row: Row) -> str:
    """The sentence of a principal that comes back."""
    amount = money(plan, row[ACCOUNT], row[AMOUNT])
    who = plan.names.accounts[row[ACCOUNT]]
    return f"{deposit_words(plan, row[AUX])}: {amount} of the principal came back to {who}."


def earned(plan: Plan, row: Row) -> str:
    """The sentence of a deposit's interest: each amount with its days, its rate and why."""
    account, amount = row[ACCOUNT], row[AMOUNT]
    way = "credited to" if amount >= 0 else "charged to"
    spells = payouts_of(plan)[row[REF]].spells
    told = "; ".join(spell_words(plan, account, spell) for spell in spells)
    renewed = any(spell.why == "renewed" for spell in spells)
    until = lives_of(plan)[row[AUX]].matures(payouts_of(plan)[row[REF]].on)
    return (
        f"{deposit_words(plan, row[AUX])}: interest of {money(plan, account, abs(amount))} was "
        f"{way} {plan.names.accounts[account]}, rounded once, for {told}."
        f"{f' The next term ends on {until}.' if renewed else ''}"
    )


def maturity_words(life: Life, day: date) -> str:
    """When a time deposit that stands at the close of a day matures, or did, after a comma."""
    until = life.matures(day)
    if until is None:
        return ""
    return f"{'matures' if until > day else 'matured'} on {until}, "


def available_words(life: Life, day: date) -> str:
    """When money that stands at the close of a day can be had without losing interest."""
    days, until = USUAL[life.deposit.product].notice, life.matures(day)
    if days:
        return f"available after {'1 day' if days == 1 else f'{days} days'} of notice"
    if until is not None and until <= day:
        return "available at any time, at the demand rate since it matured"
    return "available before maturity at the demand rate"


def standing_words(view: DayView) -> list[str]:
    """What is on the account's deposits at the close, a sentence each."""
    table, words = view.plan.tables.deposits.rows, []
    for at in np.flatnonzero(table.account == view.account).tolist():
        there = int(view.projection.deposited[view.day, at])
        if there:
            amount = money(view.plan, view.account, there)
            life, day = lives_of(view.plan)[at], view.plan.names.days[view.day]
            what, until = deposit_words(view.plan, at), maturity_words(life, day)
            words.append(f"{what}: {amount} is placed, {until}{available_words(life, day)}.")
    return words


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {
    PLACED: placed,
    REDEEMED: redeemed,
    DEPOSIT_INTEREST: earned,
}
"""The sentence of each kind of event that is told here."""

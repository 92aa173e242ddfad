"""What is held of an account, in words: how much, why, until when, and what it kept back.

Amounts are minor units and are written in major units of the account's currency.
"""

from datetime import date
from decimal import Decimal

from treasury.accounts.chart import Hold
from treasury.money import to_minor
from treasury.plan.plan import Plan
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import ACCOUNT, AUX, DAY, OTHER, SEEN


def held_of(plan: Plan, account: int, day: int) -> int:
    """What is held of the account on the day; 0 where nothing is."""
    return int(plan.tables.blocked[day, account])


def hold_words(plan: Plan, account: int, day: int) -> str:
    """What is held on the day, for what and until when, as a clause; empty where nothing is.

    For example `150,000.00 is held (order of a court) until 2026-03-12`.
    """
    total = held_of(plan, account, day)
    if total == 0:
        return ""
    name, today = plan.names.accounts[account], plan.names.days[day]
    found = [
        hold for hold in plan.scenario.holds
        if hold.account == name
        and (hold.valid_from or today) <= today <= (hold.valid_until or today)
    ]  # fmt: skip
    held = f"{money(plan, account, total)} is held"
    if len(found) == 1:
        return f"{held}{why_words(found[0])}"
    currency = plan.names.currencies[account]
    each = [
        f"{money(plan, account, to_minor(hold.amount, currency))}{why_words(hold)}"
        for hold in sorted(found, key=first_to_end)
    ]
    return f"{held}: {', '.join(each[:-1])} and {each[-1]}"


def first_to_end(hold: Hold) -> tuple[date, str, Decimal]:
    """The place of a hold among those of an account, however the file has them."""
    return hold.valid_until or date.max, hold.reason, hold.amount


def added(plan: Plan, account: int, day: int) -> str:
    """The same, to be added to a sentence."""
    held = hold_words(plan, account, day)
    return f"; {held}" if held else ""


def why_words(hold: Hold) -> str:
    """The reason of a hold and its last day, as far as they are given."""
    reason = f" ({one_line(hold.reason)})" if hold.reason else ""
    return reason + (f" until {hold.valid_until.isoformat()}" if hold.valid_until else "")


def after_held(plan: Plan, row: list[int]) -> str:
    """A remark that what an event saw is less what was held of its account; else empty."""
    return of_own(plan, row[ACCOUNT], row[DAY]) if row[SEEN] >= 0 else ""


def off_the_need(plan: Plan, row: list[int]) -> list[str]:
    """What a funding's balance is already less of because it is held, as a part; [] if nothing.

    Of a balance below zero nothing can be held.
    """
    held, whole = held_of(plan, row[ACCOUNT], row[DAY]), row[SEEN] + row[AUX]
    if held == 0 or whole < 0:
        return []
    amount = f"{money(plan, row[ACCOUNT], held)} held"
    return [amount] if whole > 0 else [f"what was there of the {amount}"]


def of_own(plan: Plan, account: int, day: int) -> str:
    """A remark behind what is free on an account, that something of it is held; else empty."""
    held = held_of(plan, account, day)
    return f" after {money(plan, account, held)} held" if held else ""


def of_it(plan: Plan, account: int, held: int, balance: int) -> str:
    """What of a balance is held, as a remark behind it; empty where nothing is held."""
    if held == 0:
        return ""
    amount = money(plan, account, held)
    if balance <= 0:
        return f" ({amount} is held)"
    return f", of which {amount} is held" if held <= balance else f", less than the {amount} held"


def not_given(plan: Plan, row: list[int]) -> str:
    """A remark that something of the other account, the header, is held; else empty."""
    held = held_of(plan, row[OTHER], row[DAY])
    return f" ({money(plan, row[OTHER], held)} on it is held)" if held else ""

"""Problems of money market sweeps: amounts that contradict, accounts that cannot, days off."""

from collections.abc import Iterator
from datetime import date

from treasury.dates import Calendar, business_days
from treasury.money_market import MoneyMarketSweep
from treasury.plan.problems.facts import Facts, Found, amount, wrong

NAME = "money_market_sweeps"


def orders(facts: Facts) -> Iterator[tuple[int, MoneyMarketSweep]]:
    """The money market sweeps with their places."""
    yield from enumerate(facts.scenario.money_market_sweeps)


def never_placed(facts: Facts) -> Found:
    """Minimums and multiples that no amount within the maximum can meet."""
    for index, each in orders(facts):
        if each.maximum is None:
            continue
        for key in ("minimum", "multiple"):
            least = getattr(each, key)
            if least is not None and least > each.maximum > 0:
                message = f"{amount(least)} is more than the maximum, so nothing is ever placed"
                yield wrong(NAME, index, key, message, f"at most {amount(each.maximum)}")


def invested_elsewhere(facts: Facts) -> Found:
    """Money that is invested before the sweep begins to work, or in one run alone."""
    first = facts.scenario.first_day
    for index, each in orders(facts):
        if each.invested > 0 and each.structure is not None:
            message = (
                f"{amount(each.invested)} is invested in the run of {each.structure!r} alone, "
                "and the others would begin without it"
            )
            expected = "no invested, or no structure: what stands already is in every run"
            yield wrong(NAME, index, "invested", message, expected)
        if each.invested > 0 and each.valid_from is not None and each.valid_from > first:
            message = f"{amount(each.invested)} is invested before it begins on {each.valid_from}"
            expected = f"no invested, or valid_from {first} or earlier"
            yield wrong(NAME, index, "invested", message, expected)


def accounts_that_cannot(facts: Facts) -> Found:
    """Sweeps of accounts with virtual ledgers, or that close."""
    scenario = facts.scenario
    divided = {ledger.account for ledger in scenario.ledgers}
    closed = {stop.account for stop in scenario.stops if stop.kind == "closed"}
    for index, each in orders(facts):
        if each.account in divided:
            message = f"{each.account!r} is divided into virtual ledgers: whose would it be?"
            yield wrong(NAME, index, "account", message, "an account without virtual ledgers")
        if each.account in closed:
            message = f"{each.account!r} is closed in the run, and takes nothing back"
            yield wrong(NAME, index, "account", message, "an account that stays open")


def two_of_one_account(facts: Facts) -> Found:
    """Two sweeps of one account that work on the same day of one run."""
    for index, each in orders(facts):
        for _, other in list(orders(facts))[:index]:
            if other.account == each.account and meet(other, each):
                message = f"{each.account!r} has two money market sweeps on the same day"
                expected = f"days outside those of {other.id!r}, or one sweep"
                yield wrong(NAME, index, "account", message, expected)
                break


def meet(one: MoneyMarketSweep, other: MoneyMarketSweep) -> bool:
    """Whether the two can work in one run on one day."""
    named = {one.structure, other.structure}
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_until or date.max, other.valid_until or date.max)
    return (None in named or len(named) == 1) and begins <= ends


MONEY_MARKET_PROBLEMS = (
    never_placed,
    invested_elsewhere,
    accounts_that_cannot,
    two_of_one_account,
)


def last_days_off(facts: Facts) -> Found:
    """Last days on which nothing is redeemed, because they are no business days."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for index, each in orders(facts):
        ends, calendar = each.valid_until, calendar_of(facts, each)
        if calendar is None or ends is None or not first <= ends <= last:
            continue
        if not calendar.valid_from <= ends <= calendar.valid_until:
            continue  # said of the calendar
        if not business_days(calendar, [ends])[0]:
            message = f"everything is redeemed on {ends}, which is no business day"
            expected = f"a business day of calendar {calendar.id!r}"
            yield wrong(NAME, index, "valid_until", message, expected)


def calendar_of(facts: Facts, each: MoneyMarketSweep) -> Calendar | None:
    """The calendar by which it works: its own, or its bank's; None without one."""
    account = facts.accounts.get(each.account)
    bank = facts.banks.get(account.bank) if account else None
    name = each.calendar or (bank.calendar if bank else None)
    found: Calendar | None = facts.by_id("calendars").get(name or "")
    return found


MONEY_MARKET_DATES = (last_days_off,)

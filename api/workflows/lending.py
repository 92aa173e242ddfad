"""What a structure lets anybody owe, and what of it is more than the version before it gave.

Credit is what an account may draw on a bank's line, what a participant may owe its header beyond
what it has sent up (an internal limit, a budget, all that the header has), and passing on what is
not there yet. It is looked at day by day from the version's first day on, so that a new line, a
larger amount and a longer time are one thing: on some day more than before. Where anybody may owe,
a lower price is more too, and so is a position limit that is wider or gone.

Amounts are in major units of the account's currency; rates in whole 1e-8 a year.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from treasury.money import DIGITS
from treasury.plan.ceilings import ends_of, ends_words
from treasury.pooling.structure import PAYING, Budget, Link, PositionLimit
from treasury.rates import Rate, parse_rate, written_rate
from treasury.scenario import Scenario

Day = datetime.date
Key = tuple[str, ...]
Dated = TypeVar("Dated", Budget, Rate)
AFTER = datetime.timedelta(days=1)
ENDLESS, NOTHING, ONE = Decimal("Infinity"), Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Debit rates by tier (up to, rate), and how interest is reckoned."""

    tiers: tuple[tuple[Decimal, int], ...] = ((ENDLESS, 0),)
    reckoned: tuple[object, ...] = ()

    def rate(self, owed: Decimal) -> int:
        """The rate of the tier in which so much lies."""
        return next((rate for up_to, rate in self.tiers if owed <= up_to), 0)


FREE = Price()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """How much may be owed on a day, and at what price; `unit` is empty where it is yes or no."""

    words: str
    amount: Decimal = ONE
    unit: str = ""
    price: Price = FREE

    def told(self) -> str:
        """How much, in words."""
        if not self.unit:
            return "yes" if self.amount else "no"
        if self.amount == ENDLESS:
            return "without bound"
        return f"{self.amount:,.{DIGITS[self.unit]}f} {self.unit}" if self.amount else "nothing"


def increases(new: Scenario, before: Scenario | None, start: Day) -> tuple[str, ...]:
    """What is more than before on some day from the first one on, a sentence each.

    `before` is the version in force before (None: there is none, so that all is more).
    """
    found: dict[Key, str] = {}
    for day in days(new, before, start):
        now, then = lent(new, day), lent(before, day) if before else {}
        if any(each.amount for each in now.values()):
            now = {**now, **bounds(new, before, day, of=new)}
            then = {**then, **bounds(new, before, day, of=before)}
        for key, each in now.items():
            said = more(each, then.get(key))
            if said and key not in found:
                found[key] = f"{said}, from {day.isoformat()}."
    return tuple(found.values())


def more(new: Lent, old: Lent | None) -> str:
    """In words where it is more than it was; empty where it is not."""
    owed = old.amount if old else NOTHING
    if new.amount > owed:
        if not new.unit:
            return f"{new.words}; so far it may not"
        return f"{new.words} {new.told()}; so far {old.told() if old else 'nothing'}"
    if old is None or not new.amount:
        return ""
    return f"{new.words} {new.told()} {cheaper}" if (cheaper := lower(new.price, old.price)) else ""


def lower(new: Price, old: Price) -> str:
    """In words where a price is lower than it was; empty where it is not."""
    for end in sorted({up_to for each in (new, old) for up_to, _ in each.tiers}):
        now, then = new.rate(end), old.rate(end)
        if now < then:
            return f"at {written_rate(now)} a year; so far at {written_rate(then)}"
    if new.reckoned and old.reckoned and new.reckoned != old.reckoned:
        return "at a price that is reckoned in another way"
    return ""


def days(new: Scenario, before: Scenario | None, start: Day) -> list[Day]:
    """The first day, and every later one on which anything begins or has ended."""
    found = {start}
    for each in filter(None, (new, before)):
        records: tuple[Any, ...] = (
            *each.links, *each.budgets, *each.position_limits, *each.rates,
        )  # fmt: skip
        for record in records:
            begun, ended = record.valid_from, getattr(record, "valid_until", None)
            found |= {begun} if begun else set()
            found |= {ended + AFTER} if ended and ended < Day.max else set()
    return sorted(day for day in found if day >= start)


def lent(scenario: Scenario, day: Day) -> dict[Key, Lent]:
    """What may be owed on the day, by who owes whom and by what."""
    found = dict(lines(scenario, day))
    for link in scenario.links:
        if holds(link, day):
            found |= by_link(scenario, link, day)
    return found


def lines(scenario: Scenario, day: Day) -> Iterator[tuple[Key, Lent]]:
    """What may be drawn on banks' lines; another lender's line is another one."""
    units = currencies(scenario)
    for line in scenario.credit_lines:
        lender = f" of {line.lender}" if line.lender else ""
        words = f"{line.account} may draw on its line{lender}"
        price = price_of(scenario, line.terms, day)
        yield (
            ("line", line.account, line.lender),
            Lent(words=words, amount=line.limit, unit=units[line.account], price=price),
        )


def by_link(scenario: Scenario, link: Link, day: Day) -> dict[Key, Lent]:
    """What the participant of a link may owe its header."""
    structure = scenario.structures[0]
    mode = link.payment_mode or structure.payment_mode
    key, unit = (link.participant, link.header), currencies(scenario)[link.participant]
    price = price_of(scenario, link.internal_terms or structure.internal_terms, day)
    amount = ENDLESS if PAYING[mode].unbounded else link.internal_limit or NOTHING
    words = f"{link.participant} may owe {link.header}"
    found = {("link", *key): Lent(words=words, amount=amount, unit=unit, price=price)}
    if link.overdraw_in_passing:
        words = f"{link.participant} may pass on what it does not have yet"
        found["passing", *key] = Lent(words=words)
    budget = budget_of(scenario, link, day) if mode == "budget" else None
    return found | (by_budget(budget, key, unit, price) if budget else {})


def by_budget(budget: Budget, key: Key, unit: str, price: Price) -> dict[Key, Lent]:
    """What a budget gives; over another period or of other payments it is another one."""
    who, whom = key
    words = f"{who} may owe {whom} by its budget of a {budget.period}"
    found = {
        ("budget", *key, budget.period, budget.scope): Lent(
            words=words, amount=budget.amount, unit=unit, price=price
        )
    }
    if budget.roll_over:
        found["rolled over", *key] = Lent(words=f"{who} may use what its budget has left over")
    if budget.refunds_restore:
        found["restored", *key] = Lent(words=f"{who} may use refunds for its budget again")
    return found


def budget_of(scenario: Scenario, link: Link, day: Day) -> Budget | None:
    """The participant's budget in force on the day."""
    mine = [each for each in scenario.budgets if each.participant == link.participant]
    return latest(mine, day)


def bounds(
    new: Scenario, before: Scenario | None, day: Day, *, of: Scenario | None
) -> dict[Key, Lent]:
    """How far position limits let legal persons owe each other, of all that either version binds.

    Of several limits the least binds; where there is none it is endless.
    """
    found: dict[Key, Lent] = {}
    for each in filter(None, (new, before)):
        for limit in each.position_limits:
            key = ("limit", *counted(limit))
            there = [] if of is None else of.position_limits
            amounts = [one.amount for one in there
                       if holds(one, day) and counted(one) == counted(limit)]  # fmt: skip
            debtor, creditor = ends_words(limit)
            net = " net" * limit.net
            words = f"{debtor} may owe {creditor}{net} within its position limit"
            found[key] = Lent(
                words=words, amount=min(amounts, default=ENDLESS), unit=limit.currency
            )
    return found


def counted(limit: PositionLimit) -> Key:
    """What falls under a limit: those of the same ends, currency and way of counting are one."""
    ends = (end or "" for end in ends_of(limit))
    return (*ends, limit.currency, "net" if limit.net else "gross")


def price_of(scenario: Scenario, name: str | None, day: Day) -> Price:
    """What whoever owes pays by these terms on the day; nothing where there are none."""
    terms = next((each for each in scenario.terms if each.id == name), None)
    if terms is None:
        return FREE
    rates = [each for each in scenario.rates if each.terms == name and each.side == "debit"]
    begun = latest(rates, day)
    if begun is None:
        return FREE
    version = [each for each in rates if each.valid_from == begun.valid_from]
    tiers = sorted((ENDLESS if each.up_to is None else each.up_to, parse_rate(each.rate))
                   for each in version)  # fmt: skip
    reckoned = (
        terms.day_count, terms.settles, terms.settlement_day, terms.holiday_shift, terms.calendar,
        terms.rounding, terms.carry_remainder, terms.whole_balance,
    )  # fmt: skip
    return Price(tiers=tuple(tiers), reckoned=reckoned)


def latest(records: Iterable[Dated], day: Day) -> Dated | None:
    """The record that began last, on the day or before it."""
    begun = [each for each in records if (each.valid_from or Day.min) <= day]
    return max(begun, key=lambda each: each.valid_from or Day.min, default=None)


def holds(record: Link | PositionLimit, day: Day) -> bool:
    """Whether it is in force on the day."""
    return (record.valid_from or Day.min) <= day <= (record.valid_until or Day.max)


def currencies(scenario: Scenario) -> Mapping[str, str]:
    """The currency of each account."""
    return {each.id: each.currency for each in scenario.accounts}

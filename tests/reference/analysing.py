"""Account analyses, restated from decision 0062 with lists of days and exact fractions.

A period is the list of its days; what they earned is added up when it is closed. Which analysis of
a chain takes a fee is asked of every one that is linked to the one named, day by day.
"""

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from tests.reference.days import ONE_DAY, basis_of, is_charged, is_day_of_month, is_settlement
from tests.reference.days import weight_of as weight
from tests.reference.fixing import rate_on
from tests.reference.units import minor, rate_of, rounded
from tests.reference.world import Levied, World
from treasury.account_analysis import AccountAnalysis
from treasury.rates import Rate
from treasury.scenario import Scenario

OFTEN = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}


class Closed(NamedTuple):
    """A period that was closed at an opening: its days, what it earned, what it cost, what was then
    due (0 where nothing was settled), and what was left of the credit after it was settled."""

    day: datetime.date
    analysis: str
    days: int
    collected: int
    credit: int
    fees: int
    due: int
    left: int


@dataclass
class Statement:
    """One analysis as it stands."""

    written: AccountAnalysis
    days: list[tuple[datetime.date, int]] = field(default_factory=list)  # with what was collected
    fees: int = 0
    since: list[tuple[int, int]] = field(default_factory=list)  # closed, unsettled: credit, fees
    carried: int = 0
    due: int = 0


def statements_of(scenario: Scenario) -> list[Statement]:
    """Every analysis before the first day."""
    return [Statement(one) for one in sorted(scenario.account_analyses, key=lambda one: one.id)]


def in_force(one: AccountAnalysis, day: datetime.date) -> bool:
    """Whether the analysis is in force on a day."""
    since, until = one.valid_from or datetime.date.min, one.valid_until or datetime.date.max
    return since <= day <= until


def takes(
    world: World, named: str | None, about: tuple[str, str], day: datetime.date, amount: int
) -> bool:
    """Whether a fee goes through the analysis it names, or one in turn; if so, its amount does.

    `about` is the fee and the account that pays, `day` the one in whose period it belongs.
    """
    for one in taking(world, named, about[1], day):
        one.fees += amount
        world.outcome.analysed_fees.append(Levied(world.day, *about, amount))
        return True
    return False


def taking(world: World, named: str | None, account: str, day: datetime.date) -> list[Statement]:
    """The analysis, if there is one, that takes what the account pays on the day of a fee that
    names this one or another of its chain."""
    linked = {named}
    for _ in world.statements:
        for one in world.statements:
            pair = {one.written.id, one.written.follows}
            if None not in pair and pair & linked:
                linked |= pair
    return [
        one for one in world.statements
        if one.written.id in linked and account in one.written.accounts
        and in_force(one.written, day)
    ]  # fmt: skip


def close_analyses(world: World) -> None:
    """At opening, after the fees by terms: periods that ended last evening, and what is charged."""
    evening = world.day - ONE_DAY
    for one in world.statements:
        if one.days and one.days[-1][0] == evening and period_ends(one.written, evening):
            close(world, one, evening)
        charge_day = one.written.charge_day
        if one.due and (charge_day is None or is_day_of_month(world.day, charge_day)):
            account = one.written.settlement_account
            world.move(account, -one.due)
            world.outcome.analysis_charges.append(
                Levied(world.day, one.written.id, account, one.due)
            )
            one.due = 0


def period_ends(one: AccountAnalysis, day: datetime.date) -> bool:
    """Whether a period ends at the close of the day."""
    return day == one.valid_until or is_settlement(day, OFTEN[one.every], one.day)


def close(world: World, one: Statement, evening: datetime.date) -> None:
    """Close the period that ended on that evening; settle where a settlement period ends too."""
    written = one.written
    credit = rounded(earned(world.setting.scenario, one), "half_up")
    one.since.append((credit, one.fees))
    due = left = 0
    last = evening == written.valid_until
    if last or is_settlement(evening, OFTEN[written.settles], written.day):
        due, left = settled(one)
        one.due += due
        one.since.clear()
        years_end = written.excess == "year" and is_settlement(evening, "yearly", written.day)
        goes_on = 0 if years_end or written.excess == "lost" else left
        one.carried = 0 if last else goes_on
        for other in world.statements if last else []:
            if other.written.follows == written.id and other.written.valid_from == world.day:
                other.carried = goes_on
    world.outcome.periods.append(
        Closed(
            world.day, written.id, len(one.days), sum(amount for _, amount in one.days),
            credit, one.fees, due, left,
        )
    )  # fmt: skip
    one.days, one.fees = [], 0


def settled(one: Statement) -> tuple[int, int]:
    """What the credit lacks for the fees, and what is left of it."""
    credit = one.carried + sum(each for each, _ in one.since)
    fees = sum(each for _, each in one.since)
    return max(0, fees - credit), max(0, credit - fees)


def earned(scenario: Scenario, one: Statement) -> Fraction:
    """The exact earnings credit of the open period."""
    (terms,) = (each for each in scenario.terms if each.id == one.written.terms)
    total = Fraction(0)
    for day, collected in one.days:
        line = version_on(scenario, terms.id, day)
        rate = max(Fraction(0), rate_on(scenario, line, day))
        total += collected * rate * weight(day, terms.day_count) / basis_of(day, terms.day_count)
    return total * (1 - rate_of(one.written.reserve_share))


def version_on(scenario: Scenario, terms: str, day: datetime.date) -> Rate:
    """The line of the rate table in force on the day."""
    begun = [
        line for line in scenario.rates
        if line.terms == terms and line.side == "credit"
        and (line.valid_from or datetime.date.min) <= day
    ]  # fmt: skip
    return max(begun, key=lambda line: line.valid_from or datetime.date.min)


def collect(world: World) -> None:
    """At close: what each analysis in force has collected today."""
    for one in world.statements:
        if not in_force(one.written, world.day):
            continue
        values = [world.value[account] for account in one.written.accounts]
        if one.written.negative == "zero":
            values = [max(0, value) for value in values]
        one.days.append((world.day, max(0, sum(values))))


def flat_fees(world: World, *, analysed: bool) -> None:
    """The day's flat fees: first those that leave their account, later those that are analysed."""
    structure = world.setting.structure
    for fee in world.setting.scenario.fees:
        here = fee.structure is None or (structure is not None and fee.structure == structure.id)
        if not here or not is_charged(fee, world.day):
            continue
        amount = minor(fee.amount, world.setting.accounts[fee.account].currency)
        if bool(taking(world, fee.analysis, fee.account, world.day)) != analysed:
            continue
        if analysed:
            takes(world, fee.analysis, (fee.id, fee.account), world.day, amount)
        else:
            world.move(fee.account, -amount)


def would_settle(world: World) -> None:
    """At the end: what is due, and what would be if the last day ended every period."""
    for one in world.statements:
        if one.days:
            one.since.append((rounded(earned(world.setting.scenario, one), "half_up"), one.fees))
        open_ = one.due + (settled(one)[0] if one.since else 0)
        if open_:
            world.outcome.analysed[one.written.id] = open_

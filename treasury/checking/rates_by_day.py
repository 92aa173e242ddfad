"""What a rate is on each day, restated from the records: tiers, versions, fixings of indices.

Day by day and without the plan's periods. Rates are whole 1e-8 a year, bounds of tiers minor
units. Source: the banking day, sections 1 and 8.
"""

from collections.abc import Callable
from datetime import date, timedelta

from treasury.arrays import UNLIMITED
from treasury.checking.compounding import Compounding, back
from treasury.credit import TermLoan
from treasury.interest import AgreedDeposit, Terms
from treasury.money import to_minor
from treasury.rates import Rate, Side, parse_price, parse_rate
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
APART = {"monthly": 1, "quarterly": 3, "yearly": 12}
Upper = tuple[int, int]
"""The upper bound of a tier, and its rate."""


def tiers_from(
    scenario: Scenario, terms: Terms, side: Side, currency: str, loan: TermLoan | None = None
) -> dict[date, list[Upper]]:
    """The tiers of one side of the terms, ascending, by the day from which they are in force.

    The earliest date stands for always. What follows an index stands under each day it changes; of
    a term `loan` from its drawdown on.
    """
    versions: dict[date, list[Rate]] = {}
    for line in scenario.rates:
        if (line.terms, line.side) == (terms.id, side):
            versions.setdefault(line.valid_from or date.min, []).append(line)
    found: dict[date, list[Upper]] = {}
    for start in sorted(versions):
        lines = sorted((upper_of(line, currency), line.rate, line) for line in versions[start])
        uppers, every = [upper for upper, _, _ in lines], [line for _, _, line in lines]
        if not any(parse_price(line.rate).follows for line in every):
            found[start] = [
                (upper, parse_rate(line.rate)) for upper, line in zip(uppers, every, strict=True)
            ]
            continue
        ends = min((other for other in versions if other > start), default=date.max)
        for day, rates in changes(scenario, terms, every, ends, loan):
            found[day] = list(zip(uppers, rates, strict=True))
    return found


def agreed_on(
    scenario: Scenario, terms: Terms, account: str, day: date
) -> tuple[AgreedDeposit, int] | None:
    """The agreed deposit of the account that is in force on the day, and its rate; None without."""
    for contract in scenario.agreed_deposits:
        begins, ends = contract.valid_from or date.min, contract.valid_until or date.max
        if contract.account == account and begins <= day <= ends:
            line = Rate(terms=terms.id, side="credit", valid_from=begins, rate=contract.rate)
            fixed = day
            while fixed > begins and not is_reset(terms, fixed):
                fixed -= ONE_DAY
            return contract, rate_fixed(scenario, terms, line, fixed)
    return None


def upper_of(line: Rate, currency: str) -> int:
    """The tier's upper bound in minor units."""
    return UNLIMITED if line.up_to is None else to_minor(line.up_to, currency)


def changes(
    scenario: Scenario, terms: Terms, lines: list[Rate], ends: date, loan: TermLoan | None = None
) -> list[tuple[date, list[int]]]:
    """The lines' rates on the first day of the run they are in force, and on each they change."""
    start = lines[0].valid_from or date.min
    rates_on = [rate_on(scenario, terms, line, loan) for line in lines]
    found: list[tuple[date, list[int]]] = []
    day = max(start, scenario.first_day, loan.drawn_on if loan else start)
    fixed = day
    while fixed != start and not is_reset(terms, fixed):
        fixed -= ONE_DAY
    while day < ends and day <= scenario.last_day:
        if is_reset(terms, day):
            fixed = day
        rates = [on(day, fixed) for on in rates_on]
        if not found or found[-1][1] != rates:
            found.append((day, rates))
        day += ONE_DAY
    return found


def rate_on(
    scenario: Scenario, terms: Terms, line: Rate, loan: TermLoan | None
) -> Callable[[date, date], int]:
    """What gives the line's rate on a day if it was last fixed on another."""
    if terms.compounded_in_arrears and parse_price(line.rate).follows is not None:
        compounding = Compounding(scenario, terms, line, loan)
        return lambda day, _: compounding.on(day)
    return lambda _, fixed: rate_fixed(scenario, terms, line, fixed)


def is_compounded(scenario: Scenario, terms: Terms, side: Side) -> bool:
    """Whether rates of this side are compounded in the run, so that each day bears its own."""
    own = [one for one in scenario.rates if (one.terms, one.side) == (terms.id, side)]
    begun = [one.valid_from or date.min for one in own]
    first = max((day for day in begun if day <= scenario.first_day), default=date.min)
    return terms.compounded_in_arrears and any(
        first <= day <= scenario.last_day and parse_price(one.rate).follows
        for one, day in zip(own, begun, strict=True)
    )


def is_reset(terms: Terms, day: date) -> bool:
    """Whether rates that follow an index are fixed anew on the day."""
    if terms.resets == "daily":
        return True
    if terms.resets == "dates":
        return day in terms.reset_dates
    origin = terms.resets_from or day
    months = 12 * day.year + day.month - 12 * origin.year - origin.month
    short = (day + ONE_DAY).month != day.month and day.day < origin.day
    return months % APART[terms.resets] == 0 and (day.day == origin.day or short)


def rate_fixed(scenario: Scenario, terms: Terms, line: Rate, day: date) -> int:
    """The line's rate as it is fixed on a day."""
    price = parse_price(line.rate)
    if price.follows is None:
        return price.margin
    (index,) = (each for each in scenario.indices if each.id == price.follows)
    fixings = {each.date: each.rate for each in scenario.index_rates if each.index == index.id}
    day = back(scenario, index, day, terms.fixing_lag)
    for age in range(index.oldest + 1):
        if day - age * ONE_DAY in fixings:
            free = parse_rate(fixings[day - age * ONE_DAY]) + price.margin
            above = free if line.floor is None else max(parse_rate(line.floor), free)
            return above if line.cap is None else min(parse_rate(line.cap), above)
    raise LookupError(f"{index.id} has no fixing for {day}")

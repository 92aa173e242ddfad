"""Lints of rates: what banks hardly write. Warnings, because history has all sorts of rates.

A rate that follows an index is judged by what it comes to on the days of the run.
"""

from collections.abc import Iterable
from datetime import date
from itertools import islice

from treasury.linting.remark import Remark, Remarks
from treasury.plan.deposits import begun as begun_deposit
from treasury.plan.fixings import NoFixing, Quote, published
from treasury.plan.problems.rates import number_of
from treasury.plan.rate_versions import Tiers, all_tiers
from treasury.rates import written_rate
from treasury.scenario import Scenario

LOWEST, HIGHEST = -2 * 10**6, 24 * 10**6
"""The plausible range, whole 1e-8 a year: policy rates went to -0.75 %, and Chinese courts enforced
loans up to 24 %."""
HIGHEST_FEE = 5 * 10**6
"""Of an amount or a year, whole 1e-8: agents of loans, sweeps and commitments take a fraction of a
per cent, arrangers of loans a few per cent, once."""
Place = tuple[str, int, str]
Priced = tuple[date, Quote]
"""A rate with the day of the run from which it is borne."""


def implausible_rates(scenario: Scenario) -> Remarks:
    """Rates, agreed rates, bounds, fixings and fees outside the plausible range."""
    tiers = all_tiers(scenario)
    borne = rates_borne(scenario, tiers)
    for index, rate in enumerate(scenario.rates):
        yield from implausible(("rates", index, "rate"), rate.terms, borne.get(id(rate), []))
        for key, text in (("floor", rate.floor), ("cap", rate.cap)):
            yield from implausible_number(("rates", index, key), rate.terms, number_of(text))
    for index, fixing in enumerate(scenario.index_rates):
        place = ("index_rates", index, "rate")
        yield from implausible_number(place, fixing.index, number_of(fixing.rate))
    for index, term in enumerate(scenario.fee_terms):
        place, number = ("fee_terms", index, "rate"), number_of(term.rate)
        yield from implausible_number(place, term.fee, number, (0, HIGHEST_FEE))
    yield from agreed_rates(scenario, tiers)
    yield from deposit_rates(scenario)


def rates_borne(scenario: Scenario, tiers: list[Tiers]) -> dict[int, list[Priced]]:
    """What each line of the rate table comes to and from when, by the line's identity."""
    found: dict[int, list[Priced]] = {}
    for version in tiers:
        since = begun(scenario, version)
        for rate, quote in zip(version.rates, version.quotes, strict=True):
            found.setdefault(id(rate), []).append((since, quote))
    return found


def begun(scenario: Scenario, version: Tiers) -> date:
    """The day of the run from which a version is borne."""
    return max(version.name[2] or date.min, scenario.first_day)


def agreed_rates(scenario: Scenario, tiers: list[Tiers]) -> Remarks:
    """Agreed rates that are implausible, or below the rate that the account has without them."""
    for index, contract in enumerate(scenario.agreed_deposits):
        place = ("agreed_deposits", index, "rate")
        first, last = contract.valid_from or date.min, contract.valid_until or date.max
        parts = [
            (begun(scenario, version), version.quotes)
            for version in tiers
            if version.name[1] == "credit"
            and version.name[3] == contract.account
            and first <= begun(scenario, version) <= last
        ]
        yield from implausible(place, contract.account, [(day, rate) for day, (_, rate) in parts])
        yield from islice(below_demand(place, contract.account, parts), 1)


def deposit_rates(scenario: Scenario) -> Remarks:
    """Rates of deposits that are implausible, or below the demand rate, when they are placed."""
    fixings = published(scenario)
    for index, deposit in enumerate(scenario.deposits):
        place, day = ("deposits", index, "rate"), deposit.placed_on
        try:
            life = begun_deposit(scenario, deposit, fixings)
            listed, demand = life.listed(day), life.demand(day)
        except NoFixing:
            continue
        yield from implausible(place, deposit.id, [(day, listed)])
        if listed.rate < demand.rate:
            yield Remark(
                name="deposit_below_demand",
                severity="warning",
                path=place,
                message=f"{deposit.id!r} bears {written_rate(listed.rate)} as listed on {day}, and "
                f"what stays on {deposit.account!r} bears {written_rate(demand.rate)}",
                suggestion="a rate above the account's own, or no deposit",
            )


def below_demand(
    place: Place, account: str, parts: Iterable[tuple[date, tuple[Quote, ...]]]
) -> Remarks:
    """Days from which the excess of an agreed deposit bears less than the basic amount."""
    for day, (demand, agreed) in parts:
        if agreed.rate < demand.rate:
            yield Remark(
                name="agreed_below_demand",
                severity="warning",
                path=place,
                message=f"what {account!r} has above the basic amount bears "
                f"{written_rate(agreed.rate)} from {day}, and below it {written_rate(demand.rate)}",
                suggestion="an agreed rate above the account's own, or no contract on these days",
            )


def implausible(place: Place, name: str, borne: Iterable[Priced]) -> Remarks:
    """The remark on a rate, if there is one to make: on the first day that has one."""
    for day, quote in borne:
        index = quote.price.follows
        came = f" ({index} with its margin) from {day}" if index else ""
        found = list(implausible_number(place, name, quote.rate, came=came))
        if found:
            yield from found
            return


def implausible_number(
    place: Place,
    name: str,
    number: int | None,
    span: tuple[int, int] = (LOWEST, HIGHEST),
    *,
    came: str = "",
    of: str = "that banks charge or pay",
) -> Remarks:
    """The remark on a number outside the span; none where there is none. `came` says whence, `of`
    what kind of rate it would be."""
    low, high = span
    if number is None or low <= number <= high:
        return
    yield Remark(
        name="implausible_rate",
        severity="warning",
        path=place,
        message=f"{place[2]} {written_rate(number)}{came} of {name!r} is none {of}",
        suggestion=f"{written_rate(low)} to {written_rate(high)}, or leave it if it is meant",
    )

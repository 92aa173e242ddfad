"""Account analyses resolved: who is analysed, at which rate on which day, when periods end.

The earnings credit rate of a day is the one credit rate of the terms, not below zero.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from treasury.account_analysis import AccountAnalysis, chains_of, in_force
from treasury.analyses import (
    CARRIED_ON,
    LOST,
    PASSED_ON,
    UNSETTLED,
    AnalysedTable,
    Analyses,
    AnalysisDayTable,
    AnalysisTable,
)
from treasury.arrays import Amounts
from treasury.dates import bases, day_weights, settles_on
from treasury.fees import PERIODS
from treasury.plan.accruals import COMMON, by_day
from treasury.plan.group import Group
from treasury.plan.links import column
from treasury.plan.rate_versions import Tiers, all_tiers
from treasury.rates import RATE_ONE, parse_rate
from treasury.scenario import Scenario


def analysed_in(scenario: Scenario) -> list[AccountAnalysis]:
    """The account analyses in the order of their rows."""
    return sorted(scenario.account_analyses, key=lambda one: one.id)


class Turns:
    """Account analyses in turn: which of a chain takes a fee on which day."""

    def __init__(self, scenario: Scenario) -> None:
        """The chains of a scenario, and the rows of its analyses."""
        self.chains = chains_of(scenario.account_analyses)
        self.rows = {one.id: at for at, one in enumerate(analysed_in(scenario))}

    def taking(self, named: str | None, payer: str, day: date) -> int:
        """The row of the analysis through which goes a fee that names one of its chain, of an
        account that pays, as of the day; -1 where it is charged at once."""
        found = in_force(self.chains.get(named or "", ()), payer, day)
        return -1 if found is None else self.rows[found.id]

    def ways(
        self, payers: Iterable[tuple[str | None, str]], days: list[date]
    ) -> tuple[list[int], Amounts]:
        """The way of each named analysis and payer, and the ways by day; the first through none."""
        found = {(-1,) * len(days): 0}
        own = []
        for named, payer in payers:
            way = tuple(self.taking(named, payer, day) for day in days) if named else ()
            own.append(found.setdefault(way, len(found)) if named else 0)
        return own, by_day(days, [column(way) for way in found])


def analysis_tables(
    scenario: Scenario, group: Group, days: list[date], through: Amounts
) -> Analyses:
    """The account analyses as arrays; `days` are those of the run."""
    found = analysed_in(scenario)
    followers = {one.follows: at for at, one in enumerate(found)}
    terms = {each.id: each for each in scenario.terms}
    members = [
        (at, group.account[account])
        for at, one in enumerate(found)
        for account in sorted(one.accounts)
    ]
    counts = [terms[one.terms].day_count for one in found]
    return Analyses(
        rows=AnalysisTable(
            account=column(group.account[one.settlement_account] for one in found),
            offset=column(int(one.negative == "offset") for one in found),
            invested=column(RATE_ONE - parse_rate(one.reserve_share) for one in found),
            common=column(RATE_ONE * COMMON[count] for count in counts),
            follower=column(followers.get(one.id, -1) for one in found),
        ),
        accounts=AnalysedTable(
            analysis=column(at for at, _ in members), account=column(own for _, own in members)
        ),
        days=day_table(scenario, found, days),
        through=through,
    )


def day_table(
    scenario: Scenario, found: list[AccountAnalysis], days: list[date]
) -> AnalysisDayTable:
    """What holds of each analysis on each day, and on the day after the last."""
    terms, every = {each.id: each for each in scenario.terms}, [*days, days[-1] + timedelta(1)]

    def told(columns: list[Amounts]) -> Amounts:
        return by_day(every, columns)

    counts = [terms[one.terms].day_count for one in found]
    begins = {(one.follows, one.valid_from) for one in found}
    tiers = all_tiers(scenario)
    return AnalysisDayTable(
        held=told([column(int(one.holds_on(day)) for day in every) for one in found]),
        weight=told([day_weights(every, count) for count in counts]),
        share=told([rates_of(tiers, one, days) for one in found]),
        whole=told([RATE_ONE * bases(every, count) for count in counts]),
        closes=told([column(int(ends(one, day)) for day in every) for one in found]),
        settles=told([column(settlement(one, day, begins) for day in every) for one in found]),
        charges=told([column(int(charged(one, day)) for day in every) for one in found]),
    )


def rates_of(tiers: list[Tiers], one: AccountAnalysis, days: list[date]) -> Amounts:
    """The earnings credit rate of each day, and the last once more; shape (day + 1,)."""
    rates = np.zeros(len(days) + 1, dtype=np.int64)
    for version in tiers:
        if version.name[:2] == (one.terms, "credit") and not version.name[3]:
            since = ((version.name[2] or days[0]) - days[0]).days
            rates[max(0, since) :] = max(0, version.quotes[0].rate)
    return rates


def ends(one: AccountAnalysis, day: date) -> bool:
    """Whether a period ends at the close of the day."""
    return one.holds_on(day) and (
        day == one.valid_until or settles_on(day, PERIODS[one.every], one.day)
    )


def settlement(one: AccountAnalysis, day: date, begins: set[tuple[str | None, date | None]]) -> int:
    """What closing the period that ends on the day does, where others follow and `begins`."""
    last = day == one.valid_until
    if not last and not settles_on(day, PERIODS[one.settles], one.day):
        return UNSETTLED
    years_end = one.excess == "year" and settles_on(day, "yearly", one.day)
    if years_end or one.excess == "lost":
        return LOST
    if not last:
        return CARRIED_ON
    return PASSED_ON if (one.id, day + timedelta(1)) in begins else LOST


def charged(one: AccountAnalysis, day: date) -> bool:
    """Whether what is due is charged at the opening of the day."""
    return one.charge_day is None or settles_on(day, "monthly", one.charge_day)

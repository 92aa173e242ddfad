"""What account analyses made of each period of a run: collected, earned, owed, settled, charged.

From events, value balances and the plan; what no event tells yet, the period that is open at the
end, is worked out as if the day after were its closing. Amounts are minor units, days rows.
Source: `docs/decisions/0062-account-analysis.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import numpy as np

from treasury.account_analysis import AccountAnalysis, balance_required
from treasury.analyses import LOST, PASSED_ON, UNSETTLED
from treasury.arrays import Amounts
from treasury.dates import settles_on
from treasury.fees import PERIODS
from treasury.money import DIGITS, round_fraction
from treasury.plan.analyses import analysed_in
from treasury.plan.plan import Plan
from treasury.rates import RATE_ONE
from treasury.tables import (
    AMOUNT,
    ANALYSIS_CHARGED,
    ANALYSIS_CLOSED,
    AUX,
    BASE,
    DAY,
    FEE_ANALYSED,
    GIVES,
    KIND,
    REASON,
    REF,
    SEEN,
    TERM_FEE_ANALYSED,
    Projection,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedPeriod:
    """One period of an analysis: rows `first` to `last` of the run, both included.

    `number` is what was collected, in minor units x days; `earns` what one unit that stands all
    period long earns. `brought` is the credit that was carried here, less what fees of the same
    settlement lacked before (below zero). `settles` as in `treasury.analyses`; `due` and `left`
    once settled. `closed` is the row of the closing, None where the period is open at the end;
    then `due` is what would be due.
    """

    analysis: int
    first: int
    last: int
    number: int
    earns: Fraction
    overdrawn: int
    brought: int
    credit: int
    fees: int
    settles: int
    due: int
    left: int
    closed: int | None
    charged: int | None = None

    @property
    def days(self) -> int:
        """How many days are in the average."""
        return self.last - self.first + 1

    @property
    def average(self) -> int:
        """The average collected balance, rounded half up."""
        return round_fraction(self.number, self.days)

    @property
    def net(self) -> int:
        """What was brought here and earned, less the fees."""
        return self.brought + self.credit - self.fees

    @property
    def carried(self) -> int:
        """What goes on to the next period, be it of the analysis that follows, signed as `brought`;
        of an open one, what is left."""
        if self.closed is None:
            return 0 if self.settles == LOST else self.left
        if self.settles == UNSETTLED:
            return self.net
        return 0 if self.settles == LOST else self.left

    @property
    def lost(self) -> int:
        """What of the credit pays nothing any more."""
        return self.left if self.settles == LOST else 0


def periods_of(plan: Plan, projection: Projection) -> list[AnalysedPeriod]:
    """Every period of every analysis, by analysis and day."""
    return [
        period
        for at, one in enumerate(analysed_in(plan.scenario))
        for period in with_charges(plan, projection, list(own_periods(plan, projection, at, one)))
    ]


def own_periods(
    plan: Plan, projection: Projection, at: int, one: AccountAnalysis
) -> Iterator[AnalysedPeriod]:
    """The periods of one analysis in their order, the open one last."""
    held = np.flatnonzero(plan.tables.levies.analyses.days.held[:-1, at])
    begins = int(held[0]) if len(held) else plan.tables.days
    events, brought = projection.events, passed_to(plan, projection, at)
    for event in events[(events[:, KIND] == ANALYSIS_CLOSED) & (events[:, REF] == at)].tolist():
        days = np.arange(begins, event[DAY])
        found = AnalysedPeriod(
            analysis=at, first=begins, last=event[DAY] - 1, number=event[BASE],
            earns=earned_by_one(plan, at, days), overdrawn=overdrawn(plan, projection, one, days),
            brought=brought, credit=event[AMOUNT], fees=event[SEEN], settles=event[REASON],
            due=event[GIVES], left=event[AUX], closed=event[DAY],
        )  # fmt: skip
        yield found
        begins, brought = event[DAY], found.carried
    if len(held) and held[-1] == plan.tables.days - 1 >= begins:
        yield open_period(plan, projection, (at, one), (begins, brought))


def passed_to(plan: Plan, projection: Projection, at: int) -> int:
    """The credit that was left of the analysis which this one follows, and passed on to it."""
    follower, events = plan.tables.levies.analyses.rows.follower, projection.events
    passed = events[(events[:, KIND] == ANALYSIS_CLOSED) & (events[:, REASON] == PASSED_ON)]
    return int(passed[follower[passed[:, REF]] == at, AUX].sum())


def open_period(
    plan: Plan, projection: Projection, which: tuple[int, AccountAnalysis], since: tuple[int, int]
) -> AnalysedPeriod:
    """The period that is open at the end, `since` a row and with what was brought there."""
    (at, one), (begins, brought) = which, since
    days = np.arange(begins, plan.tables.days)
    collected, earns = collected_on(plan, projection, one, days), Fraction(0)
    for day, amount in zip(days.tolist(), collected.tolist(), strict=True):
        earns += amount * earned_by_one(plan, at, np.array([day]))
    credit = round_fraction(earns.numerator, earns.denominator)
    fees = fees_since(plan, projection, at, begins)
    over = brought + credit - fees
    return AnalysedPeriod(
        analysis=at, first=begins, last=plan.tables.days - 1, number=int(collected.sum()),
        earns=earned_by_one(plan, at, days), overdrawn=overdrawn(plan, projection, one, days),
        brought=brought, credit=credit, fees=fees, settles=would_settle(plan, at, one),
        due=max(0, -over), left=max(0, over), closed=None,
    )  # fmt: skip


def would_settle(plan: Plan, at: int, one: AccountAnalysis) -> int:
    """What closing the open period on the day after the last does with what is left, or where it is
    not over by then, would do."""
    days, last = plan.tables.levies.analyses.days, plan.tables.days - 1
    if days.closes[last, at]:
        return int(days.settles[last, at])
    return LOST if one.excess == "lost" else UNSETTLED


def fees_since(plan: Plan, projection: Projection, at: int, begins: int) -> int:
    """The fees of the period that is open since a row, with those by terms that would be charged on
    the day after the last. What came by terms that morning was of the period before."""
    events = projection.events
    late = (events[:, KIND] == FEE_ANALYSED) & (events[:, DAY] >= begins)
    late |= (events[:, KIND] == TERM_FEE_ANALYSED) & (events[:, DAY] > begins)
    levies, last = plan.tables.levies, plan.tables.days - 1
    own = levies.analyses.through[last, levies.rows.way] == at
    told = int(events[late & (events[:, AUX] == at), AMOUNT].sum())
    return told - int(projection.levied[own].sum())


def with_charges(
    plan: Plan, projection: Projection, periods: list[AnalysedPeriod]
) -> list[AnalysedPeriod]:
    """The periods of one analysis with the rows on which what they made due was charged."""
    events = projection.events
    charges = events[events[:, KIND] == ANALYSIS_CHARGED]
    found = []
    for period in periods:
        days = charges[charges[:, REF] == period.analysis, DAY]
        later = days[days >= (period.closed if period.closed is not None else plan.tables.days)]
        charged = int(later[0]) if len(later) and period.due else None
        found.append(replace(period, charged=charged))
    return found


def earned_by_one(plan: Plan, at: int, days: Amounts) -> Fraction:
    """What one unit that stands on these days earns."""
    table, rows = plan.tables.levies.analyses.days, plan.tables.levies.analyses.rows
    parts = (
        Fraction(int(table.weight[day, at]) * int(table.share[day, at]), int(table.whole[day, at]))
        for day in days.tolist()
    )
    return sum(parts, Fraction(0)) * Fraction(int(rows.invested[at]), RATE_ONE)


def collected_on(
    plan: Plan, projection: Projection, one: AccountAnalysis, days: Amounts
) -> Amounts:
    """What is collected at each of these closes; shape (day,)."""
    values = own_values(plan, projection, one, days)
    if one.negative == "zero":
        values = np.maximum(0, values)
    found: Amounts = np.maximum(0, values.sum(axis=1))
    return found


def own_values(plan: Plan, projection: Projection, one: AccountAnalysis, days: Amounts) -> Amounts:
    """The value balances of the analysed accounts; shape (day, account)."""
    own = [plan.names.accounts.index(account) for account in one.accounts]
    found: Amounts = projection.value[days][:, own]
    return found


def overdrawn(plan: Plan, projection: Projection, one: AccountAnalysis, days: Amounts) -> int:
    """How many closes of an analysed account lie below zero."""
    return int((own_values(plan, projection, one, days) < 0).sum())


def required(period: AnalysedPeriod) -> int | None:
    """The average collected balance that earns the period's fees; None where none does."""
    return balance_required(period.fees, period.earns)


def multiplier(plan: Plan, period: AnalysedPeriod) -> int | None:
    """The average collected balance that earns one major unit of fees; None where none does."""
    account = int(plan.tables.levies.analyses.rows.account[period.analysis])
    return balance_required(10 ** DIGITS[plan.names.currencies[account]], period.earns)


def came_from(plan: Plan, period: AnalysedPeriod) -> str | None:
    """The analysis that the one of the period continues, if it is the first of its periods."""
    one = analysed_in(plan.scenario)[period.analysis]
    return one.follows if plan.names.days[period.first] == one.valid_from else None


def partial_words(plan: Plan, period: AnalysedPeriod) -> str:
    """That a period is cut by the run or the analysis; empty where it is whole."""
    one, days = analysed_in(plan.scenario)[period.analysis], plan.names.days
    before, last = days[period.first] - timedelta(days=1), days[period.last]
    whole_start = settles_on(before, PERIODS[one.every], one.day)
    whole_end = settles_on(last, PERIODS[one.every], one.day)
    begins = "" if whole_start else f"begins on {days[period.first]}"
    ends = "" if whole_end else f"ends on {last}"
    cut = " and ".join(filter(None, (begins, ends)))
    return f"partial: {cut}" if cut else ""

"""Sentences for account analyses: what a period earned and cost, what was charged, what went there.

Amounts are written in major units of the settlement account's currency.
"""

from collections.abc import Callable

from treasury.account_analysis import AccountAnalysis
from treasury.analyses import LOST, PASSED_ON, UNSETTLED
from treasury.plan.analyses import analysed_in
from treasury.plan.plan import Plan
from treasury.rates import parse_rate, written_rate
from treasury.reporting.explaining.analysis_periods import (
    AnalysedPeriod,
    came_from,
    partial_words,
    required,
)
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.levy_words import went_words
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ANALYSIS_CLOSED,
    AUX,
    FEE_ANALYSED,
    GIVES,
    KIND,
    REASON,
    REF,
    SEEN,
)


def analysis_called(one: AccountAnalysis) -> str:
    """The analysis: `Account analysis FIRST (checking accounts)`."""
    title = f" ({one_line(one.title)})" if one.title else ""
    return f"Account analysis {one_line(one.id)}{title}"


def called(plan: Plan, at: int) -> str:
    """The analysis of a row."""
    return analysis_called(analysed_in(plan.scenario)[at])


def fee_analysed(plan: Plan, row: Row) -> str:
    """The sentence of a flat fee that goes to an analysis."""
    fee = plan.scenario.fees[row[REF]]
    text = f" ({one_line(fee.text)})" if fee.text else ""
    return f"Fee {one_line(fee.id)}{text}: {went_words(plan, row)}."


def closed(plan: Plan, row: Row) -> str:
    """The sentence of a period that is closed."""
    account = row[ACCOUNT]

    def say(minor: int) -> str:
        return money(plan, account, minor)

    what = f"earned {say(row[AMOUNT])} of earnings credit and cost {say(row[SEEN])} of fees"
    return f"{called(plan, row[REF])}: the period that ended {what}; {outcome(plan, row)}."


def outcome(plan: Plan, row: Row) -> str:
    """What closing the period came to, as a clause."""
    account = row[ACCOUNT]
    if row[REASON] == UNSETTLED:
        return "both are settled later"
    if row[GIVES]:
        return f"what the credit does not cover, {money(plan, account, row[GIVES])}, is due"
    if not row[AUX]:
        return "the credit covers the fees exactly"
    went = "is lost" if row[REASON] == LOST else "is carried on"
    if row[REASON] == PASSED_ON:
        went = f"goes over to {one_line(follower_of(plan, row[REF]))}, which follows"
    return f"the credit covers the fees, and {money(plan, account, row[AUX])} of it {went}"


def follower_of(plan: Plan, at: int) -> str:
    """The analysis that continues the one of a row, which is continued."""
    return plan.names.analyses[int(plan.tables.levies.analyses.rows.follower[at])]


def charged(plan: Plan, row: Row) -> str:
    """The sentence of a charge."""
    amount, who = money(plan, row[ACCOUNT], -row[AMOUNT]), plan.names.accounts[row[ACCOUNT]]
    what = "of fees, which the earnings credit did not cover,"
    return f"{called(plan, row[REF])}: {amount} {what} left {who}."


def statement_words(plan: Plan, period: AnalysedPeriod) -> str:
    """How a period came about, as one sentence: balances, credit, fees, what they would need."""
    one = analysed_in(plan.scenario)[period.analysis]
    account, days = plan.names.accounts.index(one.settlement_account), plan.names.days

    def say(minor: int) -> str:
        return money(plan, account, minor)

    partial = partial_words(plan, period)
    cut = f", {partial}" if partial else ""
    reserve = f", less {written_rate(parse_rate(one.reserve_share))} of reserve,"
    reserve = reserve if parse_rate(one.reserve_share) else ""
    needs, brought = required(period), ""
    if period.brought:
        way = "credit" if period.brought > 0 else "fees"
        of = came_from(plan, period)
        brought = f", with {say(abs(period.brought))} of {way} brought forward"
        brought += f" from {one_line(of)}" if of else ""
    wanted = f"; the fees need {say(needs)}" if needs is not None else "; no balance would earn any"
    return (
        f"{days[period.first]} to {days[period.last]} ({period.days} days{cut}): "
        f"an average collected balance of {say(period.average)}{reserve} earned "
        f"{say(period.credit)}{rates_words(plan, period)} against fees of {say(period.fees)}"
        f"{brought}{wanted}."
    )


def rates_words(plan: Plan, period: AnalysedPeriod) -> str:
    """At which earnings credit rates, as a clause: ` at 1.00 %, from 2026-02-10 at 0.75 %`."""
    share, parts = plan.tables.levies.analyses.days.share[:, period.analysis], []
    for row in range(period.first, period.last + 1):
        if row == period.first:
            parts.append(f" at {written_rate(int(share[row]))}")
        elif share[row] != share[row - 1]:
            parts.append(f"from {plan.names.days[row]} at {written_rate(int(share[row]))}")
    return ", ".join(parts)


def behind_words(view: DayView, row: Row, periods: list[AnalysedPeriod]) -> list[str]:
    """The periods behind a closing, or behind a charge, a line each."""
    mine = [one for one in periods if one.analysis == row[REF] and one.closed is not None]
    if row[KIND] == ANALYSIS_CLOSED:
        found = [one for one in mine if one.closed == view.day]
    else:
        found = [one for one in mine if one.charged == view.day]
    return [statement_words(view.plan, one) for one in found]


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {
    FEE_ANALYSED: fee_analysed,
    ANALYSIS_CLOSED: closed,
    ANALYSIS_CHARGED: charged,
}
"""The sentence of each kind of event that is told here."""

"""The account analysis statement: one line a period, from balances to what was charged.

What is open at the end stands last, as if the day after were its closing. Amounts are minor units.
"""

from typing import Any

from treasury.account_analysis import AccountAnalysis
from treasury.analyses import CARRIED_ON, PASSED_ON, UNSETTLED
from treasury.comparison import Run
from treasury.money import round_fraction
from treasury.plan.analyses import analysed_in
from treasury.plan.plan import Plan
from treasury.rates import RATE_ONE, parse_rate
from treasury.reporting.explaining.analysis_periods import (
    AnalysedPeriod,
    came_from,
    multiplier,
    partial_words,
    passed_to,
    periods_of,
    required,
)
from treasury.reporting.explaining.analysis_words import follower_of, rates_words
from treasury.reporting.explaining.rule_words import money
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(name="analysis", heading="Analysis"),
    Column(name="period_from", heading="From", kind="date"),
    Column(name="period_to", heading="To", kind="date"),
    Column(name="days", heading="Days", kind="count"),
    Column(
        name="average_collected", heading="Average collected balance", kind="money",
        meaning="Of value balances at each close; overdrawn accounts as the analysis says",
    ),
    Column(name="overdrawn_closes", heading="Closes overdrawn", kind="count",
           meaning="Closes at which an analysed account was below zero"),
    Column(name="reserve", heading="Reserve", kind="money"),
    Column(name="investable", heading="Investable balance", kind="money"),
    Column(name="rate", heading="Earnings credit rate"),
    Column(
        name="brought_forward", heading="Brought forward", kind="money",
        meaning="Credit left before; below zero: fees not yet settled",
    ),
    Column(name="earnings_credit", heading="Earnings credit", kind="money"),
    Column(name="fees", heading="Analysed fees", kind="money"),
    Column(name="standing", heading="Standing"),
    Column(name="due", heading="Not covered", kind="money",
           meaning="What the credit lacks, charged to the settlement account"),
    Column(name="charged_on", heading="Charged on", kind="date"),
    Column(name="carried_forward", heading="Carried forward", kind="money"),
    Column(name="lost", heading="Credit lost", kind="money"),
    Column(name="multiplier", heading="Balance for 1 of fees", kind="money",
           meaning="Average collected balance that earns one unit of fees in the period"),
    Column(name="balance_required", heading="Balance required", kind="money",
           meaning="Average collected balance that earns the period's fees"),
    Column(name="balance_over", heading="Balance over or lacking", kind="money",
           meaning="Average collected balance less the one required; below zero: lacking"),
    Column(name="note", heading="Note"),
    Column(name="currency", heading="Currency"),
)  # fmt: skip
OF_BALANCES = (
    "days", "average_collected", "reserve", "investable", "rate", "multiplier", "balance_required",
    "balance_over",
)  # fmt: skip
OF_SETTLEMENT = (
    "overdrawn_closes", "brought_forward", "fees", "standing", "due", "charged_on",
    "carried_forward", "lost", "note", "currency",
)  # fmt: skip
"""The two halves of the statement, too wide for a page: each shows what the other leaves out."""
STANDINGS = {UNSETTLED: "not settled yet", CARRIED_ON: "settled"}


def account_analysis(run: Run) -> Table:
    """Every period of the run's account analyses; no rows where there is none."""
    rows = [row_of(run, period) for period in periods_of(run.plan, run.projection)]
    return Table(
        name="account_analysis",
        title="Account analysis",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def row_of(run: Run, period: AnalysedPeriod) -> tuple[Any, ...]:
    """One period."""
    plan, days = run.plan, run.plan.names.days
    one = analysed_in(plan.scenario)[period.analysis]
    investable, needed = investable_of(one, period), required(period)
    currency = plan.names.currencies[plan.names.accounts.index(one.settlement_account)]
    return (
        one.id,
        str(days[period.first]),
        str(days[period.last]),
        period.days,
        period.average,
        period.overdrawn,
        period.average - investable,
        investable,
        rates_words(plan, period).removeprefix(" at "),
        period.brought,
        period.credit,
        period.fees,
        standing_of(plan, period),
        period.due,
        None if period.charged is None else str(days[period.charged]),
        period.carried,
        period.lost,
        multiplier(plan, period),
        needed,
        None if needed is None else period.average - needed,
        note_of(plan, period),
        currency,
    )


def investable_of(one: AccountAnalysis, period: AnalysedPeriod) -> int:
    """The average collected balance less the reserve, rounded once, half up."""
    kept = RATE_ONE - parse_rate(one.reserve_share)
    return round_fraction(period.number * kept, period.days * RATE_ONE)


def note_of(plan: Plan, period: AnalysedPeriod) -> str:
    """That the period is cut, and that it is the first of an analysis that continues another."""
    earlier = came_from(plan, period)
    return "; ".join(filter(None, (partial_words(plan, period), earlier and f"follows {earlier}")))


def standing_of(plan: Plan, period: AnalysedPeriod) -> str:
    """How the period stands, in a few words."""
    if period.closed is None:
        return "open"
    if period.settles == PASSED_ON:
        to = follower_of(plan, period.analysis)
        return f"settled, the rest goes over to {to}" if period.left else "settled"
    return STANDINGS.get(period.settles, "settled, the rest lost")


def credit_words(run: Run) -> list[str]:
    """What earnings credits paid of analysed fees, a sentence for each analysis."""
    mine: list[list[AnalysedPeriod]] = [[] for _ in run.plan.scenario.account_analyses]
    for period in periods_of(run.plan, run.projection):
        mine[period.analysis].append(period)
    return [sentence(run, at, own) for at, own in enumerate(mine)]


def sentence(run: Run, at: int, mine: list[AnalysedPeriod]) -> str:
    """What the credit of the analysis of a row paid, and what it did not."""
    one, account = analysed_in(run.plan.scenario)[at], payer_of(run, at)
    fees = sum(period.fees for period in mine)
    due = sum(period.due for period in mine)
    return (
        f"Account analysis {one.id}: fees of {money(run.plan, account, fees)}, of which "
        f"earnings credit pays {money(run.plan, account, fees - due)} and "
        f"{money(run.plan, account, due)} is charged."
        f"{came_over(run, at)}{between_companies(run, at)}"
    )


def payer_of(run: Run, at: int) -> int:
    """The settlement account of the analysis of a row."""
    return int(run.plan.tables.levies.analyses.rows.account[at])


def came_over(run: Run, at: int) -> str:
    """The credit that came from the analysis before it, and on whose balances it was earned, as a
    sentence; empty where none did."""
    amount = passed_to(run.plan, run.projection, at)
    before = analysed_in(run.plan.scenario)[at].follows
    if not amount or before is None:
        return ""
    owners = ", ".join(sorted(earning_in(run, run.plan.names.analyses.index(before))))
    credit = money(run.plan, payer_of(run, at), amount)
    return f" {credit} of earnings credit came over from {before}, earned on balances of {owners}."


def earning_in(run: Run, at: int) -> set[str]:
    """The legal persons on whose balances the credit in an analysis was earned: those of its
    accounts, and where credit came over, those of the analyses before it."""
    names, found = run.plan.names, analysed_in(run.plan.scenario)
    one = found[at]
    owners = {names.legal_entity[names.accounts.index(each)] for each in one.accounts}
    while one.follows is not None and passed_to(run.plan, run.projection, at):
        at = names.analyses.index(one.follows)
        one = found[at]
        owners |= {names.legal_entity[names.accounts.index(each)] for each in one.accounts}
    return owners


def between_companies(run: Run, at: int) -> str:
    """Where several legal persons' balances earn the credit: who bears what is charged, as a
    sentence."""
    payer = run.plan.names.legal_entity[payer_of(run, at)]
    others = ", ".join(sorted(earning_in(run, at) - {payer}))
    if not others:
        return ""
    return (
        f" {payer} bears it alone: no run charges fees on to {others}, nor pays for balances "
        "that earned the credit."
    )


def borne_words(run: Run, currency: str) -> list[str]:
    """Where a member's fees hold what an analysis charges for others too: the sentence of each."""
    return [
        words
        for at, words in enumerate(credit_words(run))
        if run.plan.names.currencies[payer_of(run, at)] == currency and between_companies(run, at)
    ]

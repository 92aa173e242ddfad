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
    told = []
    periods = periods_of(run.plan, run.projection)
    for at, one in enumerate(analysed_in(run.plan.scenario)):
        mine = [period for period in periods if period.analysis == at]
        account = run.plan.names.accounts.index(one.settlement_account)
        told.append(sentence(run, one, mine, account))
    return told


def sentence(run: Run, one: AccountAnalysis, mine: list[AnalysedPeriod], account: int) -> str:
    """What the credit of one analysis paid, and what it did not."""
    fees = sum(period.fees for period in mine)
    due = sum(period.due for period in mine)
    return (
        f"Account analysis {one.id}: fees of {money(run.plan, account, fees)}, of which "
        f"earnings credit pays {money(run.plan, account, fees - due)} and "
        f"{money(run.plan, account, due)} is charged.{between_companies(run, one, account)}"
    )


def between_companies(run: Run, one: AccountAnalysis, account: int) -> str:
    """Of accounts of several legal persons: who bears what is charged, as a sentence."""
    names = run.plan.names
    owners = {names.legal_entity[names.accounts.index(each)] for each in one.accounts}
    payer = names.legal_entity[account]
    others = ", ".join(sorted(owners - {payer}))
    if not others:
        return ""
    return (
        f" {payer} bears it alone: no run charges fees on to {others}, nor pays for balances "
        "that earned the credit."
    )


def borne_words(run: Run, currency: str) -> list[str]:
    """Where a member's fees hold what an analysis charges for others too: the sentence of each."""
    names, found = run.plan.names, []
    for one, words in zip(analysed_in(run.plan.scenario), credit_words(run), strict=True):
        account = names.accounts.index(one.settlement_account)
        if names.currencies[account] == currency and between_companies(run, one, account):
            found.append(words)
    return found

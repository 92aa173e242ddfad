"""Random account analyses: accounts of one bank and currency, rates that change or follow an index,
every period, settlement and excess, first and last days, one after another in turn; and fees that
go through them.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from tests.properties.picking import Dice, draw_amount, pick
from tests.properties.scope import ENGINE
from tests.properties.strategies import scenarios, thrown
from tests.properties.strategies_ledgers import days_of
from treasury.account_analysis import AccountAnalysis, Excess, Negative, Period
from treasury.accounts.chart import BankAccount
from treasury.dates import DayCount
from treasury.fees import Every, Fee, FeeTerm
from treasury.interest import Terms
from treasury.plan.problems.analyses import ANALYSIS_PROBLEMS
from treasury.plan.problems.dates import spans
from treasury.plan.problems.every import complaints
from treasury.plan.problems.facts import Facts
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

RESERVES = ("0%", "10%", "0%", "3.333333%", "50%", "99.999999%")


@st.composite
def analysed_scenarios(draw: st.DrawFn) -> Scenario:
    """A random scenario with one to three account analyses."""
    return with_analyses(draw, draw(scenarios()))


def analysed(number: int) -> Scenario:
    """The same kind of scenario by fair dice."""
    return with_analyses(Dice(number), thrown(number, scope=ENGINE))


def with_analyses(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with account analyses, and fees that go through them."""
    scenario = with_credit_rates(draw, scenario)
    for at in range(pick(draw, [1, 2, 3])):
        one = draw_analysis(draw, scenario, f"AN{at}")
        scenario = if_right(scenario, (*scenario.account_analyses, one))
    for _ in range(pick(draw, [0, 1, 2, 3])):
        scenario = continued(draw, scenario)
    found = scenario.account_analyses
    if not found:
        return scenario
    more = [draw_fee(draw, scenario, f"analysed-{at}") for at in range(pick(draw, [1, 2, 4]))]
    fees = tuple(through_one(draw, found, each) for each in scenario.fees)
    return with_term_fees(draw, replace(scenario, fees=(*fees, *more)))


def if_right(scenario: Scenario, analyses: tuple[AccountAnalysis, ...]) -> Scenario:
    """The scenario with these analyses, if nothing is wrong with them, else as it was."""
    changed = replace(scenario, account_analyses=analyses)
    wrong = (*ANALYSIS_PROBLEMS, spans)
    right = not any(True for problem in wrong for _ in problem(Facts(scenario=changed)))
    return changed if right else scenario


def continued(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with one of its analyses continued by another: the next day or after a gap, with
    most of its accounts, and whatever else is new; charged elsewhere, perhaps."""
    if not scenario.account_analyses or len(days_of(scenario)) < 2:
        return scenario
    found = list(scenario.account_analyses)
    at = pick(draw, list(range(len(found))))
    old, (*before, _) = found[at], days_of(scenario)
    last: datetime.date = pick(draw, before)
    gap = pick(draw, [1, 1, 1, 2, 5])
    new = draw_analysis(draw, scenario, f"{pick(draw, ['AA', 'ZZ'])}-{old.id}")
    kept = tuple(one for one in old.accounts if pick(draw, [True, True, False]))
    found[at] = replace(old, valid_until=last)
    later = replace(
        new,
        accounts=kept or old.accounts,
        settlement_account=pick(draw, [old.settlement_account, *old.accounts]),
        valid_from=last + datetime.timedelta(days=gap),
        valid_until=pick(draw, [None, old.valid_until]),
        follows=old.id,
    )
    return if_right(scenario, (*found, later))


def with_credit_rates(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with the terms of an earnings credit: a rate that changes on a day, or an index
    that falls below its margin."""
    days = days_of(scenario)
    terms = Terms(id="ecr", day_count=pick(draw, get_args(DayCount)))
    lines = [Rate(terms="ecr", side="credit", rate=pick(draw, ["2%", "100%", "0%", "0.35%"]))]
    if pick(draw, [False, True]):
        since = pick(draw, days)
        lines.append(Rate(terms="ecr", side="credit", valid_from=since, rate="1.234567%"))
    if pick(draw, [False, True]):
        since = pick(draw, days)
        price = pick(draw, ["BILL + 1%", "BILL - 50 bps"])
        floor = pick(draw, [None, "0.1%"])
        lines.append(Rate(terms="ecr", side="credit", valid_from=since, rate=price, floor=floor))
        fixings = [IndexRate(index="BILL", date=day, rate=pick(draw, ["0.2%", "2%", "-3%"]))
                   for day in days]  # fmt: skip
        scenario = replace(
            scenario,
            indices=(*scenario.indices, Index(id="BILL")),
            index_rates=(*scenario.index_rates, *fixings),
        )
    return replace(scenario, terms=(*scenario.terms, terms), rates=(*scenario.rates, *lines))


def draw_analysis(draw: st.DrawFn, scenario: Scenario, name: str) -> AccountAnalysis:
    """An analysis of accounts of one bank and currency, if several there are."""
    days, first = days_of(scenario), pick(draw, scenario.accounts)
    like = [one for one in scenario.accounts if together(one, first) and one.id != first.id]
    others = [one.id for one in like if pick(draw, [True, False])]
    every: Period = pick(draw, get_args(Period))
    often = [one for one in get_args(Period) if LENGTHS[one] >= LENGTHS[every]]
    negative: Negative = pick(draw, get_args(Negative))
    excess: Excess = pick(draw, get_args(Excess))
    return AccountAnalysis(
        id=name,
        accounts=(first.id, *others),
        settlement_account=pick(draw, [first.id, *(one.id for one in like)]),
        terms="ecr",
        reserve_share=pick(draw, RESERVES),
        negative=negative,
        every=every,
        day=pick(draw, [31, *(day.day for day in days)]),
        settles=pick(draw, often),
        charge_day=pick(draw, [None, *(day.day for day in days)]),
        excess=excess,
        several_entities=True,
        valid_from=pick(draw, [None, None, *days]),
        valid_until=pick(draw, [None, None, *days]),
    )


LENGTHS = {"month": 1, "quarter": 3, "year": 12}


def together(one: BankAccount, other: BankAccount) -> bool:
    """Whether two accounts could be analysed together."""
    return (one.bank, one.currency) == (other.bank, other.currency)


def otherwise_analysed(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario whose analyses earned by another rate, with another reserve, or whose fees went
    elsewhere than they should; it may be left as it is."""
    changes = [another_credit_rate, another_analysis, another_way_of_a_fee]
    for _ in range(pick(draw, [1, 2])):
        changed = pick(draw, changes)(draw, scenario)
        if not complaints(changed):
            scenario = changed
    return scenario


def another_credit_rate(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with another earnings credit rate, by one line of its table or one more."""
    lines = [one for one in scenario.rates if one.terms == "ecr"]
    line, rate = pick(draw, lines), pick(draw, ["0%", "100%", "3.3%"])
    if pick(draw, [False, True]):
        more = Rate(terms="ecr", side="credit", valid_from=pick(draw, days_of(scenario)), rate=rate)
        return replace(scenario, rates=(*scenario.rates, more))
    other = replace(line, rate=rate, floor=None, cap=None)
    return replace(scenario, rates=tuple(other if one == line else one for one in scenario.rates))


def another_analysis(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario one of whose analyses has another reserve, counts what is overdrawn otherwise,
    or does otherwise with what is left."""
    one = pick(draw, scenario.account_analyses)
    changes: list[dict[str, Any]] = [
        {"reserve_share": pick(draw, RESERVES)},
        {"negative": pick(draw, get_args(Negative))},
        {"excess": pick(draw, get_args(Excess))},
    ]
    other = replace(one, **pick(draw, changes))
    found = tuple(other if each == one else each for each in scenario.account_analyses)
    return replace(scenario, account_analyses=found)


def another_way_of_a_fee(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario in which a fee by terms goes through another analysis, or through none, or has a
    minimum."""
    if not scenario.fee_terms:
        return scenario
    fee = pick(draw, scenario.fee_terms).fee
    through = pick(draw, [None, *(one.id for one in scenario.account_analyses)])
    least = pick(draw, [None, Decimal(5)])
    changes: dict[str, Any] = pick(
        draw, [{"analysis": through}, {"minimum": least, "maximum": None}]
    )
    terms = tuple(replace(one, **changes) if one.fee == fee else one for one in scenario.fee_terms)
    return replace(scenario, fee_terms=terms)


def draw_fee(draw: st.DrawFn, scenario: Scenario, name: str) -> Fee:
    """A flat fee of an analysed account, small or large."""
    analysis = pick(draw, scenario.account_analyses)
    account = pick(draw, analysis.accounts)
    currency = next(one.currency for one in scenario.accounts if one.id == account)
    every: Every = pick(draw, ["month", "month", "quarter", "once"])
    day = pick(draw, days_of(scenario))
    return Fee(
        id=name,
        account=account,
        amount=max(Decimal(1), draw_amount(draw, currency)),
        every=every,
        day=1 if every == "once" else day.day,
        date=day if every == "once" else None,
        structure=pick(draw, [None, None, *(one.id for one in scenario.structures)]),
        analysis=analysis.id,
    )


def through_one(draw: st.DrawFn, found: tuple[AccountAnalysis, ...], fee: Fee) -> Fee:
    """The fee, sometimes through an analysis that holds its account."""
    fitting = [one.id for one in found if fee.account in one.accounts]
    return replace(fee, analysis=pick(draw, [None, *fitting]))


def with_term_fees(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario whose fees by terms sometimes go through an analysis that could take them, and a
    fee for each sweep, charged near the end of a period."""
    currencies = {one.id: one.currency for one in scenario.accounts}
    through: dict[str, Any] = {}
    for term in scenario.fee_terms:
        fitting = [one.id for one in scenario.account_analyses if could_take(scenario, one, term)]
        through.setdefault(term.fee, pick(draw, [None, *fitting]))
    terms = [replace(one, analysis=through[one.fee]) for one in scenario.fee_terms]
    named = pick(draw, scenario.account_analyses)
    currency = currencies[named.settlement_account]
    day: datetime.date = pick(draw, days_of(scenario))
    if any(currencies[link.participant] == currency for link in scenario.links):
        terms.append(
            FeeTerm(
                fee="a-sweep", base="sweep_count", amount=Decimal(3), every="month", day=day.day,
                minimum=pick(draw, [None, Decimal(20)]), payer=pick(draw, [None, "header"]),
                currency=currency, analysis=named.id,
            )
        )  # fmt: skip
    return replace(scenario, fee_terms=tuple(terms))


def could_take(scenario: Scenario, analysis: AccountAnalysis, term: FeeTerm) -> bool:
    """Whether a fee by terms could go through the analysis."""
    currencies = {one.id: one.currency for one in scenario.accounts}
    lines = {one.id: one.account for one in scenario.credit_lines}
    payer = term.account or lines.get(term.credit_line or "")
    fits = term.currency in (None, currencies[analysis.settlement_account])
    return fits and term.every != "once" and (payer is None or payer in analysis.accounts)

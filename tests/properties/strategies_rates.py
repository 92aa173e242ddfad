"""Random rates that follow an index: margins, floors, caps, resets, lags, fixings that are old.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_ledgers import days_of
from tests.reference.fixing import follows
from treasury.dates import Calendar
from treasury.interest import YEAR_DAYS, AgreedDeposit, Resets, Terms
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.notional import rates_of_a_later_day
from treasury.plan.problems.rates import days_without_a_fixing
from treasury.plan.problems.terms import opening_numbers
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

FIXINGS = ("3.45%", "3.6%", "-0.25%", "0%", "12%")
MARGINS = ("", " + 35 bps", " - 1%", " + 0.0001bp")
RESETS: tuple[Resets, ...] = ("daily", "monthly", "dates", "quarterly", "yearly")
OLDEST = 6
PUBLISHED = Calendar(
    id="FIXINGS", closed=(datetime.date(2026, 3, 17), datetime.date(2026, 3, 18)),
    extra_working=(datetime.date(2026, 3, 21),),
    valid_from=datetime.date(2020, 1, 1), valid_until=datetime.date(2029, 12, 31),
)  # fmt: skip
NAMES = ("LPR_1Y", "SHIBOR_3M")
OVERNIGHT = ("SOFR", "SONIA")


def with_rates(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario with all that its rates may be on a day."""
    scenario = with_rate_changes(draw, scope, with_indices(draw, scope, scenario))
    return with_compounding(draw, scope, with_agreed_deposits(draw, scope, scenario))


def with_compounding(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with terms that compound an overnight index in arrears."""
    fit = [one for one in scenario.terms if may_compound(scenario, one)]
    if "compounding" not in scope.options or not fit or not pick(draw, [False, True, False]):
        return scenario
    chosen = draw_compounding(draw, pick(draw, fit))
    lines = tuple(
        replace(draw_line(draw, replace(line, floor=None, cap=None)), rate=overnight(draw))
        if line.terms == chosen.id and (line.up_to is None or follows(line))
        else line
        for line in scenario.rates
    )
    first = scenario.first_day - datetime.timedelta(days=45)
    since = [first + datetime.timedelta(days=at) for at in range(45)]
    step = pick(draw, [1, 37, 29])
    changed = replace(
        scenario,
        terms=tuple(chosen if one.id == chosen.id else one for one in scenario.terms),
        rates=lines,
        calendars=tuple({one.id: one for one in (*scenario.calendars, PUBLISHED)}.values()),
        indices=(*scenario.indices, *(Index(id=one, calendar=PUBLISHED.id) for one in OVERNIGHT)),
        index_rates=(
            *scenario.index_rates,
            *(
                IndexRate(index=name, date=day, rate=f"{step * (day.day + place) % 61}%")
                for place, name in enumerate(OVERNIGHT)
                for day in (*since, *days_of(scenario))
                if day.weekday() < 5 or day in PUBLISHED.extra_working
            ),
        ),
    )
    facts = Facts(scenario=changed)
    refused = [*rates_of_a_later_day(facts), *days_without_a_fixing(facts)]
    return scenario if refused else changed


def overnight(draw: st.DrawFn) -> str:
    """An overnight index with a margin or without: mostly the same one in every version."""
    return pick(draw, ["SOFR", "SOFR", "SOFR", "SONIA"]) + pick(draw, MARGINS)


def may_compound(scenario: Scenario, terms: Terms) -> bool:
    """Whether nothing that must know its rate before bears interest by the terms, and all lines of
    a version may follow an index."""
    owned = {one.id for one in scenario.accounts if one.terms == terms.id}
    bound = {one.account for one in (*scenario.agreed_deposits, *scenario.opening_numbers)}
    return (
        terms.day_count in YEAR_DAYS
        and not owned & bound
        and all(one.terms != terms.id for one in scenario.ledgers)
        and any(line.terms == terms.id for line in scenario.rates)
    )


def draw_compounding(draw: st.DrawFn, terms: Terms) -> Terms:
    """The terms, settled monthly, with a lookback, a shift or a lockout."""
    lag = pick(draw, [0, 1, 2, 5])
    shift = bool(lag) and pick(draw, [False, True, False])
    return replace(
        terms,
        settles="monthly",
        settlement_day=20 if terms.settles == "never" else terms.settlement_day,
        resets="daily", resets_from=None, reset_dates=(),
        fixing_lag=lag,
        rate_change="settlement_day" if shift else terms.rate_change,
        compounded_in_arrears=True,
        observation_shift=shift,
        lockout=0 if shift else pick(draw, [0, 1, 2, 3]),
        compounded_decimals=pick(draw, [5, 4, 6]),
    )  # fmt: skip


def with_agreed_deposits(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, some of its accounts with an agreed deposit where their terms allow one."""
    if "agreed_deposits" not in scope.options:
        return scenario
    days = days_of(scenario)
    named = [line.id for line in scenario.indices]
    contracts = []
    for account in scenario.accounts:
        if not fitting(scenario, account.terms) or not pick(draw, [True, False]):
            continue
        rates = ["9%", "0%", "-1%", *(f"{name} + 1%" for name in named)]
        begins = pick(draw, [None, *days])
        contracts.append(
            AgreedDeposit(
                account=account.id,
                valid_from=begins,
                valid_until=pick(draw, [None, *(day for day in days if day >= (begins or day))]),
                basic_amount=draw_amount(draw, account.currency),
                rate=pick(draw, rates),
                excess_unit=pick(draw, [None, Decimal(7), Decimal(100), Decimal(1)]),
            )
        )
    return replace(scenario, agreed_deposits=tuple(contracts))


def fitting(scenario: Scenario, terms: str | None) -> bool:
    """Whether the terms have one credit rate at a time, segmented."""
    found = next((one for one in scenario.terms if one.id == terms), None)
    if found is None or found.whole_balance or found.rate_change != "segmented":
        return False
    lines = [rate for rate in scenario.rates if (rate.terms, rate.side) == (terms, "credit")]
    return bool(lines) and all(line.up_to is None for line in lines)


def with_rate_changes(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, some of its terms bearing the rates of the settlement day."""
    if "rate_change" not in scope.options:
        return scenario
    terms = tuple(
        replace(one, rate_change=pick(draw, ["segmented", "segmented", "settlement_day"]))
        for one in scenario.terms
    )
    changed = replace(scenario, terms=terms)
    facts = Facts(scenario=changed)
    refused = [*opening_numbers(facts), *rates_of_a_later_day(facts)]
    return scenario if refused else changed


def with_indices(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with rates that follow an index."""
    if "index_rates" not in scope.options or not pick(draw, [False, True, False]):
        return scenario
    rates = tuple(draw_line(draw, rate) for rate in scenario.rates)
    following = {line.terms for line in rates if line.rate.startswith(NAMES)}
    return replace(
        scenario,
        rates=rates,
        terms=tuple(
            draw_resets(draw, one, days_of(scenario)) if one.id in following else one
            for one in scenario.terms
        ),
        calendars=(*scenario.calendars, PUBLISHED),
        indices=tuple(Index(id=name, calendar=PUBLISHED.id, oldest=OLDEST) for name in NAMES),
        index_rates=tuple(
            line for name in NAMES for line in draw_fixings(draw, name, days_of(scenario))
        ),
    )


def draw_line(draw: st.DrawFn, rate: Rate) -> Rate:
    """The line as it is, or following an index, sometimes within bounds."""
    if not pick(draw, [True, True, False]):
        return rate
    floor = pick(draw, [None, None, "0%", "3.5%"])
    cap = pick(draw, [None, None, "3.5%", "4%"])
    written = pick(draw, NAMES) + pick(draw, MARGINS)
    return replace(rate, rate=written, floor=floor, cap=cap)


def draw_resets(draw: st.DrawFn, terms: Terms, days: tuple[datetime.date, ...]) -> Terms:
    """The terms with resets, often on a day of the run."""
    resets = pick(draw, RESETS)
    origin = pick(draw, [*days, days[0].replace(day=1), datetime.date(2025, 12, 31)])
    dates = (days[0] - datetime.timedelta(days=2), pick(draw, days))
    return replace(
        terms,
        resets=resets,
        resets_from=origin if resets in ("monthly", "quarterly", "yearly") else None,
        reset_dates=dates if resets == "dates" else (),
        fixing_lag=pick(draw, [0, 0, 1, 2, 5]),
    )


def draw_fixings(draw: st.DrawFn, name: str, days: tuple[datetime.date, ...]) -> list[IndexRate]:
    """A fixing every few days, from more than a year before the run to its end."""
    found = []
    day = days[0] - datetime.timedelta(days=400)
    rate = pick(draw, FIXINGS)
    while day <= days[-1]:
        if day >= days[0] - datetime.timedelta(days=4):
            rate = pick(draw, FIXINGS)
        elif day.day < 4:
            rate = FIXINGS[(FIXINGS.index(rate) + 1) % len(FIXINGS)]
        found.append(IndexRate(index=name, date=day, rate=rate))
        step = pick(draw, [1, 1, 2, OLDEST]) if day >= days[0] - datetime.timedelta(days=9) else 3
        day += datetime.timedelta(days=step)
    return found

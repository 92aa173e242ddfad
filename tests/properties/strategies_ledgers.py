"""Random virtual ledgers: every way of bearing interest, items and adjustments of theirs.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from typing import cast

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.scope import Scope
from tests.properties.strategies_money import RATES, draw_terms
from treasury.accounts.chart import BankAccount
from treasury.accounts.virtual import UNASSIGNED, Adjustment, LedgerInterest, VirtualLedger
from treasury.rates import Rate, Side
from treasury.scenario import Scenario

WAYS: tuple[LedgerInterest, ...] = ("net", "both", "credit", "none", "net")
FLAT = "ledgers"
"""Terms of their own: one rate a side, so that numbers can be netted."""


def with_ledgers(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with ledgers inside some of its accounts."""
    if "ledgers" not in scope.options or not pick(draw, [False, True, False]):
        return scenario
    return divided(draw, scenario)


def divided(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with ledgers inside its accounts; some have none."""
    days = days_of(scenario)
    terms = (*scenario.terms, draw_terms(draw, FLAT, days))
    rates = (*scenario.rates, *draw_flat(draw, days, "credit"), *draw_flat(draw, days, "debit"))
    scenario = replace(scenario, terms=terms, rates=rates)
    ledgers: list[VirtualLedger] = []
    for account in scenario.accounts:
        names = (f"{account.id}-{number}" for number in range(pick(draw, [1, 2, 3, 0])))
        ledgers += [draw_ledger(draw, scenario, account, name) for name in names]
    own = {account.id: [UNASSIGNED] for account in scenario.accounts}
    for ledger in ledgers:
        own[ledger.account].append(ledger.id)
    items = tuple(
        replace(item, ledger=pick(draw, [*own[item.account][::-1], None]))
        if len(own[item.account]) > 1
        else item
        for item in scenario.items
    )
    return replace(
        scenario,
        ledgers=tuple(ledgers),
        items=items,
        adjustments=tuple(
            draw_adjustment(draw, days, account, own[account.id])
            for account in scenario.accounts
            if len(own[account.id]) > 1
            for _ in range(pick(draw, [0, 1, 2]))
        ),
    )


def days_of(scenario: Scenario) -> tuple[datetime.date, ...]:
    """The days of the run."""
    count = (scenario.last_day - scenario.first_day).days + 1
    return tuple(scenario.first_day + datetime.timedelta(days=row) for row in range(count))


def draw_flat(draw: st.DrawFn, days: tuple[datetime.date, ...], side: Side) -> list[Rate]:
    """One rate from the beginning, sometimes another from a day inside the run."""
    starts: list[datetime.date | None] = [None]
    if len(days) > 1 and pick(draw, [False, True, False]):
        starts.append(pick(draw, days[1:]))
    return [
        Rate(terms=FLAT, side=side, valid_from=start, rate=pick(draw, RATES)) for start in starts
    ]


def draw_ledger(
    draw: st.DrawFn, scenario: Scenario, account: BankAccount, name: str
) -> VirtualLedger:
    """One ledger; only terms that fit its way of bearing interest."""
    way = pick(draw, WAYS)
    earning = {rate.terms for rate in scenario.rates if rate.side == "credit"}
    fitting = [one.id for one in scenario.terms if one.id in earning and one.id != FLAT]
    terms = {"none": None, "net": FLAT}.get(way, pick(draw, [*fitting, FLAT]))
    return VirtualLedger(
        id=name,
        account=account.id,
        interest=way,
        terms=terms,
        opening=draw_amount(draw, account.currency) * pick(draw, [0, 1, -1, 2]),
    )


def draw_adjustment(
    draw: st.DrawFn, days: tuple[datetime.date, ...], account: BankAccount, own: list[str]
) -> Adjustment:
    """One adjusting posting between two ledgers of the account."""
    source = pick(draw, own)
    day = pick(draw, days)
    later = cast("int | None", pick(draw, [None, None, 0, 1, 4]))
    return Adjustment(
        date=day,
        value_date=None if later is None else day + datetime.timedelta(days=later),
        account=account.id,
        from_ledger=source,
        to_ledger=pick(draw, [one for one in own if one != source]),
        amount=draw_amount(draw, account.currency),
    )

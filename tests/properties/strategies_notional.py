"""Random notional pools on top of a structure: every method, allocation, cap and date.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick, shuffled
from tests.properties.scope import Scope
from tests.properties.strategies_money import draw_rates, draw_terms
from treasury.accounts.chart import BankAccount
from treasury.pooling.notional import Allocation, NotionalMember, NotionalPool, PoolMethod, SetOff
from treasury.rates import Side
from treasury.scenario import Scenario

POOLED = "pooled"
"""Terms of their own, which price both sides."""
OFFSETS = (None, "100%", "80%", "33.3333333%", "0%")
METHODS: tuple[PoolMethod, ...] = ("net", "net", "advantage", "enhance")
EIGHTHS = {1: ("100%",), 2: ("62.5%", "37.5%"), 3: ("12.5%", "25%", "62.5%")}
ONE_DAY = datetime.timedelta(days=1)


def with_notional_pools(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with a notional pool in its first structure."""
    if "notional" not in scope.options or not pick(draw, [False, True, False]):
        return scenario
    days = days_of(scenario)
    header = pick(draw, scenario.accounts)
    others = [one for one in scenario.accounts
              if (one.bank, one.currency) == (header.bank, header.currency)]  # fmt: skip
    method, allocation = pick(draw, METHODS), pick(draw, get_args(Allocation))
    pool = NotionalPool(
        id="N",
        structure=scenario.structures[0].id,
        header=header.id,
        terms=POOLED,
        method=method,
        offset=None if method == "enhance" else pick(draw, OFFSETS),
        allocation=allocation,
    )
    sides: tuple[Side, ...] = ("credit", "debit")
    if method == "enhance":
        sides = pick(draw, [("credit",), ("credit", "debit")])
    return replace(
        scenario,
        terms=(*scenario.terms, draw_terms(draw, POOLED, days)),
        rates=(*scenario.rates, *(one for side in sides
                                  for one in draw_rates(draw, POOLED, side, days))),
        notional_pools=(pool,),
        notional_members=draw_members(draw, pool, others, days),
        set_off=(SetOff(country="CN", allowed=True),),
    )  # fmt: skip


def days_of(scenario: Scenario) -> tuple[datetime.date, ...]:
    """The days of the run."""
    count = (scenario.last_day - scenario.first_day).days + 1
    return tuple(scenario.first_day + ONE_DAY * row for row in range(count))


def draw_members(
    draw: st.DrawFn,
    pool: NotionalPool,
    others: list[BankAccount],
    days: tuple[datetime.date, ...],
) -> tuple[NotionalMember, ...]:
    """Some of the accounts, with caps and dates; agreed shares make one on every day."""
    agreed = pool.allocation == "agreed"
    count = min(len(others), pick(draw, [2, 3, 1] if agreed else [len(others), 2, 3, 1]))
    chosen = shuffled(draw, others)[:count]
    found: list[NotionalMember] = []
    for place, account in enumerate(chosen):
        one = NotionalMember(
            pool=pool.id,
            account=account.id,
            share=EIGHTHS[count][place] if agreed else None,
            debit_cap=draw_cap(draw, pool, account.currency),
        )
        found += [one] if agreed else draw_dates(draw, one, days)
    return tuple(found)


def draw_cap(draw: st.DrawFn, pool: NotionalPool, currency: str) -> Decimal | None:
    """Often none, sometimes an amount, sometimes nothing at all."""
    if pool.method == "enhance":
        return None
    return pick(draw, [None, None, draw_amount(draw, currency), Decimal(0)])


def draw_dates(
    draw: st.DrawFn, member: NotionalMember, days: tuple[datetime.date, ...]
) -> list[NotionalMember]:
    """The participant for good, or from a day on, or until one and again from a later one."""
    way = pick(draw, ["for good", "for good", "joins", "leaves", "comes back"])
    day = pick(draw, days)
    if way == "joins":
        return [replace(member, valid_from=day)]
    if way == "leaves":
        return [replace(member, valid_until=day)]
    later = [one for one in days if one > day + ONE_DAY]
    if way == "comes back" and later:
        again = replace(member, valid_from=pick(draw, later), debit_cap=None)
        return [replace(member, valid_until=day), again]
    return [member]

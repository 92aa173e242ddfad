"""Random notional pools on top of a structure: every method, allocation, cap and date, in one
currency or in two.

Drawn after everything else, so that what a scenario does without them stays as it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick, shuffled
from tests.properties.scope import Scope
from tests.properties.strategies_fx import draw_rates as draw_fx_rates
from tests.properties.strategies_fx import turned
from tests.properties.strategies_money import draw_rates, draw_terms
from treasury.accounts.chart import BankAccount
from treasury.fx import FxRate, FxSide, way
from treasury.pooling.notional import (
    NOTHING_SET_OFF,
    Allocation,
    NotionalCurrency,
    NotionalMember,
    NotionalPool,
    PoolMethod,
    SetOff,
)
from treasury.rates import Side
from treasury.scenario import Scenario

POOLED, SET_OFF, OTHER, INTERNAL, WITHIN = "pooled", "set-off", "other", "shared-at", "within"
"""Terms of their own, which price both sides: what is left, what cancels out, what is left in
another currency; by what participants share; what is left in a pool within."""
SIDES: tuple[Side, ...] = ("credit", "debit")
OFFSETS = (None, "100%", "80%", "33.3333333%", "0%")
METHODS: tuple[PoolMethod, ...] = ("net", "net", "advantage", "enhance", "register")
EIGHTHS = {1: ("100%",), 2: ("62.5%", "37.5%"), 3: ("12.5%", "25%", "62.5%")}
ONE_DAY = datetime.timedelta(days=1)


def with_notional_pools(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, in some cases with a notional pool in its first structure."""
    if "notional" not in scope.options or not pick(draw, [False, True, False]):
        return scenario
    days = days_of(scenario)
    header = pick(draw, scenario.accounts)
    method, allocation = pick(draw, METHODS), pick(draw, get_args(Allocation))
    if method == "register":
        allocation, header = "central", draw_register_header(draw, scenario, header)
    elif allocation == "rate_based":
        method = "net"
    others = [one for one in scenario.accounts
              if (one.bank, one.currency) == (header.bank, header.currency)]  # fmt: skip
    nothing = method in NOTHING_SET_OFF
    offset_terms = None if nothing else pick(draw, [None, None, SET_OFF])
    pool = NotionalPool(
        id="N",
        structure=scenario.structures[0].id,
        header=header.id,
        terms=POOLED,
        method=method,
        offset=None if nothing else pick(draw, OFFSETS),
        allocation=allocation,
        offset_terms=offset_terms,
    )
    sides = SIDES
    if nothing:
        one: Side = "credit" if method == "enhance" else "debit"
        sides = pick(draw, [(one,), ("credit", "debit")])
    names = [POOLED] if offset_terms is None else [POOLED, SET_OFF]
    members = draw_members(draw, pool, others, days)
    found = replace(
        scenario,
        terms=(*scenario.terms, *(draw_terms(draw, name, days) for name in names)),
        rates=(*scenario.rates, *(one for name in names for side in sides
                                  for one in draw_rates(draw, name, side, days))),
        notional_pools=(pool,),
        notional_members=members,
        set_off=tuple(SetOff(country=one, allowed=True)
                      for one in sorted({unit.country for unit in scenario.entities})),
    )  # fmt: skip
    found = with_internal_rates(draw, with_another_currency(draw, scope, found, header))
    return with_a_pool_within(draw, found)


def with_a_pool_within(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario, mostly with a pool within its own where that pays what it adds: one of the
    participants heads some of the others."""
    (pool,), members = scenario.notional_pools, scenario.notional_members
    currency = {one.id: one.currency for one in scenario.accounts}
    headers = {pool.header, *(one.header for one in scenario.notional_currencies)}
    able = sorted({one.account for one in members} - headers)
    fits = pool.method in ("advantage", "enhance") and pool.allocation != "agreed"
    if not fits or not able or not pick(draw, [True, True, False]):
        return scenario
    header = pick(draw, able)
    inside = {one for one in able if currency[one] == currency[header] and one != header
              if pick(draw, [True, False])}  # fmt: skip
    lower = NotionalPool(
        id=pick(draw, ["L", "Z"]), structure=pool.structure, header=header, terms=WITHIN,
        method=pick(draw, ["net", "net", "advantage"]), offset=pick(draw, [None, "100%"]),
        allocation=pick(draw, ["central", "even", "fair_share", "reverse_fair_share"]),
    )  # fmt: skip
    own = [replace(one, pool=lower.id, internal_terms=None)
           for one in members if one.account in inside]  # fmt: skip
    if not own or pick(draw, [True, True, False]):
        cap = draw_cap(draw, lower, currency[header])
        own.append(NotionalMember(pool=lower.id, account=header, debit_cap=cap))
    days = days_of(scenario)
    return replace(
        scenario,
        terms=(*scenario.terms, draw_terms(draw, WITHIN, days)),
        rates=(*scenario.rates, *(one for side in SIDES
                                  for one in draw_rates(draw, WITHIN, side, days))),
        notional_pools=(pool, lower),
        notional_members=(*(one for one in members if one.account not in inside), *own),
    )  # fmt: skip


def draw_register_header(draw: st.DrawFn, scenario: Scenario, header: BankAccount) -> BankAccount:
    """Mostly an account with a credit line, where there is one."""
    named = {line.account for line in scenario.credit_lines}
    able = [one for one in scenario.accounts if one.id in named]
    return pick(draw, [*able, *able, header])


def with_internal_rates(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario, with internal rates where its pool is shared by rates: those of the pool, or of
    some participants in place of the pool's."""
    (pool,), days = scenario.notional_pools, days_of(scenario)
    if pool.allocation != "rate_based":
        return scenario
    headers = {pool.header, *(one.header for one in scenario.notional_currencies)}
    apart = {one.account for one in scenario.notional_members
             if one.account not in headers and pick(draw, [False, True])}  # fmt: skip
    own = draw_terms(draw, INTERNAL, days)
    priced = [one for side in SIDES
              for one in draw_rates(draw, INTERNAL, side, days)]  # fmt: skip
    return replace(
        scenario,
        terms=(*scenario.terms, own),
        rates=(*scenario.rates, *priced),
        notional_pools=(replace(pool, internal_terms=POOLED if apart else INTERNAL),),
        notional_currencies=tuple(replace(one, internal_terms=INTERNAL)
                                  for one in scenario.notional_currencies),
        notional_members=tuple(
            replace(one, internal_terms=INTERNAL if one.account in apart else None)
            for one in scenario.notional_members
        ),
    )  # fmt: skip


def with_another_currency(
    draw: st.DrawFn, scope: Scope, scenario: Scenario, header: BankAccount
) -> Scenario:
    """The scenario, mostly with another currency in its pool where the header's bank has one."""
    (pool,), days = scenario.notional_pools, days_of(scenario)
    others = [one for one in scenario.accounts
              if one.bank == header.bank and one.currency != header.currency]  # fmt: skip
    able = "overlays" in scope.options and pool.method not in NOTHING_SET_OFF and others
    if not able or not pick(draw, [True, True, False]):
        return scenario
    other = pick(draw, others)
    currency = NotionalCurrency(
        pool=pool.id, header=other.id, terms=OTHER, offset_terms=pool.offset_terms
    )
    side: FxSide = pick(draw, ["mid", "bid", "ask"])
    return replace(
        scenario,
        terms=(*scenario.terms, draw_terms(draw, OTHER, days)),
        rates=(*scenario.rates, *(one for each in SIDES
                                  for one in draw_rates(draw, OTHER, each, days))),
        notional_pools=(replace(pool, fx_side=side),),
        notional_currencies=(currency,),
        notional_members=(
            *scenario.notional_members,
            *draw_members(draw, pool, [one for one in others if one.currency == other.currency],
                          days),
        ),
        fx_rates=(*scenario.fx_rates, *lacking(draw, scenario, header.currency, other.currency)),
    )  # fmt: skip


def lacking(draw: st.DrawFn, scenario: Scenario, base: str, currency: str) -> list[FxRate]:
    """Rates between the two, quoted from either end, where none leads from one to the other."""
    quoted = {(rate.base, rate.quote) for rate in scenario.fx_rates}
    if way(quoted, currency, base, scenario.fx_bridge) is not None:
        return []
    pair = turned(draw, currency, base)
    return draw_fx_rates(draw, scenario, pair, scenario.fx_days)


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
    """Some of the accounts, with caps and dates; agreed shares make one on every day, and the
    header of a register stays in it."""
    agreed = pool.allocation == "agreed"
    count = min(len(others), pick(draw, [2, 3, 1] if agreed else [len(others), 2, 3, 1]))
    chosen = shuffled(draw, others)[:count]
    if pool.method == "register" and all(one.id != pool.header for one in chosen):
        chosen = [next(one for one in others if one.id == pool.header), *chosen[1:]]
    found: list[NotionalMember] = []
    for place, account in enumerate(chosen):
        one = NotionalMember(
            pool=pool.id,
            account=account.id,
            share=EIGHTHS[count][place] if agreed else None,
            debit_cap=draw_cap(draw, pool, account.currency),
        )
        stays = agreed or (pool.method == "register" and account.id == pool.header)
        found += [one] if stays else draw_dates(draw, one, days)
    return tuple(found)


def draw_cap(draw: st.DrawFn, pool: NotionalPool, currency: str) -> Decimal | None:
    """Often none, sometimes an amount, sometimes nothing at all."""
    if pool.method in NOTHING_SET_OFF:
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

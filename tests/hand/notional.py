"""Small notional pools written as tables of accounts, and what they bear, in minor units."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.hand.tables import MONDAY, group
from tests.reference.world import Outcome
from treasury.fx import FxRate
from treasury.interest import Terms
from treasury.pooling.notional import (
    NotionalCurrency,
    NotionalMember,
    NotionalPool,
    SetOff,
)
from treasury.rates import Rate
from treasury.scenario import Scenario

CN = SetOff(country="CN", allowed=True, reason="as this example supposes")


def rates(terms: str, credit: str, debit: str) -> tuple[Rate, Rate]:
    """Both sides of terms, flat."""
    return (
        Rate(terms=terms, side="credit", rate=credit),
        Rate(terms=terms, side="debit", rate=debit),
    )


SMALL = rates("own", "0.35%", "4.35%")
ROUND = rates("own", "3.6%", "7.2%")
"""One and two hundredths of a per cent a day on a base of 360 days."""


def member(account: str, **more: Any) -> NotionalMember:
    """A participant of the pool P."""
    return NotionalMember(pool="P", account=account, **more)


def pooled(
    accounts: str, members: tuple[NotionalMember, ...] = (), items: str = "", **more: Any
) -> Scenario:
    """Accounts with the terms `own`, all in one pool unless members are given.

    `more` are fields of the pool, or `days`, `rates`, `terms` of the scenario.
    """
    days, priced = more.pop("days", 1), more.pop("rates", ROUND)
    terms = more.pop("own", (Terms(id="own"),))
    pool = {"header": "H", "terms": "own", "allocation": "fair_share", **more}
    found = group(
        accounts,
        items,
        days=days,
        terms=terms,
        rates=priced,
        notional_pools=(NotionalPool(id="P", structure="pool", **pool),),
        set_off=(CN,),
    )
    everybody = tuple(member(one.id) for one in found.accounts)
    return replace(found, notional_members=members or everybody)


def quoted(base: str, quote: str, mid: str, **more: Any) -> FxRate:
    """A rate of the first day that holds until the next one of its pair."""
    until = MONDAY + timedelta(days=400)
    prices = {name: Decimal(more.pop(name)) for name in ("bid", "ask") if name in more}
    given = {"date": MONDAY, "valid_until": until, **more}
    return FxRate(base=base, quote=quote, mid=Decimal(mid), **prices, **given)


EUR_USD, EUR_GBP = quoted("EUR", "USD", "1.08"), quoted("EUR", "GBP", "0.85")


def overlaid(accounts: str, *headers: str, **more: Any) -> Scenario:
    """A pool of several currencies: `headers` are those beside the pool's own, H.

    `fx` are its rates, 1.08 dollars and 0.85 pounds for a euro unless given; `offset_terms` are
    those of every currency, `scenario` further fields of the scenario, the rest as in `pooled`.
    """
    rates_of_fx = more.pop("fx", (EUR_USD, EUR_GBP))
    fields = more.pop("scenario", {})
    offset = more.get("offset_terms")
    currencies = tuple(
        NotionalCurrency(pool="P", header=one, terms="own", offset_terms=offset) for one in headers
    )
    found = pooled(accounts, **more)
    return replace(found, notional_currencies=currencies, fx_rates=rates_of_fx, **fields)


def shares(outcome: Outcome) -> dict[str, int]:
    """Fen of the pool's result by account, not yet posted."""
    return {
        what.removeprefix("P > "): amount
        for (kind, what, _), amount in outcome.accrued.items()
        if kind == "pool"
    }


def own(outcome: Outcome) -> dict[str, int]:
    """Fen that each account's own terms bear, not yet posted."""
    found: dict[str, int] = {}
    for (kind, what, _), amount in outcome.accrued.items():
        if kind == "account":
            found[what] = found.get(what, 0) + amount
    return found

"""Small notional pools written as tables of accounts, and what they bear, in minor units."""

from dataclasses import replace
from typing import Any

from tests.hand.tables import group
from tests.reference.world import Outcome
from treasury.interest import Terms
from treasury.pooling.notional import NotionalMember, NotionalPool, SetOff
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

"""Account analysis: fees that a bank sets off against an earnings credit on the balances it holds.

The credit is worth what idle balances would earn, but is never paid out: it pays analysed fees, and
what it does not cover is charged. Exact fractions of minor units here; the loop has its own twin in
`exact`. Source: `docs/decisions/0062-account-analysis.md`.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from typing import Literal

from treasury.record import record

Period = Literal["month", "quarter", "year"]
Negative = Literal["zero", "offset"]
Excess = Literal["carry", "year", "lost"]


@record
class AccountAnalysis:
    """An analysis of accounts at one bank, in one currency, in force from a day to a day.

    A period ends at the close of `day` of the month (a day beyond the month's end is its last;
    `quarter`: March, June, September and December; `year`: December). Its earnings credit
    (收益抵免) is what the accounts' collected balances, which are their value balances at each
    close, less `reserve_share`, bear at the credit rate of `terms`, which is never below zero;
    rounded once, half up. `negative` says what an overdrawn account counts: nothing (`zero`), or
    it is set off against the others of its day (`offset`).

    The credit pays the fees that name the analysis. Periods are settled by `settles`: what the
    credit does not cover is charged to `settlement_account` at the opening of the first
    `charge_day` of a month after that (without one, of the next day), whether or not it has the
    money. What is left of the credit is carried on (`carry`), up to the end of the year's last
    settlement (`year`), or `lost`; when the analysis ends, it is lost, unless it goes over.

    With `follows` it continues another analysis of the bank, from the day after that ended or
    later: fees that name one of a chain go, on each day, through the one of it that is in force.
    What is left of the credit when the earlier one ends goes over where this one begins on the next
    day and the earlier one's `excess` carries it on.

    Accounts of several legal persons are analysed together only where `several_entities` says so.
    `source` says where it is agreed.
    """

    id: str
    title: str = ""
    accounts: tuple[str, ...]
    settlement_account: str
    terms: str
    reserve_share: str = "0%"
    negative: Negative = "zero"
    every: Period = "month"
    day: int = 31
    settles: Period = "month"
    charge_day: int | None = None
    excess: Excess = "carry"
    several_entities: bool = False
    follows: str | None = None
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    source: str = ""

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the analysis is in force on the day."""
        begins, ends = self.valid_from or day, self.valid_until or day
        return begins <= day <= ends


Chain = tuple[AccountAnalysis, ...]
"""Account analyses that continue one another, in their turn."""


def chains_of(found: Iterable[AccountAnalysis]) -> dict[str, Chain]:
    """The chain in which each analysis stands, by its id; also where it stands alone.

    Those of one chain share it. Of several that continue one, and of a circle, which are refused,
    each stands in some chain.

    >>> given = {"accounts": ("A",), "settlement_account": "A", "terms": "ecr"}
    >>> old, other = AccountAnalysis(id="old", **given), AccountAnalysis(id="other", **given)
    >>> chains = chains_of([AccountAnalysis(id="new", follows="old", **given), old, other])
    >>> {name: [one.id for one in chain] for name, chain in sorted(chains.items())}
    {'new': ['old', 'new'], 'old': ['old', 'new'], 'other': ['other']}
    """
    by_id = {one.id: one for one in found}
    followers = {one.follows: one for one in by_id.values() if one.follows is not None}
    heads = [one for one in by_id.values() if one.follows not in by_id]
    chains: dict[str, Chain] = {}
    for head in (*heads, *by_id.values()):
        chain, at = dict[str, AccountAnalysis](), by_id.get(head.id)
        while at is not None and at.id not in chain and at.id not in chains:
            chain[at.id] = at
            at = followers.get(at.id)
        chains |= dict.fromkeys(chain, tuple(chain.values()))
    return chains


def held_in(chains: dict[str, Chain]) -> dict[str, frozenset[str]]:
    """The accounts that any of its chain analyses, by the id of each analysis."""
    held = {
        chain[0].id: frozenset(account for one in chain for account in one.accounts)
        for name, chain in chains.items()
        if name == chain[0].id
    }
    return {name: held[chain[0].id] for name, chain in chains.items()}


def in_force(chain: Chain, account: str, day: datetime.date) -> AccountAnalysis | None:
    """The analysis of the chain that is in force on a day and holds the account; None without."""
    one = holding(chain, day)
    return one if one is not None and account in one.accounts else None


def holding(chain: Chain, day: datetime.date) -> AccountAnalysis | None:
    """The analysis of the chain that is in force on a day; None without.

    In a chain each begins after the one before it has ended, so the last that has begun is meant.
    """
    begun = bisect_right(chain, day, key=lambda one: one.valid_from or datetime.date.min)
    one = chain[begun - 1] if begun else None
    return one if one is not None and one.holds_on(day) else None


def balance_required(fees: int, credit_of_one: Fraction) -> int | None:
    """The average collected balance whose earnings credit pays these fees, rounded up.

    `credit_of_one` is what one unit that stands all period long earns; where that is nothing, no
    balance would do.

    >>> balance_required(500_00, Fraction(2, 1000) * 31 / 365)    # 0.2 % over 31 days of 365
    294354839
    >>> balance_required(1_00, Fraction(0)) is None
    True
    """
    return ceil(fees / credit_of_one) if credit_of_one else None

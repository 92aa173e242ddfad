"""Loans netted by pair of legal persons (日终轧差) are the twin's, where pairs have several links.

Two members with up to five accounts below a head office with one or two, some below another of
their own; links begin and end by date, rates have versions and tiers, fees have bounds that hold
often, taxes are on loans and on interest. Some of the groups are not netted.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.agreement import difference
from tests.properties.picking import Dice, pick
from tests.properties.profiles import quick, tries
from tests.reference.pairing import one_loan
from tests.reference.setting import Setting
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.comparison import study
from treasury.dates import DayCount
from treasury.fees import FeeTerm
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

FIRST = datetime.date(2026, 3, 14)
OWNERS = {"A-1": "A", "A-2": "A", "A-3": "A", "B-1": "B", "B-2": "B", "HQ-1": "HQ", "HQ-2": "HQ"}
COUNTS: tuple[DayCount, ...] = ("ACT/360", "ACT/360", "30E/360", "ACT/365F")
RATES = ("1.2%", "3.1%", "0%", "2%")
SHARES = ("0.1%", "0.07%", "5%", "0.1%")
BOUNDS = (None, Decimal(50), Decimal(2), Decimal("0.5"))


def day(number: int) -> datetime.date:
    """A day of the run, counted from 0."""
    return FIRST + datetime.timedelta(days=number)


@st.composite
def groups(draw: st.DrawFn) -> Scenario:
    """A group as the module says."""
    return draw_group(draw)


def draw_group(draw: st.DrawFn) -> Scenario:
    """The group, whose every choice is drawn as a whole number."""
    days = pick(draw, [20, 40, 9])
    names = [*list(OWNERS)[: pick(draw, [5, 5, 4, 2])], "HQ-1", "HQ-2"]
    return Scenario(
        id="random", first_day=FIRST, last_day=day(days - 1),
        entities=tuple(Entity(id=name) for name in ("A", "B", "HQ")),
        banks=(Bank(id="Bank"),),
        accounts=tuple(account(name, draw) for name in names),
        terms=(terms("in", draw),),
        rates=(*rates(draw, "credit"), *rates(draw, "debit")),
        rules=(Rule(id="zero", preset="zero_balance"),
               Rule(id="keep", preset="keep", keep=Decimal(100))),
        structures=(Structure(
            id="pool", internal_terms="in", netting=pick(draw, ["pair", "pair", "link", "pair"]),
            payment_mode=pick(draw, ["full", "own_deposits", "full", "standalone"]),
            form="entrusted_loans",
        ),),
        links=tuple(one for name in names if name != "HQ-1" for one in links(draw, name, days)),
        fee_terms=tuple(fee(draw, since) for since in pick(draw, [(None,), (None, day(4)), ()])),
        tax_terms=taxes(draw),
        items=tuple(item(draw, number, names, days) for number in range(pick(draw, [8, 4, 14, 0]))),
    )  # fmt: skip


def account(name: str, draw: st.DrawFn) -> BankAccount:
    """An account that may be overdrawn without end."""
    opening = Decimal(pick(draw, [500, -300, 0, 800, 200]))
    return BankAccount(
        id=name, entity=OWNERS[name], bank="Bank", currency="CNY", opening=opening,
        overdraft="unlimited", terms=None,
    )  # fmt: skip


def terms(name: str, draw: st.DrawFn) -> Terms:
    """How the one loan of a pair bears interest."""
    return Terms(
        id=name, day_count=pick(draw, COUNTS), settles=pick(draw, ["quarterly", "monthly"]),
        carry_remainder=pick(draw, [False, True]),
    )  # fmt: skip


def rates(draw: st.DrawFn, side: Any) -> list[Rate]:
    """One or two versions of one or two tiers of a side."""
    found = []
    for since in pick(draw, [(None,), (None, day(3))]):
        bounds = pick(draw, [(None,), (Decimal(300), None)])
        found += [
            Rate(terms="in", side=side, valid_from=since, up_to=each, rate=pick(draw, RATES))
            for each in bounds
        ]
    return found


def links(draw: st.DrawFn, name: str, days: int) -> list[Link]:
    """The links of an account: to a head office's, below one of its own, one after the other. Those
    first in the list, on which the loan of a pair stands, last."""
    own = {"A-2": "A-1", "A-3": "A-1", "B-2": "B-1"}.get(name)
    above = ["HQ-1"] if name == "HQ-2" else ["HQ-1", "HQ-2", "HQ-1", *([own] if own else [])]
    first = Link(
        structure="pool", participant=name, header=pick(draw, above),
        rule=pick(draw, ["zero", "zero", "keep"]), priority=pick(draw, [1, 2]),
    )  # fmt: skip
    if name in ("A-1", "B-1", "HQ-2") or pick(draw, [0, 0, 1]) == 0:
        return [first]
    ends = pick(draw, [2, 5, days - 2])
    ended = replace(first, valid_until=day(ends), at_end=pick(draw, ["settle", "novate"]))
    return [ended, replace(first, header=pick(draw, above), valid_from=day(ends + 1))]


def fee(draw: st.DrawFn, since: datetime.date | None) -> FeeTerm:
    """A version of the agent's fee on what two legal persons owe each other."""
    least = pick(draw, BOUNDS)
    return FeeTerm(
        fee="agent", base="loan_balance", valid_from=since, rate=pick(draw, SHARES),
        minimum=least, maximum=pick(draw, [None, Decimal(60), least]), every="month",
        payer="lender", currency="CNY",
    )  # fmt: skip


def taxes(draw: st.DrawFn) -> tuple[TaxTerm, ...]:
    """Some of the taxes on the loans of a pair."""
    every = (
        TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True),
        TaxTerm(tax="more", base="tax", on="VAT", rate="12%"),
        TaxTerm(tax="stamp", base="loan_drawn", rate="5%"),
    )
    return every[: pick(draw, [3, 2, 0])]


def item(draw: st.DrawFn, number: int, names: list[str], days: int) -> Item:
    """A receipt or a payment of any account on any day."""
    amount = Decimal(pick(draw, [100, -100, 250, -400, -650, 1000]))
    return Item(
        id=f"i{number}", date=day(pick(draw, list(range(days)))), account=pick(draw, names),
        amount=amount,
    )  # fmt: skip


@quick(40)
@given(groups())
def test_a_loan_netted_by_pair_costs_and_bears_what_the_twin_says(scenario):
    if not complaints(scenario):
        assert difference(scenario, "pool") == ""


def test_groups_by_fair_dice_are_netted_over_several_links_and_every_check_holds():
    netted = 0
    for number in range(tries(60)):
        scenario = draw_group(Dice(number))
        if complaints(scenario):
            continue
        assert difference(scenario, "pool") == "", number
        wrong = [
            check for run in study(scenario).runs for check in run.checks if check.passed is False
        ]
        assert wrong == [], number
        told = one_loan(Setting(scenario, "pool"))
        netted += len(told) > len(set(told.values()))
    assert netted >= tries(60) // 2

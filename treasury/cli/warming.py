"""Loads the compiled kernel before there is a scenario, by a small group's day."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.arrays import INTERPRETED
from treasury.comparison import study
from treasury.flows.items import Item
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.scenario import Scenario

DAY = date(2026, 1, 1)
AMOUNT = Decimal(1)


def small_group() -> Scenario:
    """A header and a participant with a receipt and a payment each: of each list two or more.

    A list of one is laid out otherwise, and would load other code than a run does.
    """
    ids = ("a", "b")
    return Scenario(
        id="small",
        first_day=DAY,
        last_day=DAY,
        entities=(Entity(id="e", name="e"),),
        banks=(Bank(id="k", name="k"),),
        accounts=tuple(
            BankAccount(id=each, entity="e", bank="k", currency="CNY", opening=AMOUNT)
            for each in ids
        ),
        items=tuple(
            Item(id=f"{each}{sign}", date=DAY, account=each, amount=sign * AMOUNT)
            for each in ids
            for sign in (1, -1)
        ),
        structures=(Structure(id="s", payment_mode="full"),),
        links=(Link(structure="s", participant="b", header="a", rule="r"),),
        rules=(Rule(id="r", preset="zero_balance"),),
    )


def was_compiled() -> bool:
    """Whether the kernel was compiled before, so that it is quickly loaded."""
    return not INTERPRETED and any(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi"))


def load_kernel() -> None:
    """Do once what every run does with compiled code: simulate, book and check. Nothing is kept.

    What only some runs need (virtual ledgers, rates that follow an index) is loaded by them.
    """
    study(small_group())

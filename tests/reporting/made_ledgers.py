"""The made pool with virtual ledgers inside its root and one of its participants."""

from dataclasses import replace
from decimal import Decimal

from tests.reporting.made_pool import day, pool
from treasury.accounts.virtual import Adjustment, VirtualLedger
from treasury.scenario import Scenario

OF_ITEM = {"r1": "roof", "r2": "site", "v1": "site", "p3": "unassigned"}


def divided_pool() -> Scenario:
    """Ledgers with and without interest, items of theirs, adjustments; 20 January settles."""
    scenario = pool()
    flat = [rate for rate in scenario.rates if rate.terms == "int"]
    return replace(
        scenario,
        rates=(*(rate for rate in scenario.rates if rate.terms == "cur"), *flat),
        ledgers=(
            VirtualLedger(id="site", account="HQ-1", name="Site", interest="net", terms="int",
                          opening=Decimal(-300)),
            VirtualLedger(id="shop", account="HQ-1", name="=1+1", interest="both", terms="cur",
                          opening=Decimal(700)),
            VirtualLedger(id="roof", account="S1-1", interest="credit", terms="int"),
            VirtualLedger(id="union", account="S1-1", opening=Decimal("0.55")),
        ),
        items=tuple(replace(one, ledger=OF_ITEM.get(one.id)) for one in scenario.items),
        adjustments=(
            Adjustment(date=day(9), account="HQ-1", from_ledger="site", to_ledger="shop",
                       amount=Decimal("8000.50"), text="was the shop's: all of it"),
            Adjustment(date=day(30), value_date=day(2, month=2), account="HQ-1",
                       from_ledger="shop", to_ledger="unassigned", amount=Decimal(9000)),
        ),
    )  # fmt: skip

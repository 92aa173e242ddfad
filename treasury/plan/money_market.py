"""Money market sweeps resolved: amounts in minor units, and what each does on which day.

Source: the banking day, section 3, step 2; `docs/decisions/0058-money-market-sweeps.md`.
"""

from datetime import date
from decimal import Decimal

import numpy as np

from treasury.arrays import UNLIMITED, Flags
from treasury.dates import business_days
from treasury.money import to_minor
from treasury.money_market import MoneyMarketSweep
from treasury.placements import (
    ENDS,
    RESTS,
    WORKS,
    InvestmentDayTable,
    Investments,
    InvestmentTable,
)
from treasury.plan.group import Group
from treasury.plan.links import column
from treasury.scenario import Scenario


def investing_in(scenario: Scenario, structure: str | None) -> list[MoneyMarketSweep]:
    """The money market sweeps of a run, by id."""
    own = [each for each in scenario.money_market_sweeps if each.structure in (None, structure)]
    return sorted(own, key=lambda each: each.id)


def investment_tables(
    scenario: Scenario, structure: str | None, group: Group, days: list[date]
) -> Investments:
    """The money market sweeps of the run as arrays."""
    found = investing_in(scenario, structure)
    currency = [group.currency(each.account) for each in found]

    def amounts(key: str, otherwise: int) -> list[int]:
        given: list[Decimal | None] = [getattr(each, key) for each in found]
        return [
            otherwise if value is None else to_minor(value, code)
            for value, code in zip(given, currency, strict=True)
        ]

    rows = InvestmentTable(
        account=column(group.account[each.account] for each in found),
        opening=column(amounts("invested", 0)),
        keep=column(amounts("keep", 0)),
        minimum=column(amounts("minimum", 0)),
        multiple=column(amounts("multiple", 1)),
        redemption_minimum=column(amounts("redemption_minimum", 0)),
        redemption_multiple=column(amounts("redemption_multiple", 1)),
        maximum=column(amounts("maximum", UNLIMITED)),
        next_day=column(int(each.redemption == "next_day") for each in found),
    )
    return Investments(rows, day_table(scenario, found, days))


def day_table(
    scenario: Scenario, found: list[MoneyMarketSweep], days: list[date]
) -> InvestmentDayTable:
    """What each sweep does on each day: only on business days, from its first to its last day."""
    empty = np.zeros((len(days), len(found)), dtype=np.uint8)
    table = InvestmentDayTable(empty, empty.copy(), empty.copy())
    for at, each in enumerate(found):
        begins, ends = each.valid_from or date.min, each.valid_until or date.max
        works = business_days_of(scenario, each, days)
        inside = np.array([begins <= day <= ends for day in days], dtype=np.bool_)
        table.pays[:, at] = works
        table.stage[:, at] = np.where(inside & (works == 1), WORKS, RESTS)
        if days[0] <= ends <= days[-1]:
            table.stage[(ends - days[0]).days, at] = ENDS
        table.reinvests[:, at] = inside & (each.distribution == "reinvest")
    return table


def business_days_of(scenario: Scenario, each: MoneyMarketSweep, days: list[date]) -> Flags:
    """1 for each day on which it can be placed and redeemed, by its own calendar or its bank's."""
    account = next(one for one in scenario.accounts if one.id == each.account)
    of_bank = next(one.calendar for one in scenario.banks if one.id == account.bank)
    name = each.calendar or of_bank
    if name is None:
        return np.ones(len(days), dtype=np.uint8)
    return business_days(next(one for one in scenario.calendars if one.id == name), days)

"""Money market sweeps, restated: a fund that is asked each evening of a business day.

Written from the banking day, section 3, step 2, and the words of the decision on money market
sweeps: what is over goes into it in whole units, what lacks comes back, payments that wait, a drawn
credit line and what is overdue among it; money for the next morning bears until it comes.
"""

import datetime
from decimal import Decimal

from tests.reference.days import works
from tests.reference.setting import Setting
from tests.reference.stopping import nothing_leaves
from tests.reference.units import minor
from tests.reference.world import World
from treasury.money_market import MoneyMarketSweep


def funds_of(setting: Setting) -> list[MoneyMarketSweep]:
    """The sweeps of the run."""
    own = setting.structure.id if setting.structure else None
    every = setting.scenario.money_market_sweeps
    return sorted((one for one in every if one.structure in (None, own)), key=lambda one: one.id)


def units(world: World, fund: MoneyMarketSweep, amount: Decimal | None) -> int | None:
    """An amount of the record in minor units."""
    return None if amount is None else minor(amount, world.setting.accounts[fund.account].currency)


def begin(world: World) -> None:
    """What is invested before the first day."""
    for fund in funds_of(world.setting):
        world.invested[fund.id] = units(world, fund, fund.invested) or 0


def business_day(world: World, fund: MoneyMarketSweep) -> bool:
    """Whether the fund, or the account's bank where it says nothing, works today."""
    scenario = world.setting.scenario
    (account,) = (one for one in scenario.accounts if one.id == fund.account)
    (bank,) = (one for one in scenario.banks if one.id == account.bank)
    return works(world.setting.calendars, fund.calendar or bank.calendar, world.day)


def in_force(fund: MoneyMarketSweep, day: datetime.date) -> bool:
    """Whether the day lies between its first and its last."""
    return (fund.valid_from or day) <= day <= (fund.valid_until or day)


def stays(world: World, name: str, amount: int) -> bool:
    """Whether what is distributed today is left in the fund; what it costs never is."""
    (fund,) = (one for one in funds_of(world.setting) if one.id == name)
    return amount > 0 and fund.distribution == "reinvest" and in_force(fund, world.day)


def morning(world: World) -> None:
    """The opening: what was ordered comes on a business day."""
    for fund in funds_of(world.setting):
        if business_day(world, fund):
            coming = world.ordered.pop(fund.id, 0)
            world.invested[fund.id] -= coming
            world.move(fund.account, coming)


def evening(world: World) -> bool:
    """The end of the day, after credit lines and deposits; whether anything came to an account."""
    came = False
    for fund in funds_of(world.setting):
        if not (in_force(fund, world.day) and business_day(world, fund)):
            continue
        back = comes_back(world, fund)
        if back > 0 and fund.redemption == "next_day":
            world.ordered[fund.id] = back
            continue
        world.invested[fund.id] -= back
        world.move(fund.account, back)
        came = came or back > 0
    return came


def comes_back(world: World, fund: MoneyMarketSweep) -> int:
    """What the fund gives back this evening; below zero: what goes into it."""
    there, account = world.invested[fund.id], fund.account
    if fund.valid_until == world.day:
        return there
    over = left_over(world, fund)
    if over > 0:
        return (
            0 if nothing_leaves(world.setting, account, world.day) else -goes_in(world, fund, over)
        )
    if over == 0:
        return 0
    wanted = max(-over, units(world, fund, fund.redemption_minimum) or 0)
    unit = units(world, fund, fund.redemption_multiple) or 1
    while wanted % unit:
        wanted += unit - wanted % unit
    return min(wanted, there)


def left_over(world: World, fund: MoneyMarketSweep) -> int:
    """What the account has beyond what it keeps, owes on its line or overdue, and has waiting."""
    account = world.setting.accounts[fund.account]
    there = world.unheld(fund.account)
    if there < 0:
        there = min(0, world.book[fund.account])  # what a hold lacks is nobody's need
    there -= sum(-item.amount for item in world.queue[fund.account])
    there -= max(0, account.lowest, units(world, fund, fund.keep) or 0)
    agreements = world.setting.scenario.overdraft_agreements
    overdue = sum(world.owed[one.id] for one in agreements if one.account == fund.account)
    return there - overdue - (world.owed[account.line] if account.line is not None else 0)


def goes_in(world: World, fund: MoneyMarketSweep, over: int) -> int:
    """How much of what is over the fund takes."""
    most = units(world, fund, fund.maximum)
    if most is not None:
        over = max(0, min(over, most - world.invested[fund.id]))
    unit, least = units(world, fund, fund.multiple) or 1, units(world, fund, fund.minimum) or 0
    whole = over - over % unit
    return whole if whole >= least else 0


def write_down(world: World) -> None:
    """What is invested at the close."""
    for fund in funds_of(world.setting):
        world.outcome.invested.setdefault(fund.id, []).append(world.invested[fund.id])

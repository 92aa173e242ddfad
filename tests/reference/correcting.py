"""Back value, restated with exact fractions on what the twin itself has lived through (section 9).

Facts are frozen: what stands at the close of each day stays, less what was posted on value
balances, which is posted once more on the balances with the late items: interest of accounts, what
notional pools share, fees on overdrafts that are not used, taxes on what a bank pays. Interest of
loans and of positions, and what else is levied, follows from things that no late item changes.
"""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.reference.accruing import accruals_of, close_interest, post_interest
from tests.reference.days import days_of
from tests.reference.depositing import earned_until, paid_on, there_at
from tests.reference.levying import charge, levies_of, see, would_charge
from tests.reference.setting import Setting
from tests.reference.setting_off import close_pots, left_to_own_terms, pots_of, tell_pending
from tests.reference.taxing import Taxes, charge_taxes, would_tax
from tests.reference.world import Levied, Outcome, Posting, World
from treasury.scenario import Scenario

ON_VALUE = ("account", "pool")
"""What bears on value balances."""


class LateAmount(NamedTuple):
    """What becomes known of an account late, in minor units."""

    account: str
    amount: int
    value_day: datetime.date


@dataclass
class Anew:
    """What is right up to a day: value balances by day, postings, charges, and what stands open."""

    value: dict[str, list[int]] = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    levies: list[Levied] = field(default_factory=list)
    accrued: dict[tuple[str, str, str], int] = field(default_factory=dict)
    levied: dict[tuple[str, str], int] = field(default_factory=dict)


OF_BANKS = ("bank_interest", "pool_result")


def charged_on_value(scenario: Scenario) -> set[str]:
    """The fees and taxes whose base follows from value balances."""
    names = {one.fee for one in scenario.fee_terms if one.base == "undrawn_overdraft"}
    names |= {one.tax for one in scenario.tax_terms if one.base in OF_BANKS}
    for _ in scenario.tax_terms:
        names |= {one.tax for one in scenario.tax_terms if one.base == "tax" and one.on in names}
    return names


def live_again(
    scenario: Scenario,
    structure: str | None,
    lived: Outcome,
    late: list[LateAmount],
    today: datetime.date,
) -> Anew:
    """What is right up to today, of what was `lived`, with the late amounts on their value days."""
    setting = Setting(scenario, structure)
    world, again, names = World(setting), Anew(), charged_on_value(scenario)
    accruals = [one for one in accruals_of(world) if one.kind == "account"]
    pots = pots_of(world)
    levies = [one for one in levies_of(setting) if one.overdraft]
    taxes = Taxes(setting)
    taxes.versions = {tax: found for tax, found in taxes.versions.items() if tax in names}
    world.value = dict.fromkeys(world.value, 0)
    for place, day in enumerate(days_of(scenario.first_day, today)):
        world.day = day
        setting.turn_to(day)
        posted = post_interest(world, accruals)
        results = [one for pot in pots for one in pot.post(world)]
        for levy in levies:
            charge(world, levy)
        charge_taxes(world, taxes, accruals, posted, results, paid_on(lived, day))
        anew = dict(world.value)
        for account in anew:
            world.value[account] += stays(lived, names, account, (place, day))
            world.value[account] += sum(
                one.amount for one in late if one.account == account and one.value_day <= day
            )
            again.value.setdefault(account, []).append(world.value[account])
        close_interest(world, accruals, left_to_own_terms(world, pots))
        close_pots(world, pots)
        for levy in levies:
            see(world, levy, [])
        world.value = anew
    tell_pending(world, pots)
    for accrual in accruals:
        if accrual.pending:
            world.outcome.accrued[accrual.kind, accrual.subject, accrual.side] = accrual.pending
    for levy in levies:
        would_charge(world, levy)
    results = [one for pot in pots for one in pot.pending.items()]
    would_tax(world, taxes, accruals, results, earned_until(world, there_at(lived, place), today))
    again.postings, again.levies = world.outcome.postings, world.outcome.levies
    again.accrued, again.levied = world.outcome.accrued, world.outcome.levied
    return again


def stays(lived: Outcome, names: set[str], account: str, at: tuple[int, datetime.date]) -> int:
    """The value balance at a close, less what was posted on value balances until then."""
    place, day = at
    balance = lived.value[account][place]
    for one in lived.postings:
        to = one.subject.rpartition(" > ")[2] if one.kind == "pool" else one.subject
        if one.kind in ON_VALUE and to == account and one.day <= day:
            balance -= one.amount
    for levied in lived.levies:
        if levied.fee in names and levied.account == account and levied.day <= day:
            balance += levied.amount
    return balance

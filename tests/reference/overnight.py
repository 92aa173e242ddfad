"""Overdraft nights restated: how often in a row an account is overdrawn, and what the bank does.

From the text: what is overdrawn at a close counts a night; at zero or above the count begins anew.
One night more than agreed, and what is overdrawn becomes an overdue loan, the overdraft is closed.
What is overdrawn while it is closed becomes overdue at once, where the agreement says so. The loan
is repaid at the end of a day, before the credit line, from what is available above the reserve;
with the last of it the overdraft opens again, from the next day on, where the agreement says so.
"""

import datetime
from dataclasses import dataclass, replace

from tests.reference.days import END_OF_DAY
from tests.reference.stopping import nothing_leaves
from tests.reference.units import minor
from tests.reference.world import World
from treasury.credit import OverdraftAgreement


@dataclass
class Tally:
    """One agreement as it stands: the run of nights so far, and whether the overdraft is shut."""

    written: OverdraftAgreement
    run: int
    shut: bool

    def holds(self, day: datetime.date) -> bool:
        """Whether a night of this day counts."""
        late = self.written.valid_until is not None and day > self.written.valid_until
        early = self.written.valid_from is not None and day < self.written.valid_from
        return not (late or early)


def tallies_before(world: World) -> list[Tally]:
    """Every agreement before the first day; shut where something is overdue already."""
    found = []
    for written in sorted(world.setting.scenario.overdraft_agreements, key=lambda one: one.id):
        currency = world.setting.accounts[written.account].currency
        world.owed[written.id] = minor(written.overdue, currency)
        found.append(Tally(written, written.nights_before, written.overdue > 0))
    return found


def shut_overdrafts(world: World, tallies: list[Tally]) -> None:
    """At opening: whoever's overdraft is shut has no limit overnight, gives nothing of it, and has
    one during the day only where that stays open."""
    for tally in tallies:
        if tally.shut:
            facts = world.setting.accounts[tally.written.account]
            by_day = (
                0 if tally.written.closes_intraday else own_by_day(world, tally.written.account)
            )
            world.setting.accounts[tally.written.account] = replace(
                facts, overdraft=0, intraday=by_day, lowest=max(0, facts.lowest)
            )


def own_by_day(world: World, account: str) -> int:
    """The intraday overdraft that is written for the account."""
    (written,) = (one for one in world.setting.scenario.accounts if one.id == account)
    given = written.intraday_overdraft
    return 0 if given is None else minor(given, written.currency)


def repay_overdue(world: World, tallies: list[Tally]) -> None:
    """The end of step 2, before the lines: what is there above the reserve repays."""
    world.minute = END_OF_DAY
    for tally in tallies:
        account, loan = tally.written.account, tally.written.id
        if nothing_leaves(world.setting, account, world.day):
            continue
        there = world.available(account) - max(0, world.setting.accounts[account].lowest)
        amount = min(world.owed[loan], max(0, there))
        world.owed[loan] -= amount
        world.move(account, -amount)
        if amount and not world.owed[loan] and tally.written.reopens:
            tally.shut = False


def end_of_night(world: World, tallies: list[Tally]) -> None:
    """At the close: another night, none any more, or one too many."""
    for tally in tallies:
        overdrawn = max(0, -world.book[tally.written.account])
        if tally.shut:
            tally.run = 0
            if tally.written.unpaid == "overdue":
                becomes_overdue(world, tally, overdrawn)
            continue
        tally.run = tally.run + 1 if overdrawn and tally.holds(world.day) else 0
        if tally.run > tally.written.nights:
            becomes_overdue(world, tally, overdrawn)
            tally.run, tally.shut = 0, True


def becomes_overdue(world: World, tally: Tally, amount: int) -> None:
    """The bank credits the account; the debt stands as overdue."""
    world.move(tally.written.account, amount)
    world.owed[tally.written.id] += amount

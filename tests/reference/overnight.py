"""Overdraft nights restated: how often in a row an account is overdrawn, and what the bank does.

From the text: what is overdrawn at a close counts a night; at zero or above the count begins anew.
One night more than agreed, and what is overdrawn becomes an overdue loan, the overdraft is closed.
What is overdrawn while it is closed becomes overdue at once, where the agreement says so. The loan
is repaid at the end of a day, before the credit line, from what is available above the reserve;
with the last of it the overdraft opens again, from the next day on, where the agreement says so.

An account may have agreements one after another. The bank counts what it sees of the account:
nights in a row are those of the account, whichever agreement is in force, as long as one is. A
later agreement opens the overdraft from its first day, or when the last that is overdue is repaid.
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
    """The overdraft of one account as it stands: its agreements in order of time, the nights in a
    row so far, and the agreement under which it is shut."""

    account: str
    agreed: list[OverdraftAgreement]
    run: int = 0
    shut: OverdraftAgreement | None = None

    def in_force(self, day: datetime.date) -> OverdraftAgreement | None:
        """The agreement under which a night of this day counts."""
        for one in self.agreed:
            late = one.valid_until is not None and day > one.valid_until
            early = one.valid_from is not None and day < one.valid_from
            if not (late or early):
                return one
        return None

    def may_open(self, world: World) -> bool:
        """Whether the overdraft that is shut opens with the next day, if nothing is owed."""
        assert self.shut is not None
        later = self.agreed[self.agreed.index(self.shut) + 1 :]
        tomorrow = world.day + datetime.timedelta(days=1)
        return any(one.valid_from is not None and one.valid_from <= tomorrow for one in later)


def tallies_before(world: World) -> list[Tally]:
    """Every account with agreements before the first day; shut where something is overdue."""
    found: dict[str, Tally] = {}
    agreements = world.setting.scenario.overdraft_agreements
    for written in sorted(agreements, key=lambda one: one.valid_from or datetime.date.min):
        currency = world.setting.accounts[written.account].currency
        world.owed[written.id] = minor(written.overdue, currency)
        tally = found.setdefault(written.account, Tally(written.account, []))
        tally.agreed.append(written)
        tally.run += written.nights_before
        if written.overdue > 0:
            tally.shut = written
    return list(found.values())


def shut_overdrafts(world: World, tallies: list[Tally]) -> None:
    """At opening: whoever's overdraft is shut has no limit overnight, gives nothing of it, and has
    one during the day only where that stays open."""
    for tally in tallies:
        if tally.shut is not None:
            facts = world.setting.accounts[tally.account]
            by_day = 0 if tally.shut.closes_intraday else own_by_day(world, tally.account)
            world.setting.accounts[tally.account] = replace(
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
        if tally.shut is None or nothing_leaves(world.setting, tally.account, world.day):
            continue
        account, loan = tally.account, tally.shut.id
        there = world.available(account) - max(0, world.setting.accounts[account].lowest)
        amount = min(world.owed[loan], max(0, there))
        world.owed[loan] -= amount
        world.move(account, -amount)
        if amount and not world.owed[loan] and (tally.shut.reopens or tally.may_open(world)):
            tally.shut = None


def end_of_night(world: World, tallies: list[Tally]) -> None:
    """At the close: another night, none any more, or one too many."""
    for tally in tallies:
        overdrawn = max(0, -world.book[tally.account])
        if tally.shut is not None:
            tally.run = 0
            if tally.shut.unpaid == "overdue":
                becomes_overdue(world, tally.shut, overdrawn)
            if not world.owed[tally.shut.id] and tally.may_open(world):
                tally.shut = None
            continue
        agreed = tally.in_force(world.day)
        tally.run = tally.run + 1 if overdrawn and agreed else 0
        if agreed and tally.run > agreed.nights:
            becomes_overdue(world, agreed, overdrawn)
            tally.run, tally.shut = 0, agreed


def becomes_overdue(world: World, agreed: OverdraftAgreement, amount: int) -> None:
    """The bank credits the account; the debt stands as overdue."""
    world.move(agreed.account, amount)
    world.owed[agreed.id] += amount

"""Deposits with a principal, restated: a pile of money that is lived with from morning to morning.

Written from the banking day, sections 1 and 3, and the words of the decision on deposits: what a
notice costs in each case, what comes first off the pile, and that interest is rounded once a
withdrawal. Each piece of the pile knows the days on which it bears nothing, and up to which day it
has lost its rate to the demand rate of that day. Interest is an exact fraction.
"""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from tests.reference.days import basis_of, weight_of
from tests.reference.fixing import follows, parts, published, rate_on
from tests.reference.stopping import nothing_leaves
from tests.reference.units import minor, rate_of, rounded
from tests.reference.world import Outcome, PaidOut, World
from treasury.deposits import Deposit, Withdrawal
from treasury.interest import Terms
from treasury.rates import Rate

DAY = datetime.timedelta(days=1)
DAYS_OF_NOTICE = {"notice_1": 1, "notice_7": 7}
USUAL = {"notice_1": (500_000, 100_000), "notice_7": (500_000, 100_000), "time": (10_000, 0)}
"""In yuan: what must stay, what is taken at least."""


@dataclass(frozen=True)
class Piece:
    """Some of the pile. `lost` are (up to which day, the rate it then bears for all days before);
    `idle` are days without interest."""

    amount: int
    idle: frozenset[datetime.date] = frozenset()
    lost: tuple[tuple[datetime.date, Fraction], ...] = ()

    @property
    def spoilt(self) -> bool:
        """Whether a notice or a term has left its trace."""
        return bool(self.idle or self.lost)


@dataclass
class Pile:
    """A deposit that was placed."""

    world: World
    deposit: Deposit
    terms: Terms
    since: datetime.date
    pieces: list[Piece]
    ends: datetime.date | None
    terms_passed: int = 1
    contract: Fraction = Fraction(0)
    paid: list[PaidOut] = field(default_factory=list)

    def whole(self) -> int:
        """All that is there."""
        return sum(piece.amount for piece in self.pieces)

    def listed(self, day: datetime.date) -> Fraction:
        """The deposit's own rate on a day."""
        line = Rate(terms=self.terms.id, side="credit", rate=self.deposit.rate)
        if not follows(line):
            return rate_of(line.rate)
        name, margin = parts(line.rate)
        return published(self.world.setting.scenario, name, day, 0) + margin

    def demand(self, day: datetime.date) -> Fraction:
        """The demand rate on a day."""
        lines = [
            line
            for line in self.world.setting.scenario.rates
            if line.terms == self.terms.id and line.side == "credit"
        ]
        begun = [line for line in lines if (line.valid_from or datetime.date.min) <= day]
        line = max(begun, key=lambda one: one.valid_from or datetime.date.min)
        return rate_on(self.world.setting.scenario, line, day)

    def off(self, amount: int) -> list[Piece]:
        """Take so much off the pile, spoilt pieces first."""
        self.pieces = [p for p in self.pieces if p.spoilt] + [
            p for p in self.pieces if not p.spoilt
        ]
        taken = []
        while amount > 0:
            piece = self.pieces.pop(0)
            part = min(amount, piece.amount)
            amount -= part
            taken.append(replace(piece, amount=part))
            if piece.amount > part:
                self.pieces.insert(0, replace(piece, amount=piece.amount - part))
        return taken

    def earned(self, pieces: list[Piece], day: datetime.date, rate: Fraction) -> Fraction:
        """What the pieces have earned since the pile's term began, at a rate where nothing says
        otherwise."""
        total, at = Fraction(0), self.since
        while at < day:
            share = Fraction(
                weight_of(at, self.terms.day_count), basis_of(at, self.terms.day_count)
            )
            for piece in pieces:
                bears = rate
                for until, instead in piece.lost:
                    bears = instead if at < until else bears
                total += 0 if at in piece.idle else piece.amount * bears * share
            at += DAY
        return total

    def pay(self, day: datetime.date, principal: int, exact: Fraction) -> None:
        """Note what comes back."""
        interest = rounded(exact, self.terms.rounding)
        self.paid.append(PaidOut(day, self.deposit.id, principal, interest))

    def least(self) -> tuple[int, int]:
        """What must stay, and what is taken at least, in minor units."""
        currency = self.world.setting.accounts[self.deposit.account].currency
        usual = USUAL[self.deposit.product] if currency == "CNY" else (0, 0)
        given = (self.deposit.minimum, self.deposit.minimum_withdrawal)
        stay, take = (
            minor(one, currency) if one is not None else 100 * other
            for one, other in zip(given, usual, strict=True)
        )
        return stay, take

    def money(self, amount: Decimal | None, otherwise: int) -> int:
        """The amount in minor units, or what stands for none."""
        currency = self.world.setting.accounts[self.deposit.account].currency
        return otherwise if amount is None else minor(amount, currency)


def pile_of(world: World, deposit: Deposit) -> Pile:
    """The deposit on the day on which it is placed."""
    scenario, account = world.setting.scenario, world.setting.accounts[deposit.account]
    (record,) = (one for one in scenario.accounts if one.id == deposit.account)
    (terms,) = (one for one in scenario.terms if one.id == record.terms)
    amount = minor(deposit.amount, account.currency)
    pile = Pile(world, deposit, terms, deposit.placed_on, [Piece(amount)], deposit.matures_on)
    if deposit.product == "time":
        pile.contract = pile.listed(deposit.placed_on)
    return pile


def piles_before(world: World) -> dict[str, Pile]:
    """The deposits that stand when the run begins, after all their mornings before it."""
    scenario, structure = world.setting.scenario, world.setting.structure
    found = {}
    for deposit in scenario.deposits:
        here = deposit.structure is None or (structure and deposit.structure == structure.id)
        if here and deposit.placed_on < scenario.first_day:
            pile = pile_of(world, deposit)
            day = deposit.placed_on + DAY
            while day < scenario.first_day:
                morning(pile, day)
                day += DAY
            pile.paid.clear()
            found[deposit.id] = pile
    return found


def morning(pile: Pile, day: datetime.date) -> None:
    """What happens to the pile at the opening of a day: its term, its notices, withdrawals."""
    if pile.ends == day and pile.pieces:
        end_term(pile, day)
    lines = [one for one in pile.world.setting.scenario.withdrawals
             if one.deposit == pile.deposit.id]  # fmt: skip
    for line in lines:
        if line.date is None and pile.pieces and for_day(pile, line) == day:
            waste(pile, line, day)
    for line in lines:
        if line.date == day and pile.pieces:
            if pile.deposit.product == "time":
                hand_over(pile, line, day, 0)
            else:
                hand_over(pile, line, day, good_part(pile, line, day))


def for_day(pile: Pile, line: Withdrawal) -> datetime.date | None:
    """The day for which notice was given."""
    if line.notified_on is None or line.agreed_on is not None:
        return line.agreed_on
    return line.notified_on + DAYS_OF_NOTICE[pile.deposit.product] * DAY


def end_term(pile: Pile, day: datetime.date) -> None:
    """A time deposit matures."""
    how = pile.deposit.at_maturity
    if how == "stay":
        pile.pieces = [replace(p, lost=(*p.lost, (day, pile.contract))) for p in pile.pieces]
        pile.ends = None
        return
    exact = pile.earned(pile.pieces, day, pile.contract)
    pile.pay(day, 0 if how == "renew" else pile.whole(), exact)
    if how == "pay_out":
        pile.pieces = []
        return
    pile.since, pile.contract = day, pile.listed(day)
    pile.terms_passed += 1
    pile.ends = later_end(pile.deposit, pile.terms_passed)


def later_end(deposit: Deposit, terms: int) -> datetime.date:
    """The end of so many terms: the same day so many months on, if the term is whole months."""
    first, placed = deposit.matures_on, deposit.placed_on
    assert first is not None
    months = 12 * (first.year - placed.year) + first.month - placed.month
    if months and on_month(placed, months) == first:
        return on_month(placed, terms * months)
    return placed + terms * (first - placed)


def on_month(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return datetime.date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def waste(pile: Pile, line: Withdrawal, day: datetime.date) -> None:
    """A notice that nobody used: its days bear nothing for what was notified."""
    amount = min(pile.whole(), pile.money(line.notified_amount, pile.whole()))
    assert line.notified_on is not None
    days: set[datetime.date] = set()
    at = line.notified_on
    while at < day:
        days.add(at)
        at += DAY
    idle = [replace(one, idle=one.idle | days) for one in pile.off(amount)]
    pile.pieces = idle + pile.pieces


def good_part(pile: Pile, line: Withdrawal, day: datetime.date) -> int:
    """How much of a withdrawal bears the listed rate."""
    wanted = pile.money(line.amount, pile.whole())
    needed = DAYS_OF_NOTICE[pile.deposit.product]
    if line.notified_on is None or for_day(pile, line) != day:
        return 0
    if (day - line.notified_on).days < needed or (day - pile.deposit.placed_on).days < needed:
        return 0
    if wanted < pile.least()[1]:
        return 0
    return min(wanted, pile.money(line.notified_amount, wanted))


def hand_over(pile: Pile, line: Withdrawal, day: datetime.date, good: int) -> None:
    """A withdrawal, `good` of it at the listed rate; what is missing loses its own."""
    wanted = pile.money(line.amount, pile.whole())
    exact = pile.earned(pile.off(good), day, pile.listed(day))
    exact += pile.earned(pile.off(wanted - good), day, pile.demand(day))
    named = pile.money(line.notified_amount, wanted)
    if line.notified_on is not None and named > wanted:
        missing = pile.off(min(named - wanted, pile.whole()))
        spoilt = [replace(p, lost=(*p.lost, (day, pile.demand(day)))) for p in missing]
        pile.pieces = spoilt + pile.pieces
    rest = pile.whole()
    if rest < pile.least()[0]:
        exact += pile.earned(pile.off(rest), day, pile.demand(day))
        wanted += rest
    pile.pay(day, wanted, exact)


def pay_out(world: World, piles: dict[str, Pile]) -> None:
    """The opening: what comes back of each deposit is credited to its account."""
    for pile in piles.values():
        morning(pile, world.day)
        for one in pile.paid:
            world.move(pile.deposit.account, one.principal + one.interest)
            world.outcome.paid_out.append(one)
        pile.paid.clear()


def paid_on(outcome: Outcome, day: datetime.date) -> list[tuple[str, int]]:
    """What deposits paid in interest on a day."""
    return [(one.deposit, one.interest) for one in outcome.paid_out if one.day == day]


def place(world: World, piles: dict[str, Pile]) -> None:
    """The end of the day, after the credit lines: what is placed is there above the reserve."""
    scenario, structure = world.setting.scenario, world.setting.structure
    for deposit in sorted(scenario.deposits, key=lambda one: one.id):
        here = deposit.structure is None or (structure and deposit.structure == structure.id)
        if not here:
            continue
        if deposit.placed_on == world.day:
            pile = pile_of(world, deposit)
            stopped = nothing_leaves(world.setting, deposit.account, world.day)
            kept = max(0, world.setting.accounts[deposit.account].lowest)
            if world.available(deposit.account) - kept >= pile.whole() and not stopped:
                world.move(deposit.account, -pile.whole())
                piles[deposit.id] = pile
        there = piles[deposit.id].whole() if deposit.id in piles else 0
        world.outcome.deposited.setdefault(deposit.id, []).append(there)


def tell_accrued(world: World, piles: dict[str, Pile]) -> None:
    """What each deposit that is there at the end has earned and not been paid."""
    for name, pile in piles.items():
        if pile.pieces:
            earned = earned_by(pile, world.setting.scenario.last_day)
            world.outcome.deposit_accrued[name] = earned


def earned_by(pile: Pile, last: datetime.date) -> int:
    """What the pile has earned by the close of a day, as if all were taken after due notice."""
    rate = pile.listed(last)
    if pile.deposit.product == "time":
        rate = pile.demand(last) if pile.ends is None else pile.contract
    return rounded(pile.earned(pile.pieces, last + DAY, rate), pile.terms.rounding)


def earned_until(world: World, there: set[str], last: datetime.date) -> list[tuple[str, int]]:
    """What each deposit that is there at the close of a day has earned by then, and not been
    paid; worked out on piles of its own."""
    found = []
    for deposit in world.setting.scenario.deposits:
        if deposit.id in there:
            pile, day = pile_of(world, deposit), deposit.placed_on + DAY
            while day <= last:
                morning(pile, day)
                day += DAY
            found.append((deposit.id, earned_by(pile, last)))
    return found


def there_at(outcome: Outcome, place: int) -> set[str]:
    """The deposits that are there at the close of the day with a number."""
    return {name for name, by_day in outcome.deposited.items() if by_day[place]}

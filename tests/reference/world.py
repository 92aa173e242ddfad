"""What changes during a run, and the record of what happened; the reference twin's own books.

Amounts are ints of minor units, positive = the holder's asset; loans are positive = owed.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.reference.budgets import BudgetBook
from tests.reference.clearing import Taking
from tests.reference.converting import for_header
from tests.reference.days import UNTIMED
from tests.reference.setting import LinkKey, Setting, key_of
from tests.reference.units import minor
from treasury.pooling.structure import Budget

ItemKey = tuple[str, ...]
"""("item", its id), or ("loan", its id, "drawn" or "repaid")."""


class Dated(NamedTuple):
    """One item as the twin sees it; `arrival` numbers them in the order of the file."""

    key: ItemKey
    arrival: int
    day: datetime.date
    minute: int
    value_day: datetime.date
    account: str
    amount: int
    priority: int
    queues: bool
    refund: bool = False
    channels: tuple[Taking, ...] = ()
    too_late: bool = False


class Sweep(NamedTuple):
    """Money that crossed a link in a pass."""

    day: datetime.date
    minute: int
    giver: str
    receiver: str
    amount: int
    seen: int
    base: int


class Draw(NamedTuple):
    """Money fetched down a link for a payment."""

    day: datetime.date
    minute: int
    giver: str
    receiver: str
    amount: int


class Return(NamedTuple):
    """A sweep of an earlier day that its header gave back at opening, or could not."""

    day: datetime.date
    header: str
    participant: str
    amount: int
    kept: int


class UnderWay(NamedTuple):
    """A transfer that has left its giver and not reached its receiver; `due` None: not in the
    run."""

    key: LinkKey
    giver: str
    receiver: str
    upwards: int
    sent: datetime.date
    due: datetime.date | None


class Arrival(NamedTuple):
    """How a transfer ended: credited to its receiver, or back to its giver."""

    day: datetime.date
    giver: str
    receiver: str
    sent: datetime.date
    amount: int
    back: bool


class Fate(NamedTuple):
    """What became of an item: made, rejected or refused, and when."""

    what: str
    day: datetime.date
    minute: int


class Posting(NamedTuple):
    """Interest posted to an account or a position; `amount` > 0 where the account earns."""

    day: datetime.date
    kind: str
    subject: str
    side: str
    amount: int


class Levied(NamedTuple):
    """A fee by terms, or a tax, that was charged; `amount` is not negative."""

    day: datetime.date
    fee: str
    account: str
    amount: int


class PaidOut(NamedTuple):
    """What came back of a deposit on a day: principal, and interest (earned > 0)."""

    day: datetime.date
    deposit: str
    principal: int
    interest: int


@dataclass
class Outcome:
    """Everything the twin says about a run; day-end values are lists by day."""

    book: dict[str, list[int]] = field(default_factory=dict)
    value: dict[str, list[int]] = field(default_factory=dict)
    transit: dict[str, list[int]] = field(default_factory=dict)
    position: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    open_by_link: dict[LinkKey, int] = field(default_factory=dict)  # at the latest close
    owed: dict[str, list[int]] = field(default_factory=dict)
    sweeps: list[Sweep] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    fates: dict[ItemKey, Fate] = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    accrued: dict[tuple[str, str, str], int] = field(default_factory=dict)
    levies: list[Levied] = field(default_factory=list)
    levied: dict[tuple[str, str], int] = field(default_factory=dict)  # not charged by the end
    analysed_fees: list[Levied] = field(default_factory=list)  # paid by an analysis
    periods: list[Any] = field(default_factory=list)  # of account analyses, as they were closed
    analysis_charges: list[Levied] = field(default_factory=list)
    analysed: dict[str, int] = field(default_factory=dict)  # open at the end
    deposited: dict[str, list[int]] = field(default_factory=dict)
    invested: dict[str, list[int]] = field(default_factory=dict)
    paid_out: list[PaidOut] = field(default_factory=list)
    deposit_accrued: dict[str, int] = field(default_factory=dict)  # of what is there at the end


class World:
    """The balances at one moment of the run."""

    def __init__(self, setting: Setting) -> None:
        """Everything as it stands before the first day."""
        self.setting = setting
        self.day = setting.scenario.first_day
        self.minute = UNTIMED
        self.book = {name: one.opening for name, one in setting.accounts.items()}
        self.value = dict(self.book)
        self.later: list[tuple[datetime.date, str, int]] = []
        keys = [key_of(link) for link in setting.links]
        self.position = dict.fromkeys(keys, 0)
        self.receipts = dict.fromkeys(setting.accounts, 0)
        self.to_return = dict.fromkeys(keys, 0)
        self.room_when_asked: dict[str, int] = {}
        self.under_way: list[UnderWay] = []
        self.budgets = self._budgets()
        self.owed = self._owed_before()
        self.invested: dict[str, int] = {}  # by money market sweep
        self.ordered: dict[str, int] = {}  # of it, for the next business day
        self.lines_are_drawn = False  # for good, this evening
        self.queue: dict[str, list[Dated]] = {name: [] for name in setting.accounts}
        self.statements: list[Any] = []  # of account analyses
        self.outcome = Outcome()

    def _budgets(self) -> dict[str, BudgetBook]:
        structure = self.setting.structure
        versions: dict[str, list[Budget]] = {}
        for one in self.setting.scenario.budgets:
            if structure is not None and one.structure == structure.id:
                versions.setdefault(one.participant, []).append(one)
        return {
            name: BudgetBook(found, self.setting.accounts[name].currency)
            for name, found in versions.items()
        }

    def _owed_before(self) -> dict[str, int]:
        scenario, accounts = self.setting.scenario, self.setting.accounts
        owed = {
            line.id: minor(line.drawn, accounts[line.account].currency)
            for line in scenario.credit_lines
        }
        for loan in scenario.term_loans:
            before = loan.drawn_on < scenario.first_day <= loan.repaid_on
            principal = minor(loan.principal, accounts[loan.account].currency)
            owed[loan.id] = principal if before else 0
        return owed

    def move(self, account: str, amount: int, value_day: datetime.date | None = None) -> None:
        """Book an amount today; it bears interest from its value day (default today)."""
        self.book[account] += amount
        if value_day is None or value_day <= self.day:
            self.value[account] += amount
        else:
            self.later.append((value_day, account, amount))

    def value_arrives(self) -> None:
        """At opening: what has today as its value day bears interest from today."""
        for value_day, account, amount in self.later:
            if value_day == self.day:
                self.value[account] += amount
        self.later = [one for one in self.later if one[0] > self.day]

    def cross(self, participant: str, upwards: int) -> None:
        """Move money over the participant's link at once: up where positive, down where
        negative; what the header has of it is owed."""
        edge = self.setting.edges[participant]
        there = for_header(self.setting, edge, self.day, upwards)
        self.move(participant, -upwards)
        self.move(edge.header, there)
        self.position[edge.key] += there
        self.to_return[edge.key] += upwards

    def coming(self, account: str) -> int:
        """What is on its way to the account."""
        return sum(abs(one.upwards) for one in self.under_way if one.receiver == account)

    def on_hold(self, account: str) -> int:
        """The sum of the account's holds today."""
        return sum(
            minor(hold.amount, self.setting.accounts[account].currency)
            for hold in self.setting.scenario.holds
            if hold.account == account
            and (hold.valid_from is None or hold.valid_from <= self.day)
            and (hold.valid_until is None or self.day <= hold.valid_until)
        )

    def unheld(self, account: str) -> int:
        """The book balance less all that is held, also of what is not there (then negative)."""
        return self.book[account] - self.on_hold(account)

    def reserved(self, account: str) -> int:
        """Cash kept for the account's queued payments, out of what is not held."""
        waiting = sum(-item.amount for item in self.queue[account])
        return min(max(0, self.unheld(account)), waiting)

    def available(self, account: str) -> int:
        """The book balance less holds and the cash reserved for queued payments."""
        return self.unheld(account) - self.reserved(account)

    def lacking(self, account: str, balance: int) -> int:
        """What a need is reckoned from: the balance less what is held of it, as far as it is
        there; the rest of a hold is no need."""
        return balance - min(self.on_hold(account), max(0, balance))

    def seen_balance(self, account: str, *, on_value: bool) -> int:
        """The balance a rule starts from, on its basis."""
        return self.value[account] if on_value else self.book[account]

    def undrawn(self, account: str) -> int:
        """What is left of the account's own credit line (0 without one); nothing once money has
        been redeemed this evening, for lines are drawn before that."""
        line = self.setting.accounts[account].line
        if line is None or self.lines_are_drawn:
            return 0
        return max(0, self.setting.limits[line] - self.owed[line])

    def close(self) -> None:
        """Write down the balances of the day."""
        for name in self.book:
            self.outcome.book.setdefault(name, []).append(self.book[name])
            self.outcome.value.setdefault(name, []).append(self.value[name])
            self.outcome.transit.setdefault(name, []).append(self.coming(name))
        self.outcome.open_by_link = dict(self.position)
        between: dict[tuple[str, str], int] = {}
        for (participant, header, _), position in self.position.items():
            ends = participant, header
            between[ends] = between.get(ends, 0) + position
        for ends, position in between.items():
            self.outcome.position.setdefault(ends, []).append(position)
        for loan, owed in self.owed.items():
            self.outcome.owed.setdefault(loan, []).append(owed)

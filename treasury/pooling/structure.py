"""Structures: who sweeps to whom, under which rule, and how payments are controlled.

A structure is a forest: each participant has one header, depth is free. An account that is a
header and nobody's participant is a root. Source: the banking day, sections 2, 3, 5 and 6.
"""

import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from treasury.record import record
from treasury.tax import Form

PaymentMode = Literal[
    "standalone", "own_deposits", "own_plus_limit", "full", "budget", "receive_only"
]
Direction = Literal["up", "down", "both"]
AtEnd = Literal["settle", "novate"]
Netting = Literal["link", "pair"]
ConversionSide = Literal["mid", "bid"]
"""Who sells a currency gets the bid for it, never the ask."""
BudgetPeriod = Literal["day", "week", "month", "quarter", "year"]
BudgetScope = Literal["all_outgoing", "pool_draw_only"]


class Paying(NamedTuple):
    """What a payment mode means, 1 or 0 each: whether the account pays at all, whether it draws
    from its header without bound, or what it has itself sent up, or what it may borrow there (its
    unused internal limit, or what is left of its budget)."""

    pays: int = 1
    unbounded: int = 0
    deposits: int = 0
    borrows: int = 0


PAYING: dict[PaymentMode, Paying] = {
    "standalone": Paying(),
    "full": Paying(unbounded=1),
    "own_deposits": Paying(deposits=1),
    "own_plus_limit": Paying(deposits=1, borrows=1),
    "budget": Paying(deposits=1, borrows=1),
    "receive_only": Paying(pays=0),
}
"""The payment modes (支控方式) by name, in the order of their numbers in `treasury.tables`.

独立支付, 统收统支, 以收定支, 超额定支, 预算定支, 只收不付. Source: the banking day, section 5.
"""


@record
class Structure:
    """A pool of bank accounts, compared with the others on the same items.

    `calendar` names its business days (none: every day). `payment_mode` holds for every account
    of the structure unless its link says otherwise; `root_payment_mode` for its roots.
    `internal_terms` prices positions between legal persons: its credit rates are what a header
    pays on money sent up, its debit rates what a participant pays on money fetched down.
    `when_short` says how a header that cannot serve all needs shares: in order of priority
    (`partial`: the last one served gets what is left; else a need that does not fit is passed
    over) or pro rata. `credit_first` is for profiles that go level by level: all concentration
    of a header before any of its funding (the default), else strictly by priority. A file that
    does not say `partial` or `protect_participants` means what its profile says. `like` names a
    structure whose keys and links hold where this one gives none; a reader of files resolves it.

    `form` is the legal form of the loans between its legal persons, by which taxes are due:
    `entrusted_loans` (委托贷款), deposits with and loans by a `finance_company` (财务公司),
    `interest_free` (无偿借贷), or money from outside that is lent on (`on_lending`, 统借统还).

    `netting` says what one legal person owes another at a day's end where several links join the
    two: `link`, what each link has, loans one way beside loans the other; `pair` (日终轧差), one
    loan, the sum of them all. One loan bears one interest, posted to the first of the links in the
    order of the scenario, and is what fees on a loan, taxes on loans and interest, and ages see; a
    minimum and a maximum are of the pair. What an account may pay or owe stays its own link's.
    """

    id: str
    name: str = ""
    profile: str = "standard"
    calendar: str | None = None
    payment_mode: PaymentMode = "standalone"
    root_payment_mode: PaymentMode | None = None
    protect_participants: bool = True
    internal_terms: str | None = None
    when_short: Literal["priority", "pro_rata"] = "priority"
    partial: bool = True
    credit_first: bool = True
    form: Form | None = None
    netting: Netting = "link"
    like: str | None = None


@record
class Link:
    """One participant's link to its header.

    `direction` defaults to `both`, for rules that never fund to `up`. Lower `priority` numbers
    are served first. `overdraw_in_passing` lets a sub-header pass down what it does not have
    yet, in profiles that go level by level. `internal_limit` (内部透支额度) is how far the
    participant's position may go below zero by linked draws, for its own payments in the mode
    `own_plus_limit` and for what it passes down; not given: 0.

    A link is in force from `valid_from` (not given: from the beginning) to `valid_until`, both
    included; a participant may have several links, one after the other. `at_end` says what
    becomes of a position that is open when the link ends: `settle`, it is paid back at the end of
    that day, and as far as there is no money on the days after it; `novate`, the next link's
    header takes it over, and no cash moves.

    `delay` is how many of the link's business days a transfer between two banks takes: the giver
    is debited at once, the receiver credited at the opening of the day so many business days
    later (在途资金 until then). 0: the same moment.

    `clearing` is the clearing system by which sweeps go from one bank to the other: they are made
    only while it takes payments for the day's own business date, and none is larger than it
    takes at once. No payment draws over such a link. What is settled when it ends is no sweep.
    """

    structure: str
    participant: str
    header: str
    rule: str
    priority: int = 1
    direction: Direction | None = None
    payment_mode: PaymentMode | None = None
    internal_terms: str | None = None
    overdraw_in_passing: bool = False
    internal_limit: Decimal | None = None
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    at_end: AtEnd | None = None
    delay: int = 0
    clearing: str | None = None


@record
class Conversion:
    """How what is swept over a participant's links becomes another currency, from a date.

    For links to a header of another currency, which need it. What goes up is the participant's
    currency sold, what comes down the header's, each at the day's rate of exchange on `fx_side`
    as seen from the currency that is sold (`mid`, or `bid`, what one gets for it), less `spread`,
    a percentage of the rate. In force from `valid_from` (not given: from the beginning) until
    the participant's next line. Rules and their limits speak of the participant's currency; what
    the header is owed, or owes, is in the header's.
    """

    structure: str
    participant: str
    valid_from: datetime.date | None = None
    fx_side: ConversionSide = "mid"
    spread: str | None = None


@record
class Rejection:
    """What a bank sends back: the transfers over a participant's links made on a date (退汇).

    On the day on which they would have arrived the giver is credited again, and the position is
    as if they had not been made; the next sweep makes a new transfer. `reason` is told with it.
    """

    structure: str
    participant: str
    date: datetime.date
    reason: str = ""


@record
class PositionLimit:
    """How much one side may owe another through the pool at most (往来限额; 跨境额度).

    `creditor` and `debtor` are legal persons, `creditor_country` and `debtor_country` the units in
    a country; an end has one of them or is open. With an open end all that the other one is owed,
    or owes, in the pool counts together: a listed member's deposits, a finance company's exposure.
    Where a country is named, only what is owed across a border counts: an open end, or a legal
    person, then stands for those abroad. What is owed over a link is in its header's currency and
    falls under limits in that `currency` alone.

    Each link counts for itself and each way for itself: deposits are not set off against loans,
    and what is repaid is always free. With `net` what is owed the other way between the same ends
    is taken off, and nothing is free: a repayment brings money in, too. Sweeps and linked draws go
    up to the limit and name it. What already lies above a limit, because it was lowered, interest
    was added, or a link ended or was taken over, stays, and nothing more is added. In force from
    `valid_from` to `valid_until`, both included, in the `structure` (not given: in all of them); of
    several limits the one that leaves least binds. Source: decisions 0025 and 0075.
    """

    id: str
    structure: str | None = None
    creditor: str | None = None
    debtor: str | None = None
    creditor_country: str | None = None
    debtor_country: str | None = None
    net: bool = False
    currency: str
    amount: Decimal
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    reason: str = ""


@record
class Budget:
    """What an account in payment mode `budget` (预算定支) may spend, in force from a date.

    `participant` is an account of the structure. A version is in force from `valid_from` (not
    given: from the beginning) until the next one begins. A new period begins on each day (week:
    Monday; month, quarter, year: their first day), and where a version has another period than
    the one before; a version that begins inside a period changes its amount, and what the period
    has used stays used. The run's first day begins a period with nothing used.

    `all_outgoing`: every payment of the account uses the budget with its whole amount, and the
    account pays at most what is left. `pool_draw_only`: its payments use it with what they draw
    from above beyond what the account had itself sent up. In both, what the account fetches from
    above for its participants uses it in that way, as it would use an internal limit. What it pays
    or gets back on days when it is in another mode leaves the budget as it is.

    `refunds_restore`: a receipt marked `refund` gives back to the budget, at most what the period
    has used. `roll_over`: what is left when a period ends is added to the next one's amount.
    """

    structure: str
    participant: str
    valid_from: datetime.date | None = None
    period: BudgetPeriod = "month"
    amount: Decimal
    scope: BudgetScope = "all_outgoing"
    refunds_restore: bool = False
    roll_over: bool = False

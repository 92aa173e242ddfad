"""The tables of arrays that `plan` fills and the kernel reads, and the columns of an event.

Units: amounts int64 minor units of the account's currency, positive = the holder's asset;
loans are positive = owed; rates 1e-8 a year; days are rows from the first day of the run;
times are minutes after midnight, `UNTIMED` for items without one, `END_OF_DAY` for the close.
An index that points nowhere is -1. Accounts stand in the order of their ids (code points).
Whoever changes what is kept of a run (`Projection`, events, numbers) lets `treasury.LAYOUT` grow.
"""

from typing import NamedTuple

from treasury.arrays import Amounts, Flags
from treasury.levies import Levies
from treasury.netting import MemberTable, NotionalTable
from treasury.overdrafts import OverdraftTable
from treasury.placements import Deposits, Investments
from treasury.structures import BudgetTable, CeilingTable, LinkTable, PassTable, PlaceTable

UNTIMED = -1
END_OF_DAY = 1440
NOT_TODAY = -2
"""Before every minute of the day: the latest time at which money leaves on no business date."""

STANDALONE, FULL, OWN_DEPOSITS, OWN_PLUS_LIMIT, BUDGET, RECEIVE_ONLY = range(6)
"""Payment modes by number, for reports and checks; the kernel reads what they mean instead."""
NO_BUDGET, POOL_DRAW_ONLY, ALL_OUTGOING = 0, 1, 2
"""What uses an account's budget: nothing, what its payments draw, every payment."""
NOT_STOPPED, NO_SWEEPS, FROZEN, CLOSED = range(4)
"""How an account is stopped on a day, the stronger the higher: from FROZEN on no money leaves it,
and nothing comes to one that is CLOSED; none of them is swept, nor is what hangs below."""


class AccountTable(NamedTuple):
    """Shape (account,) each. `line` is the index of the account's credit line among the loans."""

    opening: Amounts
    overdraft: Amounts
    intraday: Amounts  # the limit of its own payments during the day, not below `overdraft`
    lowest: Amounts  # lowest balance the account may give down to as a header; -UNLIMITED: no bound
    line: Amounts


class ItemTable(NamedTuple):
    """Shape (item,) each, in the order in which they happen.

    That order is day, then time with the untimed first (receipts, then payments, unless file
    order), then file sequence. `first` (day, pass + 1): the items that happen before pass `p` of
    day `d` are `first[d, p] : first[d, p + 1]`; those after the last timed pass come before the
    end-of-day pass, the last. `source` is the item's index in the scenario (term loans' own
    items follow after the scenario's). `loan` is the term loan it draws or repays.
    """

    day: Amounts
    minute: Amounts
    account: Amounts
    amount: Amounts  # signed
    value_day: Amounts  # not before `day`; may lie beyond the run
    priority: Amounts
    queues: Amounts  # 1 queue, 0 reject
    loan: Amounts
    source: Amounts
    refund: Amounts  # 1: a receipt that restores a budget whose terms say so
    channel: Amounts  # the way it leaves its bank, -1: at any time
    first: Amounts


class ChargeTable(NamedTuple):
    """Flat fees, by day: `amount` > 0 leaves `account`, or goes to an `analysis` (-1: none);
    `first` (day + 1,) indexes by day."""

    account: Amounts
    amount: Amounts
    fee: Amounts
    analysis: Amounts
    first: Amounts


class LoanTable(NamedTuple):
    """Loans from outside, shape (loan,) unless said otherwise: credit lines, term loans, overdue
    loans."""

    account: Amounts
    limit: Amounts  # (day, loan): of a credit line; 0 for the others
    drawn: Amounts  # outstanding before the first day
    register: Amounts  # row of `members`: the account as header of a register pool; -1 where none


CREDIT_SIDE, DEBIT_SIDE, LOAN, UPSTREAMED, BORROWED, INVESTMENT = range(6)
POOL_CREDIT, POOL_DEBIT, OFFSET_CREDIT, OFFSET_DEBIT, OWN_CREDIT, OWN_DEBIT = range(6, 12)
INNER_CREDIT, INNER_DEBIT, PRICED_CREDIT, PRICED_DEBIT, POOL_SHARE, POOL_RESULT = range(12, 18)
"""What an accrual observes: what of a value balance is left to its account's own terms above or
below zero, what is owed on a loan, a position, what a money market sweep has invested; what a pool
has after its offset, what of it cancelled out, what a participant has in it (taken off the result
at its own terms or a nested pool's; at internal rates), by what it shares; nothing (the result)."""
OWN_TERMS, ON_POSITIONS = (CREDIT_SIDE, DEBIT_SIDE), (UPSTREAMED, BORROWED)
AFTER_OFFSET, SET_OFF = (POOL_CREDIT, POOL_DEBIT), (OFFSET_CREDIT, OFFSET_DEBIT)
TAKEN_OFF, TAKEN_OFF_WITHIN = (OWN_CREDIT, OWN_DEBIT), (INNER_CREDIT, INNER_DEBIT)
AT_INTERNAL_RATES = (PRICED_CREDIT, PRICED_DEBIT)
"""The two sides of the same, in credit first."""


class AccrualTable(NamedTuple):
    """One row per thing that bears interest, shape (accrual,) unless said otherwise.

    `subject` is an account, a loan, a link, a notional pool, a row of `members` or a money market
    sweep, by `kind`. `account` is where it is posted: the account itself, the loan's account, the
    link's participant, the pool's header, who shares in its result. `sign` is +1 where the account
    earns, -1 where it pays. What a row bears settles `into` a row, as a rule itself, with a
    `factor` of 1 or -1, to be rounded there; the `shares` rows before that one share what it
    settles (`into` says so), the last of them what has no other taker; what rows that settle into
    such a row make of it is its own, and taken off before. `version` (day, accrual) gives the row
    of the tier tables in force (-1: none, bears nothing). `weight`, `basis` (day, accrual).
    `settles` (day, accrual) is 1 where interest is settled at close; it is posted at the opening of
    the next day. `upper` (version, tier) are upper bounds (UNLIMITED the last), `rate` (version,
    tier); of a tier with a `unit` (version, tier) only whole units bear its rate, the rest that of
    the tier below. `opening` (accrual, tier) are numbers from before the run.
    """

    kind: Amounts
    subject: Amounts
    account: Amounts
    sign: Amounts
    rounding: Amounts
    carry: Amounts
    whole_balance: Amounts
    common: Amounts  # common denominator of the bases of what settles into it
    into: Amounts
    factor: Amounts
    shares: Amounts
    version: Amounts
    weight: Amounts
    basis: Amounts
    settles: Flags
    upper: Amounts
    rate: Amounts
    unit: Amounts  # 0: every amount
    opening: Amounts


class Tables(NamedTuple):
    """Everything the day loop reads. All look-ups have ended here.

    `phase` (day,) is the row of `places` that holds on a day; it never falls.
    """

    days: int
    queue_carries: int
    overtaking: int
    accounts: AccountTable
    places: PlaceTable
    phase: Amounts
    links: LinkTable
    ceilings: CeilingTable
    passes: PassTable
    budgets: BudgetTable
    stopped: Flags  # (day, account): how the account is stopped
    blocked: Amounts  # (day, account): what holds block of the account, not negative
    earliest: Amounts  # (day, channel): the first minute with a time at which money may leave
    latest: Amounts  # (day, channel): the last minute at which payments and sweeps may leave
    items: ItemTable
    charges: ChargeTable
    loans: LoanTable
    overdrafts: OverdraftTable
    deposits: Deposits
    investments: Investments
    accruals: AccrualTable
    levies: Levies
    notional: NotionalTable
    members: MemberTable


def places_on(tables: Tables, day: int) -> PlaceTable:
    """Where each account stands on the day, shape (account,)."""
    return PlaceTable(*(column[tables.phase[day]] for column in tables.places))


def link_on(tables: Tables, day: int, account: int) -> int:
    """The account's own link on the day, below 0 where it is nobody's participant."""
    return int(tables.places.link[tables.phase[day], account])


# --- events -------------------------------------------------------------------------------

(
    DAY, MINUTE, KIND, ACCOUNT, OTHER, REF, AMOUNT, SEEN, BASE, REASON, GIVES, AUX, BESIDE,
    ROOM, CEILING, COMING, ACROSS,
) = range(17)  # fmt: skip
"""Columns of an event; shape (event, 17). `DAY` is the booking day. Where a position limit bound
a sweep or stopped a payment, `ROOM` is what it left and `CEILING` its index; else 0 and -1. Of a
sweep that was CONVERTED, `ACROSS` is what reached or left OTHER, in OTHER's currency; else 0."""

EVENT_COLUMNS = 17

(
    RECEIPT,  # item REF credited to ACCOUNT; SEEN book balance before; BASE its budget restored by
    PAYMENT,  # item REF made, AMOUNT < 0; SEEN, BASE as QUEUED; REASON first CAUSE; GIVES drawn;
    #           AUX what it used of its account's budget with its whole amount
    QUEUED,  # item REF waits; SEEN cash it could use, BASE payable; REASON a CAUSE; GIVES the first
    REJECTED,  # item REF rejected at once; columns as QUEUED (also a receipt of a CLOSED account)
    REFUSED,  # item REF cancelled at close, or still waiting at the run's end; columns as QUEUED
    DRAW,  # linked: AMOUNT > 0 from OTHER to ACCOUNT on link REF; SEEN OTHER's own part; AUX item;
    #        BASE what it used of ACCOUNT's budget
    CONCENTRATION,  # AMOUNT >= 0 from ACCOUNT up to OTHER on link REF; see below
    FUNDING,  # AMOUNT >= 0 from OTHER down to ACCOUNT on link REF; see below
    INTEREST,  # accrual REF posted to ACCOUNT, AMOUNT signed (earned > 0)
    INTERNAL_INTEREST,  # accrual REF added to the position of link AUX; AMOUNT > 0: ACCOUNT earns
    FEE,  # fee REF leaves ACCOUNT, AMOUNT < 0
    LINE_DRAW,  # AMOUNT > 0 borrowed on loan REF into ACCOUNT; SEEN available before
    LINE_REPAY,  # AMOUNT > 0 repaid on loan REF from ACCOUNT; SEEN available before
    NUMBER,  # accrual REF: AMOUNT = interest number of tier BASE in rate version AUX; SEEN basis
    SETTLED,  # accrual REF: AMOUNT = rounded interest, signed as INTEREST, to be posted next day;
    #           a share in a pool's result by its weight SEEN of all weights BASE
    BUDGETED,  # ACCOUNT's budget begins (AUX 1) or changes (0): AMOUNT left, SEEN carried, BASE new
    OVERNIGHT,  # AMOUNT > 0 of ACCOUNT's intraday overdraft stays overnight; BASE overnight limit
    SETTLEMENT,  # AMOUNT up link REF that ended (< 0: down), ACCOUNT to OTHER; SEEN open before
    NOVATED,  # AMOUNT added to n of link REF, no cash; SEEN n before, AUX the link taken over
    RETURN,  # AMOUNT >= 0 at opening from OTHER down to ACCOUNT on link REF, of the sweeps before;
    #          SEEN n before, BASE what was due, GIVES what the header could give, AUX the day on
    #          which it went up
    ARRIVED,  # AMOUNT > 0 that OTHER sent over link REF is credited to ACCOUNT; SEEN book balance
    #           before, BASE the day on which it was sent
    SENT_BACK,  # AMOUNT > 0 that ACCOUNT had sent to OTHER over link REF is credited to it again,
    #             and taken off n; columns as ARRIVED; REASON why
    LEVIED_ON,  # levy REF of ACCOUNT: AMOUNT = a number that is closed, times SEEN / BASE
    TERM_FEE,  # levy REF leaves ACCOUNT, AMOUNT <= 0; SEEN the number it is charged on, BASE the
    #            exact amount, rounded; REASON BOUND_MINIMUM, BOUND_MAXIMUM where that was not it
    TAX,  # as TERM_FEE, of a levy that is a tax
    PLACED,  # deposit REF: AMOUNT < 0 leaves ACCOUNT, 0 where SEEN, what is available, less its
    #          reserve GIVES is below BASE, or money may not leave (REASON CAUSE_STOPPED)
    REDEEMED,  # payout REF: principal AMOUNT > 0 of deposit AUX is credited to ACCOUNT
    DEPOSIT_INTEREST,  # payout REF: interest AMOUNT (earned > 0) of deposit AUX, to ACCOUNT
    OVERDUE,  # AMOUNT > 0 overdrawn on ACCOUNT becomes overdue on loan REF; SEEN nights of BASE
    #           before this one, AUX 1 where the overdraft was closed already
    OVERDUE_REPAID,  # AMOUNT > 0 repaid on loan REF from ACCOUNT; SEEN available before, BASE left
    #                  owed, AUX 1 where that opens the overdraft again
    INVESTED,  # sweep REF: AMOUNT < 0 leaves ACCOUNT, > 0 comes back, AUX is ordered for opening;
    #          SEEN free balance less queue, GIVES what stays, BASE what is over (< 0: lacks)
    DIVESTED,  # sweep REF, at opening: AMOUNT > 0, ordered on day AUX, is credited to ACCOUNT
    REINVESTED,  # accrual REF: AMOUNT > 0 distributed to money market sweep AUX stays invested
    FEE_ANALYSED,  # fee REF of ACCOUNT, AMOUNT > 0, goes to account analysis AUX
    TERM_FEE_ANALYSED,  # levy REF of ACCOUNT, AMOUNT >= 0, goes to account analysis AUX; SEEN, BASE
    #                     and REASON as TERM_FEE
    ANALYSIS_CLOSED,  # period of analysis REF that ended last evening: AMOUNT its earnings credit,
    #                   SEEN its fees, BASE its collected number; REASON of treasury.analyses; once
    #                   settled GIVES became due, AUX of the credit is left
    ANALYSIS_CHARGED,  # AMOUNT < 0, due in analysis REF, leaves ACCOUNT
) = range(37)
"""Kinds of event.

CONCENTRATION and FUNDING are written for every link whose rule wanted to move something, also
when nothing moved because something stopped it: SEEN is the balance the rule saw, BASE what it
wanted before limits, AMOUNT what crossed the link, REASON adds the bits below, AUX the
participants' needs already taken off the balance seen (0 if none). GIVES is, for FUNDING, what
the header could give when asked; for CONCENTRATION, the cash reserved for queued payments that
is already taken off the balance seen. BESIDE is, for CONCENTRATION, what else the rule looked at
(`pooling.rules.Equation.looks_at`): receipts, the link's position or the header's balance with
what is on its way there; for FUNDING, what was asked for after all limits (GIVES is OTHER's
currency). COMING is, for FUNDING, what was on its way to ACCOUNT and counts in the balance."""

BOUND_MAXIMUM, BOUND_MULTIPLE, BOUND_MINIMUM = 1, 2, 4
BOUND_CAPACITY, BOUND_PASSED_OVER, BOUND_PRO_RATA = 8, 16, 32
ON_RECEIPT = 512  # fired in real time on a receipt, not in a pass
RAISED_TO_MINIMUM = 256  # a smaller amount was raised to it
KEPT_FOR_PARTICIPANTS = 64  # concentration saw its balance less its participants' needs
RESERVED_FOR_QUEUE = 128  # the balance seen is less cash reserved for queued payments
BOUND_POSITION = 1024  # a position limit left less room than would have crossed
CONVERTED = 32768  # what crossed became another currency: ACROSS is what it was for OTHER
ON_ITS_WAY = 4096  # the amount takes days; a settlement of nothing: what takes days comes first
NOTHING_LEAVES = 8192  # nothing was placed: no money may leave the account
ON_THE_LAST_DAY = 16384  # everything was redeemed: the money market sweep ends
BY_THE_BANK, RECEIVER_CLOSED = 1, 2
"""Why money on its way was sent back: the bank rejected it, its receiver was closed that day."""

CAUSE_OWN_CASH, CAUSE_HEADER, CAUSE_ENTITLEMENT, CAUSE_QUEUE = 1, 2, 3, 4
CAUSE_RIGHT, CAUSE_BUDGET, CAUSE_RECEIVE_ONLY, CAUSE_STOPPED = 5, 6, 7, 8
CAUSE_CUT_OFF, CAUSE_POSITION = 9, 10
"""Why a payment could not be made: own money and overdraft are short (no header helps in this
mode) · the header cannot give enough · the account would spend its participants' money ·
an earlier payment of the same account waits · what its mode lets it draw from its header is used
up · its budget is used up · the account only receives · the account is frozen or closed ·
there is money, but the bank or its clearing system takes no payment at this time · a position
limit on the way down leaves too little room."""

PENDING, MADE, MADE_LATE, WAS_REJECTED, WAS_REFUSED = 0, 1, 2, 3, 4
"""Fates of an item in the `fate` column of a projection."""


class Projection(NamedTuple):
    """What was simulated. Day-end values; amounts in minor units.

    `book`, `value` (day, account); `transit` (day, account) is on its way to the account, not
    negative and in no book balance; `position` (day, link), positive = sent up; `owed`
    (day, loan), positive = owed; `deposited` (day, deposit) and `invested` (day, money market
    sweep), not negative. `events` (event, 17) in the order they happened.
    `fate`, `made_day`, `made_minute` (item,): what became of each item and when (-1: never);
    `cause` (item,): the first CAUSE that kept a payment from being made on time (0: none).
    `accrued` (accrual,): interest not posted by the last day, as it would be posted if that
    were a settlement day, signed as INTEREST, rounded once, not booked. `levied` (levy,): what
    would be charged if the day after the last one were its day, signed as TERM_FEE, not booked.
    `analysed` (analysis,): what is due and not charged, and what the open period would make due if
    it were settled then, signed as ANALYSIS_CHARGED, not booked.
    """

    book: Amounts
    value: Amounts
    transit: Amounts
    position: Amounts
    owed: Amounts
    deposited: Amounts
    invested: Amounts
    events: Amounts
    fate: Amounts
    made_day: Amounts
    made_minute: Amounts
    cause: Amounts
    accrued: Amounts
    levied: Amounts
    analysed: Amounts

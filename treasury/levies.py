"""What is levied on a base that only the run knows: rows with a base, a rate and a payer.

The loop knows no fee and no tax by name. A levy's *number* grows with what its watches see: the
day-end balance of a position or a limit (x days), a sweep's amount, or one a sweep. Number x
share / whole is its exact amount, rounded once when it is charged to its account, raised to its
minimum, cut at its maximum. `plan.levies` makes the rows out of dated terms.

Amounts are minor units, not negative but where interest was seen as it accrued and shrank before it
was posted; shares of amounts are 1e-8, shares of counts minor units.
Source: the banking day, section 8.
"""

from typing import NamedTuple

from treasury.analyses import Analyses
from treasury.arrays import Amounts, compiled

COUNT, MOVED, BALANCE_UP, BALANCE_DOWN, LIMIT, DRAWN_UP, DRAWN_DOWN = range(7)
UNDRAWN_LINE, UNDRAWN_OVERDRAFT, NOT_LENT_ON = 7, 8, 9
"""What a watch sees: that something moved, its amount (of a sweep, of interest that is posted or
that a deposit pays, of another levy that is charged); at the end of a day what a link's participant
has sent up, or fetched down; the limit of a loan; by how much what was sent up or fetched down grew
on the day; what is not drawn of a loan's limit, or not used of an account's overdraft; and of
interest that is posted the part on money that is not lent on."""
LENT_ON, NOT_IN_FORCE, OTHER_FUNDS, NOT_PUBLISHED, LENT_AGAIN, RATE_ABOVE, NO_LAW = range(7)
PAST_DUE = 7
"""Why money counts as lent on of an outside loan on a day, or why it does not."""

AT_OPENING, AFTER_INTEREST = 1, 2
"""When a levy is charged on its day: at the opening, for what was seen until the evening before; or
then too for the interest that was posted at this opening."""


class LevyTable(NamedTuple):
    """Shape (levy,) each: the account that pays, the column of its tariff, the number that stands
    open before the first day, whether it is a tax (else a fee), and its `way` through account
    analyses, a column of `Analyses.through`. A levy on another stands behind it. `mate` is
    the levy with which it is charged as one, so that both have one minimum and one maximum: a
    pair's loans the other way, whose lender is another account; else itself."""

    account: Amounts
    tariff: Amounts
    opening: Amounts
    tax: Amounts
    way: Amounts
    mate: Amounts


class WatchTable(NamedTuple):
    """What adds to the number of which levy, shape (watch,) each, sorted by place.

    A place is what can be watched: a link, an accrual, a deposit, a levy, in this order; then, one
    place for all, the end of a day. `subject` is one of these, a loan, an account or a row of
    what is lent on, by place and `kind`. `limit` is the overdraft of which what is not used is seen
    (else 0), as it is agreed, whatever a search for headroom lets an account overdraw. `ahead` is
    the accrual of which the watch also sees what has accrued and is not posted yet (-1: none).
    """

    kind: Amounts
    subject: Amounts
    levy: Amounts
    limit: Amounts
    ahead: Amounts


class OnLentTable(NamedTuple):
    """Interest on money that may be lent on of an outside loan, by accrual; shape (row,) each: its
    accrual, the link over which it is owed, that link's participant."""

    accrual: Amounts
    link: Amounts
    account: Amounts


class OnLentDayTable(NamedTuple):
    """Shape (day, row) each: the loan of which the money is lent on, -1 where it is of none; and
    why (LENT_ON and so on)."""

    loan: Amounts
    why: Amounts


class OnLent(NamedTuple):
    """What may be lent on, and the loan and the reason by day."""

    rows: OnLentTable
    days: OnLentDayTable


class TariffTable(NamedTuple):
    """What is levied on a day, shape (day + 1, tariff) each, the day after the last one included.

    Number x `share` / `whole`; `common` is a multiple of the wholes that follow one another
    before a charge. What is seen on the day counts `weight` times (0: nothing is in force).
    `due` says whether the levy is charged on the day, and when; `least` and `most` bound a charge
    of that day. `looks` is 1 where, at the opening of the day, what has accrued by the evening
    before is seen by who looks ahead.
    """

    share: Amounts
    whole: Amounts
    common: Amounts
    weight: Amounts
    due: Amounts
    least: Amounts
    most: Amounts
    looks: Amounts


class Levies(NamedTuple):
    """All levies of a run, and the account analyses through which fees go. The watches of a place
    are `first[place] : first[place + 1]`."""

    rows: LevyTable
    watches: WatchTable
    first: Amounts
    tariffs: TariffTable
    on_lent: OnLent
    analyses: Analyses


@compiled
def bounded(amount: int, least: int, most: int) -> int:
    """The amount, raised to the least and cut at the most that may be charged.

    >>> bounded(30_00, 1000_00, 5000_00), bounded(7000_00, 1000_00, 5000_00)
    (100000, 500000)
    """
    return min(max(amount, least), most)

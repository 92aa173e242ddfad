"""The arrays of overdraft agreements, which `plan` fills and the kernel reads.

Amounts are int64 minor units; days are rows from the first day of the run. Source:
`docs/decisions/0057-overdraft-nights.md`.
"""

from typing import NamedTuple

from treasury.arrays import Amounts


class OverdraftTable(NamedTuple):
    """Overdraft agreements, shape (agreement,), in the order of their overdue loans.

    `nights` is how many nights in a row `account` may be overdrawn; they are counted on the rows
    from `begins` to `ends`, both included, and `before` were counted before the first day. `loan`
    is the overdue loan's index among the loans. While the overdraft is closed, `intraday` is the
    limit that is left during the day; `adds_unpaid` is 1 where what is overdrawn then becomes
    overdue at the same close. `reopens` is 1 where the overdraft opens again with the repayment.
    `follows` is the agreement of the account that begins on the row after `ends`, and goes on
    counting (-1: none); from the close of the row `renewed` on, the last before the account's next
    agreement begins, the overdraft is open where nothing is overdue.
    """

    account: Amounts
    loan: Amounts
    nights: Amounts
    before: Amounts
    begins: Amounts
    ends: Amounts
    intraday: Amounts
    adds_unpaid: Amounts
    reopens: Amounts
    follows: Amounts
    renewed: Amounts

"""The arrays of notional pools: what each sets off, and who is in it on which day.

Units as in `tables`; their Tables hold these.
"""

from typing import NamedTuple

from treasury.arrays import Amounts


class NotionalTable(NamedTuple):
    """Notional pools of the run's structure in each of their currencies, by id; shape (pool,) each.

    `together` is the row of the pool's base currency, in which its rows set off; minor units of
    that for one of the row's currency are `worth` / `worth_of` (day, pool). `offset` / `offset_of`
    is k. `replaces` is 1 where a participant's own terms see only what is outside the pool.
    `register` is the row among `members` of a register's header, -1 where the pool is none. `order`
    are the rows of all pools, those within others first; `outer` is the row among `members` by
    which what a pool has left takes part in another one, -1 where it does not. The others are those
    of `pooling.notional.Weighing`.
    """

    together: Amounts
    offset: Amounts
    offset_of: Amounts
    replaces: Amounts
    register: Amounts
    order: Amounts
    outer: Amounts
    by_share: Amounts
    in_credit: Amounts
    by_credit: Amounts
    by_debit: Amounts
    worth: Amounts
    worth_of: Amounts


class MemberTable(NamedTuple):
    """Participants of notional pools, by row of their currency and account; shape (member,).

    `cap` (day, member) is how much of an overdraft is in the pool, -1 where it is none; `share`
    (day, member) its agreed share in whole 1e-9, 1 where none is agreed, 0 where it is none.
    `inner` is the pool whose rest takes part, -1 where the account's own balance does.
    """

    pool: Amounts
    account: Amounts
    inner: Amounts
    cap: Amounts
    share: Amounts

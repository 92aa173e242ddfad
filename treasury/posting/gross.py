"""Positions with a finance company, kept gross: deposits and loans, never netted.

Amounts are signed minor units: a movement above zero sends money up. Source: the banking day,
section 8; 企业集团财务公司管理办法 (deposits of members, loans to members).
"""

import numpy as np

from treasury.arrays import Amounts


def parts(link: Amounts, amount: Amounts) -> tuple[Amounts, Amounts]:
    """How much of each movement changes the deposit, how much the loan; shapes (movement,).

    The movements stand in the order in which they happened. Money that goes up first repays the
    loan and then is a deposit; money that comes down first takes the deposit back.

    >>> deposit, loan = parts(np.array([0, 0, 0]), np.array([50, -80, 100]))
    >>> deposit.tolist(), loan.tolist()
    ([50, -50, 70], [0, -30, 30])
    """
    order = np.argsort(link, kind="stable")
    total = np.cumsum(amount[order])
    starts = np.flatnonzero(np.diff(link[order], prepend=-1))
    before_group = np.zeros(len(order), dtype=np.int64)
    if len(starts):
        lengths = np.diff(np.append(starts, len(order)))
        before_group = np.repeat(total[starts] - amount[order][starts], lengths)
    after = np.empty(len(order), dtype=np.int64)
    after[order] = total - before_group
    before = after - amount
    deposit = np.maximum(after, 0) - np.maximum(before, 0)
    return deposit, amount - deposit

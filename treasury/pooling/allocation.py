"""Sharing a sum among requests, exactly, inside the kernel.

The compiled twin of `money.split`: largest remainder, ties to the lower account, parts sum to
the whole. Products of two amounts do not fit 64 bits, so they are divided bit by bit.
"""

import numpy as np

from treasury.arrays import Amounts, compiled


@compiled
def multiply_divide(amount: int, share: int, total: int) -> tuple[int, int]:
    """floor(amount x share / total) and the remainder, for 0 <= share <= total < 2**61.

    >>> multiply_divide(10**17, 2 * 10**17, 3 * 10**17)
    (66666666666666666, 200000000000000000)
    """
    quotient = 0
    remainder = 0
    for bit in range(61, -1, -1):
        quotient *= 2
        remainder *= 2
        if (amount >> bit) & 1:
            remainder += share
        while remainder >= total:
            remainder -= total
            quotient += 1
    return quotient, remainder


@compiled
def share_out(amount: int, requests: Amounts, accounts: Amounts) -> Amounts:
    """Parts of the amount in proportion to the requests, summing to it; shape of `requests`.

    The left-over units go to the largest remainders, ties to the lower account index. The
    requests are not negative, their sum is above zero and below 2**61.

    >>> share_out(100, np.array([50, 50, 50]), np.array([7, 3, 5])).tolist()
    [33, 34, 33]
    """
    total = requests.sum()
    parts = np.zeros(len(requests), dtype=np.int64)
    rests = np.zeros(len(requests), dtype=np.int64)
    for index in range(len(requests)):
        parts[index], rests[index] = multiply_divide(amount, requests[index], total)
    for _ in range(amount - parts.sum()):
        best = 0
        for index in range(1, len(requests)):
            if rests[index] > rests[best] or (
                rests[index] == rests[best] and accounts[index] < accounts[best]
            ):
                best = index
        parts[best] += 1
        rests[best] = -1
    return parts

"""Ids that tell nothing about how many there are, and sort by when they were made.

Source: the layout of UUID version 7 (RFC 9562), written in Crockford's base 32.
"""

import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_BITS, RANDOM_BITS = 45, 80
LENGTH = (TIME_BITS + RANDOM_BITS) // 5
RANDOM_BYTES = RANDOM_BITS // 8


def new_id(now: datetime.datetime, randomness: bytes) -> str:
    """An id of 25 characters: the millisecond, then 80 random bits.

    >>> moment = datetime.datetime(2026, 3, 20, 9, 30, tzinfo=datetime.UTC)
    >>> new_id(moment, bytes(10))
    '1km5992e00000000000000000'
    """
    assert len(randomness) == RANDOM_BYTES, "an id takes ten random bytes"
    milliseconds = int(now.timestamp() * 1000)
    number = (milliseconds << RANDOM_BITS) | int.from_bytes(randomness)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (LENGTH - 1), -1, -5))

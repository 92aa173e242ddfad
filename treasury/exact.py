"""Exact shares of whole numbers in 64 bits: whole units and a remainder over a common denominator.

A number of minor units (or of minor units x days) times `share / whole` is kept as whole minor
units and `rest / common`, `0 <= rest < common`; `common` is a multiple of every `whole` that is
added up. Nothing is rounded before the end. Source: the banking day, section 1.
"""

from treasury.arrays import compiled


@compiled
def add_share(
    units: int, rest: int, number: int, share: int, whole: int, common: int
) -> tuple[int, int]:
    """`units + rest / common` plus `number x share / whole`, as (units, rest).

    `whole x share` fits 64 bits: `whole` is split off before anything is multiplied.

    >>> add_share(0, 0, 500_000, 6_000_000, 106_000_000, 106_000_000)    # 6 % inside 5,000.00
    (28301, 94000000)
    """
    quotient, remainder = divmod(number, whole)
    carry, left = divmod(remainder * share, whole)
    rest += left * (common // whole)
    units += quotient * share + carry
    if rest >= common:
        rest -= common
        units += 1
    return units, rest


@compiled
def round_share(units: int, rest: int, common: int, rounding: int) -> int:
    """`units + rest / common` rounded to whole units, the same for both signs.

    `rounding` is a code of `interest.ROUNDING_CODES`; the twin of `money.round_fraction` for two
    words.

    >>> round_share(28301, 94_000_000, 106_000_000, 0), round_share(-1, 1, 2, 0)
    (28302, -1)
    """
    if rest == 0:
        return units
    if rounding == 2:
        return units if units >= 0 else units + 1
    if 2 * rest != common:
        return units + 1 if 2 * rest > common else units
    if rounding == 0:
        return units + 1 if units >= 0 else units
    return units if units % 2 == 0 else units + 1


@compiled
def round_part(units: int, rest: int, common: int, part: int, whole: int) -> int:
    """`part / whole` of `units + rest / common`, rounded half up to whole units.

    Nothing is negative; `part <= whole <= 2 ** 27`, `whole` is even, `rest < common < 2 ** 61`.

    >>> round_part(101, 1, 2, 50, 100), round_part(100, 99, 100, 50, 100)    # 50.75, 50.495
    (51, 50)
    """
    quotient, left = 0, 0  # of rest x part / common, bit by bit: the product has 88 bits
    for bit in range(27, -1, -1):
        quotient, left = 2 * quotient, 2 * left
        if left >= common:
            quotient, left = quotient + 1, left - common
        if (part >> bit) & 1:
            left += rest
        if left >= common:
            quotient, left = quotient + 1, left - common
    above, below = divmod(units, whole)
    return above * part + (below * part + quotient + whole // 2) // whole

"""Limits of credit lines inside the day loop: those of the day, from its opening on.

Amounts are minor units. Source: the banking day, section 3.
"""

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import State


@inner
def limit_lines(tables: Packed, state: State, day: int) -> None:
    """Take the limits of the day."""
    for loan in range(len(state.limit)):
        state.limit[loan] = tables.loan_days.limit[day, loan]

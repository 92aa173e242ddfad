"""Credit lines at the end of the day: what they lift an account to, and what they take back."""

import pytest

from treasury.credit import line_movement


@pytest.mark.parametrize(
    ("available", "lowest", "limit", "drawn", "moves"),
    [
        (-300, 0, 500, 0, 300),  # to zero
        (-300, -1000, 500, 0, 300),  # before the overdraft is used
        (20, 50, 500, 0, 30),  # up to the reserve
        (-300, 0, 200, 50, 150),  # what is left of the line
        (-300, 0, 200, 250, 0),  # nothing is left
        (80, 0, 500, 300, -80),  # all that lies above zero
        (80, 50, 500, 300, -30),  # all that lies above the reserve, and no more
        (80, 50, 500, 10, -10),  # all that is drawn
        (50, 50, 500, 300, 0),  # at the reserve
    ],
)
def test_a_line_lifts_to_the_reserve_and_takes_back_what_lies_above(
    available: int, lowest: int, limit: int, drawn: int, moves: int
) -> None:
    assert line_movement(available, lowest, limit, drawn) == moves

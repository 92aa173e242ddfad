"""Choosing from small pools, so that random amounts meet each other exactly, or miss by one."""

import functools
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from tests.properties.scope import Scope

Option = TypeVar("Option")
WHOLE = (100, 200, 300)
"""The few amounts everything is made of, in major units."""
SMALLEST = {
    "CNY": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001"), "USD": Decimal("0.01"),
    "EUR": Decimal("0.01"),
}  # fmt: skip


@functools.cache
def below(count: int) -> st.SearchStrategy[int]:
    """Whole numbers from zero, made once: making a strategy costs more than drawing from it."""
    strategy = st.integers(0, count - 1)
    FACES[id(strategy)] = count
    return strategy


FACES: dict[int, int] = {}
"""How many numbers each strategy made above can give."""


class Dice:
    """Draws the same numbers as hypothesis would, each with the same chance."""

    def __init__(self, seed: int) -> None:
        """The same seed throws the same numbers."""
        self.random = random.Random(seed)

    def __call__(self, strategy: st.SearchStrategy[int]) -> int:
        """A number of the strategy, made by `below`."""
        return self.random.randrange(FACES[id(strategy)])


def shuffled(draw: st.DrawFn, options: Sequence[Option]) -> list[Option]:
    """The options in some order; a smaller case is one nearer to the order given."""
    left = list(options)
    return [left.pop(draw(below(len(left)))) for _ in options]


def pick(draw: st.DrawFn, options: Sequence[Option]) -> Option:
    """One of the options; a smaller case is one nearer to the first."""
    return options[draw(below(len(options)))]


def sometimes(draw: st.DrawFn, scope: Scope, option: str) -> bool:
    """Whether an option of the scope is used here: one time in five."""
    return option in scope.options and pick(draw, [False, False, False, False, True])


def draw_amount(draw: st.DrawFn, currency: str) -> Decimal:
    """A whole amount of the pool, now and then one minor unit beside it."""
    whole = Decimal(pick(draw, WHOLE))
    return whole + pick(draw, [0, 0, 0, 0, 1, -1]) * SMALLEST[currency]


def draw_amounts(draw: st.DrawFn, currency: str, count: int) -> list[Decimal]:
    """Some amounts of the pool, the smallest first."""
    return sorted(draw_amount(draw, currency) for _ in range(count))

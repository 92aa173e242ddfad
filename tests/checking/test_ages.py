"""Check 7 fails where the age that is told of a position is not that of what stands."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from tests.hand.test_ages_by_hand import scenario
from treasury.ages import Age, Layer
from treasury.booking import book
from treasury.checking.ages import wrong_age
from treasury.checking.books import positions_mirror
from treasury.checking.evidence import Evidence, gather
from treasury.plan.resolve import resolve
from treasury.simulation.simulate import simulate


@cache
def honest() -> Evidence:
    plan, alone = (resolve(scenario(), *names) for names in (("pool", "pool"), (None, "alone")))
    found = simulate(plan)
    return gather(plan, found, book(plan, found.events), (alone, simulate(alone)))


def test_an_honest_run_passes():
    assert wrong_age(honest()) == ""
    assert positions_mirror(honest()).passed is True


def layers(age: Age, *changes: tuple[int, int, int]) -> Age:
    """The age with the n-th layer moved by days and made larger by an amount."""
    found = list(age.layers)
    for which, days, more in changes:
        found[which] = Layer(found[which].since + days, found[which].amount + more)
    return replace(age, layers=tuple(found))


BENT: list[tuple[Callable[[Age], Age], str]] = [
    (lambda age: layers(age, (0, 0, 1)), "layers sum to 108001, the position is 108000"),
    (lambda age: layers(age, (1, 0, 1), (2, 0, -1)), "does not stand whole"),
    (lambda age: layers(age, (2, 1, 0)), "does not stand whole"),
    (lambda age: layers(age, (0, 1, 0)), "does not stand whole"),
    (lambda age: replace(age, smallest=(800_01, None, None)), "smallest balances are others"),
    (lambda age: replace(age, smallest_of_run=1), "smallest balances are others"),
    (lambda age: replace(age, days_since_zero=99), "zero on another day"),
    (lambda age: replace(age, days=101), "zero on another day"),
    (lambda age: replace(age, zeros=(1, 0, 0, 0)), "zero on other days"),
    (lambda age: replace(age, began=1), "zero on other days"),
]


@pytest.mark.parametrize(("change", "words"), BENT)
def test_a_wrong_age_is_named(change, words):
    two, sub = honest().ages
    finding = positions_mirror(replace(honest(), ages=(two, change(sub))))
    assert finding.passed is False
    assert words in finding.detail
    assert finding.detail.startswith("HQ owes Sub money in CNY")


def test_an_age_that_is_missing_or_told_of_nothing_is_found():
    two, sub = honest().ages
    assert "ages are told of 1 positions, 2 stand" in wrong_age(replace(honest(), ages=(sub,)))
    other = replace(two, debtor="Sub")
    assert "2 stand at the end" in wrong_age(replace(honest(), ages=(other, sub)))

"""Who is whose partner; many equal amounts take no more time than many different ones."""

import time
from collections.abc import Callable

import pytest

from treasury.importing.classification import EXTERNAL, REVERSAL, SWEEP
from treasury.importing.pairing import NOBODY, SOMEBODY, Pairs, Side, reversals, transfers

COUNT = 20_000
CEILING = 30.0
"""Seconds of the processor; it takes about one where it is traced. Comparing each amount with each
other would take minutes."""
MONDAY = 739_677


def side(number: int, account: int, amount: int, day: int = 0, **more: object) -> Side:
    """A side of EUR that names nobody, `day` days after a Monday."""
    base = Side(number, account, "EUR", amount, MONDAY + day, NOBODY, EXTERNAL)
    return base._replace(**more)


def sweeps_of_two_accounts() -> Pairs:
    """Equal sweeps on one day: every one has many candidates."""
    sides = [side(at, at % 2, 100 if at % 2 else -100, kind=SWEEP) for at in range(COUNT)]
    return transfers(sides, 3)


def transfers_over_many_days() -> Pairs:
    """Equal transfers that name each other, several a day over years."""
    return transfers(
        [side(at, at % 2, 100 if at % 2 else -100, at // 20, names=1 - at % 2)
         for at in range(COUNT)], 3,
    )  # fmt: skip


def equal_reversals() -> Pairs:
    """Equal amounts in one account and their reversals, without references."""
    kinds = (EXTERNAL, REVERSAL)
    return reversals(
        [side(at, 0, 100 if at % 2 else -100, at % 40, kind=kinds[at % 2]) for at in range(COUNT)],
        REVERSAL,
    )


def reversals_of_one_reference() -> Pairs:
    """The same, all with one reference."""
    kinds, one = (EXTERNAL, REVERSAL), frozenset({"X"})
    return reversals(
        [side(at, 0, 100 if at % 2 else -100, at % 40, kind=kinds[at % 2], references=one)
         for at in range(COUNT)], REVERSAL,
    )  # fmt: skip


@pytest.mark.parametrize(
    "made",
    [sweeps_of_two_accounts, transfers_over_many_days, equal_reversals, reversals_of_one_reference],
)
def test_many_equal_amounts_are_ambiguous_and_found_so_in_seconds(
    made: Callable[[], Pairs],
) -> None:
    begin = time.process_time()
    pairs = made()
    assert time.process_time() - begin < CEILING
    assert not pairs.found
    assert len(pairs.ambiguous) == COUNT and min(pairs.ambiguous.values()) > 1


def test_equal_amounts_with_references_of_their_own_are_all_paired_in_seconds() -> None:
    sides = [
        side(at, 0, 100 if at % 2 else -100, at % 2, kind=(EXTERNAL, REVERSAL)[at % 2],
             references=frozenset({f"R{at // 2}"}))
        for at in range(COUNT)
    ]  # fmt: skip
    begin = time.process_time()
    pairs = reversals(sides, REVERSAL)
    assert time.process_time() - begin < CEILING
    assert sorted(pairs.found) == [(at, at + 1) for at in range(0, COUNT, 2)]


def test_candidates_are_counted_exactly() -> None:
    sides = [side(0, 0, -100, names=1), *(side(at, 1, 100, at % 2) for at in range(1, 8))]
    assert transfers(sides, 3) == Pairs([], {0: 7} | dict.fromkeys(range(1, 8), 1))


def test_the_nearest_day_decides_before_the_others() -> None:
    sides = [side(0, 0, -100, names=1), side(1, 1, 100, 1), side(2, 1, 100, 2)]
    assert transfers(sides, 3).found == [(0, 1)]


def test_a_side_with_several_partners_on_the_nearest_day_has_none_on_a_later_one() -> None:
    sides = [side(0, 0, -100, names=1), *(side(at, 1, 100) for at in (1, 2)), side(3, 1, 100, 1)]
    assert transfers(sides, 3) == Pairs([], {0: 3, 1: 1, 2: 1, 3: 1})


def test_a_reference_that_both_sides_have_decides_among_equal_amounts() -> None:
    shared = frozenset({"SWEEP-7"})
    sides = [
        side(0, 0, 100, names=1, kind=SWEEP, references=shared),
        side(1, 1, -100),
        side(2, 1, -100, 1, names=0, kind=SWEEP, references=shared),
    ]
    assert transfers(sides, 3).found == [(0, 2)]


def test_what_both_sides_say_decides_before_a_payment_of_the_same_amount() -> None:
    sweep = side(0, 0, 100, names=1, kind=SWEEP)
    mirror, payment = side(1, 1, -100, 1, names=0, kind=SWEEP), side(2, 1, -100)
    assert transfers([sweep, mirror, payment], 3).found == [(0, 1)]
    named = [one._replace(kind=EXTERNAL) for one in (sweep, mirror, payment)]
    assert transfers(named, 3).found == [(0, 1)]


def test_a_payment_to_somebody_by_name_is_the_mirror_of_a_sweep_only_by_a_reference() -> None:
    shared = frozenset({"S7"})
    sweep, rent = side(0, 0, 100, names=1, kind=SWEEP), side(1, 1, -100, names=SOMEBODY)
    silent = side(2, 1, -100, 1)
    assert transfers([sweep, rent], 3) == Pairs([], {})
    assert transfers([sweep, rent, silent], 3).found == [(0, 2)]
    referring = [one._replace(references=shared) for one in (sweep, rent)]
    assert transfers([*referring, silent], 3).found == [(1, 0)]


def test_an_own_transfer_may_tell_its_other_side_by_name() -> None:
    sides = [side(0, 0, -100, names=1), side(1, 1, 100, names=SOMEBODY)]
    assert transfers(sides, 3).found == [(0, 1)]


def test_no_reference_takes_a_sweep_from_the_mirror_that_both_sides_tell() -> None:
    shared = frozenset({"17"})
    sweep = side(0, 0, 100, names=1, kind=SWEEP, references=shared)
    payment = side(1, 1, -100, references=shared)
    mirror = side(2, 1, -100, 1, names=0, kind=SWEEP)
    assert transfers([sweep, payment, mirror], 3) == Pairs([(0, 2)], {})


def test_what_both_sides_say_of_several_is_left_and_no_payment_takes_their_place() -> None:
    mirrors = [side(at, 1, -100, 1, names=0, kind=SWEEP) for at in (1, 2)]
    sides = [side(0, 0, 100, names=1, kind=SWEEP), *mirrors, side(3, 1, -100)]
    assert transfers(sides, 3) == Pairs([], {0: 2, 1: 1, 2: 1})


def test_a_sweep_is_no_mirror_within_its_own_account() -> None:
    sides = [side(0, 0, -100, kind=SWEEP), side(1, 0, 100, kind=SWEEP)]
    assert transfers(sides, 3) == Pairs([], {})


def test_a_reversal_never_stands_before_what_it_reverses() -> None:
    sides = [side(0, 0, -100, 1), side(1, 0, 100, kind=REVERSAL)]
    assert reversals(sides, REVERSAL) == Pairs([], {})
    sides = [
        side(0, 0, -100),
        side(1, 0, 100, 92, kind=REVERSAL),
        side(2, 0, 100, 93, kind=REVERSAL),
    ]
    assert reversals(sides, REVERSAL).found == [(0, 1)]


def test_references_that_point_to_two_entries_decide_nothing_alone() -> None:
    sides = [
        side(0, 0, -100, references=frozenset({"bank"})),
        side(1, 0, -100, references=frozenset({"mine"})),
        side(2, 0, 100, 1, kind=REVERSAL, references=frozenset({"bank", "mine"})),
    ]
    assert reversals(sides, REVERSAL) == Pairs([], {0: 1, 1: 1, 2: 2})


def test_a_rare_reference_decides_where_a_common_one_cannot() -> None:
    sides = [
        side(0, 0, -100, references=frozenset({"bank", "mine"})),
        side(1, 0, -100, references=frozenset({"mine"})),
        side(2, 0, 100, 1, kind=REVERSAL, references=frozenset({"bank", "mine"})),
    ]
    assert reversals(sides, REVERSAL).found == [(0, 2)]

"""Misspelt names get a suggestion, and many of them do not make anybody wait."""

from pathlib import Path

import pytest

from tests.plan.small_group import write_files
from treasury.errors import Refused
from treasury.loading import nearest as module
from treasury.loading.nearest import GUESSES_MAX, guesses, nearest
from treasury.plan.reading import read


def test_the_first_fifty_different_names_are_compared_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []
    monkeypatch.setattr(module, "nearest", lambda name, _: compared.append(name))
    guess = guesses(["HQ-1"])
    for number in range(3 * GUESSES_MAX):
        guess(f"HQ{number}")
        guess("HQ0")
    assert compared == [f"HQ{number}" for number in range(GUESSES_MAX)]


def test_a_name_is_guessed_again_after_fifty_others() -> None:
    guess = guesses(["HQ-1"])
    first = guess("HQ1")
    for number in range(GUESSES_MAX):
        guess(f"X{number}")
    assert guess("HQ1") == first == ", perhaps 'HQ-1'"


def test_nothing_is_like_a_very_long_name() -> None:
    assert nearest("a" * 100, ["a" * 99]) == "a" * 99
    assert nearest("a" * 101, ["a" * 100]) is None


def test_a_wrong_beginning_of_every_id_in_a_column_is_compared_fifty_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    monkeypatch.setattr(module, "nearest", lambda name, _: compared.append(name))
    rows = "".join(f"n{n},2026-01-05,,,ACCOUNT-{n},1.00,\n" for n in range(3 * GUESSES_MAX))
    with pytest.raises(Refused, match="there is no account 'ACCOUNT-0'"):
        read(write_files(tmp_path, {"file": "items.csv", "more": rows}))
    assert len(compared) == GUESSES_MAX

"""The ledger's views: balances on both bases, entries, trial balances."""

import numpy as np
import pytest

from treasury.accounts.ledger import (
    Ledger,
    LedgerAccount,
    balances,
    closing,
    entries,
    entry,
    entry_count,
    trial_balance,
)


def ledger_account(legal_entity: str, kind: str, subject: str) -> LedgerAccount:
    """An account in CNY."""
    return LedgerAccount(legal_entity=legal_entity, kind=kind, subject=subject, currency="CNY")  # type: ignore[arg-type]


BANK, OPENING, RECEIPTS, POSITION = range(4)
ACCOUNTS = (
    ledger_account("HQ", "bank", "H"),
    ledger_account("HQ", "opening", "HQ"),
    ledger_account("HQ", "receipts", "HQ"),
    ledger_account("SUB", "position", "HQ"),
)


def ledger(rows: list[tuple[int, int, int, int, int, int]]) -> Ledger:
    """A ledger of (entry, booking day, value day, debit, credit, amount)."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    return Ledger(
        accounts=ACCOUNTS,
        entry=table[:, 0], booking_day=table[:, 1], value_day=table[:, 2],
        debit=table[:, 3], credit=table[:, 4], amount=table[:, 5], event=table[:, 0] - 1,
    )  # fmt: skip


THREE = ledger([
    (0, -1, -1, BANK, OPENING, 1000),
    (1, 0, 1, BANK, RECEIPTS, 200),
    (2, 1, 1, BANK, RECEIPTS, 40),
    (2, 1, 1, BANK, OPENING, 5),
    (3, 2, 9, RECEIPTS, BANK, 700),
])  # fmt: skip


def test_balances_on_booking_basis_begin_with_the_opening_balance() -> None:
    assert balances(THREE, 3)[:, BANK].tolist() == [1200, 1245, 545]
    assert balances(THREE, 3)[:, RECEIPTS].tolist() == [-200, -240, 460]


def test_balances_on_value_basis_count_a_posting_from_its_value_day() -> None:
    assert balances(THREE, 3, "value")[:, BANK].tolist() == [1000, 1245, 1245]


def test_closing_balances_of_a_day_hold_what_was_booked_until_then() -> None:
    assert closing(THREE)[BANK] == 545
    assert closing(THREE, 0)[BANK] == 1200
    assert closing(THREE, -1)[BANK] == 1000


def test_an_entry_is_seen_with_all_its_pairs() -> None:
    seen = entry(THREE, 2)
    assert [(pair.debit.kind, pair.credit.kind, pair.amount) for pair in seen.pairs] == [
        ("bank", "receipts", 40),
        ("bank", "opening", 5),
    ]
    assert (seen.number, seen.booking_day, seen.value_day, seen.event) == (2, 1, 1, 1)


def test_an_entry_that_is_not_there_is_a_programmers_error() -> None:
    with pytest.raises(AssertionError):
        entry(THREE, 4)


def test_entries_are_walked_in_booking_order() -> None:
    assert [found.number for found in entries(THREE)] == [0, 1, 2, 3]
    assert [len(found.pairs) for found in entries(THREE)] == [1, 1, 2, 1]
    assert list(entries(THREE))[2] == entry(THREE, 2)
    assert entry_count(THREE) == 4


def test_an_empty_ledger_has_no_entries_and_no_balances() -> None:
    empty = ledger([])
    assert entry_count(empty) == 0
    assert list(entries(empty)) == []
    assert not balances(empty, 2).any()


def test_a_trial_balance_has_equal_totals_for_each_legal_entity_and_currency() -> None:
    headquarters, subsidiary = trial_balance(THREE)
    assert (headquarters.legal_entity, headquarters.debit, headquarters.credit) == (
        "HQ",
        1005,
        1005,
    )
    assert [(line[0].kind, *line[1:]) for line in headquarters.lines] == [
        ("bank", 545, 0),
        ("opening", 0, 1005),
        ("receipts", 460, 0),
    ]
    assert (subsidiary.lines, subsidiary.debit) == ((), 0)


def test_a_trial_balance_of_a_day_stops_there() -> None:
    assert trial_balance(THREE, 0)[0].debit == 1200


def test_a_ledger_accounts_name_says_whose_what_and_which_currency() -> None:
    assert ACCOUNTS[BANK].name == "HQ:bank:H:CNY"

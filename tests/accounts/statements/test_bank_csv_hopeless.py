"""A long CSV export that cannot be right has one verdict after its first thousands of rows."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.accounts.statements.measured import cost_of
from treasury.accounts.statements.verdicts import Verdict, verdicts_of

HEAD = "Date,Amount,Balance\n"


def verdict(path: Path, rows: list[str], head: str = HEAD) -> Verdict:
    """The verdict of an export with these rows."""
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    (one,) = verdicts_of(path)
    return one


def right(count: int) -> list[str]:
    """Rows whose running balance follows."""
    return [
        f"2026-03-{n % 28 + 1:02},1.50,{Decimal(n + 1) * Decimal('1.50')}" for n in range(count)
    ]


def test_balances_that_do_not_follow_are_given_up_whatever_the_length(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Date;Amount;Balance\n" + "2026-03-02;1;1\n" * 900_000, encoding="utf-8")
    cost = cost_of(path)
    assert cost.formats == [None]
    (said,) = cost.problems
    assert "5,998 of its first 5,999 running balances do not follow from the one before" in said
    assert cost.seconds < 60, "a ceiling; reading on would take minutes where it is traced"
    assert cost.megabytes < 100


def test_rows_that_cannot_be_read_are_given_up_whatever_the_length(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(HEAD + "2026-03-03,nought,1\n" * 600_000, encoding="utf-8")
    cost = cost_of(path)
    assert cost.formats == [None]
    (said,) = cost.problems
    assert "5,999 of its first 6,000 rows cannot be read, so the others are not tried" in said
    assert "the first is line 2: Amount: 'nought' is not an amount in digits" in said
    assert cost.seconds < 60, "a ceiling; reading on would take minutes where it is traced"
    assert cost.megabytes < 100


ORDERS: dict[str, Callable[[list[str]], list[str]]] = {
    "oldest first": lambda rows: rows,
    "newest first": lambda rows: rows[::-1],
    "a balance at the end of some days only": lambda rows: [
        row if n % 3 else row.rpartition(",")[0] + "," for n, row in enumerate(rows)
    ],
    "a break here and there": lambda rows: [
        row if n % 50 else row.replace(",1.50,", ",2.50,") for n, row in enumerate(rows)
    ],
}


@pytest.mark.parametrize("order", ORDERS)
def test_a_long_export_that_is_right_or_nearly_so_is_read_to_its_end(
    tmp_path: Path, order: str
) -> None:
    one = verdict(tmp_path / "x.csv", ORDERS[order](right(7000)))
    assert [found.sums.entries for found in one.statements] == [7000]


def test_balances_of_two_accounts_in_turn_follow_each_for_itself(tmp_path: Path) -> None:
    rows = [f"{row},{account}" for row in right(3500) for account in ("A", "B")]
    one = verdict(tmp_path / "x.csv", rows, "Date,Amount,Balance,Account\n")
    assert [found.sums.entries for found in one.statements] == [3500, 3500]
    assert not [problem for problem in one.problems if "running balance says" in problem.message]


def test_a_short_export_has_each_of_its_breaks_told(tmp_path: Path) -> None:
    one = verdict(tmp_path / "x.csv", ["2026-03-02,1,1"] * 50)
    told = [problem for problem in one.problems if "the running balance says" in problem.message]
    assert len(told) == 49


@pytest.mark.parametrize("cell", ["-0.00", "-0", "(0.00)"])
def test_nothing_is_never_below_nothing(tmp_path: Path, cell: str) -> None:
    one = verdict(tmp_path / "x.csv", [f"2026-03-02,{cell},1.00"])
    (found,) = one.statements
    assert not found.sums.total.is_signed()


def test_a_debit_with_many_digits_is_not_rounded(tmp_path: Path) -> None:
    amount = "1234567890123456.12345678901234567"
    one = verdict(tmp_path / "x.csv", [f'2026-03-02,"-{amount}",'])
    (found,) = one.statements
    assert found.sums.total == Decimal(f"-{amount}")

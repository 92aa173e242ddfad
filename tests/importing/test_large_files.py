"""A file of 200 MB is imported in bounded memory, and what takes long shows how far it is.

Cents in whole numbers, above zero = received.
"""

import datetime
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.accounts.statements.measured import PEAK, ROOT
from tests.importing.made_camt import Booked, Day, camt, day, entry_xml, imports, statement_xml
from treasury.money import written

ACCOUNTS = 8
CUSTOMERS = 100
BYTES_AN_ENTRY = 420
HEAD = "<Document><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>"
TAIL = "</BkToCstmrStmt></Document>"
CHILD = f"""{PEAK}
from treasury.cli.app import main
code = main(sys.argv[1:])
print(peak())
sys.exit(code)
"""


def money(cents: int) -> str:
    """The amount as text."""
    return written(cents, "EUR")


def number_of(account: int) -> str:
    """The account's number."""
    return f"DE{account % ACCOUNTS:020d}"


def customer(number: int) -> Booked:
    """A receipt from a customer or a payment to one."""
    cents = (number * 7919 % 200_000 + 1) * (1 if number % 2 else -1)
    return Booked(
        money(cents), f"Invoice {number} of last month, with many thanks", f"R-{number}",
        other=f"FR{number % 5000:025d}", name=f"Customer {number % 5000} GmbH",
    )  # fmt: skip


def of_the_day(account: int, offset: int) -> Iterator[Booked]:
    """What one account books on a day: customers, the same thing twice, a transfer each way
    between own accounts, a sweep or its mirror, interest at times."""
    number = (offset * ACCOUNTS + account) * CUSTOMERS
    yield from map(customer, range(number, number + CUSTOMERS))
    yield from [Booked("5.00", "the same again")] * 2
    others = (account + 1) % ACCOUNTS, (account - 1) % ACCOUNTS
    yield Booked(money(-100_000 - offset * 10 - account), "transfer", other=number_of(others[0]))
    yield Booked(money(100_000 + offset * 10 + others[1]), "transfer", other=number_of(others[1]))
    swept = range(1, ACCOUNTS) if account == 0 else (account,)
    for each in swept:
        cents = 3_000_000 + offset * 10 + each
        other = number_of(0 if account else each)
        yield Booked(money(-cents if account else cents), "", other=other, code="CAMT/ACCB/ZABA")
    if offset % 30 == 29:
        yield Booked("-12.34", "Zinsen", code="ACMT/MDOP/INTR")


def cents_of(entries: list[Booked]) -> int:
    """The entries added up."""
    return sum(round(float(each.amount) * 100) for each in entries)


def daily(megabytes: int) -> Iterator[tuple[str, int]]:
    """Daily statements of several accounts, so many megabytes together, and their entries."""
    balances, size, offset = [0] * ACCOUNTS, 0, 0
    while size < megabytes * 1_000_000:
        for account in range(ACCOUNTS):
            entries = list(of_the_day(account, offset))
            opening = money(balances[account])
            text = statement_xml(
                Day(number_of(account), day(offset), opening, tuple(entries)), "Stmt"
            )
            balances[account] += cents_of(entries)
            size += len(text)
            yield text, len(entries)
        offset += 1


def at_once(megabytes: int) -> Iterator[tuple[str, int]]:
    """One statement of one day, of so many megabytes, and its entries."""
    count = megabytes * 1_000_000 // BYTES_AN_ENTRY
    closing = sum(cents_of([customer(number)]) for number in range(count))
    one = Day("DE99", day(0), "0.00", closing=money(closing))
    yield statement_xml(one, "Stmt").removesuffix("</Stmt>"), 0
    for number in range(count):
        yield entry_xml(customer(number), day(0), "EUR"), 1
    yield "</Stmt>", 0


def write_large(path: Path, megabytes: int) -> int:
    """Half the megabytes are daily statements, half is one statement; how many entries."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for part in (daily, at_once):
            for text, entries in part(megabytes // 2):
                file.write(text)
                count += entries
        file.write(TAIL)
    return count


@pytest.mark.slow
def test_two_hundred_megabytes_are_imported_in_less_than_three_hundred(tmp_path: Path) -> None:
    """In all, Python included, where the loop was never compiled."""
    path, out = tmp_path / "large.xml", tmp_path / "out"
    count = write_large(path, 200)
    assert path.stat().st_size > 195_000_000
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_JIT"}
    environment |= {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "import", str(path), "--group", "G", "--out", str(out)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"  {count:,} entries counted" in done.stdout
    assert "closing balances, to the unit" in done.stdout
    assert "sweep" in (out / "README.md").read_text(encoding="utf-8")
    assert float(done.stdout.splitlines()[-1]) < 300


def test_every_long_step_of_an_import_shows_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, list[float]] = {}

    @contextmanager
    def progress(what: str) -> Iterator[Callable[[float, str], None]]:
        """The shares that a bar of this name would show."""
        shares = shown.setdefault(what, [])
        yield lambda share, step: shares.append(share)

    monkeypatch.setattr("treasury.cli.importing.progress", progress)
    monkeypatch.setattr("treasury.cli.importing.ENTRIES_A_REPORT", 1)
    monkeypatch.setattr("treasury.checking.history.ENTRIES_AT_ONCE", 2)
    entries = tuple(customer(number) for number in range(7))
    opening, on = "1000000.00", datetime.date(2026, 3, 2)
    file = camt(tmp_path, "s.xml", [Day("A1", on, opening, entries)])
    assert imports(tmp_path / "out", file) == 0
    steps = ["Reading statements", "Classifying entries", "Writing the folder",
             "Running the history"]  # fmt: skip
    assert list(shown) == steps
    for shares in shown.values():
        assert len(shares) > 1 and shares == sorted(shares) and shares[-1] == 1

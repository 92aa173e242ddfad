"""Deposits that could not be placed, in the terminal and on the page, which needs its charts.

Apart from the other tests of deposits, because planted faults are tried without that library.
"""

import io
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from tests.hand.test_deposits_by_hand import placed
from tests.reporting.test_deposits import pooled
from treasury.comparison import study
from treasury.reporting.deposit_table import not_placed
from treasury.reporting.page.page import page_text
from treasury.reporting.run_tables import run_tables
from treasury.reporting.terminal import show


def test_a_deposit_that_could_not_be_placed_stands_in_the_terminal_and_on_the_page() -> None:
    found = study(placed(amount=Decimal("3000000.01")))
    said = (
        "2026-03-02: Deposit D (7-day notice deposit): 3,000,000.01 was not placed, because only "
        "3,000,000.00 was there."
    )
    out = io.StringIO()
    show(found, Path("runs/x"), Console(file=out, width=200))
    assert said in out.getvalue()
    assert said in page_text(found, [run_tables(run) for run in found.runs])
    assert not_placed(pooled(placed())) == []

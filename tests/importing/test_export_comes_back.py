"""Statements that a simulated pool writes come back: its items, and its sweeps as sweeps."""

from collections import Counter
from pathlib import Path

import pytest

from tests.importing.made_camt import imports
from treasury.cli.app import main
from treasury.flows.items import Item
from treasury.plan.reading import read

SCENARIO = Path(__file__).parents[2] / "scenarios" / "02_zero_balancing"


def moves(items: tuple[Item, ...]) -> Counter[tuple[str, str, str]]:
    """What items move: account, day, amount."""
    return Counter((item.account, str(item.date), f"{item.amount:.2f}") for item in items)


def test_a_pool_is_exported_and_imported_without_its_sweeps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(SCENARIO), "--out", str(tmp_path / "run")]) == 0
    words = ["export", str(tmp_path / "run"), "--format", "camt053", "--out", str(tmp_path / "to")]
    assert main([*words, "--structure", "zero_linked"]) == 0
    files = sorted((tmp_path / "to").rglob("*.xml"))
    assert files and imports(tmp_path / "back", *files) == 0
    assert "CHECK FAILED" not in capsys.readouterr().err
    before, after = read(SCENARIO), read(tmp_path / "back")
    assert moves(after.items) == moves(before.items)
    (told,) = (notice.text for notice in after.notices if "former pool" in notice.text)
    assert "Without a mirror" not in told
    opening = {account.id: account.opening for account in before.accounts}
    assert {account.id: account.opening for account in after.accounts} == opening

"""An export of a structure is there whole, or the earlier one still is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from treasury.reporting.exports.export_place import write_export


def failing() -> Iterator[tuple[str, str]]:
    """A first period, and a second one that cannot be told."""
    yield "2026-01", "new"
    raise KeyboardInterrupt


def test_a_half_written_export_is_not_there(tmp_path: Path) -> None:
    (file,) = write_export(tmp_path / "as_is", "csv", iter([("2026-01", "old")]))
    with pytest.raises(KeyboardInterrupt):
        write_export(tmp_path / "as_is", "csv", failing())
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["as_is"]


def test_every_period_name_is_one_that_can_be_replaced(tmp_path: Path) -> None:
    names = ("2026-01", "2026-Q4", "2026", "all")
    for _ in range(2):
        write_export(tmp_path / "x", "journal", iter([(name, "") for name in names]))
    assert len(list((tmp_path / "x").iterdir())) == len(names)

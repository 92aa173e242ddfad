"""The worked examples that were calculated elsewhere: they lie beside the project, never in it.

Tests that read them are marked `needs_examples` and skip where they are absent.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

BESIDE = Path(__file__).parents[3] / "shared" / "oracles" / "worked_examples.json"
FILE = Path(os.environ.get("TREASURY_ORACLES") or BESIDE)
if FILE.is_dir():
    FILE = FILE / "worked_examples.json"

needs_examples = pytest.mark.skipif(
    not FILE.exists(),
    reason="the worked examples are not beside the project (../shared, or TREASURY_ORACLES)",
)


def section(name: str) -> Any:
    """A section of the worked examples."""
    return json.loads(FILE.read_text(encoding="utf-8"))[name]


def example(place: str, name: str) -> dict[str, Any]:
    """The worked example of this id, of a section that is a list of them."""
    found: dict[str, Any] = next(one for one in section(place) if one["id"] == name)
    return found

"""Public samples and reference figures: they lie beside the project, never in it.

Tests that read them are marked `needs_samples` and skip where they are absent. Where the folder
is there, a file that is missing from it is a failure, not a skip.
"""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("TREASURY_SAMPLES") or Path(__file__).parents[2] / "shared" / "data")
STATEMENTS = DATA / "statements"
CHAIN = STATEMENTS / "camt053_daily_chain"
"""37 daily camt.053 files of two accounts, one following the other."""

needs_samples = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="the public samples are not beside the project (../shared/data, or TREASURY_SAMPLES)",
)

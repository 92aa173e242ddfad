"""A real Chromium without a head, and the reports it opens."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.reporting.made_study import HOSTILE, small_study
from treasury.comparison import study
from treasury.loading.folder import load
from treasury.reporting.run_folder import write_run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGSHIP = Path(__file__).parents[2] / "scenarios" / "10_liquor_group"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; the tests are skipped where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=found, args=arguments)
        yield launched
        launched.close()


@pytest.fixture(
    scope="session", params=["small", "large amounts", pytest.param("year", marks=pytest.mark.slow)]
)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run: a small group with hostile names, huge amounts, or the liquor group."""
    out = tmp_path_factory.mktemp("runs") / "run"
    if request.param == "year":
        scenario = load(FLAGSHIP).scenario
        assert scenario is not None
        write_run(study(scenario), out)
    else:
        big = "1000" if request.param == "small" else "1234567890123456.78"
        write_run(small_study(name=HOSTILE, big=big), out)
    return out / "report.html"

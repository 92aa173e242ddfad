"""Takes the pictures of a report for the README: `make picture`.

Needs Chromium; where it has another name, say so in the environment variable CHROMIUM.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HERE = Path(__file__).parent
BENEFIT = "#run-2 h3:has-text('Where the benefit comes from')"
"""The heading of the second picture: the structure the report recommends."""


def chromium() -> str:
    """The path of an installed Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        sys.exit("No Chromium was found; install one or set CHROMIUM.")
    return found


def settle(page: Page) -> None:
    """Wait until charts stand still."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)


def take(report: Path) -> None:
    """Save two pictures of the page beside this file: its top, and one structure's benefit."""
    with sync_playwright() as play:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=chromium(), args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 1080}, reduced_motion="reduce")
        page.goto(report.resolve().as_uri())
        settle(page)
        page.screenshot(path=HERE / "report.png")
        page.locator(BENEFIT).evaluate("it => window.scrollTo(0, it.offsetTop - 90)")
        settle(page)
        page.screenshot(path=HERE / "benefit.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))

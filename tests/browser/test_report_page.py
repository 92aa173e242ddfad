"""The report as a person sees it: on the screen, on paper, and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

PAPER_WIDTH, PAPER_HEIGHT = 1031, 696
"""A4 landscape less the margins of the style sheet, in pixels of the screen (96 to the inch)."""

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => violations.push(e.violatedDirective));
"""
TOO_WIDE = """width => [...document.querySelectorAll("table, figure, svg, .card, h1, p, summary")]
  .filter(e => e.checkVisibility())
  .filter(e => { const r = e.getBoundingClientRect(); return r.left < -1 || r.right > width + 1; })
  .map(e => `${e.tagName} ${e.className} ${Math.round(e.getBoundingClientRect().right)} `
            + e.textContent.slice(0, 40))"""


class Opened:
    """The page, and everything that went wrong or over the network while it was open."""

    def __init__(self, page: Page) -> None:
        """Watch the page from before it is opened."""
        self.page = page
        self.troubles: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda line: self.troubles.append(f"{line.type}: {line.text}"))
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.add_init_script(WATCH)


@pytest.fixture(scope="module")
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    """The report at 1280 px."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    found = Opened(page)
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-drawn]")
    yield found
    page.close()


def test_every_chart_is_drawn(opened):
    places = opened.page.locator(".chart")
    assert places.count() >= 4
    for place in places.all():
        drawn = place.evaluate(
            """e => ({paths: e.querySelectorAll("svg path").length,
                      texts: e.querySelectorAll("svg text").length,
                      width: e.querySelector("svg").getBoundingClientRect().width,
                      height: e.querySelector("svg").getBoundingClientRect().height})"""
        )
        assert drawn["paths"] > 3, drawn
        assert drawn["texts"] > 3, drawn
        assert drawn["width"] > 600, drawn
        assert drawn["height"] > 60, drawn


def test_no_script_fails_and_nothing_breaks_the_policy(opened):
    assert opened.troubles == []
    assert opened.page.evaluate("violations") == []


def test_nothing_is_asked_of_the_network(opened, report):
    assert opened.requests == [report.as_uri()]


def test_the_page_does_not_scroll_sideways_at_1280_px(opened):
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1280


def test_nothing_leaves_the_screen_when_everything_is_opened(browser, report):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.close()


def test_the_pointer_shows_the_exact_amount(opened):
    place = opened.page.locator(".chart.liquidity").first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = opened.page.locator(".tip").first
    tip.wait_for()
    day = tip.locator("p").first.inner_text()
    amounts = [line.split()[-1] for line in tip.locator("b").all_inner_texts()]
    chart = next(
        chart
        for chart in opened.page.evaluate(
            "JSON.parse(document.getElementById('charts').textContent)"
        )
        if chart["kind"] == "liquidity"
    )
    at = chart["days"].index(day)
    exact = [line["values"][at] for line in chart["lines"]]
    assert [amount.replace(",", "") for amount in amounts] == exact
    assert all(re.fullmatch(r"-?\d{1,3}(,\d{3})*\.\d\d", amount) for amount in amounts)


def test_names_are_shown_and_not_executed(opened):
    body = opened.page.locator("body").inner_text()
    if "Yunxi" not in body:
        assert "<script>alert('x')</script>" in body
    assert not [line for line in opened.troubles if line.startswith("dialog")]


def test_the_tables_can_be_read_without_javascript(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("#compare table").first.is_visible()
    assert page.locator("#checks table").first.is_visible()
    assert "needs JavaScript" in page.locator(".chart").first.inner_text()
    page.locator("summary").first.click()
    assert page.locator("details[open]").count() == 1
    context.close()


def test_on_paper_no_table_and_no_chart_is_cut(browser, report):
    page = browser.new_page(viewport={"width": PAPER_WIDTH, "height": PAPER_HEIGHT})
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-drawn]")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": PAPER_HEIGHT})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(TOO_WIDE, PAPER_WIDTH) == []
    tall = page.evaluate(
        """height => [...document.querySelectorAll("tr, figure, .card")]
             .filter(e => e.checkVisibility())
             .filter(e => e.getBoundingClientRect().height > height).length""",
        PAPER_HEIGHT,
    )
    assert tall == 0
    breaks = page.evaluate(
        """[...new Set([...document.querySelectorAll("tr, figure")]
             .map(e => getComputedStyle(e).breakInside))]"""
    )
    assert breaks == ["avoid"]
    charts = page.evaluate(
        """[...document.querySelectorAll(".chart svg")]
             .filter(e => e.getBoundingClientRect().height < 60).length"""
    )
    assert charts == 0
    page.close()


def test_the_page_prints_with_its_folded_parts_open(browser, report):
    page = browser.new_page()
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-drawn]")
    page.evaluate(
        """() => window.addEventListener("beforeprint", () => {
             window.printed = document.querySelectorAll("details:not([open])").length; })"""
    )
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    pages = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert pages
    assert all(float(width) > float(height) for width, height in pages)
    assert page.evaluate("window.printed") == 0
    assert page.locator("details[open]").count() == 0
    page.close()

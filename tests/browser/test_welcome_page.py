"""Where a one-time link leads, as the person sees it who got one: in a real browser, by keyboard,
against a real server with its strict policy."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.served import Served, served
from tests.browser.test_report_page import Opened

PASSWORD = "seven quiet herons"
LINK = r"(http://\S+/welcome#\S+)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose store is empty, so that it printed a link."""
    with served(tmp_path_factory.mktemp("welcome"), workers="0") as running:
        yield running


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """A page that is watched."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    yield Opened(page)
    page.close()


def typed(page: Page, first: str, second: str | None = None) -> None:
    """Both fields filled and sent, by the keyboard alone."""
    page.get_by_label("New password").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(first)
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(first if second is None else second)
    page.keyboard.press("Enter")


def asked(server: Served, path: str, sent: Any, **headers: str) -> Any:
    """The server's answer to a POST, and the headers."""
    request = urllib.request.Request(
        f"{server.address}/api/v1{path}", json.dumps(sent).encode(),
        {"Content-Type": "application/json", **{name.replace("_", "-"): value
                                                for name, value in headers.items()}},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer), answer.headers


def test_the_first_administrator_and_whoever_they_invite_choose_their_passwords(
    server: Served, opened: Opened, browser: Browser
) -> None:
    page = opened.page
    page.goto(server.line(LINK))
    expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()

    typed(page, PASSWORD, f"{PASSWORD} ")
    expect(page.get_by_text("not the same as the password above")).to_be_visible()
    expect(page.get_by_label("The same password again")).to_be_focused()
    assert not [each for each in opened.requests if "passwords" in each], "nothing was sent"

    typed(page, "short")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The password is too short: 12 characters or more")
    expect(alert).to_contain_text("What would be right: 12 to 200 characters")
    expect(alert).to_be_focused()
    field = page.get_by_label("New password")
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby") or ""
    told = [page.locator(f"#{each}").inner_text() for each in described.split()]
    assert any("too short" in each for each in told)

    typed(page, PASSWORD)
    expect(page.get_by_role("heading", name="Your password is set")).to_be_focused()
    expect(page.locator("#login")).to_have_text("administrator")
    assert page.url == f"{server.address}/welcome", "the secret is gone from the address"
    troubles = [each for each in opened.troubles if "Password forms should have" not in each]
    assert len(troubles) == 1 and "status of 422" in troubles[0], opened.troubles
    assert page.evaluate("violations") == []
    assert all(each.startswith((server.address, "data:")) for each in opened.requests)

    signed, headers = asked(server, "/sessions", {"login": "administrator", "password": PASSWORD})
    cookie = {"Cookie": headers["Set-Cookie"].partition(";")[0], "X_CSRF_Token": signed["csrf"]}
    department, _ = asked(server, "/departments", {"name": "Cash"}, **cookie)
    invited, _ = asked(server, "/people", {
        "login": "li.wei", "name": "Li Wei", "roles": ["relationship_manager"],
        "department_id": department["id"]}, **cookie)  # fmt: skip
    other = browser.new_page()
    other.goto(invited["link"])
    typed(other, "three li.wei words")
    expect(other.get_by_role("alert")).to_contain_text("has the login in it")
    typed(other, PASSWORD)
    expect(other.locator("#login")).to_have_text("li.wei")
    other.goto(invited["link"])
    typed(other, PASSWORD)
    expect(other.get_by_role("alert")).to_contain_text("The link opens nothing")
    expect(other.get_by_role("alert")).to_contain_text("an administrator can make a new one")
    other.close()


def test_an_address_without_its_secret_says_so_and_a_whole_one_goes_on(
    server: Served, opened: Opened
) -> None:
    page = opened.page
    page.goto(f"{server.address}/welcome")
    expect(page.get_by_role("alert")).to_contain_text("not a whole link")
    expect(page.get_by_label("New password")).to_be_hidden()
    page.goto(f"{server.address}/welcome#anything")
    expect(page.get_by_label("New password")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_label("Show what I type").check()
    assert page.get_by_label("New password").get_attribute("type") == "text"
    page.route("**/api/v1/passwords", lambda route: route.abort())
    typed(page, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("The service does not answer")


def test_the_page_is_readable_on_a_telephone_and_says_what_it_needs_without_javascript(
    server: Served, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(f"{server.address}/welcome#anything")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{server.address}/welcome#anything")
    expect(plain.get_by_text("This page needs JavaScript")).to_be_visible()
    expect(plain.locator("form")).to_be_hidden()
    context.close()


def test_nothing_of_the_page_stands_in_it_that_the_policy_forbids() -> None:
    page = (Path(__file__).parents[2] / "api" / "web" / "welcome.html").read_text("utf-8")
    assert "<style" not in page and re.search(r"\s(style|on\w+)=", page) is None
    assert page.count("<script") == 1 and '<script src="/welcome.js" defer></script>' in page

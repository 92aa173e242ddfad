"""Pages are tests: their links lead somewhere and their commands run."""

import importlib.util
import re
from pathlib import Path

import pytest

from api.cli.app import app, main
from tests.docs.pages import (
    MODULE,
    ROOT,
    TARGET,
    commands,
    is_pattern,
    links,
    name_of,
    pages,
)

PAGES = pages()
WITH_COMMANDS = [
    pytest.param(
        page,
        id=name_of(page),
        marks=[pytest.mark.slow] if "10_liquor" in page.read_text(encoding="utf-8") else [],
    )
    for page in PAGES
    if any(not is_pattern(words) for words in commands(page))
]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    missing = [link for link in links(page) if not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_the_commands_of_a_page_run_as_they_are_written(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    for words in commands(page):
        if not is_pattern(words):
            assert main(words) == 0, " ".join(words)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_patterns_of_commands_name_real_commands_and_options(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in commands(page):
        assert words[0] in app, words
        inner = words[1:2] if words[1:2] and words[1] in app[words[0]] else []
        main([words[0], *inner, "--help"])
        known = capsys.readouterr().out
        for option in (word for word in words if word.startswith("--")):
            assert option in known, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_and_modules_exist(page: Path) -> None:
    text, makefile = page.read_text(encoding="utf-8"), (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert not set(TARGET.findall(text)) - targets
    assert all(importlib.util.find_spec(module) for module in MODULE.findall(text))


def test_the_readme_has_a_picture_and_says_how_to_begin() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "docs/pictures/report.png" in text
    assert ["new", "my_group"] in commands(ROOT / "README.md")
    assert "run" in TARGET.findall(text)


def test_make_help_names_every_target_a_person_would_type() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    shown = set(re.findall(r'@echo "make ([a-z-]+)', text))
    assert set(phony[1].split()) - shown == {"help", "setup", "coverage"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_calculations_and_commands_show_no_stars_of_bold_text(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *\n((?: {4}.*\n)+)", text, re.MULTILINE)
    assert not [block for block in blocks if "**" in block]

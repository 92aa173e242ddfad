"""The page about the scenario folder names every list and column, and its examples run."""

import re
from pathlib import Path

import pytest

from treasury.loading.shapes import lists, shapes
from treasury.plan.problems.rules import NOT_BUILT, PRESET_AMOUNTS
from treasury.plan.reading import read
from treasury.pooling.rules import BUILT
from treasury.scenario import Scenario

PAGE = (Path(__file__).parents[2] / "docs" / "scenario-format.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def columns_of(section: str) -> list[str]:
    """The columns in the first table of a section."""
    return re.findall(r"^\| `(\w+)` \|", section.partition("```")[0], re.MULTILINE)


def built(name: str) -> list[str]:
    """The fields of a list's records that a run obeys."""
    taken = {key for keys in BUILT.values() for key in keys}
    later = {key for key, _, _ in NOT_BUILT.get(name, ())}
    later |= set(PRESET_AMOUNTS) - taken if name == "rules" else set()
    return [key for key in shapes(lists()[name]) if key not in later]


@pytest.mark.parametrize("name", lists())
def test_the_page_lists_every_column_in_order(name: str) -> None:
    assert columns_of(SECTIONS[name]) == built(name)


def test_the_page_lists_every_key_of_the_scenario_itself() -> None:
    assert columns_of(SECTIONS["scenario.toml"]) == list(shapes(Scenario))


@pytest.mark.parametrize("name", lists())
def test_the_page_says_which_columns_must_be_given(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\*\*must be given\*\*", SECTIONS[name], re.MULTILINE)
    assert rows == [shape.name for shape in shapes(lists()[name]).values() if shape.required]


def test_every_preset_that_is_built_is_explained() -> None:
    assert all(f"| `{preset}`" in SECTIONS["rules"] for preset in BUILT)


def test_the_examples_of_the_page_are_one_scenario_that_runs(tmp_path: Path) -> None:
    toml = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert toml
    (tmp_path / "scenario.toml").write_text(toml[1], encoding="utf-8")
    examples = re.findall(r"```csv (\w+)\n(.*?)```", PAGE, re.DOTALL)
    assert [name for name, _ in examples] == list(lists())
    for name, text in examples:
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert len(read(tmp_path).links) == 4

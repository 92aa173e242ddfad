"""What a run's two processes write to each other comes over as it was."""

import io
import pickle
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.reporting.made_study import small_study
from treasury.loading.passing import passed_on, taken_up
from treasury.plan.reading import read
from treasury.reporting import run_tables, workbook
from treasury.reporting.companion import next_answer
from treasury.reporting.companion_work import by_name, work
from treasury.reporting.letters import Reading, Writing

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SHIPPED = sorted(path.parent for path in SCENARIOS.glob("*/scenario.toml"))


def test_what_it_answers_is_what_was_told(tmp_path: Path) -> None:
    found = small_study()
    told, said = io.BytesIO(), io.BytesIO()
    writing = Writing(told, None)
    end = (found.text, found.fingerprint)
    for message in (found.scenario, found.standalone, *found.runs, end):
        writing.dump(message)
    told.seek(0)
    work(told, said)
    tables = [run_tables.run_tables(run) for run in found.runs]
    said.seek(0)
    for made in (*map(by_name, tables), workbook.workbook_bytes(found, tables)):
        answered = next_answer(said)
        assert answered is not None and pickle.loads(answered) == made
    assert next_answer(said) is None


def test_of_a_scenario_that_both_have_only_that_it_is_meant_is_written() -> None:
    found = small_study()
    told = io.BytesIO()
    writing = Writing(told, found.scenario)
    for letter in (found.scenario, found.runs[0].plan):
        writing.dump(letter)
    assert b"Landlord" in passed_on(found.scenario) and b"Landlord" not in told.getvalue()
    told.seek(0)
    own = taken_up(passed_on(found.scenario))
    letters = Reading(told, own)
    assert letters.load() is own
    assert letters.load().scenario is own


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_a_scenario_passed_on_is_the_same_to_the_last_digit(folder: Path) -> None:
    scenario = read(folder)
    again = taken_up(passed_on(scenario))
    assert again == scenario
    assert repr(again) == repr(scenario)


def test_equal_amounts_passed_on_are_written_as_they_were() -> None:
    given = small_study().scenario
    lines = (given.rules[0], given.rules[0])
    written = tuple(
        replace(rule, id=name, target=Decimal(text))
        for rule, name, text in zip(lines, ("one", "two"), ("1.0", "1.00"), strict=True)
    )
    again = taken_up(passed_on(replace(given, rules=written)))
    assert [str(rule.target) for rule in again.rules] == ["1.0", "1.00"]
    assert again.rules == written

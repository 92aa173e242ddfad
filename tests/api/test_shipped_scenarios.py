"""Every shipped scenario but the long ones: sent as a document, run by a worker, as expected."""

import json
from typing import Any

import pytest

from tests.api.bank import Bank
from tests.api.scenario_runs import RM, run_of, text_of, worked
from tests.scenarios.shipped import SCENARIOS, SMALL


def answered(made: Bank, method: str, path: str, **body: Any) -> Any:
    answer = made.called(RM, method, path, **body)
    assert answer.status_code in (200, 201, 202), answer.text
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_the_service_finds_out_of_a_shipped_scenario_what_the_command_does(
    made: Bank, name: str
) -> None:
    body = {"document": json.loads(text_of(name))}
    sent = answered(made, "POST", f"/clients/{made.ids['distillery']}/scenarios", json=body).json()
    started = answered(made, "POST", f"/scenarios/{sent['id']}/runs", json={}).json()
    assert worked(made)
    assert run_of(made, started["id"])["state"] == "done"

    found = answered(made, "GET", f"/runs/{started['id']}/files/summary.json").json()
    expected = json.loads((SCENARIOS / name / "expected" / "summary.json").read_text())
    assert {key: found[key] for key in expected} == expected

    said = json.loads(text_of(name))
    query = f"account={said['accounts'][0]['id']}&date={said['first_day']}"
    path = f"/runs/{started['id']}/explanations?{query}"
    told = answered(made, "GET", path).json()
    others = [answered(made, "GET", f"{path}&structure={each}").json() for each in told["others"]]
    assert all(each["sentences"] for each in (told, *others))

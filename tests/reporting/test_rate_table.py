"""The report's table of rates: what follows an index stands there with its index and fixing."""

from dataclasses import replace
from typing import Any

from tests.scenarios.shipped import SCENARIOS
from treasury.plan.reading import read
from treasury.reporting.structure_tables import rate_table
from treasury.scenario import Scenario

TITLE = "Loan prime rate of one year (一年期贷款市场报价利率)"


def scenario() -> Scenario:
    return read(SCENARIOS / "16_index_and_agreed_deposit")


def shown(found: Scenario) -> list[dict[str, Any]]:
    """The rows of the table, with the columns that are shown."""
    table = rate_table(found)
    names = [column.name for column in table.columns]
    rows = zip(*(table.data[name] for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_the_title_of_an_index_stands_beside_its_fixing() -> None:
    given = scenario()
    loan = [row for row in shown(given) if row["terms"] == "loan"]
    assert {row["index"] for row in loan} == {TITLE}
    assert loan[0]["written"] == "LPR_1Y - 30 bps"
    plain = [row for row in shown(given) if row["terms"] == "demand" and not row["written"]]
    assert plain and {row["index"] for row in plain} == {""}


def test_an_index_without_a_title_is_called_by_its_id() -> None:
    given = scenario()
    untitled = replace(given, indices=tuple(replace(one, title="") for one in given.indices))
    assert {row["index"] for row in shown(untitled) if row["written"]} == {"LPR_1Y"}


def test_fixings_are_shown_where_an_agreed_deposit_alone_follows_an_index() -> None:
    given = scenario()
    fixed = tuple(replace(one, rate="3%", floor=None) if one.side == "debit" else one
                  for one in given.rates)  # fmt: skip
    contract = replace(given.agreed_deposits[0], rate="LPR_1Y - 2%")
    terms = tuple(
        replace(one, resets="daily", resets_from=None, fixing_lag=0) for one in given.terms
    )
    found = replace(given, rates=fixed, terms=terms, agreed_deposits=(contract,))
    assert next(row["fixing"] for row in shown(found) if row["written"]) == 3_200_000


def test_without_an_index_no_fixings_are_shown() -> None:
    assert "written" not in shown(read(SCENARIOS / "01_one_account"))[0]

"""Scenario 18: a rate compounded in arrears, told day by day in sentences and tables."""

from typing import Any

from tests.scenarios.answers import row
from tests.scenarios.shipped import run_of, study_of
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.interest_statement import interest_statement
from treasury.reporting.structure_tables import rate_table
from treasury.reporting.table import Table

EIGHTEEN = "18_compounding_in_arrears"


def shown(table: Table) -> list[dict[str, Any]]:
    """The rows of the table, with the columns that are shown."""
    names = [column.name for column in table.columns]
    rows = zip(*(table.data[name] for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_settlement_tells_which_fixing_of_which_day_is_compounded_how() -> None:
    run = run_of(EIGHTEEN, "as_is")
    told = "\n".join(explain_day(run.plan, run.projection, 0, row(run, 4, 10)))
    assert (
        "\n    6,000,000.00 x 6.06 % (SOFR compounded from 2026-04-01 over 1 day, the last fixing "
        "4.31 % of 2026-03-30: 4.31 % + 1.75 %) / 360\n  + "
    ) in told
    assert (
        "4,500,000.00 x 6.04464 % (SOFR compounded from 2026-04-01, the last fixing 4.29 % of "
        "2026-04-08: 10 days x 4.32002 % - 9 days x 4.32284 % up to the day before + 1.75 %) / 360"
        "\n  = 9,362.43333333, rounded half up to 9,362.43 owed"
    ) in told


def test_the_interest_statement_shows_the_compounded_rate_beside_what_a_day_bears() -> None:
    lines = {line["to"]: line for line in shown(interest_statement(run_of(EIGHTEEN, "as_is")))}
    april = lines["2026-04-10"]
    assert (april["rate"], april["compounded"]) == (6_044_640, 4_320_020)
    assert "compounded" not in shown(interest_statement(run_of("01_one_account", "as_is")))[0]


def test_the_table_of_rates_tells_from_when_and_over_how_many_days() -> None:
    rates = {line["valid_from"]: line for line in shown(rate_table(study_of(EIGHTEEN).scenario))}
    april = rates["2026-04-10"]
    told = april["compounded_from"], april["compounded_days"], april["compounded"]
    assert told == ("2026-04-01", 10, 4_320_020)
    assert (april["fixed_on"], april["fixing"]) == ("2026-04-08", 4_290_000)

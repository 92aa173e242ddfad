"""The group in its reporting currency, wherever a user looks: beside the figures by currency.

The study is scenario 14, whose figures its README works out by hand.
"""

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from tests.scenarios.shipped import SCENARIOS, study_of
from treasury.comparison import Study, study
from treasury.money import to_minor
from treasury.plan.reading import read
from treasury.reporting.csvs import run_files
from treasury.reporting.page.page import page_text
from treasury.reporting.run_place import GROUP_FILES
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.summary import summary
from treasury.reporting.terminal import show
from treasury.reporting.workbook import workbook_bytes

FOURTEEN = "14_three_currencies"


@cache
def tables() -> tuple[RunTables, ...]:
    return tuple(run_tables(run) for run in study_of(FOURTEEN).runs)


def rows_of(file: str) -> list[dict[str, str]]:
    """The rows of a file of the pools."""
    return list(csv.DictReader(io.StringIO(run_files(tables()[1])[file])))


def test_the_summary_has_the_rates_and_every_figure_beside_what_it_had() -> None:
    found = summary(study_of(FOURTEEN))
    assert [one["currency"] for one in found["structures"][1]["figures"]] == ["EUR", "JPY", "USD"]
    block = found["reporting"]
    assert (block["currency"], block["sums_at"], block["side"]) == ("EUR", "average", "mid")
    assert block["for_sums"] == [
        {"currency": "JPY", "pair": "USD/JPY", "rate": "157.1", "divided": True},
        {"currency": "JPY", "pair": "EUR/USD", "rate": "1.0855", "divided": True},
        {"currency": "USD", "pair": "EUR/USD", "rate": "1.0855", "divided": True},
    ]
    assert len(block["rates"]) == 20
    assert block["rates"][4] == {
        "pair": "EUR/USD", "rate": "1.09", "side": "mid", "date": "2026-03-20",
        "used_from": "2026-03-20", "used_until": "2026-03-22", "source": "fixing (invented)",
    }  # fmt: skip
    pools = block["structures"][1]
    assert pools["figures"]["net_benefit"] == "1204.86"
    assert pools["carried"][0] == {"step": "interest earned", "amount": "-0.01"}
    assert pools["cash"] == {
        "opening": "464501.86", "moved": "-86644.53", "fx_effect": "649.54", "closing": "378506.87",
    }  # fmt: skip


def test_the_summary_s_parts_sum_to_its_figures() -> None:
    for run in summary(study_of(FOURTEEN))["reporting"]["structures"]:
        for figure in {part["figure"] for part in run["by_currency"]}:
            parts = [part for part in run["by_currency"] if part["figure"] == figure]
            total = sum(Decimal(part["translated"]) for part in parts)
            assert total == Decimal(run["figures"][figure])
        steps = sum(Decimal(step["amount"]) for step in run["figures"]["waterfall"])
        shares = sum(Decimal(member["benefit"]) for member in run["members"])
        assert steps == shares == Decimal(run["figures"]["net_benefit"])


def test_without_a_reporting_currency_nothing_is_added() -> None:
    scenario = replace(
        read(SCENARIOS / FOURTEEN), reporting_currency=None, fx_rates=(), fx_bridge=None
    )
    plain = study(scenario)
    found = summary(plain)
    assert "reporting" not in found
    assert {check["name"][:2] for check in found["checks"]}.isdisjoint({"27", "28"})
    made = [run_tables(run) for run in plain.runs]
    assert not set(GROUP_FILES) & set(run_files(made[1]))
    assert "Group in" not in page_text(plain, made)
    assert "Group" not in openpyxl.load_workbook(io.BytesIO(workbook_bytes(plain, made))).sheetnames
    assert "Group in" not in printed(plain)
    pairs = zip(plain.runs, study_of(FOURTEEN).runs, strict=True)
    assert all(one.figures == two.figures and one.members == two.members for one, two in pairs)


def printed(found: Study) -> str:
    """What the terminal shows, blanks and lines run together."""
    out = io.StringIO()
    show(found, Path("runs/x"), Console(file=out, width=120, color_system=None))
    return " ".join(out.getvalue().split())


def test_the_terminal_shows_the_group_with_its_rates() -> None:
    text = printed(study_of(FOURTEEN))
    assert text.index("Figures in USD") < text.index("Group in EUR")
    assert "│ Net benefit │ - │ 1,204.86 │" in text
    assert (
        "EUR/USD: 1.0855 for sums (average of the run); 1.081 on the last day (of 2026-03-27, "
        "fixing (invented)); used at most 2 days after its day, on 2026-03-22."
    ) in text


def test_the_page_shows_the_group_and_how_it_is_translated() -> None:
    text = page_text(study_of(FOURTEEN), list(tables()))
    assert text.count('<section id="group">') == 1
    for words in (
        "Balances are translated into EUR at the rate of each day",
        "translated at one rate, the average of the run.",
        "EUR/USD 1.0855 means that one EUR is 1.0855 USD.",
        "Net cash of EUR 464,501.86 at the start became 378,506.87: -86,644.53 is cash that moved",
        "649.54 is the effect of exchange rates on what lay there.",
        "but for the group&#x27;s figures in EUR, which stand apart.",
    ):
        assert words in text
    charts = json.loads(text.partition('id="charts">')[2].partition("</script>")[0])
    cash = [one for one in charts if one["title"].startswith("Net cash of the group")]
    assert len(cash) == 2
    assert [line["name"] for line in cash[1]["lines"]] == [
        "Net cash", "Net cash without the effect of FX"
    ]  # fmt: skip
    assert cash[1]["lines"][0]["values"][-1] == "378506.87"
    assert cash[1]["lines"][1]["values"][-1] == "377857.33"


def test_the_page_begins_with_all_currencies_together() -> None:
    """1,204.86 = 560.00 + 700.00 / 1.0855, as the scenario's README works out."""
    text = page_text(study_of(FOURTEEN), list(tables()))
    leads = re.findall(r'<p class="lead">(.*?)</p>', text)
    assert leads[0].startswith("All currencies together: ")
    assert "<b>EUR 1,204.86</b> better off" in leads[0]
    assert ["together" in lead for lead in leads] == [True, False, False]


def test_the_files_hold_every_part_every_day_and_every_rate() -> None:
    benefit = [row for row in rows_of("group_figures.csv") if row["figure"] == "Net benefit"]
    assert [(row["currency"], row["amount"], row["translated"]) for row in benefit] == [
        ("EUR", "560.00", "560.00"), ("JPY", "0", "0.00"), ("USD", "700.00", "644.86"),
        ("Group", "", "1204.86"),
    ]  # fmt: skip
    assert benefit[1]["rate"] == "USD/JPY 157.1 and EUR/USD 1.0855, average"
    cash = rows_of("group_cash.csv")
    assert len(cash) == 14
    assert cash[1] == {
        "date": "2026-03-17", "currency": "EUR", "net_cash": "464021.57", "moved": "0.00",
        "fx_effect": "-480.29", "fx_effect_so_far": "-480.29", "credit_balances": "664021.57",
        "headroom": "4127607.52",
    }  # fmt: skip
    assert [row["used_until"] for row in rows_of("fx_rates.csv") if row["of"] == "2026-03-27"] == [
        "2026-03-29", "2026-03-29"
    ]  # fmt: skip
    members = {row["entity"]: row for row in rows_of("group_members.csv")}
    assert members["JP"]["verdict"] == "unchanged"
    assert members["DE"]["verdict"] == "loses"


def test_the_workbook_has_the_group_s_sheets_with_amounts_as_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(study_of(FOURTEEN), list(tables()))))
    assert book.sheetnames[-6:-1] == [
        "Group", "Group benefit", "Group members", "Group cash", "Exchange rates"
    ]  # fmt: skip
    group = [row for row in book["Group"].iter_rows(values_only=True) if row[1] == "Net benefit"]
    assert group[-1] == ("two_pools", "Net benefit", "Group", "", "", "EUR", 1204.86, "")
    yen = next(row for row in book["Group"].iter_rows() if row[2].value == "JPY")
    assert (yen[3].number_format, yen[6].number_format) == ("#,##0", "#,##0.00")
    summary_sheet = [row[0] for row in book["Summary"].iter_rows(values_only=True)]
    assert "Group in EUR" in summary_sheet


@pytest.mark.parametrize("at", ["average", "closing"])
def test_headroom_without_a_bound_has_none_in_the_group_either(at: str) -> None:
    scenario = read(SCENARIOS / FOURTEEN)
    accounts = tuple(
        replace(one, overdraft="unlimited") if one.id == "HQ-USD" else one
        for one in scenario.accounts
    )
    run = study(replace(scenario, accounts=accounts, fx_at=at)).runs[1]
    rows = list(csv.DictReader(io.StringIO(run_files(run_tables(run))["group_cash.csv"])))
    assert {row["headroom"] for row in rows} == {"no bound"}
    assert to_minor(Decimal(rows[0]["net_cash"]), "EUR") == 464_501_86

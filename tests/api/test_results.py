"""What a run found out: tables in every form, files, exports, explanations, comparisons."""

import csv
import hashlib
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from api.store.tables.honesty import audit
from api.store.tables.runs import run, run_projection
from api.workflows.tables import Cells, as_csv, as_parquet, as_xlsx
from tests.api.bank import Bank
from tests.api.scenario_runs import (
    OTHER_RM,
    POOLS,
    QUICK,
    RM,
    add_scenario,
    done_run,
    kept_of,
    other_version,
    start,
    worked,
)
from treasury import LAYOUT
from treasury.cli.app import main

NUL = "%00"


def get(made: Bank, path: str, who: str = RM) -> Any:
    answer = made.called(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer


def every_row(made: Bank, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = get(made, f"{path}?limit=37&cursor={cursor}").json()
        assert len(page["items"]) <= 37
        rows, cursor = rows + page["items"], page["next"]
    return rows


def exports_of(made: Bank, run_id: str) -> list[Any]:
    with made.service.database.reading() as connection:
        where = (audit.c.subject_id == run_id) & (audit.c.what == "exported")
        rows = connection.execute(select(audit).where(where).order_by(audit.c.number))
        return [row.after for row in rows]


@pytest.fixture
def pools(made: Bank) -> str:
    return done_run(made, name=POOLS)


def test_every_form_of_every_table_says_the_same_cell_by_cell(made: Bank, pools: str) -> None:
    listed = get(made, f"/runs/{pools}/results").json()["items"]
    assert {"balances", "sweeps", "interest", "members"} <= {each["name"] for each in listed}
    files = {file.name: file.content for file in kept_of(POOLS).files}
    for table in listed:
        path = f"/runs/{pools}/results/{table['structure']}/{table['name']}"
        rows = every_row(made, path)
        assert len(rows) == table["rows"]
        written = get(made, f"{path}?format=csv")
        assert written.content == files[f"{table['structure']}/{table['name']}.csv"]
        parquet = pq.read_table(io.BytesIO(get(made, f"{path}?format=parquet").content))
        book = openpyxl.load_workbook(io.BytesIO(get(made, f"{path}?format=xlsx").content))
        sheet = [list(row) for row in book.active.iter_rows(min_row=2, values_only=True)]
        csv_rows = list(csv.DictReader(io.StringIO(written.text)))
        assert len(csv_rows) == parquet.num_rows == len(rows) == len(sheet)
        for place, column in enumerate(table["columns"]):
            name, exact = column["name"], column["kind"] in ("money", "count", "rate", "fraction")
            for number, cells in enumerate(zip(rows, csv_rows, parquet[name].to_pylist(),
                                               strict=True)):  # fmt: skip
                shown, text, packed = cells[0][name], cells[1][name], cells[2]
                in_sheet = sheet[number][place]
                if shown is None:
                    assert (packed, in_sheet, text) == (None, None, column["empty"])
                elif exact and not isinstance(packed, str):
                    assert not isinstance(packed, float)
                    assert Decimal(str(shown)) == Decimal(text) == Decimal(packed)
                    assert Decimal(str(in_sheet)) == Decimal(text)
                else:
                    assert str(shown) == str(packed) == (in_sheet or "") == text.removeprefix("'")


def test_amounts_are_decimal_texts(made: Bank, pools: str) -> None:
    row = get(made, f"/runs/{pools}/results/as_is/balances?limit=1").json()["items"][0]
    assert isinstance(row["book"], str) and row["book"].count(".") == 1


def test_rows_are_chosen_by_account_and_days(made: Bank, pools: str) -> None:
    path = f"/runs/{pools}/results/as_is/balances"
    everything = every_row(made, path)
    account = everything[0]["account"]
    days = sorted({row["date"] for row in everything})
    query = f"account={account}&from={days[2]}&to={days[4]}"
    chosen = get(made, f"{path}?{query}").json()
    expected = [row for row in everything
                if row["account"] == account and days[2] <= row["date"] <= days[4]]  # fmt: skip
    assert chosen["items"] == expected and chosen["rows"] == len(expected) == 3
    text = get(made, f"{path}?{query}&format=csv").text
    assert [row["book"] for row in csv.DictReader(io.StringIO(text))] == [
        row["book"] for row in expected
    ]
    assert get(made, f"{path}?account=none").json()["items"] == []


def test_what_cannot_be_chosen_by_is_said(made: Bank, pools: str) -> None:
    members = f"/runs/{pools}/results/as_is/members"
    answer = made.called(RM, "GET", f"{members}?account=A&from=2026-03-02")
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} == {"account", "from"}
    balances = f"/runs/{pools}/results/as_is/balances"
    for query in ("from=2026-03-09&to=2026-03-02", "from=yesterday", "format=pdf", "limit=0",
                  "cursor=YWJj", "cursor=!"):  # fmt: skip
        assert made.called(RM, "GET", f"{balances}?{query}").status_code == 422, query


def test_results_that_are_not_there_are_told_so(made: Bank, pools: str) -> None:
    for path in ("results/as_is/nothing", "results/nothing/balances", "files/none.csv"):
        assert made.called(RM, "GET", f"/runs/{pools}/{path}").status_code == 404
    waiting = start(made, add_scenario(made))
    for path in ("results", "files", "results/as_is/balances", "files/report.html",
                 "exports/csv", "explanations?account=A&date=2026-03-02"):  # fmt: skip
        answer = made.called(RM, "GET", f"/runs/{waiting}/{path}")
        assert answer.status_code == 409, path
        assert "waits for a worker" in answer.json()["detail"]
    assert made.called(RM, "GET", f"/comparisons?run={waiting}").status_code == 409


def test_another_teams_results_are_as_if_they_were_not_there(made: Bank) -> None:
    theirs = done_run(made, "shipyard")
    for path in ("results", "files", "results/as_is/balances", "files/summary.json",
                 "exports/csv", "explanations?account=A&date=2026-03-02"):  # fmt: skip
        assert made.called(RM, "GET", f"/runs/{theirs}/{path}").status_code == 404
        assert made.called("", "GET", f"/runs/{theirs}/{path}").status_code == 401
    own = done_run(made)
    assert made.called(RM, "GET", f"/comparisons?run={own}&run={theirs}").status_code == 404
    assert exports_of(made, theirs) == []


def test_files_are_given_as_they_were_written_and_reports_seal_themselves(made: Bank) -> None:
    run_id = done_run(made)
    listed = get(made, f"/runs/{run_id}/files").json()["items"]
    names = {each["name"] for each in listed}
    assert {"report.html", "report.xlsx", "summary.json", "as_is/balances.csv"} <= names
    for each in listed:
        answer = get(made, f"/runs/{run_id}/files/{each['name']}")
        assert hashlib.sha256(answer.content).hexdigest() == each["sha256"]
        assert (len(answer.content), answer.headers["etag"]) == (
            each["size"],
            f'"{each["sha256"]}"',
        )
    report = get(made, f"/runs/{run_id}/files/report.html")
    policy = report.headers["content-security-policy"]
    assert "script-src 'sha256-" in policy and "sandbox allow-scripts" in policy
    assert "unsafe-eval" not in policy
    assert report.headers["content-type"].startswith("text/html")
    workbook = get(made, f"/runs/{run_id}/files/report.xlsx")
    assert workbook.headers["content-disposition"].startswith("attachment")


def test_what_is_taken_out_stands_in_the_audit_and_a_page_does_not(made: Bank) -> None:
    run_id = done_run(made)
    get(made, f"/runs/{run_id}/results/as_is/balances")
    assert exports_of(made, run_id) == []
    get(made, f"/runs/{run_id}/results/as_is/balances?format=xlsx")
    get(made, f"/runs/{run_id}/files/summary.json")
    get(made, f"/runs/{run_id}/exports/hledger?structure=as_is")
    first, second, third = exports_of(made, run_id)
    assert (first["table"], first["format"]) == ("as_is/balances", "xlsx")
    assert second["file"] == "summary.json"
    assert (third["export"], third["structure"]) == ("hledger", "as_is")


@pytest.mark.parametrize("format", ["hledger", "beancount", "csv", "camt053"])
def test_an_export_holds_the_files_of_the_command(
    made: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    folder = tmp_path / "run"
    assert main(["run", f"scenarios/{POOLS}", "--out", str(folder)]) == 0
    assert main(["export", str(folder), "--format", format, "--out", str(tmp_path / "out")]) == 0
    expected = {str(file.relative_to(tmp_path / "out")): file.read_bytes()
                for file in (tmp_path / "out").rglob("*") if file.is_file()}  # fmt: skip
    run_id = done_run(made, name=POOLS)
    content = get(made, f"/runs/{run_id}/exports/{format}").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == expected


def test_a_day_is_explained_in_the_words_of_the_command(
    made: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    folder, asked = tmp_path / "run", ("--account", "EAST-1", "--date", "2026-03-02")
    assert main(["run", f"scenarios/{POOLS}", "--out", str(folder)]) == 0
    capsys.readouterr()
    assert main(["explain", str(folder), *asked]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "--structure" not in line]
    run_id = done_run(made, name=POOLS)
    path = f"/runs/{run_id}/explanations?account=EAST-1&date=2026-03-02"
    found = get(made, path).json()
    assert found["sentences"] == said
    assert found["structure"] not in found["others"]
    again = get(made, f"{path}&structure={found['others'][0]}").json()
    assert again["structure"] == found["others"][0]


def test_a_question_that_makes_no_sense_is_answered_with_everything_wrong(made: Bank) -> None:
    run_id = done_run(made, name=POOLS)
    query = "account=NOBODY&date=2030-01-01&structure=none"
    answer = made.called(RM, "GET", f"/runs/{run_id}/explanations?{query}")
    assert answer.status_code == 422
    errors = {each["pointer"]: each["expected"] for each in answer.json()["errors"]}
    assert set(errors) == {"account", "date", "structure"}
    assert "2026-03-02" in errors["date"]
    alone = f"/runs/{run_id}/explanations?account=EAST-1&date=2026-03-02&structure=standalone"
    assert made.called(RM, "GET", alone).status_code == 422
    assert made.called(RM, "GET", f"/runs/{run_id}/exports/csv?structure=x").status_code == 422
    assert made.called(RM, "GET", f"/runs/{run_id}/exports/pdf").status_code == 422


def test_another_engines_run_keeps_its_results_and_is_not_spoken_for(made: Bank) -> None:
    run_id = done_run(made, name=POOLS)
    made.write(lambda connection: connection.execute(run.update().values(engine="0.0.1")))
    path = f"/runs/{run_id}/explanations?account=EAST-1&date=2026-03-02"
    answer = made.called(RM, "GET", path)
    assert answer.status_code == 409 and "engine 0.0.1" in answer.json()["detail"]
    get(made, f"/runs/{run_id}/results/as_is/balances")


def test_who_asks_for_the_head_alone_takes_nothing_out(made: Bank, pools: str) -> None:
    paths = [f"/runs/{pools}/{what}" for what in
             ("files/report.html", "exports/csv?structure=as_is",
              "results/as_is/balances?format=csv")]  # fmt: skip
    heads = [made.called(RM, "HEAD", path) for path in paths]
    assert [(each.status_code, each.content) for each in heads] == [(200, b"")] * 3
    assert exports_of(made, pools) == []
    for count, path in enumerate(paths, start=1):
        assert get(made, path).content
        assert len(exports_of(made, pools)) == count


def older(made: Bank, run_id: str) -> dict[str, Any]:
    """Keep the run as a build before layouts were numbered did; the summary that is left of it."""
    summary = dict(get(made, f"/runs/{run_id}").json()["summary"])
    assert summary.pop("layout") == LAYOUT

    def work(connection: Any) -> None:
        projection = run_projection.c.packed
        connection.execute(run.update().where(run.c.id == run_id).values(summary=summary))
        connection.execute(run_projection.update().values({projection: without_levied}))

    with made.service.database.reading() as connection:
        without_levied = less_of(connection.execute(select(run_projection.c.packed)).scalars())
    made.write(work)
    return summary


def less_of(packed: Any) -> bytes:
    """The arrays of the first projection less those of a newer build."""
    with np.load(io.BytesIO(next(iter(packed)))) as arrays:
        left = {name: arrays[name] for name in arrays.files if name != "levied"}
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **left)
    return out.getvalue()


@pytest.mark.parametrize("path", ["explanations?account=EAST-1&date=2026-03-02", "exports/hledger"])
def test_a_run_of_an_older_build_is_not_spoken_for_and_what_to_do_is_said(
    made: Bank, path: str
) -> None:
    run_id = done_run(made, name=POOLS)
    older(made, run_id)
    answer = made.called(RM, "GET", f"/runs/{run_id}/{path}")
    assert answer.status_code == 409, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    detail = answer.json()["detail"]
    assert "kept by an older build" in detail and "Run version 1 of its scenario again" in detail
    get(made, f"/runs/{run_id}/results/as_is/balances")


def test_a_run_of_an_older_build_is_compared_by_the_figures_it_has(made: Bank) -> None:
    first, second = done_run(made), done_run(made)
    summary = older(made, first)
    for figures in summary["structures"][0]["figures"]:
        del figures["payments_enabled"], figures["note"]
    made.write(
        lambda connection: connection.execute(
            run.update().where(run.c.id == first).values(summary=summary)
        )
    )
    found = get(made, f"/comparisons?run={first}&run={second}").json()
    (money,) = found["currencies"]
    enabled = next(each for each in money["figures"] if each["name"] == "payments_enabled_count")
    assert enabled["values"] == [None, "0"] and enabled["differences"] == [None, None]
    assert money["cautions"] == ["", ""]
    assert any("different builds" in each for each in found["notes"])


def test_runs_are_compared_within_each_currency_and_their_scenarios_told(made: Bank) -> None:
    text = other_version(QUICK, title="Another", fees=())
    first = done_run(made)
    second = start(made, add_scenario(made, text=text))
    assert worked(made)
    found = get(made, f"/comparisons?run={first}&run={second}").json()
    assert [each["run_id"] for each in found["columns"]] == [first, second]
    (money,) = found["currencies"]
    figures = {each["name"]: each for each in money["figures"]}
    fees = figures["fees"]
    assert fees["differences"][0].strip("-0.") == ""
    here, there = map(Decimal, fees["values"])
    assert Decimal(fees["differences"][1]) == there - here
    assert Decimal(fees["differences"][1]) < 0
    told = found["scenarios"][1]["differences"]
    assert any(each.startswith("fees: ") and "only in the first" in each for each in told)
    assert any(each.startswith("title: ") for each in told)
    assert found["scenarios"][0]["differences"] == []
    assert found["notes"] == []


def test_too_many_runs_are_not_compared(made: Bank) -> None:
    query = "&".join(f"run={number}" for number in range(9))
    assert made.called(RM, "GET", f"/comparisons?{query}").status_code == 422
    assert made.called(RM, "GET", "/comparisons").status_code == 422


def test_signs_that_no_database_takes_are_no_fault_of_ours(made: Bank) -> None:
    run_id = done_run(made)
    for path in (f"/runs/{NUL}", f"/runs?scenario={NUL}", f"/runs?client=a{NUL}",
                 f"/runs/{run_id}/files/{NUL}", f"/runs/{run_id}/results/{NUL}/x",
                 f"/runs/{run_id}/results/as_is/balances?account={NUL}",
                 f"/comparisons?run={NUL}"):  # fmt: skip
        assert made.called(RM, "GET", path).status_code in (200, 404, 422), path


def cells(kind: str, *values: str | None) -> Cells:
    described = {"name": "c", "heading": "C", "kind": kind, "meaning": "", "empty": ""}
    return Cells(structure="s", name="t", title="T", columns=[described], data=[list(values)])


def test_a_workbook_loses_no_digit_and_computes_no_text() -> None:
    money = cells("money", "123456789012345.67", "-0.05", "1234567890123.45", None)
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(money))).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "123456789012345.67", -0.05, 1234567890123.45,
    ]  # fmt: skip
    text = cells("text", "=1+1", "plain")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(text))).active
    assert (book["A2"].value, book["A2"].data_type, book["A2"].quotePrefix) == ("=1+1", "s", True)
    assert as_csv(text) == b"c\n'=1+1\nplain\n"


def test_parquet_is_exact_to_the_last_unit_and_mixes_no_scales() -> None:
    found = pq.read_table(io.BytesIO(as_parquet(cells("money", "92233720368547758.07", "5", None))))
    assert str(found.schema.field("c").type) == "decimal128(38, 2)"
    assert found["c"].to_pylist() == [Decimal("92233720368547758.07"), Decimal(5), None]


def test_the_south_sees_its_own(made: Bank) -> None:
    run_id = done_run(made, "shipyard")
    get(made, f"/runs/{run_id}/results", OTHER_RM)


def test_a_group_in_one_currency_is_told_compared_and_given_as_tables(made: Bank) -> None:
    run_id = done_run(made, name="14_three_currencies")
    block = get(made, f"/runs/{run_id}").json()["summary"]["reporting"]
    assert block["currency"] == "EUR"
    assert block["structures"][1]["figures"]["net_benefit"] == "1204.86"
    found = get(made, f"/comparisons?run={run_id}&run={done_run(made)}").json()
    (group,) = found["reporting"]
    benefit = next(each for each in group["figures"] if each["name"] == "net_benefit")
    assert group["currency"] == "EUR"
    assert benefit["values"] == ["0.00", "1204.86", None], "the other run reports in none"
    euros = next(each for each in found["currencies"] if each["currency"] == "EUR")
    assert euros["figures"] != group["figures"]
    where = f"/runs/{run_id}/results/two_pools"
    rates = get(made, f"{where}/fx_rates").json()["items"]
    assert len(rates) == 20 and rates[0]["rate"] == "1.08" and rates[0]["of"] == "2026-03-16"
    parts = get(made, f"{where}/group_figures").json()["items"]
    yen = [each for each in parts if each["figure"] == "Interest earned"][1]
    assert (yen["currency"], yen["amount"], yen["translated"]) == ("JPY", "660", "3.87")
    packed = get(made, f"{where}/group_figures?format=parquet").content
    assert str(pq.read_table(io.BytesIO(packed)).schema.field("translated").type) == (
        "decimal128(38, 2)"
    )

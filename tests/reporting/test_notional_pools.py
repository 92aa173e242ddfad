"""Notional pools in the reports: tables, files, page, workbook and sentences."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.made_pools import pooled_group
from tests.made_runs import day
from treasury.comparison import Study, study
from treasury.interest import AgreedDeposit, Terms
from treasury.pooling.notional import Allocation, PoolMethod, SetOff
from treasury.rates import Index, IndexRate
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.notional_words import set_off_words
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.page.page import page_text
from treasury.reporting.run_folder import write_run
from treasury.reporting.run_place import POOL_FILES, STRUCTURE_FILES
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.summary import summary
from treasury.reporting.workbook import workbook_bytes


@cache
def made(
    method: PoolMethod = "net", allocation: Allocation = "fair_share", offset: str | None = None
) -> Study:
    """The study of the small group in a pool."""
    return study(pooled_group(method=method, allocation=allocation, offset=offset))


def tables(found: Study) -> RunTables:
    """The tables of the structure with the pool."""
    return run_tables(next(run for run in found.runs if run.plan.name == "pool"))


def lines(found: Study, name: str) -> list[dict[str, str]]:
    """The lines of one of the run's CSV files."""
    return list(csv.DictReader(io.StringIO(run_files(tables(found))[name])))


def told(found: Study, account: str, offset: int) -> str:
    """The story of an account on a day, counted from 0."""
    run = tables(found).run
    at = run.plan.names.accounts.index(account)
    return "\n".join(explain_day(run.plan, run.projection, at, offset))


def test_a_day_of_the_pool_stands_in_its_file():
    # H 2,000, T not yet in it, B -500, A -300 up to its cap of 150.
    first = lines(made(), "notional_days.csv")[0]
    assert first == {
        "date": "2026-03-18", "pool": "P", "currency": "CNY", "credit": "2000.00",
        "debit": "650.00", "taken": "650.00", "credit_left": "1350.00", "debit_left": "0.00",
    }  # fmt: skip


def test_shares_and_totals_tell_the_same_result():
    (total,) = lines(made(), "notional_pools.csv")
    shares = lines(made(), "notional_shares.csv")
    assert sum(float(one["share"]) for one in shares) == pytest.approx(float(total["result"]))
    assert {one["account"] for one in shares} == {"H", "T"}
    assert [one["settled_on"] for one in shares if one["account"] == "H"] == ["2026-03-20", "open"]
    assert total["method"].startswith("net") and total["offset"] == "100%"


def test_the_interest_statement_adds_up_to_the_interest_of_the_run():
    run = tables(made("advantage")).run
    rounded = [row for row in tables(made("advantage")).interest.data["rounded"] if row]
    figures = run.figures[0]
    assert sum(rounded) == figures.interest_earned - figures.interest_paid
    bearers = set(tables(made("advantage")).interest.data["bearer"])
    assert {"credit balances in notional pool P", "taken off: notional pool P"} <= bearers
    assert "share of notional pool P" in bearers


def test_files_and_sheets_stand_only_where_there_is_a_pool():
    bare = study(replace(pooled_group(), notional_pools=(), notional_members=(), set_off=()))
    assert not set(POOL_FILES) & set(run_files(tables(bare)))
    assert set(POOL_FILES) <= set(run_files(tables(made())))
    sheets = load_workbook(io.BytesIO(workbook_bytes(made(), [tables(made())]))).sheetnames
    assert "Notional pools" in sheets and "Pool results" in sheets
    without = load_workbook(io.BytesIO(workbook_bytes(bare, [tables(bare)]))).sheetnames
    assert "Notional pools" not in without


def test_a_run_with_a_pool_is_replaced_by_running_it_again(tmp_path: Path):
    for _ in range(2):
        write_run(made(), tmp_path / "run")
    folder = {path.name for path in (tmp_path / "run" / "pool").iterdir()}
    assert folder == {*STRUCTURE_FILES, *POOL_FILES}


def test_the_page_says_what_the_pool_bore_and_on_what_set_off_rests():
    study_ = made()
    text = page_text(study_, [run_tables(run) for run in study_.runs])
    assert "Notional pools" in text and "moves no cash" in text
    assert "No money is swept between the accounts." in text
    assert "Set-off in CN is taken to hold. No source is given. NOT CONFIRMED" in text
    (notice,) = summary(study_)["notices"]
    assert notice["text"] == "The set-off in CN is not confirmed; no source is given."
    assert "No source is given. NOT CONFIRMED" in told(study_, "A", 0)


def test_a_pool_of_one_legal_person_rests_on_no_law():
    found = pooled_group(set_off=())
    accounts = tuple(replace(one, entity=found.entities[0].id) for one in found.accounts)
    run = tables(study(replace(found, accounts=accounts))).run
    assert set_off_words(run.plan) == [
        (
            f"All accounts of notional pool P belong to {found.entities[0].id}: no balances of "
            "several companies are set off."
        )
    ]


def test_set_off_that_is_confirmed_needs_no_warning():
    law = SetOff(country="CN", allowed=True, reason="one bank", source="a letter", confirmed=True)
    study_ = study(pooled_group(set_off=(law,)))
    text = page_text(study_, [run_tables(run) for run in study_.runs])
    assert "Set-off in CN is taken to hold (one bank). Source: a letter." in text
    assert "NOT CONFIRMED" not in text and "NOT CONFIRMED" not in told(study_, "A", 0)
    assert summary(study_)["notices"] == []


def test_of_a_law_that_changes_only_what_holds_in_the_run_is_told():
    lines = (
        SetOff(country="CN", allowed=True, valid_from=day(9), source="the next one"),
        SetOff(country="CN", allowed=True, source="the first one"),
        SetOff(country="CN", allowed=True, valid_from=day(4), source="the last day's"),
        SetOff(country="CN", allowed=True, valid_from=day(-5), source="the one before"),
        SetOff(country="CN", allowed=False, valid_from=day(-9)),
    )
    run = tables(study(pooled_group(set_off=lines))).run
    sources = [words.split("Source: ")[1].split(".")[0] for words in set_off_words(run.plan)]
    assert sources == ["the one before", "the last day's"]


def test_a_capped_participant_s_day_says_what_is_in_the_pool():
    story = told(made(), "A", 0)
    assert (
        "Notional pool P at the close: 2,000.00 in credit, 650.00 overdrawn; 650.00 of each "
        "cancels out, so interest bears on 1,350.00 and 0.00. Of this account -150.00 is in the "
        "pool; 150.00 of its overdraft is beyond its cap; no cash moved."
    ) in story
    assert "Notional pool" not in told(made(), "A", 3)  # the day between its two participations


@pytest.mark.parametrize(
    ("allocation", "words"),
    [
        ("central", "result of notional pool P (terms demand): 0.42 is credited the next day."),
        ("even", "for 3 of 11 days"),
        ("agreed", "days at the agreed shares"),
        ("fair_share", "for 6,000.00 of 6,250.00 x days"),
    ],
)  # fmt: skip
def test_a_share_says_by_what_it_was_shared(allocation: Allocation, words: str):
    assert words in told(made("net", allocation), "H", 2)


def test_the_whole_written_otherwise_is_no_ratio_to_speak_of():
    story = told(made("net", "fair_share", "100.0 %"), "H", 0)
    assert "650.00 of each cancels out, so interest bears on" in story


def test_a_result_tells_its_sum_with_what_was_taken_off_and_carried():
    story = told(made("advantage", "fair_share", "62.5%"), "H", 0)
    assert "(62.5% of the smaller, rounded down)" in story
    assert "(enhance sets nothing off)" in told(made("enhance"), "H", 0)
    changed = pooled_group(terms=tuple(
        Terms(id=name, settles="monthly", settlement_day=19 if name == "demand" else 20,
              carry_remainder=True)
        for name in ("demand", "borrowing", "internal")
    ), last_day=day(40), items=(), term_loans=())  # fmt: skip
    run = tables(study(changed)).run
    names = run.plan.names
    again = names.days.index(day(1).replace(month=4))
    story = "\n".join(explain_day(run.plan, run.projection, names.accounts.index("H"), again))
    assert "Result of notional pool P" in story and "carried over" in story
    assert "paid by the bank; it is shared by credit balances, posted the next day." in story


def test_what_a_pool_owes_is_charged():
    members = tuple(one for one in pooled_group().notional_members if one.account in ("A", "B"))
    study_ = study(pooled_group(allocation="reverse_fair_share", notional_members=members))
    story = told(study_, "B", 2)
    # Over three days 1,510.00 of B and 450.00 of A, at 0.02 %: 0.392, of which 0.30 is that of B.
    assert "0.30 of the result of -0.39 is charged the next day, for 1,510.00 of 1,960.00" in story
    assert "charged by the bank" in told(study_, "H", 2)
    later = told(study_, "B", 3)
    assert "was charged to B" in later


def test_numbers_of_a_pool_that_are_not_settled_are_told_on_their_day() -> None:
    story: Any = told(made("advantage"), "H", 4)
    assert "Notional pool P, credit balances after set-off (terms demand): interest number" in story
    assert "Notional pool P, less what H bears itself in credit (terms demand)" in story
    assert "Notional pool P, less what B bears itself overdrawn" in told(made("advantage"), "B", 4)


def test_what_an_agreed_deposit_bears_alone_counts_whole_units():
    # H 2,000 for the two days of its contract, 7.2 % on 3 x 400 above 500, 3.6 % on the other 800;
    # by day 2 x (0.24 + 0.08). On the other three days 0.20 each.
    members = tuple(one for one in pooled_group().notional_members if one.account == "H")
    contract = AgreedDeposit(
        account="H", basic_amount=Decimal(500), rate="7.2%", excess_unit=Decimal(400),
        valid_from=day(0), valid_until=day(1),
    )  # fmt: skip
    found = study(
        pooled_group(agreed_deposits=(contract,), notional_members=members, term_loans=())
    )
    (total,) = lines(found, "notional_pools.csv")
    assert total["alone"] == "1.24" and total["worth"] == "no one rate"


def test_a_result_says_by_which_fixing_its_rate_came_about():
    base = pooled_group()
    rates = tuple(replace(one, rate="SHIBOR - 0.4%") if one.side == "credit" else one
                  for one in base.rates)  # fmt: skip
    fixing = IndexRate(index="SHIBOR", date=day(0), rate="4%")
    found = study(replace(base, rates=rates, indices=(Index(id="SHIBOR"),), index_rates=(fixing,)))
    story = told(found, "H", 2)
    assert "3.60 % (SHIBOR 4.00 % of 2026-03-18 - 0.40 %) / 360" in story


def test_a_share_by_internal_rates_is_told_with_its_sum_and_the_header_s_with_the_rest():
    found = made(allocation="rate_based")
    said = told(found, "B", 2)
    assert "Share of B in the result of notional pool P (terms demand): " in said
    assert "- 1,510.00 x 5.40 % / 360 = -0.2265, rounded half up to 0.23 is charged" in said
    kept = told(found, "H", 2)
    assert "it is shared at internal rates, the rest the header's, posted the next day." in kept
    assert "of the result of " in kept and "the others have -" in kept
    bearers = set(tables(found).interest.data["bearer"])
    assert "at internal rates in notional pool P" in bearers
    (total,) = lines(found, "notional_pools.csv")
    assert total["shared"] == "at internal rates, the rest the header's"

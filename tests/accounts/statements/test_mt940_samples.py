"""Published MT940 and MT942 files: the figures are those computed independently of this project."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.statements.written import Told, told_by
from tests.beside import DATA, STATEMENTS, needs_samples
from treasury.accounts.reconciliation import Reconciled
from treasury.accounts.statements import mt940
from treasury.accounts.statements.mt_fields import recognised
from treasury.accounts.statements.reading import HEAD_BYTES
from treasury.accounts.statements.statement import Balance

FACTS = STATEMENTS / "facts.json"
pytestmark = needs_samples


def facts() -> dict[str, Any]:
    """What is known of every MT file; {} where the samples are absent."""
    if not DATA.is_dir():
        return {}
    known = json.loads(FACTS.read_text(encoding="utf-8"))
    return {
        name: said
        for name, said in known.items()
        if name.startswith("mt94") or name.endswith(".sta")
    }


def read_sample(name: str) -> Told:
    """What the reader tells about a sample."""
    return told_by(mt940.read, (STATEMENTS / name).read_bytes())


def plain(balance: Balance | None) -> list[str] | None:
    """The balance as the facts write it."""
    if balance is None:
        return None
    assert balance.date is not None and balance.currency is not None
    return [f"{balance.amount:f}", balance.currency, f"{balance.date:%y%m%d}"]


def found(one: Reconciled) -> dict[str, Any]:
    """The figures of a statement."""
    statement = one.statement
    return {
        "ref": statement.id or None, "account": statement.account, "entries": one.sums.entries,
        "opening": plain(statement.opening), "closing": plain(statement.closing),
        "number": statement.number or None, "page": statement.page or None,
        "sum": one.sums.total, "reconciles": one.reconciles,
    }  # fmt: skip


def known(said: dict[str, Any]) -> dict[str, Any]:
    """The figures of a statement as the facts have them."""
    number, _, page = (said.get("no") or "").partition("/")
    return {
        "ref": said["ref"], "account": said.get("account"), "entries": said["entries"],
        "opening": said.get("60F") or said.get("60M"),
        "closing": said.get("62F") or said.get("62M"),
        "number": number or None, "page": page or None,
        "sum": Decimal(said["sum"]), "reconciles": said.get("reconciles"),
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in sorted(facts()) if "error" not in facts()[name]])
def test_the_figures_of_every_sample_are_those_computed_independently(name: str) -> None:
    said = facts()[name]
    told = read_sample(name)
    assert len(told.statements) == len(said["statements"])
    for one, figures in zip(told.statements, said["statements"], strict=True):
        if "unparsed" in figures:  # an entry the other computation could not read; see below
            assert one.sums.entries == figures["entries"]
        else:
            assert found(one) == known(figures)


def test_an_entry_date_of_four_spaces_is_a_missing_one() -> None:
    told = read_sample("mt940/wolph_ASNB_mt940_with_spaces_for_entry_date.txt")
    assert told.reconciles == [True] * 31
    assert told.entries[0].amount == Decimal("-65.00")
    assert told.entries[0].booking_date == told.entries[0].value_date


def test_a_statement_line_broken_in_two_is_read_and_told() -> None:
    told = read_sample("mt940/wolph_self-provided_sparkassen.sta")
    assert told.entry.amount == Decimal("30.00")
    assert "line 1 (:61:): is broken over two lines; they were read as one" in told.sentences()


def test_the_hungarian_file_without_utf8_keeps_its_figures() -> None:
    told = read_sample("mt940/wolph_self-provided_raiffeisen-cmi.sta")
    # 2,066,637.00 - 14,790.00 - 3,051,800.00 - 3,892.77 - 789.24 - 1,578.49 - 6,000.00
    assert told.statements[0].sums.total == Decimal("-1012213.50")
    assert told.statement.opening is not None and told.statement.closing is not None
    assert told.statement.opening.amount == Decimal("25170637.10")
    assert told.statement.closing.amount == Decimal("25281687.60")
    assert told.reconciles == [False]
    assert told.sentences("note")[0].startswith("line 7: is not UTF-8")


def test_the_thirtieth_of_february_is_told_and_the_figures_stay() -> None:
    told = read_sample("malformed/wolph_self-provided_february_30.sta")
    assert told.reconciles == [True]
    assert told.entry.value_date is None and str(told.entry.booking_date) == "2016-03-01"
    assert told.sentences() == [
        "line 6 (:61:): 160230 (YYMMDD) is no day of the calendar and was left out"
    ]


EXPECTED = STATEMENTS / "expected"


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*.json")), ids=lambda path: path.stem)
def test_entries_are_those_that_another_reader_published(path: Path) -> None:
    told = read_sample(f"mt940/{path.stem}")
    lines = [
        one for message in json.loads(path.read_text("utf-8")) for one in message["transactions"]
    ]
    assert len(told.entries) == len(lines)
    for entry, line in zip(told.entries, lines, strict=True):
        amount = Decimal(str(line["amount"])) * (1 if line["isCredit"] else -1)
        assert (entry.amount, entry.currency) == (amount, line["currency"])
        assert str(entry.value_date) == line["valueDate"]
        assert entry.code == line["code"]
        assert entry.bank_reference == line["bankReference"]
        assert entry.customer_reference == line["customerReference"]
        assert str(entry.booking_date) == (line["entryDate"] or line["valueDate"])


def test_every_sample_is_recognised_by_its_beginning() -> None:
    others = ("invalid_statement.sta",)
    for name in facts():
        head = (STATEMENTS / name).read_bytes()[:HEAD_BYTES]
        assert recognised(head) != name.endswith(others), name

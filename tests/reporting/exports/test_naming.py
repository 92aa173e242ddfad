"""Whatever a name holds, the programs take it, and different names stay different."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.reporting.exports.made_books import (
    accepted_by_beancount,
    accepted_by_hledger,
    books,
    hledger_balances,
    needs_beancount,
    needs_hledger,
    simulated_balances,
)
from tests.reporting.made_pool import item, pool
from treasury.reporting.exports import beancount, entry_csv, hledger
from treasury.reporting.exports.books import account_names
from treasury.reporting.exports.naming import beancount_part, harmless, hledger_part, unique
from treasury.reporting.exports.periods import period_name, periods
from treasury.scenario import Scenario

NASTY = [
    "泸州一号", "hq", "HQ", "a;b", "a  b", "x:y", '"q"', "new\nline", "=1+1", "-1",
    "date:2026-99-99",
    "(v)", "[2026-13-45]", "* star", "a|b", "\\", "é", "\u200b", "%", "@", "a = 5 CNY", "{}",
    "comment", "U6CF8", " ", "",
]  # fmt: skip
names = st.sampled_from(NASTY) | st.text(max_size=12)


def renamed(own: list[str], words: list[str]) -> Scenario:
    """The made pool with other ids of accounts and entities, and other words in its items."""
    base = pool()
    ids = dict(zip([account.id for account in base.accounts], own[:4], strict=True))
    ids |= dict(zip([entity.id for entity in base.entities], own[4:], strict=True))

    def swap(record: Any, *fields: str) -> Any:
        changes = {name: ids.get(getattr(record, name)) for name in fields}
        return replace(record, **changes)

    items = [swap(each, "account") for each in base.items]
    items += [
        replace(swap(item(f"{n}{word}", 9, "S1-1", "1"), "account"), counterparty=word, text=word)
        for n, word in enumerate(words)
    ]
    return replace(
        base,
        accounts=tuple(swap(each, "id", "entity") for each in base.accounts),
        entities=tuple(swap(each, "id", "branch_of") for each in base.entities),
        links=tuple(swap(each, "participant", "header") for each in base.links),
        fees=tuple(replace(swap(each, "account"), text=words[0]) for each in base.fees),
        credit_lines=tuple(swap(each, "account") for each in base.credit_lines),
        items=tuple(items),
    )


@pytest.mark.slow
@needs_hledger
@needs_beancount
@example(own=NASTY[:8], words=NASTY)
@example(own=NASTY[8:16], words=NASTY)
@example(own=NASTY[16:24], words=NASTY)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    own=st.lists(names, min_size=8, max_size=8, unique=True),
    words=st.lists(names, min_size=1, max_size=4),
)
def test_any_name_is_taken_by_both_programs(
    own: list[str], words: list[str], tmp_path: Path
) -> None:
    made = books(renamed(own, words))
    period = periods(made.plan.names.days, "all")[0]
    file = tmp_path / "all.journal"
    file.write_text(hledger.journal(made, period), encoding="utf-8", newline="\n")
    accepted_by_hledger(file)
    found = hledger_balances(file)
    assert len(found) == 4
    for place, account in enumerate(made.ledger.accounts):
        if account.kind == "bank":
            ours = simulated_balances(made, account.subject, made.projection.book)
            theirs = found[account_names(made, hledger_part)[place]]
            assert theirs[-1] == ours[-1] or {theirs[-1], ours[-1]} == {"0", "0.00"}
    other = tmp_path / "all.beancount"
    other.write_text(beancount.ledger_file(made, period), encoding="utf-8", newline="\n")
    accepted_by_beancount(other)
    lines = list(csv.reader(io.StringIO(entry_csv.entry_lines(made, period))))
    assert {len(line) for line in lines} == {len(entry_csv.COLUMNS)}


@given(st.lists(names))
@pytest.mark.parametrize("safe", [hledger_part, beancount_part])
def test_different_names_stay_different_in_any_order(safe: Any, given_names: list[str]) -> None:
    found = unique(given_names, safe)
    assert len(set(found.values())) == len(set(given_names))
    assert unique(reversed(given_names), safe) == found


@given(names)
def test_a_beancount_part_is_plain_ascii(name: str) -> None:
    assert re.fullmatch("[A-Z0-9][A-Za-z0-9-]*", beancount_part(name))


@given(names)
def test_harmless_text_is_one_printable_line(text: str) -> None:
    assert harmless(text).isprintable() and "  " not in harmless(text)
    assert ";" not in hledger.description(text)


def test_periods_have_names_and_cover_every_day() -> None:
    days = pool().first_day, pool().last_day
    assert [period_name(days[1], cut) for cut in ("month", "quarter", "year", "all")] == [
        "2026-02", "2026-Q1", "2026", "all",
    ]  # fmt: skip
    made = books()
    for cut, count in (("month", 2), ("quarter", 1), ("year", 1), ("all", 1)):
        found = periods(made.plan.names.days, cut)  # type: ignore[arg-type]
        assert len(found) == count
        assert (found[0].first, found[-1].last) == (0, len(made.plan.names.days) - 1)

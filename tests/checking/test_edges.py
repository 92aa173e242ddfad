"""Corners of checks: what is quiet and right, and what is wrong and must be said."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from tests.hand.tables import group
from tests.hand.test_guarantee_by_hand import SPENT, examined, own_deposits
from tests.hand.test_membership_by_hand import lived, on
from tests.made_runs import made
from treasury.checking.evidence import gather
from treasury.checking.guarantee import funded_links
from treasury.checking.history import History, books_of, closings_hold, ledger_holds


def test_a_receipt_too_small_for_its_rule_in_real_time_is_quiet_and_right() -> None:
    table = """
    account | opening | header | rule
    H       | 0       |        |
    P       | 0       | H      | keep keep=30 frequency=real_time late
    """
    items = "time | account | amount\n09:00 | P | 20\n10:00 | P | 5"
    run = lived(replace(group(table, items), as_is="pool"))
    assert [check.passed for check in run.checks if check.name.startswith("5 ")] == [True]


def test_the_guarantee_speaks_of_links_that_stay() -> None:
    scenario = own_deposits(SPENT)
    first, *others = scenario.links
    ended = replace(first, valid_until=on(2), at_end="novate")
    following = replace(first, valid_from=on(3))
    passed, detail, _ = examined(replace(scenario, links=(ended, following, *others)))
    assert passed is None
    assert detail.startswith("it speaks of links that stay the same all through the run")


def test_the_guarantee_needs_positions_that_are_never_negative() -> None:
    run = made(own_deposits(SPENT))
    evidence = gather(run.plan, run.projection, run.ledger, run.alone)
    assert funded_links(evidence, np.arange(3)) == ""
    below = replace(evidence, positions=evidence.positions - 10**9)
    assert funded_links(below, np.arange(3)).startswith("no position may be negative; A -> H is")


def history(**changes: Any) -> History:
    """A history without accounts, with changes."""

    class Nothing:
        """An import of nothing."""

        ids: tuple[str, ...] = ()
        accounts: tuple[object, ...] = ()
        scenario = replace(own_deposits(SPENT), first_day=date(2026, 3, 2))

    fields: dict[str, Any] = {
        "imported": Nothing(), "names": (), "book": np.zeros((1, 2), dtype=np.int64),
        "unmade": 0, "books": "",
    }  # fmt: skip
    return History(**{**fields, **changes})


def test_a_history_in_which_a_payment_is_not_made_fails() -> None:
    found = closings_hold(history(unmade=2))
    assert found.passed is False and found.detail == "2 payments of history are not made"


def test_a_history_whose_books_differ_fails_and_says_where() -> None:
    run = made(own_deposits(SPENT))
    assert books_of(run.plan, run.projection) == ""
    book = run.projection.book.copy()
    book[1, 0] += 1
    where = books_of(run.plan, run.projection._replace(book=book))
    assert where == "A on 2026-03-03, booking balance"
    found = ledger_holds(history(books=where))
    assert found.passed is False and found.detail == f"books and balances differ: {where}"
    assert ledger_holds(history()).passed is True

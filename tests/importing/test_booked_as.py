"""Interest and fees of the bank are booked as such where that is sure, and undone as they were."""

from pathlib import Path

import pytest

from tests.importing.book_store import Store
from tests.importing.made_camt import Booked, Day, camt, day


@pytest.mark.parametrize(
    ("booked", "kind"),
    [
        (Booked("3", "Habenzinsen"), "interest_earned"),
        (Booked("-3", "Zinsen 31.03.2026"), "interest_paid"),
        (Booked("-3", code="PMNT/ACCB/INTR"), "interest_paid"),
        (Booked("-3", "Kontoführung"), "fees"),
        (Booked("-3", code="ACMT/MDOP/CHRG"), "fees"),
        (Booked("3", code="ACMT/MDOP/CHRG"), "fees"),  # given back, by the bank's own code
        (Booked("3", "Commission"), "receipts"),  # somebody's income, or a fee given back
        (Booked("-3", "Zinsen Immobilien GmbH Miete"), "payments"),
        (Booked("-3", "Zinsen", name="Sports club"), "payments"),
        (Booked("-3", "Kapitalertragsteuer"), "payments"),
        (Booked("-3", "Cash sweep"), "payments"),
        (Booked("3", "Storno Kontoführung"), "receipts"),  # what it reverses may come later
    ],
)  # fmt: skip
def test_interest_and_fees_of_the_bank_are_booked_as_such_where_that_is_sure(
    tmp_path: Path, booked: Booked, kind: str
) -> None:
    store = Store()
    found = store.feed(camt(tmp_path, "a.xml", [Day("A", day(0), "0", (booked,))]))
    [entry] = found.entries
    [pair] = store.pairs
    assert entry.booked_as == kind
    assert kind in (pair.pair.debit.kind, pair.pair.credit.kind)
    assert "bank" in (pair.pair.debit.kind, pair.pair.credit.kind)


def test_interest_that_is_undone_leaves_nothing_on_the_ledger_of_interest(tmp_path: Path) -> None:
    """The late interest of Monday was put on Tuesday, which Tuesday's own statement tells."""
    late = Day("A", day(3), "110", (Booked("5", "Habenzinsen", booking=day(0)),))
    store = Store()
    store.feed(camt(tmp_path, "0.xml", [Day("A", day(0), "100", (Booked("10"),))]))
    store.feed(camt(tmp_path, "3.xml", [late]))
    assert store.balances()["HQ:interest_earned:HQ:EUR"] == {day(1): -500}
    tuesday = Day("A", day(1), "110", (Booked("1"), Booked("-1")))
    found = store.feed(camt(tmp_path, "1.xml", [tuesday]))
    assert [one.booked_as for one in found.undone] == ["interest_earned"]
    assert store.balances()["HQ:interest_earned:HQ:EUR"] == {day(2): -500}

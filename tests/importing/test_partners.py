"""Entries that were posted are paired as an import of all of them would pair them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.importing.book_store import Store
from tests.importing.made_camt import Booked, Day, camt, day
from tests.importing.test_random_statements import SETTINGS, Group, groups, written
from treasury.importing.chaining import chained
from treasury.importing.choices import Choices
from treasury.importing.classified import classified
from treasury.importing.entries import Entries
from treasury.importing.gathering import Gathered, statements_of
from treasury.importing.partners import Partner, Standing, partners
from treasury.importing.posted import BookEntry
from treasury.importing.receiving import received
from treasury.importing.stored import restore

Pairs = set[tuple[str, str]]


def by_import(files: Iterable[Path]) -> Pairs:
    """The partners that an import of the files finds, by the ids of their items."""
    with Entries() as entries:
        gathered = Gathered(entries=entries)
        for one in received([(each.name, each.read_bytes()) for each in files]).statements:
            restore(gathered, one)
        entries.close_columns()
        accounts = [chained(gathered, *key, found) for key, found in statements_of(gathered)]
        found = classified(gathered, accounts, Choices(group=""), {})
        return {
            (found.id_of(number), found.id_of(other))
            for number in found.numbers.tolist() if (other := int(entries["partner"][number])) >= 0
        }  # fmt: skip


def standing(entry: BookEntry) -> Standing:
    return Standing(account=(entry.account, entry.currency), id=entry.id, date=entry.date,
                    statement=entry.statement, number=entry.number)  # fmt: skip


def paired(store: Store, entries: Sequence[BookEntry]) -> tuple[Partner, ...]:
    """The partners among some of the entries that the store has."""
    wanted = {((each.account, each.currency), each.statement) for each in entries}
    statements = [one for known in store.known.values() for one in known.statements
                  if (one.of, one.key) in wanted]  # fmt: skip
    return partners(dict.fromkeys(store.known, ""), statements, [standing(e) for e in entries])


@SETTINGS
@given(groups(), st.data())
def test_entries_of_some_amounts_have_the_partners_that_an_import_of_all_gives_them(
    group: Group, data: st.DataObject
) -> None:
    with written(group) as (_, files):
        store = Store()
        entries = [one for one in store.feed(*files).entries if one.kind == "entry"]
        expected = by_import(files)
    amounts = sorted({abs(one.amount) for one in entries})
    some = set(data.draw(st.sets(st.sampled_from(amounts)))) if amounts else set[int]()
    found: Pairs = set()
    for part in (some, set(amounts) - some):
        mine = [one for one in entries if abs(one.amount) in part]
        found |= {(each.entry.id, each.other.id) for each in paired(store, mine)}
    assert found == expected


def test_what_two_entries_are_is_told_of_both_with_the_reason(tmp_path: Path) -> None:
    store = Store()
    found = store.feed(camt(tmp_path, "a.xml", [
        Day("A", day(0), "500", (Booked("-70", "to B", other="B"),
                                 Booked("-9", code="CAMT/ACCB/ZABA"), Booked("-3", "card"))),
        Day("B", day(1), "0", (Booked("70", "from A", other="A"),
                               Booked("9", code="CAMT/ACCB/ZABA"))),
        Day("A", day(1), "418", (Booked("3", "card", reversal=True),)),
    ]))  # fmt: skip
    entries = [one for one in found.entries if one.kind == "entry"]
    told = {each.entry.id: each for each in paired(store, entries)}
    by_amount = {(one.account, one.amount): told[one.id] for one in entries}
    assert {key: one.kind for key, one in by_amount.items()} == {
        ("A", -7000): "own_transfer", ("B", 7000): "own_transfer",
        ("A", -900): "sweep", ("B", 900): "sweep",
        ("A", -300): "reversal", ("A", 300): "reversal",
    }  # fmt: skip
    assert all(told[each.other.id].other == each.entry for each in told.values())
    sent, undone = by_amount["A", -7000], by_amount["A", -300]
    assert sent.reason == f"the other side is {sent.other.id} on own account B"
    assert undone.reason == f"nothing says otherwise; reversed by {undone.other.id}"


def test_nothing_is_paired_where_two_could_be_the_other_side(tmp_path: Path) -> None:
    store = Store()
    twice = (Booked("70", "one", other="A"), Booked("70", "two", other="A"))
    found = store.feed(camt(tmp_path, "a.xml", [
        Day("A", day(0), "500", (Booked("-70", "to B", other="B"),)), Day("B", day(0), "0", twice),
    ]))  # fmt: skip
    assert paired(store, [one for one in found.entries if one.kind == "entry"]) == ()

"""Statements feed the books of accounts: each entry once, whatever comes when, nothing edited."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.beside import CHAIN, needs_samples
from tests.importing.book_store import Store
from tests.importing.made_camt import Booked, Day, camt, chain, closing_of, day, imports
from tests.importing.test_random_statements import SETTINGS, Group, groups, written
from treasury.errors import Refused
from treasury.importing.books import fed
from treasury.importing.receiving import received
from treasury.plan.reading import read
from treasury.posting.statement_books import paired


def sentences(reason: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The sentences of a refusal."""
    return [each.sentence() for each in reason.value.complaints]


def days_of(tmp_path: Path, *moves: str, opening: int = 100) -> list[Path]:
    """A file a day of account A, each with one entry of this amount."""
    files, balance = [], opening
    for at, amount in enumerate(moves):
        files.append(
            camt(tmp_path, f"{at}.xml", [Day("A", day(at), str(balance), (Booked(amount),))])
        )
        balance += int(amount)
    return files


def test_a_first_import_posts_the_opening_and_every_entry_in_balanced_pairs(tmp_path: Path) -> None:
    store = Store()
    found = store.feed(*days_of(tmp_path, "10", "-30"))
    assert [(one.kind, str(one.date), one.amount) for one in found.entries] == [
        ("opening", "2026-03-01", 10000),
        ("entry", "2026-03-02", 1000),
        ("entry", "2026-03-03", -3000),
    ]
    assert [
        (one.pair.debit.name, one.pair.credit.name, one.pair.amount) for one in store.pairs
    ] == [
        ("HQ:bank:A:EUR", "HQ:opening:HQ:EUR", 10000),
        ("HQ:bank:A:EUR", "HQ:receipts:HQ:EUR", 1000),
        ("HQ:payments:HQ:EUR", "HQ:bank:A:EUR", 3000),
    ]
    (account,) = found.accounts
    assert (account.opening, account.closing, account.books) == (10000, 8000, 8000)
    assert account.complete and account.flags == () and account.unexplained == 0


def test_the_same_files_again_add_nothing_and_are_said_to_be_repeated(tmp_path: Path) -> None:
    store, files = Store(), chain(tmp_path)
    first = store.feed(*files)
    assert {(one.new, one.repeated) for one in first.files} == {(3, 0)}
    before = list(store.pairs)
    again = store.feed(*reversed(files))
    assert {(one.new, one.repeated) for one in again.files} == {(0, 3)}
    assert again.entries == again.undone == again.statements == ()
    assert store.pairs == before


def test_a_file_twice_at_once_is_counted_once(tmp_path: Path) -> None:
    (file,) = days_of(tmp_path, "10")
    found = Store().feed(file, file)
    assert [(one.file.name, one.new, one.repeated) for one in found.files] == [
        ("0.xml", 1, 0), ("0.xml (2)", 0, 1),
    ]  # fmt: skip
    assert len(found.entries) == 2


def test_what_comes_later_adds_only_what_is_new(tmp_path: Path) -> None:
    store, files = Store(), days_of(tmp_path, "10", "-30", "7")
    store.feed(files[0])
    found = store.feed(*files)
    assert [one.amount for one in found.entries] == [-3000, 700] and found.undone == ()
    assert store.bank("A", day(2)) == 8700


def test_an_earlier_statement_undoes_the_opening_and_posts_it_anew(tmp_path: Path) -> None:
    store, files = Store(), days_of(tmp_path, "10", "-30")
    store.feed(files[1])
    assert store.bank("A", day(0)) == 11000
    found = store.feed(files[0])
    (undone,) = found.undone
    assert (undone.id, undone.amount) == ("opening-2026-03-02", 11000)
    assert undone.reason == "the statements begin on 2026-03-02 now, with EUR 100.00"
    assert [store.bank("A", day(at)) for at in (-1, 0, 1)] == [10000, 11000, 8000]
    turned = next(one for one in store.pairs if one.undoes)
    assert (turned.id, turned.pair.debit.kind, turned.date) == (
        "opening-2026-03-02/undone", "opening", day(0),
    )  # fmt: skip


def test_an_opening_below_zero_is_a_credit_of_the_bank_account(tmp_path: Path) -> None:
    store = Store()
    store.feed(*days_of(tmp_path, "10", opening=-50))
    first = store.pairs[0].pair
    assert (first.debit.kind, first.credit.kind, first.amount) == ("opening", "bank", 5000)
    assert store.bank("A", day(0)) == -4000


def test_a_gap_is_named_nothing_is_plugged_and_the_missing_statement_closes_it(
    tmp_path: Path,
) -> None:
    store, files = Store(), days_of(tmp_path, "10", "-30", "7")
    (account,) = store.feed(files[0], files[2]).accounts
    assert not account.complete and account.unexplained == -3000
    assert [flag.partition(":")[0] for flag in account.flags] == ["gap"]
    assert (account.closing, account.books) == (8700, 11700)
    assert [(one.bank, one.books, one.unexplained) for one in account.closings] == [
        (11000, 11000, 0), (8700, 11700, -3000),
    ]  # fmt: skip
    (account,) = store.feed(files[1]).accounts
    assert account.complete and account.books == account.closing == 8700


def test_equal_entries_have_ids_of_their_own_that_are_never_given_twice(tmp_path: Path) -> None:
    store = Store()
    twice = (Booked("5", "fee"), Booked("5", "fee"))
    first = store.feed(camt(tmp_path, "a.xml", [Day("A", day(0), "0", twice, number="1")]))
    one, two = (each.id for each in first.entries)
    assert two == f"{one}-2"
    more = Day("A", day(0), "10", (Booked("5", "fee"),), number="2", id="late")
    later = store.feed(camt(tmp_path, "b.xml", [more]))
    assert [each.id for each in later.entries] == [f"{one}-3"]


def test_openings_of_one_day_have_ids_of_their_own_too(tmp_path: Path) -> None:
    """Three statements of a day, the last first: each earlier one opens it with less."""
    store = Store()
    for at in (2, 1, 0):
        one = Day("A", day(0), str(100 + at * (at + 1)), (Booked(str(2 + 2 * at)),),
                  number=str(at + 1), id=f"s{at}")  # fmt: skip
        store.feed(camt(tmp_path, f"{at}.xml", [one]))
    openings = [one for one in store.known["A", "EUR"].counted if one.kind == "opening"]
    assert [(one.id, one.amount, one.undone) for one in openings] == [
        ("opening-2026-03-01", 10600, True),
        ("opening-2026-03-01-2", 10200, True),
        ("opening-2026-03-01-3", 10000, False),
    ]
    assert store.bank("A", day(0)) == 11200


def test_of_two_equal_amounts_told_in_other_words_only_the_second_is_new(tmp_path: Path) -> None:
    store = Store()
    store.feed(*days_of(tmp_path, "10"))
    moved = tuple(Booked("10", text, booking=day(0)) for text in ("in other words", "another"))
    week = Day("A", day(0), "100", moved, id="week", until=day(2))
    found = store.feed(camt(tmp_path, "w.xml", [week]))
    assert [one.amount for one in found.entries] == [1000] and found.undone == ()


def test_a_week_told_again_in_other_words_leaves_what_was_posted(tmp_path: Path) -> None:
    store, files = Store(), days_of(tmp_path, "10", "-30", "7")
    store.feed(*files)
    moved = tuple(
        Booked(amount, "in other words", booking=day(at))
        for at, amount in enumerate(("10", "-30", "7"))
    )
    week = camt(tmp_path, "w.xml", [Day("A", day(0), "100", moved, id="week", until=day(2))])
    found = store.feed(week)
    assert found.entries == found.undone == () and len(found.statements) == 1
    assert found.accounts[0].told_again == 3


def test_an_entry_that_a_later_statement_puts_on_another_day_is_undone_and_posted_anew(
    tmp_path: Path,
) -> None:
    """Booked on Monday by Thursday's statement: it counts on the first day nobody else tells."""
    late = Day("A", day(3), "110", (Booked("5", "late", booking=day(0)),))
    files = [
        camt(tmp_path, "0.xml", [Day("A", day(0), "100", (Booked("10"),))]),
        camt(tmp_path, "3.xml", [late]),
        camt(tmp_path, "1.xml", [Day("A", day(1), "110", (Booked("1"), Booked("-1")))]),
    ]
    store, once = Store(), Store()
    store.feed(*files[:2])
    found = store.feed(files[2])
    (undone,) = found.undone
    assert undone.reason == "stands on 2026-03-04 with the statements that came since"
    assert (undone.date, undone.amount) == (day(1), 500)
    once.feed(*files)
    assert store.in_force() == once.in_force() and store.balances() == once.balances()


def test_statements_that_contradict_each_other_are_refused_with_both_places(tmp_path: Path) -> None:
    store = Store()
    store.feed(camt(tmp_path, "a.xml", [Day("A", day(0), "100", (Booked("10"),))]))
    before = dict(store.known)
    with pytest.raises(Refused) as reason:
        store.feed(camt(tmp_path, "b.xml", [Day("A", day(0), "100", (Booked("12"),))]))
    (said,) = sentences(reason)
    assert said.startswith("b.xml") and "in a.xml" in said and store.known == before


def test_a_day_told_otherwise_than_it_was_posted_is_refused(tmp_path: Path) -> None:
    store = Store()
    week = (Booked("10", booking=day(0)), Booked("5", booking=day(1)))
    store.feed(camt(tmp_path, "w.xml", [Day("A", day(0), "100", week, id="week", until=day(2))]))
    with pytest.raises(Refused) as reason:
        store.feed(camt(tmp_path, "d.xml", [Day("A", day(1), "110", (Booked("6"),), id="day")]))
    assert "tells other entries of 2026-03-03" in sentences(reason)[0]


def test_interim_reports_are_shown_and_posted_only_once_a_statement_tells_them(
    tmp_path: Path,
) -> None:
    store = Store()
    store.feed(*days_of(tmp_path, "10"))
    moved = (Booked("8", reference="r3"),)
    interim = store.feed(camt(tmp_path, "i.xml", [Day("A", day(1), None, moved)], "052"))
    assert interim.entries == () and [one.amount for one in interim.provisional] == [800]
    assert interim.accounts[0].books == 11000 and interim.accounts[0].entries == 1
    statement = store.feed(camt(tmp_path, "s.xml", [Day("A", day(1), "110", moved)]))
    assert [one.amount for one in statement.entries] == [800] and statement.provisional == ()
    assert store.bank("A", day(1)) == 11800


def test_an_account_without_any_statement_has_no_books(tmp_path: Path) -> None:
    found = Store().feed(
        camt(tmp_path, "i.xml", [Day("A", day(1), None, (Booked("8"),))], "052")
    )  # fmt: skip
    (account,) = found.accounts
    assert (account.opening, account.closing, account.books) == (None, None, 0)
    assert not account.complete and "only interim reports" in account.flags[0]


def test_an_entry_says_what_the_bank_said_of_it_and_what_it_is(tmp_path: Path) -> None:
    moved = (
        Booked("-3", "Kontoführung", "r1", code="PMNT/ACCB/CHRG"),
        Booked("7", "Invoice 5", "r2", other="DE5", name="Buyer", value=day(2)),
    )
    found = Store().feed(camt(tmp_path, "a.xml", [Day("A", day(0), "1", moved, "Owner AG")]))
    fee, sale = found.entries[1:]
    assert (fee.category, fee.bank_reference, fee.number) == ("fee", "r1", 1)
    assert fee.reason == "CHRG is a code of charges"
    assert (sale.counterparty, sale.counterparty_account, sale.text) == (
        "Buyer",
        "DE5",
        "Invoice 5",
    )
    assert (sale.value_date, sale.number, sale.category) == (day(2), 2, "external")
    assert sale.statement == found.statements[0].key
    assert (fee.booked_as, sale.booked_as) == ("fees", "receipts")
    assert found.accounts[0].owner == "Owner AG" and found.accounts[0].guess.entity == "Owner-AG"


def test_accounts_that_nobody_holds_are_refused_all_at_once(tmp_path: Path) -> None:
    found = fed({}, received([(p.name, p.read_bytes()) for p in chain(tmp_path, 2)]))
    with pytest.raises(Refused) as reason:
        paired(found, {})
    assert (
        len(sentences(reason)) == 3 and "account DE1 EUR: nobody holds it" in sentences(reason)[0]
    )


@SETTINGS
@given(groups(), st.data())
def test_any_order_and_any_parts_end_in_the_same_books(group: Group, data: st.DataObject) -> None:
    with written(group) as (_, files):
        once, parts = Store(), Store()
        found = once.feed(*files)
        order = data.draw(st.permutations(files))
        while order:
            count = data.draw(st.integers(1, len(order)))
            parts.feed(*order[:count])
            order = order[count:]
        again = parts.feed(*data.draw(st.permutations(files)))
    assert again.entries == again.undone == again.statements == ()
    assert again.accounts == found.accounts
    assert parts.in_force() == once.in_force()
    assert parts.balances() == once.balances()
    assert parts.balances(valued=True) == once.balances(valued=True)
    assert len(
        {(each.pair.debit.name, each.pair.credit.name, each.id) for each in parts.pairs}
    ) == (len(parts.pairs))
    for (account, on), closing in group.closings.items():
        assert parts.bank(account, on) == closing * 100
    assert all(one.complete for one in again.accounts)


IN_OTHER_WORDS = {"interest_earned": "receipts", "interest_paid": "payments", "fees": "payments"}


def folded(store: Store) -> dict[str, Counter[date]]:
    """What each ledger account moved on each day, with interest and fees among the others."""
    found: dict[str, Counter[date]] = {}
    for name, days in store.balances().items():
        holder, kind, rest = name.split(":", 2)
        own = found.setdefault(f"{holder}:{IN_OTHER_WORDS.get(kind, kind)}:{rest}", Counter())
        own.update(days)
    return {
        name: Counter({day: amount for day, amount in days.items() if amount})
        for name, days in found.items()
    }


@SETTINGS
@given(groups(), st.data())
def test_a_longer_statement_in_other_words_moves_no_balance_whenever_it_comes(
    group: Group, data: st.DataObject
) -> None:
    """A month beside its days: what was posted first stays, whichever of them it was.

    So do the words of the first, and whether these say that it is interest.
    """
    days = sorted((one for file in group.files for one in file), key=lambda one: one.day)
    account = data.draw(st.sampled_from(sorted({one.account for one in days})))
    over = [one for one in days if one.account == account]
    whole = over[0]._replace(
        id="whole", number="", until=over[-1].until, closing=closing_of(over[-1]),
        entries=tuple(
            each._replace(text="in other words") for one in over for each in one.entries
        ),
    )  # fmt: skip
    with written(group) as (folder, files):
        longer = camt(folder, "whole.xml", [whole])
        order = data.draw(st.permutations([*files, longer]))
        once, parts = Store(), Store()
        once.feed(*files)
        for file in order:
            parts.feed(file)
    assert folded(parts) == folded(once)
    assert not any(
        one.undone and one.kind == "entry" for one in parts.known[account, "EUR"].counted
    )


@SETTINGS
@given(groups())
def test_the_books_hold_the_items_of_an_import_under_the_same_ids(group: Group) -> None:
    with written(group) as (folder, files):
        store = Store()
        store.feed(*files)
        imports(folder / "out", *files)
        choices = folder / "out/import/import.toml"
        text = choices.read_text(encoding="utf-8")
        choices.write_text(text.replace('sweep = "engine"', 'sweep = "history"'), encoding="utf-8")
        imports(folder / "out", *files)
        items = read(folder / "out").items
    posted = {
        one.id: (one.date, one.amount)
        for known in store.known.values() for one in known.counted if one.kind == "entry"
    }  # fmt: skip
    assert {item.id: (item.date, int(item.amount * 100)) for item in items} == posted


@needs_samples
@pytest.mark.parametrize("seed", [None, 3])
def test_the_sample_chain_one_file_at_a_time_ends_on_its_closing_balances(seed: int | None) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted(CHAIN.iterdir())]
    ordered = files if seed is None else random.Random(seed).sample(files, len(files))
    store, once = Store(), Store()
    for file in ordered:
        found = store.feed_bytes([file])
    once.feed_bytes(files)
    assert store.in_force() == once.in_force() and store.balances() == once.balances()
    assert all(one.complete and len(one.closings) == 37 for one in found.accounts)
    for one in found.accounts:
        assert store.bank(one.account, date(2024, 4, 30)) == one.closing == one.books

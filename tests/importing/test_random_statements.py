"""Random statements of several accounts: their balances come back, in any order and in parts."""

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importing.made_camt import Booked, Day, camt, closing_of, content, day, imports
from treasury.comparison import study
from treasury.importing.choices import CHOICES
from treasury.plan.reading import read

ACCOUNTS = ("A", "B", "C-3")
CENTS = st.integers(-20_000, 20_000).filter(bool)
SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Group(NamedTuple):
    """Statements by file, and the balance of each account at the end of the days they close on."""

    files: list[list[Day]]
    closings: dict[tuple[str, datetime.date], Decimal]


@st.composite
def entries(draw: st.DrawFn, first: datetime.date, last: datetime.date) -> tuple[Booked, ...]:
    """Entries of a statement, some of them equal, some named as sweeps, transfers, interest."""
    made = []
    for cents in draw(st.lists(CENTS, max_size=4)):
        on = first + datetime.timedelta(days=draw(st.integers(0, (last - first).days)))
        made.append(Booked(
            str(Decimal(cents) / 100), draw(st.sampled_from(("", "sale", "interest", "sweep"))),
            draw(st.sampled_from(("", "r1", "r2"))), draw(st.sampled_from(("", *ACCOUNTS))),
            value=on + datetime.timedelta(days=draw(st.integers(-2, 2))), booking=on,
        ))  # fmt: skip
        if draw(st.booleans()):
            made.append(made[-1])
    return tuple(made)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    """Statements of some accounts that follow each other without a gap, spread over files."""
    files: list[list[Day]] = [[] for _ in range(draw(st.integers(1, 5)))]
    closings: dict[tuple[str, datetime.date], Decimal] = {}
    for account in ACCOUNTS[: draw(st.integers(1, 3))]:
        at, balance = draw(st.integers(0, 3)), Decimal(draw(CENTS)) / 100
        for number in range(draw(st.integers(1, 4))):
            until = at + draw(st.integers(0, 4))
            one = Day(account, day(at), str(balance), draw(entries(day(at), day(until))),
                      until=day(until), number=str(number + 1))  # fmt: skip
            balance = Decimal(closing_of(one))
            closings[account, day(until)] = balance
            files[draw(st.integers(0, len(files) - 1))].append(one)
            at = until + draw(st.integers(1, 3))
    return Group([one for one in files if one], closings)


@contextmanager
def written(group: Group) -> Iterator[tuple[Path, list[Path]]]:
    """A folder for the test, and the files of the group in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [camt(folder, f"{at}.xml", days) for at, days in enumerate(group.files)]
        yield folder, paths


@SETTINGS
@given(groups())
def test_what_is_imported_and_kept_ends_on_every_closing_balance(group: Group) -> None:
    with written(group) as (folder, files):
        assert imports(folder / "out", *files) == 0
        choices = folder / "out/import" / CHOICES
        text = choices.read_text(encoding="utf-8")
        choices.write_text(text.replace('sweep = "engine"', 'sweep = "history"'), encoding="utf-8")
        assert imports(folder / "out", *files) == 0
        found = study(read(folder / "out"))
    run = found.standalone
    names = run.plan.names
    for (account, on), closing in group.closings.items():
        minor = run.projection.book[names.days.index(on), names.accounts.index(account)]
        assert Decimal(int(minor)) / 100 == closing
    assert all(check.passed is not False for check in run.checks)
    assert not run.not_made


@SETTINGS
@given(groups(), st.data())
def test_order_repetition_and_parts_change_nothing(group: Group, data: st.DataObject) -> None:
    with written(group) as (folder, files):
        imports(folder / "once", *files)
        imports(folder / "other", *data.draw(st.permutations(files)))
        part = data.draw(st.lists(st.sampled_from(files), min_size=1, unique=True))
        imports(folder / "parts", *part, accept=True)
        imports(folder / "parts", *data.draw(st.permutations(files)))
        once = content(folder / "once")
        assert content(folder / "other") == once
        assert content(folder / "parts") == once


@SETTINGS
@given(groups())
def test_sweeps_that_are_left_out_are_kept_or_counted_to_the_cent(group: Group) -> None:
    with written(group) as (folder, files):
        imports(folder / "out", *files)
        scenario = read(folder / "out")
        rows = (folder / "out/import/entries.csv").read_text(encoding="utf-8").count(",left out,")
    total = sum(len(one.entries) for days in group.files for one in days)
    assert len(scenario.items) + rows == total
    assert any("former pool" in notice.text for notice in scenario.notices) == bool(rows)


@SETTINGS
@given(groups(), st.data())
def test_a_longer_statement_over_others_adds_nothing(group: Group, data: st.DataObject) -> None:
    """A month beside its days, whichever of them are given again."""
    days = sorted((one for file in group.files for one in file), key=lambda one: one.day)
    account = data.draw(st.sampled_from(sorted({one.account for one in days})))
    mine = [one for one in days if one.account == account]
    first = data.draw(st.integers(0, len(mine) - 1))
    last = data.draw(st.integers(first, len(mine) - 1))
    over = mine[first : last + 1]
    whole = over[0]._replace(
        id="whole", number="", until=over[-1].until, closing=closing_of(over[-1]),
        entries=tuple(entry for one in over for entry in one.entries),
    )  # fmt: skip
    with written(group) as (folder, files):
        longer = camt(folder, "whole.xml", [whole])
        assert imports(folder / "days", *files) == 0
        assert imports(folder / "both", *data.draw(st.permutations([*files, longer]))) == 0
        before, after = read(folder / "days"), read(folder / "both")
    assert {item.id: item for item in after.items} == {item.id: item for item in before.items}
    assert after.notices == before.notices

"""`treasury statements` and the import find the same gaps and repeats in the same files."""

import random
import re
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.beside import STATEMENTS, needs_samples
from tests.importing.made_camt import Booked, Day, camt, closing_of, day
from treasury.accounts.statements.chain import Filed, chains
from treasury.accounts.statements.reading import read_file
from treasury.accounts.statements.verdicts import verdicts_of
from treasury.cli.importing import take
from treasury.importing.chaining import chained
from treasury.importing.entries import Entries
from treasury.importing.gathering import Gathered, statements_of

STATEMENT = re.compile(r"the statement (?:number )?(\S+)(?: of \S+)? (?:of account|in )")


def told(files: list[Path]) -> tuple[set[str], int]:
    """The ids of statements with a gap before them or other entries, and how many came again."""
    found = chains(
        Filed(file=one.file, found=each, format=one.format or "")
        for path in files for one in verdicts_of(path) for each in one.statements
    )  # fmt: skip
    gaps = {gap.after.statement.number or gap.after.statement.id for one in found
            for gap in one.gaps}  # fmt: skip
    return gaps, sum(repeated.same for one in found for repeated in one.repeated)


def imported(files: list[Path]) -> tuple[set[str], int, int]:
    """The same of an import; and how many entries count."""
    with Entries() as entries:
        gathered = Gathered(entries=entries)
        for path in files:
            for found in read_file(path):
                take(gathered, path, found, path.name)
        assert not gathered.complaints
        entries.close_columns()
        accounts = [chained(gathered, *key, found) for key, found in statements_of(gathered)]
        said = [flag for one in accounts for flag in one.flags if "gap: " in flag]
        said += [each.message for each in gathered.complaints]
        names = [STATEMENT.search(each) for each in said]
        taken = int(entries["taken"].sum())
        return {found[1] for found in names if found}, gathered.repeated, taken


@st.composite
def account(draw: st.DrawFn) -> tuple[list[Day], int]:
    """Statements of an account by day, some merged, repeated or issued again, and its entries.

    A swept account opens and closes at zero every day.
    """
    swept = draw(st.booleans())
    balance, days = Decimal(0 if swept else draw(st.integers(-3, 3))), list[Day]()
    for at in range(draw(st.integers(1, 6))):
        amounts = draw(st.lists(st.integers(-3, 3).filter(bool), max_size=3))
        amounts += [-each for each in amounts] if swept else []
        moved = tuple(Booked(str(each), booking=day(at)) for each in amounts)
        days.append(Day("A", day(at), str(balance), moved, id=f"d{at}", until=day(at)))
        balance += sum(amounts)
    made = list(days)
    for count in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(days) - 1))
        span = days[first : draw(st.integers(first, len(days) - 1)) + 1]
        made.append(span[0]._replace(
            id=f"s{count}", until=span[-1].until, closing=closing_of(span[-1]),
            entries=tuple(entry for one in span for entry in one.entries),
        ))  # fmt: skip
    return made, sum(len(one.entries) for one in days)


def written(folder: Path, made: list[Day]) -> list[Path]:
    """A file for each statement."""
    return [camt(folder, f"{at}.xml", [one]) for at, one in enumerate(made)]


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(account(), st.randoms(use_true_random=False))
def test_whatever_comes_again_there_is_no_gap_and_every_entry_counts_once(
    found: tuple[list[Day], int], chance: random.Random
) -> None:
    made, entries = found
    chance.shuffle(made)
    with tempfile.TemporaryDirectory() as name:
        files = written(Path(name), [*made, *made[:2]])
        assert told(files)[0] == set()
        gaps, repeated, counted = imported(files)
    assert (gaps, counted) == (set(), entries)
    assert repeated == min(2, len(made))


@SETTINGS
@given(account(), st.data())
def test_both_find_the_same_where_statements_are_missing_or_tell_otherwise(
    found: tuple[list[Day], int], data: st.DataObject
) -> None:
    made = data.draw(st.lists(st.sampled_from(found[0]), min_size=1, unique_by=lambda one: one.id))
    at = data.draw(st.integers(0, len(made) - 1))
    more = data.draw(st.sampled_from([(), (Booked("1", booking=made[at].day),)]))
    other = Decimal(closing_of(made[at])) + len(more)
    made[at] = made[at]._replace(entries=made[at].entries + more, closing=str(other))
    with tempfile.TemporaryDirectory() as name:
        files = written(Path(name), made)
        assert told(files)[0] == imported(files)[0]


@needs_samples
def test_the_samples_have_the_same_gaps_for_both() -> None:
    files = sorted(STATEMENTS.rglob("*multi.statement.xml"))
    assert files and told(files)[0] == imported(files)[0]

"""Statements that tell days again count once, also where their balances cannot show it.

An account that is swept to zero opens and closes at zero every day: all its statements follow each
other by their balances, and what is counted twice nets to zero. So these tests count items.
"""

import random
import tempfile
from collections import Counter
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importing.made_camt import Booked, Day, camt, content, day, imports
from treasury.errors import Refused
from treasury.plan.reading import read

FIRST = (Booked("10", "customer", "a"), Booked("-10", "paid", "b"))
SECOND = (Booked("5", "customer", "c"), Booked("-5", "paid", "d"))
MT940 = """:20:ST
:25:A
:28C:{number}/1
:60F:C260302EUR0,
:61:2603020302C10,NTRFA
:86:customer
:61:2603020302D10,NTRFB
:86:paid
:62F:C260302EUR0,
-
"""


def zero(at: int, moved: tuple[Booked, ...], name: str, number: str = "") -> Day:
    """The statement of a day of an account that opens and closes at zero."""
    return Day("A", day(at), "0", moved, id=name, number=number)


def period(name: str = "period") -> Day:
    """The first two days in one statement."""
    dated = [
        one._replace(booking=day(at)) for at, moved in ((0, FIRST), (1, SECOND)) for one in moved
    ]
    return Day("A", day(0), "0", tuple(dated), id=name, until=day(1))


def items(out: Path) -> Counter[tuple[str, str]]:
    """How many items of a scenario have this day and amount."""
    return Counter((str(item.date), str(item.amount)) for item in read(out).items)


ONCE = Counter(
    (str(day(at)), f"{amount}.00") for at, amount in ((0, 10), (0, -10), (1, 5), (1, -5))
)


def test_a_period_of_a_zero_balance_account_and_its_days_count_once(tmp_path: Path) -> None:
    made = [period(), zero(0, FIRST, "k1"), zero(1, SECOND, "k2")]
    files = [camt(tmp_path, f"{one.id}.xml", [one]) for one in made]
    folders = []
    for at, order in enumerate(permutations(files)):
        assert imports(tmp_path / f"{at}", *order) == 0
        assert items(tmp_path / f"{at}") == ONCE
        folders.append(content(tmp_path / f"{at}"))
    assert all(each == folders[0] for each in folders)


def test_what_came_again_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [camt(tmp_path, f"{one.id}.xml", [one]) for one in (period(), zero(0, FIRST, "k1"))]
    imports(tmp_path / "out", *files)
    said = capsys.readouterr().out
    assert "4 entries counted; 0 statements came again; 2 entries were told by other" in said


def test_days_that_are_imported_after_their_period_add_nothing(tmp_path: Path) -> None:
    imports(tmp_path / "out", camt(tmp_path, "p.xml", [period()]))
    imports(tmp_path / "out", camt(tmp_path, "k2.xml", [zero(1, SECOND, "k2")]))
    imports(tmp_path / "out", camt(tmp_path, "k1.xml", [zero(0, FIRST, "k1")]))
    assert items(tmp_path / "out") == ONCE


def test_periods_that_overlap_count_the_days_in_common_once(tmp_path: Path) -> None:
    third = (Booked("7", booking=day(2)), Booked("-7", booking=day(2)))
    later = Day("A", day(1), "0", (*(one._replace(booking=day(1)) for one in SECOND), *third),
                id="later", until=day(2))  # fmt: skip
    files = [camt(tmp_path, "p.xml", [period()]), camt(tmp_path, "l.xml", [later])]
    assert imports(tmp_path / "out", *files) == 0
    assert items(tmp_path / "out") == ONCE + Counter(
        [(str(day(2)), "7.00"), (str(day(2)), "-7.00")]
    )


@pytest.mark.parametrize("opening", ["0", "100"])
def test_a_day_that_is_issued_again_under_another_id_counts_once(
    tmp_path: Path, opening: str
) -> None:
    files = [camt(tmp_path, f"{name}.xml", [zero(0, FIRST, name)._replace(opening=opening)])
             for name in ("z", "z-again")]  # fmt: skip
    assert imports(tmp_path / "one", *files) == imports(tmp_path / "two", *files[::-1]) == 0
    assert items(tmp_path / "one").total() == 2
    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.mark.parametrize("number", ["1", "2"])
def test_one_day_in_two_formats_counts_once(tmp_path: Path, number: str) -> None:
    sta = tmp_path / "k1.sta"
    sta.write_text(MT940.format(number=number), encoding="ascii")
    xml = camt(tmp_path, "k1.xml", [zero(0, FIRST, "k1", "1")])
    assert imports(tmp_path / "out", xml, sta) == 0
    assert items(tmp_path / "out").total() == 2


def test_an_entry_booked_before_its_statement_is_known_when_it_comes_again(tmp_path: Path) -> None:
    late = (Booked("10", booking=day(0)), Booked("-10"))
    files = [camt(tmp_path, f"{name}.xml", [zero(1, late, name)]) for name in ("z", "z-again")]
    assert imports(tmp_path / "out", *files) == 0
    assert items(tmp_path / "out").total() == 2


def test_a_day_within_a_period_that_is_told_otherwise_is_refused_with_both(tmp_path: Path) -> None:
    other = (Booked("6"), Booked("-6"))
    files = [camt(tmp_path, "p.xml", [period()]), camt(tmp_path, "k.xml", [zero(0, other, "k")])]
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", *files)
    (said,) = [each.sentence() for each in reason.value.complaints]
    assert said.startswith("k.xml") and "2026-03-02" in said and "p.xml" in said


def test_a_second_statement_of_a_day_with_equal_entries_counts_by_its_number(
    tmp_path: Path,
) -> None:
    files = [camt(tmp_path, f"{number}.xml", [zero(0, FIRST, f"k{number}", number)])
             for number in ("1", "2")]  # fmt: skip
    assert imports(tmp_path / "out", *files) == 0
    assert items(tmp_path / "out").total() == 4


def test_a_second_statement_of_a_day_that_does_not_repeat_the_first_counts(tmp_path: Path) -> None:
    one = Day("A", day(0), "0", (*FIRST, Booked("3")), id="one")
    two = Day("A", day(0), "3", (*FIRST, Booked("4")), id="two")
    files = [camt(tmp_path, "1.xml", [one]), camt(tmp_path, "2.xml", [two])]
    assert imports(tmp_path / "out", *files) == 0
    assert items(tmp_path / "out").total() == 6


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(st.integers(1, 3), max_size=3), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_whatever_spans_of_swept_days_are_told_again_every_entry_counts_once(
    receipts: list[list[int]], spans: list[tuple[int, int]], chance: random.Random
) -> None:
    """Each day receives some amounts and is swept to zero; spans of days come again."""
    days = [
        tuple(Booked(str(sign * each), booking=day(at)) for each in found for sign in (1, -1))
        for at, found in enumerate(receipts)
    ]
    made = [zero(at, moved, f"d{at}") for at, moved in enumerate(days)]
    for count, span in enumerate(spans):
        first, last = sorted(min(at, len(days) - 1) for at in span)
        whole = tuple(one for moved in days[first : last + 1] for one in moved)
        made.append(Day("A", day(first), "0", whole, id=f"s{count}", until=day(last)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [camt(folder, f"{one.id}.xml", [one]) for one in made]
        chance.shuffle(files)
        assert imports(folder / "out", *files) == 0
        found = items(folder / "out")
    assert found == Counter(
        (str(one.booking), f"{Decimal(one.amount):.2f}") for moved in days for one in moved
    )


def test_a_statement_whose_entries_come_in_another_order_is_the_same_one(tmp_path: Path) -> None:
    moved = (*FIRST, Booked("3", "third"), Booked("3", "third"))
    files = [camt(tmp_path, f"{at}.xml", [Day("A", day(0), "5", each, id="one")])
             for at, each in enumerate((moved, moved[::-1]))]  # fmt: skip
    assert imports(tmp_path / "one", *files) == imports(tmp_path / "two", *files[::-1]) == 0
    assert imports(tmp_path / "parts", files[1]) == imports(tmp_path / "parts", files[0]) == 0
    assert items(tmp_path / "one").total() == 4
    assert content(tmp_path / "one") == content(tmp_path / "two") == content(tmp_path / "parts")


def dated(*days: int) -> list[Day]:
    """Statements of these days, numbered by them."""
    return [zero(at, FIRST, f"day {at}", number=str(61 + at)) for at in days]


def test_numbers_that_count_days_miss_no_statement_on_weekends(tmp_path: Path) -> None:
    weekdays = [week * 7 + weekday for week in range(3) for weekday in range(5)]
    assert imports(tmp_path / "out", camt(tmp_path, "days.xml", dated(*weekdays))) == 0
    with pytest.raises(Refused, match="statement number 66 to 67 is missing"):
        imports(tmp_path / "fewer", camt(tmp_path, "fewer.xml", dated(*weekdays[:8])))

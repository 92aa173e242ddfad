"""Random statements in our Excel template come back to the unit; spoiled workbooks and archives are
answered."""

import io
import time
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.statements.test_generated import BAI, SWIFT, edited, edits
from tests.properties.profiles import LARGE_PROFILE, quick
from treasury.accounts.reconciliation import Reconciled, folded
from treasury.accounts.statements import template
from treasury.accounts.statements.reading import read_file
from treasury.accounts.statements.statement import Source, Unreadable
from treasury.money import DIGITS
from treasury.reporting.statement_template import write_template

SECONDS_MAX = 30
"""Of the processor, for any of these files: a ceiling for what hangs or blows up."""


class Filled(NamedTuple):
    """A statement as somebody fills it in; amounts in smallest units, with the day in March."""

    currency: str
    opening: int
    entries: tuple[tuple[int, int, bool], ...]
    as_numbers: bool


units = st.integers(-(10**11), 10**11)
filled = st.builds(
    Filled,
    st.sampled_from(["EUR", "JPY", "KWD", "CNY"]),
    units,
    st.lists(st.tuples(units, st.integers(1, 31), st.booleans()), max_size=5).map(tuple),
    st.booleans(),
)


def amount(minor: int, one: Filled) -> Decimal:
    """The amount of so many smallest units."""
    return Decimal(minor).scaleb(-DIGITS[one.currency])


def workbook_of(statements: list[Filled], empty: Path) -> bytes:
    """The template with these statements in it, amounts as numbers or as text."""
    if not empty.exists():
        write_template(empty)
    book = openpyxl.load_workbook(empty)
    for number, one in enumerate(statements):
        closing = one.opening + sum(minor for minor, _, booked in one.entries if booked)
        cells = [amount(minor, one) for minor in (one.opening, closing)]
        first, last = (float(cell) if one.as_numbers else f"{cell:f}" for cell in cells)
        book["Statements"].append(
            [f"S{number}", f"A{number}", one.currency, None, None, None, first, None, last]
        )
        for minor, day, booked in one.entries:
            cell = amount(minor, one)
            written = float(cell) if one.as_numbers else f"{cell:f}"
            line = [f"S{number}", f"2026-03-{day:02d}", None, written, *[None] * 7]
            book["Entries"].append([*line, "yes" if booked else "no"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def comes_back(statements: list[Filled], empty: Path) -> None:
    """Write the statements and read them: every figure is the one that was written."""
    data = workbook_of(statements, empty)
    source = Source(name="x.xlsx", size=len(data), sha256="", open=lambda: io.BytesIO(data))
    found = [part for part in folded(template.read(source)) if isinstance(part, Reconciled)]
    assert [one.statement.account for one in found] == [f"A{n}" for n in range(len(statements))]
    for one, told in zip(statements, found, strict=True):
        assert told.reconciles is True
        opening = told.statement.opening
        assert opening is not None and opening.amount == amount(one.opening, one)
        assert told.sums.entries == len(one.entries)
        assert told.sums.total == amount(sum(minor for minor, *_ in one.entries), one)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the empty template lies."""
    return tmp_path_factory.mktemp("template") / "empty.xlsx"


def test_a_filled_template_comes_back_to_the_unit(empty: Path) -> None:
    @quick(20)
    @given(st.lists(filled, min_size=1, max_size=3))
    def check(statements: list[Filled]) -> None:
        comes_back(statements, empty)

    check()


@pytest.mark.slow
def test_every_filled_template_comes_back_to_the_unit(empty: Path) -> None:
    @LARGE_PROFILE
    @given(st.lists(filled, min_size=1, max_size=3))
    def check(statements: list[Filled]) -> None:
        comes_back(statements, empty)

    check()


def packed(members: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    """The files in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def is_answered(data: bytes, place: Path) -> None:
    """Every file in these bytes gives parts or is refused in a sentence, and soon."""
    place.write_bytes(data)
    start, answers = time.process_time(), 0
    try:
        for found in read_file(place):
            answers += 1
            answers += sum(1 for _ in getattr(found, "parts", ()))
    except Unreadable as reason:
        answers += bool(reason.problem.message)
    assert time.process_time() - start < SECONDS_MAX
    assert answers, "bytes without any answer"


spoilt = st.tuples(edits, st.sampled_from(["outside", "inside"]), st.integers(0, 100))


def spoil(data: bytes, how: tuple[list[tuple[int, int, bytes]], str, int]) -> bytes:
    """The archive with pieces of it replaced, or with pieces of one of its files replaced."""
    changes, where, which = how
    if where == "outside":
        return edited(data, [(at * 7, length, piece) for at, length, piece in changes])
    members = members_of(data)
    name = sorted(members)[which % len(members)]
    return packed(members | {name: edited(members[name], changes)})


def archives(empty: Path) -> list[bytes]:
    """A filled template, and an archive of statements."""
    one = Filled("EUR", 10000, ((-500, 2, True), (700, 3, False)), as_numbers=True)
    return [workbook_of([one], empty), packed({"a/one.sta": SWIFT, "b/two.bai": BAI})]


@pytest.mark.parametrize("which", [0, 1], ids=["template", "archive"])
def test_spoilt_workbooks_and_archives_are_answered(
    which: int, empty: Path, tmp_path: Path
) -> None:
    data = archives(empty)[which]

    @quick(40)
    @given(spoilt)
    def check(how: tuple[list[tuple[int, int, bytes]], str, int]) -> None:
        is_answered(spoil(data, how), tmp_path / "x")

    check()


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, 1], ids=["template", "archive"])
def test_many_spoilt_workbooks_and_archives_are_answered(
    which: int, empty: Path, tmp_path: Path
) -> None:
    data = archives(empty)[which]

    @LARGE_PROFILE
    @given(spoilt)
    def check(how: tuple[list[tuple[int, int, bytes]], str, int]) -> None:
        is_answered(spoil(data, how), tmp_path / "x")

    check()

"""Random statements are written, read and come back to the cent; random bytes are answered."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.accounts.statements import generated
from tests.accounts.statements.generated import MARKS, Account
from tests.accounts.statements.written import Told, source_of, told_by
from tests.properties.profiles import LARGE_PROFILE, quick
from treasury.accounts.statements import bai2, mt940
from treasury.accounts.statements.statement import (
    Part,
    Problem,
    Source,
    Statement,
    StatementEntry,
    Unreadable,
)

Read = Callable[[Source], Iterator[Part]]
ends = st.sampled_from(["\n", "\r\n"])
SECONDS_MAX = 30
"""Of the processor: a ceiling for what hangs or takes the square of a file's length. A slow machine
takes a twentieth of it, traced or not."""
ENTRY = b":61:2603020302C1,00NTRFX\n"


def figures(told: Told) -> list[tuple[object, ...]]:
    """The balances that were read."""
    return [
        (one.statement.account, one.statement.currency, one.statement.opening.amount,
         one.statement.closing.amount, one.statement.opening.date, one.reconciles)
        for one in told.statements
        if one.statement.opening is not None and one.statement.closing is not None
    ]  # fmt: skip


def wanted(statements: list[Account]) -> list[tuple[object, ...]]:
    """The balances that were written."""
    return [
        (one.number, one.currency, one.amount(one.opening),
         one.amount(generated.closing_of(one)), one.day, True)
        for one in statements
    ]  # fmt: skip


def amounts(statements: list[Account]) -> list[Decimal]:
    """The signed amounts of all entries that were written."""
    return [
        account.amount(one.units) * MARKS[one.mark][0]
        for account in statements
        for one in account.lines
    ]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def reference(written: str) -> str:
    """What a reference of MT940 says: the word for none says nothing."""
    return "" if written == generated.NO_REFERENCE else written


def mt940_comes_back(statements: list[Account], end: str) -> None:
    """Every entry and balance of the file is what was written."""
    told = told_by(mt940.read, generated.as_mt940(statements, end))
    assert figures(told) == wanted(statements)
    assert [one.amount for one in told.entries] == amounts(statements)
    written = [one for account in statements for one in account.lines]
    for entry, one in zip(told.entries, written, strict=True):
        assert (entry.value_date, entry.booking_date) == (one.value, one.booking)
        assert (entry.reversal, entry.booked) == MARKS[one.mark][1:]
        assert (entry.code, entry.customer_reference) == (one.kind, reference(one.own))
        assert entry.bank_reference == reference(one.bank)
        assert entry.text.replace(" ", "") == one.text[:120].replace(" ", "")
    assert told.sentences("error") == []


def bai2_comes_back(groups: list[Account], end: str) -> None:
    """Every entry and balance of the file is what was written, and every trailer fits."""
    told = told_by(bai2.read, generated.as_bai2(groups, end))
    assert figures(told) == wanted(groups)
    assert [one.amount for one in told.entries] == amounts(groups)
    written = [(account, one) for account in groups for one in account.lines]
    for entry, (account, one) in zip(told.entries, written, strict=True):
        value = {"N": one.value, "R": account.day, "": account.day}.get(one.funds)
        assert (entry.value_date, entry.booking_date) == (value, account.day)
        assert entry.code == str(int(one.kind) + (300 if one.mark == "D" else 0))
        assert (entry.bank_reference, entry.customer_reference) == (one.bank, one.own)
        assert squeezed(entry.text).replace(" ", "") == one.text.replace(" ", "")
    assert told.sentences("error") == []


swift_files = st.lists(generated.accounts(generated.swift_kinds), min_size=1, max_size=4)
bai_files = st.lists(generated.accounts(generated.bai_kinds, "CD"), min_size=1, max_size=4)


@quick(60)
@given(swift_files, ends)
def test_a_written_mt940_comes_back_to_the_cent(statements: list[Account], end: str) -> None:
    mt940_comes_back(statements, end)


@quick(60)
@given(bai_files, ends)
def test_a_written_bai2_comes_back_to_the_cent(groups: list[Account], end: str) -> None:
    bai2_comes_back(groups, end)


@pytest.mark.slow
@LARGE_PROFILE
@given(swift_files, ends)
def test_every_written_mt940_comes_back_to_the_cent(statements: list[Account], end: str) -> None:
    mt940_comes_back(statements, end)


@pytest.mark.slow
@LARGE_PROFILE
@given(bai_files, ends)
def test_every_written_bai2_comes_back_to_the_cent(groups: list[Account], end: str) -> None:
    bai2_comes_back(groups, end)


@quick(40)
@given(bai_files, st.data())
def test_a_changed_amount_never_passes_the_control_totals(
    groups: list[Account], data: st.DataObject
) -> None:
    lines = generated.as_bai2(groups, "\n").split("\n")
    entries = [number for number, line in enumerate(lines) if line.startswith("16,")]
    if not entries:
        return
    place = data.draw(st.sampled_from(entries))
    record, code, units, rest = lines[place].split(",", 3)
    lines[place] = f"{record},{code},{int(units) + data.draw(st.integers(1, 10**6))},{rest}"
    told = told_by(bai2.read, "\n".join(lines))
    assert len([one for one in told.sentences("error") if "the control total is" in one]) == 1
    assert False in told.reconciles


# --- hostile bytes ----------------------------------------------------------------------------

SWIFT = b""":20:REF1
:25:37040044/0532013000
:28C:12/1
:60F:C260302EUR1000,00
:61:2603020302C300,00NTRFR1//BANKREF1
:86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+Rechnung 1?32MEYER
:61:2603020302D50,00NTRFR2//BANKREF2
:86:/EREF/E2/NAME/J. JANSEN/REMI/RENT
:62F:C260302EUR1250,00
-}{1:F01BANKDEFFAXXX0000000000}{2:I942CUSTDEFFXXXXN}{4:
:20:R1
:25:1
:28C:1
:34F:EURD100,
:13D:2603021200+0100
:61:2603020302EC300,00NTRFR1
:90D:0EUR0,00
:90C:1EUR300,00
-}"""
BAI = b"""01,122099999,123456789,260302,1800,1,,,2/
02,123456789,122099999,1,260301,,USD,2/
03,0975312468,USD,010,500000,,,015,470000,,/
88,100,20000,1,,400,50000,1,/
16,115,20000,S,10000,5000,5000,BK1,CU1,LOCKBOX/
16,451,25000,D,2,0,20000,1,5000,BK2,CU2,ACH DEBIT/
16,475,25000,V,260305,,BK3,,CHECK
88,SECOND LINE OF TEXT
49,1110000,8/
98,1110000,1,10/
99,1110000,1,12/
"""
pieces = st.sampled_from(
    [b"\n", b"\r", b",", b"/", b":", b":61:", b":86:", b":62F:", b":20:", b"-", b"-}", b"{1:",
     b"?20", b"88,", b"16,", b"49,", b"03,", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"1e5", b"NaN",
     b"0", b"//", b"9" * 5000, b" " * 300, b"\x1b[2J", "\u0663".encode(), b"D,99,", b"260230",
     b"EUR", b"JPY"]
)  # fmt: skip
edits = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 12), pieces | st.binary(max_size=4)),
    min_size=1, max_size=6,
)  # fmt: skip


def edited(content: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """The content with pieces of it replaced."""
    for at, length, piece in changes:
        place = at % (len(content) + 1)
        content = content[:place] + piece + content[place + length :]
    return content


def is_answered(read: Read, content: bytes) -> None:
    """The reader yields parts or refuses in a sentence with a place, and soon."""
    start = time.process_time()
    told: list[Part] = []
    try:
        told.extend(read(source_of(content)))
    except Unreadable as refusal:
        told.append(refusal.problem)
    assert time.process_time() - start < SECONDS_MAX
    assert told, "a file without any answer"
    for part in told:
        assert isinstance(part, StatementEntry | Statement | Problem)
        if isinstance(part, Problem):
            assert part.where and part.message and len(part.sentence()) < 2100
        elif isinstance(part, StatementEntry):
            assert part.where and part.amount.is_finite()


BOTH = pytest.mark.parametrize(
    ("read", "content"), [(mt940.read, SWIFT), (bai2.read, BAI)], ids=["mt940", "bai2"]
)


@BOTH
def test_mangled_files_are_answered(read: Read, content: bytes) -> None:
    @quick(120)
    @given(edits)
    @example([(0, 3000, b"")])
    def check(changes: list[tuple[int, int, bytes]]) -> None:
        is_answered(read, edited(content, changes))

    check()


@pytest.mark.slow
@BOTH
def test_mangled_files_and_any_bytes_are_answered(read: Read, content: bytes) -> None:
    @LARGE_PROFILE
    @given(edits.map(lambda changes: edited(content, changes)) | st.binary(max_size=400))
    def check(data: bytes) -> None:
        is_answered(read, data)

    check()


@pytest.mark.parametrize(
    ("read", "content", "whole_from"),
    [(mt940.read, SWIFT, SWIFT.index(b"1250,") + 4), (bai2.read, BAI, len(BAI) - 2)],
    ids=["mt940", "bai2"],
)
def test_a_file_cut_off_before_its_last_figure_never_passes_quietly(
    read: Read, content: bytes, whole_from: int
) -> None:
    for length in range(whole_from):
        told = told_by(read, content[:length])
        assert told.sentences("error", "warning"), content[:length]


def test_a_long_statement_is_read_without_being_held() -> None:
    line = b":61:2603020302C1,00NTRFREF\r\n:86:166?00GUTSCHRIFT?20" + b"x" * 200 + b"\r\n"
    source = source_of(SWIFT[:66] + line * 5000)
    tracemalloc.start()
    entries = sum(isinstance(part, StatementEntry) for part in mt940.read(source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert entries == 5000
    assert peak < source.size // 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("read", "content"),
    [
        (mt940.read, SWIFT[:200] + (ENTRY + b":86:166" + b"?20EREF+" * 8000 + b"\n") * 8),
        (mt940.read, SWIFT[:100] + (b":61:2603020302C1,00NTRF" + b"//" * 30000 + b"\n") * 8),
        (mt940.read, SWIFT[:100] + (b":61:" + b"1" * 60000 + b"\n") * 8),
        (mt940.read, b":20:A\n" * 60000),
        (mt940.read, b":20:A\n" + (ENTRY + b":86:" + b"/NAME/" * 10000 + b"\n") * 8),
        (mt940.read, b":20:A\n" + (ENTRY + b":86:\n") * 60000),
        (bai2.read, BAI[:120] + (b"03,1,USD," + b"010,1,,," * 8000 + b"/\n") * 8),
        (bai2.read, BAI[:120] + (b"16,142,1," + b"," * 60000 + b"\n") * 8),
        (bai2.read, BAI[:120] + b"88,x\n" * 9000),
        (bai2.read, BAI[:120] + b"03,1,USD/\n" * 60000),
    ],
)  # fmt: skip
def test_long_fields_and_many_records_are_answered_soon(read: Read, content: bytes) -> None:
    is_answered(read, content)

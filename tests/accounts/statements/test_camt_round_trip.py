"""Generated statements, written as camt by a hand of its own, are read back equal; and fuzzing.

The writer here shares no code with the product's.
"""

import datetime
import time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.accounts.statements.camt_files import (
    ACCOUNT,
    BALANCES,
    balance,
    details,
    document,
    entry,
    one_statement,
    read,
)
from tests.accounts.statements.written import source_of
from treasury.accounts.statements import camt
from treasury.accounts.statements.statement import (
    Balance,
    Detail,
    Part,
    Statement,
    StatementEntry,
    Unreadable,
)
from treasury.money import DIGITS

SIGNS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
WORD = st.text(SIGNS, min_size=1, max_size=12)
WORDS = st.lists(WORD, max_size=3).map(" ".join)
REFERENCE = st.just("") | WORD.filter(lambda text: not text.upper().startswith("NO"))
DAY = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
MAYBE_DAY = st.none() | DAY
CODES = st.sampled_from(["", "PMNT/RCDT/ESCT", "CAMT/ACCB/ZABA CMZ", "KLIRNG"])


@st.composite
def amounts(draw: st.DrawFn, currency: str) -> Decimal:
    """A signed amount that the currency can have."""
    minor = draw(st.integers(-(10**15) + 1, 10**15 - 1))
    return Decimal(minor).scaleb(-DIGITS[currency])


@st.composite
def entries(draw: st.DrawFn, currency: str, closing_day: datetime.date) -> StatementEntry:
    """An entry with at most one transaction, or a batch."""
    amount = draw(amounts(currency))
    booked, reversal = draw(st.booleans()), draw(st.booleans())
    batch = draw(st.lists(batched(currency, -1 if amount < 0 else 1), min_size=2, max_size=3))
    batch = batch if draw(st.booleans()) else []
    booking_date = draw(MAYBE_DAY)
    if booked and booking_date is None:
        booking_date = closing_day  # the rule of the reader, which the writer below leaves to it
    plain = not batch
    return StatementEntry(
        amount=amount,
        currency=currency,
        booking_date=booking_date,
        value_date=draw(MAYBE_DAY),
        booked=booked,
        reversal=reversal,
        bank_reference=draw(REFERENCE),
        entry_reference=draw(REFERENCE),
        customer_reference=draw(REFERENCE) if plain else "",
        code=draw(CODES),
        counterparty=draw(WORDS) if plain else shared(batch),
        text=draw(WORDS) if plain else "",
        details=tuple(batch),
    )


@st.composite
def batched(draw: st.DrawFn, currency: str, sign: int) -> Detail:
    """A transaction of a batch with this sign."""
    amount = abs(draw(amounts(currency))) * sign
    return Detail(
        amount=amount, counterparty=draw(WORDS), end_to_end=draw(REFERENCE), text=draw(WORDS)
    )


def shared(batch: list[Detail]) -> str:
    """The counterparty that all of them share."""
    names = {one.counterparty for one in batch}
    return names.pop() if len(names) == 1 else ""


@st.composite
def statements(draw: st.DrawFn) -> tuple[Statement, list[StatementEntry]]:
    """A statement that explains itself, and its entries."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD", "CNY"]))
    closing_day = draw(DAY)
    found = draw(st.lists(entries(currency, closing_day), max_size=4))
    opening = draw(amounts(currency))
    moved = sum((one.amount for one in found if one.booked), Decimal(0))
    statement = Statement(
        id=draw(WORD),
        account=draw(WORD),
        currency=currency,
        owner=draw(WORDS),
        servicer=draw(WORDS),
        number=draw(st.just("") | st.integers(0, 10**9).map(str)),
        opening=Balance(amount=opening, currency=currency, date=draw(MAYBE_DAY)),
        closing=Balance(amount=opening + moved, currency=currency, date=closing_day),
    )
    return statement, found


def tag(name: str, inside: str) -> str:
    """An element, nothing where it would be empty."""
    return f"<{name}>{inside}</{name}>" if inside else ""


def signed(amount: Decimal, currency: str) -> str:
    """Amount and indicator."""
    side = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{abs(amount):f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def day(name: str, date: datetime.date | None) -> str:
    """A day in an element of this name."""
    return tag(name, tag("Dt", date.isoformat())) if date else ""


def code(text: str) -> str:
    """The BkTxCd."""
    iso, _, own = text.partition(" ") if "/" in text else ("", "", text)
    domain = ""
    if iso:
        one, two, three = iso.split("/")
        family = f"<Fmly><Cd>{two}</Cd><SubFmlyCd>{three}</SubFmlyCd></Fmly>"
        domain = f"<Domn><Cd>{one}</Cd>{family}</Domn>"
    return tag("BkTxCd", domain + tag("Prtry", tag("Cd", own)))


def transaction(one: Detail, side: str, currency: str) -> str:
    """A TxDtls with the other party on its side."""
    amount = "" if one.amount is None else f'<Amt Ccy="{currency}">{abs(one.amount):f}</Amt>'
    name = tag("RltdPties", tag(side, tag("Pty", tag("Nm", escape(one.counterparty)))))
    refs = tag("Refs", tag("EndToEndId", escape(one.end_to_end)))
    return f"{refs}{amount}{name}{tag('RmtInf', tag('Ustrd', escape(one.text)))}"


def written_entry(one: StatementEntry, closing_day: datetime.date) -> str:
    """The Ntry; a booked entry of the closing day leaves its day to the reader's rule."""
    assert one.currency
    side = "Dbtr" if (one.amount >= 0) != one.reversal else "Cdtr"
    single = Detail(counterparty=one.counterparty, end_to_end=one.customer_reference, text=one.text)
    inside = [transaction(each, side, one.currency) for each in one.details or (single,)]
    unsaid = one.booked and one.booking_date == closing_day
    return tag(
        "Ntry",
        tag("NtryRef", escape(one.entry_reference))
        + signed(one.amount, one.currency)
        + f"<RvslInd>{str(one.reversal).lower()}</RvslInd>"
        + f"<Sts><Cd>{'BOOK' if one.booked else 'PDNG'}</Cd></Sts>"
        + day("BookgDt", None if unsaid else one.booking_date)
        + day("ValDt", one.value_date)
        + tag("AcctSvcrRef", escape(one.bank_reference))
        + code(one.code)
        + details(*inside),
    )


def written(statement: Statement, found: list[StatementEntry]) -> str:
    """The Stmt without its frame."""
    assert statement.opening and statement.closing and statement.closing.date
    assert statement.account and statement.currency
    account = tag(
        "Acct",
        f"<Id><Othr><Id>{escape(statement.account)}</Id></Othr></Id>"
        + tag("Ccy", statement.currency)
        + tag("Ownr", tag("Nm", escape(statement.owner)))
        + tag("Svcr", tag("FinInstnId", tag("Nm", escape(statement.servicer)))),
    )
    balances = ""
    for kind, each in (("OPBD", statement.opening), ("CLBD", statement.closing)):
        typed = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        balances += tag(
            "Bal", typed + signed(each.amount, statement.currency) + day("Dt", each.date)
        )
    lines = [written_entry(one, statement.closing.date) for one in found]
    number = tag("ElctrncSeqNb", statement.number)
    return tag(
        "Stmt", tag("Id", escape(statement.id)) + number + account + balances + "".join(lines)
    )


def placeless(record: Any) -> Any:
    """The record without its place in the file; amounts as numbers."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__ if name != "where"}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements(), min_size=1, max_size=3), st.sampled_from(["utf-8", "utf-16"]))
def test_a_written_statement_is_read_back_equal(
    given_statements: list[tuple[Statement, list[StatementEntry]]], encoding: str
) -> None:
    body = "".join(written(*each) for each in given_statements)
    text = document([]).replace("<Stmt><Id>S-1</Id></Stmt>", body)
    told = read(text.replace("UTF-8", encoding, 1).encode(encoding))
    assert [placeless(each.statement) for each in told.statements] == [
        placeless(statement) for statement, _ in given_statements
    ]
    assert [placeless(one) for one in told.entries] == [
        placeless(one) for _, found in given_statements for one in found
    ]
    assert told.reconciles == [True] * len(given_statements)
    assert not told.sentences("error", "warning")


SEEDS = [
    document(),
    document(message="camt.052", version="02"),
    document(message="camt.054", namespace=""),
    document(
        one_statement(
            entry("300.00", more=details("<Refs><EndToEndId>E</EndToEndId></Refs>", "")),
            entry("1.5", "DBIT", status="<Sts>PDNG</Sts>"),
        ),
        [ACCOUNT, BALANCES, balance("ITBD", "5", sign="")],
    ),
    '<!DOCTYPE D [<!ENTITY x "y">]><D>&x;</D>',
]
PIECES = [
    b"<", b">", b"&", b"\0", b"<Ntry>", b"</Ntry>", b"<TxDtls>", b"<Stmt>", b"]]>", b"\xff",
    b"<!--", b"<![CDATA[", b"&#0;", b"1e5", b"-", b"2026-02-30", b'="', b"<!DOCTYPE",
]  # fmt: skip
BEGINNINGS = [b"", b"<", b"<?xml version='1.0'?><", b"\xff\xfe<\0"]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A file that was good, with pieces cut out, doubled, or put in."""
    data = draw(st.sampled_from(SEEDS)).encode(draw(st.sampled_from(["utf-8", "utf-16"])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        change = draw(st.sampled_from(["cut", "double", "put"]))
        if change == "cut":
            data = data[:start] + data[end:]
        elif change == "double":
            data = data[:end] + data[start:]
        else:
            data = data[:start] + draw(st.sampled_from(PIECES)) + data[start:]
    return data


def judge(data: bytes) -> None:
    """Assert that the outcome is parts or a reason, soon; a reason says where and what for."""
    start = time.process_time()
    parts: list[Part] = []
    try:
        parts += camt.read(source_of(data))
    except Unreadable as reason:
        refusal = reason.problem
    else:
        refusal = None
    assert time.process_time() - start < 30, "a ceiling that catches a hang"
    assert all(part.amount.is_finite() for part in parts if isinstance(part, StatementEntry))
    if refusal is None:
        assert any(isinstance(part, Statement) for part in parts)
    else:
        assert refusal.where and refusal.message and refusal.expected


@given(mutated())
def test_a_spoiled_file_is_read_or_refused(data: bytes) -> None:
    judge(data)


@pytest.mark.slow
@settings(max_examples=3000, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_many_spoiled_files_are_read_or_refused(data: bytes) -> None:
    judge(data)


@pytest.mark.slow
@settings(max_examples=3000, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<", b"<?xml version='1.0'?><", b"\xff\xfe<\0"])
)
def test_bytes_of_any_kind_are_read_or_refused(data: bytes, beginning: bytes) -> None:
    judge(beginning + data)

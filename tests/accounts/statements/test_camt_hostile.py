"""Files that are broken or made to do harm: each gets a sentence, at once and in little memory."""

import time
from pathlib import Path

import pytest

from tests.accounts.statements.camt_files import (
    ACCOUNT,
    BALANCES,
    balance,
    details,
    document,
    entry,
    one_statement,
    read,
    read_entries,
)
from tests.accounts.statements.measured import cost_of
from treasury.accounts.statements import camt, camt_entries
from treasury.accounts.statements.reading import read_file
from treasury.accounts.statements.statement import Unreadable

ROOT = Path(__file__).parents[3]
SECONDS_MAX = 20
"""Of the processor: a ceiling for what hangs or blows up; it takes a tenth of a second."""
GOOD = document()


def only_sentence(content: str | bytes) -> str:
    """The one sentence about a file that is refused; nothing of it is told as a statement."""
    told = read(content)
    assert told.statements == []
    (problem,) = told.problems
    assert problem.severity == "error" and problem.expected
    return problem.sentence()


def test_a_file_cut_off_anywhere_is_refused() -> None:
    whole = GOOD.encode()
    for end in range(len(whole.rstrip()) - 1):
        told = read(whole[:end])
        assert told.problems[-1].severity == "error", end
    assert only_sentence(whole[: whole.index(b"</Stmt>")]) == (
        "line 3: the file ends in the middle: it was cut off; "
        "expected a complete and well-formed XML file, as the bank sent it"
    )


@pytest.mark.parametrize(
    ("piece", "sentence"),
    [
        (entry("1e5"), "entry 1 of statement S-1, Amt: '1e5' is not an amount in digits"),
        (entry("NaN"), "Amt: 'NaN' is not an amount in digits"),
        (entry("Infinity"), "Amt: 'Infinity' is not an amount in digits"),
        (entry("1,50"), "Amt: '1,50' is not an amount in digits"),
        (entry("1 000"), "Amt: '1 000' is not an amount in digits"),
        (entry("٣"), "Amt: '٣' is not an amount in digits"),
        (entry("-5.00"), "Amt: '-5.00' has a sign of its own; expected an amount without sign"),
        (entry("9" * 18), f"Amt: '{'9' * 18}' is larger than any account can hold"),
        (entry("1." + "1" * 18), "has more than 17 decimals"),
        (entry(""), "Amt: the entry has no amount"),
        (entry(sign=""), "CdtDbtInd: the entry says neither credit nor debit; expected CRDT or"),
        (entry(sign="C"), "CdtDbtInd: 'C' says neither credit nor debit; expected CRDT or DBIT"),
        (entry(currency="EURO"), "Amt/@Ccy: 'EURO' is not a currency; expected an ISO 4217 code"),
        (
            entry(dates="<BookgDt><Dt>2026-02-30</Dt></BookgDt>"),
            "BookgDt/Dt: '2026-02-30' is not a day of the calendar; expected a day as 2026-02-28",
        ),
        (
            entry(dates="<ValDt><DtTm>2026-02-28T25:00:00</DtTm></ValDt>"),
            "ValDt/DtTm: '2026-02-28T25:00:00' is not a day of the calendar",
        ),
        (entry(dates="<ValDt><Dt>28.02.2026</Dt></ValDt>"), "'28.02.2026' is not a day"),
        (balance("OPBD", "x"), "balance of statement S-1, Amt: 'x' is not an amount in digits"),
        (balance("OPBD", ""), "balance of statement S-1, Amt: the balance has no amount"),
        (balance("OPBD", "1", day="2026-13-01"), "Dt/Dt: '2026-13-01' is not a day"),
        (f"<Ntry>{entry()}</Ntry>", "an entry (Ntry) stands outside of a statement"),
        ("<TxDtls/>", "a transaction (TxDtls) stands outside of an entry"),
        (
            entry(more=f"<AddtlNtryInf>{'x' * 20_001}</AddtlNtryInf>"),
            "AddtlNtryInf: holds 20,001 characters",
        ),
    ],
)
def test_what_is_used_is_examined(piece: str, sentence: str) -> None:
    told = read(document([ACCOUNT, piece]))
    assert told.statements == []
    said = told.problems[-1].sentence()
    assert sentence in said and said.startswith("line 3")


def test_the_largest_amount_an_account_can_hold_is_read() -> None:
    assert read_entries(entry("9" * 16 + ".99")).entry.amount


def test_what_is_not_used_may_be_wrong() -> None:
    more = "<Chrgs><Rcrd><Amt>free</Amt></Rcrd></Chrgs><CardTx>?</CardTx>"
    assert read_entries(entry(more=more)).reconciles == [True]


def test_other_xml_is_named() -> None:
    pain = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><A/></Document>'
    assert only_sentence(pain) == (
        "the file: is XML of another kind (Document of urn:iso:std:iso:20022:tech:xsd:"
        "pain.001.001.09); expected camt.053, camt.052 or camt.054"
    )
    assert "XML of another kind (svg)" in only_sentence("<svg/>")


def test_a_message_without_a_statement_is_refused() -> None:
    empty = "<Document><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>"
    assert only_sentence(empty) == (
        "the file: holds no statement; expected at least one statement (Stmt, Rpt or Ntfctn)"
    )


DOCTYPES = {
    "a file of this machine": '<!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an external DTD": '<!DOCTYPE D SYSTEM "file:///etc/passwd">',
    "a DTD of the network": '<!DOCTYPE D PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">',
    "a parameter entity": '<!DOCTYPE D [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    "nothing at all": "<!DOCTYPE D>",
    "a billion laughs": "<!DOCTYPE D [<!ENTITY x0 'ha'>"
    + "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 10}'>" for n in range(1, 12))
    + "<!ENTITY x '&x11;'>]>",
    "a quadratic blow-up": f"<!DOCTYPE D [<!ENTITY x '{'a' * 100_000}'>]>",
    "a parameter bomb": "<!DOCTYPE D [<!ENTITY % a \"<!ENTITY x 'x'>\">" + "%a;" * 50_000 + "]>",
}


@pytest.mark.parametrize("declared", DOCTYPES.values(), ids=DOCTYPES.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_whatever_it_says(declared: str, encoding: str) -> None:
    body = document(one_statement(entry(more=f"<AddtlNtryInf>{'&x;' * 1000}</AddtlNtryInf>")))
    text = body.replace("\n<Document", f"\n{declared}<Document", 1).replace(
        "UTF-8", encoding.upper(), 1
    )
    start = time.process_time()
    said = only_sentence(text.encode(encoding))
    assert time.process_time() - start < SECONDS_MAX
    assert said == (
        "the file's beginning: declares a document type (DOCTYPE), which can make a reader load or "
        "build what the bank did not write; expected a statement without a DOCTYPE"
    )


def test_a_doctype_in_an_encoding_that_hides_it_is_refused() -> None:
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE D+AD4-' + GOOD.split("\n", 1)[1]
    told = read(hidden.encode())
    assert told.statements == [] and told.problems[-1].severity == "error"


def test_a_doctype_behind_a_long_comment_is_refused() -> None:
    comment = f"<!--{'x' * 3000}-->"
    text = GOOD.replace("\n<Document", f"\n{comment}<!DOCTYPE D><Document", 1)
    assert "declares a document type" in only_sentence(text)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (GOOD.replace("S-1", "S&nbsp;1"), "line 3: is not well-formed XML (Entity 'nbsp' not"),
        (GOOD.replace("S-1", "S\x001"), "line 3: is not well-formed XML"),
        (GOOD.replace("S-1", "S\x1b1"), "line 3: is not well-formed XML"),
        (GOOD.replace("</Stmt>", "</Smtm>"), "line 3: is not well-formed XML (Opening and ending"),
        (GOOD + "<more/>", "is not well-formed XML (Extra content at the end of the document"),
        (GOOD.replace("UTF-8", "KLINGON"), "is not well-formed XML (Unsupported encoding"),
        (GOOD.encode().replace(b"S-1", b"S\xff"), "is not well-formed XML"),
        ("<a>" * 100_000, "line 1: is not well-formed XML (Excessive depth in document: 256)"),
        ("<a b='" + "x" * 11_000_000, "the file"),
        ("<a>" + "x" * 11_000_000 + "</a>", "is XML of another kind (a)"),
        ("", "the file"),
        ("<", "the file"),
    ],
)
def test_what_is_not_well_formed_says_where(content: str | bytes, sentence: str) -> None:
    start = time.process_time()
    assert sentence in only_sentence(content)
    assert time.process_time() - start < SECONDS_MAX


def endless(piece: str) -> str:
    """A statement in which the piece is repeated until three megabytes are full."""
    repeated = piece * (3_000_000 // len(piece))
    return document([ACCOUNT, BALANCES, repeated])


def test_what_goes_on_without_an_entry_is_refused() -> None:
    assert "without the end of Ntry, TxDtls" in only_sentence(endless("<X/>"))
    assert "without the end of Ntry, TxDtls" in only_sentence(endless(balance("OPAV", "1")))
    long = document([ACCOUNT, entry(more="<X/>" * 700_000)])
    assert "without the end of Ntry, TxDtls" in only_sentence(long)


def test_what_stands_beside_entries_without_end_is_refused() -> None:
    told = read(document([ACCOUNT, (entry() + "<X/>") * 1100]))
    assert told.statements == []
    assert "more than 1,000 other elements stand beside Ntry" in told.problems[-1].sentence()


def test_a_batch_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt, "DETAILS_MAX", 3)
    assert camt_entries.DETAILS_MAX == 200_000
    assert len(read_entries(entry(more=details("", "", ""))).entry.details) == 3
    said = only_sentence(document(one_statement(entry(more=details("", "", "", "")))))
    assert "one entry holds more than 3 transactions" in said


def test_a_batch_with_texts_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt, "CHARACTERS_MAX", 10)
    text = "<RmtInf><Ustrd>abcdefgh</Ustrd></RmtInf>"
    assert len(read_entries(entry(more=details(text)), entry(more=details(text))).entries) == 2
    said = only_sentence(document(one_statement(entry(more=details(text, text)))))
    assert "or 10 characters in them" in said


def test_a_file_is_taken_for_what_it_is_and_not_for_its_name(tmp_path: Path) -> None:
    for name, content, words in [
        ("login.xml", b"<!DOCTYPE html><html><body><br></body></html>", "is a web page"),
        ("picture.xml", b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        ("nul.xml", b"\0\0\0\0<", "NUL bytes"),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        (found,) = read_file(path)
        assert words in str(getattr(found, "reason", "")), name


@pytest.mark.parametrize(("message", "encoding"), [("camt.053", "utf-8"), ("camt.052", "utf-16")])
def test_the_format_is_known_by_the_beginning(tmp_path: Path, message: str, encoding: str) -> None:
    path = tmp_path / "statement.txt"
    path.write_bytes(document(message=message).replace("UTF-8", encoding, 1).encode(encoding))
    (found,) = read_file(path)
    assert getattr(found, "format", None) == message
    other = tmp_path / "other.xml"
    other.write_bytes(b"<?xml version='1.0'?>\n<svg/>")
    (found,) = read_file(other)
    assert getattr(found, "format", None) == "XML"
    with pytest.raises(Unreadable, match="XML of another kind"):
        list(getattr(found, "parts", ()))


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE D [<!ENTITY a 'aaaa'>" + "<!ENTITY b '&a;&a;'>" * 50_000 + "]><D>&b;</D>",
        endless("<X><Y>1</Y></X>"),
        document([ACCOUNT, entry(more="<X>1</X>" * 130_000)]),
        document(one_statement(entry(more=details(*(["<Refs/>"] * 60_000))))),
        document([ACCOUNT, *(f"<Ntry><A{n}/></Ntry>" for n in range(60_000))]),
        "<a>" * 1_000_000,
        "\0" * 3_000_000,
    ],
    ids=["entities", "elements", "one entry", "a batch", "names", "depth", "nul"],
)
def test_hostile_files_stay_within_a_hundred_megabytes(tmp_path: Path, content: str) -> None:
    path = tmp_path / "hostile.xml"
    path.write_text(content, encoding="utf-8")
    cost = cost_of(path)
    assert (cost.problems or cost.entries) and cost.peak < 100


def write_large(path: Path, megabytes: int) -> int:
    """A statement of so many megabytes, one half entries of one transaction each, the other half
    entries of a hundred thousand; how many entries."""
    one = (
        "<Refs><EndToEndId>E-{0}</EndToEndId></Refs><Amt Ccy='EUR'>1.00</Amt><RltdPties><Dbtr><Pty>"
        "<Nm>Some company {0}</Nm></Pty></Dbtr></RltdPties>"
        "<RmtInf><Ustrd>Invoice {0} of last month, with many thanks</Ustrd></RmtInf>"
    )
    head, tail = document([ACCOUNT, balance("OPBD", "0"), "?"]).split("?</Stmt>")
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        count = 0
        for full, transactions in ((megabytes // 2, 1), (megabytes, 100_000)):
            while file.tell() < full * 1_000_000:
                inside = details(*(one.format(f"{count}-{each}") for each in range(transactions)))
                file.write(entry("1.00", more=inside) + "\n")
                count += 1
        file.write(f"</Stmt>{tail}")
    return count


@pytest.mark.slow
def test_two_hundred_megabytes_are_read_in_less_than_three_hundred(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    count = write_large(path, 200)
    cost = cost_of(path)
    assert cost.entries == count
    assert cost.peak < 300

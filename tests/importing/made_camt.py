"""camt.053 (and 052, 054) files made for tests: accounts, days and entries in a few words."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from treasury.cli.importing import Order, import_statements

MONDAY = datetime.date(2026, 3, 2)
KINDS = {"053": ("BkToCstmrStmt", "Stmt"), "052": ("BkToCstmrAcctRpt", "Rpt"),
         "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}  # fmt: skip


class Booked(NamedTuple):
    """An entry: signed amount as text, and what else it says."""

    amount: str
    text: str = ""
    reference: str = ""
    other: str = ""
    name: str = ""
    code: str = ""
    value: datetime.date | None = None
    booking: datetime.date | None = None
    reversal: bool = False
    batch: tuple[str, ...] = ()


class Day(NamedTuple):
    """A statement of one day of one account."""

    account: str
    day: datetime.date
    opening: str | None
    entries: tuple[Booked, ...] = ()
    owner: str = ""
    currency: str = "EUR"
    closing: str | None = None
    id: str = ""
    number: str = ""
    until: datetime.date | None = None


def day(offset: int) -> datetime.date:
    """The day `offset` days after the first, a Monday."""
    return MONDAY + datetime.timedelta(days=offset)


def entry_xml(one: Booked, on: datetime.date, currency: str) -> str:
    """The entry as camt."""
    amount = Decimal(one.amount)
    sign, opposite = ("CRDT", "Dbtr") if amount >= 0 else ("DBIT", "Cdtr")
    code = one.code.split("/") if one.code else []
    domain = ""
    if len(code) == 3:
        domain = (f"<BkTxCd><Domn><Cd>{code[0]}</Cd><Fmly><Cd>{code[1]}</Cd><SubFmlyCd>{code[2]}"
                  "</SubFmlyCd></Fmly></Domn></BkTxCd>")  # fmt: skip
    elif code:
        domain = f"<BkTxCd><Prtry><Cd>{escape(one.code)}</Cd></Prtry></BkTxCd>"
    parties = ""
    if one.name or one.other:
        name = (
            f"<{opposite}><Pty><Nm>{escape(one.name)}</Nm></Pty></{opposite}>" if one.name else ""
        )
        account = (f"<{opposite}Acct><Id><Othr><Id>{one.other}</Id></Othr></Id></{opposite}Acct>"
                   if one.other else "")  # fmt: skip
        parties = f"<RltdPties>{name}{account}</RltdPties>"
    text = f"<RmtInf><Ustrd>{escape(one.text)}</Ustrd></RmtInf>" if one.text else ""
    details = f"<TxDtls>{parties}{text}</TxDtls>"
    if one.batch:
        details = "".join(
            f'<TxDtls><Amt Ccy="{currency}">{each}</Amt></TxDtls>' for each in one.batch
        )
    return (
        f'<Ntry><Amt Ccy="{currency}">{abs(amount)}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        + ("<RvslInd>true</RvslInd>" if one.reversal else "")
        + f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{one.booking or on}</Dt></BookgDt>"
        + f"<ValDt><Dt>{one.value or one.booking or on}</Dt></ValDt>"
        + (f"<AcctSvcrRef>{one.reference}</AcctSvcrRef>" if one.reference else "")
        + f"{domain}<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def closing_of(one: Day) -> str:
    """The closing balance: as given, else what the entries reach."""
    if one.closing is not None:
        return one.closing
    return str(Decimal(one.opening or "0") + sum(Decimal(each.amount) for each in one.entries))


def balance_xml(code: str, amount: str, on: datetime.date, currency: str) -> str:
    """A balance as camt."""
    sign = "CRDT" if Decimal(amount) >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{abs(Decimal(amount))}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        f"<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def statement_xml(one: Day, element: str) -> str:
    """The statement as camt; without an opening it has no balances."""
    last = one.until or one.day
    owner = f"<Ownr><Nm>{escape(one.owner)}</Nm></Ownr>" if one.owner else ""
    number = f"<ElctrncSeqNb>{one.number}</ElctrncSeqNb>" if one.number else ""
    balances = ""
    if one.opening is not None:
        balances = balance_xml("OPBD", one.opening, one.day, one.currency)
        balances += balance_xml("CLBD", closing_of(one), last, one.currency)
    entries = "".join(entry_xml(each, one.day, one.currency) for each in one.entries)
    return (
        f"<{element}><Id>{one.id or f'{one.account}-{one.day}'}</Id>{number}"
        f"<Acct><Id><Othr><Id>{one.account}</Id></Othr></Id><Ccy>{one.currency}</Ccy>{owner}</Acct>"
        f"{balances}{entries}</{element}>"
    )


def camt(folder: Path, name: str, days: Iterable[Day], kind: str = "053") -> Path:
    """Write a file of these statements."""
    message, element = KINDS[kind]
    body = "".join(statement_xml(one, element) for one in days)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08"><{message}>'
        f"<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-31T00:00:00</CreDtTm></GrpHdr>{body}"
        f"</{message}></Document>"
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def imports(out: Path, *files: Path, group: str | None = "Group", header: str | None = None,
            preset: str | None = None, accept: bool = False) -> int:  # fmt: skip
    """Import the files into the folder; the exit code."""
    order = Order(files=files, out=out, group=group, header=header, preset=preset, accept=accept)
    return import_statements(order)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def chain(folder: Path, length: int = 12) -> list[Path]:
    """A file a day of three accounts of two owners, each day opening where the last one closed."""
    balance = {"DE1": Decimal("1000.00"), "DE2": Decimal("250.50"), "FR1": Decimal("90.00")}
    owners = {"DE1": "Holding AG", "DE2": "Holding AG", "FR1": "Fille SARL"}
    files = []
    for at in range(length):
        days = []
        for place, (account, owner) in enumerate(owners.items()):
            moves = tuple(
                Booked(str(Decimal((at * 37 + place * 11 + n * 53) % 97 - 40) + Decimal("0.25")),
                       text=f"Invoice {at}{n}", reference=f"R{at}-{place}-{n}", name=f"Firm {n}")
                for n in range((at + place) % 3)
            )  # fmt: skip
            days.append(Day(account, day(at), str(balance[account]), moves, owner))
            balance[account] = Decimal(closing_of(days[-1]))
        files.append(camt(folder, f"{day(at)}.xml", days))
    return files

"""camt files written in a test: by default version 08, one account in EUR, one day."""

from collections.abc import Sequence

from tests.accounts.statements.written import Told, told_by
from treasury.accounts.statements import camt

CONTAINERS = {
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.052": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
IBAN = "DE89370400440532013000"
ACCOUNT = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:{message}.001.{version}"


def balance(
    kind: str, amount: str, day: str = "2026-03-02", sign: str = "CRDT", currency: str = "EUR"
) -> str:
    """A Bal; no CdtDbtInd where `sign` is empty."""
    indicator = f"<CdtDbtInd>{sign}</CdtDbtInd>" if sign else ""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt>{indicator}<Dt><Dt>{day}</Dt></Dt></Bal>'
    )


BALANCES = balance("OPBD", "1000.00") + balance("CLBD", "1300.00")


def entry(
    amount: str = "300.00",
    sign: str = "CRDT",
    *,
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    dates: str = "<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt>",
    more: str = "",
    currency: str = "EUR",
) -> str:
    """An Ntry; `more` stands behind the dates."""
    indicator = f"<CdtDbtInd>{sign}</CdtDbtInd>" if sign else ""
    return f'<Ntry><Amt Ccy="{currency}">{amount}</Amt>{indicator}{status}{dates}{more}</Ntry>'


def details(*transactions: str) -> str:
    """The NtryDtls with these transactions."""
    return f"<NtryDtls>{''.join(f'<TxDtls>{each}</TxDtls>' for each in transactions)}</NtryDtls>"


def parties(side: str, name: str, iban: str = "") -> str:
    """One side (`Dbtr` or `Cdtr`) as version 08 writes it, inside of RltdPties."""
    account = f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>" if iban else ""
    return f"<{side}><Pty><Nm>{name}</Nm></Pty></{side}>{account}"


def document(
    *statements: Sequence[str], message: str = "camt.053", version: str = "08", namespace: str = "?"
) -> str:
    """A whole file; each statement is given as the pieces that stand in it, in order."""
    outer, inner = CONTAINERS[message]
    if namespace == "?":
        namespace = NAMESPACE.format(message=message, version=version)
    declared = f' xmlns="{namespace}"' if namespace else ""
    text = "".join(
        f"<{inner}><Id>S-{number}</Id>{''.join(pieces)}</{inner}>\n"
        for number, pieces in enumerate(statements or [one_statement()], 1)
    )
    head = "<GrpHdr><MsgId>M-1</MsgId></GrpHdr>"
    xml = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{xml}<Document{declared}><{outer}>{head}\n{text}</{outer}></Document>\n"


def one_statement(*entries: str) -> Sequence[str]:
    """Account, balances 1000.00 and 1300.00, and the entries (default: one of 300.00)."""
    return (ACCOUNT, BALANCES, *(entries or [entry()]))


def read(content: str | bytes) -> Told:
    """What the reader tells about the file."""
    return told_by(camt.read, content)


def read_entries(*entries: str) -> Told:
    """What the reader tells about a statement with these entries."""
    return read(document(one_statement(*entries)))

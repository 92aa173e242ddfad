"""Entries of a camt file (Ntry) and the transactions inside them (TxDtls).

One entry stays one entry, however many transactions it holds: one transaction lends the entry its
parties and references, several become its details. Signed decimals of major units. The other party
is the debtor of money that came in and the creditor of money that went out; in a reversal it is
the other way round, because parties keep their places from the transaction that is reversed.
Where one side's account is the statement's own, the other side is the counterparty, whatever the
direction. Source: ISO 20022 camt.052/053/054, Bank to Customer Cash Management usage.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from treasury.accounts.statements.camt_fields import Fields, Money
from treasury.accounts.statements.statement import Detail, StatementEntry

BOOKED = "BOOK"
NOT_BOOKED = ("PDNG", "INFO", "FUTR")
DETAILS_MAX = 200_000
CHARACTERS_MAX = 60_000_000
"""Most transactions of one entry, and most text in them; they are held together."""
IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Za-z0-9]{11,30}")
NOT_PROVIDED = ("NOTPROVIDED", "NOTAVAILABLE", "NONREF")
AGENT = ("BICFI", "BIC", "Nm", "NmAndAdr/Nm", "ClrSysMmbId/MmbId", "Othr/Id")
"""How a bank is named, best first."""
OWN_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/CntrValAmt/Amt")
"""Where the amount of a transaction stands, best first."""


class Party(NamedTuple):
    """One side of a transaction."""

    name: str
    account: str
    bank: str


class Transaction(NamedTuple):
    """What an entry needs of one of its transactions, before the direction is known."""

    amounts: tuple[Money, ...]
    debtor: Party
    creditor: Party
    end_to_end: str
    reference: str
    bank_reference: str
    code: str
    texts: tuple[str, ...]


def transaction_of(fields: Fields) -> Transaction:
    """The transaction in the fields of a TxDtls."""
    amounts = (fields.money(path) for path in OWN_AMOUNTS)
    return Transaction(
        amounts=tuple(amount for amount in amounts if amount is not None),
        debtor=party(fields, "Dbtr"),
        creditor=party(fields, "Cdtr"),
        end_to_end=provided(fields.first("Refs/EndToEndId")),
        reference=provided(fields.first("Refs/InstrId", "Refs/PmtInfId", "Refs/TxId")),
        bank_reference=provided(fields.first("Refs/AcctSvcrRef")),
        code=code_of(fields),
        texts=tuple(remittance(fields)),
    )


def party(fields: Fields, side: str) -> Party:
    """The debtor (`Dbtr`) or creditor (`Cdtr`) with its account and its bank."""
    above = "RltdPties/"
    names = (f"{side}/Nm", f"{side}/Pty/Nm", f"Ultmt{side}/Nm", f"Ultmt{side}/Pty/Nm")
    agents = [f"{above}{side}/Agt/FinInstnId/{each}" for each in ("Nm", "BICFI")]
    account = f"{above}{side}Acct/Id/"
    bank = f"RltdAgts/{side}Agt/FinInstnId/"
    return Party(
        name=fields.first(*(above + name for name in names), *agents),
        account=plain_account(fields.first(f"{account}IBAN", f"{account}Othr/Id")),
        bank=fields.first(*(bank + each for each in AGENT)),
    )


def plain_account(text: str) -> str:
    """The account as it is named; an IBAN without the blanks it may be printed with.

    >>> plain_account("DE89 3704 0044 0532 0130 00"), plain_account("HQ 1")
    ('DE89370400440532013000', 'HQ 1')
    """
    plain = text.replace(" ", "")
    return plain if IBAN.fullmatch(plain) else text


def provided(text: str) -> str:
    """The reference, empty where it only says that there is none.

    >>> provided("NOTPROVIDED"), provided("INV-7")
    ('', 'INV-7')
    """
    return "" if text.upper().replace(" ", "") in NOT_PROVIDED else text


def code_of(fields: Fields) -> str:
    """The bank's code: domain/family/sub-family, a blank, the proprietary code."""
    domain = fields.first("BkTxCd/Domn/Cd")
    family = fields.first("BkTxCd/Domn/Fmly/Cd")
    within = fields.first("BkTxCd/Domn/Fmly/SubFmlyCd")
    proprietary = fields.first("BkTxCd/Prtry/Cd")
    iso = "/".join(part for part in (domain, family, within) if part)
    return " ".join(part for part in (iso, proprietary) if part)


def remittance(fields: Fields) -> list[str]:
    """What the transaction is about: free text, structured references, the bank's addition."""
    above = "RmtInf/"
    free = " ".join(fields.all(f"{above}Ustrd"))
    structured = fields.all(
        f"{above}Strd/CdtrRefInf/Ref",
        f"{above}Strd/CdtrRefInf/CdtrRef",
        f"{above}Strd/RfrdDocInf/Nb",
        f"{above}Strd/AddtlRmtInf",
    )
    return [free, *structured, *fields.all("AddtlTxInf")]


def joined(texts: Iterable[str]) -> str:
    """The texts in their order, each once, with a slash between them.

    >>> joined(["rent", "", "RF18", "rent"])
    'rent / RF18'
    """
    return " / ".join(dict.fromkeys(text for text in texts if text))


def entry_of(
    fields: Fields, transactions: list[Transaction], own_account: str | None
) -> StatementEntry:
    """The entry in the fields of an Ntry, with its transactions."""
    money, sign = fields.money("Amt"), fields.sign()
    if money is None:
        fields.refuse("Amt", "the entry has no amount", "an amount with its currency")
    if sign is None:
        fields.refuse("CdtDbtInd", "the entry says neither credit nor debit", "CRDT or DBIT")
    reversal = fields.first("RvslInd").lower() in ("true", "1")
    incoming = (sign > 0) != reversal
    details = [detail(each, money.currency, (own_account, incoming, sign)) for each in transactions]
    booking_date, booking_time = fields.moment("BookgDt")
    single = transactions[0] if len(transactions) == 1 else None
    return StatementEntry(
        amount=money.signed(sign),
        currency=money.currency,
        booking_date=booking_date,
        booking_time=booking_time,
        value_date=fields.moment("ValDt")[0],
        booked=status(fields) in ("", BOOKED),
        reversal=reversal,
        bank_reference=provided(fields.first("AcctSvcrRef"))
        or (single.bank_reference if single else ""),
        entry_reference=provided(fields.first("NtryRef")),
        customer_reference=customer_reference(fields, single),
        code=code_of(fields) or shared([each.code for each in transactions]),
        counterparty=shared([each.counterparty for each in details]),
        counterparty_account=shared([each.counterparty_account for each in details]),
        counterparty_bank=shared([each.counterparty_bank for each in details]),
        text=joined([*(single.texts if single else ()), *fields.all("AddtlNtryInf")]),
        details=tuple(details) if len(details) > 1 else (),
        where=fields.place,
    )


def detail(
    transaction: Transaction, currency: str | None, seen: tuple[str | None, bool, int]
) -> Detail:
    """The transaction as the entry sees it; an amount of another currency is left out.

    `seen` is the statement's own account, whether the money came from the debtor to it, and the
    entry's sign.
    """
    own_account, incoming, sign = seen
    other = transaction.debtor if incoming else transaction.creditor
    if own_account and transaction.debtor.account != transaction.creditor.account:
        if own_account == transaction.debtor.account:
            other = transaction.creditor
        elif own_account == transaction.creditor.account:
            other = transaction.debtor
    amounts = (money for money in transaction.amounts if money.currency in (currency, None))
    money = next(amounts, None)
    return Detail(
        amount=money.signed(sign) if money else None,
        counterparty=other.name,
        counterparty_account=other.account,
        counterparty_bank=other.bank,
        end_to_end=transaction.end_to_end,
        text=joined(transaction.texts),
    )


def status(fields: Fields) -> str:
    """The entry's status, a code as text (to version .07) or below it; empty where it says none."""
    return fields.first("Sts", "Sts/Cd", "Sts/Prtry").upper()


def customer_reference(fields: Fields, single: Transaction | None) -> str:
    """The reference the customer gave: end to end, or that of the instruction or the batch."""
    own = (single.end_to_end or single.reference) if single else ""
    return own or provided(fields.first("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId"))


def shared(texts: list[str]) -> str:
    """The text if all of them say the same, else empty.

    >>> shared(["A", "A"]), shared(["A", "B"]), shared([])
    ('A', '', '')
    """
    return texts[0] if texts and all(text == texts[0] for text in texts) else ""

"""Whose account a camt statement is about, and between which booked balances.

Opening is the opening booked balance (OPBD), else the closing one of the day before (PRCD), else
the earlier of two closing balances (CLBD) of different days, as some banks send it; closing is the
latest closing booked balance. Pages of one statement hand over with interim balances (ITBD).
Balances of the account's currency go before others. A balance without indicator is a credit.
Signed decimals of major units. Source: ISO 20022, external balance types.
"""

import datetime
from typing import NamedTuple

from treasury.accounts.statements.camt_entries import AGENT, plain_account
from treasury.accounts.statements.camt_fields import Fields, fields_of
from treasury.accounts.statements.statement import Balance, Kind, Statement
from treasury.accounts.statements.xml_stream import Element, line_of, local

KINDS: dict[str, Kind] = {"Stmt": "statement", "Rpt": "interim", "Ntfctn": "notification"}
"""What is a statement in the three messages, by the name of its element."""
GATHERED_APART = ("Ntry", "Bal", "TxsSummry")
OWNER = ("Ownr/Nm", "Ownr/Pty/Nm", "Ownr/Id/OrgId/AnyBIC", "Ownr/Id/OrgId/BICOrBEI", "Nm")


class TypedBalance(NamedTuple):
    """A balance with its type, and whether the file says that it is a credit or a debit."""

    type: str
    balance: Balance
    indicated: bool


class Head(NamedTuple):
    """What stands around the entries of a statement."""

    id: str
    account: str | None
    currency: str | None
    owner: str
    servicer: str
    number: str
    page: str
    last_page: bool
    first_day: datetime.date | None
    balances: tuple[TypedBalance, ...]


def head_of(element: Element) -> Head:
    """The head of a Stmt, Rpt or Ntfctn as far as it was read."""
    kind = local(element)
    around = [child for child in element if local(child) not in GATHERED_APART]
    fields = Fields(around, f"{line_of(element)}, {kind}")
    named = fields.first("Id")
    fields.place = f"{fields.place} {named or '-'}"
    account = fields.first("Acct/Id/IBAN", "Acct/Id/Othr/Id")
    servicer = "Acct/Svcr/FinInstnId/"
    return Head(
        id=named,
        account=plain_account(account) or None,
        currency=fields.currency("Acct/Ccy"),
        owner=fields.first(*(f"Acct/{path}" for path in OWNER)),
        servicer=fields.first(*(servicer + path for path in AGENT)),
        number=fields.first("ElctrncSeqNb", "LglSeqNb"),
        page=fields.first(f"{kind}Pgntn/PgNb"),
        last_page=fields.first(f"{kind}Pgntn/LastPgInd").lower() not in ("false", "0"),
        first_day=fields.moment("FrToDt/FrDtTm")[0],
        balances=tuple(typed(child, named) for child in element if local(child) == "Bal"),
    )


def typed(element: Element, statement: str) -> TypedBalance:
    """The balance in a Bal."""
    fields = fields_of(element, f"balance of statement {statement or '-'}")
    money, sign = fields.money("Amt"), fields.sign()
    if money is None:
        fields.refuse("Amt", "the balance has no amount", "an amount with its currency")
    balance = Balance(
        amount=money.signed(sign or 1), currency=money.currency, date=fields.moment("Dt")[0]
    )
    kind = fields.first("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
    return TypedBalance(kind.upper(), balance, sign is not None)


def statement_of(head: Head, kind: Kind, where: str) -> Statement:
    """The statement that closes the entries before it."""
    opening, closing = opening_and_closing(head, kind)
    currencies = (each.currency for each in (opening, closing) if each is not None)
    return Statement(
        id=head.id,
        account=head.account,
        currency=head.currency or next(currencies, None),
        kind=kind,
        owner=head.owner,
        servicer=head.servicer,
        number=head.number,
        page=head.page,
        opening=opening,
        closing=closing,
        where=where,
    )


def opening_and_closing(head: Head, kind: Kind) -> tuple[Balance | None, Balance | None]:
    """The booked balances the statement's entries lie between, as the module says."""
    if kind == "notification":
        return None, None
    opening = first_of(head, "OPBD", "PRCD")
    closings = of_type(head, "CLBD")
    if opening is None and len({balance.date for balance in closings}) > 1:
        opening = closings[0]
    closing = closings[-1] if closings else None
    if kind == "statement" and head.page:
        between = of_type(head, "ITBD")
        if opening is None and between:
            opening = between[0]
        if closing is None and between and not head.last_page:
            closing = between[-1]
    return opening, closing


def first_of(head: Head, *kinds: str) -> Balance | None:
    """The earliest balance of the first of these types that the statement has."""
    return next((of_type(head, kind)[0] for kind in kinds if of_type(head, kind)), None)


def of_type(head: Head, kind: str) -> list[Balance]:
    """The balances of the type by date, those of the account's currency if there are any."""
    found = [each.balance for each in head.balances if each.type == kind]
    own = [balance for balance in found if balance.currency == head.currency]
    return sorted(own or found, key=lambda balance: balance.date or datetime.date.min)

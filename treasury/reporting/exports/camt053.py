"""Simulated bank statements as camt.053.001.08: what each account's bank would have sent.

A statement for each account and each day on which it moved; one more at the end of each month and
of the run, so that every file says every closing balance. Booked from the ledger alone; amounts
are written in major units without sign, credit or debit beside them. There is no clock in it: a
file is dated by the last day it tells of. What is too long for its field is cut, an account's or a
statement's name so that it stays apart from others. Format: ISO 20022, camt.053.001.08.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import numpy as np

from treasury.accounts.chart import Bank
from treasury.accounts.ledger import balances, closing
from treasury.accounts.statements.iban import IBAN, is_checked
from treasury.errors import TreasuryError
from treasury.money import DIGITS
from treasury.plan.plan import Plan
from treasury.reporting.amounts import amount_text
from treasury.reporting.explaining.sentences import event_sentence
from treasury.reporting.exports.bank_codes import SWEEPS, BankCode, code_of
from treasury.reporting.exports.books import Books, bank_accounts, day_at, title_of
from treasury.reporting.exports.naming import harmless
from treasury.reporting.exports.periods import Period
from treasury.tables import ACCOUNT, KIND, OTHER, PAYMENT, RECEIPT, REF

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
BIC = re.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
LARGEST = 10**18
"""A camt amount has at most 18 digits."""
NAME, SENTENCE, ACCOUNT_NAME, REFERENCE, ACCOUNT_ID = 140, 500, 70, 35, 34
"""Most characters of fields of these kinds."""
EVENING = "T23:59:59"


class Movement(NamedTuple):
    """One booking on a bank account, signed minor units; days are rows, `event` its event."""

    entry: int
    booked: int
    value: int
    amount: int
    event: int


class Party(NamedTuple):
    """The other side of a booking; empty where it is not known."""

    name: str = ""
    account: str = ""
    bank: str = ""


class Owners(NamedTuple):
    """What is told of each account of the plan: its id, its owner's name, its bank."""

    ids: list[str]
    names: list[str]
    banks: list[str]


class Made(NamedTuple):
    """What the statements are made from."""

    books: Books
    owners: Owners


def statements(books: Books, period: Period) -> str:
    """The statements of the period as one camt.053 file, account by account, day by day."""
    plan, last = books.plan, day_at(books, period.last)
    made = Made(books, owners_of(plan))
    banks = bank_accounts(books)
    book = balances(books.ledger, len(plan.names.days))
    before = closing(books.ledger, -1)
    days, moved = statement_days(books, banks), movements(books, banks, period)
    name = short(f"{plan.scenario.id}-{plan.name}-{period.name}", REFERENCE)
    pieces = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt>\n',
        f"{tag('GrpHdr', text('MsgId', name), tag('CreDtTm', f'{last}{EVENING}'))}\n",
    ]
    for place in sorted(banks, key=lambda place: banks[place]):
        opening = int(before[place])
        for number, day in enumerate(days[place], 1):
            end = int(book[day, place])
            if period.first <= day <= period.last:
                figures = (number, day, opening, end)
                pieces += statement(made, banks[place], figures, moved.get((place, day), []))
            opening = end
    pieces.append("</BkToCstmrStmt></Document>\n")
    return "".join(pieces)


def owners_of(plan: Plan) -> Owners:
    """What is told of each account, by account."""
    entities = {entity.id: entity.name for entity in plan.scenario.entities}
    banks = {bank.id: institution(bank) for bank in plan.scenario.banks}
    return Owners(
        ids=[account_id(name) for name in plan.names.accounts],
        names=[entities[owner] or owner for owner in plan.names.entities],
        banks=[banks[bank] for bank in plan.names.banks],
    )


def movements(
    books: Books, banks: dict[int, int], period: Period
) -> dict[tuple[int, int], list[Movement]]:
    """The period's bookings on each bank account and day, in booking order."""
    ledger = books.ledger
    found: dict[tuple[int, int], list[Movement]] = {}
    within = (ledger.booking_day >= period.first) & (ledger.booking_day <= period.last)
    rows = np.flatnonzero(within)
    columns = (
        ledger.entry, ledger.booking_day, ledger.value_day, ledger.event, ledger.debit,
        ledger.credit, ledger.amount,
    )  # fmt: skip
    pairs = zip(*(column[rows].tolist() for column in columns), strict=True)
    for entry, booked, value, event, debit, credit, amount in pairs:
        for place, signed in ((debit, amount), (credit, -amount)):
            if place in banks:
                one = Movement(entry, booked, value, signed, event)
                found.setdefault((place, booked), []).append(one)
    return found


def statement_days(books: Books, banks: dict[int, int]) -> dict[int, list[int]]:
    """The days of each account's statements: where it moved, ends of months, the last day.

    They do not depend on how a run is cut into files, so neither does a statement's number.
    """
    names, ledger = books.plan.names.days, books.ledger
    last = len(names) - 1
    ends = {row for row in range(last) if names[row].month != names[row + 1].month} | {last}
    days = {place: set(ends) for place in banks}
    after = ledger.booking_day >= 0
    for side in (ledger.debit, ledger.credit):
        moved = np.unique(side[after] * len(names) + ledger.booking_day[after])
        for place, day in (divmod(number, len(names)) for number in moved.tolist()):
            if place in days:
                days[place].add(day)
    return {place: sorted(found) for place, found in days.items()}


def statement(
    made: Made, account: int, figures: tuple[int, int, int, int], moved: list[Movement]
) -> Iterator[str]:
    """The pieces of one statement; `figures` are its number, day, opening and closing balance."""
    number, row, opening, end = figures
    names, day = made.books.plan.names, day_at(made.books, row)
    currency = names.currencies[account]
    yield "<Stmt>"
    yield text("Id", short(f"{names.accounts[account]}-{day:%Y%m%d}", REFERENCE))
    yield tag("ElctrncSeqNb", str(number))
    yield tag("CreDtTm", f"{day}{EVENING}")
    yield tag("FrToDt", tag("FrDtTm", f"{day}T00:00:00"), tag("ToDtTm", f"{day}{EVENING}"))
    yield f"{own_account(made, account)}\n"
    for kind, minor in (("OPBD", opening), ("CLBD", end)):
        code = tag("Tp", tag("CdOrPrtry", tag("Cd", kind)))
        yield f"{tag('Bal', code, money(minor, currency), dated('Dt', day))}\n"
    for place, one in enumerate(moved, 1):
        yield f"{booking(made, account, place, one)}\n"
    yield "</Stmt>\n"


def own_account(made: Made, account: int) -> str:
    """The Acct of a statement: the account, its currency, name, owner and bank."""
    plan, owners = made.books.plan, made.owners
    record = plan.scenario.accounts[plan.names.account_records[account]]
    return tag(
        "Acct",
        owners.ids[account],
        tag("Ccy", record.currency),
        text("Nm", record.name, ACCOUNT_NAME),
        tag("Ownr", text("Nm", owners.names[account], NAME)),
        tag("Svcr", owners.banks[account]),
    )


def institution(bank: Bank) -> str:
    """The FinInstnId of the bank: its BIC (of its own country), else its name and id.

    >>> institution(Bank(id="DEUTDEFF", country="DE"))
    '<FinInstnId><BICFI>DEUTDEFF</BICFI></FinInstnId>'
    """
    if BIC.fullmatch(bank.id) and bank.id[4:6] == bank.country:
        return tag("FinInstnId", tag("BICFI", bank.id))
    named = tag("Othr", text("Id", short(bank.id, REFERENCE)))
    return tag("FinInstnId", text("Nm", bank.name, NAME), named)


def account_id(name: str) -> str:
    """The Id of an account: an IBAN where it is one, else the name as it is.

    >>> account_id("HQ-001")
    '<Id><Othr><Id>HQ-001</Id></Othr></Id>'
    """
    if IBAN.fullmatch(name) and is_checked(name):
        return tag("Id", tag("IBAN", name))
    return tag("Id", tag("Othr", text("Id", short(name, ACCOUNT_ID))))


def booking(made: Made, account: int, place: int, one: Movement) -> str:
    """The Ntry of one booking, the `place`-th of its statement.

    What the run made (sweeps, interest, fees) is explained; of an item only its own text is told.
    """
    books = made.books
    row = books.projection.events[one.event].tolist()
    bank_reference = f"E{one.entry}"
    reference, party, words = sides(made, account, row, bank_reference)
    told = "" if row[KIND] in (RECEIPT, PAYMENT) else event_sentence(books.plan, row)
    details = tag(
        "TxDtls",
        tag("Refs", text("EndToEndId", short(reference, REFERENCE))),
        parties(one.amount, party),
        tag("RmtInf", text("Ustrd", words, NAME)),
    )
    return tag(
        "Ntry",
        tag("NtryRef", str(place)),
        money(one.amount, books.plan.names.currencies[account]),
        tag("Sts", tag("Cd", "BOOK")),
        dated("BookgDt", day_at(books, one.booked)),
        dated("ValDt", day_at(books, one.value)),
        tag("AcctSvcrRef", bank_reference),
        code_tag(code_of(books.plan, row)),
        tag("NtryDtls", details),
        text("AddtlNtryInf", told, SENTENCE),
    )


def sides(made: Made, account: int, row: list[int], named: str) -> tuple[str, Party, str]:
    """The customer's reference, the other party and the remittance text of an event's booking."""
    plan, owners = made.books.plan, made.owners
    if row[KIND] in SWEEPS:
        other = row[OTHER] if row[ACCOUNT] == account else row[ACCOUNT]
        party = Party(owners.names[other], owners.ids[other], owners.banks[other])
        return f"SWEEP-{named}", party, title_of(plan, row)
    if row[KIND] in (RECEIPT, PAYMENT):
        source = int(plan.tables.items.source[row[REF]])
        if source < len(plan.scenario.items):
            item = plan.scenario.items[source]
            theirs = harmless(item.counterparty_account)
            party = Party(item.counterparty, account_id(theirs) if theirs else "")
            return item.id, party, item.text
        return plan.names.items[row[REF]], Party(), title_of(plan, row)
    return named, Party(), title_of(plan, row)


def parties(amount: int, party: Party) -> str:
    """Name, account and bank of the other party: debtor of what came, creditor of what went."""
    side = "Dbtr" if amount > 0 else "Cdtr"
    return tag(
        "RltdPties",
        tag(side, tag("Pty", text("Nm", party.name, NAME))),
        tag(f"{side}Acct", party.account),
    ) + tag("RltdAgts", tag(f"{side}Agt", party.bank))


def code_tag(code: BankCode) -> str:
    """The BkTxCd with both codes."""
    family = tag("Fmly", tag("Cd", code.family), tag("SubFmlyCd", code.within))
    domain = tag("Domn", tag("Cd", code.domain), family)
    return tag("BkTxCd", domain, tag("Prtry", tag("Cd", code.swift), tag("Issr", "SWIFT")))


def money(minor: int, currency: str) -> str:
    """An Amt without sign, and whether it is a credit (0 is one) or a debit."""
    if abs(minor) >= LARGEST:
        raise TreasuryError(
            f"{amount_text(minor, DIGITS[currency])} {currency} has more than the 18 digits that "
            "camt.053 allows; export as csv, hledger or beancount instead"
        )
    figure = amount_text(abs(minor), DIGITS[currency])
    indicator = tag("CdtDbtInd", "DBIT" if minor < 0 else "CRDT")
    return f'<Amt Ccy="{currency}">{figure}</Amt>{indicator}'


def dated(name: str, day: datetime.date) -> str:
    """An element that holds a day."""
    return tag(name, tag("Dt", day.isoformat()))


def tag(name: str, *inside: str) -> str:
    """The element with what stands in it; nothing where that is nothing.

    >>> tag("Refs", text("EndToEndId", "A & B")), tag("Refs", text("EndToEndId", " "))
    ('<Refs><EndToEndId>A &amp; B</EndToEndId></Refs>', '')
    """
    whole = "".join(inside)
    return f"<{name}>{whole}</{name}>" if whole else ""


def text(name: str, value: str, most: int | None = None) -> str:
    """The element with the text on one line, cut to `most` characters; nothing without a text."""
    return tag(name, escape(harmless(value)[:most].strip(), quote=False))


def short(name: str, most: int) -> str:
    """The name in at most so many characters; one that is changed ends in a digest of the whole.

    So names that differ stay apart.

    >>> short("HQ-001", 34), short("x" * 40, 20)
    ('HQ-001', 'xxxxxxxxxxx~bd913ff6')
    """
    plain = harmless(name)
    if plain == name and len(plain) <= most:
        return plain
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[: most - 9]}~{digest}"

"""What each entry is, with the reason in words: interest, a fee, a sweep, an own transfer ...

First each entry is judged by what it says itself: the bank's code, then its text (only whole
words and phrases by which banks call their own bookings; a sweep that only words tell counts only
with its mirror). Then entries
are paired: reversals with what they reverse, sweeps with their mirror, transfers between own
accounts with their other side. A pair must be the only one possible; otherwise it is left and
said. Sources: ISO 20022 bank transaction codes (external code set), SWIFT MT940 field 61
transaction types, BAI2 type codes, German business transaction codes (GVC).
"""

import re
from typing import Literal, NamedTuple, get_args

from treasury.accounts.statements.statement import Detail, StatementEntry
from treasury.importing import bank_words
from treasury.importing.bank_words import BANKS, found_in

EntryClass = Literal[
    "external", "interest", "fee", "tax", "own_transfer", "sweep", "reversal"
]  # fmt: skip
CLASSES: tuple[EntryClass, ...] = get_args(EntryClass)
EXTERNAL, INTEREST, FEE, TAX, OWN, SWEEP, REVERSAL = range(len(CLASSES))

MEANINGS: dict[EntryClass, str] = {
    "external": "a receipt from or payment to somebody outside",
    "interest": "interest the bank paid or charged",
    "fee": "a charge of the bank",
    "tax": "a tax",
    "own_transfer": "a transfer between accounts of the group, both sides found",
    "sweep": "a sweep of a cash pool that existed, or its mirror",
    "reversal": "the reversal of another entry",
}


class ByCode(NamedTuple):
    """A bank's code that tells the class: a pattern of the whole code."""

    kind: int
    pattern: re.Pattern[str]
    words: str


CODES = (
    ByCode(SWEEP, re.compile(r"CAMT/(?:ACCB/(?:ZABA|SWEP|TOPG|CSLI|DSBR)|CAPL/\w*)"),
           "a cash pooling code of ISO 20022"),
    ByCode(SWEEP, re.compile(r"\b[NFS]?CM[ZSTN]\b"), "a cash management code of SWIFT"),
    ByCode(SWEEP, re.compile(r"\b(?:275|277|575|577)\b"), "a zero-balance code of BAI2"),
    ByCode(INTEREST, re.compile(r"/INTR\b|\b[NFS]INT\b|\b(?:354|654|814)\b"), "a code of interest"),
    ByCode(FEE, re.compile(r"/(?:CHRG|COMM|FEES)\b|\b[NFS](?:CHG|COM|BRF)\b|\b(?:698|808)\b"),
           "a code of charges"),
    ByCode(TAX, re.compile(r"/TAXE\b|/MDOP/TAXE|\b[NFS]TAX\b"), "a code of taxes"),
)  # fmt: skip
TEXTS = (
    (TAX, bank_words.TAXES, "words of a tax"),
    (INTEREST, bank_words.INTEREST, "words of interest"),
    (FEE, bank_words.FEES, "words of charges"),
    (SWEEP, bank_words.SWEEPS, "words of a cash pool"),
)
CUSTOMERS = re.compile(
    r"PMNT/(?:[IR](?:CDT|RCT|DDT|CHQ)|CCRD|MCRD|DRFT|LBOX|POSC)/"
    r"(?:BOOK|DMCT|ESCT|STDO|XBCT|SALA|PMDD|ESDD|BBDD|POSD|POSP)"
)
"""Codes of payments that customers make: what the bank books itself has others."""


class Judged(NamedTuple):
    """The class of an entry by number, and why; `doubtful`: only words say so, so that it counts
    only where its other side is found; `by_code`: a code of the bank says so."""

    kind: int
    reason: str
    doubtful: bool = False
    by_code: bool = False


def judged(entry: StatementEntry, servicer: str = "") -> Judged:
    """The class of an entry by what it says itself; `servicer` is the bank that keeps the account.

    >>> from decimal import Decimal
    >>> judged(StatementEntry(amount=Decimal(5), code="CAMT/ACCB/ZABA")).reason
    'CAMT/ACCB/ZABA is a cash pooling code of ISO 20022'
    >>> judged(StatementEntry(amount=Decimal(-5), text="Zinsen 31.03.2026")).reason
    "its text has words of interest: 'Zinsen'"
    >>> judged(StatementEntry(amount=Decimal(-5), text="Zinsen Immobilien GmbH Miete")).reason
    'nothing says otherwise'
    """
    if entry.reversal:
        return Judged(REVERSAL, "the bank marks it as a reversal")
    code = entry.code.upper()
    for coded in CODES:
        if found := coded.pattern.search(code):
            reason = f"{found[0].strip('/')} is {coded.words}"
            return Judged(coded.kind, reason, by_code=True)
    return judged_by_words(entry, servicer)


def judged_by_words(entry: StatementEntry, servicer: str) -> Judged:
    """The class of an entry whose code tells none, by its text and its other side."""
    text = f"{entry.text} {'' if entry.code.isascii() else entry.code}"
    if words := found_in(text, bank_words.REVERSALS):
        return Judged(REVERSAL, f"its text says {words!r}")
    if office := bank_words.TAX_OFFICES.search(entry.counterparty):
        return Judged(TAX, f"the other side is a tax office: {office[0]!r}")
    for kind, known, called in TEXTS:
        if words := found_in(text, known):
            if kind in (INTEREST, FEE) and not of_the_bank(entry, servicer):
                continue
            return Judged(kind, f"its text has {called}: {words!r}", doubtful=kind == SWEEP)
    return Judged(EXTERNAL, "nothing says otherwise")


def of_the_bank(entry: StatementEntry, servicer: str) -> bool:
    """Whether the bank itself can be the other side: it names itself, or nobody.

    >>> from dataclasses import replace
    >>> from decimal import Decimal
    >>> one = StatementEntry(amount=Decimal(-5), counterparty="Example Bank")
    >>> of_the_bank(one, ""), of_the_bank(replace(one, counterparty="Sports club"), "")
    (True, False)
    """
    if CUSTOMERS.search(entry.code.upper()):
        return False
    named: list[StatementEntry | Detail] = [entry, *entry.details]
    names = {each.counterparty for each in named} - {""}
    if not names:
        return not any(each.counterparty_account for each in named)
    bank = bare(servicer)
    return all(BANKS.search(name) or (len(bank) > 3 and bank in bare(name)) for name in names)


def bare(account: str) -> str:
    """The account's number as it is compared: capital letters and digits alone.

    >>> bare("lt62 5883-379'6")
    'LT6258833796'
    """
    return "".join(each for each in account.upper() if each.isalnum())

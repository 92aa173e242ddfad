"""What each entry is, with the reason in words: interest, a fee, a sweep, an own transfer ...

First each entry is judged by what it says itself: the bank's code, then its text. Then entries
are paired: reversals with what they reverse, sweeps with their mirror, transfers between own
accounts with their other side. A pair must be the only one possible; otherwise it is left and
said. Sources: ISO 20022 bank transaction codes (external code set), SWIFT MT940 field 61
transaction types, BAI2 type codes, German business transaction codes (GVC).
"""

import re
from typing import Literal, NamedTuple, get_args

from treasury.accounts.statements.statement import StatementEntry

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


class ByText(NamedTuple):
    """Words that tell the class; `alone`: only where the entry names no other account."""

    kind: int
    pattern: re.Pattern[str]
    words: str
    alone: bool


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
    ByText(SWEEP, re.compile(
        r"资金归集|归集|资金上划|上划|资金下拨|下拨|零余额|cash.?(?:concentration|pool)|zero.?balanc"
        r"|\bZBA\b|\bsweep|\btopping\b|liquidit(?:y|äts)bündelung|centralisation de tr[ée]sorerie"
        r"|\bbarrido\b", re.IGNORECASE), "words of a cash pool", alone=False),
    ByText(INTEREST, re.compile(
        r"结息|利息|\binterest\b|\b(?:haben|soll)?zinsen\b|\bint[ée]r[êe]ts?\b|\bintereses\b",
        re.IGNORECASE), "words of interest", alone=True),
    ByText(FEE, re.compile(
        r"手续费|服务费|工本费|管理费|账户维护费|\bfees?\b|\bbank charges?\b|\bcharges\b|gebühr"
        r"|\bentgelt|\bfrais\b|\bcommissions?\b|\bcomisi[óo]n", re.IGNORECASE),
        "words of charges", alone=True),
    ByText(TAX, re.compile(
        r"税|\btax(?:es)?\b|steuer|\bVAT\b|\bimp[ôo]ts?\b|\bTVA\b|\bimpuestos?\b", re.IGNORECASE),
        "words of a tax", alone=False),
)  # fmt: skip
REVERSING = re.compile(r"冲正|冲销|\bstorno\b|\breversal\b|\bextourne\b", re.IGNORECASE)


class Judged(NamedTuple):
    """The class of an entry by number, and why."""

    kind: int
    reason: str


def judged(entry: StatementEntry) -> Judged:
    """The class of an entry by what it says itself.

    >>> from decimal import Decimal
    >>> judged(StatementEntry(amount=Decimal(5), code="CAMT/ACCB/ZABA"))
    Judged(kind=5, reason='CAMT/ACCB/ZABA is a cash pooling code of ISO 20022')
    >>> judged(StatementEntry(amount=Decimal(-5), text="Rent")).reason
    'nothing says otherwise'
    """
    if entry.reversal:
        return Judged(REVERSAL, "the bank marks it as a reversal")
    code = entry.code.upper()
    for coded in CODES:
        if found := coded.pattern.search(code):
            return Judged(coded.kind, f"{found[0].strip('/')} is {coded.words}")
    text = f"{entry.text} {'' if entry.code.isascii() else entry.code}"
    if found := REVERSING.search(text):
        return Judged(REVERSAL, f"its text says {found[0]!r}")
    for worded in TEXTS:
        if worded.alone and entry.counterparty_account:
            continue
        if found := worded.pattern.search(text):
            return Judged(worded.kind, f"its text has {worded.words}: {found[0]!r}")
    return Judged(EXTERNAL, "nothing says otherwise")


def bare(account: str) -> str:
    """The account's number as it is compared: capital letters and digits alone.

    >>> bare("lt62 5883-379'6")
    'LT6258833796'
    """
    return "".join(each for each in account.upper() if each.isalnum())

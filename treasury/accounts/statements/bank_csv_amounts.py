"""Amounts of a CSV export: the decimal mark by evidence over the whole file, then exact figures.

An amount proves the decimal mark when it has both marks (the last is the decimal mark), one mark
twice (it groups), or a mark that no group of three digits follows. "1.250" proves nothing. Marks
that contradict each other, or that nothing proves, are refused: the user says it in the mapping.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from treasury.accounts.statements.bank_csv_words import (
    CURRENCY_OF,
    compared,
    currency_named,
)
from treasury.accounts.statements.figures import (
    WHOLE_DIGITS_MAX,
    NotAnAmount,
    amount_of,
    shown,
)
from treasury.money import DIGITS

WIDTH = str.maketrans("０１２３４５６７８９，．－＋（）−–’‘´`", "0123456789,.-+()--''''")
CELL_MAX = 60
"""No amount is longer; what is must not be searched for words."""
QUICK = re.compile(r"([-+]?)([0-9][0-9.,']{0,40})")
"""What most amounts are: a sign and digits, without any word."""
PLAIN = {
    mark: re.compile(rf"[-+]?[0-9]{{1,{WHOLE_DIGITS_MAX}}}(?:{re.escape(mark)}[0-9]{{0,2}})?")
    for mark in (".", ",")
}
PROVES = {
    ".": re.compile(r"[-+]?[0-9]+(?:,[0-9]{3})*\.[0-9]{1,2}"),
    ",": re.compile(r"[-+]?[0-9]+(?:\.[0-9]{3})*,[0-9]{1,2}"),
}
"""Most amounts: what needs no closer look, and what proves its mark at first sight."""
BLANKS = re.compile("[\\s\u00a0\u2007\u2009\u202f]+")
SIGNS = re.compile(r"(?P<before>[-+(]?)(?P<digits>.*?)(?P<after>[-+)]?)")
FIGURE = re.compile(r"[0-9][0-9.,' ]*|[.,][0-9]+")
CURRENCY_WORD = "|".join(re.escape(one) for one in sorted([*CURRENCY_OF, *DIGITS], key=len)[::-1])
CURRENCY_BEFORE = re.compile(rf"(?P<word>{CURRENCY_WORD})(?P<rest>\s*[-+(0-9.,].*)", re.IGNORECASE)
CURRENCY_AFTER = re.compile(rf"(?P<rest>.*[-+)0-9.,])\s*(?P<word>{CURRENCY_WORD})", re.IGNORECASE)
TRAILING_WORD = re.compile(
    r"(?P<rest>.*[0-9.,)])\s*(?P<word>CR|DR|C|D|S|H|借|贷)\.?", re.IGNORECASE
)
SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]*)?[eE][-+]?[0-9]+")
GROUPED = {
    ".": re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:(?P<g>[,' ])[0-9]{3})(?:(?P=g)[0-9]{3})*"
                    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})?(?:\.[0-9]*)?"),
    ",": re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:(?P<g>[.' ])[0-9]{3})(?:(?P=g)[0-9]{3})*)?"
                    r"(?:,[0-9]*)?"),
}  # fmt: skip
"""Whole digits alone or in groups of three with one mark (with a comma also in India's groups)."""


class Written(NamedTuple):
    """An amount as written: negative or not, its digits with their marks, and words beside it.

    `word` marks a debit or a credit, `currency` is an ISO code; empty where there is none.
    """

    negative: bool
    digits: str
    word: str = ""
    currency: str = ""


NOTHING_BESIDE = Written(negative=False, digits="")


def written(cell: str) -> Written:
    """The parts of an amount, or `NotAnAmount` with the reason.

    >>> written("(1.250,00) EUR")
    Written(negative=True, digits='1.250,00', word='', currency='EUR')
    >>> written("12'000.50-"), written("99,00 S").word
    (Written(negative=True, digits="12'000.50", word='', currency=''), 'S')
    >>> written("=A1+1")
    Traceback (most recent call last):
    treasury.accounts.statements.figures.NotAnAmount: '=A1+1' is a formula, not an amount
    """
    if found := QUICK.fullmatch(cell):
        return Written(found[1] == "-", found[2])
    if len(cell) > CELL_MAX:
        raise NotAnAmount(f"{shown(cell)} is not an amount in digits")
    text = BLANKS.sub(" ", cell.translate(WIDTH)).strip().lstrip("'")
    if text.startswith(("=", "@")):
        raise NotAnAmount(f"{cell!r} is a formula, not an amount")
    if SCIENTIFIC.fullmatch(text):
        raise NotAnAmount(f"{cell!r} is in scientific notation, as spreadsheets spoil figures")
    text, word = split_off(TRAILING_WORD, text, "")
    text, currency = split_off(CURRENCY_AFTER, text, "")
    text, currency = split_off(CURRENCY_BEFORE, text, currency)
    signs = SIGNS.fullmatch(text)
    assert signs, "every text has this shape"
    around = signs["before"] + signs["after"]
    digits, currency = split_off(CURRENCY_BEFORE, signs["digits"].strip(), currency)
    if around not in ("", "-", "+", "()") or not FIGURE.fullmatch(digits):
        raise NotAnAmount(f"{cell!r} is not an amount in digits")
    return Written(around in ("-", "()"), digits, word, currency_named(currency) or "")


def split_off(pattern: re.Pattern[str], text: str, word: str) -> tuple[str, str]:
    """The text without the word that the pattern finds, and that word; else both as they are."""
    found = None if word else pattern.fullmatch(text)
    return (found["rest"].strip(), found["word"]) if found else (text, word)


def proof(digits: str) -> str:
    """The decimal mark that the digits prove: "." or ","; "?" where either is possible, "" none.

    >>> [proof(one) for one in ("1.250,00", "1,250,000", "12.5", "1250", "1.250", "0.125")]
    [',', '.', '.', '', '?', '.']
    """
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return "," if last == "." else "."
    before, _, after = digits.partition(last)
    if "'" in before or " " in before or len(after) != 3:
        return last
    return last if before in ("", "0") or len(before) > 3 else "?"


def groups(digits: str, decimals: int | None) -> bool:
    """Whether the one mark of the digits groups thousands, because the three digits behind it are
    more decimals than the currency has; zeros at the end count where it has none at all.

    >>> groups("1,255", 2), groups("1,250", 2), groups("1,000", 0), groups("1.255", 3)
    (True, False, True, False)
    """
    behind = digits[-3:]
    return decimals is not None and len(behind.rstrip("0") if decimals else behind) > decimals


class Marks(NamedTuple):
    """The decimal mark of a file: "." or ",", or None with the reason; and what proved it."""

    mark: str | None
    reason: str


def decimal_mark(cells: Iterable[tuple[int, str]], decimals: int | None = None) -> Marks:
    """The decimal mark that the amounts prove together; each comes with its line.

    Where nothing else proves it and their currency is known to have so many `decimals`, "1,255"
    can be no amount with a decimal comma, and in yen neither can "1,250".

    >>> decimal_mark([(2, "1.250"), (3, "12,5")])
    Marks(mark=',', reason="'12,5' in line 3")
    >>> decimal_mark([(2, "1.250")]).mark is None
    True
    >>> decimal_mark([(2, "1,250")], 2).mark, decimal_mark([(2, "1,250")], 0).mark
    (None, '.')
    """
    proved: dict[str, str] = {}
    grouping: dict[str, str] = {}
    again: re.Pattern[str] | None = None  # what proves the mark that the last amount proved
    for line, cell in cells:
        if again is not None and again.fullmatch(cell):
            continue
        try:
            digits = written(cell).digits
        except NotAnAmount:
            continue
        found = proof(digits)
        if found == "?" and groups(digits, decimals):
            said = f"{cell!r} in line {line} would have three decimals, and its currency {decimals}"
            grouping.setdefault("." if "," in digits else ",", said)
        proved.setdefault(found, f"{cell!r} in line {line}")
        again = PROVES.get(found, again)
    return proved_mark(proved, grouping)


def proved_mark(proved: dict[str, str], grouping: dict[str, str]) -> Marks:
    """The mark of the two kinds of proof, each a mark with where it stands: how amounts are
    written, and, where that tells nothing, that a mark must group."""
    points = [proved[mark] for mark in (".", ",") if mark in proved]
    if len(points) == 2:
        return Marks(None, f"{points[0]} has a decimal point, {points[1]} a decimal comma")
    if points:
        return Marks("." if "." in proved else ",", points[0])
    if len(grouping) == 1:
        return Marks(*grouping.popitem())
    if "?" in proved:
        return Marks(None, f"{proved['?']} may have thousands or decimals")
    return Marks(".", "no amount has decimals")


def exact(cell: str, mark: str) -> tuple[Decimal, Written]:
    """The signed amount, and what stands with it: its word and its currency.

    >>> exact("1.250,00-", ",")[0], exact("1 234 567.8", ".")[0]
    (Decimal('-1250.00'), Decimal('1234567.8'))
    """
    if PLAIN[mark].fullmatch(cell):
        figure = Decimal(cell.replace(",", "."))
        return (figure or figure.copy_abs()), NOTHING_BESIDE
    parts = written(cell)
    digits = parts.digits
    if not GROUPED[mark].fullmatch(digits):
        raise NotAnAmount(f"{cell!r} has its marks in places where no amount has them")
    other = "," if mark == "." else "."
    plain = digits.replace(other, "").replace("'", "").replace(" ", "").replace(mark, ".")
    figure = amount_of(plain)
    return (figure.copy_negate() if parts.negative and figure else figure), parts


def side(word: str, debit: frozenset[str], credit: frozenset[str]) -> str:
    """'debit' or 'credit' for a word that marks an entry, empty where it is neither.

    >>> from treasury.accounts.statements.bank_csv_words import CREDIT_WORDS, DEBIT_WORDS
    >>> side("借", DEBIT_WORDS, CREDIT_WORDS), side("Cr", DEBIT_WORDS, CREDIT_WORDS)
    ('debit', 'credit')
    """
    said = compared(word)
    if said in debit:
        return "debit"
    return "credit" if said in credit else ""


def scientific(cells: Iterable[str]) -> Iterator[str]:
    """The cells that are numbers in scientific notation, where an account's number should be."""
    for cell in cells:
        if ("E" in cell or "e" in cell) and SCIENTIFIC.fullmatch(cell.lstrip("'")):
            yield cell

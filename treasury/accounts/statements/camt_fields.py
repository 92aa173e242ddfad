"""The fields of a piece of a camt file, by their paths, and how its texts become values.

Paths are local names joined by slashes, so that one rule reads every version. Amounts are decimals
of major units without sign; the sign is the credit or debit indicator's. Only what is used is
examined: banks' files often fail their schema elsewhere. Source: ISO 20022 camt.052/053/054.
"""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, NoReturn

from treasury.accounts.statements.figures import NotAnAmount, amount_of
from treasury.accounts.statements.statement import Unreadable
from treasury.accounts.statements.xml_stream import Element, line_of

TEXT_MAX = 20_000
"""Most characters of a text that is used; ISO 20022 allows 9,000 at most."""
CURRENCY = re.compile("[A-Z]{3}")
DATE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
SIGNS = {"CRDT": 1, "DBIT": -1}


class Money(NamedTuple):
    """An amount without sign, and its currency where the file names it."""

    amount: Decimal
    currency: str | None

    def signed(self, sign: int) -> Decimal:
        """The amount with this sign; no digit is lost, however many it has.

        >>> str(Money(Decimal("9999999999999999.99999999999999999"), None).signed(-1))
        '-9999999999999999.99999999999999999'
        """
        return self.amount.copy_negate() if sign < 0 else self.amount


class Fields:
    """The texts of one element and of all inside it, by path; of an `Amt` also its `@Ccy`.

    `place` is what the user is told of where they stand, `characters` how long they are together.
    Most paths hold one text; what is repeated stands in `repeated`, the first text included.
    """

    def __init__(self, children: Iterable[Element], place: str) -> None:
        """Gather them from the children of an element, all (the element itself) or some."""
        self.place = place
        self.texts: dict[str, str] = {}
        self.repeated: dict[str, list[str]] = {}
        self.characters = 0
        self._gather(children, "")

    def _gather(self, children: Iterable[Element], above: str) -> None:
        for child in children:
            tag = child.tag
            name = tag[tag.rfind("}") + 1 :]
            path = above + name
            text = child.text
            if text is not None and (text := text.strip()):
                self._keep(path, text)
            if name == "Amt" and (currency := child.get("Ccy")) is not None:
                self._keep(f"{path}/@Ccy", currency.strip())
            if len(child):
                self._gather(child, path + "/")

    def _keep(self, path: str, text: str) -> None:
        if len(text) > TEXT_MAX:
            self.refuse(path, f"holds {len(text):,} characters", "a text of ordinary size")
        self.characters += len(text)
        if path in self.texts:
            self.repeated.setdefault(path, [self.texts[path]]).append(text)
        else:
            self.texts[path] = text

    def first(self, *paths: str) -> str:
        """The first text of the first of these paths that has one, on one line; else empty."""
        for path in paths:
            if path in self.texts:
                return " ".join(self.texts[path].split())
        return ""

    def all(self, *paths: str) -> list[str]:
        """Every text of these paths, each on one line."""
        found = []
        for path in paths:
            if path in self.texts:
                found += self.repeated.get(path) or [self.texts[path]]
        return [" ".join(text.split()) for text in found]

    def refuse(self, path: str, message: str, expected: str) -> NoReturn:
        """Raise `Unreadable` with the place of the field."""
        raise Unreadable(f"{self.place}, {path}", message, expected)

    def money(self, path: str) -> Money | None:
        """The amount at the path, None where there is none."""
        text = self.first(path)
        if not text:
            return None
        try:
            amount = amount_of(text)
        except NotAnAmount as reason:
            self.refuse(path, str(reason), "digits with a point, as 1250.00")
        if text[0] in "+-":
            expected = "an amount without sign, and CRDT or DBIT in CdtDbtInd"
            self.refuse(path, f"{text!r} has a sign of its own", expected)
        return Money(amount, self.currency(f"{path}/@Ccy"))

    def currency(self, path: str) -> str | None:
        """The currency at the path, None where there is none."""
        text = self.first(path)
        if text and not CURRENCY.fullmatch(text):
            self.refuse(path, f"{text!r} is not a currency", "an ISO 4217 code such as EUR")
        return text or None

    def sign(self) -> int | None:
        """1 for a credit, -1 for a debit, None where the file does not say."""
        text = self.first("CdtDbtInd")
        if text and text not in SIGNS:
            self.refuse("CdtDbtInd", f"{text!r} says neither credit nor debit", "CRDT or DBIT")
        return SIGNS.get(text)

    def moment(self, path: str) -> tuple[datetime.date | None, datetime.time | None]:
        """Day and time of day below the path (`Dt` or `DtTm`), as the bank's clock shows them."""
        at = next((p for p in (f"{path}/Dt", f"{path}/DtTm", path) if p in self.texts), None)
        if at is None:
            return None, None
        text = self.first(at)
        try:
            return moment_of(text)
        except ValueError:
            expected = "a day as 2026-02-28 or with a time as 2026-02-28T17:30:00"
            self.refuse(at, f"{text!r} is not a day of the calendar", expected)


def fields_of(element: Element, what: str) -> Fields:
    """The element's fields; `what` tells the user which one it is."""
    return Fields(element, f"{line_of(element)}, {what}")


def moment_of(text: str) -> tuple[datetime.date, datetime.time | None]:
    """Day and time of day, as written; the offset from world time and split seconds are left out.

    >>> moment_of("2026-03-02T23:30:00.123+08:00")
    (datetime.date(2026, 3, 2), datetime.time(23, 30))
    >>> moment_of("2026-02-30")
    Traceback (most recent call last):
    ValueError
    """
    found = DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day = datetime.date.fromisoformat(found[1])
    return day, datetime.time.fromisoformat(found[2]) if found[2] else None

"""What a bank writes beside an entry (:86:, :NS:) -> who paid, to whom, and why.

Three ways of writing are known: numbered subfields behind a three-digit business code ("166?00
GUTSCHRIFT?20EREF+..?32NAME", Germany and its neighbours), code words between slashes ("/EREF/..
/NAME/../REMI/..", Netherlands, Belgium, Nordic banks), and free text with labels ("OD: ..",
Poland; "AUFTRAGGEBER: ..", Switzerland). Anything else stays text. Nothing here touches figures.
Source: DFÜ agreement, annex 3; SEPA code words as banks document them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LINE_FULL = 65
TAG_LENGTH = len(":86:")
SUBFIELD_FULL = 27
NUMBERED = re.compile(r" *(?P<code>[0-9]{3}) ?(?P<mark>[?<>~^|])(?=[0-9]{2})")
SUBFIELD = re.compile(r"[?<>~^|][0-9]{2}")
SEPA = re.compile(
    r"(?<![A-Za-z0-9])(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+"
)
SLASHED = re.compile(
    r"/(ADDR|BBAN|BENM|BIC|CHGS|CNTP|CSID|EREF|EXCH|IBAN|ID|ISDT|KREF|MARF|NAME|OCMT|ORDP|PREF"
    r"|PURP|REMI|RTRN|SVCL|TRCD|TRTP|UCRD|UDTR|ULTC|ULTD)/"
)
LABELLED = re.compile(
    r"(?<![A-Za-z])(REK|/NAAM|Z RACH\.|NA RACH\.|OD|DLA|TYT\.|TNR|AUFTRAGGEBER|MITTEILUNGEN"
    r"|BEGÜNSTIGTER|EMPFÄNGER): "
)
ACCOUNT_LABELS = ("REK", "Z RACH.", "NA RACH.")
NAME_LABELS = ("/NAAM", "OD", "DLA", "AUFTRAGGEBER", "BEGÜNSTIGTER", "EMPFÄNGER")
NOTHING = ("NOTPROVIDED", "NONREF", "NOT PROVIDED")
BUSINESS_CODE, PRIMANOTA, BANK, ACCOUNT, EXTENSION, IBAN = "00", "10", "30", "31", "34", "38"
NAMES = ("32", "33")
NOT_TEXT = (BUSINESS_CODE, PRIMANOTA, BANK, ACCOUNT, EXTENSION, IBAN, *NAMES)


@dataclass(slots=True, kw_only=True)
class Narrative:
    """What is said beside an entry, by the names that a `StatementEntry` has for it; "" where
    nothing is."""

    code: str = ""
    counterparty: str = ""
    counterparty_account: str = ""
    counterparty_bank: str = ""
    end_to_end: str = ""
    customer_reference: str = ""
    text: str = ""


@dataclass(slots=True, kw_only=True)
class Spoken:
    """The fields :86: and :NS: beside one entry, as they come."""

    free: list[Sequence[str]] = field(default_factory=list)
    own: list[Sequence[str]] = field(default_factory=list)

    def narrative(self) -> Narrative:
        """All of it understood."""
        if not self.free and not self.own:
            return Narrative()
        told = understood(" ".join(joined(lines) for lines in self.free))
        for lines in self.own:
            add_own_field(lines, told)
        return told


def joined(lines: Sequence[str]) -> str:
    """The lines of a field as one text: a full line goes on in the next, a shorter one ends.

    A subfield that starts a line needs no space before it, a label always does. Some banks count
    the tag as part of the first line, which then has 61 characters.

    >>> joined(["RENT", "MAY"]), joined(["x" * 61, "y" * 64, "z"])[60:63]
    ('RENT MAY', 'xyy')
    """
    text, full = "", True
    for number, line in enumerate(lines):
        goes_on = SUBFIELD.match(line) or (full and not LABELLED.match(line))
        text += line if goes_on or not number else f" {line}"
        full = len(line) >= (LINE_FULL if number else LINE_FULL - TAG_LENGTH)
    return text


def understood(text: str) -> Narrative:
    """What the text says, in whichever of the three ways it is written."""
    numbered = NUMBERED.match(text)
    if numbered:
        return from_subfields(text[numbered.end() - 1 :], numbered["code"], numbered["mark"])
    if SLASHED.match(text.lstrip()):
        return from_slashes(text)
    return from_labels(text)


def from_subfields(text: str, code: str, mark: str) -> Narrative:
    """What numbered subfields say.

    >>> told = from_subfields("?00GUTSCHRIFT?20EREF+E1?21SVWZ+Invoice?32MILLER?33 LTD", "166", "?")
    >>> told.text, told.end_to_end, told.counterparty
    ('GUTSCHRIFT: Invoice', 'E1', 'MILLER LTD')
    """
    _, *pieces = re.split(re.escape(mark) + "([0-9]{2})", text)
    parts = list(zip(pieces[::2], pieces[1::2], strict=True))
    first: dict[str, str] = {}
    for number, value in parts:
        first.setdefault(number, squeezed(value))
    told = Narrative(
        code=code,
        counterparty=squeezed(flowing([value for number, value in parts if number in NAMES])),
        counterparty_account=first.get(IBAN) or first.get(ACCOUNT, ""),
        counterparty_bank=first.get(BANK, ""),
    )
    purpose(flowing([value for number, value in parts if number not in NOT_TEXT]), told)
    told.text = ": ".join(filter(None, (first.get(BUSINESS_CODE, ""), told.text)))
    return told


def flowing(values: Sequence[str]) -> str:
    """Subfields as one text: a full one goes on in the next, a shorter one and a code word end it.

    >>> flowing(["Invoice of the 3rd of March", "2026", "SVWZ+thanks"])
    'Invoice of the 3rd of March2026 SVWZ+thanks'
    """
    text, full = "", True
    for value in values:
        text += value if full and not SEPA.match(value) else f" {value}"
        full = len(value) >= SUBFIELD_FULL
    return text


def purpose(text: str, told: Narrative) -> None:
    """Put the SEPA code words of the text, and the text itself, where they belong."""
    before, words = by_word(SEPA, text)
    told.end_to_end = told.end_to_end or reference(words.get("EREF", ""))
    told.customer_reference = told.customer_reference or reference(words.get("KREF", ""))
    told.counterparty = told.counterparty or words.get("ABWA", "")
    told.counterparty_account = told.counterparty_account or words.get("IBAN", "")
    told.counterparty_bank = told.counterparty_bank or words.get("BIC", "")
    told.text = squeezed(f"{before} {words.get('SVWZ', '')}")


def from_slashes(text: str) -> Narrative:
    """What code words between slashes say.

    >>> told = from_slashes("/TRTP/SEPA/IBAN/NL91ABNA0417164300/NAME/J. JANSEN/REMI/Rent/EREF/E9")
    >>> told.counterparty, told.counterparty_account, told.text, told.end_to_end
    ('J. JANSEN', 'NL91ABNA0417164300', 'SEPA: Rent', 'E9')
    """
    before, words = by_word(SLASHED, text)
    account, bank, name = [*words.get("CNTP", "").split("/"), "", "", ""][:3]
    remittance = words.get("REMI", "").removeprefix("USTD//").removeprefix("STRD/").rstrip("/")
    return Narrative(
        counterparty=words.get("NAME", "") or squeezed(name),
        counterparty_account=words.get("IBAN", "") or words.get("BBAN", "") or account.strip(),
        counterparty_bank=words.get("BIC", "") or bank.strip(),
        end_to_end=reference(words.get("EREF", "").rstrip("/")),
        customer_reference=reference(words.get("PREF", "") or words.get("KREF", "")),
        text=": ".join(filter(None, (before, words.get("TRTP", ""), remittance))),
    )


def from_labels(text: str) -> Narrative:
    """What free text says; its labels name the other side, the text is kept whole."""
    told = Narrative(text=squeezed(text))
    _, words = by_word(LABELLED, text) if ": " in text else ("", {})
    told.counterparty_account = next(
        (words[label] for label in ACCOUNT_LABELS if label in words), ""
    )
    told.counterparty = next((words[label] for label in NAME_LABELS if label in words), "")
    _, sepa = by_word(SEPA, text) if "+" in text else ("", {})
    told.end_to_end = reference(sepa.get("EREF", ""))
    told.customer_reference = reference(sepa.get("KREF", ""))
    return told


def by_word(words: re.Pattern[str], text: str) -> tuple[str, dict[str, str]]:
    """The text before the first word, and what stands behind each word up to the next."""
    places = list(words.finditer(text))
    if not places:
        return squeezed(text), {}
    ends = [*(place.start() for place in places[1:]), len(text)][: len(places)]
    told: dict[str, str] = {}
    for place, end in zip(places, ends, strict=True):
        told.setdefault(place[1], squeezed(text[place.end() : end]).rstrip(";").rstrip())
    return squeezed(text[: places[0].start()]), told


def reference(text: str) -> str:
    """The reference, or "" for the words that banks write for none."""
    return "" if text.upper() in NOTHING else text


def squeezed(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def add_own_field(lines: Sequence[str], told: Narrative) -> None:
    """Put what a bank's own field (:NS:) says where it belongs; each line starts with its number.

    01 to 14 are the purpose, 15 and 16 the other side, 17 the words for the booking.
    """
    purposes, names, posting = [], [], ""
    for line in lines:
        number, value = line[:2], line[2:]
        if "01" <= number <= "14":
            purposes.append(value)
        elif number in ("15", "16"):
            names.append(value)
        elif number == "17":
            posting = value
    told.counterparty = told.counterparty or squeezed(" ".join(names))
    text = ": ".join(filter(None, (squeezed(posting), squeezed(" ".join(purposes)))))
    told.text = "; ".join(filter(None, (told.text, text)))

"""Names other programs accept: different names stay different, and plain ones stay as they are.

Whoever writes a name chooses it; whoever reads our file must not be led astray by it.
"""

import re
from collections.abc import Callable, Iterable

PLAIN = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    r"""The text on one line, without characters that cannot be shown.

    >>> harmless("a\n\tb\x00c")
    'a b c'
    """
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


def inert(text: str) -> str:
    """The text so that no spreadsheet computes it: an apostrophe before what could be a formula.

    >>> inert("=1+1"), inert("HQ-001")
    ("'=1+1", 'HQ-001')
    """
    return f"'{text}" if text.startswith(LIKE_A_FORMULA) else text


def unique(names: Iterable[str], safe: Callable[[str], str]) -> dict[str, str]:
    """A safe name for each name, no two alike.

    Names that are safe as they are keep themselves; others are numbered where they clash. The
    order of the names does not matter.

    >>> unique(["a:b", "a-b"], lambda name: name.replace(":", "-"))
    {'a-b': 'a-b', 'a:b': 'a-b-2'}
    """
    given = sorted(set(names), key=lambda name: (safe(name) != name, name))
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in given:
        wanted = candidate = safe(name)
        count = 1
        while candidate in taken:
            count += 1
            candidate = f"{wanted}-{count}"
        taken.add(candidate)
        found[name] = candidate
    return found


def hledger_part(name: str) -> str:
    """The name as one part of an hledger account: no colon, no semicolon, no double blank.

    >>> hledger_part("Dealer:  A; x"), hledger_part(" ")
    ('Dealer- A, x', '-')
    """
    return harmless(name).replace(":", "-").replace(";", ",") or "-"


def beancount_part(name: str) -> str:
    """The name as one part of a beancount account: ASCII, with a capital or a digit first.

    Another character is written as U and its code point.

    >>> beancount_part("hq-001"), beancount_part("HQ 1"), beancount_part("泸州")
    ('Hq-001', 'HQ-U20-1', 'U6CF8-U5DDE')
    """
    if PLAIN.fullmatch(name):
        return name
    signs = [sign if re.fullmatch("[A-Za-z0-9-]", sign) else f"-U{ord(sign):X}-" for sign in name]
    text = re.sub("-+", "-", "".join(signs)).strip("-")
    return f"{text[:1].upper()}{text[1:]}" if text else "X"

"""International bank account numbers, known by their check digits. Source: ISO 13616, modulo 97."""

import re
from functools import lru_cache

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}")
PRINTED = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}")
"""As banks write it, in groups or without; shorter ones are no IBAN of any country."""
GERMAN = re.compile(r"([0-9]{8})/([0-9]{1,10})")
CURRENCY_BEHIND = re.compile(r" ?[A-Z]{3}$")


def is_checked(iban: str) -> bool:
    """Whether the check digits of an IBAN are right.

    >>> is_checked("DE89370400440532013000"), is_checked("DE88370400440532013000")
    (True, False)
    """
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


@lru_cache(maxsize=4096)
def iban_in(cell: str) -> str | None:
    """The IBAN that the text is, without its blanks; None where it is none.

    >>> iban_in("DE89 3704 0044 0532 0130 00"), iban_in("DE88370400440532013000")
    ('DE89370400440532013000', None)
    """
    if PRINTED.fullmatch(cell) is None:
        return None
    iban = cell.replace(" ", "")
    return iban if is_checked(iban) else None


def german_iban(account: str) -> str | None:
    """The IBAN of a German account told as bank code and number; None where it is told otherwise.

    >>> german_iban("37040044/532013000"), german_iban("4711")
    ('DE89370400440532013000', None)
    """
    if (found := GERMAN.fullmatch(account)) is None:
        return None
    basic = found[1] + found[2].zfill(10)
    return f"DE{98 - int(f'{basic}131400') % 97:02d}{basic}"


def account_named(text: str) -> str:
    """The account as it is compared: an IBAN without blanks and the currency behind it; else as is.

    The currency is taken off first: with it one in 97 would pass for a longer IBAN.

    >>> account_named("DE89 3704 0044 0532 0130 00"), account_named("DE89370400440532013000EUR")
    ('DE89370400440532013000', 'DE89370400440532013000')
    >>> account_named("1291.99.348EUR")
    '1291.99.348EUR'
    """
    return iban_in(CURRENCY_BEHIND.sub("", text)) or iban_in(text) or text

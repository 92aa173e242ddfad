"""What an entry of a statement says, as one line of text: equal for entries that say the same.

Amounts are signed decimals of major units. Where an entry stood in its file is no part of it.
"""

import datetime
import hashlib
import json
from dataclasses import replace
from decimal import Decimal

from treasury.accounts.statements.statement import Detail, StatementEntry

TEXTS = (
    "bank_reference", "entry_reference", "customer_reference", "code", "counterparty",
    "counterparty_account", "counterparty_bank", "text",
)  # fmt: skip
DETAIL_TEXTS = (
    "counterparty", "counterparty_account", "counterparty_bank", "end_to_end", "text",
)  # fmt: skip
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
FINGERPRINTS = 1 << 128


def fingerprint(entry: StatementEntry, line: str = "") -> int:
    """A number that two entries share only when they say the same, below `FINGERPRINTS`.

    Neither where they stand counts nor the running balance, which depends on it; `line` is the
    packed entry, where it is known. The sum for a statement does not depend on the order.

    >>> one = StatementEntry(amount=Decimal("5.0"), text="rent ", where="line 1")
    >>> two = StatementEntry(amount=Decimal(5), text="rent", balance_after=Decimal(7))
    >>> fingerprint(one) == fingerprint(two)
    True
    """
    if entry.balance_after is not None:
        line = packed(replace(entry, balance_after=None))
    return int.from_bytes(
        hashlib.blake2b((line or packed(entry)).encode(), digest_size=16).digest()
    )


def packed(entry: StatementEntry) -> str:
    """What the entry says, on one line; where it stood in its file is no part of it."""
    time = entry.booking_time
    after = entry.balance_after
    found: list[object] = [
        plain(entry.amount),
        entry.currency or "",
        str(entry.booking_date or ""),
        time.isoformat("minutes") if time else "",
        str(entry.value_date or ""),
        int(entry.booked),
        int(entry.reversal),
        "" if after is None else plain(after),
        *(clean(getattr(entry, name)) for name in TEXTS),
    ]
    found.extend(
        ["" if each.amount is None else plain(each.amount),
         *(clean(getattr(each, name)) for name in DETAIL_TEXTS)]
        for each in entry.details
    )  # fmt: skip
    return ENCODER.encode(found)


def unpacked(line: str) -> StatementEntry:
    """The entry of a line that `packed` wrote.

    >>> entry = StatementEntry(amount=Decimal("-3.50"), text="Rent", details=(Detail(text="a"),))
    >>> unpacked(packed(entry)) == entry
    True
    """
    amount, currency, booking, time, value, booked, reversal, after, *rest = json.loads(line)
    texts, details = rest[: len(TEXTS)], rest[len(TEXTS) :]
    return StatementEntry(
        amount=Decimal(amount),
        currency=currency or None,
        booking_date=datetime.date.fromisoformat(booking) if booking else None,
        booking_time=datetime.time.fromisoformat(time) if time else None,
        value_date=datetime.date.fromisoformat(value) if value else None,
        booked=bool(booked),
        reversal=bool(reversal),
        balance_after=Decimal(after) if after else None,
        details=tuple(
            Detail(
                amount=Decimal(first) if first else None,
                **dict(zip(DETAIL_TEXTS, more, strict=True)),
            )
            for first, *more in details
        ),
        **dict(zip(TEXTS, texts, strict=True)),
    )


def plain(amount: Decimal) -> str:
    """The amount without an exponent and without zeros that say nothing.

    >>> plain(Decimal("10.500")), plain(Decimal("-0")), plain(Decimal("1E+2"))
    ('10.5', '0', '100')
    """
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def clean(text: str) -> str:
    r"""The text as one line without controls and without blanks around it.

    >>> clean(" a\r\n b\x00 ")
    'a b'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())

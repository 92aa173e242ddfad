"""What accounts, owners and banks are called in the scenario, guessed from the statements.

An entity is guessed from the owner's name, a bank from who keeps the account; what is not said
is guessed from the account's number (IBAN) or called unknown. The user corrects it in
`import/accounts.csv`.
"""

import re
import unicodedata
from collections.abc import Iterable

from treasury.importing.chaining import Account
from treasury.importing.choices import AccountRow
from treasury.importing.gathering import Gathered, Kept

LONGEST = 40
UNKNOWN_COUNTRY = "ZZ"
IBAN = re.compile(r"([A-Z]{2})[0-9]{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
NO_BANK = "bank not named in the statements"


def id_of(text: str, instead: str) -> str:
    """The text as an id of a scenario; `instead` where nothing of it can stand in one.

    >>> id_of("Example Holding GmbH & Co.", "X"), id_of("示例集团 总部", "X"), id_of("--", "X")
    ('Example-Holding-GmbH-Co', '示例集团-总部', 'X')
    """
    plain = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFKC", text))
    return plain.strip("-_.")[:LONGEST].rstrip("-_.") or instead


def country_of(account: str, currency: str, bank: str) -> str:
    """The country of an account: of its IBAN, of its bank's BIC, CN for CNY, else unknown (ZZ).

    >>> country_of("LT625883379695428516", "EUR", ""), country_of("622200", "CNY", "")
    ('LT', 'CN')
    """
    if found := IBAN.fullmatch(account):
        return found[1]
    if found := BIC.fullmatch(bank):
        return found[1]
    return "CN" if currency == "CNY" else UNKNOWN_COUNTRY


def guessed_rows(gathered: Gathered, accounts: list[Account], group: str) -> list[AccountRow]:
    """A row for each account, with what can be guessed of it."""
    several = {one.number for one in accounts if sum(
        other.number == one.number for other in accounts) > 1}  # fmt: skip
    statements: dict[tuple[str, str], list[Kept]] = {}
    for kept in gathered.kept:
        statements.setdefault((kept.account, kept.currency), []).append(kept)
    taken: set[str] = set()
    rows = []
    for one in accounts:
        found = statements[one.number, one.currency]
        owner = longest(kept.statement.owner for kept in found)
        servicer = longest(kept.statement.servicer for kept in found)
        country = country_of(one.number, one.currency, servicer)
        name = id_of(one.number, "account")
        name = free(f"{name}-{one.currency}" if one.number in several else name, taken)
        rows.append(AccountRow(
            account=one.number, currency=one.currency, owner=owner, id=name,
            entity=id_of(owner or group, "group"), entity_name=owner or group,
            bank=id_of(servicer, f"BANK-{country}"), bank_name=servicer or NO_BANK,
            country=country,
        ))  # fmt: skip
    return rows


def longest(names: Iterable[str]) -> str:
    """The longest of the names, of equal ones the first by code point; as one line."""
    found = sorted({" ".join(name.split()) for name in names})
    return max(found, key=len) if found else ""


def free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where it is taken; it is taken afterwards."""
    chosen, number = name, 1
    while chosen in taken:
        number += 1
        chosen = f"{name}-{number}"
    taken.add(chosen)
    return chosen

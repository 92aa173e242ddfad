"""MT940 statements written in a test: opened with 1,000.00 EUR on 2 March 2026."""

from tests.accounts.statements.written import Told, told_by
from treasury.accounts.statements import mt940

HEAD = (":20:REF1", ":25:37040044/0532013000", ":28C:12/1", ":60F:C260302EUR1000,00")


def read(*lines: str) -> Told:
    """What the reader tells about these lines."""
    return told_by(mt940.read, "\r\n".join(lines) + "\r\n")


def statement(*entries: str, closing: str = "1000,00", currency: str = "EUR") -> Told:
    """A statement that opens with 1,000.00 and closes with this balance, these lines inside."""
    head = [line.replace("EUR", currency) for line in HEAD]
    return read(*head, *entries, f":62F:C260302{currency}{closing}", "-")


def entry(line: str, *more: str) -> Told:
    """A statement with this one :61: (and what belongs to it); it need not reconcile."""
    return statement(f":61:{line}", *more)


def without_balances(told: Told) -> list[str]:
    """The complaints other than that the made-up balances do not fit."""
    return [one for one in told.sentences() if "the closing balance says" not in one]

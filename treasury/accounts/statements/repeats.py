"""Entries of one statement that look like the same entry told twice.

Banks do send the same reference twice: for real, for the parts of one order, or by mistake. So a
repeat is told and kept; the statement's balances show whether it belongs.
"""

from collections.abc import Iterator

from treasury.accounts.statements.statement import Problem, StatementEntry

ENTRIES_MAX = 200_000
"""Entries of one statement that are compared; memory stays bounded beyond."""


class Repeats:
    """The entries of one statement seen so far, by bank reference, date and amount."""

    def __init__(self) -> None:
        """Start with none."""
        self.seen: dict[int, str] = {}

    def check(self, entry: StatementEntry) -> Iterator[Problem]:
        """A warning where the entry repeats an earlier one with a bank reference."""
        if not entry.bank_reference:
            return
        key = hash((entry.bank_reference, entry.amount, entry.value_date, entry.booking_date))
        first = self.seen.get(key)
        if first is not None:
            message = (
                f"repeats the bank reference, date and amount of {first} "
                f"({entry.bank_reference}, {entry.amount:f})"
            )
            yield Problem(severity="warning", where=entry.where, message=message,
                          expected="one reference for one entry; both are counted")  # fmt: skip
        elif len(self.seen) < ENTRIES_MAX:
            self.seen[key] = entry.where

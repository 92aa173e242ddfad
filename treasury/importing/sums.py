"""Entries counted and added up by class and treatment, for what an import tells.

Amounts are minor units; received is above zero, paid below.
"""

from dataclasses import dataclass

import numpy as np

from treasury.arrays import Amounts
from treasury.importing.classification import CLASSES
from treasury.importing.classified import TREATMENTS, Classified
from treasury.importing.entries import exact_sum
from treasury.money import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many entries, and what they received and paid."""

    currency: str
    count: int
    received: int
    paid: int

    def words(self) -> str:
        """The total in words.

        >>> Total(currency="EUR", count=2, received=150, paid=-1000000).words()
        'EUR 2 entries, received 1.50, paid 10,000.00'
        """
        count = f"{self.count:,} {'entry' if self.count == 1 else 'entries'}"
        received, paid = (
            written(abs(amount), self.currency, grouped=True)
            for amount in (self.received, self.paid)
        )
        return f"{self.currency} {count}, received {received}, paid {paid}"


def totals(found: Classified, numbers: Amounts) -> list[Total]:
    """The entries of these numbers added up by currency."""
    currencies = np.array([one.currency for one in found.accounts] or [""])
    mine = currencies[found.account[numbers]]
    result = []
    for currency in sorted(set(mine.tolist())):
        minor = found.entries["minor"][numbers[mine == currency]]
        result.append(Total(
            currency=currency, count=len(minor), received=exact_sum(minor[minor > 0]),
            paid=exact_sum(minor[minor < 0]),
        ))  # fmt: skip
    return result


def words_of(found: Classified, numbers: Amounts) -> str:
    """The entries of these numbers added up, in words; a currency after the other."""
    return "; ".join(total.words() for total in totals(found, numbers))


def table_rows(found: Classified) -> list[tuple[str, str, Total]]:
    """A row for each class, treatment and currency that occurs: its class, treatment, total."""
    rows = []
    kinds, treatments = found.entries["class_code"], found.treatment
    for kind, name in enumerate(CLASSES):
        for treatment, words in enumerate(TREATMENTS):
            at = found.numbers
            here = at[(kinds[at] == kind) & (treatments[at] == treatment)]
            rows += [(name.replace("_", " "), words, total) for total in totals(found, here)]
    return rows

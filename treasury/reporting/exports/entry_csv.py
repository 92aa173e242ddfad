"""The books as CSV: one line for each leg of an entry, a debit positive.

UTF-8, comma, line feed; amounts are plain decimals with all digits. The sum of an account's
lines up to a day is its balance. Text that a spreadsheet would take for a formula is quoted.
"""

import csv
import io

from treasury.money import DIGITS
from treasury.reporting.amounts import amount_text
from treasury.reporting.exports.books import Books, day_at, entries
from treasury.reporting.exports.naming import harmless, inert
from treasury.reporting.exports.periods import Period

COLUMNS = (
    "entry", "booking_date", "value_date", "legal_entity", "kind", "subject", "amount",
    "currency", "title", "explanation",
)  # fmt: skip


def entry_lines(books: Books, period: Period) -> str:
    """The period's entries as CSV text with a line of column names; openings have no number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries(books, period):
        number = "" if entry.number < 0 else entry.number
        dates = (day_at(books, entry.booked), day_at(books, entry.value))
        words = (safe(entry.title), safe(entry.text))
        for place, amount in entry.legs:
            account = books.ledger.accounts[place]
            owner = (safe(account.legal_entity), account.kind, safe(account.subject))
            figure = amount_text(amount, DIGITS[account.currency])
            writer.writerow((number, *dates, *owner, figure, account.currency, *words))
    return out.getvalue()


def safe(text: str) -> str:
    """The text on one line, and so that no spreadsheet computes it."""
    return inert(harmless(text))

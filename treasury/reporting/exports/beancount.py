"""The books as beancount files, without plug-ins.

Every account is opened with its currency the evening before the period; names that beancount
does not take are written in ASCII, with ours as `name`. Each bank account's balance is asserted
(exactly, tolerance 0) the morning after each day on which it moved and after the period's last.
Virtual ledgers are accounts below their bank account, and a balance includes those below it.
Beancount knows no value dates: they stand as metadata. Format: beancount 3 language syntax.
"""

from collections.abc import Iterator
from datetime import timedelta

from treasury.money import DIGITS
from treasury.reporting.amounts import amount_text
from treasury.reporting.exports.books import (
    Books,
    Entry,
    account_names,
    bank_accounts,
    day_at,
    entries,
    heading,
    holders,
    listed,
    sub_accounts,
    written,
)
from treasury.reporting.exports.naming import beancount_part, harmless
from treasury.reporting.exports.periods import Period
from treasury.reporting.exports.sub_accounts import with_sub_accounts


def ledger_file(books: Books, period: Period) -> str:
    """The period's entries as one beancount file."""
    books = with_sub_accounts(books)
    names = account_names(books, beancount_part)
    found = list(entries(books, period))
    codes = sorted({account.currency for account in books.ledger.accounts})
    evening = day_at(books, period.first - 1)
    lines = [f"; {harmless(line)}" for line in heading(books, period)]
    lines += [f'option "operating_currency" "{code}"' for code in codes]
    lines += ["", *(f"{evening} commodity {code}" for code in codes), ""]
    for place in sorted(listed(books), key=lambda place: names[place]):
        account = books.ledger.accounts[place]
        lines.append(f"{evening} open {names[place]} {account.currency}")
        lines.append(f"  name: {string(account.name)}")
    lines.append("")
    for entry in found:
        lines += transaction(books, names, entry)
    lines += assertions(books, names, period, found)
    return "\n".join(lines) + "\n"


def transaction(books: Books, names: list[str], entry: Entry) -> Iterator[str]:
    """The lines of one entry."""
    yield f"{day_at(books, entry.booked)} * {string(entry.title)}"
    if entry.number >= 0:
        yield f"  entry: {entry.number}"
    if entry.value != entry.booked:
        yield f"  value_date: {day_at(books, entry.value)}"
    yield f"  explanation: {string(entry.text)}"
    for account, amount in entry.legs:
        yield f"  {names[account]}  {written(books, account, amount)}"
    yield ""


def assertions(books: Books, names: list[str], period: Period, found: list[Entry]) -> Iterator[str]:
    """Balances of bank accounts the morning after each day they moved, and after the last day."""
    banks, holder = bank_accounts(books), holders(books)
    moved = {(period.last, account) for account in banks}
    for entry in found:
        if entry.booked >= 0:
            own = (account for account, _ in entry.legs if account in holder)
            moved.update((entry.booked, holder[account]) for account in own)
    for day, account in sorted(moved):
        balance = int(books.projection.book[day, banks[account]])
        yield assertion(books, names, day, (account, balance))
    for account, ledger in sub_accounts(books).items():
        assert books.virtual is not None, "ledgers are shown"
        balance = int(books.virtual.book[period.last, ledger])
        yield assertion(books, names, period.last, (account, balance))


def assertion(books: Books, names: list[str], day: int, held: tuple[int, int]) -> str:
    """The line that asserts what an account and those below it hold after a day."""
    account, balance = held
    currency = books.ledger.accounts[account].currency
    morning = day_at(books, day) + timedelta(days=1)
    text = amount_text(balance, DIGITS[currency])
    return f"{morning} balance {names[account]}  {text} ~ 0 {currency}"


def string(text: str) -> str:
    r"""The text as a beancount string.

    >>> print(string('a "b" \\'))
    "a \"b\" \\"
    """
    escaped = harmless(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

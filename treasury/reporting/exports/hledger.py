"""The books as hledger journals.

Every account and commodity is declared (`hledger check --strict` accepts the file). The value
date is the secondary date, so `--date2` shows value balances. On each day on which a bank
account moved, and on the period's last, its balance is asserted against the simulated one: that
`hledger check` passes says that ledger and projection agree. Virtual ledgers are accounts below
their bank account, whose balance is then asserted with theirs (`=*`). Format: hledger 1.25 manual.
"""

from collections.abc import Iterator

from treasury.money import DIGITS
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
from treasury.reporting.exports.naming import harmless, hledger_part
from treasury.reporting.exports.periods import Period
from treasury.reporting.exports.sub_accounts import with_sub_accounts


def journal(books: Books, period: Period) -> str:
    """The period's entries as one hledger journal."""
    books = with_sub_accounts(books)
    names = account_names(books, hledger_part)
    found = list(entries(books, period))
    lines = [f"; {comment(line)}" for line in heading(books, period)]
    lines += ["", "decimal-mark .", *commodities(books), "", *declarations(books, names), ""]
    checks = last_moves(books, found)
    for place, entry in enumerate(found):
        lines += transaction(books, names, entry, checks.get(place, {}))
    lines += final_assertions(books, names, period)
    return "\n".join(lines) + "\n"


def commodities(books: Books) -> list[str]:
    """The currencies with their digits."""
    codes = sorted({account.currency for account in books.ledger.accounts})
    return [f"commodity 1000.{'0' * DIGITS[code]} {code}" for code in codes]


def declarations(books: Books, names: list[str]) -> list[str]:
    """Every account, with its name in our books beside it."""
    accounts = books.ledger.accounts
    return [
        f"account {names[place]}  ; {comment(accounts[place].name)}"
        for place in sorted(listed(books), key=lambda place: names[place])
    ]


def last_moves(books: Books, found: list[Entry]) -> dict[int, dict[int, int]]:
    """Where each bank account moves last on a day: {entry's place: {ledger account: balance}}."""
    banks, holder = bank_accounts(books), holders(books)
    last: dict[tuple[int, int], int] = {}
    for place, entry in enumerate(found):
        for account, _ in entry.legs:
            if account in holder and entry.booked >= 0:
                last[entry.booked, holder[account]] = place
    checks: dict[int, dict[int, int]] = {}
    for (day, account), place in last.items():
        balance = int(books.projection.book[day, banks[account]])
        checks.setdefault(place, {})[account] = balance
    return checks


def transaction(
    books: Books, names: list[str], entry: Entry, checks: dict[int, int]
) -> Iterator[str]:
    """The lines of one entry; `checks` are the balances to assert behind the last leg of each."""
    booked, value = day_at(books, entry.booked), day_at(books, entry.value)
    dates = f"{booked}" if booked == value else f"{booked}={value}"
    code = "" if entry.number < 0 else f"({entry.number}) "
    yield f"{dates} * {code}{description(entry.title)}"
    yield f"    ; {comment(entry.text)}"
    last = {account: place for place, (account, _) in enumerate(entry.legs)}
    for place, (account, amount) in enumerate(entry.legs):
        line = f"    {names[account]}  {written(books, account, amount)}"
        if account in checks and last[account] == place:
            line += f" = {written(books, account, checks[account])}"
        yield line
    for account in sorted(set(checks) - set(last)):
        yield assertion(books, names, (account, checks[account]), "=*")
    yield ""


def assertion(books: Books, names: list[str], held: tuple[int, int], sign: str) -> str:
    """A line that moves nothing and asserts what an account holds; `=*`: with those below it."""
    account, balance = held
    right = written(books, account, balance)
    return f"    {names[account]}  {written(books, account, 0)} {sign} {right}"


def final_assertions(books: Books, names: list[str], period: Period) -> Iterator[str]:
    """A last entry that moves nothing and asserts every bank account's closing balance."""
    banks, inner = bank_accounts(books), sub_accounts(books)
    holder = holders(books)
    divided = {holder[place] for place in inner}
    yield f"{day_at(books, period.last)} * Closing balances"
    yield "    ; Nothing moves: each line says what the account holds at the close."
    for account, index in banks.items():
        balance = int(books.projection.book[period.last, index])
        yield assertion(books, names, (account, balance), "=*" if account in divided else "=")
    for account, ledger in inner.items():
        assert books.virtual is not None, "ledgers are shown"
        balance = int(books.virtual.book[period.last, ledger])
        yield assertion(books, names, (account, balance), "=")


def description(text: str) -> str:
    """The text as the description of an entry, where a semicolon would begin a comment.

    >>> description("Payment; P|1")
    'Payment, P/1'
    """
    return harmless(text).replace(";", ",").replace("|", "/")


def comment(text: str) -> str:
    """The text as a comment, where a colon would make the word before it a tag.

    >>> comment("date: 2026-13-45")
    'date - 2026-13-45'
    """
    return harmless(text).replace(": ", " - ").replace(":", ".")

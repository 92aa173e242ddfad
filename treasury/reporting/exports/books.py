"""The entries of one period as other programs want them, complete in themselves.

A period begins with its opening entries: the balances of all ledger accounts the evening
before, one entry for what has its value by then and one for each later value day. Amounts are
signed minor units, a debit is positive; days are rows of the plan.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger, LedgerAccount
from treasury.arrays import Amounts
from treasury.money import DIGITS
from treasury.plan.plan import Plan
from treasury.reporting.amounts import amount_text
from treasury.reporting.explaining.rule_words import one_line
from treasury.reporting.explaining.sentences import event_sentence, item_words
from treasury.reporting.exports.naming import unique
from treasury.reporting.exports.periods import Period
from treasury.reporting.notices import notice_texts
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ARRIVED,
    AUX,
    CONCENTRATION,
    DEPOSIT_INTEREST,
    DIVESTED,
    DRAW,
    FEE,
    FUNDING,
    INTERNAL_INTEREST,
    INVESTED,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    NOVATED,
    OTHER,
    OVERDUE,
    OVERDUE_REPAID,
    PAYMENT,
    PLACED,
    RECEIPT,
    REDEEMED,
    REF,
    REINVESTED,
    RETURN,
    SENT_BACK,
    SETTLEMENT,
    TAX,
    TERM_FEE,
    Projection,
)
from treasury.virtual_ledgers import VirtualLedgers

OPENING_TITLE = "Opening balances"
ROOTS = {
    "bank": ("Assets", "Bank"),
    "position": ("Assets", "Intercompany"),
    "deposit": ("Assets", "MemberDeposits"),
    "member_loan": ("Assets", "MemberLoans"),
    "loan": ("Liabilities", "Loans"),
    "receipts": ("Income", "Receipts"),
    "payments": ("Expenses", "Payments"),
    "interest_earned": ("Income", "Interest"),
    "interest_paid": ("Expenses", "Interest"),
    "internal_interest_earned": ("Income", "InternalInterest"),
    "internal_interest_paid": ("Expenses", "InternalInterest"),
    "fees": ("Expenses", "Fees"),
    "taxes": ("Expenses", "Taxes"),
    "novation": ("Equity", "Novation"),
    "conversion": ("Equity", "Conversion"),
    "opening": ("Equity", "Opening"),
    "virtual": ("Assets", "Bank"),
    "transit": ("Assets", "CashInTransit"),
    "bank_deposit": ("Assets", "Deposits"),
    "investment": ("Assets", "Investments"),
}
"""Where each kind of ledger account stands in an accountant's tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What an export is made from.

    `extra` are title and sentence of entries that no event made, by -2 less their `event`;
    `virtual` are the virtual ledgers where the export shows them as accounts.
    """

    plan: Plan
    projection: Projection
    ledger: Ledger
    extra: tuple[tuple[str, str], ...] = ()
    virtual: VirtualLedgers | None = None


class Entry(NamedTuple):
    """One entry: when, what, and its legs (ledger account, signed amount).

    `number` is the ledger's, -1 for an opening entry. `title` is short, `text` a sentence.
    """

    number: int
    booked: int
    value: int
    title: str
    text: str
    legs: list[tuple[int, int]]


def day_at(books: Books, row: int) -> date:
    """The date of a row; rows before and after the run are dates as well."""
    return books.plan.names.days[0] + timedelta(days=row)


def entries(books: Books, period: Period) -> Iterator[Entry]:
    """The period's opening entries, then its entries in booking order."""
    yield from opening_entries(books, period.first)
    ledger = books.ledger
    within = (ledger.booking_day >= period.first) & (ledger.booking_day <= period.last)
    rows = np.flatnonzero(within)
    columns = (ledger.entry, ledger.booking_day, ledger.value_day, ledger.event)
    pairs = (ledger.debit, ledger.credit, ledger.amount)
    heads = list(zip(*(column[rows].tolist() for column in columns), strict=True))
    legs: list[tuple[int, int]] = []
    last = len(heads) - 1
    for place, pair in enumerate(zip(*(column[rows].tolist() for column in pairs), strict=True)):
        debit, credit, amount = pair
        legs += [(debit, amount), (credit, -amount)]
        head = heads[place]
        if place == last or heads[place + 1][:3] != head[:3]:
            title, text = words(books, head[3])
            yield Entry(head[0], head[1], head[2], title, text, legs)
            legs = []


def words(books: Books, event: int) -> tuple[str, str]:
    """The title and the sentence of an entry that was booked from this event."""
    assert event != -1, "opening balances stand before every period"
    if event < 0:
        return books.extra[-2 - event]
    row = books.projection.events[event].tolist()
    return title_of(books.plan, row), event_sentence(books.plan, row)


def opening_entries(books: Books, first: int) -> Iterator[Entry]:
    """The balances the evening before row `first`, by value day; dated that evening."""
    ledger, evening = books.ledger, first - 1
    before = ledger.booking_day < first
    value = np.maximum(ledger.value_day, evening)
    for day in np.unique(value[before]).tolist():
        legs = balances(ledger, before & (value == day))
        if legs:
            text = "Balances of all accounts the evening before the first day of this file."
            yield Entry(-1, evening, day, OPENING_TITLE, text, legs)


def balances(ledger: Ledger, chosen: Amounts) -> list[tuple[int, int]]:
    """The sums of the chosen pairs by ledger account, without those that are zero."""
    sums = np.zeros(len(ledger.accounts), dtype=np.int64)
    np.add.at(sums, ledger.debit[chosen], ledger.amount[chosen])
    np.subtract.at(sums, ledger.credit[chosen], ledger.amount[chosen])
    return [(account, amount) for account, amount in enumerate(sums.tolist()) if amount]


def bank_accounts(books: Books) -> dict[int, int]:
    """The plan's account of each ledger account that is a bank account."""
    index = {name: row for row, name in enumerate(books.plan.names.accounts)}
    return {
        place: index[account.subject]
        for place, account in enumerate(books.ledger.accounts)
        if account.kind == "bank"
    }


def holders(books: Books) -> dict[int, int]:
    """The bank account (as a ledger account) of each ledger account that is part of one."""
    banks = {books.ledger.accounts[place].subject: place for place in bank_accounts(books)}
    return {
        place: banks[account.subject.split("/")[0]]
        for place, account in enumerate(books.ledger.accounts)
        if account.kind in ("bank", "virtual")
    }


def sub_accounts(books: Books) -> dict[int, int]:
    """The index of the virtual ledger that each ledger account of one shows."""
    places = [
        place for place, account in enumerate(books.ledger.accounts) if account.kind == "virtual"
    ]
    return {place: ledger for ledger, place in enumerate(places)}


def listed(books: Books) -> list[int]:
    """The ledger accounts worth declaring: banks, their ledgers, and whatever was ever booked."""
    ledger = books.ledger
    used = set(np.unique(np.concatenate([ledger.debit, ledger.credit])).tolist())
    return sorted(used | set(holders(books)))


BETWEEN_TWO = {
    CONCENTRATION: "Sweep up from {account} to {other}",
    FUNDING: "Sweep down from {other} to {account}",
    RETURN: "Return of a sweep from {other} to {account}",
    SETTLEMENT: "Settlement of the position of {account} with {other}",
    ARRIVED: "Arrival on {account} from {other}",
    SENT_BACK: "Return to {account} of a transfer to {other}",
    NOVATED: "Position of {account} with {other} after a takeover",
    INTERNAL_INTEREST: "Internal interest of {account} and {other}",
}
"""Titles of events that name two accounts and nothing else."""


LOANS = {
    LINE_DRAW: "Draw on credit line", LINE_REPAY: "Repayment of credit line",
    OVERDUE: "Overdraft becomes overdue loan", OVERDUE_REPAID: "Repayment of overdue loan",
}  # fmt: skip
"""Titles of events that name one thing."""
DEPOSITS = {
    PLACED: "Placing of deposit", REDEEMED: "Payout of deposit",
    DEPOSIT_INTEREST: "Interest of deposit",
}  # fmt: skip


CHARGED = {FEE: "Fee", TERM_FEE: "Fee", TAX: "Tax", ANALYSIS_CHARGED: "Account analysis"}


def charged_id(plan: Plan, row: list[int]) -> str:
    """Which fee, tax or account analysis is charged."""
    if row[KIND] == FEE:
        return plan.scenario.fees[row[REF]].id
    if row[KIND] == ANALYSIS_CHARGED:
        return plan.names.analyses[row[REF]]
    return plan.names.levies[row[REF]][0]


def title_of(plan: Plan, row: list[int]) -> str:
    """A few words for the event, for the line of a journal."""
    kind, names = row[KIND], plan.names.accounts
    account, other = names[row[ACCOUNT]], names[row[OTHER]]
    if kind in BETWEEN_TWO:
        return BETWEEN_TWO[kind].format(account=account, other=other)
    if kind in (RECEIPT, PAYMENT):
        return f"{'Receipt' if kind == RECEIPT else 'Payment'} {item_words(plan, row[REF])}"
    if kind == DRAW:
        return f"Linked draw from {other} to {account} for {item_words(plan, row[AUX])}"
    if kind in CHARGED:
        return f"{CHARGED[kind]} {one_line(charged_id(plan, row))}"
    if kind in LOANS:
        return f"{LOANS[kind]} {one_line(plan.names.loans[row[REF]])}"
    if kind in DEPOSITS or kind in (INVESTED, DIVESTED, REINVESTED):
        return placed_title(plan, row)
    return f"Interest of {account}"


def placed_title(plan: Plan, row: list[int]) -> str:
    """A few words for what a deposit or a money market sweep did."""
    if row[KIND] in DEPOSITS:
        at = row[REF] if row[KIND] == PLACED else row[AUX]
        return f"{DEPOSITS[row[KIND]]} {one_line(plan.names.deposits[at])}"
    sweep = row[AUX] if row[KIND] == REINVESTED else row[REF]
    way = "Placing" if row[AMOUNT] < 0 else "Redemption"
    what = "Reinvestment" if row[KIND] == REINVESTED else way
    return f"{what} of money market sweep {one_line(plan.names.investments[sweep])}"


def parts(account: LedgerAccount) -> tuple[str, ...]:
    """Legal entity and subject of a ledger account, and its currency where not plain.

    Two ledger accounts of the same kind always differ in these.
    """
    if account.kind == "virtual":
        return account.legal_entity, *account.subject.split("/")
    if account.kind in ("bank", "loan", "bank_deposit", "investment"):
        return account.legal_entity, account.subject
    return account.legal_entity, account.subject, account.currency


def account_names(books: Books, safe_part: Callable[[str], str]) -> list[str]:
    """The name of each ledger account in an accountant's tree: `Assets:Bank:HQ:HQ-001`.

    `safe_part` makes of an id what the other program takes as one part of a name.
    """
    accounts = books.ledger.accounts
    safe = unique((part for account in accounts for part in parts(account)), safe_part)
    return [
        ":".join((*ROOTS[account.kind], *(safe[part] for part in parts(account))))
        for account in accounts
    ]


def written(books: Books, account: int, minor: int) -> str:
    """The amount with the ledger account's currency, for example `-500.00 CNY`."""
    currency = books.ledger.accounts[account].currency
    return f"{amount_text(minor, DIGITS[currency])} {currency}"


def heading(books: Books, period: Period) -> list[str]:
    """What a file says about itself, lines of text."""
    plan = books.plan
    first, last = day_at(books, period.first), day_at(books, period.last)
    return [
        f"Scenario {one_line(plan.scenario.id)}, run {plan.name}, {first} to {last}.",
        "Complete in itself: it opens with all balances; do not add up several of these files.",
        *(f"To be read with every figure: {text}" for text in notice_texts(plan.scenario)),
    ]

"""Events -> Ledger: what the day loop did, as balanced entries.

Booked from events and the names of the plan alone; no simulated balance is read, so that the
ledger and the projection are two code paths to one number. Amounts are minor units.

| event | debit / credit |
|---|---|
| receipt | bank / receipts |
| payment | payments / bank |
| receipt or payment of a term loan | bank / loan, loan / bank |
| concentration inside one legal person | the header's bank / the participant's bank |
| concentration between two: participant's books | position on the header / bank |
| concentration between two: header's books | bank / position on the participant |
| funding, linked draw | the reverse of concentration |
| interest | bank / interest earned (credit side), interest paid / bank (debit side, loans) |
| internal interest, participant earning | position on the header / internal interest earned |
| the same in the header's books | internal interest paid / position on the participant |
| fee | fees / bank |
| credit line drawn, repaid | bank / loan, loan / bank |

Negative rates turn debit and credit round; the side keeps its account. Opening balances stand
against `opening` on day -1. Source: the banking day, section 11.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from treasury.accounts.ledger import Ledger, LedgerAccount, LedgerKind
from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    CONCENTRATION,
    DAY,
    DRAW,
    FEE,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    OTHER,
    PAYMENT,
    RECEIPT,
    REF,
)

BOOKED = (
    RECEIPT, PAYMENT, DRAW, CONCENTRATION, FUNDING, INTEREST, INTERNAL_INTEREST, FEE,
    LINE_DRAW, LINE_REPAY,
)  # fmt: skip
"""The kinds of event that move money or positions; the others only tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The ledger accounts of a plan and where they are found.

    Ledger account `a` is bank account `a`; `loan` (loan,). The others have shape (account,), by
    the bank account they are posted against: its entity's and currency's. `claim` (link,) is
    the participant's position on its header, `debt` (link,) the header's on the participant;
    both are -1 inside one legal person.
    """

    accounts: tuple[LedgerAccount, ...]
    loan: Amounts
    opening: Amounts
    receipts: Amounts
    payments: Amounts
    interest_earned: Amounts
    interest_paid: Amounts
    internal_earned: Amounts
    internal_paid: Amounts
    fees: Amounts
    claim: Amounts
    debt: Amounts


class Register:
    """Ledger accounts in the order in which they were first asked for."""

    def __init__(self) -> None:
        """Begin without accounts."""
        self.places: dict[LedgerAccount, int] = {}

    def place(self, legal_entity: str, kind: LedgerKind, subject: str, currency: str) -> int:
        """The index of the ledger account, a new one where it is not there yet."""
        account = LedgerAccount(
            legal_entity=legal_entity, kind=kind, subject=subject, currency=currency
        )
        return self.places.setdefault(account, len(self.places))


def chart(plan: Plan) -> Chart:
    """The ledger accounts a plan can post to: banks, loans, then the others."""
    names, register = plan.names, Register()
    owners = list(zip(names.legal_entity, names.entities, names.currencies, strict=True))

    def column(kind: LedgerKind) -> Amounts:
        return indices([register.place(legal, kind, who, money) for legal, who, money in owners])

    for subject, (legal, _, currency) in zip(names.accounts, owners, strict=True):
        register.place(legal, "bank", subject, currency)
    loans = [
        register.place(owners[account][0], "loan", name, owners[account][2])
        for name, account in zip(names.loans, plan.tables.loans.account.tolist(), strict=True)
    ]
    claim, debt = positions(plan, register)
    return Chart(
        loan=indices(loans),
        claim=claim,
        debt=debt,
        opening=indices(
            [register.place(legal, "opening", legal, currency) for legal, _, currency in owners]
        ),
        receipts=column("receipts"),
        payments=column("payments"),
        interest_earned=column("interest_earned"),
        interest_paid=column("interest_paid"),
        internal_earned=column("internal_interest_earned"),
        internal_paid=column("internal_interest_paid"),
        fees=column("fees"),
        accounts=tuple(register.places),
    )


def positions(plan: Plan, register: Register) -> tuple[Amounts, Amounts]:
    """Each link's two position accounts, (claim, debt); -1 inside one legal person."""
    names, links = plan.names, plan.tables.links
    claim, debt = [], []
    for low, high in zip(links.participant.tolist(), links.header.tolist(), strict=True):
        owner, holder = names.legal_entity[low], names.legal_entity[high]
        money = names.currencies[low]
        apart = owner != holder
        claim.append(register.place(owner, "position", holder, money) if apart else -1)
        debt.append(register.place(holder, "position", owner, money) if apart else -1)
    return indices(claim), indices(debt)


def indices(places: list[int]) -> Amounts:
    """The list as an array of indices, also where it is empty."""
    return np.array(places, dtype=np.int64)


class Pairs(NamedTuple):
    """What each booked event posts, shape (event,) each: one pair, or two where `debit_2` >= 0.

    `amount` is signed and never 0: below zero, debit and credit change places.
    """

    amount: Amounts
    debit: Amounts
    credit: Amounts
    debit_2: Amounts
    credit_2: Amounts


def book(plan: Plan, events: Amounts) -> Ledger:
    """The ledger of a run: its opening balances, then every event that moved something."""
    accounts = chart(plan)
    rows = np.flatnonzero(np.isin(events[:, KIND], BOOKED) & (events[:, AMOUNT] != 0))
    moved = events[rows]
    pairs = empty_pairs(moved[:, AMOUNT])
    post_items(plan, accounts, moved, pairs)
    post_transfers(plan, accounts, moved, pairs)
    post_interest(plan, accounts, moved, pairs)
    post_charges(accounts, moved, pairs)
    first = opening_pairs(plan, accounts)
    before = np.full(len(first.amount), -1, dtype=np.int64)
    booked = np.concatenate([before, moved[:, DAY]])
    valued = np.concatenate([before, value_days(plan, moved)])
    together = Pairs(*(np.concatenate(both) for both in zip(first, pairs, strict=True)))
    return columns(accounts, together, (booked, valued, np.concatenate([before, rows])))


def empty_pairs(amount: Amounts) -> Pairs:
    """Pairs of these amounts that name no ledger account yet."""
    nowhere = np.full(len(amount), -1, dtype=np.int64)
    return Pairs(amount.copy(), nowhere, nowhere.copy(), nowhere.copy(), nowhere.copy())


def opening_pairs(plan: Plan, accounts: Chart) -> Pairs:
    """Opening balances: banks against opening, what is drawn on loans: opening against loan."""
    tables = plan.tables
    banks = np.flatnonzero(tables.accounts.opening)
    loans = np.flatnonzero(tables.loans.drawn)
    amount = np.concatenate([tables.accounts.opening[banks], tables.loans.drawn[loans]])
    debit = np.concatenate([banks, accounts.opening[tables.loans.account[loans]]])
    credit = np.concatenate([accounts.opening[banks], accounts.loan[loans]])
    return empty_pairs(amount)._replace(debit=debit, credit=credit)


def post_items(plan: Plan, accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Receipts and payments: bank against receipts, payments, or the loan the item moves."""
    kind = moved[:, KIND]
    at = np.flatnonzero((kind == RECEIPT) | (kind == PAYMENT))
    account = moved[at, ACCOUNT]
    other = np.where(kind[at] == RECEIPT, accounts.receipts[account], accounts.payments[account])
    loan = plan.tables.items.loan[moved[at, REF]]
    other[loan >= 0] = accounts.loan[loan[loan >= 0]]
    pairs.debit[at], pairs.credit[at] = account, other


def post_transfers(plan: Plan, accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Sweeps and linked draws: one pair inside a legal person, else one in each one's books."""
    kind = moved[:, KIND]
    down = (kind == FUNDING) | (kind == DRAW)
    pairs.amount[down] *= -1
    at = np.flatnonzero(down | (kind == CONCENTRATION))
    participant, header, link = (moved[at, column] for column in (ACCOUNT, OTHER, REF))
    claim, debt = accounts.claim[link], accounts.debt[link]
    apart = claim >= 0
    pairs.debit[at] = np.where(apart, claim, header)
    pairs.credit[at] = participant
    pairs.debit_2[at] = np.where(apart, header, -1)
    pairs.credit_2[at] = debt


def post_interest(plan: Plan, accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Interest of accounts and loans in cash; internal interest onto both sides' positions."""
    kind, earns = moved[:, KIND], plan.tables.accruals.sign > 0
    at = np.flatnonzero(kind == INTEREST)
    account = moved[at, ACCOUNT]
    pairs.debit[at] = account
    pairs.credit[at] = np.where(
        earns[moved[at, REF]], accounts.interest_earned[account], accounts.interest_paid[account]
    )
    at = np.flatnonzero(kind == INTERNAL_INTEREST)
    low, high, link = (moved[at, column] for column in (ACCOUNT, OTHER, AUX))
    earned, paid = accounts.internal_earned, accounts.internal_paid
    up = earns[moved[at, REF]]
    pairs.debit[at], pairs.credit_2[at] = accounts.claim[link], accounts.debt[link]
    pairs.credit[at] = np.where(up, earned[low], paid[low])
    pairs.debit_2[at] = np.where(up, paid[high], earned[high])


def post_charges(accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Fees: bank against fees (the amount is negative). Credit lines: bank against the loan."""
    kind = moved[:, KIND]
    at = np.flatnonzero(kind == FEE)
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.fees[moved[at, ACCOUNT]]
    at = np.flatnonzero((kind == LINE_DRAW) | (kind == LINE_REPAY))
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.loan[moved[at, REF]]
    pairs.amount[kind == LINE_REPAY] *= -1


def value_days(plan: Plan, moved: Amounts) -> Amounts:
    """The day each event bears interest from: an item's value day if later; shape (event,)."""
    days = moved[:, DAY].copy()
    at = np.flatnonzero((moved[:, KIND] == RECEIPT) | (moved[:, KIND] == PAYMENT))
    days[at] = np.maximum(days[at], plan.tables.items.value_day[moved[at, REF]])
    return days


def columns(accounts: Chart, pairs: Pairs, dated: tuple[Amounts, Amounts, Amounts]) -> Ledger:
    """The pairs as a ledger; `dated` are the entries' booking days, value days and events."""
    debit = np.stack([pairs.debit, pairs.debit_2], axis=1).ravel()
    credit = np.stack([pairs.credit, pairs.credit_2], axis=1).ravel()
    rows = np.flatnonzero(debit >= 0)
    entry, debit, credit = rows // 2, debit[rows], credit[rows]
    amount = pairs.amount[entry]
    turned = amount < 0
    booked, valued, event = dated
    return Ledger(
        accounts=accounts.accounts,
        entry=entry,
        booking_day=booked[entry],
        value_day=valued[entry],
        debit=np.where(turned, credit, debit),
        credit=np.where(turned, debit, credit),
        amount=np.abs(amount),
        event=event[entry],
    )

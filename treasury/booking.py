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
| funding, linked draw, sweep returned | the reverse of concentration |
| a sweep that converts: participant's books | conversion / bank, in what the participant has |
| the same, in what the header has | position on the header (one person: its bank) / conversion |
| the same over a link that takes days | what is on its way in place of the receiver's bank |
| arrival | the receiver's bank / what is on its way |
| sent back | the reverse of the transfer, the giver's bank and what is on its way |
| interest | bank / interest earned (credit side), interest paid / bank (debit side, loans) |
| a share in a notional pool's result | the same, by its sign |
| what is settled when a link ends | as concentration, or its reverse |
| a position taken over by another header | position / novation, at both ends of each link |
| the same with a finance company | its deposit or loan in place of the position, each kept gross |
| internal interest, participant earning | position on the header / internal interest earned |
| the same in the header's books | internal interest paid / position on the participant |
| fee, flat, by terms or of an analysis, or tax | fees / bank, taxes / bank |
| credit line drawn, repaid; what becomes overdue, overdue repaid | bank / loan, loan / bank |
| deposit placed, paid out; its interest | deposit / bank, bank / deposit; bank / interest earned |
| placed or redeemed by a money market sweep | investment / bank, bank / investment |
| what is distributed to it and stays | investment / interest earned |

Negative rates turn debit and credit round; the side keeps its account. Opening balances stand
against `opening` on day -1. Source: the banking day, section 11.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from treasury.accounts.ledger import Ledger
from treasury.arrays import Amounts
from treasury.interest import is_earned
from treasury.plan.plan import Plan
from treasury.posting.chart import Chart, chart
from treasury.posting.gross import parts
from treasury.tables import (
    ACCOUNT,
    ACROSS,
    AMOUNT,
    ANALYSIS_CHARGED,
    ARRIVED,
    AUX,
    CONCENTRATION,
    DAY,
    DEPOSIT_INTEREST,
    DIVESTED,
    DRAW,
    FEE,
    FUNDING,
    INTEREST,
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
)

BOOKED = (
    RECEIPT, PAYMENT, DRAW, CONCENTRATION, FUNDING, INTEREST, INTERNAL_INTEREST, FEE,
    LINE_DRAW, LINE_REPAY, SETTLEMENT, NOVATED, RETURN, ARRIVED, SENT_BACK, TERM_FEE,
    TAX, PLACED, REDEEMED, DEPOSIT_INTEREST, OVERDUE, OVERDUE_REPAID,
    INVESTED, DIVESTED, REINVESTED, ANALYSIS_CHARGED,
)  # fmt: skip
"""The kinds of event that move money or positions; the others only tell."""
BORROWED_OR_REPAID = (LINE_DRAW, LINE_REPAY, OVERDUE, OVERDUE_REPAID)
"""The kinds that move what is owed on a loan, items of term loans apart."""
ON_LINKS = (
    CONCENTRATION, FUNDING, DRAW, RETURN, INTERNAL_INTEREST, SETTLEMENT, NOVATED, SENT_BACK,
)  # fmt: skip
"""The kinds that move n of a link."""


class Pairs(NamedTuple):
    """What each booked event posts, shape (event,) each: one pair, or two where `debit_2` >= 0.

    `amount` is signed: below zero, debit and credit change places. Where something is converted,
    a pair `debit_sold`, `credit_sold` of the amount `sold`, in the other currency, comes first.
    """

    amount: Amounts
    debit: Amounts
    credit: Amounts
    debit_2: Amounts
    credit_2: Amounts
    sold: Amounts
    debit_sold: Amounts
    credit_sold: Amounts


def book(plan: Plan, events: Amounts) -> Ledger:
    """The ledger of a run: its opening balances, then every event that moved something."""
    accounts = chart(plan)
    rows = np.flatnonzero(np.isin(events[:, KIND], BOOKED) & (events[:, AMOUNT] != 0))
    rows = rows[~inside_one_person(accounts, events[rows])]
    moved = events[rows]
    pairs = empty_pairs(moved[:, AMOUNT])
    post_items(plan, accounts, moved, pairs)
    post_transfers(plan, accounts, moved, pairs)
    post_conversions(plan, accounts, moved, pairs)
    post_arrivals(accounts, moved, pairs)
    post_takeovers(accounts, moved, pairs)
    post_interest(plan, accounts, moved, pairs)
    post_charges(accounts, moved, pairs)
    post_deposits(accounts, moved, pairs)
    post_investments(accounts, moved, pairs)
    first = opening_pairs(plan, accounts)
    before = np.full(len(first.amount), -1, dtype=np.int64)
    booked = np.concatenate([before, moved[:, DAY]])
    valued = np.concatenate([before, value_days(plan, moved)])
    together = Pairs(*(np.concatenate(both) for both in zip(first, pairs, strict=True)))
    loan = np.concatenate([np.zeros_like(before), loan_parts(accounts, moved, pairs)])
    postings = gross_postings(accounts, together, loan)
    return columns(accounts, postings, (booked, valued, np.concatenate([before, rows])))


def inside_one_person(accounts: Chart, moved: Amounts) -> npt.NDArray[np.bool_]:
    """True for positions taken over on links inside one legal person: it has nothing to book."""
    taken_over = moved[:, KIND] == NOVATED
    link = np.where(taken_over, moved[:, REF], 0)
    inside = accounts.claim[link] < 0 if len(accounts.claim) else taken_over
    return np.asarray(taken_over & inside, dtype=np.bool_)


def empty_pairs(amount: Amounts) -> Pairs:
    """Pairs of these amounts that name no ledger account yet."""
    nowhere = np.full(len(amount), -1, dtype=np.int64)
    debit, credit, debit_2, credit_2, debit_sold, credit_sold = (nowhere.copy() for _ in range(6))
    return Pairs(
        amount=amount.copy(),
        debit=debit,
        credit=credit,
        debit_2=debit_2,
        credit_2=credit_2,
        sold=np.zeros_like(amount),
        debit_sold=debit_sold,
        credit_sold=credit_sold,
    )


def opening_pairs(plan: Plan, accounts: Chart) -> Pairs:
    """Opening balances: banks, deposits and investments against opening, opening against what loans
    owe."""
    tables = plan.tables
    banks = np.flatnonzero(tables.accounts.opening)
    loans = np.flatnonzero(tables.loans.drawn)
    deposits = tables.deposits.rows
    placed = np.flatnonzero(deposits.opening)
    invested = plan.tables.investments.rows
    open_ = np.flatnonzero(invested.opening)
    owner = np.concatenate([deposits.account[placed], invested.account[open_]])
    amount = np.concatenate(
        [
            tables.accounts.opening[banks],
            tables.loans.drawn[loans],
            deposits.opening[placed],
            invested.opening[open_],
        ]
    )
    owing = accounts.opening[tables.loans.account[loans]]
    debit = np.concatenate([banks, owing, accounts.deposit[placed], accounts.investment[open_]])
    credit = np.concatenate(
        [accounts.opening[banks], accounts.loan[loans], accounts.opening[owner]]
    )
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
    """Sweeps and linked draws: one pair inside a legal person, else one in each one's books.

    Where a transfer takes days, what is on its way stands in the place of the receiver's bank
    account; one that is sent back is posted as it was, the other way round.
    """
    kind, links = moved[:, KIND], plan.tables.links
    back, comes_down = kind == SENT_BACK, np.isin(kind, (FUNDING, DRAW, RETURN))
    at = np.flatnonzero(np.isin(kind, (CONCENTRATION, SETTLEMENT)) | comes_down | back)
    link = moved[at, REF]
    low, high = links.participant[link], links.header[link]
    down = comes_down | (back & (moved[:, ACCOUNT] == bottom(plan, moved)))
    pairs.amount[down] *= -1
    slow = links.delay[link] > 0
    rose = (pairs.amount[at] > 0) != back[at]
    low = np.where(slow & ~rose, accounts.transit[low], low)
    high = np.where(slow & rose, accounts.transit[high], high)
    claim, debt = accounts.claim[link], accounts.debt[link]
    apart = claim >= 0
    pairs.debit[at] = np.where(apart, claim, high)
    pairs.credit[at] = low
    pairs.debit_2[at] = np.where(apart, high, -1)
    pairs.credit_2[at] = debt


def post_conversions(plan: Plan, accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Sweeps that convert: conversion against what the participant sold (got, where negative), and
    conversion in the place of its bank against what that is for the header."""
    at = np.flatnonzero(np.isin(moved[:, KIND], (CONCENTRATION, FUNDING)))
    at = at[plan.tables.links.converts[moved[at, REF]] == 1]
    link = moved[at, REF]
    pairs.sold[at] = pairs.amount[at]
    pairs.debit_sold[at] = accounts.sold[link]
    pairs.credit_sold[at] = plan.tables.links.participant[link]
    pairs.amount[at] = np.sign(pairs.amount[at]) * moved[at, ACROSS]
    pairs.credit[at] = accounts.bought[link]


def bottom(plan: Plan, moved: Amounts) -> Amounts:
    """The participant of the link that each event names; -1 for an event without one."""
    found = np.full(len(moved), -1, dtype=np.int64)
    at = np.flatnonzero(moved[:, KIND] == SENT_BACK)
    found[at] = plan.tables.links.participant[moved[at, REF]]
    return found


def post_arrivals(accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """What arrives: the receiver's bank account against what was on its way to it."""
    at = np.flatnonzero(moved[:, KIND] == ARRIVED)
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.transit[moved[at, ACCOUNT]]


def post_takeovers(accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Positions taken over by another header: against `novation`, which each entity's books clear.

    A takeover is one event a link; in the books of each legal person they sum to zero.
    """
    at = np.flatnonzero(moved[:, KIND] == NOVATED)
    participant, header, link = (moved[at, column] for column in (ACCOUNT, OTHER, REF))
    claim, debt = accounts.claim[link], accounts.debt[link]
    pairs.debit[at], pairs.credit[at] = claim, accounts.novation[participant]
    pairs.debit_2[at] = np.where(debt >= 0, accounts.novation[header], -1)
    pairs.credit_2[at] = debt


def post_interest(plan: Plan, accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Interest of accounts and loans in cash; internal interest onto both sides' positions."""
    kind, accruals = moved[:, KIND], plan.tables.accruals
    earns = accruals.sign > 0
    at = np.flatnonzero(kind == INTEREST)
    account = moved[at, ACCOUNT]
    pairs.debit[at] = account
    pairs.credit[at] = np.where(
        is_earned(accruals, moved[at, REF], moved[at, AMOUNT]),
        accounts.interest_earned[account],
        accounts.interest_paid[account],
    )
    at = np.flatnonzero(kind == INTERNAL_INTEREST)
    high, link = moved[at, OTHER], moved[at, AUX]
    earned, paid = accounts.internal_earned, accounts.internal_paid
    up = earns[moved[at, REF]]
    pairs.debit[at], pairs.credit_2[at] = accounts.claim[link], accounts.debt[link]
    pairs.credit[at] = np.where(up, accounts.member_earned[link], accounts.member_paid[link])
    pairs.debit_2[at] = np.where(up, paid[high], earned[high])


def post_charges(accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Fees and taxes: bank against them (the amount is negative). Credit lines and overdue loans:
    bank against the loan."""
    kind = moved[:, KIND]
    at = np.flatnonzero(np.isin(kind, (FEE, TERM_FEE, ANALYSIS_CHARGED)))
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.fees[moved[at, ACCOUNT]]
    at = np.flatnonzero(kind == TAX)
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.taxes[moved[at, ACCOUNT]]
    at = np.flatnonzero(np.isin(kind, BORROWED_OR_REPAID))
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.loan[moved[at, REF]]
    pairs.amount[(kind == LINE_REPAY) | (kind == OVERDUE_REPAID)] *= -1


def post_deposits(accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Deposits: bank against deposit (what is placed is negative), bank against interest earned."""
    kind = moved[:, KIND]
    for each, column in ((PLACED, REF), (REDEEMED, AUX)):
        at = np.flatnonzero(kind == each)
        pairs.debit[at] = moved[at, ACCOUNT]
        pairs.credit[at] = accounts.deposit[moved[at, column]]
    at = np.flatnonzero(kind == DEPOSIT_INTEREST)
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.interest_earned[moved[at, ACCOUNT]]


def post_investments(accounts: Chart, moved: Amounts, pairs: Pairs) -> None:
    """Money market sweeps: bank against investment (what is placed is negative); what is
    distributed and stays, investment against interest earned."""
    kind = moved[:, KIND]
    at = np.flatnonzero((kind == INVESTED) | (kind == DIVESTED))
    pairs.debit[at] = moved[at, ACCOUNT]
    pairs.credit[at] = accounts.investment[moved[at, REF]]
    at = np.flatnonzero(kind == REINVESTED)
    pairs.debit[at] = accounts.investment[moved[at, AUX]]
    pairs.credit[at] = accounts.interest_earned[moved[at, ACCOUNT]]


def value_days(plan: Plan, moved: Amounts) -> Amounts:
    """The day each event bears interest from: an item's value day if later; shape (event,)."""
    days = moved[:, DAY].copy()
    at = np.flatnonzero((moved[:, KIND] == RECEIPT) | (moved[:, KIND] == PAYMENT))
    days[at] = np.maximum(days[at], plan.tables.items.value_day[moved[at, REF]])
    return days


def loan_parts(accounts: Chart, moved: Amounts, pairs: Pairs) -> Amounts:
    """What of each event's amount changes a loan of a finance company; shape (event,)."""
    column = np.where(moved[:, KIND] == INTERNAL_INTEREST, AUX, REF)
    on_links = np.isin(moved[:, KIND], ON_LINKS)
    link = np.where(on_links, moved[np.arange(len(moved)), column], 0)
    at = np.flatnonzero(on_links)
    at = at[accounts.claim_loan[link[at]] >= 0]
    loan = np.zeros(len(moved), dtype=np.int64)
    loan[at] = parts(link[at], pairs.amount[at])[1]
    return loan


class Postings(NamedTuple):
    """Pairs of one debit and one credit, shape (pair,); `amount` is signed and never 0."""

    entry: Amounts
    debit: Amounts
    credit: Amounts
    amount: Amounts


def gross_postings(accounts: Chart, pairs: Pairs, loan: Amounts) -> Postings:
    """The pairs by entry: what was sold first, if anything; the part of an entry that changes a
    loan is posted on the loan."""
    to_loan = np.arange(len(accounts.accounts) + 1)  # the last stands for "no account", -1
    kept = accounts.claim_loan >= 0
    to_loan[accounts.claim[kept]] = accounts.claim_loan[kept]
    to_loan[accounts.debt[kept]] = accounts.debt_loan[kept]
    to_loan[-1] = -1
    net = pairs.amount - loan
    debits = (
        pairs.debit_sold,
        pairs.debit,
        to_loan[pairs.debit],
        pairs.debit_2,
        to_loan[pairs.debit_2],
    )
    others = (
        pairs.credit_sold, pairs.credit, to_loan[pairs.credit], pairs.credit_2,
        to_loan[pairs.credit_2],
    )  # fmt: skip
    debit, credit = np.stack(debits, axis=1).ravel(), np.stack(others, axis=1).ravel()
    amount = np.stack((pairs.sold, net, loan, net, loan), axis=1).ravel()
    rows = np.flatnonzero((debit >= 0) & (amount != 0))
    return Postings(rows // len(debits), debit[rows], credit[rows], amount[rows])


def columns(accounts: Chart, postings: Postings, dated: tuple[Amounts, Amounts, Amounts]) -> Ledger:
    """The postings as a ledger; `dated` are the entries' booking days, value days and events."""
    turned = postings.amount < 0
    booked, valued, event = dated
    return Ledger(
        accounts=accounts.accounts,
        entry=postings.entry,
        booking_day=booked[postings.entry],
        value_day=valued[postings.entry],
        debit=np.where(turned, postings.credit, postings.debit),
        credit=np.where(turned, postings.debit, postings.credit),
        amount=np.abs(postings.amount),
        event=event[postings.entry],
    )

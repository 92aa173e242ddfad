"""Checks of the books: entries, ledger against projection, cash, entitlements, positions.

Numbers 1 to 4 and 7 of the banking day, section 12. Each returns a finding and names the first
offender with its figures.
"""

import numpy as np

from treasury.accounts.ledger import LedgerAccount, LedgerKind
from treasury.arrays import Amounts
from treasury.checking.ages import wrong_age
from treasury.checking.evidence import Evidence, Finding, failed, first, passed
from treasury.money import written
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    AUX,
    CONCENTRATION,
    DAY,
    DEPOSIT_INTEREST,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    MADE,
    MADE_LATE,
    OTHER,
    REF,
    REINVESTED,
    TAX,
    TERM_FEE,
)

NO_STRUCTURE = "the run has no structure"
BETWEEN = ("position", "deposit", "member_loan")
"""Kinds of ledger account that hold what one legal person owes another."""


def no_links(evidence: Evidence) -> str:
    """Why nothing can be found out about links: there is no structure, or one without links."""
    return "the structure has no links" if evidence.plan.structure else NO_STRUCTURE


def entries_balance(evidence: Evidence) -> Finding:
    """1: every pair stays in one legal entity's books and one currency, and has an amount."""
    ledger = evidence.ledger
    books = [f"{account.legal_entity}\n{account.currency}" for account in ledger.accounts]
    book = np.unique(np.array(books), return_inverse=True)[1]
    count = int(np.count_nonzero(np.diff(ledger.entry, prepend=-1)))
    wrong = (book[ledger.debit] != book[ledger.credit]) | (ledger.amount <= 0)
    wrong |= np.diff(ledger.entry, prepend=0) < 0
    if wrong.any():
        (row,) = first(wrong)
        debit, credit = ledger.accounts[ledger.debit[row]], ledger.accounts[ledger.credit[row]]
        figure = written(int(ledger.amount[row]), debit.currency, grouped=True)
        day = evidence.day(int(ledger.booking_day[row]))
        return failed(
            count, f"entry {ledger.entry[row]} on {day}: {debit.name} / {credit.name}, {figure}"
        )
    return passed(count, "entries", "nothing was booked")


def ledger_is_projection(evidence: Evidence) -> Finding:
    """2: ledger = projection, every account and day on both bases, every loan, deposit and
    investment, and what is on its way to every account."""
    banks, projection = len(evidence.plan.names.accounts), evidence.projection
    owed = evidence.booked[:, banks : banks + len(evidence.plan.names.loans)]
    pairs = (
        ("book balance", evidence.booked[:, :banks], projection.book),
        ("value balance", evidence.valued[:, :banks], projection.value),
        ("loan", owed, -projection.owed),
    )
    examined = sum(ours.size for _, ours, _ in pairs)
    for what, ours, theirs in pairs:
        if not np.array_equal(ours, theirs):
            day, at = first(ours != theirs)
            account = evidence.ledger.accounts[at + (banks if what == "loan" else 0)]
            return failed(
                examined,
                f"{what} of {account.subject} on {evidence.day(day)}: ledger "
                f"{figure(account, ours[day, at])}, projection {figure(account, theirs[day, at])}",
            )
    wrong = deposits_differ(evidence)
    return failed(examined, wrong) if wrong else transit_is_projected(evidence, examined)


def deposits_differ(evidence: Evidence) -> str:
    """The first deposit or investment that the books hold otherwise than the projection, as text;
    "" if none."""
    names, projection = evidence.plan.names, evidence.projection
    told: dict[str, tuple[str, tuple[str, ...], Amounts]] = {
        "bank_deposit": ("deposit", names.deposits, projection.deposited),
        "investment": ("money market sweep", names.investments, projection.invested),
    }
    for at, account in enumerate(evidence.ledger.accounts):
        if account.kind not in told:
            continue
        what, ids, projected = told[account.kind]
        ours, theirs = evidence.booked[:, at], projected[:, ids.index(account.subject)]
        if not np.array_equal(ours, theirs):
            (day,) = first(ours != theirs)
            return (
                f"{what} {account.subject} on {evidence.day(day)}: ledger "
                f"{figure(account, ours[day])}, projection {figure(account, theirs[day])}"
            )
    return ""


def transit_is_projected(evidence: Evidence, examined: int) -> Finding:
    """The end of check 2: the books' transit accounts hold what is on its way to each account."""
    accounts = evidence.ledger.accounts
    booked = np.zeros_like(evidence.projection.transit)
    for at, account in enumerate(accounts):
        if account.kind == "transit":
            booked[:, evidence.plan.names.accounts.index(account.subject)] = evidence.booked[:, at]
    if not np.array_equal(booked, evidence.projection.transit):
        day, at = first(booked != evidence.projection.transit)
        ours, theirs = (
            evidence.money(at, int(table[day, at]))
            for table in (booked, evidence.projection.transit)
        )
        name = evidence.plan.names.accounts[at]
        return failed(
            examined,
            f"on its way to {name} on {evidence.day(day)}: ledger {ours}, projection {theirs}",
        )
    return passed(examined, "day-end balances of accounts and loans, book and value", "no accounts")


def figure(account: LedgerAccount, amount: int) -> str:
    """The amount as text, in the ledger account's currency."""
    return f"{written(int(amount), account.currency, grouped=True)} {account.currency}"


def posted(evidence: Evidence) -> Amounts:
    """What came to each account from outside the pool, a day; shape (day, account).

    From what became of the items, the table of fees, what is owed on credit lines and overdue
    loans, what is on the deposits and invested, and the interest that was posted, the fees by
    terms and of analyses and the taxes that were charged: not from the events of items, flat fees,
    lines and principals.
    """
    tables, projection = evidence.plan.tables, evidence.projection
    width = len(tables.accounts.opening)
    cash = np.zeros((tables.days, width), dtype=np.int64)
    items = np.flatnonzero(np.isin(projection.fate, (MADE, MADE_LATE)))
    add(cash, projection.made_day[items], tables.items.account[items], tables.items.amount[items])
    charged = np.repeat(np.arange(tables.days), np.diff(tables.charges.first))
    direct = np.where(tables.charges.analysis < 0, tables.charges.amount, 0)
    add(cash, charged, tables.charges.account, -direct)
    own = tables.accounts.line
    lines = np.append(own[own >= 0], tables.overdrafts.loan)
    before = np.vstack([tables.loans.drawn, projection.owed[:-1]])
    for line in lines.tolist():
        cash[:, tables.loans.account[line]] += projection.owed[:, line] - before[:, line]
    for rows, held in (
        (tables.deposits.rows, projection.deposited),
        (tables.investments.rows, projection.invested),
    ):
        before = np.vstack([rows.opening, held[:-1]])
        days = np.arange(tables.days)[:, np.newaxis]
        np.add.at(cash, (days, rows.account[np.newaxis, :]), before - held)
    paid = evidence.rows(INTEREST, DEPOSIT_INTEREST, REINVESTED, TERM_FEE, TAX, ANALYSIS_CHARGED)
    told = projection.events[paid]  # what is reinvested has raised the investment, and no cash
    add(cash, told[:, DAY], told[:, ACCOUNT], told[:, AMOUNT])
    return cash


def add(table: Amounts, days: Amounts, columns: Amounts, amounts: Amounts) -> None:
    """Add the amounts to the table (day, column), also where places repeat."""
    np.add.at(table, (days, columns), amounts)


def conversions(evidence: Evidence) -> tuple[Amounts, Amounts]:
    """What conversions gave to participants (took, below zero) and to headers; (day, account)."""
    events, effect = evidence.projection.events, evidence.effects
    rows = evidence.rows(CONCENTRATION, FUNDING)
    rows = rows[evidence.converts[events[rows, REF]]]
    below, above = (np.zeros_like(evidence.projection.book) for _ in range(2))
    add(below, events[rows, DAY], events[rows, ACCOUNT], effect.own[rows])
    add(above, events[rows, DAY], events[rows, OTHER], effect.other[rows])
    return below, above


def cash_is_conserved(evidence: Evidence) -> Finding:
    """3: a currency's cash changes only by what comes from outside; sweeps conserve it.

    What is on its way between two accounts counts. A sweep that converts takes from one currency
    and gives to another what its event says; the check of conversions judges how much that is.
    """
    names = evidence.plan.names
    outside, projection = posted(evidence), evidence.projection
    outside += sum(conversions(evidence))
    examined = 0
    for currency in sorted(set(names.currencies)):
        own = np.flatnonzero(np.array(names.currencies) == currency)
        opening = int(evidence.plan.tables.accounts.opening[own].sum())
        held = projection.book[:, own] + projection.transit[:, own]
        change = np.diff(held.sum(axis=1), prepend=opening)
        expected = outside[:, own].sum(axis=1)
        examined += len(change)
        if not np.array_equal(change, expected):
            (day,) = first(change != expected)
            return failed(
                examined,
                f"{currency} cash on {evidence.day(day)} changed by "
                f"{evidence.money(own[0], int(change[day]))}, of which from outside "
                f"{evidence.money(own[0], int(expected[day]))}",
            )
    return passed(examined, "days of a currency", "no accounts")


def entitlements_hold(evidence: Evidence) -> Finding:
    """4: sweeps and draws change nobody's entitlement; entitlements sum to books.

    Entitlement = book + what is on its way there + own position - positions of the direct
    participants. Its daily change must be what came from outside, and internal interest. What is
    converted leaves the participant's currency for a claim in its header's, which is nobody's
    entitlement in the participant's.
    """
    tables, projection = evidence.plan.tables, evidence.projection
    links = tables.links
    if len(links.participant) == 0:
        return Finding(None, 0, no_links(evidence))
    by_account = (projection.book + projection.transit).T.copy()
    own = np.where(evidence.converts, 0, projection.position)
    np.add.at(by_account, links.participant, own.T)
    np.subtract.at(by_account, links.header, projection.position.T)
    entitled = by_account.T
    expected = posted(evidence) + conversions(evidence)[0]
    internal = projection.events[evidence.rows(INTERNAL_INTEREST)]
    elsewhere = evidence.converts[internal[:, AUX]]
    for column, sign in ((links.participant, np.where(elsewhere, 0, 1)), (links.header, -1)):
        ends = column[internal[:, AUX]]
        add(expected, internal[:, DAY], ends, sign * internal[:, AMOUNT])
    change = np.diff(entitled, axis=0, prepend=tables.accounts.opening[np.newaxis, :])
    if not np.array_equal(change, expected):
        day, at = first(change != expected)
        return failed(
            change.size,
            f"entitlement of {evidence.plan.names.accounts[at]} on {evidence.day(day)} changed "
            f"by {evidence.money(at, int(change[day, at]))} where "
            f"{evidence.money(at, int(expected[day, at]))} came from outside",
        )
    return sums_to_books(evidence, entitled)


def sums_to_books(evidence: Evidence, entitled: Amounts) -> Finding:
    """The rest of check 4: per currency and day, entitlements sum to books, transit included, and
    claims that participants with another currency have on headers in this one."""
    currencies = evidence.plan.names.currencies
    header, position = evidence.plan.tables.links.header, evidence.projection.position
    into = np.array(currencies)[header]
    for currency in sorted(set(currencies)):
        own = np.flatnonzero(np.array(currencies) == currency)
        held = evidence.projection.book[:, own] + evidence.projection.transit[:, own]
        claims, books = entitled[:, own].sum(axis=1), held.sum(axis=1)
        claims += position[:, evidence.converts & (into == currency)].sum(axis=1)
        if not np.array_equal(claims, books):
            (day,) = first(claims != books)
            return failed(
                entitled.size,
                f"{currency} on {evidence.day(day)}: entitlements sum to "
                f"{evidence.money(own[0], int(claims[day]))}, books to "
                f"{evidence.money(own[0], int(books[day]))}",
            )
    return passed(entitled.size, "entitlements, day by day", "no accounts")


def positions_mirror(evidence: Evidence) -> Finding:
    """7: what one owes the other is owed, and both are what crossed their links."""
    accounts, booked = evidence.ledger.accounts, evidence.booked
    kept = [at for at, account in enumerate(accounts) if account.kind in BETWEEN]
    if not kept:
        return Finding(None, 0, "no link joins two legal persons")
    examined = len(kept) * len(evidence.plan.names.days)
    place = {accounts[at]: at for at in kept}
    for at in kept:
        account = accounts[at]
        twin = LedgerAccount(
            legal_entity=account.subject,
            kind=account.kind,
            subject=account.legal_entity,
            currency=account.currency,
        )
        own, there = booked[:, at], booked[:, place[twin]]
        if (own + there).any():
            (day,) = first(own + there != 0)
            return failed(
                examined,
                f"{account.name} on {evidence.day(day)}: {figure(account, own[day])}, "
                f"mirrored {figure(account, there[day])}",
            )
    return positions_are_links(evidence, kept, examined)


def positions_are_links(evidence: Evidence, kept: list[int], examined: int) -> Finding:
    """The next part of check 7: the position accounts of the books are the links' positions."""
    expected = expected_positions(evidence)
    for at in kept:
        own, account = evidence.booked[:, at], evidence.ledger.accounts[at]
        wanted = expected[account]
        if not np.array_equal(own, wanted):
            (day,) = first(own != wanted)
            return failed(
                examined,
                f"{account.name} on {evidence.day(day)}: books {figure(account, own[day])}, "
                f"links {figure(account, wanted[day])}",
            )
    return moves_explain(evidence, examined)


def expected_positions(evidence: Evidence) -> dict[LedgerAccount, Amounts]:
    """The balances that the projection's positions ask for, by ledger account; shape (day,).

    What a member sent up to a finance company is its deposit, what it fetched beyond that a loan.
    """
    names, links = evidence.plan.names, evidence.plan.tables.links
    entities = evidence.plan.scenario.entities
    lends = {each.id for each in entities if each.legal_form == "finance_company"}
    found: dict[LedgerAccount, Amounts] = {}
    for link, (low, high) in enumerate(
        zip(links.participant.tolist(), links.header.tolist(), strict=True)
    ):
        owner, holder = names.legal_entity[low], names.legal_entity[high]
        if owner == holder:
            continue
        position = evidence.projection.position[:, link]
        for kind, part in gross_of(position) if holder in lends else (("position", position),):
            for (whose, whom), sign in (((owner, holder), 1), ((holder, owner), -1)):
                account = LedgerAccount(
                    legal_entity=whose, kind=kind, subject=whom, currency=names.currencies[high]
                )
                found[account] = found.get(account, np.zeros_like(part)) + sign * part
    return found


def gross_of(position: Amounts) -> tuple[tuple[LedgerKind, Amounts], ...]:
    """The deposit and the loan of a position with a finance company, day by day."""
    return ("deposit", np.maximum(position, 0)), ("member_loan", np.minimum(position, 0))


def moves_explain(evidence: Evidence, examined: int) -> Finding:
    """The next part of check 7: position = sweeps + draws + interest; then, how long it stood."""
    ours, theirs = evidence.positions, evidence.projection.position
    if not np.array_equal(ours, theirs):
        day, link = first(ours != theirs)
        account = int(evidence.plan.tables.links.header[link])
        return failed(
            examined,
            f"{evidence.link(link)} on {evidence.day(day)}: sweeps, draws and interest make "
            f"{evidence.money(account, int(ours[day, link]))}, the position is "
            f"{evidence.money(account, int(theirs[day, link]))}",
        )
    wrong = wrong_age(evidence)
    if wrong:
        return failed(examined, wrong)
    return passed(examined, "day-end positions between legal persons", no_links(evidence))

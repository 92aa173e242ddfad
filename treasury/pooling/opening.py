"""The state before the first day: what accounts open with, what is owed, placed and invested.

Units and shapes as in `pooling.state`. Source: the banking day, section 3.
"""

import numpy as np

from treasury.arrays import Amounts
from treasury.pooling.packed import rows_of, together
from treasury.pooling.state import (
    AccountState,
    AccrualState,
    AnalysisState,
    InvestmentState,
    ItemState,
    LentState,
    LevyState,
    LinkState,
    NightState,
    NotionalState,
    OnLentState,
    SentState,
    State,
)
from treasury.structures import PlaceTable
from treasury.tables import Tables


def first_state(tables: Tables) -> State:
    """The state before the first day."""

    def zeros(count: int) -> Amounts:
        return np.zeros(count, dtype=np.int64)

    def nowhere(count: int) -> Amounts:
        return np.full(count, -1, dtype=np.int64)

    n, links = len(tables.accounts.opening), len(tables.links.participant)
    accruals = len(tables.accruals.kind)
    return State(
        accounts=rows_of(first_accounts(tables)),
        items=rows_of(first_fates(tables)),
        accruals=rows_of(AccrualState(*[zeros(accruals)] * 3)),
        nights=rows_of(first_nights(tables)),
        levies=rows_of(first_levies(tables)),
        analyses=rows_of(AnalysisState(*[zeros(len(tables.levies.analyses.rows.account))] * 9)),
        on_lent=rows_of(OnLentState(*[zeros(len(tables.levies.on_lent.rows.accrual))] * 4)),
        lent=rows_of(LentState(*[zeros(links)] * 3)),
        links=rows_of(LinkState(zeros(links), zeros(links), nowhere(links), *[zeros(links)] * 2)),
        sent=together(SentState(sending(tables), sending(tables))),
        places=rows_of(PlaceTable(*(column[tables.phase[0]] for column in tables.places))),
        ceiling=zeros(len(tables.ceilings.amount)),
        release=np.zeros((tables.days, n), dtype=np.int64),
        waiting=zeros(1),
        owed=tables.loans.drawn.copy(),
        limit=tables.loans.limit[0].copy(),
        deposited=tables.deposits.rows.opening.copy(),
        investments=rows_of(first_investments(tables)),
        number=tables.accruals.opening.copy(),
        watched=zeros(1),
        ahead=zeros(len(tables.levies.watches.kind)),
        redeemed=zeros(1),
        notional=rows_of(NotionalState(*[zeros(len(tables.notional.offset))] * 6)),
        part=zeros(len(tables.members.account)),
    )


def first_fates(tables: Tables) -> ItemState:
    """Nothing has become of any item yet, and none waits."""
    none = np.zeros(len(tables.items.day), dtype=np.int64)
    return ItemState(
        behind=none - 1, fate=none, made_day=none - 1, made_minute=none - 1, cause=none
    )


def first_nights(tables: Tables) -> NightState:
    """The nights before the first day; closed where something is overdue already."""
    owed = tables.loans.drawn[tables.overdrafts.loan]
    return NightState(used=tables.overdrafts.before, closed=(owed > 0).astype(np.int64))


def first_levies(tables: Tables) -> LevyState:
    """Nothing seen yet but what stands open before the first day."""
    opening = tables.levies.rows.opening
    none = np.zeros(len(opening), dtype=np.int64)
    return LevyState(number=opening, units=none, rest=none, seen=opening)


def first_investments(tables: Tables) -> InvestmentState:
    """What is invested before the first day, and nothing ordered."""
    opening = tables.investments.rows.opening
    none = np.zeros(len(opening), dtype=np.int64)
    return InvestmentState(invested=opening, ordered=none, since=none - 1)


def sending(tables: Tables) -> Amounts:
    """Nothing sent yet, shape (day, link); no days where no link takes any."""
    delay = tables.links.delay
    return np.zeros((tables.days if delay.any() else 0, len(delay)), dtype=np.int64)


def first_accounts(tables: Tables) -> AccountState:
    """The accounts before the first day: what they open with, no positions, no queues."""
    none = np.zeros(len(tables.accounts.opening), dtype=np.int64)
    return AccountState(*[none] * len(AccountState._fields))._replace(
        book=tables.accounts.opening,
        head=none - 1,
        overdraft=tables.accounts.intraday,
        lowest=tables.accounts.lowest,
    )

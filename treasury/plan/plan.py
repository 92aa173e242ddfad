"""A plan: one structure (or none) of a scenario, resolved."""

import datetime
from dataclasses import dataclass

import numpy as np

from treasury.arrays import Amounts
from treasury.rates import Side
from treasury.scenario import Scenario
from treasury.tables import BORROWED, UPSTREAMED, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the indices of the tables mean, for reports and books. Tuples by index.

    `account_records[a]` is the index of account `a` in `scenario.accounts`, `link_records`
    in `scenario.links`, `loan_ids` credit lines then term loans, `fees` in `scenario.fees`.
    `roots` are the headers that are nobody's participant on any day of the run.
    `legal_entity` is the id of the legal person (a branch's is its `branch_of`).
    `versions[v]` is (terms id, side, valid from or None, account of an agreed deposit or empty) of
    a row of the tier tables, `levies[l]` the fee by terms and what it is charged between: two legal
    persons, an account or a line. `pools` are the structure's notional pools, `deposits` those with
    a principal, `investments` the money market sweeps, `analyses` the account analyses.
    """

    days: tuple[datetime.date, ...]
    accounts: tuple[str, ...]
    account_records: tuple[int, ...]
    entities: tuple[str, ...]
    legal_entity: tuple[str, ...]
    banks: tuple[str, ...]
    currencies: tuple[str, ...]
    link_records: tuple[int, ...]
    roots: tuple[int, ...]
    loans: tuple[str, ...]
    items: tuple[str, ...]
    accrual_terms: tuple[str, ...]
    accrual_sides: tuple[Side, ...]
    versions: tuple[tuple[str, Side, datetime.date | None, str], ...]
    levies: tuple[tuple[str, tuple[str, ...]], ...]
    pools: tuple[str, ...]
    deposits: tuple[str, ...] = ()
    investments: tuple[str, ...] = ()
    analyses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """One run to simulate: the tables the kernel reads and the names of their rows.

    A plan equals itself alone: its words can be remembered by it.
    `name` is the structure's id, or "as_is" for the first run, or "standalone".
    `structure` is the structure's id, None where there is none. `positions` are n of each link
    before the first day, sent up > 0; empty where nothing is open, as in every run.
    """

    name: str
    structure: str | None
    scenario: Scenario
    names: Names
    tables: Tables
    positions: tuple[int, ...] = ()

    def money_of(self, accrual: int) -> int:
        """The account in whose currency the accrual is: of a position its header, else its own."""
        accruals = self.tables.accruals
        if accruals.kind[accrual] in (UPSTREAMED, BORROWED):
            return int(self.tables.links.header[accruals.subject[accrual]])
        return int(accruals.account[accrual])

    @property
    def opening_positions(self) -> Amounts:
        """Net sent up on each link before the first day; shape (link,)."""
        links = len(self.tables.links.participant)
        return np.array(self.positions or [0] * links, dtype=np.int64)

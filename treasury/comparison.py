"""Structures compared on the same items: the stand-alone run, the as-is run, and each structure.

Disturbed and enabled payments are measured against the stand-alone run, benefit against as-is.
All amounts are int minor units, positive = to the group's advantage unless said otherwise.
Source: the banking day, sections 5 and 10.
"""

from dataclasses import dataclass

from treasury.accounts.ledger import Ledger
from treasury.checks import CheckResult
from treasury.plan.plan import Plan
from treasury.scenario import Scenario
from treasury.tables import Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many, and how much in all (positive)."""

    count: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The headline figures of one run in one currency.

    `idle_cash`: average over calendar days of day-end credit book balances of all accounts but
    a structure's roots. `external_debt`: the same average of overdrafts and loans owed (> 0).
    Both are rounded once, half up. `interest_earned`, `interest_paid`, `fees`: over the run,
    accrued included, positive. `overdraft_nights`: account-nights with a negative book balance.
    `waterfall`: (step, amount) against as-is; the amounts sum to `net_benefit` exactly.
    `intercompany`: (creditor, debtor, closing > 0) between legal persons.
    """

    currency: str
    idle_cash: int
    external_debt: int
    interest_earned: int
    interest_paid: int
    fees: int
    net_benefit: int
    waterfall: tuple[tuple[str, int], ...]
    sweeps: Tally
    payments_made: Tally
    payments_disturbed: Tally
    payments_enabled: Tally
    overdraft_nights: int
    intercompany: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What the run means for one entity (branch or legal person) in one currency.

    `result` = interest earned - paid - fees + internal interest; `benefit` = result less the
    as-is result: a loser is below zero.
    """

    entity: str
    currency: str
    interest_earned: int
    interest_paid: int
    fees: int
    internal_interest: int
    result: int
    benefit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that fared differently than alone. `item` indexes the plan's item table.

    Days and minutes as in a projection, -1 where never made; `cause` is a CAUSE of tables.
    """

    item: int
    alone_day: int
    alone_minute: int
    here_day: int
    here_minute: int
    cause: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One structure (or none) run on the scenario's items."""

    plan: Plan
    projection: Projection
    ledger: Ledger
    checks: tuple[CheckResult, ...]
    figures: tuple[Figures, ...]
    members: tuple[Member, ...]
    disturbed: tuple[Payment, ...]
    enabled: tuple[Payment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Everything one command finds out: the runs on the same items, as-is first."""

    scenario: Scenario
    fingerprint: str
    standalone: Run
    runs: tuple[Run, ...]

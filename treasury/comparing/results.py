"""What a run earned and cost: by entity from the closed books, and against another run.

Amounts are minor units. Interest is accrued over the run: posted, plus what would be posted if
the last day were a settlement day. Source: the banking day, sections 1 and 10.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from treasury.accounts.ledger import Ledger, LedgerKind, closing
from treasury.comparing.conversion_costs import conversion_costs
from treasury.interest import is_earned
from treasury.plan.plan import Plan
from treasury.scenario import Scenario
from treasury.tables import ON_POSITIONS, Projection


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was earned and paid, positive; `internal_interest` earned less paid. `fx` is what
    conversions cost against the mid rate."""

    interest_earned: int = 0
    interest_paid: int = 0
    fees: int = 0
    internal_interest: int = 0
    tax: int = 0
    fx: int = 0

    @property
    def total(self) -> int:
        """What was gained: earned - paid - fees - conversions + internal interest - tax."""
        own = self.interest_earned - self.interest_paid - self.fees - self.fx
        return own + self.internal_interest - self.tax


Results = dict[tuple[str, str], Result]
"""By (entity, currency), of every entity with an account in that currency; sorted."""

PLACES: dict[LedgerKind, tuple[int, int]] = {
    "interest_earned": (0, -1),
    "interest_paid": (1, 1),
    "fees": (2, 1),
    "internal_interest_earned": (3, -1),
    "internal_interest_paid": (3, -1),
    "taxes": (4, 1),
}
"""Where a ledger account counts among the five numbers of a result, and its sign there."""


def results(plan: Plan, projection: Projection, ledger: Ledger) -> Results:
    """The result of every entity and currency: the closed books, and what has accrued."""
    names = plan.names
    owners = list(zip(names.entities, names.currencies, strict=True))
    sums = {owner: [0, 0, 0, 0, 0] for owner in sorted({*owners, *owed_elsewhere(plan.scenario)})}
    for account, balance in zip(ledger.accounts, closing(ledger).tolist(), strict=True):
        if account.kind in PLACES:
            place, sign = PLACES[account.kind]
            sums[account.subject, account.currency][place] += sign * balance
    accruals, header = plan.tables.accruals, plan.tables.links.header
    rows = np.arange(len(projection.accrued))
    gains = is_earned(accruals, rows, projection.accrued)
    for row in np.flatnonzero(projection.accrued).tolist():
        amount, owner = int(projection.accrued[row]), owners[accruals.account[row]]
        if accruals.kind[row] in ON_POSITIONS:
            above = owners[header[accruals.subject[row]]]
            sums[owner[0], above[1]][3] += amount
            sums[above][3] -= amount
        elif gains[row]:
            sums[owner][0] += amount
        else:
            sums[owner][1] -= amount
    for deposit in np.flatnonzero(projection.deposited[-1]).tolist():
        open_ = int(plan.tables.deposits.rows.accrued[deposit])
        sums[owners[plan.tables.deposits.rows.account[deposit]]][0] += open_
    converted = conversion_costs(plan, projection)
    for payer, place, amount in levied_open(plan, projection):
        sums[owners[payer]][place] += amount
    return {
        owner: Result(
            interest_earned=earned,
            interest_paid=paid,
            fees=fees,
            internal_interest=own,
            tax=tax,
            fx=converted.get(owner, 0),
        )
        for owner, (earned, paid, fees, own, tax) in sums.items()
    }


def owed_elsewhere(scenario: Scenario) -> set[tuple[str, str]]:
    """The participants whose priced positions are in the currency of their header, not in their
    own, in any structure: entity and that currency."""
    person = {one.id: one.branch_of or one.id for one in scenario.entities}
    accounts = {one.id: one for one in scenario.accounts}
    priced = {one.id for one in scenario.structures if one.internal_terms}
    ends = [
        (accounts[link.participant], accounts[link.header])
        for link in scenario.links
        if link.internal_terms or link.structure in priced
    ]
    return {(low.entity, high.currency) for low, high in ends
            if person[low.entity] != person[high.entity]}  # fmt: skip


def levied_open(plan: Plan, projection: Projection) -> Iterator[tuple[int, int, int]]:
    """The account, the place among the five numbers, and the amount (> 0) of each fee and tax that
    is open at the end; a fee that would go to an analysis counts in the open charge of that."""
    levies, analyses = plan.tables.levies.rows, plan.tables.levies.analyses
    through = analyses.through[plan.tables.days - 1, levies.way]
    for row in np.flatnonzero(projection.levied).tolist():
        if through[row] < 0:
            yield (
                int(levies.account[row]),
                4 if levies.tax[row] else 2,
                -int(projection.levied[row]),
            )
    for account, open_ in zip(analyses.rows.account, projection.analysed, strict=True):
        yield int(account), 2, -int(open_)


def group_result(found: Results, currency: str) -> Result:
    """The sum over all entities in one currency; internal interest cancels."""
    own = [result for (_, money), result in found.items() if money == currency]
    return Result(
        interest_earned=sum(result.interest_earned for result in own),
        interest_paid=sum(result.interest_paid for result in own),
        fees=sum(result.fees for result in own),
        internal_interest=sum(result.internal_interest for result in own),
        tax=sum(result.tax for result in own),
        fx=sum(result.fx for result in own),
    )


def waterfall(
    here: Result, as_is: Result, *, taxed: bool = False, converts: bool = False
) -> tuple[tuple[str, int], ...]:
    """The steps from the as-is result to this one; they sum to the difference exactly.

    Where nothing is `taxed`, or nothing `converts`, there is no step for it.

    >>> waterfall(Result(interest_earned=5, fees=2), Result(interest_earned=3, interest_paid=4))
    (('interest earned', 2), ('interest paid', 4), ('fees', -2), ('intercompany interest', 0))
    """
    steps = (
        ("interest earned", here.interest_earned - as_is.interest_earned),
        ("interest paid", as_is.interest_paid - here.interest_paid),
        ("fees", as_is.fees - here.fees),
        ("intercompany interest", here.internal_interest - as_is.internal_interest),
    )
    fx = (("FX", as_is.fx - here.fx),) if converts else ()
    return (*steps, *fx, *((("tax", as_is.tax - here.tax),) if taxed else ()))

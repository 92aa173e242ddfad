"""What is told of a run: its headline figures, and what it means for each member.

Amounts are int minor units of the figures' currency, positive = to the group's advantage unless
said otherwise. Source: the banking day, sections 5 and 10.
"""

from dataclasses import dataclass

from treasury.comparing.likeness import Difference, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The headline figures of one run in one currency.

    `idle_cash`: average over calendar days of day-end credit book balances of all accounts but
    a structure's roots. `idle_cash_as_is`: that average in the as-is run on the same accounts,
    those that are no root here. `root_cash`: the same average of this structure's roots.
    `external_debt`: the same average of overdrafts and loans owed (> 0). All are rounded once,
    half up. `interest_earned`, `interest_paid`, `fees`, `tax`: over the run, accrued included,
    numbers given from before the run too; what is paid on loans is in `interest_paid`, internal
    interest in neither. Positive, save that a negative rate reduces its own side. `sweeps`:
    concentration and funding that moved money; linked draws are part of their payments and not
    counted.
    `payments_made`, `payments_not_made`: together all payments, repayments of term loans
    included; `repayments_not_made` are these among the latter. `against_as_is`: the payments
    made otherwise than as-is, for which the benefit is not like for like.
    `overdraft_nights`: account-nights with a negative book balance.
    `waterfall`: (step, amount) against as-is; the amounts sum to `net_benefit` exactly.
    `deposits`: the average of what is placed on deposits with a principal, which is neither idle
    cash nor cash at the roots; `invested`: of what money market sweeps have invested, which is
    neither, too; None where the scenario has none.
    `overdraft_conversions`: how often what was overdrawn became overdue because the agreed nights
    were passed; None where the scenario has no overdraft agreement.
    `intercompany`: (creditor, debtor, closing > 0) between legal persons. `fx`: what conversions of
    sweeps cost against the mid rates of their days.
    """

    currency: str
    idle_cash: int
    idle_cash_as_is: int
    root_cash: int
    external_debt: int
    interest_earned: int
    interest_paid: int
    fees: int
    net_benefit: int
    waterfall: tuple[tuple[str, int], ...]
    sweeps: Tally
    payments_made: Tally
    payments_not_made: Tally
    repayments_not_made: Tally
    payments_disturbed: Tally
    payments_enabled: Tally
    against_as_is: Difference
    overdraft_nights: int
    intercompany: tuple[tuple[str, str, int], ...]
    tax: int = 0
    deposits: int | None = None
    invested: int | None = None
    overdraft_conversions: int | None = None
    fx: int = 0

    @property
    def sometimes(self) -> tuple[str, ...]:
        """The sums that few scenarios have and this one has: of FX where sweeps convert, tax."""
        steps = {step.lower() for step, _ in self.waterfall}
        return tuple(name for name in ("fx", "tax") if name in steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What the run means for one entity (branch or legal person) in one currency.

    `result` = interest earned - paid - fees - fx + internal interest - tax; `benefit` = result less
    the as-is result: a loser is below zero. `against_as_is`: its payments made otherwise than
    as-is.
    """

    entity: str
    currency: str
    interest_earned: int
    interest_paid: int
    fees: int
    internal_interest: int
    result: int
    benefit: int
    against_as_is: Difference
    tax: int = 0
    fx: int = 0

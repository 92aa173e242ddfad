"""Sentences for overdraft nights: counted, passed, what is overdue, and while the overdraft is
closed.

Amounts are written in major units of the account's currency. Source:
`docs/decisions/0057-overdraft-nights.md`.
"""

from collections.abc import Callable

from treasury.checking.closed import closures, nights_in_a_row
from treasury.credit import OverdraftAgreement
from treasury.plan.plan import Plan
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.hold_words import after_held
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import ACCOUNT, AMOUNT, AUX, BASE, OVERDUE, OVERDUE_REPAID, REF, SEEN


def agreement_of(plan: Plan, account: int) -> OverdraftAgreement | None:
    """The account's overdraft agreement, None without one."""
    name = plan.names.accounts[account]
    return next((one for one in plan.scenario.overdraft_agreements if one.account == name), None)


def overdue(plan: Plan, row: Row) -> str:
    """The sentence of what is overdrawn and becomes an overdue loan."""
    account, loan = row[ACCOUNT], one_line(plan.names.loans[row[REF]])
    amount, who = money(plan, account, row[AMOUNT]), plan.names.accounts[account]
    if row[AUX]:
        return (
            f"Overdue loan {loan} (逾期贷款): {amount} that {who} is overdrawn by is added, "
            "because its overdraft is closed."
        )
    nights = "1 night" if row[BASE] == 1 else f"{row[BASE]} nights"
    return (
        f"Overdue loan {loan} (逾期贷款): {who} was overdrawn on {nights} in a row, as many as "
        "were agreed. This night would be one more, so the bank credits the account with "
        f"{amount}, which is owed on the overdue loan from now on, and closes the overdraft."
    )


def repaid(plan: Plan, row: Row) -> str:
    """The sentence of what is repaid of an overdue loan."""
    account, loan = row[ACCOUNT], one_line(plan.names.loans[row[REF]])
    left = f"{money(plan, account, row[BASE])} is left" if row[BASE] else "nothing is left"
    opens = "; the overdraft opens again at this close, and payments find it from the next day on"
    return (
        f"Overdue loan {loan}: {money(plan, account, row[AMOUNT])} repaid from "
        f"{plan.names.accounts[account]}, because {money(plan, account, row[SEEN])} was there"
        f"{after_held(plan, row)}; {left}{opens if row[AUX] else ''}."
    )


def closed_words(plan: Plan, account: int) -> str:
    """What is said beside what an account may pay while its overdraft is closed."""
    agreement = agreement_of(plan, account)
    until = "until the overdue loan is repaid" if agreement and agreement.reopens else "for good"
    return f"its overdraft is closed {until}"


def night_words(view: DayView) -> list[str]:
    """How many nights in a row the account is overdrawn at the close, and how many are left."""
    agreement = agreement_of(view.plan, view.account)
    if agreement is None:
        return []
    if closures(view.plan, view.projection.events)[view.day + 1, view.account]:
        return [f"Overdraft {one_line(agreement.id)}: {closed_words(view.plan, view.account)}."]
    count = nights_in_a_row(view.plan, view.projection, agreement)[view.day]
    if count == 0:
        return []
    left = agreement.nights - count
    rest = "no further one is allowed" if left == 0 else f"{left} left"
    name = one_line(agreement.id)
    return [f"Overdraft {name}: night {count} in a row of {agreement.nights} (透支天数), {rest}."]


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {OVERDUE: overdue, OVERDUE_REPAID: repaid}
"""The sentence of each kind of event that is told here."""

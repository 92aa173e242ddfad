"""Sentences for overdraft nights: counted, passed, what is overdue, and while the overdraft is
closed.

Amounts are written in major units of the account's currency. Source:
`docs/decisions/0057-overdraft-nights.md`.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from treasury.checking.closed import closures, nights_in_a_row
from treasury.credit import OverdraftAgreement
from treasury.plan.overdrafts import begins_on, next_of
from treasury.plan.plan import Plan
from treasury.reporting.explaining.day_view import DayView, Row
from treasury.reporting.explaining.hold_words import after_held
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.tables import ACCOUNT, AMOUNT, AUX, BASE, OVERDUE, OVERDUE_REPAID, REF, SEEN

Agreed = OverdraftAgreement | None
ONE_DAY = timedelta(days=1)


def agreement_of(plan: Plan, account: int, day: int, owed: Sequence[int]) -> Agreed:
    """The account's overdraft agreement on a day: under which something is overdue, `owed` (loan,)
    on that day; else the latest that has begun, or the first; None without one."""
    name, loans = plan.names.accounts[account], plan.names.loans
    own = [one for one in plan.scenario.overdraft_agreements if one.account == name]
    owing = [one for one in own if owed[loans.index(one.id)]]
    begun = [one for one in own if begins_on(one) <= plan.names.days[day]]
    return next(
        iter(owing), max(begun, key=begins_on, default=min(own, key=begins_on, default=None))
    )


def overdue(plan: Plan, row: Row) -> str:
    """The sentence of what is overdrawn and becomes an overdue loan."""
    account, loan = row[ACCOUNT], one_line(plan.names.loans[row[REF]])
    amount, who = money(plan, account, row[AMOUNT]), plan.names.accounts[account]
    if row[AUX]:
        return (
            f"Overdue loan {loan} (逾期贷款): {amount} that {who} is overdrawn by is added, "
            "because its overdraft is closed."
        )
    nights = "1 night" if row[SEEN] == 1 else f"{row[SEEN]} nights"
    enough = "as many as were agreed"
    if row[SEEN] > row[BASE]:
        enough = f"more than the {row[BASE]} of the agreement that is in force now"
    return (
        f"Overdue loan {loan} (逾期贷款): {who} was overdrawn on {nights} in a row, {enough}. "
        "This night would be one more, so the bank credits the account with "
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


def closed_words(plan: Plan, account: int, day: int, owed: Sequence[int]) -> str:
    """What is said beside what an account may pay while its overdraft is closed."""
    agreement = agreement_of(plan, account, day, owed)
    assert agreement is not None
    later = next_of(agreement, plan.scenario.overdraft_agreements)
    if agreement.reopens or (later and begins_on(later) <= plan.names.days[day]):
        return "its overdraft is closed until the overdue loan is repaid"
    if later:
        return (
            f"its overdraft is closed until {one_line(later.id)} begins on {later.valid_from} and "
            "nothing is overdue"
        )
    return "its overdraft is closed for good"


def night_words(view: DayView) -> list[str]:
    """How many nights in a row the account is overdrawn at the close, and how many are left."""
    plan, owed = view.plan, view.projection.owed[view.day].tolist()
    agreement = agreement_of(plan, view.account, view.day, owed)
    if agreement is None:
        return []
    name = one_line(agreement.id)
    before, now = closures(plan, view.projection.events)[view.day : view.day + 2, view.account]
    later = next_of(agreement, plan.scenario.overdraft_agreements)
    if before and not now and later and later.valid_from == plan.names.days[view.day] + ONE_DAY:
        opens = "it begins on the next day, and nothing is overdue, so the overdraft is open"
        return [f"Overdraft {one_line(later.id)}: {opens} from then on."]
    if now:
        return [f"Overdraft {name}: {closed_words(plan, view.account, view.day, owed)}."]
    count = nights_in_a_row(plan, view.projection, agreement)[view.day]
    if count == 0:
        return []
    left = agreement.nights - count
    rest = "no further one is allowed" if left <= 0 else f"{left} left"
    return [f"Overdraft {name}: night {count} in a row of {agreement.nights} (透支天数), {rest}."]


SENTENCES: dict[int, Callable[[Plan, Row], str]] = {OVERDUE: overdue, OVERDUE_REPAID: repaid}
"""The sentence of each kind of event that is told here."""

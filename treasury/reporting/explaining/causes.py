"""Why a payment could not be made, or not when it was entered, in words.

The codes are those of `treasury.tables`.
"""

from treasury.flows.items import Item
from treasury.plan.plan import Plan
from treasury.reporting.explaining.rule_words import clock
from treasury.tables import (
    CAUSE_BUDGET,
    CAUSE_CUT_OFF,
    CAUSE_ENTITLEMENT,
    CAUSE_HEADER,
    CAUSE_OWN_CASH,
    CAUSE_POSITION,
    CAUSE_QUEUE,
    CAUSE_RECEIVE_ONLY,
    CAUSE_RIGHT,
    CAUSE_STOPPED,
    DAY,
    MINUTE,
    REASON,
    REF,
    UNTIMED,
)

CAUSE_WORDS = {
    CAUSE_OWN_CASH: "own money and overdraft fell short, and no header helps in this mode",
    CAUSE_HEADER: "own money fell short and the header could not give enough",
    CAUSE_ENTITLEMENT: "the account would have spent its participants' money",
    CAUSE_QUEUE: "an earlier payment of the account waited and may not be overtaken",
    CAUSE_RIGHT: "own money fell short and what the account may draw from its header was used up",
    CAUSE_BUDGET: "the budget of the period did not leave enough",
    CAUSE_RECEIVE_ONLY: "the account only receives and makes no payments",
    CAUSE_STOPPED: "the account was frozen or closed",
    CAUSE_POSITION: "own money fell short and a position limit kept back what would have come down",
    CAUSE_CUT_OFF: "it came outside the times of its bank or clearing system",
}


def cause_words(cause: int) -> str:
    """Why a payment could not be made on time, as a clause; `nothing stopped it` for 0."""
    return CAUSE_WORDS[cause] if cause else "nothing stopped it"


def entered_words(plan: Plan, item: int) -> str:
    """A remark where a payment was entered outside the times of its bank and clearing system."""
    items, source = plan.tables.items, int(plan.tables.items.source[item])
    if items.channel[item] < 0:
        return ""
    record = plan.scenario.items[source]
    first = plan.names.days[0]
    minute = record.time.hour * 60 + record.time.minute if record.time else UNTIMED
    if ((record.date - first).days, minute) == (int(items.day[item]), int(items.minute[item])):
        return ""
    clock = f" at {record.time:%H:%M}" if record.time else ""
    return f"; entered on {record.date.isoformat()}{clock}, outside {times_words(plan, record)}"


def times_words(plan: Plan, record: Item) -> str:
    """Whose times a payment has to keep: its clearing system's, or its bank's."""
    account = next(each for each in plan.scenario.accounts if each.id == record.account)
    bank = next(each for each in plan.scenario.banks if each.id == account.bank)
    return f"the times of {record.clearing or bank.clearing or f'bank {bank.id}'}"


def late_words(plan: Plan, row: list[int]) -> str:
    """A remark where a payment is made after its own time, with what first stopped it."""
    items, item = plan.tables.items, row[REF]
    day, minute = int(items.day[item]), int(items.minute[item])
    if day < row[DAY]:
        when = f"on {plan.names.days[day].isoformat()}"
    elif minute < row[MINUTE]:
        when = "at the start of the day" if minute == UNTIMED else f"at {clock(minute)}"
    else:
        return ""
    cause = f", when {cause_words(row[REASON])}" if row[REASON] else ""
    return f", late: it was due {when}{cause}"

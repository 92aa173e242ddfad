"""Sentences of money on its way between two banks (在途资金): sent, arrived, sent back.

Amounts are written in major units of the account's currency. A row is the list of an event's
columns, explained in `tables`.
"""

from treasury.plan.plan import Plan
from treasury.reporting.explaining.rule_words import money, one_line, stop_words
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BASE,
    BY_THE_BANK,
    CLOSED,
    COMING,
    CONCENTRATION,
    DAY,
    KIND,
    ON_ITS_WAY,
    OTHER,
    REASON,
    REF,
    SETTLEMENT,
)


def goes_up(row: list[int]) -> bool:
    """Whether a sweep or a settlement goes to the header."""
    return row[KIND] == CONCENTRATION or (row[KIND] == SETTLEMENT and row[AMOUNT] > 0)


def on_its_way(plan: Plan, row: list[int]) -> str:
    """When what crossed the link is there, or where it comes back, as a clause; else empty."""
    if row[AMOUNT] == 0 or not row[REASON] & ON_ITS_WAY:
        return ""
    links, names = plan.tables.links, plan.names
    receiver = row[OTHER] if goes_up(row) else row[ACCOUNT]
    days = int(links.delay[row[REF]])
    count = f"{days} business day{'s' if days > 1 else ''}"
    day = int(links.arrives[row[DAY], row[REF]])
    way = f"; the transfer to {names.accounts[receiver]} takes {count} and"
    if day >= len(names.days):
        return f"{way} is still on its way when the run ends"
    when = names.days[day].isoformat()
    if links.sent_back[row[DAY], row[REF]] or plan.tables.stopped[day, receiver] == CLOSED:
        return f"{way} comes back on {when}"
    return f"{way} arrives on {when}"


def counted_words(plan: Plan, row: list[int]) -> str:
    """A remark where what was on its way to the account counted in the balance a need saw."""
    if row[COMING] == 0:
        return ""
    return f" with {money(plan, row[ACCOUNT], row[COMING])} on its way to it"


def arrived(plan: Plan, row: list[int]) -> str:
    """The sentence of what was on its way and is credited."""
    names = plan.names
    return (
        f"{money(plan, row[ACCOUNT], row[AMOUNT])} arrived on {names.accounts[row[ACCOUNT]]}: "
        f"{names.accounts[row[OTHER]]} had sent it on {names.days[row[BASE]].isoformat()}."
    )


def sent_back(plan: Plan, row: list[int]) -> str:
    """The sentence of what came back to its giver, and why; the position is as before it."""
    names = plan.names
    who, other = names.accounts[row[ACCOUNT]], names.accounts[row[OTHER]]
    return (
        f"{money(plan, row[ACCOUNT], row[AMOUNT])} came back to {who}: what it had sent to {other} "
        f"on {names.days[row[BASE]].isoformat()} was sent back, because {why_words(plan, row)}. "
        f"The position between the two is as if it had not been sent; the next sweep may try "
        f"again, with a new transfer."
    )


def why_words(plan: Plan, row: list[int]) -> str:
    """Why the money was sent back, as a clause."""
    if row[REASON] != BY_THE_BANK:
        return f"{plan.names.accounts[row[OTHER]]} {stop_words(plan, row[OTHER], row[DAY])}"
    participant = plan.names.accounts[plan.tables.links.participant[row[REF]]]
    key = (plan.structure, participant, plan.names.days[row[BASE]])
    told = next(
        one.reason for one in plan.scenario.rejections
        if (one.structure, one.participant, one.date) == key
    )  # fmt: skip
    return f"the bank rejected it{f' ({one_line(told)})' if told else ''}"

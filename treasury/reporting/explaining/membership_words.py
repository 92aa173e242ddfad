"""Sentences of links: what is returned, and, where they end, what is settled or taken over.

Amounts are written in major units of the account's currency. A row is the list of an event's
columns, explained in `tables`.
"""

from datetime import timedelta

from treasury.plan.plan import Plan
from treasury.pooling.structure import Link
from treasury.reporting.explaining.hold_words import held_of, not_given
from treasury.reporting.explaining.rule_words import money, rule_of_link
from treasury.reporting.explaining.transit_words import on_its_way
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    BOUND_CAPACITY,
    DAY,
    GIVES,
    ON_ITS_WAY,
    OTHER,
    REASON,
    REF,
    SEEN,
)

ONE_DAY = timedelta(days=1)


def settlement(plan: Plan, row: list[int]) -> str:
    """The sentence of what was paid back when, or after, a link ended."""
    account, names = row[ACCOUNT], plan.names.accounts
    who, header = names[account], names[row[OTHER]]
    last = plan.scenario.links[plan.names.link_records[row[REF]]].valid_until
    opened = money(plan, account, abs(row[SEEN]))
    moved = money(plan, account, abs(row[AMOUNT]))
    if row[SEEN] > 0:
        text = f"{header} owed {who} {opened}, and paid {moved} back"
    elif row[SEEN] < 0:
        text = f"{who} owed {header} {opened}, and repaid {moved}"
    else:
        text = "nothing was open on it"
    rest = on_its_way(plan, row)
    if row[REASON] & ON_ITS_WAY and row[AMOUNT] == 0:
        return (
            f"The link of {who} to {header} ended on {last}: money is still on its way over it, so "
            f"what is open ({opened}) is settled when that has arrived or come back."
        )
    if row[REASON] & BOUND_CAPACITY:
        payer = header if row[SEEN] > 0 else who
        left = money(plan, account, abs(row[SEEN] + row[AMOUNT]))
        more = "no more that is not held" if held_by(plan, row) else "no more"
        rest += f"; {payer} has {more}, {left} stays open and is tried again every evening"
    return f"The link of {who} to {header} ended on {last}: {text}{rest}."


def held_by(plan: Plan, row: list[int]) -> int:
    """What is held of the account that settles: the header where it owed, else the participant."""
    return held_of(plan, row[OTHER] if row[SEEN] > 0 else row[ACCOUNT], row[DAY])


def returned(plan: Plan, row: list[int]) -> str:
    """The sentence of a sweep that its header returned at opening, as far as it could."""
    account, names = row[ACCOUNT], plan.names.accounts
    who, header = names[account], names[row[OTHER]]
    due, gives, left = (
        money(plan, account, each) for each in (row[BASE], row[GIVES], row[BASE] - row[AMOUNT])
    )
    text = (
        f"{rule_of_link(plan, row[REF])} returns what was swept from {who} on "
        f"{plan.names.days[row[AUX]].isoformat()} and has not come down since, {due}"
    )
    if not row[REASON] & BOUND_CAPACITY:
        return f"{text}: {header} returned all of it."
    came = f"could return {gives} only" if row[AMOUNT] else "had nothing to return it from"
    came += not_given(plan, row)
    return f"{text}: {header} {came}, so {left} stays up with it and is not due again."


def novated(plan: Plan, row: list[int]) -> str:
    """The sentence of a position that another header took over; no cash moved."""
    account, names = row[ACCOUNT], plan.names.accounts
    who, header = names[account], names[row[OTHER]]
    ended = plan.scenario.links[plan.names.link_records[row[AUX]]]
    before, after = (position_words(plan, row, n) for n in (row[SEEN], row[SEEN] + row[AMOUNT]))
    if renewed(plan, ended):
        line = plan.scenario.links[plan.names.link_records[row[REF]]]
        its = f"that ended on {ended.valid_until}" if line is ended else f"from {line.valid_from}"
        return (
            f"The link of {who} to {header} was renewed and its position goes on: on its line "
            f"{its}, before, {before}; now, {after}. No cash moved between {who} and {header}."
        )
    return (
        f"{ended.participant} left {ended.header} and its new header takes the position over: "
        f"before, {before}; now, {after}. No cash moved between {who} and {header}."
    )


def renewed(plan: Plan, ended: Link) -> bool:
    """Whether the participant's next link leads to the same header, under other terms only."""
    return ended.valid_until is not None and any(
        (line.structure, line.participant, line.header, line.valid_from)
        == (ended.structure, ended.participant, ended.header, ended.valid_until + ONE_DAY)
        for line in plan.scenario.links
    )


def position_words(plan: Plan, row: list[int], position: int) -> str:
    """Who owes whom on the event's link at this position."""
    account, names = row[ACCOUNT], plan.names.accounts
    who, header = names[account], names[row[OTHER]]
    amount = money(plan, account, abs(position))
    if position > 0:
        return f"{header} owes {who} {amount}"
    return f"{who} owes {header} {amount}" if position < 0 else f"{who} and {header} owe nothing"


def absent_words(plan: Plan, account: int, day: int) -> str:
    """Why the account has no link today although it has one on another day; "" if it never has."""
    today, ended = plan.names.days[day], ""
    for record in (plan.scenario.links[at] for at in plan.names.link_records):
        if record.participant != plan.names.accounts[account]:
            continue
        if record.valid_from and today < record.valid_from:
            return f"its link to {record.header} begins on {record.valid_from}"
        ended = f"its link to {record.header} ended on {record.valid_until}"
    return ended

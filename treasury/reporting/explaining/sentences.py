"""Sentences for events: events are numbers and codes, here they become bankers' words.

Amounts are written in major units of the account's currency, unsigned where the verb says the
direction. An event is a row of a projection's `events`; its columns are explained in `tables`.
"""

from collections.abc import Callable, Sequence

import numpy as np

from treasury.arrays import WITHOUT_BOUND, Amounts
from treasury.plan.plan import Plan
from treasury.pooling.rules import (
    AT_HEADER,
    AT_POSITION,
    AT_RECEIPTS,
    NOTHING_ELSE,
    limits_down,
    limits_up,
)
from treasury.reporting.explaining import (
    analysis_words,
    conversion_words,
    deposit_words,
    levy_words,
    membership_words,
    money_market_words,
    overdraft_words,
    posting_words,
    transit_words,
)
from treasury.reporting.explaining.causes import cause_words, entered_words, late_words
from treasury.reporting.explaining.ceiling_words import ceiling_words, kept_words
from treasury.reporting.explaining.hold_words import (
    added,
    held_of,
    not_given,
    off_the_need,
)
from treasury.reporting.explaining.limit_words import held_back, limit_words
from treasury.reporting.explaining.rule_words import (
    equation_at,
    money,
    one_line,
    stop_words,
)
from treasury.reporting.explaining.rules_of_day import rule_words
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ARRIVED,
    AUX,
    BASE,
    BESIDE,
    BOUND_CAPACITY,
    BOUND_PASSED_OVER,
    BOUND_PRO_RATA,
    CONCENTRATION,
    DAY,
    DRAW,
    END_OF_DAY,
    FUNDING,
    GIVES,
    KEPT_FOR_PARTICIPANTS,
    KIND,
    MINUTE,
    NOVATED,
    ON_ITS_WAY,
    ON_RECEIPT,
    OTHER,
    PAYMENT,
    QUEUED,
    REASON,
    RECEIPT,
    REF,
    REFUSED,
    REJECTED,
    RESERVED_FOR_QUEUE,
    RETURN,
    SEEN,
    SENT_BACK,
    SETTLEMENT,
    link_on,
)

Event = Sequence[int] | Amounts


def event_sentence(plan: Plan, event: Event) -> str:
    """The event, of whatever kind, as one sentence."""
    row = numbers(event)
    return SENTENCES[row[KIND]](plan, row)


def sweep_sentence(plan: Plan, event: Event) -> str:
    """A sweep between participant and header: rule, what it saw, what bound it, what moved.

    Also for a sweep that was wanted and not made (amount 0). The event is a CONCENTRATION,
    FUNDING, RETURN or DRAW.
    """
    row = numbers(event)
    if row[KIND] == RETURN:
        return membership_words.returned(plan, row)
    if row[KIND] == DRAW:
        return draw_sentence(plan, row)
    return concentration(plan, row) if row[KIND] == CONCENTRATION else funding(plan, row)


def payment_sentence(plan: Plan, event: Event) -> str:
    """A receipt or payment: what came, went, waits or was refused, and why.

    The event is a RECEIPT, PAYMENT, QUEUED, REJECTED or REFUSED.
    """
    row = numbers(event)
    if row[KIND] == RECEIPT:
        return receipt(plan, row)
    return payment(plan, row) if row[KIND] == PAYMENT else not_paid(plan, row)


def numbers(event: Event) -> list[int]:
    """The event's columns as Python integers."""
    return event.tolist() if isinstance(event, np.ndarray) else list(event)


def concentration(plan: Plan, row: list[int]) -> str:
    """The sentence of a sweep up; see `sweep_sentence`."""
    account, link = row[ACCOUNT], row[REF]
    names = plan.names.accounts
    header = names[row[OTHER]]
    opening = (
        f"{rule_words(plan, row[DAY], link)} saw {money(plan, account, row[SEEN])} on "
        f"{names[account]}{taken_off(plan, row)}{looked_words(plan, row)}{at_once_words(row)}"
    )
    if row[BASE] == 0:
        return f"{opening}; nothing was left to send up to {header}."
    equation = equation_at(plan, row[DAY], link)
    steps = limit_words(plan, row, "", limits_up(equation, row[SEEN]))
    if row[AMOUNT] == 0:
        base = money(plan, account, row[BASE])
        return f"{opening} and wanted to send {base} up to {header}{steps}; nothing was sent."
    way = transit_words.on_its_way(plan, row)
    sold = conversion_words.converted_words(plan, row)
    return (
        f"{opening} and sent {money(plan, account, row[AMOUNT])} up to {header}{steps}{way}{sold}."
    )


def at_once_words(row: list[int]) -> str:
    """A remark where the rule fired in real time; empty where it ran in a pass."""
    return " in real time, on a receipt" if row[REASON] & ON_RECEIPT else ""


def looked_words(plan: Plan, row: list[int]) -> str:
    """What the rule looked at beside the balance, as a clause; empty where nothing."""
    account, looks_at = row[ACCOUNT], equation_at(plan, row[DAY], row[REF]).looks_at
    if looks_at == NOTHING_ELSE:
        return ""
    beside = money(plan, account, abs(row[BESIDE]))
    if looks_at == AT_RECEIPTS:
        return f" and {beside} received since its last run"
    if looks_at == AT_POSITION:
        already = "already sent up" if row[BESIDE] >= 0 else "owed to its header"
        return f" with {beside} {already}"
    assert looks_at == AT_HEADER
    return f" and {beside} missing on {plan.names.accounts[row[OTHER]]}"


def taken_off(plan: Plan, row: list[int]) -> str:
    """What a concentration's balance is already less of: holds, reserved cash, branch's needs."""
    parts = []
    held = held_of(plan, row[ACCOUNT], row[DAY])
    if held:
        parts.append(f"{money(plan, row[ACCOUNT], held)} held")
    if row[REASON] & RESERVED_FOR_QUEUE:
        parts.append(f"{money(plan, row[ACCOUNT], row[GIVES])} reserved for queued payments")
    if row[REASON] & KEPT_FOR_PARTICIPANTS:
        needs = money(plan, row[ACCOUNT], row[AUX])
        parts.append(f"{needs} kept for its participants' needs")
    return f" after {' and '.join(parts)}" if parts else ""


def funding(plan: Plan, row: list[int]) -> str:
    """The sentence of a sweep down; see `sweep_sentence`."""
    account, link = row[ACCOUNT], row[REF]
    names = plan.names.accounts
    equation = equation_at(plan, row[DAY], link)
    down = limits_down(equation)
    less = off_the_need(plan, row)
    if row[AUX]:
        less.append(f"{money(plan, account, row[AUX])} of its own participants' needs")
    after = f" after {' and '.join(less)}" if less else ""
    opening = (
        f"{rule_words(plan, row[DAY], link)} saw {money(plan, account, row[SEEN])} on "
        f"{names[account]}{transit_words.counted_words(plan, row)}{after} and asked "
        f"{names[row[OTHER]]} for "
        f"{money(plan, account, row[BASE])}"
    )
    steps = limit_words(plan, row, " on deficits", down)
    if row[BESIDE] == 0:
        return f"{opening}{steps}; nothing came."
    way = transit_words.on_its_way(plan, row)
    bought = conversion_words.converted_words(plan, row)
    return f"{opening}{steps}; {grant_words(plan, row)}{way}{bought}."


def grant_words(plan: Plan, row: list[int]) -> str:
    """What the header could give and what came of it, as a clause."""
    header = plan.names.accounts[row[OTHER]]
    if held_back(plan, row):
        return held_words(plan, row)
    verb = "was sent" if row[REASON] & ON_ITS_WAY else "came"
    came = f"{money(plan, row[ACCOUNT], row[AMOUNT])} {verb}" if row[AMOUNT] else "nothing came"
    counted = line_words(plan, row) + not_given(plan, row)
    if row[GIVES] >= WITHOUT_BOUND:
        return f"{header} can give without bound{counted}, so {came}"
    most = conversion_words.header_money(plan, row, row[GIVES])
    if row[REASON] & BOUND_PRO_RATA:
        return (
            f"{header} could not give all that was asked of it and shares pro rata; it had "
            f"{most} left to share{counted}: {came}"
        )
    gives = f"{header} could give {most}{counted}"
    if row[REASON] & BOUND_PASSED_OVER:
        whole = f"{gives}, not all of it, and gives no part: it was passed over and {came}"
        return whole + served_later_words(plan, row)
    if row[REASON] & BOUND_CAPACITY:
        return f"{gives}, so {came}{served_later_words(plan, row)}"
    return f"{gives}, so all of it {verb}" if row[AMOUNT] else f"{gives}; {came}"


def served_later_words(plan: Plan, row: list[int]) -> str:
    """A remark where a short header is itself served only later in the pass, header by header."""
    above = link_on(plan.tables, row[DAY], row[OTHER])
    if not plan.tables.passes.by_level or above < 0 or plan.tables.links.overdraws[above]:
        return ""
    names = plan.names.accounts
    header = names[plan.tables.links.header[above]]
    return f"; header by header, {header} serves {names[row[OTHER]]} only after this"


def held_words(plan: Plan, row: list[int]) -> str:
    """What the header could give, and what came of it where a position limit left less."""
    account, header = row[ACCOUNT], plan.names.accounts[row[OTHER]]
    most = conversion_words.header_money(plan, row, row[GIVES])
    gives = f"{header} could give {most}{line_words(plan, row)}"
    if row[GIVES] >= WITHOUT_BOUND:
        gives = f"{header} can give without bound{line_words(plan, row)}"
    came = f"{money(plan, account, row[AMOUNT])} came" if row[AMOUNT] else "nothing came"
    return f"{gives}, but {ceiling_words(plan, row)}: {came}"


def line_words(plan: Plan, row: list[int]) -> str:
    """A remark where the header's undrawn credit line counted in what it could give."""
    header = row[OTHER]
    root = link_on(plan.tables, row[DAY], header) < 0
    counts = row[MINUTE] >= END_OF_DAY and root
    return " with its credit line" if counts and plan.tables.accounts.line[header] >= 0 else ""


def draw_sentence(plan: Plan, row: list[int]) -> str:
    """The sentence of a linked draw: who passed down how much, for which payment."""
    names = plan.names.accounts
    return (
        f"Linked draw: {names[row[OTHER]]} passed {money(plan, row[ACCOUNT], row[AMOUNT])} down "
        f"to {names[row[ACCOUNT]]} for payment {item_words(plan, row[AUX])}; "
        f"{money(plan, row[OTHER], row[SEEN])} of it was its own cash{draw_words(plan, row)}."
    )


def draw_words(plan: Plan, row: list[int]) -> str:
    """What a root borrowed for a draw (above others another draw tells), and the budget it used."""
    who, rest, text = plan.names.accounts[row[ACCOUNT]], row[AMOUNT] - row[SEEN], ""
    if rest and link_on(plan.tables, row[DAY], row[OTHER]) < 0:
        text = f", {money(plan, row[OTHER], rest)} its overdraft or credit line"
    if row[BASE]:
        text += f"; the budget of {who} was used by {money(plan, row[ACCOUNT], row[BASE])}"
    return text


# --- items --------------------------------------------------------------------------------


def item_words(plan: Plan, item: int) -> str:
    """The item's id with its counterparty, for example `P-17 (Glass Works)`."""
    source = int(plan.tables.items.source[item])
    who = ""
    if source < len(plan.scenario.items):
        record = plan.scenario.items[source]
        who = one_line(record.counterparty or record.text)
    name = one_line(plan.names.items[item])
    return f"{name} ({who})" if who else name


def receipt(plan: Plan, row: list[int]) -> str:
    """The sentence of a receipt."""
    account, item = row[ACCOUNT], row[REF]
    return (
        f"Received {money(plan, account, row[AMOUNT])} on {plan.names.accounts[account]}: "
        f"{item_words(plan, item)}; {money(plan, account, row[SEEN])} was there before"
        f"{value_words(plan, row)}{restored_words(plan, row)}."
    )


def restored_words(plan: Plan, row: list[int]) -> str:
    """A remark where a refund gave back to the account's budget."""
    if not plan.tables.items.refund[row[REF]]:
        return ""
    return f"; this refund gave {money(plan, row[ACCOUNT], row[BASE])} back to its budget"


def value_words(plan: Plan, row: list[int]) -> str:
    """A remark where the item bears interest from a later day than it is booked."""
    value_day = int(plan.tables.items.value_day[row[REF]])
    if value_day <= row[DAY]:
        return ""
    later = (plan.names.days[0].toordinal() + value_day) - plan.names.days[row[DAY]].toordinal()
    return f"; its value date is {later} day{'s' if later > 1 else ''} later"


def payment(plan: Plan, row: list[int]) -> str:
    """The sentence of a payment that was made: from own money, a linked draw, an overdraft."""
    account, item = row[ACCOUNT], row[REF]
    amount, own, draw = -row[AMOUNT], max(0, row[SEEN]), row[GIVES]

    def say(minor: int) -> str:
        return money(plan, account, minor)

    parts = [f"{say(min(own, amount))} from its own balance"] if own else []
    if draw:
        parts.append(f"{say(draw)} drawn from its header")
    overdrawn = amount - min(own, amount) - draw
    if overdrawn:
        parts.append(f"{say(overdrawn)} from its overdraft or credit line")
    return (
        f"Paid {say(amount)} from {plan.names.accounts[account]}: {item_words(plan, item)}"
        f"{late_words(plan, row)}; {', '.join(parts) or 'nothing was needed'} "
        f"({payable_words(plan, row)}){value_words(plan, row)}{used_words(plan, row)}"
        f"{entered_words(plan, item)}."
    )


def used_words(plan: Plan, row: list[int]) -> str:
    """A remark where a payment used its account's budget with its whole amount."""
    return f"; its budget was used by {money(plan, row[ACCOUNT], row[AUX])}" if row[AUX] else ""


def payable_words(plan: Plan, row: list[int]) -> str:
    """How much the account could pay at that moment, as a clause."""
    if row[BASE] >= WITHOUT_BOUND:
        return "it could pay without bound"
    return f"it could pay {money(plan, row[ACCOUNT], row[BASE])}"


NOT_PAID = {QUEUED: "Queued", REJECTED: "Rejected", REFUSED: "Refused"}


def not_paid(plan: Plan, row: list[int]) -> str:
    """The sentence of a payment that was queued, rejected or refused, with its cause.

    GIVES is the cause that stopped it first, told where it is another than now.
    """
    account, item = row[ACCOUNT], row[REF]
    amount = money(plan, account, abs(row[AMOUNT]))
    if row[AMOUNT] > 0:
        stop = stop_words(plan, account, row[DAY])
        who = plan.names.accounts[account]
        return f"Sent back {amount} to {item_words(plan, item)}: {who} {stop}."
    first = ""
    if row[GIVES] and row[GIVES] != row[REASON]:
        first = f", at first because {cause_words(row[GIVES])}"
    closing = " at the close" if row[KIND] == REFUSED else ""
    return (
        f"{NOT_PAID[row[KIND]]} {amount} from {plan.names.accounts[account]}{closing}: "
        f"{item_words(plan, item)}; {cause_words(row[REASON])}{kept_words(plan, row)}{first} "
        f"({money(plan, account, row[SEEN])} was free, {payable_words(plan, row)}"
        f"{added(plan, account, row[DAY])}){entered_words(plan, item)}."
    )


SENTENCES: dict[int, Callable[[Plan, list[int]], str]] = {
    RECEIPT: receipt,
    PAYMENT: payment,
    QUEUED: not_paid,
    REJECTED: not_paid,
    REFUSED: not_paid,
    DRAW: draw_sentence,
    CONCENTRATION: concentration,
    FUNDING: funding,
    **analysis_words.SENTENCES,
    **deposit_words.SENTENCES,
    **money_market_words.SENTENCES,
    **levy_words.SENTENCES,
    **overdraft_words.SENTENCES,
    **posting_words.SENTENCES,
    SETTLEMENT: membership_words.settlement,
    ARRIVED: transit_words.arrived,
    SENT_BACK: transit_words.sent_back,
    NOVATED: membership_words.novated,
    RETURN: membership_words.returned,
}

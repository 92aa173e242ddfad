"""The limits of a sweep in words: which of them changed the amount, in the profile's order.

Amounts are minor units and are written in major units of the account's currency.
"""

from treasury.plan.plan import Plan
from treasury.pooling.rules import MAXIMUM, MINIMUM, MULTIPLE, RAISED, Limits, Steps, limited
from treasury.reporting.explaining.ceiling_words import ceiling_words
from treasury.reporting.explaining.conversion_words import cost_to_header, room_of_participant
from treasury.reporting.explaining.rule_words import money
from treasury.reporting.explaining.window_words import maximum_words
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BASE,
    BESIDE,
    BOUND_PASSED_OVER,
    BOUND_POSITION,
    BOUND_PRO_RATA,
    CONCENTRATION,
    FUNDING,
    GIVES,
    KIND,
    REASON,
    ROOM,
)


def limit_words(plan: Plan, row: list[int], which: str, limits: Limits) -> str:
    """Which limits changed the base, each with its figure and what it changed, as clauses.

    In the order of the profile; `which` is a word put behind the limit's name. Before them a
    position limit that left less than the base; behind them one that lets all or nothing through.
    """
    account, amount = row[ACCOUNT], row[BASE]
    steps, words = steps_at(plan), ""
    bound = bound_when_asked(plan, row, limits)
    if bound and held_back(plan, row):
        return f"; position limits let it ask for {money(plan, account, row[BESIDE])} only"
    room = room_of_participant(plan, row) if bound else 0
    if bound and not steps.half_up:
        words = f"; {ceiling_words(plan, row)}"
        amount = min(amount, room)
    for step in steps[:3]:
        code = RAISED if step == MINIMUM and row[REASON] & RAISED else step
        if not row[REASON] & code:
            continue
        after = limited(amount, limits, Steps(step, 0, 0, steps.half_up))[0]
        limit = {MAXIMUM: limits.maximum, MULTIPLE: limits.multiple}.get(step, limits.minimum)
        was, figure = money(plan, account, amount), money(plan, account, limit)
        said = maximum_words(plan, row, limits, which, figure) if step == MAXIMUM else ""
        words += STEP_WORDS[code, after > amount].format(
            which=which, was=was, limit=figure, maximum=said
        )
        amount = after
    if bound and (steps.half_up or amount > wished(row)):
        all_or_nothing = f"not the whole {money(plan, account, amount)}"
        words += f"; {ceiling_words(plan, row)}, {all_or_nothing}" if steps.half_up else ""
        words += "" if steps.half_up else f", {all_or_nothing}"
    return words


def wished(row: list[int]) -> int:
    """What came of the rule's wish: what was sent up, or asked for."""
    return row[AMOUNT] if row[KIND] == CONCENTRATION else row[BESIDE]


def held_back(plan: Plan, row: list[int]) -> bool:
    """Whether a position limit left less than the header would have given when its turn came."""
    bound = row[REASON] & BOUND_POSITION and not row[REASON] & BOUND_PASSED_OVER
    if row[KIND] != FUNDING or not bound:
        return False
    if row[REASON] & BOUND_PRO_RATA:
        return row[AMOUNT] == row[ROOM]
    return min(cost_to_header(plan, row, row[BESIDE]), row[GIVES]) > row[ROOM]


def bound_when_asked(plan: Plan, row: list[int], limits: Limits) -> bool:
    """Whether a position limit changed what the rule wanted, not only what came of it."""
    if not row[REASON] & BOUND_POSITION:
        return False
    asked = limited(row[BASE], limits, steps_at(plan))[0]
    return row[KIND] == CONCENTRATION or row[BESIDE] != asked


STEP_WORDS = {
    (MAXIMUM, False): "; {maximum} cut it from {was}",
    (MULTIPLE, False): "; the multiple{which} of {limit} rounded it down from {was}",
    (MULTIPLE, True): "; the multiple{which} of {limit} rounded it up from {was}",
    (MINIMUM, False): "; {was} is below the minimum{which} of {limit}",
    (RAISED, True): "; it was raised from {was} to the minimum{which} of {limit}",
}
"""A step of the limits by its code and whether it made the amount larger."""


def steps_at(plan: Plan) -> Steps:
    """The limits of the plan's profile in their order."""
    passes = plan.tables.passes
    return Steps(passes.first, passes.second, passes.third, passes.half_up)

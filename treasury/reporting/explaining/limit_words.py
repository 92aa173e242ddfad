"""The limits of a sweep in words: which of them changed the amount, in the profile's order.

Amounts are minor units and are written in major units of the account's currency.
"""

from treasury.plan.plan import Plan
from treasury.pooling.rules import MAXIMUM, MINIMUM, MULTIPLE, RAISED, Limits, Steps, limited
from treasury.reporting.explaining.rule_words import money
from treasury.tables import ACCOUNT, BASE, REASON


def limit_words(plan: Plan, row: list[int], which: str, limits: Limits) -> str:
    """Which limits changed the base, each with its figure and what it changed, as clauses.

    In the order of the profile; `which` is a word put behind the limit's name.
    """
    account, amount = row[ACCOUNT], row[BASE]
    steps, words = steps_at(plan), ""
    for step in steps[:3]:
        code = RAISED if step == MINIMUM and row[REASON] & RAISED else step
        if not row[REASON] & code:
            continue
        after = limited(amount, limits, Steps(step, 0, 0, steps.half_up))[0]
        limit = {MAXIMUM: limits.maximum, MULTIPLE: limits.multiple}.get(step, limits.minimum)
        was, figure = money(plan, account, amount), money(plan, account, limit)
        words += STEP_WORDS[code, after > amount].format(which=which, was=was, limit=figure)
        amount = after
    return words


STEP_WORDS = {
    (MAXIMUM, False): "; the maximum{which} of {limit} cut it from {was}",
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

"""How long positions between legal persons have stood, and what of them never came back.

Whether a pool's money is in fact long-term funding is asked by auditors, tax authorities and
whoever rates the members. Amounts are minor units.
"""

from typing import Any

from treasury.ages import BANDS, WINDOWS, Age, ages
from treasury.comparison import Run
from treasury.money import written
from treasury.plan.plan import Plan
from treasury.reporting.intercompany import CREDITOR, CURRENCY, DEBTOR
from treasury.reporting.labels import entity_names
from treasury.reporting.table import Column, Table, by_column

LONG = 365
COLUMNS = (
    CREDITOR,
    DEBTOR,
    CURRENCY,
    Column(name="amount", heading="Owed", kind="money", meaning="At the end of the last day"),
    *(
        Column(name=f"days_{first}_{last}", heading=f"{first}-{last} days", kind="money")
        for first, last in zip((1, *(each + 1 for each in BANDS)), BANDS, strict=False)
    ),
    Column(
        name=f"over_{BANDS[-1]}",
        heading=f"> {BANDS[-1]} days",
        kind="money",
        meaning="Repayments take the oldest first; interest added to a position is new money",
    ),
    Column(name="oldest_since", heading="Oldest since", kind="date"),
    Column(
        name="oldest_days",
        heading="Days",
        kind="count",
        meaning="For how long the oldest part has stood; the day on which it came counts",
    ),
    Column(
        name="days_since_zero",
        heading="Days since zero",
        kind="count",
        meaning="After the last day at whose end nothing was owed; all days of the run where "
        "something always was",
    ),
    *(
        Column(
            name=f"smallest_{window}",
            heading=f"Least in {window} days",
            kind="money",
            meaning="The smallest day-end position of the last days: what of it never came back. "
            "Empty where the run is shorter",
        )
        for window in WINDOWS
    ),
    Column(name="smallest_run", heading="Least in the run", kind="money"),
    Column(name="note", heading="In words"),
)
ABOUT = (
    "Is it in fact long-term funding? What a position is larger by in the evening than the evening "
    "before is a layer of that day; repayments take the oldest layer first, so that what stands is "
    "the youngest. A run knows nothing of what was owed before it."
)


def position_ages(run: Run) -> Table:
    """A line for each creditor, debtor and currency with something owed on the last day."""
    rows = [age_row(run.plan, age) for age in ages(run.plan, run.projection.position)]
    return Table(
        name="position_ages",
        title="How long positions have stood",
        columns=COLUMNS,
        data=by_column(tuple(column.name for column in COLUMNS), rows),
    )


def age_row(plan: Plan, age: Age) -> tuple[Any, ...]:
    """One position's line."""
    return (
        age.creditor,
        age.debtor,
        age.currency,
        age.amount,
        *age.bands(),
        str(plan.names.days[age.layers[0].since]),
        age.oldest_days,
        age.days_since_zero,
        *age.smallest,
        age.smallest_of_run,
        age_words(plan, age),
    )


def age_words(plan: Plan, age: Age) -> str:
    """How long a position has stood and what of it never came back, in sentences."""
    titles = entity_names(plan)
    debtor, creditor = (titles.get(one, one) for one in (age.debtor, age.creditor))
    oldest = age.layers[0]
    began = ", the run's first day, or longer" if oldest.since == 0 else ""
    part = "all of it" if len(age.layers) == 1 else f"{money(age, oldest.amount)} of it"
    return (
        f"{debtor} owes {creditor} {money(age, age.amount)}; {part} since "
        f"{plan.names.days[oldest.since]}{began}. {core_words(plan, age)}"
    )


def core_words(plan: Plan, age: Age) -> str:
    """What never came back in the longest window that the run has, and whether that is long."""
    known = [
        (window, least)
        for window, least in zip(WINDOWS, age.smallest, strict=True)
        if least is not None
    ]
    window, least = known[-1] if known else (age.days, age.smallest_of_run)
    span = f"In the last {window} days" if known else f"In the run's {window} days"
    if least == 0 and age.never_repaid:
        began = f"Before {plan.names.days[age.began]} nothing was owed in the run"
        return f"{began}; since then something always was."
    if least == 0:
        zeros = age.zeros[len(known) - 1]
        return f"{span} at the end of {zeros} {'day' if zeros == 1 else 'days'} nothing was owed."
    told = f"{span} it was never below {money(age, least)}"
    if window >= LONG:
        return f"{told}: so much is in fact long-term funding."
    return f"{told}; the run is too short to show a year."


def money(age: Age, amount: int) -> str:
    """The amount with its currency."""
    return f"{age.currency} {written(amount, age.currency, grouped=True)}"

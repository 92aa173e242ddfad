"""The benefit: headline figures side by side, the waterfall, and each member's gain or loss."""

from dataclasses import replace
from typing import Any

from treasury.comparing.figures import Figures, Member
from treasury.comparison import Run, Study
from treasury.plan.plan import Plan
from treasury.reporting.labels import entity_names, structure_title
from treasury.reporting.like_for_like import figures_note, note, short_note
from treasury.reporting.table import Column, Table, by_column

NOTE = Column(name="note", heading="Not like for like")
MEMBERS = (
    Column(name="entity", heading="Entity"),
    Column(name="name", heading="Name"),
    Column(name="currency", heading="Currency"),
    Column(name="interest_earned", heading="Interest earned", kind="money"),
    Column(name="interest_paid", heading="Interest paid", kind="money"),
    Column(name="fees", heading="Fees", kind="money"),
    Column(
        name="internal_interest",
        heading="Internal interest",
        kind="money",
        meaning="From other members through the pool; nets to zero over the group",
    ),
    Column(name="result", heading="Result", kind="money"),
    Column(
        name="benefit",
        heading="Against today",
        kind="money",
        meaning="Result less the result as is: a loser is below zero",
    ),
    Column(name="verdict", heading="Verdict"),
    NOTE,
)
STEPS = (
    Column(name="currency", heading="Currency"),
    Column(name="step", heading="Step"),
    Column(name="amount", heading="Amount", kind="money"),
)
MONEY_FIGURES = (
    "idle_cash", "idle_cash_as_is", "root_cash", "external_debt", "interest_earned",
    "interest_paid", "fees", "net_benefit",
)  # fmt: skip
TAX = Column(name="tax", heading="Tax", kind="money", meaning="Charged or accrued, less refunds")


FX = Column(
    name="fx", heading="FX", kind="money",
    meaning="What conversions of sweeps cost against the mid rates of their days",
)  # fmt: skip


def money_figures(figures: Figures) -> tuple[str, ...]:
    """The figures of money that are told, in order; deposits, investments, FX and tax where there
    are any."""
    placed = tuple(name for name in ("deposits", "invested") if getattr(figures, name) is not None)
    return (*MONEY_FIGURES, *placed, *figures.sometimes)


def night_figures(figures: Figures) -> tuple[str, ...]:
    """The figures that count nights; conversions where the scenario has overdraft agreements."""
    conversions = ("overdraft_conversions",) if figures.overdraft_conversions is not None else ()
    return ("overdraft_nights", *conversions)


def benefit_first(figures: Figures) -> tuple[str, ...]:
    """The same with the net benefit in front."""
    return ("net_benefit", *(name for name in money_figures(figures) if name != "net_benefit"))


TALLIES = (
    "sweeps", "payments_made", "payments_not_made", "repayments_not_made", "payments_disturbed",
    "payments_enabled",
)  # fmt: skip
MEANINGS: dict[str, tuple[str, str]] = {
    "net_benefit": (
        "Net benefit",
        (
            "What the group gains over the period against today: more interest earned, less "
            "interest paid, less or more fees and tax. It is the sum of the waterfall, to the unit."
        ),
    ),
    "idle_cash": (
        "Idle cash",
        (
            "Average over all calendar days of the day-end credit balances on all accounts except "
            "the pool's roots. A run without a pool has no root: there every account counts, "
            "headquarters' own ones too."
        ),
    ),
    "idle_cash_as_is": (
        "Same accounts today",
        (
            "Idle cash today on the accounts that are no root in this structure: what its idle "
            "cash is to be compared with."
        ),
    ),
    "root_cash": (
        "Cash at the roots",
        (
            "The same average on headquarters' own accounts at the head of the pool, which idle "
            "cash leaves out. Without a pool there is none."
        ),
    ),
    "external_debt": (
        "External debt",
        "Average over all calendar days of overdrafts and loans owed to banks.",
    ),
    "deposits": (
        "On deposit",
        (
            "Average over all calendar days of what is placed on notice and time deposits. It is "
            "neither idle cash nor cash at the roots; its interest is in the interest earned."
        ),
    ),
    "invested": (
        "Invested",
        (
            "Average over all calendar days of what money market sweeps have invested. It is "
            "neither idle cash nor cash at the roots; what it earns is in the interest earned."
        ),
    ),
    "interest_earned": (
        "Interest earned",
        (
            "Interest on positive value balances with banks, and what accounts are paid of "
            "notional pools, posted or accrued by the last day. Interest numbers from before the "
            "period are included where the scenario gives them."
        ),
    ),
    "interest_paid": (
        "Interest paid",
        (
            "Interest on negative value balances and on loans, and what accounts are charged of "
            "notional pools, posted or accrued by the last day. An account can be below zero by "
            "value date while its book balance is not. Interest numbers from before the period are "
            "included where the scenario gives them."
        ),
    ),
    "fees": (
        "Fees",
        (
            "Bank fees, flat ones and those by terms, charged in the period, and those by terms on "
            "what has accrued by its end."
        ),
    ),
    "fx": (
        "FX",
        (
            "What conversions of sweeps cost over the period: what they brought less than at the "
            "mid rates of their days, by spread, side of the rate and rounding."
        ),
    ),
    "tax": ("Tax", "Taxes charged in the period, and those on what has accrued by its end."),
    "sweeps": ("Sweeps", "Transfers between a header and a participant made by a sweep rule."),
    "payments_made": ("Payments made", "Outward payments that were made, late ones included."),
    "payments_not_made": (
        "Payments not made",
        (
            "Outward payments refused or rejected in this run, whether or not they would be made "
            "if every account stood alone."
        ),
    ),
    "repayments_not_made": (
        "Loans not repaid",
        "Of the payments not made: the repayments of term loans. These loans stay outstanding.",
    ),
    "payments_disturbed": (
        "Payments disturbed",
        (
            "Payments that would be made if every account stood alone, and are refused or made "
            "later here."
        ),
    ),
    "payments_enabled": (
        "Payments enabled",
        (
            "Payments that would be refused or late if every account stood alone, and are made, or "
            "made earlier, here."
        ),
    ),
    "overdraft_nights": (
        "Overdraft nights",
        "Nights an account closes below zero, counted over all accounts.",
    ),
    "overdraft_conversions": (
        "Overdrafts overdue",
        (
            "How often an account was overdrawn on more nights in a row than agreed, so that the "
            "bank made what was overdrawn an overdue loan and closed the overdraft."
        ),
    ),
}


def figures_by_currency(study: Study) -> dict[str, list[tuple[Run, Figures]]]:
    """For each currency, in order, the figures of every run that has it."""
    found: dict[str, list[tuple[Run, Figures]]] = {}
    for run in study.runs:
        for figures in run.figures:
            found.setdefault(figures.currency, []).append((run, figures))
    return {currency: found[currency] for currency in sorted(found)}


def group_pairs(study: Study) -> list[tuple[Run, Figures]]:
    """The figures of every run in the reporting currency; [] where the scenario has none."""
    return [(run, run.group.figures) for run in study.runs if run.group]


def moved_currencies(study: Study) -> list[str]:
    """The currencies whose figures are not the same in every run; all of them if none differs."""
    found = figures_by_currency(study)
    moved = [
        currency
        for currency, pairs in found.items()
        if any(figures != pairs[0][1] for _, figures in pairs)
    ]
    return moved or list(found)


def comparison(study: Study) -> Table:
    """The headline figures of every structure, one row each and currency."""
    columns: list[Column] = [
        Column(name="structure", heading="Structure"),
        Column(name="title", heading="Name"),
        Column(name="currency", heading="Currency"),
    ]
    columns.extend(
        Column(name=name, heading=MEANINGS[name][0], kind="money")
        for name in money_figures(study.runs[0].figures[0])
    )
    for name in TALLIES:
        heading = MEANINGS[name][0]
        columns.append(Column(name=f"{name}_count", heading=heading, kind="count"))
        columns.append(Column(name=f"{name}_amount", heading=f"{heading}: amount", kind="money"))
    columns.extend(
        Column(name=name, heading=MEANINGS[name][0], kind="count")
        for name in night_figures(study.runs[0].figures[0])
    )
    columns.append(NOTE)
    rows = [
        comparison_row(run, figures)
        for pairs in figures_by_currency(study).values()
        for run, figures in pairs
    ]
    return Table(
        name="comparison",
        title="Structures compared",
        columns=tuple(columns),
        data=by_column(tuple(column.name for column in columns), rows),
    )


def comparison_row(run: Run, figures: Figures) -> tuple[Any, ...]:
    """The headline figures of one structure in one currency."""
    tallies = [getattr(figures, name) for name in TALLIES]
    counts = [number for tally in tallies for number in (tally.count, tally.amount)]
    amounts = [getattr(figures, name) for name in money_figures(figures)]
    nights = [getattr(figures, name) for name in night_figures(figures)]
    who = run.plan.name, structure_title(run.plan), figures.currency
    return (*who, *amounts, *counts, *nights, figures_note(figures))


def group_comparison(study: Study) -> Table:
    """The same of the group in the reporting currency; empty where the scenario has none."""
    rows = [comparison_row(run, figures) for run, figures in group_pairs(study)]
    table = comparison(study)
    return replace(
        table,
        name="group_comparison",
        title="Structures compared, all currencies",
        data=by_column(tuple(column.name for column in table.columns), rows),
    )


def waterfall(run: Run) -> Table:
    """How the net benefit against today comes about, step by step; sums to it exactly."""
    rows = [
        (figures.currency, step, amount)
        for figures in run.figures
        for step, amount in figures.waterfall
    ]
    return Table(
        name="waterfall",
        title="Benefit step by step",
        columns=STEPS,
        data=by_column(("currency", "step", "amount"), rows),
    )


def members(run: Run) -> Table:
    """Each member's result and benefit, by currency, winners first."""
    columns = member_columns(run.plan)
    chosen = sorted(run.members, key=lambda one: (one.currency, -one.benefit, one.entity))
    return Table(
        name="members",
        title="Benefit by member",
        columns=columns,
        data=by_column(
            tuple(column.name for column in columns),
            [member_row(run.plan, member) for member in chosen],
        ),
    )


def member_columns(plan: Plan) -> tuple[Column, ...]:
    """The columns of the members, with FX and tax where the scenario has any."""
    fx, tax = plan.scenario.conversions, plan.scenario.tax_terms
    return (*MEMBERS[:7], *([FX] if fx else []), *([TAX] if tax else []), *MEMBERS[7:])


def member_row(plan: Plan, member: Member) -> tuple[Any, ...]:
    """One member's row, with its FX and tax where the scenario has any."""
    titles = entity_names(plan)
    return (
        member.entity,
        titles.get(member.entity, member.entity),
        member.currency,
        member.interest_earned,
        member.interest_paid,
        member.fees,
        member.internal_interest,
        *([member.fx] if plan.scenario.conversions else []),
        *([member.tax] if plan.scenario.tax_terms else []),
        member.result,
        member.benefit,
        verdict(member),
        note(member.against_as_is, member.currency),
    )


def verdict(member: Member) -> str:
    """Whether the member gains, loses or is unchanged against today, and if it paid otherwise."""
    word = "gains" if member.benefit > 0 else "loses" if member.benefit < 0 else "unchanged"
    otherwise = short_note(member.against_as_is)
    return f"{word}, {otherwise}" if otherwise else word

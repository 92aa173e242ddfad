"""The group in its reporting currency as tables; all are empty where the scenario has none."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from treasury.comparing.figures import Member
from treasury.comparing.translated import Group, Part
from treasury.comparison import Run
from treasury.fx import rounded
from treasury.plan.translation import Translation
from treasury.reporting.benefit import MEANINGS, STEPS, member_columns, member_row
from treasury.reporting.group_words import stated_words, uses
from treasury.reporting.liquidity import NO_BOUND, liquidity_columns
from treasury.reporting.table import Column, Table, by_column

GROUP = "Group"
"""In the place of a currency: all of them."""
CARRIED = Column(
    name="carried",
    heading="Of it rounding",
    kind="money",
    money_of="reporting_currency",
    meaning="What rounding the parts leaves over, carried by those with the largest remainder, so "
    "that they sum to the group's figure",
)
FIGURES = (
    Column(name="figure", heading="Figure"),
    Column(name="currency", heading="Currency"),
    Column(name="amount", heading="In its currency", kind="money", money_of="money"),
    Column(
        name="rate",
        heading="Translated at",
        meaning="The rate as it is quoted: units of the second currency for one of the first",
    ),
    Column(name="reporting_currency", heading="Into"),
    Column(
        name="translated", heading="Translated", kind="money", money_of="reporting_currency"
    ),
    CARRIED,
)  # fmt: skip
WATERFALL = (*STEPS, Column(name="carried", heading="Of it rounding", kind="money"))
OF_A_MEMBER = Column(
    name="carried",
    heading="Of it rounding",
    kind="money",
    meaning="What of the benefit is left over from rounding the members'",
)
CASH = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="currency", heading="Currency"),
    Column(
        name="net_cash", heading="Net cash", kind="money",
        meaning="All day-end book balances at the day's rates, overdrawn accounts deducted",
    ),
    Column(
        name="moved", heading="Moved", kind="money",
        meaning="What of the change since the evening before is cash, at the day's rates",
    ),
    Column(
        name="fx_effect", heading="Effect of FX", kind="money",
        meaning="What of it is exchange rates: what lay there before, at the change of its rates",
    ),
    Column(name="fx_effect_so_far", heading="Effect of FX so far", kind="money"),
    Column(name="credit_balances", heading="Credit balances", kind="money"),
    Column(
        name="headroom", heading="Headroom", kind="money", empty=NO_BOUND,
        meaning="That of all currencies added up; one currency pays another's only once exchanged",
    ),
)  # fmt: skip
RATES = (
    Column(name="pair", heading="Pair"),
    Column(name="rate", heading="Rate", kind="fraction"),
    Column(name="of", heading="Of", kind="date"),
    Column(name="used_from", heading="Used from", kind="date"),
    Column(name="used_until", heading="Used until", kind="date"),
    Column(name="days_old", heading="Days old at most", kind="count"),
    Column(name="side", heading="Side"),
    Column(name="source", heading="Source"),
)


def group_figures(run: Run) -> Table:
    """Each figure of the group: what each currency is of it, at which rate, and the sum."""
    rows: list[tuple[Any, ...]] = []
    if run.group:
        for name in dict.fromkeys(part.figure for part in run.group.parts):
            rows += figure_rows(run.group, name)
    table = made("group_figures", "Group in the reporting currency", FIGURES, rows)
    data = table.data
    known = zip(data["currency"], data["reporting_currency"], strict=True)
    money = [into if currency == GROUP else currency for currency, into in known]
    return replace(table, data={**data, "money": money})


def figure_rows(group: Group, name: str) -> list[tuple[Any, ...]]:
    """The rows of one figure: its currencies, and the group."""
    into, heading = group.translation.currency, MEANINGS[name][0]
    rows = [
        (
            heading, part.of, part.amount, rate_words(group.translation, part), into,
            part.translated, part.carried,
        )
        for part in group.parts
        if part.figure == name
    ]  # fmt: skip
    return [*rows, (heading, GROUP, None, "", into, getattr(group.figures, name), None)]


def rate_words(translation: Translation, part: Part) -> str:
    """At which rate the part is translated."""
    if not translation.steps[part.of]:
        return "as it is"
    if part.figure in ("interest_earned", "interest_paid", "fees", "net_benefit", "fx", "tax"):
        return f"{stated_words(translation, part.of)}, {translation.sums_at}"
    return "the rate of each day"


def group_waterfall(run: Run) -> Table:
    """How the group's net benefit comes about, step by step; sums to it exactly."""
    rows: list[tuple[Any, ...]] = []
    if run.group:
        into = run.group.translation.currency
        rows = [(into, part.of, part.translated, part.carried) for part in run.group.steps]
    return made("group_waterfall", "Benefit of the group step by step", WATERFALL, rows)


def group_members(run: Run) -> Table:
    """Each member's result and benefit over all currencies, winners first."""
    rows: list[tuple[Any, ...]] = []
    if run.group:
        carried = {part.of: part.carried for part in run.group.shares}
        rows = [
            (*member_row(run.plan, member), carried[member.entity])
            for member in sorted(run.group.members, key=winners_first)
        ]
    columns = (*member_columns(run.plan), OF_A_MEMBER)
    return made("group_members", "Benefit by member, all currencies", columns, rows)


def winners_first(member: Member) -> tuple[int, str]:
    """What members are ordered by."""
    return (-member.benefit, member.entity)


def group_cash(run: Run) -> Table:
    """The group's cash by day, what of its change is cash and what is FX."""
    rows: list[tuple[Any, ...]] = []
    if run.group:
        cash, into, so_far = run.group.cash, run.group.translation.currency, 0
        credit, headroom = (in_reporting(run, name) for name in ("credit_balances", "headroom"))
        for row, day in enumerate(run.plan.names.days):
            so_far += cash.effect[row]
            rows.append(
                (
                    str(day), into, cash.closing[row], cash.moved[row], cash.effect[row], so_far,
                    credit[row], headroom[row],
                )
            )  # fmt: skip
    return made("group_cash", "Cash of the group by day", CASH, rows)


def in_reporting(run: Run, measure: str) -> list[int] | list[None]:
    """A measure of liquidity of all currencies by day, rounded once; None where it has no bound."""
    assert run.group is not None
    factors = run.group.translation.by_day
    columns = {currency: liquidity_columns(run, currency)[measure] for currency in factors}
    if any(column is None for column in columns.values()):
        return [None] * len(run.plan.names.days)
    amounts = {name: column.tolist() for name, column in columns.items() if column is not None}
    return [
        rounded(sum((amounts[name][row] * factors[name][row] for name in amounts), Fraction(0)))
        for row in range(len(run.plan.names.days))
    ]


def fx_rates(run: Run) -> Table:
    """Every rate that was used: of which day, on which days, and whose it is."""
    rows: list[tuple[Any, ...]] = []
    if run.group:
        rows = [
            (
                use.pair, use.price, str(use.rate.date), str(use.first), str(use.last),
                use.oldest, use.side, use.rate.source,
            )
            for use in uses(run.group.translation)
        ]  # fmt: skip
    return made("fx_rates", "Exchange rates used", RATES, rows)


def made(name: str, title: str, columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> Table:
    """The table of these rows."""
    data = by_column(tuple(column.name for column in columns), rows)
    return Table(name=name, title=title, columns=columns, data=data)

"""The parts of the page about the group in its reporting currency; empty where it has none."""

from treasury.comparing.translated import Group
from treasury.comparison import Run, Study
from treasury.money import written
from treasury.reporting.benefit import group_pairs
from treasury.reporting.group_words import how_translated, rate_sentences
from treasury.reporting.page.charts import (
    Chart,
    group_cash_chart,
    members_chart,
    waterfall_chart,
)
from treasury.reporting.page.html_table import table_html
from treasury.reporting.page.markup import Html, joined, tag
from treasury.reporting.page.overview import (
    benefit_notes,
    chart_figure,
    figures_grid,
    side_by_side,
)
from treasury.reporting.run_tables import RunTables

RATES_SHOWN = 60


def group_section(study: Study, tables: list[RunTables]) -> Html:
    """The group's figures of all structures side by side, and every rate that was used."""
    group, pairs = study.standalone.group, group_pairs(study)
    if group is None:
        return Html("")
    into = group.translation.currency
    told = (*how_translated(group.translation), *rate_sentences(group.translation))
    rates = tables[0].fx_rates
    where = f"{tables[0].run.plan.name}/fx_rates.csv"
    return tag(
        "section",
        tag("h2", f"Group in {into}"),
        tag("p", "All currencies together, beside the figures by currency and in place of none."),
        *(figures_grid(into, chosen) for chosen in side_by_side(into, pairs)),
        *benefit_notes(pairs),
        tag("h3", "How it is translated"),
        tag("ul", *(tag("li", words) for words in told)),
        tag(
            "details",
            tag("summary", f"{rates.title} ({len(rates):,})"),
            table_html(rates, limit=RATES_SHOWN, where=where),
        ),
        id="group",
    )


def group_part(tables: RunTables, charts: list[Chart]) -> Html:
    """What one structure means for the group in its reporting currency."""
    run = tables.run
    if run.group is None:
        return Html("")
    into, name = run.group.translation.currency, run.plan.name
    title = f"Net cash of the group at each day's end, with and without the effect of FX, {into}"
    return joined(
        (
            tag("h3", f"Group in {into}"),
            chart_figure(title, group_cash_chart(run), charts),
            tag("p", cash_words(run.group)),
            *benefit_parts(run, run.group, charts),
            tag(
                "details",
                tag("summary", "What each currency is of the group's figures"),
                table_html(tables.group_figures),
            ),
            tag("div", table_html(tables.group_waterfall), class_="narrow"),
            table_html(tables.group_members, hide=("note",)),
            tag("p", f"Cash of every day stands in {name}/group_cash.csv.", class_="rest"),
        )
    )


def benefit_parts(run: Run, group: Group, charts: list[Chart]) -> list[str]:
    """The waterfall and the members' gains and losses as charts, where there are any."""
    into, parts = group.translation.currency, []
    if any(amount for _, amount in group.figures.waterfall):
        title = f"Benefit of the group against today, step by step, {into}"
        parts.append(chart_figure(title, waterfall_chart(group.figures), charts))
    chart = members_chart(run, group.members, into)
    if chart["names"]:
        title = f"Gain or loss of each member against today, all currencies, {into}"
        parts.append(chart_figure(title, chart, charts))
    return list(parts)


def cash_words(group: Group) -> str:
    """What the group's cash did over the run, as a sentence."""
    cash, into = group.cash, group.translation.currency
    texts = [
        written(amount, into, grouped=True)
        for amount in (cash.opening, sum(cash.moved), sum(cash.effect), cash.closing[-1])
    ]
    return (
        f"Net cash of {into} {texts[0]} at the start became {texts[3]}: {texts[1]} is cash that "
        f"moved, {texts[2]} is the effect of exchange rates on what lay there."
    )

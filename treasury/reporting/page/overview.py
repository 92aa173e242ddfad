"""The first part of the page: the headline, the structures side by side, what the figures mean."""

from treasury.comparison import Figures, Run, Study
from treasury.money import written
from treasury.reporting.benefit import MEANINGS, MONEY_FIGURES, TALLIES, figures_by_currency
from treasury.reporting.labels import structure_title
from treasury.reporting.page.charts import Chart, comparison_chart
from treasury.reporting.page.markup import Html, joined, tag

ROWS = ("net_benefit", *(name for name in MONEY_FIGURES if name != "net_benefit"))


def signed(minor: int, currency: str) -> str:
    """The amount with its sign, also where it is a gain.

    >>> signed(5, "CNY"), signed(-5, "CNY"), signed(0, "CNY")
    ('+0.05', '-0.05', '0.00')
    """
    return ("+" if minor > 0 else "") + written(minor, currency, grouped=True)


def headline(study: Study) -> Html:
    """One sentence a currency: which structure does best, and what it means for payments."""
    days = len(study.standalone.plan.names.days)
    told = []
    for pairs in figures_by_currency(study).values():
        others = [pair for pair in pairs if pair[0] is not study.runs[0]]
        if not others or not any(figures.net_benefit for _, figures in others):
            continue
        run, best = max(others, key=lambda pair: pair[1].net_benefit)
        told.append(tag("p", *best_words(run, best, days), class_="lead"))
    if not told:
        told.append(tag("p", "No structure changes what the group earns or pays.", class_="lead"))
    return joined(told)


def best_words(run: Run, best: Figures, days: int) -> list[str]:
    """The sentence about the best structure in one currency."""
    amount = tag(
        "b", f"{best.currency} {written(abs(best.net_benefit), best.currency, grouped=True)}"
    )
    title = tag("b", structure_title(run.plan))
    better = "better" if best.net_benefit > 0 else "worse"
    words = [
        "Over ",
        f"{days:,} days ",
        title,
        " leaves the group ",
        amount,
        f" {better} off than ",
    ]
    words.append("today. ")
    disturbed, enabled = best.payments_disturbed.count, best.payments_enabled.count
    words.append(f"Against every account standing alone, {payments(disturbed)} disturbed and ")
    words.append(f"{payments(enabled)} enabled.")
    return words


def payments(count: int) -> str:
    """A number of payments with its verb.

    >>> payments(0), payments(1), payments(1200)
    ('no payment is', '1 payment is', '1,200 payments are')
    """
    if count == 0:
        return "no payment is"
    return f"{count:,} payment is" if count == 1 else f"{count:,} payments are"


def cards(study: Study) -> Html:
    """One card a structure other than today's: its benefit, and three facts."""
    first = study.runs[0]
    before = {figures.currency: figures for figures in first.figures}
    made = []
    for number, run in enumerate(study.runs):
        if run is not first:
            blocks = [card_figures(figures, before[figures.currency]) for figures in run.figures]
            title = tag("h3", tag("a", structure_title(run.plan), href=f"#run-{number}"))
            made.append(tag("article", title, *blocks, class_="card"))
    return tag("div", *made, class_="cards")


def card_figures(figures: Figures, before: Figures) -> Html:
    """The card's block of one currency."""
    currency = figures.currency
    benefit = figures.net_benefit
    facts = (
        ("Idle cash", figures.idle_cash - before.idle_cash),
        ("External debt", figures.external_debt - before.external_debt),
    )
    lines = [
        tag("li", tag("span", f"{name} on average"), tag("span", signed(change, currency)))
        for name, change in facts
    ]
    lines.append(
        tag(
            "li",
            tag("span", "Payments disturbed"),
            tag("span", f"{figures.payments_disturbed.count:,}"),
        )
    )
    lines.append(
        tag(
            "li",
            tag("span", "Payments enabled"),
            tag("span", f"{figures.payments_enabled.count:,}"),
        )
    )
    style = "gain" if benefit > 0 else "loss" if benefit < 0 else "even"
    return joined(
        (
            tag("p", "Net benefit against today", class_="eyebrow"),
            tag(
                "p",
                tag("small", f"{currency} "),
                signed(benefit, currency),
                class_=f"figure {style}",
            ),
            tag("ul", *lines),
        )
    )


def comparison_section(study: Study, charts: list[Chart]) -> Html:
    """The figures of all structures side by side, one table and one chart a currency."""
    parts: list[str] = [tag("h2", "The structures side by side")]
    for currency, pairs in figures_by_currency(study).items():
        head = [tag("th", f"In {currency}", scope="col")]
        head += [
            tag("th", structure_title(run.plan), class_="num", scope="col") for run, _ in pairs
        ]
        body = [figure_row(name, pairs, study.runs[0]) for name in all_rows()]
        grid = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body), class_=wide(pairs))
        parts.append(tag("div", grid, class_="grid figures"))
        if any(figures.idle_cash or figures.external_debt for _, figures in pairs):
            title = f"Idle cash and external debt, average over the period, {currency}"
            parts.append(chart_figure(title, comparison_chart(study, currency), charts))
    return tag("section", *parts, id="compare")


def all_rows() -> tuple[str, ...]:
    """The figures in the order of the table."""
    return (*ROWS, *TALLIES, "overdraft_nights")


def wide(pairs: list[tuple[Run, Figures]]) -> str | None:
    """The class that sets a table of many or large figures in smaller type."""
    longest = max(
        len(written(getattr(figures, name), figures.currency, grouped=True))
        for _, figures in pairs
        for name in ROWS
    )
    needed = 40 + len(pairs) * (longest + 2)
    return "denser" if needed > 170 else "dense" if needed > 125 else None


def figure_row(name: str, pairs: list[tuple[Run, Figures]], first: Run) -> Html:
    """One figure of every structure, with what it means in a banker's words."""
    heading, meaning = MEANINGS[name]
    cells = [
        tag("td", *figure_cell(name, run, figures, first), class_="num") for run, figures in pairs
    ]
    told = tag("th", heading, tag("small", meaning), scope="row")
    return tag("tr", told, *cells, class_="key" if name == "net_benefit" else None)


def figure_cell(name: str, run: Run, figures: Figures, first: Run) -> list[str]:
    """The text of one figure; a count carries its amount below it."""
    currency = figures.currency
    if name in TALLIES:
        tally = getattr(figures, name)
        amount = written(tally.amount, currency, grouped=True)
        return [f"{tally.count:,}", tag("small", amount)]
    if name == "overdraft_nights":
        return [f"{figures.overdraft_nights:,}"]
    if name == "net_benefit":
        return ["the yardstick" if run is first else signed(figures.net_benefit, currency)]
    return [written(getattr(figures, name), currency, grouped=True)]


def chart_figure(title: str, chart: Chart, charts: list[Chart]) -> Html:
    """A place for a chart, drawn by the script from the page's data."""
    charts.append({**chart, "title": title})
    place = f"chart-{len(charts) - 1}"
    size = f"chart {chart['kind']}"
    told = "The chart needs JavaScript; the figures stand in the tables."
    box = tag("div", tag("noscript", told), class_=size, id=place)
    return tag("figure", tag("figcaption", title), box)

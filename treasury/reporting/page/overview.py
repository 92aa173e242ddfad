"""The first part of the page: the headline, the structures side by side, what the figures mean."""

from treasury.comparing.figures import Figures
from treasury.comparison import Run, Study
from treasury.money import written
from treasury.reporting.benefit import (
    MEANINGS,
    TALLIES,
    benefit_first,
    figures_by_currency,
    group_pairs,
    moved_currencies,
    night_figures,
)
from treasury.reporting.labels import structure_title
from treasury.reporting.like_for_like import figures_note, pays_at_least_as_today, short_note
from treasury.reporting.page.charts import Chart, comparison_chart
from treasury.reporting.page.html_table import density_class
from treasury.reporting.page.markup import Html, joined, tag

LABEL_CHARACTERS, ROW_CHARACTERS = 40, 170
HOW_COMPARED = (
    "Idle cash and external debt are changes against today; that of idle cash is taken on the same "
    "accounts, those that are no root in the structure. Payments are disturbed or enabled against "
    "every account standing alone."
)
BENEFIT = "Net benefit against today"
TOGETHER = "All currencies together: "
Pairs = list[tuple[Run, Figures]]


def signed(minor: int, currency: str) -> str:
    """The amount with its sign, also where it is a gain.

    >>> signed(5, "CNY"), signed(-5, "CNY"), signed(0, "CNY")
    ('+0.05', '-0.05', '0.00')
    """
    return ("+" if minor > 0 else "") + written(minor, currency, grouped=True)


def headline(study: Study) -> Html:
    """A sentence a currency, the best structure; below it, smaller, those that bring more.

    Where the scenario has a reporting currency, all currencies together come first.
    """
    days = len(study.standalone.plan.names.days)
    found = figures_by_currency(study)
    by_currency = [("", found[currency]) for currency in moved_currencies(study)]
    told: list[str] = []
    for opening, pairs in ((TOGETHER, group_pairs(study)), *by_currency):
        others = [pair for pair in pairs if pair[0] is not study.runs[0]]
        if others and any(figures.net_benefit for _, figures in others):
            told += best_words(others, days, opening)
    return joined(told or [tag("p", "No structure changes what the group earns or pays.")])


def best_words(others: Pairs, days: int, opening: str = "") -> list[str]:
    """The paragraphs about the structures in one currency, the first after the opening words.

    Paying comes first: the best is the one with the highest benefit among those that disturb
    the fewest payments, of the structures that pay no less than is paid today.
    """
    paying = [pair for pair in others if pays_at_least_as_today(pair[1])]
    run, best = max(calmest(paying or others), key=lambda pair: pair[1].net_benefit)
    better = "better" if best.net_benefit >= 0 else "worse"
    lead = tag(
        "p",
        opening,
        "" if paying else "No structure pays as much as is paid today. ",
        tag("b", structure_title(run.plan)),
        " leaves the group ",
        tag("b", f"{best.currency} {written(abs(best.net_benefit), best.currency, grouped=True)}"),
        f" {better} off than today over {days:,} days; ",
        f"{payments(best.payments_disturbed.count)} disturbed{mark(best)}.",
        class_="lead",
    )
    told: list[str] = [lead]
    most = best.net_benefit
    for chosen in (paying, others):
        run, richest = max(chosen or others, key=lambda pair: pair[1].net_benefit)
        if richest.net_benefit > most:
            told.append(richer_words(run, richest))
            most = richest.net_benefit
    return told


def mark(figures: Figures) -> str:
    """Two words where the benefit is not like for like; the note below the figures says why."""
    words = short_note(figures.against_as_is)
    return f" (not like for like: {words})" if words else ""


def calmest(pairs: Pairs) -> Pairs:
    """Those that disturb the fewest payments."""
    fewest = min(figures.payments_disturbed.count for _, figures in pairs)
    return [pair for pair in pairs if pair[1].payments_disturbed.count == fewest]


def richer_words(run: Run, figures: Figures) -> Html:
    """What a structure would bring beyond the best one, and at what price, as a paragraph."""
    benefit = written(figures.net_benefit, figures.currency, grouped=True)
    return tag(
        "p",
        tag("b", structure_title(run.plan)),
        f" would bring {figures.currency} {benefit}, ",
        f"but {payments(figures.payments_disturbed.count)} disturbed by it{mark(figures)}.",
        class_="aside",
    )


def payments(count: int) -> str:
    """A number of payments with its verb.

    >>> payments(0), payments(1), payments(1200)
    ('no payment is', '1 payment is', '1,200 payments are')
    """
    if count == 0:
        return "no payment is"
    return f"{count:,} payment is" if count == 1 else f"{count:,} payments are"


def cards(study: Study) -> Html:
    """One card a structure other than today's: its benefit, and what it rests on."""
    first, moved = study.runs[0], moved_currencies(study)
    before = {figures.currency: figures for figures in first.figures}
    made = []
    for number, run in enumerate(study.runs):
        if run is not first:
            blocks = [
                card_figures(figures, before[figures.currency])
                for figures in run.figures
                if figures.currency in moved
            ]
            title = tag("h3", tag("a", structure_title(run.plan), href=f"#run-{number}"))
            made.append(tag("article", title, tag("div", *blocks, class_="blocks"), class_="card"))
    told = tag("p", HOW_COMPARED, class_="meanings") if made else Html("")
    found = figures_by_currency(study)
    notes = [words for currency in moved for words in benefit_notes(found[currency])]
    return joined((tag("div", *made, class_="cards"), *notes, told, unmoved_words(study)))


def card_figures(figures: Figures, before: Figures) -> Html:
    """The card's block of one currency."""
    currency, benefit = figures.currency, figures.net_benefit
    words, idle = short_note(figures.against_as_is), figures.idle_cash - figures.idle_cash_as_is
    facts = (
        ("Idle cash", signed(idle, currency)),
        ("External debt", signed(figures.external_debt - before.external_debt, currency)),
        ("Payments not made", f"{figures.payments_not_made.count:,}"),
        ("Payments disturbed", f"{figures.payments_disturbed.count:,}"),
        ("Payments enabled", f"{figures.payments_enabled.count:,}"),
    )
    style = "gain" if benefit > 0 else "loss" if benefit < 0 else "even"
    amount = tag("small", f"{currency} "), signed(benefit, currency)
    return tag(
        "div",
        tag("p", BENEFIT, class_="eyebrow"),
        tag("p", *amount, class_=f"figure {style}"),
        tag("p", f"not like for like: {words}", class_="mark") if words else Html(""),
        tag("ul", *(tag("li", tag("span", name), tag("span", text)) for name, text in facts)),
    )


def noted(words: str) -> Html:
    """A note below a net benefit that is not like for like."""
    return tag("p", words, class_="note") if words else Html("")


def unmoved_words(study: Study) -> Html:
    """The currencies that no structure touches, in a sentence."""
    rest = [code for code in figures_by_currency(study) if code not in moved_currencies(study)]
    if not rest:
        return Html("")
    told = f"In {' and '.join(rest)} the structures change nothing."
    return tag("p", told, class_="meanings")


def comparison_section(study: Study, charts: list[Chart]) -> Html:
    """The figures of all structures side by side, one table and one chart a currency."""
    moved = moved_currencies(study)
    parts: list[str] = [tag("h2", "The structures side by side")]
    for currency, pairs in figures_by_currency(study).items():
        if currency not in moved:
            words = f"Figures in {currency}, the same in every structure"
            grid = figures_grid(currency, pairs[:1])
            parts.append(tag("details", tag("summary", words), grid, class_="screen"))
            continue
        parts += [figures_grid(currency, chosen) for chosen in side_by_side(currency, pairs)]
        if any(figures.idle_cash or figures.external_debt for _, figures in pairs):
            title = f"Cash and external debt, average over the period, {currency}"
            parts.append(chart_figure(title, comparison_chart(study, currency), charts))
    return tag("section", *parts, id="compare")


def benefit_notes(pairs: Pairs) -> list[Html]:
    """A note for each net benefit that is not like for like."""
    return [
        tag("p", tag("b", structure_title(run.plan)), f": {words}", class_="note")
        for run, figures in pairs
        if (words := figures_note(figures))
    ]


def side_by_side(currency: str, pairs: Pairs) -> list[Pairs]:
    """The structures in groups that fit beside each other on paper."""
    fits = max(1, (ROW_CHARACTERS - LABEL_CHARACTERS) // (longest_amount(currency, pairs) + 2))
    return [pairs[start : start + fits] for start in range(0, len(pairs), fits)]


def longest_amount(currency: str, pairs: Pairs) -> int:
    """How many characters the longest amount of these figures has."""
    return max(
        len(written(getattr(figures, name), currency, grouped=True))
        for _, figures in pairs
        for name in benefit_first(figures)
    )


def figures_grid(currency: str, pairs: Pairs) -> Html:
    """The figures in one currency, a row each with its meaning; the first run is today's."""
    head = [tag("th", f"In {currency}", scope="col")]
    head += [tag("th", structure_title(run.plan), class_="num", scope="col") for run, _ in pairs]
    rows = (*benefit_first(pairs[0][1]), *TALLIES, *night_figures(pairs[0][1]))
    body = [figure_row(name, pairs) for name in rows]
    dense = density_class(LABEL_CHARACTERS + len(pairs) * (longest_amount(currency, pairs) + 2))
    grid = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body), class_=dense)
    return tag("div", grid, class_="grid figures")


def figure_row(name: str, pairs: Pairs) -> Html:
    """One figure of every structure, with what it means in a banker's words."""
    heading, meaning = MEANINGS[name]
    told = tag("th", heading, tag("small", meaning), scope="row")
    cells = [tag("td", *figure_cell(name, run, figures), class_="num") for run, figures in pairs]
    return tag("tr", told, *cells, class_="key" if name == "net_benefit" else None)


def figure_cell(name: str, run: Run, figures: Figures) -> list[str]:
    """The text of one figure; a count carries its amount below it."""
    currency = figures.currency
    if name in TALLIES:
        tally = getattr(figures, name)
        return [f"{tally.count:,}", tag("small", written(tally.amount, currency, grouped=True))]
    if name in night_figures(figures):
        return [f"{getattr(figures, name):,}"]
    if name == "net_benefit":
        if run.plan.name == "as_is":
            return ["the yardstick"]
        amount = signed(figures.net_benefit, currency)
        return [amount, tag("small", "not like for like")] if figures_note(figures) else [amount]
    return [written(getattr(figures, name), currency, grouped=True)]


def chart_figure(title: str, chart: Chart, charts: list[Chart]) -> Html:
    """A place for a chart, drawn by the script from the page's data."""
    charts.append({**chart, "title": title})
    place = f"chart-{len(charts) - 1}"
    told = "The chart needs JavaScript; the figures stand in the tables."
    box = tag("div", tag("noscript", told), class_=f"chart {chart['kind']}", id=place)
    return tag("figure", tag("figcaption", title), box)

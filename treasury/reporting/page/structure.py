"""The part of the page about one structure: what it is, what it does, and for whom."""

from treasury.comparing.figures import Figures
from treasury.comparison import Run
from treasury.money import written
from treasury.plan.profiles import profile_of
from treasury.pooling.structure import Structure
from treasury.reporting.analysis_table import (
    OF_BALANCES,
    OF_SETTLEMENT,
    borne_words,
    credit_words,
)
from treasury.reporting.deposit_table import not_placed
from treasury.reporting.explaining.conversion_words import terms_words
from treasury.reporting.explaining.notional_words import set_off_words
from treasury.reporting.form_words import form_words
from treasury.reporting.labels import entity_names, structure_title
from treasury.reporting.like_for_like import figures_note, member_notes
from treasury.reporting.liquidity import currencies_of
from treasury.reporting.page.charts import (
    Chart,
    liquidity_chart,
    members_chart,
    positions_chart,
    waterfall_chart,
)
from treasury.reporting.page.group import group_part
from treasury.reporting.page.html_table import table_html
from treasury.reporting.page.markup import Html, joined, tag
from treasury.reporting.page.overview import chart_figure, noted
from treasury.reporting.page.words import structure_words
from treasury.reporting.payments import unpaid_loans
from treasury.reporting.position_ages import ABOUT
from treasury.reporting.run_tables import RunTables
from treasury.reporting.splits import split_words
from treasury.reporting.structure_tables import link_table
from treasury.reporting.table import Table, only

REGISTER_ROWS = 40
PAYMENT_ROWS = 60
NOTES_OPEN = 3
STATEMENT_ROWS = 150


def structure_section(
    tables: RunTables, number: int, moved: list[str], charts: list[Chart]
) -> Html:
    """Everything about one run, under its own heading.

    Of currencies that no structure moves (not in `moved`) only the first run speaks.
    """
    run = tables.run
    parts: list[str] = [tag("h2", structure_title(run.plan))]
    parts.append(about(run))
    if number:
        parts.append(benefit_part(tables, moved, charts))
    shown = moved if number else currencies_of(run)
    parts.append(liquidity_part(tables, shown, charts))
    parts.append(group_part(tables, charts))
    parts.append(payments_part(tables))
    parts.append(positions_part(tables, charts))
    parts.append(pools_part(tables))
    parts.append(ledgers_part(tables))
    parts.append(analyses_part(tables))
    parts.append(details_part(tables))
    return tag("section", *parts, id=f"run-{number}", class_="run")


def about(run: Run) -> Html:
    """What the structure is, in sentences and as a table of its links."""
    record = structure_record(run)
    if record is None:
        words = "No money is moved between the accounts: each stands for itself."
        return tag("p", words)
    if not run.plan.names.link_records:
        return tag("p", "No money is swept between the accounts.")
    rules = [rule for rule in run.plan.scenario.rules if rule.id in rules_used(run)]
    told = structure_words(record, rules, profile_of(run.plan.scenario, record))
    told += form_words(run.plan.scenario, record.id)
    told += terms_words(run.plan)
    listed = tag("ul", *(tag("li", words) for words in told))
    links = link_table(run)
    return joined(
        (
            listed,
            folded(
                f"Who sweeps to whom ({len(run.plan.names.link_records)} links)", table_html(links)
            ),
        )
    )


def structure_record(run: Run) -> Structure | None:
    """The structure as the treasurer wrote it; None where the run has none."""
    for record in run.plan.scenario.structures:
        if record.id == run.plan.structure:
            return record
    return None


def rules_used(run: Run) -> set[str]:
    """The ids of the rules of the run's links."""
    return {run.plan.scenario.links[record].rule for record in run.plan.names.link_records}


def benefit_part(tables: RunTables, moved: list[str], charts: list[Chart]) -> Html:
    """The waterfall and who gains and who loses, a chart each and currency, with their tables."""
    run = tables.run
    parts: list[str] = [tag("h3", "Where the benefit comes from")]
    figures_moved = [figures for figures in run.figures if figures.currency in moved]
    for figures in figures_moved:
        parts.append(noted(figures_note(figures)))
        if any(amount for _, amount in figures.waterfall):
            title = f"Benefit against today, step by step, {figures.currency}"
            parts.append(chart_figure(title, waterfall_chart(figures), charts))
    parts.append(tag("div", table_html(only(tables.waterfall, moved)), class_="narrow"))
    parts.append(tag("h3", "Who gains and who loses"))
    for figures in figures_moved:
        parts.append(members_words(run, figures))
        chart = members_chart(run, run.members, figures.currency)
        if chart["names"]:
            title = f"Gain or loss of each member against today, {figures.currency}"
            parts.append(chart_figure(title, chart, charts))
    parts.append(table_html(only(tables.members, moved), hide=("note",)))
    for figures in figures_moved:
        parts.append(member_footnote(run, figures.currency))
        parts += [tag("p", words, class_="note") for words in borne_words(run, figures.currency)]
    parts.append(shares_part(tables))
    return joined(parts)


def shares_part(tables: RunTables) -> Html:
    """What each member is due at arm's length; nothing where they agreed on nothing."""
    if not len(tables.benefit_shares):
        return Html("")
    words = [tag("p", sentence) for sentence in split_words(tables.run)]
    title = tag("h3", tables.benefit_shares.title)
    return joined((title, *words, table_html(tables.benefit_shares, hide=("note",))))


def member_footnote(run: Run, currency: str) -> Html:
    """Which members' benefits are not like for like, and why; folded where they are many."""
    titles = entity_names(run.plan)
    lines = [
        tag("li", tag("b", titles.get(entity, entity)), f": {words}")
        for entity, words in member_notes(run, currency)
    ]
    if not lines:
        return Html("")
    if len(lines) <= NOTES_OPEN:
        return tag("ul", *lines, class_="note")
    told = f"{len(lines)} members pay otherwise than today: their benefit is not like for like"
    return folded(told, tag("ul", *lines, class_="note"))


def members_words(run: Run, figures: Figures) -> Html:
    """How many members gain and lose in one currency."""
    mine = [one.benefit for one in run.members if one.currency == figures.currency]
    gains, losses = sum(one > 0 for one in mine), sum(one < 0 for one in mine)
    told = f"In {figures.currency} {gains} of {len(mine)} members gain and {losses} lose" + (
        "; a member that loses will resist, and may have to be compensated." if losses else "."
    )
    return joined((tag("p", told), noted(figures_note(figures))))


def liquidity_part(tables: RunTables, shown: list[str], charts: list[Chart]) -> Html:
    """Cash and headroom over time."""
    parts: list[str] = [tag("h3", "Liquidity over time")]
    for currency in shown:
        title = f"Net cash and headroom at each day's end, {currency}"
        parts.append(chart_figure(title, liquidity_chart(tables.run, currency), charts))
    parts.append(table_html(only(tables.extremes, shown)))
    words = (
        "Headroom is credit balances, unused overdrafts and undrawn credit lines, added over "
        "accounts; one account's cash may not reach another's payment. Restricted, margin and "
        "capital accounts are left out of it; net cash counts them."
    )
    parts.append(tag("p", words, class_="meanings"))
    return joined(parts)


def payments_part(tables: RunTables) -> Html:
    """The payments not made, those that fare otherwise than alone, and what the pool lacked."""
    where = f"{tables.run.plan.name}/payments.csv"
    return joined(
        (
            tag("h3", "Payments not made"),
            *(noted(words) for words in (*unpaid_loans(tables.run), *not_placed(tables.run))),
            table_html(tables.not_made, limit=PAYMENT_ROWS, where=where),
            tag("h3", "Payments disturbed and enabled"),
            *(tag("p", words) for words in headroom_words(tables.run)),
            table_html(tables.changed, limit=PAYMENT_ROWS, where=where),
        )
    )


def headroom_words(run: Run) -> list[str]:
    """For each root above a disturbed payment, what would have had to be there."""
    told = []
    for root, extra in run.headroom:
        account, currency = run.plan.names.accounts[root], run.plan.names.currencies[root]
        if extra is None:
            told.append(
                f"No additional money at {account} would have prevented every disturbance below "
                "it: in this structure it does not reach the payments."
            )
        else:
            amount = written(extra, currency, grouped=True)
            told.append(
                f"With {currency} {amount} more to give at {account}, no payment below it would "
                "have been disturbed."
            )
    return told


def positions_part(tables: RunTables, charts: list[Chart]) -> Html:
    """What members owe each other through the pool; nothing where no pool joins two persons."""
    if not len(tables.movements):
        return Html("")
    parts: list[str] = [tag("h3", "Positions between entities")]
    for currency in currencies_of(tables.run):
        chart = positions_chart(tables.run, currency)
        if chart:
            title = f"Largest positions of members with their headers, {currency}"
            parts.append(chart_figure(title, chart, charts))
    parts.append(table_html(tables.movements))
    if len(tables.position_ages):
        parts += [tag("h3", tables.position_ages.title), tag("p", ABOUT)]
        ages = tables.position_ages  # a run of a month has no least of 90 days
        parts.append(limited(ages, tables.run.plan.name, hide=ages.unfilled))
    if len(tables.limits):
        parts += [tag("h3", tables.limits.title), table_html(tables.limits)]
    return joined(parts)


def pools_part(tables: RunTables) -> Html:
    """What each notional pool bore and was worth, and whose it is; nothing without one."""
    if not len(tables.notional):
        return Html("")
    name = tables.run.plan.name
    words = (
        "A notional pool (名义资金池) moves no cash: for interest the bank lets the participants' "
        "credit balances and overdrafts cancel out, and posts what the pool earns or owes."
    )
    days = f"What was in the pools on every day stands in {name}/notional_days.csv."
    if len(tables.notional_overlays):
        words += (
            " In a pool of several currencies balances are translated at the day's rates to find "
            "what cancels out, of every currency the same part; interest and result stay each "
            "currency's own, and nothing is converted."
        )
        days += f" Rates, and what they make of each currency: {name}/notional_overlays.csv."
    laws = set_off_words(tables.run.plan)
    return joined(
        (
            tag("h3", "Notional pools"),
            tag("p", words),
            table_html(tables.notional),
            *(noted(law) for law in laws),
            table_html(tables.notional_shares, limit=REGISTER_ROWS,
                       where=f"{name}/notional_shares.csv"),
            tag("p", days, class_="rest"),
        )
    )  # fmt: skip


def ledgers_part(tables: RunTables) -> Html:
    """What each virtual ledger had and bore; nothing where no account has any."""
    if not len(tables.ledgers):
        return Html("")
    name = tables.run.plan.name
    words = (
        "Virtual ledgers (虚拟账簿) divide one real account; the bank knows its balance alone, and "
        "on every day they sum to it. What belongs to no other ledger is the unassigned one's "
        "(待清分); internal interest is posted against it, so that it is left with the result of "
        "whoever keeps the ledgers."
    )
    days = f"Balances of every day stand in {name}/ledgers.csv."
    return joined(
        (
            tag("h3", "Virtual ledgers"),
            tag("p", words),
            table_html(tables.ledgers),
            tag("p", days, class_="rest"),
            *(
                folded(counted(table), limited(table, name))
                for table in (tables.ledger_entries, tables.ledger_interest)
            ),
        )
    )


def analyses_part(tables: RunTables) -> Html:
    """What earnings credits paid of analysed fees, period by period; nothing where none is."""
    if not len(tables.account_analysis):
        return Html("")
    words = (
        "In an account analysis (账户分析) idle balances earn a credit (收益抵免) that is never "
        "paid out: it pays fees that go through the analysis; what it does not cover is charged."
    )
    told = [tag("p", sentence) for sentence in credit_words(tables.run)]
    table, name = tables.account_analysis, tables.run.plan.name
    return joined((
        tag("h3", table.title), tag("p", words), *told,
        tag("h4", "What the balances earned, and what the fees need of them"),
        limited(table, name, hide=OF_SETTLEMENT),
        tag("h4", "What the credit paid, and what became of the rest"),
        limited(table, name, hide=OF_BALANCES),
    ))  # fmt: skip


def details_part(tables: RunTables) -> Html:
    """The tables to look things up in, folded on the screen and open on paper."""
    name = tables.run.plan.name
    parts: list[str] = [tag("h3", "In detail")]
    parts.append(
        folded(
            "Cash position by entity, bank, country and region",
            table_html(tables.cash, hide=("id",)),
        )
    )
    parts.append(
        folded(
            "Interest statement by account",
            table_html(tables.interest_totals, limit=STATEMENT_ROWS, where=f"{name}/interest.csv"),
            tag("p", "Every tier and rate period with its interest number stands in "
                f"{name}/interest.csv.", class_="rest"),
        )
    )  # fmt: skip
    registers = (
        tables.deposits, tables.money_market, tables.overdrafts, tables.term_fees, tables.taxes,
        tables.on_lending, tables.sweeps,
        tables.sweeps_by_pair, tables.stopped, tables.draws, tables.transit,
    )  # fmt: skip
    for table in registers:
        style = "capped" if table is tables.sweeps else "screen"
        if len(table):
            parts.append(folded(counted(table), limited(table, name), style=style))
    return joined(parts)


def limited(table: Table, name: str, hide: tuple[str, ...] = ()) -> Html:
    """The first rows of a register, some of its columns left out."""
    where = f"{name}/{register_file(table)}"
    return table_html(table, limit=REGISTER_ROWS, where=where, hide=hide)


def register_file(table: Table) -> str:
    """The file that holds the whole register; the sums by pair come from the sweep register."""
    return "sweeps.csv" if table.name == "sweeps_by_pair" else f"{table.name}.csv"


def counted(table: Table) -> str:
    """The table's title with its number of rows."""
    return f"{table.title} ({len(table):,})"


def folded(title: str, *content: str, style: str | None = None) -> Html:
    """Content behind a line one can open; it is open on paper, where it is shown at all.

    `style` is "screen" for what is left to the files on paper, "capped" for the first rows.
    """
    return tag("details", tag("summary", title), *content, class_=style)

"""A structure as tables: who sweeps to whom under which rule, and the interest terms in use."""

from typing import Any

from treasury.comparison import Run
from treasury.interest import Terms
from treasury.plan.fixings import Quote
from treasury.plan.plan import Plan
from treasury.plan.rate_versions import all_tiers
from treasury.pooling.structure import Link
from treasury.rates import Rate
from treasury.reporting.explaining.rule_words import rule_of_link
from treasury.reporting.labels import bank_names, entity_names
from treasury.reporting.table import Column, Table, by_column
from treasury.scenario import Scenario
from treasury.tables import (
    BUDGET,
    FULL,
    OWN_DEPOSITS,
    OWN_PLUS_LIMIT,
    RECEIVE_ONLY,
    STANDALONE,
)

INDENT = "\u2003"
LINKS = (
    Column(name="participant", heading="Account"),
    Column(name="name", heading="Entity"),
    Column(name="bank", heading="Bank"),
    Column(name="header", heading="Sweeps with"),
    Column(name="rule", heading="Rule"),
    Column(name="direction", heading="Direction"),
    Column(name="priority", heading="Priority", kind="count"),
    Column(name="mode", heading="Payments"),
)
RATES = (
    Column(name="terms", heading="Terms"),
    Column(name="used_for", heading="Used for"),
    Column(name="side", heading="Side"),
    Column(name="valid_from", heading="From", kind="date", empty="the start"),
    Column(name="up_to", heading="Up to", empty="no bound"),
    Column(name="rate", heading="Rate % a year", kind="rate"),
    Column(name="day_count", heading="Day count"),
    Column(name="settles", heading="Settled"),
    Column(name="rounding", heading="Rounding"),
)
FIXINGS = (
    Column(name="written", heading="Follows"),
    Column(name="index", heading="Index"),
    Column(name="fixed_on", heading="Fixing of", kind="date"),
    Column(name="fixing", heading="Fixing % a year", kind="rate"),
    Column(name="bound", heading="Held by"),
)
"""Shown where a rate follows an index."""
COMPOUNDED = (
    Column(name="compounded_from", heading="Compounded from", kind="date"),
    Column(name="compounded_days", heading="Days", kind="count"),
    Column(
        name="compounded",
        heading="Compounded % a year",
        kind="rate",
        meaning="What the index came to from that day, without the margin",
    ),
)
"""Shown where a rate is compounded in arrears."""
EVERY = (*RATES, *FIXINGS, *COMPOUNDED)
DIRECTIONS = {(1, 1): "up and down", (1, 0): "up", (0, 1): "down", (0, 0): "none"}


def link_table(run: Run) -> Table:
    """The structure's links, each participant below its header and set in."""
    plan = run.plan
    rows: list[tuple[Any, ...]] = []
    for root in plan.names.roots:
        rows.append(root_row(plan, root))
        add_branch(plan, root, 1, rows)
    return Table(
        name="links",
        title="Who sweeps to whom",
        columns=LINKS,
        data=by_column(tuple(column.name for column in LINKS), rows),
    )


def root_row(plan: Plan, root: int) -> tuple[Any, ...]:
    """The row of a root, which sweeps to nobody."""
    return (*owner(plan, root, 0), "", "root of the pool", "", None, mode_words(plan, root))


def add_branch(plan: Plan, header: int, depth: int, rows: list[tuple[Any, ...]]) -> None:
    """Add the header's participants, each followed by its own branch."""
    links = plan.tables.links
    for link in range(len(links.participant)):
        if links.header[link] != header:
            continue
        participant = int(links.participant[link])
        rows.append(
            (
                *owner(plan, participant, depth),
                plan.names.accounts[header],
                rule_of_link(plan, link) + way_words(plan, link),
                DIRECTIONS[int(links.up[link]), int(links.down[link])],
                record_of(plan, link).priority,
                mode_words(plan, participant, link),
            )
        )
        add_branch(plan, participant, depth + 1, rows)


def way_words(plan: Plan, link: int) -> str:
    """By which clearing system sweeps go over the link, and how long that takes, as clauses; empty
    where they are made at any time and are there at once."""
    record = record_of(plan, link)
    days, system = record.delay, record.clearing
    by_system = f", by {system}" if system else ""
    later = f", there {days} business day{'s' if days > 1 else ''} later" if days else ""
    return by_system + later


def owner(plan: Plan, account: int, depth: int) -> tuple[str, str, str]:
    """The account's id set in by its depth, its entity's and its bank's name."""
    entity, bank = plan.names.entities[account], plan.names.banks[account]
    return (
        INDENT * depth + plan.names.accounts[account],
        entity_names(plan).get(entity, entity),
        bank_names(plan).get(bank, bank),
    )


def mode_words(plan: Plan, account: int, link: int | None = None) -> str:
    """How the account pays: while its link is in force, as a root on the run's first day."""
    places = plan.tables.places
    phase = 0 if link is None else int((places.link[:, account] == link).argmax())
    return MODE_WORDS[int(places.mode[phase, account])]


MODE_WORDS = {
    STANDALONE: "own money",
    FULL: "linked",
    OWN_DEPOSITS: "own deposits",
    OWN_PLUS_LIMIT: "own deposits and limit",
    BUDGET: "budget",
    RECEIVE_ONLY: "receives only",
}


def record_of(plan: Plan, link: int) -> Link:
    """The link as the treasurer wrote it."""
    return plan.scenario.links[plan.names.link_records[link]]


def rate_table(scenario: Scenario) -> Table:
    """The interest terms with their rates; what follows an index stands there fixing by fixing."""
    used = used_for(scenario)
    terms = {found.id: found for found in scenario.terms}
    titles = {index.id: index.title or index.id for index in scenario.indices}
    rows: list[tuple[Any, ...]] = []
    shown = set(RATES)
    for version in all_tiers(scenario):
        name, side, since, alone = version.name
        what = "agreed deposit" if side == "credit" else "term loan"
        users = [f"{what} {alone}"] if alone else used.get(name, ())
        for start, quotes in ((since, version.quotes), *version.again):
            for rate, quote in zip(version.rates, quotes, strict=True):
                row = (
                    name,
                    ", ".join(users) or "nothing",
                    side,
                    None if start is None else str(start),
                    None if rate.up_to is None else f"{rate.up_to:,f}",
                    quote.rate,
                    terms[name].day_count,
                    settled_words(terms[name]),
                    terms[name].rounding.replace("_", " "),
                )
                rows.append((*row, *origin(rate, quote, titles), *growth(quote)))
                shown.update(FIXINGS if quote.fixing else ())
                shown.update(COMPOUNDED if quote.compounded else ())
    return Table(
        name="rates",
        title="Interest terms",
        columns=tuple(column for column in EVERY if column in shown),
        data=by_column(tuple(column.name for column in EVERY), rows),
    )


def settled_words(terms: Terms) -> str:
    """When interest is settled, and where its days move.

    >>> settled_words(Terms(id="T", holiday_shift="modified_following", calendar="CN"))
    'quarterly, day 20, modified following by CN'
    """
    moved = f", {terms.holiday_shift.replace('_', ' ')} by {terms.calendar}"
    shift = "" if terms.holiday_shift == "none" else moved
    return f"{terms.settles}, day {terms.settlement_day}{shift}"


def growth(quote: Quote) -> tuple[str | None, int | None, int | None]:
    """From when, over how many days and to which rate an index is compounded up to the day."""
    if quote.compounded is None:
        return None, None, None
    since, days, rate, _ = quote.compounded
    return str(since), days, rate


def origin(
    rate: Rate, quote: Quote, titles: dict[str, str]
) -> tuple[str, str, str | None, int | None, str]:
    """How a rate that follows an index is written, the index's title, its fixing, and the bound
    that held it.
    """
    if quote.fixing is None:
        return "", "", None, None, ""
    fixing = quote.fixing
    return rate.rate, titles[fixing.name], str(fixing.day), fixing.rate, quote.bound


def used_for(scenario: Scenario) -> dict[str, list[str]]:
    """What each terms id prices, in words."""
    users: list[tuple[str, list[str | None]]] = [
        ("accounts", [account.terms for account in scenario.accounts]),
        ("credit lines", [line.terms for line in scenario.credit_lines]),
        ("term loans", [loan.terms for loan in scenario.term_loans]),
        ("money market sweeps", [each.terms for each in scenario.money_market_sweeps]),
        ("account analyses", [one.terms for one in scenario.account_analyses]),
        ("overdue loans", [one.terms for one in scenario.overdraft_agreements]),
        ("virtual ledgers", [ledger.terms for ledger in scenario.ledgers]),
        ("notional pools", [each.terms for each in scenario.notional_pools]),
        ("notional pools", [each.offset_terms for each in scenario.notional_pools]),
        ("notional pools", [each.terms for each in scenario.notional_currencies]),
        ("notional pools", [each.offset_terms for each in scenario.notional_currencies]),
        ("notional pools", [each.internal_terms for each in scenario.notional_pools]),
        ("notional pools", [each.internal_terms for each in scenario.notional_currencies]),
        ("notional pools", [each.internal_terms for each in scenario.notional_members]),
        ("internal positions", [one.internal_terms for one in scenario.structures]),
        ("internal positions", [link.internal_terms for link in scenario.links]),
    ]
    found: dict[str, list[str]] = {}
    for words, named in users:
        for name in set(named) - {None}:
            if name is not None and words not in found.setdefault(name, []):
                found[name].append(words)
    return found

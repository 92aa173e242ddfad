"""Positions between legal persons: what one owes the other through the pool.

Money sent up is a deposit of the participant with its header, money fetched down beyond it a
loan; deposits and loans are shown gross. Links inside one legal person make no position.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from treasury.ages import owed_by_pair
from treasury.comparison import Run
from treasury.posting.chart import finance_companies
from treasury.reporting.amounts import average
from treasury.reporting.explaining.conversion_words import across
from treasury.reporting.labels import entity_names
from treasury.reporting.table import Column, Table, by_column
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    BASE,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    INTERNAL_INTEREST,
    KIND,
    NOVATED,
    REF,
    RETURN,
    SENT_BACK,
    SETTLEMENT,
)

CREDITOR = Column(name="creditor", heading="Creditor", meaning="Who is owed the money")
DEBTOR = Column(name="debtor", heading="Debtor", meaning="Who owes the money")
CURRENCY = Column(name="currency", heading="Currency")
DAILY = (
    Column(name="date", heading="Date", kind="date"),
    CREDITOR,
    DEBTOR,
    CURRENCY,
    Column(name="amount", heading="Amount", kind="money"),
)
MOVEMENTS = (
    Column(name="participant", heading="Member"),
    Column(name="header", heading="With"),
    Column(
        name="form",
        heading="Form",
        meaning="A finance company takes deposits and grants loans; others owe each other",
    ),
    CURRENCY,
    Column(
        name="sent_up",
        heading="Swept up",
        kind="money",
        meaning="With what is still on its way, without what was sent back",
    ),
    Column(
        name="fetched_down",
        heading="Swept down",
        kind="money",
        meaning="By funding, and what is returned of sweeps at the next opening; with what is "
        "still on its way, without what was sent back",
    ),
    Column(name="drawn", heading="Drawn for payments", kind="money"),
    Column(
        name="interest",
        heading="Internal interest",
        kind="money",
        meaning="Added to the position; positive where the member earns",
    ),
    Column(
        name="ended",
        heading="Links ended",
        kind="money",
        meaning="Repaid (above zero) or paid back when a link ended, or taken over by a header",
    ),
    Column(
        name="closing",
        heading="Closing",
        kind="money",
        meaning="Positive: the member is owed (上存); negative: it owes (借款)",
    ),
    Column(name="average", heading="Average", kind="money"),
    Column(name="highest", heading="Highest", kind="money"),
    Column(name="lowest", heading="Lowest", kind="money"),
)

MOVING = (CONCENTRATION, FUNDING, RETURN, DRAW, INTERNAL_INTEREST, SETTLEMENT, NOVATED)
"""The kinds of event that move positions, in the order of their columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """The links between two legal persons in one currency, as indices."""

    participant: str
    header: str
    currency: str
    links: tuple[int, ...]


def relations(run: Run) -> list[Relation]:
    """Every pair of legal persons that links join, by participant, header and currency."""
    names, links = run.plan.names, run.plan.tables.links
    found: dict[tuple[str, str, str], list[int]] = {}
    for link, (below, above) in enumerate(
        zip(links.participant.tolist(), links.header.tolist(), strict=True)
    ):
        pair = (names.legal_entity[below], names.legal_entity[above])
        if pair[0] != pair[1]:
            found.setdefault((*pair, names.currencies[above]), []).append(link)
    return [
        Relation(participant=key[0], header=key[1], currency=key[2], links=tuple(found[key]))
        for key in sorted(found)
    ]


def daily_positions(run: Run) -> Table:
    """What is owed at each day's end: one row a day, creditor and debtor, without the zeros."""
    owed = owed_by_pair(run.plan, run.projection.position)
    days = [str(day) for day in run.plan.names.days]
    rows: list[tuple[Any, ...]] = []
    for (creditor, debtor, currency), closing in owed.items():
        rows.extend(
            (days[day], creditor, debtor, currency, int(closing[day]))
            for day in np.flatnonzero(closing).tolist()
        )
    rows.sort(key=lambda row: row[0])
    return Table(
        name="positions",
        title="Positions between entities by day",
        columns=DAILY,
        data=by_column(tuple(column.name for column in DAILY), rows),
    )


def movements(run: Run) -> Table:
    """How each member's position with its header came about over the run."""
    titles = entity_names(run.plan)
    lends = finance_companies(run.plan)
    swept = {kind: moved_by_link(run, kind) for kind in MOVING}
    back = sent_back_by_link(run)
    rows: list[tuple[Any, ...]] = []
    for relation in relations(run):
        up, down, returned, drawn, interest, settled, novated = (
            sum(moved.get(link, 0) for link in relation.links) for moved in swept.values()
        )
        came_back = [sum(one.get(link, 0) for link in relation.links) for one in back]
        up, down, settled = up - came_back[0], down - came_back[1], settled - came_back[2]
        position = run.projection.position[:, list(relation.links)].sum(axis=1)
        rows.append(
            (
                titles.get(relation.participant, relation.participant),
                titles.get(relation.header, relation.header),
                "deposit and loan" if relation.header in lends else "position",
                relation.currency,
                up,
                -(down + returned),
                -drawn,
                interest,
                settled + novated,
                int(position[-1]),
                average(position),
                int(position.max()),
                int(position.min()),
            )
        )
    return Table(
        name="position_movements",
        title="Positions between entities",
        columns=MOVEMENTS,
        data=by_column(tuple(column.name for column in MOVEMENTS), rows),
    )


def sent_back_by_link(run: Run) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """What came back by link: of sweeps up, of sweeps down, of settlements (signed, up > 0)."""
    events, participant = run.projection.events, run.plan.tables.links.participant
    kinds = events[:, KIND]
    settled = {(row[REF], row[DAY]) for row in events[kinds == SETTLEMENT].tolist() if row[AMOUNT]}
    up: dict[int, int] = {}
    down: dict[int, int] = {}
    ended: dict[int, int] = {}
    for link, account, amount, sent in events[kinds == SENT_BACK][
        :, [REF, ACCOUNT, AMOUNT, BASE]
    ].tolist():
        rose = account == participant[link]
        if (link, sent) in settled:
            ended[link] = ended.get(link, 0) + (amount if rose else -amount)
        else:
            found = up if rose else down
            found[link] = found.get(link, 0) + amount
    return up, down, ended


def moved_by_link(run: Run, kind: int) -> dict[int, int]:
    """The sum of the events of one kind, by link, as its header has it."""
    events = run.projection.events
    chosen = events[events[:, KIND] == kind]
    column = AUX if kind == INTERNAL_INTEREST else REF
    moved: dict[int, int] = {}
    for row in chosen.tolist():
        moved[row[column]] = moved.get(row[column], 0) + across(row)
    return moved

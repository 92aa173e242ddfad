"""Tonight's sweeps before they are made, from actual balances: one day by the code of a run.

cut the day out of the scenario -> resolve -> simulate -> the same sentences as `treasury explain`

What a single day cannot know (how much of a budget is used, what is on its way, and, unless it is
given, what was sent up before) counts as nothing, and a note says so wherever the structure has
something that looks at it.
Amounts are minor units of the account's currency, positive = the holder's asset.
"""

import datetime
from typing import Literal

from treasury.plan.one_day import Asked, members_of, plan_of_day
from treasury.plan.plan import Plan
from treasury.record import record
from treasury.reporting.explaining.day_view import view_day
from treasury.reporting.explaining.sentences import sweep_sentence
from treasury.reporting.explaining.standing import balance_words
from treasury.reporting.explaining.story import flags, what_happened
from treasury.reporting.labels import slot_text, structure_title
from treasury.reporting.preview_notes import notes_of
from treasury.simulation.simulate import simulate
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BASE,
    CONCENTRATION,
    DAY,
    DRAW,
    FUNDING,
    KIND,
    MINUTE,
    OTHER,
    Projection,
)

SweepKind = Literal["concentration", "funding", "draw"]
KINDS: dict[int, SweepKind] = {CONCENTRATION: "concentration", FUNDING: "funding", DRAW: "draw"}


@record
class PreviewSweep:
    """A transfer that would be made, or (`amount` 0) was `wanted` and is stopped; its sentence.

    `draw` is money fetched down for one of the items. `minute` is after midnight, 1440 at the end
    of the day; `slot` is the same in words.
    """

    giver: str
    taker: str
    currency: str
    amount: int
    wanted: int
    kind: SweepKind
    minute: int
    slot: str
    sentence: str


@record
class PreviewAccount:
    """An account of the structure: what it has, what it would end with, its day in sentences."""

    account: str
    currency: str
    opening: int
    closing: int
    sentences: tuple[str, ...]


@record
class Preview:
    """What the structure would do on the day, in order, and what one day cannot know (`notes`)."""

    structure: str
    name: str
    date: datetime.date
    sweeps: tuple[PreviewSweep, ...]
    accounts: tuple[PreviewAccount, ...]
    notes: tuple[str, ...]


def preview(asked: Asked) -> Preview:
    """The sweeps that the structure would make on the day, explained; what is wrong is refused.

    The scenario's own items are not used, nor its first and last day.
    """
    plan = plan_of_day(asked)
    projection = simulate(plan)
    return Preview(
        structure=asked.structure,
        name=structure_title(plan),
        date=asked.day,
        sweeps=tuple(sweeps_of(plan, projection)),
        accounts=tuple(accounts_of(plan, projection)),
        notes=tuple(notes_of(asked)),
    )


def sweeps_of(plan: Plan, projection: Projection) -> list[PreviewSweep]:
    """The first day's transfers between headers and participants, in order."""
    names = plan.names
    found = []
    for event in projection.events.tolist():
        if event[DAY] or event[KIND] not in KINDS:
            continue
        below, above = names.accounts[event[ACCOUNT]], names.accounts[event[OTHER]]
        kind = KINDS[event[KIND]]
        wanted = event[AMOUNT] if kind == "draw" else event[BASE]
        giver, taker = (below, above) if kind == "concentration" else (above, below)
        found.append(PreviewSweep(
            giver=giver, taker=taker, currency=names.currencies[event[ACCOUNT]],
            amount=event[AMOUNT], wanted=wanted, kind=kind, minute=event[MINUTE],
            slot=slot_text(event[MINUTE]), sentence=sweep_sentence(plan, event),
        ))  # fmt: skip
    return found


def accounts_of(plan: Plan, projection: Projection) -> list[PreviewAccount]:
    """The structure's accounts with their first day."""
    found = []
    for name in members_of(plan.scenario.links):
        index = plan.names.accounts.index(name)
        view = view_day(plan, projection, index, 0)
        found.append(PreviewAccount(
            account=name, currency=plan.names.currencies[index], opening=view.opening,
            closing=int(projection.book[0, index]),
            sentences=(*flags(plan, index), *what_happened(view), balance_words(view)),
        ))  # fmt: skip
    return found

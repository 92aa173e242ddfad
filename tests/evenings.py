"""An evening of a run asked for as a preview: from what the run itself had that day.

The question holds balances after the opening of the day (what arrives, returns and is charged then
has happened), positions, drawn credit lines, and the items of the day. What a preview does not know
is found here, so that a test compares only where nothing else is open, or says what is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from treasury.flows.items import Item
from treasury.money import to_decimal
from treasury.plan.one_day import Asked
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.reporting.explaining.day_view import Row
from treasury.reporting.explaining.figures import Figures, figures_at, still_waiting
from treasury.reporting.explaining.sentences import sweep_sentence
from treasury.reporting.explaining.story import AT_OPENING
from treasury.reporting.previewing import KINDS, Preview
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    DAY,
    KIND,
    LEVIED_ON,
    MINUTE,
    OTHER,
    UNTIMED,
    Projection,
)

Move = tuple[str, str, int, int, str]
"""Giver, taker, amount, minute, kind."""


@dataclass(frozen=True, kw_only=True)
class Evening:
    """A day of a structure's run; `day` is a row of the plan, after the first."""

    plan: Plan
    projection: Projection
    day: int

    @property
    def rows(self) -> list[Row]:
        """The events of the day."""
        events = self.projection.events
        found: list[Row] = events[events[:, DAY] == self.day].tolist()
        return found

    @property
    def opened(self) -> Figures:
        """Everything as it stands once the day has opened."""
        first = (*AT_OPENING, LEVIED_ON)
        early = sum(row[MINUTE] == UNTIMED and row[KIND] in first for row in self.rows)
        return figures_at(self.plan, self.projection, (self.day, UNTIMED), early)

    @property
    def waiting(self) -> list[str]:
        """The payments that wait from earlier days."""
        events = self.projection.events
        found = still_waiting(events[events[:, DAY] < self.day])
        return [self.plan.names.items[item] for item in found]

    def open_besides(self) -> set[str]:
        """What is open on the day that a preview cannot know, in a few words each."""
        plan, before, found = self.plan, self.day - 1, set()
        scenario, tables = plan.scenario, plan.tables
        today = plan.names.days[self.day]
        rules = {one.id: one for one in scenario.rules}
        used = [rules[one.rule] for one in scenario.links if one.structure == plan.structure]
        own = {one.id: one.date for one in scenario.items}
        ahead = any(one.next_business_days for one in scenario.schedules)
        at = np.flatnonzero(tables.items.day == self.day).tolist()
        facts = {
            "payments wait": bool(self.waiting),
            "money on its way": bool(self.projection.transit[before].any()),
            "a budget in use": any(one.structure == plan.structure for one in scenario.budgets),
            "receipts of earlier days": any(one.preset == "share_of_receipts" for one in used),
            "values to come": any(one.basis == "value" for one in used)
            and bool((self.projection.value != self.projection.book)[before].any()),
            "a link that has ended": any(self.opened.ended),
            "a term loan": any(
                today in (one.drawn_on, one.repaid_on) or (ahead and one.drawn_on <= today)
                for one in scenario.term_loans
            )
            or not own.keys() >= {*self.waiting},
            "items of another business date": any(
                own.get(plan.names.items[item], today) != today for item in at
            ),
        }
        found.update(name for name, open_ in facts.items() if open_)
        return found

    def asked(self, *extra: Item) -> Asked:
        """The evening as a question, with these items besides those of the day and later."""
        plan, figures = self.plan, self.opened
        scenario, names = plan.scenario, plan.names
        today = names.days[self.day]
        index = {name: at for at, name in enumerate(names.accounts)}
        owed = dict(zip(names.loans, figures.owed, strict=True))

        def money(minor: int, account: int) -> object:
            return to_decimal(minor, names.currencies[account])

        lines = tuple(
            replace(one, drawn=money(owed[one.id], index[one.account]))  # type: ignore[arg-type]
            for one in scenario.credit_lines
        )
        nothing = Asked(
            scenario=replace(scenario, credit_lines=lines), structure=plan.structure or "",
            day=today, balances={},
        )  # fmt: skip
        later = (one for one in scenario.items if 0 <= (one.date - today).days <= 92)
        return replace(
            nothing,
            balances={name: money(figures.book[at], at) for name, at in index.items()},
            items=(*extra, *later),
            positions={
                one.participant: money(
                    figures.position[index[one.participant]], index[one.participant]
                )
                for one in nothing.links
            },
        )

    def moves(self) -> list[Move]:
        """What the run moved between headers and participants on the day, in order."""
        names, found = self.plan.names.accounts, []
        for row in self.rows:
            if kind := KINDS.get(row[KIND]):
                pair = (names[row[ACCOUNT]], names[row[OTHER]])
                giver, taker = pair if kind == "concentration" else pair[::-1]
                found.append((giver, taker, row[AMOUNT], row[MINUTE], kind))
        return found

    def sentences(self) -> list[str]:
        """The run's sentence of each of these moves."""
        return [sweep_sentence(self.plan, row) for row in self.rows if row[KIND] in KINDS]


def moves_of(preview: Preview) -> list[Move]:
    """The same of a preview."""
    return [(one.giver, one.taker, one.amount, one.minute, str(one.kind)) for one in preview.sweeps]


def evenings(scenario: Scenario, structure: str, step: int = 1) -> Iterator[Evening]:
    """Every so many evenings of the structure's run on which a link of it is in force."""
    plan = resolve(scenario, structure, structure)
    projection = simulate(plan)
    for day in range(1, plan.tables.days, step):
        on = plan.names.days[day]
        if Asked(scenario=scenario, structure=structure, day=on, balances={}).links:
            yield Evening(plan=plan, projection=projection, day=day)

"""What the tests of the shipped scenarios ask a run, and the small changes that READMEs suggest.

Amounts are whole minor units, in the account holder's view.
"""

import datetime
import re
from dataclasses import replace

from tests.scenarios.shipped import SCENARIOS
from treasury.comparing.figures import Figures
from treasury.comparison import Run, Study
from treasury.money import written
from treasury.pooling.rules import Rule
from treasury.scenario import Scenario


def text_of(name: str) -> str:
    """A scenario's README."""
    return (SCENARIOS / name / "README.md").read_text(encoding="utf-8")


def is_result(name: str, figure: str) -> bool:
    """Whether a README has the figure as a result: in bold, or at the end of a calculation."""
    ends = re.compile(rf"^ {{4}}.* = +{re.escape(figure)}$", re.MULTILINE)
    return f"**{figure}**" in text_of(name) or ends.search(text_of(name)) is not None


def grouped(minor: int) -> str:
    """An amount in CNY as the texts write it."""
    return written(minor, "CNY", grouped=True)


def row(run: Run, month: int, day: int) -> int:
    """The row of a day of 2026."""
    return run.plan.names.days.index(datetime.date(2026, month, day))


def book(run: Run, account: str, month: int, day: int) -> int:
    """The day-end book balance of an account."""
    return int(run.projection.book[row(run, month, day), run.plan.names.accounts.index(account)])


def cny(run: Run) -> Figures:
    """The run's headline figures in CNY."""
    return next(figures for figures in run.figures if figures.currency == "CNY")


def accrued(run: Run, account: str, terms: str, side: str) -> int:
    """What an account has earned or owes and was not yet posted, unsigned."""
    names, accruals = run.plan.names, run.plan.tables.accruals
    wanted = (names.accounts.index(account), terms, side)
    found = [
        int(amount)
        for index, amount in enumerate(run.projection.accrued)
        if (int(accruals.account[index]), names.accrual_terms[index], names.accrual_sides[index])
        == wanted
    ]
    assert len(found) == 1
    return abs(found[0])


def changed_rule(scenario: Scenario, name: str, **fields: object) -> Scenario:
    """The scenario with some fields of one rule changed."""
    rules: list[Rule] = [
        replace(rule, **fields) if rule.id == name else rule  # type: ignore[arg-type]
        for rule in scenario.rules
    ]
    return replace(scenario, rules=tuple(rules))


def changed_account(scenario: Scenario, name: str, **fields: object) -> Scenario:
    """The scenario with some fields of one account changed."""
    accounts = [
        replace(one, **fields) if one.id == name else one  # type: ignore[arg-type]
        for one in scenario.accounts
    ]
    return replace(scenario, accounts=tuple(accounts))


def changed_rate(scenario: Scenario, terms: str, side: str, rate: str) -> Scenario:
    """The scenario with another rate for one side of some terms."""
    rates = [
        replace(one, rate=rate) if (one.terms, one.side) == (terms, side) else one
        for one in scenario.rates
    ]
    return replace(scenario, rates=tuple(rates))


def fate_of(found: Study, structure: str, item: str) -> tuple[int, str, int]:
    """What became of an item in a run: its fate, and the day and minute it was made."""
    run = next(one for one in found.runs if one.plan.name == structure)
    index = run.plan.names.items.index(item)
    day = int(run.projection.made_day[index])
    made = str(run.plan.names.days[day]) if day >= 0 else ""
    return int(run.projection.fate[index]), made, int(run.projection.made_minute[index])


def benefits(run: Run) -> dict[str, int]:
    """What the run means for each entity, in CNY."""
    return {one.entity: one.benefit for one in run.members if one.currency == "CNY"}


def disturbed_accounts(run: Run) -> list[str]:
    """The accounts whose payments were disturbed, one entry a payment, in the items' order."""
    items = run.plan.tables.items
    return [run.plan.names.accounts[int(items.account[one.item])] for one in run.disturbed]

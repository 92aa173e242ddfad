"""Random groups whose banks have cut-offs and clearing systems: every check of every run holds.

Whether a payment may leave its bank at the time of each decision is found out a second time by
the checks, from the scenario's records alone.
"""

import datetime
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

from tests.properties.profiles import tries
from tests.properties.strategies import thrown
from treasury.clearing import ClearingWindow
from treasury.comparison import study
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario
from treasury.tables import CAUSE_CUT_OFF

TRIED = tries(250)
HOURS = ("08:00", "09:00", "11:59", "12:00", "15:30", "18:00", "23:59")


def at_hours(scenario: Scenario, seed: int) -> Scenario:
    """The scenario with random times at which its banks let payments go."""
    chance = Random(seed)
    clock = [datetime.time.fromisoformat(text) for text in HOURS]
    currencies = sorted({account.currency for account in scenario.accounts})
    calendars = [None, *(calendar.id for calendar in scenario.calendars)]
    windows: list[ClearingWindow] = []
    for name in ("X", "Y") if len(currencies) == 1 else ():
        opens, closes = sorted(chance.sample(clock, 2))
        before = chance.random() < 0.5
        times: dict[str, Any] = {"opens": opens, "closes": closes, "opens_day_before": before}
        windows.append(ClearingWindow(system=name, calendar=chance.choice(calendars),
                                      currency=currencies[0], **times))  # fmt: skip
    systems = [None, *(window.system for window in windows)]
    banks = tuple(
        replace(
            bank,
            cut_off=chance.choice([None, *clock]),
            clearing=chance.choice(systems),
            after_cut_off="next_day",
        )
        for bank in scenario.banks
    )
    refusing = tuple(
        replace(bank, after_cut_off=chance.choice(["next_day", "next_day", "refuse"]))
        if bank.cut_off or bank.clearing else bank
        for bank in banks
    )  # fmt: skip
    items = tuple(
        replace(item, clearing=chance.choice([None, None, *systems])) if item.amount < 0 else item
        for item in scenario.items
    )
    of_sweeps = [one for one in scenario.clearing if one.system.startswith("SWEEP-")]
    return replace(scenario, banks=refusing, items=items, clearing=(*windows, *of_sweeps))


def test_every_check_holds_where_banks_let_payments_go_at_certain_times_only():
    causes: Counter[int] = Counter()
    for number in range(TRIED):
        scenario = at_hours(thrown(number), number)
        assert [found.sentence() for found in complaints(scenario)] == [], number
        for run in study(scenario).runs:
            failed = [check for check in run.checks if check.passed is False]
            assert failed == [], number
            causes.update(payment.cause for payment in run.not_made)
    assert causes[CAUSE_CUT_OFF] > TRIED // 10

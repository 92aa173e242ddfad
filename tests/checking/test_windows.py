"""Check 18 and the hours of clearing systems: what leaves before they open is found."""

import datetime
from dataclasses import replace

from tests.made_runs import Made, group, item, made
from treasury.accounts.chart import Bank
from treasury.clearing import ClearingWindow
from treasury.tables import MINUTE, PAYMENT, REF

MORNING = ClearingWindow(
    system="DAY", opens=datetime.time(9), closes=datetime.time(12), currency="CNY"
)


def at_nine() -> tuple[Made, int]:
    """A run alone in which T's rent waits for a receipt of 08:59 and leaves at nine; its row."""
    items = (
        item("rent", 1, "T", "-150", time=datetime.time(10)),
        item("sales", 2, "T", "80", time=datetime.time(8, 59)),
    )
    scenario = group(banks=(Bank(id="K", clearing="DAY"),), clearing=(MORNING,), items=items)
    run = made(scenario, None)
    events = run.projection.events
    rent = run.plan.names.items.index("rent")
    (row,) = [at for at in run.rows(PAYMENT) if events[at, REF] == rent]
    assert events[row, MINUTE] == 9 * 60
    return run, row


def test_a_payment_that_leaves_when_the_window_opens_is_right() -> None:
    assert at_nine()[0].checks()[18].passed is True


def test_a_payment_that_leaves_before_the_window_opens_is_found() -> None:
    run, row = at_nine()
    assert run.bent(row, minute=9 * 60 - 1).checks()[18].passed is False


def test_by_another_record_of_the_hours_the_same_payment_was_too_early() -> None:
    run, _ = at_nine()
    later = (replace(MORNING, opens=datetime.time(9, 1)),)
    plan = replace(run.plan, scenario=replace(run.plan.scenario, clearing=later))
    assert replace(run, plan=plan).checks()[18].passed is False
    before = (replace(MORNING, opens=datetime.time(20, 30), opens_day_before=True),)
    plan = replace(run.plan, scenario=replace(run.plan.scenario, clearing=before))
    assert replace(run, plan=plan).checks()[18].passed is True

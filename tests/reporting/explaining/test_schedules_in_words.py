"""What a sweep says of a rule with schedules: the day's amount and what it is made of."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reporting.made_pool import day, item, pool, simulated
from treasury.plan.resolve import resolve
from treasury.pooling.rules import Rule
from treasury.pooling.schedules import Schedule
from treasury.reporting.explaining.rule_words import rule_of_link
from treasury.reporting.explaining.rules_of_day import rule_words
from treasury.reporting.explaining.sentences import event_sentence
from treasury.scenario import Scenario
from treasury.tables import ACCOUNT, CONCENTRATION, KIND

S1_LINK, S1 = 1, 2
MONDAY = 4
"""Row of 5 January 2026."""
PAYMENTS = (
    item("w1", 6, "S1-1", "-100", category="payroll"),
    item("w2", 6, "S1-1", "-20.50", category="payroll"),
    item("t1", 7, "S1-1", "-300", known_from=day(2)),
    item("t2", 7, "S1-1", "-5", known_from=day(2)),
    item("unknown", 7, "S1-1", "-999"),
)


def kept(rule: Rule, line: Schedule) -> Scenario:
    """The pool with S1-1 under the rule, its schedule of this line."""
    one = pool()
    rules = tuple(rule if each.id == "ZBA" else each for each in one.rules)
    return replace(one, rules=rules, schedules=(line,), items=PAYMENTS)


NEXT = "payments known of the next business day"
NEXT_TWO = "payments known of the next 2 business days"
KEEP = Rule(id="ZBA", preset="keep", keep_schedule="W")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"amount": Decimal(80)}, "keeps 80.00 today: schedule W"),
        ({"amount": Decimal(80), "weekdays": ("mon", "fri")},
         "keeps 80.00 today: schedule W for mon, fri"),
        ({"amount": Decimal(80), "date": day(5)}, "keeps 80.00 today: schedule W for 2026-01-05"),
        ({"next_business_days": 1}, f"keeps 120.50 today: the {NEXT} (w1, w2), schedule W"),
        ({"next_business_days": 2},
         f"keeps 425.50 today: the {NEXT_TWO} (w1, w2, t1 and 1 more), schedule W"),
        ({"next_business_days": 1, "amount": Decimal(1000)},
         f"keeps 1,120.50 today: 1,000.00 and 120.50 of {NEXT} (w1, w2), schedule W"),
    ],
)  # fmt: skip
def test_the_amount_of_the_day_is_told_with_what_it_is_made_of(line, words):
    plan = resolve(kept(KEEP, Schedule(schedule="W", **line)), "P", "P")
    assert rule_words(plan, MONDAY, S1_LINK) == f"Rule ZBA ({words})"


def test_a_day_before_which_nothing_is_known_says_so():
    plan = resolve(kept(KEEP, Schedule(schedule="W", next_business_days=1)), "P", "P")
    words = "keeps 0.00 today: no payment is known of the next business day, schedule W"
    assert rule_words(plan, MONDAY + 5, S1_LINK) == f"Rule ZBA ({words})"
    line = Schedule(schedule="W", next_business_days=2, amount=Decimal(7))
    words = "7.00, and no payment is known of the next 2 business days, schedule W"
    plan = resolve(kept(KEEP, line), "P", "P")
    assert rule_words(plan, MONDAY + 5, S1_LINK) == f"Rule ZBA (keeps 7.00 today: {words})"


@pytest.mark.parametrize(
    ("rule", "today", "always"),
    [
        (KEEP, "keeps 80.00", "keeps the amount of schedule W"),
        (Rule(id="ZBA", preset="target_constant", target_schedule="W"),
         "constant target of 80.00", "constant target of the amount of schedule W"),
        (Rule(id="ZBA", preset="range", low_schedule="W", high=Decimal(900)),
         "range from 80.00 to 900.00", "range from the amount of schedule W to 900.00"),
        (Rule(id="ZBA", preset="whole_units", keep_schedule="W", unit=Decimal(5)),
         "whole units of 5.00 above 80.00", "whole units of 5.00 above the amount of schedule W"),
    ],
)  # fmt: skip
def test_each_preset_names_its_amount_of_the_day_and_its_schedule_for_all_days(rule, today, always):
    plan = resolve(kept(rule, Schedule(schedule="W", amount=Decimal(80))), "P", "P")
    assert rule_words(plan, MONDAY, S1_LINK) == f"Rule ZBA ({today} today: schedule W)"
    assert rule_of_link(plan, S1_LINK) == f"Rule ZBA ({always})"


def test_a_sweep_says_what_its_rule_kept_that_day():
    plan, projection = simulated(kept(KEEP, Schedule(schedule="W", next_business_days=2)))
    events = projection.events
    chosen = events[(events[:, KIND] == CONCENTRATION) & (events[:, ACCOUNT] == S1)]
    assert event_sentence(plan, chosen[0]) == (  # on Friday 2 January
        "Rule ZBA (keeps 120.50 today: the payments known of the next 2 business days (w1, w2), "
        "schedule W) saw 500.55 on S1-1 and sent 380.05 up to EAST-1."
    )

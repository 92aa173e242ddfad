"""The scenario of two banks: what its README tells is what happens."""

import datetime
from dataclasses import replace
from decimal import Decimal

from tests.reporting.explaining.test_membership_words import told
from tests.scenarios.answers import book, cny, grouped, is_result, row, text_of
from tests.scenarios.shipped import run_of, study_of
from treasury.accounts.chart import Stop
from treasury.comparison import Run, study
from treasury.linting.lint import remarks
from treasury.loading.calendars import builtin_clearing
from treasury.pooling.rules import Rule
from treasury.reporting.on_its_way import transfers
from treasury.scenario import Scenario

THIRTEEN = "13_two_banks"
STRUCTURES = ("as_is", "one_bank", "two_banks", "sent_back", "by_hvps")
MONDAY = datetime.date(2026, 3, 9)


def sent(run: Run) -> list[tuple[str, str, int, str, str]]:
    """Day of sending, giver, whole yuan, day and kind of its end, of each transfer."""
    table = transfers(run).data
    columns = [table[name] for name in ("sent", "from", "amount", "ended", "how")]
    return [(day, giver, int(amount) // 100, ended, how)
            for day, giver, amount, ended, how in zip(*columns, strict=True)]  # fmt: skip


def tried(scenario: Scenario, structure: str) -> Run:
    """The structure's run of a scenario that is not shipped."""
    return next(run for run in study(scenario).runs if run.plan.name == structure)


def test_the_table_of_the_text_is_the_run_s() -> None:
    for name in STRUCTURES:
        found = cny(run_of(THIRTEEN, name))
        amounts = (found.idle_cash, found.external_debt, found.interest_paid)
        assert f"| {name} | {' | '.join(map(grouped, amounts))} |" in text_of(THIRTEEN)


def test_the_cost_of_the_second_bank_worked_out_by_hand_is_what_is_paid() -> None:
    head = 100 * (300_000 + 200_000 + 3 * 400_000 + 100_000) * 435 // (360 * 10_000)
    south = 100 * 120_000 * 600 // (360 * 10_000)
    assert (head, south) == (21_750, 2_000)
    assert all(is_result(THIRTEEN, grouped(each)) for each in (head, south, head + south))
    paid = {name: cny(run_of(THIRTEEN, name)).interest_paid for name in STRUCTURES}
    assert paid["two_banks"] - paid["one_bank"] == head + south


def test_what_comes_back_costs_one_night_more() -> None:
    paid = {name: cny(run_of(THIRTEEN, name)).interest_paid for name in STRUCTURES}
    night = (100 * 400_000 * 435 + 1_800_000) // (360 * 10_000)
    assert grouped(night) == "48.33" and "48.33" in text_of(THIRTEEN)
    assert paid["sent_back"] - paid["two_banks"] == night


def test_the_money_on_its_way_is_that_of_the_text() -> None:
    arrived = [(day, amount, ended) for day, giver, amount, ended, how
               in sent(run_of(THIRTEEN, "two_banks")) if giver == "SOUTH-1"]  # fmt: skip
    for day, amount, ended in arrived:
        start, end = map(datetime.date.fromisoformat, (day, ended))
        nights = (end - start).days
        line = (
            f"| {start:%A} {start.day} | {amount:,} | {end:%A} {end.day} | {nights} | "
            f"{amount * nights:,} |"
        )
        assert line in text_of(THIRTEEN)
    assert sum(amount for _, amount, _ in arrived) == 1_000_000
    debts = [cny(run_of(THIRTEEN, name)).external_debt for name in ("one_bank", "two_banks")]
    assert f"{grouped(debts[1] - debts[0])} a day more" in text_of(THIRTEEN)


def test_what_came_back_goes_up_again_with_the_day_s_receipt() -> None:
    found = sent(run_of(THIRTEEN, "sent_back"))
    assert ("2026-03-06", "SOUTH-1", 400_000, "2026-03-09", "sent back by the bank") in found
    assert ("2026-03-09", "SOUTH-1", 500_000, "2026-03-10", "arrived") in found


def test_south_is_overdrawn_for_the_night_in_which_money_is_on_its_way_to_it() -> None:
    run = run_of(THIRTEEN, "two_banks")
    assert [book(run, "SOUTH-1", 3, day) for day in (10, 11, 12)] == [0, -12_000_000, 0]
    assert sent(run)[-1] == ("2026-03-11", "HQ-1", 120_000, "2026-03-12", "arrived")


def test_the_sweep_that_came_too_late_for_hvps_costs_what_the_text_says() -> None:
    over_the_weekend = 100 * 400_000 * 3
    head, earned = (round(over_the_weekend * rate / 3_600_000) for rate in (435, 35))
    assert (head, earned) == (14_500, 1_167)
    assert all(is_result(THIRTEEN, grouped(each)) for each in (head, earned))
    near, by_hvps = (cny(run_of(THIRTEEN, name)) for name in ("one_bank", "by_hvps"))
    assert by_hvps.interest_paid - near.interest_paid == head
    assert by_hvps.interest_earned - near.interest_earned == earned


def test_explain_and_lint_say_why_nothing_is_swept_at_half_past_five() -> None:
    run = run_of(THIRTEEN, "by_hvps")
    why = (
        "17:30: no sweep with HQ-1: the window of HVPS for 2026-03-06 opens at 20:30 of the "
        "evening before and closes at 17:15."
    )
    assert why in told(run, "SOUTH-1", row(run, 3, 6) + 1)
    found = [one for one in remarks(run.plan.scenario) if one.name == "sweep_outside_window"]
    assert len(found) == 1 and "can never run at 17:30" in found[0].message


def test_were_hvps_open_until_a_quarter_to_six_it_would_cost_nothing() -> None:
    scenario = study_of(THIRTEEN).scenario
    (hvps,) = scenario.clearing
    longer = replace(hvps, closes=datetime.time(17, 45))
    run = tried(replace(scenario, clearing=(longer,)), "by_hvps")
    assert cny(run).interest_paid == cny(run_of(THIRTEEN, "one_bank")).interest_paid


def test_by_beps_friday_s_receipt_goes_up_as_far_as_beps_takes_at_once() -> None:
    scenario = study_of(THIRTEEN).scenario
    links = tuple(
        replace(link, rule="evening", clearing="BEPS") if link.clearing else link
        for link in scenario.links
    )
    rules = tuple(rule for rule in scenario.rules if rule.id == "evening")
    by_beps = replace(scenario, links=links, rules=rules, clearing=builtin_clearing()["BEPS"][:1])
    run = tried(by_beps, "by_hvps")
    assert cny(run).interest_paid == cny(run_of(THIRTEEN, "one_bank")).interest_paid
    items = tuple(replace(item, amount=Decimal(1_400_000)) if item.id == "S2" else item
                  for item in scenario.items)  # fmt: skip
    left = book(tried(replace(by_beps, items=items), "by_hvps"), "SOUTH-1", 3, 6)
    assert left == 40_000_000


def test_with_a_delay_of_two_days_thursday_s_and_friday_s_transfers_lie_over_the_weekend() -> None:
    scenario = study_of(THIRTEEN).scenario
    links = tuple(replace(link, delay=2 * link.delay) for link in scenario.links)
    found = sent(tried(replace(scenario, links=links), "two_banks"))
    over = [day for day, _, _, ended, _ in found if day < "2026-03-07" and ended > "2026-03-08"]
    assert over == ["2026-03-05", "2026-03-06"]


def test_keeping_the_freight_on_the_account_is_dearer_than_its_overdraft_for_a_night() -> None:
    scenario = study_of(THIRTEEN).scenario
    keeps = Rule(id="evening", preset="target_constant", target=Decimal(120_000))
    rules = (keeps, *(rule for rule in scenario.rules if rule.id != "evening"))
    run = tried(replace(scenario, rules=rules), "two_banks")
    assert book(run, "SOUTH-1", 3, 11) == 0
    assert cny(run).interest_paid > cny(run_of(THIRTEEN, "two_banks")).interest_paid + 12_000


def test_a_frozen_receiver_is_credited_and_a_closed_one_is_not() -> None:
    scenario = study_of(THIRTEEN).scenario
    ends = {}
    for kind in ("frozen", "closed"):
        stop = Stop(account="HQ-1", valid_from=MONDAY, valid_until=MONDAY, kind=kind)
        found = sent(tried(replace(scenario, stops=(stop,)), "two_banks"))
        ends[kind] = next(how for day, _, _, _, how in found if day == "2026-03-06")
    assert ends == {"frozen": "arrived", "closed": "sent back, the receiver was closed"}

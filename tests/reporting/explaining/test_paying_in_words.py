"""What an account could pay and why, told term by term; limits, budgets, stops, cut-offs."""

import datetime
from dataclasses import replace
from decimal import Decimal

from tests.hand.tables import MONDAY, group
from tests.hand.test_cut_offs_by_hand import FOUR, HVPS, at_bank
from tests.hand.test_modes_by_hand import QUIET, SWEPT, budget
from treasury.accounts.chart import Stop
from treasury.plan.resolve import resolve
from treasury.reporting.explaining.story import explain_day
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate


def told(scenario: Scenario, account: str, day: int = 1) -> str:
    """The story of an account's day in the pool, as one text."""
    plan = resolve(scenario, "pool", "pool")
    at = plan.names.accounts.index(account)
    return "\n".join(explain_day(plan, simulate(plan), at, day - 1))


def test_every_term_of_a_payment_on_a_limit_is_named():
    one = group(
        SWEPT.format(mode="own_plus_limit", limit="50"),
        """
        day | time  | account | amount
        2   | 10:00 | A       | -120
        2   | 11:00 | A       | -40
        """,
        days=2,
    )
    story = told(one, "A", 2)
    assert (
        "10:00: Paid 120.00 from A: A1; 120.00 drawn from its header (it could pay 150.00)."
    ) in story
    assert (
        "  It could pay 150.00 (0.00 of its own, 150.00 from its header).\n"
        "  It may draw 150.00 from H: 100.00 it had itself sent up and 50.00 unused of its "
        "internal limit of 50.00.\n"
        "  H could give 600.00: 600.00 of free cash.\n"
    ) in story
    assert "own money fell short and what the account may draw from its header was used up" in story
    assert "  It may draw 30.00 from H: 0.00 it had itself sent up and 30.00 unused of" in story


def test_the_chain_of_headers_is_told_to_the_one_that_helps():
    one = group(
        """
        account | opening | overdraft | header | rule  | mode | limit
        Top     | 500     | 40        |        |       |      |
        Mid     | 10      |           | Top    | QUIET |      | 25
        Low     | 5       |           | Mid    | QUIET | full |
        """.replace("QUIET", QUIET),
        """
        time  | account | amount
        10:00 | Low     | -30
        11:00 | Low     | -30
        """,
    )
    story = told(one, "Low")
    assert (
        "  It could pay 40.00 (5.00 of its own, 35.00 from its header).\n"
        "  Its payment mode (full) lets it draw from Mid without bound.\n"
        "  Mid could give 35.00: 10.00 of free cash, 25.00 from Top.\n"
        "  Top could give 540.00: 500.00 of free cash, 40.00 of its overdraft.\n"
    ) in story
    assert "Mid could give 10.00: 0.00 of free cash, 10.00 from Top." in story


def test_a_pass_that_moved_nothing_stands_before_the_draw_of_a_later_payment():
    one = group(
        """
        account | opening | header | rule                                 | mode
        H       | 500     |        |                                      |
        A       | 0       | H      | keep keep=1000000 at=09:00,12:00     | full
        """,
        """
        time  | account | amount
        10:00 | A       | -30
        """,
    )
    story = told(one, "A")
    places = [story.index(words) for words in ("09:00: no sweep", "10:00: Linked draw",
                                               "10:00: Paid", "12:00: no sweep")]  # fmt: skip
    assert places == sorted(places)


def test_what_protects_participants_is_named_with_its_figures():
    one = group(
        """
        account | opening | header | rule         | mode           | limit
        Top     | 500     |        |              |                |
        Mid     | 0       | Top    | QUIET        | own_plus_limit | 50
        Low     | 100     | Mid    | zero_balance |                |
        """.replace("QUIET", QUIET),
        """
        day | time  | account | amount
        2   | 10:00 | Mid     | -60
        """,
        days=2,
    )
    assert (
        "  It could pay 50.00 (100.00 of its own, 50.00 from its header, but all of that is its "
        "participants' money, and 50.00 it may borrow beyond that)."
    ) in told(one, "Mid", 2)


def test_a_budget_is_told_from_its_beginning_to_what_it_leaves():
    items = """
        day | time  | account | amount | refund
        1   | 09:00 | A       | -70    |
        1   | 10:00 | A       | 20     | yes
        1   | 11:00 | A       | -60    |
        8   | 11:00 | A       | -60    |
        """
    terms = {"period": "week", "refunds_restore": True, "roll_over": True}
    one = group(SWEPT.format(mode="budget", limit=""), items, days=8,
                budgets=(budget("100", **terms),))  # fmt: skip
    story = told(one, "A")
    assert "opening: Budget of A: a new period begins with 100.00." in story
    assert "; its budget was used by 70.00." in story
    assert "; this refund gave 20.00 back to its budget." in story
    assert (
        "  It could pay 50.00 (50.00 of its own, 50.00 from its header, but its budget leaves "
        "50.00 for all payments).\n"
        "  It may draw 50.00 from H: 0.00 it had itself sent up and 50.00 left of its budget."
    ) in story
    assert (
        "begins with 100.00 and 50.00 carried over from the period before, 150.00 in all"
        in told(one, "A", 8)
    )


def test_a_budget_changed_inside_its_period_says_what_is_left():
    later = MONDAY + datetime.timedelta(days=1)
    versions = (budget("100", scope="pool_draw_only"), budget("80", valid_from=later))
    one = group(SWEPT.format(mode="budget", limit=""), days=2, budgets=versions)
    assert "opening: Budget of A: lowered by 20.00; 80.00 is left for the period." in told(
        one, "A", 2
    )


def test_a_draw_says_what_the_root_had_and_what_it_borrowed():
    one = group(
        f"""
        account | opening | overdraft | header | rule    | mode
        Top     | 20      | 40        |        |         |
        Mid     | 10      |           | Top    | {QUIET} |
        Low     | 5       |           | Mid    | {QUIET} | full
        """,
        """
        time  | account | amount
        10:00 | Low     | -60
        """,
        pool={"payment_mode": "full"},
    )
    story = told(one, "Low")
    # 60 of Low: 5 of its own, 10 of Mid, and 45 of Top, which has 20
    assert (
        "Top passed 45.00 down to Mid for payment Low1; 20.00 of it was its own cash, 25.00 its "
        "overdraft or credit line."
    ) in story
    assert "Mid passed 55.00 down to Low for payment Low1; 10.00 of it was its own cash." in story


def test_a_draw_names_the_budget_it_used():
    items = """
        time  | account | amount
        10:00 | A       | -130
        """
    one = group(SWEPT.format(mode="budget", limit=""), items,
                budgets=(budget("30", scope="pool_draw_only"),))  # fmt: skip
    assert "100.00 it had" not in told(one, "A")
    assert "; the budget of A was used by 30.00." in told(one, "A")


def test_a_stopped_account_says_so_and_why():
    stop = Stop(account="A", valid_from=MONDAY, valid_until=MONDAY, reason="order  of a court")
    items = """
        time  | account | amount
        10:00 | A       | -10
        """
    one = group(SWEPT.format(mode="full", limit=""), items, stops=(stop,))
    story = told(one, "A")
    why = "is frozen from 2026-03-02 until 2026-03-02 (order of a court)"
    assert f"  It could pay nothing: it {why}." in story
    assert f"No sweep with H: A {why}." in story
    assert f"Nothing was swept between it and its participant A: A {why}." in told(one, "H")
    frozen = replace(one, stops=(replace(stop, account="H", reason=""),))
    assert "  H could give nothing: it is frozen from 2026-03-02 until 2026-03-02." in told(
        replace(frozen, items=(replace(one.items[0], amount=Decimal(-110)),)), "A"
    )


def test_a_closed_account_sends_receipts_back():
    stop = Stop(account="A", valid_from=MONDAY, kind="closed")
    items = """
        time  | account | amount
        10:00 | A       | 10
        """
    one = group(SWEPT.format(mode="full", limit=""), items, stops=(stop,))
    assert "10:00: Sent back 10.00 to A1: A is closed from 2026-03-02." in told(one, "A")


def test_an_account_that_only_receives_says_so():
    items = """
        time  | account | amount
        10:00 | A       | -10
        """
    one = group(SWEPT.format(mode="receive_only", limit=""), items)
    assert "  It could pay nothing: it only receives (只收不付)." in told(one, "A")


def test_an_intraday_overdraft_is_told_with_its_peak_and_what_stays():
    one = group(
        """
        account | opening | intraday | overdraft | header | rule
        H       | 30      |          |           |        |
        A       | 0       | 100      | 20        | H      | zero_balance
        """,
        """
        time  | account | amount
        10:00 | A       | -90
        11:00 | A       | 20
        """,
    )
    story = told(one, "A")
    assert (
        "end of day: Intraday overdraft of A: 40.00 was not covered by the end of the day and "
        "becomes an overnight overdraft (overnight limit: 20.00)."
    ) in story
    assert "It was overdrawn by 90.00 at most today (intraday limit: 100.00)." in story


def test_a_payment_entered_late_says_when_and_why_it_moved():
    items = """
        day | time  | account | amount
        1   | 17:20 | A       | -1
        2   | 10:00 | A       | -1
        """
    one = at_bank(items, "full", days=2, bank={"clearing": "HVPS"}, clearing=(HVPS,))
    story = told(one, "A", 2)
    assert "; entered on 2026-03-02 at 17:20, outside the times of HVPS." in story
    assert story.count("outside the times") == 1
    own = at_bank(items, "full", days=2, bank={"cut_off": FOUR})
    assert "outside the times of bank Bank." in told(own, "A", 2)


def test_on_the_day_on_which_it_was_entered_a_payment_says_to_which_day_it_belongs():
    items = """
        day | time  | account | amount
        1   | 16:00 | A       | -2
        1   | 17:20 | A       | -1
        2   | 17:30 | A       | -3
        """
    one = at_bank(items, "full", days=2, bank={"clearing": "HVPS"}, clearing=(HVPS,))
    first, second = told(one, "A", 1), told(one, "A", 2)
    assert (
        "A2 of 1.00, entered at 17:20, belongs to 2026-03-03: it came outside the times of HVPS."
    ) in first
    # the 3 of the last day are not made within the run, and wait where they were entered
    assert first.count("belongs to") == 1 and "belongs to" not in second

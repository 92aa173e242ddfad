"""How long positions have stood, written as the hand calculation.

The first day is Monday 2 March 2026, day 1; day 100 is 9 June. A payment the subsidiary makes is
drawn from the pool, so that its position falls; a receipt goes up in the evening.
"""

from dataclasses import replace
from decimal import Decimal

from tests.hand.tables import group, on
from treasury.ages import Layer, ages
from treasury.comparison import Run, study
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.reporting.page.structure import positions_part
from treasury.reporting.run_tables import run_tables
from treasury.reporting.workbook import workbook_bytes
from treasury.scenario import Scenario

POOL = """
    account | opening | header | rule         | entity | mode
    HQ-1    | 50000   |        |              | HQ     |
    S-1     | 1000    | HQ-1   | zero_balance | Sub    | full
    T-1     | 0       | HQ-1   | zero_balance | Two    | full
    B-1     | 700     | HQ-1   | zero_balance | HQ     | full
    """
ITEMS = """
    day | account | amount
    11  | S-1     | 400
    41  | S-1     | -600
    71  | S-1     | 250
    80  | T-1     | -300
    90  | T-1     | 300
    95  | T-1     | -120
    100 | S-1     | 30
    """


def scenario(days: int = 100, **more: object) -> Scenario:
    found = replace(group(POOL, ITEMS, days=days), **more)
    assert complaints(found) == []
    return found


def run_of(found: Scenario) -> Run:
    return study(found).runs[1]


def told(run: Run) -> dict[tuple[str, str], tuple[Layer, ...]]:
    found = ages(run.plan, run.projection.position)
    return {(one.creditor, one.debtor): one.layers for one in found}


def test_a_repayment_takes_the_oldest_layer_first():
    # Sub: 1,000 come on day 1 and 400 on day 11; 600 are repaid on day 41, all of them of the
    # first thousand. 250 come on day 71, 30 on day 100: 400 + 400 + 250 + 30 = 1,080.
    # Two borrows 300 on day 80, repays them on day 90, and borrows 120 on day 95.
    # The branch's 700 are HQ's own.
    assert told(run_of(scenario())) == {
        ("Sub", "HQ"): (
            Layer(0, 400_00), Layer(10, 400_00), Layer(70, 250_00), Layer(99, 30_00),
        ),
        ("HQ", "Two"): (Layer(94, 120_00),),
    }  # fmt: skip


def test_the_day_on_which_money_comes_counts_and_bands_end_with_their_last_day():
    # On day 100 the layers of days 1, 11, 71 and 100 are 100, 90, 30 and 1 days old.
    run = run_of(scenario())
    sub = ages(run.plan, run.projection.position)[1]
    assert (sub.creditor, sub.oldest_days) == ("Sub", 100)
    assert sub.bands() == (250_00 + 30_00, 400_00, 400_00, 0, 0)


def test_the_core_is_the_smallest_balance_of_windows_that_the_run_has():
    # The last 90 days are days 11 to 100: 1,400 until day 40, 800 until day 70, then 1,050 and
    # 1,080. 180 days the run does not have. Two was at zero on days 90 to 94.
    run = run_of(scenario())
    two, sub = ages(run.plan, run.projection.position)
    assert (sub.smallest, sub.smallest_of_run) == ((800_00, None, None), 800_00)
    assert (two.smallest, two.smallest_of_run) == ((0, None, None), 0)
    assert (sub.days_since_zero, two.days_since_zero, two.oldest_days) == (100, 6, 6)


def test_a_window_is_whole_where_the_run_has_just_its_days():
    # On the first of 90 days 1,000 are there, later never fewer; in 100 days that
    # day is outside of the last 90, and 1,400 are there from day 11 on.
    grown = scenario().items[:1]
    for days, least in ((89, None), (90, 1000_00), (99, 1000_00), (100, 1400_00)):
        run = run_of(scenario(days, items=grown))
        (sub,) = ages(run.plan, run.projection.position)
        assert sub.smallest[0] == least


def test_a_run_of_a_year_and_a_day_shows_what_is_long_term():
    # Day 366 is 2 March 2027: the first 400 stand for 366 days, and 800 were always there.
    run = run_of(scenario(366, items=scenario().items[:3]))
    (sub,) = ages(run.plan, run.projection.position)
    assert sub.bands() == (0, 0, 0, 400_00 + 250_00, 400_00)
    assert sub.smallest == (1050_00, 1050_00, 800_00)
    (words,) = run_tables(run).position_ages.data["note"]
    assert words == (
        "HQ owes Sub CNY 1,050.00; CNY 400.00 of it since 2026-03-02, the run's first day, or "
        "longer. In the last 365 days it was never below CNY 800.00: so much is in fact long-term "
        "funding."
    )


def test_interest_added_to_a_position_is_a_layer_of_its_day():
    # 3.6 % on 1,000.00 is 0.10 a day: settled monthly on the 20th, posted on the 21st, day 20.
    priced = replace(
        group(POOL.replace("700 ", "0   "), days=25, pool={"internal_terms": "in"}),
        terms=(Terms(id="in", settles="monthly"),),
        rates=(Rate(terms="in", side="credit", rate="3.6%"),),
    )
    assert told(run_of(priced))["Sub", "HQ"] == (Layer(0, 1000_00), Layer(19, 1_90))


def test_nothing_stands_where_all_is_repaid_and_no_file_is_written():
    paid = replace(scenario().items[0], id="all", amount=Decimal(-1000), date=on(50))
    run = run_of(scenario(items=(paid,)))
    tables = run_tables(run)
    assert told(run) == {}
    assert len(tables.position_ages) == 0
    assert "How long positions have stood" not in positions_part(tables, [])


def test_the_report_says_it_in_words():
    done = study(scenario())
    tables = [run_tables(run) for run in (done.standalone, *done.runs)]
    page = positions_part(tables[-1], [])
    assert "How long positions have stood" in page
    assert "repayments take the oldest layer first" in page
    two, sub = tables[-1].position_ages.data["note"]
    assert two == (
        "Two owes HQ CNY 120.00; all of it since 2026-06-04. In the last 90 days at the end "
        "of 74 days nothing was owed."
    )
    assert sub.endswith("never below CNY 800.00; the run is too short to show a year.")
    assert workbook_bytes(done, tables) != workbook_bytes(done, tables[:1])


def test_what_was_never_repaid_is_told_by_the_day_before_which_it_was_not_there():
    # Two borrows 300 on day 80 and repays 180 of it on day 90.
    paid = replace(scenario().items[4], amount=Decimal(180))
    run = run_of(scenario(items=(scenario().items[3], paid)))
    (words, _) = run_tables(run).position_ages.data["note"]
    assert words == (
        "Two owes HQ CNY 120.00; all of it since 2026-05-20. Before 2026-05-20 nothing was owed in "
        "the run; since then something always was."
    )


def test_a_run_shorter_than_every_window_speaks_of_its_own_days():
    run = run_of(scenario(20, items=()))
    (words,) = run_tables(run).position_ages.data["note"]
    assert words.endswith(
        "In the run's 20 days it was never below CNY 1,000.00; the run is too short to show a year."
    )

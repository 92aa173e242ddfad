"""Money market sweeps in a banker's words, in the tables and beside every figure."""

from dataclasses import replace
from decimal import Decimal

from tests.hand.tables import on
from tests.hand.test_money_market_by_hand import monthly, swept
from treasury.accounts.chart import Hold, Stop
from treasury.comparison import Run, study
from treasury.fx import FxRate
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.exports.books import title_of
from treasury.reporting.interest_statement import interest_statement
from treasury.reporting.liquidity import liquidity
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.scenario import Scenario
from treasury.tables import AMOUNT, DIVESTED, INVESTED, KIND, REINVESTED


def pooled(scenario: Scenario) -> Run:
    return next(run for run in study(scenario).runs if run.plan.structure == "pool")


def told(scenario: Scenario, day: int) -> str:
    run = pooled(scenario)
    return "\n".join(explain_day(run.plan, run.projection, 0, day - 1))


def test_a_placing_is_told_with_what_was_free_what_stays_and_what_was_over() -> None:
    text = told(swept(1050, multiple=200), 1)
    assert (
        "end of day: Money market sweep M: 800.00 left A and was invested; 1,050.00 was free, "
        "100.00 stays, so 950.00 was over (in whole 200.00). Balance: 250.00."
    ) in text
    assert "Money market sweep M: 800.00 is invested." in text


def test_a_redemption_is_told_with_what_was_lacking_and_why_it_is_more() -> None:
    line = "account | opening | line\nA | {opening} | 500"
    one = swept(1000, "2 | A | -300", accounts=line, redemption_multiple=250)
    assert (
        "end of day: Money market sweep M: 500.00 was redeemed to A; 0.00 was free, 100.00 stays, "
        "200.00 was drawn on its credit line, so 300.00 was lacking (in whole 250.00, rounded up). "
        "Balance: 500.00."
    ) in told(one, 2)
    least = swept(1000, "2 | A | -80", redemption_minimum=200)
    assert "so 80.00 was lacking (at least 200.00 is redeemed)" in told(least, 2)
    most = swept(10, invested=70)
    assert "so 90.00 was lacking (no more was invested)" in told(most, 1)
    all_of_it = swept(40, invested=70, redemption_multiple=50)
    assert "70.00 was redeemed to A" in told(all_of_it, 1)
    assert "so 60.00 was lacking (no more was invested)" in told(all_of_it, 1)


def test_a_line_that_an_evening_s_payment_could_not_use_is_headroom_at_the_close() -> None:
    line = "account | opening | line\nA | {opening} | 150"
    text = told(swept(200, "2 | A | -320", accounts=line), 2)
    assert "Headroom: it could still pay 350.00" in text


def test_a_payment_that_waited_is_told_as_what_was_short() -> None:
    text = told(swept(1000, "2 | A | -180"), 2)
    short = "it was short by 80.00, any waiting payments counted, 100.00 stays, so 180.00 was"
    assert short in text
    assert text.index("Queued 180.00") < text.index("was redeemed") < text.index("Paid 180.00")


def test_evenings_on_which_nothing_could_be_placed_say_why() -> None:
    assert (
        "nothing was placed; 1,000.00 was free, 100.00 stays, so 900.00 was over (less than "
        "1,000.00 is not placed)."
    ) in told(swept(1000, minimum=1000), 1)
    full = told(swept(1000, maximum=600, invested=600, days=1), 1)
    assert "so 900.00 was over (at most 600.00 is invested)" in full
    frozen = Stop(account="A", kind="frozen", valid_from=on(1), valid_until=on(1))
    shut = swept(1000, more={"stops": (frozen,)})
    assert "so 900.00 was over (no money may leave the account)" in told(shut, 1)
    held = Hold(account="A", amount=Decimal(300), reason="a court")
    assert "700.00 was free; 300.00 is held (a court), 100.00 stays" in told(
        swept(1000, more={"holds": (held,)}), 1
    )


def test_money_for_the_next_opening_is_told_when_it_is_ordered_and_when_it_comes() -> None:
    one = swept(1000, "2 | A | -80", redemption="next_day")
    ordered = told(one, 2)
    assert "80.00 was ordered back to A for the next business day's opening; 20.00 was" in ordered
    assert (
        "opening: Money market sweep M: 80.00, ordered on 2026-03-03, came back to A. "
        "Balance: 100.00."
    ) in told(one, 3)


def test_the_last_day_and_a_distribution_that_stays_are_told() -> None:
    text = told(swept(1000, valid_until=on(2)), 2)
    assert "900.00 was redeemed to A; it was its last day, on which everything comes back." in text
    stays = told(monthly(distribution="reinvest"), 5)
    assert (
        "opening: Earnings of money market sweep M (terms fund): 0.36 was distributed and stays "
        "invested."
    ) in stays
    assert "Earnings of money market sweep M (terms fund) settled: 3,600.00 x 3.60 % / 360" in told(
        monthly(), 4
    )


def test_the_register_and_the_statement_have_a_line_for_what_moved() -> None:
    run = pooled(monthly(distribution="reinvest", redemption="next_day", items="2 | A | -80"))
    files = run_files(run_tables(run))
    lines = files["money_market_sweeps.csv"].splitlines()[1:]
    assert [line.split(",")[:8] for line in lines] == [
        ["2026-03-02", "M", "A", "900.00", "0.00", "0.00", "0.00", "900.00"],
        ["2026-03-03", "M", "A", "0.00", "0.00", "80.00", "0.00", "900.00"],
        ["2026-03-04", "M", "A", "0.00", "80.00", "0.00", "0.00", "820.00"],
        ["2026-03-06", "M", "A", "0.00", "0.00", "0.00", "0.34", "820.34"],
    ]
    assert interest_statement(run).data["bearer"] == ["money market sweep M"] * 2
    assert "money_market_sweeps.csv" not in run_files(run_tables(pooled(plain())))


def plain() -> Scenario:
    """A group that invests nothing."""
    return replace(swept(1000), money_market_sweeps=())


def test_what_is_invested_stands_beside_idle_cash_and_in_liquidity_where_there_is_any() -> None:
    one = swept(1000, days=2)
    run = pooled(one)
    assert run.figures[0].invested == 900_00 and pooled(plain()).figures[0].invested is None
    assert liquidity(run).data["invested"] == [900_00, 900_00]
    assert "invested" not in liquidity(pooled(plain())).data
    figures = summary(study(one))["structures"][1]["figures"][0]
    assert figures["invested"] == "900.00"


def test_what_is_on_deposit_and_invested_stands_in_the_reporting_currency() -> None:
    one = swept(1000, days=2)
    rates = (FxRate(base="EUR", quote="CNY", date=on(1), mid=Decimal(8)),
             FxRate(base="EUR", quote="CNY", date=on(2), mid=Decimal(10)))  # fmt: skip
    run = pooled(replace(one, reporting_currency="EUR", fx_rates=rates))
    assert run.group is not None
    # 900.00 at 8, then at 10: (112.50 + 90.00) / 2
    assert run.group.figures.invested == 101_25
    assert all(found.passed is not False for found in run.checks)
    assert run.group.figures.deposits is None


def test_other_programs_and_banks_call_it_a_subscription_and_a_redemption() -> None:
    run = pooled(monthly(distribution="reinvest", redemption="next_day", items="2 | A | -80"))
    events = run.projection.events
    names = []
    for kind in (INVESTED, DIVESTED, REINVESTED):
        row = next(e for e in events.tolist() if e[KIND] == kind)
        names.append((title_of(run.plan, row), code_of(run.plan, row).within))
    assert names == [
        ("Placing of money market sweep M", "SUBS"),
        ("Redemption of money market sweep M", "REDM"),
        ("Reinvestment of money market sweep M", "OTHR"),
    ]
    back = pooled(swept(1000, "2 | A | -80"))
    row = next(e for e in back.projection.events.tolist() if e[KIND] == INVESTED and e[AMOUNT] > 0)
    assert code_of(back.plan, row).within == "REDM"
    assert title_of(back.plan, row) == "Redemption of money market sweep M"

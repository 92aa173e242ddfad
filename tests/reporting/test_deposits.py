"""Deposits with a principal in a banker's words, in the tables and beside every figure."""

from dataclasses import replace
from decimal import Decimal

from tests.hand.test_deposits_by_hand import POOL, placed, taken, time
from treasury.comparison import Run, study
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.exports.books import title_of
from treasury.reporting.liquidity import liquidity
from treasury.reporting.run_tables import run_tables
from treasury.reporting.summary import summary
from treasury.scenario import Scenario
from treasury.tables import DEPOSIT_INTEREST, KIND, PLACED, REDEEMED


def pooled(scenario: Scenario) -> Run:
    return next(run for run in study(scenario).runs if run.plan.structure == "pool")


def told(run: Run, day: int, account: str = "A") -> str:
    at = run.plan.names.accounts.index(account)
    return "\n".join(explain_day(run.plan, run.projection, at, day - 1))


def test_a_withdrawal_is_told_with_each_amount_its_days_its_rate_and_why() -> None:
    run = pooled(placed(taken(None, told=3, named=200_000), taken(18, 700_000, 11, named=500_000)))
    text = told(run, 18)
    assert (
        "opening: Deposit D (7-day notice deposit): 700,000.00 of the principal came back to A."
    ) in text
    # 200,000 without the seven days of the first notice, 300,000 with all, 200,000 at demand
    assert (
        "opening: Deposit D (7-day notice deposit): interest of 744.00 was credited to A, rounded "
        "once, for 200,000.00 for 2 days from 2026-03-02 at 3.60 % / 360 (withdrawn as notified); "
        "300,000.00 for 17 days from 2026-03-02 at 3.60 % / 360 (withdrawn as notified); "
        "200,000.00 for 7 days from 2026-03-04 at 0 % / 360 (no interest: the days of a notice "
        "that was not used); 200,000.00 for 8 days from 2026-03-11 at 3.60 % / 360 (withdrawn as "
        "notified); 200,000.00 for 17 days from 2026-03-02 at 0.36 % / 360 (at demand: more than "
        "was notified). Balance: 1,700,744.00."
    ) in text


def test_what_is_placed_is_told_and_what_is_not_and_what_stands_at_the_close() -> None:
    run = pooled(placed())
    assert (
        "end of day: Deposit D (7-day notice deposit): 2,000,000.00 left A, of 3,000,000.00 that "
        "was there. Balance: 1,000,000.00."
    ) in told(run, 1)
    standing = "Deposit D (7-day notice deposit): 2,000,000.00 is placed, available after 7 days"
    assert standing in told(run, 2)
    short = pooled(placed(amount=Decimal("3000000.01")))
    assert (
        "Deposit D (7-day notice deposit): 3,000,000.01 was not placed, because only "
        "3,000,000.00 was there."
    ) in told(short, 1)
    assert "is placed" not in told(short, 2)


def test_the_interest_statement_adds_up_to_the_interest_earned() -> None:
    one = placed(taken(18, 700_000, 11, named=500_000), accounts=POOL.format(head=0, low=3000000))
    run = pooled(one)
    rounded = run_tables(run).interest.data["rounded"]
    assert sum(int(each) for each in rounded if each == each and each is not None) == (
        run.figures[0].interest_earned
    )
    bearers = set(run_tables(run).interest.data["bearer"])
    assert {
        "deposit D, withdrawn as notified", "deposit D, at demand: more than was notified",
        "deposit D, still on deposit",
    } <= bearers  # fmt: skip


def test_the_interest_by_account_has_one_line_a_deposit_whatever_its_parts_bore() -> None:
    # 500,000.00 as notified earn 850.00; what still stands has accrued: a line with both.
    run = pooled(placed(taken(18, 700_000, 11, named=500_000), taken(20, 600_000)))
    tables = run_tables(run)
    data = tables.interest_totals.data
    at = data["bearer"].index("deposit D")
    assert [one for one in data["bearer"] if one.startswith("deposit")] == ["deposit D"]
    assert data["terms"][at] == "own rate; demand"
    lines = [
        (bearer, terms)
        for bearer, terms in zip(
            tables.interest.data["bearer"], tables.interest.data["terms"], strict=True
        )
        if bearer.startswith("deposit")
    ]
    assert lines == [
        ("deposit D, withdrawn as notified", "own rate"),
        ("deposit D, at demand: more than was notified", "demand"),
        ("deposit D, at demand: no notice was given", "demand"),
        ("deposit D, still on deposit", "own rate"),
    ]


def test_days_that_a_notice_cost_bear_nobody_s_rate() -> None:
    data = run_tables(pooled(placed(taken(None, told=3), taken(18, told=11)))).interest.data
    found = dict(zip(data["bearer"], data["terms"], strict=True))
    assert found["deposit D, no interest: the days of a notice that was not used"] == ""


def test_a_time_deposit_says_when_it_matures_and_when_its_next_term_does() -> None:
    # From 2 March for thirty days to 1 April, and again to 1 May.
    renewed = pooled(time(at_maturity="renew"))
    assert "is placed, matures on 2026-04-01, available before maturity" in told(renewed, 30)
    assert "the principal renewed). The next term ends on 2026-05-01." in told(renewed, 31)
    assert "is placed, matures on 2026-05-01, available before maturity" in told(renewed, 31)
    stays = pooled(time(at_maturity="stay"))
    assert (
        "is placed, matured on 2026-04-01, available at any time, at the demand rate since it "
        "matured."
    ) in told(stays, 31)
    ends = [run_tables(run).deposits.data["matures_on"] for run in (renewed, stays)]
    assert ends == [["2026-05-01"], ["2026-04-01"]]


def test_the_table_of_deposits_stands_where_there_are_any() -> None:
    one = placed(taken(18, 500_000, 11))
    files = run_files(run_tables(pooled(one)))
    assert files["deposits.csv"].splitlines()[1] == (
        "D,A,7-day notice deposit,2026-03-02,,0.00,2000000.00,500000.00,1500000.00,"
        "available after 7 days of notice,850.00,6000.00,CNY"
    )
    bare = replace(one, deposits=(), withdrawals=())
    plain = run_files(run_tables(pooled(bare)))
    assert "deposits.csv" not in plain
    assert "on_notice" not in plain["liquidity.csv"]


def test_liquidity_tells_deposits_beside_the_headroom() -> None:
    both = time()
    seven = replace(both.deposits[0], id="E", product="notice_7", matures_on=None)
    one = pooled(replace(both, deposits=(*both.deposits, seven)))
    table = liquidity(one).data
    columns = [table[name][0] for name in ("book", "headroom", "on_notice", "on_term")]
    assert columns == [1_000_000_00] * 4


def test_deposits_stand_beside_idle_cash_in_the_summary() -> None:
    one = placed(days=4)
    (figures,) = summary(study(one))["structures"][0]["figures"]
    assert (figures["idle_cash"], figures["deposits"]) == ("1000000.00", "2000000.00")
    bare = replace(one, deposits=())
    (figures,) = summary(study(bare))["structures"][0]["figures"]
    assert "deposits" not in figures


def test_books_and_banks_name_what_a_deposit_moves() -> None:
    run = pooled(placed(taken(18, 500_000, 11)))
    events = run.projection.events.tolist()
    of = {kind: next(each for each in events if each[KIND] == kind)
          for kind in (PLACED, REDEEMED, DEPOSIT_INTEREST)}  # fmt: skip
    assert [title_of(run.plan, row) for row in of.values()] == [
        "Placing of deposit D", "Payout of deposit D", "Interest of deposit D",
    ]  # fmt: skip
    codes = ["".join(code_of(run.plan, row)) for row in of.values()]
    assert codes == ["LDASFTDPDPSTLDP", "LDASFTDPRPMTLDP", "ACMTMCOPINTRINT"]

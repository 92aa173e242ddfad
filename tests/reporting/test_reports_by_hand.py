"""The reports of a small group over five days, calculated by hand.

Structure `zba` of the small scenario, in CNY:

    day   H        A      B       what happened
    18    3500.00  0      0       swept up at the end of the day: A 1,000, B 500
    19    3190.00  0      0       fee 10; A pays 300, drawn from H at 10:00
    20    2290.00  0      0       B pays 900, drawn from H; interest is settled at close
    21    2740.38  0      0       interest 0.13; B receives 450.25 and sends it up
    22    2740.38  0      0
"""

import dataclasses
from decimal import Decimal
from functools import cache

import pytest

from tests.reporting.made_study import small_scenario, small_study
from treasury.accounts.chart import Hold
from treasury.comparison import study
from treasury.reporting.check_table import check_table, count_outcomes
from treasury.reporting.run_tables import RunTables, run_tables
from treasury.reporting.table import Table, cells


@cache
def tables(name: str) -> RunTables:
    """The tables of one run of the small study."""
    return run_tables(next(run for run in small_study().runs if run.plan.name == name))


def rows(table: Table, *names: str) -> list[tuple[str, ...]]:
    """The named columns of a table as text."""
    at = [[column.name for column in table.columns].index(name) for name in names]
    texts = cells(table)
    return list(zip(*(texts[place] for place in at), strict=True))


def test_the_cash_position_closes_averages_and_bottoms_as_calculated():
    cash = rows(
        tables("zba").cash, "by", "id", "currency", "opening", "closing", "average", "lowest",
        "lowest_on",
    )  # fmt: skip
    # (3500 + 3190 + 2290 + 2740.38 + 2740.38) / 5 = 2892.152
    group = ("3500.00", "2740.38", "2892.15", "2290.00", "2026-03-20")
    assert ("currency", "", "CNY", *group) in cash
    assert ("entity", "SUB", "CNY", "1000.00", "0.00", "0.00", "0.00", "2026-03-18") in cash
    assert ("bank", "ICBC", "CNY", *group) in cash
    assert ("country", "HK", "USD", "7.50", "7.50", "7.50", "7.50", "2026-03-18") in cash
    assert ("region", "Guizhou", "CNY", "1000.00", "0.00", "0.00", "0.00", "2026-03-18") in cash


def test_headroom_is_cash_and_unused_overdraft_and_undrawn_line():
    liquidity = rows(
        tables("zba").liquidity, "date", "currency", "book", "unused_overdrafts",
        "undrawn_lines", "headroom",
    )  # fmt: skip
    assert ("2026-03-20", "CNY", "2290.00", "100.00", "400.00", "2790.00") in liquidity
    assert ("2026-03-20", "USD", "7.50", "0.00", "0.00", "7.50") in liquidity
    assert len(liquidity) == 2 * 5


@pytest.mark.parametrize("kind", ["restricted", "margin", "capital"])
def test_headroom_leaves_out_accounts_whose_cash_is_tied(kind):
    """U's 7.50 and its overdraft are no headroom; net cash and credit balances count them."""
    scenario = small_scenario()
    tied = dataclasses.replace(scenario.accounts[3], kind=kind, overdraft="unlimited")
    scenario = dataclasses.replace(scenario, accounts=(*scenario.accounts[:3], tied))
    found = rows(
        run_tables(study(scenario).runs[0]).liquidity, "currency", "book", "credit_balances",
        "tied_cash", "unused_overdrafts", "headroom",
    )  # fmt: skip
    assert ("USD", "7.50", "7.50", "7.50", "0.00", "0.00") in found
    assert {tied for currency, _, _, tied, _, _ in found if currency == "CNY"} == {"0.00"}


@pytest.mark.parametrize(
    ("amount", "tied", "unused", "headroom"),
    [
        ("5", "5.00", "20.00", "22.50"),
        ("7.50", "7.50", "20.00", "20.00"),
        ("9.50", "7.50", "18.00", "18.00"),  # what the hold lacks is taken off the overdraft
        ("40", "7.50", "0.00", "0.00"),
    ],
)
def test_headroom_leaves_out_what_is_held(amount, tied, unused, headroom):
    scenario = small_scenario()
    usd = dataclasses.replace(scenario.accounts[3], overdraft=Decimal(20))
    scenario = dataclasses.replace(
        scenario, accounts=(*scenario.accounts[:3], usd),
        holds=(Hold(account=usd.id, amount=Decimal(amount)),),
    )  # fmt: skip
    found = rows(
        run_tables(study(scenario).runs[0]).liquidity, "currency", "book", "tied_cash",
        "unused_overdrafts", "headroom",
    )  # fmt: skip
    assert ("USD", "7.50", tied, unused, headroom) in found


def test_the_lowest_day_of_headroom_is_named():
    lowest = rows(tables("zba").extremes, "currency", "measure", "lowest", "lowest_on")
    assert ("CNY", "Headroom", "2790.00", "2026-03-20") in lowest


def test_the_sweep_register_lists_what_moved_with_its_reason():
    register = rows(tables("zba").sweeps, "date", "slot", "from", "to", "amount")
    assert register == [
        ("2026-03-18", "end of day", "A", "H", "1000.00"),
        ("2026-03-18", "end of day", "B", "H", "500.00"),
        ("2026-03-21", "end of day", "B", "H", "450.25"),
    ]
    assert all("zero" in reason for (reason,) in rows(tables("zba").sweeps, "reason"))


def test_a_sweep_below_the_minimum_stands_among_those_that_did_not_happen():
    stopped = rows(tables("least").stopped, "date", "from", "wanted")
    assert stopped[0] == ("2026-03-18", "B", "500.00")
    # B: 500 + 450.25 + interest of 3 x 500 x 0.36 % / 360 = 0.015, half up
    moved = [("A", "1000.00"), ("B", "950.27")]
    assert rows(tables("least").sweeps, "from", "amount") == moved


def test_a_linked_draw_names_its_payment():
    assert rows(tables("zba").draws, "date", "time", "from", "to", "amount", "payment") == [
        ("2026-03-19", "10:00", "H", "A", "300.00", "i1"),
        ("2026-03-20", "", "H", "B", "900.00", "i2"),
    ]


def test_sweeps_add_up_by_pair_of_accounts():
    assert rows(tables("zba").sweeps_by_pair, "from", "to", "count", "amount") == [
        ("A", "H", "1", "1000.00"),
        ("B", "H", "2", "950.25"),
    ]


def test_the_interest_statement_shows_numbers_rates_and_the_rounded_amount_once():
    interest = rows(
        tables("zba").interest, "account", "bearer", "from", "to", "tier", "interest_number",
        "rate", "exact", "rounded", "posted_on",
    )  # fmt: skip
    first, second = ("2026-03-18", "2026-03-20"), ("2026-03-21", "2026-03-22")
    sent = "money sent up to H"
    assert interest == [
        ("H", "balance", *first, "1", "4500.00", "0.36", "0.04500000", "", "2026-03-21"),
        ("H", "balance", *first, "2", "4480.00", "0.72", "0.08960000", "0.13", "2026-03-21"),
        ("H", "balance", *second, "1", "3000.00", "0.36", "0.03000000", "", "accrued"),
        ("H", "balance", *second, "2", "2480.76", "0.72", "0.04961520", "0.08", "accrued"),
        ("A", sent, *first, "1", "2400.00", "1.80", "0.12000000", "0.12", "2026-03-21"),
        ("A", sent, *second, "1", "1400.24", "1.80", "0.07001200", "0.07", "accrued"),
    ]


def test_interest_totals_are_posted_and_accrued():
    totals = rows(tables("zba").interest_totals, "account", "posted", "accrued", "total")
    assert totals == [("H", "0.13", "0.08", "0.21"), ("A", "0.12", "0.07", "0.19")]


def test_the_statement_adds_up_to_what_the_run_earned():
    for name in ("as_is", "zba", "least"):
        found = tables(name)
        frame = found.interest.frame
        external = frame[~frame["internal"].astype(bool)]
        stated = sum(amount for amount in external["rounded"] if amount is not None)
        figures = found.run.figures
        assert stated == sum(one.interest_earned - one.interest_paid for one in figures)


def test_positions_between_legal_persons_are_listed_by_day_and_by_movement():
    by_day = rows(tables("zba").positions, "date", "creditor", "debtor", "amount")
    amounts = ("1000.00", "700.00", "700.00", "700.12", "700.12")
    assert by_day == [
        (f"2026-03-{18 + offset}", "SUB", "HQ", amount) for offset, amount in enumerate(amounts)
    ]
    moved = rows(
        tables("zba").movements, "sent_up", "fetched_down", "drawn", "interest", "closing",
        "average", "highest", "lowest",
    )  # fmt: skip
    # (1000 + 700 + 700 + 700.12 + 700.12) / 5 = 760.048
    assert moved == [
        ("1000.00", "0.00", "-300.00", "0.12", "700.12", "760.05", "1000.00", "700.00")
    ]


def test_the_branch_of_the_header_has_no_position():
    assert "BR" not in set(tables("zba").positions.frame["creditor"])


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("as_is", [("not made", "i2", "B", "Landlord", "900.00", "not made", "not made")]),
        ("zba", [("enabled", "i2", "B", "Landlord", "900.00", "not made", "2026-03-20")]),
        (
            "least",
            [
                ("not made", "i1", "A", "Supplier", "300.00", "2026-03-19 10:00", "not made"),
                ("not made", "i2", "B", "Landlord", "900.00", "not made", "not made"),
                ("disturbed", "i1", "A", "Supplier", "300.00", "2026-03-19 10:00", "not made"),
            ],
        ),
    ],
)
def test_a_payment_not_made_or_faring_differently_is_listed_with_both_outcomes(run, expected):
    listed = rows(
        tables(run).payments, "effect", "payment", "account", "counterparty", "amount", "alone",
        "here",
    )  # fmt: skip
    assert listed == expected
    assert all(cause for (cause,) in rows(tables(run).payments, "cause"))


def test_the_waterfall_sums_to_the_net_benefit():
    for name in ("zba", "least"):
        found = tables(name)
        frame = found.waterfall.frame
        for figures in found.run.figures:
            steps = frame[frame["currency"] == figures.currency]["amount"]
            assert sum(steps) == figures.net_benefit


def test_winners_come_before_losers_and_add_up_to_the_benefit():
    found = tables("zba")
    frame = found.members.frame
    mine = frame[frame["currency"] == "CNY"]
    benefits = mine["benefit"].tolist()
    assert benefits == sorted(benefits, reverse=True)
    verdicts = {1: "gains", 0: "unchanged", -1: "loses"}
    signs = [(benefit > 0) - (benefit < 0) for benefit in benefits]
    otherwise = [", paid more" if entity == "BR" else "" for entity in mine["entity"]]
    said = [verdicts[sign] + also for sign, also in zip(signs, otherwise, strict=True)]
    assert mine["verdict"].tolist() == said
    assert mine[mine["note"] != ""]["entity"].tolist() == ["BR"]
    assert sum(benefits) == found.run.figures[0].net_benefit


def test_the_stand_alone_run_is_checked_apart_where_today_has_a_structure():
    listed = check_table(study(dataclasses.replace(small_scenario(), as_is="zba")))
    assert list(dict.fromkeys(listed.data["structure"])) == ["as_is", "least", "standalone"]


def test_every_check_of_every_run_is_listed():
    study = small_study()
    listed = check_table(study)
    assert len(listed) == sum(len(run.checks) for run in study.runs)
    assert list(dict.fromkeys(listed.data["structure"])) == ["as_is", "zba", "least"]
    counts = count_outcomes(study)
    assert sum(counts.values()) == len(listed)
    assert counts["FAILED"] == 0

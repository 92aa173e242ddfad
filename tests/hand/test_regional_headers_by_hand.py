"""Headers of a region swept into another currency, worked out by hand, in cents; every check passes
on each run.

R holds dollars, H euros for its region, G pounds, E and F euros. A euro is 1.10 dollars at mid,
1.08 bid and 1.12 ask, a pound 1.25 euros. Day 1 is Monday 2 March 2026.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.tables import group, on
from tests.hand.test_conversions_by_hand import booked, figures
from tests.hand.test_membership_by_hand import lived
from treasury.arrays import UNLIMITED
from treasury.comparison import study
from treasury.fx import FxRate
from treasury.pooling.structure import Conversion
from treasury.scenario import Scenario
from treasury.tables import FUNDING, GIVES, KIND

EUROS = FxRate(date=on(1), base="EUR", quote="USD", mid=Decimal("1.1"), bid=Decimal("1.08"),
               ask=Decimal("1.12"))  # fmt: skip
POUNDS = FxRate(date=on(1), base="GBP", quote="EUR", mid=Decimal("1.25"))
INTO_DOLLARS = Conversion(structure="pool", participant="H", fx_side="bid")
INTO_EUROS = Conversion(structure="pool", participant="G", spread="1%")


def region(
    lines: str, items: str = "", *, root: str = "0", hub: str = "0", **fields: Any
) -> Scenario:
    """R and H open with `root` dollars and `hub` euros; `lines` are the accounts below H."""
    rule = fields.pop("rule", "zero_balance")
    table = f"""
        account | entity | currency | opening | header | rule         | mode
        R       | HQ     | USD      | {root}  |        |              |
        H       | EU     | EUR      | {hub}   | R      | {rule}       | standalone
        {lines}
        """
    pounds = "GBP" in lines
    given = {"fx_rates": (EUROS, *([POUNDS] if pounds else [])), "as_is": "pool",
             "reporting_currency": "USD", "fx_bridge": "EUR" if pounds else None,
             "conversions": (INTO_DOLLARS, *([INTO_EUROS] if pounds else []))}  # fmt: skip
    return group(table, items, **given | fields)


# --- up ------------------------------------------------------------------------------------


def test_what_a_region_collects_is_sold_once_and_owed_in_each_header_s_currency():
    run = lived(region("E | E | EUR | 300 | H | zero_balance |", hub="100"))
    # 400.00 x 1.08
    assert figures(run) == {
        "E": "0.00", "H": "0.00", "R": "432.00", "n of E": "300.00", "n of H": "432.00",
    }  # fmt: skip


def test_pounds_become_euros_and_the_euros_dollars():
    run = lived(region("G | UK | GBP | 100.01 | H | zero_balance |"))
    # 100.01 x 1.25 x 0.99 = 123.762375, down; 123.76 x 1.08 = 133.6608, down
    assert figures(run) == {
        "G": "0.00", "H": "0.00", "R": "133.66", "n of G": "123.76", "n of H": "133.66",
    }  # fmt: skip


def test_what_the_region_needs_itself_is_not_sold():
    lines = """E | E | EUR | 300 | H | zero_balance |
               F | F | EUR | -50 | H | zero_balance |"""
    run = lived(region(lines))
    # 250.00 x 1.08; bought back, 50.00 euros would have cost 56.00 of 54.00 dollars.
    assert figures(run) == {
        "E": "0.00", "F": "0.00", "H": "0.00", "R": "270.00",
        "n of E": "300.00", "n of F": "-50.00", "n of H": "270.00",
    }  # fmt: skip
    assert [one.fx for one in run.figures if one.currency == "EUR"] == [4_55]  # 250.00 - 270 / 1.1


def test_what_pounds_need_is_kept_at_what_it_costs_in_euros():
    run = lived(region("G | UK | GBP | -80 | H | zero_balance |", hub="150"))
    # 80.00 / (0.8 x 0.99) = 101.0101..., up; 150.00 - 101.02 = 48.98; x 1.08 = 52.8984, down
    assert figures(run) == {
        "G": "0.00", "H": "0.00", "R": "52.89", "n of G": "-101.02", "n of H": "52.89",
    }  # fmt: skip


# --- down ----------------------------------------------------------------------------------


def test_the_need_of_a_branch_becomes_dollars_by_the_cost_of_the_day():
    run = lived(region("E | E | EUR | -50 | H | zero_balance |", root="100", hub="20"))
    # 30.00 euros cost 30.00 x 1.12
    assert figures(run) == {
        "E": "0.00", "H": "0.00", "R": "66.40", "n of E": "-50.00", "n of H": "-33.60",
    }  # fmt: skip


def test_a_need_of_pounds_is_one_of_euros_and_then_of_dollars():
    run = lived(region("G | UK | GBP | -80 | H | zero_balance |", root="500"))
    # 101.02 euros x 1.12 = 113.1424, up
    assert figures(run) == {
        "G": "0.00", "H": "0.00", "R": "386.85", "n of G": "-101.02", "n of H": "-113.15",
    }  # fmt: skip


def test_a_root_that_is_short_gives_what_it_can_and_the_region_shares_what_comes():
    lines = """E | E | EUR | -30 | H | zero_balance |
               F | F | EUR | -30 | H | zero_balance |"""
    run = lived(region(lines, root="50"))
    # 50.00 / 1.12 = 44.6428...; 30.00 for E leave 14.64
    assert figures(run) == {
        "E": "0.00", "F": "-15.36", "H": "0.00", "R": "0.00",
        "n of E": "-30.00", "n of F": "-14.64", "n of H": "-50.00",
    }  # fmt: skip


def test_header_by_header_a_region_may_pass_on_what_its_header_s_dollars_would_bring():
    scenario = region("E | E | EUR | -50 | H | zero_balance |", root="50",
                      pool={"profile": "oblm"})  # fmt: skip
    run = lived(scenario)
    assert figures(run)["E"] == "-50.00"
    able = tuple(replace(one, overdraw_in_passing=one.participant == "H") for one in scenario.links)
    # 50.00 dollars bring 44.64 euros, which cost 49.9968.
    assert figures(lived(replace(scenario, links=able))) == {
        "E": "-5.36", "H": "0.00", "R": "0.00", "n of E": "-44.64", "n of H": "-50.00",
    }  # fmt: skip


def test_header_by_header_a_root_without_bound_is_none_in_euros_either():
    scenario = region("E | E | EUR | -50 | H | zero_balance |", pool={"profile": "oblm"})
    able = tuple(replace(one, overdraw_in_passing=one.participant == "H") for one in scenario.links)
    bound = tuple(replace(one, overdraft="unlimited", overdraft_may_fund=True) if one.id == "R"
                  else one for one in scenario.accounts)  # fmt: skip
    run = lived(replace(scenario, links=able, accounts=bound))
    (given,) = {int(one[GIVES]) for one in run.projection.events if one[KIND] == FUNDING}
    assert given == UNLIMITED
    assert figures(run) == {
        "E": "0.00", "H": "0.00", "R": "-56.00", "n of E": "-50.00", "n of H": "-56.00",
    }  # fmt: skip


# --- payments ------------------------------------------------------------------------------


def test_a_region_s_header_pays_no_more_than_its_dollars_cover():
    # 300.00 x 1.08 = 324.00 dollars bring 289.2857... euros: 10.71 are missing to what it owes E.
    items = """day | account | amount
               2   | H       | 100
               2   | H       | -89.29"""
    run = lived(region("E | E | EUR | 300 | H | zero_balance |", items, days=2))
    assert run.figures[0].payments_not_made.count == 1
    less = items.replace("89.29", "89.28")
    run = lived(region("E | E | EUR | 300 | H | zero_balance |", less, days=2))
    assert run.figures[0].payments_not_made.count == 0


def test_what_was_granted_to_a_region_is_its_own_to_spend():
    items = "day | account | amount\n2 | H | -15"
    run = lived(region("E | E | EUR | 0 | H | zero_balance |", items, root="100",
                       rule="target_constant target=20", days=2))  # fmt: skip
    assert run.figures[0].payments_not_made.count == 0


def test_a_payment_draws_no_dollars_out_of_a_region_s_header():
    # H has 108.00 dollars of its own up there, and 20.00 euros.
    items = "day | account | amount\n2 | E | -30"
    lines = "E | E | EUR | 0 | H | zero_balance | full"
    run = lived(region(lines, items, hub="120", rule="target_constant target=20", days=2))
    assert run.figures[0].payments_not_made.count == 1
    run = lived(region(lines, items, hub="130", rule="target_constant target=30", days=2))
    assert run.figures[0].payments_not_made.count == 0


# --- books and benefit -----------------------------------------------------------------------


def test_a_region_s_books_balance_in_three_currencies():
    assert booked(lived(region("G | UK | GBP | 100.01 | H | zero_balance |"))) == [
        [
            ("UK:conversion:UK:GBP", "UK:bank:G:GBP", "100.01"),
            ("UK:position:EU:EUR", "UK:conversion:UK:EUR", "123.76"),
            ("EU:bank:H:EUR", "EU:position:UK:EUR", "123.76"),
        ],
        [
            ("EU:conversion:EU:EUR", "EU:bank:H:EUR", "123.76"),
            ("EU:position:HQ:USD", "EU:conversion:EU:USD", "133.66"),
            ("HQ:bank:R:USD", "HQ:position:EU:USD", "133.66"),
        ],
    ]


def test_each_conversion_costs_whoever_s_money_is_converted():
    # G: 100.01 - 123.76 / 1.25 = 1.002 pounds. H: 123.76 - 133.66 / 1.1 = 2.2509... euros.
    run = study(region("G | UK | GBP | 100.01 | H | zero_balance |", as_is=None)).runs[1]
    assert {(one.entity, one.currency): one.fx for one in run.members if one.fx} == {
        ("UK", "GBP"): 1_00, ("EU", "EUR"): 2_25,
    }  # fmt: skip

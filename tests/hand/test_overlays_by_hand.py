"""Notional pools of several currencies worked out by hand, in cents, and who has the results.

A euro is 1.08 dollars and 0.85 pounds; a day bears 0.01 % in credit and 0.02 % overdrawn.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.notional import EUR_USD, ROUND, member, overlaid, own, quoted, rates, shares
from tests.hand.tables import lived, on
from treasury.fx import FxSide
from treasury.interest import Terms

TWO = """
    account | currency | opening | terms
    H       | EUR      | 50000   | own
    U       | USD      | -54000  | own
    """
THREE = """
    account | currency | opening | terms
    H       | EUR      | 60000   | own
    G       | GBP      | 34000   | own
    U       | USD      | -54000  | own
    """


# --- what cancels out ---------------------------------------------------------------------------


def test_euros_and_dollars_of_the_same_worth_cancel_out():
    # 54,000 dollars are 50,000 euros.
    alone, here = lived(overlaid(TWO, "U"), None), lived(overlaid(TWO, "U"))
    assert own(alone) == {"H": 5_00, "U": -10_80}
    assert (own(here), shares(here)) == ({}, {})
    assert here.book == alone.book


def test_of_every_currency_in_credit_the_same_part_cancels_out():
    # C = 60,000 + 40,000, D = 50,000: half of C. 30,000 euros earn 3.00, 17,000 pounds 1.70.
    assert shares(lived(overlaid(THREE, "G", "U"))) == {"H": 3_00, "G": 1_70}


def test_of_every_currency_overdrawn_the_same_part_cancels_out():
    # C = 50,000, D = 60,000 + 40,000: half of D. 32,400 dollars owe 6.48, 17,000 pounds 3.40.
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | EUR      | 50000   | own
        G       | GBP      | -34000  | own
        U       | USD      | -64800  | own
        """,
        "G", "U",
    )  # fmt: skip
    assert shares(lived(scenario)) == {"G": -3_40, "U": -6_48}


def test_a_part_is_set_off_at_the_offset_ratio_in_the_base_currency():
    # k x M = 80 % x 50,000: 10,000 euros earn 1.00, a fifth of 54,000 dollars owes 2.16.
    assert shares(lived(overlaid(TWO, "U", offset="80%"))) == {"H": 1_00, "U": -2_16}


def test_a_cap_is_in_its_account_s_own_currency():
    # 27,000 dollars, 25,000 euros, are in the pool; the others cost U 5.40 itself.
    scenario = overlaid(TWO, "U", members=(member("H"), member("U", debit_cap=Decimal(27000))))
    here = lived(scenario)
    assert (own(here), shares(here)) == ({"U": -5_40}, {"H": 2_50})


def test_who_leaves_the_pool_is_translated_no_more():
    days = (member("H"), member("U", valid_until=on(1)))
    here = lived(overlaid(TWO, "U", members=days, days=2))
    assert (own(here), shares(here)) == ({"U": -10_80}, {"H": 5_00})


# --- rates of exchange --------------------------------------------------------------------------


def test_every_day_has_its_own_rate():
    # On day 2 a euro is 1.20 dollars: 54,000 are 45,000 euros, and 5,000 euros earn 0.50.
    fx = (replace(EUR_USD, valid_until=on(1)), quoted("EUR", "USD", "1.2", date=on(2)))
    assert shares(lived(overlaid(TWO, "U", fx=fx, days=2))) == {"H": 50}


@pytest.mark.parametrize(
    ("side", "left"),
    [("mid", 50_000_00 - 45_000_00), ("bid", 50_000_00 - 43_200_00), ("ask", 0)],
)
def test_the_side_is_that_of_the_currency_that_is_translated(side: FxSide, left: int):
    # Dollars are sold where euros are bought: at the ask of EUR/USD, 1.25; bought at its bid, 1.08.
    fx = (quoted("EUR", "USD", "1.2", bid="1.08", ask="1.25"),)
    found = shares(lived(overlaid(TWO, "U", fx=fx, fx_side=side)))
    assert found.get("H", 0) * 10_000 == left


def test_a_cross_goes_over_the_bridge():
    # 40,000 pounds are 54,000 dollars, and these 50,000 euros.
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | EUR      | -50000  | own
        G       | GBP      | 40000   | own
        """,
        "G",
        fx=(EUR_USD, quoted("GBP", "USD", "1.35")), scenario={"fx_bridge": "USD"},
    )  # fmt: skip
    assert shares(lived(scenario)) == {}


# --- roundings ----------------------------------------------------------------------------------


def test_every_account_is_translated_and_rounded_by_itself():
    # A yen is 0.588 cents, so a cent: D is 2 cents, where two yen together would be one.
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | EUR      | 0.02    | own
        J       | JPY      | -1      | own
        K       | JPY      | -1      | own
        """,
        "J",
        fx=(quoted("EUR", "JPY", "170"),), days=360, rates=rates("own", "100%", "100%"),
        own=(Terms(id="own", settles="never"),),
    )  # fmt: skip
    assert shares(lived(scenario)) == {}


def test_what_cancels_out_of_a_currency_is_rounded_down():
    # One of three cents cancels out: two thirds of a cent, and a third of a penny, are none.
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | EUR      | 0.02    | own
        G       | GBP      | 0.01    | own
        U       | USD      | -0.01   | own
        """,
        "G", "U",
        fx=(quoted("EUR", "USD", "1"), quoted("EUR", "GBP", "1")), days=360,
        rates=rates("own", "100%", "100%"), own=(Terms(id="own", settles="never"),),
    )  # fmt: skip
    assert shares(lived(scenario)) == {"H": 2, "G": 1}


# --- what bears, and whose it is ----------------------------------------------------------------


def test_an_advantage_is_paid_in_every_currency_beside_its_own_interest():
    # Alone G earns 3.40 and U pays 10.80; together G's pool bears 1.70 and U's nothing.
    here = lived(overlaid(THREE, "G", "U", method="advantage"))
    assert own(here) == {"H": 6_00, "G": 3_40, "U": -10_80}
    assert shares(here) == {"H": -3_00, "G": -1_70, "U": 10_80}


def test_what_is_left_bears_the_terms_of_its_currency():
    # 10,800 dollars are left and pay 0.005 % a day.
    terms = (Terms(id="own"), Terms(id="dollar"))
    scenario = overlaid(
        TWO.replace("54000", "64800"), "U",
        own=terms, rates=(*ROUND, *rates("dollar", "0%", "1.8%")),
    )  # fmt: skip
    currency = replace(scenario.notional_currencies[0], terms="dollar")
    assert shares(lived(replace(scenario, notional_currencies=(currency,)))) == {"U": -54}


def test_what_cancels_out_bears_the_spread_of_its_currency():
    # Half of the euros and pounds earns 0.015 % a day; the dollars pay 0.0175 %.
    bank = (Terms(id="own"), Terms(id="spread"))
    priced = (*ROUND, *rates("spread", "5.4%", "6.3%"))
    scenario = overlaid(THREE, "G", "U", offset_terms="spread", own=bank, rates=priced)
    assert shares(lived(scenario)) == {"H": 3_00 + 4_50, "G": 1_70 + 2_55, "U": -9_45}


def test_in_one_currency_too_what_cancels_out_may_bear_something():
    # 100,000 cancel out: 15.00 less 17.50; 200,000 are left and earn 20.00.
    bank = (Terms(id="own"), Terms(id="spread"))
    priced = (*ROUND, *rates("spread", "5.4%", "6.3%"))
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | CNY      | 300000  | own
        A       | CNY      | -100000 | own
        """,
        fx=(), offset_terms="spread", own=bank, rates=priced,
    )  # fmt: skip
    assert shares(lived(scenario)) == {"H": 20_00 + 15_00 - 17_50}


def test_the_result_of_a_currency_is_shared_among_its_own_participants():
    # 54,000 of 162,000 dollars cancel out, 108,000 earn 10.80: a third is V's.
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | EUR      | -50000  | own
        U       | USD      | 108000  | own
        V       | USD      | 54000   | own
        """,
        "U",
    )
    assert shares(lived(scenario)) == {"U": 7_20, "V": 3_60}


def test_agreed_shares_make_the_whole_in_every_currency():
    members = (member("H", share="100%"), member("U", share="75%"), member("V", share="25%"))
    scenario = overlaid(
        """
        account | currency | opening | terms
        H       | EUR      | -50000  | own
        U       | USD      | 108000  | own
        V       | USD      | 54000   | own
        """,
        "U", members=members, allocation="agreed",
    )  # fmt: skip
    assert shares(lived(scenario)) == {"U": 8_10, "V": 2_70}


def test_a_header_that_is_no_participant_is_not_translated_and_has_what_nobody_has():
    scenario = overlaid(TWO, "U", members=(member("U"), member("H")), allocation="central")
    lone = replace(scenario, accounts=(*scenario.accounts,
                                       replace(scenario.accounts[1], id="W", opening=Decimal(9))),
                   notional_currencies=(replace(scenario.notional_currencies[0], header="W"),),
                   fx_rates=(quoted("EUR", "USD", "0.9"),))  # fmt: skip
    # 54,000 dollars are 60,000 euros: a sixth of them owes 1.80. W's own 9.00 bear by themselves.
    assert shares(lived(lone)) == {"W": -1_80}

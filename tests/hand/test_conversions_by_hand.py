"""Sweeps between currencies worked out by hand, in cents; every check passes on each run.

H holds euros. A dollar is 0.90 euros at mid, 0.88 bid and 0.92 ask, a euro 160 yen, unless a test
says otherwise. Day 1 is Monday 2 March 2026.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, on
from tests.hand.test_membership_by_hand import lived
from treasury.accounts.ledger import entries
from treasury.comparison import Run, study
from treasury.fx import FxRate
from treasury.money import written
from treasury.pooling.structure import Conversion
from treasury.scenario import Scenario

DOLLARS = FxRate(date=on(1), base="USD", quote="EUR", mid=Decimal("0.9"), bid=Decimal("0.88"),
                 ask=Decimal("0.92"))  # fmt: skip
YEN = FxRate(date=on(1), base="EUR", quote="JPY", mid=Decimal(160))
MID, ONE_PERCENT = Conversion(structure="pool", participant="U"), "1%"


def across(
    own: str, header: str = "0", rule: str = "zero_balance", *, items: str = "", **fields: Any
) -> Scenario:
    """U opens with its own dollars, H with euros; `fields` of the scenario, `terms` of U."""
    terms = fields.pop("terms", replace(MID, spread=ONE_PERCENT))
    entity = fields.pop("entity", "SUB")
    table = f"""
        account | entity   | currency | opening  | header | rule
        H       | HQ       | EUR      | {header} |        |
        U       | {entity} | USD      | {own}    | H      | {rule}
        """
    given = {"fx_rates": (DOLLARS,), "as_is": "pool", "reporting_currency": "EUR",
             "conversions": (terms,)}  # fmt: skip
    return group(table, items, **given | fields)


def figures(run: Run, day: int = 1) -> dict[str, str]:
    """The balances of a day in their currencies, and the positions, each in its header's."""
    names, links, found = run.plan.names, run.plan.tables.links, {}
    for at, (name, currency) in enumerate(zip(names.accounts, names.currencies, strict=True)):
        found[name] = written(int(run.projection.book[day - 1, at]), currency)
    for at, low in enumerate(links.participant.tolist()):
        currency = names.currencies[int(links.header[at])]
        shown = written(int(run.projection.position[day - 1, at]), currency)
        found[f"n of {names.accounts[low]}"] = shown
    return found


# --- up ------------------------------------------------------------------------------------


def test_dollars_are_sold_and_what_arrives_is_owed_in_euros():
    # 1,000.00 x 0.90 less 1 % = 1,000.00 x 0.891
    run = lived(across("1000"))
    assert figures(run) == {"H": "891.00", "U": "0.00", "n of U": "891.00"}


@pytest.mark.parametrize(
    ("own", "arrives"),
    [
        ("0.01", "0.00"),  # 0.00891
        ("1.00", "0.89"),  # 0.891
        ("33.33", "29.69"),  # 29.69703
    ],
)
def test_what_arrives_is_rounded_down(own: str, arrives: str):
    assert figures(lived(across(own)))["H"] == arrives


def test_who_sells_at_bid_gets_the_bid_and_buys_back_at_the_ask():
    # Up: 1,000.00 x 0.88. Down: euros are sold at their bid, 1 / 0.92 dollars.
    terms = replace(MID, fx_side="bid")
    assert figures(lived(across("1000", terms=terms)))["n of U"] == "880.00"
    run = lived(across("-1000", "2000", terms=terms))
    assert figures(run) == {"H": "1080.00", "U": "0.00", "n of U": "-920.00"}


def test_yen_have_no_decimals_and_go_over_the_bridge():
    # 1,000.00 USD x 0.9 = 900 EUR x 160 = 144,000 JPY, less 1 % = 142,560.
    scenario = across("1000", fx_rates=(DOLLARS, YEN), fx_bridge="EUR", reporting_currency="JPY")
    accounts = tuple(replace(one, currency="JPY") if one.id == "H" else one
                     for one in scenario.accounts)  # fmt: skip
    run = lived(replace(scenario, accounts=accounts))
    assert figures(run) == {"H": "142560", "U": "0.00", "n of U": "142560"}


def test_new_terms_hold_from_their_day():
    later = replace(MID, valid_from=on(2), spread="10%")
    items = "day | account | amount\n2 | U | 1000"
    run = lived(across("1000", items=items, days=2, conversions=(MID, later)))
    assert figures(run, 1)["n of U"] == "900.00"
    assert figures(run, 2)["n of U"] == "1710.00"  # 900.00 + 1,000.00 x 0.9 x 0.9


def test_each_day_has_its_rate():
    rates = (DOLLARS, replace(DOLLARS, date=on(2), mid=Decimal("0.8"), bid=Decimal("0.8")))
    items = "day | account | amount\n2 | U | 1000"
    run = lived(across("1000", items=items, days=2, conversions=(MID,), fx_rates=rates))
    assert figures(run, 2)["n of U"] == "1700.00"


def test_a_minimum_is_of_dollars():
    # 95.00 dollars are 84.645 euros at 0.891; the minimum is 90.00 dollars.
    assert figures(lived(across("95", rule="zero_balance minimum=90")))["U"] == "0.00"
    assert figures(lived(across("85", rule="zero_balance minimum=90")))["U"] == "85.00"


def test_a_receipt_is_sold_at_once_where_the_rule_is_in_real_time():
    items = "time | account | amount\n10:00 | U | 100"
    run = lived(across("0", items=items, rule="zero_balance frequency=real_time"))
    assert figures(run) == {"H": "89.10", "U": "0.00", "n of U": "89.10"}


# --- down ----------------------------------------------------------------------------------


def test_what_is_fetched_costs_no_less_than_the_rate():
    # 100.00 dollars cost 100.00 / ((1 / 0.90) x 0.99) = 90.9090... euros.
    run = lived(across("-100", "500"))
    assert figures(run) == {"H": "409.09", "U": "0.00", "n of U": "-90.91"}


def test_a_header_that_is_short_gives_what_it_can():
    # 50.00 euros bring 50.00 x 1.1 = 55.00 dollars.
    run = lived(across("-100", "50"))
    assert figures(run) == {"H": "0.00", "U": "-45.00", "n of U": "-50.00"}


def test_of_what_a_header_can_give_only_what_is_needed_leaves_it():
    # At 2.00 euros a dollar 0.03 bring 0.01 dollars, which cost 0.02.
    rate = replace(DOLLARS, mid=Decimal(2), ask=Decimal(2))
    run = lived(across("-1", "0.03", fx_rates=(rate,), terms=MID))
    assert figures(run) == {"H": "0.01", "U": "-0.99", "n of U": "-0.02"}


def test_where_no_part_is_given_a_need_that_costs_too_much_is_passed_over():
    run = lived(across("-100", "90.90", pool={"partial": False}))
    assert figures(run) == {"H": "90.90", "U": "-100.00", "n of U": "0.00"}
    run = lived(across("-100", "90.91", pool={"partial": False}))
    assert figures(run) == {"H": "0.00", "U": "0.00", "n of U": "-90.91"}


def test_euros_and_dollars_are_served_by_priority_from_the_same_euros():
    table = """
        account | entity | currency | opening | header | rule         | priority
        H       | HQ     | EUR      | 100     |        |              |
        E       | SUB    | EUR      | -40     | H      | zero_balance | 2
        U       | SUB    | USD      | -100    | H      | zero_balance | 1
        """
    scenario = group(table, fx_rates=(DOLLARS,), as_is="pool", reporting_currency="EUR",
                     conversions=(replace(MID, spread=ONE_PERCENT),))  # fmt: skip
    # 90.91 for the dollars leaves 9.09.
    assert figures(lived(scenario)) == {
        "E": "-30.91", "H": "0.00", "U": "0.00", "n of E": "-9.09", "n of U": "-90.91",
    }  # fmt: skip


def test_a_sub_header_asks_for_the_cost_of_what_its_participant_needs():
    table = """
        account | entity | currency | opening | header | rule
        H       | HQ     | EUR      | 500     |        |
        S       | SUB    | EUR      | 10      | H      | zero_balance
        U       | SUB    | USD      | -100    | S      | zero_balance
        """
    scenario = group(table, fx_rates=(DOLLARS,), as_is="pool", reporting_currency="EUR",
                     conversions=(replace(MID, spread=ONE_PERCENT),))  # fmt: skip
    # S sends its 10.00 up, and then asks for 90.91.
    assert figures(lived(scenario)) == {
        "H": "419.09", "S": "0.00", "U": "0.00", "n of S": "-80.91", "n of U": "-90.91",
    }  # fmt: skip


def test_a_payment_is_made_from_own_dollars_alone():
    items = "day | account | amount\n2 | U | -30"
    run = lived(across("100", rule="keep keep=20", items=items, days=2))
    assert run.figures[1].payments_not_made.count == 1
    assert figures(run, 2) == {"H": "71.28", "U": "20.00", "n of U": "71.28"}


# --- books and benefit -----------------------------------------------------------------------


def booked(run: Run) -> list[list[tuple[str, str, str]]]:
    """The pairs of every entry after the opening: debit, credit, amount."""
    return [
        [
            (pair.debit.name, pair.credit.name, written(pair.amount, pair.debit.currency))
            for pair in entry.pairs
        ]
        for entry in entries(run.ledger)
        if entry.booking_day >= 0
    ]


def test_between_two_persons_each_currency_balances_in_each_one_s_books():
    assert booked(lived(across("1000"))) == [
        [
            ("SUB:conversion:SUB:USD", "SUB:bank:U:USD", "1000.00"),
            ("SUB:position:HQ:EUR", "SUB:conversion:SUB:EUR", "891.00"),
            ("HQ:bank:H:EUR", "HQ:position:SUB:EUR", "891.00"),
        ]
    ]


def test_inside_one_person_nobody_owes_anybody():
    run = lived(across("-100", "500", entity="HQ"))
    assert booked(run) == [
        [
            ("HQ:bank:U:USD", "HQ:conversion:HQ:USD", "100.00"),
            ("HQ:conversion:HQ:EUR", "HQ:bank:H:EUR", "90.91"),
        ]
    ]
    assert all(not one.intercompany for one in run.figures)


def test_what_is_worth_less_than_a_cent_is_booked_where_it_left():
    assert booked(lived(across("0.01"))) == [[("SUB:conversion:SUB:USD", "SUB:bank:U:USD", "0.01")]]


def test_a_finance_company_keeps_the_loan_apart_from_the_deposit_in_euros():
    items = "day | account | amount\n2 | U | -100"
    scenario = across("50", "500", items=items, days=2)
    lends = tuple(replace(one, legal_form="finance_company") if one.id == "HQ" else one
                  for one in scenario.entities)  # fmt: skip
    held = replace(scenario, entities=lends, conversions=(MID,))
    overdrawn = tuple(replace(one, overdraft=Decimal(100)) if one.id == "U" else one
                      for one in held.accounts)  # fmt: skip
    run = lived(replace(held, accounts=overdrawn))
    # 50.00 dollars were a deposit of 45.00 euros; 90.00 euros come down: 45.00 of it a loan.
    assert booked(run)[-1] == [
        ("SUB:bank:U:USD", "SUB:conversion:SUB:USD", "100.00"),
        ("SUB:conversion:SUB:EUR", "SUB:deposit:HQ:EUR", "45.00"),
        ("SUB:conversion:SUB:EUR", "SUB:member_loan:HQ:EUR", "45.00"),
        ("HQ:deposit:SUB:EUR", "HQ:bank:H:EUR", "45.00"),
        ("HQ:member_loan:SUB:EUR", "HQ:bank:H:EUR", "45.00"),
    ]


def test_what_is_owed_is_told_in_the_header_s_currency():
    euros, dollars = lived(across("1000")).figures
    assert euros.intercompany == (("SUB", "HQ", 891_00),)
    assert dollars.intercompany == ()


def test_the_cost_is_a_step_of_the_benefit_of_whoever_s_money_was_converted():
    # Up: 1,000.00 - 891.00 / 0.90 = 10.00. Down: 90.91 / 0.90 - 100.00 = 1.0111... dollars.
    items = "day | account | amount\n2 | U | -100"
    scenario = across("1000", items=items, days=2, as_is=None)
    able = tuple(replace(one, overdraft=Decimal(100)) if one.id == "U" else one
                 for one in scenario.accounts)  # fmt: skip
    run = study(replace(scenario, accounts=able)).runs[1]
    euros, dollars = run.figures
    assert (euros.fx, dollars.fx) == (0, 11_01)
    assert dict(dollars.waterfall)["FX"] == -11_01 == dollars.net_benefit
    assert {one.entity: one.fx for one in run.members} == {"HQ": 0, "SUB": 11_01}
    assert run.group is not None
    # 11.01 dollars at 0.90
    assert run.group.figures.fx == 9_91 == -run.group.figures.net_benefit

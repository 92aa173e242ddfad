"""Cross-border quotas over links that convert, calculated by hand, in cents; every run is checked.

H holds dollars in the United States, or yen; C sells it yuan, or dollars, from China. A yuan is
0.14 dollars, a dollar 150 yen, unless a test says otherwise.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import on
from tests.hand.test_conversions_by_hand import figures
from tests.hand.test_cross_border_quotas_by_hand import abroad, inflow, outflow
from tests.hand.test_membership_by_hand import lived
from tests.hand.test_position_limits_by_hand import limit, limited
from tests.hand.test_regional_headers_by_hand import region
from treasury.fx import FxRate
from treasury.pooling.structure import Conversion
from treasury.scenario import Scenario

YUAN = FxRate(date=on(1), base="CNY", quote="USD", mid=Decimal("0.14"))
DOLLAR = FxRate(date=on(1), base="USD", quote="JPY", mid=Decimal(150))


# --- up -------------------------------------------------------------------------------------------


def across(
    own: str, *limits: Any, pair: str = "CNY USD", header: str = "0", **fields: Any
) -> dict[str, str]:
    """C of China opens with its own money, H of the United States with its; what both end with."""
    sold, kept = pair.split()
    rule = fields.pop("rule", "zero_balance")
    table = f"""
        account | entity | currency | opening  | header | rule | overdraft
        H       | HQ     | {kept}   | {header} |        |      |
        C       | DOM    | {sold}   | {own}    | H      | {rule} | {own.lstrip("-")}
        """
    terms = Conversion(structure="pool", participant="C", spread=fields.pop("spread", None))
    given = {"fx_rates": (YUAN if sold == "CNY" else DOLLAR,), "reporting_currency": kept,
             "conversions": (terms,)}  # fmt: skip
    days = fields.pop("days", 1)
    scenario = abroad(table, fields.pop("items", ""), at={"HQ": "US"}, days=days, **given | fields)
    return figures(lived(limited(scenario, *limits)), days)


def owes_china(amount: str, currency: str = "USD", **more: Any) -> Any:
    """A limit of what the United States may owe China."""
    ends = {"creditor_country": "CN", "debtor_country": "US"}
    return limit(amount, **{"currency": currency, **ends, **more})


@pytest.mark.parametrize(
    ("room", "fields", "left", "arrives"),
    [
        # 1,000 cents / 0.14 = 7,142.857: 71.43 yuan are the least that bring 10.00
        ("10.00", {}, "928.57", "10.00"),
        ("10.01", {}, "928.50", "10.01"),  # 1,001 / 0.14 = 7,150
        ("0.01", {}, "999.92", "0.01"),  # 1 / 0.14 = 7.14: eight fen are worth 1.12 cents
        # at 0.14 less 1 %: 1,000 / 0.1386 = 7,215.007
        ("10.00", {"spread": "1%"}, "927.84", "10.00"),
        # the room is used up: not a fen of what would bring more is sold for nothing
        ("0", {}, "1000.00", "0.00"),
        ("0", {"own": "0.08"}, "0.08", "0.00"),
        # what fits goes whole, as without a limit: 0.07 x 0.14 = 0.0098, and
        # 71.49 x 0.14 = 10.0086; of 71.50, which would bring 10.01, what is enough
        ("0", {"own": "0.07"}, "0.00", "0.00"),
        ("10.00", {"own": "71.49"}, "0.00", "10.00"),
        ("10.00", {"own": "71.50"}, "0.07", "10.00"),
        # raised to a minimum it fits, or does not
        (
            "10.00",
            {
                "own": "100",
                "rule": "percentage share=50% minimum=71.49 raise",
                "pool": {"profile": "t24"},
            },
            "28.51",
            "10.00",
        ),
        (
            "10.00",
            {
                "own": "100",
                "rule": "percentage share=50% minimum=71.50 raise",
                "pool": {"profile": "t24"},
            },
            "100.00",
            "0.00",
        ),
        # of 500.00 what is enough is 71.43, which is raised
        (
            "10.00",
            {"rule": "percentage share=50% minimum=71.49 raise", "pool": {"profile": "t24"}},
            "928.51",
            "10.00",
        ),
        (
            "10.00",
            {"rule": "percentage share=50% minimum=71.50 raise", "pool": {"profile": "t24"}},
            "1000.00",
            "0.00",
        ),
        # all or nothing
        ("10.00", {"own": "71.49", "pool": {"profile": "sap", "partial": False}}, "0.00", "10.00"),
        ("10.00", {"own": "71.50", "pool": {"profile": "sap", "partial": False}}, "71.50", "0.00"),
        ("10.00", {"own": "50"}, "0.00", "7.00"),  # there is less than may go
        # one more maximum of the rule: 71.43 is 70.00 in tens, and below a minimum of 80
        ("10.00", {"rule": "zero_balance multiple=10"}, "930.00", "9.80"),
        ("10.00", {"rule": "zero_balance minimum=80"}, "1000.00", "0.00"),
        ("10.00", {"rule": "zero_balance maximum=70"}, "930.00", "9.80"),
    ],
)
def test_yuan_are_sold_for_as_many_dollars_as_there_is_room_and_no_fen_more(
    room, fields, left, arrives
):
    own = fields.get("own", "1000")
    more = {key: value for key, value in fields.items() if key != "own"}
    found = across(own, owes_china(room), **more)
    assert found == {"C": left, "H": arrives, "n of C": arrives}


@pytest.mark.parametrize(
    ("room", "left", "arrives"),
    [
        # a cent is worth one and a half yen: n cents bring 1, 3, 4, 6, 7, 9, ...
        ("100", "9.33", "100"),  # 67 x 1.5 = 100.5; 66 would bring 99
        ("101", "9.33", "100"),  # 68 x 1.5 = 102 is above 101: 100 is the most within it
        ("102", "9.32", "102"),
        ("2", "9.99", "1"),  # 1 x 1.5 = 1.5; 2 x 1.5 = 3
        ("1", "9.99", "1"),
        ("0", "10.00", "0"),
    ],
)
def test_where_a_cent_is_more_than_one_yen_the_room_is_not_always_reached(room, left, arrives):
    found = across("10", owes_china(room, "JPY"), pair="USD JPY")
    assert found == {"C": left, "H": arrives, "n of C": arrives}


def test_a_cent_worth_more_than_the_room_stays():
    dear = FxRate(date=on(1), base="USD", quote="JPY", mid=Decimal(200))
    # a cent is two yen: of 101 there come 100, of 1 nothing
    found = across("10", owes_china("101", "JPY"), pair="USD JPY", fx_rates=(dear,))
    assert found == {"C": "9.50", "H": "100", "n of C": "100"}
    found = across("10", owes_china("1", "JPY"), pair="USD JPY", fx_rates=(dear,))
    assert found == {"C": "10.00", "H": "0", "n of C": "0"}


def test_what_is_left_is_sold_at_the_rate_of_its_day():
    rates = (YUAN, replace(YUAN, date=on(2), mid=Decimal("0.125")))
    limits = owes_china("10", valid_until=on(1)), owes_china("20", id="M", valid_from=on(2))
    # day 1: 71.43; day 2: the other 10.00 are 1,000 / 0.125 = 80.00; 1,000.00 - 151.43
    found = across("1000", *limits, fx_rates=rates, days=2)
    assert found == {"C": "848.57", "H": "20.00", "n of C": "20.00"}


# --- down, and back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "fields", "left", "cost"),
    [
        # 1,000 cents / 0.14 = 7,142.857 fen: 71.42 yuan cost 9.9988, up to 10.00
        ("10.00", {}, "-928.58", "10.00"),
        ("10.01", {}, "-928.50", "10.01"),
        # at 1 / 0.14 less 1 %: 1,000 x 0.99 / 0.14 = 7,071.43; 70.71 cost 9.9994
        ("10.00", {"spread": "1%"}, "-929.29", "10.00"),
        ("0", {}, "-1000.00", "0.00"),
        ("500", {}, "0.00", "140.00"),
    ],
)
def test_down_comes_what_the_room_buys(room, fields, left, cost):
    owed = limit(room, currency="USD", debtor_country="CN")
    found = across("-1000", owed, header="500", **fields)
    there = Decimal("500.00") - Decimal(cost)
    owes = f"-{cost}" if cost != "0.00" else cost
    assert found == {"C": left, "H": str(there), "n of C": owes}


@pytest.mark.parametrize(
    ("room", "left", "cost"),
    [
        ("100", "-9.34", "99"),  # 100 / 1.5 = 66.67: 66 cents cost 99 yen
        ("101", "-9.33", "101"),  # 101 / 1.5 = 67.33: 67 cents cost 100.5, up to 101
        ("1", "-10.00", "0"),  # not a cent
    ],
)
def test_what_comes_down_costs_no_more_than_the_room(room, left, cost):
    owed = limit(room, currency="JPY", debtor_country="CN")
    found = across("-10", owed, pair="USD JPY", header="5000")
    owes = f"-{cost}" if cost != "0" else cost
    assert found == {"C": left, "H": str(5000 - int(cost)), "n of C": owes}


@pytest.mark.parametrize("net", [False, True])
@pytest.mark.parametrize(
    ("rate", "left"),
    [
        ("0.14", "100.00"),  # 14.00 are owed and 200.00 are there: 1,400 / 0.14 = 100.00
        ("0.16", "112.50"),  # 1,400 / 0.16 = 87.50
        ("0.15", "106.66"),  # 1,400 / 0.15 = 9,333.3: 93.34
    ],
)
def test_under_a_quota_of_nothing_what_was_fetched_is_repaid_and_no_more(rate, left, net):
    rates = (YUAN, replace(YUAN, date=on(2), mid=Decimal(rate)))
    items = "day | account | amount\n2 | C | 200"
    # day 1: 100.00 yuan cost 14.00. Nothing else is owed, so net leaves as much
    found = across("-100", owes_china("0", net=net), header="500", fx_rates=rates, items=items,
                   days=2)  # fmt: skip
    assert found == {"C": left, "H": "500.00", "n of C": "0.00"}


# --- several currencies ---------------------------------------------------------------------------

TWO_CURRENCIES = """
    account | entity | currency | opening | header | rule         | priority
    H       | HQ     | USD      | 0       |        |              |
    P       | DOM    | CNY      | 70      | H      | zero_balance | 1
    Q       | HKCO   | {other}  | 100     | {to}   | zero_balance | 2
    """


def two(other: str, to: str) -> Scenario:
    """P of China sells yuan to H of the United States; Q of Hong Kong sends to either."""
    given = {"fx_rates": (YUAN,), "reporting_currency": "USD",
             "conversions": (Conversion(structure="pool", participant="P"),)}  # fmt: skip
    table = TWO_CURRENCIES.format(other=other, to=to)
    return abroad(table, at={"HQ": "US"}, **given)


def test_what_members_of_two_currencies_are_owed_shares_one_quota_in_the_header_s():
    # 70.00 yuan are 9.80 dollars; of 30.00 that leaves 20.20 for Q
    owed = limit("30", currency="USD", debtor_country="US")
    assert figures(lived(limited(two("USD", "H"), owed))) == {
        "H": "30.00", "P": "0.00", "Q": "79.80", "n of P": "9.80", "n of Q": "20.20",
    }  # fmt: skip


def test_a_quota_in_the_participant_s_currency_does_not_count_what_is_owed_in_another():
    # yuan: Q may send P 30.00 of its 100.00, and China is owed none; P's 70.00 + 30.00 go on all
    # the same, for they are owed in dollars: 100.00 x 0.14
    scenario = limited(two("CNY", "P"), inflow("30"), outflow("0", id="M"))
    assert figures(lived(scenario)) == {
        "H": "14.00", "P": "0.00", "Q": "70.00", "n of P": "14.00", "n of Q": "30.00",
    }  # fmt: skip


EUROPE = {"EU": "DE", "E": "FR", "F": "FR", "HQ": "US"}


def european(scenario: Scenario, *limits: Any) -> dict[str, str]:
    """What a region in euros and its header in dollars end with."""
    units = [replace(one, country=EUROPE[one.id]) for one in scenario.entities]
    return figures(lived(limited(replace(scenario, entities=tuple(units)), *limits)))


def test_a_region_sells_only_what_its_header_s_country_may_owe():
    # of 300.00 + 100.00 euros 108.00 / 1.08 = 100.00 may go
    scenario = region("E | E | EUR | 300 | H | zero_balance |", hub="100")
    owed = limit("108", currency="USD", debtor_country="US")
    assert european(scenario, owed) == {
        "E": "0.00", "H": "300.00", "R": "108.00", "n of E": "300.00", "n of H": "108.00",
    }  # fmt: skip


def test_a_region_fetches_only_what_may_be_owed_to_its_header_s_country():
    # of 50.00 euros 28.00 / 1.12 = 25.00 may come
    scenario = region("F | F | EUR | -50 | H | zero_balance |", root="100")
    owed = limit("28", currency="USD", creditor_country="US")
    assert european(scenario, owed) == {
        "F": "-25.00", "H": "0.00", "R": "72.00", "n of F": "-25.00", "n of H": "-28.00",
    }  # fmt: skip

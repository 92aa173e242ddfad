"""The twin's cross-border quotas, against figures calculated by hand.

H stands in CN, the others abroad in HK, unless a test says otherwise. A euro is 160 yen: a yen
brings 0.625 cents, a cent 1.6 yen.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import MONDAY, group, plain
from tests.reference.banking_day import live_through
from treasury.accounts.chart import Entity
from treasury.fx import FxRate
from treasury.pooling.structure import Conversion, PositionLimit
from treasury.scenario import Scenario

HOME, ABROAD = Entity(id="HQ"), Entity(id="SUB", country="HK")
YEN = FxRate(date=MONDAY, base="EUR", quote="JPY", mid=Decimal(160))
INFLOW: dict[str, Any] = {"creditor_country": "HK", "debtor_country": "CN"}
OUTFLOW: dict[str, Any] = {"creditor_country": "CN", "debtor_country": "HK"}


def quota(amount: str, **fields: Any) -> PositionLimit:
    given = {"id": "Q", "currency": "CNY", **fields}
    return PositionLimit(amount=Decimal(amount), **given)


def under(scenario: Scenario, *limits: PositionLimit) -> list[str]:
    """Every sweep of the twin under these limits; in minor units where yen are among them."""
    currency = {one.id: one.currency for one in scenario.accounts}
    found = live_through(replace(scenario, position_limits=limits), "pool").sweeps
    return [
        f"{one.giver} > {one.receiver} "
        + (str(one.amount) if "JPY" in currency.values() else plain(one.amount))
        for one in found
    ]


# --- what crosses a border ------------------------------------------------------------------------

TWO = """
    account | entity | opening | header | rule
    H       | HQ     | 0       |        |
    U       | SUB    | 100     | H      | zero_balance
    """
FREE, BOUND = ["U > H 100"], ["U > H 60"]


@pytest.mark.parametrize(
    ("ends", "moved"),
    [
        (INFLOW, BOUND),
        (OUTFLOW, FREE),
        ({"debtor_country": "CN"}, BOUND),
        ({"creditor_country": "HK"}, BOUND),
        ({"creditor_country": "SG"}, FREE),
        ({"creditor": "SUB", "debtor_country": "CN"}, BOUND),
        ({"creditor": "SUB", "debtor_country": "HK"}, FREE),
        ({"creditor_country": "HK", "debtor": "HQ"}, BOUND),
        ({**INFLOW, "currency": "EUR"}, FREE),
    ],
)
def test_a_country_counts_what_is_owed_across_its_border(ends, moved):
    one = group(TWO, entities=(HOME, ABROAD))
    assert under(one, quota("60", **ends)) == moved


@pytest.mark.parametrize("ends", [INFLOW, {"debtor_country": "CN"}, {"creditor": "SUB"}])
def test_at_home_there_is_no_border(ends):
    one = group(TWO, entities=(HOME, replace(ABROAD, country="CN")))
    assert under(one, quota("60", **ends)) == (BOUND if "creditor" in ends else FREE)


@pytest.mark.parametrize(
    ("owner", "moved"), [("SUB", BOUND), ("HQ", FREE)], ids=["to another company", "to its own"]
)
def test_a_branch_abroad_is_abroad_to_another_company_and_owes_its_own_nothing(owner, moved):
    entities = (HOME, replace(ABROAD, country="CN"),
                Entity(id="HQ-HK", legal_form="branch", branch_of="HQ", country="HK"))  # fmt: skip
    table = TWO.replace("HQ  ", f"{owner:4}").replace("U       | SUB  ", "U       | HQ-HK")
    assert under(group(table, entities=entities), quota("60", **INFLOW)) == moved


# --- net ------------------------------------------------------------------------------------------

BOTH_WAYS = """
    account | entity | opening | header | rule
    H       | HQ     | 100     |        |
    A       | SUB    | 60      | H      | zero_balance
    B       | SUB    | -40     | H      | zero_balance
    """


def test_who_repays_brings_money_in_too():
    # Day 1: A lends 30 of 60, B borrows 40: net -10. Day 2: A's other 30 make it 20; of the 40 that
    # B could repay, 10 are left.
    one = group(BOTH_WAYS, "day | account | amount\n2 | B | 40", days=2, entities=(HOME, ABROAD))
    net = ["A > H 30", "H > B 40", "A > H 30", "B > H 10"]
    assert under(one, quota("30", net=True, **INFLOW)) == net
    gross = ["A > H 30", "H > B 40", "B > H 40"]
    assert under(one, quota("30", **INFLOW)) == gross


def test_what_is_lent_is_taken_off_what_may_be_lent_out():
    # Net outflow: B's 40 less A's 60 that came in are -20.
    one = group(BOTH_WAYS, entities=(HOME, ABROAD))
    assert under(one, quota("0", net=True, **OUTFLOW)) == ["A > H 60", "H > B 40"]
    assert under(one, quota("0", **OUTFLOW)) == ["A > H 60"]


def test_between_two_companies_net_may_be_asked_for_by_name():
    # Of 70 that B asks for, 60 that A sent and 5.
    one = group(BOTH_WAYS.replace("-40", "-70"), entities=(HOME, replace(ABROAD, country="CN")))
    limit = quota("5", net=True, creditor="HQ", debtor="SUB")
    assert under(one, limit) == ["A > H 60", "H > B 65"]


# --- links that convert ---------------------------------------------------------------------------


def across(own: str, header: str, opening: str, items: str = "", *, days: int = 1) -> Scenario:
    """U with its own currency, H with a million of another one."""
    table = f"""
        account | entity | currency | opening   | header | rule
        H       | HQ     | {header} | 1000000   |        |
        U       | SUB    | {own}    | {opening} | H      | zero_balance
        """
    terms = Conversion(structure="pool", participant="U")
    priced = {"fx_rates": (YEN,), "conversions": (terms,), "reporting_currency": "EUR"}
    return group(table, items, days=days, entities=(HOME, ABROAD), fx_days=366, **priced)


@pytest.mark.parametrize(
    ("most", "sold"),
    [
        ("1.00", ["U > H 160"]),
        ("0.99", ["U > H 159"]),  # 99 / 0.625 = 158.4; 159 bring 99.375
        ("0.01", ["U > H 2"]),  # one yen brings nothing
        ("0", []),
    ],
)
def test_the_least_yen_are_sold_that_bring_the_cents_there_are(most, sold):
    yen = across("JPY", "EUR", "1000", days=2)
    assert under(yen, quota(most, currency="EUR", **INFLOW)) == sold
    assert under(yen, quota(most, currency="JPY", **INFLOW)) == ["U > H 1000"]


@pytest.mark.parametrize(
    ("most", "sold"),
    [
        ("100", ["U > H 63"]),  # 63 x 1.6 = 100.8
        ("4", ["U > H 3"]),  # 4.8
        ("2", ["U > H 1"]),  # one cent brings 1, two bring 3
        ("0", []),
    ],
)
def test_cents_that_bring_more_than_a_yen_are_sold_as_far_as_they_fit(most, sold):
    assert under(across("EUR", "JPY", "10"), quota(most, currency="JPY", **INFLOW)) == sold


@pytest.mark.parametrize(
    ("most", "bought"),
    [
        ("1.00", ["H > U 160"]),
        ("0.33", ["H > U 52"]),  # 52.8; they cost 32.5
        ("0", []),
    ],
)
def test_what_comes_down_costs_no_more_than_there_is_room(most, bought):
    yen = across("JPY", "EUR", "-1000")
    assert under(yen, quota(most, currency="EUR", **OUTFLOW)) == bought


@pytest.mark.parametrize(("most", "repaid"), [("0", 1000), ("1.00", 1160)])
def test_what_is_owed_in_cents_is_repaid_first(most, repaid):
    # 1000 yen cost 625 cents.
    yen = across("JPY", "EUR", "-1000", "day | account | amount\n2 | U | 2000", days=2)
    for net in (False, True):
        limit = quota(most, currency="EUR", net=net, **INFLOW)
        assert under(yen, limit) == ["H > U 1000", f"U > H {repaid}"]

"""What a cross-border quota leaves, told in its own currency and in that of what is exchanged."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.tables import on
from tests.hand.test_cross_border_quotas_by_hand import abroad
from tests.hand.test_position_limits_by_hand import limit, told
from treasury.fx import FxRate
from treasury.pooling.structure import Conversion, PositionLimit
from treasury.scenario import Scenario


def across(own: str, *limits: PositionLimit, rule: str = "zero_balance") -> Scenario:
    """C of China has yuan, H of the United States 500.00 dollars; a yuan is 0.14 dollars."""
    table = f"""
        account | entity | currency | opening | header | rule   | overdraft
        H       | HQ     | USD      | 500     |        |        |
        C       | DOM    | CNY      | {own}   | H      | {rule} | {own.lstrip("-")}
        """
    rate = FxRate(date=on(1), base="CNY", quote="USD", mid=Decimal("0.14"))
    return abroad(
        table, at={"HQ": "US"}, fx_rates=(rate,), reporting_currency="USD",
        conversions=(Conversion(structure="pool", participant="C"),), position_limits=limits,
        as_is="pool",
    )  # fmt: skip


ENDS = {"creditor_country": "CN", "debtor_country": "US"}
LENDS = {"creditor_country": "US", "debtor_country": "CN"}


def test_what_is_sold_within_a_quota_says_what_of_the_currency_is_enough():
    # 1,000 cents / 0.14 = 7,142.86 fen
    scenario = across("1000", limit("10", currency="USD", **ENDS))
    (sentence,) = told(scenario)
    assert sentence == (
        "Rule rule-C (zero balancing) saw 1,000.00 on C and sent 71.43 up to H; the position limit "
        "L (units in US may owe units in CN 10.00 USD at most) leaves 10.00 USD, for which 71.43 "
        "CNY are enough, sold at 0.14 (CNY/USD mid 0.14 of 2026-03-02): 10.00 USD arrived."
    )


def test_a_multiple_then_rounds_down_what_is_enough():
    scenario = across("1000", limit("10", currency="USD", **ENDS), rule="zero_balance multiple=10")
    (sentence,) = told(scenario)
    assert sentence == (
        "Rule rule-C (zero balancing) saw 1,000.00 on C and sent 70.00 up to H; the position limit "
        "L (units in US may owe units in CN 10.00 USD at most) leaves 10.00 USD, for which 71.43 "
        "CNY are enough; the multiple of 10.00 rounded it down from 71.43, sold at 0.14 (CNY/USD "
        "mid 0.14 of 2026-03-02): 9.80 USD arrived."
    )


def test_what_is_fetched_within_a_quota_says_what_it_buys():
    scenario = across("-1000", limit("10", currency="USD", **LENDS))
    (sentence,) = told(scenario)
    assert sentence == (
        "Rule rule-C (zero balancing) saw -1,000.00 on C and asked H for 1,000.00; the position "
        "limit L (units in CN may owe units in US 10.00 USD at most) leaves 10.00 USD, which buys "
        "71.42 CNY; H could give 500.00 USD, so all of it came, bought for 10.00 USD at "
        "7.142857143 (CNY/USD mid 0.14 of 2026-03-02)."
    )


def test_a_quota_that_is_used_up_says_nothing_of_what_it_buys():
    scenario = across("1000", limit("0", currency="USD", **ENDS))
    (sentence,) = told(scenario)
    assert sentence == (
        "Rule rule-C (zero balancing) saw 1,000.00 on C and wanted to send 1,000.00 up to H; the "
        "position limit L (units in US may owe units in CN 0.00 USD at most) leaves 0.00 USD; "
        "nothing was sent."
    )


def test_what_the_quota_left_when_it_asked_may_be_gone_at_its_turn():
    # both ask for 1,000.00 each while 10.00 USD are left; C gets them, D what is left
    table = across("-1000", limit("10", currency="USD", **LENDS))
    second = replace(table.accounts[1], id="D")
    link = replace(table.links[0], participant="D")
    terms = replace(table.conversions[0], participant="D")
    both = replace(
        table, accounts=(*table.accounts, second), links=(*table.links, link),
        conversions=(*table.conversions, terms),
    )  # fmt: skip
    assert told(both)[-1] == (
        "Rule rule-C (zero balancing) saw -1,000.00 on D and asked H for 1,000.00; position limits "
        "let it ask for 71.42 only; H could give 490.00 USD, but the position limit L (units in CN "
        "may owe units in US 10.00 USD at most) leaves 0.00 USD: nothing came."
    )


@pytest.mark.parametrize(
    ("own", "ends", "said"),
    [
        # a fen brings and costs two cents
        ("1000", ENDS, "leaves 0.01 USD, less than 0.01 CNY brings; nothing was sent."),
        ("-1000", LENDS, "leaves 0.01 USD, less than 0.01 CNY costs; nothing came."),
    ],
)
def test_a_quota_that_leaves_less_than_one_unit_is_worth_says_so(own, ends, said):
    scenario = across(own, limit("0.01", currency="USD", **ends))
    dear = tuple(replace(rate, mid=Decimal(2)) for rate in scenario.fx_rates)
    (sentence,) = told(replace(scenario, fx_rates=dear))
    assert sentence.endswith(said)

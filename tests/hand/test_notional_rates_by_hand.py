"""Notional pools whose rates move, and participants with agreed deposits, worked out by hand."""

from dataclasses import replace
from decimal import Decimal

from tests.hand.notional import ROUND, member, own, pooled, rates, shares
from tests.hand.tables import lived, on
from treasury.interest import AgreedDeposit, Terms
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

PAIR = """
    account | opening | terms
    H       | 300000  | own
    A       | -100000 | own
    """


# --- an index, and the rates of the settlement day ------------------------------------------------


def test_a_pool_s_rate_follows_its_index_from_reset_to_reset():
    # 200,000 earn 3.6 % on the first day and 3.6 % + 3.6 % on the second: 20.00 + 40.00.
    priced = (
        Rate(terms="pool", side="credit", rate="SHIBOR + 3.6%"),
        Rate(terms="pool", side="debit", rate="9%"),
    )
    terms = (Terms(id="own"), Terms(id="pool"))
    fixed = replace(
        pooled(PAIR, terms="pool", own=terms, rates=(*ROUND, *priced), days=2),
        indices=(Index(id="SHIBOR"),),
        index_rates=(
            IndexRate(index="SHIBOR", date=on(1), rate="0%"),
            IndexRate(index="SHIBOR", date=on(2), rate="3.6%"),
        ),
    )
    assert shares(lived(fixed)) == {"H": 60_00}


def test_an_advantage_takes_off_what_participants_bear_at_their_index():
    # The pool bears 200,000 x 3.6 % = 20.00. H bears 300,000 x 1.2 % = 10.00, A 20.00 on -100,000.
    priced = (
        Rate(terms="own", side="credit", rate="SHIBOR - 0.6%"),
        Rate(terms="own", side="debit", rate="7.2%"),
    )
    terms = (Terms(id="own"), Terms(id="pool"))
    fixed = replace(
        pooled(PAIR, method="advantage", terms="pool", own=terms,
               rates=(*priced, *rates("pool", "3.6%", "9%"))),
        indices=(Index(id="SHIBOR"),),
        index_rates=(IndexRate(index="SHIBOR", date=on(1), rate="1.8%"),),
    )  # fmt: skip
    assert own(lived(fixed)) == {"H": 10_00, "A": -20_00}
    assert shares(lived(fixed)) == {"H": 20_00 - 10_00 + 20_00}


def test_a_pool_may_bear_all_days_at_the_rate_of_its_settlement_day():
    # 200,000 for two days, both at the 7.2 % of the second.
    late = Rate(terms="pool", side="credit", valid_from=on(2), rate="7.2%")
    terms = (Terms(id="own"), Terms(id="pool", rate_change="settlement_day"))
    priced = (*ROUND, *rates("pool", "3.6%", "9%"), late)
    assert shares(lived(pooled(PAIR, terms="pool", own=terms, rates=priced, days=2))) == {
        "H": 80_00
    }


# --- agreed deposits ------------------------------------------------------------------------------


def agreed(scenario: Scenario) -> Scenario:
    """H has an agreed deposit: above 100,000 whole units of 70,000 bear 7.2 %."""
    contract = AgreedDeposit(
        account="H", basic_amount=Decimal(100_000), rate="7.2%", excess_unit=Decimal(70_000)
    )
    return replace(scenario, agreed_deposits=(contract,))


def test_an_advantage_takes_an_agreed_deposit_off_as_its_account_bears_it():
    # H: 140,000 at 7.2 % = 28.00 and 160,000 at 3.6 % = 16.00. A: 20.00. The pool: 20.00.
    one = lived(agreed(pooled(PAIR, method="advantage", allocation="central")))
    assert own(one) == {"H": 44_00, "A": -20_00}
    assert shares(one) == {"H": 20_00 - 44_00 + 20_00}


def test_under_net_an_agreed_deposit_bears_nothing_until_its_account_leaves():
    members = (member("H", valid_until=on(1)), member("A"))
    one = lived(agreed(pooled(PAIR, members, days=2)))
    assert own(one) == {"H": 44_00}
    # First day: 20.00 on the net 200,000. Second day: A alone owes 20.00 in the pool.
    assert sum(shares(one).values()) == 0
    assert own(lived(agreed(pooled(PAIR)))) == {}


def test_an_agreed_deposit_of_a_header_is_not_the_pool_s():
    # H only has the result: C = 0, D = 100,000 owes 20.00; its own deposit bears what it bears.
    one = lived(agreed(pooled(PAIR, (member("A"),))))
    assert own(one) == {"H": 44_00}
    assert shares(one) == {"H": -20_00}

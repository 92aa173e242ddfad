"""Notional pools within others, worked out by hand: what a pool has left takes part in the next.

One and two hundredths of a per cent a day on either side, as in the other tables. Amounts in fen.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.notional import ROUND, overlaid, own, pooled, rates
from tests.hand.tables import lived, on
from tests.reference.world import Outcome
from treasury.accounts.chart import Entity
from treasury.interest import AgreedDeposit, Terms
from treasury.plan.problems.every import complaints
from treasury.pooling.notional import NotionalMember, NotionalPool
from treasury.scenario import Scenario

NORTH = ("H", "A")
SOUTH = ("S", "B")
FOUR = """
    account | opening | terms
    G       | 0       | own
    H       | 300000  | own
    A       | -100000 | own
    S       | 50000   | own
    B       | -130000 | own
    """


def lower(name: str, header: str, **more: Any) -> NotionalPool:
    """A pool that is within another one."""
    given: dict[str, Any] = {"allocation": "central", "terms": "own", **more}
    return NotionalPool(id=name, structure="pool", header=header, **given)


def takes_part(pool: str, *accounts: str, **more: Any) -> tuple[NotionalMember, ...]:
    """Participants of a pool."""
    return tuple(NotionalMember(pool=pool, account=name, **more) for name in accounts)


def nested(
    accounts: str = FOUR, pools: tuple[NotionalPool, ...] = (), members: Any = (), **more: Any
) -> Scenario:
    """The north (H, A) and the south (S, B) within P, whose header G is none of them."""
    found = pooled(accounts, **{"header": "G", "method": "advantage", "allocation": "central",
                                **more})  # fmt: skip
    usual = (*takes_part("N", *NORTH), *takes_part("S", *SOUTH), *takes_part("P", "H", "S"))
    return replace(
        found,
        notional_pools=(*found.notional_pools, *(pools or (lower("N", "H"), lower("S", "S")))),
        notional_members=members or usual,
    )


def test_what_one_legal_person_has_needs_no_law_of_set_off():
    # H, A, S and B are of one person and its branch; P nets what both pools within have left.
    found = nested(FOUR, allocation="central")
    people = (Entity(id="HQ"), Entity(id="BR", legal_form="branch", branch_of="HQ"))
    accounts = tuple(replace(one, entity="BR" if one.id == "B" else "HQ") for one in found.accounts)
    one_person = replace(found, entities=people, accounts=accounts, set_off=())
    assert complaints(one_person) == []
    # B of another person: in S, and in P through what S has left; N asks nothing
    other = (*people, Entity(id="Sub", legal_form="subsidiary"))
    accounts = tuple(
        replace(one, entity="Sub" if one.id == "B" else one.entity) for one in accounts
    )
    refused = complaints(replace(one_person, entities=other, accounts=accounts))
    members = found.notional_members
    places = sorted(one.path[1] for one in refused)
    assert [(members[at].pool, members[at].account) for at in places] == [
        ("S", "S"), ("S", "B"), ("P", "H"), ("P", "S"),
    ]  # fmt: skip


def of(outcome: Outcome, pool: str) -> dict[str, int]:
    """Fen of a pool's result by account, not yet posted."""
    return {
        what.removeprefix(f"{pool} > "): amount
        for (kind, what, _), amount in outcome.accrued.items()
        if kind == "pool" and what.startswith(f"{pool} > ")
    }


def test_what_two_pools_have_left_cancels_out_in_the_one_around_them():
    # North: 300,000 - 100,000: 200,000 in credit earn 20.00. South: 50,000 - 130,000: 80,000 owe
    # 16.00. Around them: 120,000 would earn 12.00, which is 8.00 more than 20.00 - 16.00.
    one = lived(nested())
    assert (of(one, "N"), of(one, "S")) == ({"H": 20_00}, {"S": -16_00})
    assert of(one, "P") == {"G": 8_00}
    assert own(one) == {}


def test_the_whole_is_what_one_pool_of_all_would_bear():
    # All in one: 350,000 - 230,000 = 120,000 earn 12.00, as 20.00 - 16.00 + 8.00.
    flat = pooled(FOUR, header="G", allocation="central")
    assert of(lived(flat), "P") == {"G": 12_00}
    one = lived(nested())
    assert sum(sum(of(one, name).values()) for name in "NSP") == 12_00


def test_each_pool_shares_its_own_result_and_the_one_around_shares_what_it_adds():
    # North shares 20.00 by credit balances: all is H's; the 8.00 are shared by what each has in P:
    # 200,000 and 80,000 of 280,000: 5.714... and 2.285...
    one = lived(nested(pools=(lower("N", "H", allocation="even"), lower("S", "S")),
                       allocation="absolute_pro_rata"))  # fmt: skip
    assert of(one, "N") == {"A": 10_00, "H": 10_00}
    assert of(one, "P") == {"H": 5_71, "S": 2_29}


def test_a_pool_within_may_pay_an_advantage_itself():
    # South by advantage: S earns 5.00, B pays 26.00, the pool -16.00 - (5.00 - 26.00) = 5.00.
    one = lived(nested(pools=(lower("N", "H"), lower("S", "S", method="advantage"))))
    assert of(one, "S") == {"S": 5_00}
    assert own(one) == {"S": 5_00, "B": -26_00}
    assert of(one, "P") == {"G": 8_00}


def test_a_header_s_own_balance_is_in_the_pool_around_only_by_what_is_left():
    # H heads the north and is no participant of it: its 300,000 bear its own terms, 30.00. North is
    # A's -100,000: -20.00. P has -100,000 and -80,000: nothing cancels out.
    members = (*takes_part("N", "A"), *takes_part("S", *SOUTH), *takes_part("P", "H", "S"))
    one = lived(nested(members=members))
    assert own(one) == {"H": 30_00}
    assert (of(one, "N"), of(one, "P")) == ({"H": -20_00}, {})


def test_better_rates_may_meet_what_pools_have_left():
    # Enhance at 7.2 % on what is in credit together: 200,000 x 3.6 % more = 20.00.
    better = (*ROUND, rates("better", "7.2%", "0%")[0])
    one = lived(nested(method="enhance", terms="better", rates=better,
                       own=(Terms(id="own"), Terms(id="better"))))  # fmt: skip
    assert of(one, "P") == {"G": 20_00}


def test_what_a_pool_lacks_beyond_its_cap_stays_outside():
    # 50,000 of the south's 80,000 are in P: 150,000 would earn 15.00; 20.00 - 10.00 are borne by
    # the two themselves: 5.00.
    members = (*takes_part("N", *NORTH), *takes_part("S", *SOUTH), *takes_part("P", "H"),
               *takes_part("P", "S", debit_cap=Decimal(50000)))  # fmt: skip
    one = lived(nested(members=members))
    assert of(one, "P") == {"G": 5_00}
    assert of(one, "S") == {"S": -16_00}


def test_a_pool_takes_part_on_its_days():
    # The north is in P from the second day on, the south until the third: 8.00 twice in four days.
    members = (*takes_part("N", *NORTH), *takes_part("S", *SOUTH),
               *takes_part("P", "H", valid_from=on(2)),
               *takes_part("P", "S", valid_until=on(3)))  # fmt: skip
    one = lived(nested(members=members, days=4))
    assert of(one, "P") == {"G": 16_00}
    assert of(one, "N") == {"H": 80_00}


def test_pools_may_be_within_pools_within_pools():
    # North and south within M (headed by G), M and T's account within P: M has 120,000 left, 8.00
    # more than its own two. T -30,000: P's 90,000 would earn 9.00; M bears 12.00 on its 120,000
    # and T pays 6.00: 3.00 more.
    accounts = FOUR + "    T       | -30000  | own\n    Z       | 0       | own\n"
    pools = (lower("N", "H"), lower("S", "S"), lower("M", "G", method="advantage"))
    members = (*takes_part("N", *NORTH), *takes_part("S", *SOUTH), *takes_part("M", "H", "S"),
               *takes_part("P", "G", "T"))  # fmt: skip
    one = lived(nested(accounts, pools, members, header="Z"))
    assert of(one, "M") == {"G": 8_00}
    assert of(one, "P") == {"Z": 3_00}
    assert own(one) == {"T": -6_00}
    # All in one pool: 350,000 - 260,000 = 90,000 earn 9.00.
    assert sum(sum(of(one, name).values()) for name in "NSMP") - 6_00 == 9_00


def test_the_agreed_deposit_of_a_header_is_no_part_of_what_its_pool_bears():
    # H's contract pays 10.8 % above 50,000; in the north (net) it bears nothing. P takes off what
    # the north bears, 20.00, not what H's contract would.
    contract = AgreedDeposit(account="H", basic_amount=Decimal(50000), rate="10.8%")
    one = lived(replace(nested(), agreed_deposits=(contract,)))
    assert of(one, "N") == {"H": 20_00}
    assert of(one, "P") == {"G": 8_00}


def test_a_pool_of_one_currency_takes_part_in_an_overlay():
    # In euros H has 100,000. The dollar pool, headed by U, has 54,000 - 162,000 = -108,000 left, in
    # euros -100,000: all cancels out. In dollars 108,000 x 7.2 % = 21.60 is no longer owed; in
    # euros 100,000 x 3.6 % = 10.00 no longer earned.
    accounts = """
        account | opening | terms | currency
        H       | 100000  | own   | EUR
        U       | 54000   | own   | USD
        V       | -162000 | own   | USD
        W       | 0       | own   | USD
        """
    scenario = overlaid(accounts, "W", method="advantage", allocation="central")
    members = (*takes_part("P", "H", "U"), *takes_part("D", "U", "V"))
    scenario = replace(
        scenario,
        notional_pools=(*scenario.notional_pools, lower("D", "U")),
        notional_members=members,
    )
    one = lived(scenario)
    assert of(one, "D") == {"U": -21_60}
    assert of(one, "P") == {"H": -10_00, "W": 21_60}

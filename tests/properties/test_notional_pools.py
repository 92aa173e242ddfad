"""Laws of notional pools: set-off is worth what section 7 says, where it says anything."""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from tests.hand.notional import CN, ROUND, own, pooled, rates, shares
from tests.hand.tables import lived
from tests.properties.profiles import quick
from tests.reference.days import basis_of, weight_of
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.dates import DayCount
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.pooling.notional import Allocation, NotionalMember, NotionalPool
from treasury.pooling.structure import Structure
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

OFFSETS = {
    "100%": Fraction(1),
    "80%": Fraction(4, 5),
    "33.3%": Fraction(333, 1000),
    "0%": Fraction(0),
}
NAMES = ("H", "A", "B", "C")
FIRST = datetime.date(2023, 12, 28)


@st.composite
def flat_pools(draw: st.DrawFn) -> Scenario:
    """Two to four accounts in a pool of flat rates, the same for all; nothing is settled."""
    credit = draw(st.integers(0, 400))
    debit = draw(st.integers(credit, 800))
    days = draw(st.integers(1, 40))
    names = NAMES[: draw(st.integers(2, 4))]
    amounts = st.integers(-(10**9), 10**9)
    allocation = draw(st.sampled_from([one for one in get_args(Allocation) if one != "agreed"]))
    accounts = tuple(
        BankAccount(
            id=name, entity="HQ", bank="Bank", currency="CNY", terms="flat",
            opening=Decimal(draw(amounts)) / 100, overdraft="unlimited",
        )
        for name in names
    )  # fmt: skip
    members = tuple(
        NotionalMember(
            pool="P",
            account=name,
            debit_cap=draw(st.sampled_from([None, Decimal(0), Decimal(1_000_000)])),
            valid_from=draw(st.sampled_from([None, FIRST + datetime.timedelta(days=days // 2)])),
        )
        for name in names
    )
    return Scenario(
        id="flat",
        first_day=FIRST,
        last_day=FIRST + datetime.timedelta(days=days - 1),
        entities=(Entity(id="HQ"),),
        banks=(Bank(id="Bank"),),
        accounts=accounts,
        terms=(
            Terms(id="flat", settles="never", day_count=draw(st.sampled_from(get_args(DayCount)))),
        ),
        rates=(
            Rate(terms="flat", side="credit", rate=f"{credit}bps"),
            Rate(terms="flat", side="debit", rate=f"{debit}bps"),
        ),
        structures=(Structure(id="pool"),),
        notional_pools=(
            NotionalPool(
                id="P", structure="pool", header="H", terms="flat",
                method="net" if allocation == "rate_based"
                else draw(st.sampled_from(["net", "advantage"])),
                offset=draw(st.sampled_from(sorted(OFFSETS))),
                allocation=allocation,
                internal_terms="flat" if allocation == "rate_based" else None,
            ),
        ),
        notional_members=members,
        set_off=(CN,),
        items=tuple(
            Item(id=f"i{at}", account=draw(st.sampled_from(names)), amount=Decimal(amount),
                 date=FIRST + datetime.timedelta(days=draw(st.integers(0, days - 1))))
            for at, amount in enumerate(draw(st.lists(
                st.sampled_from([-7_000_000, -3, 5, 9_000_000]), max_size=4)))
        ),
    )  # fmt: skip


def closed_form(scenario: Scenario) -> Fraction:
    """The formula of section 7 in minor units, from day-end balances that nothing has changed."""
    (pool,), (terms,) = scenario.notional_pools, scenario.terms
    spread = Fraction(int(scenario.rates[1].rate[:-3]) - int(scenario.rates[0].rate[:-3]), 10_000)
    alone = lived(scenario, None)
    total = Fraction(0)
    for row in range((scenario.last_day - scenario.first_day).days + 1):
        day = scenario.first_day + datetime.timedelta(days=row)
        inside = [
            max(alone.value[one.account][row], -capped(one))
            for one in scenario.notional_members
            if one.valid_from is None or one.valid_from <= day
        ]
        credit = sum(part for part in inside if part > 0)
        debit = -sum(part for part in inside if part < 0)
        cancelled = OFFSETS[pool.offset or "100%"] * min(credit, debit)
        days = Fraction(weight_of(day, terms.day_count), basis_of(day, terms.day_count))
        total += spread * (cancelled.numerator // cancelled.denominator) * days
    return total


def capped(member: NotionalMember) -> int:
    """A participant's cap in minor units."""
    return 10**18 if member.debit_cap is None else int(member.debit_cap * 100)


@quick(60)
@given(flat_pools())
def test_with_flat_rates_the_benefit_is_the_closed_form(scenario: Scenario):
    assert [one.sentence() for one in complaints(scenario)] == []
    alone, here = lived(scenario, None), lived(scenario, "pool")
    assert here.book == alone.book
    found = [*own(here).values(), *shares(here).values(), *(-one for one in own(alone).values())]
    roundings = 4 * len(scenario.accounts) + 1  # two sides alone, two in the run, and the result
    assert abs(sum(found) - closed_form(scenario)) <= Fraction(roundings, 2)


@quick(40)
@given(flat_pools())
def test_whoever_has_the_result_the_whole_is_the_same(scenario: Scenario):
    (pool,) = scenario.notional_pools
    central = replace(
        scenario, notional_pools=(replace(pool, allocation="central", internal_terms=None),)
    )
    assert sum(shares(lived(scenario)).values()) == sum(shares(lived(central)).values())
    assert set(shares(lived(central))) <= {"H"}


@quick(40)
@given(flat_pools())
def test_the_order_of_pools_and_participants_is_no_data(scenario: Scenario):
    turned = replace(scenario, notional_members=scenario.notional_members[::-1],
                     accounts=scenario.accounts[::-1])  # fmt: skip
    one, other = (simulate(resolve(each, "pool", "pool")) for each in (scenario, turned))
    assert (one.events == other.events).all() and (one.accrued == other.accrued).all()


# --- where the formula does not hold --------------------------------------------------------------


PAIR = """
    account | opening | terms
    H       | 300000  | own
    A       | -100000 | own
    """


def benefit(scenario: Scenario) -> int:
    """What the pool is worth against every account standing alone, in fen."""
    here, alone = lived(scenario), lived(scenario, None)
    return sum(shares(here).values()) + sum(own(here).values()) - sum(own(alone).values())


def test_with_tiers_set_off_may_cost_money():
    # 200,000 lie in the tier that earns nothing: 0.00, where alone they earn 30.00 and pay 20.00.
    tiers = (
        Rate(terms="tiered", side="credit", up_to=Decimal(250000), rate="0%"),
        Rate(terms="tiered", side="credit", rate="3.6%"),
        Rate(terms="tiered", side="debit", rate="7.2%"),
    )
    terms = (Terms(id="own"), Terms(id="tiered"))
    assert benefit(pooled(PAIR, terms="tiered", own=terms, rates=(*ROUND, *tiers))) == -10_00


def test_with_tiers_set_off_may_be_worth_more_than_the_formula_could_say():
    # 100,000 cancel out; at a spread of 3.6 % that would be 10.00. The tier brings 20.00 more.
    tiers = (
        Rate(terms="tiered", side="credit", up_to=Decimal(100000), rate="3.6%"),
        Rate(terms="tiered", side="credit", rate="10.8%"),
        Rate(terms="tiered", side="debit", rate="7.2%"),
    )
    terms = (Terms(id="own"), Terms(id="tiered"))
    assert benefit(pooled(PAIR, terms="tiered", own=terms, rates=(*ROUND, *tiers))) == 30_00


def test_an_enhancement_may_cost_money():
    worse = (Rate(terms="worse", side="credit", rate="1.8%"),)
    terms = (Terms(id="own"), Terms(id="worse"))
    scenario = pooled(PAIR, method="enhance", terms="worse", own=terms, rates=(*ROUND, *worse))
    assert benefit(scenario) == -15_00


def test_without_a_spread_set_off_is_worth_nothing():
    assert benefit(pooled(PAIR, rates=rates("own", "3.6%", "3.6%"))) == 0

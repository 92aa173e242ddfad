"""Account analyses (账户分析) by hand: collected balances, earnings credit, settlement, charges.

Days count from 1, Monday 2 March 2026. The credit rate is 3.65 % on 365 days: 0.01 a day on 100.00.
Periods end where `day` says; the run's days are few, so that every figure can be added up.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, lived, on
from tests.reference.analysing import Closed
from treasury.account_analysis import AccountAnalysis
from treasury.comparison import study
from treasury.fees import Fee, FeeTerm
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.resolve import resolve
from treasury.rates import Index, IndexRate, Rate
from treasury.reporting.explaining.analysis_periods import multiplier, periods_of, required
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

RATE = Rate(terms="ecr", side="credit", rate="3.65%")
TERMS = Terms(id="ecr", day_count="ACT/365F")
TWO = """
    account | opening | overdraft
    A       | {a}     | 9000
    B       | {b}     | 9000
    """


def analysed(a: int, b: int = 0, items: str = "", *, fee: str = "1.00", **given: Any) -> Scenario:
    """Two accounts in one analysis, charged on A, whose fee is due on day 2 of the run."""
    own = {"accounts": ("A", "B"), "settlement_account": "A", "terms": "ecr", "day": 4}
    more = {"days": 4, "fees": (flat(fee),), "terms": (TERMS,), "rates": (RATE,)}
    own |= {key: one for key, one in given.items() if key in AccountAnalysis.__dataclass_fields__}
    given = {key: one for key, one in given.items() if key not in own}
    more |= given
    return group(
        TWO.format(a=a, b=b),
        f"day | value | account | amount\n{items}" if items else "",
        account_analyses=(AccountAnalysis(id="AN", **own),),
        **more,
    )


def flat(amount: str, **fields: Any) -> Fee:
    """A monthly fee of A on 3 March, which goes through the analysis."""
    given = {"id": "F", "account": "A", "day": 3, "analysis": "AN"} | fields
    return Fee(amount=Decimal(amount), **given)


def closed(scenario: Scenario, structure: str | None = None) -> list[tuple[int, int, int, int]]:
    """Of each closed period: credit, fees, due, left, in fen."""
    return [(one.credit, one.fees, one.due, one.left) for one in periods(scenario, structure)]


def periods(scenario: Scenario, structure: str | None = None) -> list[Closed]:
    """The periods that were closed."""
    found: list[Closed] = lived(scenario, structure).periods
    return found


def test_a_credit_that_covers_the_fees_is_carried_and_nothing_is_charged():
    # Days 1 to 3 (2 to 4 March): 3 x 10,000 x 0.0001 = 3.00; fees 1.00; 2.00 is left.
    one = analysed(8000, 2000)
    assert periods(one) == [Closed(on(4), "AN", 3, 30_000_00, 3_00, 1_00, 0, 2_00)]
    assert lived(one, None).book["A"] == [8000_00] * 4


def test_what_the_credit_does_not_cover_leaves_the_settlement_account_next_morning():
    # 3 x 1,000 x 0.0001 = 0.30 against 1.00: 0.70 is charged at the opening of day 4.
    one = analysed(600, 400)
    assert closed(one) == [(30, 1_00, 70, 0)]
    assert lived(one, None).book["A"] == [600_00, 600_00, 600_00, 599_30]


def test_the_charge_comes_on_its_day_of_the_month():
    # Due 0.70 on 5 March, charged on the 7th: day 6.
    one = analysed(600, 400, days=7, charge_day=7)
    assert lived(one, None).book["A"] == [*[600_00] * 5, *[599_30] * 2]
    assert lived(analysed(600, 400, days=5, charge_day=7), None).analysed == {"AN": 70}


def test_a_reserve_is_held_out_before_the_credit_is_rounded():
    # 30,000 x 0.0001 x 90 % = 2.70; of 10.10 % held out 2.697, rounded once to 2.70
    assert closed(analysed(8000, 2000, reserve_share="10%"))[0][0] == 2_70
    assert closed(analysed(8000, 2000, reserve_share="10.1%"))[0][0] == 2_70
    # 3 x 50 x 0.0001 = 0.015 is 0.02; of it 90 % are 0.0135: 0.01
    assert closed(analysed(50))[0][0] == 2
    assert closed(analysed(50, reserve_share="10%"))[0][0] == 1


@pytest.mark.parametrize(("negative", "credit"), [("zero", 2_40), ("offset", 1_80)])
def test_an_overdrawn_account_counts_nothing_or_is_set_off(negative, credit):
    # A has 8,000, B -2,000: 3 x 8,000, or 3 x 6,000.
    assert closed(analysed(8000, -2000, negative=negative))[0][0] == credit


def test_where_all_together_is_overdrawn_nothing_is_collected():
    one = analysed(1000, -3000, negative="offset")
    assert periods(one)[0] == Closed(on(4), "AN", 3, 0, 0, 1_00, 1_00, 0)


def test_what_is_deferred_is_not_collected():
    # 6,000 booked on day 1, value day 3: 1,000 + 1,000 + 7,000 = 9,000 days, 0.90.
    late = "1 | 3 | A | 6000"
    assert closed(analysed(1000, 0, late)) == [(90, 1_00, 10, 0)]


def test_a_rate_that_changes_in_the_period_is_that_of_each_day():
    # 10,000: 1.00 on day 1, then twice 0.50.
    later = Rate(terms="ecr", side="credit", rate="1.825%", valid_from=on(2))
    assert closed(analysed(10_000, rates=(RATE, later)))[0][0] == 2_00


def test_a_rate_may_begin_with_its_analysis():
    # In force on days 2 and 3, as its rate is: 2 x 10,000 x 0.0001 = 2.00, less the fee of day 2.
    begins = replace(RATE, valid_from=on(2))
    one = analysed(8000, 2000, rates=(begins,), valid_from=on(2))
    assert periods(one) == [Closed(on(4), "AN", 2, 20_000_00, 2_00, 1_00, 0, 1_00)]
    assert all(each.passed is not False for run in study(one).runs for each in run.checks)


def test_a_rate_that_falls_below_zero_earns_nothing_and_costs_nothing():
    follows = Rate(terms="ecr", side="credit", rate="BILL - 1%", valid_from=on(2))
    fixing = IndexRate(index="BILL", date=on(1), rate="0.2%")
    one = analysed(
        10_000, rates=(RATE, follows), indices=(Index(id="BILL"),), index_rates=(fixing,)
    )
    assert closed(one)[0][0] == 1_00


def test_a_flat_fee_belongs_to_the_period_in_which_its_day_lies():
    # On the 5th, the opening at which the first period is closed: it is of the next one.
    assert closed(analysed(8000, fees=(flat("1.00", day=5),)))[0][1] == 0
    assert closed(analysed(8000, fees=(flat("1.00", day=4),)))[0][1] == 1_00


POOL = """
    account | opening | header | rule         | overdraft
    H       | 0       |        |              | 9000
    A       | 8000    | H      | zero_balance |
    """
COUNTED = FeeTerm(
    fee="zba", base="sweep_count", amount=Decimal(7), every="month", day=5, currency="CNY",
    analysis="AN",
)  # fmt: skip


def pool(*fees: FeeTerm, accounts: tuple[str, ...] = ("A",), **given: Any) -> Scenario:
    """A pool that sweeps 8,000 on day 1, whose participant pays 7.00 for the sweep."""
    fields: dict[str, Any] = {"id": "AN", "accounts": accounts, "settlement_account": "A",
                              "terms": "ecr", "day": 4} | given  # fmt: skip
    return group(
        POOL, days=5, terms=(TERMS,), rates=(RATE,), fee_terms=fees,
        account_analyses=(AccountAnalysis(**fields),),
    )  # fmt: skip


def test_a_fee_by_terms_belongs_to_the_period_in_which_its_own_ended():
    # Swept on 2 March, counted to the 4th, due on the 5th: of the period that ended on the 4th.
    # 7.00 is charged to A, and fetched from H in the evening.
    one = pool(COUNTED)
    assert closed(one, "pool") == [(0, 7_00, 7_00, 0)]
    assert lived(one, "pool").levies == []
    assert lived(one, "pool").book["H"] == [8000_00] * 3 + [7993_00] * 2


def test_who_is_not_analysed_pays_a_fee_by_terms_at_once():
    one = pool(replace(COUNTED, payer="header"))
    assert closed(one, "pool") == [(0, 0, 0, 0)]
    assert [(each.account, each.amount) for each in lived(one, "pool").levies] == [("H", 7_00)]


def test_outside_its_days_an_analysis_takes_no_fee():
    late = pool(COUNTED, valid_from=on(4))
    assert [(each.account, each.amount) for each in lived(late, "pool").levies] == [("A", 7_00)]
    ended = analysed(8000, valid_until=on(1))
    # Day 1 alone: 0.80 of credit, lost with the analysis; the fee of day 2 is paid at once.
    assert periods(ended) == [Closed(on(2), "AN", 1, 8000_00, 80, 0, 0, 80)]
    assert lived(ended, None).book["A"][1:] == [7999_00] * 3


def test_a_pool_drains_what_paid_the_fees_unless_its_header_is_analysed_too():
    # Alone 3 x 8,000 earn 2.40. Swept on the first evening nothing is left on A, and all on H.
    fees = (flat("2.00", day=3),)
    alone = replace(pool(), fees=fees)
    assert closed(alone) == [(2_40, 2_00, 0, 40)]
    assert closed(alone, "pool") == [(0, 2_00, 2_00, 0)]
    inside = replace(pool(accounts=("A", "H")), fees=fees)
    assert closed(inside, "pool") == [(2_40, 2_00, 0, 40)]


def test_the_benefit_of_a_pool_that_drains_is_less_by_what_the_credit_paid():
    (_, run) = study(replace(pool(), fees=(flat("2.00", day=3),))).runs
    (own,) = run.figures
    # Alone 2.40 and, of the open second period, 2 x 0.80 pay the fee; in the pool nothing does.
    assert (own.fees, own.net_benefit, dict(own.waterfall)["fees"]) == (2_00, -2_00, -2_00)


def renewed(one: Scenario, until: date, begins: date, **given: Any) -> Scenario:
    """The scenario whose analysis ends, and is continued by one with other terms."""
    (old,) = one.account_analyses
    old = replace(old, valid_until=until)
    new = replace(old, id="NEW", follows="AN", valid_from=begins, valid_until=None)
    return replace(one, account_analyses=(replace(new, **given), old))


HALF = {"reserve_share": "50%", "day": 7}
OLD_AND_NEW = (flat("1.00"), flat("5.00", id="G", day=6))


@pytest.mark.parametrize("named", ["AN", "NEW"])
def test_an_analysis_that_follows_takes_the_fees_and_what_is_left_of_the_credit(named):
    # AN: days 1 to 3, 3 x 1.00 less 1.00: 2.00 goes over. NEW: days 4 to 6 (5 to 7 March), half of
    # it is reserve: 3 x 0.50 and 2.00 against 5.00: 1.50 is due. Whichever the fees name.
    fees = tuple(replace(fee, analysis=named) for fee in OLD_AND_NEW)
    one = renewed(analysed(8000, 2000, days=8, fees=fees), on(3), on(4), **HALF)
    assert closed(one) == [(3_00, 1_00, 0, 2_00), (1_50, 5_00, 1_50, 0)]
    plan = resolve(one, None, "standalone")
    told = periods_of(plan, simulate(plan))  # those of AN first
    assert [(each.brought, each.carried) for each in told[:2]] == [(0, 2_00), (2_00, 0)]


@pytest.mark.parametrize(
    ("begins", "excess", "found"),
    [
        (4, "year", (1_50, 5_00, 1_50, 0)),  # no year has ended: it goes over
        (4, "lost", (1_50, 5_00, 3_50, 0)),
        (5, "carry", (1_00, 5_00, 4_00, 0)),  # days 5 and 6 alone, and nothing from before
    ],
)
def test_a_credit_goes_over_on_the_next_day_or_never(begins, excess, found):
    one = analysed(8000, 2000, days=8, fees=OLD_AND_NEW, excess=excess)
    assert closed(renewed(one, on(3), on(begins), **HALF))[1] == found


def test_in_a_gap_between_two_analyses_fees_are_charged_at_once():
    # AN ends on day 1 with 0.80; NEW begins on day 3. The fee of day 2 leaves A.
    one = renewed(analysed(8000), on(1), on(3), day=5)
    assert closed(one)[0] == (80, 0, 0, 80)
    assert lived(one, None).book["A"] == [8000_00, 7999_00, 7999_00, 7999_00]


def test_what_is_due_when_an_analysis_ends_leaves_its_own_settlement_account():
    # 0.30 against 1.00: 0.70 of A on day 4. Then 3 x 999.30 x 0.0001 = 0.30 (0.29979) against 1.00:
    # 0.70 of B on day 7.
    fees = (flat("1.00"), flat("1.00", id="G", day=6))
    one = renewed(
        analysed(600, 400, days=7, fees=fees), on(3), on(4), settlement_account="B", day=7
    )
    assert lived(one, None).book["A"] == [*[600_00] * 3, *[599_30] * 4]
    assert lived(one, None).book["B"] == [*[400_00] * 6, 399_30]


def test_a_charge_day_is_that_of_the_analysis_that_made_it_due():
    # 0.70 of AN is charged on 7 March (day 6), though AN ended on the 4th and NEW has no such day.
    one = renewed(analysed(600, 400, days=7, charge_day=7), on(3), on(4), charge_day=None, day=31)
    assert lived(one, None).book["A"] == [*[600_00] * 5, *[599_30] * 2]


def test_a_fee_by_terms_is_of_the_analysis_in_force_on_the_evening_on_which_its_period_ended():
    # Counted to the 4th, the last day of AN, and due on the 5th, the first of NEW.
    one = renewed(pool(COUNTED), on(3), on(4), day=31)
    assert closed(one, "pool") == [(0, 7_00, 7_00, 0)]
    # One day later it is of NEW, and open at the end: nothing is left to pay it.
    later = renewed(pool(replace(COUNTED, day=6)), on(3), on(4), day=31)
    assert closed(later, "pool") == [(0, 0, 0, 0)]
    assert lived(later, "pool").analysed == {"NEW": 7_00}


def test_an_account_that_the_next_analysis_leaves_out_pays_at_once_from_then_on():
    # NEW holds B alone: the fee of A on day 5 leaves A, as without an analysis.
    one = renewed(
        analysed(8000, 2000, days=8, fees=OLD_AND_NEW), on(3), on(4),
        accounts=("B",), settlement_account="B", day=7,
    )  # fmt: skip
    # B's 2,000 earn 0.20 a day; with the 2.00 that went over 2.60 is left.
    assert closed(one) == [(3_00, 1_00, 0, 2_00), (60, 0, 0, 2_60)]
    assert lived(one, None).book["A"] == [*[8000_00] * 4, *[7995_00] * 4]


def test_a_credit_goes_over_from_each_of_a_chain_to_the_next():
    # AN: day 1, 1.00. NEW: day 2, 1.00 less the fee of 1.00. LAST: days 3 and 4, 2.00, and 1.00.
    one = renewed(analysed(8000, 2000, days=5, day=31), on(1), on(2), valid_until=on(2))
    (new, old) = one.account_analyses
    last = replace(new, id="LAST", follows="NEW", valid_from=on(3), valid_until=None, day=5)
    three = replace(one, account_analyses=(last, new, old))
    assert closed(three) == [(1_00, 0, 0, 1_00), (1_00, 1_00, 0, 1_00), (2_00, 0, 0, 3_00)]


@pytest.mark.parametrize(("until", "due"), [("2025-12-31", 20_00), ("2025-11-30", 0)])
def test_a_credit_that_ends_with_the_year_does_not_go_over_at_its_end(until, due):
    # November and December leave 10.00 and 11.00; in January nothing is on A, and 20.00 is to pay.
    one = long("2025-11-01", "2026-02-01", day=31, excess="year")
    gone = Item(id="gone", date=date(2026, 1, 1), account="A", amount=Decimal(-10_000))
    last = date.fromisoformat(until)
    next_day = date.fromordinal(last.toordinal() + 1)
    found = renewed(replace(one, items=(gone,)), last, next_day, excess="carry")
    assert [each[2] for each in closed(found)] == [0, 0, due]


QUARTERS = {"every": "month", "settles": "quarter", "day": 31}


def long(first: str, last: str, **given: Any) -> Scenario:
    """10,000 on A from one day to another, a fee of 20.00 on the 1st of each month."""
    one = analysed(10_000, **({"fees": (flat("20.00", day=1),)} | given))
    return replace(one, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last))


def test_periods_of_a_quarter_are_settled_together():
    # 31 x 1.00, 28 x 1.00 and 31 x 1.00 of credit against 3 x 20.00: 30.00 is left in April.
    found = closed(long("2026-01-01", "2026-04-02", **QUARTERS))
    assert found == [(31_00, 20_00, 0, 0), (28_00, 20_00, 0, 0), (31_00, 20_00, 0, 30_00)]
    # With fees of 40.00: 120.00 - 90.00 is due, once.
    dear = long("2026-01-01", "2026-04-02", **QUARTERS, fees=(flat("40.00", day=1),))
    assert [each[2] for each in closed(dear)] == [0, 0, 30_00]


@pytest.mark.parametrize(("excess", "due"), [("carry", 0), ("year", 20_00), ("lost", 20_00)])
def test_what_is_left_is_carried_carried_to_the_year_s_end_or_lost(excess, due):
    # November and December leave 10.00 and 11.00; in January nothing is on A, and 20.00 is to pay.
    one = long("2025-11-01", "2026-02-01", day=31, excess=excess)
    gone = Item(id="gone", date=date(2026, 1, 1), account="A", amount=Decimal(-10_000))
    found = closed(replace(one, items=(gone,)))
    assert [each[0] for each in found] == [30_00, 31_00, 0]
    assert [each[2] for each in found] == [0, 0, due]


def test_what_is_open_at_the_end_is_due_as_if_the_next_day_were_its_day():
    # Three days of 600 and 400: 0.30 against 1.00, with a day still to go.
    one = analysed(600, 400, days=3, day=9)
    assert lived(one, None).analysed == {"AN": 70}
    (run,) = study(one).runs[:1]
    assert run.figures[0].fees == 70


def test_the_statement_says_which_balance_the_fees_would_need():
    # One unit earns 3 x 0.0001 x 90 % = 0.00027: 1.00 needs 3,703.71 (3,703.703...), as the
    # fees of 1.00 do.
    one = analysed(600, 400, reserve_share="10%")
    plan = resolve(one, None, "standalone")
    (period, _) = periods_of(plan, simulate(plan))
    assert (required(period), multiplier(plan, period)) == (3703_71, 3703_71)
    assert (period.average, period.days, period.due) == (1000_00, 3, 73)
    free = analysed(600, rates=(replace(RATE, rate="0%"),))
    plan = resolve(free, None, "standalone")
    assert required(periods_of(plan, simulate(plan))[0]) is None


@pytest.mark.parametrize(
    ("balance", "rate", "days", "credit"),
    [
        # Published examples: 57,331.67 less 10 %, at 0.85 % for 30 days of 365: 36.05;
        ("57331.67", "0.85%", 30, 36_05),
        # 6,000.00 less 10 %, at 6 % for 30 days of 365: 26.63.
        ("6000.00", "6%", 30, 26_63),
    ],
)
def test_examples_that_banks_publish_come_out(balance, rate, days, credit):
    one = analysed(0, rates=(replace(RATE, rate=rate),), reserve_share="10%", fees=(), day=31)
    accounts = tuple(replace(each, opening=Decimal(balance) if each.id == "A" else each.opening)
                     for each in one.accounts)  # fmt: skip
    whole_month = replace(one, accounts=accounts, last_day=on(days + 1))
    assert closed(whole_month) == [(credit, 0, 0, credit)]

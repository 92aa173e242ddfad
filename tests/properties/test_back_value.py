"""Law 14 and what a correction must be, on random structures, terms, pools, fees and taxes."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.agreement import accrued, by_column, levied, levies, postings
from tests.properties.picking import below, draw_amount, pick
from tests.properties.profiles import quick
from tests.properties.scope import ENGINE
from tests.properties.strategies import scenarios, thrown
from tests.reference.banking_day import live_through
from tests.reference.correcting import (
    ON_VALUE,
    Anew,
    LateAmount,
    charged_on_value,
    live_again,
)
from treasury.accounts.ledger import balances, closing
from treasury.accounts.virtual import UNASSIGNED
from treasury.checking.corrected import after, findings
from treasury.correction.correcting import Correction, books, corrected
from treasury.correction.postings import OPEN
from treasury.fees import OF_LIMITS
from treasury.flows.items import Item
from treasury.money import DIGITS
from treasury.plan.resolve import resolve
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate
from treasury.tables import INTEREST, POOL_SHARE, TAX, Projection

CORRECTED = ENGINE
"""Everything a run obeys is corrected."""


class Known(NamedTuple):
    """A scenario, and what becomes known on a day of it."""

    scenario: Scenario
    items: tuple[Item, ...]
    today: int


@st.composite
def known_late(draw: st.DrawFn, most: int = 3) -> Known:
    """A random scenario, a day of it, and items that have their value on it or before."""
    return known_late_of(draw, draw(scenarios(scope=CORRECTED)), 1 + draw(below(most)))


def known_late_of(draw: st.DrawFn, scenario: Scenario, count: int) -> Known:
    """A day of the scenario, and so many items that have their value on it or before."""
    days = (scenario.last_day - scenario.first_day).days + 1
    today = days - 1 - pick(draw, [0, 0, 1, 2]) % days
    items = []
    for number in range(count):
        account = pick(draw, scenario.accounts)
        sign = pick(draw, [1, -1])
        value = scenario.first_day + datetime.timedelta(days=draw(below(today + 1)))
        own = [one.id for one in scenario.ledgers if one.account == account.id]
        items.append(
            Item(
                id=f"late-{number}",
                date=scenario.first_day + datetime.timedelta(days=today),
                value_date=value,
                account=account.id,
                amount=sign * 1000 * draw_amount(draw, account.currency),
                ledger=pick(draw, [*own, UNASSIGNED, None]) if own else None,
            )
        )
    return Known(scenario, tuple(items), today)


def correction_of(known: Known, structure: str | None) -> tuple[Correction, Projection]:
    """What the items change in the structure's run, and that run."""
    plan = resolve(known.scenario, structure, structure or "standalone")
    projection = simulate(plan)
    return corrected(plan, projection, known.items, known.today), projection


@quick(60)
@given(known_late())
def test_delta_and_full_end_at_the_same_balances_on_both_bases(known):
    ends_alike(correction_of(known, "S0")[0])


def ends_alike(found: Correction) -> None:
    """Delta and full end at the same balances on both bases, and what delta posts is what differs
    of what was posted."""
    delta, full = (books(found, method) for method in ("delta", "full"))
    days = found.today + 1
    assert np.array_equal(closing(delta.ledger), closing(full.ledger))
    assert np.array_equal(
        balances(delta.ledger, days, "value"), balances(full.ledger, days, "value")
    )
    for number, one in enumerate(found.touched):
        posted = [line.amount for line in delta.lines if line.step != "late" and line.of == number]
        assert sum(posted) == (0 if one.day == OPEN else one.right - one.posted)


@quick(60)
@given(known_late())
def test_a_corrected_run_stands_up_to_the_checks_of_a_run(known):
    passes(*correction_of(known, "S0"))


def passes(found: Correction, projection: Projection) -> None:
    """Every check of the corrected run passes."""
    for name, each in findings(found, projection):
        assert each.passed is not False, (name, each.detail)


@quick(60)
@given(known_late())
def test_a_correction_is_the_twin_s(known):
    scenario, items = known.scenario, known.items
    found, _ = correction_of(known, "S0")
    digits = {one.id: DIGITS[one.currency] for one in scenario.accounts}
    late = [
        LateAmount(one.account, int(one.amount * 10 ** digits[one.account]), one.value_date)
        for one in items
    ]
    lived, today = live_through(scenario, "S0"), items[0].date
    twin = live_again(scenario, "S0", lived, late, today)
    names, now = found.plan.names, found.now
    assert by_column(names.accounts, now.value) == twin.value
    engine = as_lived(found, charged_on_value(scenario))
    assert sorted(engine.postings) == sorted(twin.postings)
    assert sorted(engine.levies) == sorted(one for one in twin.levies if one.amount)
    assert engine.accrued == twin.accrued and engine.levied == twin.levied


def as_lived(found: Correction, names: set[str]) -> Anew:
    """What the engine says is right, in the twin's words, of what bears on value balances."""
    plan, now = found.plan, found.now
    accrued_now = simulated_as(found)
    told = [one for one in postings(plan, accrued_now) if one.kind in ON_VALUE]
    charged = [one for one in levies(plan, accrued_now) if one.fee in names and one.amount]
    return Anew(
        value=by_column(plan.names.accounts, now.value),
        postings=told,
        levies=charged,
        accrued={what: one for what, one in accrued(plan, accrued_now).items()
                 if what[0] in ON_VALUE},
        levied={what: one for what, one in levied(plan, accrued_now).items() if what[0] in names},
    )  # fmt: skip


def simulated_as(found: Correction) -> Projection:
    """The replay's events and what stands open, as the words of a projection are made of them."""
    none = np.zeros((0, 0), dtype=np.int64)
    now = found.now
    return Projection(*[none] * len(Projection._fields))._replace(
        events=now.events, accrued=now.accrued, levied=now.levied, analysed=now.analysed
    )


def corrections_in_turn(known: Known, first: int) -> tuple[list[Correction], Projection]:
    """What the items change in two corrections: all but the last item known on the row `first`."""
    plan = resolve(known.scenario, "S0", "S0")
    projection = simulate(plan)
    day = known.scenario.first_day + datetime.timedelta(days=first)
    sooner = tuple(
        replace(one, date=day, value_date=min(one.value_date or day, day))
        for one in known.items[:-1]
    )
    one = corrected(plan, projection, sooner, first)
    return [one, corrected(plan, projection, known.items[-1:], known.today, after=one)], projection


@quick(40)
@given(known_late())
def test_corrections_of_one_day_add_up_to_the_correction_of_all_their_items(known):
    (one, two), _ = corrections_in_turn(known, known.today)
    whole, _ = correction_of(known, "S0")
    days = known.today + 1
    for method in ("delta", "full"):
        ledgers = [books(found, method).ledger for found in (one, two, whole)]
        closed = [closing(each) for each in ledgers]
        valued = [balances(each, days, "value") for each in ledgers]
        assert np.array_equal(closed[0] + closed[1], closed[2])
        assert np.array_equal(valued[0] + valued[1], valued[2])


@quick(40)
@given(known_late(), st.integers(min_value=0, max_value=40))
def test_corrections_of_several_days_end_in_the_books_of_one_with_all_their_items(known, back):
    turns, projection = corrections_in_turn(known, max(0, known.today - back))
    items = turns[1].plan.scenario.items[-len(known.items) :]
    whole = corrected(resolve(known.scenario, "S0", "S0"), projection, items, known.today)
    one, other = (after(each, projection, "delta") for each in (turns[1], whole))
    assert one.ledger.accounts == other.ledger.accounts
    assert np.array_equal(one.valued, other.valued)
    assert np.array_equal(one.booked[known.today :], other.booked[known.today :])
    for found in turns:
        for name, finding in findings(found, projection):
            assert finding.passed is not False, (name, finding.detail)


@quick(30)
@given(known_late())
def test_nothing_late_corrects_nothing(known):
    found, projection = correction_of(known._replace(items=()), "S0")
    assert found.touched == () and books(found, "full").lines == ()
    assert np.array_equal(found.now.value, projection.value[: known.today + 1])


@quick(40)
@given(known_late())
def test_where_no_balance_decides_the_correction_is_the_run_with_the_items_in_time(known):
    scenario = free_of_balances(known.scenario)
    found, _ = correction_of(known._replace(scenario=scenario), None)
    in_time = tuple(replace(item, date=item.value_date, value_date=None) for item in known.items)
    plan = resolve(replace(scenario, items=(*scenario.items, *in_time)), None, "in time")
    days = known.today + 1
    assert np.array_equal(found.now.value, simulate(plan).value[:days])


def free_of_balances(scenario: Scenario) -> Scenario:
    """The scenario's accounts and items, with nothing that looks at a balance to decide."""
    return replace(
        scenario,
        accounts=tuple(
            replace(one, overdraft="unlimited", intraday_overdraft=None)
            for one in scenario.accounts
        ),
        credit_lines=(),
        credit_limits=(),
        overdraft_agreements=(),
        deposits=(),
        withdrawals=(),
        money_market_sweeps=(),
        stops=(),
        holds=(),
        fee_terms=tuple(one for one in scenario.fee_terms if one.base not in OF_LIMITS),
        items=tuple(replace(one, clearing=None) for one in scenario.items),
        banks=tuple(replace(one, clearing=None, cut_off=None) for one in scenario.banks),
    )


def test_the_random_corrections_touch_postings_of_the_past():
    """The laws above examine something: interest, fees and taxes of the past, and shares."""
    kinds, shares = set(), 0
    for seed in range(400):
        known = known_late_thrown(seed)
        found, _ = correction_of(known, "S0")
        past = [one for one in found.touched if one.day != OPEN]
        kinds |= {one.kind for one in past}
        accruals = found.plan.tables.accruals
        shares += sum(one.kind == INTEREST and accruals.kind[one.ref] == POOL_SHARE for one in past)
        if shares and {INTEREST, TAX} <= kinds:
            return
    raise AssertionError(f"kinds of posting corrected: {kinds}, shares of pools: {shares}")


def known_late_thrown(seed: int) -> Known:
    """The same by fair dice: one large item on the first day, known on the last."""
    scenario = thrown(seed, scope=CORRECTED)
    account = scenario.accounts[seed % len(scenario.accounts)]
    item = Item(
        id="late",
        date=scenario.last_day,
        value_date=scenario.first_day,
        account=account.id,
        amount=Decimal(500_000),
    )
    return Known(scenario, (item,), (scenario.last_day - scenario.first_day).days)

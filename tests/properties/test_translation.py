"""The group in its reporting currency is the twin's, sums to the unit, and obeys its laws."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.picking import shuffled
from tests.properties.profiles import quick
from tests.properties.scope import ENGINE
from tests.properties.strategies import scenarios
from tests.properties.strategies_fx import translated_somehow
from tests.reference.days import days_of
from tests.reference.translating import Worth
from treasury.comparing.translated import SUMS
from treasury.comparison import Run, study
from treasury.fx import FxRate
from treasury.money import DIGITS, whole_parts
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

WITHOUT_OVERLAYS = replace(
    ENGINE, options=tuple(option for option in ENGINE.options if option != "overlays")
)


@st.composite
def translated_scenarios(draw: st.DrawFn) -> Scenario:
    """A random scenario with a reporting currency, without pools that need rates of their own."""
    return translated_somehow(draw, draw(scenarios(scope=WITHOUT_OVERLAYS)))


@quick(60)
@given(translated_scenarios())
def test_the_group_s_figures_are_the_twin_s_and_sum_to_the_unit(scenario):
    assert complaints(scenario) == []
    done, worth = study(scenario), Worth(scenario)
    for run in (done.standalone, *done.runs):
        assert [one for one in run.checks if one.passed is False] == []
        sums_are_the_twin_s(worth, run)
        averages_are_the_twin_s(worth, run)
        members_are_the_twin_s(worth, run)
        cash_is_the_twin_s(worth, run)


def sums_are_the_twin_s(worth: Worth, run: Run) -> None:
    figures = run.group.figures
    for name in (*SUMS, "tax"):
        exact = worth.exact({one.currency: getattr(one, name) for one in run.figures})
        assert getattr(figures, name) == worth.shown(exact)
        parts = [part for part in run.group.parts if part.figure == name]
        assert sum(part.translated for part in parts) == getattr(figures, name)
        for part in parts:
            alone = worth.exact({part.of: part.amount})
            assert part.translated - part.carried == worth.shown(alone)
            assert abs(part.carried) <= 1
    assert sum(amount for _, amount in figures.waterfall) == figures.net_benefit
    for step, amount in figures.waterfall:
        exact = worth.exact({one.currency: dict(one.waterfall)[step] for one in run.figures})
        assert abs(amount - worth.shown(exact)) <= 1 if exact else amount == 0


def averages_are_the_twin_s(worth: Worth, run: Run) -> None:
    names, days = run.plan.names, days_of(worth.scenario.first_day, worth.scenario.last_day)
    roots = {names.accounts[root] for root in names.roots}
    held = Fraction(0)
    lying = Fraction(0)
    for row, day in enumerate(days):
        for account, currency, balance in zip(
            names.accounts, names.currencies, run.projection.book[row].tolist(), strict=True
        ):
            value = worth.exact({currency: max(0, balance)}, day)
            if account in roots:
                held += value
            else:
                lying += value
    assert run.group.figures.root_cash == worth.shown(held / len(days))
    assert run.group.figures.idle_cash == worth.shown(lying / len(days))


def members_are_the_twin_s(worth: Worth, run: Run) -> None:
    members, figures = run.group.members, run.group.figures
    assert sum(one.benefit for one in members) == figures.net_benefit
    for name in ("interest_earned", "interest_paid", "fees", "tax"):
        assert sum(getattr(one, name) for one in members) == getattr(figures, name)
    assert sum(one.internal_interest for one in members) == 0
    for member in members:
        own = {one.currency: one for one in run.members if one.entity == member.entity}
        exact = worth.exact({code: one.benefit for code, one in own.items()})
        assert abs(member.benefit - worth.shown(exact)) <= 1
        assert exact or member.benefit == 0, "who is unchanged in every currency has no benefit"
        parts = member.interest_earned - member.interest_paid - member.fees
        assert member.result == parts + member.internal_interest - member.tax


def cash_is_the_twin_s(worth: Worth, run: Run) -> None:
    names, cash, days = (
        run.plan.names,
        run.group.cash,
        days_of(worth.scenario.first_day, worth.scenario.last_day),
    )
    before = dict.fromkeys(names.currencies, 0)
    for code, amount in zip(names.currencies, run.plan.tables.accounts.opening.tolist(),
                            strict=True):  # fmt: skip
        before[code] += amount
    assert cash.opening == worth.shown(worth.exact(before, days[0]))
    last, rates = cash.opening, days[0]
    for row, day in enumerate(days):
        now = dict.fromkeys(names.currencies, 0)
        for code, amount in zip(names.currencies, run.projection.book[row].tolist(), strict=True):
            now[code] += amount
        assert cash.closing[row] == worth.shown(worth.exact(now, day))
        assert cash.closing[row] - last == cash.moved[row] + cash.effect[row]
        effect = worth.exact(before, day) - worth.exact(before, rates)
        assert abs(cash.effect[row] - worth.shown(effect)) <= 1
        assert effect or cash.effect[row] == 0, "rates that stand still have no effect"
        before, last, rates = now, cash.closing[row], day


@quick(20)
@given(scenarios())
def test_where_every_rate_is_one_the_group_is_the_sum_of_the_currencies(scenario):
    into = "KWD"  # three digits: no currency of the scenario is finer
    ones = tuple(
        FxRate(date=scenario.first_day, base=code, quote=into, mid=Decimal(1),
               valid_until=scenario.last_day)
        for code in sorted({account.currency for account in scenario.accounts} - {into})
    )  # fmt: skip
    plain = replace(scenario, fx_at="average", fx_side="mid", fx_bridge=None, fx_days=7)
    for run in study(replace(plain, reporting_currency=into, fx_rates=ones)).runs:
        for name in (*SUMS, "tax"):
            total = sum(in_kwd(getattr(one, name), one.currency) for one in run.figures)
            assert getattr(run.group.figures, name) == total
        for member in run.group.members:
            own = [one for one in run.members if one.entity == member.entity]
            assert member.benefit == sum(in_kwd(one.benefit, one.currency) for one in own)
            assert member.result == sum(in_kwd(one.result, one.currency) for one in own)
        assert not any(run.group.cash.effect)


def in_kwd(minor: int, currency: str) -> int:
    """An amount in minor units of a currency with three digits, at one for one."""
    return minor * 10 ** (3 - DIGITS[currency])


@quick(15)
@given(translated_scenarios(), st.data())
def test_the_order_of_the_lines_of_rates_changes_nothing(scenario, data):
    places = shuffled(data.draw, [str(at) for at in range(len(scenario.fx_rates))])
    other = replace(scenario, fx_rates=tuple(scenario.fx_rates[int(at)] for at in places))
    pairs = zip(study(scenario).runs, study(other).runs, strict=True)
    assert all(one.group == two.group for one, two in pairs)


@quick(200)
@given(st.lists(st.fractions(max_denominator=60), min_size=1, max_size=8))
def test_parts_are_within_one_of_the_exact_and_sum_to_the_whole(exact):
    whole = shown_whole(sum(exact, Fraction(0)))
    parts = whole_parts(whole, exact)
    assert sum(parts) == whole
    assert all(abs(part - one) < 1 for part, one in zip(parts, exact, strict=True))
    assert all(part == 0 for part, one in zip(parts, exact, strict=True) if one == 0)
    mirrored = whole_parts(-whole, [-one for one in exact])
    assert mirrored == [-part for part in parts]


def shown_whole(exact: Fraction) -> int:
    """The whole number nearest, a half away from zero."""
    doubled = 2 * abs(exact)
    whole = (doubled.numerator // doubled.denominator + 1) // 2
    return -whole if exact < 0 else whole

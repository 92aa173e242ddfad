"""The checks of translated figures pass on an honest run and fail on one that was bent."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from tests.scenarios.shipped import SCENARIOS
from treasury.checks import CheckResult
from treasury.comparing.figures import Member
from treasury.comparing.translated import Group, Part, Told
from treasury.comparing.translation_checks import translation_checks
from treasury.comparison import Run, Study, study
from treasury.fx import FxRate
from treasury.plan.reading import read
from treasury.plan.translation import Translation
from treasury.tables import Projection
from treasury.tax import TaxTerm

Bent = Callable[[Group], Group]


@cache
def studied() -> Study:
    """The pools of three currencies; nobody writes into it."""
    return study(read(SCENARIOS / "14_three_currencies"))


def honest() -> Run:
    return studied().runs[1]


def projections() -> tuple[Projection, Projection]:
    """The pools, and as is."""
    return honest().projection, studied().runs[0].projection


def found(group: Group) -> list[tuple[bool | None, str]]:
    """What both checks say of a group."""
    run = honest()
    told = Told(run.figures, run.members)
    results = translation_checks(run.plan, projections(), told, group)
    return [(one.passed, one.detail) for one in results]


def rates_by(lines: tuple[FxRate, ...]) -> CheckResult:
    """What the check of rates says of the honest group where these were the scenario's rates."""
    run = honest()
    plan = replace(run.plan, scenario=replace(run.plan.scenario, fx_rates=lines))
    told = Told(run.figures, run.members)
    return translation_checks(plan, projections(), told, own())[0]


def own() -> Group:
    group = honest().group
    assert group is not None
    return group


def translation(group: Group, **changes: object) -> Group:
    return replace(group, translation=replace(group.translation, **changes))  # type: ignore[arg-type]


def used(group: Group, currency: str, **changes: object) -> Group:
    """With something else about the first pair of a currency."""
    first, *others = group.translation.steps[currency]
    steps = {**group.translation.steps, currency: (replace(first, **changes), *others)}  # type: ignore[arg-type]
    return translation(group, steps=steps)


def by_day(group: Group, currency: str, row: int, factor: Fraction) -> Group:
    days = list(group.translation.by_day[currency])
    days[row] = factor
    return translation(group, by_day={**group.translation.by_day, currency: tuple(days)})


def other_rate(group: Group) -> Group:
    """The rate of the day before, used on the second day."""
    rates = group.translation.steps["USD"][0].rates
    return used(group, "USD", rates=(rates[0], rates[0], *rates[2:]))


def other_way(group: Group) -> Group:
    """Yen that are dollars at the end."""
    steps = {**group.translation.steps, "JPY": group.translation.steps["JPY"][:1]}
    return translation(group, steps=steps)


def backwards(group: Group) -> Group:
    """The pairs of the yen in the wrong order."""
    steps = {**group.translation.steps, "JPY": group.translation.steps["JPY"][::-1]}
    return translation(group, steps=steps)


def other_sums(group: Group) -> Group:
    """Sums at the first day's rate."""
    first = group.translation.by_day["USD"][0]
    return translation(group, of_sums={**group.translation.of_sums, "USD": first})


BENT_RATES: dict[str, tuple[Bent, str]] = {
    "the rate of the day before": (
        other_rate, "EUR/USD on 2026-03-17 is not the rate in force"
    ),
    "a factor of no rate": (
        lambda group: by_day(group, "USD", 3, Fraction(1)),
        "USD on 2026-03-19 is not translated at the rate in force",
    ),
    "a way that ends at the bridge": (other_way, "JPY does not go into EUR by the pairs as quoted"),
    "a way in the wrong order": (backwards, "JPY does not go into EUR by the pairs as quoted"),
    "sums at another rate": (other_sums, "sums in USD are not translated at the average rate"),
}  # fmt: skip


def test_an_honest_run_passes_and_something_was_looked_at() -> None:
    assert [passed for passed, _ in found(own())] == [True, True]
    checks = {one.name: one.examined for one in honest().checks if one.name[:2] in ("27", "28")}
    assert list(checks.values()) == [3 * 14, 4 + 4 + 4 + 8 + 2 + 4 * 5 + 3 + 14]


@pytest.mark.parametrize("name", BENT_RATES)
def test_a_rate_that_is_not_in_force_is_found(name: str) -> None:
    bend, words = BENT_RATES[name]
    passed, detail = found(bend(own()))[0]
    assert (passed, detail) == (False, words)


def figures(**changes: object) -> Bent:
    return lambda group: replace(group, figures=replace(group.figures, **changes))  # type: ignore[arg-type]


def a_cent_more(parts: tuple[Part, ...], at: int) -> tuple[Part, ...]:
    return (*parts[:at], replace(parts[at], translated=parts[at].translated + 1), *parts[at + 1 :])


def swapped_averages(group: Group) -> Group:
    """Two averages in each other's place, whose sum is what it was."""
    idle, root = group.figures.idle_cash, group.figures.root_cash
    return figures(idle_cash=root, root_cash=idle)(group)


def idle_as_in_the_pool(group: Group) -> Group:
    return figures(idle_cash_as_is=group.figures.idle_cash)(group)


def a_member(entity: str, **changes: int) -> Bent:
    """With more of something for a member."""

    def more(member: Member) -> Member:
        bent = {name: getattr(member, name) + amount for name, amount in changes.items()}
        return replace(member, **bent)  # type: ignore[arg-type]

    return lambda group: replace(
        group, members=tuple(more(one) if one.entity == entity else one for one in group.members)
    )


def swapped(*columns: str) -> Bent:
    """Two members with what the other one has in these columns, so that every sum stays."""

    def bend(group: Group) -> Group:
        by_name = {one.entity: one for one in group.members}
        other = {"HQ": by_name["US"], "US": by_name["HQ"]}
        members = (
            replace(one, **{name: getattr(other[one.entity], name) for name in columns})  # type: ignore[arg-type]
            if one.entity in other else one
            for one in group.members
        )  # fmt: skip
        return replace(group, members=tuple(members))

    return bend


def cash(**changes: int) -> Bent:
    """With more of something in the cash of the second day."""

    def bend(group: Group) -> Group:
        bent = {
            name: tuple(amount + more * (row == 1) for row, amount in
                        enumerate(getattr(group.cash, name)))
            for name, more in changes.items()
        }  # fmt: skip
        return replace(group, cash=replace(group.cash, **bent))  # type: ignore[arg-type]

    return bend


def first_day_effect(group: Group) -> Group:
    moved, effect = list(group.cash.moved), list(group.cash.effect)
    moved[0], effect[0] = moved[0] - 5, effect[0] + 5
    return replace(group, cash=replace(group.cash, moved=tuple(moved), effect=tuple(effect)))


BENT_FIGURES: dict[str, tuple[Bent, str]] = {
    "interest a cent too high": (figures(interest_earned=641_37), "interest_earned is 64137"),
    "a benefit a cent too low": (figures(net_benefit=1_204_85), "net_benefit is 120485"),
    "debt at another rate": (figures(external_debt=264_285_00), "external_debt is 26428500"),
    "idle cash at another rate": (figures(idle_cash=276_000_00), "idle_cash is 27600000"),
    "idle cash and cash at the roots swapped": (swapped_averages, "idle_cash is 45528978"),
    "idle cash as is that is the pool's": (idle_as_in_the_pool, "idle_cash_as_is is 27638246"),
    "a step that is another amount": (
        figures(waterfall=(("interest earned", 5), ("interest paid", 2_129_73), ("fees", 0))),
        "interest earned is 5",
    ),
    "a part too many": (
        lambda group: replace(group, parts=a_cent_more(group.parts, 0)),
        "the parts of idle_cash do not sum to 27638246",
    ),
    "a step a cent too high": (
        lambda group: replace(group, steps=a_cent_more(group.steps, 1)),
        "the parts of net_benefit do not sum to 120486",
    ),
    "a member that has another's benefit": (
        a_member("DE", benefit=300), "the benefit of DE is -27700"
    ),
    "two members in each other's place": (
        swapped("interest_earned", "interest_paid", "fees", "result"),
        "the interest_earned of HQ is ",
    ),
    "two members' results alone": (swapped("result"), "the result of HQ is not what"),
    "members that earn more than the group": (
        a_member("HQ", interest_earned=1, result=1),
        "the members' interest_earned do not sum to the group's",
    ),
    "internal interest from nowhere": (
        a_member("DE", internal_interest=1, result=1), "the internal_interest of DE is 1"
    ),
    "a member left out": (
        lambda group: replace(group, members=group.members[1:]), "DE is no member of the group"
    ),
    "a member that is unchanged and has a cent": (
        a_member("JP", benefit=1), "the benefit of JP is 1"
    ),
    "cash of another rate": (cash(closing=1, moved=1), "cash on 2026-03-17 is 46402158"),
    "cash that neither moved nor is FX": (
        cash(effect=1), "the change of cash on 2026-03-17 is not what moved and the effect of FX"
    ),
    "an effect on the first day": (first_day_effect, "the first day has an effect of FX"),
}  # fmt: skip


@pytest.mark.parametrize("name", BENT_FIGURES)
def test_a_figure_that_is_not_its_translation_is_found(name: str) -> None:
    bend, words = BENT_FIGURES[name]
    assert found(bend(own()))[0][0] is True
    passed, detail = found(bend(own()))[1]
    assert passed is False
    assert detail.startswith(words)


def test_internal_interest_that_nobody_pays_is_found() -> None:
    """It is the member's own in euros, so that only the sum over the members is wrong."""
    run, more = honest(), {"internal_interest": 1, "result": 1}
    in_euros = [one.entity == "DE" and one.currency == "EUR" for one in run.members]
    told = Told(
        run.figures,
        tuple(
            replace(one, internal_interest=1) if chosen else one
            for one, chosen in zip(run.members, in_euros, strict=True)
        ),
    )
    assert any(in_euros)
    _, checked = translation_checks(run.plan, projections(), told, a_member("DE", **more)(own()))
    assert checked.passed is False
    assert checked.detail == "internal interest does not net to zero over the members"


def test_a_tax_that_is_another_member_s_is_found() -> None:
    """A tenth of what the banks pay, of which two members' shares are exchanged."""
    held = TaxTerm(tax="held", base="bank_interest", rate="10%")
    as_is, run = study(replace(honest().plan.scenario, tax_terms=(held,))).runs[:2]
    assert [one.passed for one in run.checks[-2:]] == [True, True]
    assert run.group is not None
    _, checked = translation_checks(
        run.plan, (run.projection, as_is.projection), Told(run.figures, run.members),
        swapped("tax", "result")(run.group),
    )  # fmt: skip
    assert checked.passed is False
    assert checked.detail.startswith("the tax of HQ is ")


def test_the_pair_s_own_end_goes_before_the_other_end_and_both_before_the_bridge() -> None:
    """The way that was taken leads there by rates in force, and is not the one that is quoted.

    Yen go over dollars, so that dollars quoted from their own end are another way for them too.
    """
    run = honest()
    first, last = run.plan.scenario.first_day, run.plan.scenario.last_day
    for base, quote in (("USD", "EUR"), ("JPY", "EUR"), ("EUR", "JPY")):
        line = FxRate(date=first, base=base, quote=quote, mid=Decimal(1), valid_until=last)
        lines = (*run.plan.scenario.fx_rates, line)
        rates = rates_by(lines)
        assert rates.passed is False
        assert rates.detail == "JPY does not go into EUR by the pairs as quoted"


def test_a_day_for_which_no_line_holds_is_found() -> None:
    """The lines are asked, not what was made of them."""
    run = honest()
    first = run.plan.scenario.first_day
    lines = tuple(
        rate for rate in run.plan.scenario.fx_rates if rate.base == "USD" or rate.date > first
    )
    rates = rates_by(lines)
    assert rates.passed is False
    assert rates.detail == "EUR/USD on 2026-03-16 is not the rate in force"


def test_sides_and_closing_rates_are_asked_of_the_lines_too() -> None:
    scenario = honest().plan.scenario
    day = scenario.first_day
    lines = (
        FxRate(date=day, base="EUR", quote="USD", bid=Decimal("1.07"), ask=Decimal("1.09"),
               valid_until=scenario.last_day),
        FxRate(date=day, base="JPY", quote="USD", bid=Decimal("0.006"), ask=Decimal("0.007"),
               valid_until=scenario.last_day),
    )  # fmt: skip
    for side in ("mid", "bid", "ask"):
        for at in ("average", "closing"):
            changed = replace(scenario, fx_rates=lines, fx_side=side, fx_at=at)
            run = study(changed).runs[1]
            assert [one.passed for one in run.checks[-2:]] == [True, True]
            assert run.group is not None
            assert isinstance(run.group.translation, Translation)

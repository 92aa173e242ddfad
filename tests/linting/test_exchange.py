"""What is remarked about exchange rates, each in the words of its sentence."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_UP, Decimal

from tests.hand.test_conversions_by_hand import across
from tests.scenarios.shipped import SCENARIOS
from treasury.fx import FxRate
from treasury.linting.lint import remarks
from treasury.linting.remark import Remark
from treasury.linting.view import pools
from treasury.plan.problems.every import complaints
from treasury.plan.reading import read
from treasury.pooling.rules import Rule
from treasury.scenario import Scenario


def scenario() -> Scenario:
    return read(SCENARIOS / "14_three_currencies")


def line(day: int, pair: str, mid: str, **more: object) -> FxRate:
    base, quote = pair.split("/")
    return FxRate(date=date(2026, 3, day), base=base, quote=quote, mid=Decimal(mid), **more)  # type: ignore[arg-type]


def said(found: Scenario) -> list[tuple[str, str]]:
    """The remarks about rates of a scenario that can be run."""
    assert complaints(found) == []
    return [(one.name, one.message) for one in remarks(found) if one.path[0] == "fx_rates"]


def test_rates_in_which_nothing_is_doubtful_get_no_remark() -> None:
    assert said(scenario()) == []


def test_a_pair_quoted_both_ways_is_held_against_itself() -> None:
    given = scenario()
    right = replace(given, fx_rates=(*given.fx_rates, line(20, "USD/EUR", "0.9174")))
    # quoted from the dollar's own end it would be used, and holds for a week only
    right = replace(right, fx_rates=(*right.fx_rates, line(16, "USD/EUR", "0.9259")))
    right = replace(right, fx_rates=(*right.fx_rates, line(27, "USD/EUR", "0.9251")))
    assert said(right) == [
        ("unused_fx_pair", "nothing is translated by EUR/USD; USD/EUR is used"),
    ]
    wrong = replace(right, fx_rates=(*right.fx_rates, line(25, "USD/EUR", "0.95")))
    assert said(wrong)[1:] == [
        (
            "fx_rates_contradict",
            (
                "USD/EUR 0.95 on 2026-03-25, and EUR/USD 1.0860 on 2026-03-25: one is not the "
                "inverse of the other"
            ),
        )
    ]


def test_a_rate_written_the_other_way_round_is_named_as_that() -> None:
    given = scenario()
    lines = [
        replace(rate, mid=Decimal("0.0064")) if (rate.base, rate.date.day) == ("USD", 25) else rate
        for rate in given.fx_rates
    ]
    assert said(replace(given, fx_rates=tuple(lines))) == [
        (
            "fx_rate_jumps",
            (
                "USD/JPY 0.0064 on 2026-03-25 after USD/JPY 156.90 on 2026-03-24: a change of more "
                "than a fifth; it may be written the other way round"
            ),
        )
    ]


def test_a_jump_is_a_jump_where_only_bid_and_ask_are_given() -> None:
    given = scenario()
    jumped = FxRate(
        date=date(2026, 3, 28), base="USD", quote="JPY", bid=Decimal(99), ask=Decimal(101)
    )
    assert said(replace(given, fx_rates=(*given.fx_rates, jumped))) == [
        (
            "fx_rate_jumps",
            (
                "USD/JPY 99 to 101 on 2026-03-28 after USD/JPY 157.00 on 2026-03-27: a change of "
                "more than a fifth"
            ),
        )
    ]


def test_a_pair_that_nothing_uses_is_named() -> None:
    given = scenario()
    lines = (*given.fx_rates, line(20, "EUR/CHF", "0.93"))
    assert said(replace(given, fx_rates=lines)) == [
        ("unused_fx_pair", "nothing is translated by EUR/CHF")
    ]


def test_a_rate_that_is_used_long_after_its_day_is_named() -> None:
    given = scenario()
    rest = tuple(rate for rate in given.fx_rates if rate.base != "USD")
    old = FxRate(
        date=date(2026, 1, 2), base="USD", quote="JPY", mid=Decimal(157),
        valid_until=date(2026, 12, 31),
    )  # fmt: skip
    assert said(replace(given, fx_rates=(old, *rest))) == [
        (
            "old_fx_rate",
            "USD/JPY 157 of 2026-01-02 is used until 2026-03-29, 86 days after its day",
        )
    ]


def test_without_a_reporting_currency_rates_are_no_matter_of_remarks() -> None:
    given = scenario()
    plain = replace(given, reporting_currency=None, fx_rates=(), fx_bridge=None)
    assert said(plain) == []


def test_rates_that_only_a_notional_pool_needs_are_used() -> None:
    pooled = replace(read(SCENARIOS / "07_notional_overlay"), reporting_currency=None)
    assert said(pooled) == []
    more = replace(pooled, fx_rates=(*pooled.fx_rates, line(1, "USD/JPY", "150")))
    assert said(more) == [("unused_fx_pair", "nothing is translated by USD/JPY")]


def other_remarks(scenario: Scenario) -> list[Remark]:
    """What is said of it, but for that its loans between companies bear no interest."""
    return [one for one in remarks(scenario) if one.name != "loans_without_price"]


def test_a_wide_spread_is_doubted_and_what_is_swept_uses_its_pairs() -> None:
    given = read(SCENARIOS / "23_cross_currency_sweeps")
    assert other_remarks(given) == []
    wide = replace(given.conversions[0], spread="2.5%")
    (found,) = other_remarks(replace(given, conversions=(wide, *given.conversions[1:])))
    assert (found.name, found.path) == ("wide_spread", ("conversions", 0, "spread"))
    assert found.message.endswith("is converted at a spread of 2.5%, to and fro twice that")
    for spread in ("2%", "0.15%"):
        narrow = replace(wide, spread=spread)
        other = replace(given, conversions=(narrow, *given.conversions[1:]))
        assert other_remarks(other) == []


def test_what_a_header_can_hold_counts_what_other_currencies_could_be_sold_for() -> None:
    given = read(SCENARIOS / "23_cross_currency_sweeps")
    (pool,) = pools(given)
    pounds, dollars = Decimal("38150.50"), Decimal("236600.00")
    assert pool.most("UK-GBP") == pounds and pool.most("US-USD") == dollars
    best = [(money / rate).quantize(Decimal("0.01"), ROUND_UP) for money, rate in
            ((pounds, Decimal("0.84")), (dollars, Decimal("1.08")))]  # fmt: skip
    assert pool.most("NL-EUR") == 20000 + sum(best)


def test_targets_of_other_currencies_are_not_held_against_a_range_in_euros() -> None:
    scenario = across("0", rule="target_constant target=500")
    kept = Rule(id="range", preset="range", low=Decimal(0), high=Decimal(100))
    top = replace(scenario.accounts[0], id="TOP")
    own = replace(scenario.links[0], participant="H", header="TOP", rule="range", direction="up")
    found = remarks(
        replace(scenario, accounts=(top, *scenario.accounts), rules=(*scenario.rules, kept),
                links=(*scenario.links, own))
    )  # fmt: skip
    assert "target_above_range" not in {one.name for one in found}

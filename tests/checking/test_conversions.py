"""The check of conversions passes on an honest run and fails on one that was bent; so do others."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.hand.tables import on
from tests.hand.test_conversions_by_hand import DOLLARS, MID, across
from tests.hand.test_interest_across_currencies_by_hand import priced
from tests.hand.test_regional_headers_by_hand import region
from tests.made_runs import Made, made
from treasury import tables as t
from treasury.checking.conversions import exchange, terms_of_day
from treasury.scenario import Scenario

H, U = 0, 1


def two_ways() -> Scenario:
    """A day on which 1,000.00 dollars go up, and one on which 100.00 come down."""
    scenario = across("1000", items="day | account | amount\n2 | U | -100", days=2)
    able = tuple(replace(one, overdraft=Decimal(100)) if one.id == "U" else one
                 for one in scenario.accounts)  # fmt: skip
    return replace(scenario, accounts=able)


def honest() -> Made:
    return made(two_ways())


def failing(run: Made) -> set[int]:
    """The numbers of the checks that fail."""
    return {number for number, found in run.checks().items() if found.passed is False}


def test_an_honest_run_passes_and_both_ways_were_looked_at() -> None:
    checks = honest().checks()
    assert failing(honest()) == set()
    assert checks[33].passed is True and checks[33].detail == "2 sweeps converted"
    assert checks[4].passed is True and checks[7].passed is True


def test_where_nothing_was_converted_nothing_was_examined() -> None:
    found = made(across("0")).checks()[33]
    assert (found.passed, found.examined, found.detail) == (None, 0, "nothing was converted")


@pytest.mark.parametrize("kind", [t.CONCENTRATION, t.FUNDING])
def test_a_unit_more_or_less_is_found(kind: int) -> None:
    run = honest()
    row = run.row(kind, U)
    for change in (1, -1):
        other = int(run.projection.events[row, t.ACROSS]) + change
        assert 33 in failing(run.bent(row, across=other))


def test_what_is_wrong_is_told_in_both_currencies() -> None:
    run = honest()
    up = run.bent(run.row(t.CONCENTRATION, U), across=892_00).checks()[33]
    assert up.detail == (
        "U -> H on 2026-03-02: 1,000.00 USD became 892.00 EUR, at the rate less spread 891.00 EUR"
    )
    down = run.bent(run.row(t.FUNDING, U), across=90_90).checks()[33]
    assert down.detail == (
        "U -> H on 2026-03-03: 90.90 EUR became 100.00 USD, at the rate less spread 90.91 EUR"
    )


def test_a_conversion_that_does_not_say_so_is_found() -> None:
    run = honest()
    row = run.row(t.CONCENTRATION, U)
    reason = int(run.projection.events[row, t.REASON]) - t.CONVERTED
    assert {5, 33} <= failing(run.bent(row, reason=reason))


def test_a_conversion_where_there_are_no_two_currencies_is_found() -> None:
    run = made(across("1000"))
    assert failing(run) == set()
    euros = made(in_euros(across("1000")))
    row = euros.row(t.CONCENTRATION, U)
    assert 33 in failing(euros.bent(row, across=5))


def in_euros(scenario: Scenario) -> Scenario:
    """The scenario with all accounts in euros."""
    accounts = tuple(replace(one, currency="EUR") for one in scenario.accounts)
    return replace(scenario, accounts=accounts)


@pytest.mark.parametrize("column", ["worth", "brings"])
def test_an_engine_with_other_rates_is_found(column: str) -> None:
    run = honest()
    table = getattr(run.plan.tables.links, column)
    assert 33 in failing(run.lived_by("links", column, 2 * int(table[0, 0])))


def test_an_engine_that_converts_nothing_is_found() -> None:
    one = np.ones_like(honest().plan.tables.links.worth)
    links = honest().plan.tables.links._replace(worth=one, worth_of=one)
    assert 33 in failing(honest().lived(links=links))


def test_money_that_conversion_does_not_explain_is_found_by_the_check_of_cash() -> None:
    assert 3 in failing(honest().projected("book", (0, H), 1))


def test_a_claim_that_did_not_arrive_is_found_by_the_check_of_entitlements() -> None:
    assert 4 in failing(honest().projected("position", (0, 0), 1))


def test_a_grant_beyond_what_the_header_has_is_found_in_its_currency() -> None:
    run = honest()
    row = run.row(t.FUNDING, U)
    assert 6 in failing(run.bent(row, across=900_00))


def test_terms_hold_from_their_day_and_before_the_first_there_are_none() -> None:
    later = replace(MID, valid_from=on(2), spread="10%")
    run = made(across("0", days=2, conversions=(later,)))
    days = run.plan.names.days
    assert [terms_of_day(run.plan, "U", day) for day in days] == [None, later]
    rates = exchange(run.evidence())[0]
    assert [str(one) for one in rates.up] == ["0", "81/100"]
    assert [str(one) for one in rates.down] == ["0", "1"]
    assert DOLLARS.mid == Decimal("0.9")


# --- regional headers -----------------------------------------------------------------------

E, F, HUB, ROOT = 0, 1, 2, 3


def regional() -> Made:
    """The region keeps 50.00 euros for F, sells 250.00, and pays 20.00 of 30.00 the next day."""
    lines = """E | E | EUR | 300 | H | zero_balance |
               F | F | EUR | -50 | H | zero_balance |"""
    items = "day | account | amount\n2 | H | 30\n2 | H | -20"
    return made(region(lines, items, days=2))


def test_what_a_region_keeps_back_is_held_to() -> None:
    assert failing(regional()) == set()
    run = regional()
    row = run.row(t.CONCENTRATION, HUB)
    kept = int(run.projection.events[row, t.AUX])
    assert kept == 50_00
    assert 5 in failing(run.bent(row, aux=0))
    assert 5 in failing(run.bent(row, seen=300_00, base=300_00, aux=0))


def test_an_engine_that_sells_what_its_region_needs_is_found() -> None:
    lines = """E | E | EUR | 300 | H | zero_balance |
               F | F | EUR | -50 | H | zero_balance |"""
    run = made(region(lines))
    assert 5 in failing(run.lived_by("links", "converts", 0))


def test_what_a_regional_header_could_pay_is_restated_at_the_day_s_rate() -> None:
    # 30.00 + 270.00 / 1.12 - 250.00 = 21.07 (and of 30.00 it could have paid no more)
    run = regional()
    row = run.row(t.PAYMENT, HUB)
    assert int(run.projection.events[row, t.BASE]) == 21_07
    for wrong in (21_06, 21_08, 30_00, 50_00):
        assert 18 in failing(run.bent(row, base=wrong))


def test_a_draw_over_a_link_that_converts_is_found_to_be_none() -> None:
    lines = "E | E | EUR | 0 | H | zero_balance | full"
    items = "day | account | amount\n2 | E | -30"
    run = made(region(lines, items, hub="120", rule="target_constant target=20", days=2))
    assert failing(run) == set()
    row = run.row(t.QUEUED, E)
    assert int(run.projection.events[row, t.BASE]) == 20_00
    assert 18 in failing(run.bent(row, base=30_00))


# --- internal interest on positions in another currency ------------------------------------


def test_interest_on_a_position_in_dollars_is_restated() -> None:
    run = made(priced("300000"))
    assert failing(run) == set()
    row = run.row(t.INTERNAL_INTEREST, 0)
    found = run.bent(row, amount=615_61).checks()
    assert found[10].passed is False and found[7].passed is False


def test_interest_that_is_left_out_at_the_end_is_found_and_told_in_dollars() -> None:
    run = made(priced("300000"))
    found = run.projected("accrued", 0, 1).checks()[10]
    assert found.passed is False and "USD" in found.detail and "EUR" not in found.detail


def test_an_engine_that_prices_dollars_otherwise_is_found() -> None:
    run = made(priced("300000"))
    rate = run.plan.tables.accruals.rate
    assert 10 in failing(run.lived_by("accruals", "rate", 2 * int(rate[0, 0])))

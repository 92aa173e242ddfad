"""Scenario 15: the figures and stories of its README, and what it suggests to try."""

import datetime
from dataclasses import replace

import pytest

from tests.scenarios.answers import is_result, text_of
from tests.scenarios.shipped import run_of, study_of
from treasury.comparing.notional import pool_worth
from treasury.comparison import Run, study
from treasury.money import written
from treasury.plan.problems.every import complaints
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.notional_pools import pool_shares, pool_totals
from treasury.scenario import Scenario
from treasury.tables import ACCOUNT, AMOUNT, DAY, INTEREST, KIND

FIFTEEN = "15_notional_pool"
LAST_OF_MARCH = 30


def euros(minor: int) -> str:
    """An amount as the texts write it."""
    return written(minor, "EUR", grouped=True)


def scenario() -> Scenario:
    return study_of(FIFTEEN).scenario


def until_march(structure: str) -> Run:
    """A structure's run until the settlement at the end of March."""
    short = replace(scenario(), last_day=datetime.date(2026, 3, 31))
    chosen = tuple(one for one in short.structures if one.id == structure)
    others = {one.id for one in short.structures} - {structure}
    short = replace(
        short,
        structures=chosen,
        links=tuple(one for one in short.links if one.structure not in others),
        notional_pools=tuple(one for one in short.notional_pools if one.structure not in others),
    )
    kept = {one.id for one in short.notional_pools}
    members = tuple(one for one in short.notional_members if one.pool in kept)
    return study(replace(short, notional_members=members)).runs[1]


def shares_of_march(structure: str) -> dict[str, str]:
    """What the accounts got on 1 April."""
    run = run_of(FIFTEEN, structure)
    events, names = run.projection.events, run.plan.names
    first = names.days.index(datetime.date(2026, 4, 1))
    posted = events[(events[:, KIND] == INTEREST) & (events[:, DAY] == first)]
    found: dict[str, int] = {}
    for account, amount in posted[:, [ACCOUNT, AMOUNT]].tolist():
        found[names.accounts[account]] = found.get(names.accounts[account], 0) + amount
    return {name: euros(amount) for name, amount in sorted(found.items())}


def test_the_net_is_shared_by_credit_numbers() -> None:
    assert shares_of_march("net") == {
        "BARGES-1": "128.38", "FLOWERS-1": "45.65", "HOLDING-1": "795.97"
    }  # fmt: skip
    assert is_result(FIFTEEN, "970.00") and "795.97" in text_of(FIFTEEN)


@pytest.mark.parametrize(
    ("structure", "worth"), [("net", "1,460.00"), ("advantage", "1,460.00"), ("capped", "1,044.00")]
)
def test_set_off_is_worth_what_the_formula_says(structure: str, worth: str) -> None:
    run = until_march(structure)
    found = pool_worth(run.plan, run.projection, 0)
    assert found.worth is not None
    assert (euros(found.worth), euros(found.benefit)) == (worth, worth)
    assert run.figures[0].net_benefit == found.benefit
    assert worth in text_of(FIFTEEN)


@pytest.mark.parametrize(("structure", "worth"), [("net", "1,809.87"), ("advantage", "1,810.87")])
def test_settled_interest_changes_what_set_off_is_worth_in_april(
    structure: str, worth: str
) -> None:
    run = run_of(FIFTEEN, structure)
    found = pool_worth(run.plan, run.projection, 0)
    assert found.worth is not None and euros(found.worth) == worth
    assert worth in text_of(FIFTEEN)


def test_an_advantage_leaves_everybody_s_own_interest_and_nobody_loses() -> None:
    assert shares_of_march("advantage")["HOLDING-1"] == euros(139500 + 119806)
    assert all(one.benefit >= 0 for one in run_of(FIFTEEN, "advantage").members)
    losers = [one.entity for one in run_of(FIFTEEN, "net").members if one.benefit < 0]
    assert losers == ["HOLDING"]
    assert all(one.benefit >= 0 for one in run_of(FIFTEEN, "enhanced").members)


def test_better_rates_bring_fifty_euros_in_march_and_no_formula() -> None:
    found = pool_worth(until_march("enhanced").plan, until_march("enhanced").projection, 0)
    assert (euros(found.result), found.worth) == ("50.00", None)


def test_what_a_cap_leaves_out_costs_the_cheese_company_itself() -> None:
    assert shares_of_march("capped")["CHEESE-1"] == "-232.50"


def test_the_holding_s_day_tells_the_whole_sum() -> None:
    run = run_of(FIFTEEN, "advantage")
    holding = run.plan.names.accounts.index("HOLDING-1")
    told = "\n".join(explain_day(run.plan, run.projection, holding, LAST_OF_MARCH))
    assert (
        "Result of notional pool ADVANTAGE (terms bank) settled: 19,400,000.00 x 1.80 % / 360 - "
        "4,500,000.00 x 1.80 % / 360" in told
    )
    assert "= 1,460.00, rounded half up to 1,460.00 paid by the bank" in told
    assert (
        "1,198.06 of the result of 1,460.00 is credited the next day, for 27,900,000.00 of "
        "34,000,000.00 x days." in told
    )
    assert "350,000.00 of each cancels out, so interest bears on 650,000.00 and 0.00" in told
    assert "HOLDING-1 is in no link of structure advantage: no rule sweeps it." in told


def test_a_pool_on_top_of_a_sweep_sees_what_the_sweep_left() -> None:
    run = run_of(FIFTEEN, "hybrid")
    assert shares_of_march("hybrid")["HOLDING-1"] == "970.00"
    assert pool_totals(run).data["pool"] == ["HYBRID"]
    assert pool_shares(run).data["share"] == [97000, 32549]


def test_an_account_in_germany_is_refused_where_it_is_set_off() -> None:
    german = tuple(replace(one, country="DE") if one.id == "CHEESE" else one
                   for one in scenario().entities)  # fmt: skip
    told = [one.message for one in complaints(replace(scenario(), entities=german))]
    assert len(told) == 4  # in every pool but ENHANCED
    assert all("'CHEESE-1' cannot be set off: 'CHEESE' is in DE" in one for one in told)


def test_whoever_leaves_takes_its_overdraft_along() -> None:
    members = tuple(
        replace(one, valid_until=datetime.date(2026, 3, 15))
        if (one.pool, one.account) == ("ADVANTAGE", "CHEESE-1")
        else one
        for one in scenario().notional_members
    )
    changed = replace(scenario(), notional_members=members)
    run = next(one for one in study(changed).runs if one.plan.name == "advantage")
    assert all(check.passed is not False for check in run.checks)
    less = pool_worth(run.plan, run.projection, 0).result
    assert less < pool_worth(*full("advantage"), 0).result


def full(structure: str) -> tuple:  # type: ignore[type-arg]
    run = run_of(FIFTEEN, structure)
    return run.plan, run.projection


def test_the_report_says_on_what_set_off_rests() -> None:
    from treasury.reporting.explaining.notional_words import set_off_words

    (law,) = set_off_words(run_of(FIFTEEN, "net").plan)
    assert law.startswith("Set-off in NL is taken to hold (banks offer notional pools")
    assert law.endswith("NOT CONFIRMED: have it checked before you rely on it.")
    assert set_off_words(run_of(FIFTEEN, "enhanced").plan) == []

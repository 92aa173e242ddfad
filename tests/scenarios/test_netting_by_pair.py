"""The scenario of netting by pair: what its README tells is what happens."""

from tests.scenarios.shipped import run_of, study_of
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.run_tables import run_tables

NAME = "26_netting_by_pair"


def test_what_netting_leaves_of_the_benefit():
    told = {
        run.plan.name: (run.figures[0].net_benefit, run.figures[0].fees, run.figures[0].tax)
        for run in study_of(NAME).runs
    }
    assert told == {
        "as_is": (0, 0, 0),
        "each": (1_334_18, 350_00, 215_93),
        "pair": (1_580_11, 200_00, 120_01),
    }


def charged(structure: str, table: str, day: str) -> list[tuple[str, str, int]]:
    """Fee or tax, account and fen of what was charged on a day."""
    data = getattr(run_tables(run_of(NAME, structure)), table).data
    columns = zip(*(data[name] for name in ("charged_on", "fee", "account", "amount")), strict=True)
    return [tuple(row[1:]) for row in columns if row[0] == day]


def test_stamp_duty_on_the_fourth():
    stamps = {
        name: [one[1:] for one in charged(name, "taxes", "2026-03-04") if one[1] != "MOTORS-1"]
        for name in ("each", "pair")
    }
    assert stamps == {"each": [("HQ-1", 25_00), ("VALVES-2", 15_00)], "pair": [("HQ-1", 10_00)]}


def test_the_agent_s_fee_of_21_march():
    assert [one[1:] for one in charged("each", "term_fees", "2026-03-21")] == [
        ("HQ-1", 50_00), ("MOTORS-1", 50_00), ("HQ-1", 50_00), ("VALVES-1", 50_00)
    ]  # fmt: skip
    assert [one[1:] for one in charged("pair", "term_fees", "2026-03-21")] == [
        ("HQ-1", 40_00), ("MOTORS-1", 10_00), ("VALVES-1", 50_00)
    ]  # fmt: skip


def test_value_added_tax_of_valves_interest():
    assert ("VAT", "VALVES-1", 6_79) in charged("pair", "taxes", "2026-03-21")
    apart = charged("each", "taxes", "2026-03-21")
    assert ("VAT", "VALVES-1", 16_98) in apart
    assert ("VAT", "HQ-1", 26_32) in apart


def test_whoever_asks_for_the_second_account_is_told_where_the_one_loan_stands():
    run = run_of(NAME, "pair")
    told = {
        account: "\n".join(explain_day(run.plan, run.projection, at, 19))
        for at, account in enumerate(run.plan.names.accounts)
    }
    where = "interest, fees and taxes of the one loan stand with VALVES-1."
    assert f"fetched down from HQ-1, netted with VALVES-1: {where}" in told["VALVES-2"]
    assert f"sent up to HQ-1, netted with VALVES-2: {where}" in told["VALVES-1"]
